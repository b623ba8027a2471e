"""A day, typed or chosen on a calendar: on a touch screen nobody types 2026-12-01."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCalendarWidget, QWidget

from pos_assist.desktop.back_office.money_field import day_text, day_value
from pos_assist.desktop.back_office.widgets import Field
from pos_assist.desktop.shared import theme
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import language, tr
from pos_assist.system import clock

_SIDE = 36  # pixels at the right that open the calendar


class _Shade(QWidget):
    """All of the window under an open calendar: a touch on it, or Esc, closes the calendar."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())

    def mousePressEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 — Qt's name
        """Beside the calendar."""
        self.deleteLater()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 — Qt's name
        """Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.deleteLater()
            self.hide()
        else:
            super().keyPressEvent(event)


class DateField(Field):
    """A field for a day, with a calendar behind its right end (or Down)."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setTextMargins(0, 0, _SIDE - 10, 0)
        self.calendar: QCalendarWidget | None = None

    def open_calendar(self) -> None:
        """Show the month of the day that stands here, or this one; a touch beside it closes it."""
        window = self.window()
        shade = _Shade(window)
        self.calendar = calendar = QCalendarWidget(shade)
        calendar.setLocale(QLocale(language()))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Sunday if language() == "ja" else Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setMinimumSize(336, 372)  # seven days of 44 px
        day = self._day() or clock.now().date()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.clicked.connect(lambda chosen: self._choose(shade, chosen))
        calendar.activated.connect(lambda chosen: self._choose(shade, chosen))
        size = calendar.minimumSize()
        corner = self.mapTo(window, QPoint(self.width() - size.width(), self.height() + 2))
        if corner.y() + size.height() > window.height():
            corner.setY(max(0, corner.y() - self.height() - size.height() - 4))
        calendar.setGeometry(QRect(QPoint(max(0, corner.x()), corner.y()), size))
        shade.show()
        calendar.setFocus()

    def _day(self) -> date | None:
        try:
            return day_value(self.text(), "")
        except Refused:
            return None

    def _choose(self, shade: _Shade, chosen: QDate) -> None:
        self.calendar = None
        shade.deleteLater()
        shade.hide()
        self.setText(day_text(date(chosen.year(), chosen.month(), chosen.day())))
        self.setModified(True)
        self.textEdited.emit(self.text())
        self.setFocus()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 — Qt's name
        """A touch at the right end opens the calendar."""
        if event.position().x() >= self.width() - _SIDE and self.isEnabled():
            self.open_calendar()
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """A small calendar sheet at the right end."""
        super().paintEvent(event)
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(theme.colors().dim, 1.6))
        sheet = QRect(self.width() - 27, self.height() // 2 - 7, 16, 15)
        p.drawRoundedRect(sheet, 2, 2)
        p.drawLine(sheet.left(), sheet.top() + 5, sheet.right() + 1, sheet.top() + 5)
        for x in (4, 12):
            p.drawLine(sheet.left() + x, sheet.top() - 2, sheet.left() + x, sheet.top() + 2)
        p.end()


def date_field(hint: str = "12/1") -> DateField:
    """A field for a day."""
    made = DateField(hint)
    made.setToolTip(tr("A day as 2026-12-01 or 12/1; the calendar is at the right"))
    return made
