"""Pair counters of a whole history, summed in pieces: 20 bytes a pair instead of a row of Python objects, so that an import of a
million receipts of twenty thousand items stays within a shop PC's memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pos_assist.learning.counting import Increment, columns, count_arrays, is_pseudo_item

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLOCKS = 16  # of pairs, by their first item: one is merged, or put in order, at a time
_ROWS = 1 << 14  # that are Python objects at a time
_AT_ONCE = 1 << 18  # pairs that wait for each merge
_KNOWN_AT_ONCE = 1 << 16  # rows of those that are known already


@dataclass(slots=True)
class _Sums:
    """Of some pairs (a << 32 | b): on how many receipts, with which weight."""

    pair: NDArray[np.int64]
    count: NDArray[np.int64]
    weight: NDArray[np.int64]


class PairSums:
    """`counting.increments`, summed over all receipts that are added, on top of what is `known`."""

    def __init__(self, epoch: datetime, known: Iterable[Increment] = ()) -> None:
        self._epoch = epoch
        self._number: dict[str, int] = {}
        self._blocks: list[list[_Sums]] = [[] for _ in range(_BLOCKS)]  # the first of each is in order, each pair once
        self._waiting = 0
        rows: list[tuple[int, int, int]] = []
        for a, b, n, w in known:
            first, second = self._of(a), self._of(b)
            if is_pseudo_item(a) or first <= second:  # (b, a) of two items says the same
                rows.append((first << 32 | second, n, w))
            if len(rows) >= _KNOWN_AT_ONCE:
                self._take(rows)
                rows = []
        self._take(rows)

    def add(self, receipts: Iterable[tuple[Iterable[str], datetime]]) -> None:
        """Some receipts: (item codes, when)."""
        import numpy as np  # noqa: PLC0415 — lazy: only imports and the worker count in bulk

        names, a, b, count, weight = count_arrays(columns(receipts), self._epoch)
        numbers = np.array([self._of(name) for name in names], np.int64)
        pseudo = np.array([is_pseudo_item(name) for name in names], bool)
        first, second = numbers[a], numbers[b]
        turned = ~pseudo[a] & (first > second)
        first, second = np.where(turned, second, first), np.where(turned, first, second)
        self._put(_Sums(first << 32 | second, count, weight))

    def rows(self) -> Iterator[Increment]:
        """Every counter, in the order of the codes: a table that is kept in that order takes them fastest."""
        import numpy as np  # noqa: PLC0415 — lazy: as above

        self._merge()
        names = sorted(self._number)
        rank = np.zeros(len(names), np.int64)
        rank[[self._number[name] for name in names]] = np.arange(len(names))
        pseudo = np.array([is_pseudo_item(name) for name in self._number], bool)
        step = max(1, -(-len(names) // _BLOCKS))
        for begin in range(0, len(names), step):
            parts = [_between(sums, rank, pseudo, begin, begin + step) for block in self._blocks for sums in block]
            key, count, weight = (np.concatenate(x) for x in zip(*parts, strict=True))
            order = np.argsort(key)
            for at in range(0, len(order), _ROWS):
                some = order[at : at + _ROWS]
                for k, n, w in zip(key[some].tolist(), count[some].tolist(), weight[some].tolist(), strict=True):
                    yield names[k >> 32], names[k & 0xFFFFFFFF], n, w

    def _of(self, name: str) -> int:
        return self._number.setdefault(name, len(self._number))

    def _take(self, rows: list[tuple[int, int, int]]) -> None:
        import numpy as np  # noqa: PLC0415 — lazy: as above

        if rows:
            pair, count, weight = (np.array(x, np.int64) for x in zip(*rows, strict=True))
            self._put(_Sums(pair, count, weight))

    def _put(self, sums: _Sums) -> None:
        for place, block in enumerate(self._blocks):
            here = (sums.pair >> 32) % _BLOCKS == place
            block.append(_Sums(sums.pair[here], sums.count[here], sums.weight[here]))
        self._waiting += len(sums.pair)
        if self._waiting > max(_AT_ONCE, sum(len(block[0].pair) for block in self._blocks) // 2):
            self._merge()

    def _merge(self) -> None:
        self._waiting = 0
        for block in self._blocks:
            if len(block) > 1:
                block[:] = [_merged(block)]


def _merged(parts: list[_Sums]) -> _Sums:
    import numpy as np  # noqa: PLC0415 — lazy: as above

    pair = np.concatenate([x.pair for x in parts])
    order = np.argsort(pair, kind="stable")
    pair, first = np.unique(pair[order], return_index=True)
    if not len(pair):
        return parts[0]
    count, weight = (np.concatenate(x)[order] for x in zip(*((x.count, x.weight) for x in parts), strict=True))
    return _Sums(pair, np.add.reduceat(count, first), np.add.reduceat(weight, first))


def _between(
    sums: _Sums, rank: NDArray[np.int64], pseudo: NDArray[np.bool_], begin: int, end: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The counters whose first item's rank lies there, both ways round for two items."""
    import numpy as np  # noqa: PLC0415 — lazy: as above

    a, b = sums.pair >> 32, sums.pair & 0xFFFFFFFF
    one = np.flatnonzero((rank[a] >= begin) & (rank[a] < end))
    two = np.flatnonzero((rank[b] >= begin) & (rank[b] < end) & (a != b) & ~pseudo[a])
    key = np.concatenate([rank[a[one]] << 32 | rank[b[one]], rank[b[two]] << 32 | rank[a[two]]])
    both = np.concatenate([one, two])
    return key, sums.count[both], sums.weight[both]
