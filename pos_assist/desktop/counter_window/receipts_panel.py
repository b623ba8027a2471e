"""Past sales: found by number or item, shown, printed; units given back, voided with a reason, rung up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_assist.desktop.counter_window.give_back_panel import GiveBack
from pos_assist.desktop.counter_window.giving_back import reasons
from pos_assist.desktop.counter_window.side_panel import RowList, Scroll, SidePanel
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.painting import money
from pos_assist.desktop.shared.receipt_view import ReceiptView, receipt_name
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH
from pos_assist.domain.receipts import Receipt
from pos_assist.i18n.translate import title_of, tr, trn
from pos_assist.pricing.refund import Refund
from pos_assist.services.till.commands import Command
from pos_assist.services.till.past_sales import PastSales

MOST = 30  # shown at once; the search narrows down


class ReceiptsPanel(SidePanel):
    """`past` knows the receipts; `take_back` takes units of one back, or all of it (None), and says whether it did;
    `ring_again` voids one and brings its lines back."""

    opened = Signal(str)
    printed = Signal(object, bool)  # a receipt is to be printed; True: made out (領収書)

    def __init__(
        self,
        past: PastSales,
        take_back: Callable[[Receipt, Mapping[int, int] | None, str], bool],
        ring_again: Callable[[str], bool],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._past, self._take_back, self._ring_again = past, take_back, ring_again
        self.field = QLineEdit(self)
        self.list = RowList()
        self.scroller = Scroll(self.list, self)
        self.paper = ReceiptView(past.paper_of)
        self.paper_scroller = Scroll(self.paper, self)
        self.print_button, self.made_out_button = ActionButton(self, "quiet"), ActionButton(self, "quiet")
        self.back = ActionButton(self, "quiet")
        self.return_button, self.again_button = ActionButton(self), ActionButton(self)
        self.give_back = GiveBack(past.would_give_back, self)
        self.give_back.hide()
        self.void_button = ActionButton(self, "danger")
        self.reasons = [ActionButton(self, "danger") for _ in range(3)]
        self._asking = self._returning = False
        self.receipt: Receipt | None = None
        self._left: Refund | None = None  # what a void would give back
        self._receipts: dict[str, Receipt] = {}
        self._timer = QTimer(self, singleShot=True, interval=120)
        self._timer.timeout.connect(self.reload)
        self.field.textEdited.connect(lambda _text: self._timer.start())
        self.list.chosen.connect(self.open_receipt)
        self.back.clicked.connect(self.step_back)
        self.print_button.clicked.connect(lambda: self.printed.emit(self.receipt, False))
        self.made_out_button.clicked.connect(lambda: self.printed.emit(self.receipt, True))
        self.return_button.clicked.connect(self.begin_return)
        self.again_button.clicked.connect(self._again)
        self.give_back.given.connect(self._give_back)
        self.void_button.clicked.connect(lambda: self._ask(on=True))
        for button in self.reasons:
            button.clicked.connect(lambda _=False, button=button: self._void_for(button.label))

    def retranslate(self, keys: Shortcuts) -> None:
        """All words again, and the list as it is now."""
        super().retranslate(keys)
        self.field.setPlaceholderText(tr("Number or item"))
        self.field.setAccessibleName(tr("Find a receipt"))
        self.back.say(tr("Back"), "Esc")
        self.print_button.say(tr("Print"))
        self.made_out_button.say(tr("Official receipt…"))
        self.return_button.say(tr("Return…"), keys.cap(Command.RETURN))
        self.again_button.say(tr("Ring again"), keys.cap(Command.REOPEN))
        self.give_back.retranslate(keys, reasons())
        for i, (button, words) in enumerate(zip(self.reasons, reasons(), strict=True)):
            button.say(words, str(i + 1))
        if self.isVisible():
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 — Qt's name
        """Opened: the list as it is now."""
        super().showEvent(event)
        self.receipt, self._asking, self._returning = None, False, False
        self.reload()

    def reload(self) -> None:
        """Read the list of receipts again."""
        self._timer.stop()
        found = self._past.find(self.field.text().strip(), MOST)
        self._receipts = {x.key: x for x in found}
        self.list.show_entries([_entry(x) for x in found])
        if self.receipt and self.receipt.key in self._receipts:
            self._look(self._receipts[self.receipt.key])
        self._show()

    def open_receipt(self, key: str) -> None:
        """Show the receipt with that key."""
        self._look(self._receipts[key])
        self._ask(on=False)

    def _look(self, receipt: Receipt) -> None:
        self.receipt = receipt
        self.paper.show_receipt(receipt, self._past.paid_back(receipt))
        self._left = None if receipt.voided else self._past.would_void(receipt)
        if self._left:
            self.void_button.say(tr("Void: give {amount} back", amount=money(self._left.amount)))

    def step_back(self) -> None:
        """From the reasons to the receipt, from the receipt to the list, from the list out."""
        if self._returning:
            self._returning = False
            self._show()
        elif self._asking:
            self._ask(on=False)
        elif self.receipt:
            self.receipt = None
            self._show()
        else:
            self.closed.emit()

    def begin_return(self) -> None:
        """Let the cashier say which units come back."""
        if self.receipt and self._left and self._left.lines:
            self._returning = True
            self.give_back.begin(self.receipt, self._past.what_is_left(self.receipt))
            self._show()

    def take_key(self, key: str) -> bool:
        """Keys for the units of a return, and 1 to 3 for a void's reason."""
        if self._returning:
            return self.give_back.take_key(key)
        if self._asking and key in ("1", "2", "3"):
            self.reasons[int(key) - 1].click()
            return True
        return False

    def _give_back(self, units: dict[int, int], reason: str) -> None:
        if self.receipt and self._take_back(self.receipt, units, reason):
            self._returning = False
            self.reload()

    def _again(self) -> None:
        if self.receipt and self._ring_again(self.receipt.key):
            self.closed.emit()

    def _ask(self, *, on: bool) -> None:
        self._asking = on
        self._show()

    def _void_for(self, reason: str) -> None:
        if self.receipt and self._take_back(self.receipt, None, reason):
            self._asking = False
            self.reload()

    def _show(self) -> None:
        looking = self.receipt is not None
        self.title = receipt_name(self.receipt) if self.receipt else tr("Receipts")
        if self._asking:
            self.title = tr("Why is it voided?")
        self.empty_text = "" if looking or self._receipts else tr("No receipt found.")
        if self._returning:
            self.title = tr("How many back?")
        paper = looking and not self._asking and not self._returning
        self.give_back.setVisible(self._returning)
        self.field.setVisible(not looking)
        self.scroller.setVisible(not looking and bool(self._receipts))
        self.paper_scroller.setVisible(paper)
        self.back.setVisible(looking)
        for button in (self.print_button, self.made_out_button):
            button.setVisible(paper)
        for button in (self.void_button, self.return_button, self.again_button):
            button.setVisible(paper and self._left is not None)
            button.setEnabled(bool(self._left and self._left.lines))
        for button in self.reasons:
            button.setVisible(self._asking)
        self.update()

    def place(self, area: QRect) -> None:
        """Field and list, or paper and buttons."""
        w = area.width()
        self.field.setGeometry(area.left(), area.top(), w, TOUCH)
        below = area.adjusted(0, TOUCH + GAP, 0, 0)
        self.scroller.setGeometry(below)
        self.list.resize(w - 14, self.list.height())
        self.paper_scroller.setGeometry(area.adjusted(0, 0, 0, -4 * (TOUCH + GAP)))
        self.paper.set_width(w - 14)
        self.back.setGeometry(0, area.bottom() + 1 - TOUCH, w, TOUCH)
        self.give_back.setGeometry(area.adjusted(0, 0, 0, -TOUCH - GAP))
        half, top = (w - GAP) // 2, area.bottom() + 1 - 4 * TOUCH - 3 * GAP
        self.print_button.setGeometry(0, top, half, TOUCH)
        self.made_out_button.setGeometry(half + GAP, top, w - half - GAP, TOUCH)
        self.return_button.setGeometry(0, top + TOUCH + GAP, half, TOUCH)
        self.again_button.setGeometry(half + GAP, top + TOUCH + GAP, w - half - GAP, TOUCH)
        self.void_button.setGeometry(0, area.bottom() + 1 - 2 * TOUCH - GAP, w, TOUCH)
        for i, button in enumerate(self.reasons):
            button.setGeometry(0, area.top() + 8 + i * (52 + GAP), w, 52)


def _entry(r: Receipt) -> tuple[str, str, str, str, str]:
    names = "、".join(title_of(line.item) for line in r.lines[:3])
    units = sum(line.qty for line in r.lines)
    aside = tr("VOIDED") if r.voided else trn("{n} item", "{n} items", units)
    number = f"#{r.number}  " if r.number else ""  # an imported one has none
    return r.key, f"{number}{r.sold_at:%m/%d %H:%M}", names, money(r.total), aside
