"""Receipts that are learned from, in whole numbers: 40 bytes each, not 300. A worker holds up to 120,000 of them while it solves, and
Python gives the memory of as many small objects back in part only, so that each solving left the program larger than the last."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import overload

Receipt = tuple[Sequence[str], datetime]  # items, when

_FIRST = datetime(1970, 1, 1)
_TICK = timedelta(microseconds=1)


class PackedReceipts(Sequence[Receipt]):
    """Receipts as they were given, in that order; each is made anew whenever it is asked for."""

    def __init__(self, receipts: Iterable[Receipt]) -> None:
        self._names: list[str] = []
        self._items = array("i")
        self._ends = array("i")
        self._whens = array("q")
        number: dict[str, int] = {}
        for items, when in receipts:
            for item in items:
                n = number.setdefault(item, len(number))
                if n == len(self._names):
                    self._names.append(item)
                self._items.append(n)
            self._ends.append(len(self._items))
            self._whens.append((when - _FIRST) // _TICK)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> Receipt: ...
    @overload
    def __getitem__(self, at: slice) -> list[Receipt]: ...
    def __getitem__(self, at: int | slice) -> Receipt | list[Receipt]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        begin = self._ends[at - 1] if at else 0
        return [self._names[n] for n in self._items[begin : self._ends[at]]], _FIRST + self._whens[at] * _TICK
