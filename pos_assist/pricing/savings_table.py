"""The best choice of uses by a table over how full the deals are; exact, and why can be read here.

Units are dealt out one by one, the cheapest first. Each stays out or takes a seat in a place of a deal, and what it is worth there
is a constant. So all that has to be remembered of the units dealt out so far is

- per deal, how many units sit in the use that is being filled (one place of it, the *anchor*, is counted; the others are owed);
- per kind of other place, how many seats were taken less how many the begun uses ask for, where places with the same items at
  the same worth are one kind («a side» of all burger sets is one *pool*);
- per deal that may be formed only so often, how often it was begun.

That is one cell of an n-dimensional array, which holds the most that can have been saved on the way there; to deal out a unit is,
for every seat it may take, to shift the array and keep the larger value. The answer stands where nothing is half filled and
nothing is owed. Every choice of uses is a path through the table and every such path is a choice, so the largest value is the
maximum. Of a deal of which the cheapest units are reduced, the best groups of the units chosen for it follow each other by price,
which is why they are dealt out by price.

Values are minor units above digits that count the uses of each priority, wide enough for as many uses as there are units.
Reading the choice back goes from the dearest unit down: it went into the first deal of the written order that the best value allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from pos_assist.pricing.deal_uses import Fill, Formed, Place, TooMany, dealt_out
from pos_assist.pricing.search import Budget

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Cells = NDArray[np.int64]

WORK = 1_500_000  # cells touched for one answer: three milliseconds; HiGHS takes no longer for what is more
_STEP = 200  # cells touched in the time of one step of the search
_CELLS = 200_000
_SHIFT = 2_000  # cells that could be touched in the time one shift takes to begin
_BITS = 58  # of a value
_NONE = -(1 << 62)  # the value of a cell that no choice leads to

_Seat = tuple[int, int]  # (deal, place), by their numbers


@dataclass(slots=True)
class _Shift:
    """One way in which a unit takes a seat. `moves`: per axis that matters (axis, from, to, how many cells)."""

    begins: int  # number of the deal of which a use begins, or -1
    counts: bool  # whether the unit's worth is saved in this seat
    value: int  # of the seat alone
    moves: list[tuple[int, int, int, int]]
    source: tuple[slice, ...] = ()
    target: tuple[slice, ...] = ()


@dataclass(slots=True)
class _Axis:
    """`zero`: the index that means nothing; `accepted`: the indices an answer may stand at."""

    size: int
    zero: int
    accepted: Sequence[int]


class SavingsTable:
    """One connected part of an order: the `numbers` of its kinds (dearest last), and the deals that compete for them.

    Raises TooMany where the table would be too large, or where a deal's saving is not the sum over its units; OutOfBudget before
    it begins.
    """

    def __init__(self, fills: Sequence[Fill], have: Sequence[int], numbers: Sequence[int], budget: Budget) -> None:
        if any(f.most is not None or (len(f.places) > 1 and any(p.least != p.most for p in f.places)) for f in fills):
            raise TooMany
        self._fills, self._have, self._numbers = fills, have, numbers
        units = sum(have[number] for number in numbers) + 1
        priorities = sorted({fill.priority for fill in fills}, reverse=True)
        digit = units.bit_length()
        self._tie = digit * len(priorities)
        self._digit = {priority: 1 << digit * i for i, priority in enumerate(priorities)}
        most = max(max(abs(f.cost), *(abs(w) for p in f.places for _, w in p.worth)) for f in fills)
        if (most * units).bit_length() + self._tie > _BITS:
            raise TooMany
        self._axes: list[_Axis] = []
        self._cells = 1
        self._anchors: list[int] = []
        self._pools: dict[tuple[tuple[int, int], ...], int] = {}  # what fits and what it is worth -> axis
        self._seats: dict[_Seat, list[_Shift]] = {}
        self._lay_out()
        self._shifts = {number: self._of_kind(number) for number in numbers}
        work = sum(have[k] * len(shifts) for k, shifts in self._shifts.items()) * (self._cells + _SHIFT)
        if work > WORK:
            raise TooMany
        budget.require(work // _STEP)
        self._filled: list[Cells] = []
        self._fill()

    # -- the axes and the ways along them ------------------------------------------------------------------------

    def _lay_out(self) -> None:
        shared: dict[tuple[tuple[int, int], ...], int] = {}
        for fill in self._fills:
            for key in {place.worth for place in fill.places}:
                shared[key] = shared.get(key, 0) + 1
        for fill in self._fills:  # the place that is least shared is counted, the others are owed
            ranked = [(shared[place.worth], place.least, i) for i, place in enumerate(fill.places)]
            self._anchors.append(min(ranked)[2])
        for number, fill in enumerate(self._fills):
            for i, place in enumerate(fill.places):
                if i != self._anchors[number] and place.worth not in self._pools:
                    self._pools[place.worth] = self._axis(*self._owed(place.worth))
        for number, fill in enumerate(self._fills):
            self._seats |= self._seats_of(number, fill)
        if not self._axes:
            self._axis(1, 0, [0])  # single units at a price: nothing has to be remembered
        for shifts in self._seats.values():
            for shift in shifts:
                source, target = [slice(None)] * len(self._axes), [slice(None)] * len(self._axes)
                for axis, start, end, length in shift.moves:
                    source[axis], target[axis] = slice(start, start + length), slice(end, end + length)
                shift.source, shift.target = tuple(source), tuple(target)

    def _axis(self, size: int, zero: int, accepted: Sequence[int]) -> int:
        self._cells *= size
        if self._cells > _CELLS:
            raise TooMany
        self._axes.append(_Axis(size, zero, accepted))
        return len(self._axes) - 1

    def _owed(self, pool: tuple[tuple[int, int], ...]) -> tuple[int, int, list[int]]:
        """The axis of a pool: no more is owed than can still come, no more is taken than can still be asked for."""
        asking = [
            (fill, fill.places[self._anchors[n]], place.least)
            for n, fill in enumerate(self._fills)
            for i, place in enumerate(fill.places)
            if i != self._anchors[n] and place.worth == pool
        ]
        fitting = {kind for kind, _ in pool}
        low = high = 0
        taken, coming = 1, sum(self._have[kind] for kind in fitting) + 1  # one more, for a unit that may come yet
        seated = [(fill, anchor.least, {kind for kind, _ in anchor.worth}, n) for fill, anchor, n in asking]
        before = [1] * len(seated)
        after = [sum(self._have[kind] for kind in kinds) + 1 for _, _, kinds, _ in seated]
        for kind in self._numbers:
            n = self._have[kind]
            taken += n if kind in fitting else 0
            for i, (_, _, kinds, _) in enumerate(seated):
                before[i] += n if kind in kinds else 0
            low = max(low, min(_asked(seated, before), coming))
            high = max(high, min(taken, _asked(seated, after)))
            coming -= n if kind in fitting else 0
            for i, (_, _, kinds, _) in enumerate(seated):
                after[i] -= n if kind in kinds else 0
        high = max(high, min(taken, _asked(seated, after)))
        low = max(low, min(_asked(seated, before), coming))
        return low + high + 1, low, [low]

    def _seats_of(self, number: int, fill: Fill) -> dict[_Seat, list[_Shift]]:
        at = self._anchors[number]
        anchor = fill.places[at]
        begin: list[tuple[int, int, int, int]] = []
        if fill.cap is not None:
            begin.append((self._axis(fill.cap + 1, 0, range(fill.cap + 1)), 0, 1, fill.cap))
        owed: dict[int, int] = {}
        for i, place in enumerate(fill.places):
            if i != at:
                axis = self._pools[place.worth]
                owed[axis] = owed.get(axis, 0) + place.least
        for axis, n in owed.items():
            if n >= self._axes[axis].size:
                raise TooMany  # more is asked for than there can be
            begin.append((axis, n, 0, self._axes[axis].size - n))
        cost = -(fill.cost << self._tie) - self._digit[fill.priority]
        seats = {(number, at): self._along_anchor(number, fill, anchor, cost, begin)}
        for i, place in enumerate(fill.places):
            if i != at:
                axis = self._pools[place.worth]
                seats[number, i] = [_Shift(-1, True, 0, [(axis, 0, 1, self._axes[axis].size - 1)])]
        return seats

    def _along_anchor(
        self, number: int, fill: Fill, anchor: Place, cost: int, begin: list[tuple[int, int, int, int]]
    ) -> list[_Shift]:
        """The ways in which a unit takes a seat in the place that is counted: it begins a use or goes on with one. Of a deal with
        reduced units the first ones, which are the cheapest, save something."""
        least, most, reduced = anchor.least, anchor.most, anchor.least - fill.paid
        if most == 1:
            return [_Shift(number, True, cost, begin)]
        if least < most:  # a use may be left, and another one begun, from `least` units on
            filled = self._axis(most + 1, 0, [0, *range(least, most + 1)])
            again = [_Shift(number, True, cost, [*begin, (filled, p, 1, 1)]) for p in (0, *range(least, most + 1))]
            return [*again, _Shift(-1, True, 0, [(filled, 1, 2, most - 1)])]
        filled = self._axis(most, 0, [0])
        shifts = [_Shift(number, True, cost, [*begin, (filled, 0, 1, 1)])]
        if reduced > 1:
            shifts.append(_Shift(-1, True, 0, [(filled, 1, 2, min(reduced, most - 1) - 1)]))
        if reduced < most - 1:
            shifts.append(_Shift(-1, False, 0, [(filled, reduced, reduced + 1, most - 1 - reduced)]))
        shifts.append(_Shift(-1, not fill.paid, 0, [(filled, most - 1, 0, 1)]))
        return [shift for shift in shifts if all(length > 0 for _, _, _, length in shift.moves)]

    def _of_kind(self, kind: int) -> list[tuple[_Seat, _Shift, int]]:
        """(seat, shift, its value) for every way in which a unit of that kind may be seated; a pool once for all its deals."""
        fits = {
            (number, i): worth
            for number, fill in enumerate(self._fills)
            for i, place in enumerate(fill.places)
            for fitting, worth in place.worth
            if fitting == kind
        }
        return self._ways(fits)

    def _ways(self, fits: Mapping[_Seat, int]) -> list[tuple[_Seat, _Shift, int]]:
        ways: list[tuple[_Seat, _Shift, int]] = []
        pools: set[int] = set()
        for (number, i), worth in fits.items():
            if i != self._anchors[number]:
                pool = self._pools[self._fills[number].places[i].worth]
                if pool in pools:
                    continue
                pools.add(pool)
            ways += [
                ((number, i), shift, shift.value + (worth << self._tie if shift.counts else 0))
                for shift in self._seats[number, i]
            ]
        return ways

    # -- filling and reading -------------------------------------------------------------------------------------

    def _fill(self) -> None:
        import numpy as np  # noqa: PLC0415 — lazy: 60 ms that a start can do without

        cells = np.full([axis.size for axis in self._axes], _NONE, np.int64)
        cells[tuple(axis.zero for axis in self._axes)] = 0
        self._filled.append(cells)
        for number in self._numbers:
            for _ in range(self._have[number]):
                cells = _shifted(cells, self._shifts[number])
                self._filled.append(cells)

    def _best(self, cells: Cells) -> tuple[int, tuple[int, ...]]:
        """The largest value that an answer may stand at, and where."""
        return max((int(cells[at]), at) for at in product(*(axis.accepted for axis in self._axes)))

    def _saved(self, value: int) -> int:
        return -(-value >> self._tie)  # ties take less than a minor unit off a saving

    @property
    def saving(self) -> int:
        """The most that can be saved, in minor units."""
        return self._saved(self._best(self._filled[-1])[0])

    def formed(self) -> list[Formed]:
        """The uses of the best choice."""
        value, at = self._best(self._filled[-1])
        counts = [0] * len(self._fills)
        seated: dict[_Seat, list[int]] = {}
        pooled: dict[int, list[int]] = {}
        units = [number for number in self._numbers for _ in range(self._have[number])]
        for number, before in zip(reversed(units), reversed(self._filled[:-1]), strict=True):
            for seat, shift, worth in self._shifts[number]:
                source = _source(at, shift)
                if source and int(before[source]) == value - worth:
                    deal, i = seat
                    if i == self._anchors[deal]:
                        seated.setdefault(seat, []).append(number)
                    else:
                        pooled.setdefault(self._pools[self._fills[deal].places[i].worth], []).append(number)
                    if shift.begins >= 0:
                        counts[shift.begins] += 1
                    at, value = source, value - worth
                    break
        for number, fill in enumerate(self._fills):
            for i, place in enumerate(fill.places):
                if i != self._anchors[number]:
                    waiting = pooled.get(self._pools[place.worth], [])
                    n = counts[number] * place.least
                    seated[number, i] = waiting[:n]
                    del waiting[:n]
        return list(dealt_out(self._fills, counts, seated))

    def with_one_more(self, after: int, fits: Mapping[_Seat, int]) -> int | None:
        """The most that can be saved with one unit more, which comes after the kinds below the number `after` by price and fits
        those (deal, place) at that worth; None where it does not fit all the deals that share a place."""
        for pool in self._pools:
            sharing = [
                fits.get((number, i))
                for number, fill in enumerate(self._fills)
                for i, place in enumerate(fill.places)
                if i != self._anchors[number] and place.worth == pool
            ]
            if len(set(sharing)) > 1:
                return None
        by_price = any(self._fills[number].paid for number, _ in fits)
        later = [number for number in self._numbers if number >= after] if by_price else []
        done = len(self._filled) - 1 - sum(self._have[number] for number in later)
        cells = _shifted(self._filled[done], self._ways(fits))
        for number in later:
            for _ in range(self._have[number]):
                cells = _shifted(cells, self._shifts[number])
        return self._saved(self._best(cells)[0])


def _asked(seated: Iterable[tuple[Fill, int, set[int], int]], units: Sequence[int]) -> int:
    """How many seats the uses can ask for that so many units can begin."""
    asked = 0
    for (fill, least, _, n), have in zip(seated, units, strict=True):
        uses = -(-have // least)
        asked += n * (uses if fill.cap is None else min(uses, fill.cap))
    return asked


def _shifted(cells: Cells, ways: Iterable[tuple[_Seat, _Shift, int]]) -> Cells:
    """The table once one unit more is dealt out."""
    import numpy as np  # noqa: PLC0415 — lazy: as above

    after = cells.copy()
    for _, shift, value in ways:
        target = after[shift.target]
        np.maximum(target, cells[shift.source] + value, out=target)
    return after


def _source(at: tuple[int, ...], shift: _Shift) -> tuple[int, ...] | None:
    """Where the table stood before that shift, if it can lead here."""
    source = list(at)
    for axis, start, end, length in shift.moves:
        if not end <= at[axis] < end + length:
            return None
        source[axis] += start - end
    return tuple(source)
