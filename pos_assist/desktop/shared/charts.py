"""Plain charts that answer one question each, painted with the strokes of every screen: no plotting library is needed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.painting import (
    CENTER,
    RIGHT,
    box,
    draw_text,
    elide,
    fit,
    hline,
    plus_money,
    vline,
    width,
)
from pos_assist.desktop.shared.theme import colors
from pos_assist.learning.effect import Share

_ROW = 26
_AXIS = 22  # px below the rows


class IntervalChart(QWidget):
    """«How sure is it?»: a value on a scale of money, its interval as a band, nothing at all as a line."""

    def __init__(self, value: float, low: float, high: float) -> None:
        super().__init__()
        self.value, self.low, self.high = value, low, high
        self.setFixedHeight(84)
        self.setAccessibleName(f"{plus_money(round(value))} ({plus_money(round(low))} … {plus_money(round(high))})")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Paint the scale, the zero line, the interval and the value."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = (min(self.low, 0.0), max(self.high, 0.0))
        span = (ends[1] - ends[0]) or 1.0
        left, space = 40, self.width() - 80

        def x(value: float) -> float:
            return left + space * (value - ends[0]) / span

        y = 40
        hline(p, left - 20, left + space + 20, y, c.line)
        vline(p, round(x(0)), y - 22, y + 22, c.dim)
        draw_text(p, QRect(round(x(0)) - 60, y + 22, 120, 18), plus_money(0).lstrip("+"), 12, c.dim, align=CENTER)
        sure = self.low > 0 or self.high < 0
        ink = c.accent if self.value >= 0 else c.saving
        soft = c.accent_soft if self.value >= 0 else c.saving_soft
        band = QRectF(x(self.low), y - 9, max(4.0, x(self.high) - x(self.low)), 18)
        p.setPen(QPen(ink, 1.5) if sure else QPen(c.faint, 1))
        p.setBrush(soft)
        p.drawRoundedRect(band, 9, 9)
        p.setBrush(ink if sure else c.faint)
        p.drawEllipse(QPointF(x(self.value), y), 6, 6)
        ends_apart = band.width() > 110
        for value, where in ((self.low, band.left()), (self.high, band.right())):
            shift = 0 if ends_apart else (-34 if value == self.low else 34)
            area = QRect(round(where) - 50 + shift, y - 34, 100, 18)
            area.moveLeft(max(0, min(area.left(), self.width() - 100)))
            draw_text(p, area, plus_money(round(value)), 13, c.ink, align=CENTER)
        p.end()


def axis_end(share: float) -> float:
    """The end of an axis from 0 that has room for that share: the next of 1, 2, 5, 10, 20, 50 and 100 %."""
    return next((end for end in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if share <= end), 1.0)


class ShareChart(QWidget):
    """«Which are taken?»: a row each, with the true counts; the bar is the share that may be expected, shrunk towards the average
    where there are few, its interval a whisker over an axis in percent. A figure in percent beside it would be read as the count's."""

    def __init__(self, shares: Mapping[str, Share]) -> None:
        super().__init__()
        self.shares = dict(shares)
        self.setFixedHeight(_ROW * max(1, len(self.shares)) + (_AXIS if self.shares else 4))
        self.setAccessibleName("; ".join(f"{name} {x.accepted} / {x.shown}" for name, x in self.shares.items()))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Paint one row for each share."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = min(max((width(x, 13) for x in self.shares), default=0) + 10, self.width() * 46 // 100)
        right = 92
        space = self.width() - names - right
        most = axis_end(max((x.high for x in self.shares.values()), default=1.0))
        foot = _ROW * len(self.shares)
        for tick in (0.0, most / 2, most) if self.shares else ():
            x_at = names + round((space - 1) * tick / most)
            vline(p, x_at, 4, foot + 3, c.line)
            words = f"{tick * 100:.3g}%" if tick else "0"
            wide = width(words, 11) + 4
            place = min(max(x_at - wide // 2, names), names + space - wide)
            draw_text(p, QRect(place, foot + 2, wide, _AXIS - 2), words, 11, c.dim, align=CENTER)
        for i, (name, x) in enumerate(self.shares.items()):
            y = i * _ROW
            px = fit(name, names - 10, (13, 12, 11))
            draw_text(p, QRect(0, y, names - 8, _ROW), elide(name, names - 8, px), px, c.ink)
            box(p, QRect(names, y + 7, space, 12), c.sunken, radius=6)
            part = round(space * x.share / most)
            if part:
                box(p, QRect(names, y + 7, max(8, part), 12), c.accent, radius=6)
            low, high = names + round(space * x.low / most), names + round(space * x.high / most)
            hline(p, low, high, y + 13, c.ink)
            vline(p, low, y + 10, y + 16, c.ink)
            vline(p, min(high, names + space - 1), y + 10, y + 16, c.ink)
            area = QRect(self.width() - right, y, right, _ROW)
            counts = f"{x.accepted:,} / {x.shown:,}"
            draw_text(p, area, counts, fit(counts, right, (13, 12, 11), True), c.ink, bold=True, align=RIGHT)
        p.end()
