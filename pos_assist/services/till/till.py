"""One till: ring, void, accept, decline, hold, recall, pay. Every use case returns the view that is then shown.

A Problem raised by a method changed nothing. The clocks, the making of keys and the way back from a worker to the
caller's thread (`post`) come in as arguments; Qt, terminal and tests each bring theirs.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NoReturn, TypeVar

from pos_assist.domain.business_day import business_date
from pos_assist.domain.codes import patterns_of, price_of_weight, read_scan
from pos_assist.domain.items import Department, Item
from pos_assist.domain.offers import EMPTY_PANEL, Moment, Offer, Panel
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.domain.print_jobs import NewJob
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, Tender, TenderKind, Voided
from pos_assist.domain.settings import CURRENCY, DAY_END, LABEL_PATTERNS, QUANTITY_ASKED, SERVICE_MODE, TILL
from pos_assist.domain.texts import FORBIDDEN
from pos_assist.pricing.priced import DealExplanation, PriceChange, PricedOrder
from pos_assist.services.till.close_sale import close_sale, largest_note, opened_again, quick_amounts
from pos_assist.services.till.held_orders import HeldOrders
from pos_assist.services.till.offer_log import OfferLog
from pos_assist.services.till.order_clock import price_change
from pos_assist.services.till.order_pricing import OrderPricing
from pos_assist.services.till.past_sales import PastSales
from pos_assist.services.till.piece import price_of_piece
from pos_assist.services.till.suggestions import SuggestionService
from pos_assist.services.till.till_view import TillView
from pos_assist.storage import SavedOrder, Storage
from pos_assist.suggest.next_visit import MARK, redeemed
from pos_assist.system import clock

TOO_SOON = 0.3  # seconds: a tap on a card this soon after it appeared was meant for what was there before
LIGHTEST, HEAVIEST = 2, 99_999  # grams of one piece; 1 is what a key says that was pressed without a weight
PATIENCE = 0.5  # seconds that taking the money waits for the proof of the price
MOST_OF_A_CARD = 64  # signs of a member's number: it goes into every receipt, the journal and each backup
MOST_OF_ONE = 999  # units in one line; more is a slip of the hand

Post = Callable[[Callable[[], None]], None]
T = TypeVar("T")


def at_once(job: Callable[[], None]) -> None:
    """A `Post` for programs without an event loop: the worker's own thread does it."""
    job()


def random_key() -> str:
    """A key for an order that no other order, here or elsewhere, has."""
    return os.urandom(16).hex()


class Till:
    """The use cases of one till. Not thread-safe: one thread calls it, workers come back through `post`."""

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
        practice: bool = False,
    ) -> None:
        """`before_order` is called before an order opens, `after_sale` once a sale is on disk;
        `print_jobs` says what is to be printed of a sale, and is asked while it is written down. `practice`: nothing is written down, not the order, not the sale, not what was offered (M17); also the way to
        look at a shop that is only open for reading."""
        self._storage = storage
        self._catalog = storage.catalog
        self._now = now
        self._ticks = ticks
        self._new_key = new_key
        self._before_order = before_order
        self._after_sale = after_sale
        self._print_jobs = print_jobs
        self._practice = practice
        self._pricing = OrderPricing(self._catalog, ticks, post, self._hear)
        self._clock = self._pricing.clock
        self._panels = SuggestionService(storage, self._pricing, ticks, practice=practice)
        self.past = PastSales(storage, self._panels, now, practice=practice)
        self._past: list[Order] = []
        self._future: list[Order] = []
        self._log = OfferLog(ticks)
        self.on_change: Callable[[TillView], None] | None = None
        self.on_trouble: Callable[[Exception], None] | None = None  # hears of errors of ours that no sale waits for
        self._rush = False
        opened = [] if practice else storage.sales.open_orders()
        self._held = HeldOrders(
            (saved for saved in opened if saved.held), lambda saved: self._pricing.total(saved.order)
        )
        self.view = self._empty_view()
        if current := next((saved for saved in opened if not saved.held), None):
            self._take_up(current)

    def seconds(self) -> float:
        """The monotonic clock by which it is told what was touched too soon."""
        return self._ticks()

    # -- looking things up ---------------------------------------------------------------------------------------

    def departments(self) -> tuple[Department, ...]:
        """The tabs."""
        return self._catalog.departments()

    def keys(self, department: str, page: int = 0) -> tuple[Item, ...]:
        """The product keys of one page."""
        return self._catalog.keys(department, page)

    def pages(self, department: str) -> int:
        """How many pages of keys a department has."""
        return self._catalog.pages(department)

    def search(self, text: str, limit: int = 8) -> list[Item]:
        """Items by name, reading (kana or romaji), code or the start of a barcode; the best first."""
        return self._catalog.search(text, limit)

    def item(self, code: str) -> Item | None:
        """The item with that code."""
        return self._catalog.item(code)

    # -- ringing up ----------------------------------------------------------------------------------------------

    def ring(self, code: str, qty: int = 1) -> TillView:
        """Add units of an item; of one sold by weight `qty` is the grams of one piece. Refused: no_such_item, sold_out,
        too_many, needs_weight. Environment: no_room for another sale."""
        self._get_ready()
        item = self._clock.item(code, self.view.order)
        if item is None or item.retired:
            raise Refused("no_such_item", code=code)
        if item.by_weight:
            return self.weigh(code, qty)
        return self._add(item, qty)

    def weigh(self, code: str, grams: int) -> TillView:
        """Add one piece of an item sold by weight. Refused: no_such_item, needs_weight, sold_out."""
        self._get_ready()
        item = self._clock.item(code, self.view.order)
        if item is None or item.retired:
            raise Refused("no_such_item", code=code)
        if not item.by_weight or not LIGHTEST <= grams <= HEAVIEST:
            raise Refused("needs_weight", name=item.title)
        return self._add(item, 1, price_of_weight(grams, item.price), grams)

    def scan(self, barcode: str, qty: int = 1) -> TillView:
        """Add what a scanned code names, at the price or weight that its label says, or what a next-visit offer is for.
        Refused: unknown_barcode, unknown_label, needs_weight, no_price_by_weight, sold_out, too_many, and as `redeem`."""
        self._get_ready()
        scan = read_scan(barcode, patterns_of(self._catalog.setting(LABEL_PATTERNS)))
        item = self._catalog.item_by_scan(scan)
        item = self._clock.item(item.code, self.view.order) if item else None
        if item is None and scan.forms and scan.forms[-1].startswith(MARK):
            return self.redeem(scan.forms[-1])
        if item is None or item.retired:
            raise Refused("unknown_label" if scan.misread else "unknown_barcode", code=barcode)
        own_price, grams = price_of_piece(item, scan, self._catalog.setting(CURRENCY))
        return self._add(item, qty, own_price, grams)

    def redeem(self, code: str) -> TillView:
        """A customer has brought back a receipt's offer for the next visit: its item is rung up, if it was not yet, and costs
        less. Refused: unknown_barcode, coupon_used, coupon_over, sold_out."""
        self._get_ready()
        found = self._storage.results.next_visit(code)
        if found is None:
            raise Refused("unknown_barcode", code=code)
        visit, used = found
        order = self.view.order
        orders = (order, *self._held)
        if used or any(code == x.code for other in orders for x in other.coupons):
            raise Refused("coupon_used", code=code)
        if business_date(self._now(), self._catalog.setting(DAY_END)) > visit.until:
            raise Refused("coupon_over", until=visit.until.isoformat())
        item = self._clock.item(visit.item, order)
        if item is None or item.retired:
            raise Refused("no_such_item", code=visit.item)
        if item.code not in order.units():
            self._refuse_sold_out(item)
            order = order.ring(item)
        return self._change(replace(order, coupons=(*order.coupons, visit)), order.lines[-1].id)

    def select(self, line_id: int) -> TillView:
        """Point at a line; quantity and void act on it."""
        if self.view.order.line(line_id):
            self.view = replace(self.view, selected=line_id)
        return self.view

    def void(self, line_id: int) -> TillView:
        """Take a line out. Refused: no_such_line."""
        self._line(line_id)
        return self._change(self.view.order.void(line_id), self._neighbour(line_id))

    def set_qty(self, line_id: int, qty: int) -> TillView:
        """Change a line's quantity; 0 voids it. Refused: no_such_line, too_many."""
        self._line(line_id)
        return self._change(self.view.order.set_qty(line_id, qty), line_id if qty > 0 else self._neighbour(line_id))

    def set_mode(self, mode: ServiceMode) -> TillView:
        """Eat in or take out, for the order."""
        return self._change(self.view.order.set_mode(mode), self.view.selected)

    def set_line_mode(self, line_id: int, mode: ServiceMode | None) -> TillView:
        """Eat in or take out for one line; None: as the order."""
        self._line(line_id)
        return self._change(self.view.order.set_line_mode(line_id, mode), line_id)

    def set_member(self, card: str) -> TillView:
        """The customer's member card; empty: none. Refused: bad_member for what no card bears."""
        if len(card) > MOST_OF_A_CARD or not card.isprintable() or FORBIDDEN.search(card):
            raise Refused("bad_member", most=MOST_OF_A_CARD)
        return self._change(replace(self.view.order, member=card), self.view.selected)

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

    # -- the panel -----------------------------------------------------------------------------------------------

    def accept(self, offer_id: str) -> TillView:
        """Take what a card offers; an upgrade replaces one unit of its line. A card that has only just appeared or is
        gone changes nothing."""
        offer = self._card(offer_id)
        if offer is None:
            return self.view
        items = [item for code in offer.items if (item := self._clock.item(code, self.view.order))]
        for item in items:
            self._refuse_sold_out(item)
        self._log.answered(offer.id)
        order = self.view.order
        if offer.replaces is not None:
            order = order.exchange(offer.replaces, items[0], offer.id)
        else:
            for item in items:
                order = order.ring(item, offer=offer.id)
        return self._change(order, order.next_line - 1, self.view.moment)

    def decline(self, offer_id: str) -> TillView:
        """The customer does not want it: not offered again in this order."""
        offer = self._card(offer_id)
        if offer is None:
            return self.view
        self._log.answered(offer.id)
        return self._change(self.view.order.refuse(offer.refusal), self.view.selected, self.view.moment)

    def swap(self, offer_id: str, part: int) -> TillView:
        """Fill that missing part of a set with the next of its `choices`; the card stays, at its exact price."""
        offer = self._card(offer_id)
        if offer is not None and part < len(offer.choices) and len(offer.choices[part]) > 1:
            self._panels.swap(self.view.order, offer.deal, part, offer.choices[part][1])
            return self._show(self.view.order, self.view.selected, self.view.moment)
        return self.view

    def no_more_offers(self) -> TillView:
        """No more cards for this order; pressed again, they come back."""
        order = self.view.order
        changed = replace(order, no_more_offers=not order.no_more_offers)
        return self._change(changed, self.view.selected, self.view.moment)

    def settle(self) -> TillView:
        """«以上で?»: the customer has chosen; add-ons lead."""
        moment = Moment.CHOOSING if self.view.moment is Moment.CHOSEN else Moment.CHOSEN
        return self._show(self.view.order, moment=moment)

    def show_at_most(self, addons: int) -> None:
        """How many add-ons the screen has a place for, from the next view on: what is not seen is neither offered nor counted."""
        self._panels.most_addons = addons

    def set_rush(self, on: bool) -> TillView:
        """A queue: only the quickest single offer."""
        self._rush = on
        return self._show(self.view.order, moment=self.view.moment)

    def explain(self) -> list[DealExplanation]:
        """«Why this price?»: each deal of the order, and what the best choice without it would cost."""
        return self._pricing.explain(self.view.order)

    # -- putting aside -------------------------------------------------------------------------------------------

    def hold(self) -> TillView:
        """Put the order aside and begin another. Refused: nothing_to_hold, being_paid."""
        order = self._payable("nothing_to_hold")
        self._refuse_while_paid()
        order, change = self._brought_up(order, self._now())  # what the list says of it is what it will cost
        saved = SavedOrder(order, True, self._log.records(order), self._now())
        if not self._practice:
            self._storage.sales.save_open(saved)
        self._held.put(saved)
        self._begin()
        self.view = replace(self.view, change=change)
        return self.view

    def recall(self, key: str) -> TillView:
        """Take a held order up again, with its prices and refusals; an order under way is put aside first.
        Refused: no_such_order."""
        saved = self._held.find(key)
        change = self.hold().change if self.view.order.lines else None
        self._held.drop(key)
        order = self._clock.taken_up(saved.order, saved.saved_at, self._now())
        self._take_up(replace(saved, order=order))
        self._save()
        if self.view.change is None:
            self.view = replace(self.view, change=change)
        return self.view

    # -- taking the money ----------------------------------------------------------------------------------------

    def pay(self) -> TillView:
        """To the till: the price stands from here on; the proof of it is waited for, but not for long. Refused:
        nothing_to_pay."""
        self._payable("nothing_to_pay")
        if not self.view.priced.proven:
            self._pricing.wait(PATIENCE)
        return self._show(self.view.order, moment=Moment.PAYING)

    def back(self) -> TillView:
        """Back to the order; money not yet taken for good is given back."""
        self.view = replace(self.view, tenders=())
        return self._show(self.view.order, moment=Moment.CHOSEN)

    def quick_amounts(self) -> tuple[int, ...]:
        """Amounts of cash that a customer is likely to hand over."""
        return quick_amounts(self.view.due, self._catalog.setting(CURRENCY))

    def is_unusual_cash(self, amount: int) -> bool:
        """Whether so much cash is likelier a slip than what a customer hands over: the next large note and more above what
        is due."""
        return amount > self.view.due + largest_note(self._catalog.setting(CURRENCY))

    def is_unusual_quantity(self, qty: int) -> bool:
        """Whether so many of one item are likelier a slip (setting `quantity_asked`)."""
        return qty > self._catalog.setting(QUANTITY_ASKED)

    def tender(self, kind: TenderKind, amount: int) -> TillView:
        """Take money, in minor units. Once it reaches the total, the sale is written down for good and the next order can
        begin. Refused: nothing_to_pay, bad_amount, no_change_from_card, coupon_gone (the order then goes on without the
        coupon). Environment: the sale could not be saved (it is
        still open)."""
        self._payable("nothing_to_pay")
        if self.view.moment is not Moment.PAYING:
            self.pay()
        if amount < 0 or (amount == 0 and self.view.due > 0):
            raise Refused("bad_amount")
        if kind is not TenderKind.CASH and amount > self.view.due:
            raise Refused("no_change_from_card", due=self.view.due)
        taken = (*self.view.tenders, Tender(kind, amount))
        if sum(x.amount for x in taken) < self.view.priced.total:
            self.view = replace(self.view, tenders=taken)
            return self.view
        return self._finish(taken)

    # -- afterwards ----------------------------------------------------------------------------------------------

    def set_sold_out(self, code: str, sold_out: bool) -> TillView:
        """Mark an item as sold out today, or back. Refused: only_practice."""
        self._refuse_in_practice()
        self._catalog.set_sold_out(code, sold_out)
        return self._show(self.view.order, moment=self.view.moment)

    def reopen_last(self, reason: str) -> Voided:
        """Take back the sale that was closed last here, and open its order again, to be put right and paid anew. The receipt
        stays, voided; return how. An order under way is put aside first. Refused: nothing_to_reopen, being_paid,
        all_given_back, only_practice."""
        self._refuse_in_practice()
        self._refuse_while_paid()
        own = self._catalog.setting(TILL)
        receipt = next((x for x in self.past.find(limit=20) if x.till == own), None)
        end = self._catalog.setting(DAY_END)
        if receipt is None or receipt.voided or business_date(receipt.sold_at, end) != business_date(self._now(), end):
            raise Refused("nothing_to_reopen")
        left = self.past.what_is_left(receipt)
        if not left.lines:
            raise Refused("all_given_back", number=receipt.number)
        if self.view.order.lines:
            self.hold()
        voided = self.past.void(receipt.key, reason)
        self._begin()
        found = [self._storage.results.next_visit(code) for code in receipt.redeemed]
        coupons = tuple(x[0] for x in found if x and not x[1])
        self._change(replace(opened_again(left, self.view.order), coupons=coupons), None)
        return voided

    def close(self) -> None:
        """Stop the workers; the open order is on disk when this returns."""
        self._pricing.close()
        self._storage.close()

    # -- inside --------------------------------------------------------------------------------------------------

    def _empty_view(self) -> TillView:
        mode = self._catalog.setting(SERVICE_MODE)
        order = Order(self._new_key(), self._storage.sales.next_number(), self._now(), mode)
        return TillView(order, PricedOrder(0, 0), rush=self._rush, practice=self._practice, held=self._held.shown)

    def _begin(self, last_receipt: Receipt | None = None) -> None:
        self._past, self._future = [], []
        self._log = OfferLog(self._ticks)
        self.view = replace(self._empty_view(), last_receipt=last_receipt)

    def _take_up(self, saved: SavedOrder) -> None:
        self._past, self._future = [], []
        self._log = OfferLog(self._ticks, saved.offers)
        self._show(saved.order)

    def _add(self, item: Item, qty: int, own_price: int | None = None, grams: int | None = None) -> TillView:
        self._refuse_sold_out(item)
        if qty < 1:
            raise Refused("too_many", most=MOST_OF_ONE)
        self._refuse_while_paid()
        order = self.view.order
        order = order.ring(item, qty, own_price=own_price, grams=grams)
        return self._change(order, order.lines[-1].id)

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

    def _get_ready(self) -> None:
        """Before anything is rung up in an empty order: another day may have come since the last one."""
        if not self.view.order.lines and not self._practice:
            self._before_order()

    def _opened(self, order: Order) -> Order:
        """Return the order as it begins, with its first item, whatever brought it in. Environment: no_room for another sale."""
        if not self._practice:
            self._storage.require_disk_space()
        return self._clock.set(order, self._now())

    def _show(self, order: Order, selected: int | None = None, moment: Moment = Moment.CHOOSING) -> TillView:
        """Bring the order's clock up to now where its grace is over, price the order, work out the panel, and have the open order saved behind the cashier's back."""
        at, change = self._now(), None
        paying_on = moment is Moment.PAYING and self.view.moment is Moment.PAYING and order == self.view.order
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
            self._pricing.checking(order),
        )
        if self._log.shown(panel, moment, order) or changed:
            self._save()
        return self.view

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
        if order == view.order and not view.tenders and priced.total <= view.priced.total:
            at = self._now()
            panel = self._panel(order, priced, view.moment, at)
            self._pricing.finish_later(order, priced, self._proved)
            self.view = replace(view, priced=priced, panel=panel, checking=self._pricing.checking(order))
            self._log.shown(panel, view.moment, order)
            if self.on_change:
                self.on_change(self.view)

    def _hear(self, error: Exception) -> None:
        """An error of ours on the worker's thread; the sale goes on."""
        if self.on_trouble:
            self.on_trouble(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    def _finish(self, tenders: Sequence[Tender]) -> TillView:
        view = self.view
        receipt = close_sale(view.order, view.priced, tenders, self._now(), self._catalog.setting(TILL))
        if not self._practice:
            records = self._log.records(view.order)
            receipt = replace(
                receipt,
                arm=self._panels.arm(view.order),
                seconds=_seconds(view.order, receipt),
                next_visit=self._if_it_can(
                    lambda: self._panels.next_visit(view.order, view.priced, receipt.sold_at), None
                ),
                redeemed=redeemed(view.order.coupons, [use.deal for use in receipt.deals]),
            )
            try:
                receipt = self._storage.sales.finish(
                    receipt, records, lambda at: self._panels.to_learn(receipt, records, at), self._print_jobs
                )
            except Refused as refused:
                self._without_coupon(refused)
            self._panels.sold(self._panels.to_learn(receipt, records, receipt.sold_at))
            self._after_sale()
        self._begin(receipt)
        return self.view

    def _without_coupon(self, refused: Refused) -> NoReturn:
        """Another receipt has used the offer that this order counted on: the order goes on without it, at its price."""
        code = refused.data.get("code")
        if refused.code != "coupon_used":
            raise refused
        self.view = replace(self.view, tenders=())
        order = self.view.order
        self._change(replace(order, coupons=tuple(x for x in order.coupons if x.code != code)), self.view.selected)
        raise Refused("coupon_gone", code=code) from refused

    def _save(self) -> None:
        """Have the open order written down; the writer works behind the cashier's back."""
        if self._practice:
            return
        order = self.view.order
        if order.lines:
            self._storage.sales.save_open(SavedOrder(order, False, self._log.records(order), self._now()))
        else:
            self._storage.sales.drop_open(order.key)

    def _card(self, offer_id: str) -> Offer | None:
        offer = self.view.panel.find(offer_id)
        return offer if offer and self._log.age(offer_id) >= TOO_SOON else None

    def _payable(self, refusal: str) -> Order:
        if not self.view.order.lines:
            raise Refused(refusal)
        return self.view.order

    def _refuse_while_paid(self) -> None:
        if self.view.tenders:
            raise Refused("being_paid")

    def _refuse_in_practice(self) -> None:
        if self._practice:
            raise Refused("only_practice")

    def _line(self, line_id: int) -> None:
        if self.view.order.line(line_id) is None:
            raise Refused("no_such_line")

    def _neighbour(self, line_id: int) -> int | None:
        ids = [line.id for line in self.view.order.lines]
        i = ids.index(line_id)
        rest = ids[:i] + ids[i + 1 :]
        return rest[min(i, len(rest) - 1)] if rest else None

    def _refuse_sold_out(self, item: Item) -> None:
        if item.sold_out:
            raise Refused("sold_out", name=item.title)


def _seconds(order: Order, receipt: Receipt) -> int:
    return max(0, round((receipt.sold_at - order.opened_at).total_seconds()))
