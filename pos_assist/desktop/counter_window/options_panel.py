"""The options of the selected line: each group with its choices, one touch each; the price is that of the order at each step."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.side_panel import Scroll, SidePanel
from pos_assist.desktop.shared.buttons import ActionButton, ChoiceButton
from pos_assist.desktop.shared.painting import draw_text, fit, plus_price_words, width
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH, colors
from pos_assist.domain.options import OptionGroup
from pos_assist.domain.orders import OrderLine
from pos_assist.i18n.translate import title_of, tr
from pos_assist.services.till.commands import Command
from pos_assist.services.till.till_view import TillView

HEAD = 30
SMALLEST_NAME, ROOM_FOR_KEY = 12, 46  # px: of type; beside a choice's name


class Choices(QWidget):
    """The groups below one another; `touched` carries a group's name and a choice's."""

    touched = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.groups: tuple[OptionGroup, ...] = ()
        self.buttons: list[ChoiceButton] = []

    def show_line(self, line: OrderLine, *, keyed: bool) -> None:
        """Show the line's groups with what is chosen; `keyed`: figures choose."""
        if line.item.options != self.groups:
            for button in self.buttons:
                button.deleteLater()
            self.groups, self.buttons = line.item.options, []
            for group in self.groups:
                for choice in group.choices:
                    button = ChoiceButton(self)
                    button.clicked.connect(lambda _=False, g=group.name, c=choice.name: self.touched.emit(g, c))
                    button.show()
                    self.buttons.append(button)
        chosen = {(x.group, x.name) for x in line.options}
        places = [(group, choice) for group in self.groups for choice in group.choices]
        for i, ((group, choice), button) in enumerate(zip(places, self.buttons, strict=True)):
            adds = plus_price_words(choice.price, line.item, line.mode) if choice.price else ""
            key = str(i + 1) if keyed and i < 9 else ""
            button.show_choice(title_of(choice), adds, key, chosen=(group.name, choice.name) in chosen)
        self.lay_out()
        self.update()

    def resizeEvent(self, _event: object) -> None:  # noqa: N802 — Qt's name
        """As many choices a row as have room for their names."""
        self.lay_out()

    def lay_out(self) -> None:
        """Place every button; the height follows."""
        y, at = 0, 0
        for group in self.groups:
            columns, wide = self._columns(group)
            y += HEAD
            for i in range(len(group.choices)):
                x, row = i % columns * (wide + GAP), i // columns
                self.buttons[at + i].setGeometry(x, y + row * (TOUCH + 6), wide, TOUCH)
            y += self._rows(group) * (TOUCH + 6) + GAP
            at += len(group.choices)
        self.resize(self.width(), max(1, y))

    def _columns(self, group: OptionGroup) -> tuple[int, int]:
        """How many choices stand side by side, and how wide: one where a name would be cut in half the width."""
        half = (self.width() - GAP) // 2
        whole = all(width(title_of(x), SMALLEST_NAME, True) <= half - ROOM_FOR_KEY for x in group.choices)
        return (2, half) if whole else (1, self.width())

    def _rows(self, group: OptionGroup) -> int:
        return -(-len(group.choices) // self._columns(group)[0])

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The name of each group, and how many of it are taken."""
        p, c, y = QPainter(self), colors(), 0
        for group in self.groups:
            words = f"{title_of(group)}  {_how_many(group)}".strip()
            draw_text(
                p,
                QRect(2, y, self.width() - 4, HEAD),
                words,
                fit(words, self.width() - 4, (14, 13, 12), True),
                c.dim,
                bold=True,
            )
            y += HEAD + self._rows(group) * (TOUCH + 6) + GAP
        p.end()


def _how_many(group: OptionGroup) -> str:
    if group.least == group.most:
        return tr("choose {n}", n=group.least)
    return (
        tr("up to {n}", n=group.most)
        if not group.least
        else tr("{least} to {most}", least=group.least, most=group.most)
    )


class OptionsPanel(SidePanel):
    """`chosen` carries the line's id, a group's name and a choice's."""

    chosen = Signal(int, str, str)
    discounted = Signal()  # on to the price of the line

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices = Choices()
        self.scroller = Scroll(self.choices, self)
        self.done, self.price = ActionButton(self, "primary"), ActionButton(self, "quiet")
        self.line: OrderLine | None = None
        self.keyed = False
        self.choices.touched.connect(self._touch)
        self.done.clicked.connect(self.closed)
        self.price.clicked.connect(self.discounted)

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        self.done.say(tr("Done"), "Enter")
        self.price.say(tr("Discount…"), keys.cap(Command.DISCOUNT))

    def show_view(self, view: TillView) -> None:
        """Show the options of the selected line."""
        self.line = view.order.line(view.selected) if view.selected is not None else None
        self.title = title_of(self.line) if self.line else tr("Options")
        self.empty_text = "" if self.line and self.line.item.options else tr("This item has no options.")
        self.scroller.setVisible(not self.empty_text)
        if self.line and self.line.item.options:
            self.choices.show_line(self.line, keyed=self.keyed)
        self.update()

    def take_key(self, key: str) -> bool:
        """Enter is done; while figures choose, 1 to 9."""
        if key in ("Return", "Enter"):
            self.closed.emit()
            return True
        if self.keyed and key.isdigit() and 0 < int(key) <= len(self.choices.buttons):
            self.choices.buttons[int(key) - 1].click()
            return True
        return False

    def _touch(self, group: str, name: str) -> None:
        if self.line:
            self.chosen.emit(self.line.id, group, name)
            if self.line:  # a refused touch must not look taken
                self.choices.show_line(self.line, keyed=self.keyed)

    def place(self, area: QRect) -> None:
        """Groups above, the two ways on at the foot."""
        w = area.width()
        self.scroller.setGeometry(area.adjusted(0, 0, 0, -2 * (TOUCH + GAP)))
        self.choices.resize(w - 14, self.choices.height())
        self.price.setGeometry(0, area.bottom() + 1 - 2 * TOUCH - GAP, w, TOUCH)
        self.done.setGeometry(0, area.bottom() + 1 - TOUCH, w, TOUCH)
