"""Orders that were priced wrong once, and what kind of mistake it was; the files are pricing cases (docs/files.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_assist.cli.price import Case, read_cases
from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend
from pos_assist.domain.items import Item
from pos_assist.pricing import PricedOrder, Pricer
from tests.pricing.oracle import lowest
from tests.pricing.shops import AT, order_of

CASES = Path(__file__).with_name("cases")


def case(name: str, number: int = 0) -> tuple[list[Deal], Case]:
    deals, cases = read_cases(CASES / f"wrong-{name}.json")
    return deals, cases[number]


def proven(deals: list[Deal], order: Case) -> PricedOrder:
    """As the counter and its worker answer it; every part of the answer adds up."""
    pricer = Pricer(deals)
    priced = pricer.price(order.order, order.at)
    if not priced.proven:
        priced = pricer.prove(order.order, order.at)
    assert priced.proven
    assert sum(line.net for line in priced.lines) == priced.total
    assert all(sum(share for _, share in use.shares) == use.saving for use in (*priced.uses, *priced.spends))
    assert sum(use.saving for use in (*priced.uses, *priced.spends)) == priced.list_total - priced.total
    return priced


@pytest.mark.parametrize(("number", "adds"), [(0, 170), (1, 170), (2, 200)])
def test_a_place_for_one_or_two_units_is_not_full_with_one(number: int, adds: int) -> None:
    deals, order = case("marginal_up_to_two_once", number)
    [marginal] = Pricer(deals).marginals(order.order, [order.candidates], order.at)
    assert (marginal.adds, marginal.exact) == (adds, True)


def test_units_arranged_to_save_less_keep_the_threshold_and_their_shares() -> None:
    deals, order = case("percent_arranged_below")
    priced = proven(deals, order)
    assert (priced.total, [use.saving for use in priced.uses]) == (150, [50])


def test_ties_never_reach_the_yen_of_128_uses_and_more() -> None:
    assert proven(*case("digit_overflow_total")).total == 198 * 149
    assert proven(*case("digit_overflow_threshold")).total == 17_430


def test_an_amount_off_takes_off_what_the_units_cost_at_most() -> None:
    deals, order = case("amount_larger_than_one_fill")
    assert proven(deals, order).total == 200
    [marginal] = Pricer(deals).marginals(order.order, [order.candidates], order.at)
    assert marginal.adds == 0
    assert proven(*case("amount_larger_than_one_fill", 1)).total == 200


def test_a_thousand_units_at_ten_percent_are_priced() -> None:
    deals, order = case("member_ten_percent_999")
    assert proven(deals, order).total == 499 * 135 + 500 * 117


A, B, C, D = (Item(code, code.upper(), price) for code, price in zip("abcd", (300, 50, 20, 130), strict=True))


@pytest.mark.parametrize("units", ["ab", "abc", "bc", "abbc", "aabbcc", "bcbc", "adbc"])
def test_an_amount_off_several_units_is_judged_use_by_use(units: str) -> None:
    deals: list[Deal] = [
        SetAmount(id="m", amount=100, slots=(Slot(1, frozenset("abc")), Slot(1, frozenset("bcd")))),
        SetPrice(id="p", price=280, slots=(Slot(1, frozenset("a")), Slot(1, frozenset("c")))),
    ]
    by_code = {item.code: item for item in (A, B, C, D)}
    order = order_of([by_code[code] for code in units])
    pricer = Pricer(deals)
    assert pricer.price(order, AT).total == lowest(order, deals, AT)[0]
    marginals = pricer.marginals(order, [(item,) for item in by_code.values()], AT)
    for item, marginal in zip(by_code.values(), marginals, strict=True):
        assert marginal.adds == lowest(order.ring(item), deals, AT)[0] - lowest(order, deals, AT)[0]
    stopped = Pricer(deals)
    stopped._steps = -1
    assert stopped.prove(order, AT).total == lowest(order, deals, AT)[0]


@pytest.mark.parametrize("off", range(20, 320, 20))
def test_overlapping_places_may_be_filled_to_save_just_so_much(off: int) -> None:
    units = [Item("a", "A", 200), Item("b", "B", 100), Item("c", "C", 170)]
    every = frozenset("abc")
    deals: list[Deal] = [
        SetPercent(id="p", slots=(Slot(1, every, percent=50), Slot(1, every, percent=20), Slot(1, every))),
        SetPrice(id="x", price=120, slots=(Slot(1, every, {"a": 60, "b": 10}), Slot(1, every, {"a": 20, "c": 50}))),
        Cheapest(id="h", n=2, free=1, percent=50, items=every),
        Spend(id="t", min=470 - off, amount=100, net=True),
    ]
    order = order_of(units)
    priced = Pricer(deals).price(order, AT)
    assert priced.total == lowest(order, deals, AT)[0] == sum(line.net for line in priced.lines)
