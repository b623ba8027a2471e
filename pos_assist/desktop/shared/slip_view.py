"""A slip as it is printed: the very dots, on white paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.theme import colors

if TYPE_CHECKING:
    from pos_assist.devices.bitmap import Bitmap
    from pos_assist.devices.slip import Slip

EDGE = 12  # pixels of paper beside and above what is printed


class SlipView(QWidget):
    """A slip; `below` pixels are kept free under the paper for whoever paints more."""

    below = 0

    def __init__(self) -> None:
        super().__init__()
        self.bitmap: Bitmap | None = None
        self._image = QImage()
        self._shown = QPixmap()

    def show_slip(self, slip: Slip, dots: int) -> None:
        """Show that slip on paper of so many dots."""
        from pos_assist.desktop.shared.theme import families  # noqa: PLC0415 — lazy: as below
        from pos_assist.devices import raster  # noqa: PLC0415 — lazy: few look at slips
        from pos_assist.devices.slip import slip_text  # noqa: PLC0415 — lazy: as above

        families()  # a package brings its fonts along
        self.bitmap = raster.bitmap_of(slip, dots)
        self._image = raster.to_image(self.bitmap).convertToFormat(QImage.Format.Format_Grayscale8)
        self._shown = QPixmap()
        self.setAccessibleName(slip_text(slip))
        self.set_width(self.width())
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.bitmap, self._image, self._shown = None, QImage(), QPixmap()
        self.setAccessibleName("")
        self.update()

    def set_width(self, wide: int) -> None:
        """Be so wide, and as high as the paper then is: in one step, since a scroll area hears of no second one before it is shown."""
        high = self.height()
        if not self._image.isNull():
            high = round((wide - 2 * EDGE) * self._image.height() / self._image.width()) + 2 * EDGE + self.below
        self.resize(wide, high)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The dots on white paper, whatever the scheme."""
        if self._image.isNull():
            return
        p, c = QPainter(self), colors()
        paper = self.rect().adjusted(0, 0, -1, -1 - self.below)
        p.fillRect(paper, Qt.GlobalColor.white)
        p.setPen(c.line)
        p.drawRect(paper)
        wide, ratio = self.width() - 2 * EDGE, self.devicePixelRatioF()
        if self._shown.width() != round(wide * ratio):
            scaled = self._image.scaledToWidth(round(wide * ratio), Qt.TransformationMode.SmoothTransformation)
            self._shown = QPixmap.fromImage(scaled)
            self._shown.setDevicePixelRatio(ratio)
        p.drawPixmap(EDGE, EDGE, self._shown)
        p.end()
