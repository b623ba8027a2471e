"""What a person cannot reach, read or hit in a window as it stands: outside it, over each other, cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from unittest.mock import patch

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from pos_assist.desktop.shared import painting
from pos_assist.desktop.shared.buttons import ActionButton

HAND = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
_LOWEST = 44  # px that a scrolled form shows at least: a field that a finger hits


def faults(window: QWidget) -> list[str]:
    """One line for each fault; none: everything is to be seen, or to be scrolled into sight."""
    found = [_said(widget, fault) for widget in _parts(window) if (fault := _fault(widget, window))]
    for a, b in combinations([x for x in _parts(window) if isinstance(x, HAND)], 2):
        both = _place(a, window).intersected(_place(b, window))
        if not both.isEmpty() and _form(a) is _form(b) and not (a.isAncestorOf(b) or b.isAncestorOf(a)):
            found.append(_said(a, f"and {_said(b, '')} lie over each other in {both}"))
    return found


def _parts(window: QWidget) -> Iterator[QWidget]:
    """Everything for hands and every text; not what a table or a field is made of."""
    for widget in window.findChildren(QWidget):
        if (
            isinstance(widget, (*HAND, QLabel))
            and widget.isVisible()
            and widget.window() is window
            and not _within(widget)
        ):
            yield widget


def _within(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, (QComboBox, QLineEdit)):
            return True
        if isinstance(above, QAbstractScrollArea) and not isinstance(above, QScrollArea):
            return True
        above = above.parentWidget()
    return False


def _form(widget: QWidget) -> QScrollArea | None:
    """The scrolled form that a widget is part of."""
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QScrollArea):
            return above
        above = above.parentWidget()
    return None


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def _fault(widget: QWidget, window: QWidget) -> str:
    """What is wrong with one of them; empty: nothing."""
    form = _form(widget)
    inside = form.widget() if form else None
    if form is None or inside is None:
        seen = widget.visibleRegion().boundingRect()
        if not window.rect().contains(_place(widget, window)) or seen.size() != widget.size():
            return f"is cut: {seen} of {widget.rect()} is to be seen"
    else:
        place = _place(widget, inside)
        if not QRect(0, 0, form.viewport().width(), inside.height()).contains(place):
            return f"at {place} does not fit its form of {form.viewport().width()} px"
        if form.viewport().height() < min(_LOWEST, inside.height()):
            return f"is in a form of which {form.viewport().height()} px are to be seen"
        if isinstance(widget, ActionButton) and widget.look == "primary":
            return (
                "" if widget.visibleRegion().boundingRect() == widget.rect() else "is the main button and out of sight"
            )
    return _cut(widget)


def _cut(widget: QWidget) -> str:
    """Words for which there is no space."""
    if isinstance(widget, QLabel) and widget.text() and widget.pixmap().isNull():
        needs = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().height()
        wide = 0 if widget.wordWrap() else widget.sizeHint().width()
        if widget.height() < needs or widget.width() < wide:
            return f"needs {wide}x{needs} and has {widget.width()}x{widget.height()}"
    if (
        isinstance(widget, QComboBox)
        and widget.fontMetrics().horizontalAdvance(widget.currentText()) > widget.width() - 36
    ):
        return f"of {widget.width()} px cuts «{widget.currentText()}»"
    if (
        isinstance(widget, ActionButton) and widget.label in widget.accessibleName()
    ):  # else it shows data, such as items
        cut: list[str] = []
        whole = painting.elide

        def watched(text: str, space: int, px: int, bold: bool = False) -> str:
            shown = whole(text, space, px, bold)
            cut.extend([text] if shown != text else [])
            return shown

        with patch.object(painting, "elide", watched):
            widget.grab()
        return f"of {widget.width()} px cuts its words" if cut else ""
    return ""


def _said(widget: QWidget, fault: str) -> str:
    name = widget.accessibleName() or (
        widget.text() if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)) else ""
    )
    return f"{type(widget).__name__} «{name}» {fault}"
