"""Small shops and orders for the properties, drawn by Hypothesis."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st

from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.orders import Order, OrderLine, ServiceMode

AT = datetime(2026, 11, 22, 12, 0)
CODES = "abcdef"

prices = st.sampled_from([7, 90, 100, 120, 150, 200, 250, 333])
some_items = st.sets(st.sampled_from(CODES), min_size=1, max_size=4).map(frozenset)
caps = st.sampled_from([None, None, 1, 2])
whens = st.sampled_from(
    [
        When(),
        When(),
        When(),
        When(min_spend=400),
        When(member=True),
        When(mode=ServiceMode.EAT_IN),
        When(days=frozenset({"mon"})),
    ]
)


@st.composite
def items(draw: st.DrawFn) -> dict[str, Item]:
    return {
        code: Item(code, code, draw(prices), tax=draw(st.sampled_from([TaxClass.REDUCED, TaxClass.STANDARD])))
        for code in CODES
    }


@st.composite
def set_deals(draw: st.DrawFn, number: int, shop: dict[str, Item]) -> Deal:
    priority, cap, when = draw(st.integers(0, 3)), draw(caps), draw(whens)
    kind = draw(st.sampled_from(["price", "percent", "amount", "cheapest", "more"]))
    id_ = f"d{number}"
    if kind == "cheapest":
        n = draw(st.integers(1, 3))
        return Cheapest(
            id=id_, priority=priority, max_uses=cap, when=when, n=n, free=draw(st.integers(1, n)),
            percent=draw(st.sampled_from([50, 100])), items=draw(some_items),
        )  # fmt: skip
    if kind == "more":
        most = draw(st.sampled_from([None, 3]))
        slot = Slot(draw(st.integers(1, 3)), draw(some_items), percent=draw(st.sampled_from([5, 15])), n_max=most)
        return SetPercent(id=id_, priority=priority, max_uses=cap, when=when, slots=(slot,))
    slots = []
    for _ in range(draw(st.integers(1, 3))):
        n, codes = draw(st.sampled_from([1, 1, 2])), draw(some_items)
        extra = {
            c: draw(st.sampled_from([20, 60]))
            for c in sorted(codes)
            if kind == "price" and draw(st.integers(0, 4)) == 0
        }
        percent = draw(st.sampled_from([0, 5, 20])) if kind == "percent" else 0
        slots.append(Slot(n, codes, extra, percent, n))
    if kind == "percent":
        return SetPercent(id=id_, priority=priority, max_uses=cap, when=when, slots=tuple(slots))
    least = sum(slot.n * min(shop[c].price for c in slot.items) for slot in slots)
    if kind == "amount":
        return SetAmount(
            id=id_,
            priority=priority,
            max_uses=cap,
            when=when,
            amount=draw(st.integers(1, min(60, least))),
            slots=tuple(slots),
        )
    typical = sum(slot.n * sorted(shop[c].price for c in slot.items)[-1] for slot in slots)
    price = typical * draw(st.sampled_from([60, 80, 95])) // 100
    return SetPrice(id=id_, priority=priority, max_uses=cap, when=when, price=price, slots=tuple(slots))


@st.composite
def spend_deals(draw: st.DrawFn, number: int) -> Deal:
    amount = draw(st.sampled_from([0, 0, 40, 100]))
    return Spend(
        id=f"s{number}", priority=draw(st.integers(0, 3)), when=draw(whens), min=draw(st.sampled_from([300, 400, 500, 700])),
        amount=amount, percent=0 if amount else draw(st.sampled_from([5, 10])), net=draw(st.booleans()), stack=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def cases(draw: st.DrawFn, most_units: int = 6, most_deals: int = 5) -> tuple[dict[str, Item], list[Deal], Order]:
    shop = draw(items())
    deals = [draw(set_deals(i, shop)) for i in range(draw(st.integers(1, most_deals)))]
    deals += [draw(spend_deals(i)) for i in range(draw(st.integers(0, 2)))]
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=most_units))
    return (
        shop,
        deals,
        order_of([shop[code] for code in codes], draw(st.sampled_from(list(ServiceMode))), draw(st.booleans())),
    )


def order_of(units: list[Item], mode: ServiceMode = ServiceMode.TAKEOUT, member: bool = False) -> Order:
    """Units rung up one by one, in that order, each on its own line."""
    lines = tuple(OrderLine(i + 1, item) for i, item in enumerate(units))
    return Order("o", 1, AT, mode, "m" if member else "", lines, len(lines) + 1)
