"""The rules of politeness, one test each."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from pos_assist.domain.hours import parse_hours
from pos_assist.domain.offers import EMPTY_PANEL, Moment, OfferKind
from pos_assist.domain.problems import Refused
from pos_assist.domain.setting import SettingPlace
from pos_assist.domain.settings import MANNERS, declared, on_page
from pos_assist.suggest.manners import Manners, manners_from
from tests.suggest.conftest import (
    BEER,
    BURGER,
    COLA,
    COLA_L,
    NOON,
    PIE,
    POTATO,
    POTATO_L,
    SAUCE,
    TEA,
    TRIPOD,
    addon,
    make_set,
    now,
    order_of,
    panel,
    shown,
    upgrade,
)

BURGER_ORDER = order_of(BURGER)
GOOD = (addon(POTATO), addon(COLA), addon(PIE), addon(SAUCE), addon(TEA))


def test_at_most_one_upgrade_and_three_add_ons() -> None:
    found = panel(
        now(order_of(POTATO)), upgrade(POTATO_L), upgrade(POTATO_L, kind=OfferKind.GRADE), *GOOD[1:], addon(BURGER)
    )
    assert found.upgrade
    assert len([x for x in found.addons if x]) == 3


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_a_manager_sets_how_many_add_ons_there_are(most: int) -> None:
    found = panel(now(BURGER_ORDER, manners=Manners(addons=most)), *GOOD)
    assert len([x for x in found.addons if x]) == most


def test_a_manager_can_do_without_the_upgrade_card() -> None:
    assert panel(now(order_of(POTATO), manners=Manners(upgrade=False)), upgrade(POTATO_L)).upgrade is None


def test_one_of_a_kind_of_thing() -> None:
    assert len(shown(panel(now(BURGER_ORDER), addon(COLA), addon(TEA)))) == 1
    assert len(shown(panel(now(BURGER_ORDER, manners=Manners(one_of_a_kind=False)), addon(COLA), addon(TEA)))) == 2


def test_what_the_upgrade_card_says_is_not_said_twice() -> None:
    found = panel(now(order_of(BURGER, COLA)), make_set(POTATO), addon(POTATO), addon(POTATO_L), addon(PIE))
    assert found.upgrade
    assert [x.items for x in found.addons if x] == [("pie",)]


def test_below_the_relevance_floor_nothing_is_shown() -> None:
    assert panel(now(BURGER_ORDER), addon(POTATO, 0.019), addon(PIE, 0.01)) == EMPTY_PANEL
    assert shown(panel(now(BURGER_ORDER, manners=Manners(floor=1)), addon(POTATO, 0.019))) == {"potato"}


def test_a_pinned_pairing_is_shown_below_the_floor() -> None:
    assert shown(panel(now(BURGER_ORDER), addon(POTATO, 0.01, pinned=True))) == {"potato"}


def test_a_refused_item_is_not_offered_again() -> None:
    assert panel(now(BURGER_ORDER.refuse("add:potato")), addon(POTATO)) == EMPTY_PANEL


def test_a_refused_set_is_refused_whatever_would_fill_it() -> None:
    refused = order_of(BURGER).refuse("set:set")
    assert panel(now(refused), make_set(POTATO, COLA), make_set(POTATO_L, TEA)) == EMPTY_PANEL


def test_what_a_member_refused_lately_is_not_offered() -> None:
    found = panel(now(BURGER_ORDER, cooled=frozenset({"add:potato"})), addon(POTATO), addon(PIE))
    assert shown(found) == {"pie"}


def test_no_more_offers_empties_the_panel() -> None:
    assert panel(now(replace(BURGER_ORDER, no_more_offers=True)), *GOOD) == EMPTY_PANEL


def test_switched_off_the_panel_is_empty() -> None:
    assert panel(now(BURGER_ORDER, manners=Manners(offers=False)), *GOOD) == EMPTY_PANEL


def test_nothing_sold_out_or_off_the_menu() -> None:
    gone = (addon(replace(POTATO, sold_out=True)), addon(replace(PIE, retired=True)))
    assert panel(now(BURGER_ORDER), *gone, make_set(replace(POTATO, sold_out=True), COLA)) == EMPTY_PANEL


def test_age_restricted_items_are_sold_but_not_offered() -> None:
    assert panel(now(BURGER_ORDER), addon(BEER)) == EMPTY_PANEL
    assert shown(panel(now(BURGER_ORDER, manners=Manners(age_restricted=True)), addon(BEER))) == {"beer"}


def test_what_the_shop_never_offers_is_on_no_card_even_pinned() -> None:
    bag = replace(SAUCE, code="bag", never_offer=True)
    assert not shown(panel(now(BURGER_ORDER), addon(bag, pinned=True)))
    assert not shown(panel(now(BURGER_ORDER), make_set(bag, POTATO)))


def test_alcohol_is_offered_in_its_hours_alone_and_never_beside_a_childs_item() -> None:
    adults = Manners(age_restricted=True)
    beer = addon(replace(BEER, alcohol=True))
    evening = NOON.replace(hour=19)
    assert not shown(panel(now(BURGER_ORDER, manners=adults), beer))
    assert shown(panel(now(BURGER_ORDER, manners=adults, at=evening), beer)) == {"beer"}
    assert shown(panel(now(BURGER_ORDER, manners=adults, at=NOON.replace(hour=1)), beer)) == {"beer"}
    child = order_of(BURGER, replace(PIE, code="plate", kids=True))
    assert not shown(panel(now(child, manners=adults, at=evening), beer))
    assert shown(panel(now(BURGER_ORDER, manners=replace(adults, alcohol_hours=())), beer)) == {"beer"}


def test_nothing_that_is_already_there_in_that_role() -> None:
    assert panel(now(order_of(BURGER, TEA)), addon(COLA)) == EMPTY_PANEL
    with_a_second = now(order_of(BURGER, TEA), manners=Manners(same_role=True))
    assert shown(panel(with_a_second, addon(COLA), addon(TEA))) == {"cola"}


def test_a_set_brings_a_second_side_only_beside_a_second_main() -> None:
    assert panel(now(order_of(BURGER, POTATO, COLA)), make_set(POTATO, COLA)) == EMPTY_PANEL
    two = order_of(BURGER, POTATO, COLA).set_qty(1, 2)
    assert shown(panel(now(two), make_set(POTATO, COLA))) == {"potato", "cola"}


def test_nothing_out_of_its_hours() -> None:
    breakfast = {"pie": parse_hours("7:00-10:30")}
    assert panel(now(BURGER_ORDER, manners=Manners(hours_of=breakfast)), addon(PIE)) == EMPTY_PANEL
    early = now(BURGER_ORDER, manners=Manners(hours_of=breakfast), at=NOON.replace(hour=8))
    assert shown(panel(early, addon(PIE))) == {"pie"}


def test_a_departments_hours_hold_for_its_items() -> None:
    lunch = Manners(hours_of={"sweets": parse_hours("14:00-17:00")})
    assert panel(now(BURGER_ORDER, manners=lunch), addon(replace(PIE, department="sweets"))) == EMPTY_PANEL


def test_nothing_dearer_than_a_share_of_the_order() -> None:
    assert panel(now(order_of(SAUCE)), addon(TRIPOD, 0.5)) == EMPTY_PANEL
    camera = replace(BURGER, code="camera", price=120_000, cost=90_000)
    assert shown(panel(now(order_of(camera)), addon(TRIPOD, 0.5))) == {"tripod"}
    assert panel(now(order_of(camera), manners=Manners(dearest_share=10)), addon(TRIPOD, 0.5)) == EMPTY_PANEL


def test_in_a_rush_only_the_quickest_single_offer() -> None:
    found = panel(now(BURGER_ORDER, rush=True), make_set(POTATO, COLA), addon(SAUCE, 0.6), addon(POTATO, 0.3))
    assert [x.items for x in found.offers()] == [("sauce",)]


def test_quiet_hours_are_quiet() -> None:
    quiet = Manners(quiet_hours=parse_hours("11:30-13:00"))
    assert panel(now(BURGER_ORDER, manners=quiet), *GOOD) == EMPTY_PANEL
    assert panel(now(BURGER_ORDER, manners=quiet, at=NOON.replace(hour=14)), *GOOD) != EMPTY_PANEL


def test_an_offer_is_made_to_as_many_orders_a_day_as_the_manager_allows() -> None:
    capped = Manners(daily_cap=5)
    assert panel(now(BURGER_ORDER, manners=capped, shown_today={"add:potato": 5}), addon(POTATO)) == EMPTY_PANEL
    assert shown(panel(now(BURGER_ORDER, manners=capped, shown_today={"add:potato": 4}), addon(POTATO))) == {"potato"}


def test_a_set_that_saves_nothing_is_not_offered() -> None:
    assert panel(now(BURGER_ORDER), make_set(POTATO, COLA), off=0) == EMPTY_PANEL


def test_an_offer_that_loses_money_is_not_made_unless_pinned() -> None:
    at_a_loss = replace(SAUCE, cost=35)
    assert panel(now(BURGER_ORDER), addon(at_a_loss)) == EMPTY_PANEL
    assert shown(panel(now(BURGER_ORDER), addon(at_a_loss, pinned=True))) == {"sauce"}


def test_larger_and_better_belong_to_choosing() -> None:
    order = order_of(POTATO)
    assert panel(now(order), upgrade(POTATO_L)).upgrade
    assert panel(now(order, Moment.CHOSEN), upgrade(POTATO_L)) == EMPTY_PANEL


def test_an_add_on_that_was_taken_may_bring_its_upgrade_next() -> None:
    assert panel(now(order_of(BURGER, COLA), Moment.CHOSEN), upgrade(COLA_L, 2, follows=True)).upgrade


def test_before_payment_there_is_one_last_offer_and_no_upgrade() -> None:
    found = panel(now(BURGER_ORDER, Moment.PAYING), make_set(POTATO, COLA), *GOOD)
    assert found.upgrade is None
    assert len(found.offers()) == 1


def test_after_payment_the_panel_is_empty() -> None:
    assert panel(now(BURGER_ORDER, Moment.PAID), *GOOD) == EMPTY_PANEL


def test_every_field_of_the_manners_is_a_setting_with_words() -> None:
    names = {x.name.removeprefix(MANNERS) for x in on_page(SettingPlace.MANNERS)}
    assert names | {"hours_of"} == {f.name for f in fields(Manners)}
    assert all(x.label and x.what for x in on_page(SettingPlace.MANNERS))


def test_the_defaults_written_out_read_as_the_defaults() -> None:
    assert manners_from({x.name: x.usual for x in on_page(SettingPlace.MANNERS)}) == Manners()


def test_a_setting_that_cannot_be_is_refused_and_ignored() -> None:
    for name, value in (("manners.addons", "4"), ("manners.quiet_hours", "25:00-26:00"), ("manners.nonsense", "1")):
        with pytest.raises(Refused, match=r"bad_setting|no_such_setting"):
            declared(name).checked(value)
    assert manners_from({"manners.addons": "many", "manners.floor": "7"}) == Manners(floor=7)


def test_hours_may_run_past_midnight() -> None:
    night = manners_from({"manners.quiet_hours": "22:00-02:00"})
    for hour, quiet in ((21, False), (23, True), (1, True), (2, False)):
        found = panel(now(BURGER_ORDER, manners=night, at=NOON.replace(hour=hour)), *GOOD)
        assert (found == EMPTY_PANEL) is quiet
