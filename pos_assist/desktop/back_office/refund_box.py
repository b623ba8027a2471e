"""Giving units of a sale back: how many of which line, what that comes to, why."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.widgets import button, clear, column, label, line_edit, row
from pos_assist.desktop.shared.painting import money
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt
from pos_assist.i18n.translate import language, tr

LINES = 6  # of a receipt that have buttons of their own; more: by voiding and ringing up again


class RefundBox(QWidget):
    """`done` once units were given back."""

    done = Signal()

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.receipt: Receipt | None = None  # as it was sold
        self.left: Receipt | None = None  # less what was given back already
        self.units: dict[int, int] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.reason = line_edit(tr("Why?"))
        self.reason.setAccessibleName(tr("Why?"))
        self.give = button("", self._give, "primary")
        self.setLayout(column(label(tr("How many back?"), "head"), self._rows, self.reason, self.give))
        self.hide()

    def begin(self, receipt: Receipt, left: Receipt) -> None:
        """Units of what the customer still has of that receipt."""
        self.receipt, self.left = receipt, left
        self.units = dict.fromkeys((x.line for x in left.lines), 0)
        self.reason.setText(tr("The customer brought it back"))
        self._paint()
        self.show()

    def step(self, line: int, by: int) -> None:
        """One more, or one less, of a line."""
        if self.left:
            most = next(x.qty for x in self.left.lines if x.line == line)
            self.units[line] = min(max(0, self.units[line] + by), most)
            self._paint()

    def _paint(self) -> None:
        if self.left is None:
            return
        clear(self._rows)
        for line in self.left.lines[:LINES]:
            less, more = button("−", partial(self.step, line.line, -1)), button("+", partial(self.step, line.line, 1))
            less.setAccessibleName(tr("One less of {item}", item=line.title_in(language())))
            more.setAccessibleName(tr("One more of {item}", item=line.title_in(language())))
            for one in (less, more):
                one.setFixedWidth(TOUCH)
            count = label(tr("{n} of {of}", n=self.units[line.line], of=line.qty))
            count.setFixedWidth(58)
            self._rows.addLayout(row(label(line.title_in(language()), wrap=True), less, count, more, space=4))
        self.give.say(tr("Give {amount} back", amount=money(self._amount())))
        self.give.setEnabled(any(self.units.values()))

    def _amount(self) -> int:
        past = self.context.shop.till.past
        return past.would_give_back(self.receipt, self.units).amount if self.receipt else 0

    def _give(self) -> None:
        receipt, reason = self.receipt, self.reason.text().strip()
        if receipt is None:
            return

        def give() -> None:
            if not reason:
                raise Refused("empty_cell", column=tr("Why?"))
            self.context.shop.till.past.refund(receipt.key, self.units, reason, self.context.manager.who)

        amount = money(self._amount())
        if self.context.do(give, tr("{amount} to give back to the customer.", amount=amount)):
            self.hide()
            self.done.emit()
