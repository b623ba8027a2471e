"""The customer's member card: scanned, typed, or found by its last digits; a new card; the coupon that is kept on it.

What the member bought is not told here: cashiers see no history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_assist.desktop.counter_window.side_panel import RowList, Scroll, SidePanel
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH
from pos_assist.domain.members import MOST_OF_A_CARD, Member
from pos_assist.i18n.member_texts import coupon_words, label_of
from pos_assist.i18n.translate import tr
from pos_assist.services.till.till_view import TillView

_NOTE = 66


class MemberPanel(SidePanel):
    """`given` carries a card's number or a member's id, and whether somebody unknown becomes a member with it; empty: no card.
    `scanned` carries what is no card: the code of the coupon that is kept on it, or an item's."""

    given = Signal(str, bool)
    scanned = Signal(str)

    def __init__(
        self, parent: QWidget, find: Callable[[str], Sequence[Member]], is_item: Callable[[str], bool]
    ) -> None:
        """`find`: the members that a text means, by the whole number or by its last digits. `is_item`: whether a code is an
        item's, which is rung up and makes nobody a member."""
        super().__init__(parent)
        self._find = find
        self._is_item = is_item
        self._unknown = ""  # the number that nobody has: pressed again, it is a new member's
        self._coupon = ""
        self.field = QLineEdit(self)
        self.field.setMaxLength(MOST_OF_A_CARD)
        self.take = ActionButton(self, "primary")
        self.redeem = ActionButton(self, "plain")
        self.remove = ActionButton(self, "quiet")
        self.note = PlainLabel("", self)
        self.note.setWordWrap(True)
        self.rows = RowList()
        self.matches = Scroll(self.rows, self)
        self.rows.chosen.connect(self._give)
        self.take.clicked.connect(self._give_typed)
        self.redeem.clicked.connect(self._redeem)
        self.field.returnPressed.connect(self._give_typed)
        self.field.textEdited.connect(lambda _: self._ask_nothing())
        self.remove.clicked.connect(lambda: self._give(""))
        self._ask_nothing()

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        self.title = tr("Member card")
        self.field.setPlaceholderText(tr("Card number or last 4 digits"))
        self.field.setAccessibleName(tr("Member card"))
        self._say_take()
        self.remove.say(tr("No card for this order"))
        self.update()

    def show_view(self, view: TillView) -> None:
        """The order's member and coupon, ready to be replaced."""
        member, coupon = view.member, view.member.coupon if view.member else None
        if not self.field.hasFocus():
            self.field.clear()
            self._ask_nothing()
            self.field.setFocus()
        self._coupon = coupon.code if coupon else ""
        self.redeem.setVisible(bool(coupon))
        if coupon:
            self.redeem.say(tr("Use it: {coupon}", coupon=coupon_words(coupon)))
        if member and not self._unknown and not self.rows.rows:
            self.note.setText(member.label or tr("Member without a name"))
        self.remove.setEnabled(bool(view.order.member))
        self._place()

    def take_scan(self, code: str) -> bool:
        """A scan now is the card, a new one a new member; an item's code is none."""
        if self._is_item(code):
            return False
        self._give(code, new=True)
        return True

    def _give(self, card: str, *, new: bool = False) -> None:
        self.field.clear()
        self._ask_nothing()
        self.field.clearFocus()
        self.closed.emit()
        self.given.emit(card, new)

    def _give_typed(self) -> None:
        card = self.field.text().strip()
        if not card:
            return
        if card == self._unknown:
            self._give(card, new=True)
            return
        if self._is_item(card):  # a scanner that types as slowly as a hand
            self.field.clear()
            self.closed.emit()
            self.scanned.emit(card)
            return
        found = self._find(card)
        if len(found) == 1:
            self._give(found[0].id)
        elif found:
            self.note.setText(tr("Several members have these last digits. Which one is it?"))
            since = tr("member since {day}")
            self.rows.show_entries([
                (x.id, label_of(x), since.replace("{day}", x.consent.isoformat()) if x.consent else "", "", "") for x in found
            ])  # fmt: skip
            self._place()
        else:
            self._unknown = card
            self.note.setText(tr("Nobody has this card yet. Has the customer agreed that purchases are remembered?"))
            self._say_take()

    def _redeem(self) -> None:
        self.field.clearFocus()
        self.closed.emit()
        self.scanned.emit(self._coupon)

    def _ask_nothing(self) -> None:
        self._unknown = ""
        self.note.setText("")
        self.rows.show_entries([])
        self._say_take()

    def _say_take(self) -> None:
        self.take.say(tr("Agreed: a new member") if self._unknown else tr("Use this card"), "Enter")

    def _place(self) -> None:
        self.place(QRect(0, self.TOP, self.width(), self.height() - self.TOP))

    def place(self, area: QRect) -> None:
        """Lay out the field, what is asked, and the answers within `area`."""
        w, y = area.width(), area.top()
        self.field.setGeometry(0, y, w, TOUCH)
        y += TOUCH + GAP
        self.take.setGeometry(0, y, w, 48)
        y += 48 + GAP
        if self.redeem.isVisibleTo(self):
            self.redeem.setGeometry(0, y, w, 48)
            y += 48 + GAP
        self.remove.setGeometry(0, y, w, TOUCH)
        y += TOUCH + GAP
        self.note.setGeometry(4, y, w - 8, _NOTE)
        y += _NOTE
        self.matches.setGeometry(0, y, w, max(0, area.bottom() - y))
        self.rows.resize(w, self.rows.height())
