"""The customer's member card: typed or scanned while this is open; a card can be taken off again."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_assist.desktop.counter_window.side_panel import SidePanel
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH
from pos_assist.i18n.translate import tr
from pos_assist.services.till.till_view import TillView

LONGEST = 48  # signs of a card's number


class MemberPanel(SidePanel):
    """`given` carries the card's number; an empty one takes the card off."""

    given = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setMaxLength(LONGEST)
        self.take = ActionButton(self, "primary")
        self.remove = ActionButton(self, "quiet")
        self.take.clicked.connect(self._give_typed)
        self.field.returnPressed.connect(self._give_typed)
        self.remove.clicked.connect(lambda: self._give(""))

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        self.title = tr("Member card")
        self.field.setPlaceholderText(tr("Scan or type the card’s number"))
        self.field.setAccessibleName(tr("Member card"))
        self.take.say(tr("Use this card"), "Enter")
        self.remove.say(tr("No card for this order"))
        self.update()

    def show_view(self, view: TillView) -> None:
        """The order's card, ready to be replaced."""
        if not self.field.hasFocus():
            self.field.setText(view.order.member)
            self.field.setFocus()
            self.field.selectAll()
        self.remove.setEnabled(bool(view.order.member))

    def take_scan(self, code: str) -> bool:
        """A scan now is the card."""
        self._give(code)
        return True

    def _give(self, card: str) -> None:
        self.field.clearFocus()
        self.closed.emit()
        self.given.emit(card)

    def _give_typed(self) -> None:
        if card := self.field.text().strip():
            self._give(card)

    def place(self, area: QRect) -> None:
        """Lay out the field and the two answers within `area`."""
        w = area.width()
        self.field.setGeometry(0, area.top(), w, TOUCH)
        self.take.setGeometry(0, area.top() + TOUCH + GAP, w, 48)
        self.remove.setGeometry(0, area.top() + TOUCH + 48 + 2 * GAP, w, TOUCH)
