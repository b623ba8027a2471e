"""The messages to the cashier: all of them are shown in one line at the foot of the window, never in a pop-up.

A refusal has a sign, a word, a colour and the system's beep; it goes away by itself, later the longer it is to read.
A fault that prevents every further sale stays until something succeeds, or is touched."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from pos_assist.desktop.shared.painting import RIGHT, box, chop, draw_text, fit, width, wrap
from pos_assist.desktop.shared.theme import MARGIN, colors
from pos_assist.domain.problems import EnvironmentProblem, Problem
from pos_assist.i18n.translate import sentence

HEIGHT = 36
_LINE = 20  # pixels of each further line of a long message
_MOST_LINES = 4
_STAYS = frozenset(
    (
        "not_saved",
        "unreadable",
        "lost_shop",
        "disk_error",
        "disk_error_copied",
        "file_replaced",
        "file_replaced_copied",
        "entries_lost",
    )
)


def reading_time(text: str) -> int:
    """How long a message stays, in milliseconds: 3 s and 70 ms a sign, at most 12 s."""
    return min(12_000, 3_000 + 70 * len(text))


class MessageLine(QWidget):
    """The foot of the window: a message while there is one, else what is being entered or a quiet hint."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.text = ""
        self.alarm = False
        self.entry = ""
        self.hint = ""
        self.practice = False  # the whole line says so by its ground, too
        self._wrapped: tuple[str, int, list[str]] = ("", 0, [""])
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.clear)

    def tell(self, text: str) -> None:
        """Say something that went well or is good to know."""
        self._show(text, alarm=False)

    def warn(self, text: str) -> None:
        """Say something that must not be missed: what the customer must hear of before paying, a clock that cannot be right."""
        QApplication.beep()
        self._show(text, alarm=True)

    def refuse(self, problem: Problem) -> None:
        """Say what could not be done and why."""
        QApplication.beep()
        self._show(sentence(problem), alarm=True)
        if isinstance(problem, EnvironmentProblem):  # what the cashier did not cause is for whoever helps, too
            from pos_assist.system import log  # noqa: PLC0415 — lazy: 10 ms that a start can do without

            log.trouble(problem)
        if problem.code in _STAYS:
            self._timer.stop()

    def clear(self) -> None:
        """Nothing to say any more."""
        if self.text:
            self.text, self.alarm = "", False
            self._timer.stop()
            self._grow()
            self.update()

    def show_entry(self, entry: str) -> None:
        """The quantity being entered, at the left."""
        if entry != self.entry:
            self.entry = entry
            self.update()

    def show_hint(self, hint: str) -> None:
        """Set the text shown while there is no message."""
        if hint != self.hint:
            self.hint = hint
            self.update()

    def _show(self, text: str, *, alarm: bool) -> None:
        self.text, self.alarm = text, alarm
        self.setAccessibleName(text)
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # noqa: PLC0415 — lazy: not needed to start

        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._timer.start(reading_time(text))
        self._grow()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """The window has another size: as many lines as the message needs now."""
        super().resizeEvent(event)
        self._grow()

    def _lines(self) -> list[str]:
        """The message in lines, where it is too long for one."""
        space = self.width() - 2 * (MARGIN + 4) - 32
        if self._wrapped[:2] != (self.text, space):
            lines = [self.text]
            if self.text and width(self.text, 13, self.alarm) > space > 0:
                lines = wrap(self.text, space, 14, self.alarm, limit=_MOST_LINES) or chop(
                    self.text, space, 14, self.alarm, limit=_MOST_LINES
                )
            self._wrapped = (self.text, space, lines)
        return self._wrapped[2]

    def _grow(self) -> None:
        """Upwards over the window for a long message, and back."""
        rect = self.geometry()
        high = HEIGHT + _LINE * (len(self._lines()) - 1)
        if rect.height() != high:
            self.setGeometry(rect.left(), rect.bottom() + 1 - high, rect.width(), high)
            self.raise_()

    def mousePressEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 — Qt's name
        """A touch puts the message away."""
        self.clear()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Sign and message, or entry and hint."""
        c, rect = colors(), self.rect()
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = (c.alarm, c.on_alarm) if self.alarm else (c.frame, c.on_frame)
        if self.practice and not self.alarm:
            ground, ink = c.upgrade_edge, c.frame
        p.fillRect(rect, ground)
        area = rect.adjusted(MARGIN + 4, 0, -MARGIN - 4, 0)
        if self.entry:
            chip = QRect(area.left(), 4, width(self.entry, 18, True) + 28, rect.height() - 8)
            box(p, chip, c.upgrade_soft, c.upgrade_edge)
            draw_text(p, chip.adjusted(14, 0, -10, 0), self.entry, 18, c.ink, bold=True)
            area.setLeft(chip.right() + 14)
        if self.text:
            if self.alarm:
                p.setPen(QPen(ink, 2))
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.drawEllipse(area.left(), rect.height() // 2 - 10, 20, 20)
                draw_text(p, QRect(area.left() + 8, 0, 12, rect.height()), "!", 15, ink, bold=True)
                area.setLeft(area.left() + 32)
            lines = self._lines()
            px = 14 if len(lines) > 1 else fit(self.text, area.width(), (16, 15, 14, 13, 12), self.alarm)
            top = (rect.height() - _LINE * len(lines)) // 2
            for i, line in enumerate(lines):
                place = area if len(lines) == 1 else QRect(area.left(), top + i * _LINE, area.width(), _LINE)
                draw_text(p, place, line, px, ink, bold=self.alarm)
        elif self.hint:
            draw_text(
                p,
                area,
                self.hint,
                fit(self.hint, area.width(), (13, 12, 11)),
                ink if self.practice else c.frame_dim,
                align=RIGHT,
            )
        p.end()
