"""A receipts CSV as baskets, for the commands that learn from a file: only who bought what and when is read."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from pos_assist.domain.problems import BadInput
from pos_assist.exchange.receipts.receipts_file import COLUMNS, REQUIRED
from pos_assist.exchange.tables import Progress, Table, clean

Basket = tuple[list[str], datetime]  # items in the order rung up, each once

_SHORT = re.compile(r"(?<!\d)\d(?!\d)")  # «9» for «09», as Excel writes days and hours


def read_baskets(path: Path, progress: Progress | None = None) -> list[Basket]:
    """The receipts of the file by time: rows of one day with the same number. Quantities and prices are not read.

    A receipt's time is its first row's. Raises BadInput naming row and column.
    """
    table = Table(path, COLUMNS, REQUIRED, progress)
    number_at, time_at, item_at = (table.position[name] for name in REQUIRED)
    receipts: dict[tuple[str, date], tuple[dict[str, None], datetime]] = {}
    number = time = ""
    items: dict[str, None] = {}  # of the receipt that the row above belongs to
    for row, cells in table.records():
        if not receipts or cells[number_at] != number or cells[time_at] != time:
            number, time = cells[number_at], cells[time_at]
            if not number.strip():
                table.refuse("empty_cell", row, "receipt_id")
            try:
                when = read_time(time)
            except ValueError:
                table.refuse("bad_time", row, "timestamp", time)
            items, _ = receipts.setdefault((number.strip(), when.date()), ({}, when))
        item = clean(cells[item_at])
        if not item:
            table.refuse("empty_cell", row, "item")
        items[item] = None
    if not receipts:
        raise BadInput("no_rows", file=path.name)
    return sorted(((list(items), when) for items, when in receipts.values()), key=lambda basket: basket[1])


def read_time(text: str) -> datetime:
    """ISO 8601, or as Excel writes it («2026/11/2 9:30»); shop time, so a zone is dropped. Raises ValueError."""
    text = text.strip().replace("/", "-")
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return datetime.fromisoformat(_SHORT.sub(r"0\g<0>", text)).replace(tzinfo=None)
