"""The written rules of set prices, one by one, on orders small enough to check by eye."""

from __future__ import annotations

from datetime import datetime

import pytest

from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.pricing import PricedOrder, Pricer, Rounding
from tests.pricing.shops import AT, order_of

BREAD = Item("bread", "Bread", 200)
CAKE = Item("cake", "Cake", 400)
COFFEE = Item("coffee", "Coffee", 300)
SOAP = Item("soap", "Soap", 500, tax=TaxClass.STANDARD)


def slot(*items: Item, n: int = 1, percent: int = 0, **extra: int) -> Slot:
    return Slot(n, frozenset(item.code for item in items), extra, percent, n)


def price(deals: list[Deal], *units: Item, mode: ServiceMode = ServiceMode.TAKEOUT, at: datetime = AT) -> PricedOrder:
    return Pricer(deals).price(order_of(list(units), mode), at)


def formed(priced: PricedOrder) -> list[str]:
    return [use.deal for use in priced.uses]


def test_a_set_that_becomes_better_by_a_later_scan_forms_by_itself() -> None:
    deals: list[Deal] = [
        SetPrice(id="pair", price=450, slots=(slot(BREAD), slot(COFFEE))),
        SetPrice(id="three", price=700, slots=(slot(BREAD), slot(COFFEE), slot(CAKE))),
    ]
    pricer = Pricer(deals)
    order = order_of([BREAD, COFFEE])
    assert formed(pricer.price(order, AT)) == ["pair"]
    assert formed(pricer.price(order.ring(CAKE), AT)) == ["three"]


def test_a_greedy_first_choice_is_given_up_for_the_lower_total() -> None:
    deals: list[Deal] = [
        SetAmount(id="big", amount=120, slots=(slot(BREAD), slot(COFFEE)), priority=3),
        SetAmount(id="bread-cake", amount=100, slots=(slot(BREAD), slot(CAKE))),
        SetAmount(id="coffee-soap", amount=100, slots=(slot(COFFEE), slot(SOAP))),
    ]
    priced = price(deals, BREAD, COFFEE, CAKE, SOAP)
    assert formed(priced) == ["bread-cake", "coffee-soap"]
    assert priced.saving == 200


def test_a_set_dearer_than_its_parts_is_never_formed() -> None:
    deal = SetPrice(id="d", price=500, slots=(slot(BREAD), slot(COFFEE)))
    assert formed(price([deal], BREAD, COFFEE)) == []


def test_a_surcharge_stays_on_its_own_unit() -> None:
    deal = SetPrice(id="d", price=400, slots=(slot(BREAD), slot(COFFEE, CAKE, cake=100)))
    priced = price([deal], BREAD, CAKE)
    assert priced.total == 500
    assert [line.net for line in priced.lines] == [160, 340]  # 400 over 200 and 300, then 100 on the cake


def test_a_percentage_is_rounded_down_on_each_unit() -> None:
    odd = Item("odd", "Odd", 199)
    deal = SetPercent(id="d", slots=(Slot(2, frozenset({"odd"}), percent=5, n_max=None),))
    assert price([deal], odd, odd, odd).saving == 3 * 9


def test_n_or_more_is_one_use_of_any_number_of_units() -> None:
    deal = SetPercent(id="d", max_uses=1, slots=(Slot(2, frozenset({"bread"}), percent=10, n_max=None),))
    priced = price([deal], *[BREAD] * 7)
    assert [sum(n for _, n in use.units) for use in priced.uses] == [7]
    assert priced.saving == 140


def test_what_is_joined_to_one_use_saves_what_its_parts_saved() -> None:
    """Four units are two uses of «two or more»; the receipt names one, whose saving is that of both."""
    deal = SetPercent(id="d", slots=(Slot(2, frozenset({"bread"}), percent=10, n_max=None),))
    [use] = price([deal], *[BREAD] * 5).uses
    assert (use.saving, sum(n for _, n in use.units), sum(off for _, off in use.shares)) == (100, 5, 100)


def test_up_to_n_max_units_are_reduced_in_one_use() -> None:
    deal = SetPercent(id="d", max_uses=1, slots=(Slot(2, frozenset({"bread"}), percent=10, n_max=3),))
    assert price([deal], *[BREAD] * 7).saving == 60


def test_the_cheapest_of_each_group_is_free_and_groups_are_formed_by_price() -> None:
    deal = Cheapest(id="d", n=2, free=1, percent=100, items=frozenset({"bread", "coffee", "cake"}))
    assert price([deal], CAKE, BREAD, COFFEE, BREAD).saving == 300 + 200


def test_the_second_at_half_price() -> None:
    deal = Cheapest(id="d", n=2, free=1, percent=50, items=frozenset({"bread"}))
    assert price([deal], BREAD, BREAD, BREAD).saving == 100


def test_a_deal_is_formed_no_more_often_than_it_may() -> None:
    deal = SetPrice(id="d", price=100, slots=(slot(BREAD),), max_uses=2)
    assert price([deal], *[BREAD] * 5).saving == 200


def test_one_unit_more_does_not_lift_a_cap() -> None:
    deal = SetPrice(id="d", price=100, slots=(slot(BREAD),), max_uses=1)
    (marginal,) = Pricer([deal]).marginals(order_of([BREAD]), [(BREAD,)], AT)
    assert marginal.adds == 200


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        (When(days=frozenset({"sun"})), True),
        (When(days=frozenset({"mon"})), False),
        (When(from_date=AT.date(), to_date=AT.date()), True),
        (When(to_date=datetime(2026, 11, 21).date()), False),
        (
            When(hours=parse_hours("11:00-12:00")),
            False,
        ),  # the end is not in it
        (When(hours=parse_hours("12:00-13:00")), True),
        (When(mode=ServiceMode.EAT_IN), False),
        (When(member=True), False),
        (When(min_spend=200), True),
        (When(min_spend=201), False),
    ],
)
def test_a_deal_is_in_force_only_when_every_condition_holds(when: When, holds: bool) -> None:
    deal = SetPrice(id="d", price=100, slots=(slot(BREAD),), when=when)
    assert bool(formed(price([deal], BREAD))) is holds


def test_the_minute_counts_when_the_same_pricer_is_asked_again() -> None:
    lunch = When(hours=parse_hours("11:00-12:01"))
    pricer = Pricer([SetPrice(id="d", price=100, slots=(slot(BREAD),), when=lunch)])
    assert pricer.price(order_of([BREAD]), AT).total == 100
    assert pricer.price(order_of([BREAD]), AT.replace(minute=1)).total == 200


def test_among_equal_totals_the_deal_of_higher_priority_is_formed() -> None:
    deals: list[Deal] = [
        SetPrice(id="a", price=450, slots=(slot(BREAD), slot(COFFEE)), priority=1),
        SetPrice(id="b", price=450, slots=(slot(BREAD), slot(COFFEE)), priority=2),
    ]
    assert formed(price(deals, BREAD, COFFEE)) == ["b"]


def test_among_equal_totals_and_priorities_the_fewest_sets_are_formed() -> None:
    deals: list[Deal] = [
        SetAmount(id="a", amount=50, slots=(slot(BREAD),)),
        SetAmount(id="b", amount=100, slots=(slot(BREAD), slot(BREAD))),
    ]
    assert formed(price(deals, BREAD, BREAD)) == ["b"]


def test_among_equal_sets_the_first_by_id_is_formed() -> None:
    deals: list[Deal] = [SetPrice(id=id_, price=450, slots=(slot(BREAD), slot(COFFEE))) for id_ in ("z", "c", "m")]
    assert formed(price(deals, BREAD, COFFEE)) == ["c"]


def test_of_equal_units_the_first_rung_up_goes_into_the_set() -> None:
    deal = SetPrice(id="d", price=450, slots=(slot(BREAD), slot(COFFEE)))
    priced = price([deal], BREAD, COFFEE, BREAD)
    assert priced.uses[0].units == ((1, 1), (2, 1))


def test_a_set_is_given_up_to_stay_above_a_net_threshold() -> None:
    deals: list[Deal] = [
        SetAmount(id="d", amount=30, slots=(slot(BREAD),)),
        Spend(id="s", min=490, amount=100, net=True),
    ]
    priced = price(deals, BREAD, COFFEE)
    assert (priced.total, formed(priced), priced.proven) == (400, [], True)
    reached = price(deals, BREAD, COFFEE, COFFEE)
    assert (reached.total, formed(reached)) == (670, ["d"])


def test_a_list_threshold_does_not_give_up_the_set() -> None:
    deals: list[Deal] = [SetAmount(id="d", amount=30, slots=(slot(BREAD),)), Spend(id="s", min=490, amount=100)]
    assert price(deals, BREAD, COFFEE).total == 370


def test_of_discounts_that_do_not_stack_the_best_is_taken_and_stacking_ones_follow() -> None:
    deals: list[Deal] = [
        Spend(id="a", min=100, amount=50),
        Spend(id="b", min=100, percent=20),
        Spend(id="c", min=100, percent=10, stack=True),
    ]
    priced = price(deals, SOAP)
    assert [use.deal for use in priced.spends] == ["b", "c"]
    assert priced.total == 500 - 100 - 40


def test_a_discount_never_leaves_less_than_nothing() -> None:
    assert price([Spend(id="s", min=0, amount=999)], BREAD).total == 0


def test_tax_is_rounded_once_per_rate() -> None:
    ten = Item("x", "X", 104)
    priced = price([], ten, ten, ten)
    assert [(part.rate, part.gross, part.tax) for part in priced.taxes] == [
        (8, 312, 23)
    ]  # 23.1; per line it would be 21
    up = Pricer([], rounding=Rounding.CEIL).price(order_of([ten] * 3), AT)
    assert up.taxes[0].tax == 24


def test_a_set_over_two_rates_is_shared_by_price() -> None:
    deal = SetAmount(id="d", amount=100, slots=(slot(BREAD), slot(SOAP)))
    priced = price([deal], BREAD, SOAP)
    assert [(part.rate, part.gross) for part in priced.taxes] == [(8, 171), (10, 429)]  # 28.57 and 71.43


def test_a_set_of_which_one_unit_is_eaten_in_is_taxed_as_eaten_in() -> None:
    deal = SetPrice(id="d", price=450, slots=(slot(BREAD), slot(COFFEE)))
    order = order_of([BREAD, COFFEE, BREAD]).set_line_mode(2, ServiceMode.EAT_IN)
    priced = Pricer([deal]).price(order, AT)
    assert [line.tax_rate for line in priced.lines] == [10, 10, 8]
    assert {part.rate: part.gross for part in priced.taxes} == {8: 200, 10: 450}


def test_a_line_whose_units_differ_says_both_rates() -> None:
    deal = SetPrice(id="d", price=450, slots=(slot(BREAD), slot(COFFEE)))
    order = Order("o", 1, AT).ring(BREAD, 2).ring(COFFEE).set_line_mode(2, ServiceMode.EAT_IN)
    line = Pricer([deal]).price(order, AT).lines[0]
    assert dict(line.rates) == {8: 200, 10: 180}


def test_an_exempt_item_carries_no_tax() -> None:
    stamp = Item("stamp", "Stamp", 84, tax=TaxClass.EXEMPT)
    assert [(part.rate, part.tax) for part in price([], stamp).taxes] == [(0, 0)]


def test_why_says_what_the_next_best_choice_would_cost() -> None:
    deals: list[Deal] = [
        SetPrice(id="three", name="Three", price=700, slots=(slot(BREAD), slot(COFFEE), slot(CAKE))),
        SetPrice(id="pair", name="Pair", price=450, slots=(slot(BREAD), slot(COFFEE))),
    ]
    (why,) = Pricer(deals).explain(order_of([BREAD, COFFEE, CAKE]), AT)
    assert (why.deal, why.without, why.exact) == ("three", 850, True)
    assert why.uses[0].units == ((1, 1), (2, 1), (3, 1))


def test_a_larger_size_costs_the_difference_of_two_lowest_totals() -> None:
    deal = SetPrice(id="d", price=450, slots=(slot(BREAD), slot(COFFEE)))
    order = order_of([BREAD, COFFEE])
    assert Pricer([deal]).exchange(order, 2, CAKE, AT).adds == 600 - 450


def test_a_marginal_names_the_deal_that_the_item_goes_into() -> None:
    deal = SetPrice(id="d", price=350, slots=(slot(BREAD), slot(COFFEE)))
    completes, alone, both = Pricer([deal]).marginals(order_of([BREAD]), [(COFFEE,), (CAKE,), (COFFEE, BREAD)], AT)
    assert (completes.adds, completes.deal) == (150, "d")
    assert (alone.adds, alone.deal) == (400, "")
    assert (both.adds, both.deal) == (350, "d")


def test_an_item_that_opens_a_minimum_spend_may_lower_the_total() -> None:
    deal = SetPrice(id="d", price=100, slots=(slot(COFFEE),), when=When(min_spend=500))
    (marginal,) = Pricer([deal]).marginals(order_of([COFFEE, Item("x", "X", 150)]), [(Item("gum", "Gum", 50),)], AT)
    assert marginal.adds == 50 - 200


def test_an_amount_larger_than_its_set_takes_off_what_the_set_costs() -> None:
    assert price([SetAmount(id="d", amount=201, slots=(slot(BREAD),))], BREAD).total == 0


def test_the_empty_order_costs_nothing() -> None:
    priced = price([Spend(id="s", min=0, amount=100)])
    assert (priced.total, priced.proven, priced.lines) == (0, True, ())
