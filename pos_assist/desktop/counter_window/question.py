"""A question over the keys: is that what you mean? Only a touch on its button or Ctrl+Enter says yes, and no scanner sends that.

Everything else that is done meanwhile (a scan, another key, a touch) means no, and is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.painting import CENTER, box, draw_text, fit, wrap
from pos_assist.desktop.shared.theme import GAP, MARGIN, colors
from pos_assist.i18n.translate import tr

WIDE, HIGH, _BUTTON = 420, 264, 52
YES_KEY = "Ctrl+Return"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the text of its confirming button, and the action that the button does."""

    text: str
    yes: str
    act: Callable[[], object]


class QuestionSheet(QWidget):
    """One question at a time. A yes within `too_soon` seconds after it appeared was meant for something else."""

    def __init__(self, ticks: Callable[[], float], too_soon: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._ticks, self._too_soon = ticks, too_soon
        self._asked_at = 0.0
        self.question: Question | None = None
        self.yes_button, self.no_button = ActionButton(self, "danger"), ActionButton(self)
        self.yes_button.clicked.connect(self.answer_yes)
        self.no_button.clicked.connect(self.withdraw)
        self.hide()

    def ask(self, question: Question) -> None:
        """Show the question over the window."""
        QApplication.beep()  # whoever looks at the goods hears it
        self.question = question
        self._asked_at = self._ticks()
        self.yes_button.say(question.yes, "Ctrl+Enter")
        self.no_button.say(tr("No"), "Esc")
        self.setAccessibleName(question.text)
        self.show()
        self.raise_()
        self.update()

    def answer_yes(self) -> None:
        """Do what was asked about."""
        if self.question and self._ticks() - self._asked_at >= self._too_soon:
            question = self.question
            self.withdraw()
            question.act()

    def withdraw(self) -> None:
        """Close the question without doing anything."""
        self.question = None
        self.hide()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Two buttons at the foot; the lower one, where the hand lies, says no."""
        w, h = self.width() - 2 * MARGIN, self.height()
        self.no_button.setGeometry(MARGIN, h - MARGIN - _BUTTON, w, _BUTTON)
        self.yes_button.setGeometry(MARGIN, h - MARGIN - 2 * _BUTTON - GAP, w, _BUTTON)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The sheet and the question."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, self.rect(), c.ground, c.saving, radius=12, pen=2)
        if self.question:
            area = QRect(
                MARGIN + 6, 14, self.width() - 2 * MARGIN - 12, self.height() - 2 * _BUTTON - GAP - MARGIN - 26
            )
            lines = wrap(self.question.text, area.width(), 19, True, limit=4) or [self.question.text]
            step = min(32, area.height() // max(1, len(lines)))
            top = area.top() + (area.height() - step * len(lines)) // 2
            for i, line in enumerate(lines):
                px = fit(line, area.width(), (19, 18, 17, 16, 15), True)
                draw_text(
                    p, QRect(area.left(), top + i * step, area.width(), step), line, px, c.ink, bold=True, align=CENTER
                )
        p.end()
