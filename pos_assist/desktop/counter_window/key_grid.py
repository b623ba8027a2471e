"""The left column: departments as tabs, their items as keys, page by page.

Keys never change their place while a page stands. The pool of key widgets only grows: turning a page repaints, nothing more.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.item_keys import ItemKey, Tab, shared_words
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.item_pictures import ItemPictures
from pos_assist.desktop.shared.painting import (
    draw_note,
    width,
)
from pos_assist.desktop.shared.theme import GAP, TOUCH, colors
from pos_assist.domain.items import Department, Item
from pos_assist.i18n.translate import language, tr

TALLEST = 122  # px of a key


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
        self.reload_all()

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
            self.reload_all()

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
            self._pictures.refresh()
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
