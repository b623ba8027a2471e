"""Counting the drawer: the float at the opening, all of it at the close."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_assist.desktop.counter_window.day_page import DayContext, DayPage, DigitField, DigitPad, action, words
from pos_assist.desktop.shared.painting import money
from pos_assist.desktop.shared.theme import GAP
from pos_assist.domain.day import Count
from pos_assist.domain.rights import Right
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.day.business_day import MOST_PIECES


class CountBox(QWidget):
    """How many of each note and coin, and what they come to; or only the sum, typed."""

    changed = Signal()

    def __init__(self, denominations: tuple[int, ...]) -> None:
        super().__init__()
        self.pieces = {one: DigitField(money(one), MOST_PIECES) for one in denominations}
        self.total = DigitField(tr("Total"))
        self.pad = DigitPad(*self.pieces.values(), self.total)
        self._sums = {one: words("", 13, right=True) for one in denominations}
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(4)
        half = -(-len(denominations) // 2)
        for i, (one, field) in enumerate(self.pieces.items()):
            row, column = i % half, 3 * (i // half)
            grid.addWidget(words(money(one), 15, bold=True, right=True), row, column)
            field.setFixedWidth(78)
            grid.addWidget(field, row, column + 1)
            self._sums[one].setMinimumWidth(72)
            grid.addWidget(self._sums[one], row, column + 2)
            field.textChanged.connect(lambda _: self._counted())
        foot = QHBoxLayout()
        foot.addWidget(words(tr("Total"), 18, bold=True))
        self.total.setFixedWidth(150)
        foot.addStretch()
        foot.addWidget(self.total)
        left = QVBoxLayout()
        left.addLayout(grid)
        left.addSpacing(GAP)
        left.addLayout(foot)
        left.addStretch()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(left, 1)
        whole.addSpacing(GAP)
        whole.addWidget(self.pad)
        self.total.textEdited.connect(lambda _: self._typed())
        self.total.textChanged.connect(lambda _: self.changed.emit())

    def count(self) -> Count:
        """The notes and coins; empty where only the sum was typed."""
        return tuple((one, field.value()) for one, field in self.pieces.items() if field.value())

    def amount(self) -> int:
        """What was counted, in minor units."""
        return self.total.value()

    def is_empty(self) -> bool:
        """Whether nothing was counted yet; a counted 0 is something."""
        return not self.total.text()

    def clear(self) -> None:
        """Begin again."""
        for field in (*self.pieces.values(), self.total):
            field.clear()

    def _counted(self) -> None:
        for one, field in self.pieces.items():
            self._sums[one].setText(money(one * field.value()) if field.value() else "")
        if any(field.text() for field in self.pieces.values()):
            self.total.setText(f"{sum(one * n for one, n in self.count()):,}")
        elif not self.total.hasFocus():
            self.total.clear()

    def _typed(self) -> None:
        typed = self.total.text()
        for field in self.pieces.values():
            if field.text():
                field.clear()
        if self.total.text() != typed:
            self.total.setText(typed)


class OpenPage(DayPage):
    """The float is counted, and the day is open."""

    def __init__(self, context: DayContext) -> None:
        super().__init__(context)
        self.head, self.message = words("", 18, bold=True), words()
        self.box = CountBox(context.day.denominations)
        self.go = action(tr("Open the day with this float"), self.open_day, "primary")
        self.box.changed.connect(self._tell)
        whole = QVBoxLayout(self)
        whole.setSpacing(GAP)
        for part in (self.head, self.box, self.message):
            whole.addWidget(part)
        whole.addStretch()
        whole.addWidget(self.go)

    def reload(self) -> None:
        """The float as it was counted, or the fields for it."""
        status = self.context.day.status()
        opened = status.opened
        self._expected, self._moved = status.float_expected, status.cash_moved
        self.box.setVisible(opened is None)
        self.go.setVisible(opened is None)
        if opened:
            self.head.setText(tr("The day is open: float {amount}", amount=money(opened.amount)))
            self.message.setText(f"{opened.at:%H:%M}  {opened.who}")
        else:
            self.head.setText(tr("Count the float (notes and coins)"))
            self._tell()

    def open_day(self) -> None:
        """Keep the float that was counted."""
        who = self.context.host.permit(Right.CASH)
        if who is None:
            return
        amount, count = self.box.amount(), self.box.count()
        if self.attempt(lambda: self.context.day.open(amount, count, who)):
            told = tr("The day is open: float {amount}", amount=money(amount))
            if self.context.day.blind and (difference := self._difference()):
                told += "  " + tr("Over or short: {amount}", amount=signed(difference))
            self.context.tell(told)
            self.box.clear()
            self.reload()

    def _tell(self) -> None:
        self.go.setEnabled(not self.box.is_empty())
        if self.context.day.blind:
            said = [tr("Count all that is in the drawer.")] if self._moved else []
        else:
            said = self._known()
        self.message.setText("\n".join(said))

    def _known(self) -> list[str]:
        """What the last close left, and what came in since; beside it what the count differs by."""
        said = []
        if self._expected is not None:
            said = [tr("The last close left {amount}.", amount=money(self._expected))]
        if self._moved:
            words_ = tr("{amount} in cash came in since: count all that is in the drawer.", amount=money(self._moved))
            said.append(words_)
        if said and not self.box.is_empty() and (difference := self._difference()):
            said[-1] += "  " + tr("Over or short: {amount}", amount=signed(difference))
        return said

    def _difference(self) -> int:
        """How much more was counted than there should be; 0 where nobody knows what should be there."""
        return 0 if self._expected is None else self.box.amount() - self._expected - self._moved


class ClosePage(DayPage):
    """The drawer is counted; then what should be in it stands beside, with the reason and what stays; then the day is closed."""

    def __init__(self, context: DayContext) -> None:
        super().__init__(context)
        self.head, self.message, self.waiting = words("", 18, bold=True), words(), words()
        self.box = CountBox(context.day.denominations)
        self.counted = action(tr("Counted: go on"), self.go_on, "primary")
        self.sums, self.difference = words("", 16), words("", 22, bold=True)
        self.reason = QLineEdit()
        self.reason.setMaxLength(60)
        self.reason.setPlaceholderText(tr("Why it differs, if it does"))
        self.reason.setAccessibleName(tr("Reason"))
        self.stays = DigitField(tr("Float for the next day"))
        self.pad = DigitPad(self.stays)
        self.bank = words()
        self.close_day = action(tr("Close the day"), self.close_it, "primary")
        self.back = action(tr("Count again"), self.step_back, "quiet")
        self.stays.textChanged.connect(lambda _: self._tell_bank())
        self.box.changed.connect(lambda: self.counted.setEnabled(not self.box.is_empty()))
        self._counting = True
        self._expected = 0
        self._told_empty = False
        first = QVBoxLayout()
        for part in (self.box, self.message):
            first.addWidget(part)
        self.first, self.second = QWidget(), QWidget()
        self.first.setLayout(first)
        first.setContentsMargins(0, 0, 0, 0)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        for widget in (
            self.sums,
            self.difference,
            self.reason,
            words(tr("Float for the next day"), 15),
            self.stays,
            self.bank,
        ):
            left.addWidget(widget)
        left.addStretch()
        second = QHBoxLayout(self.second)
        second.setContentsMargins(0, 0, 0, 0)
        second.addLayout(left, 1)
        second.addSpacing(GAP)
        second.addWidget(self.pad)
        feet = QHBoxLayout()
        for button in (self.back, self.counted, self.close_day):
            feet.addWidget(button, 1 if button is self.back else 2)
        whole = QVBoxLayout(self)
        whole.setSpacing(GAP)
        for shown in (self.head, self.waiting, self.first, self.second):
            whole.addWidget(shown)
        whole.addStretch()
        whole.addLayout(feet)

    def reload(self) -> None:
        """Begin with the count."""
        self._show(counting=True)

    def go_on(self) -> None:
        """What was counted beside what should be there."""
        figures = self.context.day.figures()
        self._expected = figures.expected
        self.stays.setText(str(min(figures.float_, self.box.amount())))
        self._show(counting=False)
        self.begin()

    def step_back(self) -> bool:
        """From what it came to, back to the count."""
        if self._counting:
            return False
        self._show(counting=True)
        self.begin()
        return True

    def close_it(self) -> None:
        """Close the day; a wrong count stops nothing."""
        who = self.context.host.permit(Right.CLOSE)
        if who is None:
            return
        box, reason, stays, empty = self.box, self.reason.text(), self.stays.value(), self._told_empty

        def close() -> None:
            closed = self.context.day.close(
                counted=box.amount(), count=box.count(), reason=reason, next_float=stays, who=who, empty=empty
            )
            self.context.tell(tr("The day is closed: Z report {number}", number=closed.number))

        if self.attempt(close):
            box.clear()
            self.reason.clear()
            self.context.show("closes")

    def _show(self, *, counting: bool) -> None:
        self._counting = counting
        self.head.setText(tr("Count everything in the drawer") if counting else tr("Look at it, then close the day"))
        n, status = self.context.waiting(), self.context.day.status()
        unpaid = trn("{n} order is not paid yet; it stays open.", "{n} orders are not paid yet; they stay open.", n)
        lines = [unpaid] if counting and n else []
        self._told_empty = status.empty
        if status.empty and (last := status.last_close):
            told = tr(
                "Nothing was sold or moved since Z report {number} ({at}): this report will be empty.",
                number=last.number,
                at=f"{last.at:%m/%d %H:%M}",
            )
            lines.append(told)
        self.waiting.setText("\n".join(lines))
        self.waiting.setVisible(bool(lines))
        for widget, on in ((self.first, counting), (self.counted, counting), (self.second, not counting)):
            widget.setVisible(on)
        self.close_day.setVisible(not counting)
        self.back.setVisible(not counting)
        self.counted.setEnabled(not self.box.is_empty())
        expected = (
            ""
            if self.context.day.blind
            else tr("There should be: {amount}", amount=money(self.context.day.figures().expected))
        )
        self.message.setText(expected)
        if not counting:
            counted = self.box.amount()
            self.sums.setText(
                tr(
                    "Counted: {counted}   There should be: {expected}",
                    counted=money(counted),
                    expected=money(self._expected),
                )
            )
            self.difference.setText(tr("Over or short: {amount}", amount=signed(counted - self._expected)))
            self.reason.setVisible(counted != self._expected)
            self._tell_bank()

    def _tell_bank(self) -> None:
        bank = self.box.amount() - self.stays.value()
        self.bank.setText(tr("To the bank: {amount}", amount=money(max(0, bank))))


def signed(amount: int) -> str:
    """An amount with its sign."""
    return f"+{money(amount)}" if amount > 0 else money(amount) if amount else f"±{money(0)}"
