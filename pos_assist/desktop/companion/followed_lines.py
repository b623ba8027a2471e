"""The order of the other register, to look at: its newest lines, and what they come to where that is certain."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.painting import CENTER, RIGHT, box, draw_text, fit, money, width
from pos_assist.desktop.shared.theme import colors
from pos_assist.domain.orders import OrderLine
from pos_assist.i18n.translate import title_of, tr, trn
from pos_assist.services.till.till_view import TillView

ROW, FOOT, EDGE = 26, 34, 10  # px


class FollowedLines(QWidget):
    """Nothing here can be touched: the order is changed at the other register."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._view: TillView | None = None
        self._sure = self._tells = True

    def show_order(self, view: TillView, *, sure: bool, tells: bool) -> None:
        """Show the order; not `sure`: with the mark that it is to be looked at; not `tells`: without what it comes to."""
        self._view, self._sure, self._tells = view, sure, tells
        self.setAccessibleName(", ".join(f"{title_of(x.item)} {x.qty}" for x in view.order.lines))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The newest lines that have a place, above them how many are not seen, below them the total."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, self.rect(), c.surface, c.line)
        inner = self.rect().adjusted(EDGE, 6, -EDGE, -4)
        lines = self._view.order.lines if self._view else ()
        if not self._view or not lines:
            draw_text(p, inner, tr("The order of the other register appears here"), 13, c.faint, align=CENTER)
            p.end()
            return
        places = max(1, (inner.height() - FOOT) // ROW)
        shown = lines[-places:] if len(lines) <= places else lines[-(places - 1) :]
        y = inner.top()
        if hidden := len(lines) - len(shown):
            words = trn("{n} more line above", "{n} more lines above", hidden)
            draw_text(p, QRect(inner.left(), y, inner.width(), ROW), words, 13, c.faint)
            y += ROW
        for line in shown:
            self._line(p, QRect(inner.left(), y, inner.width(), ROW), line)
            y += ROW
        self._foot(p, QRect(inner.left(), inner.bottom() - FOOT + 1, inner.width(), FOOT))
        p.end()

    def _line(self, p: QPainter, row: QRect, line: OrderLine) -> None:
        c = colors()
        right = money(line.price * line.qty) if self._sure else ""
        amount = width(right, 14) + 8 if right else 0
        qty = f"×{line.qty}" if line.qty > 1 else ""
        count = width(qty, 14) + 8 if qty else 0
        space = row.width() - amount - count
        title = title_of(line.item)
        px = fit(title, space, (15, 14, 13, 12))
        draw_text(p, QRect(row.left(), row.top(), space, row.height()), title, px, c.ink)
        draw_text(p, QRect(row.right() - amount - count, row.top(), count, row.height()), qty, 14, c.dim, align=RIGHT)
        draw_text(p, row, right, 14, c.dim, align=RIGHT)

    def _foot(self, p: QPainter, row: QRect) -> None:
        c = colors()
        assert self._view
        p.fillRect(QRect(row.left(), row.top(), row.width(), 1), c.line)
        if not self._sure:
            words = tr("To be checked")
            mark = QRect(row.left(), row.top() + 7, width(words, 13, True) + 16, 22)
            box(p, mark, c.upgrade_soft, c.upgrade_edge, radius=6)
            draw_text(p, mark, words, 13, c.upgrade_ink, bold=True, align=CENTER)
            return
        draw_text(p, row, tr("Total"), 14, c.dim)
        total = money(self._view.priced.total) if self._tells else "—"
        draw_text(p, row, total, 18, c.ink, bold=True, align=RIGHT)
        if self._tells and self._view.priced.saving:
            less = tr("Sets") + f" −{money(self._view.priced.saving)}"
            left = row.left() + width(tr("Total"), 14) + 10
            space = row.right() - width(total, 18, True) - 10 - left
            draw_text(p, QRect(left, row.top(), space, row.height()), less, fit(less, space, (13, 12, 11)), c.saving)
