"""One box finds an item by name, reading, code or barcode. What it finds drops down over the keys, never over the order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_assist.desktop.shared.buttons import RowButton
from pos_assist.desktop.shared.painting import (
    CENTER,
    box,
    draw_text,
    fit,
    item_price_words,
    keycap,
    keycap_width,
    with_tax_words,
)
from pos_assist.desktop.shared.theme import colors
from pos_assist.domain.items import Item
from pos_assist.i18n.translate import title_of, tr

WAIT = 60  # ms of quiet before the catalog is asked
LIMIT = 8
SHORTEST_CODE = 8  # digits: so many are a code, not the beginning of one


class SearchBox(QLineEdit):
    """`picked` carries an item's code; `barcode` digits that were typed or came through an input method."""

    picked = Signal(str)
    barcode = Signal(str)

    def __init__(self, search: Callable[[str, int], list[Item]], results: SearchResults, parent: QWidget) -> None:
        super().__init__(parent)
        self._search, self._results = search, results
        self._key = ""
        self._found_for: str | None = None
        self._timer = QTimer(self, singleShot=True, interval=WAIT)
        self._timer.timeout.connect(self.look_up)
        self.textEdited.connect(lambda _text: self._timer.start())
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        results.picked.connect(self._pick)

    def retranslate(self, key: str) -> None:
        """Set all texts in the present language."""
        self._key = key
        self.setPlaceholderText(tr("Name or code"))
        self.setAccessibleName(tr("Search"))
        self.setTextMargins(0, 0, keycap_width(key) + 4, 0)
        self._results.update()

    def look_up(self) -> None:
        """Ask the catalog for what the box says now."""
        self._timer.stop()
        text = self.text().strip()
        if text == self._found_for:
            return
        self._found_for = text
        self._results.show_items(self._search(text, LIMIT) if text else [], text)

    def leave(self) -> None:
        """Empty the box, put the list away, give the focus back to the window."""
        self._timer.stop()
        self.clear()
        self._found_for = None
        self._results.hide()
        self.clearFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 — Qt's name
        """Enter takes the first, arrows choose another, Esc leaves."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.look_up()
            self._results.move_choice(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        plain = unicodedata.normalize("NFKC", self.text()).strip()
        if plain.isascii() and plain.isdigit() and len(plain) >= SHORTEST_CODE:
            self.leave()
            self.barcode.emit(plain)
            return
        self.look_up()
        if code := self._results.choice():
            self._pick(code)

    def _pick(self, code: str) -> None:
        self.leave()
        self.picked.emit(code)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 — Qt's name
        """The list goes with the focus, unless a finger is on it."""
        super().focusOutEvent(event)
        if not self.text():
            self._results.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The field, with its key at the right."""
        super().paintEvent(event)
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        keycap(p, self.width() - 12, self.height() // 2, self._key)
        p.end()


def _prices(item: Item) -> str:
    return " ".join(filter(None, (item_price_words(item), with_tax_words(item))))


class SearchResults(QWidget):
    """The items found, one row of a finger's height each; Enter takes the first."""

    picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[RowButton] = []
        self.items: list[Item] = []
        self._text = ""
        self._at = 0
        self.hide()

    def show_items(self, items: list[Item], text: str) -> None:
        """Show what was found for the text; nothing for no text."""
        self.items, self._text, self._at = items, text, 0
        while len(self.rows) < len(items):
            row = RowButton(self)
            row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.clicked.connect(lambda _=False, row=row: self.picked.emit(self.items[self.rows.index(row)].code))
            self.rows.append(row)
        self._fill()
        self.setVisible(bool(text))
        self.raise_()
        self._place()

    def move_choice(self, by: int) -> None:
        """Another row becomes the one that Enter takes."""
        if self.items:
            self._at = (self._at + by) % len(self.items)
            self._fill()

    def choice(self) -> str:
        """Code of the item that Enter takes; empty where nothing was found."""
        return self.items[self._at].code if self.items else ""

    def _fill(self) -> None:
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(self.items))
            if i < len(self.items):
                item = self.items[i]
                aside = tr("sold out") if item.sold_out else "Enter" if i == self._at else ""
                row.show_entry(title_of(item), item.code, _prices(item), aside, first=i == self._at)

    def _place(self) -> None:
        n = max(1, len(self.items))
        step = RowButton.HEIGHT + 4
        self.resize(self.width(), n * step + 8)
        for i, row in enumerate(self.rows):
            row.setGeometry(6, 6 + i * step, self.width() - 12, RowButton.HEIGHT)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Rows as wide as the list."""
        for row in self.rows:
            row.resize(self.width() - 12, RowButton.HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The sheet, and a word where nothing was found."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, self.rect(), c.surface, c.accent_ink, radius=10, pen=2)
        if not self.items:
            words = tr("Nothing found for “{text}”", text=self._text)
            area = QRect(16, 0, self.width() - 32, self.height())
            draw_text(p, area, words, fit(words, area.width(), (15, 14, 13, 12)), c.dim, align=CENTER)
        p.end()
