"""The quantity pad: a sheet over the keys."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.buttons import ActionButton, CrossButton
from pos_assist.desktop.shared.keypad import Keypad
from pos_assist.desktop.shared.painting import CENTER, box, draw_text, fit, width
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, MARGIN, TOUCH, colors
from pos_assist.i18n.translate import tr
from pos_assist.services.till.commands import Command


class QuantityPad(QWidget):
    """A sheet over the keys: a number for the selected line, or for the next item."""

    for_line = Signal()
    for_next = Signal()
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.pad = Keypad(self)
        self.less, self.more = ActionButton(self), ActionButton(self)
        self.line_button, self.next_button = ActionButton(self, "primary"), ActionButton(self)
        self.close_button = CrossButton(self)
        self.less.clicked.connect(lambda: self.stepped.emit(-1))
        self.more.clicked.connect(lambda: self.stepped.emit(1))
        self.line_button.clicked.connect(self.for_line)
        self.next_button.clicked.connect(self.for_next)
        self.close_button.clicked.connect(self.closed)
        self.line_button.px = 15
        self._entry = self._name = ""
        self._quantity = 0

    def retranslate(self, keys: Shortcuts) -> None:
        """All words and keys again."""
        self.pad.retranslate()
        self.less.say(tr("Take one off"), keys.cap(Command.LESS))
        self.more.say(tr("Add one"), keys.cap(Command.MORE))
        self.line_button.say(tr("This line"), "Enter")
        self.next_button.say(tr("Next item"), keys.cap(Command.QTY))
        self.close_button.say(tr("Close"))
        self.update()

    def show_state(self, entry: str, name: str, quantity: int) -> None:
        """The digits entered, and the selected line with its quantity."""
        self._entry, self._name, self._quantity = entry, name, quantity
        self.line_button.setEnabled(bool(entry and name))
        self.next_button.setEnabled(bool(entry))
        self.less.setEnabled(bool(name))
        self.more.setEnabled(bool(name))
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Head, digits, what they are for."""
        w, h = self.width(), self.height()
        inner = w - 2 * MARGIN
        self.close_button.setGeometry(w - TOUCH - 6, 6, TOUCH, TOUCH)
        half = (inner - GAP) // 2
        y = h - MARGIN - 48
        self.next_button.setGeometry(MARGIN, y, half - 8, 48)
        self.line_button.setGeometry(MARGIN + half - 8 + GAP, y, inner - half + 8 - GAP, 48)
        y -= TOUCH + GAP
        self.less.setGeometry(MARGIN, y, half, TOUCH)
        self.more.setGeometry(MARGIN + half + GAP, y, inner - half - GAP, TOUCH)
        self.pad.setGeometry(MARGIN, 62, inner, y - GAP - 62)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The sheet, the line it is for, the number in large figures."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, self.rect(), c.ground, c.accent_ink, radius=12, pen=2)
        number = self._entry or (str(self._quantity) if self._name else "–")
        right = self.width() - TOUCH - 14
        number_w = max(40, width(number, 28, True) + 8)
        ink = c.ink if self._entry else c.faint
        draw_text(p, QRect(right - number_w, 8, number_w, 44), number, 28, ink, bold=True, align=CENTER)
        words = tr("Quantity: {name}", name=self._name) if self._name else tr("Quantity")
        area = QRect(MARGIN + 4, 8, right - number_w - MARGIN - 8, 44)
        draw_text(p, area, words, fit(words, area.width(), (16, 15, 14, 13, 12), True), c.ink, bold=True)
        p.end()
