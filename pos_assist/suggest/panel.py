"""From candidates to the panel: manners first, then exact prices, then worth, then a place that does not move.

What a cashier can say of each moment: while the customer is choosing, the upgrade about the item just rung up leads;
once he or she has chosen, add-ons lead and the size is left alone, but for the size of an add-on that was just taken;
before payment there is one last offer, which fills the gap to a perk if one does; after payment there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b

from pos_assist.domain.hours import within
from pos_assist.domain.items import Perk
from pos_assist.domain.offers import EMPTY_PANEL, UPGRADES, Moment, Offer, OfferKind, Panel, Threshold, Why
from pos_assist.domain.options import carried
from pos_assist.domain.orders import Order, OrderLine
from pos_assist.domain.texts import in_language
from pos_assist.pricing.priced import Marginal
from pos_assist.suggest.lines import history_line, spoken_line, spoken_price
from pos_assist.suggest.manners import Candidate, Situation, breach, is_free, is_pointless, is_too_dear

SHORTLIST = 12  # upgrades, and as many add-ons, that are priced; a price is the dear part
GOOD = 8  # a shown add-on stays while it is among so many best ones: it need not stay among the three best
OVERSHOOT = 0.5  # an item fills the gap to a perk if it goes at most this share of the gap beyond it …
OVERSHOOT_FREE = 100  # … or this many minor units

PriceChanges = Callable[[Sequence[Candidate]], Sequence[int | None]]
ToPay = Callable[[Sequence[Candidate]], Sequence[Marginal | None] | None]
_Priced = tuple[float, Candidate, Offer]


def suggest(
    now: Situation,
    candidates: Sequence[Candidate],
    price_changes: PriceChanges,
    before: Panel,
    to_pay: ToPay = lambda _: None,
) -> Panel:
    """The panel for this order at this moment. `price_changes` gives price(order with it) − price(order) for each
    candidate, None for one that cannot be told exactly in time; `before` is the panel shown until now: a card that is still good keeps its place and its id.

    `to_pay`: the same with tax, where it is added to the prices. Only the cards shown are asked for it, since it has to be worked
    out on the whole order; a card of which it cannot be told in time is not shown."""
    silent = now.order.no_more_offers or not now.manners.offers or within(now.manners.quiet_hours, now.at)
    if now.moment is Moment.PAID or not (now.order.lines or now.order.member) or silent:
        return EMPTY_PANEL
    polite = [c for c in candidates if breach(c, now) is None]
    polite.sort(key=lambda c: (c.latest, c.pinned, c.known, sampled(c) * c.items[0].price), reverse=True)
    upgrades = [c for c in polite if c.kind in UPGRADES][:SHORTLIST]
    shortlist = upgrades + [c for c in polite if c.kind not in UPGRADES][:SHORTLIST]
    offers = [
        (gain, candidate, _offer(now, candidate, adds))
        for candidate, adds in zip(shortlist, price_changes(shortlist), strict=True)
        if adds is not None and not is_too_dear(adds, now, candidate.beside) and not is_pointless(candidate, adds)
        if (gain := worth(now, candidate, adds)) > 0 or candidate.pinned or is_free(candidate, adds)
    ]
    offers.sort(key=lambda x: (_rank(x, now), x[2].id), reverse=True)
    upgrade = next((x for x in offers if x[1].kind in UPGRADES), None) if now.manners.upgrade else None
    perk = threshold(now.perks, now.order, now.total) if now.manners.threshold else None
    addons = _addons([x for x in offers if x[1].kind not in UPGRADES], upgrade, perk, now, before)
    panel = _promised(Panel(upgrade[2] if upgrade else None, addons, perk), offers, now, to_pay)
    return replace(panel, threshold=replace(_filled(perk, panel), without_tax=now.without_tax)) if perk else panel


def _promised(
    panel: Panel,
    offers: Sequence[_Priced],
    now: Situation,
    to_pay: ToPay,
) -> Panel:
    """The panel with what each of its cards changes of the amount to pay, and lines that say that amount."""
    shown = {offer.id for offer in panel.offers()}
    cards = [(candidate, offer) for _, candidate, offer in offers if offer.id in shown]
    amounts = to_pay([candidate for candidate, _ in cards]) if cards else None
    if amounts is None:
        return panel
    known = {
        offer.id: _offer(now, candidate, offer.adds, amount)
        for (candidate, offer), amount in zip(cards, amounts, strict=True)
        if amount is not None
    }
    upgrade = known.get(panel.upgrade.id) if panel.upgrade else None
    return replace(panel, upgrade=upgrade, addons=tuple(known.get(x.id) if x else None for x in panel.addons))


def worth(now: Situation, candidate: Candidate, adds: int) -> float:
    """Return the expected gain of an offer: P(accept) × margin after the set price, in minor units."""
    return sampled(candidate) * margin(now, candidate, adds)


def margin(now: Situation, candidate: Candidate, adds: int) -> int:
    """Return the added price less the items' costs in minor units, or the added price where a cost is unknown. In a shop whose
    prices are not known (receipts without any) every offer is worth the same."""
    if not any(item.price for item in candidate.items):
        return 1
    given = [item.cost for item in candidate.items]
    spared = [line.item.cost] if (line := _replaced(now.order, candidate)) else []
    costs = [cost for cost in (*given, *spared) if cost is not None]
    if len(costs) < len(given) + len(spared):
        return adds
    return adds - sum(costs[: len(given)]) + sum(costs[len(given) :])


def sampled(candidate: Candidate) -> float:
    """The chance that a candidate is ranked by."""
    return candidate.sampled or candidate.chance


def luck(key: str) -> float:
    """A standard normal number that belongs to the key: the same for the same key, for ever. The sum of twelve uniform
    numbers (Irwin–Hall), here the bytes of a hash."""
    return sum(blake2b(key.encode(), digest_size=12).digest()) / 255 - 6.0


def threshold(perks: Sequence[Perk], order: Order, total: int) -> Threshold | None:
    """The nearest perk not reached yet, once the order is more than half-way there; else the one just reached."""
    fitting = sorted((p for p in perks if p.mode in ("", order.mode)), key=lambda p: p.threshold)
    for perk in fitting:
        if total < perk.threshold:
            near = total * 2 >= perk.threshold
            return (
                Threshold(perk.id, perk.name, perk.threshold - total, perk.threshold, title_en=perk.title_en)
                if near
                else None
            )
    last = fitting[-1] if fitting and total else None
    return Threshold(last.id, last.name, 0, last.threshold, reached=True, title_en=last.title_en) if last else None


def fills(perk: Threshold | None, offer: Offer) -> bool:
    """Whether the offer reaches the perk without going far beyond it."""
    if perk is None or perk.reached or offer.adds < perk.missing:
        return False
    return offer.adds - perk.missing <= max(perk.missing * OVERSHOOT, OVERSHOOT_FREE)


def _rank(x: _Priced, now: Situation) -> tuple[bool, bool, bool, bool, bool, float]:
    """What comes first: what a deal gives for nothing, which the customer is entitled to hear; the size of an add-on just
    taken (M14), the item just rung up, the manager's pick, what fits this member, worth. In a rush the likeliest yes is the quickest."""
    gain, candidate, offer = x
    latest = candidate.latest and candidate.kind in UPGRADES
    return (
        is_free(candidate, offer.adds),
        candidate.follows,
        latest,
        candidate.pinned,
        candidate.known,
        candidate.chance if now.rush else gain,
    )


def _offer(now: Situation, candidate: Candidate, adds: int, changes: Marginal | None = None) -> Offer:
    replaced = _replaced(now.order, candidate)
    named = candidate.kind is OfferKind.MAKE_SET and candidate.deal_name
    variant = "" if now.rotate else now.variant
    goes_with = (line.item for line in now.order.lines if line.item.code == candidate.trigger)
    trigger = replaced.item if replaced else next(goes_with, None)

    def titles(language: str) -> tuple[str, ...]:
        return tuple(item.title_in(language) for item in candidate.items)

    size = candidate.items[0].size if candidate.kind is OfferKind.SIZE else ""
    to_pay = adds if changes is None else changes.adds
    free = to_pay == 0 and bool(now.currency) and any(item.price for item in candidate.items)

    def spoken(language: str) -> tuple[str, ...]:
        return tuple(item.spoken_in(language) for item in candidate.items)

    def line(language: str, own: str) -> str:
        if now.manners.history_said and (known := history_line(candidate.reason, spoken(language)[0], language)):
            return known
        return spoken_line(
            candidate.kind,
            spoken(language),
            language=language,
            own=own,
            wording=now.wording,
            deal=in_language(language, candidate.deal_name, candidate.deal_name_en),
            trigger=trigger.spoken_in(language) if trigger else "",
            size=size,
            price=spoken_price(to_pay, language, now.currency),
            free=free and (candidate.kind in UPGRADES or bool(candidate.deal)),
            turn=now.order.key,
            variant=variant,
        )

    english = " + ".join(titles("en")) if any(item.title_en for item in candidate.items) else ""
    if named:
        english = candidate.deal_name_en or english
    return Offer(
        id=f"{now.order.key}:{candidate.refusal}",
        kind=candidate.kind,
        items=candidate.codes,
        title=candidate.deal_name if named else " + ".join(titles("")),
        names=tuple(filter(None, (*spoken(now.language), candidate.deal_name))),
        with_tax=None if changes is None else changes.adds,
        saving_with_tax=None if changes is None else changes.saves,
        title_en=english,
        list_price=_list_price(candidate, replaced),
        adds=adds,
        line=line(now.language, candidate.words),
        reason=candidate.reason,
        trigger=candidate.trigger,
        replaces=candidate.replaces,
        deal=candidate.deal,
        score=round(worth(now, candidate, adds), 3),
        guest_line=line(now.guest_language, "") if now.guest_language else "",
        choices=candidate.choices,
        variant=now.variant,
        why=Why(
            round(candidate.relevance, 4),
            candidate.shown,
            candidate.accepted,
            round(candidate.chance, 4),
            margin(now, candidate, adds),
            all(item.cost is not None for item in candidate.items),
            round(sampled(candidate), 4),
        ),
    )


def _addons(
    offers: Sequence[_Priced], upgrade: _Priced | None, perk: Threshold | None, now: Situation, before: Panel
) -> tuple[Offer | None, ...]:
    """At most one of a part, each in the place that it already had; the rest fill the gaps, best first."""
    last = now.moment is Moment.PAYING
    space = min(now.manners.addons, 1) if now.rush or last else now.manners.addons
    if now.rush and upgrade:
        space = 0
    good: dict[str, tuple[Candidate, Offer]] = {}
    if last:  # what fills the gap is the sensible last offer
        offers = sorted(offers, key=lambda x: not fills(perk, x[2]))
    for _, candidate, offer in offers:
        if upgrade and _says_already(upgrade[1], candidate, now):
            continue
        good[offer.id] = (candidate, offer)
        if len(good) == GOOD:
            break
    taken: set[str] = set()
    places: list[Offer | None] = [None] * space

    def fits(candidate: Candidate) -> bool:
        return not now.manners.one_of_a_kind or not taken & {item.part for item in candidate.items}

    for place, shown in enumerate(() if last else before.addons[:space]):
        kept = good.get(shown.id) if shown else None
        if kept and fits(kept[0]):
            places[place] = kept[1]
            taken |= {item.part for item in kept[0].items}
    for candidate, offer in good.values():
        if None not in places:
            break
        if offer not in places and fits(candidate):
            places[places.index(None)] = offer
            taken |= {item.part for item in candidate.items}
    return (*places, *[None] * (3 - space))


def _says_already(upgrade: Candidate, addon: Candidate, now: Situation) -> bool:
    """Whether the upgrade card is about the same kind of thing: the same item, or with one item the same part."""
    if upgrade.codes == addon.codes:
        return True
    same_part = len(upgrade.items) == 1 and upgrade.items[0].part == addon.items[0].part
    return now.manners.one_of_a_kind and same_part


def _filled(perk: Threshold, panel: Panel) -> Threshold:
    """The perk with the card that fills its gap with the least beyond it."""
    filling = [offer for offer in panel.offers() if fills(perk, offer)]
    best = min(filling, key=lambda offer: (offer.adds, offer.id), default=None)
    return replace(perk, filled_by=best.id) if best else perk


def _list_price(candidate: Candidate, replaced: OrderLine | None) -> int:
    """What it costs before any deal, in minor units, as it is rung up: with the options it comes with; less what it replaces, whose
    options it keeps."""
    if replaced is None:
        return sum(item.usual_price for item in candidate.items)
    (item,) = candidate.items
    return item.price + sum(x.price for x in carried(item.options, replaced.options)) - replaced.price


def _replaced(order: Order, candidate: Candidate) -> OrderLine | None:
    return order.line(candidate.replaces) if candidate.replaces is not None else None
