"""A receipt as it is shown on a screen, and the words for what is on it: what counter and back office share."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.painting import RIGHT, box, draw_text, fit, hline, money, width
from pos_assist.desktop.shared.theme import colors
from pos_assist.domain.receipts import Receipt, TaxPart, TenderKind
from pos_assist.i18n.translate import tr

ROW = 24


class ReceiptView(QWidget):
    """A receipt as the customer holds it."""

    def __init__(self) -> None:
        super().__init__()
        self.receipt: Receipt | None = None
        self.paid_back = 0

    def show_receipt(self, receipt: Receipt, paid_back: int = 0) -> None:
        """Show that receipt, and what the customer has got back for it, in minor units."""
        self.receipt, self.paid_back = receipt, paid_back
        self.resize(self.width(), self._height(receipt) + (ROW if paid_back else 0))
        self.update()

    @staticmethod
    def _height(r: Receipt) -> int:
        taxes = sum(1 for x in r.taxes if x.gross)
        return ROW * (len(r.lines) + len(r.deals) + taxes + len(r.tenders) + 1) + 48 + 44 + 40

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Lines, deals, total, tax, tenders, change."""
        r = self.receipt
        if r is None:
            return
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, self.rect().adjusted(0, 0, -1, 0), c.surface, c.line, radius=6)
        w, y = self.width() - 24, 8

        def row(
            label: str, amount: str, *, px: int = 14, ink: str = "ink", bold: bool = False, high: int = ROW
        ) -> None:
            nonlocal y
            space = w - width(amount, px, bold) - 8
            draw_text(
                p,
                QRect(12, y, space, high),
                label,
                fit(label, space, (px, 13, 12, 11), bold),
                getattr(c, ink),
                bold=bold,
            )
            draw_text(p, QRect(12, y, w, high), amount, px, getattr(c, ink), bold=bold, align=RIGHT)
            y += high

        row(r.sold_at.strftime("%Y-%m-%d %H:%M"), f"#{r.number}" if r.number else "", px=13, ink="dim", high=28)
        for line in r.lines:
            row(f"{line.qty}  {line.title}", money(line.list_price * line.qty))
        for deal in r.deals:
            row(deal.name, money(-deal.saving), ink="saving")
        hline(p, 12, 11 + w, y + 5, c.line)
        y += 10
        row(tr("Total"), money(r.total), px=20, bold=True, high=34)
        for tax in r.taxes:
            if tax.gross:
                row("", tax_words((tax,)), px=12, ink="dim")
        for tender in r.tenders:
            row(tender_words(tender.kind), money(tender.amount))
        if r.tenders:
            row(tr("Change"), money(r.change))
        if self.paid_back:
            row(tr("Given back"), money(-self.paid_back), ink="saving", bold=True)
        if r.voided:
            row(tr("VOIDED"), "", px=18, ink="saving", bold=True, high=30)
        p.end()


def receipt_name(r: Receipt) -> str:
    """By its number; an imported one, which has none, by its time."""
    return tr("Receipt #{number}", number=r.number) if r.number else f"{r.sold_at:%Y-%m-%d %H:%M}"


def tax_words(taxes: tuple[TaxPart, ...]) -> str:
    """The tax included, per rate."""
    return "  ".join(
        tr("incl. tax {rate}% of {gross}: {tax}", rate=x.rate, gross=money(x.gross), tax=money(x.tax))
        for x in taxes
        if x.gross
    )


def tender_words(kind: TenderKind) -> str:
    """How the money came in."""
    return {TenderKind.CASH: tr("Cash"), TenderKind.CARD: tr("Card"), TenderKind.QR: tr("QR")}[kind]
