"""From candidates to the panel: manners first, then exact prices, then worth, then a place that does not move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pos_assist.domain.items import Perk
from pos_assist.domain.offers import EMPTY_PANEL, UPGRADES, Moment, Offer, OfferKind, Panel, Threshold
from pos_assist.domain.orders import Order
from pos_assist.suggest.lines import spoken_line
from pos_assist.suggest.manners import Candidate, Manners, breach, is_too_dear

SHORTLIST = 24  # candidates that are priced; a price is the dear part
GOOD = 8  # a shown add-on stays while it is among so many best ones: it need not stay among the three best

PriceChanges = Callable[[Sequence[Candidate]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the panel is worked out from, besides the candidates. Money in minor units."""

    order: Order
    moment: Moment
    total: int  # of the order now
    manners: Manners
    language: str
    perks: tuple[Perk, ...] = ()
    rush: bool = False  # a queue: only the quickest single offer


def suggest(now: Situation, candidates: Sequence[Candidate], price_changes: PriceChanges, before: Panel) -> Panel:
    """The panel for this order at this moment. `price_changes` gives price(order with it) − price(order) for each
    candidate; `before` is the panel shown until now: a card that is still good keeps its place and its id."""
    if now.moment is Moment.PAID or not now.order.lines:
        return EMPTY_PANEL
    polite = [c for c in candidates if breach(c, now.order, now.manners) is None and _fits(c, now)]
    polite.sort(key=lambda c: (c.kind in UPGRADES, c.pinned, c.chance), reverse=True)
    shortlist = polite[:SHORTLIST]
    offers = [
        (worth(candidate, adds), candidate, _offer(now, candidate, adds))
        for candidate, adds in zip(shortlist, price_changes(shortlist), strict=True)
        if _sensible(candidate, adds, now)
    ]
    offers.sort(key=lambda x: (x[1].latest and x[1].kind in UPGRADES, x[1].pinned, x[0], x[2].id), reverse=True)
    upgrade = _upgrade([x[2] for x in offers if x[1].kind in UPGRADES], now)
    addons = _addons([(x[1], x[2]) for x in offers if x[1].kind not in UPGRADES], upgrade, now, before)
    return Panel(upgrade, addons, threshold(now.perks, now.order, now.total) if not now.order.no_more_offers else None)


def worth(candidate: Candidate, adds: int) -> float:
    """What it would bring on average: P(accept) × margin after the set price. Cost unknown: price."""
    cost = sum(item.cost or 0 for item in candidate.items)
    return candidate.chance * max(adds - cost, 0 if cost else adds)


def threshold(perks: Sequence[Perk], order: Order, total: int) -> Threshold | None:
    """The nearest perk not reached yet, once the order is more than half-way there; else the one just reached."""
    fitting = sorted((p for p in perks if p.mode in ("", order.mode)), key=lambda p: p.threshold)
    for perk in fitting:
        if total < perk.threshold:
            near = total * 2 >= perk.threshold
            return Threshold(perk.id, perk.name, perk.threshold - total, perk.threshold) if near else None
    return Threshold(fitting[-1].id, fitting[-1].name, 0, fitting[-1].threshold, True) if fitting and total else None


def _fits(candidate: Candidate, now: Situation) -> bool:
    """What belongs to which moment (MISSION M11): upgrades while choosing, add-ons once chosen, little before payment."""
    if now.rush and len(candidate.items) > 1:
        return False
    if now.moment is Moment.CHOOSING:
        return True
    return candidate.kind not in (OfferKind.SIZE, OfferKind.GRADE)


def _sensible(candidate: Candidate, adds: int, now: Situation) -> bool:
    """A set or «one more» is offered for what it saves; nothing is offered that is dear for this order."""
    if is_too_dear(adds, now.total, now.manners):
        return False
    if candidate.kind in (OfferKind.MAKE_SET, OfferKind.ONE_MORE):
        return adds < sum(item.price for item in candidate.items)
    return True


def _offer(now: Situation, candidate: Candidate, adds: int) -> Offer:
    replaced = now.order.line(candidate.replaces) if candidate.replaces is not None else None
    list_price = sum(item.price for item in candidate.items) - (replaced.item.price if replaced else 0)
    titles = tuple(item.title for item in candidate.items)
    return Offer(
        id=f"{now.order.key}:{candidate.refusal}",
        kind=candidate.kind,
        items=candidate.codes,
        title=candidate.deal_name
        if candidate.kind is OfferKind.MAKE_SET and candidate.deal_name
        else " + ".join(titles),
        list_price=list_price,
        adds=adds,
        line=spoken_line(
            candidate.kind,
            titles,
            language=now.language,
            own=candidate.words,
            deal=candidate.deal_name,
            turn=now.order.key,
        ),
        reason=candidate.reason,
        trigger=candidate.trigger,
        replaces=candidate.replaces,
        deal=candidate.deal,
        score=round(worth(candidate, adds), 3),
    )


def _upgrade(offers: Sequence[Offer], now: Situation) -> Offer | None:
    if now.moment is Moment.PAYING:
        return None
    return offers[0] if offers else None


def _addons(
    offers: Sequence[tuple[Candidate, Offer]], upgrade: Offer | None, now: Situation, before: Panel
) -> tuple[Offer | None, ...]:
    """At most one of a part, each in the place that it already had; the rest fill the gaps, best first."""
    room = 1 if now.rush or now.moment is Moment.PAYING else now.manners.addons
    if now.rush and upgrade:
        room = 0
    parts: set[str] = set()
    good: dict[str, tuple[Candidate, Offer]] = {}
    for candidate, offer in offers:
        if upgrade and upgrade.items == offer.items:
            continue  # the upgrade card says it already
        good[offer.id] = (candidate, offer)
        if len(good) == GOOD:
            break
    places: list[Offer | None] = [None] * room
    for place, shown in enumerate(before.addons[:room]):
        kept = good.get(shown.id) if shown else None
        if kept and not parts & {item.part for item in kept[0].items}:
            places[place] = kept[1]
            parts |= {item.part for item in kept[0].items}
    for candidate, offer in good.values():
        if None not in places:
            break
        mine = {item.part for item in candidate.items}
        if not parts & mine:
            places[places.index(None)] = offer
            parts |= mine
    return (*places, *[None] * (3 - room))
