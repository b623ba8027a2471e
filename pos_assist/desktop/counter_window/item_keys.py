"""One key of the grid and one tab above it: how a label is broken into lines, and how both are painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.buttons import PaintedButton
from pos_assist.desktop.shared.item_pictures import paint_picture
from pos_assist.desktop.shared.painting import (
    CENTER,
    RIGHT,
    box,
    chop,
    draw_text,
    fit,
    item_price_words,
    width,
    with_tax_words,
    wrap,
)
from pos_assist.desktop.shared.theme import RADIUS, Colors
from pos_assist.domain.items import Item
from pos_assist.i18n.line_breaks import NO_LINE_START
from pos_assist.i18n.translate import language, tr

LABEL_SIZES = (16, 15, 14, 13, 12)
SMALL_SIZES = (11, 10)  # for a long word on a narrow key
STRIPE = 6
UNDER = 14  # px of a second price below the first
LOW, SPARED = 84, 12  # px: lower than this, a key spares space above its name and around its price
PICTURE = (24, 64)  # px, the least and the most of a picture at the foot of a key


def shared_words(names: Iterable[str]) -> frozenset[str]:
    """Endings of three signs or more that names of a page share behind different signs («バーガー»): words, so good places
    to break a line. «ズバーガー» behind «チー» alone is none."""
    before: dict[str, set[str]] = {}
    for name in set(names):
        for i in range(1, len(name) - 2):
            if name[i] not in NO_LINE_START and " " not in name[i:]:
                before.setdefault(name[i:], set()).add(name[i - 1])
    return frozenset(end for end, signs in before.items() if len(signs) > 1)


def label_lines(label: str, space: int, height: int, shared: frozenset[str]) -> tuple[int, list[str]]:
    """Type size and lines of a key's label: the largest size at which it stands in two lines, else in three.

    A space between two Japanese words marks where to break; on one line it is left out.
    """
    whole = _without_marks(label)
    for px in LABEL_SIZES[:2]:
        if width(whole, px, True) <= space:
            return px, [whole]
    ways = ((2, True, LABEL_SIZES), (3, True, LABEL_SIZES), (2, False, LABEL_SIZES), (3, False, LABEL_SIZES))
    for limit, kindly, sizes in (*ways, (3, True, SMALL_SIZES), (3, False, SMALL_SIZES)):
        for px in sizes:
            lines = wrap(label, space, px, True, limit=limit, breaks=shared, kindly=kindly)
            if lines and len(lines) * round(px * 1.3) <= height:
                return px, lines
    return 11, chop(label, space, 11, True, limit=max(1, height // 14))


def _without_marks(label: str) -> str:
    """The label without the spaces that stand between two Japanese signs."""
    return "".join(
        sign
        for i, sign in enumerate(label)
        if sign not in " 　" or not 0 < i < len(label) - 1 or label[i - 1].isascii() or label[i + 1].isascii()
    )


class ItemKey(PaintedButton):
    """One item: name, price, its department's colour, «sold out» where it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.item: Item | None = None
        self.stripe = QColor()
        self.shared: frozenset[str] = frozenset()
        self.picture_of: Callable[[str], QPixmap | None] = lambda _code: None
        self.marking = False  # a touch marks the item sold out, or back
        self._label: tuple[tuple[str, int, int], tuple[int, list[str]]] | None = None

    def show_item(self, item: Item, stripe: QColor, shared: frozenset[str]) -> None:
        """Become the key of that item."""
        self.item, self.stripe, self.shared, self._label = item, stripe, shared, None
        self.say(item.label_in(language()))
        self._tell()
        self.update()

    def mark(self, *, on: bool) -> None:
        """From now on a touch marks the item sold out, or back; or no longer."""
        if on != self.marking:
            self.marking = on
            self._tell()
            self.update()

    def _tell(self) -> None:
        if self.item:
            self.setAccessibleName(f"{self.item.title_in(language())} {self._foot()} {self._under()}".rstrip())

    def _foot(self) -> str:
        """What a touch would do while items are marked; else the price, or that there is none left."""
        assert self.item
        if self.marking:
            return tr("sell again") if self.item.sold_out else tr("mark sold out")
        return tr("sold out") if self.item.sold_out else item_price_words(self.item)

    def _under(self) -> str:
        """Below the price: the one with tax, where prices are without it."""
        assert self.item
        return "" if self.marking or self.item.sold_out else with_tax_words(self.item)

    def _spared(self) -> int:
        return SPARED if self.height() < LOW else 0

    def lines(self) -> tuple[int, list[str]]:
        """Type size and lines of the label, for the key's present size."""
        assert self.item
        space, height = (
            self.width() - STRIPE - 16,
            self.height() - 38 + self._spared() - (UNDER if self._under() else 0),
        )
        key = (self.item.label_in(language()), space, height)
        if self._label is None or self._label[0] != key:
            self._label = (key, label_lines(*key, self.shared))
        return self._label[1]

    def paint(self, p: QPainter, c: Colors) -> None:
        """Stripe, name from the top, price at the foot."""
        item = self.item
        if item is None:
            return
        rect, gone = self.rect(), item.sold_out
        box(
            p,
            rect,
            c.sunken if gone else c.accent_soft if self.isDown() else c.surface,
            c.accent_ink if self.isDown() else c.saving if self.marking else c.line,
        )
        path = QPainterPath()
        path.addRoundedRect(rect.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
        p.save()
        p.setClipPath(path)
        p.fillRect(QRect(0, 0, STRIPE, rect.height()), c.line if gone else self.stripe)
        p.restore()
        px, lines = self.lines()
        step = round(px * 1.3)
        y = 9 - self._spared() // 3
        for line in lines:
            draw_text(
                p,
                QRect(STRIPE + 9, y, rect.width() - STRIPE - 14, step),
                line,
                px,
                c.faint if gone else c.ink,
                bold=True,
            )
            y += step
        foot = QRect(
            STRIPE + 6, rect.height() - 30 + self._spared() // 2, rect.width() - STRIPE - 17, 24 - self._spared() // 3
        )
        self._picture(p, foot, rect.height() - y - 8)
        if under := self._under():
            low = QRect(foot.left(), rect.height() - 21, foot.width(), 16)
            draw_text(p, low, under, fit(under, low.width(), (12, 11, 10)), c.dim, align=RIGHT)
            foot.translate(0, -UNDER)
        words = self._foot()
        if gone or self.marking:
            ink = c.accent_ink if gone and self.marking else c.saving
            draw_text(p, foot, words, fit(words, foot.width(), (15, 14, 13, 12), True), ink, bold=True, align=RIGHT)
        else:
            draw_text(p, foot, words, fit(words, foot.width(), (16, 15, 14, 13, 12, 11)), c.dim, align=RIGHT)

    def _picture(self, p: QPainter, foot: QRect, space: int) -> None:
        """The item's picture at the left of the foot, as high as the label leaves room for; the price has the rest."""
        picture = self.picture_of(self.item.code) if self.item else None
        side = min(space, PICTURE[1], foot.width() // 2)
        if picture is None or side < PICTURE[0]:
            return
        p.setOpacity(0.4 if self.item and self.item.sold_out else 1.0)
        paint_picture(p, QRect(foot.left(), self.height() - 6 - side, side, side), picture)
        p.setOpacity(1.0)
        foot.setLeft(foot.left() + side + 4)


class Tab(PaintedButton):
    """The tab of one department."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.code = ""
        self.stripe = QColor()

    def paint(self, p: QPainter, c: Colors) -> None:
        """Filled when it holds; its colour as a foot."""
        rect, on = self.rect(), self.isChecked()
        box(p, rect, c.accent if on else c.accent_soft if self.isDown() else c.surface, None if on else c.line)
        if not on:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(self.stripe)
            p.drawRoundedRect(QRect(rect.width() // 2 - 12, rect.height() - 7, 24, 3), 1.5, 1.5)
        px, lines = tab_lines(self.label, rect.width() - 4)
        step = round(px * 1.25)
        y = (rect.height() - len(lines) * step) // 2 - (0 if on else 1)
        ink = c.on_accent if on else c.ink
        for line in lines:
            draw_text(p, QRect(2, y, rect.width() - 4, step), line, px, ink, bold=on, align=CENTER)
            y += step


def tab_lines(name: str, space: int) -> tuple[int, list[str]]:
    """Type size and lines of a tab: one line down to 12 px, then two."""
    for px in (15, 14, 13, 12):
        if width(name, px, True) <= space:
            return px, [name]
    return next(((px, lines) for px in (13, 12, 11, 10) if (lines := wrap(name, space, px, True))), (10, [name]))
