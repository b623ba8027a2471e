"""A manager's hands: real clicks and keys on the real window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.table import RecordTable
from pos_assist.desktop.back_office.widgets import Page, Segments

P = TypeVar("P", bound=Page)
R = TypeVar("R")


def click(widget: QWidget) -> None:
    """A click in the middle; nobody can click what is not there."""
    assert widget.isVisible()
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def turn(office: BackOffice, page: type[P], name: str) -> P:
    """To a page, by its name in the navigation."""
    click(office.navigation.turns[name])
    shown = office.pages[name]
    assert isinstance(shown, page)
    return shown


def press(office: BackOffice, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier) -> None:
    """A key with Ctrl."""
    QTest.keyClick(office, key, modifier)
    QApplication.processEvents()


def write(field: QLineEdit, text: str) -> None:
    """Text over what is in a field. Signs beyond ASCII come from an input method, whole."""
    assert field.isVisible()
    field.setFocus()
    field.selectAll()
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insert(text)
        field.textEdited.emit(text)
    QApplication.processEvents()


def segment(segments: Segments, value: str) -> None:
    """One of a few words side by side."""
    QTest.mouseClick(segments, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, segments.area(value).center())
    QApplication.processEvents()


def record(table: RecordTable[R], place: int) -> R:
    """The record of that row, which must be there."""
    found = table.rows.row(place)
    assert found is not None
    return found


def place_of(table: RecordTable[R], value: Callable[[R], object], wanted: object) -> int:
    """The first row with that value."""
    return next(i for i in range(table.rows.rowCount()) if value(record(table, i)) == wanted)


def row(table: RecordTable[Any], place: int, column: int = 0) -> None:
    """A click on a row."""
    area = table.visualRect(table.rows.index(place, column))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, area.center())
    QApplication.processEvents()


def finished(qtbot: QtBot, office: BackOffice) -> None:
    """Until the long work is done."""
    qtbot.waitUntil(lambda: not office.context.work.busy, timeout=30_000)
    QApplication.processEvents()
