"""The rules of politeness. Each rule is one small function with a name that a test and a manager can say.

A candidate that breaches a rule is not shown, whatever it would earn (MISSION M12: 強引な営業は避ける).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pos_assist.domain import settings
from pos_assist.domain.hours import Hours, within
from pos_assist.domain.items import Item, Perk, fitting
from pos_assist.domain.offers import UPGRADES, Moment, OfferKind, Reason, refusal_key
from pos_assist.domain.orders import Order
from pos_assist.domain.setting import SettingPlace


@dataclass(frozen=True, slots=True)
class Manners:
    """How quiet the panel is. Money in minor units, shares in percent. Each field is the setting `manners.FIELD` of
    `domain.settings`, where its default, its limits and what a manager reads about it stand."""

    offers: bool = settings.OFFERS.default
    upgrade: bool = settings.UPGRADE.default
    addons: int = settings.ADDONS.default
    threshold: bool = settings.THRESHOLD.default
    floor: float = settings.FLOOR.default
    one_of_a_kind: bool = settings.ONE_OF_A_KIND.default
    same_role: bool = settings.SAME_ROLE.default
    dearest_share: int = settings.DEAREST_SHARE.default
    dearest_free: int = settings.DEAREST_FREE.default
    age_restricted: bool = settings.AGE_RESTRICTED.default
    alcohol_hours: tuple[Hours, ...] = settings.ALCOHOL_HOURS.default
    member_cooldown: int = settings.MEMBER_COOLDOWN.default
    history_said: bool = settings.HISTORY_SAID.default
    daily_cap: int = settings.DAILY_CAP.default
    quiet_hours: tuple[Hours, ...] = settings.QUIET_HOURS.default
    rush_receipts: int = settings.RUSH_RECEIPTS.default
    hours_of: Mapping[str, tuple[Hours, ...]] = field(
        default_factory=dict
    )  # item or department code -> when it may be offered

    def __hash__(self) -> int:
        return id(self)


def manners_from(values: Mapping[str, str]) -> Manners:
    """The manners that a shop has set; a value that cannot be read counts as not set."""
    set_here = {x.name.removeprefix(settings.MANNERS): x.of(values) for x in settings.on_page(SettingPlace.MANNERS)}
    hours_of = {
        name.removeprefix(settings.OFFER_HOURS.name): hours
        for name in values
        if name.startswith(settings.OFFER_HOURS.name) and (hours := settings.declared(name).of(values))
    }
    return Manners(**set_here, hours_of=hours_of)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be offered."""

    kind: OfferKind
    items: tuple[Item, ...]  # what the order would gain
    chance: float  # the share of customers expected to take it, here and now
    reason: Reason
    trigger: str = ""  # code of the item that brings it up
    replaces: int | None = None  # order line of which one unit is exchanged
    deal: str = ""  # id of the deal it completes
    deal_name: str = ""
    deal_name_en: str = ""
    words: str = ""  # the manager's own lines to read aloud
    pinned: bool = False
    latest: bool = False  # about the item rung up last
    follows: bool = False  # about an item that another offer has just brought (M14)
    choices: tuple[tuple[str, ...], ...] = ()  # as Offer.choices
    relevance: float = 0.0  # the chance before this shop's answers
    beside: int = (
        0  # price of what was bought earlier that it is for, in minor units: what it may cost goes by that too
    )
    known: bool = False  # brought up by what this member bought earlier
    sampled: float = 0.0  # the chance it is ranked by; 0: `chance`
    shown: int = 0
    accepted: int = 0

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of what it would add."""
        return tuple(item.code for item in self.items)

    @property
    def refusal(self) -> str:
        """Return the key under which a «no» to it is remembered (see Offer.refusal)."""
        return refusal_key(self.kind, self.codes, self.deal)


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the panel is worked out from, besides the candidates. Money in minor units."""

    order: Order
    moment: Moment
    total: int  # of the order now, as the shop has its prices
    manners: Manners
    at: datetime
    language: str = "ja"
    guest_language: str = ""  # a second one for the customer; empty: none
    perks: tuple[Perk, ...] = ()
    rush: bool = False  # a queue: only the quickest single offer
    cooled: frozenset[str] = frozenset()  # what this member has refused lately
    shown_today: Mapping[str, int] = field(default_factory=dict)  # refusal key -> orders that it was offered to
    variant: str = ""  # the order's side of the manager's experiment
    rotate: bool = True  # False: the variant picks the wording
    wording: Mapping[str, str] = field(default_factory=dict)  # the shop's own lines by setting; see `lines`
    hushed: frozenset[OfferKind] = frozenset()  # a «no» to one of these has only just been said
    currency: str = "JPY"  # empty: no amount is to be said
    without_tax: bool = False  # the shop has its prices so, and `total` with them
    owned: tuple[Item, ...] = ()  # what this member bought earlier that takes accessories

    def __hash__(self) -> int:
        return id(self)


def is_silenced(_: Candidate, now: Situation) -> bool:
    """«No more offers» was pressed for this order, or offers are switched off."""
    return now.order.no_more_offers or not now.manners.offers


def is_quiet_hour(_: Candidate, now: Situation) -> bool:
    """The shop wants no offers at this hour."""
    return within(now.manners.quiet_hours, now.at)


def is_refused(candidate: Candidate, now: Situation) -> bool:
    """The customer said no to it in this order."""
    return candidate.refusal in now.order.refused


def is_pressing(candidate: Candidate, now: Situation) -> bool:
    """A «no» was said a breath ago: nothing of the kind takes the refused card's place until the order changes."""
    return candidate.kind in now.hushed


def is_cooling(candidate: Candidate, now: Situation) -> bool:
    """This member refused it not long ago."""
    return candidate.refusal in now.cooled


def is_unfit(candidate: Candidate, now: Situation) -> bool:
    """An accessory for another model: nothing that is bought now, or was earlier, takes it, though something takes others."""
    things = [item for item in (*(line.item for line in now.order.lines), *now.owned) if item.takes]
    made_for = [item for item in candidate.items if item.fits]
    return bool(things) and not candidate.pinned and any(not any(fitting(x, y) for y in things) for x in made_for)


def is_unavailable(candidate: Candidate, _: Situation) -> bool:
    """Sold out, off the menu, sold by weight, or what the shop never offers."""
    return not all(item.may_be_offered for item in candidate.items)


def is_age_restricted(candidate: Candidate, now: Situation) -> bool:
    """Alcohol and tobacco are sold when asked for, not offered."""
    return not now.manners.age_restricted and any(item.age_restricted for item in candidate.items)


def is_alcohol_out_of_place(candidate: Candidate, now: Situation) -> bool:
    """No alcohol beside a child's item, and none before its hours."""
    if not any(item.alcohol for item in candidate.items):
        return False
    children = any(line.item.kids for line in now.order.lines)
    hours = now.manners.alcohol_hours
    return children or bool(hours and not within(hours, now.at))


def is_out_of_hours(candidate: Candidate, now: Situation) -> bool:
    """An item, or its department, is offered only in its hours."""
    hours_of = now.manners.hours_of
    return bool(hours_of) and any(
        hours and not within(hours, now.at)
        for item in candidate.items
        for hours in (hours_of.get(item.code), hours_of.get(item.department))
    )


def is_already_there(candidate: Candidate, now: Situation) -> bool:
    """An add-on whose part (drink, side …) the order has already: nobody is offered a second drink with the first. A set
    may bring a second side only beside a second main."""
    if candidate.kind in (OfferKind.SIZE, OfferKind.GRADE, OfferKind.ONE_MORE):
        return False
    if candidate.kind is not OfferKind.MAKE_SET:
        if now.manners.same_role:
            return any(line.item.code in candidate.codes for line in now.order.lines)
        parts = {line.item.part for line in now.order.lines}
        return any(item.part in parts for item in candidate.items)
    units: dict[str, int] = {}
    main = 0
    for line in now.order.lines:
        units[line.item.part] = units.get(line.item.part, 0) + line.qty
        main += line.qty if line.item.code == candidate.trigger else 0
    return any(units.get(item.part, 0) >= max(main, 1) for item in candidate.items)


def is_irrelevant(candidate: Candidate, now: Situation) -> bool:
    """Below the relevance floor, unless the manager pinned it: an empty panel is a good panel."""
    return not candidate.pinned and candidate.chance * 100 < now.manners.floor


def is_shown_enough(candidate: Candidate, now: Situation) -> bool:
    """Offered to as many orders today as one offer may be."""
    cap = now.manners.daily_cap
    return bool(cap) and now.shown_today.get(candidate.refusal, 0) >= cap


def is_wrong_moment(candidate: Candidate, now: Situation) -> bool:
    """Larger and better while the customer chooses, or right after an add-on was taken; before payment only add-ons."""
    if now.moment is Moment.CHOOSING:
        return False
    if now.moment is Moment.CHOSEN:
        return candidate.kind in (OfferKind.SIZE, OfferKind.GRADE) and not candidate.follows
    return now.moment is Moment.PAID or candidate.kind in UPGRADES


def is_slow_in_a_rush(candidate: Candidate, now: Situation) -> bool:
    """In a queue only what one word can answer."""
    return now.rush and len(candidate.items) > 1


Rule = Callable[[Candidate, Situation], bool]
RULES: dict[str, Rule] = {
    "silenced": is_silenced,
    "quiet_hour": is_quiet_hour,
    "wrong_moment": is_wrong_moment,
    "slow_in_a_rush": is_slow_in_a_rush,
    "refused": is_refused,
    "pressing": is_pressing,
    "cooling": is_cooling,
    "unfit": is_unfit,
    "unavailable": is_unavailable,
    "age_restricted": is_age_restricted,
    "alcohol": is_alcohol_out_of_place,
    "out_of_hours": is_out_of_hours,
    "already_there": is_already_there,
    "irrelevant": is_irrelevant,
    "shown_enough": is_shown_enough,
}


def breach(candidate: Candidate, now: Situation) -> str | None:
    """The name of the first rule that forbids it, or None."""
    return next((name for name, rule in RULES.items() if rule(candidate, now)), None)


def is_too_dear(adds: int, now: Situation, beside: int = 0) -> bool:
    """Dearer than a share of the order and of what it is for: a tripod goes with a camera, not with a lens cloth."""
    return adds > max(now.manners.dearest_free, (now.total + beside) * now.manners.dearest_share // 100)


def is_free(candidate: Candidate, adds: int) -> bool:
    """What completes a deal and costs nothing more, as the third of «2 + 1 free»."""
    return bool(candidate.deal) and adds <= 0 and any(item.price for item in candidate.items)


def is_pointless(candidate: Candidate, adds: int) -> bool:
    """A set or «one more» that saves nothing."""
    if candidate.kind not in (OfferKind.MAKE_SET, OfferKind.ONE_MORE):
        return False
    return adds >= sum(item.usual_price for item in candidate.items)
