"""Taking the money, in the panel's place: what is due, cash by quick amounts or keypad, card, QR, the change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.last_offer import HIGH, LOW, LastOffer
from pos_assist.desktop.counter_window.side_view import SideView
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.keypad import FOUR_ROWS, TWO_ROWS, Keypad
from pos_assist.desktop.shared.painting import CENTER, RIGHT, box, draw_text, fit, hline, money, width
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, MARGIN, TOUCH, colors
from pos_assist.domain.counter_settings import TenderChoice
from pos_assist.domain.offers import Moment
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.i18n.tender_texts import tender_text
from pos_assist.i18n.translate import tr
from pos_assist.services.till.commands import LAST_OFFER, QUICK, Command
from pos_assist.services.till.till_view import TillView

_KEYED = {TenderKind.CARD: Command.CARD, TenderKind.QR: Command.QR}
ROOM_FOR_CAP = 122  # px of a button that has room for its key beside its word
_DIRECT = 3  # tenders beside cash that have a key in sight; of more, all but the first two are in a list
HEAD, LOW_HEAD, LOWEST_HEAD = (
    150,
    118,
    92,
)  # px above the quick amounts; where the window is low; received and change in one row
_LOWEST = 480  # px: lower than this, the way back stands beside the cash
# What is tried, the best first: the head, the last offer's height (0: none), what the keypad needs for keys that a finger hits.
_WAYS = (
    (HEAD, HIGH, FOUR_ROWS), (HEAD, LOW, FOUR_ROWS), (LOW_HEAD, LOW, FOUR_ROWS), (HEAD, HIGH, TWO_ROWS), (HEAD, LOW, TWO_ROWS),
    (LOW_HEAD, LOW, TWO_ROWS), (HEAD, 0, FOUR_ROWS), (HEAD, 0, TWO_ROWS), (LOW_HEAD, 0, TWO_ROWS),
    (LOWEST_HEAD, 0, TWO_ROWS),
)  # fmt: skip


class PayPanel(SideView):
    """`quick` carries an amount of cash; `tendered` a kind of tender, and its own name, for what was entered or is due;
    `accepted` an offer's id."""

    accepted = Signal(str)
    quick = Signal(int)
    tendered = Signal(object, str)
    left = Signal()
    turned = Signal()  # the list of the other tenders was opened or closed: Enter means another one

    def __init__(
        self,
        entered: Callable[[], str],
        quick_amounts: Callable[[], tuple[int, ...]],
        tenders: Callable[[], tuple[TenderChoice, ...]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._entered, self._quick_amounts = entered, quick_amounts
        self.pad = Keypad(self)
        self.quick_buttons = [ActionButton(self) for _ in QUICK]
        self.amounts: tuple[int, ...] = ()
        self._tenders = tenders
        self.choices: tuple[TenderChoice, ...] = ()  # beside cash
        self.cash = ActionButton(self, "primary")
        self.buttons: list[ActionButton] = []  # of the choices
        self.more = ActionButton(self)
        self._at = 0  # the tender of the list that Enter takes
        self.choosing = False  # the list of the other tenders lies over the keypad
        self.back = ActionButton(self, "quiet")
        self.last = LastOffer(self)
        self.last.clicked.connect(self._accept)
        self._last_key = self._kept_for = ""
        self._caps: dict[TenderKind, str] = {}
        self._more_cap = ""
        self.view: TillView | None = None
        self.entry = ""
        self.head = HEAD
        for i, button in enumerate(self.quick_buttons):
            button.px = 17
            button.clicked.connect(lambda _=False, i=i: self.press_quick(i))
        self.cash.clicked.connect(lambda: self.tendered.emit(TenderKind.CASH, ""))
        self.more.clicked.connect(self.turn_list)
        self.back.clicked.connect(self.left)

    def retranslate(self, keys: Shortcuts) -> None:
        """All words and keys again."""
        self.pad.retranslate()
        self._caps = {kind: keys.cap(command) for kind, command in _KEYED.items()}
        self.cash.say(tender_text(TenderKind.CASH), "Enter")
        self._more_cap = keys.cap(Command.OTHER_TENDER)
        self.more.say(tr("More…"))
        self.choices = ()
        self._offer_tenders()
        self._say_cash()
        for command, button in zip(QUICK, self.quick_buttons, strict=True):
            button.key = keys.cap(command)
        self._say_quick()
        self._last_key = keys.cap(LAST_OFFER)
        self.update()

    def show_view(self, view: TillView) -> None:
        """What is due, what was entered, what a customer may hand over, and one last offer until money was taken."""
        if view.moment is not Moment.PAYING or self.view is None or view.order.key != self.view.order.key:
            self.choosing = False
        self.view, self.entry = view, self._entered()
        self._offer_tenders()
        offer = next(iter(view.panel.offers()), None)
        self.last.show_last(offer, view.panel.threshold, self._last_key)
        if offer or view.panel.threshold:
            self._kept_for = view.order.key  # its place stays until the sale is over: no key moves under a finger
        self._lay_out()
        self.amounts = self._quick_amounts()[: len(QUICK)]
        self._say_quick()
        self._say_cash()
        self.update()

    @property
    def shows_offer(self) -> bool:
        """Whether a last offer is to be seen."""
        return not self.last.isHidden() and self.last.offer is not None

    def press_quick(self, i: int) -> None:
        """Take the i-th quick amount in cash."""
        if i < len(self.amounts):
            self.quick.emit(self.amounts[i])

    @property
    def kinds(self) -> dict[TenderKind, ActionButton]:
        """The button of each kind of tender."""
        return {TenderKind.CASH: self.cash} | {
            x.kind: button for x, button in reversed(list(zip(self.choices, self.buttons, strict=True)))
        }

    def turn_list(self) -> None:
        """The list of the tenders that have no key in sight, or away with it."""
        self.choosing = not self.choosing and len(self.choices) > _DIRECT
        self.turned.emit()
        self._lay_out()
        if len(self.choices) > _DIRECT:
            self._mark(0)
        self.update()

    def take_key(self, key: str) -> bool:
        """While the list is open: arrows choose a tender, Enter takes it, Esc closes it. A figure is of an amount, or of a code
        typed by hand: none takes money."""
        listed = self.buttons[_DIRECT - 1 :]
        if not self.choosing:
            return False
        if key == "Esc":
            self.turn_list()
        elif key in ("Up", "Down"):
            self._mark(max(0, min(len(listed) - 1, self._at + (1 if key == "Down" else -1))))
        elif key in ("Return", "Enter"):
            listed[self._at].click()
        else:
            return False
        return True

    def _mark(self, at: int) -> None:
        """Show which tender of the list Enter takes."""
        self._at = at
        self.cash.say(self.cash.label, "" if self.choosing else "Enter")
        for i, button in enumerate(self.buttons[_DIRECT - 1 :]):
            button.setChecked(self.choosing and i == at)
            button.say(button.label, "Enter" if self.choosing and i == at else "")

    def hideEvent(self, _event: QHideEvent) -> None:  # noqa: N802 — Qt's name
        """Whoever comes back to pay finds no list open."""
        if self.choosing:
            self.turn_list()

    def _offer_tenders(self) -> None:
        """A button for each tender that the shop takes now."""
        choices = self._tenders()
        if choices == self.choices:
            return
        for button in self.buttons:
            button.setParent(None)
            button.deleteLater()
        self.choices, self.buttons = choices, [ActionButton(self) for _ in choices]
        for i, (choice, button) in enumerate(zip(self.choices, self.buttons, strict=True)):
            button.setCheckable(len(choices) > _DIRECT and i >= _DIRECT - 1)
            button.say(tender_text(*choice), "")
            button.clicked.connect(lambda _=False, choice=choice: self._tender(choice))
        self._lay_out()

    def _cap_of(self, place: int, button: ActionButton) -> str:
        """The key of a button in sight: one for each kind that has a function of its own, and that of the list."""
        if button is self.more:
            return self._more_cap
        kind = self.choices[place].kind
        return self._caps.get(kind, "") if all(x.kind is not kind for x in self.choices[:place]) else ""

    def _tender(self, choice: TenderChoice) -> None:
        self.tendered.emit(choice.kind, choice.name)
        if self.choosing:
            self.turn_list()

    def _accept(self) -> None:
        if self.last.offer:
            self.accepted.emit(self.last.offer.id)

    def _say_cash(self) -> None:
        due = max(0, self.view.due) if self.view else 0
        if self.entry or self.height() < _LOWEST:  # there it has the way back beside it
            self.cash.say(tr("Cash {amount}", amount=money(int(self.entry) if self.entry else due)))
        else:
            self.cash.say(tr("Exact cash {amount}", amount=money(due)))

    def _say_quick(self) -> None:
        for i, button in enumerate(self.quick_buttons):
            button.setVisible(i < len(self.amounts) and not self.choosing)
            button.say(money(self.amounts[i]) if i < len(self.amounts) else "")

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """From the sum at the head down to the way back."""
        self._lay_out()

    def _lay_out(self) -> None:
        """No key moves while one order is paid: what stands where depends on the height, and on whether it had an offer. The order
        of the digits does on the height alone: a hand that knows where 1 is types no 7."""
        w, h = self.width(), self.height()
        half = (w - GAP) // 2
        view = self.view
        last = bool(view and view.order.key == self._kept_for)
        cash = TOUCH if last else 52
        if h >= _LOWEST:
            self.back.setGeometry(0, h - TOUCH, w, TOUCH)
            y = h - TOUCH - GAP - cash
            self.cash.setGeometry(0, y, w, cash)
        else:
            y = h - TOUCH
            self.back.setGeometry(0, y, w // 3, TOUCH)
            self.cash.setGeometry(w // 3 + GAP, y, w - w // 3 - GAP, TOUCH)
        self.back.say(tr("Back to the order") if h >= _LOWEST else tr("Back"), "Esc")
        self._say_cash()
        listed = self.buttons[_DIRECT - 1 :] if len(self.buttons) > _DIRECT else []
        direct = [*self.buttons[: _DIRECT - 1], self.more] if listed else self.buttons
        if direct:
            y -= TOUCH + GAP
            each = (w - GAP * (len(direct) - 1)) // len(direct)
            for i, button in enumerate(direct):
                button.setGeometry(i * (each + GAP), y, each, TOUCH)
                button.say(button.label, self._cap_of(i, button) if each >= ROOM_FOR_CAP else "")
        self.more.setVisible(bool(listed))
        free = y - GAP - 2 * (TOUCH + GAP)
        rows = _fitting(free + cash - TOUCH, _WAYS)[
            2
        ]  # as beside an offer: no digit changes its place from order to order
        head, high, _ = _fitting(free, [way for way in _WAYS if (last or not way[1]) and way[2] == rows])
        self.pad.set_most_rows(4 if rows == FOUR_ROWS else 2)
        self.head = head
        for i, button in enumerate(self.quick_buttons):
            button.setGeometry((i % 2) * (half + GAP), head + i // 2 * (TOUCH + GAP), half, TOUCH)
            button.setVisible(not self.choosing and bool(button.label))
        for i, button in enumerate(listed):
            each = max(TOUCH, min(52, (y - head) // max(1, -(-len(listed) // 2)) - GAP))
            button.setGeometry((i % 2) * (half + GAP), head + i // 2 * (each + GAP), half, each)
        for button in self.buttons:
            button.setVisible(button not in listed or self.choosing)
        top = head + 2 * (TOUCH + GAP)
        if high:
            self.last.setGeometry(0, top, w, high)
            top += high + GAP
        shown = high and view and not self.choosing and not view.tenders
        self.last.setVisible(bool(shown and view and (view.panel.offers() or view.panel.threshold)))
        self.pad.setGeometry(0, top, w, y - GAP - top)
        self.pad.setVisible(not self.choosing)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Due, what was taken, what was entered and its change."""
        if self.view is None:
            return
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        w, view = self.width(), self.view
        box(p, QRect(0, 0, w, self.head - GAP), c.surface, c.line, radius=10)
        inner = QRect(MARGIN, 0, w - 2 * MARGIN, self.head)
        first, second, third, step = {HEAD: (6, 52, 78, 30), LOW_HEAD: (1, 42, 61, 24)}.get(self.head, (-3, 37, 57, 26))
        received = QRect(inner.left(), third, inner.width(), step)
        if self.head == LOWEST_HEAD:
            received = QRect(inner.left(), third, inner.width() // 2 - 6, step)
            change_area = received.translated(inner.width() // 2 + 6, 0)
        else:
            change_area = received.translated(0, step)
        due = money(max(0, view.due))
        label = tr("Still due") if view.tenders else tr("Due")
        draw_text(p, QRect(inner.left(), first + 2, inner.width(), 40), label, 16, c.ink, bold=True)
        space = inner.width() - width(label, 16, True) - 12
        draw_text(
            p,
            QRect(inner.right() + 1 - space, first, space, 44),
            due,
            fit(due, space, (38, 34, 30, 26, 22), True),
            c.ink,
            bold=True,
            align=RIGHT,
        )
        taken = "  ".join(f"{tender_text(x.kind, x.name)} {money(x.amount)}" for x in view.tenders)
        if taken:
            draw_text(
                p, QRect(inner.left(), second, inner.width(), 18), taken, fit(taken, inner.width(), (13, 12, 11)), c.dim
            )
        hline(p, inner.left(), inner.right(), third - 3, c.line)
        entered = int(self.entry) if self.entry else None
        short = entered is not None and entered < view.due
        words, ink = (tr("Remaining"), c.saving) if short else (tr("Change"), c.dim)
        left = "–" if entered is None else money(abs(entered - view.due))
        _figure(
            p,
            received,
            tr("Received"),
            c.dim,
            money(entered) if entered is not None else "–",
            c.ink if entered is not None else c.faint,
        )
        _figure(p, change_area, words, ink, left, c.faint if entered is None else c.saving if short else c.accent_ink)
        p.end()


def _fitting(free: int, ways: Sequence[tuple[int, int, int]]) -> tuple[int, int, int]:
    """The first of those ways that needs no more than `free` pixels; else the last."""
    return next((x for x in ways if x[0] + (x[1] + GAP if x[1] else 0) + x[2] <= free), ways[-1])


def _figure(p: QPainter, area: QRect, words: str, ink: QColor, amount: str, of_amount: QColor) -> None:
    """A word at the left and its amount at the right, smaller where there is no room for it."""
    draw_text(p, area, words, 14, ink)
    px = fit(amount, area.width() - width(words, 14) - 6, range(22, 11, -1), True)
    draw_text(p, area, amount, px, of_amount, bold=True, align=RIGHT)


class DonePanel(SideView):
    """The sale is written down: the change in very large figures, until the next item is rung up."""

    printed = Signal(object)  # this receipt is to be printed

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.receipt: Receipt | None = None
        self.reopen, self.print_button = ActionButton(self, "quiet"), ActionButton(self, "quiet")
        self.print_button.clicked.connect(lambda: self.printed.emit(self.receipt))

    def retranslate(self, keys: Shortcuts) -> None:
        """All words and keys again."""
        self.reopen.say(tr("Open the last receipt again"), keys.cap(Command.REOPEN))
        self.print_button.say(tr("Print the receipt"), keys.cap(Command.PRINT))
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """The way back to a sale closed wrongly stands at the foot, where no hand rests."""
        self.reopen.setGeometry(0, self.height() - TOUCH, self.width(), TOUCH)
        self.print_button.setGeometry(0, self.height() - 2 * TOUCH - GAP, self.width(), TOUCH)

    def show_view(self, view: TillView) -> None:
        """Show what was paid and what goes back."""
        if view.last_receipt and view.last_receipt != self.receipt:
            self.receipt = view.last_receipt
            self.setAccessibleName(f"{tr('Change')} {money(self.receipt.change)}")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Change, then the sums it comes from."""
        receipt = self.receipt
        if receipt is None:
            return
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        w = self.width()
        rows = [(tr("Total"), money(receipt.total))]
        rows += [(tender_text(x.kind, x.name), money(x.amount)) for x in receipt.tenders]
        box(p, QRect(0, 0, w, 196 + 30 * len(rows) + 40), c.surface, c.line, radius=10)
        box(p, QRect(1, 1, w - 2, 156), c.accent_soft, radius=9)
        thanks = tr("Thank you very much")
        draw_text(
            p,
            QRect(MARGIN, 16, w - 2 * MARGIN, 28),
            thanks,
            fit(thanks, w - 2 * MARGIN, (17, 16, 15, 14), True),
            c.accent_ink,
            bold=True,
            align=CENTER,
        )
        draw_text(p, QRect(MARGIN, 50, w - 2 * MARGIN, 24), tr("Change"), 16, c.ink, align=CENTER)
        change = money(receipt.change)
        draw_text(
            p,
            QRect(MARGIN, 74, w - 2 * MARGIN, 74),
            change,
            fit(change, w - 2 * MARGIN, (60, 54, 48, 42, 36, 30), True),
            c.ink,
            bold=True,
            align=CENTER,
        )
        y = 172
        for label, amount in rows:
            draw_text(p, QRect(MARGIN + 4, y, w - 2 * MARGIN - 8, 28), label, 15, c.dim)
            draw_text(p, QRect(MARGIN + 4, y, w - 2 * MARGIN - 8, 28), amount, 17, c.ink, align=RIGHT)
            y += 30
        hline(p, MARGIN + 4, w - MARGIN - 4, y + 4, c.line)
        number = tr("Receipt #{number}", number=receipt.number)
        draw_text(p, QRect(MARGIN + 4, y + 12, w - 2 * MARGIN - 8, 24), number, 14, c.dim)
        draw_text(
            p,
            QRect(MARGIN + 4, y + 12, w - 2 * MARGIN - 8, 24),
            receipt.sold_at.strftime("%H:%M"),
            14,
            c.dim,
            align=RIGHT,
        )
        p.end()
