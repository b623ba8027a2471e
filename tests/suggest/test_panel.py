"""What a cashier can say of the panel: what leads when, what it is worth, and that cards stay where they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_assist.domain.deals import SetPrice, Slot
from pos_assist.domain.items import Pairing, Perk, Upgrade
from pos_assist.domain.offers import Moment, OfferKind
from pos_assist.domain.receipts import Arm
from pos_assist.i18n.offer_texts import why_words
from pos_assist.i18n.translate import set_language
from pos_assist.suggest.exercises import exercises
from pos_assist.suggest.lines import TEMPLATES, spoken_line
from pos_assist.suggest.manners import Manners
from pos_assist.suggest.next_visit import coupon_deal, next_visit, redeemed
from pos_assist.suggest.panel import luck, margin
from pos_assist.suggest.trial import arm_of, leading
from tests.suggest.conftest import (
    BURGER,
    COLA,
    COLA_L,
    NOON,
    PIE,
    POTATO,
    POTATO_L,
    SAUCE,
    addon,
    make_set,
    now,
    order_of,
    panel,
    upgrade,
)

POINTS = Perk("points", "ポイント2倍", 500)


def test_the_best_upgrade_leads_not_the_dearest() -> None:
    order = order_of(POTATO)
    dear = replace(POTATO_L, code="dear", price=720, cost=500)
    found = panel(now(order), upgrade(dear, chance=0.05, kind=OfferKind.GRADE), upgrade(POTATO_L, chance=0.3))
    assert found.upgrade
    assert found.upgrade.items == ("potato-l",)


def test_the_upgrade_about_the_item_just_rung_up_leads() -> None:
    order = order_of(POTATO, COLA)
    found = panel(now(order), upgrade(POTATO_L, 1, 0.9, latest=False), upgrade(COLA_L, 2, 0.1))
    assert found.upgrade
    assert found.upgrade.items == ("cola-l",)


def test_the_worth_of_an_upgrade_counts_the_cost_of_what_it_replaces() -> None:
    situation = now(order_of(POTATO))
    assert margin(situation, upgrade(POTATO_L), 80) == 80 - 60 + 50


def test_where_a_cost_is_unknown_the_price_stands_for_the_margin() -> None:
    found = panel(now(order_of(BURGER)), addon(replace(PIE, cost=None)))
    [card] = found.offers()
    assert card.why
    assert card.why.margin == 160
    assert not card.why.cost_known


def test_a_card_that_stays_good_keeps_its_place() -> None:
    first = panel(now(order_of(BURGER)), addon(POTATO, 0.5), addon(PIE, 0.4), addon(SAUCE, 0.3))
    after = panel(
        now(order_of(BURGER)), addon(POTATO, 0.1), addon(PIE, 0.6), addon(SAUCE, 0.7), addon(COLA, 0.9), before=first
    )
    assert [x.items for x in after.addons if x] == [x.items for x in first.addons if x]


def test_pinned_add_ons_come_first() -> None:
    found = panel(now(order_of(BURGER), manners=Manners(addons=1)), addon(POTATO, 0.9), addon(SAUCE, 0.05, pinned=True))
    assert [x.items for x in found.offers()] == [("sauce",)]


def test_before_payment_the_last_offer_fills_the_gap_to_a_perk() -> None:
    order = order_of(BURGER, COLA)  # 500
    perk = Perk("p", "送料無料", 650)
    found = panel(now(order, Moment.PAYING, perks=(perk,)), addon(POTATO_L, 0.9), addon(PIE, 0.1), addon(SAUCE, 0.5))
    [card] = found.offers()
    assert card.items == ("pie",)  # 160 for a gap of 150; the potato is 300, the sauce 30
    assert found.threshold
    assert (found.threshold.missing, found.threshold.filled_by) == (150, card.id)


def test_the_threshold_line_speaks_of_a_perk_that_is_near() -> None:
    assert panel(now(order_of(SAUCE), perks=(POINTS,))).threshold is None
    near = panel(now(order_of(BURGER), perks=(POINTS,))).threshold
    assert near
    assert (near.missing, near.reached) == (200, False)
    reached = panel(now(order_of(BURGER, COLA), perks=(POINTS,))).threshold
    assert reached
    assert reached.reached
    assert panel(now(order_of(BURGER), perks=(POINTS,), manners=Manners(threshold=False))).threshold is None


def test_a_set_offers_what_could_take_the_place_of_its_parts() -> None:
    found = panel(now(order_of(BURGER)), make_set(POTATO, COLA, choices=(("potato", "pie"), ("cola", "tea"))))
    assert found.upgrade
    assert found.upgrade.choices == (("potato", "pie"), ("cola", "tea"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_wording_asks_and_never_presses(language: str) -> None:
    pressing = ("絶対", "ぜひ買", "お得ですよ!", "must", "need to", "only today", "!", "!")
    for kind, lines in TEMPLATES[language].items():
        assert len(lines) >= 2, kind
        for line in lines:
            assert not any(word in line for word in pressing)
            assert kind is OfferKind.NEXT_VISIT or line.rstrip().endswith(("?", "?"))


def test_several_lines_take_turns_from_order_to_order() -> None:
    said = {spoken_line(OfferKind.ADDON, ("ポテト",), language="ja", turn=f"order {i}") for i in range(30)}
    assert len(said) == len(TEMPLATES["ja"][OfferKind.ADDON])


def test_a_managers_own_lines_win_and_take_turns() -> None:
    said = {
        spoken_line(OfferKind.ADDON, ("X",), language="ja", own="{item}は? | {item}も?", turn=str(i)) for i in range(30)
    }
    assert said == {"Xは?", "Xも?"}


def test_every_card_has_its_line_in_a_second_language() -> None:
    found = panel(now(order_of(BURGER), guest_language="en"), addon(POTATO, words="ポテトは?"))
    [card] = found.offers()
    assert card.line == "ポテトは?"
    assert card.guest_line.endswith("?")
    assert card.guest_line.isascii() is False  # the item keeps the name that is on the menu
    assert "ポテト" in card.guest_line


def test_luck_belongs_to_the_order_and_spreads_like_a_normal() -> None:
    draws = [luck(f"order {i}") for i in range(4000)]
    mean = sum(draws) / len(draws)
    assert abs(mean) < 0.05
    assert 0.95 < sum((x - mean) ** 2 for x in draws) / len(draws) < 1.05
    assert luck("order 7") == draws[7]


def test_the_same_order_gets_the_same_panel() -> None:
    situation, candidates = now(order_of(BURGER)), (addon(POTATO), addon(PIE), addon(SAUCE))
    assert panel(situation, *candidates) == panel(situation, *reversed(candidates))


# -- trials -------------------------------------------------------------------------------------------------------


def test_a_tenth_of_the_orders_sees_no_offers_unless_told_otherwise() -> None:
    arms = [arm_of(f"order {i}", {}) for i in range(5000)]
    assert 0.085 < arms.count(Arm.CONTROL) / 5000 < 0.115
    assert set(arms) == {Arm.CONTROL, Arm.OFFERS}


def test_switched_off_there_is_no_trial() -> None:
    assert {arm_of(f"order {i}", {"control_share": "0"}) for i in range(500)} == {Arm.NONE}


def test_an_orders_side_never_changes_while_the_share_stands() -> None:
    assert len({arm_of("order 1", {"control_share": "10"}) for _ in range(5)}) == 1


def test_a_managers_experiment_splits_the_rest_in_halves() -> None:
    arms = [arm_of(f"order {i}", {"experiment": "wording"}) for i in range(5000)]
    assert abs(arms.count(Arm.A) - arms.count(Arm.B)) < 250
    assert 0.085 < arms.count(Arm.CONTROL) / 5000 < 0.115


def test_in_an_experiment_with_wordings_the_side_picks_the_line() -> None:
    for variant, line in (("A", "ひとつ?"), ("B", "ふたつ?")):
        found = panel(now(order_of(BURGER), variant=variant, rotate=False), addon(POTATO, words="ひとつ?|ふたつ?"))
        [card] = found.offers()
        assert (card.line, card.variant) == (line, variant)


def test_in_an_experiment_with_lists_each_side_has_its_own() -> None:
    settings = {"experiment": "list", "experiment.list_a": "pie", "experiment.list_b": "sauce, potato"}
    assert leading(Arm.A, settings) == ("pie",)
    assert leading(Arm.B, settings) == ("sauce", "potato")
    assert leading(Arm.OFFERS, settings) == ()


# -- the next visit -----------------------------------------------------------------------------------------------


def test_the_receipt_offers_what_is_likeliest_to_please_next_time() -> None:
    settings = {"next_visit_amount": "50"}
    candidates = (addon(POTATO, 0.2), addon(PIE, 0.3), addon(SAUCE, 0.9), make_set(POTATO, COLA))
    visit = next_visit(now(order_of(BURGER), Moment.PAYING), candidates, settings)
    assert visit
    assert (visit.item, visit.amount, (visit.until - NOON.date()).days) == ("pie", 50, 30)  # the sauce costs only 30
    assert visit.code.startswith("NV")
    deal = coupon_deal(visit, "ja")
    assert (deal.amount, deal.max_uses, deal.slots[0].items) == (50, 1, frozenset({"pie"}))
    assert redeemed((visit,), [deal.id]) == (visit.code,)
    assert redeemed((visit,), []) == ()


def test_a_shop_that_sets_no_amount_prints_no_next_visit_offers() -> None:
    assert next_visit(now(order_of(BURGER), Moment.PAYING), (addon(PIE),), {}) is None


# -- practice -----------------------------------------------------------------------------------------------------


def test_a_trainee_gets_orders_that_show_each_part_of_the_panel() -> None:
    deal = SetPrice(
        id="s", price=600, slots=tuple(Slot(1, frozenset(x)) for x in ({"burger"}, {"potato", "potato-l"}, {"cola"}))
    )
    items = (BURGER, POTATO, POTATO_L, COLA, PIE, SAUCE)
    found = exercises(items, (Upgrade("potato", "potato-l"),), (Pairing("burger", "pie"),), (deal,), (POINTS,))
    assert [(x.what, x.items) for x in found] == [
        ("upgrade", ("potato",)),
        ("set", ("burger", "potato")),
        ("pairing", ("burger",)),
        ("threshold", ("burger",)),
    ]
    assert exercises(items, (), (), (), ()) == ()


def test_why_says_what_the_worth_was_reckoned_from() -> None:
    [card] = panel(now(order_of(BURGER)), addon(POTATO, 0.25, shown=40, accepted=10)).offers()
    set_language("en")
    try:
        words = why_words(card)
    finally:
        set_language("ja")
    assert words[1:] == (
        "Offered 40 times in this shop: taken 10",
        "Expected to be taken 25% of the time here and now",
        "Leaves ¥170 after the set price",
    )
