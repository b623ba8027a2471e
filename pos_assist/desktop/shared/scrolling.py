"""A form that may be taller than its place, and a window that is never taller than its screen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QScroller, QWidget

from pos_assist.desktop.shared.theme import GAP

_TITLE_BAR = 31  # px above a window, which no screen counts among what is taken


class Scrolled(QScrollArea):
    """Shows `inside` at its own width; it scrolls by wheel, finger and keyboard: what takes the focus comes into view.

    Qt itself brings into view only what Tab reaches from another field of the same form.
    """

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.inside = inside
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def sizeHint(self) -> QSize:  # noqa: N802 — Qt's name
        """All of what is inside; Qt would show 24 lines of it."""
        return self.inside.sizeHint()

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.inside.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, GAP)


def resize_within_screen(window: QWidget, size: QSize) -> None:
    """Give a window that size, or what its screen has beside title bar and taskbar: its buttons are never below the edge."""
    window.resize(size.boundedTo(window.screen().availableGeometry().size() - QSize(0, _TITLE_BAR)))
