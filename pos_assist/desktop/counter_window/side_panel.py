"""What can stand in the panel's place for a while: a titled sheet with a way out. The order stays in sight beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScroller, QWidget

from pos_assist.desktop.counter_window.side_view import SideView
from pos_assist.desktop.shared.buttons import CrossButton, RowButton
from pos_assist.desktop.shared.painting import CENTER, draw_text, fit
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH, colors
from pos_assist.i18n.translate import tr


class Scroll(QScrollArea):
    """A column that scrolls by finger, wheel and keys."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.setWidget(content)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)


class SidePanel(SideView):
    """Title, way out, and whatever a panel puts below `TOP`."""

    TOP = TOUCH + GAP

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.close_button = CrossButton(self)
        self.close_button.clicked.connect(self.closed)
        self.title = ""
        self.has_keys = True  # whether Esc closes it
        self.empty_text = ""  # said where there is nothing to list

    def retranslate(self, _keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        self.close_button.say(tr("Close"))

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """The way out stays at the right."""
        self.close_button.setGeometry(self.width() - TOUCH, 0, TOUCH, TOUCH)
        self.place(QRect(0, self.TOP, self.width(), self.height() - self.TOP))

    def place(self, area: QRect) -> None:
        """Lay out what is below the head."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Paint the title, the key that closes the panel, and the note of an empty one."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self.width() - TOUCH - (50 if self.has_keys else 10)
        draw_text(
            p, QRect(2, 0, view, TOUCH), self.title, fit(self.title, view, (18, 17, 16, 15, 14), True), c.ink, bold=True
        )
        if self.has_keys:
            draw_text(p, QRect(self.width() - TOUCH - 40, 0, 36, TOUCH), "Esc", 11, c.dim, bold=True, align=CENTER)
        if self.empty_text:
            draw_text(
                p,
                QRect(8, self.TOP + 40, self.width() - 16, 30),
                self.empty_text,
                fit(self.empty_text, self.width() - 16, (15, 14, 13, 12)),
                c.dim,
                align=CENTER,
            )
        p.end()


class RowList(QWidget):
    """Rows to choose from, one below the other. `chosen` carries the row's key."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[RowButton] = []
        self._keys: list[str] = []
        self._entries: list[tuple[str, str, str, str, str]] = []
        self.at: int | None = None  # the row that Enter takes; None: no key chooses here

    def show_entries(self, entries: Sequence[tuple[str, str, str, str, str]]) -> None:
        """Key, title, line below, figure, word aside; of each entry."""
        self._keys = [entry[0] for entry in entries]
        self._entries = list(entries)
        while len(self.rows) < len(entries):
            row = RowButton(self)
            row.clicked.connect(lambda _=False, row=row: self.chosen.emit(self._keys[self.rows.index(row)]))
            self.rows.append(row)
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(entries))
            if i < len(entries):
                row.show_entry(*entries[i][1:], first=i == self.at)
        self.resize(self.width(), max(1, len(entries)) * (RowButton.HEIGHT + 6))
        self.resizeEvent(None)

    def take_key(self, key: str) -> bool:
        """An arrow chooses another row, Enter takes it."""
        if self.at is None or not self._keys or key not in ("Up", "Down", "Return", "Enter"):
            return False
        if key in ("Up", "Down"):
            self.at = max(0, min(len(self._keys) - 1, self.at + (1 if key == "Down" else -1)))
            self.show_entries(self._entries)
        else:
            self.chosen.emit(self._keys[self.at])
        return True

    def resizeEvent(self, _event: QResizeEvent | None) -> None:  # noqa: N802 — Qt's name
        """Rows as wide as the list."""
        for i, row in enumerate(self.rows):
            row.setGeometry(0, i * (RowButton.HEIGHT + 6), self.width(), RowButton.HEIGHT)
