"""Build the Linux packages twice and compare them: `make reproducible`. Names every file that differs; exit code 1 where one does.

The second build starts from nothing but the environment: another moment, another order of the folder's files, another umask.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def build(umask: int) -> dict[str, str]:
    """Build; SHA-256 of the packages and of every file of the program."""
    for old in (ROOT / "build", ROOT / "dist"):
        for entry in old.iterdir() if old.exists() else ():
            if entry.name != "venv":
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    subprocess.run([sys.executable, ROOT / "packaging" / "build.py"], check=True, cwd=ROOT, umask=umask)
    files = [x for x in (ROOT / "dist").rglob("*") if x.is_file() and not x.is_symlink()]
    return {str(x.relative_to(ROOT / "dist")): hashlib.sha256(x.read_bytes()).hexdigest() for x in files}


def main() -> int:
    """Twice, and compare."""
    os.environ.setdefault("QUICK", "1")
    first, second = build(0o022), build(0o077)
    differ = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
    print(f"{len(first)} files, {len(differ)} differ", *differ[:50], sep="\n  ")
    return 1 if differ else 0


if __name__ == "__main__":
    raise SystemExit(main())
