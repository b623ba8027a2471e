"""The open order of a till: its one way to change, its price, its panel, its undo history, and how it is saved.

The clocks, the making of keys and `post`, which runs a worker's result on the caller's thread, come in as arguments; Qt,
terminal and tests each bring theirs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pos_assist.domain.items import Item
from pos_assist.domain.offers import EMPTY_PANEL, Moment, Panel
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.domain.print_jobs import NewJob
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt
from pos_assist.domain.settings import EATEN_HERE, SERVICE_MODE
from pos_assist.pricing.priced import PriceChange, PricedOrder
from pos_assist.services.till.held_orders import HeldOrders
from pos_assist.services.till.offer_log import OfferLog
from pos_assist.services.till.order_clock import price_change
from pos_assist.services.till.order_pricing import OrderPricing
from pos_assist.services.till.past_sales import PastSales, ReturnPrinting
from pos_assist.services.till.suggestions import SuggestionService
from pos_assist.services.till.till_view import MemberView, TillView
from pos_assist.storage import SavedOrder, Storage
from pos_assist.system import clock

MOST_OF_ONE = 999  # units in one line; more is a slip of the hand
Post = Callable[[Callable[[], None]], None]
T = TypeVar("T")


def at_once(job: Callable[[], None]) -> None:
    """A `Post` for programs without an event loop: the worker's own thread does it."""
    job()


def random_key() -> str:
    """A key for an order that no other order, here or elsewhere, has."""
    return os.urandom(16).hex()


class TillOrder:
    """The state of one till between calls, and the methods through which its open order changes. Base of `Till`
    only."""

    def __init__(  # noqa: PLR0913 — given by name
        self,
        storage: Storage,
        *,
        now: Callable[[], datetime] = clock.now,
        ticks: Callable[[], float] = time.monotonic,
        new_key: Callable[[], str] = random_key,
        post: Post = at_once,
        before_order: Callable[[], None] = lambda: None,
        after_sale: Callable[[], None] = lambda: None,
        print_jobs: Callable[[Receipt], Iterable[NewJob]] = lambda _: (),
        cashier: Callable[[], str] = lambda: "",
        before_payment: Callable[[], None] = lambda: None,
        printing: ReturnPrinting | None = None,
        practice: bool = False,
    ) -> None:
        """`cashier` names who sells, for the receipt; `before_payment` may refuse that money is taken. `before_order` is called before an order opens, `after_sale` once a sale is on disk;
        `print_jobs` says what is to be printed of a sale, and is asked while it is written down; `printing` prints what is given back. `practice`: nothing is written down, not the order, not the sale, not what was offered (M17); also the way to
        look at a shop that is only open for reading."""
        self._storage = storage
        self._catalog = storage.catalog
        self._now = now
        self._ticks = ticks
        self._new_key = new_key
        self._before_order = before_order
        self._after_sale = after_sale
        self._print_jobs = print_jobs
        self._cashier = cashier
        self._before_payment = before_payment
        self._practice = practice
        self._pricing = OrderPricing(self._catalog, ticks, post, self._hear)
        self._clock = self._pricing.clock
        self._panels = SuggestionService(storage, self._pricing, ticks, practice=practice)
        self.past = PastSales(storage, self._panels, now, printing, practice=practice)
        self._past: list[Order] = []
        self._future: list[Order] = []
        self._log = OfferLog(ticks)
        self.on_change: Callable[[TillView], None] | None = None
        self.on_trouble: Callable[[Exception], None] | None = None  # hears of errors of ours that no sale waits for
        self._rush = False
        self._covered = False
        opened = self._left_open()
        self._held = HeldOrders(
            (saved for saved in opened if saved.held), lambda saved: self._pricing.total(saved.order)
        )
        self.view = self._empty_view()
        if current := next((saved for saved in opened if not saved.held), None):
            self._take_up(current)

    def undo(self) -> TillView:
        """Take back the last change of this order. Refused: nothing_to_undo."""
        if not self._past:
            raise Refused("nothing_to_undo")
        self._refuse_while_paid()
        self._future.append(self.view.order)
        return self._show(self._past.pop())

    def redo(self) -> TillView:
        """Do again what was taken back. Refused: nothing_to_redo."""
        if not self._future:
            raise Refused("nothing_to_redo")
        self._refuse_while_paid()
        self._past.append(self.view.order)
        return self._show(self._future.pop())

    def _left_open(self) -> list[SavedOrder]:
        """The orders that were open when the program ended."""
        return [] if self._practice else self._storage.sales.open_orders()

    def eaten_here(self) -> bool:
        """Whether guests can eat in this shop: otherwise every order is taken out."""
        return self._catalog.setting(EATEN_HERE)

    def _empty_view(self) -> TillView:
        mode = self._catalog.setting(SERVICE_MODE) if self.eaten_here() else ServiceMode.TAKEOUT
        order = Order(self._new_key(), self._storage.sales.next_number(), self._now(), mode)
        return TillView(order, PricedOrder(0, 0), rush=self._rush, practice=self._practice, held=self._held.shown)

    def _begin(self, last_receipt: Receipt | None = None) -> None:
        self._past, self._future = [], []
        self._log = OfferLog(self._ticks)
        self.view = replace(self._empty_view(), last_receipt=last_receipt)

    def _take_up(self, saved: SavedOrder) -> None:
        self._past, self._future = [], []
        self._log = OfferLog(self._ticks, saved.offers)
        if not saved.tenders:
            self._show(saved.order)
            return
        priced = self._pricing.price(saved.order)  # its price stands, as it did when the money was taken
        self.view = TillView(saved.order, priced, moment=Moment.PAYING, tenders=saved.tenders)
        self._show(saved.order, moment=Moment.PAYING)

    def _change(self, order: Order, selected: int | None, moment: Moment | None = None) -> TillView:
        """The one way in which an open order changes. `moment`: unless told, the customer is choosing again."""
        if order == self.view.order:
            return self.view
        self._refuse_while_paid()
        if any(line.qty > MOST_OF_ONE for line in order.lines):
            raise Refused("too_many", most=MOST_OF_ONE)
        if order.lines and not self.view.order.lines:
            order = self._opened(order)
        self._past.append(self.view.order)
        self._future.clear()
        return self._show(order, selected, moment or Moment.CHOOSING)

    def _opened(self, order: Order) -> Order:
        """Return the order as it begins, with its first item, whatever brought it in. Environment: no_room for another sale."""
        if not self._practice:
            self._storage.require_disk_space()
        return self._clock.set(order, self._now())

    def _show(self, order: Order, selected: int | None = None, moment: Moment = Moment.CHOOSING) -> TillView:
        """Bring the order's clock up to now where its grace is over, price the order, work out the panel, and have the open order saved behind the cashier's back."""
        at, change = self._now(), None
        if (
            order.member in self._storage.members.gone and moment is not Moment.PAYING
        ):  # what is being paid keeps its price
            order = replace(order, member="")
        paying_on = moment is Moment.PAYING and self.view.moment is Moment.PAYING and order.costs_as(self.view.order)
        if paying_on:
            priced, change = self.view.priced, self.view.change
        else:
            order, change = self._brought_up(order, at)
            priced = self._pricing.price(order)
        panel = self._panel(order, priced, moment, at)
        self._pricing.finish_later(order, priced, self._proved)
        if selected is None or order.line(selected) is None:
            selected = order.lines[-1].id if order.lines else None
        changed = order != self.view.order
        self.view = TillView(
            order,
            priced,
            panel,
            moment,
            selected,
            self.view.tenders if order.key == self.view.order.key else (),
            bool(self._past),
            bool(self._future),
            self._held.shown,
            None,
            self._rush or self._panels.busy(),
            self._practice,
            change,
            self._member(order, at),
            self._pricing.checking(order),
        )
        if self._note_shown() or changed:
            self._save()
        return self.view

    def _member(self, order: Order, at: datetime) -> MemberView | None:
        if not order.member:
            return None
        known = self._panels.cards.known(order, at)
        waiting = known.coupon if known.coupon and known.coupon not in order.coupons else None
        return MemberView(known.member.label if known.member else "", waiting)

    def _note_shown(self) -> bool:
        """Have it written down what is on screen; return whether anything is new."""
        view = self.view
        return self._log.shown(EMPTY_PANEL if self._covered else view.panel, view.moment, view.order)

    def _brought_up(self, order: Order, at: datetime) -> tuple[Order, PriceChange | None]:
        """The order with its clock set to now where its grace is over, and what that changes of its total."""
        new = self._clock.brought_up(order, at)
        if new is order:
            return order, None
        before = self._pricing.price(order)
        return new, price_change(before, self._pricing.price(new), order, new)

    def _panel(self, order: Order, priced: PricedOrder, moment: Moment, at: datetime) -> Panel:
        before = self.view.panel if order.key == self.view.order.key else EMPTY_PANEL
        rush = self._rush or self._panels.busy()
        return self._if_it_can(lambda: self._panels.panel(order, priced, moment, at, before, rush=rush), EMPTY_PANEL)

    def _if_it_can(self, suggest: Callable[[], T], nothing: T) -> T:
        """Offers are a help: an error of ours among them is told, and the customer is served without. Where nobody is told
        (tests, terminal), it is raised."""
        try:
            return suggest()
        except Exception as error:
            if self.on_trouble is None:
                raise
            self.on_trouble(error)
            return nothing

    def _proved(self, order: Order, priced: PricedOrder) -> None:
        """A worker has finished the proof of a price that ran out of time, or those of its cards; it counts if the order is
        still that one."""
        view = self.view
        if order == view.order and not view.tenders and priced.net_total <= view.priced.net_total:
            at = self._now()
            panel = self._panel(order, priced, view.moment, at)
            self._pricing.finish_later(order, priced, self._proved)
            proved = replace(view, priced=priced, panel=panel, checking=self._pricing.checking(order))
            if self.view is not view:  # without a window this is the worker's thread: the cashier has gone on meanwhile
                return
            self.view = proved
            self._note_shown()
            if self.on_change:
                self.on_change(self.view)

    def _hear(self, error: Exception) -> None:
        """An error of ours on the worker's thread; the sale goes on."""
        if self.on_trouble:
            self.on_trouble(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    def _save(self) -> None:
        """Have the open order written down; the writer works behind the cashier's back."""
        if self._practice:
            return
        order = self.view.order
        if order.lines:
            records = self._log.records(order)
            self._storage.sales.save_open(SavedOrder(order, False, records, self._now(), self.view.tenders))
        else:
            self._storage.sales.drop_open(order.key)

    def _payable(self, refusal: str) -> Order:
        if not self.view.order.lines:
            raise Refused(refusal)
        return self.view.order

    def _refuse_while_paid(self) -> None:
        if self.view.tenders:
            raise Refused("being_paid")

    def _refuse_sold_out(self, item: Item) -> None:
        if item.sold_out:
            raise Refused("sold_out", name=item)
