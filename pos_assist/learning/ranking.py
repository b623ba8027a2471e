"""What goes with these items: solved rows, fetched by key, added up. Plain Python: nothing heavy is imported to answer.

The score of item j is linear: always[j] + hour[j] + size[j] + weekday[j] + m^−GAMMA · Σ over the basket of row_i[j],
and softmax(scores) is the chance that one more item, if there is one, is j (`solving` says how the rows come about).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest
from itertools import repeat
from math import exp
from operator import add, mul
from typing import NamedTuple

from pos_assist.learning.counting import hour_key, size_key

GAMMA = 0.2  # of m items each says m^−GAMMA as much as one alone
SIZES = 8  # baskets of so many items and more count as one kind
VERSION, SHAPE, ALWAYS = "@version", "@shape", "@always"
STAMP = 8  # bytes in front of each row: the version it belongs to

Fetch = Callable[[str], bytes | None]


class Ranked(NamedTuple):
    """One item that may be added. `score` orders; `chance` is the calibrated probability that this receipt gets it."""

    item: str
    score: float
    chance: float


@dataclass(slots=True)
class _Known:
    """What was read of one version of the model."""

    version: bytes
    items: list[str]
    column: dict[str, int]
    more: list[float]  # by basket size: how many more items are bought on average
    rows: dict[str, array[float] | None] = field(default_factory=dict)
    bases: dict[tuple[int, int, int], list[float]] = field(default_factory=dict)


def day_key(when: datetime) -> str:
    """The pseudo-item of a day of the week."""
    return f"@day:{when.weekday()}"


def context_keys(when: datetime, size: int) -> tuple[str, ...]:
    """The rows that a basket of `size` items at that time adds up besides those of its items."""
    return (ALWAYS, hour_key(when), day_key(when), size_key(min(max(size, 1), SIZES)))


class Ranker:
    """Answers from rows fetched by key: `dict.get` in memory, an indexed SELECT in the shop. Hot rows are kept."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._known: _Known | None = None

    def rank(self, items: Sequence[str], when: datetime, k: int) -> list[Ranked]:
        """The k best items to add to a basket of `items`, best first, none of them; [] while nothing is learned."""
        for _ in range(3):  # a worker may store new rows between two reads
            known = self._current()
            if known is None:
                return []
            scores = self._scores(known, items, when)
            if scores is not None:
                return _best(known, scores, items, k)
        return []

    def _current(self) -> _Known | None:
        version = self._fetch(VERSION)
        if version is None:
            return None
        if self._known is None or self._known.version != version:
            shape = json.loads(self._fetch(SHAPE) or b"{}")
            if shape.get("version") != version.hex():
                return self._known
            names = shape["items"]
            self._known = _Known(version, names, {name: i for i, name in enumerate(names)}, shape["more"])
        return self._known

    def _scores(self, known: _Known, items: Sequence[str], when: datetime) -> list[float] | None:
        size = len(items)
        place = (when.hour, when.weekday(), min(max(size, 1), SIZES))
        base = known.bases.get(place)
        if base is None:
            base = [0.0] * len(known.items)
            for key in context_keys(when, size):
                row = self._row(known, key)
                if row is None:
                    return None
                base = list(map(add, base, row))
            known.bases[place] = base
        total: Sequence[float] | None = None
        for item in items:
            if item in known.column:
                row = self._row(known, item)
                if row is None:
                    return None
                total = row if total is None else list(map(add, total, row))
        if total is None:
            return list(base)
        return list(map(add, base, map(mul, total, repeat(size**-GAMMA))))

    def _row(self, known: _Known, key: str) -> array[float] | None:
        """The row, or None where it belongs to another version by now: then everything is read anew."""
        row = known.rows.get(key)
        if row is None:
            blob = self._fetch(key)
            if blob is None or blob[:STAMP] != known.version:
                self._known = None
                return None
            row = known.rows[key] = array("f", blob[STAMP:])
        return row


def _best(known: _Known, scores: list[float], items: Sequence[str], k: int) -> list[Ranked]:
    for item in items:
        if (i := known.column.get(item)) is not None:
            scores[i] = -1e9
    top = max(scores, default=0.0)
    total = sum(map(exp, map(add, scores, repeat(-top))))
    more = known.more[min(len(items), len(known.more) - 1)]
    found = nlargest(min(k, len(scores)), range(len(scores)), key=scores.__getitem__)
    return [Ranked(known.items[i], s, min(more * exp(s - top) / total, 1.0)) for i in found if (s := scores[i]) > -1e8]
