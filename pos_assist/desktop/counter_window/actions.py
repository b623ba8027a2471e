"""What a cashier's hand does: ring up, answer, void, pay; the quantity being entered, scans, touches. One place for all.

Key, touch, mouse and scanner end here, so that they cannot differ. A refusal is told in the message line and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from pos_assist.desktop.counter_window.entry import may_be_grams
from pos_assist.desktop.counter_window.money_actions import MoneyActions
from pos_assist.desktop.counter_window.question import Question
from pos_assist.domain.items import Item
from pos_assist.domain.members import Member
from pos_assist.domain.offers import Moment
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.member_texts import coupon_words
from pos_assist.i18n.translate import title_of, tr
from pos_assist.services.till.till_view import TillView


class _Ring(Protocol):
    """One of the till's ways to ring something up."""

    def __call__(self, code: str, qty: int, /, *, sold_out: bool) -> TillView: ...


class Actions(MoneyActions):
    """What is done to the order, beside the money."""

    # -- from the hand ---------------------------------------------------------------------------------------------

    def press_item(self, code: str) -> None:
        """An item's key, or what the search found: ring it up with the quantity entered before."""
        if self.marking:
            self.mark_sold_out(code)
            return
        item = self.till.item(code)
        meant = not self.counted and self.till.view.moment is not Moment.PAYING  # neither a quantity nor money
        if item and item.by_weight and may_be_grams(self.entry):
            grams = self._take_entry() if meant else 0
            self._enter("")
            self._sell(lambda sold_out: self.till.weigh(code, grams, sold_out=sold_out))
        elif item and item.open_price and self.entry and meant:
            price = self._take_entry()
            self._sell(lambda sold_out: self.till.ring_at(code, price, sold_out=sold_out))
        else:
            self._ring(self.till.ring, code)

    def scan(self, barcode: str) -> None:
        """A code, by scanner or typed. Only a quantity that × was pressed behind counts for it."""
        typed = "" if self.counted else self.entry
        if typed:
            self._enter("")
        self._ring(self.till.scan, barcode)
        if typed and not self.messages.alarm:
            self.messages.refuse(Refused("number_not_used", digits=typed))

    def digit(self, digit: str) -> None:
        """A digit, by key or keypad: of a quantity, of money while paying, or of a code."""
        self._enter(("" if self.counted else self.entry) + digit)

    def rub_out(self) -> None:
        """Remove the last digit of the entry."""
        self._enter(self.entry[:-1])

    def enter(self) -> None:
        """Enter: paying, the cash that was entered, or the exact amount; else the quantity for the selected line."""
        view = self.till.view
        if self.entry_is_code():
            code = self.entry
            self._enter("")
            self.scan(code)
        elif view.moment is Moment.PAYING:
            self.tender(TenderKind.CASH)
        elif self.entry and view.selected is not None:
            quantity = self._take_entry()
            line = view.selected
            if quantity:
                self._if_meant(quantity, lambda: self._try(lambda: self.till.set_qty(line, quantity)))

    def escape(self) -> None:
        """One step back: the entry, then the payment."""
        if self.entry:
            self._enter("")
        elif self.marking:
            self.mark(on=False)
        elif self.till.view.moment is Moment.PAYING:
            self._leave_payment()
        else:
            self.messages.clear()

    def begin_again(self) -> None:
        """Every line away, and a payment that was begun: the next exercise of practice begins with nothing."""
        if self.till.view.moment is Moment.PAYING:
            self._try(self.till.back)
        while lines := self.till.view.order.lines:
            if not self._try(partial(self.till.void, lines[-1].id)):
                return
        self.changed.emit(self.till.view)

    def answer(self, offer_id: str, *, yes: bool) -> None:
        """Accept or decline the offer of a card."""
        before = self.till.view.order
        done = self._try(lambda: self.till.accept(offer_id) if yes else self.till.decline(offer_id))
        if done and yes and self.till.view.order != before:
            self.parts_wanted.emit()

    def fill_part(self, line: int, code: str) -> None:
        """Another item for a part of the set."""
        self._try(lambda: self.till.fill_part(line, code))

    def swap(self, offer_id: str, part: int) -> None:
        """Something else for that part of a set."""
        self._try(lambda: self.till.swap(offer_id, part))

    def select(self, line: int) -> None:
        """Select a line of the order."""
        self._try(lambda: self.till.select(line))

    def step(self, by: int) -> None:
        """The line above or below becomes the selected one."""
        view = self.till.view
        ids = [line.id for line in view.order.lines]
        if ids and view.selected in ids:
            self.select(ids[max(0, min(len(ids) - 1, ids.index(view.selected) + by))])

    def recall(self, key: str) -> None:
        """An order of the recall list was touched."""
        self._try(lambda: self.till.recall(key))

    def choose(self, line: int, group: str, name: str) -> bool:
        """An option of a line was touched."""
        return self._try(lambda: self.till.choose(line, group, name))

    def note(self, guests: int | None = None, table: str | None = None) -> bool:
        """Note guests or a table."""
        return self._try(lambda: self.till.note(guests=guests, table=table))

    def members_meant(self, text: str) -> Sequence[Member]:
        """The members that a number means: by the whole card, or by its last digits."""
        return self.till.members_meant(text)

    def is_item(self, code: str) -> bool:
        """Whether that code is an item's."""
        return self.till.is_item(code)

    def set_member(self, card: str, new: bool = False) -> None:
        """The customer's card; empty: none. `new`: somebody unknown becomes a member."""
        before = self.till.view.order.member
        if self._try(lambda: self.till.set_member(card, new=new)) and self.till.view.order.member != before:
            self._greet()

    def _greet(self) -> None:
        """Remind of what is kept on the card, in one line."""
        member = self.till.view.member
        if member and member.coupon:
            self.messages.tell(tr("On this card: {coupon}", coupon=coupon_words(member.coupon)))

    def mark_sold_out(self, code: str) -> None:
        """Sold out today, or back."""
        self.mark(on=False)
        item = self.till.item(code)
        if item and self._try(lambda: self.till.set_sold_out(code, not item.sold_out)):
            self.keys_changed.emit()
            words = tr("“{name}” can be sold again.") if item.sold_out else tr("“{name}” is marked sold out.")
            self.messages.tell(words.format(name=title_of(item)))

    def settle(self) -> None:
        """«That is all», or not yet."""
        self._try(self.till.settle)

    def hold(self) -> bool:
        """Hold the order and begin another; return whether it was done."""
        return self._try(self.till.hold)

    def note_held(self, key: str, note: str) -> None:
        """Write down whose the held order is."""
        self._try(lambda: self.till.note_held(key, note))

    def no_more_offers(self) -> None:
        """No more cards for this order, or cards again."""
        self._try(self.till.no_more_offers)

    def pay(self) -> None:
        """Begin the payment of the order."""
        self._try(self.till.pay)

    def void(self) -> None:
        """Take the selected line out."""
        self._on_line(self.till.void)

    def undo(self) -> None:
        """Take the last change back."""
        self._try(self.till.undo)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._try(self.till.redo)

    def turn_mode(self) -> None:
        """Eat in instead of take out, or the other way round."""
        self._try(lambda: self.till.set_mode(_other(self.till.view.order.mode)))

    def turn_line_mode(self) -> None:
        """The same for the selected line alone."""
        self._on_line(self._other_line_mode)

    def turn_rush(self) -> None:
        """A queue has formed, or is gone."""
        self._try(lambda: self.till.set_rush(not self.till.view.rush))

    def swap_part(self, part: int) -> None:
        """Something else for that part of the set on the upgrade's card."""
        if offer := self.till.view.panel.upgrade:
            self.swap(offer.id, part)

    def answer_place(self, place: int, *, yes: bool) -> None:
        """Accept or decline the upgrade (0) or an add-on (1 …)."""
        panel = self.till.view.panel
        offer = (panel.upgrade, *panel.addons)[place] if place <= len(panel.addons) else None
        if offer:
            self.answer(offer.id, yes=yes)

    def more(self, by: int) -> None:
        """Add that many units to the selected line."""

        def change(line_id: int) -> TillView:
            line = self.till.view.order.line(line_id)
            if line is None:
                raise Refused("no_such_line")
            return self.till.set_qty(line_id, line.qty + by)

        self._on_line(change)

    def mark(self, *, on: bool) -> None:
        """Let the next item key mark its item sold out, or back; or no longer."""
        before, self.marking = self.marking, on
        self.marking_changed.emit(on)
        if before and not on:
            self.messages.clear()
        if on:
            self.messages.tell(tr("Press the key of the item that is sold out, or back again. Esc leaves."))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _ring(self, ring: _Ring, code: str) -> None:
        if self.entry_is_code():
            self._refuse_number()
            return
        quantity = (self._take_entry() or 1) if self.till.view.moment is not Moment.PAYING else 1
        self._enter("")

        def sell() -> None:
            before = self.till.view.order.member
            self._sell(lambda sold_out: ring(code, quantity, sold_out=sold_out))
            if self.till.view.order.member != before:  # it was a card
                self._greet()

        self._if_meant(quantity, sell)

    def _sell(self, ring: Callable[[bool], TillView]) -> None:
        """Ring that up; what is marked sold out, yet in the customer's hand, when the cashier says so."""

        def do(*, sold_out: bool = False) -> None:
            if self._try(lambda: ring(sold_out), ask):
                if self.till.view.change is None:
                    self.messages.clear()
                line = self.till.view.order.line(self.till.view.selected or 0)
                if line and any(group.least for group in line.item.options):
                    self.options_wanted.emit()

        def ask(problem: Problem) -> bool:
            item = problem.data.get("name")
            if problem.code != "sold_out" or not isinstance(item, Item):
                return False
            words = tr("“{name}” is marked sold out. Sell it all the same?", name=title_of(item))
            self.asked.emit(Question(words, tr("Sell it"), lambda: do(sold_out=True)))
            return True

        do()

    def _if_meant(self, quantity: int, act: Callable[[], object]) -> None:
        """Do that, at once or, for so many that it may be a slip, when the cashier says so."""
        if not self.till.is_unusual_quantity(quantity):
            act()
            return
        self.asked.emit(Question(tr("Quantity {n}: is that right?", n=quantity), tr("Yes, {n}", n=quantity), act))

    def _other_line_mode(self, line_id: int) -> TillView:
        order = self.till.view.order
        line = order.line(line_id)
        mode = (line.mode if line else None) or order.mode
        other = _other(mode)
        return self.till.set_line_mode(line_id, None if other is order.mode else other)

    def _on_line(self, act: Callable[[int], TillView]) -> None:
        line = self.till.view.selected
        if line is not None:
            self._try(lambda: act(line))


def _other(mode: ServiceMode) -> ServiceMode:
    return ServiceMode.EAT_IN if mode is ServiceMode.TAKEOUT else ServiceMode.TAKEOUT
