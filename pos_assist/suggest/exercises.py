"""Orders for a trainee to ring up (M17): what each part of the panel does, one order at a time. Values; the screen tells.

They are made from the shop's own catalog, so that every shop has them: an item with a larger size, one that begins a set, one
with a pinned pairing, one near a perk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_assist.domain.deals import Deal, SetPrice
from pos_assist.domain.items import Item, Pairing, PairingState, Perk, Upgrade


@dataclass(frozen=True, slots=True)
class Exercise:
    """One order: its items in the order of ringing up, and what to look for: «upgrade», «set», «pairing», «threshold»."""

    what: str
    items: tuple[str, ...]  # codes


def exercises(
    items: Sequence[Item],
    upgrades: Sequence[Upgrade],
    pairings: Sequence[Pairing],
    deals: Sequence[Deal],
    perks: Sequence[Perk],
) -> tuple[Exercise, ...]:
    """At most one exercise of each kind, the plain things first; a shop without deals has none about sets."""
    sold = {item.code: item for item in items if item.may_be_offered and not item.age_restricted}
    found: list[Exercise] = []
    larger = next((x for x in upgrades if {x.from_item, x.to_item} <= sold.keys()), None)
    if larger:
        found.append(Exercise("upgrade", (larger.from_item,)))
    begun = next(
        (y for x in deals if isinstance(x, SetPrice) and len(x.slots) > 2 if (y := _all_but_one(x, sold))), None
    )
    if begun:
        found.append(Exercise("set", begun))
    pinned = next((x for x in pairings if x.state == PairingState.PINNED and {x.trigger, x.addon} <= sold.keys()), None)
    if pinned:
        found.append(Exercise("pairing", (pinned.trigger,)))
    if perks and sold and (near := _near(min(perks, key=lambda x: x.threshold), list(sold.values()))):
        found.append(Exercise("threshold", near))
    return tuple(found)


def _all_but_one(deal: SetPrice, sold: dict[str, Item]) -> tuple[str, ...] | None:
    """One item of each slot but the last, the cheapest."""
    codes: list[str] = []
    for slot in deal.slots[:-1]:
        choice = min((sold[code] for code in slot.items & sold.keys()), key=lambda x: (x.price, x.code), default=None)
        if choice is None:
            return None
        codes += [choice.code] * slot.n
    return tuple(codes)


def _near(perk: Perk, items: Sequence[Item]) -> tuple[str, ...] | None:
    """The fewest items, dearest first, that come to more than half of the threshold without reaching it."""
    total, codes = 0, list[str]()
    for item in sorted(items, key=lambda x: (-x.price, x.code)):
        if total + item.price < perk.threshold:
            total += item.price
            codes.append(item.code)
        if total * 2 >= perk.threshold:
            return tuple(codes)
    return None
