"""Ringing up: key, touch, mouse, search and scanner lead to the same order; a refusal changes nothing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.why_panel import explanation
from pos_assist.desktop.menu import build
from pos_assist.desktop.shared.painting import money
from pos_assist.domain.orders import ServiceMode
from pos_assist.i18n.translate import tr
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import (
    CHEESEBURGER,
    POTATO_M,
    UNKNOWN,
    click,
    item_key,
    press_item,
    rung_up,
    scan,
    strike,
    type_slowly,
)

Key, Shift, Ctrl = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def test_a_key_rings_up_its_item(window: CounterWindow) -> None:
    press_item(window, "cheeseburger", "cola-m")
    assert rung_up(window) == [("cheeseburger", 1), ("cola-m", 1)]


def test_mouse_touch_search_and_scanner_lead_to_the_same_order(window: CounterWindow) -> None:
    click(item_key(window, "cheeseburger"))
    by_mouse = rung_up(window)
    strike(window, Key.Key_Delete)

    key = item_key(window, "cheeseburger")
    device = QTest.createTouchDevice()
    QTest.touchEvent(key, device).press(0, QPoint(20, 20), key).commit()
    QTest.touchEvent(key, device).release(0, QPoint(20, 20), key).commit()
    QApplication.processEvents()
    by_touch = rung_up(window)
    strike(window, Key.Key_Delete)

    scan(window, CHEESEBURGER)
    by_scan = rung_up(window)
    strike(window, Key.Key_Delete)

    type_slowly(window, "/")
    type_slowly(window.search, "ちーずばーがー")
    strike(window.search, Key.Key_Return)
    assert by_mouse == by_touch == by_scan == rung_up(window) == [("cheeseburger", 1)]


def test_the_keyboard_alone_reaches_an_item_key(window: CounterWindow) -> None:
    key = item_key(window, "cheeseburger")
    key.setFocus(Qt.FocusReason.TabFocusReason)
    strike(key, Key.Key_Space)
    assert rung_up(window) == [("cheeseburger", 1)]


def test_a_scan_counts_wherever_the_focus_is(window: CounterWindow) -> None:
    for place in (
        window,
        window.search,
        item_key(window, "hamburger"),
        window.order.buttons[Command.PAY],
        window.offers.no_more,
    ):
        place.setFocus()
        scan(place, CHEESEBURGER)
    assert rung_up(window) == [("cheeseburger", 5)]


def test_a_scan_during_a_search_leaves_the_words_typed_alone(window: CounterWindow) -> None:
    window.search.setFocus()
    type_slowly(window.search, "po")
    scan(window.search, CHEESEBURGER)
    assert window.search.text() == "po"
    assert rung_up(window) == [("cheeseburger", 1)]


def test_a_scan_never_presses_the_button_that_has_the_focus(window: CounterWindow) -> None:
    press_item(window, "hamburger")
    button = window.order.buttons[Command.HOLD]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    scan(button, CHEESEBURGER)
    assert rung_up(window) == [("hamburger", 1), ("cheeseburger", 1)]
    assert not window.till.view.held


def test_a_scan_counts_while_the_search_list_is_open(window: CounterWindow) -> None:
    window.search.setFocus()
    type_slowly(window.search, "ポテト")
    window.search.look_up()
    assert window.results.isVisible()
    scan(window.search, CHEESEBURGER)
    assert rung_up(window) == [("cheeseburger", 1)]


def test_digits_typed_into_the_search_box_are_a_barcode_too(window: CounterWindow) -> None:
    window.search.setFocus()
    window.search.setText("２９０１０００００００１５")  # as an input method writes them
    strike(window.search, Key.Key_Return)
    assert rung_up(window) == [("cheeseburger", 1)]


def test_an_unknown_barcode_is_said_clearly_and_changes_nothing(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    before = window.till.view
    scan(window, UNKNOWN)
    assert window.till.view == before
    assert window.foot.alarm
    assert UNKNOWN in window.foot.text


def test_the_next_item_puts_a_refusal_away(window: CounterWindow) -> None:
    scan(window, UNKNOWN)
    scan(window, CHEESEBURGER)
    assert not window.foot.text


def test_a_sold_out_key_rings_nothing_up_and_asks_in_words(window: CounterWindow) -> None:
    press_item(window, "tsukimi-burger")
    assert rung_up(window) == []
    assert window.question.question is not None
    assert "月見バーガー" in window.question.question.text


def test_an_item_is_marked_sold_out_and_back_by_its_key(window: CounterWindow) -> None:
    strike(window, Key.Key_S, Ctrl)
    press_item(window, "hamburger")
    item = window.till.item("hamburger")
    assert item is not None
    assert item.sold_out
    assert rung_up(window) == []
    strike(window, Key.Key_S, Ctrl)
    press_item(window, "hamburger")
    press_item(window, "hamburger")
    assert rung_up(window) == [("hamburger", 1)]


def test_search_takes_the_first_with_enter_and_another_with_the_arrows(window: CounterWindow) -> None:
    type_slowly(window, "/")
    assert window.search.hasFocus()
    type_slowly(window.search, "ポテト")
    window.search.look_up()
    first, second = (item.code for item in window.results.items[:2])
    strike(window.search, Key.Key_Return)
    assert rung_up(window) == [(first, 1)]
    assert window.search.text() == ""
    type_slowly(window, "/")
    type_slowly(window.search, "ポテト")
    strike(window.search, Key.Key_Down)
    strike(window.search, Key.Key_Return)
    assert rung_up(window)[-1] == (second, 1)


def test_what_was_found_covers_neither_order_nor_panel(window: CounterWindow) -> None:
    window.search.setFocus()
    type_slowly(window.search, "バーガー")
    window.search.look_up()
    assert window.results.isVisible()
    assert not window.results.geometry().intersects(window.order.geometry())
    assert not window.results.geometry().intersects(window.offers.geometry())


def test_quantity_before_an_item(window: CounterWindow) -> None:
    type_slowly(window, "3*")
    assert window.foot.entry == "3 ×"
    press_item(window, "cheeseburger")
    type_slowly(window, "12*")
    scan(window, POTATO_M)
    press_item(window, "cola-m")
    assert rung_up(window) == [("cheeseburger", 3), ("potato-m", 12), ("cola-m", 1)]
    assert window.foot.entry == ""


def test_quantity_after_an_item(window: CounterWindow) -> None:
    press_item(window, "cheeseburger", "cola-m")
    type_slowly(window, "4")
    strike(window, Key.Key_Return)
    assert rung_up(window) == [("cheeseburger", 1), ("cola-m", 4)]
    strike(window, Key.Key_Up)
    type_slowly(window, "*")
    assert window.side.pad is not None
    assert window.side.pad.isVisible()
    click(next(key for key in window.side.pad.pad.keys if key.label == "2"))
    click(window.side.pad.line_button)
    assert rung_up(window) == [("cheeseburger", 2), ("cola-m", 4)]
    assert not window.side.pad.isVisible()


def test_one_more_and_one_less(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    type_slowly(window, "++-")
    assert rung_up(window) == [("cheeseburger", 2)]


def test_void_takes_the_selected_line_out(window: CounterWindow) -> None:
    press_item(window, "cheeseburger", "cola-m", "nuggets-5")
    first = window.till.view.order.lines[0].id
    rows = window.order.list.order_model.rows
    at = next(i for i, row in enumerate(rows) if getattr(row, "line", None) and row.line.id == first)  # type: ignore[union-attr]
    place = window.order.list.visualRect(window.order.list.order_model.index(at)).center()
    QTest.mouseClick(window.order.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.till.view.selected == first
    click(window.order.buttons[Command.VOID])
    assert rung_up(window) == [("cola-m", 1), ("nuggets-5", 1)]


def test_undo_and_redo_without_limit_within_the_order(window: CounterWindow) -> None:
    for _ in range(12):
        press_item(window, "cheeseburger", "cola-m")
    full = rung_up(window)
    for _ in range(24):
        strike(window, Key.Key_Z, Ctrl)
    assert rung_up(window) == []
    for _ in range(24):
        strike(window, Key.Key_Y, Ctrl)
    assert rung_up(window) == full


def test_hold_and_recall(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F6)
    press_item(window, "hamburger", "cola-m")
    strike(window, Key.Key_F6)
    assert rung_up(window) == []
    strike(window, Key.Key_F7)
    side_view = window.side.views["recall"]
    assert side_view.isVisible()
    click(side_view.list.rows[0])
    assert rung_up(window) == [("cheeseburger", 1)]
    assert not side_view.isVisible()
    assert window.offers.isVisible()


def test_the_order_is_switched_between_take_out_and_eat_in(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    assert window.till.view.priced.taxes[0].rate == 8
    click(window.bar.mode)
    assert window.till.view.priced.taxes[0].rate == 10
    strike(window, Key.Key_F9)
    assert window.till.view.priced.taxes[0].rate == 8
    strike(window, Key.Key_F9, Shift)
    assert window.till.view.priced.taxes[0].rate == 10


def test_where_nobody_eats_in_the_counter_has_no_key_for_it_and_says_so(open_window: OpenWindow, shop: Shop) -> None:
    shop.manage("店長").set_settings({"eaten_here": "0", "service_mode": "eat_in"})
    window = open_window(shop)
    press_item(window, "cheeseburger")
    assert not window.bar.mode.isVisible()
    assert window.till.view.order.mode is ServiceMode.TAKEOUT
    strike(window, Key.Key_F9)
    strike(window, Key.Key_F9, Shift)
    assert window.foot.alarm
    assert window.till.view.order.lines[0].mode is None
    shop.manage("店長").set_settings({"eaten_here": "1"})
    strike(window, Key.Key_F9)
    shop.manage("店長").set_settings({"eaten_here": "0"})
    press_item(window, "potato-m")
    assert window.bar.mode.isVisible()  # else nobody saw why the tax is 10 %
    click(window.bar.mode)
    assert window.till.view.order.mode is ServiceMode.TAKEOUT
    assert not window.bar.mode.isVisible()
    menu = build(window)
    assert not any(tr(Command.LINE_MODE.words) in action.text() for action in menu.actions())
    menu.deleteLater()


def test_a_member_card_is_scanned_while_it_is_asked_for(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    strike(window, Key.Key_M, Ctrl)
    field = window.side.views["member"].field
    scan(field, "77001234")
    member = window.till.view.order.member
    assert [x.id for x in window.till.members_meant("77001234")] == [member]  # one scan, and the card is a member's
    assert window.offers.isVisible()
    scan(window, CHEESEBURGER)
    assert rung_up(window) == [("cheeseburger", 2)]


def test_why_this_price_names_each_set_and_adds_up(window: CounterWindow) -> None:
    press_item(window, "cheeseburger", "cola-m")
    type_slowly(window, "?")
    side_view = window.side.views["why"]
    assert side_view.isVisible()
    words = [line.words for line in side_view.explained.lines]
    assert window.till.view.priced.uses[0].name in words
    (why,) = window.till.explain()
    assert any(money(why.without) in line for line in words)
    strike(window, Key.Key_Escape)
    assert not side_view.isVisible()


def test_a_total_that_is_not_proven_is_marked_as_such_in_why(window: CounterWindow) -> None:
    press_item(window, "cheeseburger", "cola-m")
    priced = replace(window.till.view.priced, proven=False, bound=window.till.view.priced.total - 70)
    (why,) = window.till.explain()
    found = replace(why, exact=False)
    words = [line.words for line in explanation(replace(window.till.view, priced=priced), [found])]
    assert any(money(70) in line for line in words)
    assert not any(money(why.without - priced.total) in line for line in words)
