"""Every way to form a deal once from the units at hand.

A use is a multiset of kinds of unit, packed into one integer: a field of a few bits per kind, so that taking a use out of
what is left is one subtraction. The percentage of a percent deal is rounded down per unit; what a unit is worth in a slot
is therefore a constant, and a use is worth the sum over its units, less the price of the set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pos_assist.domain.deals import Cheapest, SetAmount, SetPercent, SetPrice, Slot

SetDeal = SetPrice | SetPercent | SetAmount | Cheapest


class Kind(NamedTuple):
    """Units that no deal can tell apart: the same item at the same price (minor units)."""

    price: int
    code: str


class TooMany(Exception):
    """More ways than it is sensible to list."""


@dataclass(frozen=True, slots=True)
class Place:
    """A slot over the kinds of one order: how many units (`least` … `most`), and what each kind is worth in it."""

    least: int
    most: int
    worth: tuple[tuple[int, int], ...]  # (kind, minor units)


@dataclass(frozen=True, slots=True)
class Fill:
    """A deal over the kinds of one order: what has to be filled, and what the set costs then."""

    rank: int  # of the deal, by (priority descending, id)
    priority: int
    places: tuple[Place, ...]
    cost: int = 0  # of a filled set; an amount off is a negative cost
    cap: int | None = None  # uses, where fewer than the units allow
    paid: int = 0  # cheapest: the dearest so many units of a use save nothing

    @property
    def reduced(self) -> int:
        """Of a cheapest deal, how many units of a use save something, if not all."""
        return self.places[0].least - self.paid if self.paid else 0


def drawn(deal: SetDeal, rank: int, slots: Sequence[Sequence[int]], kinds: Sequence[Kind]) -> Fill:
    """The deal over these kinds, where `slots` lists the kinds that fit each slot."""
    if isinstance(deal, Cheapest):
        worth = tuple((k, kinds[k].price * deal.percent // 100) for k in slots[0])
        return Fill(rank, deal.priority, (Place(deal.n, deal.n, worth),), 0, deal.max_uses, deal.n - deal.free)
    places = tuple(_place(deal, slot, fits, kinds) for slot, fits in zip(deal.slots, slots, strict=True))
    cost = deal.price if isinstance(deal, SetPrice) else -deal.amount if isinstance(deal, SetAmount) else 0
    cap = deal.max_uses
    if isinstance(deal, SetPercent) and deal.slots[0].n_max is None:
        cap = None  # n or more: any number of units is one use
    return Fill(rank, deal.priority, places, cost, cap)


def too_much_off(deal: SetDeal, slots: Sequence[Sequence[int]], kinds: Sequence[Kind]) -> bool:
    """An amount above the price of what it is taken off: no legal deal (refused when deals are checked)."""
    return isinstance(deal, SetAmount) and deal.amount > sum(
        slot.n * min(kinds[k].price for k in fits) for slot, fits in zip(deal.slots, slots, strict=True)
    )


def _place(deal: SetPrice | SetPercent | SetAmount, slot: Slot, fits: Sequence[int], kinds: Sequence[Kind]) -> Place:
    if isinstance(deal, SetPrice):
        extra = slot.extra
        return Place(slot.n, slot.n, tuple((k, kinds[k].price - extra.get(kinds[k].code, 0)) for k in fits))
    if isinstance(deal, SetAmount):
        return Place(slot.n, slot.n, tuple((k, 0) for k in fits))
    # A use of 2n units or more is two uses: larger ones need no listing, unless uses are counted.
    most = 2 * slot.n - 1
    if slot.n_max is not None:
        most = slot.n_max if deal.max_uses is not None else min(most, slot.n_max)
    return Place(slot.n, most, tuple((k, kinds[k].price * slot.percent // 100) for k in fits))


def firing(deal: Fill, have: Sequence[int]) -> Fill | None:
    """The deal, its cap only where it can bind, if the units can fill it and the best fill saves something."""
    saves = -deal.cost
    uses = deal.cap
    for place in deal.places:
        units = sum(have[k] for k, _ in place.worth)
        if units < place.least:
            return None
        if uses is not None and units // place.least < uses:  # not even with one unit more
            uses = None
        left = place.most
        for worth, k in sorted(((w, k) for k, w in place.worth), reverse=True):
            if worth <= 0 and place.most - left >= place.least:
                break
            saves += worth * min(left, have[k])
            left -= min(left, have[k])
            if not left:
                break
    if saves < 1:
        return None
    return deal if uses == deal.cap else Fill(deal.rank, deal.priority, deal.places, deal.cost, uses, deal.paid)


def listed(
    deal: Fill, one: Sequence[int], have: Sequence[int], fields: Sequence[int], limit: int, *, losing: bool = False
) -> set[tuple[int, int]]:
    """(packed use, saving) of every way that saves something (or of all, if also the `losing` ones); the same units may be arranged to save more or less.

    `one[k]` is one unit of kind k, packed in a field of which the largest value is `fields[k]`. Raises TooMany beyond `limit`.
    """
    found = {(0, -deal.cost)}
    seen: set[int] = set()
    for place in deal.places:
        ways = _ways(place, one, have, limit, deal.paid)
        if len(found) * len(ways) > 4 * limit:
            raise TooMany
        found = {(use + more, value + worth) for use, value in found for more, worth in ways}
        if shared := [(one[k], have[k], fields[k]) for k, _ in place.worth if k in seen]:
            found = {way for way in found if all((way[0] // unit & field) <= n for unit, n, field in shared)}
        seen.update(k for k, _ in place.worth)
    return found if losing else {(use, saving) for use, saving in found if saving > 0}


def _ways(place: Place, one: Sequence[int], have: Sequence[int], limit: int, paid: int) -> list[tuple[int, int]]:
    """Every multiset of `least` … `most` units of the place, with its worth; dearer kinds first, of which `paid` save nothing."""
    sized: list[list[tuple[int, int]]] = [[(0, 0)], *([] for _ in range(place.most))]
    for kind, worth in sorted(place.worth, reverse=True):
        unit, units = one[kind], have[kind]
        for size in range(place.most, 0, -1):
            here = sized[size]
            for more in range(1, min(units, size) + 1):
                add = more * unit
                saves = worth * (more if not paid else max(0, size - paid) - max(0, size - more - paid))
                here += [(use + add, value + saves) for use, value in sized[size - more]]
            if len(here) > limit:
                raise TooMany
    return [way for ways in sized[place.least :] for way in ways]
