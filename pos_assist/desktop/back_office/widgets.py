"""The few parts every page is made of: head, buttons, fields, cards, segments, progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import pairwise

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.style import FIELD
from pos_assist.desktop.shared.buttons import ActionButton, PaintedButton
from pos_assist.desktop.shared.choice_box import ChoiceBox
from pos_assist.desktop.shared.painting import CENTER, box, draw_text, fit, keycap_width, width
from pos_assist.desktop.shared.scrolling import Scrolled
from pos_assist.desktop.shared.theme import GAP, MARGIN, RADIUS, TOUCH, Colors
from pos_assist.i18n.translate import tr

_WIDEST = 260  # px of a list to choose from that stands in a row with others


class Words(QLabel):
    """A text that is never read as mark-up; where it wraps, its lines keep a distance to be read at."""

    plain = ""

    def setText(self, words: str) -> None:  # noqa: N802 — Qt's name
        """Show that text."""
        self.plain = words
        self.setAccessibleName(words)
        if self.wordWrap():
            lines = escape(words).replace("\n", "<br>")
            super().setText(f'<p style="line-height: 125%; margin: 0">{lines}</p>')
        else:
            super().setText(words)

    def sizeHint(self) -> QSize:  # noqa: N802 — Qt's name
        """A text that wraps is as high as its width asks for (`heightForWidth`), not as in a narrow column of Qt's own choice."""
        return QSize(0, self.fontMetrics().height()) if self.wordWrap() else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 — Qt's name
        """Likewise."""
        return self.sizeHint() if self.wordWrap() else super().minimumSizeHint()


def label(words: str, role: str = "", *, wrap: bool = False) -> Words:
    """A text; its role («title», «head», «dim», «bad», «good», «figure») says how it looks."""
    made = Words()
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.RichText if wrap else Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    made.setText(words)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Another look for a label that is there."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Button(ActionButton):
    """A button as wide as its words, a little narrower where there is no room: the words shrink with it."""

    def __init__(self, words: str, look: str, key: str) -> None:
        super().__init__(None, look)
        self.px = 15
        self.say(words, key)
        self.setMinimumHeight(TOUCH)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, text: str, key: str | None = None) -> None:
        """Set the text and the key shown, and the width that they need."""
        super().say(text, key)
        self.setMinimumWidth(max(TOUCH, self.sizeHint().width() * 3 // 4))
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 — Qt's name
        """The words, the key and the air around them."""
        bold = self.look == "primary"
        cap = keycap_width(self.key) + 16 if self.key else 0
        return QSize(max(TOUCH * 2, width(self.label, 15, bold) + cap + (36 if bold or not self.key else 26)), TOUCH)


def button(words: str, act: Callable[[], object], look: str = "plain", key: str = "") -> Button:
    """A button that does something; `look` as for ActionButton."""
    made = Button(words, look, key)
    made.clicked.connect(lambda _=False: act())
    return made


def row(*parts: QWidget | QBoxLayout | int | None, space: int = GAP) -> QHBoxLayout:
    """Parts side by side; None is what stretches, a number is a gap."""
    layout = QHBoxLayout()
    _fill(layout, parts, space)
    return layout


def column(*parts: QWidget | QBoxLayout | int | None, space: int = GAP) -> QVBoxLayout:
    """Parts below each other, likewise."""
    layout = QVBoxLayout()
    _fill(layout, parts, space)
    return layout


def even(*parts: QWidget | QBoxLayout) -> QHBoxLayout:
    """Parts side by side, equally wide."""
    layout = row(*parts)
    for i in range(len(parts)):
        layout.setStretch(i, 1)
    return layout


def beside(main: QWidget, *others: QWidget) -> QHBoxLayout:
    """One part that takes the room, others of their own width at its right."""
    layout = row(main, *others, space=12)
    layout.setStretch(0, 1)
    return layout


def _fill(layout: QBoxLayout, parts: Iterable[QWidget | QBoxLayout | int | None], space: int) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(space)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QBoxLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


def card(inside: QLayout, role: str = "card", margin: int = MARGIN) -> QFrame:
    """A white sheet around a layout."""
    frame = QFrame()
    frame.setProperty("role", role)
    inside.setContentsMargins(margin, margin, margin, margin)
    frame.setLayout(inside)
    return frame


def form_card(form: QLayout, *foot: QWidget | QBoxLayout, margin: int = MARGIN) -> QFrame:
    """A form on its sheet: it scrolls where the window is too low for it, the buttons at its foot are always in sight."""
    inside = QWidget()
    inside.setLayout(form)
    form.setContentsMargins(0, 0, 0, 0)
    area = Scrolled(inside)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields have it
    return card(column(area, *foot), margin=margin)


def field(words: str, widget: QWidget) -> QVBoxLayout:
    """A field with its name above it; it is also the field's accessible name."""
    widget.setAccessibleName(words)
    return column(label(words, "dim"), widget, space=2)


class Field(QLineEdit):
    """A field for one line. Ctrl+Z takes back its letters while they are not saved, and after that the saved change."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 — Qt's name
        """Leave Ctrl+Z to the window where nothing was typed since the last saving."""
        if event.matches(QKeySequence.StandardKey.Undo) and not self.isModified():
            event.ignore()
        else:
            super().keyPressEvent(event)


class TextField(QPlainTextEdit):
    """A field for several lines, likewise."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 — Qt's name
        """Leave Ctrl+Z to the window while nothing was edited here, as a field of one line does."""
        if event.matches(QKeySequence.StandardKey.Undo) and not self.document().isModified():
            event.ignore()
        else:
            super().keyPressEvent(event)


def line_edit(hint: str = "") -> QLineEdit:
    """A field for one line."""
    made = Field()
    made.setPlaceholderText(hint)
    return made


def choice(options: Iterable[tuple[str, str]], chosen: Callable[[str], object] | None = None) -> QComboBox:
    """A list to choose from: (value, words). `chosen` is called by a person's choice, not by the program's."""
    made = ChoiceBox()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(5)
    for value, words in options:
        made.addItem(words, value)
    if chosen:
        made.activated.connect(lambda i: chosen(made.itemData(i)))
    return made


def widen(box_: QComboBox) -> None:
    """As wide as the longest of its words; names that a shop gave may be longer than there is room for."""
    longest = max((width(box_.itemText(i), 14) for i in range(box_.count())), default=60)
    box_.setMinimumWidth(min(_WIDEST, longest + 48))


def pick(box_: QComboBox, value: str) -> None:
    """Choose a value; the first where it is not among them."""
    box_.setCurrentIndex(max(0, box_.findData(value)))


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


class Segments(PaintedButton):
    """A few words side by side of which one holds."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], value: str = "") -> None:
        super().__init__()
        self.options = list(options)
        self.value = value or options[0][0]
        self.setFixedHeight(FIELD + 2)
        self._say()
        self.setMinimumWidth(sum(self._widths()) * 4 // 5)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 — Qt's name
        """Every word in bold fits."""
        return QSize(sum(self._widths()) + 6, FIELD + 2)

    def choose(self, value: str) -> None:
        """Select the segment of that value."""
        if value != self.value:
            self.value = value
            self._say()
            self.update()

    def _say(self) -> None:
        self.setAccessibleName(" / ".join(f"[{w}]" if v == self.value else w for v, w in self.options))

    def _widths(self) -> list[int]:
        return [width(words, 14, True) + 28 for _, words in self.options]

    def _areas(self) -> list[QRect]:
        widths = self._widths()
        space = self.width() - 6
        scale = space / sum(widths)
        edges = [3 + round(sum(widths[:i]) * scale) for i in range(len(widths) + 1)]
        return [QRect(a, 3, b - a, self.height() - 6) for a, b in pairwise(edges)]

    def area(self, value: str) -> QRect:
        """Return the area of the segment of that value."""
        return self._areas()[[v for v, _ in self.options].index(value)]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 — Qt's name
        """The one that was hit holds."""
        super().mouseReleaseEvent(event)
        for (value, _), area in zip(self.options, self._areas(), strict=True):
            if area.contains(event.position().toPoint()) and value != self.value:
                self.choose(value)
                self.chosen.emit(value)
                return

    def nextCheckState(self) -> None:  # noqa: N802 — Qt's name
        """Space goes to the next one."""
        if not self.underMouse():
            values = [v for v, _ in self.options]
            self.choose(values[(values.index(self.value) + 1) % len(values)])
            self.chosen.emit(self.value)

    def paint(self, p: QPainter, c: Colors) -> None:
        """A sunken bar with one light part."""
        box(p, self.rect(), c.line)
        for (value, words), area in zip(self.options, self._areas(), strict=True):
            holds = value == self.value
            if holds:
                box(p, area, c.surface, radius=RADIUS - 3)
            px = fit(words, area.width() - 8, (14, 13, 12, 11), holds)
            draw_text(p, area, words, px, c.accent_ink if holds else c.ink, bold=holds, align=CENTER)


class WorkBar(QWidget):
    """How far the long job is, and the way out of it. Hidden while there is none."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.message = label("", "dim")
        self.stop = button(tr("Cancel"), context.work.cancel, "quiet", "Esc")
        self.setLayout(row(self.message, self.bar, self.stop))
        context.work.progressed.connect(self._progress)
        context.work.ended.connect(self.hide)
        self.hide()

    def begin(self, words: str) -> None:
        """Show that something has begun."""
        self.bar.setRange(0, 0)
        self.message.setText(words)
        self.show()

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)


class Page(QWidget):
    """One page: its head with at most one primary action, and what is below. `reload` reads everything again."""

    def __init__(self, context: PageContext, title: str) -> None:
        super().__init__()
        self.context = context
        self.title = label(title, "title")
        self.title.setMinimumHeight(TOUCH)
        self.message = label("", "dim")
        self.head = row(self.title, 4, self.message, None)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GAP)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 10)
        whole.setSpacing(10)
        whole.addLayout(self.head)
        whole.addLayout(self.body, 1)

    def reload(self) -> None:
        """Show what is so now."""

    def show_what(self, what: str) -> None:
        """Show one thing of the page, as another page asked."""

    def step_back(self) -> bool:
        """Esc: one step back within the page; False where there is none."""
        return False

    def search_for(self) -> None:
        """Ctrl+F: the search field, where there is one."""

    def save(self) -> None:
        """Ctrl+S: save what is being edited."""

    def key(self, key: Qt.Key) -> bool:  # noqa: ARG002 — most pages have none
        """A key of the page's own, with Ctrl."""
        return False

    def new(self) -> None:
        """Ctrl+N: the page's primary action, where it makes something."""
