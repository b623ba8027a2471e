"""What is offered at the counter, when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pos_assist.domain.texts import in_language


class Moment(StrEnum):
    """Where the customer is: still choosing, done choosing, about to pay, paid."""

    CHOOSING = "choosing"
    CHOSEN = "chosen"
    PAYING = "paying"
    PAID = "paid"


class OfferKind(StrEnum):
    """The kind of a suggestion."""

    SIZE = "size"  # the larger size
    GRADE = "grade"  # the better model
    MAKE_SET = "make_set"  # what is missing to complete a set
    ONE_MORE = "one_more"  # one more of the same completes a deal
    ADDON = "addon"  # goes with it
    NEXT_VISIT = "next_visit"  # on the receipt, for the next time


UPGRADES = frozenset({OfferKind.SIZE, OfferKind.GRADE, OfferKind.MAKE_SET, OfferKind.ONE_MORE})


def refusal_key(kind: OfferKind, codes: Iterable[str], deal: str = "") -> str:
    """What a «no» means: the same thing, not only the same card, is not offered again in the order.

    A set is the same thing whatever fills it: «set:» and the deal's id. Else «up:» or «add:» and the items' codes.
    """
    if kind is OfferKind.MAKE_SET and deal:
        return f"set:{deal}"
    return f"{'up' if kind in UPGRADES else 'add'}:{'+'.join(codes)}"


class Outcome(StrEnum):
    """The customer's answer to one offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    IGNORED = "ignored"  # shown, and neither


@dataclass(frozen=True, slots=True)
class Reason:
    """One true reason, as a code and its numbers; a sentence only on screen.

    «pinned» · «together» (`n` of `of` receipts with the trigger also have it) · «often» (`n` in ten) · «popular_hour» ·
    «popular» · «larger» · «better» · «completes» (a deal's name) · «own» (`text` of the manager). Of a member: «fits» (a
    standard; also without a card) · «fits_yours» (an item, bought in month `n`) · «usual» · «due» · «for_member».
    """

    code: str
    n: int = 0
    of: int = 0
    text: str = ""
    text_en: str = ""  # the same in English, where the catalog has it

    def text_in(self, language: str) -> str:
        """The text for who speaks that language."""
        return in_language(language, self.text, self.text_en)


@dataclass(frozen=True, slots=True)
class Why:
    """The figures behind an offer's worth, for «なぜ?» on its card. Shares from 0 to 1, money in minor units."""

    relevance: float  # share of customers who would buy it anyway with such an order
    shown: int  # how often this shop has offered it …
    accepted: int  # … and it was taken
    chance: float  # the share expected to take it here and now
    margin: int  # what it would leave after the set price
    cost_known: bool = True  # otherwise the price stands for the margin
    sampled: float = 0.0  # the chance it was ranked by: higher now and then for a new offer, so that it is tried


@dataclass(frozen=True, slots=True)
class Offer:
    """One card. Money in minor units; `adds` is price(order with it) − price(order), and may be negative. Where tax is added to the
    prices, `list_price`, `adds` and `saving` are without it; `with_tax` is what the amount to pay changes by, `saving_with_tax` what
    it changes less than at list prices."""

    id: str  # never used twice: the order's key and the offer's kind and items
    kind: OfferKind
    items: tuple[str, ...]  # codes it would add (more than one for a set)
    title: str  # what it is, in the catalog's words
    list_price: int  # what its items cost by themselves; of an upgrade, the difference of the list prices
    adds: int
    line: str  # to read aloud
    reason: Reason
    trigger: str = ""  # code of the item that brought it
    replaces: int | None = None  # id of the order line of which one unit is exchanged
    deal: str = ""  # id of the deal it completes
    score: float = 0.0  # its worth when it was shown
    guest_line: str = ""  # the line in the customer's second language; empty: none is set
    choices: tuple[tuple[str, ...], ...] = ()  # of a set: for each item what could take its place, itself first (codes)
    variant: str = ""  # which side of the manager's experiment («A», «B») the order is on
    why: Why | None = None
    title_en: str = ""  # the title in English, where the catalog has other names for it; empty: `title`
    names: tuple[str, ...] = ()  # of items and deals in its lines, which should not break across rows
    with_tax: int | None = None  # where tax is added; None: `adds` has it in it
    saving_with_tax: int | None = None  # as `with_tax`

    def title_in(self, language: str) -> str:
        """Its title for who speaks that language."""
        return in_language(language, self.title, self.title_en)

    @property
    def to_pay(self) -> int:
        """What the amount to pay changes by when it is taken, in minor units."""
        return self.adds if self.with_tax is None else self.with_tax

    @property
    def saving(self) -> int:
        """The saving by the set prices, in minor units; never below 0."""
        return max(0, self.list_price - self.adds)

    @property
    def saved(self) -> int:
        """The saving as `to_pay` counts, with any tax that is added; never below 0."""
        return self.saving if self.saving_with_tax is None else max(0, self.saving_with_tax)

    @property
    def refusal(self) -> str:
        """The key under which a «no» to this card is remembered (`refusal_key`)."""
        return refusal_key(self.kind, self.items, self.deal)


@dataclass(frozen=True, slots=True)
class NextVisit:
    """An offer for the next visit, printed on the receipt: `amount` off `item` for a customer who brings `code` back in time."""

    code: str
    item: str  # code of the item
    title: str
    amount: int  # minor units
    until: date  # the last day it counts
    line: str = ""  # what the receipt says
    title_en: str = ""  # as `title` and `line`, in English; empty: those
    line_en: str = ""

    def title_in(self, language: str) -> str:
        """The item's title for who speaks that language."""
        return in_language(language, self.title, self.title_en)

    def line_in(self, language: str) -> str:
        """What the receipt says to who speaks that language."""
        return in_language(language, self.line, self.line_en)


@dataclass(frozen=True, slots=True)
class Threshold:
    """«あと¥120で…»: `missing` to the perk, out of `threshold`."""

    perk: str
    name: str
    missing: int
    threshold: int
    reached: bool = False
    filled_by: str = ""  # id of the card shown that would fill the gap with the least beyond it
    without_tax: bool = False  # its amounts are, where tax is added to the prices
    title_en: str = ""  # the perk's name in English; empty: `name`

    def title_in(self, language: str) -> str:
        """The perk's name for who speaks that language."""
        return in_language(language, self.name, self.title_en)


@dataclass(frozen=True, slots=True)
class Panel:
    """All that is offered now. A slot that is None is a gap: a card that stays valid keeps its place."""

    upgrade: Offer | None = None
    addons: tuple[Offer | None, ...] = (None, None, None)
    threshold: Threshold | None = None

    def offers(self) -> tuple[Offer, ...]:
        """Every card shown, upgrade first."""
        return tuple(x for x in (self.upgrade, *self.addons) if x is not None)

    def find(self, offer_id: str) -> Offer | None:
        """The shown card with that id."""
        return next((x for x in self.offers() if x.id == offer_id), None)


EMPTY_PANEL = Panel()


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """An offer as it is written down with the sale."""

    offer: Offer
    moment: Moment
    position: int  # 0: the upgrade; 1 … 3: the add-ons
    outcome: Outcome
    shown_ms: int  # after the order opened
    answered_ms: int | None = None  # after it was shown; None: never answered
