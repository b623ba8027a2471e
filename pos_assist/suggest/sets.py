"""Nearly complete sets: which deals an order could form with one or two items more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pos_assist.domain.deals import Deal, Slot
from pos_assist.domain.orders import Order

MOST_MISSING = 2  # a set that lacks more than this is another purchase, not a completion


@dataclass(frozen=True, slots=True)
class Gap:
    """A deal that lacks something: for each missing unit the items that would do, by code."""

    deal: str
    name: str
    missing: tuple[frozenset[str], ...]
    dearer: Mapping[str, int]  # surcharges of the slots, to fill with the plain size first
    units: int  # that the deal takes in all
    title_en: str = ""  # the deal's name in English


class SetIndex:
    """Which deals an item could take part in, looked up by item: the work for an order does not grow with the deals that
    have nothing to do with it. One per version of the deals."""

    def __init__(self, deals: Iterable[Deal]) -> None:
        self._by_item: dict[str, list[tuple[Deal, tuple[Slot, ...]]]] = defaultdict(list)
        for deal in deals:
            slots = deal.places
            for code in {code for slot in slots for code in slot.items}:
                self._by_item[code].append((deal, slots))

    def gaps(self, code: str, units: Mapping[str, int], order: Order, at: datetime, today: date) -> list[Gap]:
        """Deals in force then, on that business date, that the item belongs to and that lack at most MOST_MISSING units beside `units`."""
        found: list[Gap] = []
        for deal, slots in self._by_item.get(code, ()):
            if not deal.when.holds(at, order.mode, bool(order.member), today):
                continue
            missing = _missing(slots, units, code)
            # The first slot leads the set: fries are offered with a burger, never a burger with fries.
            if 0 < len(missing) <= MOST_MISSING and (slots[0] not in missing or len(slots) == 1):
                dearer = {code: yen for slot in slots for code, yen in slot.extra.items()}
                size = sum(slot.n for slot in slots)
                found.append(
                    Gap(
                        deal.id,
                        deal.name or deal.id,
                        tuple(slot.items for slot in missing),
                        dearer,
                        size,
                        deal.title_en,
                    )
                )
        return found


def _missing(slots: tuple[Slot, ...], units: Mapping[str, int], latest: str) -> list[Slot]:
    """Slots still to be filled, one entry per unit, when the order's free units go where fewest others could go.

    Filling the narrowest slots first is enough here: the panel prices what it proposes exactly, so a better filling that
    this misses costs a proposal, never a wrong price.
    """
    left = dict(units)
    missing: list[Slot] = []
    for slot in sorted(slots, key=lambda s: (latest not in s.items, len(s.items))):
        for _ in range(slot.n):
            code = (
                latest
                if latest in slot.items and left.get(latest)
                else next((c for c, n in left.items() if n and c in slot.items), None)
            )
            if code is None:
                missing.append(slot)
            else:
                left[code] -= 1
    return missing
