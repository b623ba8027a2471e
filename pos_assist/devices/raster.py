"""A slip as a bitmap: what a printer prints, and the screen, PNG and PDF show, bit for bit. The one place of devices/ that
needs Qt, for its fonts; it opens no window and works on any thread.

Every sign stands in its cell (`slip`), 12 × 24 dots for a half-width one, as in a receipt printer's own font A, at 203 dots
per inch (8 per mm).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QGuiApplication,
    QImage,
    QPainter,
)

from pos_assist.devices.barcodes import Modules, code128, qr
from pos_assist.devices.bitmap import Bitmap
from pos_assist.devices.slip import Block, Slip, SlipRow, cells_of, rows_of

DOTS_80, DOTS_58 = 576, 384  # printable width
DPI = 203
DOTS_PER_MM = 8
CELL, GLYPH, PITCH = 12, 24, 30  # dots: width of a half-width sign, height of a sign, height of a row
FAMILIES = ("BIZ UDGothic", "BIZ UDPGothic", "MS Gothic")
_GAP, _RULE, _BAR, _STAMP = 18, 18, 80, (176, 208)
_BRACKETS = {"┌": (False, True), "│": (True, True), "└": (True, False)}  # whether it reaches up, down
_TOFU = "〓"  # what printers put for a sign that they lack

_app: QGuiApplication | None = None


def get_ready() -> None:
    """Have fonts, where no program with windows runs: to be called on the main thread, once or often."""
    global _app  # noqa: PLW0603 — Qt wants exactly one application, for as long as the process lives
    if QGuiApplication.instance() is None:
        if sys.platform != "win32":  # there that platform has no fonts, and there always is a screen
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _app = QGuiApplication(["pos-assist"])


def bitmap_of(slip: Slip, dots: int = DOTS_80) -> Bitmap:
    """The whole slip on paper of so many dots (a multiple of 24). Needs fonts: `get_ready`, or a program with windows."""
    return bitmap_of_rows(rows_of(slip, dots // CELL), dots)


def bitmap_of_rows(printed: Sequence[SlipRow], dots: int) -> Bitmap:
    """Return the picture of these rows, `dots` wide."""
    rows = [(row, _height(row, dots)) for row in printed]
    image = QImage(dots, max(1, sum(high for _, high in rows)), QImage.Format.Format_Grayscale8)
    image.setDotsPerMeterX(DOTS_PER_MM * 1000)
    image.setDotsPerMeterY(DOTS_PER_MM * 1000)
    image.fill(Qt.GlobalColor.white)
    p = QPainter(image)
    p.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    top = 0
    for row, high in rows:
        _paint(p, row, top, high, dots)
        top += high
    p.end()
    return from_image(image)


def from_image(image: QImage) -> Bitmap:
    """The dots of a picture: darker than half is black. Its width must be a multiple of 8."""
    mono = image.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)
    if QColor(mono.color(0)).lightness() < 128:
        mono.invertPixels()
    line, stride = mono.bytesPerLine(), mono.width() // 8
    bits = bytes(mono.constBits())
    return Bitmap(
        mono.width(), mono.height(), b"".join(bits[y * line : y * line + stride] for y in range(mono.height()))
    )


def to_image(bitmap: Bitmap) -> QImage:
    """The same dots as a picture, for a screen or a file."""
    image = QImage(bitmap.bits, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_Mono).copy()
    image.setColorTable([0xFFFFFFFF, 0xFF000000])
    image.setDotsPerMeterX(DOTS_PER_MM * 1000)
    image.setDotsPerMeterY(DOTS_PER_MM * 1000)
    return image


def png_of(bitmap: Bitmap) -> bytes:
    """Return the picture as a PNG file."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice  # noqa: PLC0415 — lazy: few need a file
    from PySide6.QtGui import QImageWriter  # noqa: PLC0415 — lazy: as above

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(to_image(bitmap))
    return bytes(data.data())


# -- painting ----------------------------------------------------------------------------------------------------------------


def _font(px: int, bold: bool) -> QFont:
    font = QFont(_families())
    font.setPixelSize(px)
    font.setBold(bold)
    font.setKerning(False)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # the same dots on every machine
    return font


@lru_cache(maxsize=1)
def _families() -> list[str]:
    mine = [x for x in FAMILIES if QFontDatabase.hasFamily(x)]
    return mine or [*QFontDatabase.families(QFontDatabase.WritingSystem.Japanese)[:1]]


def _height(row: SlipRow, dots: int) -> int:
    fixed = {Block.RULE: _RULE, Block.GAP: _GAP, Block.STAMP: _STAMP[1] + 8, Block.RULER: 2 * PITCH}
    if row.kind is Block.TEXT:
        return PITCH * row.size - (4 if row.size > 1 else 0)
    if row.kind in fixed:
        return fixed[row.kind]
    if row.kind is Block.CODE and _bar_width(row.text, dots):
        return _BAR + PITCH + 8
    return len(qr(row.text)) * _qr_module(row.text, dots) + PITCH


def _paint(p: QPainter, row: SlipRow, top: int, high: int, dots: int) -> None:
    match row.kind:
        case Block.TEXT:
            _text(p, row.text, 0, top, high, row.size, bold=row.bold)
        case Block.RULE:
            p.fillRect(0, top + high // 2 - 1, dots, 2, Qt.GlobalColor.black)
        case Block.GAP:
            pass
        case Block.STAMP:
            _stamp(p, top, dots)
        case Block.RULER:
            _ruler(p, top, dots)
        case Block.CODE if n := _bar_width(row.text, dots):
            bars = code128(row.text)
            _modules(p, (bars,), (dots - n * len(bars)) // 2, top + 4, n, _BAR)
            _centered(p, row.text, top + _BAR + 4, dots)
        case _:
            modules, n = qr(row.text), _qr_module(row.text, dots)
            _modules(p, modules, (dots - n * len(modules)) // 2, top, n, n)
            _centered(p, row.text, top + n * len(modules), dots)


def _text(p: QPainter, text: str, left: int, top: int, high: int, size: int, *, bold: bool = False) -> None:  # noqa: PLR0913 — one row
    font = _font(GLYPH * size, bold)
    fm = QFontMetrics(font)
    p.setFont(font)
    p.setPen(Qt.GlobalColor.black)
    base = top + (high - GLYPH * size) // 2 + round(GLYPH * size * 0.86)
    x, run, start = left, "", left
    for sign in text:
        wide = cells_of(sign) * CELL * size
        if sign in _BRACKETS or not _fits(fm, sign, wide):
            if run:
                p.drawText(QPoint(start, base), run)
            run = ""
            _odd_sign(p, fm, sign, QRect(x, top, wide, high), base)
        elif run:
            run += sign
        else:
            run, start = sign, x
        x += wide
    if run:
        p.drawText(QPoint(start, base), run)


def _fits(fm: QFontMetrics, sign: str, wide: int) -> bool:
    """Whether the font has the sign exactly as wide as its cells."""
    return fm.horizontalAdvance(sign) == wide and fm.inFontUcs4(ord(sign))


def _odd_sign(p: QPainter, fm: QFontMetrics, sign: str, cell: QRect, base: int) -> None:
    """A sign that is drawn, is missing, or has another width than its cell: in the middle of it, narrowed where it must be."""
    if sign in _BRACKETS:
        up, down = _BRACKETS[sign]
        x, y = cell.center().x(), cell.center().y()
        if up:
            p.fillRect(x, cell.top(), 2, y - cell.top() + 1, Qt.GlobalColor.black)
        if down:
            p.fillRect(x, y, 2, cell.bottom() - y + 1, Qt.GlobalColor.black)
        if not (up and down):
            p.fillRect(x, y, cell.right() - x - 1, 2, Qt.GlobalColor.black)
        return
    if sign.isspace() or not cell.width():
        return
    if not fm.inFontUcs4(ord(sign)):
        sign = _TOFU if cell.width() >= fm.height() // 2 else "?"
    wide = fm.horizontalAdvance(sign)
    p.save()
    p.translate(cell.left() + max(0, (cell.width() - wide) // 2), base)
    if wide > cell.width():
        p.scale(cell.width() / wide, 1)
    p.drawText(QPoint(0, 0), sign)
    p.restore()


def _centered(p: QPainter, text: str, top: int, dots: int) -> None:
    wide = sum(map(cells_of, text)) * CELL
    _text(p, text, max(0, (dots - wide) // 2), top, PITCH, 1)


def _modules(p: QPainter, modules: Modules, left: int, top: int, wide: int, high: int) -> None:
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                p.fillRect(left + x * wide, top + y * high, wide, high, Qt.GlobalColor.black)


def _bar_width(text: str, dots: int) -> int:
    """Dots of a barcode's narrowest bar on that paper: 2 or 3; 0 where it does not fit, or its text has no barcode."""
    try:
        modules = len(code128(text))
    except ValueError:
        return 0
    return next((n for n in (3, 2) if modules * n <= dots), 0)


def _qr_module(text: str, dots: int) -> int:
    return max(2, min(6, dots // 2 // len(qr(text))))


def _stamp(p: QPainter, top: int, dots: int) -> None:
    wide, high = _STAMP
    left = dots - wide - 16
    p.setPen(Qt.GlobalColor.black)
    for inset in (0, 1):
        p.drawRect(left + inset, top + 4 + inset, wide - 2 * inset, high - 2 * inset)
    _text(p, "収入印紙", left + (wide - 8 * CELL) // 2, top + high // 2 - PITCH // 2, PITCH, 1)


def _ruler(p: QPainter, top: int, dots: int) -> None:
    """Millimetres, and both edges: what is missing at a side is seen at once."""
    p.fillRect(0, top, dots, 2, Qt.GlobalColor.black)
    for mm in range(dots // DOTS_PER_MM + 1):
        x = min(mm * DOTS_PER_MM, dots - 2)
        p.fillRect(x, top, 2, 24 if mm % 10 == 0 else 14 if mm % 5 == 0 else 8, Qt.GlobalColor.black)
        if mm % 10 == 0 and mm:
            _text(p, str(mm), min(x - CELL, dots - 2 * CELL), top + 26, PITCH, 1)
