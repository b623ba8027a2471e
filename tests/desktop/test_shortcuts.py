"""Keys: one table, each shown on its button, each to be changed, none twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop.counter_window.commands import DOES
from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.dialogs.keys_dialog import KeysDialog
from pos_assist.desktop.shared.shortcuts import Shortcuts, cap, key_of
from pos_assist.domain.offers import Moment
from pos_assist.domain.problems import Refused
from pos_assist.services.till.commands import Command, Where
from tests.desktop.hands import press_item, rung_up, strike

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def test_no_key_of_the_table_does_two_things_in_one_place() -> None:
    for moment in (Moment.CHOOSING, Moment.PAYING):
        keys = [command.key for command in Command if command.key and command.counts(moment)]
        assert len(keys) == len(set(keys))


def test_every_function_of_the_table_is_done_by_the_window_and_nothing_else_is() -> None:
    assert set(DOES) == set(Command)


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
    assert [cap(x) for x in ("Shift+F1", "Ctrl+Z", "*", "-", "PgDown")] == ["Shift+F1", "Ctrl+Z", "*", "−", "PgDn"]


def test_a_taken_key_is_refused_by_name() -> None:
    keys = Shortcuts()
    with pytest.raises(Refused) as refused:
        keys.bind(Command.HOLD, "F12")
    assert refused.value.code == "key_taken"
    assert keys.keys[Command.HOLD] == "F6"


def test_a_key_that_takes_money_means_nothing_else_at_any_moment() -> None:
    taking = [c for c in Command if c.where is Where.PAYING]
    others = {c.key for c in Command if c not in taking}
    assert taking
    assert not others & {c.key for c in taking}


def test_a_modifier_by_itself_does_nothing() -> None:
    assert all(Shortcuts().find("", moment) is None for moment in Moment)


def test_digits_and_enter_cannot_be_given_away() -> None:
    for key in ("5", "Return", "Esc"):
        with pytest.raises(Refused):
            Shortcuts().bind(Command.HOLD, key)


def test_only_what_was_changed_is_remembered() -> None:
    keys = Shortcuts()
    keys.bind(Command.HOLD, "Ctrl+H")
    assert keys.changed() == {"hold": "Ctrl+H"}
    assert Shortcuts(keys.changed()).keys == keys.keys
    assert Shortcuts({"no such function": "F1"}).keys == Shortcuts().keys


def test_a_changed_key_is_on_its_button_and_works(window: CounterWindow) -> None:
    window.keys.bind(Command.HOLD, "Ctrl+H")
    window.retranslate()
    assert window.order.buttons[Command.HOLD].key == "Ctrl+H"
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F6)
    assert rung_up(window) == [("cheeseburger", 1)]
    strike(window, Key.Key_H, Modifier.ControlModifier)
    assert rung_up(window) == []


def test_the_dialog_takes_a_new_key_and_refuses_a_taken_one(qtbot: QtBot, qapp: QApplication) -> None:
    keys = Shortcuts()
    dialog = KeysDialog(keys)
    qtbot.addWidget(dialog)
    dialog.buttons[Command.HOLD].click()
    QTest.keyClick(dialog, Key.Key_F12)
    assert keys.keys[Command.HOLD] == "F6"
    assert "F12" in dialog.message.text()
    dialog.buttons[Command.HOLD].click()
    QTest.keyClick(dialog, Key.Key_H, Modifier.ControlModifier)
    assert keys.keys[Command.HOLD] == "Ctrl+H"
    assert dialog.buttons[Command.HOLD].text() == "Ctrl+H"
    dialog.buttons[Command.HOLD].click()
    QTest.keyClick(dialog, Key.Key_Backspace)
    assert keys.keys[Command.HOLD] == ""
    dialog.reset()
    assert keys.changed() == {}
