"""Rules of prices, tax and refunds that could once be deleted with every test green; `tests/rules.py` leaves each one out."""

from __future__ import annotations

import pytest
from hypothesis import given

from pos_assist.domain.deals import Deal, SetAmount, SetPercent, SetPrice, Slot, Spend
from pos_assist.domain.items import Item, Rounding, TaxClass
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, Refunded
from pos_assist.pricing import Pricer, check_deals
from pos_assist.pricing.allocation import split, tax_in
from pos_assist.pricing.refund import refunded
from pos_assist.services.till.close_sale import close_sale
from tests.pricing.shops import AT, cases
from tests.pricing.test_large_orders import hurried
from tests.profiles import examples

BREAD = Item("bread", "Bread", 200)
COFFEE = Item("coffee", "Coffee", 300)
SOAP = Item("soap", "Soap", 500, tax=TaxClass.STANDARD)


def slot(item: Item, *, n: int = 1, percent: int = 0) -> Slot:
    return Slot(n, frozenset({item.code}), {}, percent, n)


def sold(order: Order, *deals: Deal) -> Receipt:
    return close_sale(order, Pricer(deals).price(order, AT), (), AT, "1")


def test_a_smaller_set_that_takes_every_unit_may_be_what_keeps_a_threshold() -> None:
    """Of the dearer set 50 less is saved, and 60 more are taken off what is left."""
    larger = SetPrice(id="a", price=400, slots=(slot(BREAD), slot(COFFEE)))
    smaller = SetPrice(id="b", price=450, slots=(slot(BREAD), slot(COFFEE)))
    order = Order("o", 1, AT).ring(BREAD).ring(COFFEE)
    priced = Pricer([larger, smaller, Spend(id="s", min=450, amount=60, net=True)]).price(order, AT)
    assert (priced.total, [x.deal for x in priced.uses], priced.proven) == (390, ["b"], True)


def test_units_that_came_back_do_not_come_back_again() -> None:
    receipt = sold(Order("o", 1, AT).ring(BREAD, 3))
    before = (Refunded(AT, "", ((1, 2),), 400),)
    assert refunded(receipt, {1: 1}, Rounding.FLOOR, before).amount == 200
    for units in (2, 3, 5, -1):
        with pytest.raises(Refused, match="refund_too_many"):
            refunded(receipt, {1: units}, Rounding.FLOOR, before)


# -- tax ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("off_coffee", "printed"), [(0, 10), (1, 8)])
@pytest.mark.parametrize("given", [0, 1])
def test_a_line_of_two_rates_prints_the_one_with_more_money_and_of_equal_ones_the_higher(
    off_coffee: int, printed: int, given: int
) -> None:
    """Two coffees to take out, one in a set with a bread that is eaten in: a receipt has one mark a line (※軽減税率)."""
    deal = SetPercent(id="d", slots=(slot(BREAD, percent=50), slot(COFFEE, percent=off_coffee)))
    order = Order("o", 1, AT).ring(COFFEE, 2).ring(BREAD).set_line_mode(2, ServiceMode.EAT_IN)
    line = Pricer([deal]).price(order, AT).lines[0]
    assert dict(line.rates) == {8: 300, 10: 300 - 3 * off_coffee}
    assert line.tax_rate == printed
    if given:
        kept = refunded(sold(order, deal), {2: 1}, Rounding.HALF_UP).rest.lines[0]
        assert kept.tax_rate == printed


@pytest.mark.parametrize(
    ("gross", "rate", "rounding", "tax"),
    [
        (3, 20, Rounding.HALF_UP, 1),  # exactly 0.5; no Japanese rate comes to a half, another country's does
        (9, 20, Rounding.HALF_UP, 2),
        (2, 20, Rounding.HALF_UP, 0),
        (4, 20, Rounding.HALF_UP, 1),
        (3, 20, Rounding.FLOOR, 0),
        (3, 20, Rounding.CEIL, 1),
        *[(110 * n, 10, rounding, 10 * n) for n in (0, 1, 7) for rounding in Rounding],  # exact: no rounding moves it
        *[(108 * n, 8, rounding, 8 * n) for n in (0, 1, 7) for rounding in Rounding],
        (111, 10, Rounding.CEIL, 11),
        (109, 10, Rounding.FLOOR, 9),
    ],
)
def test_tax_is_rounded_as_the_shop_chose_at_the_edges_too(gross: int, rate: int, rounding: Rounding, tax: int) -> None:
    assert tax_in(gross, rate, rounding) == tax


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (1, [1, 1], [1, 0]),  # of equal remainders and weights the earlier
        (1, [200, 300], [0, 1]),  # the larger remainder
        (1, [100, 100, 200], [0, 0, 1]),
        (3, [250, 750], [1, 2]),  # 0.75 and 2.25: the larger remainder again
        (2, [1, 3, 4], [0, 1, 1]),
        (5, [0, 0], [5, 0]),
        (0, [3, 4], [0, 0]),
        (7, [], []),
    ],
)
def test_the_last_yen_goes_to_the_largest_remainder(amount: int, weights: list[int], parts: list[int]) -> None:
    assert split(amount, weights) == parts


# -- refunds ----------------------------------------------------------------------------------------------------------


def test_what_is_kept_of_a_line_is_rounded_down_so_the_customer_gets_the_yen() -> None:
    """Three for 100 yen less one: 66 are kept, 34 come back, then 33 and 33."""
    receipt = sold(
        Order("o", 1, AT).ring(Item("a", "A", 40), 3),
        SetAmount(id="d", amount=20, slots=(Slot(3, frozenset("a"), {}, 0, 3),)),
    )
    assert receipt.total == 100
    past: list[Refunded] = []
    for amount in (34, 33, 33):
        refund = refunded(receipt, {1: 1}, Rounding.HALF_UP, past)
        past.append(Refunded(AT, "", ((1, 1),), refund.amount))
        assert refund.amount == amount


def test_a_deal_that_lost_half_of_its_units_keeps_half_of_its_saving() -> None:
    """Two deals of 50 yen a unit; one unit of the first comes back. The other deal is as it was."""
    order = Order("o", 1, AT).ring(BREAD, 2).ring(COFFEE, 2)
    deals = [SetAmount(id=x.code, amount=100, slots=(slot(x, n=2),)) for x in (BREAD, COFFEE)]
    rest = refunded(sold(order, *deals), {1: 1}, Rounding.HALF_UP).rest
    assert {x.deal: (x.saving, x.units) for x in rest.deals} == {"bread": (50, ((1, 1),)), "coffee": (100, ((2, 2),))}


def test_a_discount_on_the_whole_order_stays_until_nothing_is_kept() -> None:
    receipt = sold(Order("o", 1, AT).ring(SOAP, 2), Spend(id="s", min=500, amount=100))
    half = refunded(receipt, {1: 1}, Rounding.HALF_UP)
    assert (half.amount, [(x.deal, x.saving) for x in half.rest.deals]) == (450, [("s", 50)])
    assert refunded(receipt, {1: 2}, Rounding.HALF_UP).rest.deals == ()


# -- discounts on what is spent ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("net", [False, True])
@pytest.mark.parametrize(("minimum", "total"), [(500, 400), (501, 500), (499, 400)])
def test_a_discount_begins_with_the_very_yen_of_its_minimum(net: bool, minimum: int, total: int) -> None:
    spend = Spend(id="s", min=minimum, amount=100, net=net)
    assert Pricer([spend]).price(Order("o", 1, AT).ring(SOAP), AT).total == total


# -- what is said where there was no time, and of what is wrong ---------------------------------------------------------


@examples(200)
@given(cases(most_units=6))
def test_a_price_that_was_not_searched_for_has_a_bound_that_holds(
    case: tuple[dict[str, Item], list[Deal], Order],
) -> None:
    _, deals, order = case
    exact = Pricer(deals).price(order, AT)
    assert exact.proven
    first = hurried(deals).price(order, AT)
    assert first.bound <= exact.total <= first.total


@pytest.mark.parametrize(("price", "units"), [(450, 1), (420, 2), (301, 3)])
def test_the_bound_of_a_set_is_its_own_saving_where_nothing_competes(price: int, units: int) -> None:
    """Shared out over the places of the set no saving is lost: a bound that is too low would call a wrong price proven."""
    deal = SetPrice(id="d", price=price, slots=(slot(BREAD), slot(COFFEE)))
    order = Order("o", 1, AT).ring(BREAD, units).ring(COFFEE, units)
    first = hurried([deal]).price(order, AT)
    assert first.bound <= price * units <= first.total


@pytest.mark.parametrize("empty", [1, 2])
def test_an_empty_place_of_a_deal_is_named_by_its_number(empty: int) -> None:
    places = [slot(BREAD), slot(COFFEE)]
    places[empty - 1] = Slot(1, frozenset({"nowhere"}))
    [finding] = check_deals([SetPrice(id="d", price=10, slots=tuple(places))], [BREAD, COFFEE])
    assert (finding.code, finding.data["slot"]) == ("deal_slot_empty", empty)
