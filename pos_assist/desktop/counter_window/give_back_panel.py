"""Units of a sale given back: how many of which line, what that comes to and how it goes back, why. By touch and by key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.side_panel import Scroll
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.painting import CENTER, RIGHT, box, draw_text, fit, money
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH, colors
from pos_assist.domain.receipts import Receipt, ReceiptLine
from pos_assist.i18n.tender_texts import tender_text
from pos_assist.i18n.translate import language, tr
from pos_assist.pricing.allocation import paid_by_line
from pos_assist.pricing.refund import Refund

ROW = 58
SUM = 58  # px of what it comes to


class UnitRow(QWidget):
    """One line of the receipt: its name, how many of it come back, one less and one more."""

    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.less, self.more = ActionButton(self), ActionButton(self)
        self.less.clicked.connect(lambda: self.stepped.emit(-1))
        self.more.clicked.connect(lambda: self.stepped.emit(1))
        self._title, self._count, self._below, self._chosen = "", "", "", False

    def show_line(self, line: ReceiptLine, units: int, paid: int, *, chosen: bool) -> None:
        """Show the line, for which so much was paid, with so many of its units coming back; `chosen`: keys act on it."""
        title = line.title_in(language())
        self._title, self._below = title, money(paid)
        self._count, self._chosen = f"{units} / {line.qty}", chosen
        self.less.say("−")
        self.more.say("+")
        self.less.setAccessibleName(tr("One less of {item}", item=title))
        self.more.setAccessibleName(tr("One more of {item}", item=title))
        self.less.setEnabled(units > 0)
        self.more.setEnabled(units < line.qty)
        self.setAccessibleName(f"{title} {self._count}")
        self.update()

    def resizeEvent(self, _event: object) -> None:  # noqa: N802 — Qt's name
        """The two buttons stand at the right."""
        top = (self.height() - TOUCH) // 2
        self.more.setGeometry(self.width() - TOUCH - 6, top, TOUCH, TOUCH)
        self.less.setGeometry(self.width() - 2 * TOUCH - 68, top, TOUCH, TOUCH)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Name and price at the left, the count between the buttons."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, self.rect(), c.accent_soft if self._chosen else c.surface, c.accent_ink if self._chosen else c.line)
        space = self.less.x() - 22
        draw_text(
            p, QRect(12, 6, space, 26), self._title, fit(self._title, space, (16, 15, 14, 13), True), c.ink, bold=True
        )
        draw_text(p, QRect(12, 32, space, 20), self._below, 13, c.dim)
        between = QRect(
            self.less.geometry().right() + 1, 0, self.more.x() - self.less.geometry().right() - 1, self.height()
        )
        draw_text(p, between, self._count, 15, c.ink, bold=True, align=CENTER)
        p.end()


class GiveBack(QWidget):
    """`worth` says what units by line would come to; `given` carries them with the reason."""

    given = Signal(object, str)

    def __init__(self, worth: Callable[[Receipt, dict[int, int]], Refund], parent: QWidget) -> None:
        super().__init__(parent)
        self._worth = worth
        self.receipt: Receipt | None = None
        self.units: dict[int, int] = {}
        self.refund: Refund | None = None
        self._lines: tuple[ReceiptLine, ...] = ()
        self._paid: dict[int, int] = {}  # for each line
        self._at = 0
        self._reason: int | None = None
        self._figures = 0
        self.rows: list[UnitRow] = []
        self._column = QWidget()
        self.scroller = Scroll(self._column, self)
        self.all = ActionButton(self)
        self.all.clicked.connect(self.take_all)
        self.reasons = [ActionButton(self, "danger") for _ in range(3)]
        for button in self.reasons:
            button.clicked.connect(lambda _=False, button=button: self._give(button.label))

    def retranslate(self, _keys: Shortcuts, reasons: tuple[str, ...]) -> None:
        """All words again."""
        self.all.say(tr("All of it"), "*")
        for i, (button, words) in enumerate(zip(self.reasons, reasons, strict=True)):
            button.say(words, str(i + 1))

    def begin(self, receipt: Receipt, left: Receipt) -> None:
        """Units of what the customer still has (`left`) of that receipt."""
        self.receipt, self._lines, self._at = receipt, left.lines, 0
        self._paid = paid_by_line(left)
        self.units = dict.fromkeys((x.line for x in left.lines), 0)
        while len(self.rows) < len(self._lines):
            row = UnitRow(self._column)
            row.stepped.connect(lambda by, row=row: self.step(self.rows.index(row), by))
            self.rows.append(row)
        self._choose(None)
        self._show()
        self._lay_out()

    def step(self, place: int, by: int) -> None:
        """More or less of a line."""
        line = self._lines[place]
        self._at = place
        self.units[line.line] = min(max(0, self.units[line.line] + by), line.qty)
        self._show()

    def take_all(self) -> None:
        """Every unit; pressed again, none."""
        full = all(self.units[x.line] == x.qty for x in self._lines)
        self.units = {x.line: 0 if full else x.qty for x in self._lines}
        self._show()

    def take_key(self, key: str) -> bool:
        """Arrows choose a line, + and − its units, * all; 1 to 3 choose the reason, Enter gives back. Figures one after the other are a
        code typed by hand: they choose nothing, and so Enter pays nothing out."""
        figures, self._figures = self._figures, self._figures + 1 if key.isdecimal() else 0
        if key in ("Up", "Down"):
            self._at = max(0, min(len(self._lines) - 1, self._at + (1 if key == "Down" else -1)))
            self._show()
            self.scroller.ensureWidgetVisible(self.rows[self._at])
        elif key in ("+", "-"):
            self.step(self._at, 1 if key == "+" else -1)
        elif key == "*":
            self.take_all()
        elif key.isdecimal():
            self._choose(int(key) - 1 if key in ("1", "2", "3") and not figures else None)
        elif key in ("Return", "Enter") and self._reason is not None:
            self.reasons[self._reason].click()
        else:
            return False
        return True

    def _choose(self, reason: int | None) -> None:
        """The reason that Enter gives back for; its button says so."""
        self._reason = reason
        for i, button in enumerate(self.reasons):
            button.look = "primary" if i == reason else "danger"
            button.say(button.label, "Enter" if i == reason else str(i + 1))

    def _give(self, reason: str) -> None:
        if any(self.units.values()):
            self.given.emit({line: n for line, n in self.units.items() if n}, reason)

    def _show(self) -> None:
        for place, (row, line) in enumerate(zip(self.rows, self._lines, strict=False)):
            row.show_line(line, self.units[line.line], self._paid[line.line], chosen=place == self._at)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(self._lines))
        some = any(self.units.values())
        self.refund = self._worth(self.receipt, self.units) if self.receipt and some else None
        for button in self.reasons:
            button.setEnabled(some)
        self.update()

    def resizeEvent(self, _event: object) -> None:  # noqa: N802 — Qt's name
        """Lines above, the sum, the reasons at the foot."""
        self._lay_out()

    def _lay_out(self) -> None:
        w, h = self.width(), self.height()
        foot = 3 * (TOUCH + GAP)
        self.all.setGeometry(0, 0, w, TOUCH)
        self.scroller.setGeometry(0, TOUCH + GAP, w, max(ROW, h - TOUCH - GAP - SUM - foot))
        self._column.resize(w - 14, max(1, len(self._lines)) * (ROW + 6))
        for place, row in enumerate(self.rows):
            row.setGeometry(0, place * (ROW + 6), w - 14, ROW)
        for i, button in enumerate(self.reasons):
            button.setGeometry(0, h - foot + GAP + i * (TOUCH + GAP), w, TOUCH)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """What comes back, and how."""
        p, c = QPainter(self), colors()
        w, top = self.width(), self.height() - 3 * (TOUCH + GAP) - SUM + 4
        amount = money(self.refund.amount) if self.refund else money(0)
        draw_text(p, QRect(2, top, w - 4, 30), tr("To give back"), 15, c.ink, bold=True)
        draw_text(p, QRect(2, top, w - 4, 30), amount, 24, c.ink if self.refund else c.faint, bold=True, align=RIGHT)
        how = self.refund.tenders if self.refund else ()
        words = "  ".join(f"{tender_text(x.kind, x.name)} {money(x.amount)}" for x in how)
        draw_text(p, QRect(2, top + 30, w - 4, 20), words, fit(words, w - 4, (13, 12, 11)), c.dim, align=RIGHT)
        p.end()
