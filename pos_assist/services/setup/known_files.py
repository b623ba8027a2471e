"""Which column is which in the files that were read before, so that next month's file needs no question. Beside the shops, in one
small file: it holds titles, nothing that was sold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.exchange.receipts.any_file import FileAnswers
from pos_assist.system.files import replace_file

NAME = "import-columns.json"
_MOST = 50  # headers


def recall(folder: Path, titles: Sequence[str]) -> FileAnswers | None:
    """Return the answers given earlier about a file with that header, or None if there are none."""
    said = _read(folder).get(_key(titles))
    if not isinstance(said, dict) or not isinstance(columns := said.get("columns"), dict):
        return None
    known = {str(name): str(title) for name, title in columns.items()}
    return FileAnswers(known, str(said.get("day_order", "")))


def remember(folder: Path, titles: Sequence[str], answers: FileAnswers) -> None:
    """Keep what a person said. That it cannot be kept stops no import."""
    known = _read(folder)
    known.pop(_key(titles), None)
    known[_key(titles)] = {"columns": dict(answers.columns), "day_order": answers.day_order}
    latest = dict(list(known.items())[-_MOST:])
    text = json.dumps(latest, ensure_ascii=False, indent=1)
    with suppress(EnvironmentProblem):
        replace_file(folder / NAME, lambda new: new.write_text(text, encoding="utf-8"))


def _key(titles: Sequence[str]) -> str:
    return "\t".join(titles)


def _read(folder: Path) -> dict[str, object]:
    try:
        known = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}
