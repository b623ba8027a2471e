"""Prices by hand, options and eat-in prices beside the sets: laws that hold for any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.deals import Cheapest, Deal, SetPrice, Slot, Spend
from pos_assist.domain.discounts import HAND, By, Discount
from pos_assist.domain.items import Item, Rounding
from pos_assist.domain.options import Chosen, parse_groups
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.domain.receipts import Refunded, Tender, TenderKind
from pos_assist.pricing import Pricer
from pos_assist.pricing.refund import refunded
from pos_assist.services.till.close_sale import close_sale, opened_again
from pos_assist.services.till.order_pricing import order_discount

AT = datetime(2026, 11, 25, 12)
LATTE = Item("latte", "ラテ", 400, options=parse_groups("ミルク[1]: 牛乳 | 豆乳 +50; 追加[0-2]: ショット +80 | 氷なし"))
BUN = Item("bun", "パン", 300, eat_in_price=330)
SET = SetPrice(id="set", name="朝セット", price=600, slots=(Slot(1, frozenset({"latte"})), Slot(1, frozenset({"bun"}))))
SOY = (Chosen("ミルク", "豆乳", 50),)

discounts = st.one_of(
    st.builds(Discount, st.just(By.AMOUNT), st.integers(1, 400), in_sets=st.booleans()),
    st.builds(Discount, st.just(By.PERCENT), st.integers(1, 100), in_sets=st.booleans()),
    st.builds(Discount, st.just(By.PRICE), st.integers(0, 900), in_sets=st.booleans()),
)
whole = st.one_of(
    st.none(),
    st.builds(Discount, st.just(By.AMOUNT), st.integers(1, 3_000)),
    st.builds(Discount, st.just(By.PERCENT), st.integers(1, 100)),
)


def priced_by(order: Order, *deals: Deal) -> Pricer:
    return Pricer([*deals, *([order_discount(order.discount)] if order.discount else [])], rounding=Rounding.FLOOR)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Any order of the three, with options, prices by hand and either way of serving."""
    order = Order("o", 1, AT, draw(st.sampled_from(ServiceMode)))
    for item in draw(st.lists(st.sampled_from((LATTE, BUN, Item("tea", "茶", 108))), min_size=1, max_size=5)):
        order = order.ring(item, draw(st.integers(1, 3)))
        line = order.lines[-1].id
        if item is LATTE and draw(st.booleans()):
            order = order.change(line, options=SOY)
        if draw(st.integers(0, 3)) == 0:
            order = order.change(line, hand=draw(discounts))
        if draw(st.integers(0, 3)) == 0:
            order = order.set_line_mode(line, draw(st.sampled_from(ServiceMode)))
    return replace(order, discount=draw(whole))


SPEND = Spend(id="spend", min=800, percent=5)


@given(orders())
def test_the_lines_shares_and_the_rates_add_up_to_the_total_and_no_line_is_below_nothing(order: Order) -> None:
    priced = priced_by(order, SET, SPEND).price(order, AT)
    assert sum(x.net for x in priced.lines) == priced.total == sum(x.gross for x in priced.taxes)
    assert all(x.net >= 0 for x in priced.lines)
    assert priced.list_total == sum(x.price * x.qty for x in order.lines)
    assert priced.total == priced.list_total - sum(x.saving for x in (*priced.uses, *priced.spends))


@given(orders())
def test_a_unit_by_hand_goes_into_no_set_unless_the_shop_says_so(order: Order) -> None:
    priced = priced_by(order, SET, SPEND).price(order, AT)
    by_hand = {x.id for x in order.lines if x.hand and not x.hand.in_sets}
    assert not by_hand & {line for use in priced.uses for line, _ in use.units}


@given(orders())
def test_options_are_paid_on_top_of_whatever_sets_are_formed(order: Order) -> None:
    plain = replace(order, discount=None, lines=tuple(replace(x, hand=None) for x in order.lines))
    bare = replace(plain, lines=tuple(replace(x, options=()) for x in plain.lines))
    extra = sum(c.price * x.qty for x in plain.lines for c in x.options)
    assert priced_by(plain, SET).price(plain, AT).total == priced_by(bare, SET).price(bare, AT).total + extra


@given(orders(), st.data())
def test_refunds_in_any_steps_give_back_exactly_what_was_paid(order: Order, data: st.DataObject) -> None:
    priced = priced_by(order, SET, SPEND).price(order, AT)
    sale = close_sale(order, priced, (Tender(TenderKind.CASH, priced.total),), AT, "1")
    left = {x.line: x.qty for x in sale.lines}
    past: list[Refunded] = []
    while any(left.values()):
        line = data.draw(st.sampled_from([x for x, n in left.items() if n]))
        n = data.draw(st.integers(1, left[line]))
        back = refunded(sale, {line: n}, Rounding.FLOOR, past)
        past.append(Refunded(AT, "", ((line, n),), back.amount, tenders=back.tenders))
        left[line] -= n
    assert sum(x.amount for x in past) == sale.total


@given(orders())
def test_a_receipt_that_is_rung_up_again_costs_what_it_cost(order: Order) -> None:
    pricer = priced_by(order, SET, SPEND)
    priced = pricer.price(order, AT)
    sale = close_sale(order, priced, (Tender(TenderKind.CASH, priced.total),), AT, "1")
    again = opened_again(sale, Order("p", 2, AT))
    found = priced_by(again, SET, SPEND).price(again, AT)
    assert found.total == priced.total
    assert [(x.price, x.options, x.hand) for x in again.lines] == [(x.price, x.options, x.hand) for x in order.lines]


@given(orders(), st.sampled_from((LATTE, BUN)))
def test_a_card_names_what_the_item_adds_with_its_options_and_as_it_is_served(order: Order, item: Item) -> None:
    pricer = priced_by(order, SET, SPEND)
    served = replace(item, price=item.eat_in_price or item.price) if order.mode is ServiceMode.EAT_IN else item
    [marginal] = pricer.marginals(order, [[served]], AT)
    if marginal.exact:
        after = pricer.price(order.ring(item), AT).total
        assert marginal.adds == after - pricer.price(order, AT).total


def test_a_set_costs_its_price_and_soy_milk_its_fifty_yen() -> None:
    order = Order("o", 1, AT).ring(LATTE).ring(BUN)
    order = order.change(1, options=SOY)
    priced = priced_by(order, SET).price(order, AT)
    assert (priced.list_total, priced.total) == (750, 650)


def test_eaten_in_the_bun_costs_its_other_price_and_its_other_tax() -> None:
    order = Order("o", 1, AT).ring(BUN, 2)
    assert priced_by(order).price(order, AT).total == 600
    eaten = order.set_mode(ServiceMode.EAT_IN)
    priced = priced_by(eaten).price(eaten, AT)
    assert (priced.total, [x.rate for x in priced.taxes]) == (660, [10])
    one = eaten.part(1, 1).set_line_mode(1, ServiceMode.TAKEOUT)
    assert priced_by(one).price(one, AT).total == 630


def test_a_percentage_is_rounded_down_per_unit_in_the_customers_disfavour_of_no_more_than_a_yen() -> None:
    assert Discount(By.PERCENT, 10).price(108) == 98  # 10 % of ¥108 is ¥10
    assert HAND.startswith("@")  # no deal of a shop may be called so


def test_an_order_at_nothing_by_hand_is_not_settled_before_its_sets_are() -> None:
    """¥0 can be no lower, whatever sets were chosen; but which sets the receipt names is worked out all the same."""
    deals = [
        SetPrice(id="a", price=500, slots=(Slot(1, frozenset({"x"})), Slot(1, frozenset({"y"})))),
        SetPrice(id="b", price=500, slots=(Slot(1, frozenset({"y"})), Slot(1, frozenset({"z"})))),
        Cheapest(id="c", n=3, free=1, percent=100, items=frozenset("xyz")),
    ]
    order = Order("o", 1, AT, discount=Discount(By.AMOUNT, 99_999))
    for code, price in (("x", 300), ("y", 310), ("z", 320)):
        order = order.ring(Item(code, code, price), 20)
    pricer = priced_by(order, *deals)
    pricer._steps = -1  # a ring-up that has no time for any proof
    first = pricer.price(order, AT)
    assert (first.total, first.lowest, first.proven) == (0, True, False)
    more = pricer.marginals(order, [(Item("x", "x", 300),)], AT)
    assert not more[0].exact or more[0].adds == 0
    proved = pricer.prove(order, AT)
    assert proved.proven
    assert pricer.price(order, AT) == proved
    assert proved.uses == priced_by(order, *deals).prove(order, AT).uses
