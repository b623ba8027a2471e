"""A receipt as it is shown on a screen, and the words for what is on it: what counter and back office share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent

from pos_assist.desktop.shared.painting import RIGHT, draw_text, money
from pos_assist.desktop.shared.slip_view import EDGE, SlipView
from pos_assist.desktop.shared.theme import colors
from pos_assist.domain.receipts import Receipt, TaxPart
from pos_assist.i18n.translate import tr

if TYPE_CHECKING:
    from pos_assist.devices.slip import Slip

ROW = 34


class ReceiptView(SlipView):
    """A receipt as the customer holds it. `paper_of` lays it out, and says how many dots wide its paper is."""

    def __init__(self, paper_of: Callable[[Receipt], tuple[Slip, int]]) -> None:
        super().__init__()
        self.receipt: Receipt | None = None
        self.paid_back = 0
        self._paper_of = paper_of

    def show_receipt(self, receipt: Receipt, paid_back: int = 0) -> None:
        """Show that receipt, and what the customer has got back for it, in minor units."""
        self.receipt, self.paid_back = receipt, paid_back
        self.below = ROW if paid_back else 0
        self.show_slip(*self._paper_of(receipt))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The paper; below it what was given back."""
        super().paintEvent(event)
        if self.bitmap is not None and self.below:
            p, c = QPainter(self), colors()
            row = QRect(EDGE, self.height() - ROW, self.width() - 2 * EDGE, ROW)
            draw_text(p, row, tr("Given back"), 15, c.saving, bold=True)
            draw_text(p, row, money(-self.paid_back), 15, c.saving, bold=True, align=RIGHT)
            p.end()


def receipt_name(r: Receipt) -> str:
    """By its number; an imported one, which has none, by its time."""
    return tr("Receipt #{number}", number=r.number) if r.number else f"{r.sold_at:%Y-%m-%d %H:%M}"


def tax_words(taxes: tuple[TaxPart, ...], *, added: bool = False) -> list[str]:
    """The tax included, or `added`, one text per rate."""
    return [
        tr("plus tax {rate}% on {net}: {tax}", rate=x.rate, net=money(x.gross - x.tax), tax=money(x.tax))
        if added
        else tr("incl. tax {rate}% of {gross}: {tax}", rate=x.rate, gross=money(x.gross), tax=money(x.tax))
        for x in taxes
        if x.gross
    ]
