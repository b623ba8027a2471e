"""Which program this is: the version (its one source is `pos_assist.__version__`), the commit, and when it was built."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pos_assist import __version__

_PACKAGE = Path(__file__).parents[1]
_STAMP = "build.json"  # beside this file in a package: {"commit": …, "built": …}; written by packaging/build.py


@dataclass(frozen=True, slots=True)
class Version:
    """`commit` may be empty (unknown), `built` too (run from source)."""

    number: str
    commit: str = ""
    built: str = ""

    def __str__(self) -> str:
        details = ", ".join(part for part in (self.commit, self.built and f"built {self.built}") if part)
        return f"{self.number} ({details})" if details else self.number


def version() -> Version:
    """The version of the running program. From source, git is asked for the commit; that takes some milliseconds."""
    try:
        stamp = json.loads((_PACKAGE / _STAMP).read_text(encoding="utf-8"))
        return Version(__version__, stamp["commit"], stamp["built"])
    except FileNotFoundError:
        return Version(__version__, _commit(_PACKAGE.parent))


def _commit(folder: Path) -> str:
    """The commit that is checked out there; empty where git does not know."""
    git = shutil.which("git")
    if git is None or not (folder / ".git").exists():
        return ""
    asked = subprocess.run(
        [git, "describe", "--always", "--dirty", "--exclude=*"], cwd=folder, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()
