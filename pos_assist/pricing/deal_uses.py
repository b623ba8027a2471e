"""Every way to form a deal once from the units at hand.

A use is a multiset of kinds of unit, packed into one integer: a field of a few bits per kind, so that taking a use out of
what is left is one subtraction. The percentage of a percent deal is rounded down per unit; what a unit is worth in a slot
is therefore a constant, and a use is worth the sum over its units, less the price of the set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot


class Kind(NamedTuple):
    """Units that no deal can tell apart: the same item at the same price (minor units)."""

    price: int
    code: str


Formed = tuple[int, dict[int, int], int]  # (rank of the deal, units by kind, saving in minor units)


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
    most: int | None = None  # that a use may save, where some of its fills are worth more

    @property
    def reduced(self) -> int:
        """Of a cheapest deal, how many units of a use save something, if not all."""
        return self.places[0].least - self.paid if self.paid else 0


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a deal that does not depend on the order: made once when the deals are loaded."""

    deal: Deal
    rank: int
    sizes: tuple[tuple[int, int], ...]  # least and most units per slot
    cost: int
    cap: int | None
    paid: int
    most: int | None = None  # that a use may save


class Shared(Enum):
    """By what the saving of a formed deal is split over its units."""

    PRICE = "price"  # in proportion to their list prices
    WORTH = "worth"  # in proportion to what each is worth in its slot: a surcharge stays whole on its own unit
    OWN = "own"  # each unit saves what it is worth in its slot


class KindPricing(NamedTuple):
    """How deals of one kind are formed and priced."""

    frame: Callable[[Any, int], Frame]
    worth: Callable[[Any, int, Kind], int]  # of one unit of a kind in a slot, minor units
    shared: Shared


def _price_frame(deal: SetPrice, rank: int) -> Frame:
    return Frame(deal, rank, tuple((slot.n, slot.n) for slot in deal.slots), deal.price, deal.max_uses, 0)


def _amount_frame(deal: SetAmount, rank: int) -> Frame:
    # It saves the amount, and at most what its units cost.
    return Frame(deal, rank, tuple((slot.n, slot.n) for slot in deal.slots), 0, deal.max_uses, 0, deal.amount)


def _percent_frame(deal: SetPercent, rank: int) -> Frame:
    # N or more: any number of units is one use, and 2n units or more may as well be listed as two.
    cap = None if deal.slots[0].n_max is None else deal.max_uses
    return Frame(deal, rank, tuple((slot.n, _most(slot, cap)) for slot in deal.slots), 0, cap, 0)


def _cheapest_frame(deal: Cheapest, rank: int) -> Frame:
    return Frame(deal, rank, ((deal.n, deal.n),), 0, deal.max_uses, deal.n - deal.free)


def _most(slot: Slot, cap: int | None) -> int:
    if slot.n_max is None:
        return 2 * slot.n - 1
    return slot.n_max if cap is not None else min(slot.n_max, 2 * slot.n - 1)


USES: dict[str, KindPricing] = {
    SetPrice.kind: KindPricing(
        _price_frame, lambda deal, slot, kind: kind.price - deal.slots[slot].extra.get(kind.code, 0), Shared.WORTH
    ),
    SetPercent.kind: KindPricing(
        _percent_frame, lambda deal, slot, kind: kind.price * deal.slots[slot].percent // 100, Shared.OWN
    ),
    SetAmount.kind: KindPricing(_amount_frame, lambda deal, _slot, kind: min(kind.price, deal.amount), Shared.PRICE),
    Cheapest.kind: KindPricing(
        _cheapest_frame, lambda deal, _slot, kind: kind.price * deal.percent // 100, Shared.PRICE
    ),
}  # of every kind but Spend, which is taken off after them (order_discounts.py)


def frame(deal: Deal, rank: int) -> Frame:
    """The deal made ready for orders."""
    return USES[deal.kind].frame(deal, rank)


def worth(deal: Deal, slot: int, kind: Kind) -> int:
    """Return the value of one unit of a kind in a slot, in minor units."""
    return USES[deal.kind].worth(deal, slot, kind)


Fitting = Sequence[Sequence[tuple[int, int]]]  # per slot, the kinds that fit it and what they are worth there


def filled(frame: Frame, fitting: Fitting, have: Sequence[int]) -> Fill | None:
    """The deal over the kinds that fit it; its cap only where it can bind; None if these units can save nothing in it."""
    saves, cap = -frame.cost, frame.cap
    for (least, most), fits in zip(frame.sizes, fitting, strict=True):
        units = 0
        for kind, _ in fits:
            units += have[kind]
        if units < least:
            return None
        if cap is not None and units // least < cap:  # not even with one unit more
            cap = None
        saves += best_worth(least, most, fits, have)
    if saves < 1:
        return None
    return drawn(frame, fitting, cap)


def drawn(frame: Frame, fitting: Fitting, cap: int | None = None) -> Fill:
    """The deal over the kinds that fit it, whether or not it can be filled."""
    cost, most = frame.cost, frame.most
    places = [Place(least, size, tuple(fits)) for (least, size), fits in zip(frame.sizes, fitting, strict=True)]
    if most is not None:
        if all(place.worth for place in places) and most <= _least_worth(places):
            # No fill is worth less, so the amount is a price that every use gets back.
            places = [Place(place.least, place.most, tuple((kind, 0) for kind, _ in place.worth)) for place in places]
            cost, most = -most, None
        elif len(places) == 1 and places[0].most == 1:
            most = None  # a single unit is worth no more than the amount already
    return Fill(frame.rank, frame.deal.priority, tuple(places), cost, cap, frame.paid, most)


def _least_worth(places: Sequence[Place]) -> int:
    return sum(place.least * min(worth for _, worth in place.worth) for place in places)


def best_worth(least: int, most: int, fits: Sequence[tuple[int, int]], have: Sequence[int]) -> int:
    """The most that a slot's units can be worth in one use."""
    if least == most == 1:
        return max([worth for _, worth in fits], default=0)
    whole, left = 0, most
    for worth, kind in sorted([(worth, kind) for kind, worth in fits], reverse=True):
        if worth <= 0 and most - left >= least:
            break
        take = min(left, have[kind])
        whole += worth * take
        left -= take
        if not left:
            break
    return whole


def listed(
    deal: Fill,
    one: Mapping[int, int],
    have: Sequence[int],
    field: Mapping[int, int],
    limit: int,
    *,
    losing: bool = False,
) -> set[tuple[int, int]]:
    """(packed use, saving) of every way that saves something (or of all, if also the `losing` ones); the same units may be
    arranged to save more or less.

    `one[k]` is one unit of kind k, packed in a field of which the largest value is `field[k]`. Raises TooMany beyond `limit`.
    """
    found = {(0, -deal.cost)}
    seen: set[int] = set()
    for place in deal.places:
        ways = _ways(place, one, have, limit, deal.paid)
        if len(found) * len(ways) > 4 * limit:
            raise TooMany
        found = {(use + more, value + worth) for use, value in found for more, worth in ways}
        if shared := [(one[k], have[k], field[k]) for k, _ in place.worth if k in seen]:
            found = {way for way in found if all((way[0] // unit & mask) <= n for unit, n, mask in shared)}
        seen.update(k for k, _ in place.worth)
    if deal.most is not None:
        found = {(use, min(value, deal.most)) for use, value in found}
    return found if losing else {way for way in found if way[1] > 0}


def _ways(place: Place, one: Mapping[int, int], have: Sequence[int], limit: int, paid: int) -> list[tuple[int, int]]:
    """Every multiset of `least` … `most` units of the place, with its worth; dearer kinds first, of which `paid` save nothing."""
    if place.least == place.most == 1:
        return [(one[kind], 0 if paid else worth) for kind, worth in place.worth if have[kind]]
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


def dealt_out(
    fills: Sequence[Fill], counts: Sequence[int], seated: Mapping[tuple[int, int], Sequence[int]]
) -> Iterator[Formed]:
    """So many uses of each deal, with the kinds seated in each (deal, place), the first ones into the first use. How they are dealt
    out changes nothing in what they save together; a use that saves nothing is left out."""
    for number, fill in enumerate(fills):
        uses: list[dict[int, int]] = [{} for _ in range(counts[number])]
        saving = [-fill.cost] * len(uses)
        for i, place in enumerate(fill.places):
            worth, units, start = dict(place.worth), seated.get((number, i), ()), 0
            for n, use in enumerate(uses):
                size = min(place.most, len(units) - start - place.least * (len(uses) - n - 1))
                for seat, kind in enumerate(units[start : start + size]):
                    use[kind] = use.get(kind, 0) + 1
                    saving[n] += worth[kind] if seat >= fill.paid else 0
                start += size
        if fill.most is not None:
            saving = [min(saves, fill.most) for saves in saving]
        yield from ((fill.rank, use, saves) for use, saves in zip(uses, saving, strict=True) if saves > 0)
