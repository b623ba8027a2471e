"""Buttons that paint themselves: a label, the key that presses them, one look for pressed, focused and disabled."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos_assist.desktop.shared.painting import (
    CENTER,
    LEFT,
    RIGHT,
    box,
    cross,
    draw_text,
    fit,
    keycap,
    keycap_width,
    width,
)
from pos_assist.desktop.shared.theme import RADIUS, TOUCH, Colors, colors


class PaintedButton(QAbstractButton):
    """The ground of every button here: fixed by its place, never by its text; reached by Tab, not taken by a click."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str, key: str | None = None) -> None:
        """Show that text and, where given, that key."""
        key = self.key if key is None else key
        if text != self.text() or key != self.key:
            self.key = key
            self.setText(text.replace("&", "&&"))
            self.setShortcut("")  # an «&» of a name must not become one
            self.setAccessibleName(f"{text} {key}".strip())
            self.update()

    @property
    def label(self) -> str:
        """The text as it is shown."""
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:  # noqa: N802 — Qt's name
        """Return a size no smaller than a finger."""
        return QSize(TOUCH * 2, TOUCH)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Body, then the ring of keyboard focus."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(p, colors())
        if self.hasFocus():
            p.setPen(QPen(colors().accent_ink, 2.5))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), RADIUS, RADIUS)
        p.end()

    def paint(self, p: QPainter, c: Colors) -> None:
        """Paint the button; subclasses draw their content here."""
        raise NotImplementedError


class ActionButton(PaintedButton):
    """A function: «plain», «primary» (moves the order on), «quiet» (a way out) or «frame» (on the dark bar)."""

    def __init__(self, parent: QWidget | None = None, look: str = "plain") -> None:
        super().__init__(parent)
        self.look = look
        self.px = 18 if look == "primary" else 15

    def paint(self, p: QPainter, c: Colors) -> None:
        """Label in the middle (primary) or at the left, key cap at the right."""
        rect, on = self.rect(), self.isEnabled()
        fill, ink, edge, cap = {
            "primary": (c.accent, c.on_accent, None, c.on_accent),
            "frame": (c.frame_field, c.on_frame, None, c.frame_dim),
            "danger": (c.surface, c.saving, c.saving, c.saving),
        }.get(self.look, (c.surface, c.ink if self.look == "plain" else c.dim, c.line, c.dim))
        if not on and self.look == "frame":  # on the dark bar what cannot be pressed recedes into it
            fill, ink, edge, cap = c.frame, c.frame_dim, c.frame_field, c.frame_dim
        elif not on:
            fill, ink, edge, cap = c.sunken, c.faint, c.line, c.faint
        elif self.isDown() or self.isChecked():
            fill, ink, edge = (c.accent_soft, c.accent_ink, c.accent_ink)
        box(p, rect, fill, edge)
        edge_of_cap = cap if self.look == "primary" else None
        right = keycap(p, rect.right() - 8, rect.center().y() + 1, self.key, ink=cap, edge=edge_of_cap)
        bold = self.look == "primary"
        centred = bold or not self.key
        area = QRect(9, 0, (right if self.key else rect.width()) - 15, rect.height())
        side = rect.width() - area.right()
        if centred and width(self.label, self.px, bold) <= rect.width() - 2 * side:
            area = rect.adjusted(side, 0, -side, 0)  # in the middle of the button where there is room
        px = fit(self.label, area.width(), range(self.px, 10, -1), bold)
        draw_text(p, area, self.label, px, ink, bold=bold, align=CENTER if centred else LEFT)


class CrossButton(PaintedButton):
    """Closes or declines; its name is for those who do not see it."""

    def paint(self, p: QPainter, c: Colors) -> None:
        """Paint a ×."""
        if self.isDown():
            box(p, self.rect(), c.saving_soft)
        cross(p, QPointF(self.width() / 2, self.height() / 2), 6, c.dim)


class Segmented(PaintedButton):
    """Two halves of which one holds; a click anywhere changes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.words = ("", "")

    def say_both(self, first: str, second: str, key: str) -> None:
        """The words of both halves; checked means the second."""
        self.words = (first, second)
        self.say(f"{first} / {second}", key)
        self.update()

    def paint(self, p: QPainter, c: Colors) -> None:
        """The half that holds is light."""
        rect = self.rect()
        box(p, rect, c.frame_field)
        cap = keycap_width(self.key) + 12 if self.key else 0
        half = (rect.width() - cap - 4) // 2
        for i, word in enumerate(self.words):
            area = QRect(2 + i * half, 2, half, rect.height() - 4)
            holds = self.isChecked() == bool(i)
            if holds:
                box(p, area, c.on_frame, radius=RADIUS - 2)
            px = fit(word, half - 8, (15, 14, 13, 12), holds)
            draw_text(
                p, area.adjusted(4, 0, -4, 0), word, px, c.frame if holds else c.frame_dim, bold=holds, align=CENTER
            )
        keycap(p, rect.right() - 7, rect.center().y() + 1, self.key, ink=c.frame_dim, edge=c.frame_dim)


class Switch(PaintedButton):
    """On or off, with its word; the knob's place tells it, not its colour alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)

    def paint(self, p: QPainter, c: Colors) -> None:
        """Word, cap, track and knob."""
        rect = self.rect()
        middle = rect.center().y() + 1
        track = QRect(rect.right() - 40, middle - 11, 38, 22)
        on = self.isChecked()
        box(p, track, c.upgrade_edge if on else c.frame_field, c.frame_dim, radius=11)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(c.frame if on else c.on_frame)
        p.drawEllipse(QPointF(track.right() - 10 if on else track.left() + 11, middle + 0.5), 8, 8)
        left = keycap(p, track.left() - 6, middle, self.key, ink=c.frame_dim, edge=c.frame_dim)
        area = QRect(0, 0, left - 6, rect.height())
        draw_text(
            p,
            area,
            self.label,
            fit(self.label, area.width(), (14, 13, 12, 11)),
            c.on_frame if on else c.frame_dim,
            align=RIGHT,
        )


class RowButton(PaintedButton):
    """One entry of a list to choose from: a title and a line below it at the left, a figure and a word at the right."""

    HEIGHT = 56

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.below = self.figure = self.aside = ""
        self.first = False  # the one that Enter takes

    def show_entry(
        self, title: str, below: str = "", figure: str = "", aside: str = "", *, first: bool = False
    ) -> None:
        """Set the title, the line below it, the amount and the note at the right; `first` marks the row that Enter
        takes."""
        self.below, self.figure, self.aside, self.first = below, figure, aside, first
        self.say(title)
        self.setAccessibleName(" ".join(x for x in (title, below, figure, aside) if x))
        self.update()

    def paint(self, p: QPainter, c: Colors) -> None:
        """Two lines of text, left and right."""
        rect = self.rect()
        chosen = self.isDown() or self.first
        box(p, rect, c.accent_soft if chosen else c.surface, c.accent_ink if chosen else c.line)
        inner = rect.adjusted(12, 6, -12, -6)
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() * 4 // 7)
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), inner.bottom() - upper.bottom())
        if not self.below and not self.aside:
            upper = inner
        right = width(self.figure, 16)
        space = upper.width() - (right + 10 if right else 0)
        px = fit(self.label, space, (16, 15, 14, 13), True)
        draw_text(
            p,
            QRect(upper.left(), upper.top(), space, upper.height()),
            self.label,
            px,
            c.ink if self.isEnabled() else c.faint,
            bold=True,
        )
        draw_text(p, upper, self.figure, 16, c.ink, align=RIGHT)
        aside = width(self.aside, 12)
        draw_text(p, lower.adjusted(0, 0, -aside - 8 if aside else 0, 0), self.below, 12, c.dim)
        draw_text(p, lower, self.aside, 12, c.saving if not self.isEnabled() else c.dim, align=RIGHT)


class ChoiceButton(PaintedButton):
    """One of several choices, chosen or not: its name, below it what it adds, which is never cut short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.figure = ""

    def show_choice(self, name: str, figure: str = "", key: str = "", *, chosen: bool) -> None:
        """Set name, figure and key; `chosen`: it is taken now."""
        self.figure = figure
        self.say(name, key)
        self.setChecked(chosen)
        self.setAccessibleName(" ".join(x for x in (name, figure, key) if x))
        self.update()

    def paint(self, p: QPainter, c: Colors) -> None:
        """The name in the middle, or above its figure; a chosen one has a thick edge, not its colour alone."""
        rect, chosen = self.rect(), self.isChecked() or self.isDown()
        ink = c.accent_ink if chosen else c.ink
        box(p, rect, c.accent_soft if chosen else c.surface, c.accent_ink if chosen else c.line, pen=2 if chosen else 1)
        right = (
            keycap(p, rect.right() - 8, rect.center().y() + 1, self.key, ink=c.dim) if self.key else rect.right() - 4
        )
        area = QRect(5, 3, right - 9, rect.height() - 6)
        px = fit(self.label, area.width(), range(15, 10, -1), self.isChecked())
        if self.figure:
            upper = QRect(area.left(), area.top(), area.width(), area.height() * 11 // 20)
            lower = QRect(area.left(), upper.bottom(), area.width(), area.bottom() - upper.bottom() + 1)
            draw_text(p, upper, self.label, px, ink, bold=self.isChecked(), align=CENTER)
            draw_text(p, lower, self.figure, 13, ink, align=CENTER)
        else:
            draw_text(p, area, self.label, px, ink, bold=self.isChecked(), align=CENTER)
