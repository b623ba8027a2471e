"""Giving back in any steps and in any order comes to what was paid: worked out from the stored sale and what came back so far."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.deals import Deal, SetPrice, Slot
from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.domain.receipts import Receipt, Refunded, TaxPart
from pos_assist.pricing import Pricer, Rounding
from pos_assist.pricing.refund import Refund, left_of, refunded, void
from pos_assist.services.till.close_sale import close_sale
from tests.pricing.shops import AT, cases
from tests.profiles import examples

FOUR = Item("a", "A", 450, tax=TaxClass.REDUCED)
FOUR_FOR = SetPrice(id="four", price=1634, slots=(Slot(4, frozenset("a")),))


def sold(order: Order, deals: list[Deal]) -> Receipt:
    return close_sale(order, Pricer(deals).price(order, AT), (), AT, "1")


def give_back(receipt: Receipt, past: list[Refunded], units: dict[int, int]) -> Refund:
    today = list(Rounding)[len(past) % 3]  # the shop's, changed after every return: each mirrors its receipt
    refund = refunded(receipt, units, today, past)
    past.append(Refunded(AT, "", tuple(units.items()), refund.amount))
    return refund


@pytest.mark.parametrize("steps", [(1, 1, 1, 1), (1, 2, 1), (2, 1, 1), (3, 1), (4,), (1, 3)])
def test_four_for_a_price_gives_back_no_yen_more_than_was_paid(steps: tuple[int, ...]) -> None:
    receipt = sold(Order("o", 1, AT).ring(FOUR, 4), [FOUR_FOR])
    past: list[Refunded] = []
    assert receipt.total == 1634
    assert sum(give_back(receipt, past, {1: n}).amount for n in steps) == 1634


def test_a_yen_too_much_given_back_by_an_older_version_is_not_given_back_again() -> None:
    receipt = sold(Order("o", 1, AT).ring(FOUR, 4), [FOUR_FOR])
    past = [Refunded(AT, "", ((1, 1),), 409) for _ in range(3)]
    refund = give_back(receipt, past, {1: 1})
    assert (refund.amount, sum(part.gross for part in refund.taxes), refund.lines) == (407, 407, ((1, 1, 407),))


@examples(60)
@given(cases(most_units=8), st.data())
def test_any_steps_in_any_order_come_to_what_was_paid_and_to_the_tax_in_it(
    case: tuple[dict[str, Item], list[Deal], Order], data: st.DataObject
) -> None:
    _, deals, drawn = case
    order = Order(drawn.key, 1, AT, drawn.mode, drawn.member)
    for rung in drawn.lines:
        order = order.ring(rung.item, data.draw(st.integers(1, 4)))
    for line in order.lines:
        order = order.set_line_mode(line.id, data.draw(st.sampled_from([None, *ServiceMode])))
    receipt = sold(order, deals)
    past: list[Refunded] = []
    taxes: dict[int, int] = {}
    back = 0
    while rest := left_of(receipt, Rounding.HALF_UP, past).lines:
        wanted = data.draw(st.lists(st.sampled_from(rest), min_size=1, max_size=3, unique_by=lambda x: x.line))
        refund = give_back(receipt, past, {x.line: data.draw(st.integers(1, x.qty)) for x in wanted})
        assert refund.amount == sum(amount for _, _, amount in refund.lines) == sum(x.gross for x in refund.taxes)
        assert all(amount >= 0 for _, _, amount in refund.lines)
        assert all(part.tax >= 0 and part.gross >= 0 for part in refund.taxes)
        assert refund.rest == left_of(receipt, Rounding.HALF_UP, past)
        for part in refund.taxes:
            taxes[part.rate] = taxes.get(part.rate, 0) + part.tax
        back += refund.amount
    assert back == receipt.total
    whole = refunded(receipt, {x.line: x.qty for x in receipt.lines}, Rounding.HALF_UP)
    assert {part.rate: part.tax for part in whole.taxes} == {rate: tax for rate, tax in taxes.items() if tax} | {
        part.rate: 0 for part in whole.taxes if not part.tax
    }


def test_a_void_after_a_refund_gives_back_only_the_rest() -> None:
    receipt = sold(Order("o", 1, AT).ring(FOUR, 4), [FOUR_FOR])
    past: list[Refunded] = []
    first = give_back(receipt, past, {1: 1}).amount
    assert first + void(receipt, Rounding.FLOOR, past).amount == 1634


def partly_eaten_in() -> Receipt:
    """Three of a kind in one line, of which one is in a set with something eaten in."""
    bun, tea = Item("b", "B", 301, tax=TaxClass.REDUCED), Item("t", "T", 200, tax=TaxClass.REDUCED)
    order = Order("o", 1, AT).ring(bun, 3).ring(tea)
    order = order.set_line_mode(2, ServiceMode.EAT_IN)
    return sold(order, [SetPrice(id="s", price=450, slots=(Slot(1, frozenset("b")), Slot(1, frozenset("t"))))])


def test_a_line_eaten_in_in_part_stores_its_rates_and_gives_them_back() -> None:
    receipt = partly_eaten_in()
    assert [rate for rate, _ in receipt.lines[0].rates] == [8, 10]
    past: list[Refunded] = []
    taxes: dict[int, int] = {}
    for units in ({1: 1}, {2: 1}, {1: 1}, {1: 1}):
        for part in give_back(receipt, past, units).taxes:
            assert part.gross > 0
            assert part.tax >= 0
            taxes[part.rate] = taxes.get(part.rate, 0) + part.gross
    assert taxes == {part.rate: part.gross for part in receipt.taxes}


def test_a_receipt_that_does_not_say_its_lines_rates_follows_its_tax_lines() -> None:
    receipt = partly_eaten_in()
    older = replace(receipt, lines=tuple(replace(line, rates=()) for line in receipt.lines))
    past: list[Refunded] = []
    taxes: dict[int, TaxPart] = {}
    for units in ({1: 2}, {2: 1}, {1: 1}):
        for part in give_back(older, past, units).taxes:
            assert min(part.gross, part.tax) >= 0
            had = taxes.get(part.rate, TaxPart(part.rate, 0, 0))
            taxes[part.rate] = TaxPart(part.rate, had.gross + part.gross, 0)
    assert [(x.rate, x.gross) for x in receipt.taxes] == [(x.rate, x.gross) for _, x in sorted(taxes.items())]
