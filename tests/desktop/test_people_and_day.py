"""People and the day at the counter, by touch, key and scan: who sells, what asks for a PIN, what the page of the day shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_assist.desktop.app import Program
from pos_assist.desktop.counter_window import day_reports
from pos_assist.desktop.counter_window.day_count import ClosePage, OpenPage
from pos_assist.desktop.counter_window.day_page import DigitField, PaperColumn
from pos_assist.desktop.counter_window.day_reports import ClosesPage
from pos_assist.desktop.counter_window.day_window import DayWindow
from pos_assist.desktop.counter_window.staff_panel import StaffPanel
from pos_assist.desktop.dialogs.permit_dialog import PinQuestion
from pos_assist.desktop.shared.buttons import PaintedButton
from pos_assist.domain.day import EntryKind
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.translate import set_language
from pos_assist.services.people import Right, Role
from pos_assist.services.till.commands import Command
from pos_assist.shop import open_shop
from tests.conftest import TODAY
from tests.desktop.hands import Clock, click, press_item, scan, strike

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def program(
    qtbot: QtBot, qapp: QApplication, shop_file: Path, clock: Clock, same_keys: Callable[[], str]
) -> Iterator[Program]:
    shop = open_shop(shop_file, new_key=same_keys, ticks=clock)
    shop.storage.staff.cost = 4
    staff = shop.manage("店長").staff
    staff.found("店長", "482915", "482915")
    staff.add("佐藤", Role.CASHIER, "7392", "7392", "901")
    staff.add("鈴木", Role.CASHIER, "", "", "BADGE-902")
    opened = Program(qapp, shop, chosen_language="ja")
    opened.window.keyboard._clock = clock
    qapp.installEventFilter(opened.window.keyboard)
    opened.window.resize(1024, 768)
    opened.window.show()
    qtbot.waitExposed(opened.window)
    opened.window.activateWindow()
    qapp.processEvents()
    yield opened
    opened.close()
    shop.close()
    opened.deleteLater()
    set_language("ja")


def ask(program: Program, **settings: str) -> None:
    program.shop.manage("店長").set_settings({name.replace("_", ".", 1): value for name, value in settings.items()})


def staff_panel(program: Program) -> StaffPanel:
    panel = program.window.side.views["staff"]
    assert isinstance(panel, StaffPanel)
    return panel


def day_window(program: Program) -> DayWindow:
    strike(program.window, Key.Key_K, Control)
    return program.window.findChildren(DayWindow)[-1]


def meanwhile(do: Callable[[QWidget], None]) -> None:
    """What a person does with the question that the next step opens."""

    def now() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(10, now)
        else:
            do(dialog)

    QTimer.singleShot(0, now)


def typed(pin: str, name: str = "") -> Callable[[QWidget], None]:
    """Choose the name, touch the PIN's digits, go on."""

    def do(dialog: QWidget) -> None:
        assert isinstance(dialog, PinQuestion)
        if name:
            dialog.names.setCurrentText(name)
        for digit in pin:
            click(next(x for x in dialog.pad.keys if x.label == digit))
        click(dialog.go)
        if dialog.isVisible():
            dialog.reject()

    return do


def test_a_touch_on_the_names_asks_who_sells_and_a_touch_on_one_answers(program: Program) -> None:
    window = program.window
    QTest.mouseClick(window.bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(40, 30))
    panel = staff_panel(program)
    assert [x.label for x in panel.list.rows if x.isVisible()] == ["佐藤", "店長", "鈴木"]
    click(panel.list.rows[2])
    assert program.shop.people.signed_in == "鈴木"
    assert "鈴木" in window.bar.till
    assert window.side.shown != "staff"
    strike(window, Key.Key_U, Control)
    click(panel.leave)
    assert program.shop.people.signed_in == ""
    assert "鈴木" not in window.bar.till


def test_a_badge_counts_at_any_time_and_an_item_is_still_an_item(program: Program) -> None:
    window = program.window
    scan(window, "BADGE-902")
    window.keyboard.hand_on()
    assert program.shop.people.signed_in == "鈴木"
    assert not program.shop.till.view.order.lines
    strike(window, Key.Key_U, Control)
    scan(window, "2901000000015")
    window.keyboard.hand_on()
    assert [x.item.code for x in program.shop.till.view.order.lines] == ["cheeseburger"]


def test_a_typed_code_signs_in_and_a_strange_one_is_said(program: Program) -> None:
    window = program.window
    strike(window, Key.Key_U, Control)
    panel = staff_panel(program)
    panel.field.setText("77")
    panel.field.returnPressed.emit()
    assert "77" in window.foot.text
    panel.field.setText("901")
    panel.field.returnPressed.emit()
    assert program.shop.people.signed_in == "佐藤"


def test_signing_in_asks_for_the_pin_where_the_shop_wants_it(program: Program) -> None:
    program.shop.manage("店長").set_settings({"sign_in_pin": "1"})
    meanwhile(typed("7390"))
    assert not program.sign_in("佐藤")
    meanwhile(typed("7392"))
    assert program.sign_in("佐藤")
    assert program.sign_in("鈴木"), "who has no PIN is asked for none"


def test_the_payment_waits_for_a_name_where_every_sale_is_named(program: Program) -> None:
    program.shop.manage("店長").set_settings({"cashier_needed": "1"})
    press_item(program.window, "cheeseburger")
    strike(program.window, Key.Key_F12)
    assert "サインイン" in program.window.foot.text
    program.sign_in("鈴木")
    strike(program.window, Key.Key_F12)
    assert program.window.side.shown == "pay"


def test_what_asks_for_a_manager_is_done_by_nobody_else(program: Program) -> None:
    assert program.permit(Right.CLOSE) == program.shop.people.who
    ask(program, ask_close="manager")
    meanwhile(typed("482910", "店長"))
    assert program.permit(Right.CLOSE) is None
    meanwhile(typed("482915", "店長"))
    assert program.permit(Right.CLOSE) == "店長"


def test_a_close_that_nobody_may_do_closes_nothing(program: Program) -> None:
    ask(program, ask_close="manager")
    day = day_window(program)
    click(day.buttons["close"])
    page = day.page
    assert isinstance(page, ClosePage)
    page.box.total.setText("0")
    click(page.counted)
    meanwhile(typed("000000"))
    click(page.close_day)
    assert program.shop.day.closes() == []
    meanwhile(typed("482915"))
    click(page.close_day)
    assert [x.who for x in program.shop.day.closes()] == ["店長"]
    day.close()


def test_a_second_close_says_first_that_its_report_will_be_empty(program: Program) -> None:
    program.shop.day.close(counted=500, next_float=500)
    day = day_window(program)
    click(day.buttons["close"])
    page = day.page
    assert isinstance(page, ClosePage)
    assert page.waiting.isVisible()
    assert "空のレポート" in page.waiting.text()
    page.box.total.setText("500")
    click(page.counted)
    assert "空のレポート" in page.waiting.text()
    click(page.close_day)
    assert len(program.shop.day.closes()) == 2
    click(day.buttons["open"])
    program.shop.day.move_cash(EntryKind.IN, 100, "両替")
    click(day.buttons["close"])
    assert not page.waiting.isVisible()
    day.close()


def test_practice_has_no_day_and_signs_nobody_in(program: Program) -> None:
    program.window.do(Command.PRACTICE)
    strike(program.window, Key.Key_K, Control)
    assert program.window.findChildren(DayWindow) == []
    assert not program.sign_in("鈴木")
    program.window.do(Command.PRACTICE)
    assert program.shop.people.signed_in == ""


def test_a_day_that_nobody_closed_is_told_at_the_counter(
    program: Program, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program.warn_of_an_open_day()
    assert program.window.foot.text == ""
    program.shop.day.open(10_000)
    program.warn_of_an_open_day()
    assert program.window.foot.text == ""
    monkeypatch.setattr(program.shop.day, "_now", lambda: TODAY + timedelta(days=1))
    program.warn_of_an_open_day()
    assert "11/21" in program.window.foot.text
    assert not program.window.foot.alarm
    program.shop.day.close(counted=10_000)
    program.window.foot.clear()
    program.warn_of_an_open_day()
    assert program.window.foot.text == ""


def test_a_blind_count_shows_what_should_be_there_only_after_it(program: Program) -> None:
    program.shop.day.open(12_345)
    day = day_window(program)
    click(day.buttons["close"])
    page = day.page
    assert isinstance(page, ClosePage)
    assert "12,345" in page.message.text()
    program.shop.manage("店長").set_settings({"blind_count": "1"})
    day.show_page("close")
    assert "12,345" not in page.message.text()
    page.box.total.setText("12000")
    click(page.counted)
    assert "12,345" in page.sums.text()
    assert "−¥345" in page.difference.text()
    assert page.reason.isVisible()
    assert page.step_back()
    assert page.box.amount() == 12_000, "counting again begins with what was counted"
    day.close()


def test_a_blind_opening_says_what_the_last_close_left_only_after_the_count(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = program.shop.till.view.order.opened_at
    program.shop.day.open(10_000)
    program.shop.day.close(counted=10_000, next_float=10_000)
    monkeypatch.setattr(program.shop.day, "_now", lambda: at + timedelta(days=1))
    day = day_window(program)
    click(day.buttons["open"])
    page = day.page
    assert isinstance(page, OpenPage)
    assert "10,000" in page.message.text()
    program.shop.manage("店長").set_settings({"blind_count": "1"})
    day.show_page("open")
    page.box.total.setText("9500")
    page.box.changed.emit()
    assert page.message.text() == ""
    click(page.go)
    assert "−¥500" in day.message.text()
    day.close()


def test_a_typed_sum_counts_without_notes_and_coins(program: Program) -> None:
    day = day_window(program)
    box = day.pages["open"].box  # type: ignore[attr-defined]  # the OpenPage
    box.pieces[1_000].setText("3")
    assert box.total.text() == "3,000"
    box.total.setFocus()
    box.total.setText("")
    QTest.keyClicks(box.total, "5")
    program.window.keyboard.hand_on()
    assert (box.amount(), box.count()) == (5, ())
    click(day.pages["open"].go)  # type: ignore[attr-defined]  # as above
    [entry] = program.shop.storage.day.entries(EntryKind.FLOAT)
    assert (entry.amount, entry.count) == (5, ())
    day.close()


def test_the_hand_begins_in_the_first_field_and_enter_goes_on_to_the_next(program: Program) -> None:
    day = day_window(program)
    page = day.page
    assert isinstance(page, OpenPage)
    pad = {x.label: x for x in page.box.pad.keys}
    click(pad["2"])  # nothing was touched before
    assert page.box.count() == ((10_000, 2),)
    QTest.keyClick(page.box.pieces[10_000], Key.Key_Return)
    click(pad["3"])
    assert page.box.count() == ((10_000, 2), (5_000, 3))
    assert page.box.total.text() == "35,000"
    assert not page.context.day.status().opened
    day.close()


def test_a_float_counted_after_the_first_sale_is_asked_for_with_its_cash(program: Program) -> None:
    program.shop.day.close(counted=30_000, next_float=30_000)
    press_item(program.window, "cheeseburger")
    program.shop.till.pay()
    program.shop.till.tender(TenderKind.CASH, 240)
    day = day_window(program)
    page = day.page
    assert isinstance(page, OpenPage)
    assert "¥30,000" in page.message.text()
    assert "¥240" in page.message.text()
    page.box.total.setText("30240")
    assert "過不足" not in page.message.text()
    page.box.total.setText("30000")
    assert "−¥240" in page.message.text()
    day.close()


def test_the_float_of_tomorrow_is_typed_at_once(program: Program) -> None:
    day = day_window(program)
    click(day.buttons["close"])
    page = day.page
    assert isinstance(page, ClosePage)
    page.box.total.setText("41000")
    click(page.counted)
    for digit in ("3", "0", "00"):
        click(next(x for x in page.pad.keys if x.label == digit))
    assert page.stays.text() == "3,000"
    assert "38,000" in page.bank.text()
    day.close()


@pytest.mark.parametrize(
    ("typed_", "shown", "value"),
    [
        ("1234567", "1,234,567", 1_234_567),
        ("007", "7", 7),
        ("0", "0", 0),
        ("", "", 0),
        ("1,2,3", "123", 123),
        ("12a3", "123", 123),
        ("-5", "5", 5),
        ("１２３４", "1,234", 1_234),
        ("9999999999", "999,999,999", 999_999_999),
    ],
)
def test_thousands_stand_apart_while_they_are_typed(qtbot: QtBot, typed_: str, shown: str, value: int) -> None:
    field = DigitField("")
    qtbot.addWidget(field)
    heard: list[int] = []
    field.textChanged.connect(lambda _: heard.append(field.value()))
    for sign in typed_:
        QTest.keyClicks(field, sign) if sign.isascii() else field.insert(sign)
    assert (field.text(), field.value()) == (shown, value)
    assert not heard or heard[-1] == value


def test_a_digit_put_right_in_the_middle_stays_where_it_is(qtbot: QtBot) -> None:
    field = DigitField("")
    qtbot.addWidget(field)
    field.setText("1234567")
    field.setCursorPosition(2)  # 1,|234,567
    QTest.keyClicks(field, "9")
    assert field.text() == "19,234,567"
    QTest.keyClicks(field, "8")
    assert field.text() == "198,234,567"
    for _ in range(9):
        field.end(False)
        field.backspace()
    assert field.text() == ""


def test_an_item_scanned_over_the_days_page_is_not_sold_behind_it(program: Program) -> None:
    till, window = program.shop.till, program.window
    day = day_window(program)
    scan(day, "2901000000015")
    window.keyboard.hand_on()
    assert not till.view.order.lines
    assert "2901000000015" in day.message.text()
    scan(day, "BADGE-902")
    window.keyboard.hand_on()
    assert program.shop.people.signed_in == "鈴木"
    assert "鈴木" in day.message.text()
    day.close()
    scan(window, "2901000000015")
    window.keyboard.hand_on()
    assert [x.item.code for x in till.view.order.lines] == ["cheeseburger"]


def test_over_a_question_for_a_pin_a_badge_chooses_its_person_and_an_item_is_not_sold(program: Program) -> None:
    ask(program, ask_close="pin")
    seen: list[tuple[str, bool]] = []
    apart: list[bool] = []

    def scans(dialog: QWidget) -> None:
        assert isinstance(dialog, PinQuestion)
        for code in ("901", "2901000000015"):
            program.window.keyboard.scanned.emit(code)
            seen.append((dialog.names.currentText(), code in dialog.message.text()))
        QApplication.processEvents()
        apart.append(dialog.pad.geometry().bottom() < dialog.go.geometry().top())  # three lines have room
        dialog.reject()

    day = day_window(program)
    click(day.buttons["close"])
    page = day.page
    assert isinstance(page, ClosePage)
    page.box.total.setText("0")
    click(page.counted)
    meanwhile(scans)
    click(page.close_day)
    assert apart == [True]
    assert seen == [("佐藤", False), ("佐藤", True)]
    assert not program.shop.till.view.order.lines
    assert program.shop.people.signed_in == ""
    assert program.shop.day.closes() == []
    day.close()


def test_the_days_of_the_export_are_chosen(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def chosen(_parent: QWidget, _title: str, name: str, _kinds: str) -> Path:
        asked.append(name)
        return tmp_path / "figures.csv"

    monkeypatch.setattr(day_reports, "file_to_write", chosen)
    day = day_window(program)
    day.show_page("closes")
    page = day.page
    assert isinstance(page, ClosesPage)
    assert (page.first.text(), page.last.text()) == (f"{TODAY.date().replace(day=1)}", f"{TODAY.date()}")
    for first, last in (("2026-11-20", "2026-11-19"), ("", "2026-11-19"), ("2026-02-30", "2026-03-01"), ("x", "y")):
        page.first.setText(first)
        page.last.setText(last)
        click(page.export)
        assert asked == []
        assert last in day.message.text()
    page.first.setText("2026/11/２0")
    page.last.setText("2026-11-21")
    click(page.export)
    click(page.last_month)
    click(page.export)
    assert asked == ["2026-11-20_2026-11-21.xlsx", "2026-10.xlsx"]
    assert list(tmp_path.glob("figures*.csv"))
    day.close()


def test_the_whole_of_a_report_can_be_scrolled_to(program: Program) -> None:
    press_item(program.window, "cheeseburger")
    strike(program.window, Key.Key_F12)
    strike(program.window, Key.Key_Return, after=2)
    for name in ("x", "closes"):
        day = day_window(program)
        day.show_page(name)
        QApplication.processEvents()
        column = next(x for x in day.findChildren(PaperColumn) if x.isVisible())
        hidden = column.paper.height() - column.scroller.viewport().height()
        assert column.scroller.verticalScrollBar().maximum() == hidden > 0
        day.close()
        if name == "x":
            program.shop.day.close(counted=50_000, next_float=30_000)


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768), (1024, 600)])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_of_the_day_fits_and_is_a_fingers_size(
    program: Program, size: tuple[int, int], language: str
) -> None:
    program.speak(language)
    program.window.resize(*size)
    program.shop.day.close(counted=50_000, next_float=30_000)
    day = day_window(program)
    for name in day.pages:
        day.show_page(name)
        QApplication.processEvents()
        day.render(QPixmap(day.size()))
        assert day.height() <= size[1]
        assert day.width() <= size[0]
        places: list[QRect] = []
        for button in day.findChildren(PaintedButton):
            if button.isVisible() and button.visibleRegion().boundingRect().height() > 0:
                at = button.mapTo(day, QPoint(0, 0))
                if not _scrolled(button, day):
                    assert day.rect().contains(QRect(at, button.size())), (name, button.label)
                    assert not any(QRect(at, button.size()).intersects(x) for x in places), (name, button.label)
                    places.append(QRect(at, button.size()))
                    assert button.height() >= 44, (name, button.label)
    day.close()


def _scrolled(widget: QWidget, day: DayWindow) -> bool:
    return any(
        scroller.isAncestorOf(widget) for scroller in day.findChildren(QWidget) if scroller.inherits("QScrollArea")
    )
