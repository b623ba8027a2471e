"""Which files of the frozen folder nothing opened during a smoke run: `python packaging/linux/unused.py dist/pos-assist`. Needs strace.

A list to look through, largest first, not to delete by: what a screen, a printer or another language needs is on it too.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path


def main(folder: Path) -> None:
    """Trace, and print what was left."""
    smoke = Path(__file__).parents[1] / "smoke.py"
    with tempfile.NamedTemporaryFile() as log:
        trace = ["strace", "-f", "-qq", "-y", "-e", "trace=openat,execve", "-o", log.name]
        subprocess.run([*trace, sys.executable, smoke, folder / "pos-assist"], check=True, stdout=subprocess.DEVNULL)
        text = Path(log.name).read_text(encoding="utf-8", errors="replace")
    opened = {str(Path(x).resolve()) for x in re.findall(r'"(/[^"]+)"', text)}
    left = [x for x in folder.resolve().rglob("*") if x.is_file() and not x.is_symlink() and str(x) not in opened]
    for file in sorted(left, key=lambda x: x.stat().st_size, reverse=True):
        print(f"{file.stat().st_size / 1e6:8.2f} MB  {file.relative_to(folder.resolve())}")
    print(f"{sum(x.stat().st_size for x in left) / 1e6:8.1f} MB in {len(left)} files were not opened")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
