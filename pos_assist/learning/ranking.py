"""What goes with these items: solved rows, fetched by key, added up. Plain Python: nothing heavy is imported to answer.

The score of item j is linear: always[j] + hour[j] + size[j] + weekday[j] + m^−GAMMA · Σ over the basket of row_i[j],
and p = softmax(scores) is the chance that one more item, if there is one, is j (`solving` says how the rows come about).
A receipt that is at m items gets r more on average (counted), so that it gets j with chance 1 − exp(−r · p_j).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest
from itertools import repeat
from math import exp, expm1, log1p
from operator import add, mul
from types import MappingProxyType
from typing import NamedTuple

from pos_assist.learning.counting import hour_key, size_key

GAMMA = 0.2  # of m items each says m^−GAMMA as much as one alone
SIZES = 8  # baskets of so many items and more count as one kind
VERSION, SHAPE, STATE, ALWAYS = "@version", "@shape", "@state", "@always"
PRIOR = 60.0  # receipts of a member that the shop's own shares count for
STAMP = 8  # bytes in front of each row: the shape (list of items) that it belongs to
_TAKEN = -1e9  # score of what is in the basket already
_MOST_NEAR = 2_000  # items whose neighbours are kept in memory

Fetch = Callable[[str], bytes | None]
_NOTHING: Mapping[str, float] = MappingProxyType({})


class Ranked(NamedTuple):
    """One item that may be added. `score` orders; `chance` is the calibrated probability that this receipt gets it."""

    item: str
    score: float
    chance: float


@dataclass(slots=True)
class _Known:
    """What was read of one shape of the model; `rows` and `bases` are of one revision."""

    stamp: bytes
    revision: bytes
    items: list[str]
    column: dict[str, int]
    more: list[float]  # by basket size: how many more items are bought on average
    own: float  # how far members' own history is believed, 0 … 1
    tail: bool  # whether there are items without a row: their neighbours are kept apart
    near: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    rows: dict[str, array[float]] = field(default_factory=dict)
    bases: dict[tuple[int, int, int], list[float]] = field(default_factory=dict)


def evidence(recent: float, share: float) -> float:
    """How much the score of an item rises that a member bought with that recent weight (a receipt of today counts 1), if his
    or her history is trusted wholly; `share` is the shop's, above 0. See `own_history`."""
    return log1p(recent / (PRIOR * share))


def day_key(day: int) -> str:
    """The pseudo-item of a day of the week; Monday is 0."""
    return f"@day:{day}"


def row_key(item: str) -> str:
    """The key of an item's row: itself, unless it looks like a pseudo-item."""
    return "@" + item if item.startswith("@") else item


def near_key(item: str) -> str:
    """The key of an item's counted neighbours in the tail."""
    return f"@near:{item}"


class Ranker:
    """Answers from rows fetched by key: `dict.get` in memory, an indexed SELECT in the shop. Hot rows are kept."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._known: _Known | None = None

    def rank(self, items: Sequence[str], when: datetime, k: int, own: Mapping[str, float] = _NOTHING) -> list[Ranked]:
        """The k best items to add to a basket of `items`, best first, none of them; [] while nothing is learned. `own`: what
        the member who buys bought before, by recent weight."""
        items = list(dict.fromkeys(items))
        for _ in range(3):  # a worker may store rows of a new shape between two reads
            known = self._current()
            if known is None:
                return []
            scores = self._scores(known, items, when)
            if scores is not None:
                tail = self._tail(known, scores, items)
                if own and known.own:
                    _raise(known, scores, tail, self._base(known, items, when), own)
                return _best(known, scores, tail, items, k)
        return []

    def _current(self) -> _Known | None:
        version = self._fetch(VERSION)
        if version is None:
            return None
        stamp, revision = version[:STAMP], version[STAMP:]
        known = self._known
        if known is None or known.stamp != stamp:
            blob = self._fetch(SHAPE)
            if blob is None or blob[:STAMP] != stamp:
                return known
            shape = json.loads(blob[STAMP:])
            column = {name: i for i, name in enumerate(shape["items"])}
            known = self._known = _Known(
                stamp, revision, shape["items"], column, shape["more"], shape.get("own", 0.0), shape["tail"]
            )
        elif known.revision != revision:
            known.revision = revision
            known.rows.clear()
            known.bases.clear()
        return known

    def _base(self, known: _Known, items: Sequence[str], when: datetime) -> list[float]:
        """The scores of an order of which only the time and the size are known; `_scores` was asked before."""
        return known.bases[when.hour, when.weekday(), min(max(len(items), 1), SIZES)]

    def _scores(self, known: _Known, items: Sequence[str], when: datetime) -> list[float] | None:
        """Of every item; None where a row is of another shape by now."""
        size = len(items)
        place = (when.hour, when.weekday(), min(max(size, 1), SIZES))
        base = known.bases.get(place)
        if base is None:
            hour, day, sized = hour_key(when.hour), day_key(when.weekday()), size_key(place[2])
            base = self._sum(known, (ALWAYS, hour, day, sized))
            if base is None:
                return None
            known.bases[place] = base
        keys = [row_key(item) for item in items if item in known.column]
        if not keys:
            return list(base)
        total = self._sum(known, keys)
        return None if total is None else list(map(add, base, map(mul, total, repeat(size**-GAMMA))))

    def _sum(self, known: _Known, keys: Sequence[str]) -> list[float] | None:
        total: list[float] | None = None
        for key in keys:
            row = known.rows.get(key)
            if row is None:
                blob = self._fetch(key)
                if blob is None or blob[:STAMP] != known.stamp:
                    self._known = None
                    return None
                row = known.rows[key] = array("f", blob[STAMP:])
            total = list(row) if total is None else list(map(add, total, row))
        return total

    def _tail(self, known: _Known, scores: list[float], items: Sequence[str]) -> dict[str, float]:
        """Scores of neighbours that have no weights; what is known of items with weights is added to theirs."""
        found: dict[str, float] = {}
        if not known.tail:
            return found
        if len(known.near) > _MOST_NEAR:
            known.near.clear()
        scale = max(len(items), 1) ** -GAMMA
        for item in items:
            near = known.near.get(item)
            if near is None:
                blob = self._fetch(near_key(item))
                near = known.near[item] = json.loads(blob[STAMP:]) if blob and blob[:STAMP] == known.stamp else {}
            for other, (always, lift) in near.items():
                if (i := known.column.get(other)) is not None:
                    scores[i] += scale * lift
                elif other not in items:
                    found[other] = found.get(other, always) + scale * lift
        return found


def _raise(
    known: _Known, scores: list[float], tail: dict[str, float], base: Sequence[float], own: Mapping[str, float]
) -> None:
    """Add what the member bought before, in place."""
    top = max(base, default=0.0)
    total = sum(map(exp, map(add, base, repeat(-top))))
    for item, recent in own.items():
        if (i := known.column.get(item)) is not None:
            scores[i] += known.own * evidence(recent, exp(base[i] - top) / total)
        elif item in tail:
            tail[item] += known.own * evidence(recent, exp(tail[item] - top) / total)


def _best(known: _Known, scores: list[float], tail: dict[str, float], items: Sequence[str], k: int) -> list[Ranked]:
    for item in items:
        if (i := known.column.get(item)) is not None:
            scores[i] = _TAKEN
    names: Sequence[str] = known.items
    if tail:
        names = [*names, *tail]
        scores.extend(tail.values())
    top = max(scores, default=0.0)
    total = sum(map(exp, map(add, scores, repeat(-top))))
    more = known.more[min(len(items), len(known.more) - 1)]
    found = nlargest(min(k, len(scores)), range(len(scores)), key=scores.__getitem__)
    return [Ranked(names[i], s, -expm1(-more * exp(s - top) / total)) for i in found if (s := scores[i]) > _TAKEN]
