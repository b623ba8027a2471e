"""Telling a scanner from a person: keys less than 35 ms apart, at least 8 of them, Enter behind them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pos_assist.desktop.system.scanner import Keyboard
from tests.desktop.conftest import Clock


class Desk(QWidget):
    """A field and a button, with the keyboard listened to."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.field, self.button = QLineEdit(), QPushButton("press")
        self.pressed = 0
        self.button.setDefault(True)
        self.button.clicked.connect(self._press)
        self.resize(300, 120)
        for y, widget in enumerate((self.field, self.button)):
            widget.setParent(self)
            widget.setGeometry(10, 10 + 50 * y, 280, 40)
        self.scans: list[str] = []
        self.keyboard = Keyboard(self._typed, clock=clock, parent=self)
        self.keyboard.scanned.connect(self.scans.append)

    def _press(self) -> None:
        self.pressed += 1

    def _typed(self, _target: QObject, _event: QKeyEvent) -> bool:
        return False

    def type(self, text: str, gap: float) -> None:
        """Each sign `gap` seconds after the last."""
        for sign in text:
            self.clock.now += gap
            QTest.keyClicks(self.field, sign)

    def enter(self, gap: float) -> None:
        """Enter, `gap` seconds after the last sign."""
        self.clock.now += gap
        QTest.keyClick(self.field, Qt.Key.Key_Return)


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, clock: Clock) -> Iterator[Desk]:
    desk = Desk(clock)
    qtbot.addWidget(desk)
    desk.show()
    desk.activateWindow()
    desk.field.setFocus()
    qapp.installEventFilter(desk.keyboard)
    yield desk
    desk.keyboard.hand_on()
    qapp.removeEventFilter(desk.keyboard)


def test_fast_signs_ended_by_enter_are_a_scan_and_reach_no_field(desk: Desk) -> None:
    desk.type("4901234567894", 0.004)
    desk.enter(0.004)
    assert desk.scans == ["4901234567894"]
    assert desk.field.text() == ""
    assert desk.pressed == 0


def test_a_slow_scanner_with_30_ms_between_keys_still_counts(desk: Desk) -> None:
    desk.type("49012347", 0.030)
    desk.enter(0.030)
    assert desk.scans == ["49012347"]


def test_a_person_typing_50_ms_apart_is_no_scanner(desk: Desk) -> None:
    desk.type("49012345", 0.050)
    desk.enter(0.050)
    assert desk.scans == []
    assert desk.field.text() == "49012345"


def test_seven_fast_signs_are_no_barcode(desk: Desk) -> None:
    desk.type("4901234", 0.004)
    desk.enter(0.004)
    assert desk.scans == []
    assert desk.field.text() == "4901234"


def test_fast_signs_without_enter_are_handed_on_in_order(desk: Desk, qtbot: QtBot) -> None:
    desk.type("cheeseburger", 0.004)
    assert desk.field.text() == ""
    qtbot.waitUntil(lambda: desk.field.text() == "cheeseburger", timeout=30_000)
    assert desk.scans == []


def test_a_scan_right_after_typing_is_told_apart_from_it(desk: Desk) -> None:
    desk.type("po", 0.120)
    desk.clock.now += 0.2
    desk.type("4901234567894", 0.004)
    desk.enter(0.004)
    assert desk.scans == ["4901234567894"]
    assert desk.field.text() == "po"


def test_enter_long_after_fast_signs_is_a_person(desk: Desk) -> None:
    desk.type("12345678", 0.004)
    desk.enter(0.5)
    assert desk.scans == []
    assert desk.field.text() == "12345678"


def test_letters_and_hyphens_of_a_barcode_are_kept_as_they_are(desk: Desk) -> None:
    desk.type("AB-12cd34", 0.004)
    desk.enter(0.004)
    assert desk.scans == ["AB-12cd34"]


def test_a_key_held_down_is_no_scanner(desk: Desk) -> None:
    for _ in range(12):
        desk.clock.now += 0.033
        QApplication.sendEvent(
            desk.field,
            QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", True, 1),
        )
    desk.enter(0.033)
    assert desk.scans == []
    assert desk.field.text() == "1" * 12


def test_a_touch_in_between_ends_a_scan(desk: Desk) -> None:
    desk.type("49012345", 0.004)
    QTest.mouseClick(desk.button, Qt.MouseButton.LeftButton)
    assert desk.pressed == 1
    assert desk.field.text() == "49012345"
