"""Guests and table, or a call number: noted of an order where the shop wants it; may be left empty."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_assist.desktop.counter_window.side_panel import SidePanel
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.painting import CENTER, draw_text
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH, colors
from pos_assist.domain.counter_settings import OrderField
from pos_assist.i18n.translate import tr
from pos_assist.services.till.by_hand import MOST_OF_A_TABLE
from pos_assist.services.till.till_view import TillView

_LABEL = 26


class NotePanel(SidePanel):
    """`counted` carries a number of guests, `seated` a table or call number."""

    counted = Signal(int)
    seated = Signal(str)

    def __init__(self, field: OrderField, parent: QWidget) -> None:
        super().__init__(parent)
        self.shows_guests = field in (OrderField.GUESTS, OrderField.BOTH)
        self.shows_table = field in (OrderField.TABLE, OrderField.CALL, OrderField.BOTH)
        self._call = field is OrderField.CALL
        self.guests = 0
        self.less, self.more, self.done = ActionButton(self), ActionButton(self), ActionButton(self, "primary")
        self.table = QLineEdit(self)
        self.table.setMaxLength(MOST_OF_A_TABLE)
        self.less.clicked.connect(lambda: self.counted.emit(max(0, self.guests - 1)))
        self.more.clicked.connect(lambda: self.counted.emit(self.guests + 1))
        self.done.clicked.connect(self._finish)
        self.table.returnPressed.connect(self._finish)
        for widget in (self.less, self.more):
            widget.setVisible(self.shows_guests)
        self.table.setVisible(self.shows_table)

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        self.title = tr("Noted of this order")
        self.empty_text = (
            "" if self.shows_guests or self.shows_table else tr("Choose in Settings what is noted of an order.")
        )
        self.less.say("−")
        self.more.say("+")
        self.less.setAccessibleName(tr("One guest less"))
        self.more.setAccessibleName(tr("One guest more"))
        self.table.setAccessibleName(self._table_words())
        self.done.say(tr("Done"), "Enter")
        self.update()

    def _table_words(self) -> str:
        return tr("Call number") if self._call else tr("Table")

    def show_view(self, view: TillView) -> None:
        """The order's guests and table."""
        self.guests = view.order.guests
        if not self.table.hasFocus():
            self.table.setText(view.order.table)
            if self.shows_table:
                self.table.setFocus()
                self.table.selectAll()
        self.less.setEnabled(self.guests > 0)
        self.update()

    def take_key(self, key: str) -> bool:
        """+ and − count the guests, Enter is done."""
        if self.shows_guests and key in ("+", "-"):
            (self.more if key == "+" else self.less).click()
        elif key in ("Return", "Enter"):
            self._finish()
        else:
            return False
        return True

    def take_scan(self, code: str) -> bool:
        """A table's tag may be scanned."""
        if not self.shows_table or len(code) > MOST_OF_A_TABLE:
            return False
        self.table.setText(code)
        self._finish()
        return True

    def _finish(self) -> None:
        text = self.table.text()
        self.table.clearFocus()
        self.closed.emit()
        if self.shows_table:
            self.seated.emit(text)

    def place(self, area: QRect) -> None:
        """Guests, table, done."""
        w, y = area.width(), area.top()
        if self.shows_guests:
            self.less.setGeometry(0, y + _LABEL, TOUCH * 2, 52)
            self.more.setGeometry(w - TOUCH * 2, y + _LABEL, TOUCH * 2, 52)
            y += _LABEL + 52 + GAP
        if self.shows_table:
            self.table.setGeometry(0, y + _LABEL, w, TOUCH)
            y += _LABEL + TOUCH + GAP
        self.done.setGeometry(0, y + GAP, w, 48)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The words above each, and the number of guests between its buttons."""
        super().paintEvent(event)
        p, c, w, y = QPainter(self), colors(), self.width(), self.TOP
        if self.shows_guests:
            draw_text(p, QRect(2, y, w - 4, _LABEL), tr("Number of guests"), 14, c.dim, bold=True)
            between = QRect(TOUCH * 2, y + _LABEL, w - TOUCH * 4, 52)
            draw_text(p, between, str(self.guests) if self.guests else "–", 26, c.ink, bold=True, align=CENTER)
            y += _LABEL + 52 + GAP
        if self.shows_table:
            draw_text(p, QRect(2, y, w - 4, _LABEL), self._table_words(), 14, c.dim, bold=True)
        p.end()
