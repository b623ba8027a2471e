"""Random orders through the panel, each panel checked against the manners as they are written down, not as they are coded.

    python tests/benchmarks/manners.py [N] [SEED]        # N defaults to 1,000,000: a few minutes

Shops, settings, orders, refusals, hours and candidates (most of them impolite) are random; the panel goes from order to order
as at a till, with what was shown before. The checker below shares no code with pos_assist.suggest.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Item, Perk
from pos_assist.domain.offers import EMPTY_PANEL, Moment, Offer, OfferKind, Panel, Reason
from pos_assist.domain.orders import Order
from pos_assist.suggest.manners import Candidate, Manners, Situation
from pos_assist.suggest.panel import suggest

BEGIN = datetime(2026, 1, 1)
ROLES = ("", "", "burger", "drink", "potato", "sauce")
LARGER = (OfferKind.SIZE, OfferKind.GRADE)


class Shop:
    """A random shop: its items, its manners, its perks."""

    def __init__(self, dice: Random) -> None:
        self.items = {
            f"i{i}": Item(
                f"i{i}",
                f"Item {i}",
                dice.choice((30, 120, 250, 480, 900, 4000, 30000)),
                department=f"d{i % 4}",
                role=dice.choice(ROLES),
                cost=dice.choice((None, 10, 60, 200)),
                sold_out=dice.random() < 0.1,
                age_restricted=dice.random() < 0.1,
                retired=dice.random() < 0.05,
                never_offer=dice.random() < 0.05,
                alcohol=i % 8 == 0,
                kids=i % 6 == 1,
                takes=("49 mm",) if i % 4 == 0 else (),
                fits=(("４９mm",), ("52 mm",))[i % 2] if i % 5 == 2 else (),
            )
            for i in range(25)
        }
        self.manners = Manners(
            offers=dice.random() < 0.95,
            upgrade=dice.random() < 0.9,
            addons=dice.choice((0, 1, 2, 3, 3, 3)),
            threshold=dice.random() < 0.9,
            floor=dice.choice((0, 2, 4, 10, 30)),
            one_of_a_kind=dice.random() < 0.8,
            same_role=dice.random() < 0.2,
            dearest_share=dice.choice((20, 50, 150, 400)),
            dearest_free=dice.choice((0, 100, 500)),
            age_restricted=dice.random() < 0.1,
            alcohol_hours=dice.choice(((), parse_hours("17:00-22:00"))),
            daily_cap=dice.choice((0, 0, 1, 5)),
            quiet_hours=parse_hours("12:00-13:00") if dice.random() < 0.2 else (),
            hours_of={"i3": parse_hours("7:00-10:00"), "d2": parse_hours("11:00-20:00")} if dice.random() < 0.5 else {},
        )
        self.perks = tuple(Perk(f"p{n}", f"Perk {n}", n, dice.choice(("", "", "eat_in"))) for n in (700, 1200, 5000))


def situations(shop: Shop, dice: Random, n: int) -> Iterator[tuple[Situation, list[Candidate]]]:
    """Orders and what could be said about each; every other one is the one before with an item more."""
    codes = list(shop.items)
    order, candidates = Order("", 0, BEGIN), list[Candidate]()
    for number in range(n):
        more = 1
        if number % 2 == 0:
            order, candidates, more = Order(f"{number}", number, BEGIN), [], dice.choice((0, 1, 1, 2, 3, 4))
        for code in dice.choices(codes, k=more):
            order = order.ring(shop.items[code], dice.choice((1, 1, 1, 2)))
        candidates += [candidate(shop, order, dice) for _ in range(dice.choice((2, 8, 14)))]
        keys = [c.refusal for c in candidates]
        order = replace(
            order,
            refused=frozenset(x for x in keys if dice.random() < 0.08),
            no_more_offers=dice.random() < 0.03,
        )
        now = Situation(
            order,
            dice.choice((Moment.CHOOSING, Moment.CHOOSING, Moment.CHOSEN, Moment.PAYING, Moment.PAID)),
            sum(line.item.price * line.qty for line in order.lines),
            shop.manners,
            BEGIN + timedelta(minutes=dice.randrange(1440)),
            guest_language="en",
            perks=shop.perks,
            rush=dice.random() < 0.15,
            cooled=frozenset(x for x in keys if dice.random() < 0.1),
            shown_today={x: dice.randrange(8) for x in keys if dice.random() < 0.5},
            hushed=frozenset(kind for kind in OfferKind if dice.random() < 0.05),
        )
        yield now, candidates


def candidate(shop: Shop, order: Order, dice: Random) -> Candidate:
    """Something that somebody could think of offering, politely or not."""
    kind = dice.choice(
        (*[OfferKind.ADDON] * 5, OfferKind.SIZE, OfferKind.GRADE, OfferKind.MAKE_SET, OfferKind.ONE_MORE)
    )
    lines = order.lines
    if not lines and kind is not OfferKind.ADDON:
        kind = OfferKind.ADDON
    line = dice.choice(lines) if lines else None
    code = line.item.code if line else ""
    items = tuple(shop.items[x] for x in dice.choices(list(shop.items), k=2 if kind is OfferKind.MAKE_SET else 1))
    if kind is OfferKind.ONE_MORE and line:
        items = (line.item,)
    deal = f"deal{dice.randrange(4)}" if kind in (OfferKind.MAKE_SET, OfferKind.ONE_MORE) else ""
    return Candidate(
        kind,
        items,
        dice.random() ** 3,
        Reason("popular"),
        code,
        line.id if line and kind in LARGER else None,
        deal,
        deal,
        pinned=kind is OfferKind.ADDON and dice.random() < 0.1,
        latest=bool(line and line is lines[-1]),
        follows=kind in LARGER and dice.random() < 0.1,
    )


def price_change(now: Situation, c: Candidate) -> int:
    """A price that depends on what it is for alone: list price, less something for a deal."""
    line = now.order.line(c.replaces) if c.replaces else None
    adds = sum(item.price for item in c.items) - (line.item.price if line else 0)
    return adds - (hash_of(c.refusal) % 120 if c.deal or c.kind is OfferKind.ADDON else 0)


def hash_of(text: str) -> int:
    """The same number for the same text in every run."""
    return sum(ord(x) * (i + 7) for i, x in enumerate(text))


def breaches(now: Situation, candidates: Sequence[Candidate], panel: Panel) -> Iterator[str]:  # noqa: C901, PLR0912 — a list of rules
    """What the panel does against the manners of issue and manager, each in its own words."""
    manners, order = now.manners, now.order
    cards = panel.offers()
    addons = [x for x in panel.addons if x]
    if len(addons) > min(3, manners.addons):
        yield "more add-ons than allowed"
    if panel.upgrade and not manners.upgrade:
        yield "an upgrade card where there should be none"
    if panel.upgrade and panel.upgrade.kind is OfferKind.ADDON:
        yield "an add-on in the upgrade's place"
    if any(x.kind is not OfferKind.ADDON for x in addons):
        yield "an upgrade in an add-on's place"
    if panel.threshold and not manners.threshold:
        yield "a threshold line where there should be none"
    if (
        panel.threshold
        and panel.threshold.missing + now.total != panel.threshold.threshold
        and not panel.threshold.reached
    ):
        yield "a threshold line that does not add up"
    if len({x.id for x in cards}) < len(cards):
        yield "the same card twice"
    minute = now.at.hour * 60 + now.at.minute
    quiet = any(x.start <= minute < x.end for x in manners.quiet_hours)
    if (cards or panel.threshold) and (order.no_more_offers or not manners.offers or quiet or not order.lines):
        yield "anything at all when nothing should be"
    if cards and now.moment is Moment.PAID:
        yield "an offer after payment"
    if now.moment is Moment.PAYING and (len(cards) > 1 or panel.upgrade):
        yield "more than one last offer before payment"
    if now.rush and (len(cards) > 1 or any(len(x.items) > 1 for x in cards)):
        yield "more than the quickest single offer in a rush"
    by_id = {f"{order.key}:{c.refusal}": c for c in candidates}
    kinds: list[str] = []
    for card in cards:
        mine = [c for c in candidates if f"{order.key}:{c.refusal}" == card.id and c.codes == card.items]
        if not mine:
            yield "a card that nobody proposed"
            continue
        yield from card_breaches(now, card, mine)
    for card in addons:
        kinds += {item.role or item.code for item in by_id[card.id].items}
    if manners.one_of_a_kind and len(set(kinds)) < len(kinds):
        yield "two of a kind"
    if panel.upgrade and any(x.items == panel.upgrade.items for x in addons):
        yield "the upgrade said twice"


def card_breaches(now: Situation, card: Offer, mine: Sequence[Candidate]) -> Iterator[str]:  # noqa: C901, PLR0912 — likewise
    """What is wrong with one card. `mine`: the candidates it may be; one that fits is enough."""
    manners, order, items = now.manners, now.order, mine[0].items
    refusal = card.id.split(":", 1)[1]
    if refusal in order.refused:
        yield "refused in this order"
    if card.kind in now.hushed:
        yield "a second push in the same breath"
    if refusal in now.cooled:
        yield "refused by this member lately"
    if any(item.sold_out for item in items):
        yield "sold out"
    if any(item.retired for item in items):
        yield "off the menu"
    if any(item.age_restricted for item in items) and not manners.age_restricted:
        yield "age-restricted"
    if any(item.never_offer for item in items):
        yield "what is never offered"
    takes = {text for line in order.lines for text in line.item.takes}
    if takes and any(item.fits == ("52 mm",) for item in items) and not any(c.pinned for c in mine):
        yield "made for another model"
    minute = now.at.hour * 60 + now.at.minute
    if any(item.alcohol for item in items):
        if any(line.item.kids for line in order.lines):
            yield "alcohol beside a child's item"
        if manners.alcohol_hours and not any(x.start <= minute < x.end for x in manners.alcohol_hours):
            yield "alcohol out of its hours"
    for item in items:
        for spans in (manners.hours_of.get(item.code, ()), manners.hours_of.get(item.department, ())):
            if spans and not any(x.start <= minute < x.end for x in spans):
                yield "out of its hours"
    roles = [line.item.role or line.item.code for line in order.lines]
    there = {line.item.code for line in order.lines}
    if card.kind is OfferKind.ADDON:
        if not manners.same_role and any((item.role or item.code) in roles for item in items):
            yield "already there in that role"
        if any(item.code in there for item in items):
            yield "already there"
    if all(c.chance < manners.floor / 100 and not c.pinned for c in mine):
        yield "below the relevance floor"
    if card.adds > max(manners.dearest_free, manners.dearest_share * now.total // 100):
        yield "too dear for this order"
    if manners.daily_cap and now.shown_today.get(refusal, 0) >= manners.daily_cap:
        yield "above the daily cap"
    if card.kind in LARGER and now.moment is not Moment.CHOOSING and not any(c.follows for c in mine):
        yield "larger or better when the customer has chosen"
    if card.kind in (OfferKind.MAKE_SET, OfferKind.ONE_MORE) and card.adds >= sum(item.price for item in items):
        yield "a set that saves nothing"
    if card.adds not in {price_change(now, c) for c in mine}:
        yield "a price that is not the order's"
    if any(word in card.line + card.guest_line for word in ("!", "!", "絶対", "must")):
        yield "wording that presses"


def main(n: int, seed: int) -> int:
    """Print how many panels were looked at and every breach by name; exit code 1 if there is any."""
    dice = Random(seed)
    found: Counter[str] = Counter()
    cards = done = empty = 0
    started = time.process_time()
    while done < n:
        shop, before = Shop(dice), EMPTY_PANEL
        for now, candidates in situations(shop, dice, min(500, n - done)):
            panel = suggest(now, candidates, lambda some, now=now: [price_change(now, c) for c in some], before)  # type: ignore[misc]
            found.update(breaches(now, candidates, panel))
            cards += len(panel.offers())
            empty += not panel.offers()
            before = panel
            done += 1
    seconds = time.process_time() - started
    print(f"{done:,} random orders, {cards:,} cards, {empty / done:.0%} empty panels, {seconds:.0f} s of CPU")
    print(f"breaches: {sum(found.values())}")
    for name, count in found.most_common():
        print(f"  {count:>8,}  {name}")
    return 1 if found else 0


if __name__ == "__main__":
    arguments = [int(x) for x in sys.argv[1:]]
    sys.exit(main(arguments[0] if arguments else 1_000_000, arguments[1] if len(arguments) > 1 else 1))
