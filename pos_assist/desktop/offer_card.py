"""One offer as a card: at the counter, and as the preview beside a manager's edit."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.buttons import PaintedButton
from pos_assist.desktop.paint import (
    CENTER,
    RIGHT,
    box,
    cross,
    draw_text,
    elide,
    fit,
    hline,
    keycap,
    keycap_width,
    money,
    plus_money,
    vline,
    width,
    wrap,
)
from pos_assist.desktop.theme import Colors
from pos_assist.domain.offers import Offer
from pos_assist.offer_words import kind_words, reason_words
from pos_assist.words import tr

UPGRADE, ADDON = 138, 114  # px high: an upgrade's line names a whole set and may take three lines
NO = 48  # px at a card's right edge that decline it
LINE_SIZES = (16, 15)


@lru_cache(maxsize=256)
def line_to_read(line: str, room: int, limit: int) -> tuple[int, list[str]]:
    """Type size and lines of what is read aloud: in full, in at most `limit` lines; below 15 px only where it must be."""
    for px in (*LINE_SIZES, 14, 13, 12, 11):
        if lines := wrap(line, room, px, limit=limit):
            return px, lines
    return 11, [elide(line, room, 11)]


def quoted(line: str) -> str:
    """The line in the quotation marks of speech, those within it turned into the inner ones."""
    return tr("“{line}”", line=line.replace("「", "『").replace("」", "』"))


class Card(PaintedButton):
    """One offer: what it is, what it adds to this order, the line to read aloud, one true reason.

    The card accepts, its right edge declines. It is never painted as pressed: a touch too soon after it appeared does not
    count, and must not look as if it had.
    """

    declined = Signal()

    def __init__(self, parent: QWidget, *, upgrade: bool) -> None:
        super().__init__(parent)
        self.upgrade = upgrade
        self.offer: Offer | None = None
        self.yes = self.no = ""

    def show_offer(self, offer: Offer | None, yes: str, no: str) -> None:
        """Become the card of that offer, with the keys that answer it; None: a gap."""
        if offer == self.offer and (yes, no) == (self.yes, self.no):
            return
        self.offer, self.yes, self.no = offer, yes, no
        self.setEnabled(offer is not None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if offer else Qt.FocusPolicy.NoFocus)
        if offer:
            self.setAccessibleName(f"{kind_words(offer)}: {offer.title} {plus_money(offer.adds)}. {offer.line} {yes}")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 — Qt's name
        """The right edge says no; everything else is the button's business."""
        if self.offer and event.button() == Qt.MouseButton.LeftButton and event.position().x() >= self.width() - NO:
            event.accept()
            self.declined.emit()
            return
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """A gap is painted as nothing at all."""
        if self.offer:
            super().paintEvent(event)

    def paint(self, p: QPainter, c: Colors) -> None:
        """Four rows: kind and badge; what and how much; the line; the reason. The way out at the right."""
        offer = self.offer
        assert offer
        rect = self.rect()
        ink = c.upgrade_ink if self.upgrade else c.accent_ink
        box(
            p,
            rect,
            c.upgrade_soft if self.upgrade else c.surface,
            c.upgrade_edge if self.upgrade else c.line,
            radius=10,
            pen=1.5 if self.upgrade else 1,
        )
        inner = rect.adjusted(12, 0, -NO - 10, 0)
        self._kind(p, inner, offer, c, ink)
        self._price(p, inner, offer, c)
        limit = 3 if self.upgrade else 2
        px, lines = line_to_read(quoted(offer.line), inner.width(), limit)
        step = 19 if len(lines) == limit else 21
        y = 56 + (rect.height() - 76 - len(lines) * step) // 2
        for line in lines:
            draw_text(p, QRect(inner.left(), y, inner.width() + 2, step), line, px, c.ink)
            y += step
        reason = reason_words(offer.reason)
        draw_text(
            p,
            QRect(inner.left(), rect.height() - 21, inner.width(), 17),
            reason,
            fit(reason, inner.width(), (12, 11, 10)),
            c.dim,
        )
        self._no(p, rect, c)

    def _kind(self, p: QPainter, inner: QRect, offer: Offer, c: Colors, ink: object) -> None:
        right = (
            keycap(p, inner.right() + 1, 17, self.yes, ink=c.dim, edge=c.upgrade_edge if self.upgrade else c.line) - 8
        )
        if offer.saving:
            words = tr("save {amount}", amount=money(offer.saving))
            w = width(words, 12, True) + 14
            badge = QRect(right - w, 7, w, 20)
            box(p, badge, c.saving_soft, c.saving if self.upgrade else None, radius=6)
            draw_text(p, badge, words, 12, c.saving, bold=True, align=CENTER)
            right = badge.left() - 8
        area = QRect(inner.left(), 8, right - inner.left(), 18)
        draw_text(p, area, kind_words(offer), fit(kind_words(offer), area.width(), (13, 12, 11, 10)), ink, bold=False)  # type: ignore[arg-type]

    def _price(self, p: QPainter, inner: QRect, offer: Offer, c: Colors) -> None:
        row = QRect(inner.left(), 26, inner.width(), 30)
        adds = plus_money(offer.adds)
        px = 23 if width(adds, 23, True) <= inner.width() * 0.42 else 19
        room = row.width() - width(adds, px, True) - 10
        draw_text(p, row, adds, px, c.ink, bold=True, align=RIGHT)
        struck = money(offer.list_price)
        struck_w = width(struck, 14)
        if offer.saving and width(offer.title, 16, True) <= room - struck_w - 10:
            area = QRect(row.left() + room - struck_w, row.top() + 2, struck_w, row.height())
            draw_text(p, area, struck, 14, c.faint)
            hline(p, area.left() - 1, area.right() + 1, area.center().y() + 1, c.faint)
            room -= struck_w + 10
        title_px = fit(offer.title, room, (19, 18, 17, 16, 15, 14, 13, 12), True)
        if title_px == 12 and (lines := wrap(offer.title, room, 12, True)) and len(lines) == 2:
            for i, line in enumerate(lines):
                draw_text(p, QRect(row.left(), row.top() + i * 15, room, 15), line, 12, c.ink, bold=True)
        else:
            draw_text(p, QRect(row.left(), row.top(), room, row.height()), offer.title, title_px, c.ink, bold=True)

    def _no(self, p: QPainter, rect: QRect, c: Colors) -> None:
        left = rect.right() - NO
        vline(p, left, 10, rect.height() - 11, c.upgrade_edge if self.upgrade else c.line)
        cross(p, QPointF(left + NO / 2, rect.height() / 2 - 8), 6, c.dim)
        keycap(p, left + NO // 2 + keycap_width(self.no) // 2, rect.height() // 2 + 18, self.no)
