"""At the counter no scanner, hand or clock costs a yen: what is scanned is rung up or refused aloud, and nothing else is done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_assist.desktop.app import Program
from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.dialogs.made_out_dialog import MadeOutDialog
from pos_assist.domain.offers import Moment
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.till.commands import Command
from tests.desktop.hands import (
    CHEESEBURGER,
    UNKNOWN,
    Clock,
    a_moment_later,
    click,
    item_key,
    press_item,
    rung_up,
    scan,
    strike,
    type_slowly,
)
from tests.desktop.test_program import program

__all__ = ["program"]  # a fixture
Key, Ctrl, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENDS = [Key.Key_Return, Key.Key_Tab, None]
GAPS = [0.004, 0.02, 0.04, 0.06, 0.08, 0.12]
CODES = [CHEESEBURGER, UNKNOWN, "49012347", "12345", "1234567", "*12345678*", "12.34.5678", "+12345678", "012345678905"]


def scanned(window: CounterWindow, clock: Clock, code: str, gap: float, end: Qt.Key | None) -> None:
    """A scanner at that pace, a second after whatever was before."""
    target = QApplication.focusWidget() or window
    clock.now += 1.5
    for sign in code:
        clock.now += gap
        QTest.keyClicks(target, sign)
    clock.now += gap
    if end:
        QTest.keyClick(target, end)
    else:
        clock.now += 0.2
        window.keyboard.hand_on()
    QApplication.processEvents()


def held(window: CounterWindow) -> tuple[object, ...]:
    """All that a scan could spoil."""
    view = window.till.view
    last = window.till.past.find()[0].key if window.till.past.find() else ""
    return rung_up(window), view.tenders, last, window.actions_.entry, view.held, view.order.mode


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("where", ["ringing up", "paying", "part paid"])
def test_a_scan_is_rung_up_or_refused_aloud_and_never_obeyed(
    window: CounterWindow, clock: Clock, code: str, gap: float, end: Qt.Key | None, where: str
) -> None:
    press_item(window, "cola-m")
    if where != "ringing up":
        strike(window, Key.Key_F12)
    if where == "part paid":
        type_slowly(window, "10")
        strike(window, Key.Key_F10, Shift)
    before = held(window)
    scanned(window, clock, code, gap, end)
    if code == CHEESEBURGER and where != "part paid":
        assert rung_up(window) == [("cola-m", 1), ("cheeseburger", 1)]
        assert window.till.view.moment is not Moment.PAYING
        assert not window.foot.alarm
    else:
        assert held(window) == before
        assert window.foot.alarm
    assert window.actions_.entry == ""


def test_eight_digits_or_more_by_a_hand_are_a_code_and_enter_looks_it_up(window: CounterWindow) -> None:
    press_item(window, "cola-m")
    type_slowly(window, CHEESEBURGER)
    assert CHEESEBURGER in window.foot.entry
    strike(window, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 1), ("cheeseburger", 1)]
    strike(window, Key.Key_F12)
    type_slowly(window, UNKNOWN)
    strike(window, Key.Key_Return)
    assert window.till.view.tenders == ()
    assert window.till.past.find() == [] or window.till.past.find()[0].number != window.till.view.order.number
    assert rung_up(window) == [("cola-m", 1), ("cheeseburger", 1)]
    assert UNKNOWN in window.foot.text


@pytest.mark.parametrize("digits", ["2901", "12345", "1234567", "0012", UNKNOWN])
def test_more_digits_than_a_quantity_has_are_never_cut_to_one(window: CounterWindow, digits: str) -> None:
    press_item(window, "cola-m")
    type_slowly(window, digits)
    strike(window, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 1)]
    assert window.foot.alarm
    assert window.actions_.entry == ""
    type_slowly(window, digits + "*")
    press_item(window, "cola-m")
    assert rung_up(window) == [("cola-m", 1)]
    assert window.foot.alarm


def test_digits_left_from_before_do_not_count_for_a_scan(window: CounterWindow) -> None:
    press_item(window, "cola-m")
    type_slowly(window, "29")
    a_moment_later(window, 5)
    scan(window, CHEESEBURGER)
    assert rung_up(window) == [("cola-m", 1), ("cheeseburger", 1)]
    assert "29" in window.foot.text
    assert window.actions_.entry == ""


@pytest.mark.parametrize("after", [0.16, 0.38])  # seconds between the two
@pytest.mark.parametrize("where", ["ringing up", "paying"])
def test_a_digit_typed_just_before_a_scan_is_told_and_the_scan_is_taken(
    window: CounterWindow, clock: Clock, where: str, after: float
) -> None:
    press_item(window, "cola-m")
    if where == "paying":
        strike(window, Key.Key_F12)
    a_moment_later(window)
    QTest.keyClicks(window, "2")
    clock.now += after
    for i, sign in enumerate(CHEESEBURGER):
        clock.now += 0.02 if i else 0
        QTest.keyClicks(window, sign)
    QTest.keyClick(window, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 1), ("cheeseburger", 1)]
    assert window.foot.alarm
    assert "2" in window.foot.text
    assert (window.actions_.entry, window.till.view.moment) == ("", Moment.CHOOSING)
    strike(window, Key.Key_F12)
    assert not window.till.view.tenders


@pytest.mark.parametrize("first", ["+", "-", "AB-"])
def test_a_code_s_first_signs_that_a_busy_machine_parts_from_it_is_no_quantity(
    window: CounterWindow, clock: Clock, first: str
) -> None:
    press_item(window, "cola-m")
    before = held(window)
    a_moment_later(window)
    for sign in first:
        clock.now += 0.05
        QTest.keyClicks(window, sign)
    clock.now += 0.2
    for place, figure in enumerate("22248552"):
        clock.now += 0.12 if place else 0
        QTest.keyClicks(window, figure)
    QTest.keyClick(window, Key.Key_Return)
    assert held(window) == before
    assert window.foot.alarm


def test_one_more_by_hand_just_before_a_scan_stays(window: CounterWindow, clock: Clock) -> None:
    press_item(window, "cola-m")
    strike(window, Key.Key_Plus)
    clock.now += 0.3
    for place, figure in enumerate(CHEESEBURGER):
        clock.now += 0.02 if place else 0
        QTest.keyClicks(window, figure)
    QTest.keyClick(window, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 2), ("cheeseburger", 1)]


def test_a_scan_over_a_dialog_that_does_not_ask_for_one_sells_nothing_unseen_and_says_so(
    window: CounterWindow, clock: Clock
) -> None:
    press_item(window, "cola-m")
    dialog = MadeOutDialog(window)
    dialog.open()
    scanned(window, clock, CHEESEBURGER, 0.02, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 1)]
    assert window.foot.alarm
    assert (dialog.isVisible(), dialog.made_out.to) == (True, "")
    dialog.reject()
    scanned(window, clock, CHEESEBURGER, 0.02, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 1), ("cheeseburger", 1)]
    dialog.deleteLater()


def test_digits_left_from_ringing_up_are_no_money(window: CounterWindow) -> None:
    press_item(window, "cola-m")
    type_slowly(window, "5")
    strike(window, Key.Key_F12)
    assert window.actions_.entry == ""
    strike(window, Key.Key_Return)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert receipt.tenders[0].amount == receipt.total


@pytest.mark.parametrize(
    "opened", [Command.WHY, Command.RECEIPTS, Command.MEMBER, Command.QTY, Command.SEARCH, Command.TOUR, Command.RECALL]
)
@pytest.mark.parametrize("gap", [0.004, 0.08])
def test_a_scan_while_something_is_open_is_rung_up_or_taken_by_it(
    window: CounterWindow, clock: Clock, opened: Command, gap: float
) -> None:
    press_item(window, "cola-m")
    window.do(opened)
    scanned(window, clock, CHEESEBURGER, gap, Key.Key_Return)
    assert window.till.view.order.member == ""  # an item's code makes nobody a member
    assert rung_up(window) == [("cola-m", 1), ("cheeseburger", 1)]


@pytest.mark.parametrize("late", [1.1, 4.0])  # seconds from a scan's last sign to its rest, by the keys' stamps
@pytest.mark.parametrize("rest", ["", "5", "15"])
@pytest.mark.parametrize("where", ["paying", "part paid"])
@pytest.mark.parametrize("known", [False, True])  # whether this scanner was heard to end a code with Enter before
def test_the_late_enter_of_a_torn_scan_takes_no_money(
    window: CounterWindow, clock: Clock, late: float, rest: str, where: str, known: bool
) -> None:
    press_item(window, "cola-m")
    if known:
        scanned(window, clock, CHEESEBURGER, 0.004, Key.Key_Return)
    strike(window, Key.Key_F12)
    if where == "part paid":
        type_slowly(window, "10")
        strike(window, Key.Key_F10, Shift)
    before = held(window)
    scanned(window, clock, UNKNOWN, 0.004, None)
    clock.now += late - 0.2 - 0.004
    for figure in rest:
        QTest.keyClicks(window, figure)
        clock.now += 0.004
    QTest.keyClick(window, Key.Key_Return)
    assert held(window) == before
    assert window.foot.alarm
    strike(window, Key.Key_Return)  # a hand's own: that takes what is due
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert receipt.tenders[-1].kind is TenderKind.CASH


def test_a_late_enter_or_tab_presses_no_button_and_a_function_key_between_is_a_hands(
    window: CounterWindow, clock: Clock
) -> None:
    press_item(window, "cola-m")
    scanned(window, clock, CHEESEBURGER, 0.02, None)  # from a scanner of which nothing is known
    strike(window, Key.Key_F12)
    clock.now += 1
    QTest.keyClick(window, Key.Key_Return)
    assert window.till.view.last_receipt is not None
    press_item(window, "cola-m")
    strike(window, Key.Key_F12)
    scanned(window, clock, UNKNOWN, 0.02, None)
    clock.now += 1
    focus = QApplication.focusWidget()
    QTest.keyClick(window, Key.Key_Tab)
    assert QApplication.focusWidget() is focus
    assert window.foot.alarm


def test_where_scans_end_with_enter_a_late_one_takes_no_money_even_after_another_key(
    window: CounterWindow, clock: Clock
) -> None:
    press_item(window, "cola-m")
    scanned(window, clock, CHEESEBURGER, 0.02, Key.Key_Return)
    scanned(window, clock, CHEESEBURGER, 0.02, None)
    strike(window, Key.Key_F12)
    clock.now += 1
    QTest.keyClick(window, Key.Key_Return)
    assert window.till.view.moment is Moment.PAYING
    assert window.foot.alarm
    strike(window, Key.Key_Return)
    assert window.till.view.last_receipt is not None


def test_a_quantity_after_a_torn_scan_s_rest_counts_again(window: CounterWindow, clock: Clock) -> None:
    press_item(window, "cola-m")
    scanned(window, clock, CHEESEBURGER, 0.02, Key.Key_Return)
    scanned(window, clock, CHEESEBURGER[:-1], 0.02, None)
    clock.now += 1.2
    QTest.keyClicks(window, CHEESEBURGER[-1])
    clock.now += 0.02
    QTest.keyClick(window, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 1), ("cheeseburger", 1)]
    assert window.foot.alarm
    type_slowly(window, "3")
    strike(window, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 1), ("cheeseburger", 3)]


# -- what is asked about ----------------------------------------------------------------------------------------------


def test_a_quantity_above_thirty_is_asked_about_once(window: CounterWindow) -> None:
    press_item(window, "cola-m")
    type_slowly(window, "31")
    strike(window, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 1)]
    assert window.question.isVisible()
    a_moment_later(window)
    click(window.question.yes_button)
    assert rung_up(window) == [("cola-m", 31)]
    assert not window.question.isVisible()
    type_slowly(window, "30")
    strike(window, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 30)]


@pytest.mark.parametrize("by", ["key", "scan"])
def test_a_large_quantity_for_the_next_item_is_asked_about_too(window: CounterWindow, by: str) -> None:
    type_slowly(window, "290*")
    if by == "key":
        click(item_key(window, "cheeseburger"))
    else:
        scan(window, CHEESEBURGER)
    assert rung_up(window) == []
    strike(window, Key.Key_Return, Ctrl)
    assert rung_up(window) == [("cheeseburger", 290)]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("gap", [0.004, 0.06, 0.12])
def test_a_scan_answers_no_question_but_withdraws_it(
    window: CounterWindow, clock: Clock, gap: float, end: Qt.Key | None
) -> None:
    press_item(window, "cola-m")
    type_slowly(window, "999")
    strike(window, Key.Key_Return)
    assert window.question.isVisible()
    scanned(window, clock, CHEESEBURGER, gap, end)
    assert not window.question.isVisible()
    assert rung_up(window) == [("cola-m", 1), ("cheeseburger", 1)]


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Escape, Key.Key_Space, Key.Key_Y, Key.Key_Tab])
def test_no_usual_key_says_yes(window: CounterWindow, key: Qt.Key) -> None:
    press_item(window, "cola-m")
    type_slowly(window, "999")
    strike(window, Key.Key_Return)
    strike(window, key)
    strike(QApplication.focusWidget() or window, Key.Key_Return)
    assert rung_up(window) == [("cola-m", 1)]


def test_a_yes_at_once_was_meant_for_something_else(window: CounterWindow) -> None:
    press_item(window, "cola-m")
    type_slowly(window, "999")
    strike(window, Key.Key_Return)
    click(window.question.yes_button)
    assert rung_up(window) == [("cola-m", 1)]


def test_cash_above_the_next_large_note_is_asked_about_once(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12)
    type_slowly(window, "10241")
    strike(window, Key.Key_Return)
    assert window.question.isVisible()
    assert window.till.view.last_receipt is None
    strike(window, Key.Key_Return, Ctrl)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert receipt.change == 10_001
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12)
    type_slowly(window, "10240")
    strike(window, Key.Key_Return)
    assert window.till.view.last_receipt is not None


@pytest.mark.parametrize("end", [Key.Key_Return, None])
@pytest.mark.parametrize("late", [0.5, 2.0])  # seconds after which Enter is pressed once more
def test_cash_typed_as_quickly_as_a_slow_scanner_is_asked_about_and_no_other_sum_is_taken(
    window: CounterWindow, clock: Clock, end: Qt.Key | None, late: float
) -> None:
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12)
    scanned(window, clock, "1050", 0.12, end)
    strike(window, Key.Key_Return, after=late)
    strike(window, Key.Key_Return)
    assert window.till.view.last_receipt is None
    click(window.question.yes_button)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert (receipt.tenders[0].amount, receipt.change) == (1050, 810)


# -- the keys that take money -----------------------------------------------------------------------------------------


MONEY_KEYS = [(Key.Key_Return, Qt.KeyboardModifier.NoModifier)] + [
    (key, Shift) for key in (Key.Key_F12, Key.Key_F10, Key.Key_F11, Key.Key_F5, Key.Key_F6, Key.Key_F7, Key.Key_F8)
]


@pytest.mark.parametrize(("key", "modifier"), MONEY_KEYS)
def test_a_key_that_takes_money_is_dead_for_a_moment_after_the_screen_changed(
    window: CounterWindow, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12)
    strike(window, key, modifier, after=0.08)
    strike(window, key, modifier, after=0.19)
    assert window.till.view.moment is Moment.PAYING
    strike(window, key, modifier, after=0.05)
    assert window.till.view.last_receipt is not None


def test_a_touch_on_a_payment_button_is_dead_for_a_moment_too(window: CounterWindow, clock: Clock) -> None:
    press_item(window, "cheeseburger")
    click(window.order.buttons[Command.PAY])
    for button in (*window.side.views["pay"].kinds.values(), *window.side.views["pay"].quick_buttons):
        if button.isVisible():
            click(button)
    assert window.till.view.moment is Moment.PAYING
    clock.now += 0.31
    click(window.side.views["pay"].kinds[TenderKind.CARD])
    assert window.till.view.last_receipt is not None


@pytest.mark.parametrize("key", [Key.Key_F1, Key.Key_F2, Key.Key_F3, Key.Key_F5, Key.Key_F6, Key.Key_F7, Key.Key_F8])
def test_the_keys_of_ringing_up_take_no_money_and_say_so(window: CounterWindow, key: Qt.Key) -> None:
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12)
    strike(window, key)
    assert window.till.view.moment is Moment.PAYING
    assert window.till.view.tenders == ()
    taken = [line for line in window.till.view.order.lines if line.offer]
    assert window.foot.alarm or (key == Key.Key_F2 and taken)  # F2 takes the last offer, where there is one


def test_a_yes_without_a_question_takes_no_money(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12)
    strike(window, Key.Key_Return, Ctrl)
    assert window.till.view.moment is Moment.PAYING


def test_enter_held_down_takes_no_money(window: CounterWindow, clock: Clock) -> None:
    from PySide6.QtGui import QKeyEvent  # noqa: PLC0415 — for this one event

    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12)
    for _ in range(40):
        clock.now += 0.033
        repeated = QKeyEvent(QKeyEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True, 1)
        QApplication.sendEvent(window, repeated)
    assert window.till.view.moment is Moment.PAYING


def test_esc_after_part_of_the_money_asks_and_says_what_to_give_back(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12)
    type_slowly(window, "100")
    strike(window, Key.Key_F10, Shift)
    strike(window, Key.Key_Escape)
    assert window.till.view.moment is Moment.PAYING
    assert window.question.question is not None
    assert "¥100" in window.question.question.text
    strike(window, Key.Key_Escape)
    assert [x.amount for x in window.till.view.tenders] == [100]
    strike(window, Key.Key_Escape)
    strike(window, Key.Key_Return, Ctrl)
    assert window.till.view.moment is not Moment.PAYING
    assert window.till.view.tenders == ()
    assert "¥100" in window.foot.text


# -- the sale that was closed wrongly ---------------------------------------------------------------------------------


def test_the_last_receipt_is_opened_again_with_one_key_and_stays_on_record_as_voided(window: CounterWindow) -> None:
    press_item(window, "cheeseburger", "cola-m")
    strike(window, Key.Key_F9, Shift)  # the cola is eaten in
    total = window.till.view.priced.total
    lines = rung_up(window)
    strike(window, Key.Key_F12)
    strike(window, Key.Key_F10, Shift)
    wrong = window.till.view.last_receipt
    assert wrong is not None
    strike(window, Key.Key_E, Ctrl)
    assert rung_up(window) == lines
    assert window.till.view.priced.total == total
    assert window.till.view.priced.taxes == wrong.taxes
    assert f"¥{total:,}" in window.foot.text
    assert next(x for x in window.till.past.find() if x.key == wrong.key).voided
    strike(window, Key.Key_F12)
    strike(window, Key.Key_Return)
    right = window.till.view.last_receipt
    assert right is not None
    assert (right.total, right.key != wrong.key, right.voided) == (total, True, False)


def test_an_order_under_way_is_put_aside_when_the_last_receipt_is_opened(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12)
    strike(window, Key.Key_Return)
    press_item(window, "cola-m")
    strike(window, Key.Key_E, Ctrl)
    assert rung_up(window) == [("cheeseburger", 1)]
    assert [tuple(y.title for y in x.first_items) for x in window.till.view.held] == [("コーラ M",)]
    strike(window, Key.Key_E, Ctrl)  # it is voided already
    assert window.foot.alarm
    assert rung_up(window) == [("cheeseburger", 1)]


def test_no_receipt_of_another_day_is_opened(window: CounterWindow) -> None:
    before = held(window)
    strike(window, Key.Key_E, Ctrl)
    assert window.foot.alarm
    assert held(window) == before


def test_nothing_of_practice_is_opened_again(program: Program) -> None:
    program.window.do(Command.PRACTICE)
    program.window.do(Command.REOPEN)
    assert program.window.foot.alarm
    assert rung_up(program.window) == []
