"""The system's libraries that PyInstaller put into the folder, as parts with their licences: Debian keeps each package's in its copyright file."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path


def parts(program: Path) -> list[dict[str, str]]:
    """Name, version, licence and text of each Debian package that a library in the folder came from."""
    files = [x.name for x in (program / "_internal").glob("lib*.so*") if not x.is_symlink()]
    found: dict[str, dict[str, str]] = {}
    for name in sorted(files):
        asked = subprocess.run(["dpkg-query", "-S", f"*/{name}*"], capture_output=True, text=True, check=False)
        if asked.returncode:
            continue  # Python's own, or a wheel's, which are listed as such
        package = asked.stdout.splitlines()[0].split(":")[0]
        if package not in found and (about := _about(package)):
            found[package] = about
    return list(found.values())


def _about(package: str) -> dict[str, str]:
    text = Path("/usr/share/doc", package, "copyright")
    if not text.exists():
        return {}
    version = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}\n", package], capture_output=True, text=True, check=True
    )
    words = text.read_text(encoding="utf-8", errors="replace")
    names = re.findall(r"^License: *(\S.*)$", words, re.MULTILINE)
    said = " AND ".join(dict.fromkeys(name.strip() for name in names)) or "see its text"
    return {"name": package, "version": version.stdout.splitlines()[0], "licence": said, "text": words.strip()}
