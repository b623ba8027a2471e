"""Keys: one table, each shown on its button, each to be changed, none twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.dialogs.keys_dialog import KeysDialog
from pos_assist.desktop.shared.shortcuts import FUNCTIONS, Shortcuts, cap, key_of
from pos_assist.domain.problems import Refused
from tests.desktop.hands import press_item, rung_up, strike

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def test_no_key_of_the_table_does_two_things_in_one_place() -> None:
    for where in ("order", "pay"):
        keys = [f.key for f in FUNCTIONS if f.where in ("", where)]
        assert len(keys) == len(set(keys))


def test_every_function_of_the_table_is_done_somewhere(window: CounterWindow) -> None:
    program = {"menu", "language", "practice"}
    handled: set[str] = set(window.actions_._table) | program
    for function in FUNCTIONS:
        if function.id not in handled:
            left: list[str] = []
            window.wanted.connect(left.append)
            window.actions_.do(function.id)
            window.wanted.disconnect(left.append)
            assert left == [], function.id


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "written"),
    [
        (Key.Key_F1, Modifier.ShiftModifier, "", "Shift+F1"),
        (Key.Key_Z, Modifier.ControlModifier, "\x1a", "Ctrl+Z"),
        (Key.Key_Asterisk, Modifier.ShiftModifier, "*", "*"),  # JIS keyboards need Shift for it
        (Key.Key_Asterisk, Modifier.KeypadModifier, "*", "*"),
        (Key.Key_5, Modifier.KeypadModifier, "5", "5"),
        (Key.Key_Delete, Modifier.NoModifier, "\x7f", "Del"),
        (Key.Key_Shift, Modifier.ShiftModifier, "", ""),
    ],
)
def test_a_key_is_known_by_the_sign_it_types(
    key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str, written: str
) -> None:
    assert key_of(QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)) == written


def test_a_cap_is_short() -> None:
    assert [cap(x) for x in ("Shift+F1", "Ctrl+Z", "*", "-", "PgDown")] == ["⇧F1", "^Z", "×", "−", "PgDn"]


def test_a_taken_key_is_refused_by_name() -> None:
    keys = Shortcuts()
    with pytest.raises(Refused) as refused:
        keys.bind("hold", "F12")
    assert refused.value.code == "key_taken"
    assert keys.keys["hold"] == "F6"


def test_a_key_may_mean_one_thing_while_ringing_up_and_another_while_paying() -> None:
    keys = Shortcuts()
    assert keys.find("F6", "order") == "hold"
    assert keys.find("F6", "pay") == "quick_1"


def test_digits_and_enter_cannot_be_given_away() -> None:
    for key in ("5", "Return", "Esc"):
        with pytest.raises(Refused):
            Shortcuts().bind("hold", key)


def test_only_what_was_changed_is_remembered() -> None:
    keys = Shortcuts()
    keys.bind("hold", "Ctrl+H")
    assert keys.changed() == {"hold": "Ctrl+H"}
    assert Shortcuts(keys.changed()).keys == keys.keys
    assert Shortcuts({"no such function": "F1"}).keys == Shortcuts().keys


def test_a_changed_key_is_on_its_button_and_works(window: CounterWindow) -> None:
    window.keys.bind("hold", "Ctrl+H")
    window.retranslate()
    assert window.order.buttons["hold"].key == "^H"
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F6)
    assert rung_up(window) == [("cheeseburger", 1)]
    strike(window, Key.Key_H, Modifier.ControlModifier)
    assert rung_up(window) == []


def test_the_dialog_takes_a_new_key_and_refuses_a_taken_one(qtbot: QtBot, qapp: QApplication) -> None:
    keys = Shortcuts()
    dialog = KeysDialog(keys)
    qtbot.addWidget(dialog)
    dialog.buttons["hold"].click()
    QTest.keyClick(dialog, Key.Key_F12)
    assert keys.keys["hold"] == "F6"
    assert "F12" in dialog.told.text()
    dialog.buttons["hold"].click()
    QTest.keyClick(dialog, Key.Key_H, Modifier.ControlModifier)
    assert keys.keys["hold"] == "Ctrl+H"
    assert dialog.buttons["hold"].text() == "Ctrl+H"
    dialog.buttons["hold"].click()
    QTest.keyClick(dialog, Key.Key_Backspace)
    assert keys.keys["hold"] == ""
    dialog.reset()
    assert keys.changed() == {}
