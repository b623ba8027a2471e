"""How long things last: the usual time between two purchases of an item by one member, learned from many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from statistics import median

from pos_assist.learning.ranking import STAMP

REFILLS = "@refills"  # the row of the model
LEAST, PEOPLE = 5, 3  # intervals, and members, below which nothing is said of an item
MOST = 400  # intervals of an item that are looked at, the newest

Visit = tuple[str, Sequence[str], datetime]  # member, items, when
Intervals = dict[str, tuple[float, int]]  # item -> (days, how many intervals that is the median of)


def intervals(visits: Iterable[Visit]) -> Intervals:
    """The usual days between purchases, of items that several members bought again; visits in the order of their sale."""
    last: dict[tuple[str, str], date] = {}
    found: dict[str, list[tuple[int, str]]] = {}
    for member, items, when in visits:
        day = when.date()
        for item in dict.fromkeys(items):
            before = last.get((member, item))
            if before is not None and day > before:
                found.setdefault(item, []).append(((day - before).days, member))
            last[member, item] = day
    return {
        item: (float(median(days for days, _ in several[-MOST:])), len(several))
        for item, several in found.items()
        if len(several) >= LEAST and len({member for _, member in several}) >= PEOPLE
    }


def row_of(found: Intervals) -> bytes:
    """The row that the model keeps of them."""
    return bytes(STAMP) + json.dumps(found).encode()


def read_intervals(row: bytes | None) -> Intervals:
    """What `row_of` wrote; nothing where nothing was learned yet."""
    data = json.loads(row[STAMP:]) if row else {}
    return {item: (float(days), int(n)) for item, (days, n) in data.items()}
