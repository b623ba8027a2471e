"""Shops and orders to measure pricing on: three trades with 5 to 500 deals, and four kinds of shop made to be hard. Seeded."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order, OrderLine, ServiceMode

AT = datetime(2026, 11, 22, 12, 30)
SIZES = (3, 8, 15, 30, 60, 100)

# Trade -> group of items: how many, the price range, how often one is bought.
TRADES: dict[str, dict[str, tuple[int, int, int, int]]] = {
    "bakery": {
        "sweet": (24, 130, 330, 8), "savoury": (16, 170, 420, 6), "loaf": (8, 320, 600, 2), "sandwich": (10, 280, 500, 4),
        "drink": (10, 160, 390, 5), "cake": (8, 320, 560, 2),
    },
    "burger": {
        "burger": (14, 200, 620, 8), "side": (9, 150, 380, 8), "drink": (18, 120, 360, 9), "kids": (5, 380, 560, 1),
        "dessert": (8, 150, 380, 3),
    },
    "conbini": {
        "rice": (40, 120, 260, 8), "bread": (35, 110, 260, 6), "noodle": (20, 180, 560, 4), "drink": (70, 95, 240, 9),
        "snack": (60, 100, 300, 5), "sweets": (30, 130, 420, 4), "daily": (25, 150, 900, 1),
    },
}  # fmt: skip


class Case(NamedTuple):
    """One order to price in one shop."""

    shop: str
    deals: Sequence[Deal]
    order: Order
    at: datetime
    candidates: Sequence[Item]
    expected: int | None = None
    marginals: dict[str, int] | None = None


def generated(seed: int, per_size: int) -> Iterator[Case]:
    """Every trade with 5, 20, 100 and 500 deals and every hard shop, in every size of order."""
    for trade in TRADES:
        for number in (5, 20, 100, 500):
            draw = random.Random(f"{seed} {trade} {number}")
            groups = _groups(draw, trade)
            deals = [_deal(draw, groups, n) for n in range(number)]
            weights = [TRADES[trade][group][3] for group, items in groups.items() for _ in items]
            items = [item for members in groups.values() for item in members]
            yield from _orders(draw, f"{trade}-{number}", deals, items, weights=weights, per_size=per_size)
    for name, hard in HARD.items():
        for number in range(4):
            draw = random.Random(f"{seed} {name} {number}")
            items, deals = hard(draw)
            yield from _orders(draw, name, deals, items, weights=[1] * len(items), per_size=max(1, per_size // 4))


def _orders(
    draw: random.Random,
    shop: str,
    deals: Sequence[Deal],
    items: Sequence[Item],
    *,
    weights: Sequence[int],
    per_size: int,
) -> Iterator[Case]:
    for size in SIZES:
        for _ in range(per_size if size <= 15 else max(1, per_size // 4)):
            counts: dict[str, int] = {}
            while sum(counts.values()) < size:
                code = draw.choices(items, weights)[0].code
                counts[code] = counts.get(code, 0) + 1
            by_code = {item.code: item for item in items}
            lines = tuple(OrderLine(i + 1, by_code[code], n) for i, (code, n) in enumerate(counts.items()))
            mode = draw.choice(list(ServiceMode))
            order = Order(f"{shop}-{size}", 1, AT, mode, draw.choice(["", "m"]), lines, len(lines) + 1)
            yield Case(shop, deals, order, AT, draw.sample(list(items), min(30, len(items))))


def _groups(draw: random.Random, trade: str) -> dict[str, list[Item]]:
    return {
        group: [Item(f"{group}{n:02}", group, draw.randint(low // 10, high // 10) * 10) for n in range(number)]
        for group, (number, low, high, _) in TRADES[trade].items()
    }


def _some(draw: random.Random, items: Sequence[Item]) -> list[Item]:
    return draw.sample(list(items), max(2, int(len(items) * draw.choice([0.2, 0.4, 0.7, 1.0]))))


def _codes(items: Sequence[Item]) -> frozenset[str]:
    return frozenset(item.code for item in items)


def _deal(draw: random.Random, groups: dict[str, list[Item]], number: int) -> Deal:  # noqa: PLR0911 — one way out per kind
    id_, priority = f"d{number:03}", draw.choice([0, 0, 0, 1, 2, 3])
    cap = draw.choice([None] * 7 + [1, 2, 3])
    when = draw.choice([When()] * 6 + [When(min_spend=draw.choice([500, 800, 1400])), When(member=True),
                                       When(mode=ServiceMode.EAT_IN), When(hours=parse_hours("10:30-14:00"))])  # fmt: skip
    kind = draw.choice(
        ["menu"] * 5 + ["n_for"] * 4 + ["pair"] * 4 + ["more"] * 2 + ["cheapest"] * 2 + ["amount"] * 3 + ["spend"]
    )
    members = draw.sample(list(groups), 3)
    if kind == "spend":
        net, stack = draw.random() < 0.3, draw.random() < 0.3
        return Spend(
            id=id_,
            priority=priority,
            when=when,
            min=draw.choice([1000, 1500, 2000]),
            amount=draw.choice([50, 100]),
            net=net,
            stack=stack,
        )
    if kind == "cheapest":
        n = draw.choice([2, 3, 4, 5])
        percent = 50 if n == 2 else 100
        return Cheapest(
            id=id_,
            priority=priority,
            max_uses=cap,
            when=when,
            n=n,
            free=1,
            percent=percent,
            items=_codes(_some(draw, groups[members[0]])),
        )
    if kind == "more":
        slot = Slot(
            draw.choice([2, 3, 5]),
            _codes(_some(draw, groups[members[0]])),
            percent=draw.choice([5, 10, 15]),
            n_max=None,
        )
        return SetPercent(id=id_, priority=priority, max_uses=cap, when=when, slots=(slot,))
    if kind == "n_for":
        items, n = _some(draw, groups[members[0]]), draw.choice([2, 2, 3, 3, 4])
        typical = n * sum(item.price for item in items) // len(items)
        return SetPrice(
            id=id_,
            priority=priority,
            max_uses=cap,
            when=when,
            price=typical * draw.choice([85, 90, 95]) // 1000 * 10,
            slots=(Slot(n, _codes(items)),),
        )
    chosen = [_some(draw, groups[group]) for group in members[: 3 if kind == "menu" and draw.random() < 0.7 else 2]]
    if kind == "menu":
        means = [sum(item.price for item in items) // len(items) for items in chosen]
        extras = [
            {i.code: (i.price - t) // 20 * 10 for i in items if i.price > t * 1.2}
            for items, t in zip(chosen, means, strict=True)
        ]
        slots = tuple(Slot(1, _codes(items), extra) for items, extra in zip(chosen, extras, strict=True))
        return SetPrice(
            id=id_,
            priority=priority,
            max_uses=cap,
            when=when,
            price=sum(means) * draw.choice([80, 85, 90]) // 1000 * 10,
            slots=slots,
        )
    slots = tuple(Slot(1, _codes(items), {}, draw.choice([5, 10, 15]) if kind == "pair" else 0, 1) for items in chosen)
    if kind == "pair":
        return SetPercent(id=id_, priority=priority, max_uses=cap, when=when, slots=slots)
    return SetAmount(
        id=id_, priority=priority, max_uses=cap, when=when, amount=draw.choice([30, 50, 80, 100]), slots=slots
    )


Hard = tuple[list[Item], list[Deal]]


def _priced(draw: random.Random, number: int, low: int, high: int) -> list[Item]:
    return [Item(f"i{n:03}", f"I{n}", draw.randint(low, high)) for n in range(number)]


def _ties(draw: random.Random) -> Hard:
    """Everything costs the same and every deal saves the same."""
    items = _priced(draw, 12, 200, 200)
    deals: list[Deal] = [
        SetPrice(id=f"d{n}", price=500, priority=n % 4, slots=(Slot(3, _codes(draw.sample(items, 6))),))
        for n in range(8)
    ]
    for n in range(6):
        slots = tuple(Slot(1, _codes(draw.sample(items, 5)), percent=15, n_max=1) for _ in range(2))
        deals.append(SetPercent(id=f"e{n}", slots=slots))
    return items, deals


def _wide(draw: random.Random) -> Hard:
    """N for a price with wide choice and many sizes."""
    items = _priced(draw, 40, 150, 390)
    deals: list[Deal] = [
        SetPrice(id=f"d{n}", price=n * 240 - 40, slots=(Slot(n, _codes(draw.sample(items, 24))),))
        for n in (2, 3, 4, 5, 7)
    ]
    deals.append(SetPercent(id="p", slots=(Slot(4, _codes(draw.sample(items, 20)), percent=15, n_max=None),)))
    return items, deals


def _capped(draw: random.Random) -> Hard:
    """Deals that may be formed once or twice, over shared items."""
    items = _priced(draw, 10, 150, 380)
    deals: list[Deal] = []
    for n in range(9):
        slots = tuple(Slot(draw.choice([1, 2]), _codes(draw.sample(items, 4))) for _ in range(draw.choice([1, 2, 3])))
        deals.append(
            SetPrice(
                id=f"d{n}",
                price=sum(s.n for s in slots) * 205,
                slots=slots,
                max_uses=draw.choice([1, 2]),
                priority=n % 4,
            )
        )
    return items, deals


def _thresholds(draw: random.Random) -> Hard:
    """Sets worth giving up to stay above a threshold on what is left to pay."""
    items = _priced(draw, 14, 180, 450)
    deals: list[Deal] = []
    for n in range(7):
        slots = tuple(Slot(1, _codes(draw.sample(items, 4))) for _ in range(2))
        deals.append(SetAmount(id=f"d{n}", amount=draw.randint(20, 90), slots=slots))
    for n, least in enumerate((800, 2400, 2550, 4600)):
        deals.append(Spend(id=f"t{n}", min=least, amount=90 + 30 * n, net=True, stack=n % 2 == 1))
    return items, deals


HARD: dict[str, Callable[[random.Random], Hard]] = {
    "hard-ties": _ties, "hard-wide": _wide, "hard-capped": _capped, "hard-thresholds": _thresholds,
}  # fmt: skip
