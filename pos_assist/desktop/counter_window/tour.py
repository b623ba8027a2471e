"""A short tour of the counter: one part after another stands out of the shade, with a few words about it.

Enter or a touch goes on, Esc ends it; so does any other key and a scan, which then do what they always do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.painting import RIGHT, box, draw_text, wrap
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH, colors
from pos_assist.i18n.translate import tr
from pos_assist.services.till.commands import Command

SHADE = QColor(0, 0, 0, 160)
WIDE, LINE, PAD = 352, 25, 18


class TourStep(NamedTuple):
    """One part of the window, and what is said about it."""

    part: QRect
    title: str
    words: str


def steps_of(columns: tuple[QRect, QRect, QRect], pay: QRect, menu: QRect, bound: Shortcuts) -> list[TourStep]:
    """The tour in the words of now, with the keys as they are bound."""
    keys, order, panel = columns
    cap = bound.cap
    return [
        TourStep(
            keys,
            tr("Ring up"),
            tr(
                "A touch on a key rings its item up. The tabs above lead to other departments, {search} searches, and a scanner works at any time.",
                search=cap(Command.SEARCH),
            ),
        ),
        TourStep(
            order,
            tr("The order"),
            tr(
                "Set prices are found by themselves. Touch a line, then {qty} changes its quantity and {void} takes it out; {undo} takes back the last step.",
                qty=cap(Command.QTY),
                void=cap(Command.VOID),
                undo=cap(Command.UNDO),
            ),
        ),
        TourStep(
            panel,
            tr("To offer now"),
            tr(
                "What goes with this order stands here, with a line to read aloud. A touch or {yes} takes it, × declines it. An empty panel is fine.",
                yes=f"{cap(Command.ACCEPT_0)}–{cap(Command.ACCEPT_3)}",
            ),
        ),
        TourStep(
            pay,
            tr("To payment"),
            tr(
                "{pay} leads to the money; Enter is the exact amount. The next order can begin at once.",
                pay=cap(Command.PAY),
            ),
        ),
        TourStep(
            menu, tr("Menu"), tr("Practice without counting anything, language, colours, keys, and this tour again.")
        ),
    ]


class Tour(QWidget):
    """The shade over the window. `ended` when it is seen or left."""

    ended = Signal()

    def __init__(self, steps: Sequence[TourStep], parent: QWidget) -> None:
        super().__init__(parent)
        self._steps = steps
        self.at = 0
        self.next_button = ActionButton(self, "primary")
        self.next_button.px = 16
        self.leave_button = ActionButton(self, "quiet")
        self.next_button.clicked.connect(self.go_on)
        self.leave_button.clicked.connect(self.ended)
        self._show_step()

    @property
    def step(self) -> TourStep:
        """Return the present step of the tour."""
        return self._steps[self.at]

    def show_steps(self, steps: Sequence[TourStep]) -> None:
        """The same tour where the window has another size."""
        self._steps = steps
        self._show_step()

    def go_on(self) -> None:
        """The next part, or the end."""
        if self.at + 1 == len(self._steps):
            self.ended.emit()
        else:
            self.at += 1
            self._show_step()

    def bubble(self) -> QRect:
        """Where the words stand: beside the part, never over it."""
        part, wide = self.step.part, WIDE
        high = 2 * PAD + 28 + len(self._lines()) * LINE + 14 + TOUCH
        space = self.rect().adjusted(GAP, GAP, -GAP, -GAP)
        y = max(space.top(), min(part.center().y() - high // 2, space.bottom() - high))
        x = max(space.left(), min(part.center().x() - wide // 2, space.right() - wide))
        beside = [
            QRect(part.right() + 18, y, wide, high),
            QRect(part.left() - 18 - wide, y, wide, high),
            QRect(x, part.top() - 18 - high, wide, high),
            QRect(x, part.bottom() + 18, wide, high),
        ]
        return next((place for place in beside if space.contains(place)), beside[0])

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 — Qt's name
        """A touch anywhere goes on."""
        event.accept()
        self.go_on()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Words and buttons keep to their part."""
        self._show_step()

    def _lines(self) -> list[str]:
        words = self.step.words
        return next((x for px in (16, 15) if (x := wrap(words, WIDE - 2 * PAD, px, limit=6))), [words])

    def _show_step(self) -> None:
        last = self.at + 1 == len(self._steps)
        self.next_button.say(tr("Begin") if last else tr("Next"), "Enter")
        self.leave_button.say(tr("Skip"), "Esc")
        place = self.bubble()
        y, half = place.bottom() + 1 - PAD - TOUCH, (place.width() - 2 * PAD - GAP) // 2
        self.leave_button.setGeometry(place.left() + PAD, y, half, TOUCH)
        self.next_button.setGeometry(place.right() + 1 - PAD - half, y, half, TOUCH)
        self.setAccessibleName(f"{self.step.title}. {self.step.words}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Shade, the part in the light, the words beside it."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade, light = QPainterPath(), QPainterPath()
        shade.addRect(QRectF(self.rect()))
        part = QRectF(self.step.part).adjusted(-5, -5, 5, 5)
        light.addRoundedRect(part, 12, 12)
        p.fillPath(shade.subtracted(light), SHADE)
        p.setPen(QPen(c.upgrade_edge, 3))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(part, 12, 12)
        place = self.bubble()
        box(p, place, c.surface, c.upgrade_edge, radius=14, pen=2)
        inner = place.adjusted(PAD, PAD, -PAD, -PAD)
        head = QRect(inner.left(), inner.top() - 4, inner.width(), 28)
        draw_text(p, head, self.step.title, 19, c.ink, bold=True)
        count = tr("{n} of {of}", n=self.at + 1, of=len(self._steps))
        draw_text(p, head, count, 13, c.dim, align=RIGHT)
        px = 16 if wrap(self.step.words, inner.width(), 16, limit=6) else 15
        for i, line in enumerate(self._lines()):
            draw_text(p, QRect(inner.left(), head.bottom() + 6 + i * LINE, inner.width() + 4, LINE), line, px, c.ink)
        p.end()
