"""A cashier who does everything in the wrong order at the wrong moment; the money is checked after each thing done.

Keys, scans, touches and clicks are real events on a real window; the clock is the monkey's. What each of them may change is
written down here beside it, apart from the program: a scan may add one unit of what it names, a digit nothing, Enter while
paying one tender of what was typed or due, and so on. Prices are worked out again by a pricer of the monkey's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.item_keys import ItemKey
from pos_assist.desktop.shared.buttons import PaintedButton
from pos_assist.domain.codes import read_scan
from pos_assist.domain.deals import Deal
from pos_assist.domain.offers import Moment, Offer
from pos_assist.domain.receipts import TenderKind
from pos_assist.pricing import Pricer
from pos_assist.services.till.commands import Command, Where
from pos_assist.services.till.till_view import TillView
from pos_assist.shop import Shop
from pos_assist.suggest.next_visit import coupon_deal
from tests.desktop.hands import Clock

KNOWN = {"2901000000015": "cheeseburger", "2901000000176": "potato-m", "2901000000312": "cola-m"}
UNKNOWN = ("4901234567894", "49012347", "12345", "1234567", "*12345678*", "12.34.5678", "+12345678", "0212345001986")
GAPS = (0.004, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12)
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Tab, None)
_NOT_HERE = {
    Command.MENU,
    Command.KEYS,
    Command.BACK_OFFICE,
    Command.PRACTICE,
    Command.QUIT,
    Command.ABOUT,
    Command.REPORT,
}
_KEYS = {
    "Del": Qt.Key.Key_Delete, "PgUp": Qt.Key.Key_PageUp, "PgDown": Qt.Key.Key_PageDown, "*": Qt.Key.Key_Asterisk,
    "+": Qt.Key.Key_Plus, "-": Qt.Key.Key_Minus, "?": Qt.Key.Key_Question, "/": Qt.Key.Key_Slash,
    **{f"F{i}": getattr(Qt.Key, f"Key_F{i}") for i in range(1, 13)},
    **{x: getattr(Qt.Key, f"Key_{x}") for x in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"},
}  # fmt: skip
_MODIFIERS = {"Shift": Qt.KeyboardModifier.ShiftModifier, "Ctrl": Qt.KeyboardModifier.ControlModifier}


@dataclass
class May:
    """What one thing done may change. `units`: which items by how many, None: any; `money`: the amounts that may be taken."""

    units: Iterable[Counter[str]] | None = ()
    money: tuple[int, ...] = ()
    give_back: bool = False


class Monkey:
    """One cashier at one window."""

    def __init__(self, window: CounterWindow, shop: Shop, clock: Clock, seed: int) -> None:
        self.window, self.till = window, window.till
        self.clock, self.chance = clock, Random(seed)
        self.catalog = shop.storage.catalog
        self.deals: list[Deal] = list(shop.storage.catalog.deals())
        self.diary: list[str] = []  # what was done, the latest last
        self.sold = 0
        self._deeds: list[tuple[int, Callable[[], May]]] = [
            (6, self._scan_known), (4, self._scan_unknown), (6, self._digits), (1, self._barcode_by_hand), (6, self._enter),
            (6, self._function), (7, self._money_key), (7, self._pay), (5, self._item), (6, self._button), (2, self._escape),
            (2, self._other_key), (1, self._yes),
        ]  # fmt: skip

    def act(self) -> None:
        """Do one thing, and see whether the money is right."""
        before = self.till.view
        typed = self.window.actions_.entry
        weights, deeds = zip(*self._deeds, strict=True)
        self.clock.now += self.chance.choice((0.02, 0.1, 0.3, 0.5, 1.5))
        (deed,) = self.chance.choices(deeds, weights)
        self.diary.append("?")
        may = deed()
        self.window.keyboard.hand_on()
        QApplication.processEvents()
        after = self.till.view
        self.diary[-1] += f" [{typed!r} → {self.window.actions_.entry!r}, {after.moment.value}, ¥{after.priced.total}]"
        self._judge(before, after, may)
        if sum(x.qty for x in after.order.lines) > 40 and not after.tenders:
            self.window.actions_.begin_again()  # the pricer's own tests have the large orders

    # -- what is done, and what it may change ------------------------------------------------------------------------

    def _scan_known(self) -> May:
        code = self.chance.choice(list(KNOWN))
        quantity = int(self.window.actions_.entry) if self.window.actions_.counted else 1
        self._scan(code)
        return May([Counter({KNOWN[code]: n}) for n in {1, quantity} if n <= 30])

    def _scan_unknown(self) -> May:
        self._scan(self.chance.choice(UNKNOWN))
        return May()

    def _scan(self, code: str) -> None:
        gap, end = self.chance.choice(GAPS), self.chance.choice(ENDS)
        self.diary[-1] = f"scan {code} at {gap * 1000:.0f} ms, {end.name if end else 'no suffix'}"
        target = self._focus()
        self.clock.now += 0.4  # nobody aims faster
        for sign in code:
            self.clock.now += gap
            QTest.keyClicks(target, sign)
        self.clock.now += gap
        if end:
            QTest.keyClick(target, end)

    def _digits(self) -> May:
        self._type(
            self.chance.choice(("1", "2", "3", "12", "29", "290", "999", "0", "1000", "500", "10000", "5000000"))
        )
        return May()

    def _barcode_by_hand(self) -> May:
        self._type(self.chance.choice((*KNOWN, *UNKNOWN[:4])))
        return May()

    def _type(self, text: str) -> None:
        self.diary[-1] = f"type {text}"
        for sign in text:
            self.clock.now += self.chance.choice((0.17, 0.25, 0.4))
            QTest.keyClicks(self._focus(), sign)

    def _enter(self) -> May:
        self.diary[-1] = "Enter"
        act, view, focus = self.window.actions_, self.till.view, self._focus()
        may = self._of_button(focus) if isinstance(focus, PaintedButton) else self._of_enter(view)
        if isinstance(focus, QLineEdit):
            may = May(None)  # of the search, a member's card, a receipt
        elif len(act.entry) > 3 and (item := self.catalog.item_by_scan(read_scan(act.entry))):
            may = May([Counter({item.code: 1})]) if act.entry_is_code() else may
        self._strike(Qt.Key.Key_Return)
        return may

    def _of_enter(self, view: TillView) -> May:
        digits = self.window.actions_.entry
        if self.window.side.shown == "recall" and view.held and not digits:
            return May(None)  # the order chosen in the list is taken up
        if view.moment is Moment.PAYING:
            return May(money=self._typed_or_due(view))
        line = view.order.line(view.selected) if view.selected is not None else None
        if line and digits and 0 < int(digits) <= 30:
            return May([Counter({line.item.code: int(digits) - line.qty})])
        return May()

    def _typed_or_due(self, view: TillView) -> tuple[int, ...]:
        digits = self.window.actions_.entry
        amount = int(digits) if digits else max(0, view.due)
        return (amount,) if amount <= view.due + 10_000 and len(digits) <= 7 else ()

    def _function(self) -> May:
        command = self.chance.choice(
            [c for c in Command if c.where is not Where.PAYING and c.key and c not in _NOT_HERE]
        )
        self.diary[-1] = f"{command.key} ({command.id})"
        self._press(command.key)
        return May(None if command.where is not Where.PAYING else ())

    def _money_key(self) -> May:
        command = self.chance.choice([c for c in Command if c.where is Where.PAYING])
        view = self.till.view
        self.diary[-1] = f"{command.key} ({command.id})"
        amounts = self.till.quick_amounts() if command.id.startswith("quick") else self._typed_or_due(view)
        self._press(command.key)
        return May(money=amounts if view.moment is Moment.PAYING else ())

    def _pay(self) -> May:
        self.diary[-1] = "F12"
        self._press("F12")
        if self.chance.random() < 0.6:
            self.clock.now += 0.4
        return May()

    def _item(self) -> May:
        keys = [key for key in self.window.grid.keys if key.isVisible() and key.item]
        return self._click(self.chance.choice(keys)) if keys else May()

    def _button(self) -> May:
        buttons = [b for b in self.window.findChildren(PaintedButton) if b.isVisible() and b.isEnabled()]
        buttons.remove(self.window.bar.menu)
        return self._click(self.chance.choice(buttons))

    def _click(self, button: PaintedButton) -> May:
        self.diary[-1] = f"click {type(button).__name__} {button.label}"
        may = self._of_button(button)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return may

    def _of_button(self, button: QWidget) -> May:
        view, digits = self.till.view, self.window.actions_.entry
        if isinstance(button, ItemKey) and button.item and not self.window.actions_.marking:
            if view.moment is Moment.PAYING:
                return May([Counter({button.item.code: 1})])  # what was typed was money, and is forgotten
            n = int(digits or 0) or 1
            if button.item.by_weight or (button.item.open_price and digits and not self.window.actions_.counted):
                return May([Counter({button.item.code: 1})])  # what was typed is grams, or its price
            return May([Counter({button.item.code: n})] if n <= 30 and len(digits) <= 3 else [])
        if button is self.window.question.yes_button:
            return May(None, self._asked_amount(), give_back=True)
        return self._of_pay_button(button)

    def _of_pay_button(self, button: QWidget) -> May:
        view, pay = self.till.view, self.window.side.views.get("pay")
        if pay is None or button.parent() is not pay:
            return May(None)
        if button is pay.last:
            offer = pay.last.offer
            return May([_of_offer(view, offer)] if offer else ())
        if button in pay.quick_buttons:
            return May(money=self.till.quick_amounts())
        if button in pay.kinds.values():
            return May(money=self._typed_or_due(view))
        return May()

    def _escape(self) -> May:
        self.diary[-1] = "Esc"
        self._strike(Qt.Key.Key_Escape)
        return May()

    def _other_key(self) -> May:
        key = self.chance.choice(
            (Qt.Key.Key_Tab, Qt.Key.Key_Backspace, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_A, Qt.Key.Key_Space)
        )
        self.diary[-1] = key.name
        focus = self._focus()
        may = self._of_button(focus) if key is Qt.Key.Key_Space and isinstance(focus, PaintedButton) else May()
        self._strike(key)
        return may

    def _yes(self) -> May:
        self.diary[-1] = "Ctrl+Enter"
        amounts = self._asked_amount()
        self._strike(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        return May(None, amounts, give_back=True)

    def _asked_amount(self) -> tuple[int, ...]:
        question = self.window.question.question
        digits = "".join(x for x in question.yes if x.isdigit()) if question else ""
        return (int(digits),) if digits else ()

    def _focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        return focus if focus and focus.window() is self.window else self.window

    def _strike(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.window.keyboard.hand_on()
        QTest.keyClick(self._focus(), key, modifier)

    def _press(self, written: str) -> None:
        *held, key = written.split("+") if len(written) > 1 else (written,)
        modifier = Qt.KeyboardModifier.NoModifier
        for name in held:
            modifier |= _MODIFIERS[name]
        self._strike(_KEYS[key], modifier)

    # -- the judge ---------------------------------------------------------------------------------------------------

    def _judge(self, before: TillView, after: TillView, may: May) -> None:
        paid = after.last_receipt if after.last_receipt is not before.last_receipt else None
        if paid:
            self.sold += 1
            new = paid.tenders[len(before.tenders) :]
            self._must(before.moment is Moment.PAYING, "a sale closed out of the blue")
            self._must(paid.key == before.order.key, "another order was paid")
            self._must(
                [(x.item.code, x.qty) for x in paid.lines] == [(x.item.code, x.qty) for x in before.order.lines],
                "the receipt has other lines than the order",
            )
            self._must(paid.total == before.priced.total, "the receipt has another total than the order")
            self._must(sum(x.amount for x in paid.tenders) >= paid.total, "less was taken than was due")
            self._must(paid.tenders[: len(before.tenders)] == before.tenders, "what was taken before is gone")
            self._must(paid.change == 0 or paid.tenders[-1].kind is TenderKind.CASH, "change from a card")
        elif after.order.key == before.order.key:
            kept = after.tenders[: len(before.tenders)] == before.tenders
            self._must(kept or (may.give_back and not after.tenders), "money vanished")
            new = after.tenders[len(before.tenders) :] if kept else ()
            delta = _units(after)
            delta.subtract(_units(before))
            delta = Counter({code: n for code, n in delta.items() if n})
            self._must(not (delta and before.tenders), "the order changed after money was taken")
            self._must(may.units is None or not delta or delta in list(may.units), f"units changed: {dict(delta)}")
        else:
            new = ()
            self._must(not before.tenders, "an order was left that money was taken for")
            self._must(may.units is None, "another order came up")
        self._must(
            len(new) <= 1 and all(x.amount in may.money for x in new), f"money was taken: {new}, may: {may.money}"
        )
        self._must(not after.tenders or after.moment is Moment.PAYING, "money taken, and not paying any more")
        deals = [*self.deals, *(coupon_deal(x, "ja") for x in after.order.coupons)]
        fresh = Pricer(deals).price(after.order, after.order.clock)
        if fresh.proven and after.priced.proven:
            self._must(after.priced.total == fresh.total, f"¥{after.priced.total} where ¥{fresh.total} is right")
        self._must(self.window.order.view is after, "the screen shows another order")

    def _must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            raise AssertionError(otherwise + ":\n  " + "\n  ".join(self.diary[-12:]))


def _units(view: TillView) -> Counter[str]:
    return Counter(view.order.units())


def _of_offer(view: TillView, offer: Offer) -> Counter[str]:
    """What the order has more of when that is taken."""
    units = Counter(offer.items)
    if offer.replaces is not None and (line := view.order.line(offer.replaces)):
        units[line.item.code] -= 1
    return units
