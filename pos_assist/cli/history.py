"""A receipts CSV as baskets, for the commands that learn from a file: only who bought what and when is read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pos_assist.domain.problems import BadInput
from pos_assist.exchange.tables import Progress, Table, clean, column_names

Basket = tuple[list[str], datetime]  # items in the order rung up, each once


def read_baskets(path: Path, progress: Progress | None = None) -> list[Basket]:
    """The receipts of the file by time; a receipt's time is its first line's. Quantities and prices are not looked at.

    Raises BadInput naming row and column.
    """
    names = ("receipt_id", "timestamp", "item")
    table = Table(path, column_names(dict.fromkeys(names, ())), names, progress)
    key, at, item = (table.position[name] for name in names)
    receipts: dict[str, tuple[dict[str, None], datetime]] = {}
    for row, cells in table.records():
        code, receipt = clean(cells[item]), cells[key].strip()
        if not code:
            table.refuse("empty_cell", row, "item")
        if not receipt:
            table.refuse("empty_cell", row, "receipt_id")
        known = receipts.get(receipt)
        if known is None:
            try:
                when = read_time(cells[at].strip())
            except ValueError:
                table.refuse("bad_time", row, "timestamp", cells[at])
            known = receipts[receipt] = ({}, when)
        known[0][code] = None
    if not receipts:
        raise BadInput("no_rows", file=path.name)
    return sorted(((list(items), when) for items, when in receipts.values()), key=lambda basket: basket[1])


def read_time(text: str) -> datetime:
    """ISO 8601, or with «/» as Excel writes it; shop time, so a zone is dropped. Raises ValueError."""
    return datetime.fromisoformat(text.replace("/", "-")).replace(tzinfo=None)
