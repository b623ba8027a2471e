"""The keys and scans of the counter's window: which part of it each is for, before any widget has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos_assist.desktop.counter_window.actions import Actions
from pos_assist.desktop.counter_window.host import Host
from pos_assist.desktop.counter_window.question import YES_KEY, QuestionSheet
from pos_assist.desktop.counter_window.search_box import SearchBox
from pos_assist.desktop.counter_window.side_stack import SideStack
from pos_assist.desktop.counter_window.side_view import TakesScans
from pos_assist.desktop.shared.messages import MessageLine
from pos_assist.desktop.shared.shortcuts import Shortcuts, cap, key_of
from pos_assist.desktop.system.scanner import MORE_OR_LESS, Keyboard
from pos_assist.domain.codes import is_gtin
from pos_assist.domain.offers import Moment
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import tr
from pos_assist.services.till.commands import Command, Where
from pos_assist.services.till.till import TOO_SOON, Till

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.tour import Tour

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_EDITS = frozenset(
    {"Del", "Backspace", "Ctrl+Z", "Ctrl+Y", "Left", "Right", "Up", "Down", "Return", "Enter", "Esc", "Tab", "Backtab"}
)


class CounterKeys(QWidget):
    """Passes every key to the tour, the open question, a function or the entry. Base of `CounterWindow`, which sets the parts."""

    till: Till
    host: Host
    keys: Shortcuts
    actions_: Actions
    side: SideStack
    question: QuestionSheet
    search: SearchBox
    foot: MessageLine
    keyboard: Keyboard
    tour: Tour | None
    _turned: float
    _changed_by_sign: float  # when the quantity key was struck that changed the order last

    def end_tour(self) -> None:
        """Remove the tour and the shade over the window."""
        raise NotImplementedError

    def do(self, command: Command) -> None:
        """Do one function of the table, if it counts now."""
        raise NotImplementedError

    def _typed(self, target: QObject, event: QKeyEvent) -> bool:
        """A key, before any widget has it. True: it was ours."""
        if not isinstance(target, QWidget) or target.window() is not self or QApplication.activePopupWidget():
            return False
        key = key_of(event)
        if self.tour and self._in_tour(event):
            return True
        field = isinstance(target, QLineEdit)
        if field and (key in _EDITS or (event.text().isprintable() and event.text())):
            return key == "Esc" and target is not self.search and self._escape()
        asked = self.question.question
        if (self._answers(key) if asked else self._in_side_view(key, event)) or self._function_key(key, event):
            return True
        if key.isdigit() and len(key) == 1:
            self.actions_.digit(key)
            return True
        return self._plain_key(event)

    def _takes_money(self) -> bool:
        """Whether an Enter alone, or a button that Tab leads to, would take money now."""
        return self.till.view.moment is Moment.PAYING

    def _ended_late(self) -> None:
        """An Enter or Tab that may be a scan's did nothing; where it would have taken money, somebody waits for it."""
        if self._takes_money():
            self.foot.refuse(Refused("end_of_scan"))

    def _in_side_view(self, key: str, event: QKeyEvent) -> bool:
        """Whether the side view has a use for the key. Enter after digits is theirs, whatever is open; while paying it may take
        money, and is dead for a moment."""
        if key in ("Return", "Enter"):
            if self.actions_.entry:
                return False
            if self.till.view.moment is Moment.PAYING and self._too_soon(event):
                return True
        return self.side.take_key(key)

    def _in_tour(self, event: QKeyEvent) -> bool:
        """Enter goes on, Esc ends; any other key ends the tour and does what it always does."""
        assert self.tour
        if event.key() in _ENTER:
            self.tour.go_on()
            return True
        if event.key() == Qt.Key.Key_Tab or not key_of(event):
            return False
        self.end_tour()
        return event.key() == Qt.Key.Key_Escape

    def _function_key(self, key: str, event: QKeyEvent) -> bool:
        """Do the function of that key, if it has one; one that has no place while paying is refused aloud."""
        moment = self.till.view.moment
        if command := self.keys.find(key, moment):
            if not (command.where is Where.PAYING and self._too_soon(event)):
                before = self.till.view.order
                self.do(command)
                if key in MORE_OR_LESS and self.till.view.order != before:
                    self._changed_by_sign = self.keyboard.began
            return True
        if moment is Moment.PAYING and (other := self.keys.find(key, Moment.CHOOSING)):
            self.foot.refuse(Refused("not_while_paying", key=cap(key), function=tr(other.words)))
            return True
        return False

    def _answers(self, key: str) -> bool:
        """Whether the key belongs to the question that is open; any other key withdraws it, and does what it always does."""
        if key == YES_KEY:
            self.question.answer_yes()
        elif key and key not in ("Return", "Enter"):
            self.question.withdraw()
            return key == "Esc"
        return bool(key)

    def _too_soon(self, event: QKeyEvent) -> bool:
        """Whether this key, which takes money, was struck before anybody can have seen what it would be for."""
        return event.isAutoRepeat() or self.keyboard.struck - self._turned < TOO_SOON

    def _plain_key(self, event: QKeyEvent) -> bool:
        key, act = event.key(), self.actions_
        if key in _ENTER and event.modifiers() & _COMMAND:
            return True  # the answer to a question that is not there any more
        if key in _ENTER and not self._on_button():
            if not (self.till.view.moment is Moment.PAYING and self._too_soon(event)):
                act.enter()
            self.side.close_pad()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif key == Qt.Key.Key_Backspace:
            act.rub_out()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self._on_button():
            act.step(-1 if key == Qt.Key.Key_Up else 1)
        else:
            return False
        return True

    def _scanned(self, code: str) -> None:
        if QApplication.activeModalWidget():
            self._scanned_over(QApplication.activeModalWidget(), code)
            return
        while popup := QApplication.activePopupWidget():
            popup.close()
        self.end_tour()
        self.question.withdraw()
        self.search.look_up()
        scanned = self._without_typed(code)
        if scanned == code and self._changed_by_sign == self.keyboard.began:
            self.actions_.undo()  # that was no quantity key, but the code's first sign
        if not (self.side.take_scan(scanned) or self._take_badge(scanned)):
            self.actions_.scan(scanned)
            if self.foot.alarm and not self.keyboard.fast:
                self.actions_.ask_cash(scanned)
        if scanned != code and not self.foot.alarm:
            self.foot.refuse(Refused("number_not_used", digits=code.removesuffix(scanned)))

    def _scanned_over(self, over: QWidget | None, code: str) -> None:
        """A dialog is open. Nothing is sold unseen behind it: one that a scan can answer (a badge) takes it, over any other it is
        refused aloud."""
        while over is not None and not isinstance(over, TakesScans):
            over = over.parentWidget()
        if over is not None:
            over.take_scan(code)
        else:
            self.foot.refuse(Refused("scan_over_page", code=code))

    def _without_typed(self, code: str) -> str:
        """The code without the digits that were typed just before it: where only the rest is an item's, and whole by its own
        check digit, which the end of a torn code is not."""
        before = self.keyboard.before
        rest = code.removeprefix(before)
        torn = not before or not is_gtin(rest) or self.till.is_item(code) or not self.till.is_item(rest)
        return code if torn else rest

    def _take_badge(self, code: str) -> bool:
        """A badge scanned at any time signs its person in."""
        people = self.host.people()
        person = people.with_code(code) if people else None
        if person:
            self.host.sign_in(person.name)
        return person is not None

    def _on_button(self) -> bool:
        """Whether Tab has led to a button, which then takes Enter and arrows for itself."""
        focus = QApplication.focusWidget()
        return focus is not None and focus is not self and focus.focusPolicy() == Qt.FocusPolicy.TabFocus

    def _escape(self) -> bool:
        if not self.side.step_back():
            if self._on_button():
                self.setFocus()
            self.actions_.escape()
        return True
