"""What the pages of the business day share: what they may ask, fields for digits with a keypad, a slip that scrolls."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QValidator
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from pos_assist.desktop.counter_window.side_panel import Scroll
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.keypad import Keypad
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.slip_view import SlipView
from pos_assist.desktop.shared.theme import TOUCH, font
from pos_assist.domain.problems import Problem

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.host import Host
    from pos_assist.devices.slip import Slip
    from pos_assist.services.day.business_day import BusinessDay

MOST_CASH = 999_999_999  # minor units that a field takes


@dataclass(frozen=True, slots=True)
class DayContext:
    """What a page works with. `tell` says what was done, `refuse` what was not; `show` opens another page."""

    day: BusinessDay
    host: Host
    tell: Callable[[str], None]
    refuse: Callable[[Problem], None]
    show: Callable[[str], None]
    waiting: Callable[[], int]  # orders that are not paid yet


class DayPage(QWidget):
    """One page."""

    def __init__(self, context: DayContext) -> None:
        super().__init__()
        self.context = context

    def reload(self) -> None:
        """Show things as they are now."""

    def begin(self) -> None:
        """Put the hand where this page is begun: into its first field, whose number the next digit replaces."""
        field = next((x for x in self.findChildren(DigitField) if x.isVisibleTo(self)), None)
        if field is not None:
            field.setFocus()
            field.selectAll()

    def step_back(self) -> bool:
        """One step out within the page; False where there is none."""
        return False

    def attempt(self, do: Callable[[], object]) -> bool:
        """Do it; whether it was done. What was refused is said."""
        try:
            do()
        except Problem as problem:
            self.context.refuse(problem)
            return False
        return True


class _Grouped(QValidator):
    """Digits up to `most`, however wide they were typed, with or without commas between the thousands."""

    def __init__(self, most: int, parent: QLineEdit) -> None:
        super().__init__(parent)
        self._most = most

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Whether that may stand there."""
        plain = unicodedata.normalize("NFKC", text)
        digits = plain.replace(",", "")
        fits = not digits or (digits.isascii() and digits.isdecimal() and int(digits) <= self._most)
        return (QValidator.State.Acceptable if fits else QValidator.State.Invalid), plain, place


class DigitField(QLineEdit):
    """A field for a whole number, its thousands set apart; `focused` says that the keypad is its own now."""

    focused = Signal(QObject)

    def __init__(self, name: str, most: int = MOST_CASH) -> None:
        super().__init__()
        self.setValidator(_Grouped(most, self))
        self.textChanged.connect(lambda _: self._group())
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMinimumHeight(TOUCH)
        self.setAccessibleName(name)

    def value(self) -> int:
        """The number; 0 where nothing was typed."""
        return int(self.text().replace(",", "") or 0)

    def _group(self) -> None:
        text = self.text()
        digits = text.replace(",", "")
        grouped = f"{int(digits):,}" if digits.isdecimal() else digits
        if grouped == text:
            return
        behind = sum(x.isdecimal() for x in text[self.cursorPosition() :])
        with QSignalBlocker(self):  # who listens hears of this change anyway
            self.setText(grouped)
        place = len(grouped)
        while sum(x.isdecimal() for x in grouped[place:]) < behind:
            place -= 1
        self.setCursorPosition(place)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 — Qt's name
        """The keypad types here from now on; the next digit begins a new number."""
        super().focusInEvent(event)
        self.selectAll()
        self.focused.emit(self)


class DigitPad(Keypad):
    """A keypad for the field that has or last had the focus; at first for the first of them."""

    def __init__(self, *fields: DigitField) -> None:
        super().__init__(None)  # type: ignore[arg-type]  # a layout gives it its parent
        self.setFixedSize(216, 4 * 54)
        self._field = fields[0]
        self.retranslate()
        for field in fields:
            field.focused.connect(self._choose)
        self.digit.connect(self._type)
        self.rubbed.connect(self._rub)

    def _rub(self) -> None:
        self._field.backspace()

    def _choose(self, field: DigitField) -> None:
        self._field = field

    def _type(self, digit: str) -> None:
        field = self._field
        field.insert(digit)


class PaperColumn(QWidget):
    """A slip that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.paper = SlipView()
        self.scroller = Scroll(self.paper, self)
        self.setMinimumWidth(300)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_slip(self, slip: Slip, dots: int) -> None:
        """Show that slip from its top."""
        self.paper.show_slip(slip, dots)
        self.scroller.verticalScrollBar().setValue(0)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """The paper as wide as the column, and no wider than paper looks."""
        self.scroller.setGeometry(self.rect())
        self.paper.set_width(min(self.width() - 14, 430))


def action(words: str, do: Callable[[], object], look: str = "plain", key: str = "") -> ActionButton:
    """A button of at least a finger's height."""
    button = ActionButton(None, look)
    button.say(words, key)
    button.setMinimumHeight(52 if look == "primary" else TOUCH)
    button.setMinimumWidth(140)
    button.clicked.connect(lambda _=False: do())
    return button


def words(text: str = "", px: int = 15, *, bold: bool = False, right: bool = False) -> PlainLabel:
    """A text."""
    label = PlainLabel(text)
    label.setFont(font(px, bold))
    label.setWordWrap(not right)
    if right:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
