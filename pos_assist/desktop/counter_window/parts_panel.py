"""«お飲み物は?»: the parts of a set that was accepted, each with everything that could fill it, one touch each; leaving keeps what
is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.side_panel import Scroll, SidePanel
from pos_assist.desktop.shared.buttons import ActionButton, ChoiceButton
from pos_assist.desktop.shared.painting import draw_text, fit, money, plus_money
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH, colors
from pos_assist.i18n.translate import title_of, tr
from pos_assist.services.till.filling_sets import SetPart
from pos_assist.services.till.till_view import TillView

HEAD = 30


class Parts(QWidget):
    """The parts below one another; `touched` carries a line's id and an item's code."""

    touched = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.parts: tuple[SetPart, ...] = ()
        self.buttons: list[ChoiceButton] = []

    def show_parts(self, parts: tuple[SetPart, ...], *, keyed: bool) -> None:
        """Show them; `keyed`: figures choose."""
        self.parts = parts
        places = [(part, choice) for part in parts for choice in part.choices]
        while len(self.buttons) < len(places):
            button = ChoiceButton(self)
            button.clicked.connect(lambda _=False, button=button: self._touch(self.buttons.index(button)))
            self.buttons.append(button)
        for i, button in enumerate(self.buttons):
            button.setVisible(i < len(places))
            if i < len(places):
                part, choice = places[i]
                adds = plus_money(choice.adds) if choice.adds else ""
                key = str(i + 1) if keyed and i < 9 else ""
                button.show_choice(title_of(choice.item), adds, key, chosen=choice.item.code == part.line.item.code)
        self.lay_out()
        self.update()

    def _touch(self, at: int) -> None:
        places = [(part.line.id, choice.item.code) for part in self.parts for choice in part.choices]
        if at < len(places):
            self.touched.emit(*places[at])

    def resizeEvent(self, _event: object) -> None:  # noqa: N802 — Qt's name
        """Two choices a row."""
        self.lay_out()

    def lay_out(self) -> None:
        """Place every button; the height follows."""
        w, y, at = self.width(), 0, 0
        half = (w - GAP) // 2
        for part in self.parts:
            y += HEAD
            for i in range(len(part.choices)):
                self.buttons[at + i].setGeometry((i % 2) * (half + GAP), y + i // 2 * (TOUCH + 6), half, TOUCH)
            y += -(-len(part.choices) // 2) * (TOUCH + 6) + GAP
            at += len(part.choices)
        self.resize(w, max(1, y))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """What fills each part now."""
        p, c, y = QPainter(self), colors(), 0
        for part in self.parts:
            words, wide = title_of(part.line), self.width() - 4
            draw_text(p, QRect(2, y, wide, HEAD), words, fit(words, wide, (15, 14, 13), True), c.ink, bold=True)
            y += HEAD + -(-len(part.choices) // 2) * (TOUCH + 6) + GAP
        p.end()


class PartsPanel(SidePanel):
    """`filled` carries a line's id and the code of what fills it now."""

    filled = Signal(int, str)

    def __init__(self, parts: Callable[[], tuple[SetPart, ...]], parent: QWidget) -> None:
        super().__init__(parent)
        self._parts = parts
        self.list = Parts()
        self.scroller = Scroll(self.list, self)
        self.done = ActionButton(self, "primary")
        self.keyed = False
        self.list.touched.connect(self.filled)
        self.done.clicked.connect(self.closed)

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        self.title = tr("What goes in the set?")

    def show_view(self, view: TillView) -> None:
        """Show the parts as they are filled, and the total with them."""
        parts = self._parts()
        self.list.show_parts(parts, keyed=self.keyed)
        self.empty_text = "" if parts else tr("There is nothing to choose.")
        self.done.say(tr("Go on: {amount}", amount=money(view.priced.total)), "Enter")
        self.update()

    def take_key(self, key: str) -> bool:
        """Enter goes on; while figures choose, 1 to 9."""
        if key in ("Return", "Enter"):
            self.closed.emit()
            return True
        if self.keyed and key.isdigit() and 0 < int(key) <= sum(len(x.choices) for x in self.list.parts):
            self.list.buttons[int(key) - 1].click()
            return True
        return False

    def place(self, area: QRect) -> None:
        """The parts above, the way on at the foot."""
        self.scroller.setGeometry(area.adjusted(0, 0, 0, -TOUCH - GAP))
        self.list.resize(area.width() - 14, self.list.height())
        self.done.setGeometry(0, area.bottom() + 1 - TOUCH, area.width(), TOUCH)
