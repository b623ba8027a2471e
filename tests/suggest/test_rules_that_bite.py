"""Rules of the panel that could once be deleted with every test green; `tests/rules.py` leaves each one out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_assist.domain.items import Item, Perk
from pos_assist.domain.offers import Moment, OfferKind, Threshold
from pos_assist.domain.problems import Refused
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.suggest.manners import Manners, breach, is_pointless, is_too_dear
from pos_assist.suggest.next_visit import next_visit
from pos_assist.suggest.panel import fills, margin
from pos_assist.suggest.trial import arm_of
from tests.suggest.conftest import (
    BURGER,
    COLA,
    COLA_L,
    PIE,
    POTATO,
    addon,
    make_set,
    now,
    order_of,
    panel,
    shown,
    upgrade,
)


@pytest.mark.parametrize(
    ("before", "after", "gain"),
    [
        (40, 50, 50),  # 60 more, of which 10 are cost
        (None, 50, 60),  # what the smaller one costs is not known: the price stands for the margin
        (40, None, 60),
        (None, None, 60),
        (0, 50, 10),  # a cost of nothing is known
    ],
)
def test_a_margin_is_told_only_where_both_costs_are_known(before: int | None, after: int | None, gain: int) -> None:
    order = order_of(replace(COLA, cost=before))
    assert margin(now(order), upgrade(replace(COLA_L, cost=after)), 60) == gain


@pytest.mark.parametrize(
    ("missing", "adds", "filled"),
    [
        (100, 99, False),
        (100, 100, True),
        (100, 200, True),  # 100 yen beyond are never too much
        (100, 201, False),
        (400, 600, True),  # half of the gap beyond it
        (400, 601, False),
    ],
)
def test_an_offer_fills_the_gap_to_a_perk_if_it_goes_little_beyond_it(missing: int, adds: int, filled: bool) -> None:
    offer = next(iter(panel(now(order_of(BURGER)), addon(PIE)).offers()))
    perk = Threshold("p", "ポイント", missing, 1_000)
    assert fills(perk, replace(offer, adds=adds)) is filled
    assert not fills(replace(perk, reached=True), replace(offer, adds=adds))
    assert not fills(None, offer)


def test_the_last_offer_is_the_one_that_fills_the_gap_and_not_one_far_beyond() -> None:
    perk = Perk("p", "ポイント2倍", 600)
    cake = Item("cake", "ケーキ", 900, cost=10)
    order = order_of(BURGER, COLA)  # 500: 100 are missing
    found = panel(
        now(order, Moment.PAYING, perks=(perk,), manners=Manners(dearest_free=5_000)), addon(cake, 0.9), addon(PIE, 0.1)
    )
    assert shown(found) == {"pie"}
    assert found.threshold
    assert found.threshold.filled_by == next(iter(found.offers())).id


@pytest.mark.parametrize("share", ["51", "100", "-1", "many"])
def test_no_more_than_half_of_the_orders_are_left_without_offers(share: str) -> None:
    with pytest.raises(Refused, match="bad_setting"):
        CONTROL_SHARE.checked(share)
    usual = [arm_of(f"order {i}", {}) for i in range(300)]
    assert [arm_of(f"order {i}", {"control_share": share}) for i in range(300)] == usual
    assert CONTROL_SHARE.checked("50") == "50"


@pytest.mark.parametrize(("price", "offered"), [(99, False), (100, True), (101, True)])
def test_the_next_visits_item_costs_at_least_twice_what_is_taken_off(price: int, offered: bool) -> None:
    candidate = addon(replace(PIE, price=price), 0.3)
    visit = next_visit(now(order_of(BURGER), Moment.PAYING), (candidate,), {"next_visit_amount": "50"})
    assert (visit is not None) is offered


@pytest.mark.parametrize(("chance", "named"), [(0.05, None), (0.0499, "irrelevant"), (0.0501, None)])
def test_what_is_likely_exactly_as_the_floor_says_is_shown(chance: float, named: str | None) -> None:
    assert breach(addon(PIE, chance), now(order_of(BURGER), manners=Manners(floor=5.0))) == named


@pytest.mark.parametrize(("adds", "dear"), [(300, False), (301, True)])
def test_what_costs_exactly_the_dearest_share_is_not_too_dear(adds: int, dear: bool) -> None:
    situation = now(order_of(BURGER, BURGER), manners=Manners(dearest_free=0, dearest_share=50))  # of 600
    assert is_too_dear(adds, situation) is dear


@pytest.mark.parametrize(("adds", "pointless"), [(419, False), (420, True), (421, True)])
def test_a_set_has_to_save_a_yen(adds: int, pointless: bool) -> None:
    assert is_pointless(make_set(POTATO, COLA), adds) is pointless
    assert not is_pointless(addon(POTATO), adds)


@pytest.mark.parametrize("moment", [Moment.CHOSEN, Moment.PAYING])
def test_the_size_of_what_was_ordered_is_left_alone_once_the_customer_has_chosen(moment: Moment) -> None:
    """An add-on just taken may bring its size (`follows`) until the payment, not in it."""
    situation = now(order_of(COLA), moment)
    assert breach(upgrade(COLA_L), situation) == "wrong_moment"
    follows = breach(upgrade(COLA_L, follows=True), situation)
    assert follows == (None if moment is Moment.CHOSEN else "wrong_moment")
    assert breach(addon(PIE), situation) is None
    assert breach(addon(PIE), replace(situation, moment=Moment.PAID)) == "wrong_moment"


def test_a_second_main_makes_place_for_a_second_side() -> None:
    """As many sides as mains: a third with two mains is one too many, and none is needed beside a set's first."""
    side = make_set(POTATO, trigger="burger")
    assert side.kind is OfferKind.MAKE_SET
    for mains, sides, named in [(1, 0, None), (1, 1, "already_there"), (2, 1, None), (2, 2, "already_there")]:
        order = order_of(*[BURGER] * mains, *[POTATO] * sides)
        assert breach(side, now(order)) == named
