"""What one unit more would save, for many items at once.

The unit is either in no deal, which saves nothing more, or in one use of one deal. So for every deal it fits, and every way of
filling the *rest* of that use from the order:

    gain(item) = max( 0,  max over deals, rests: worth(item) + saving(rest) + best(order - rest) - best(order) )

Where a part of the order was proven by the table, one unit more is one more shift of that table. Elsewhere
`best(order - rest)` is the same memoised search that priced the order; and the inner maximum is the same for every item that goes
into the same place of the same deal, save for its worth there. What neither can tell, for instance an item that completes a deal
out of units that are in the table of another, has to be priced afresh.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pos_assist.pricing.components import Component
from pos_assist.pricing.deal_index import DealContext, DealIndex
from pos_assist.pricing.deal_uses import Fill, Kind, Place, TooMany, best_worth, drawn, listed
from pos_assist.pricing.search import Budget, OutOfBudget, Search

_RESTS = 3000  # ways to fill the rest of one deal, at most


class Gain(NamedTuple):
    """The saving of one more unit, in minor units, and the rank of the deal it goes into."""

    saving: int = 0
    rank: int | None = None


class OneMore:
    """Gains over one order, all of whose parts are proven.

    `spent` is the list total that opens deals. Ask for dear items first: what is worked out for one then serves the cheaper ones.
    """

    def __init__(  # noqa: PLR0913 — given by name
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
        ] = []  # search, its offset and mask, its saving, the slack of its bound
        self.saving = 0  # of the order without the unit more
        self._closed: set[int] = set()  # kinds in parts that no search can tell of
        self._closed_parts: dict[
            int, tuple[Component, int]
        ] = {}  # rank of a deal -> such a part, the deal's number in it
        offset = 0
        for part in parts:
            if not part.proven:
                raise OutOfBudget
            search = part.search
            if search is None:
                self._closed |= {number_of[part.kinds[number]] for number in part.numbers}
                self._closed_parts |= {fill.rank: (part, i) for i, fill in enumerate(part.fills)}
                self.saving += part.saving
                continue
            for number, unit in search.units.items():
                here = number_of[part.kinds[number]]
                self._units[here], self._fields[here] = unit << offset, search.field
            self._caps |= {rank: unit << offset for rank, unit in search.caps.items()}
            best = search.best(search.root, budget)
            self.saving += search.saved(best)
            slack = search.price_of(search.root) - best
            self._parts.append((search, offset, (1 << search.bits) - 1, search.saved(best), slack))
            offset += search.bits
        width = (max(have, default=1) * 8).bit_length()
        for number in range(len(kinds)):
            if number not in self._units:  # a kind that no deal took so far
                self._units[number], self._fields[number] = 1 << offset, (1 << width) - 1
                offset += width
        self._beyond = 1 << offset

    def gain(self, kind: Kind) -> Gain:
        """Return the saving of one unit more of this kind. Raises OutOfBudget; TooMany where it has to be priced
        afresh."""
        best = Gain()
        closed: dict[
            int, tuple[Component, int, dict[tuple[int, int], int]]
        ] = {}  # by part: its first rank, where it fits
        for rank, slot, worth_there in self._index.touching(kind):
            if rank not in self._in_force:
                self._in_force[rank] = self._index.in_force(rank, self._spent, self._moment)
            if not self._in_force[rank]:
                continue
            if rank in self._closed_parts:
                part, number = self._closed_parts[rank]
                fits = closed.setdefault(id(part), (part, rank, {}))[2]
                fits[number, slot] = self._worth_in(part.fills[number], rank, worth_there)
                continue
            whole = self._whole(rank)
            key = (rank, slot, kind.price if whole else -1)
            if key not in self._best or self._best[key][0] < worth_there:
                self._best[key] = (worth_there, self._best_rest(rank, slot, kind, worth_there))
            rest = self._best[key][1]
            if rest is not None:
                got = rest if whole else rest + worth_there
                if got > best.saving:
                    best = Gain(got, rank)
        for part, rank, fits in closed.values():
            got = self._in_table(part, kind, fits)
            if got > best.saving:
                best = Gain(got, rank)
        return best

    def _in_table(self, part: Component, kind: Kind, fits: Mapping[tuple[int, int], int]) -> int:
        """What the unit saves in a part that the table has proven."""
        self._budget.spend(100)
        with_it = part.table.with_one_more(bisect_left(part.kinds, kind), fits) if part.table else None
        if with_it is None:
            raise TooMany
        return with_it - part.saving

    def _worth_in(self, fill: Fill, rank: int, worth: int) -> int:
        """What the unit is worth in a place of the deal as it was drawn without it."""
        amount = self._index.frames[rank].most
        if amount is None or fill.cost == 0:
            return worth
        if worth < amount and (len(fill.places) > 1 or fill.places[0].most > 1):
            raise TooMany  # with a unit as cheap as this the amount may be more than a use costs
        return worth - amount

    def _whole(self, rank: int) -> bool:
        """Whether what a use saves is known of the whole use only, not as the sum over its units."""
        frame = self._index.frames[rank]
        return frame.paid > 0 or frame.most is not None

    def _best_rest(self, rank: int, slot: int, kind: Kind, worth_there: int) -> int | None:
        """The most that a use gains without the worth of its new unit; None if with a unit worth that much it gains nothing."""
        frame = self._index.frames[rank]
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
        if any(k in self._closed for fits in slots for k, _ in fits):
            raise TooMany
        whole = self._whole(rank)
        rests = self._rests_with(rank, slot, kind, worth_there) if whole else self._rests(drawn(frame, slots), slot)
        self._budget.spend(len(rests) // 4)
        cap = self._caps.get(rank, 0)
        hopes = [self._hope(rest + cap, saving) for rest, saving in rests]
        best = least = 0 if whole else -worth_there
        for hope, saving, rest in sorted(hopes, reverse=True):
            if hope <= best:
                break
            best = max(best, self._kept(rest, saving, best))
        return best if best > least else None

    def _rests(self, fill: Fill, slot: int) -> set[tuple[int, int]]:
        """(packed units, saving) of every way to fill all but one unit of a slot."""
        places = [
            Place(place.least - 1, place.most - 1, place.worth) if i == slot else place
            for i, place in enumerate(fill.places)
        ]
        rest = replace(fill, places=tuple(place for place in places if place.most))
        return listed(rest, self._units, self._have, self._fields, _RESTS, losing=True)

    def _rests_with(self, rank: int, slot: int, kind: Kind, worth_there: int) -> set[tuple[int, int]]:
        """The same with the saving of the whole use, where that depends on which units come together."""
        frame = self._index.frames[rank]
        new = len(self._kinds)
        slots = [list(fits) for fits in self._fitting.get(rank) or [[] for _ in frame.sizes]]
        slots[slot].append((new, worth_there))
        # Kinds are numbered by price, as the places of a use are filled from the dearest down.
        order = sorted({k for fits in slots for k, _ in fits}, key=lambda k: (*self._kinds, kind)[k])
        number = {k: i for i, k in enumerate(order)}
        fill = drawn(frame, [sorted((number[k], worth) for k, worth in fits) for fits in slots])
        units, fields, have = {**self._units, new: self._beyond}, {**self._fields, new: 1}, (*self._have, 1)
        ways = listed(
            fill,
            {i: units[k] for i, k in enumerate(order)},
            [have[k] for k in order],
            {i: fields[k] for i, k in enumerate(order)},
            2 * _RESTS,
        )
        return {(use ^ self._beyond, saving) for use, saving in ways if use & self._beyond}

    def _hope(self, rest: int, saving: int) -> tuple[int, int, int]:
        """(No less than what a use with this rest gains, its saving, the rest)."""
        hope = saving
        for search, offset, mask, _, slack in self._parts:
            mine = rest >> offset & mask
            if mine and (price := search.price_of(mine)) > slack:
                hope += search.saved(slack - price)
        return hope, saving, rest

    def _kept(self, rest: int, saving: int, best: int) -> int:
        """What a use with this rest gains, if it fits and is more than `best`; else `best`."""
        gain = saving
        for search, offset, mask, most, _ in self._parts:
            if mine := rest >> offset & mask:
                left = search.less(search.root, mine)
                need = most + best - gain  # to be exceeded by what the part can still save
                if left < 0:
                    return best
                kept = search.saved(search.best(left, self._budget, max(-1, need << search.tie)))
                if kept <= need:
                    return best
                gain += kept - most
        return gain
