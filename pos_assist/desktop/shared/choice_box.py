"""A list to choose from."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox

from pos_assist.desktop.shared import theme


class ChoiceBox(QComboBox):
    """A list to choose from, with an arrow in our ink: a styled one has none."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The arrow over what Qt paints."""
        super().paintEvent(event)
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(theme.colors().dim, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y = self.width() - 16.0, self.height() / 2 - 2
        p.drawPolyline([QPointF(x - 4, y), QPointF(x, y + 4), QPointF(x + 4, y)])
        p.end()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 — Qt's name
        """The wheel scrolls the form and never changes a field that it merely passes: a burger was tax-free that way."""
        event.ignore()
