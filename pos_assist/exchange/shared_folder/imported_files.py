"""`imported/<shop>/<month>.<sha256>.jsonl.gz`: past receipts that tills read out of other registers' files, for headquarters alone. What
is in them names itself by day and number: the same file read at two tills is one, and so is what two files both have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pos_assist.domain.problems import BadInput
from pos_assist.domain.shared_record import SharedRecord, imported_life
from pos_assist.exchange.shared_folder.files import listed, name_part, whole_file
from pos_assist.exchange.shared_folder.sales_files import SalesFile, SalesName, body_lines, gathered, packed

IMPORTED = "imported"
_NAME = re.compile(r"(\d{4}-\d{2})\.([0-9a-f]{64})\.jsonl\.gz")


def imported_folder(folder: Path, shop: str) -> Path:
    """Where a shop's past receipts lie."""
    return folder / IMPORTED / name_part(shop)


def imported_names(folder: Path) -> list[str]:
    """The files of a shop's past receipts, by month."""
    return [path.name for path in listed(folder) if _NAME.fullmatch(path.name)]


def imported_bytes(shop: str, month: str, lines: Sequence[str]) -> tuple[str, bytes]:
    """A month's file and its name. The same receipts give the same, at whatever till."""
    found, data = packed({"shop": shop, "imported": month}, lines)
    return f"{month}.{found}.jsonl.gz", data


def read_imported(folder: Path, name: str) -> list[SalesFile]:
    """What is in such a file, a day a piece, as if each day were a life. Raises BadInput, EnvironmentProblem."""
    match = _NAME.fullmatch(name)
    assert match
    label, lines = body_lines(name, whole_file(folder / name, match[2]))
    if label.get("imported") != match[1]:
        raise BadInput("bad_share_file", file=name, row=1)
    days: dict[str, dict[int, tuple[str, SharedRecord]]] = {}
    for seq, found in gathered(name, lines).items():
        days.setdefault(imported_life(folder.name, found[1].at), {})[seq] = found
    return [
        SalesFile(SalesName("", life, min(found), max(found), match[2]), folder.name, None, found)
        for life, found in sorted(days.items())
    ]
