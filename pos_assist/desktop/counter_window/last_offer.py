"""The one last offer while the customer pays, and what is missing to a perk: small, calm, above the keys; one touch takes it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.offer_panel import threshold_words
from pos_assist.desktop.shared.buttons import PaintedButton
from pos_assist.desktop.shared.painting import RIGHT, box, draw_text, fit, keycap, plus_money, width
from pos_assist.desktop.shared.theme import Colors
from pos_assist.domain.offers import Offer, Threshold
from pos_assist.i18n.translate import title_of

HIGH, LOW = 52, 44  # px: two rows, or what is left of them where the window is low
_FROM_TWO = 15, 14, 13, 12, 11


class LastOffer(PaintedButton):
    """One offer as a button; without one, the threshold line alone, which nothing happens to."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.offer: Offer | None = None
        self.threshold: Threshold | None = None

    def show_last(self, offer: Offer | None, threshold: Threshold | None, key: str) -> None:
        """Show them; neither: nothing is here."""
        self.setEnabled(offer is not None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if offer else Qt.FocusPolicy.NoFocus)
        self.offer, self.threshold, self.key = offer, threshold, key
        said = [f"{title_of(offer)} {plus_money(offer.to_pay)}. {offer.line} {key}"] if offer else []
        self.setAccessibleName(". ".join([*said, *([threshold_words(threshold)] if threshold else [])]))
        self.update()

    def paint(self, p: QPainter, c: Colors) -> None:
        """What it is and what it adds; under it what is missing to the perk, or what to say."""
        rect = self.rect()
        box(p, rect, c.upgrade_soft if self.offer else c.surface, c.upgrade_edge if self.offer else c.line)
        inner = rect.adjusted(10, 3, -10, -3)
        if self.offer is None:
            if self.threshold:
                words = threshold_words(self.threshold)
                draw_text(p, inner, words, fit(words, inner.width(), _FROM_TWO), c.dim)
            return
        right = keycap(p, rect.right() - 8, rect.center().y() + 1, self.key, ink=c.dim)
        inner.setRight(right - 8)
        top = QRect(inner.left(), inner.top(), inner.width(), inner.height() * 11 // 20)
        adds = plus_money(self.offer.to_pay)
        space = top.width() - width(adds, 15, True) - 8
        title = title_of(self.offer)
        draw_text(
            p,
            QRect(top.left(), top.top(), space, top.height()),
            title,
            fit(title, space, _FROM_TWO, True),
            c.ink,
            bold=True,
        )
        draw_text(p, top, adds, 15, c.ink, bold=True, align=RIGHT)
        under = QRect(inner.left(), top.bottom() + 1, inner.width(), inner.bottom() - top.bottom())
        words = threshold_words(self.threshold) if self.threshold else self.offer.line
        draw_text(p, under, words, fit(words, under.width(), (12, 11, 10, 9)), c.dim)
