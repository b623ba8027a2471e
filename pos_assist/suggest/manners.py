"""The rules of politeness. Each rule is one small function with a name that a test and a manager can say.

A candidate that breaches a rule is not shown, whatever it would earn (MISSION M12: 強引な営業は避ける).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos_assist.domain.items import Item
from pos_assist.domain.offers import UPGRADES, OfferKind, Reason, refusal_key
from pos_assist.domain.orders import Order


@dataclass(frozen=True, slots=True)
class Manners:
    """How quiet the panel is: settings that a manager understands. Money in minor units, shares in percent."""

    addons: int = 3  # add-on cards at most
    floor: float = 0.04  # an add-on that fewer than this share of customers would take is not worth their ear
    dearest_share: int = 150  # an offer may add at most this share of the order …
    dearest_free: int = 500  # … or this much, whichever is more
    offer_age_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be offered. `chance` is the probability that the customer takes it."""

    kind: OfferKind
    items: tuple[Item, ...]  # what the order would gain
    chance: float
    reason: Reason
    trigger: str = ""  # code of the item that brings it up
    replaces: int | None = None  # order line of which one unit is exchanged
    deal: str = ""  # id of the deal it completes
    deal_name: str = ""
    words: str = ""  # the manager's own line to read aloud
    pinned: bool = False
    latest: bool = False  # about the item rung up last

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of what it would add."""
        return tuple(item.code for item in self.items)

    @property
    def refusal(self) -> str:
        """What a «no» to it means (see Offer.refusal)."""
        return refusal_key(self.kind, self.codes)


def is_refused(candidate: Candidate, order: Order, _: Manners) -> bool:
    """The customer said no to it in this order."""
    return candidate.refusal in order.refused


def is_unavailable(candidate: Candidate, _: Order, __: Manners) -> bool:
    """Sold out, or off the menu."""
    return any(item.sold_out or item.retired for item in candidate.items)


def is_age_restricted(candidate: Candidate, _: Order, manners: Manners) -> bool:
    """Alcohol and tobacco are sold when asked for, never offered."""
    return not manners.offer_age_restricted and any(item.age_restricted for item in candidate.items)


def is_already_there(candidate: Candidate, order: Order, _: Manners) -> bool:
    """An add-on whose part (drink, side …) the order has already: nobody is offered a second drink with the first."""
    if candidate.kind in UPGRADES:
        return False
    parts = {line.item.part for line in order.lines}
    return any(item.part in parts for item in candidate.items)


def is_irrelevant(candidate: Candidate, _: Order, manners: Manners) -> bool:
    """Below the relevance floor, unless the manager pinned it."""
    return not candidate.pinned and candidate.chance < manners.floor


def is_silenced(_: Candidate, order: Order, __: Manners) -> bool:
    """«No more offers» was pressed for this order."""
    return order.no_more_offers


RULES: dict[str, Callable[[Candidate, Order, Manners], bool]] = {
    "silenced": is_silenced,
    "refused": is_refused,
    "unavailable": is_unavailable,
    "age_restricted": is_age_restricted,
    "already_there": is_already_there,
    "irrelevant": is_irrelevant,
}


def breach(candidate: Candidate, order: Order, manners: Manners) -> str | None:
    """The name of the first rule that forbids it, or None."""
    return next((name for name, rule in RULES.items() if rule(candidate, order, manners)), None)


def is_too_dear(adds: int, total: int, manners: Manners) -> bool:
    """Dearer than a share of the order: a tripod goes with a camera, not with a lens cloth."""
    return adds > max(manners.dearest_free, total * manners.dearest_share // 100)
