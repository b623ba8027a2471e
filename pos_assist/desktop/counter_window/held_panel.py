"""An order was just put aside: one field for whose it is, if that helps. The next item rung up closes it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_assist.desktop.counter_window.side_panel import SidePanel
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH
from pos_assist.i18n.translate import tr
from pos_assist.services.till.commands import Command
from pos_assist.services.till.till import MOST_OF_A_NOTE
from pos_assist.services.till.till_view import TillView


class HeldPanel(SidePanel):
    """`noted` carries the held order's key and its note. The field takes no keys until it is touched or its key is pressed:
    digits are for the next order."""

    noted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = ""
        self.field = QLineEdit(self)
        self.field.setMaxLength(MOST_OF_A_NOTE)
        self.write_button, self.keep = ActionButton(self), ActionButton(self, "primary")
        self.field.returnPressed.connect(self._keep)
        self.write_button.clicked.connect(self.write)
        self.keep.clicked.connect(self._keep)

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        self.field.setPlaceholderText(tr("A name, a table … (if it helps)"))
        self.field.setAccessibleName(tr("Note"))
        self.write_button.say(tr("Write a note"), keys.cap(Command.HOLD))
        self.keep.say(tr("Keep it"), "Enter")
        self.update()

    def show_view(self, view: TillView) -> None:
        """The order put aside last."""
        last = view.held[-1] if view.held else None
        if last and last.key != self._key:
            self._key = last.key
            self.field.setText(last.note)
        self.title = tr("Order #{number} is on hold", number=last.number) if last else ""
        self.update()

    def write(self) -> None:
        """Into the field."""
        self.field.setFocus()
        self.field.selectAll()

    def _keep(self) -> None:
        self.field.clearFocus()
        self.closed.emit()
        self.noted.emit(self._key, self.field.text())

    def place(self, area: QRect) -> None:
        """The field, and its two keys below."""
        w = area.width()
        self.field.setGeometry(0, area.top(), w, TOUCH)
        half = (w - GAP) // 2
        self.write_button.setGeometry(0, area.top() + TOUCH + GAP, half, 48)
        self.keep.setGeometry(half + GAP, area.top() + TOUCH + GAP, w - half - GAP, 48)
