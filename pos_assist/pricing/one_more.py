"""What one unit more would save, for many items at once.

The unit is either in no deal, which saves nothing more, or in one use of one deal. So for every deal it fits, and every way of
filling the *rest* of that use from the order:

    gain(item) = max( 0,  max over deals, rests: worth(item) + saving(rest) + best(order - rest) - best(order) )

`best(order - rest)` is the same memoised search that priced the order; and the inner maximum is the same for every item that goes
into the same place of the same deal, save for its worth there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pos_assist.domain.deals import Cheapest
from pos_assist.pricing.force import DealIndex, Moment
from pos_assist.pricing.parts import Part
from pos_assist.pricing.search import TIE, Budget, Search, valued
from pos_assist.pricing.uses import Fill, Kind, Place, drawn, listed

_RESTS = 3000  # ways to fill the rest of one deal, at most


class Gain(NamedTuple):
    """What the unit saves, with the rule of ties below the minor unit, and the deal it goes into (its rank)."""

    value: int = 0
    rank: int | None = None


class OneMore:
    """Gains over one priced order, all of whose parts were solved by search."""

    def __init__(
        self,
        index: DealIndex,
        moment: Moment,
        *,
        list_total: int,
        kinds: Sequence[Kind],
        have: Sequence[int],
        parts: Sequence[tuple[Part, Search, Sequence[int]]],  # with the numbers that the part's kinds have in `kinds`
        budget: Budget,
        dearest: int,  # price of the dearest item that will be asked for
    ) -> None:
        self._least = -(dearest << TIE)
        self._index, self._moment, self._list_total = index, moment, list_total
        self._kinds, self._have, self._budget = kinds, have, budget
        self._fitting = index.fitting(kinds)
        self._best: dict[tuple[int, int, int], int | None] = {}
        self._in_force: dict[int, bool] = {}
        # One packing for the whole order: each part's own, side by side, so that a rest falls apart by shifting.
        self._units, self._fields = [0] * len(kinds), [0] * len(kinds)
        self._parts: list[
            tuple[Search, int, int, int, int]
        ] = []  # search, its offset and mask, its best value, its slack
        self._caps: dict[int, int] = {}
        offset = 0
        for _, search, numbers in parts:
            for number, unit in zip(numbers, search.units, strict=True):
                self._units[number], self._fields[number] = unit << offset, search.field
            self._caps |= {rank: unit << offset for rank, unit in search.caps.items()}
            bits = search.bits
            best = search.best(search.root, budget)
            self._parts.append((search, offset, (1 << bits) - 1, best, search.price_of(search.root) - best))
            offset += bits
        width = (max(have, default=1) * 8).bit_length()
        for number, field in enumerate(self._fields):
            if not field:  # a kind that no deal took so far
                self._units[number], self._fields[number] = 1 << offset, (1 << width) - 1
                offset += width
        self._beyond = 1 << offset

    def gain(self, kind: Kind) -> Gain:
        """What one unit more of this kind saves. Raises OutOfBudget, TooMany."""
        best = Gain()
        for rank, slot in self._index.touching(kind.code):
            if rank not in self._in_force:
                self._in_force[rank] = self._index.in_force(rank, self._list_total + kind.price, self._moment)
            if not self._in_force[rank]:
                continue
            deal = self._index.sets[rank]
            if isinstance(deal, Cheapest):
                worth, key = 0, (rank, slot, kind.price)
            else:
                alone = [[0] if i == slot else [] for i in range(self._index.slots_of[rank])]
                worth, key = drawn(deal, rank, alone, [kind]).places[slot].worth[0][1], (rank, slot, -1)
            if key not in self._best:
                self._best[key] = self._best_rest(rank, slot, kind)
            rest = self._best[key]
            if rest is not None and rest + (worth << TIE) > best.value:
                best = Gain(rest + (worth << TIE), rank)
        return best

    def _best_rest(self, rank: int, slot: int, kind: Kind) -> int | None:
        """The most that a use gains without the worth of its new unit; None if the order cannot fill the rest."""
        deal = self._index.sets[rank]
        slots = self._fitting.get(rank) or [[] for _ in range(self._index.slots_of[rank])]
        fill = drawn(deal, rank, slots, self._kinds)
        rests = self._rests_of_cheapest(fill, kind) if isinstance(deal, Cheapest) else self._rests(fill, slot)
        cap = self._caps.get(rank, 0)
        hopes = sorted(
            ((self._hope(rest + cap, valued(saving, fill.priority)), rest + cap) for rest, saving in rests),
            reverse=True,
        )
        best = least = 0 if isinstance(deal, Cheapest) else self._least
        for (hope, value), rest in hopes:
            if hope <= best:
                break
            best = max(best, self._kept(rest, value, best))
        return best if best > least else None

    def _rests(self, fill: Fill, slot: int) -> set[tuple[int, int]]:
        """(packed units, saving) of every way to fill all but one unit of a slot."""
        places = [
            replace(place, least=place.least - 1, most=place.most - 1) if i == slot else place
            for i, place in enumerate(fill.places)
        ]
        if any(sum(self._have[k] for k, _ in place.worth) < place.least for place in places):
            return set()
        rest = replace(fill, places=tuple(place for place in places if place.most))
        return listed(rest, self._units, self._have, self._fields, _RESTS, losing=True)

    def _rests_of_cheapest(self, fill: Fill, kind: Kind) -> set[tuple[int, int]]:
        """The same where the saving depends on where the new unit comes among the others by price."""
        (place,) = fill.places
        if sum(self._have[k] for k, _ in place.worth) < place.least - 1:
            return set()
        deal = self._index.sets[fill.rank]
        assert isinstance(deal, Cheapest)
        order = sorted([*(k for k, _ in place.worth), len(self._kinds)], key=lambda k: (*self._kinds, kind)[k])
        units = [*self._units, self._beyond]
        worths = dict(place.worth) | {len(self._kinds): kind.price * deal.percent // 100}
        renumbered = Place(place.least, place.most, tuple((i, worths[k]) for i, k in enumerate(order)))
        ways = listed(
            replace(fill, places=(renumbered,)),
            [units[k] for k in order],
            [(*self._have, 1)[k] for k in order],
            [(*self._fields, 1)[k] for k in order],
            2 * _RESTS,
        )
        return {(use ^ self._beyond, saving) for use, saving in ways if use & self._beyond}

    def _hope(self, rest: int, value: int) -> tuple[int, int]:
        """(No less than what a use with this rest gains, its value)."""
        hope = value
        for search, offset, mask, _, slack in self._parts:
            if mine := rest >> offset & mask:
                hope -= max(0, search.price_of(mine) - slack)
        return hope, value

    def _kept(self, rest: int, value: int, best: int) -> int:
        """What a use with this rest gains, if it fits and is more than `best`; else `best`."""
        gain = value
        for search, offset, mask, most, _ in self._parts:
            if mine := rest >> offset & mask:
                left = search.less(search.root, mine)
                need = most + best - gain
                kept = need if left < 0 else search.best(left, self._budget, need)
                if kept <= need:
                    return best
                gain += kept - most
        return gain
