"""Which key does which function, and how a key is written on a button.

Signs are matched by the sign typed, not by the key, because a `*` sits elsewhere on every keyboard. Digits, Enter, Esc and
the arrows are not functions and cannot be bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from pos_assist.domain.offers import Moment
from pos_assist.domain.problems import Refused
from pos_assist.services.till.commands import BY_ID, Command

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_FIXED = {
    "Return",
    "Enter",
    "Esc",
    "Backspace",
    "Tab",
    "Backtab",
    "Up",
    "Down",
    "Left",
    "Right",
    "Space",
    *"0123456789",
}
_CAPS = {"PgDown": "PgDn", "-": "−"}
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def key_of(event: QKeyEvent) -> str:
    """The key of an event, written as in the table; empty for a modifier by itself."""
    text, modifiers = event.text(), event.modifiers()
    if text and text.isprintable() and not text.isspace() and not modifiers & _COMMAND:
        return text.upper()
    if event.key() in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_unknown, 0):
        return ""
    from PySide6.QtGui import QKeySequence  # noqa: PLC0415 — lazy: 5 ms that the first frame does not need

    plain = modifiers & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    return QKeySequence(int(plain.value) | event.key()).toString(QKeySequence.SequenceFormat.PortableText)


def cap(key: str) -> str:
    """The key as the small cap on a button writes it: Shift+F1, Ctrl+Z, *."""
    for long, short in _CAPS.items():
        key = key.replace(long, short) if len(key) > 1 or key == long else key
    return key


class Shortcuts:
    """Which key does what: the keys of the table of commands, changed by what a shop or a person chose."""

    def __init__(self, chosen: Mapping[str, str] | None = None) -> None:
        """`chosen` is what `changed` returned once; ids of functions that no longer exist are passed over."""
        self.keys = {command: command.key for command in Command}
        for name, key in (chosen or {}).items():
            if name in BY_ID:
                self.keys[BY_ID[name]] = key

    def changed(self) -> dict[str, str]:
        """Return what differs from the table, by the functions' ids, to be kept in the settings."""
        return {command.id: key for command, key in self.keys.items() if key != command.key}

    def cap(self, command: Command) -> str:
        """Return the cap to show on that function's button."""
        return cap(self.keys[command])

    def find(self, key: str, moment: Moment) -> Command | None:
        """Return the function that this key does at that moment, if it does one."""
        for command, bound in self.keys.items():
            if key and bound == key and command.counts(moment):
                return command
        return None

    def bind(self, command: Command, key: str) -> None:
        """Give a function another key; an empty one takes its key away. Refused: key_fixed, key_taken."""
        if key in _FIXED:
            raise Refused("key_fixed", key=cap(key))
        for other, bound in self.keys.items():
            if key and other is not command and bound == key and command.where.overlaps(other.where):
                raise Refused("key_taken", key=cap(key), function=other.words)
        self.keys[command] = key
