"""One offer as a card: at the counter, and as the preview beside a manager's edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.buttons import PaintedButton
from pos_assist.desktop.shared.item_pictures import paint_picture
from pos_assist.desktop.shared.painting import (
    CENTER,
    RIGHT,
    box,
    cross,
    draw_text,
    elide,
    exchange,
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
from pos_assist.desktop.shared.theme import Colors
from pos_assist.domain.offers import Offer, Reason
from pos_assist.i18n.offer_texts import kind_words, reason_words
from pos_assist.i18n.translate import language, title_of, tr

UPGRADE, ADDON = 138, 114  # px high: an upgrade's line names a whole set and may take three lines
LOW_UPGRADE, LOW_ADDON = 130, 106  # … where the window is low: the same rows, closer together
NO = 62  # px at a card's right edge: cells that decline it, change what is in it, tell why
CHIP_TOP, CHIP_GAP = 62, 6  # px: where the parts of a set stand while they are changed
LINE_SIZES = (16, 15)
PICTURE, LOW_PICTURE = 44, 28  # px of an item's picture beside its name
NARROW = 250  # px of a card's words: there the picture has the row of the name alone


@lru_cache(maxsize=256)
def line_to_read(line: str, space: int, limit: int, names: tuple[str, ...] = ()) -> tuple[int, list[str]]:
    """Type size and lines of what is read aloud: in full, in at most `limit` lines that break between phrases; below 15 px only where it must be."""
    for kindly, sizes in ((True, (*LINE_SIZES, 14, 13)), (False, (*LINE_SIZES, 14, 13, 12, 11))):
        for px in sizes:
            if lines := wrap(line, space, px, limit=limit, names=names, kindly=kindly):
                return px, lines
    return 11, [elide(line, space, 11)]


def quoted(line: str) -> str:
    """The line in the quotation marks of speech, those within it turned into the inner ones."""
    return tr("“{line}”", line=line.replace("「", "『").replace("」", "』"))


def short_reason(reason: Reason, space: int) -> str:
    """The reason, its name shortened where the line is too narrow for it: the counts are what is true about it."""
    words = reason_words(reason)
    if reason.code == "together":
        name = reason.text_in(language())
        for n in range(len(name) - 1, 3, -1):
            if width(words, 10) <= space:
                break
            words = reason_words(replace(reason, text=name[:n].rstrip() + "…", text_en=""))
    return words


class CardPart(NamedTuple):
    """A part of a set that something else could fill: its place among the offer's items, what fills it now, its key."""

    place: int
    name: str
    key: str = ""


class Card(PaintedButton):
    """One offer: what it is, what it adds to this order, the line to read aloud, one true reason.

    The card accepts; of the cells at its right edge the first declines, the last tells why, and one between changes what is
    in a set: its only open part at once, of several the one that is touched then. It is never painted as pressed: a touch
    too soon after it appeared does not count, and must not look as if it had.
    """

    declined = Signal()
    asked = Signal()
    swapped = Signal(int)  # the place of the part

    def __init__(self, parent: QWidget, *, upgrade: bool) -> None:
        super().__init__(parent)
        self.upgrade = upgrade
        self.offer: Offer | None = None
        self.yes = self.no = ""
        self.parts: tuple[CardPart, ...] = ()
        self.parts_open = False
        self.for_guest = False  # the line in the customer's second language, where there is one
        self.prices = True  # False: no amount is shown, since another register takes the money
        self._says_prices = True  # whether a screen reader was told with them
        self.asks = True  # whether there is a cell that tells why
        self.note = ""  # in the place of the reason: what is to be done now
        self.picture_of: Callable[[str], QPixmap | None] = lambda _code: None

    def show_offer(
        self, offer: Offer | None, yes: str, no: str, parts: Sequence[CardPart] = (), *, for_guest: bool = False
    ) -> None:
        """Become the card of that offer, with the keys that answer it and the parts that can be changed; None: a gap."""
        shown = (offer, yes, no, tuple(parts), for_guest)
        if shown == (self.offer, self.yes, self.no, self.parts, self.for_guest) and self.prices == self._says_prices:
            return
        if not (offer and self.offer and offer.id == self.offer.id):
            self.parts_open = False
        self.offer, self.yes, self.no, self.parts, self.for_guest = shown
        self.setEnabled(offer is not None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if offer else Qt.FocusPolicy.NoFocus)
        self._says_prices = self.prices
        price = plus_money(offer.to_pay) if offer and self.prices else ""
        self.setAccessibleName(f"{kind_words(offer)}: {title_of(offer)} {price}. {self.line} {yes}" if offer else "")
        self.update()

    @property
    def line(self) -> str:
        """Return the sentence to say to the guest, also shown to a guest who reads another language."""
        assert self.offer
        return (self.for_guest and self.offer.guest_line) or self.offer.line

    def cells(self) -> dict[str, QRect]:
        """The places at the right edge: no, swap where something can be changed, why."""
        names = ["no", *(["swap"] if self.parts else []), *(["why"] if self.asks else [])]
        left, high = self.width() - NO, self.height() / len(names)
        return {
            name: QRect(left, round(i * high), NO, round((i + 1) * high) - round(i * high))
            for i, name in enumerate(names)
        }

    def chips(self) -> list[QRect]:
        """The places of the parts, while they are open: as high as a finger at least."""
        if not self.parts_open:
            return []
        space, n = self.width() - NO - 16, len(self.parts)
        wide = (space - (n - 1) * CHIP_GAP) // n
        return [
            QRect(8 + i * (wide + CHIP_GAP), CHIP_TOP, wide, self.height() - CHIP_TOP - 8)
            for i, _ in enumerate(self.parts)
        ]

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 — Qt's name
        """The right edge and the open parts have their own answers; everything else is the button's business."""
        spot = event.position().toPoint()
        if self.offer and event.button() == Qt.MouseButton.LeftButton:
            for part, chip in zip(self.parts, self.chips(), strict=False):
                if chip.contains(spot):
                    self.swapped.emit(part.place)
                    return
            for name, cell in self.cells().items():
                if cell.contains(spot):
                    self._press(name)
                    return
        super().mousePressEvent(event)

    def _press(self, cell: str) -> None:
        if cell == "no":
            self.declined.emit()
        elif cell == "why":
            self.asked.emit()
        elif len(self.parts) == 1:
            self.swapped.emit(self.parts[0].place)
        else:
            self.parts_open = not self.parts_open
            self.update()

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
        inner = self._inner()
        head = self._picture(p, inner, offer)
        self._kind(p, inner if inner.width() < NARROW else head, offer, c, ink)
        self._price(p, head, offer, c)
        if self.parts_open:
            self._chips(p, c)
        else:
            self._words(p, inner, offer, c)
        self._edge(p, c)

    def _picture(self, p: QPainter, inner: QRect, offer: Offer) -> QRect:
        """The picture of what is offered, of a set that of its first item that has one; what is left of `inner` beside it."""
        picture = next((found for code in offer.items if (found := self.picture_of(code))), None)
        if picture is None:
            return inner
        side, top = (LOW_PICTURE, 27) if inner.width() < NARROW else (PICTURE, 8)
        paint_picture(p, QRect(inner.left(), top, side, side), picture)
        return inner.adjusted(side + 8, 0, 0, 0)

    def to_read(self) -> tuple[int, list[str]]:
        """Type size and lines of what is read aloud, as they are painted."""
        names = self.offer.names if self.offer else ()
        return line_to_read(quoted(self.line), self._inner().width(), 3 if self.upgrade else 2, names)

    def _inner(self) -> QRect:
        return self.rect().adjusted(12, 0, -NO - 10, 0)

    def _words(self, p: QPainter, inner: QRect, offer: Offer, c: Colors) -> None:
        limit = 3 if self.upgrade else 2
        px, lines = self.to_read()
        low = self.height() < (UPGRADE if self.upgrade else ADDON)
        step = (18 if low else 19) if len(lines) == limit else 21
        y = (54 if low else 56) + (self.height() - 76 - len(lines) * step) // 2
        for line in lines:
            draw_text(p, QRect(inner.left(), y, inner.width() + 2, step), line, px, c.ink)
            y += step
        reason = self.note or short_reason(offer.reason, inner.width())
        area = QRect(inner.left(), self.height() - (19 if low else 21), inner.width(), 17)
        ink = c.accent_ink if self.note else c.dim
        draw_text(p, area, reason, fit(reason, inner.width(), (12, 11, 10)), ink, bold=bool(self.note))

    def _chips(self, p: QPainter, c: Colors) -> None:
        for part, chip in zip(self.parts, self.chips(), strict=True):
            box(p, chip, c.surface, c.upgrade_edge, radius=8)
            space = chip.width() - 12
            px, lines = next(
                ((px, lines) for px in (15, 14, 13, 12, 11) if (lines := wrap(part.name, space, px, limit=2))),
                (11, [elide(part.name, space, 11)]),
            )
            step = px + 4
            y = chip.top() + (chip.height() - 22 - len(lines) * step) // 2
            for line in lines:
                draw_text(p, QRect(chip.left() + 6, y, space, step), line, px, c.ink, align=CENTER)
                y += step
            middle = chip.bottom() - 13
            if part.key:
                keycap(p, chip.center().x() + keycap_width(part.key) // 2, middle, part.key, ink=c.dim)

    def _kind(self, p: QPainter, inner: QRect, offer: Offer, c: Colors, ink: QColor) -> None:
        right = (
            keycap(p, inner.right() + 1, 17, self.yes, ink=c.dim, edge=c.upgrade_edge if self.upgrade else c.line) - 8
        )
        if offer.saved and self.prices:
            words = tr("save {amount}", amount=money(offer.saved))
            w = width(words, 12, True) + 14
            badge = QRect(right - w, 7, w, 20)
            box(p, badge, c.saving_soft, c.saving if self.upgrade else None, radius=6)
            draw_text(p, badge, words, 12, c.saving, bold=True, align=CENTER)
            right = badge.left() - 8
        area = QRect(inner.left(), 8, right - inner.left(), 18)
        draw_text(p, area, kind_words(offer), fit(kind_words(offer), area.width(), (13, 12, 11, 10)), ink, bold=False)

    def _price(self, p: QPainter, inner: QRect, offer: Offer, c: Colors) -> None:
        row = QRect(inner.left(), 26, inner.width(), 30)
        adds = plus_money(offer.to_pay) if offer.adds or offer.list_price else "—"
        adds = adds if self.prices else ""
        px = 23 if width(adds, 23, True) <= inner.width() * 0.42 else 19
        space = row.width() - width(adds, px, True) - 10
        draw_text(p, row, adds, px, c.ink, bold=True, align=RIGHT)
        struck = money(offer.list_price)
        struck_w = width(struck, 14)
        if offer.with_tax is not None and self.prices:
            mark = tr("with tax")
            mark_w = width(mark, 11)
            if width(title_of(offer), 13, True) <= space - mark_w:
                area = QRect(row.left() + space - mark_w + 6, row.top() + 5, mark_w, row.height())
                draw_text(p, area, mark, 11, c.dim)
                space -= mark_w + 2
        elif offer.saving and self.prices and width(title_of(offer), 16, True) <= space - struck_w - 10:
            area = QRect(row.left() + space - struck_w, row.top() + 2, struck_w, row.height())
            draw_text(p, area, struck, 14, c.faint)
            hline(p, area.left() - 1, area.right() + 1, area.center().y() + 1, c.faint)
            space -= struck_w + 10
        title_px = fit(title_of(offer), space, (19, 18, 17, 16, 15, 14, 13, 12), True)
        small = None
        if title_px == 12 and width(title_of(offer), 12, True) > space:
            sizes = ((px, wrap(title_of(offer), space, px, True)) for px in (12, 11, 10))
            small = next(((px, lines) for px, lines in sizes if lines and len(lines) == 2), None)
        if small:
            small_px, lines = small
            for i, line in enumerate(lines):
                draw_text(p, QRect(row.left(), row.top() + i * 15, space, 15), line, small_px, c.ink, bold=True)
        else:
            draw_text(p, QRect(row.left(), row.top(), space, row.height()), title_of(offer), title_px, c.ink, bold=True)

    def _edge(self, p: QPainter, c: Colors) -> None:
        """The cells at the right: ×, ⇄, ? with their keys."""
        line = c.upgrade_edge if self.upgrade else c.line
        vline(p, self.width() - NO, 10, self.height() - 11, line)
        for name, cell in self.cells().items():
            if cell.top():
                hline(p, cell.left() + 8, cell.right() - 8, cell.top(), line)
            key = {"no": self.no, "swap": self.parts[0].key if len(self.parts) == 1 else ""}.get(name, "")
            middle = QPointF(cell.center().x() + 0.5, cell.center().y() + (-9 if key else 0.5))
            if name == "no":
                cross(p, middle, 6, c.dim)
            elif name == "swap":
                exchange(p, middle, c.dim)
            else:
                draw_text(p, cell, "?", 17, c.dim, bold=True, align=CENTER)
            if key:
                keycap(p, cell.center().x() + keycap_width(key) // 2, cell.center().y() + 11, key)
