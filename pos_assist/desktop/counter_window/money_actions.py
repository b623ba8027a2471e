"""What money is taken and given back by, and what every action of the counter needs: the entry, doing and saying why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from pos_assist.desktop.counter_window.entry import MOST, is_code, number
from pos_assist.desktop.counter_window.question import Question
from pos_assist.desktop.shared.messages import MessageLine
from pos_assist.desktop.shared.painting import money
from pos_assist.domain.discounts import Discount
from pos_assist.domain.offers import Moment
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.i18n.tender_texts import tender_text
from pos_assist.i18n.translate import sentence, tr
from pos_assist.pricing.refund import Refund
from pos_assist.services.till.till import TOO_SOON, Till
from pos_assist.services.till.till_view import TillView

_NOTHING_LEFT = frozenset(("nothing_to_undo", "nothing_to_redo", "nothing_to_hold"))  # no fault: said calmly


class MoneyActions(QObject):
    """Base of `Actions`. `changed` carries the new view; `entered` the number typed; `keys_changed` says that an item was marked or unmarked."""

    changed = Signal(object)
    entered = Signal(str)
    asked = Signal(object)  # a Question
    keys_changed = Signal()
    parts_wanted = Signal()  # a set was accepted: its parts may be chosen
    options_wanted = Signal()  # of what was just rung up one option must be chosen
    marking_changed = Signal(bool)  # the next item key marks its item sold out, or no longer
    turned = Signal()  # the screen changed as far as money goes

    def __init__(self, till: Till, messages: MessageLine, parent: QObject) -> None:
        super().__init__(parent)
        self.till = till
        self.messages = messages
        self.entry = ""  # digits typed and not yet used
        self.counted = False  # × was pressed behind them: a quantity, also for a scan
        self._turned_at = till.seconds()  # when the screen changed as far as money goes
        self.marking = False  # the next item key is marked sold out, or back

    def entry_is_code(self) -> bool:
        """Whether what was typed can only be a code."""
        return is_code(self.entry, paying=self.till.view.moment is Moment.PAYING)

    # -- money --------------------------------------------------------------------------------------------------------

    def tender(self, kind: TenderKind, amount: int | None = None, name: str = "") -> None:
        """Take money: the given amount, else what was entered, else all that is due. Not at once after the screen changed:
        that key or touch was meant for what was there before."""
        view = self.till.view
        if view.moment is not Moment.PAYING or self.till.seconds() - self._turned_at < TOO_SOON:
            return
        if amount is None and self.entry_is_code():
            self._refuse_number()
            return
        if amount is None:
            amount = number(self.entry) if self.entry else max(0, view.due)
        self._enter("")
        figures = {"amount": money(amount), "due": money(view.due)}
        if kind is TenderKind.VOUCHER and amount > view.due:
            words = tr("A voucher of {amount} for {due}: no change is given. Is that agreed?", **figures)
        elif kind is TenderKind.CASH and self.till.is_unusual_cash(amount):
            words = tr("{amount} in cash, for {due}?", **figures)
        else:
            self._take(kind, amount, name)
            return
        yes = tr("Yes, {amount}", amount=money(amount))
        self.asked.emit(Question(words, yes, lambda: self._take(kind, amount, name)))

    def ask_cash(self, code: str) -> None:
        """What was refused as a code may be the cash that a quick hand typed: ask, so that the next Enter takes no other sum."""
        amount = number(code) if code.isdigit() and not is_code(code, paying=True) else 0
        if not amount or self.till.view.moment is not Moment.PAYING:
            return

        def take() -> None:
            self.messages.clear()  # it was no code
            self.tender(TenderKind.CASH, amount)

        words = tr("{amount} typed quickly, or scanned: is that the cash that was given?", amount=money(amount))
        self.asked.emit(Question(words, tr("Yes, {amount}", amount=money(amount)), take))

    def _take(self, kind: TenderKind, amount: int, name: str = "") -> None:
        failed = self.messages.alarm
        if self._try(lambda: self.till.tender(kind, amount, name)):
            receipt = self.till.view.last_receipt
            if failed and receipt is not None:  # else the cashier rings it up once more
                self.messages.tell(tr("The sale is saved now: receipt #{number}.", number=receipt.number))

    def turn(self) -> None:
        """What a key takes money for is another thing from now on: until that can have been seen, none takes any."""
        self._turned_at = self.till.seconds()
        self.turned.emit()

    def may_close(self, close: Callable[[], object]) -> bool:
        """Whether the program may be closed. Not while it holds part of the money for an order, which would be forgotten:
        then it is asked, and `close` called once the money is given back."""
        if not self.till.view.tenders or self.till.view.practice:
            return True
        words = tr(
            "{taken} was taken for this order. Give it back and close the program? The order is kept.",
            taken=self._taken(),
        )
        self.asked.emit(Question(words, tr("Given back, close"), lambda: self._try(self.till.back) and close()))
        return False

    def show_taken(self) -> None:
        """Say what was taken for an order that is not paid yet: the program may have ended meanwhile."""
        view = self.till.view
        if view.tenders:
            words = tr(
                "{taken} was taken for order #{number}, which is not paid yet. Take the rest, or give it back with Esc.",
                taken=self._taken(),
                number=view.order.number,
            )
            self.messages.warn(words)

    def _taken(self) -> str:
        return ", ".join(f"{tender_text(x.kind, x.name)} {money(x.amount)}" for x in self.till.view.tenders)

    def _leave_payment(self) -> None:
        """Back to the order; money that was taken is given back only when the cashier says so."""
        taken = self._taken()
        if not taken:
            self._try(self.till.back)
            return

        def give_back() -> None:
            if self._try(self.till.back):
                self.messages.tell(tr("Give back: {taken}.", taken=taken))

        words = tr("{taken} was taken for this order. Give it back and return to the order?", taken=taken)
        self.asked.emit(Question(words, tr("Given back"), give_back))

    def ring_again(self, key: str, who: str = "") -> bool:
        """That sale was closed wrongly: void it, and open its order again. True where it was done."""
        amount = 0

        def reopen() -> TillView:
            nonlocal amount
            amount = self.till.ring_again(key, tr("Opened again"), who).amount
            return self.till.view

        if not self._try(reopen):
            return False
        words = tr("The receipt is voided and its order open again; its {amount} are not paid.", amount=money(amount))
        self.messages.tell(words)
        return True

    def take_back(self, receipt: Receipt, units: Mapping[int, int] | None, reason: str, who: str = "") -> Refund | None:
        """Pay back what was paid for these units of a sale, by line, or for all of it, which is then voided (`units` is None).
        Return what was paid back; None where it was refused."""
        past, done = self.till.past, list[Refund]()

        def back() -> TillView:
            if units is None:
                done.append(past.would_void(receipt))
                past.void(receipt.key, reason, who)
            else:
                done.append(past.refund(receipt.key, units, reason, who))
            return self.till.view

        if not self._try(back):
            return None
        how = " + ".join(f"{tender_text(x.kind, x.name)} {money(x.amount)}" for x in done[0].tenders)
        self.messages.tell(tr("Give back: {taken}.", taken=how or money(0)))
        return done[0]

    def discount(self, discount: Discount | None, line: int | None) -> bool:
        """A price by hand for a line, or something off the whole order (None); no discount takes it back."""
        done = self._try(lambda: self.till.discount(discount, line))
        self._enter("")
        return done

    # -- inside -------------------------------------------------------------------------------------------------------

    def _refuse_number(self) -> None:
        digits = self.entry
        self._enter("")
        self.messages.refuse(Refused("number_not_used", digits=digits))

    def _enter(self, entry: str) -> None:
        self.counted = False
        if len(entry) > MOST:
            return
        if entry != self.entry:
            self.entry = entry
            self.entered.emit(entry)

    def _take_entry(self) -> int:
        quantity = number(self.entry)
        self._enter("")
        return quantity

    def _try(self, act: Callable[[], TillView], ask: Callable[[Problem], bool] = lambda _: False) -> bool:
        """Do that, and say in words why it cannot be done, unless `ask` has asked about it."""
        before = self.till.view
        try:
            view = act()
        except Problem as problem:
            if problem.code in _NOTHING_LEFT:
                self.messages.tell(sentence(problem))
            elif not ask(problem):
                self.messages.refuse(_in_words(problem))
            return False
        if self.messages.alarm:  # what was refused is over
            self.messages.clear()
        if _for_money(view) != _for_money(before):
            self.turn()
            self._enter("")  # what was typed was meant for the screen before
        self.changed.emit(view)
        return True


def _in_words(problem: Problem) -> Problem:
    """Amounts of a problem as the screen writes money."""
    if isinstance(problem.data.get("due"), int):
        problem.data["due"] = money(int(str(problem.data["due"])))
    return problem


def _for_money(view: TillView) -> tuple[object, ...]:
    """What a key that takes money was pressed for."""
    return view.moment is Moment.PAYING, view.order.key, view.tenders
