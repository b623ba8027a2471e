"""A painted list of words and amounts, for the views that explain a price or an offer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.side_panel import Scroll, SidePanel
from pos_assist.desktop.shared.painting import RIGHT, box, draw_text, fit, hline, width, wrap
from pos_assist.desktop.shared.theme import GAP, colors


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """One line of the explanation: words, an amount, and how they are set."""

    words: str
    amount: str = ""
    look: str = "plain"  # head, plain, saving, title, total, note


_HEIGHTS = {"head": 34, "plain": 26, "saving": 38, "title": 38, "total": 46, "note": 24}


class Explanation(QWidget):
    """Paints the lines of an explanation."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[ExplanationLine] = []

    def show_lines(self, lines: list[ExplanationLine]) -> None:
        """Show these lines instead of the ones before."""
        self.lines = lines
        self._measure()
        self.update()

    def _notes(self, line: ExplanationLine) -> list[str]:
        return wrap(line.words, self.width() - 24, 13, limit=4) or [line.words]

    def _measure(self) -> None:
        high = sum(len(self._notes(x)) * 20 + 6 if x.look == "note" else _HEIGHTS[x.look] for x in self.lines)
        self.resize(self.width(), high + 16)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """From the list price to the total."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, self.rect(), c.surface, c.line, radius=10)
        w, y = self.width() - 24, 8
        for line in self.lines:
            if line.look == "note":
                for part in self._notes(line):
                    draw_text(p, QRect(12, y, w + 8, 20), part, 13, c.dim)
                    y += 20
                y += 6
                continue
            high = _HEIGHTS[line.look]
            px, bold, ink = {
                "head": (15, False, c.ink),
                "plain": (14, False, c.dim),
                "saving": (16, True, c.saving),
                "title": (16, True, c.ink),
                "total": (22, True, c.ink),
            }[line.look]
            if line.look in ("saving", "title", "total") and y > 8:
                hline(p, 12, 11 + w, y + 4, c.line)
            indent = 12 if line.look == "plain" else 0
            space = w - indent - width(line.amount, px, bold) - 8
            label_bold = line.look in ("title", "total")
            draw_text(
                p,
                QRect(12 + indent, y + 4, space, high - 4),
                line.words,
                fit(line.words, space, (px, 15, 14, 13, 12, 11), label_bold),
                c.upgrade_ink if line.look == "saving" else ink,
                bold=label_bold,
            )
            draw_text(p, QRect(12, y + 4, w, high - 4), line.amount, px, ink, bold=bold, align=RIGHT)
            y += high
        p.end()


class ExplainingPanel(SidePanel):
    """A side panel that only shows an explanation."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.explained = Explanation()
        self.scroller = Scroll(self.explained, self)

    def place(self, area: QRect) -> None:
        """Give the explanation the whole area."""
        self.scroller.setGeometry(area.adjusted(0, 0, 0, -GAP))
        self.explained.resize(area.width() - 14, self.explained.height())
        self.explained.show_lines(self.explained.lines)
