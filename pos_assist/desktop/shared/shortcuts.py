"""Every function of the counter, the key that does it, and how that key is written on a button.

A key is written as Qt writes it («Shift+F1», «Ctrl+Z», «*»). Signs are matched by the sign typed, not by the key, because a
`*` sits elsewhere on every keyboard. Digits, Enter, Esc and the arrows are not functions and cannot be bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt

from pos_assist.domain.marking import N_
from pos_assist.domain.problems import Refused

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class Function(NamedTuple):
    """One thing the cashier can ask for. `where`: «order» while ringing up, «pay» while paying, «» always."""

    id: str
    key: str
    words: str
    where: str = ""


FUNCTIONS: tuple[Function, ...] = (
    Function("accept_0", "F1", N_("Accept the upgrade"), "order"),
    Function("accept_1", "F2", N_("Accept the first add-on"), "order"),
    Function("accept_2", "F3", N_("Accept the second add-on"), "order"),
    Function("accept_3", "F4", N_("Accept the third add-on"), "order"),
    Function("decline_0", "Shift+F1", N_("Decline the upgrade"), "order"),
    Function("decline_1", "Shift+F2", N_("Decline the first add-on"), "order"),
    Function("decline_2", "Shift+F3", N_("Decline the second add-on"), "order"),
    Function("decline_3", "Shift+F4", N_("Decline the third add-on"), "order"),
    Function("swap_0", "Ctrl+1", N_("Change the set's first part"), "order"),
    Function("swap_1", "Ctrl+2", N_("Change the set's second part"), "order"),
    Function("swap_2", "Ctrl+3", N_("Change the set's third part"), "order"),
    Function("why_offers", "Ctrl+O", N_("Why these offers?"), "order"),
    Function("guest_line", "Ctrl+G", N_("Lines for a guest in the second language"), "order"),
    Function("settle", "F5", N_("That is all"), "order"),
    Function("hold", "F6", N_("Hold"), "order"),
    Function("recall", "F7", N_("Recall"), "order"),
    Function("no_more", "F8", N_("No more offers for this order"), "order"),
    Function("pay", "F12", N_("To payment"), "order"),
    Function("void", "Del", N_("Void line"), "order"),
    Function("undo", "Ctrl+Z", N_("Undo"), "order"),
    Function("redo", "Ctrl+Y", N_("Redo"), "order"),
    Function("qty", "*", N_("Quantity"), "order"),
    Function("more", "+", N_("Add one"), "order"),
    Function("less", "-", N_("Take one off"), "order"),
    Function("sold_out", "Ctrl+S", N_("Mark sold out"), "order"),
    Function("member", "Ctrl+M", N_("Member card"), "order"),
    Function("line_mode", "Shift+F9", N_("Eat in / take out for this line"), "order"),
    Function("why", "?", N_("Why this price?")),
    Function("mode", "F9", N_("Eat in / take out")),
    Function("page_back", "PgUp", N_("Previous keys"), "order"),
    Function("page_on", "PgDown", N_("Next keys"), "order"),
    Function("department_back", "Ctrl+PgUp", N_("Previous department"), "order"),
    Function("department_on", "Ctrl+PgDown", N_("Next department"), "order"),
    Function("cash", "F1", N_("Cash"), "pay"),
    Function("card", "F2", N_("Card"), "pay"),
    Function("qr", "F3", N_("QR"), "pay"),
    Function("quick_0", "F5", N_("First quick amount"), "pay"),
    Function("quick_1", "F6", N_("Second quick amount"), "pay"),
    Function("quick_2", "F7", N_("Third quick amount"), "pay"),
    Function("quick_3", "F8", N_("Fourth quick amount"), "pay"),
    Function("search", "/", N_("Search")),
    Function("language", "F10", N_("Japanese / English")),
    Function("rush", "F11", N_("Rush")),
    Function("receipts", "Ctrl+R", N_("Receipts")),
    Function("practice", "Ctrl+P", N_("Practice")),
    Function("menu", "Ctrl+Space", N_("Menu")),
)  # fmt: skip
BY_ID = {f.id: f for f in FUNCTIONS}

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
_CAPS = {"Shift+": "⇧", "Ctrl+": "^", "Alt+": "⎇", "PgDown": "PgDn", "Space": "␣", "*": "×", "-": "−"}
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
    """The key as the small cap on a button writes it: ⇧F1, ^Z, ×."""
    for long, short in _CAPS.items():
        key = key.replace(long, short) if len(key) > 1 or key == long else key
    return key


class Shortcuts:
    """Which key does what: the table above, changed by what a shop or a person chose."""

    def __init__(self, chosen: Mapping[str, str] | None = None) -> None:
        self.keys = {f.id: f.key for f in FUNCTIONS}
        for function, key in (chosen or {}).items():
            if function in self.keys:
                self.keys[function] = key

    def changed(self) -> dict[str, str]:
        """What differs from the table, to be kept in the settings."""
        return {f.id: self.keys[f.id] for f in FUNCTIONS if self.keys[f.id] != f.key}

    def cap(self, function: str) -> str:
        """The cap to show on that function's button."""
        return cap(self.keys[function])

    def find(self, key: str, where: str) -> str:
        """The function of that key there; empty for none."""
        for f in FUNCTIONS:
            if self.keys[f.id] == key and f.where in ("", where):
                return f.id
        return ""

    def bind(self, function: str, key: str) -> None:
        """Give a function another key; an empty one takes its key away. Raises Refused where the key is taken or fixed."""
        if key in _FIXED:
            raise Refused("key_fixed", key=cap(key))
        mine = BY_ID[function]
        for f in FUNCTIONS:
            overlap = "" in (f.where, mine.where) or f.where == mine.where
            if key and f.id != function and overlap and self.keys[f.id] == key:
                raise Refused("key_taken", key=cap(key), function=f.words)
        self.keys[function] = key
