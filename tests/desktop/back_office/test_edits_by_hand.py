"""What a manager's hand does to a form: the wheel, Ctrl+Z after saving, the undo button for a finger."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QScrollArea

from pos_assist.desktop.back_office.back_office_window import ENTRIES, BackOffice
from pos_assist.desktop.back_office.items_page import ItemsPage
from pos_assist.desktop.back_office.money_field import day_value
from pos_assist.system import clock
from tests.desktop.back_office.manager import click, press, row, turn, write


def wheel(widget: QComboBox | QAbstractSpinBox) -> None:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()


@pytest.mark.parametrize("name", list(ENTRIES))
def test_the_wheel_never_changes_a_field_that_it_passes(office: BackOffice, name: str) -> None:
    click(office.navigation.turns[name])
    page = office.pages[name]
    for box in page.findChildren(QComboBox):
        for focused in (False, True):
            if focused:
                box.setFocus()
            before = box.currentIndex()
            wheel(box)
            assert box.currentIndex() == before, box.itemText(before)


def priced(office: BackOffice, price: str) -> ItemsPage:
    """The items page with the first item's price changed and saved."""
    page = turn(office, ItemsPage, "items")
    row(page.table, 0)
    write(page.form.price, price)
    press(office, Qt.Key.Key_S)
    return page


def test_ctrl_z_after_saving_takes_the_price_back_though_the_cursor_is_still_in_the_field(office: BackOffice) -> None:
    page = turn(office, ItemsPage, "items")
    row(page.table, 0)
    assert page.form.item is not None
    code, before = page.form.item.code, page.form.item.price
    priced(office, str(before + 7))
    QTest.keyClick(page.form.price, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    item = office.context.shop.catalog.item(code)
    assert item is not None
    assert item.price == before


def test_ctrl_z_before_saving_takes_back_what_was_typed(office: BackOffice) -> None:
    page = turn(office, ItemsPage, "items")
    row(page.table, 0)
    before = page.form.name.text()
    page.form.name.setFocus()
    QTest.keyClicks(page.form.name, "x")
    QTest.keyClick(page.form.name, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.form.name.text() == before


def test_a_finger_undoes_one_saved_change_after_the_other_and_then_no_more(office: BackOffice) -> None:
    page = turn(office, ItemsPage, "items")
    row(page.table, 0)
    assert page.form.item is not None
    code, before = page.form.item.code, page.form.item.price
    assert not office.navigation.take_back.isEnabled()
    for more in (10, 20):
        priced(office, str(before + more))
    for left in (before + 10, before):
        click(office.navigation.take_back)
        item = office.context.shop.catalog.item(code)
        assert item is not None
        assert item.price == left
    assert not office.navigation.take_back.isEnabled()


def test_an_item_without_a_price_is_refused_in_words(office: BackOffice) -> None:
    page = turn(office, ItemsPage, "items")
    row(page.table, 0)
    write(page.form.price, " ")
    page.form.price.clear()
    press(office, Qt.Key.Key_S)
    assert "Price" in office.foot.text
    assert "empty" in office.foot.text
    assert "-1" not in office.foot.text


def test_a_day_is_chosen_on_the_calendar_by_touch(office: BackOffice) -> None:
    page = turn(office, ItemsPage, "items")
    row(page.table, 0)
    field = page.form.next_from
    field.setText("2026-12-03")
    office.activateWindow()
    page.form.findChild(QScrollArea).ensureWidgetVisible(field)  # type: ignore[union-attr]  # the form scrolls
    end = QPoint(field.width() - 12, field.height() // 2)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    calendar = field.calendar
    assert calendar is not None
    assert (calendar.yearShown(), calendar.monthShown()) == (2026, 12)
    assert min(calendar.minimumWidth() // 7, calendar.minimumHeight() // 7) >= 44
    calendar.clicked.emit(QDate(2026, 12, 24))
    assert field.text() == "2026-12-24"


@pytest.mark.parametrize("typed", ["2026-12-24", "2026/12/24", "2026年12月24日", "２０２６．１２．２４"])
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert day_value(typed, "") == date(2026, 12, 24)


def test_a_day_without_a_year_is_the_next_one_to_come() -> None:
    found = day_value("1/5", "")
    assert found is not None
    assert found >= clock.now().date()
    assert (found.month, found.day) == (1, 5)
