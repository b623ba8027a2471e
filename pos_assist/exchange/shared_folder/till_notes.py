"""`tills/<shop>/<till>.<life>.<number>.<sha256>.json`: when a till was last here, how far it is, which packs it works with."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pos_assist.domain.problems import BadInput, EnvironmentProblem
from pos_assist.exchange.shared_folder.files import listed, name_part, put_file, sum_of, whole_file

_NAME = re.compile(r"([\w-]+)\.([0-9a-f]{16})\.(\d{1,15})\.([0-9a-f]{64})\.json")


@dataclass(frozen=True, slots=True)
class TillNote:
    """What a till last said of itself. `at`: by its own clock; `newest`: number of its newest event; `written`: when the folder's
    computer says the file was written, by that computer's clock."""

    till: str
    life: str
    number: int
    at: datetime
    newest: int
    packs: Mapping[str, int]  # maker -> number of the pack in force
    version: str
    written: datetime | None = None

    @property
    def skew(self) -> float | None:
        """Seconds that the till's clock is ahead of the folder's; None where that is not known."""
        return (self.at - self.written).total_seconds() if self.written else None


def notes_folder(folder: Path, shop: str) -> Path:
    """Where the tills of a shop leave their notes."""
    return folder / "tills" / name_part(shop)


def put_note(folder: Path, note: TillNote) -> None:
    """Leave a note, and take this life's older ones away. Raises EnvironmentProblem."""
    data = json.dumps(
        {
            "till": note.till,
            "life": note.life,
            "at": note.at.isoformat(" ", "seconds"),
            "newest": note.newest,
            "packs": dict(note.packs),
            "version": note.version,
        },
        ensure_ascii=False,
    ).encode()
    name = f"{name_part(note.till)}.{note.life}.{note.number}.{sum_of(data)}.json"
    put_file(folder / name, data)
    for path in listed(folder):
        found = _NAME.fullmatch(path.name)
        if found and found[2] == note.life and int(found[3]) < note.number:
            with contextlib.suppress(OSError):
                path.unlink()


def read_notes(folder: Path) -> list[TillNote]:
    """The newest note of each life, by till; what is not whole is passed over. Raises EnvironmentProblem."""
    newest: dict[str, TillNote] = {}
    for path in listed(folder):
        found = _NAME.fullmatch(path.name)
        if not found:
            continue
        try:
            note = _note(path, found, json.loads(whole_file(path, found[4]).decode()))
        except (BadInput, EnvironmentProblem, OSError, ValueError, TypeError, LookupError, RecursionError):
            continue
        if note.life not in newest or newest[note.life].number < note.number:
            newest[note.life] = note
    return sorted(newest.values(), key=lambda x: (x.till, x.at))


def _note(path: Path, found: re.Match[str], data: dict[str, Any]) -> TillNote:
    packs = {str(k)[:64]: int(v) for k, v in dict(data["packs"]).items()}
    written = datetime.fromtimestamp(path.stat().st_mtime)
    at = datetime.fromisoformat(data["at"])
    return TillNote(
        str(data["till"])[:40],
        found[2],
        int(found[3]),
        at,
        int(data["newest"]),
        packs,
        str(data["version"])[:40],
        written,
    )
