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
from pos_assist.pricing.components import Component
from pos_assist.pricing.deal_index import DealContext, DealIndex
from pos_assist.pricing.deal_uses import Fill, Kind, Place, best_worth, drawn, listed, worth
from pos_assist.pricing.search import TIE, Budget, OutOfBudget, Search, valued

_RESTS = 3000  # ways to fill the rest of one deal, at most


class Gain(NamedTuple):
    """What the unit saves, with the rule of ties below the minor unit, and the deal it goes into (its rank)."""

    value: int = 0
    rank: int | None = None


class OneMore:
    """Gains over one order, all of whose parts were solved by search.

    `spent` is the list total that opens deals. Ask for dear items first: what is worked out for one then serves the cheaper ones.
    """

    def __init__(
        self,
        index: DealIndex,
        moment: DealContext,
        spent: int,
        parts: Sequence[Component],
        *,
        kinds: Sequence[Kind],
        have: Sequence[int],
        budget: Budget,
    ) -> None:
        self._index, self._moment, self._spent = index, moment, spent
        self._kinds, self._have, self._budget = kinds, have, budget
        self._fitting = index.fitting(kinds)
        self._best: dict[tuple[int, int, int], tuple[int, int | None]] = {}  # with the worth it was worked out for
        self._in_force: dict[int, bool] = {}
        # One packing for the whole order: each part's own, side by side, so that a rest falls apart by shifting.
        number_of = {kind: number for number, kind in enumerate(kinds)}
        self._units: dict[int, int] = {}
        self._fields: dict[int, int] = {}
        self._caps: dict[int, int] = {}
        self._parts: list[
            tuple[Search, int, int, int, int]
        ] = []  # search, its offset and mask, its best value, its slack
        self.value = 0  # what the order saves without the unit more
        offset = 0
        for part in parts:
            search = part.search
            if search is None or not part.searched:
                raise OutOfBudget
            for number, unit in search.units.items():
                here = number_of[part.kinds[number]]
                self._units[here], self._fields[here] = unit << offset, search.field
            self._caps |= {rank: unit << offset for rank, unit in search.caps.items()}
            best = search.best(search.root, budget)
            self.value += best
            self._parts.append((search, offset, (1 << search.bits) - 1, best, search.price_of(search.root) - best))
            offset += search.bits
        width = (max(have, default=1) * 8).bit_length()
        for number in range(len(kinds)):
            if number not in self._units:  # a kind that no deal took so far
                self._units[number], self._fields[number] = 1 << offset, (1 << width) - 1
                offset += width
        self._beyond = 1 << offset

    def gain(self, kind: Kind) -> Gain:
        """What one unit more of this kind saves. Raises OutOfBudget, TooMany."""
        best = Gain()
        for rank, slot, worth_there in self._index.touching(kind):
            if rank not in self._in_force:
                self._in_force[rank] = self._index.in_force(rank, self._spent, self._moment)
            if not self._in_force[rank]:
                continue
            cheapest = isinstance(self._index.sets[rank], Cheapest)
            key = (rank, slot, kind.price if cheapest else -1)
            if key not in self._best or self._best[key][0] < worth_there:
                self._best[key] = (worth_there, self._best_rest(rank, slot, kind, worth_there))
            rest = self._best[key][1]
            if rest is not None:
                got = rest if cheapest else rest + (worth_there << TIE)
                if got > best.value:
                    best = Gain(got, rank)
        return best

    def _best_rest(self, rank: int, slot: int, kind: Kind, worth_there: int) -> int | None:
        """The most that a use gains without the worth of its new unit; None if with a unit worth that much it gains nothing."""
        deal, frame = self._index.sets[rank], self._index.frames[rank]
        slots = self._fitting.get(rank) or [[] for _ in frame.sizes]
        most = worth_there - frame.cost
        for i, ((least, size), fits) in enumerate(zip(frame.sizes, slots, strict=True)):
            new = i == slot
            if sum([self._have[k] for k, _ in fits]) < least - new:
                return None
            if size > new:
                most += best_worth(least - new, size - new, fits, self._have)
        if most <= 0:
            return None
        fill = drawn(frame, slots)
        cheapest = isinstance(deal, Cheapest)
        rests = self._rests_of_cheapest(fill, kind) if cheapest else self._rests(fill, slot)
        self._budget.spend(len(rests) // 4)
        cap = self._caps.get(rank, 0)
        hopes = [self._hope(rest + cap, valued(saving, fill.priority)) for rest, saving in rests]
        best = least = 0 if cheapest else -(worth_there << TIE)
        for hope, value, rest in sorted(hopes, reverse=True):
            if hope <= best:
                break
            best = max(best, self._kept(rest, value, best))
        return best if best > least else None

    def _rests(self, fill: Fill, slot: int) -> set[tuple[int, int]]:
        """(packed units, saving) of every way to fill all but one unit of a slot."""
        places = [
            Place(place.least - 1, place.most - 1, place.worth) if i == slot else place
            for i, place in enumerate(fill.places)
        ]
        rest = replace(fill, places=tuple(place for place in places if place.most))
        return listed(rest, self._units, self._have, self._fields, _RESTS, losing=True)

    def _rests_of_cheapest(self, fill: Fill, kind: Kind) -> set[tuple[int, int]]:
        """The same where the saving depends on where the new unit comes among the others by price."""
        (place,) = fill.places
        deal = self._index.sets[fill.rank]
        new = len(self._kinds)
        worths = {**dict(place.worth), new: worth(deal, 0, kind)}
        order = sorted(worths, key=lambda k: (*self._kinds, kind)[k])
        renumbered = Place(place.least, place.most, tuple((i, worths[k]) for i, k in enumerate(order)))
        units, fields, have = {**self._units, new: self._beyond}, {**self._fields, new: 1}, (*self._have, 1)
        ways = listed(
            replace(fill, places=(renumbered,)),
            {i: units[k] for i, k in enumerate(order)},
            [have[k] for k in order],
            {i: fields[k] for i, k in enumerate(order)},
            2 * _RESTS,
        )
        return {(use ^ self._beyond, saving) for use, saving in ways if use & self._beyond}

    def _hope(self, rest: int, value: int) -> tuple[int, int, int]:
        """(No less than what a use with this rest gains, its value, the rest)."""
        hope = value
        for search, offset, mask, _, slack in self._parts:
            mine = rest >> offset & mask
            if mine and (price := search.price_of(mine)) > slack:
                hope -= price - slack
        return hope, value, rest

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
