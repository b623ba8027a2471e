"""The strip of practice below the keys: what to ring up next, what to look at then, and the way back to the real order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.painting import RIGHT, box, draw_text, width, wrap
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH, colors
from pos_assist.domain.items import Item
from pos_assist.domain.offers import Panel
from pos_assist.i18n.translate import title_of, tr
from pos_assist.services.till.commands import Command
from pos_assist.services.till.till_view import TillView
from pos_assist.suggest.exercises import Exercise

HEIGHT = 162
LINE = 21


class PracticeStrip(QWidget):
    """`left`: back to the real order. `another`: the next exercise, with an empty order."""

    left = Signal()
    another = Signal()

    def __init__(self, exercises: Sequence[Exercise], item: Callable[[str], Item | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._exercises, self._item = exercises, item
        self._at = 0
        self._paid = ""  # key of the receipt that ended the last exercise
        self._keys = Shortcuts()
        self.words = ""
        self.next_button = ActionButton(self)
        self.leave_button = ActionButton(self)
        self.leave_button.px = self.next_button.px = 14
        self.next_button.setVisible(len(exercises) > 1)
        self.next_button.clicked.connect(self._turn)
        self.leave_button.clicked.connect(self.left)

    @property
    def exercise(self) -> Exercise | None:
        """Return the present exercise, or None once all are done."""
        return self._exercises[self._at] if self._exercises else None

    def retranslate(self, keys: Shortcuts) -> None:
        """All words and keys again."""
        self._keys = keys
        self.next_button.say(tr("Next order"))
        self.leave_button.say(tr("Leave practice"), keys.cap(Command.PRACTICE))

    def show_view(self, view: TillView) -> None:
        """Follow the trainee; a paid order leads to the next exercise."""
        paid = view.last_receipt.key if view.last_receipt else ""
        if paid and paid != self._paid and self._exercises:
            self._paid = paid
            self._at = (self._at + 1) % len(self._exercises)
        words = self._words(view)
        if words != self.words:
            self.words = words
            self.setAccessibleName(words)
            self.update()

    def _turn(self) -> None:
        self._at = (self._at + 1) % len(self._exercises)
        self.another.emit()

    def _words(self, view: TillView) -> str:
        exercise = self.exercise
        if exercise is None:
            return tr("Ring up what you like, answer the cards, take the money.")
        wanted = Counter(exercise.items)
        if wanted - Counter(view.order.units()):
            names = ((title_of(item) if (item := self._item(code)) else code, n) for code, n in wanted.items())
            return tr("Ring up: {items}", items=", ".join(f"{name} × {n}" if n > 1 else name for name, n in names))
        told = self._told(exercise.what, view.panel) or tr("See what the cards offer, and answer them.")
        return told + tr(" Then {pay}: take the money.", pay=self._keys.cap(Command.PAY))

    def _told(self, what: str, panel: Panel) -> str:
        """What there is to see; nothing where the panel shows something better in its place."""
        cap = self._keys.cap
        if what == "upgrade" and panel.upgrade:
            return tr(
                "The amber card offers a larger size, a better one or a set, and says what it adds. {yes} takes it, {no} declines it.",
                yes=cap(Command.ACCEPT_0),
                no=cap(Command.DECLINE_0),
            )
        if what == "set" and panel.upgrade and panel.upgrade.deal:
            return tr(
                "Only a part of the set is missing. The card says what the whole set adds; ⇄ puts something else in it."
            )
        if what == "pairing" and panel.addons[0]:
            return tr(
                "Read the line of the first white card aloud. {yes} takes it, {no} declines it.",
                yes=cap(Command.ACCEPT_1),
                no=cap(Command.DECLINE_1),
            )
        if what == "threshold" and panel.threshold:
            return tr("The line below the cards says how much is missing, and for what.")
        return ""

    def sizeHint(self) -> QSize:  # noqa: N802 — Qt's name
        """Three lines of words and a row of buttons."""
        return QSize(320, HEIGHT)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Both buttons at the foot."""
        y, half = self.height() - TOUCH - 10, (self.width() - 24 - GAP) // 2
        self.next_button.setGeometry(12, y, half, TOUCH)
        self.leave_button.setGeometry(self.width() - 12 - half, y, half, TOUCH)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """That this is practice, and what to do."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, self.rect(), c.upgrade_soft, c.upgrade_edge, radius=10, pen=2)
        inner = self.rect().adjusted(12, 8, -12, -TOUCH - 14)
        head = QRect(inner.left(), inner.top(), inner.width(), 24)
        title = tr("Practice")
        draw_text(p, head, title, 18, c.upgrade_ink, bold=True)
        if self._exercises:
            count = tr("{n} of {of}", n=self._at + 1, of=len(self._exercises))
            draw_text(p, head.adjusted(width(title, 18, True) + 8, 0, 0, 0), count, 13, c.dim, align=RIGHT)
        px, lines = 11, [self.words]
        for px in (15, 14, 13, 12, 11):
            if found := wrap(self.words, inner.width(), px, limit=3):
                lines = found
                break
        for i, line in enumerate(lines):
            draw_text(p, QRect(inner.left(), head.bottom() + 4 + i * LINE, inner.width(), LINE), line, px, c.ink)
        p.end()
