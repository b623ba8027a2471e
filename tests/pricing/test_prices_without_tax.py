"""Prices without tax (税抜・外税): everything inside is net, the tax of each rate is added once to the sum."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item, Rounding, TaxClass
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.domain.receipts import Receipt, Refunded, TaxPart
from pos_assist.domain.tax import Prices, Taxing, tax_on
from pos_assist.pricing import Pricer
from pos_assist.pricing.allocation import _least_tax, paid_by_line, tax_in
from pos_assist.pricing.refund import left_of, refunded, void
from pos_assist.services.till.close_sale import close_sale
from tests.pricing.shops import AT, cases
from tests.profiles import examples

Case = tuple[dict[str, Item], list[Deal], Order]
ONIGIRI = Item("o", "おにぎり", 99, tax=TaxClass.REDUCED)
BAG = Item("b", "袋", 5, tax=TaxClass.STANDARD)
some = examples(40)
roundings = st.sampled_from(list(Rounding))


def added(deals: list[Deal], rounding: Rounding = Rounding.FLOOR) -> Pricer:
    return Pricer(deals, rounding=rounding, prices=Prices.ADDED)


@st.composite
def mixed(draw: st.DrawFn) -> Case:
    """Drawn shops with lines of several units, some of them eaten in or taken out by themselves, and items without tax."""
    shop, deals, drawn = draw(cases(most_units=6, most_deals=4))
    order = Order(drawn.key, 1, AT, drawn.mode, drawn.member)
    for rung in drawn.lines:
        item = replace(rung.item, tax=TaxClass.EXEMPT) if rung.item.code == "f" else rung.item
        order = order.ring(item, draw(st.integers(1, 3)))
    for line in order.lines:
        order = order.set_line_mode(line.id, draw(st.sampled_from([None, None, *ServiceMode])))
    return shop, deals, order


@some
@given(mixed(), roundings)
def test_a_price_that_was_not_searched_for_has_a_bound_that_holds_with_its_tax(case: Case, rounding: Rounding) -> None:
    """«Could be up to ¥x lower» is told of what is to be paid."""
    _, deals, order = case
    first = added(deals, rounding)
    first._steps = -1
    told, proven = first.price(order, AT), added(deals, rounding).prove(order, AT)
    assert proven.proven
    assert told.bound <= proven.total <= told.total


@pytest.mark.parametrize(("bags", "least"), [(0, 450 * 8 // 100 - 1), (2, (450 * 8 // 100) - 1)])
def test_the_least_tax_is_that_of_the_lowest_rate_and_none_of_what_bears_none(bags: int, least: int) -> None:
    soap, free = Item("s", "石けん", 400, tax=TaxClass.STANDARD), Item("f", "商品券", 300, tax=TaxClass.EXEMPT)
    order = Order("o", 1, AT).ring(ONIGIRI).ring(soap)
    order = order.ring(free, bags) if bags else order
    assert _least_tax(order, 450 + 300 * bags) == least
    assert _least_tax(Order("o", 1, AT).ring(free, 2), 500) == 0
    assert _least_tax(order, 300 * bags) == 0


def test_the_tax_added_is_split_over_the_lines_by_what_each_bears_of_it() -> None:
    soap, free = Item("s", "石けん", 1000, tax=TaxClass.STANDARD), Item("f", "商品券", 1000, tax=TaxClass.EXEMPT)
    order = Order("o", 1, AT).ring(ONIGIRI, 5).ring(soap).ring(free)
    receipt = close_sale(order, added([]).price(order, AT), (), AT, "1")
    assert receipt.tax_added == 39 + 100
    assert paid_by_line(receipt) == {1: 495 + 39, 2: 1100, 3: 1000}


def test_three_at_99_yen_and_8_percent_are_320_yen_rounded_once() -> None:
    priced = added([]).price(Order("o", 1, AT).ring(ONIGIRI, 3), AT)
    assert (priced.list_total, priced.net_total, priced.tax_added, priced.total) == (297, 297, 23, 320)
    assert priced.taxes == (TaxPart(8, 320, 23),)


@pytest.mark.parametrize(("rounding", "tax"), [(Rounding.FLOOR, 7), (Rounding.HALF_UP, 8), (Rounding.CEIL, 8)])
def test_the_shops_rounding_holds_and_an_item_alone_is_shown_by_it(rounding: Rounding, tax: int) -> None:
    assert tax_on(99, 8, rounding) == tax
    assert Taxing(Prices.ADDED, rounding).gross(99, ONIGIRI, ServiceMode.TAKEOUT) == 99 + tax
    assert Taxing(Prices.INCLUDED, rounding).gross(99, ONIGIRI, ServiceMode.TAKEOUT) is None


@given(st.integers(0, 2_000_000), st.sampled_from([8, 10]), roundings)
def test_the_tax_that_was_added_is_the_tax_contained_in_the_sum(net: int, rate: int, rounding: Rounding) -> None:
    tax = tax_on(net, rate, rounding)
    assert tax_in(net + tax, rate, rounding) == tax


@some
@given(mixed(), roundings)
def test_sets_and_shares_are_those_of_the_net_prices_and_all_parts_close_the_sum(
    case: Case, rounding: Rounding
) -> None:
    _, deals, order = case
    priced, inside = added(deals, rounding).price(order, AT), Pricer(deals).price(order, AT)
    assert (priced.uses, priced.spends, priced.lines) == (inside.uses, inside.spends, inside.lines)
    assert priced.list_total - priced.saving + (priced.tax_added or 0) == priced.total == priced.bound
    assert sum(part.gross for part in priced.taxes) == priced.total
    nets: dict[int, int] = {}
    for line in priced.lines:
        for rate, net in line.rates:
            nets[rate] = nets.get(rate, 0) + net
    for part in priced.taxes:
        assert part == TaxPart(part.rate, nets[part.rate] + part.tax, tax_on(nets[part.rate], part.rate, rounding))
        assert part.tax == tax_in(part.gross, part.rate, rounding)
    assert inside.tax_added is None
    assert inside.total == priced.net_total


@some
@given(mixed())
def test_one_by_one_is_at_once_and_each_step_costs_what_was_promised(case: Case) -> None:
    _, deals, order = case
    pricer = added(deals)
    step = replace(order, lines=(), next_line=1)
    total = 0
    for line in order.lines:
        for _ in range(line.qty):
            further = (
                step.ring(line.item, offer=f"{line.id}") if step.line(step.next_line - 1) else step.ring(line.item)
            )
            further = further.set_line_mode(further.next_line - 1, line.mode)
            (promised,) = pricer.to_pay(step, [further], AT)
            total += promised.adds
            assert promised.exact
            step = further
            assert pricer.price(step, AT).total == total
    assert added(deals).price(step, AT) == pricer.price(step, AT)


@some
@given(mixed(), st.data())
def test_an_order_split_in_two_is_never_cheaper_by_more_than_its_rounding(case: Case, data: st.DataObject) -> None:
    _, _, order = case
    cut = data.draw(st.integers(0, len(order.lines)))
    halves = (replace(order, lines=order.lines[:cut]), replace(order, lines=order.lines[cut:]))
    whole, (first, second) = added([]).price(order, AT), (added([]).price(x, AT) for x in halves)
    assert abs(whole.total - first.total - second.total) <= len(whole.taxes)


@some
@given(mixed(), roundings)
def test_a_total_that_is_not_proven_yet_is_bounded_from_below(case: Case, rounding: Rounding) -> None:
    _, deals, order = case
    pricer = added(deals, rounding)
    pricer._steps = -1  # no time at all
    first = pricer.price(order, AT)
    last = pricer.prove(order, AT)
    assert last.proven
    assert first.bound <= last.total
    assert first.net_total >= last.net_total


# -- giving back -------------------------------------------------------------------------------------------------------


def sold(order: Order, deals: list[Deal], rounding: Rounding) -> Receipt:
    return close_sale(order, added(deals, rounding).price(order, AT), (), AT, "1")


@some
@given(mixed(), roundings, st.data())
def test_any_steps_in_any_order_give_back_exactly_what_was_paid(
    case: Case, rounding: Rounding, data: st.DataObject
) -> None:
    _, deals, order = case
    receipt = sold(order, deals, rounding)
    past: list[Refunded] = []
    back: dict[int, list[int]] = {}
    while rest := left_of(receipt, rounding, past).lines:
        today = data.draw(roundings)  # the shop's, changed as it likes: a return mirrors its receipt
        wanted = data.draw(st.lists(st.sampled_from(rest), min_size=1, max_size=3, unique_by=lambda x: x.line))
        units = {x.line: data.draw(st.integers(1, x.qty)) for x in wanted}
        refund = refunded(receipt, units, today, past)
        assert refund.amount == sum(x.gross for x in refund.taxes)
        assert refund.amount == sum(net for *_, net in refund.lines) + sum(x.tax for x in refund.taxes)
        assert all(net >= 0 for *_, net in refund.lines)
        assert all(part.tax >= 0 for part in refund.taxes)
        assert refund.rest.total == sum(paid_by_line(refund.rest).values())
        for part in refund.rest.taxes:
            assert part.tax == tax_in(part.gross, part.rate, rounding)
        for part in refund.taxes:
            sums = back.setdefault(part.rate, [0, 0])
            sums[0], sums[1] = sums[0] + part.gross, sums[1] + part.tax
        past.append(Refunded(AT, "", tuple(units.items()), refund.amount))
    assert sum(x.amount for x in past) == receipt.total
    assert {rate: tuple(x) for rate, x in back.items()} == {x.rate: (x.gross, x.tax) for x in receipt.taxes if x.gross}


def test_a_void_after_a_refund_gives_back_the_rest_and_no_yen_more() -> None:
    receipt = sold(Order("o", 1, AT).ring(ONIGIRI, 3).ring(BAG), [], Rounding.FLOOR)
    assert receipt.total == 325
    first = refunded(receipt, {1: 1}, Rounding.FLOOR)
    assert (first.amount, first.lines, first.taxes) == (107, ((1, 1, 99),), (TaxPart(8, 107, 8),))
    rest = void(receipt, Rounding.FLOOR, [Refunded(AT, "", ((1, 1),), first.amount)])
    assert first.amount + rest.amount == 325
    assert (rest.rest.total, rest.rest.tax_added) == (0, 0)


def test_what_was_paid_for_each_line_adds_up_to_the_total() -> None:
    receipt = sold(Order("o", 1, AT).ring(ONIGIRI, 3).ring(BAG, 2), [], Rounding.FLOOR)
    assert paid_by_line(receipt) == {1: 320, 2: 11}
