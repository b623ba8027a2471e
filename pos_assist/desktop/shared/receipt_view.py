"""A receipt as it is shown on a screen, and the words for what is on it: what counter and back office share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.painting import RIGHT, draw_text, money
from pos_assist.desktop.shared.theme import colors
from pos_assist.domain.receipts import Receipt, TaxPart, TenderKind
from pos_assist.i18n.tender_texts import tender_text
from pos_assist.i18n.translate import tr

if TYPE_CHECKING:
    from pos_assist.devices.bitmap import Bitmap
    from pos_assist.devices.slip import Slip

ROW = 34
EDGE = 12  # pixels of paper beside and above what is printed


class ReceiptView(QWidget):
    """A receipt as the customer holds it: the very dots that are printed. `paper_of` lays it out, and says how many dots wide
    its paper is."""

    def __init__(self, paper_of: Callable[[Receipt], tuple[Slip, int]]) -> None:
        super().__init__()
        self.receipt: Receipt | None = None
        self.paid_back = 0
        self.bitmap: Bitmap | None = None
        self._paper_of = paper_of
        self._image = QImage()
        self._shown = QPixmap()

    def show_receipt(self, receipt: Receipt, paid_back: int = 0) -> None:
        """Show that receipt, and what the customer has got back for it, in minor units."""
        from pos_assist.desktop.shared.theme import families  # noqa: PLC0415 — lazy: as below
        from pos_assist.devices import raster  # noqa: PLC0415 — lazy: few look at receipts
        from pos_assist.devices.slip import slip_text  # noqa: PLC0415 — lazy: as above

        families()  # a package brings its fonts along
        self.receipt, self.paid_back = receipt, paid_back
        slip, dots = self._paper_of(receipt)
        self.bitmap = raster.bitmap_of(slip, dots)
        self._image = raster.to_image(self.bitmap).convertToFormat(QImage.Format.Format_Grayscale8)
        self._shown = QPixmap()
        self.setAccessibleName(slip_text(slip))
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """As high as the paper is at this width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._image.isNull():
            high = round((self.width() - 2 * EDGE) * self._image.height() / self._image.width())
            self.resize(self.width(), high + 2 * EDGE + (ROW if self.paid_back else 0))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The dots on white paper, whatever the scheme; below it what was given back."""
        if self._image.isNull():
            return
        p, c = QPainter(self), colors()
        below = ROW if self.paid_back else 0
        paper = self.rect().adjusted(0, 0, -1, -1 - below)
        p.fillRect(paper, Qt.GlobalColor.white)
        p.setPen(c.line)
        p.drawRect(paper)
        wide, ratio = self.width() - 2 * EDGE, self.devicePixelRatioF()
        if self._shown.width() != round(wide * ratio):
            scaled = self._image.scaledToWidth(round(wide * ratio), Qt.TransformationMode.SmoothTransformation)
            self._shown = QPixmap.fromImage(scaled)
            self._shown.setDevicePixelRatio(ratio)
        p.drawPixmap(EDGE, EDGE, self._shown)
        if below:
            row = QRect(EDGE, self.height() - ROW, wide, ROW)
            draw_text(p, row, tr("Given back"), 15, c.saving, bold=True)
            draw_text(p, row, money(-self.paid_back), 15, c.saving, bold=True, align=RIGHT)
        p.end()


def receipt_name(r: Receipt) -> str:
    """By its number; an imported one, which has none, by its time."""
    return tr("Receipt #{number}", number=r.number) if r.number else f"{r.sold_at:%Y-%m-%d %H:%M}"


def tax_words(taxes: tuple[TaxPart, ...]) -> list[str]:
    """The tax included, one text per rate."""
    return [
        tr("incl. tax {rate}% of {gross}: {tax}", rate=x.rate, gross=money(x.gross), tax=money(x.tax))
        for x in taxes
        if x.gross
    ]


def tender_words(kind: TenderKind, name: str = "") -> str:
    """How the money came in."""
    return tender_text(kind, name)
