"""The walk of the customer who comes back, with real keys in the real window: a camera in March, the card again in April."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.member_panel import MemberPanel
from pos_assist.desktop.shared.offer_card import Card
from pos_assist.i18n.offer_texts import reason_words
from pos_assist.services.customer_display import customer_view
from pos_assist.shop import Shop, open_shop
from tests.clocks import WallClock
from tests.conftest import CopySample
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import Clock, a_moment_later, click, decline, press_item, rung_up, scan, strike, type_slowly

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
CARD, OTHER = "7700001234", "7700005678"
MARCH = datetime(2027, 3, 6, 11, 0)


@pytest.fixture
def calendar() -> WallClock:
    return WallClock(MARCH)


@pytest.fixture
def camera(
    copy_sample: CopySample, tmp_path: Path, clock: Clock, calendar: WallClock, same_keys: Callable[[], str]
) -> Iterator[Shop]:
    opened = open_shop(copy_sample("camera", tmp_path / "camera.db"), now=calendar, ticks=clock, new_key=same_keys)
    yield opened
    opened.close()


@pytest.fixture
def at_the_counter(open_window: OpenWindow, camera: Shop) -> CounterWindow:
    return open_window(camera, (1366, 768))


def panel(window: CounterWindow) -> MemberPanel:
    found = window.side.views["member"]
    assert isinstance(found, MemberPanel)
    return found


def show_card(window: CounterWindow, code: str) -> None:
    """The head of the order is touched, the card scanned."""
    click(window.order.head)
    scan(panel(window).field, code)


def pay(window: CounterWindow) -> None:
    strike(window, Key.Key_F12)
    a_moment_later(window)
    strike(window, Key.Key_Return)
    assert window.till.view.last_receipt is not None
    strike(window, Key.Key_Escape)


def shown(window: CounterWindow) -> dict[str, Card]:
    """The add-on cards in sight, by item, the first one first."""
    return {x.offer.items[0]: x for x in window.offers.cards[1:] if x.offer and x.isVisible()}


def test_camera_in_march_the_card_in_april_and_forgotten(
    at_the_counter: CounterWindow, camera: Shop, clock: Clock, calendar: WallClock
) -> None:
    window = at_the_counter
    for card in (CARD, OTHER):
        press_item(window, "kit-ax5")
        show_card(window, card)  # at any moment of the order; a new card takes one scan
        assert window.till.view.order.member
        pay(window)

    calendar.at = MARCH + timedelta(days=35)
    show_card(window, CARD)
    press_item(window, "cloth")
    kit = camera.catalog.item("kit-ax5")
    assert kit is not None
    cards = shown(window)
    first_two = list(cards)[:2]
    assert {x.split("-")[0] for x in first_two} == {"bat", "protect"}  # battery and filter lead
    fits = {code: camera.catalog.item(code) for code in first_two}
    assert all(item and set(item.fits) <= set(kit.takes) for item in fits.values())
    for code in first_two:
        offer = cards[code].offer
        item = fits[code]
        assert offer is not None
        assert item is not None
        assert reason_words(offer.reason) == f"{item.fits[0]}対応"
        assert "AX5" not in offer.line  # nothing is said of what he or she bought

    clock.now += 1.5
    decline(cards[first_two[0]])
    pay(window)
    show_card(window, CARD)
    press_item(window, "cloth")
    assert first_two[0] not in shown(window)  # it rests for this member …
    assert first_two[1] in shown(window)
    pay(window)
    show_card(window, OTHER)
    press_item(window, "cloth")
    assert first_two[0] in shown(window)  # … and for nobody else
    pay(window)

    member = camera.members.find(CARD)
    camera.storage.backup()
    left = camera.members.forget(CARD)
    assert left.copies  # the one just made, and the day's
    assert camera.members.rewrite_copies() == []
    camera.close()
    folder = camera.path.parent
    for file in (x for x in folder.rglob("*") if x.is_file()):
        data = file.read_bytes()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        for text in (CARD, CARD[-6:], member.id):
            assert text.encode() not in data, file.name
            assert text.encode("utf-16-le") not in data, file.name


def test_a_typed_card_that_nobody_has_is_asked_about_before_it_is_a_members(at_the_counter: CounterWindow) -> None:
    window = at_the_counter
    strike(window, Key.Key_M, Ctrl)
    field = panel(window).field
    type_slowly(field, "778899")
    strike(field, Key.Key_Return)
    assert panel(window).isVisible()
    assert window.till.view.order.member == ""
    strike(field, Key.Key_Return)
    assert not panel(window).isVisible()
    assert window.till.view.order.member == window.till.members_meant("778899")[0].id


def test_the_last_digits_find_the_member_and_several_are_listed(at_the_counter: CounterWindow, camera: Shop) -> None:
    window = at_the_counter
    one = camera.members.add("12349999", name="佐藤")
    strike(window, Key.Key_M, Ctrl)
    type_slowly(panel(window).field, "9999")
    strike(panel(window).field, Key.Key_Return)
    assert window.till.view.order.member == one.id
    assert window.till.view.member is not None
    assert window.till.view.member.label == "佐藤"
    other = camera.members.add("56789999", name="鈴木")
    strike(window, Key.Key_M, Ctrl)
    type_slowly(panel(window).field, "9999")
    strike(panel(window).field, Key.Key_Return)
    rows = [x for x in panel(window).rows.rows if x.isVisible()]
    assert len(rows) == 2
    click(rows[1])
    assert window.till.view.order.member == other.id


def test_a_coupon_on_the_card_is_reminded_of_in_one_line_and_used_with_a_touch(
    at_the_counter: CounterWindow, camera: Shop, calendar: WallClock
) -> None:
    window = at_the_counter
    camera.storage.catalog.put_setting("next_visit_amount", "300")
    camera.storage.catalog.put_setting("control_share", "0")
    press_item(window, "body-ax5")
    show_card(window, CARD)
    pay(window)
    calendar.at += timedelta(days=10)
    show_card(window, CARD)
    view = window.till.view
    assert view.member is not None
    coupon = view.member.coupon
    assert coupon is not None
    assert coupon.title in window.foot.text
    click(window.order.head)
    click(panel(window).redeem)
    assert [x.code for x in window.till.view.order.coupons] == [coupon.code]
    assert rung_up(window) == [(coupon.item, 1)]
    assert window.till.view.priced.saving == 300


def test_the_customers_screen_says_nothing_of_the_member(at_the_counter: CounterWindow) -> None:
    window = at_the_counter
    press_item(window, "cloth")
    before = customer_view(window.till.view)
    show_card(window, CARD)
    assert window.till.view.member is not None
    told = customer_view(window.till.view)
    assert told == replace(before, offer=told.offer)  # what may be offered is all that can change
    pay_keeping_the_change_in_sight(window)
    assert customer_view(window.till.view).with_card  # thanked for, nothing more


def pay_keeping_the_change_in_sight(window: CounterWindow) -> None:
    strike(window, Key.Key_F12)
    a_moment_later(window)
    strike(window, Key.Key_Return)
