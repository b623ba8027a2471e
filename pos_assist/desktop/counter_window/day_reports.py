"""The X report of now, the days that were closed, and the electronic journal, each beside its slip."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_assist.desktop.counter_window.day_count import signed
from pos_assist.desktop.counter_window.day_page import DayContext, DayPage, DigitField, PaperColumn, action, words
from pos_assist.desktop.counter_window.side_panel import RowList, Scroll
from pos_assist.desktop.shared.file_dialogs import file_to_write
from pos_assist.desktop.shared.painting import money
from pos_assist.desktop.shared.theme import GAP, TOUCH
from pos_assist.domain.day import DayEntry
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import tr
from pos_assist.services.day.business_day import loads_slip
from pos_assist.services.day.electronic_journal import JournalEntry

LIST = 300  # pixels of a list beside its slip


class XPage(DayPage):
    """The X report as it would be printed now; it changes nothing."""

    def __init__(self, context: DayContext) -> None:
        super().__init__(context)
        self.paper = PaperColumn()
        self.print_it = action(tr("Print"), self.print_now, "primary")
        side = QVBoxLayout()
        side.addWidget(words(tr("X report"), 18, bold=True))
        side.addWidget(words(tr("The figures until now. Nothing is closed by it, as often as it is looked at.")))
        side.addStretch()
        side.addWidget(self.print_it)
        whole = QHBoxLayout(self)
        whole.addWidget(self.paper, 3)
        whole.addLayout(side, 2)

    def reload(self) -> None:
        """The figures of now."""
        self.paper.show_slip(self.context.day.x_slip(), self.context.day.dots)
        printing = self.context.host.printing()
        self.print_it.setEnabled(bool(printing and printing.has_printer))

    def print_now(self) -> None:
        """Print it."""
        if self.attempt(self.context.day.print_x):
            self.context.tell(tr("The report is printed."))


class SlipList(QWidget):
    """A list at the left, the chosen one's slip at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.list = RowList()
        self.scroller = Scroll(self.list, self)
        self.paper = PaperColumn()
        self.paper.setParent(self)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """The list as wide as it needs to be."""
        self.scroller.setGeometry(0, 0, LIST, self.height())
        self.list.resize(LIST - 14, self.list.height())
        self.paper.setGeometry(LIST + GAP, 0, self.width() - LIST - GAP, self.height())


class ClosesPage(DayPage):
    """The days that were closed, the newest first; each as it was printed, and printed again."""

    def __init__(self, context: DayContext) -> None:
        super().__init__(context)
        self.both = SlipList()
        self.empty_label = words(tr("No day was closed here yet."))
        self.again = action(tr("Print again"), self.print_again)
        self.export = action(tr("Figures as Excel or CSV…"), self.write_figures)
        self._closes: dict[str, DayEntry] = {}
        self.chosen: DayEntry | None = None
        self.both.list.chosen.connect(self.show_close)
        self.first, self.last = QLineEdit(), QLineEdit()
        for field, name in ((self.first, tr("From")), (self.last, tr("Until"))):
            field.setAccessibleName(name)
            field.setPlaceholderText(tr("Day, such as 2026-11-25"))
            field.setMinimumHeight(TOUCH)
            field.setFixedWidth(150)
        self.this_month = action(tr("This month"), partial(self._month, 0))
        self.last_month = action(tr("Last month"), partial(self._month, 1))
        days, feet = QHBoxLayout(), QHBoxLayout()
        for widget in (self.first, words("–", right=True), self.last):
            days.addWidget(widget)
        for button in (self.last_month, self.this_month):
            days.addWidget(button, 1)  # without a share of the width they lie over each other
        feet.addWidget(self.export, 1)
        feet.addWidget(self.again, 1)
        whole = QVBoxLayout(self)
        whole.addWidget(words(tr("Closed days"), 18, bold=True))
        whole.addWidget(self.empty_label)
        whole.addWidget(self.both, 1)
        whole.addLayout(days)
        whole.addLayout(feet)

    def reload(self) -> None:
        """The list as it is now; the newest is shown."""
        closes = self.context.day.closes()
        self._closes = {str(x.number): x for x in closes}
        self.empty_label.setVisible(not closes)
        self.both.setVisible(bool(closes))
        self.both.list.show_entries([_row(x) for x in closes])
        self.again.setEnabled(bool(closes))
        if closes:
            self.show_close(str(closes[0].number))
        if not self.first.text() and not self.last.text():
            self._month(0)

    def show_close(self, number: str) -> None:
        """Show that one."""
        self.chosen = self._closes[number]
        for row, key in zip(self.both.list.rows, self._closes, strict=False):
            row.first = key == number
            row.update()
        self.both.paper.show_slip(loads_slip(self.chosen), self.context.day.dots)

    def print_again(self) -> None:
        """Print the chosen one, marked as printed again."""
        chosen = self.chosen
        if chosen and self.attempt(lambda: self.context.day.print_again(chosen.number)):
            self.context.tell(tr("Z report {number} is printed again.", number=chosen.number))

    def write_figures(self) -> None:
        """Write the figures of the days that stand in the two fields."""
        first, last = _day(self.first.text()), _day(self.last.text())
        if first is None or last is None or last < first:
            self.context.refuse(Refused("bad_days", first=self.first.text(), last=self.last.text()))
            return
        whole_month = first.day == 1 and (last + timedelta(days=1)).day == 1 and f"{first:%Y-%m}" == f"{last:%Y-%m}"
        name = f"{first:%Y-%m}" if whole_month else f"{first}_{last}"
        path = file_to_write(self, tr("Figures as Excel or CSV…"), f"{name}.xlsx", "Excel (*.xlsx);;CSV (*.csv)")
        if path and self.attempt(lambda: self.context.day.export(path, first, last)):
            self.context.tell(tr("Saved: {name}", name=path.name))

    def _month(self, ago: int) -> None:
        """The days of this month until today, or all of the last one."""
        today = self.context.day.status().day
        first, last = today.replace(day=1), today
        if ago:
            last = first - timedelta(days=1)
            first = last.replace(day=1)
        self.first.setText(f"{first}")
        self.last.setText(f"{last}")


class JournalPage(DayPage):
    """Everything that happened, found by day, amount and text."""

    def __init__(self, context: DayContext) -> None:
        super().__init__(context)
        self.text, self.on = QLineEdit(), QLineEdit()
        self.amount = DigitField(tr("Amount"))
        self.text.setPlaceholderText(tr("Item, number, person, reason"))
        self.on.setPlaceholderText(tr("Day, such as 2026-11-25"))
        self.amount.setPlaceholderText(tr("Amount"))
        for field, name in ((self.text, tr("Find")), (self.on, tr("Day"))):
            field.setAccessibleName(name)
            field.setMinimumHeight(TOUCH)
        self.both = SlipList()
        self.empty_label = words(tr("Nothing found."))
        self._found: list[JournalEntry] = []
        self._timer = QTimer(self, singleShot=True, interval=150)
        self._timer.timeout.connect(self.reload)
        for field in (self.text, self.on, self.amount):
            field.textEdited.connect(lambda _: self._timer.start())
        self.both.list.chosen.connect(self.show_entry)
        head = QHBoxLayout()
        head.addWidget(self.text, 3)
        head.addWidget(self.on, 2)
        head.addWidget(self.amount, 1)
        whole = QVBoxLayout(self)
        whole.addWidget(words(tr("Electronic journal"), 18, bold=True))
        whole.addLayout(head)
        whole.addWidget(self.empty_label)
        whole.addWidget(self.both, 1)

    def reload(self) -> None:
        """What the three fields find."""
        self._timer.stop()
        on = _day(self.on.text())
        amount = self.amount.value() if self.amount.text() else None
        self._found = self.context.day.journal(self.text.text().strip(), on, on, amount, limit=60)
        self.both.list.show_entries(
            [
                (str(i), x.title, x.what, money(x.amount) if x.amount else "", f"{x.at:%m/%d %H:%M}")
                for i, x in enumerate(self._found)
            ]
        )
        self.empty_label.setVisible(not self._found)
        self.both.setVisible(bool(self._found))
        if self._found:
            self.show_entry("0")

    def show_entry(self, place: str) -> None:
        """Show the slip of that one."""
        for i, row in enumerate(self.both.list.rows):
            row.first = str(i) == place
            row.update()
        printing = self.context.host.printing()
        if printing:
            self.both.paper.show_slip(self._found[int(place)].slip(printing.sign), self.context.day.dots)


def _row(close: DayEntry) -> tuple[str, str, str, str, str]:
    net = close.figures.net if close.figures else 0
    wrong = tr("Over or short: {amount}", amount=signed(close.difference)) if close.difference else close.who
    return str(close.number), f"{close.day:%Y/%m/%d}", wrong, money(net), f"No.{close.number:04}"


def _day(text: str) -> date | None:
    """The day that was typed whole; None while it is not."""
    try:
        return date(*map(int, unicodedata.normalize("NFKC", text).strip().replace("/", "-").split("-", 2)))
    except (ValueError, TypeError, OverflowError):
        return None
