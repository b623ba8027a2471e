"""A price by hand: something off the selected line or the whole order, by key or by figures, with its reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.side_panel import SidePanel
from pos_assist.desktop.shared.buttons import ActionButton, ChoiceButton
from pos_assist.desktop.shared.keypad import Keypad
from pos_assist.desktop.shared.painting import RIGHT, box, draw_text, fit, money
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH, colors
from pos_assist.domain.counter_settings import QuickDiscount
from pos_assist.domain.discounts import By, Discount
from pos_assist.domain.marking import N_
from pos_assist.i18n.line_texts import hand_text
from pos_assist.i18n.translate import Speaker, title_of, tr
from pos_assist.services.till.till_view import TillView

HEAD = 62
ROW = 40
MOST_QUICK = 6
ROOM_FOR_CAP = 106  # px of a button that has room for its key beside its words
_REASONS = (N_("Marked down"), N_("Damaged"), N_("Regular customer"), N_("Other reason"))
_KEYS = {"-": By.AMOUNT, "%": By.PERCENT, "=": By.PRICE}


class DiscountPanel(SidePanel):
    """`given` carries a Discount, or None to take it back, and the line's id (None: the whole order)."""

    given = Signal(object, object)
    digit = Signal(str)
    rubbed = Signal()

    def __init__(
        self, entered: Callable[[], str], quick: Callable[[], tuple[QuickDiscount, ...]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._entered, self._quick = entered, quick
        self.whole = False  # off the whole order, not the line
        self.view: TillView | None = None
        self.for_line, self.for_order = ActionButton(self), ActionButton(self)
        self.reasons = [ActionButton(self) for _ in range(4)]
        self.quick_buttons = [ChoiceButton(self) for _ in range(MOST_QUICK)]
        self.ways = {by: ActionButton(self) for by in By}
        self.pad = Keypad(self)
        self.undo = ActionButton(self, "quiet")
        self._found: tuple[QuickDiscount, ...] = ()
        self._reason = 0
        for i, button in enumerate((self.for_line, self.for_order)):
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, i=i: self._aim(whole=bool(i)))
        for i, button in enumerate(self.reasons):
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, i=i: self._because(i))
        for i, key in enumerate(self.quick_buttons):
            key.clicked.connect(lambda _=False, i=i: self._give_quick(i))
        for by, button in self.ways.items():
            button.clicked.connect(lambda _=False, by=by: self._give_typed(by))
        self.pad.digit.connect(self.digit)
        self.pad.rubbed.connect(self.rubbed)
        self.undo.clicked.connect(lambda: self._give(None))

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        self.title = tr("Discount by hand")
        self.for_line.say(tr("This line"), "*")
        self.for_order.say(tr("Whole order"))
        for button, word in zip(self.reasons, _REASONS, strict=True):
            button.say(tr(word))
        self.pad.retranslate()
        self.undo.say(tr("No discount"), "Del")
        if self.view:
            self.show_view(self.view)

    def show_view(self, view: TillView) -> None:
        """Show what it would be taken off, and the figures entered."""
        self.view, self._found = view, self._quick()[:MOST_QUICK]
        self.for_line.setChecked(not self.whole)
        self.for_order.setChecked(self.whole)
        for i, button in enumerate(self.reasons):
            button.setChecked(i == self._reason)
        for i, quick in enumerate(self.quick_buttons):
            quick.setVisible(i < len(self._found))
            if i < len(self._found):
                x = self._found[i]
                value = f"{x.value}%" if x.by is By.PERCENT else money(x.value)
                quick.show_choice(*((title_of(x), value) if x.name else (value,)), chosen=False)
        entry = self._entered()
        number = int(entry) if entry and len(entry) < 8 else None
        self.ways[By.AMOUNT].say(tr("{amount} off", amount=money(number)) if number else tr("¥ off"))
        self.ways[By.PERCENT].say(
            tr("{percent}% off", percent=number) if number and number <= 100 else tr("% off"), "%"
        )
        self.ways[By.PRICE].say(tr("at {amount}", amount=money(number)) if number is not None else tr("New price"))
        self.ways[By.AMOUNT].setEnabled(bool(number))
        self.ways[By.PERCENT].setEnabled(bool(number) and (number or 0) <= 100)
        self.ways[By.PRICE].setEnabled(number is not None and not self.whole)
        self.undo.setEnabled(self._now() is not None)
        self._lay_out()
        self.update()

    def take_key(self, key: str) -> bool:
        """After figures «-» is yen off, «%» percent, «=» the new price; «*» changes between line and order; Del takes it back."""
        if key in _KEYS:
            self._give_typed(_KEYS[key])
        elif key == "*":
            self._aim(whole=not self.whole)
        elif key == "Del":
            self._give(None)
        else:
            return False
        return True

    # -- inside ------------------------------------------------------------------------------------------------------------

    def _now(self) -> Discount | None:
        view = self.view
        if view is None or self.whole:
            return view.order.discount if view else None
        line = view.order.line(view.selected) if view.selected is not None else None
        return line.hand if line else None

    def _aim(self, *, whole: bool) -> None:
        self.whole = whole
        if self.view:
            self.show_view(self.view)

    def _because(self, place: int) -> None:
        self._reason = place
        if self.view:
            self.show_view(self.view)

    def _give_quick(self, place: int) -> None:
        x = self._found[place]
        self.quick_buttons[place].setChecked(False)  # a key, not a choice that stays
        named = Discount(x.by, x.value, x.name, reason_en=x.title_en)
        self._give(named if x.name else self._reasoned(x.by, x.value))

    def _give_typed(self, by: By) -> None:
        entry = self._entered()
        if entry and self.ways[by].isEnabled():
            self._give(self._reasoned(by, int(entry)))

    def _reasoned(self, by: By, value: int) -> Discount:
        word = _REASONS[self._reason]
        return Discount(by, value, tr(word), reason_en=Speaker("en").tr(word))

    def _give(self, discount: Discount | None) -> None:
        if self.view and self.view.order.lines:
            self.given.emit(discount, None if self.whole else self.view.selected)

    def place(self, _area: QRect) -> None:
        """From what it is taken off down to the way back."""
        self._lay_out()

    def _lay_out(self) -> None:
        w, y = self.width(), self.TOP + HEAD + GAP
        half, third = (w - GAP) // 2, (w - 2 * GAP) // 3
        self.for_line.setGeometry(0, y, half, ROW)
        self.for_order.setGeometry(half + GAP, y, w - half - GAP, ROW)
        y += ROW + GAP
        for i, button in enumerate(self.reasons):
            button.setGeometry((i % 2) * (half + GAP), y + i // 2 * (ROW + 4), half, ROW)
        y += 2 * (ROW + 4) + GAP - 4
        for i, quick in enumerate(self.quick_buttons):
            quick.setGeometry((i % 3) * (third + GAP), y + i // 3 * (ROW + 4), third, ROW)
        y += -(-len(self._found) // 3) * (ROW + 4) + GAP
        foot = self.height() - TOUCH
        self.undo.setGeometry(0, foot, w, TOUCH)
        ways = foot - GAP - TOUCH
        for i, button in enumerate(self.ways.values()):
            button.setGeometry(i * (third + GAP), ways, third, TOUCH)
            button.say(button.label, list(_KEYS)[i] if third >= ROOM_FOR_CAP else "")
        self.pad.setGeometry(0, y, w, max(0, ways - GAP - y))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The line or the order with its price now, and the figures typed."""
        super().paintEvent(event)
        view = self.view
        if view is None:
            return
        p, c, w = QPainter(self), colors(), self.width()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, QRect(0, self.TOP, w, HEAD), c.surface, c.line, radius=10)
        line = view.order.line(view.selected) if view.selected is not None and not self.whole else None
        whole = tr("Whole order") if view.priced.tax_added is None else tr("Whole order, without tax")
        words = title_of(line) if line else whole
        price = money(line.price) if line else money(view.priced.net_total)
        draw_text(
            p,
            QRect(12, self.TOP + 4, w - 120, 30),
            words,
            fit(words, w - 120, (16, 15, 14, 13), True),
            c.ink,
            bold=True,
        )
        draw_text(p, QRect(12, self.TOP + 4, w - 24, 30), price, 19, c.ink, bold=True, align=RIGHT)
        hand = self._now()
        below = hand_text(hand, money) if hand else ""
        draw_text(p, QRect(12, self.TOP + 34, w - 110, 22), below, fit(below, w - 110, (13, 12, 11)), c.saving)
        draw_text(p, QRect(12, self.TOP + 34, w - 24, 22), self._entered(), 16, c.accent_ink, bold=True, align=RIGHT)
        p.end()
