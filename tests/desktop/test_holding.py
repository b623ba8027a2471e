"""Orders put aside: one key holds, the same key again writes whose it is; arrows and Enter take one up."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.held_panel import HeldPanel
from pos_assist.desktop.counter_window.recall_panel import RecallPanel
from tests.desktop.hands import POTATO_M, a_moment_later, press_item, rung_up, scan, strike, type_slowly


def titles(window: CounterWindow) -> list[str]:
    panel = window.side.views["recall"]
    assert isinstance(panel, RecallPanel)
    return [row.label for row in panel.list.rows if not row.isHidden()]


def note_panel(window: CounterWindow) -> HeldPanel:
    panel = window.side.views["held"]
    assert isinstance(panel, HeldPanel)
    return panel


def hold(window: CounterWindow, code: str, note: str = "") -> None:
    press_item(window, code)
    strike(window, Qt.Key.Key_F6)
    if note:
        strike(window, Qt.Key.Key_F6)
        type_slowly(note_panel(window).field, note)
        strike(note_panel(window).field, Qt.Key.Key_Return)


def test_f6_holds_f6_again_writes_whose_it_is_and_the_list_shows_it(window: CounterWindow) -> None:
    hold(window, "cheeseburger", "田中様")
    assert window.side.shown is None
    assert [held.note for held in window.till.view.held] == ["田中様"]
    strike(window, Qt.Key.Key_F7)
    assert titles(window)[0].endswith("田中様")


def test_a_note_is_not_asked_for_and_the_next_item_closes_its_field(window: CounterWindow) -> None:
    hold(window, "cheeseburger")
    assert window.side.shown == "held"
    strike(window, Qt.Key.Key_3)
    strike(window, Qt.Key.Key_Asterisk)
    press_item(window, "potato-m")
    assert rung_up(window) == [("potato-m", 3)]
    assert window.side.shown is None
    assert window.till.view.held[0].note == ""


def test_a_scan_while_the_note_is_written_is_the_next_order(window: CounterWindow) -> None:
    hold(window, "cheeseburger")
    strike(window, Qt.Key.Key_F6)
    type_slowly(note_panel(window).field, "7")
    a_moment_later(window, 2)  # the scanner is aimed
    scan(note_panel(window).field, POTATO_M)
    assert rung_up(window) == [("potato-m", 1)]
    assert window.focusWidget() is not note_panel(window).field
    strike(window, Qt.Key.Key_2)
    assert window.actions_.entry == "2"


def test_the_list_opens_with_its_first_row_chosen_and_arrows_and_enter_work(window: CounterWindow) -> None:
    for code in ("cheeseburger", "hamburger", "cola-m"):
        hold(window, code)
    strike(window, Qt.Key.Key_F7)
    strike(window, Qt.Key.Key_Down)
    strike(window, Qt.Key.Key_Down)
    strike(window, Qt.Key.Key_Up)
    strike(window, Qt.Key.Key_Return)
    assert rung_up(window) == [("hamburger", 1)]
    assert window.side.shown is None
    strike(window, Qt.Key.Key_F7)
    strike(window, Qt.Key.Key_Return)  # the first again; the one under way is put aside
    assert rung_up(window) == [("cheeseburger", 1)]
    assert [held.first_items[0].item.code for held in window.till.view.held] == ["cola-m", "hamburger"]


def test_a_note_stays_with_its_order_through_recall_hold_and_the_next_start(window: CounterWindow) -> None:
    hold(window, "cheeseburger", "B3")
    strike(window, Qt.Key.Key_F7)
    strike(window, Qt.Key.Key_Return)
    strike(window, Qt.Key.Key_F6)
    assert note_panel(window).field.text() == "B3"
    [held] = window.till.view.held
    assert held.note == "B3"
    assert [saved.order.note for saved in window.till._storage.sales.open_orders()] == ["B3"]


def test_an_order_taken_up_again_says_at_its_head_whose_it_is(window: CounterWindow) -> None:
    hold(window, "cheeseburger", "田中様")
    strike(window, Qt.Key.Key_F7)
    strike(window, Qt.Key.Key_Return)
    assert window.order.whose == "田中様"
    assert "田中様" in window.order.head.accessibleName()
    press_item(window, "cola-m")
    assert window.order.whose == "田中様"
    strike(window, Qt.Key.Key_F12)
    strike(window, Qt.Key.Key_Return)
    assert window.order.whose == ""


def test_signs_that_no_paper_bears_are_left_out_of_a_note(window: CounterWindow) -> None:
    hold(window, "cheeseburger")
    key = window.till.view.held[0].key
    window.till.note_held(key, "  窓\u200bぎわ\n2名  " + "x" * 99)
    assert window.till.view.held[0].note.startswith("窓ぎわ 2名 xxx")
    assert len(window.till.view.held[0].note) == 40


def test_a_barcode_typed_by_hand_while_the_list_is_open_rings_up_and_takes_no_order_up(window: CounterWindow) -> None:
    hold(window, "hamburger")
    strike(window, Qt.Key.Key_F7)
    for sign in POTATO_M:
        strike(window, getattr(Qt.Key, f"Key_{sign}"))
    strike(window, Qt.Key.Key_Return)
    assert rung_up(window) == [("potato-m", 1)]
    assert len(window.till.view.held) == 1
