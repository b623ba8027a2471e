"""Rules of the counter that could once be deleted with every test green: each has a test that fails without it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Item, Pairing, PairingState
from pos_assist.domain.offers import EMPTY_PANEL, Moment, Offer, OfferKind, Panel, Reason
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.till.offer_log import OfferLog
from pos_assist.services.till.till import TOO_SOON, Till
from pos_assist.shop import Shop
from tests.services.till.conftest import NOON, Clock, OpenShop

COLA, LARGE = Item("cola", "コーラ", 200), Item("cola-l", "コーラ L", 260)


def order(*items: Item) -> Order:
    made = Order("k", 1, NOON)
    for item in items:
        made = made.ring(item)
    return made


def paid(till: Till) -> str:
    till.pay()
    receipt = till.tender(TenderKind.CASH, till.view.due).last_receipt
    assert receipt
    return receipt.key


# -- an order's lines ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [ServiceMode.EAT_IN, ServiceMode.TAKEOUT])
@pytest.mark.parametrize("qty", [1, 2])
def test_an_upgrade_keeps_how_its_line_is_eaten(mode: ServiceMode, qty: int) -> None:
    before = order(COLA).set_qty(1, qty).set_line_mode(1, mode)
    after = before.exchange(1, LARGE, "offer")
    assert [x.mode for x in after.lines] == [mode] * len(after.lines)
    assert after.units() == ({"cola-l": 1} if qty == 1 else {"cola": 1, "cola-l": 1})


def test_units_rung_up_do_not_join_the_line_that_an_offer_brought() -> None:
    before = order(COLA).exchange(1, LARGE, "offer")
    after = before.ring(LARGE)
    assert [(x.item.code, x.qty, x.offer) for x in after.lines] == [("cola-l", 1, "offer"), ("cola-l", 1, "")]


# -- money on the counter ------------------------------------------------------------------------------------------


def test_an_order_that_is_partly_paid_changes_in_nothing(till: Till, clock: Clock) -> None:
    till.ring("cheeseburger")
    till.ring("potato-m")
    clock.pass_by(1)
    offers = till.view.panel.offers()
    till.pay()
    till.tender(TenderKind.CARD, 100)
    before = till.view
    [first, *_] = before.order.lines
    changes: dict[str, Callable[[], object]] = {
        "ring": lambda: till.ring("cola-m"),
        "scan": lambda: till.scan("2901000000176"),
        "void": lambda: till.void(first.id),
        "quantity": lambda: till.set_qty(first.id, 3),
        "mode": lambda: till.set_mode(ServiceMode.EAT_IN),
        "hold": till.hold,
        "accept": lambda: till.accept(offers[0].id),
    }
    for name, change in changes.items():
        with suppress(Refused):
            change()
        assert (name, till.view.order, till.view.tenders) == (name, before.order, before.tenders)
        assert till.view.priced.total == before.priced.total


def test_nothing_is_no_payment(till: Till) -> None:
    till.ring("cheeseburger")
    till.pay()
    for amount in (0, -1):
        with pytest.raises(Refused, match="bad_amount"):
            till.tender(TenderKind.CASH, amount)
    assert till.view.tenders == ()
    assert till.view.due == till.view.priced.total


def test_an_item_that_sold_out_meanwhile_is_not_taken_with_its_card(till: Till, clock: Clock) -> None:
    till.ring("cheeseburger")
    clock.pass_by(1)
    offer = next(x for x in till.view.panel.addons if x)
    till._catalog.set_sold_out(offer.items[0], True)
    before = till.view.order
    with pytest.raises(Refused, match=r"sold_out|no_such_offer"):
        till.accept(offer.id)
    assert till.view.order == before


def test_an_upgrade_that_was_taken_brings_no_further_one(till: Till, clock: Clock) -> None:
    """M14 goes one step: from S to M is offered, and M to L to who asked for M, so that the rule has something to keep
    back; from S to M to L is not, also after the next items."""

    def larger() -> set[str]:
        clock.pass_by(1)
        return {x.items[0] for x in till.view.panel.offers() if x.kind is OfferKind.SIZE}

    till.ring("cola-m")
    assert larger() == {"cola-l"}
    till.undo()
    till.ring("cola-s")
    assert larger() == {"cola-m"}
    till.accept(next(x.id for x in till.view.panel.offers() if x.kind is OfferKind.SIZE))
    assert "cola-l" not in larger()
    for code in ("hamburger", "nuggets-5"):
        till.ring(code)
        assert "cola-l" not in larger()


# -- giving back ---------------------------------------------------------------------------------------------------


def test_nothing_more_is_given_back_of_a_voided_receipt(till: Till) -> None:
    till.ring("cheeseburger")
    key = paid(till)
    till.past.void(key, "test")
    with pytest.raises(Refused, match="already_voided"):
        till.past.refund(key, {1: 1}, "test")


def test_a_void_is_forgotten_by_what_the_counter_has_in_memory(open_burger: OpenShop, clock: Clock) -> None:
    shop = open_burger()
    shop.till.ring("nuggets-5")
    shop.till.ring("imo-pie")
    before = shop.storage.learned.pair("nuggets-5", "imo-pie")
    key = paid(shop.till)
    assert shop.storage.learned.pair("nuggets-5", "imo-pie")[0] == before[0] + 1
    shop.till.past.void(key, "test")
    assert shop.storage.learned.pair("nuggets-5", "imo-pie") == before
    seen = [x.items for x in shop.till.ring("nuggets-5").panel.offers()]
    clock.pass_by(1)
    again = open_burger()
    assert [x.items for x in again.till.view.panel.offers()] == seen


def test_the_counts_and_answers_behind_a_card_are_those_of_before_a_sale_that_was_voided(
    till: Till, clock: Clock
) -> None:
    """Also where the counter had looked at them with the sale in."""

    def behind_potato() -> tuple[object, ...]:
        card = next(x for x in till.ring("cheeseburger").panel.offers() if x.items == ("potato-m",))
        assert card.why
        till.undo()
        return card.reason, card.trigger, card.why.shown, card.why.accepted

    before = behind_potato()
    till.ring("cheeseburger")
    clock.pass_by(2)
    till.accept(next(x.id for x in till.view.panel.offers() if x.items == ("potato-m",)))
    key = paid(till)
    assert behind_potato() != before
    till.past.void(key, "test")
    assert behind_potato() == before


# -- coupons -------------------------------------------------------------------------------------------------------


def coupon(shop: Shop) -> tuple[str, date]:
    """The next-visit offer of a sale."""
    for code in ("cheeseburger", "nuggets-5", "hamburger", "cola-m", "potato-m") * 4:
        shop.till.ring(code)
        shop.till.pay()
        receipt = shop.till.tender(TenderKind.CASH, shop.till.view.due).last_receipt
        if receipt and receipt.next_visit:
            return receipt.next_visit.code, receipt.next_visit.until
    pytest.fail("no offer for the next visit was made")


def test_a_coupon_counts_on_its_last_day_and_no_longer(shop: Shop, clock: Clock) -> None:
    code, until = coupon(shop)
    clock.at = NOON.replace(year=until.year, month=until.month, day=until.day)
    assert [x.code for x in shop.till.redeem(code).order.coupons] == [code]
    shop.till.undo()
    clock.at += timedelta(days=1)
    with pytest.raises(Refused, match="coupon_over"):
        shop.till.redeem(code)


def test_a_coupon_in_a_held_order_is_not_used_again(shop: Shop) -> None:
    code, _ = coupon(shop)
    shop.till.redeem(code)
    shop.till.hold()
    with pytest.raises(Refused, match="coupon_used"):
        shop.till.redeem(code)


@pytest.mark.parametrize("card", ["x" * 65, "M1\n", "M\x1b[2J", "M\u202e1"])
def test_what_no_card_bears_is_no_members_number(till: Till, card: str) -> None:
    with pytest.raises(Refused, match="bad_member"):
        till.set_member(card)
    member = till.set_member("M-0001", new=True).order.member  # its id: the number itself is nowhere
    assert member == till.set_member("m0001").order.member != "M-0001"


# -- the price at the till -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part_paid", [False, True])
def test_a_lower_price_that_is_proved_late_reaches_who_pays_only_before_any_money_is_taken(
    till: Till, part_paid: bool
) -> None:
    till.ring("cheeseburger")
    till.ring("cola-m")
    till.pay()
    if part_paid:
        till.tender(TenderKind.CARD, 100)
    before = till.view
    till._proved(before.order, replace(before.priced, total=before.priced.total - 10))
    assert till.view.priced.total == before.priced.total - (0 if part_paid else 10)
    till._proved(before.order, replace(before.priced, total=before.priced.total + 10))  # never upwards
    assert till.view.priced.total == before.priced.total - (0 if part_paid else 10)


# -- what is offered ---------------------------------------------------------------------------------------------------


def set_card(till: Till) -> Offer:
    return next(x for x in till.view.panel.offers() if x.kind is OfferKind.MAKE_SET)


@pytest.mark.parametrize("why", ["sold out", "off the menu", "for adults", "by weight"])
def test_what_cannot_be_offered_is_no_part_of_a_set_nor_a_choice_for_it(
    open_burger: OpenShop, clock: Clock, why: str
) -> None:
    shop = open_burger()
    card = next(
        found
        for code in ("cheeseburger", "hamburger", "teriyaki", "fish")
        if shop.catalog.item(code)
        if (found := next((x for x in shop.till.ring(code).panel.offers() if x.kind is OfferKind.MAKE_SET), None))
    )
    main = shop.till.view.order.lines[-1].item.code
    taken = card.items[0]
    item = shop.catalog.item(taken)
    assert item
    match why:
        case "sold out":
            shop.till._catalog.set_sold_out(taken, True)
        case "off the menu":
            shop.storage.catalog.put_items([replace(item, retired=True)])
        case "for adults":
            shop.storage.catalog.put_items([replace(item, age_restricted=True)])
        case _:
            shop.storage.catalog.put_items([replace(item, by_weight=True)])
    shop = open_burger()
    till = shop.till
    while till.view.order.lines:
        till.void(till.view.order.lines[0].id)
    till.ring(main)
    again = set_card(till)
    assert taken not in again.items
    assert all(taken not in place for place in again.choices)


def test_a_pairing_is_offered_in_its_hours_only_past_midnight_too(shop: Shop, clock: Clock) -> None:
    pin = Pairing("imo-pie", "cola-s", PairingState.PINNED, hours=parse_hours("22:00-02:00"))
    shop.storage.catalog.put_pairings([pin])
    for hour, offered in ((12, False), (21, False), (22, True), (23, True), (25, True), (26, False)):
        clock.at = NOON.replace(hour=0) + timedelta(hours=hour)
        while shop.till.view.order.lines:
            shop.till.void(shop.till.view.order.lines[0].id)
        panel = shop.till.ring("imo-pie").panel
        assert (hour, any(x.items == ("cola-s",) and x.reason.code == "pinned" for x in panel.offers())) == (
            hour,
            offered,
        )


def test_counts_below_three_receipts_are_no_reason_to_give(shop: Shop) -> None:
    """«2 of 3 who bought A had B» says nothing; from three receipts on it is told."""
    items = [x.code for department in shop.catalog.departments() for x in shop.catalog.keys(department.code, 0)]
    seldom = sorted(items, key=lambda x: shop.storage.learned.pair(x, x)[0])  # twice together is more than chance then
    a, b = next((x, y) for y in seldom for x in seldom if x != y and shop.storage.learned.pair(x, y)[0] == 0)
    gatherer = shop.till._panels._gatherer
    offer = Offer("o", OfferKind.ADDON, (b,), "B", 100, 100, "?", Reason("popular"), a)
    item = shop.catalog.item(a)
    assert item
    for together in range(1, 4):
        shop.till.ring(a)
        shop.till.ring(b)
        paid(shop.till)
        (told, *_) = gatherer.with_evidence(Panel(None, (offer, None, None)), order(item)).addons
        assert told
        assert told.reason.code == ("together" if together >= 3 else "popular")


def test_an_offer_is_made_to_as_many_orders_of_a_day_as_the_manager_allows(open_burger: OpenShop, clock: Clock) -> None:
    """Over a restart too; the order under way keeps its card, and the next day counts anew."""
    shop = open_burger()
    shop.storage.catalog.put_setting("manners.daily_cap", "2")
    shop.storage.catalog.put_setting("control_share", "0")

    def offered(shop: Shop) -> bool:
        found = any(x.items == ("potato-m",) for x in shop.till.ring("cheeseburger").panel.offers())
        clock.pass_by(2)
        again = any(x.items == ("potato-m",) for x in shop.till.ring("imo-pie").panel.offers())
        assert again == found  # its own showing is not held against it
        clock.pass_by(2)
        paid(shop.till)
        return found

    assert offered(shop)
    shop = open_burger()
    assert offered(shop)
    assert not offered(shop)
    shop = open_burger()
    assert not offered(shop)
    clock.at += timedelta(days=1)
    assert offered(shop)


def test_a_card_that_moved_is_too_soon_to_be_touched_again(clock: Clock) -> None:
    """A finger on its way to one place must not hit what came there a moment ago."""
    first, second = (Offer(x, OfferKind.ADDON, (x,), x, 1, 1, "?", Reason("popular"), "t") for x in "ab")
    log = OfferLog(clock.ticks)
    log.shown(Panel(None, (first, second, None)), Moment.CHOOSING, order(COLA))
    clock.pass_by(5)
    log.shown(Panel(None, (second, None, None)), Moment.CHOOSING, order(COLA))
    assert (log.age("a"), log.age("b")) == (0, 0)
    clock.pass_by(TOO_SOON)
    log.shown(Panel(None, (second, None, None)), Moment.CHOOSING, order(COLA))
    assert log.age("b") == pytest.approx(TOO_SOON)
    log.shown(Panel(None, (second, None, None)), Moment.PAYING, order(COLA))  # the last offer lies elsewhere
    assert log.age("b") == 0
    log.shown(EMPTY_PANEL, Moment.PAYING, order(COLA))
    assert log.age("b") == 0
