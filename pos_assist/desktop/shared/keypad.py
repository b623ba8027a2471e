"""Our own numeric keypad: for a quantity, an amount of cash or a PIN, without a keyboard."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.buttons import PaintedButton
from pos_assist.desktop.shared.painting import CENTER, box, draw_text
from pos_assist.desktop.shared.theme import GAP, TOUCH, Colors
from pos_assist.i18n.translate import tr

FOUR_ROWS, TWO_ROWS = 4 * TOUCH + 3 * GAP, 2 * TOUCH + GAP  # px that the rows need
DIGITS = ("7", "8", "9", "4", "5", "6", "1", "2", "3", "0", "00", "⌫")
_IN_TWO_ROWS = ("1", "2", "3", "4", "5", "⌫", "6", "7", "8", "9", "0", "00")


class PadKey(PaintedButton):
    """One key of the keypad."""

    def paint(self, p: QPainter, c: Colors) -> None:
        """Paint the digit large, in the middle."""
        box(p, self.rect(), c.accent_soft if self.isDown() else c.surface, c.accent_ink if self.isDown() else c.line)
        draw_text(p, self.rect(), self.label, max(11, min(22, self.height() - 4)), c.ink, bold=True, align=CENTER)


class Keypad(QWidget):
    """Twelve keys. `digit` carries «0» … «9»; `rubbed` takes the last one back."""

    digit = Signal(str)
    rubbed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._most_rows = 4
        self.keys = [PadKey(self) for _ in DIGITS]
        for key, sign in zip(self.keys, DIGITS, strict=True):
            key.say(sign)
            key.clicked.connect(lambda _=False, sign=sign: self._press(sign))

    def set_most_rows(self, rows: int) -> None:
        """Four, or two where no digit may change its place though there is room for four at the moment."""
        self._most_rows = rows

    def retranslate(self) -> None:
        """Set the accessible name of the delete key in the present language."""
        self.keys[-1].setAccessibleName(tr("Rub out"))

    def _press(self, sign: str) -> None:
        if sign == "⌫":
            self.rubbed.emit()
        for digit in sign.removesuffix("⌫"):
            self.digit.emit(digit)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Lay out the keys in four rows of three, or where those are too low for a finger in two rows of six."""
        four = self._most_rows == 4 and self.height() >= FOUR_ROWS
        rows, order = (4, DIGITS) if four else (2, _IN_TWO_ROWS)
        columns = len(DIGITS) // rows
        w, h = (self.width() - (columns - 1) * GAP) // columns, (self.height() - (rows - 1) * GAP) // rows
        for key, sign in zip(self.keys, DIGITS, strict=True):
            row, column = divmod(order.index(sign), columns)
            key.setGeometry(column * (w + GAP), row * (h + GAP), w, h)
