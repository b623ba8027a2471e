"""Rules of the panel that could once be deleted with every test green; `tests/rules.py` leaves each one out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_assist.domain.deals import Deal, SetPrice, Slot, When
from pos_assist.domain.items import Item, Perk
from pos_assist.domain.offers import Moment, OfferKind, Threshold
from pos_assist.domain.options import parse_groups
from pos_assist.domain.problems import Refused
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.suggest.manners import Manners, breach, is_pointless, is_too_dear
from pos_assist.suggest.next_visit import next_visit
from pos_assist.suggest.panel import SHORTLIST, fills, margin, threshold
from pos_assist.suggest.sets import Gap, SetIndex
from pos_assist.suggest.trial import arm_of
from tests.suggest.conftest import (
    BURGER,
    COLA,
    COLA_L,
    NOON,
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
    dressed = replace(POTATO, options=parse_groups("ソース[1]: 塩 +30"))  # paid on top of the set, and without it
    assert is_pointless(make_set(dressed, COLA), adds + 30) is pointless


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


def test_a_card_of_a_set_is_called_like_the_set_and_one_without_a_name_like_what_it_adds() -> None:
    named = next(iter(panel(now(order_of(BURGER)), make_set(POTATO, COLA)).offers()))
    nameless = next(iter(panel(now(order_of(BURGER)), replace(make_set(POTATO, COLA), deal_name="")).offers()))
    assert (named.title, nameless.title) == ("セット", "ポテト + コーラ")
    assert next(iter(panel(now(order_of(BURGER)), replace(addon(PIE), deal_name="3個")).offers())).title == "パイ"


def test_of_more_candidates_than_are_priced_the_pinned_and_the_likeliest_are(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [addon(Item(f"x{i}", f"X{i}", 100, role=f"r{i}", cost=10), 0.1) for i in range(SHORTLIST)]
    best = addon(Item("best", "Best", 100, role="best", cost=10), 0.5)
    pinned = addon(Item("pin", "Pin", 10, role="pin", cost=1), 0.06, pinned=True)
    assert {"pin", "best"} <= shown(panel(now(order_of(BURGER)), *many, best, pinned))


@pytest.mark.parametrize(
    ("total", "missing"), [(249, None), (250, 250), (251, 249), (499, 1), (500, 0), (501, 0), (0, None)]
)
def test_a_perk_is_spoken_of_from_half_way_on(total: int, missing: int | None) -> None:
    found = threshold((Perk("p", "P", 500),), order_of(BURGER), total)
    assert (found.missing if found else None) == missing
    assert not found or found.reached is (total >= 500)


def test_of_several_perks_the_nearest_counts_and_one_for_eating_in_only_there() -> None:
    perks = (Perk("far", "F", 900), Perk("near", "N", 500), Perk("in", "I", 400, mode="eat_in"))
    assert [
        (found.perk, found.missing) if (found := threshold(perks, order_of(BURGER), total)) else None
        for total in (300, 499, 500, 899, 900)
    ] == [("near", 200), ("near", 1), ("far", 400), ("far", 1), ("far", 0)]


# -- nearly complete sets ----------------------------------------------------------------------------------------------

MAIN, SIDES, DRINKS = frozenset({"burger"}), frozenset({"potato", "potato-l"}), frozenset({"cola", "tea"})
THREE = SetPrice(
    id="three", name="Three", price=600, slots=(Slot(1, MAIN), Slot(1, SIDES, {"potato-l": 50}), Slot(1, DRINKS))
)
TWO_DRINKS = SetPrice(id="two", name="", price=300, slots=(Slot(2, DRINKS, {}, 0, 2),))


def gaps(code: str, units: dict[str, int], *deals: Deal) -> list[Gap]:
    return SetIndex(deals or (THREE,)).gaps(code, units, order_of(BURGER), NOON, NOON.date())


def test_a_set_lacks_what_the_order_does_not_have() -> None:
    [gap] = gaps("burger", {"burger": 1})
    assert (gap.deal, gap.name, gap.missing, gap.dearer, gap.units) == (
        "three",
        "Three",
        (SIDES, DRINKS),
        {"potato-l": 50},
        3,
    )
    [gap] = gaps("burger", {"burger": 1, "potato": 1})
    assert gap.missing == (DRINKS,)
    assert gaps("burger", {"burger": 1, "potato": 1, "tea": 1}) == []  # nothing is missing
    assert gaps("pie", {"burger": 1, "pie": 1}) == []  # no part of it


def test_a_set_is_not_led_by_its_sides_but_completed_by_what_leads_it() -> None:
    """Fries are offered with a burger, never a burger with fries."""
    assert gaps("potato", {"potato": 1, "cola": 1}) == []
    [gap] = gaps("potato", {"burger": 1, "potato": 1})
    assert gap.missing == (DRINKS,)


def test_more_than_two_missing_units_are_another_purchase() -> None:
    four = SetPrice(id="four", price=900, slots=(*THREE.slots, Slot(1, frozenset({"pie"}))))
    assert gaps("burger", {"burger": 1}, four) == []
    assert len(gaps("burger", {"burger": 1, "pie": 1}, four)) == 1


def test_a_set_of_one_kind_lacks_its_second_unit_and_is_called_by_its_id_where_it_has_no_name() -> None:
    [gap] = gaps("cola", {"cola": 1}, TWO_DRINKS)
    assert (gap.name, gap.missing, gap.units) == ("two", (DRINKS,), 2)
    assert gaps("cola", {"cola": 1, "tea": 1}, TWO_DRINKS) == []
    assert gaps("cola", {"cola": 2}, TWO_DRINKS) == []


def test_the_item_just_rung_up_takes_its_own_place_first() -> None:
    """Of a tea and a cola in the order, the narrow place for colas must not be left to the tea's."""
    narrow = SetPrice(
        id="n",
        price=500,
        slots=(Slot(1, frozenset({"cola"})), Slot(1, frozenset({"cola", "tea"})), Slot(1, frozenset({"pie"}))),
    )
    [gap] = gaps("cola", {"tea": 1, "cola": 1}, narrow)
    assert gap.missing == (frozenset({"pie"}),)
    [gap] = gaps("tea", {"tea": 1, "cola": 1}, narrow)
    assert gap.missing == (frozenset({"pie"}),)


def test_a_deal_that_does_not_hold_now_has_no_gap() -> None:
    assert gaps("burger", {"burger": 1}, replace(THREE, when=When(member=True))) == []
    assert len(gaps("burger", {"burger": 1}, replace(THREE, when=When()))) == 1
