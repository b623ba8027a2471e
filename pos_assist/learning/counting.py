"""Receipts -> pair counters: how often two items were on one receipt, truly (n) and with recency (w).

A counter is a sum over receipts of whole numbers, so that adding a sale, un-learning a void and counting everything
again give exactly the same values in any order. `w` is fixed point: one receipt of two items on the epoch's day is
2^16, one HALF_LIFE later twice that. Where the epoch is too far behind (see `needs_new_epoch`) the counters are built anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HALF_LIFE = 120  # days; measured: docs/decisions/learning.md
OMEGA = 0.25  # large receipts bring many pairs: each weighs (size − 1)^−OMEGA
_ONE = 1 << 16
_FARTHEST = 24  # half-lives ahead of the epoch; keeps sums over millions of receipts within 63 bits
_CHUNK = 1 << 20  # pairs summed at once
_LOW = (1 << 24) - 1
EVERY = "@always"  # the pseudo-item of every receipt
_HOUR, _SIZE = "@hour:", "@size:"
OPTION = "@option:"  # what the pseudo-item of an option begins with
_DENSE = 2048  # items up to which pairs are counted in one table; above, by sorting

Increment = tuple[str, str, int, int]  # a, b, receipts, weight


@lru_cache(maxsize=1 << 14)
def weight(days: int, size: int) -> int:
    """Return the weight of a receipt of `size` items, `days` after the epoch (may be negative); 0 for single items:
    no pair."""
    if size < 2:
        return 0
    age: float = 2.0 ** (min(days, _FARTHEST * HALF_LIFE) / HALF_LIFE)
    share: float = (size - 1) ** -OMEGA
    return round(_ONE * age * share)


def needs_new_epoch(epoch: datetime, now: datetime) -> bool:
    """Whether weights have grown so far that the counters should be built again from today's epoch; or the epoch lies so far
    ahead (set while the clock was wrong) that what is sold now would weigh next to nothing."""
    return not -HALF_LIFE <= (now.date() - epoch.date()).days <= (_FARTHEST - 1) * HALF_LIFE


def hour_key(hour: int) -> str:
    """The pseudo-item of an hour of the day."""
    return f"{_HOUR}{hour}"


def size_key(size: int) -> str:
    """The pseudo-item of receipts with so many distinct items."""
    return f"{_SIZE}{size}"


def increments(items: Iterable[str], when: datetime, epoch: datetime) -> list[Increment]:
    """What one receipt adds: (a, b, 1, w) for each ordered pair of its items, (a, a, …) for the item itself, and
    pseudo-items: (@always, @always), (@size:m, @size:m), (@hour:h, @hour:h), (@hour:h, item). Subtract them for a void.
    """
    codes = sorted(set(items))
    if not codes:
        return []
    w = weight((when.date() - epoch.date()).days, len(codes))
    hour, size = hour_key(when.hour), size_key(len(codes))
    found = [(a, b, 1, w) for a in codes for b in codes]
    found += [(EVERY, EVERY, 1, w), (size, size, 1, w), (hour, hour, 1, w)]
    found += [(hour, a, 1, w) for a in codes]
    return found


def option_key(name: str) -> str:
    """The pseudo-item of an option that customers choose, whatever item has it («豆乳»)."""
    return f"{OPTION}{name}"


def option_increments(items: Iterable[str], options: Iterable[str], when: datetime, epoch: datetime) -> list[Increment]:
    """What one receipt adds for the options chosen in it: (option, option) and (option, item) for every item. They lead to
    items and are never led to: nobody is offered an option."""
    codes, names = sorted(set(items)), sorted(set(options))
    w = weight((when.date() - epoch.date()).days, len(codes))
    return [(option_key(name), b, 1, w) for name in names for b in (option_key(name), *codes)]


@dataclass(frozen=True)
class ReceiptColumns:
    """Many receipts in columns, as an import makes them. Receipt r has items item[start[r]:start[r+1]] (each once)."""

    names: Sequence[str]  # what the numbers in `item` stand for
    item: NDArray[np.int32]
    start: NDArray[np.int64]  # one longer than the receipts
    day: NDArray[np.int32]  # date.toordinal()
    hour: NDArray[np.int8]


def columns(receipts: Iterable[tuple[Iterable[str], datetime]]) -> ReceiptColumns:
    """The receipts in columns, an item that a receipt names twice taken once."""
    import numpy as np  # noqa: PLC0415 — lazy: only imports and the worker count in bulk

    number: dict[str, int] = {}
    item: list[int] = []
    start, day, hour = [0], [], []
    for codes, when in receipts:
        item.extend({number.setdefault(code, len(number)) for code in codes})
        start.append(len(item))
        day.append(when.toordinal())
        hour.append(when.hour)
    return ReceiptColumns(
        list(number),
        np.array(item, np.int32),
        np.array(start, np.int64),
        np.array(day, np.int32),
        np.array(hour, np.int8),
    )


def is_pseudo_item(name: str) -> bool:
    """Whether a counter's name is none of an item."""
    return name == EVERY or name.startswith((_HOUR, _SIZE))


def count_arrays(
    receipts: ReceiptColumns, epoch: datetime
) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(names, a, b, receipts, weight): the sum of `increments` over many receipts, each pair once; a and b are places in
    `names`, two items stand there one way round alone."""
    import numpy as np  # noqa: PLC0415 — lazy: only imports and the worker count in bulk

    size = np.diff(receipts.start)
    kept = size > 0
    size, first = size[kept], receipts.start[:-1][kept]
    hour, w = receipts.hour[kept].astype(np.int64), _weights(receipts.day[kept], size, epoch.date())
    n = len(receipts.names)
    table = _Tally(n + 24, len(receipts.item))
    for m in np.unique(size):
        chosen = np.flatnonzero(size == m)
        block = receipts.item[first[chosen][:, None] + np.arange(m)].astype(np.int64)
        for i in range(m):
            table.add(n + hour[chosen], block[:, i], w[chosen])
            table.add(block[:, i], block[:, i], w[chosen])
            for j in range(i + 1, m):
                low, high = np.minimum(block[:, i], block[:, j]), np.maximum(block[:, i], block[:, j])
                table.add(low, high, w[chosen])
    names = [*receipts.names, *(hour_key(h) for h in range(24))]
    keys, counts, totals = table.sums()
    alone = [
        *((size_key(int(m)), size == m) for m in np.unique(size)),
        *((hour_key(int(h)), hour == h) for h in np.unique(hour)),
        (EVERY, size > 0),
    ]
    places, sums = [], []
    for name, chosen in alone:
        if chosen.any():
            places.append(len(names))
            names.append(name)
            sums.append((int(chosen.sum()), int(w[chosen].sum())))
    place = np.array(places, np.int64)
    more = np.array(sums, np.int64).reshape(-1, 2)
    return (
        names,
        np.concatenate([keys // (n + 24), place]),
        np.concatenate([keys % (n + 24), place]),
        np.concatenate([counts, more[:, 0]]),
        np.concatenate([totals, more[:, 1]]),
    )


def _weights(day: NDArray[np.int32], size: NDArray[np.int64], epoch: date) -> NDArray[np.int64]:
    """`weight` of each receipt: worked out once for each day and size, so that it is the same to the last bit."""
    import numpy as np  # noqa: PLC0415 — lazy: only imports and the worker count in bulk

    if not len(day):
        return np.zeros(0, np.int64)
    widest = int(size.max()) + 1
    pairs, where = np.unique(day.astype(np.int64) * widest + size, return_inverse=True)
    each = [weight(int(p // widest) - epoch.toordinal(), int(p % widest)) for p in pairs]
    return np.array(each, np.int64)[where]


class _Tally:
    """Sums over (a, b): in one table where that is small, else by sorting."""

    def __init__(self, n: int, lines: int) -> None:
        import numpy as np  # noqa: PLC0415 — lazy: only imports and the worker count in bulk

        self._np, self._n = np, n
        self._dense = n <= _DENSE and n * n <= max(_CHUNK, 16 * lines)  # a table of few receipts would be empty
        self._keys: list[NDArray[np.int64]] = []
        self._weights: list[NDArray[np.int64]] = []
        self._waiting = 0
        self._count = np.zeros(n * n if self._dense else 0, np.int64)
        self._total = np.zeros_like(self._count)

    def add(self, a: NDArray[np.int64], b: NDArray[np.int64], w: NDArray[np.int64]) -> None:
        """One receipt for each (a, b) with its weight."""
        self._keys.append(a * self._n + b)
        self._weights.append(w)
        self._waiting += len(w)
        if self._dense and self._waiting > _CHUNK:
            self._flush()

    def sums(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """(a · n + b, receipts, weight) of every pair that was seen."""
        np = self._np
        if not self._waiting and not self._dense:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
        if self._dense:
            self._flush()
            keys = np.flatnonzero(self._count)
            counts, totals = self._count[keys], self._total[keys]
        else:
            every = np.concatenate(self._keys)
            order = np.argsort(every, kind="stable")
            keys, first, counts = np.unique(every[order], return_index=True, return_counts=True)
            totals = np.add.reduceat(np.concatenate(self._weights)[order], first)
        return keys, counts, totals

    def _flush(self) -> None:
        if self._waiting:
            np, key = self._np, self._np.concatenate(self._keys)
            self._count += np.bincount(key, minlength=len(self._count))
            w = np.concatenate(self._weights)
            low = w & _LOW  # bincount sums floats, which are exact up to 2^53: sum the two halves apart
            self._total += np.bincount(key, low, len(self._count)).astype(np.int64)
            if int(w.max()) > _LOW:
                self._total += np.bincount(key, w >> 24, len(self._count)).astype(np.int64) << 24
        self._keys, self._weights, self._waiting = [], [], 0
