"""Cash put in or taken out beside sales: how much, and what for."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from pos_assist.desktop.counter_window.day_page import DayContext, DayPage, DigitField, DigitPad, action, words
from pos_assist.desktop.shared.painting import money
from pos_assist.desktop.shared.theme import GAP, TOUCH
from pos_assist.domain.day import EntryKind
from pos_assist.domain.rights import Right
from pos_assist.i18n.translate import tr


class CashPage(DayPage):
    """Of one kind: in or out."""

    def __init__(self, context: DayContext, kind: EntryKind) -> None:
        super().__init__(context)
        self.kind = kind
        coming = kind is EntryKind.IN
        self.amount = DigitField(tr("Amount"))
        self.pad = DigitPad(self.amount)
        self.reason = QLineEdit()
        self.reason.setMaxLength(60)
        self.reason.setMinimumHeight(TOUCH)
        self.reason.setPlaceholderText(tr("What for"))
        self.reason.setAccessibleName(tr("Reason"))
        usual = (
            (tr("Change brought from the bank"), tr("More float"), tr("Put right"))
            if coming
            else (tr("To the bank"), tr("Bought for the shop"), tr("Paid to a supplier"))
        )
        self.reasons = [action(text, partial(self._choose, text)) for text in usual]
        go = tr("Put it in") if coming else tr("Take it out")
        self.go = action(go, self.move_it, "primary")
        self.moved = words()
        for field in (self.amount, self.reason):
            field.textChanged.connect(lambda _: self._tell())
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(words(tr("Cash in") if coming else tr("Cash out"), 18, bold=True))
        left.addWidget(self.amount)
        left.addWidget(self.reason)
        for button in self.reasons:
            left.addWidget(button)
        left.addStretch()
        top = QHBoxLayout()
        top.addLayout(left, 1)
        top.addSpacing(GAP)
        top.addWidget(self.pad)
        whole = QVBoxLayout(self)
        whole.addLayout(top)
        whole.addWidget(self.moved)
        whole.addStretch()
        whole.addWidget(self.go)

    def reload(self) -> None:
        """Empty fields, and what was moved today."""
        self.amount.clear()
        self.reason.clear()
        self.amount.setFocus()
        found = [x for x in self.context.day.figures().moved if (x.amount > 0) is (self.kind is EntryKind.IN)]
        self.moved.setText("\n".join(f"{x.at:%H:%M}  {money(abs(x.amount))}  {x.reason}  {x.who}" for x in found[-6:]))
        self._tell()

    def move_it(self) -> None:
        """Keep it; the drawer opens."""
        who = self.context.host.permit(Right.CASH)
        if who is None:
            return
        amount, reason = self.amount.value(), self.reason.text()
        if self.attempt(lambda: self.context.day.move_cash(self.kind, amount, reason, who)):
            said = (
                tr("{amount} was put in: {reason}")
                if self.kind is EntryKind.IN
                else tr("{amount} was taken out: {reason}")
            )
            self.context.tell(said.format(amount=money(amount), reason=reason))
            self.reload()

    def _choose(self, reason: str) -> None:
        self.reason.setText(reason)

    def _tell(self) -> None:
        self.go.setEnabled(self.amount.value() > 0 and bool(self.reason.text().strip()))
