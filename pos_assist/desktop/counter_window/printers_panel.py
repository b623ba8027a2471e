"""Printers at the counter: how they are, the question after a slip that may or may not have come out, and the drawer
without a sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from pos_assist.desktop.counter_window.explanation import Explanation, ExplanationLine
from pos_assist.desktop.counter_window.side_panel import Scroll, SidePanel
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP
from pos_assist.domain.print_jobs import PrintJob
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.rights import Right
from pos_assist.i18n.device_texts import device_words, job_words, trouble_words
from pos_assist.i18n.translate import tr, trn

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow
    from pos_assist.domain.receipts import Receipt
    from pos_assist.services.till.till_view import TillView

BUTTON = 52


def print_receipt(counter: CounterWindow, receipt: Receipt, *, made_out: bool = False) -> None:
    """Print a receipt, or one that is made out to somebody, and say so."""
    printing = counter.host.printing()
    if printing is None:
        counter.foot.refuse(Refused("only_practice"))
        return
    to = None
    if made_out:
        from pos_assist.desktop.dialogs.made_out_dialog import ask_made_out  # noqa: PLC0415 — lazy: seldom asked

        to = ask_made_out(counter)
        if to is None:
            return
    try:
        again = printing.print_receipt(receipt, made_out=to)
    except Problem as problem:
        counter.foot.refuse(problem)
        return
    said = tr("Receipt #{number} is printed again.") if again else tr("Receipt #{number} is printed.")
    counter.foot.tell(said.format(number=receipt.number))


class PrintersPanel(SidePanel):
    """How the printers are; «was it printed?» of the oldest slip that nobody knows of."""

    def __init__(self, window: CounterWindow) -> None:
        super().__init__(window)
        self._window = window
        self.message = Explanation()
        self.scroller = Scroll(self.message, self)
        self.yes, self.again = ActionButton(self, "primary"), ActionButton(self, "quiet")
        self.asked: PrintJob | None = None
        self.yes.clicked.connect(lambda: self._answer(printed=True))
        self.again.clicked.connect(lambda: self._answer(printed=False))

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        self.yes.say(tr("Yes, it was printed"))
        self.again.say(tr("No: print it again"))
        self.show_view(self._window.till.view)

    def show_view(self, _view: TillView) -> None:
        """Show the present state of the printers."""
        self.title = tr("Printers")
        printing = self._window.host.printing()
        lines: list[ExplanationLine] = []
        self.asked = None
        if printing is None or not printing.has_printer:
            lines.append(ExplanationLine(tr("No receipt printer is set up."), "", "note"))
        else:
            state = printing.state()
            lines += [ExplanationLine(trouble_words(*x), "", "title") for x in state.troubles]
            if not state.troubles:
                lines.append(
                    ExplanationLine(tr("{device}: {how}", device=device_words("printer"), how=tr("ready")), "", "title")
                )
            lines.append(ExplanationLine(trn("{n} slip waits", "{n} slips wait", state.waiting), "", "note"))
            if state.unknown:
                self.asked = state.unknown[0]
                asked = tr("Was {what} printed, whole and readable?", what=job_words(self.asked.job))
                lines.append(ExplanationLine(asked, f"{self.asked.at:%H:%M}", "title"))
                lines.append(ExplanationLine(tr("Sending was broken off; only you can see the paper."), "", "note"))
        self.message.show_lines(lines)
        for button in (self.yes, self.again):
            button.setVisible(self.asked is not None)
        self.update()

    def _answer(self, *, printed: bool) -> None:
        printing = self._window.host.printing()
        if printing and self.asked:
            printing.answer(self.asked, printed=printed)
            self.show_view(self._window.till.view)

    def place(self, area: QRect) -> None:
        """Lay out the messages, and the two answers below them."""
        self.scroller.setGeometry(area.adjusted(0, 0, 0, -2 * (BUTTON + GAP)))
        self.message.resize(area.width() - 14, self.message.height())
        self.yes.setGeometry(0, area.bottom() + 1 - 2 * BUTTON - GAP, area.width(), BUTTON)
        self.again.setGeometry(0, area.bottom() + 1 - BUTTON, area.width(), BUTTON)


class DrawerPanel(SidePanel):
    """Why the drawer is opened without a sale: one touch, kept with the time."""

    def __init__(self, window: CounterWindow) -> None:
        super().__init__(window)
        self._window = window
        self.reasons = [ActionButton(self, "quiet") for _ in range(4)]
        for button in self.reasons:
            button.clicked.connect(lambda _=False, button=button: self._open(button.label))

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        self.title = tr("Why open the drawer?")
        words = (tr("To give change for money"), tr("Cash in or out"), tr("To count it"), tr("The change was wrong"))
        for button, word in zip(self.reasons, words, strict=True):
            button.say(word)

    def _open(self, reason: str) -> None:
        window = self._window
        day = window.host.day()
        try:
            if day is None:
                raise Refused("only_practice")
            who = window.host.permit(Right.DRAWER)
            if who is None:
                return
            day.open_drawer(reason, who)
        except Problem as problem:
            window.foot.refuse(problem)
            return
        window.foot.tell(tr("The drawer opens: {reason}", reason=reason))
        self.closed.emit()

    def place(self, area: QRect) -> None:
        """The reasons, one below the other."""
        for i, button in enumerate(self.reasons):
            button.setGeometry(0, area.top() + 8 + i * (BUTTON + GAP), area.width(), BUTTON)
