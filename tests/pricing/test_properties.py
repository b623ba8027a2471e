"""Laws of the lowest price, on drawn shops: against every legal choice tried one by one, and among the engine's own answers."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order
from pos_assist.pricing import PricedOrder, Pricer, warm_up
from tests.pricing.oracle import lowest
from tests.pricing.shops import AT, cases, order_of, spend_deals
from tests.profiles import examples

Case = tuple[dict[str, Item], list[Deal], Order]
thorough = examples(120)
quick = examples(60)


@thorough
@given(cases(most_units=5, most_deals=4))
def test_the_total_is_the_lowest_of_every_legal_choice(case: Case) -> None:
    _, deals, order = case
    priced = Pricer(deals).price(order, AT)
    assert priced.proven
    assert priced.total == priced.bound == lowest(order, deals, AT)[0]


@thorough
@given(cases(most_units=4, most_deals=3))
def test_one_more_item_adds_exactly_the_difference_of_two_lowest_totals(case: Case) -> None:
    shop, deals, order = case
    before = lowest(order, deals, AT)[0]
    marginals = Pricer(deals).marginals(order, [(item,) for item in shop.values()], AT)
    for item, marginal in zip(shop.values(), marginals, strict=True):
        assert marginal.exact
        assert marginal.adds == lowest(order.ring(item), deals, AT)[0] - before


@quick
@given(cases(most_units=12, most_deals=8), st.randoms(use_true_random=False))
def test_the_order_of_ringing_up_and_of_the_deals_changes_nothing(case: Case, shuffler: random.Random) -> None:
    _, deals, order = case
    units = [line.item for line in order.lines]
    priced = Pricer(deals).price(order, AT)
    shuffled, other_deals = list(units), list(deals)
    shuffler.shuffle(shuffled)
    shuffler.shuffle(other_deals)
    again = order_of(shuffled, order.mode, bool(order.member))
    repriced = Pricer(other_deals).price(again, AT)
    assert repriced.total == priced.total
    assert _sets(order, priced) == _sets(again, repriced)


def _sets(order: Order, priced: PricedOrder) -> list[tuple[str, int, list[str]]]:
    codes = {line.id: line.item.code for line in order.lines}
    return [
        (use.deal, use.saving, sorted(codes[line] for line, n in use.units for _ in range(n))) for use in priced.uses
    ]


@quick
@given(cases(most_units=12, most_deals=8))
def test_parts_add_up_and_no_unit_is_in_two_sets(case: Case) -> None:
    _, deals, order = case
    priced = Pricer(deals).price(order, AT)
    assert sum(line.net for line in priced.lines) == priced.total == sum(tax.gross for tax in priced.taxes)
    assert all(0 <= line.net <= line.list_price for line in priced.lines)
    assert all(sum(net for _, net in line.rates) == line.net for line in priced.lines)
    assert all(0 <= tax.tax <= tax.gross for tax in priced.taxes)
    every = [*priced.uses, *priced.spends]
    assert sum(use.saving for use in every) == priced.list_total - priced.total
    assert all(use.saving >= 1 and sum(n for _, n in use.shares) == use.saving for use in every)
    taken: dict[int, int] = {}
    for use in priced.uses:
        for line, n in use.units:
            taken[line] = taken.get(line, 0) + n
    qty = {line.id: line.qty for line in order.lines}
    assert all(n <= qty[line] for line, n in taken.items())


@quick
@given(cases(most_units=10, most_deals=8), st.data())
def test_one_more_deal_never_raises_a_total(case: Case, data: st.DataObject) -> None:
    _, deals, order = case
    deals = [*deals, data.draw(spend_deals(9))]
    assert Pricer(deals).price(order, AT).total <= Pricer(deals[:-1]).price(order, AT).total
    assert Pricer(deals).price(order, AT).total <= Pricer(deals[1:]).price(order, AT).total


@quick
@given(cases(most_units=10, most_deals=8))
def test_an_item_never_costs_more_than_its_own_price(case: Case) -> None:
    shop, deals, order = case
    marginals = Pricer(deals).marginals(order, [(item,) for item in shop.values()], AT)
    assert all(m.adds <= item.price for item, m in zip(shop.values(), marginals, strict=True))


@quick
@given(cases(most_units=10, most_deals=8))
def test_an_answer_does_not_depend_on_what_was_priced_before(case: Case) -> None:
    _, deals, order = case
    pricer = Pricer(deals)
    units = [line.item for line in order.lines]
    for n in range(1, len(units)):
        pricer.price(order_of(units[:n], order.mode, bool(order.member)), AT)
        pricer.marginals(order_of(units[:n], order.mode, bool(order.member)), [(units[n],)], AT)
    assert pricer.price(order, AT) == Pricer(deals).price(order, AT)


@quick
@given(cases(most_units=40, most_deals=6), st.sampled_from([-1, 0, 2_000, 8_000]))
def test_one_order_has_one_split_of_price_and_tax_whoever_proved_it_and_when(case: Case, steps: int) -> None:
    """A till that rang the order up in a hurry, the worker that proved it then, and another till with all the time there is: what
    is proven has the same sets, shares and tax per line."""
    _, deals, order = case
    warm_up()  # then HiGHS answers at the counter too, if the budget allows it
    patient = Pricer(deals).prove(order, AT)
    assert patient.proven
    hurried = Pricer(deals)
    hurried._steps = steps
    for n in range(max(1, len(order.lines) - 3), len(order.lines)):
        hurried.price(replace(order, lines=order.lines[:n]), AT)
    at_once = hurried.price(order, AT)
    assert at_once == patient or not at_once.proven
    assert hurried.prove(order, AT) == patient
