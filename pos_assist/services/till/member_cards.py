"""What is known of the member whose card was read: looked up once for an order, so that ringing up stays as quick as without.

Of somebody without a card nothing is known, and everything is as it would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import TYPE_CHECKING

from pos_assist.domain.items import Item
from pos_assist.domain.members import Member
from pos_assist.domain.offers import NextVisit, OfferKind, Reason, refusal_key
from pos_assist.domain.orders import Order
from pos_assist.learning.refills import REFILLS, read_intervals
from pos_assist.storage import Storage
from pos_assist.suggest.manners import Candidate

if TYPE_CHECKING:
    from pos_assist.storage.members import Bought, MemberHistory

USUAL, OFTEN = 0.6, 3  # share of the visits, by recency, and visits from which on an item is the usual one
ALWAYS_REFUSED = 3  # orders in which a member declined it, and never took it
FIT_CHANCE, DUE_CHANCE = 0.2, 0.2  # what a fitting accessory, a refill that is due count for before answers say more
DUE = 0.8  # share of the interval after which a refill is due; after LONG of them it is bought elsewhere
LONG = 4.0
DAILY = 5  # days: what is bought more often needs no reminder
OWN = 3  # intervals of one's own that count as much as the shop's
ItemOf = Callable[[str], Item | None]
MOST_OWN, MOST_OWNED = 200, 50  # items of a history that are weighed; whose accessories are looked for
PER_STANDARD = 12  # accessories for one standard that are looked at


@dataclass(frozen=True, slots=True)
class Known:
    """What a member's history says for this order."""

    own: Mapping[str, float] = field(default_factory=dict)  # item -> recent weight, for the ranking
    refused: frozenset[str] = frozenset()  # refusal keys of what he or she always declines
    owned: tuple[tuple[Item, date | None], ...] = ()  # what takes accessories, with the day it was last bought
    bought: frozenset[str] = frozenset()
    usual: tuple[tuple[str, float], ...] = ()  # items, with their share of the visits
    due: tuple[str, ...] = ()  # refills
    member: Member | None = None
    coupon: NextVisit | None = None  # kept on the card, not used yet


class MemberCards:
    """Reads a member's history when the card is read, and keeps it for that order."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._known: tuple[str, str, Known] = ("", "", Known())

    def known(self, order: Order, at: datetime) -> Known:
        """What is known for this order."""
        if not order.member:
            return Known()
        key, member, known = self._known
        if (key, member) != (order.key, order.member):
            known = self._read(order.member, at)
            self._known = (order.key, order.member, known)
        return known

    def forget(self) -> None:
        """A sale was made or taken back, or a member forgotten."""
        self._known = ("", "", Known())

    def _read(self, id_: str, at: datetime) -> Known:
        members = self._storage.members
        found = members.find(id_)
        if found is None:
            return Known()
        history = members.history(id_, at, self._storage.learned.epoch())
        declined, accepted = history.declined, history.accepted
        return Known(
            {x.item: x.recent for x in history.bought[:MOST_OWN]},
            frozenset(x for x, n in declined.items() if n >= ALWAYS_REFUSED and x not in accepted),
            tuple(self._owned(history.bought)),
            frozenset(x.item for x in history.bought),
            tuple(_usual(history)),
            tuple(self._due(history, at.date())),
            found,
            next(iter(history.coupons), None),
        )

    def _owned(self, bought: Sequence[Bought]) -> Iterable[tuple[Item, date | None]]:
        """What was bought last first."""
        latest = sorted(bought, key=lambda x: (x.days[:1] or (date.min,), x.item), reverse=True)
        for x in latest[:MOST_OWNED]:
            item = self._storage.catalog.item(x.item)
            if item and item.takes:
                yield item, x.days[0] if x.days else None

    def _due(self, history: MemberHistory, today: date) -> Iterable[str]:
        """Refills whose time has come: the interval is what is usual in this shop, corrected by one's own."""
        usual = read_intervals(self._storage.learned.row(REFILLS))
        for x in history.bought:
            own = [(later - day).days for later, day in zip(x.days, x.days[1:], strict=False) if later > day]
            days, n = usual.get(x.item, (0.0, 0))
            if not x.days or not (own or n):
                continue
            weight = OWN if n else 0
            interval = (weight * days + len(own) * median(own)) / (weight + len(own)) if own else days
            if interval >= DAILY and DUE * interval <= (today - x.days[0]).days <= LONG * interval:
                yield x.item


def _usual(history: MemberHistory) -> Iterable[tuple[str, float]]:
    for x in history.bought:
        share = x.recent / history.recent if history.recent else 0.0
        if x.times >= OFTEN and share >= USUAL:
            yield x.item, share


# -- candidates ----------------------------------------------------------------------------------------------------


def accessories(
    storage: Storage, item_of: ItemOf, order: Order, known: Known, chances: Mapping[str, float], *, said: bool
) -> Iterable[Candidate]:
    """The accessory that fits what is bought now or was earlier (M3), one for each thing and standard: what goes best with the
    order, else what sells best. Nothing where the member has one already. `said`: what was bought may be named."""
    here = [(line.item, None) for line in reversed(order.lines) if line.item.takes]
    there = {line.item.code for line in order.lines}
    seen: set[str] = set()
    for item, day in (*here, *known.owned):
        for standard in item.takes:
            fits = (item_of(code) for code in storage.catalog.made_for(standard)[:PER_STANDARD])
            found = [x for x in fits if x and x.may_be_offered]
            if any(x.code in known.bought or x.code in there for x in found):
                continue
            found = [
                x for x in found if x.code not in seen and refusal_key(OfferKind.ADDON, [x.code]) not in known.refused
            ]
            if not found:
                continue
            best = max(found, key=lambda x: (chances.get(x.code, 0.0), storage.learned.count(x.code)[0], x.code))
            seen.add(best.code)
            reason = (
                Reason("fits_yours", n=day.month, text=item.title, text_en=item.title_in("en"))
                if day and said
                else Reason("fits", text=standard)
            )
            chance = max(chances.get(best.code, 0.0), FIT_CHANCE)
            beside = item.price if day else 0
            yield Candidate(OfferKind.ADDON, (best,), chance, reason, item.code, known=bool(day), beside=beside)


def habits(item_of: ItemOf, known: Known, chances: Mapping[str, float], *, said: bool) -> Iterable[Candidate]:
    """The usual (いつもの), and refills that are due."""
    for code, share in known.usual:
        if item := item_of(code):
            chance = max(share, chances.get(code, 0.0))
            yield Candidate(OfferKind.ADDON, (item,), chance, Reason("usual"), known=True)
    usual = {code for code, _ in known.usual}
    for code in known.due:
        item = item_of(code)
        if item and code not in usual:
            reason, chance = Reason("due" if said else "for_member"), max(DUE_CHANCE, chances.get(code, 0.0))
            yield Candidate(OfferKind.ADDON, (item,), chance, reason, known=True)
