"""Receipts: found by number, day or item, shown, voided with a reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.refund_box import RefundBox
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import Page, beside, button, card, column, label, line_edit
from pos_assist.desktop.shared.painting import money
from pos_assist.desktop.shared.receipt_view import ReceiptView, receipt_name
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import Receipt
from pos_assist.i18n.translate import tr, trn

MOST = 300  # shown at once; the search narrows down
WIDTH = 336


class _ReceiptRoll(QScrollArea):
    """The paper, as wide as its place."""

    def __init__(self, paper: ReceiptView) -> None:
        super().__init__()
        self._paper = paper
        self.setWidget(paper)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """The width is the place's, the height the paper's own."""
        super().resizeEvent(event)
        self._paper.set_width(self.viewport().width() - 4)


class ReceiptsPage(Page):
    """The newest first; the chosen one on paper at the right."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Receipts"))
        self.receipt: Receipt | None = None
        self._paid_back: dict[str, int] = {}  # of the receipts that were in sight since they were read
        self.search = line_edit(tr("Number, day (2026-11-22), month (2026-11) or item"))
        self.search.setAccessibleName(tr("Search"))
        self.table = RecordTable(
            (
                TableColumn(tr("When"), lambda x: f"{x.sold_at:%Y-%m-%d %H:%M}", 146, ink=lambda _: "dim"),
                TableColumn(tr("No."), _number, 76, ink=lambda x: "saving" if x.voided else "dim"),
                TableColumn(tr("Items"), _names),
                TableColumn("", _mode, 84, ink=lambda _: "dim", wide=720),
                TableColumn(tr("Saved"), _saved, 84, right=True, ink=lambda _: "saving", wide=520),
                TableColumn(tr("Total"), lambda x: money(x.total), 92, right=True, bold=True),
                TableColumn(tr("Given back"), self._given, 92, right=True, ink=lambda _: "saving", wide=600),
            ),
            tr("Receipts"),
            tr("No receipt found."),
        )  # fmt: skip
        self.paper = ReceiptView(context.shop.till.past.paper_of)
        self.offers = label("", "dim", wrap=True)
        self.given = label("", "bad", wrap=True)
        self.left: Receipt | None = None  # the receipt less what was given back
        self.reasons = [
            button(words, partial(self._void, words), "danger")
            for words in (tr("Rung up by mistake"), tr("The customer brought it back"), tr("Paid the wrong way"))
        ]
        self.void = button(tr("Void this receipt"), lambda: self._ask(on=True), "danger")
        self.back = button(tr("Leave it as it is"), lambda: self._ask(on=False), "quiet", "Esc")
        self.give_back = button(tr("Give units back…"), self._begin_refund)
        self.refund = RefundBox(context, self)
        self.refund.done.connect(self._refunded)
        self.why = label(tr("Why is it voided?"), "head")
        self.side = card(
            column(
                _ReceiptRoll(self.paper),
                self.given,
                self.offers,
                self.refund,
                self.give_back,
                self.void,
                self.why,
                *self.reasons,
                self.back,
            )
        )
        self.side.setFixedWidth(WIDTH)
        self.body.addWidget(self.search)
        self.body.addLayout(beside(self.table, self.side), 1)
        self.table.chosen.connect(self._look)
        self._timer = QTimer(self, singleShot=True, interval=150)
        self._timer.timeout.connect(self.reload)
        self.search.textEdited.connect(lambda _text: self._timer.start())
        self._ask(on=False)

    def reload(self) -> None:
        """Read the newest receipts that match the search."""
        self._timer.stop()
        self._paid_back.clear()
        found = self.context.shop.till.past.find(self.search.text().strip(), MOST)
        many = len(found) == MOST
        self.message.setText(tr("the newest {n}", n=MOST) if many else trn("{n} receipt", "{n} receipts", len(found)))
        self.side.setVisible(bool(found))
        self.table.show_rows_again(found, self.receipt, lambda x: x.key)

    def show_what(self, what: str) -> None:
        """Show the receipt with that key."""
        receipt = self.context.manager.receipt(what)
        if receipt:
            self.search.setText(f"{receipt.sold_at:%Y-%m-%d}")
            self.reload()
            self.table.choose_where(lambda x: x.key == what)

    def search_for(self) -> None:
        """Give the focus to the search field."""
        self.search.setFocus()
        self.search.selectAll()

    def step_back(self) -> bool:
        """From the reasons back to the receipt."""
        asking = self.back.isVisible()
        self._ask(on=False)
        return asking

    def _given(self, receipt: Receipt) -> str:
        """What came back of it since; the receipt itself stays as it was printed."""
        if receipt.key not in self._paid_back:
            self._paid_back[receipt.key] = self.context.shop.till.past.paid_back(receipt)
        back = self._paid_back[receipt.key]
        return money(-back) if back else ""

    def _look(self, receipt: Receipt | None) -> None:
        self.receipt = receipt
        if receipt:
            self.left = self.context.shop.till.past.what_is_left(receipt)
            brought = sum(line.qty for line in receipt.lines if line.offer)
            gone = self.context.shop.till.past.paid_back(receipt)
            self.paper.show_receipt(receipt, gone)
            self.given.setText(
                tr("{amount} of {total} were given back.", amount=money(gone), total=money(receipt.total))
            )
            self.given.setVisible(bool(gone))
            self.offers.setText(
                trn("{n} item came by an offer.", "{n} items came by an offer.", brought) if brought else ""
            )
            self.offers.setVisible(bool(brought))
            self._ask(on=False)

    def _ask(self, *, on: bool) -> None:
        for widget in (self.why, self.back, *self.reasons):
            widget.setVisible(on)
        self.void.setVisible(not on)
        self.give_back.setVisible(not on)
        self.give_back.setEnabled(bool(self.left and self.left.lines and self.receipt and not self.receipt.voided))
        self.refund.hide()
        self.void.setEnabled(bool(self.left and self.left.lines and self.receipt and not self.receipt.voided))

    def _begin_refund(self) -> None:
        if self.left and self.receipt:
            self._ask(on=True)
            for widget in (self.why, *self.reasons):
                widget.hide()
            self.refund.begin(self.receipt, self.left)

    def _refunded(self) -> None:
        self._ask(on=False)
        self.context.receipts_changed.emit()

    def _void(self, reason: str) -> None:
        receipt = self.receipt
        if receipt is None:
            return
        till = self.context.shop.till
        back = till.past.would_void(receipt).amount
        done = tr("{receipt} is voided. Give {amount} back.", receipt=receipt_name(receipt), amount=money(back))
        if self.context.do(lambda: till.past.void(receipt.key, reason, self.context.manager.who), done):
            self.context.receipts_changed.emit()


def _number(receipt: Receipt) -> str:
    if receipt.voided:
        return tr("VOIDED")
    return f"#{receipt.number}" if receipt.number else tr("file")


def _saved(receipt: Receipt) -> str:
    saved = receipt.list_total - receipt.net_total
    return money(-saved) if saved else ""


def _names(receipt: Receipt) -> str:
    return "、".join(f"{x.item.title}×{x.qty}" if x.qty > 1 else x.item.title for x in receipt.lines)


def _mode(receipt: Receipt) -> str:
    return tr("Eat in") if receipt.mode is ServiceMode.EAT_IN else tr("Take out")
