"""A cashier's hands: real clicks, touches, keys and scans on a real window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.item_keys import ItemKey
from pos_assist.desktop.shared.offer_card import Card

CHEESEBURGER, POTATO_M = "2901000000015", "2901000000176"
UNKNOWN = "4901234567894"


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self, _event: QKeyEvent | None = None) -> float:
        return self.now


def item_key(window: CounterWindow, code: str) -> ItemKey:
    """The key of that item, its page turned to."""
    for department in window.till.departments():
        for page in range(window.till.pages(department.code)):
            if any(item.code == code for item in window.till.keys(department.code, page)):
                window.grid.show_department(department.code, page)
                return next(key for key in window.grid.keys[: window.grid.shown] if key.item and key.item.code == code)
    raise AssertionError(code)


def click(widget: QWidget) -> None:
    """A click in the middle."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def press_item(window: CounterWindow, *codes: str) -> None:
    """Items rung up by their keys."""
    for code in codes:
        click(item_key(window, code))


HAND = 0.4  # seconds between two keys of an unhurried hand


def a_moment_later(window: CounterWindow, seconds: float = HAND) -> None:
    """Let a hand's time pass, where the test's own clock is the window's."""
    clock = window.keyboard._clock
    if isinstance(clock, Clock):
        clock.now += seconds


def strike(
    target: QWidget,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    *,
    after: float = HAND,
) -> None:
    """One key, as a person strikes it: whatever was kept back has been handed on."""
    window = target.window()
    assert isinstance(window, CounterWindow)
    a_moment_later(window, after)
    QTest.keyClick(target, key, modifiers)
    window.keyboard.hand_on()
    QApplication.processEvents()


def type_slowly(target: QWidget, text: str) -> None:
    """Text, as a person types it; Japanese comes from an input method."""
    window = target.window()
    assert isinstance(window, CounterWindow)
    for sign in text:
        a_moment_later(window)
        if sign.isascii():
            QTest.keyClicks(target, sign)
        else:
            written = QInputMethodEvent("", [])
            written.setCommitString(sign)
            QApplication.sendEvent(target, written)
        window.keyboard.hand_on()
    QApplication.processEvents()


def scan(target: QWidget, code: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """A scanner: all signs at once, then its suffix; a hand needs a moment to aim it."""
    window = QApplication.activeWindow()
    if isinstance(window, CounterWindow):
        a_moment_later(window)
    QTest.keyClicks(target, code)
    QTest.keyClick(target, end)
    QApplication.processEvents()


def decline(card: Card) -> None:
    """A touch on the × at a card's right edge."""
    QTest.mouseClick(
        card,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        card.cells()["no"].center(),
    )
    QApplication.processEvents()


def rung_up(window: CounterWindow) -> list[tuple[str, int]]:
    """What is in the order: codes and quantities."""
    return [(line.item.code, line.qty) for line in window.till.view.order.lines]
