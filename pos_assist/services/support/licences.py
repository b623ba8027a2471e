"""What the program is made of besides our own code, with versions and licences: for «About», and for the package."""

from __future__ import annotations

import json
import platform
import re
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from pos_assist.domain.marking import N_
from pos_assist.storage.connection import SQLITE_VERSION

_LIST = Path(__file__).parent / "licences.json"  # beside this file in a package; written by packaging/build.py
_TEXT = re.compile(r"(^|/)(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)
_TEXTS = Path(__file__).parents[3] / "resources" / "licences"  # those that packages name without bringing them
_NAME = re.compile(r"[A-Za-z0-9._-]+")
QT_NOTE = N_(
    "Qt and PySide6 are used under the LGPL 3. They lie as files of their own in the program's folder, where you may put "
    "your own build in their place. Their source is at https://download.qt.io/."
)


@dataclass(frozen=True, slots=True)
class ProgramPart:
    """One part: its version, its licence by SPDX name where it says so, and the licence's text where it comes along."""

    name: str
    version: str
    licence: str
    text: str = ""


def components() -> tuple[ProgramPart, ...]:
    """Every part of the program that runs, by name. From source it is what is installed that the program needs."""
    if _LIST.exists():
        return tuple(ProgramPart(**entry) for entry in json.loads(_LIST.read_text(encoding="utf-8")))
    return (*_platform(), *_packages(_needed_by(["pos-assist"])))


def write_list(path: Path, roots: list[str], more: list[ProgramPart]) -> None:
    """Write the list for a package: the distributions `roots` with all they need, Python and SQLite, and `more`."""
    found = (*_platform(), *_packages(_needed_by(roots)), *more)
    path.write_text(json.dumps([asdict(x) for x in found], ensure_ascii=False, indent=1), encoding="utf-8")


def _platform() -> tuple[ProgramPart, ...]:
    return (
        ProgramPart("Python", platform.python_version(), "PSF-2.0"),
        ProgramPart("SQLite", SQLITE_VERSION, "public domain (blessing)"),
    )


def _needed_by(roots: list[str]) -> set[str]:
    """The names of these distributions and of everything they require, extras left out."""
    names: set[str] = set()
    todo = list(roots)
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if name in names:
            continue
        try:
            required = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # asked for on another platform only
            continue
        names.add(name)
        todo += [found[0] for line in required if "extra ==" not in line and (found := _NAME.match(line))]
    return names - {"pos-assist", "pip"}


def _packages(names: set[str]) -> tuple[ProgramPart, ...]:
    return tuple(_component(metadata.distribution(name)) for name in sorted(names))


def _component(distribution: metadata.Distribution) -> ProgramPart:
    about = distribution.metadata
    classified = [
        line.rsplit(" :: ", 1)[1] for line in about.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    said = [about[field] for field in ("License-Expression", "License") if field in about] or [", ".join(classified)]
    texts = [
        file.read_text().strip()
        for file in distribution.files or []
        if ".dist-info" in str(file) and _TEXT.search(str(file))
    ]
    if not texts and said[0].startswith("LGPL-3.0"):  # the LGPL 3 is written as additions to the GPL 3
        texts = [(_TEXTS / name).read_text(encoding="utf-8") for name in ("LGPL-3.0.txt", "GPL-3.0.txt")]
    return ProgramPart(about["Name"], about["Version"], said[0].strip().splitlines()[0], "\n\n".join(texts))
