"""The left column: departments as tabs, their items as keys, page by page.

Keys never change their place while a page stands. The pool of key widgets only grows: turning a page repaints, nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.buttons import ActionButton, PaintedButton
from pos_assist.desktop.shared.item_pictures import ItemPictures, paint_picture
from pos_assist.desktop.shared.painting import (
    CENTER,
    RIGHT,
    box,
    chop,
    draw_note,
    draw_text,
    fit,
    item_price_words,
    width,
    with_tax_words,
    wrap,
)
from pos_assist.desktop.shared.theme import GAP, RADIUS, TOUCH, Colors, colors
from pos_assist.domain.items import Department, Item
from pos_assist.i18n.line_breaks import NO_LINE_START
from pos_assist.i18n.translate import language, tr

LABEL_SIZES = (16, 15, 14, 13, 12)
SMALL_SIZES = (11, 10)  # for a long word on a narrow key
STRIPE = 6
UNDER = 14  # px of a second price below the first
TALLEST = 122
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

    def lines(self) -> tuple[int, list[str]]:
        """Type size and lines of the label, for the key's present size."""
        assert self.item
        space, height = self.width() - STRIPE - 16, self.height() - 38 - (UNDER if self._under() else 0)
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
        y = 9
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
        foot = QRect(STRIPE + 6, rect.height() - 30, rect.width() - STRIPE - 17, 24)
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


class KeyGrid(QWidget):
    """Tabs and keys. `pressed` carries the item's code."""

    pressed = Signal(str)

    def __init__(
        self,
        departments: Callable[[], tuple[Department, ...]],
        keys: Callable[[str, int], tuple[Item, ...]],
        pages: Callable[[str], int],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._departments, self._keys_of, self._pages_of = departments, keys, pages
        self._language = ""  # of the names on tabs and keys
        self.department = ""
        self.page = 0
        self._marking = False
        self.tabs: list[Tab] = []
        self.keys: list[ItemKey] = []
        self.shown = 0
        self._top = 0  # of the keys
        self._pictures: ItemPictures | None = None
        self.back = ActionButton(self, "quiet")
        self.on = ActionButton(self, "quiet")
        self.back.clicked.connect(lambda: self.turn(-1))
        self.on.clicked.connect(lambda: self.turn(1))
        self._reload_tabs()

    def show_pictures(self, pictures: ItemPictures) -> None:
        """Show items' pictures on their keys, as they come."""
        self._pictures = pictures
        pictures.arrived.connect(self._arrived)
        self.reload()

    def _arrived(self, code: str) -> None:
        for key in self.keys[: self.shown]:
            if key.item and key.item.code == code:
                key.update()

    def retranslate(self, back: str, on: str) -> None:
        """All words again, with the keys that turn pages."""
        self.back.say(tr("Previous"), back)
        self.on.say(self.on.label, on)
        if self._language == language():
            for key in self.keys[: self.shown]:
                key.update()
        else:
            self._reload_tabs()

    def show_department(self, code: str, page: int = 0) -> None:
        """Turn to a page of a department."""
        self.department, self.page = code, page
        for tab in self.tabs:
            tab.setChecked(tab.code == code)
        self.reload()

    def reload(self) -> None:
        """Read the page's items again (sold out, another price)."""
        items = self._keys_of(self.department, self.page) if self.department else ()
        if self._pictures:
            self._pictures.look()
        while len(self.keys) < len(items):
            key = ItemKey(self)
            key.clicked.connect(lambda _=False, key=key: self._press(key))
            key.mark(on=self._marking)
            self.keys.append(key)
        shared = shared_words(item.label_in(language()) for item in items)
        tints = {d.code: d.color for d in self._departments()}
        for key, item in zip(self.keys, items, strict=False):
            if self._pictures:
                key.picture_of = self._pictures.of
            key.show_item(item, _tint(item.color or tints.get(item.department, "")), shared)
        pages = self._pages_of(self.department) if self.department else 1
        self.on.say(tr("Page {n} of {of}", n=self.page + 1, of=pages))
        self.back.setVisible(pages > 1)
        self.on.setVisible(pages > 1)
        self.back.setEnabled(self.page > 0)
        self.on.setEnabled(self.page < pages - 1)
        self.shown = len(items)
        self._place()
        self.update()

    def mark(self, *, on: bool) -> None:
        """From now on a touch on a key marks its item sold out, or back; or no longer. Said on every key."""
        self._marking = on
        for key in self.keys:
            key.mark(on=on)

    def turn(self, by: int) -> None:
        """A page on or back, staying where there is none."""
        page = self.page + by
        if 0 <= page < self._pages_of(self.department):
            self.page = page
            self.reload()

    def turn_department(self, by: int) -> None:
        """Show the next or the previous department; after the last comes the first."""
        codes = [tab.code for tab in self.tabs]
        if codes:
            at = codes.index(self.department) if self.department in codes else 0
            self.show_department(codes[(at + by) % len(codes)])

    def reload_all(self) -> None:
        """The catalog has changed: departments and keys again."""
        self._reload_tabs()

    def _reload_tabs(self) -> None:
        self._language = language()
        departments = self._departments()
        for tab in self.tabs[len(departments) :]:
            tab.deleteLater()
        del self.tabs[len(departments) :]
        while len(self.tabs) < len(departments):
            tab = Tab(self)
            tab.clicked.connect(lambda _=False, tab=tab: self.show_department(tab.code))
            tab.show()
            self.tabs.append(tab)
        for tab, department in zip(self.tabs, departments, strict=True):
            tab.code, tab.stripe = department.code, _tint(department.color)
            tab.say(department.title_in(language()))
        codes = [d.code for d in departments]
        self.show_department(self.department if self.department in codes else codes[0] if codes else "")

    def _press(self, key: ItemKey) -> None:
        if key.item:
            self.pressed.emit(key.item.code)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Lay out tabs and keys for the new size."""
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Where there are no keys yet, what brings them there."""
        if self.shown:
            return
        p = QPainter(self)
        draw_note(p, QRect(12, self._top + 60, self.width() - 24, self.height()), self.note(), colors().dim)
        p.end()

    def note(self) -> str:
        """What is said in a department without items; nothing in one with items."""
        words = tr("No items here yet. Menu at the top right, Back office, Items: add them there.")
        return "" if self.shown else words

    def _place(self) -> None:
        w, h = self.width(), self.height()
        y = self._top = self._place_tabs(w) + GAP
        paged = not self.back.isHidden()
        bottom = h - (TOUCH + GAP if paged else 0)
        columns = 4 if w >= 520 else 3
        rows = max(4, -(-self.shown // columns))
        if (bottom - y - (rows - 1) * GAP) // rows < 72:
            columns += 1
            rows = max(4, -(-self.shown // columns))
        key_w = (w - (columns - 1) * GAP) // columns
        key_h = min(TALLEST, (bottom - y - (rows - 1) * GAP) // rows)
        for i, key in enumerate(self.keys):
            row, column = divmod(i, columns)
            key.setGeometry(column * (key_w + GAP), y + row * (key_h + GAP), key_w, key_h)
            key.setVisible(i < self.shown)
        if paged:
            half = (w - GAP) // 2
            self.back.setGeometry(0, h - TOUCH, half, TOUCH)
            self.on.setGeometry(half + GAP, h - TOUCH, w - half - GAP, TOUCH)

    def _place_tabs(self, w: int) -> int:
        """Tabs in as many rows as they need to stay readable; returns where they end."""
        n = len(self.tabs)
        gap = 6 if w >= 520 else 4
        least = max(
            [52, *(width(word, 11, True) + 8 for tab in self.tabs for word in tab.label.split() if word.isascii())]
        )
        per_row = max(1, min(n, (w + gap) // (least + gap)))
        rows = -(-n // per_row) if n else 0
        per_row = -(-n // rows) if rows else 1
        for i, tab in enumerate(self.tabs):
            row, column = divmod(i, per_row)
            left = column * (w + gap) // per_row
            tab.setGeometry(left, row * (TOUCH + gap), (column + 1) * (w + gap) // per_row - gap - left, TOUCH)
        return rows * TOUCH + max(0, rows - 1) * gap


def _tint(color: str) -> QColor:
    tint = QColor(color) if color else QColor()
    return tint if tint.isValid() else colors().key
