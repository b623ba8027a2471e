"""A till that follows another register: its orders come in as a whole, are priced and suggested for as our own, and are written
down when they are paid there. We key nothing into it: an offer was accepted where its item appears among the order's lines.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from pos_assist.domain.feed_settings import FEED_REGISTER, FEED_SETS
from pos_assist.domain.followed_sales import UNNUMBERED
from pos_assist.domain.items import Item
from pos_assist.domain.offers import Moment, Offer, Panel
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.domain.settings import FIGURES_AT_COUNTER, PRICES, SERVICE_MODE, TAX_ROUNDING
from pos_assist.domain.tax import Taxing
from pos_assist.pricing.priced import PricedOrder
from pos_assist.services.feeds.followed_lines import Part, parts_of, units_of, with_offers
from pos_assist.services.feeds.followed_order import (
    Awaited,
    Closed,
    FollowedOrder,
    Paper,
    Result,
    as_begun,
    only,
    with_each,
)
from pos_assist.services.feeds.json_lines import ErrorCode, RpcError
from pos_assist.services.feeds.register_sales import RegisterSales
from pos_assist.services.feeds.snapshot import FeedLine, Snapshot
from pos_assist.services.feeds.their_total import at_list_prices, at_their_total
from pos_assist.services.till.close_sale import close_sale
from pos_assist.services.till.till_order import TillOrder
from pos_assist.services.till.till_view import TillView
from pos_assist.storage import SavedOrder, Storage
from pos_assist.storage.followed import followed_key

MOST_OPEN = 50  # orders of the register at the same time
FORGOTTEN = timedelta(hours=24)  # without a word of an order that was put aside
_REMEMBERED = 1_000  # orders that were closed, so that a call that comes twice is answered twice


class FollowedTill(TillOrder):
    """The use cases of a till beside another register. As `Till`, one thread calls it."""

    def __init__(self, storage: Storage, **how: Any) -> None:
        """`how`: as for `TillOrder`."""
        self.in_sight = False  # whether a window of ours shows the offers
        self.sure = True  # whether what the feed says is certain: else no amount is told
        self.said_register = ""  # the name that the other register says it has
        self.await_paper = False  # whether receipts come after the orders, and say their numbers
        self.awaited: dict[str, Awaited] = {}
        self.on_awaited: Callable[[], None] = lambda: None  # told of each of them
        self._orders: dict[str, FollowedOrder] = {}
        self._closed: OrderedDict[str, Closed] = OrderedDict()
        self._current = ""
        self.followed = self.mismatches = 0  # orders that were paid, and those of another total than ours
        super().__init__(storage, **how)
        self.sales = RegisterSales(storage, self._panels, self._now)

    @property
    def register(self) -> str:
        """The other register's name in its own exports: as it says, else as the shop has it set."""
        return self.said_register or self._catalog.setting(FEED_REGISTER)

    @property
    def order_id(self) -> str:
        """The register's name of the order that is served; empty: none."""
        return self._current

    @property
    def revision(self) -> int:
        """Its revision; 0: none."""
        return self._orders[self._current].snapshot.rev if self._current else 0

    @property
    def tells_prices(self) -> bool:
        """Whether an offer may say what it adds: the order is certain, and the register charges our sets."""
        return self.sure and self._catalog.setting(FEED_SETS)

    def item(self, code: str) -> Item | None:
        """The item with that code."""
        return self._catalog.item(code)

    def open_ids(self) -> list[str]:
        """The orders that are open at the register, in the order in which they began."""
        return list(self._orders)

    def open_units(self) -> dict[str, Counter[str]]:
        """How many of each item the open orders have, by the register's name of the order."""
        aside = {order_id: mine.saved.order for order_id, mine in self._orders.items() if mine.saved is not None}
        served = {self._current: self.view.order} if self._current else {}
        return {order_id: Counter(order.units()) for order_id, order in (aside | served).items()}

    def put(self, snapshot: Snapshot, *, sure: bool = True) -> TillView:
        """The register's order as it is now; the highest revision counts. Raises RpcError: STALE_REVISION (`rev`: the known
        one; `closed`: how the order was closed), UNKNOWN_PRODUCT, BUSY for too many open orders."""
        known = self._orders.get(snapshot.order_id)
        if snapshot.order_id in self._closed:
            raise RpcError(ErrorCode.STALE_REVISION, closed=self._closed[snapshot.order_id].result)
        if known is not None and known.snapshot.rev >= snapshot.rev:
            if known.snapshot != snapshot:
                raise RpcError(ErrorCode.STALE_REVISION, rev=known.snapshot.rev)
            if self._current == snapshot.order_id and self.sure is sure:
                return self.view
        if known is None:
            self._forget_left()
        if known is None and len(self._orders) >= MOST_OPEN:
            raise RpcError(ErrorCode.BUSY, open=len(self._orders))
        mode = snapshot.service or self._catalog.setting(SERVICE_MODE)
        parts = parts_of(snapshot.lines, mode, self._item_of)
        if known is None:
            self._before_order()
        self._switch_to(snapshot.order_id, known or FollowedOrder(snapshot))
        mine = self._orders[snapshot.order_id]
        mine.snapshot, self.sure = snapshot, sure
        return self._rung_up(mine, parts, mode, snapshot.moment)

    def _rung_up(self, mine: FollowedOrder, parts: list[Part], mode: ServiceMode, moment: Moment) -> TillView:
        parts = self._noted(mine, parts)
        order = self.view.order
        lines = []
        for part in parts:
            line_id = mine.ids.setdefault(part.key, len(mine.ids) + 1)
            lines.append(part.as_line(line_id))
        if lines and not order.lines:
            order = self._clock.set(order, self._now())
        order = replace(order, mode=mode, lines=tuple(lines), next_line=len(mine.ids) + 1)
        return self._show(order.served(), moment=moment)

    def doubt(self) -> None:
        """Nobody tells of the order that is served any more: what is shown may be old, until it is told again."""
        if self._current and self.sure:
            self.sure = False
            self._show(self.view.order, moment=self.view.moment)

    def close(
        self,
        order_id: str,
        result: Result,
        total: int,
        number: str = "",
        day: date | None = None,
        *,
        doubtful: bool = False,
    ) -> Closed:
        """The order ended at the register: paid (written down at the register's total; `number` and `day`: as its export will have them),
        put aside or given up. `doubtful`: it was paid, but what it was is not certain: only its receipt can tell. The same call
        again is answered alike; a paid order that is given up is voided. Raises
        RpcError(UNKNOWN_ORDER). Environment: the sale could not be saved (the order is still open)."""
        before = self._closed.get(order_id)
        if before is not None:
            if before.result is Result.PAID and result is Result.CANCELLED and not doubtful:
                if self.awaited.pop(order_id, None) is None:
                    self.sales.void(before.receipt)
                return self._remember(order_id, replace(before, result=result))
            return before
        mine = self._orders.get(order_id)
        if mine is None:
            raise RpcError(ErrorCode.UNKNOWN_ORDER)
        self._switch_to(order_id, mine)
        if result is Result.HELD:
            self._put_aside()
            return Closed(result, total)
        day = day or self._now().date()
        unnamed = result is Result.PAID and number in ("", UNNUMBERED + order_id)
        if self.await_paper and self.view.order.lines and (doubtful or unnamed):
            units = Counter(self.view.order.units())
            self._put_aside()
            del self._orders[order_id]
            self.awaited[order_id] = Awaited(mine, units, total, number or order_id, day, self._now(), doubtful)
            self._remember(order_id, Closed(Result.PAID, total))
            self.on_awaited()
            return self._closed[order_id]
        closed = Closed(result, total)
        if result is Result.PAID and self.view.order.lines:
            closed = self._paid(total, number or order_id, day)
        del self._orders[order_id]
        self._current = ""
        self._begin(self.view.last_receipt)
        return self._remember(order_id, closed)

    def end_awaited(self, order_id: str, paper: Paper | None) -> Closed:
        """Write down an order that its receipt was awaited for: with the receipt as it says, items that were offered and stand on it
        accepted; without one as it was known, and a doubtful one not at all. Environment: the sale could not be saved (it still
        waits)."""
        awaited, served = self.awaited[order_id], self._current
        mine, closed = awaited.order, Closed(Result.PAID, awaited.total)
        self._switch_to(order_id, mine)
        if paper is not None:
            mode = self.view.order.mode
            self._rung_up(mine, parts_of(paper.lines, mode, self._item_of), mode, Moment.PAYING)
            closed = self._paid(paper.total, paper.number, paper.day, paper.register)
        elif not awaited.doubtful and self.view.order.lines:
            closed = self._paid(awaited.total, awaited.number, awaited.day)
        del self.awaited[order_id], self._orders[order_id]
        self._current = ""
        self._begin(self.view.last_receipt)
        if served in self._orders:
            self._switch_to(served, self._orders[served])
        return self._remember(order_id, closed)

    def write_alone(self, paper: Paper) -> Closed:
        """Write down a sale of which nothing is known but its receipt."""
        mode = self._catalog.setting(SERVICE_MODE)
        parts = parts_of(paper.lines, mode, self._item_of)
        if self._practice:
            return Closed(Result.PAID, paper.total, paper.total)
        closed = self.sales.write_alone(paper, parts, mode, self._taxing())
        self._after_sale()
        return closed

    def chosen(self, offer_id: str) -> Offer | None:
        """The customer said yes to that card: the register is asked for its items. None for a card that is gone."""
        offer = self._answered(offer_id)
        if offer is not None:
            self._orders[self._current].chosen.add(offer_id)
        return offer

    def is_chosen(self, offer_id: str) -> bool:
        """Whether the customer said yes to it, and the register does not have it yet."""
        mine = self._orders.get(self._current)
        return mine is not None and offer_id in mine.chosen and offer_id not in mine.brought

    def declined(self, offer_id: str) -> bool:
        """The customer does not want it: not offered again in this order. False for a card that is gone."""
        offer = self._answered(offer_id)
        if offer is None:
            return False
        order = self.view.order.refuse(offer.refusal)
        self._panels.answered(order, self.view.moment, declined=offer.kind)
        self._show(order, moment=self.view.moment)
        return True

    def swap(self, offer_id: str, part: int) -> bool:
        """Fill that missing part of a set with the next of its `choices`; the card stays, at its exact price. False for a card that
        is gone, or has nothing else to choose."""
        offer = self.view.panel.find(offer_id)
        if offer is None or not 0 <= part < len(offer.choices) or len(offer.choices[part]) < 2:
            return False
        mine = self._orders[self._current]
        mine.chosen.discard(offer_id)  # it asked for the items that it had
        self._panels.swap(self.view.order, offer.deal, part, offer.choices[part][1])
        self._show(self.view.order, moment=self.view.moment)
        return True

    def tells_figures(self) -> bool:
        """Whether profit and odds may be told on the screen, in the customer's sight."""
        return self.tells_prices and self._catalog.setting(FIGURES_AT_COUNTER)

    def age(self, offer_id: str) -> float:
        """Seconds since that card appeared where it is; 0 for one that is not in sight."""
        return self._log.age(offer_id)

    def no_more_offers(self) -> None:
        """No more cards for this order; called again, they come back."""
        order = self.view.order
        self._show(replace(order, no_more_offers=not order.no_more_offers), moment=self.view.moment)

    def shown(self, offer_id: str) -> bool:
        """The register itself shows that offer, from now on. False for one that is gone."""
        if self.view.panel.find(offer_id) is None:
            return False
        self._orders[self._current].told.add(offer_id)
        self._note_shown()
        return True

    def show_in_sight(self, visible: bool) -> None:
        """Whether a window of ours shows the offers: what nobody sees is not counted as shown."""
        if visible != self.in_sight:
            self.in_sight = visible
            self._note_shown()

    def show_at_most(self, addons: int) -> None:
        """How many add-ons the screen has a place for, from the next view on."""
        self._panels.most_addons = addons

    def at_list_prices(self) -> int:
        """What the order would come to without any set, in minor units."""
        return at_list_prices(self.view.priced, self._taxing())

    def stop(self) -> None:
        """Write down what still waits for its receipt, and let go of the worker; orders that are open at the register are told again
        by it."""
        for order_id in list(self.awaited):
            self.end_awaited(order_id, None)
        self._pricing.close()

    def _taxing(self) -> Taxing:
        return Taxing(self._catalog.setting(PRICES), self._catalog.setting(TAX_ROUNDING))

    # -- inside --------------------------------------------------------------------------------------------------

    def _answered(self, offer_id: str) -> Offer | None:
        offer = self.view.panel.find(offer_id)
        if offer is None or not self._current:
            return None
        self._orders[self._current].told.add(offer_id)
        self._note_shown()
        self._log.answered(offer_id)
        return offer

    def _item_of(self, line: FeedLine) -> Item | None:
        if line.sku and (item := self._catalog.item(line.sku)):
            return item
        if line.barcode and (item := self._catalog.item_by_barcode(line.barcode)):
            return item
        if not line.name:
            return None
        found = self._catalog.search(line.name, 5)
        return next((x for x in found if line.name in (x.title, x.name, x.short_name)), None)

    def _noted(self, mine: FollowedOrder, parts: list[Part]) -> list[Part]:
        """The parts with what offers brought: an offer that was in sight, or said yes to, and whose items came since."""
        parts = with_offers(parts, mine.brought.values())
        units, free = units_of(parts), units_of(parts, free=True)
        seen = [x.offer for x in self._log.records(self.view.order) if x.offer.refusal not in self.view.order.refused]
        new: list[Offer] = []
        for offer in sorted(seen, key=lambda x: (x.id not in mine.chosen, -len(x.items))):
            began = mine.began.get(offer.id)
            if offer.id in mine.brought or began is None:
                continue
            need = Counter(offer.items)
            came = all(min(units[code] - began[code], free[code]) >= n for code, n in need.items())
            if came and (offer.replaces is None or units[offer.trigger] < began[offer.trigger]):
                free -= need
                mine.brought[offer.id] = offer
                self._log.answered(offer.id)
                self._panels.answered(self.view.order, self.view.moment)
                new.append(offer)
        return with_offers(parts, new)

    def _switch_to(self, order_id: str, mine: FollowedOrder) -> None:
        if self._current == order_id:
            return
        self._put_aside()
        self._orders[order_id] = mine
        self._current = order_id
        if mine.saved is None:
            self._begin()
            mine.key = self.view.order.key
        else:
            saved, mine.saved = mine.saved, None
            self._take_up(replace(saved, order=self._clock.taken_up(saved.order, saved.saved_at, self._now())))

    def _forget_left(self) -> None:
        """Orders that nobody will close: fifty of them, and no new one would be taken."""
        now = self._now()
        for order_id, mine in list(self._orders.items()):
            if mine.saved is not None and now - mine.saved.saved_at > FORGOTTEN:
                del self._orders[order_id]

    def _put_aside(self) -> None:
        if self._current:
            mine, order = self._orders[self._current], self.view.order
            mine.saved = SavedOrder(order, True, self._log.records(order), self._now())
            self._current = ""
            self._begin()

    def _paid(self, total: int, number: str, day: date, register: str | None = None) -> Closed:
        """Write the order down as it was paid at the register. Its money is in no drawer of ours, and it has none of our numbers."""
        order, priced = self.view.order, self.view.priced
        expected = priced.total
        self.followed += 1
        agrees = self._agrees(total)
        self.mismatches += not agrees
        register = self.register if register is None else register
        at, key = self._now(), followed_key(day, register, number)
        if self._practice or self.sales.is_known(day, register, number):
            return Closed(Result.PAID, total, expected, agrees=agrees)
        priced = at_their_total(priced, order, total, self._taxing())
        records = self._log.records(order)
        receipt = replace(
            close_sale(order, priced, (), at, FOLLOWED, self._orders[self._current].snapshot.staff),
            key=key,
            arm=self._panels.arm(order),
            seconds=max(0, round((at - order.opened_at).total_seconds())),
        )
        stored = self._storage.sales.finish(
            receipt, records, lambda then: self._panels.to_learn(receipt, records, then), lambda _: ()
        )
        if [(x.item.code, x.qty) for x in stored.lines] != [(x.item.code, x.qty) for x in receipt.lines]:
            return Closed(Result.PAID, total, expected, agrees=agrees)  # another sale has that number of that day
        self._panels.sold(self._panels.to_learn(stored, records, stored.sold_at))
        self._after_sale()
        self.view = replace(self.view, last_receipt=stored)
        return Closed(Result.PAID, total, expected, stored.key, written=True, agrees=agrees)

    def _agrees(self, total: int) -> bool:
        """Whether the register's total is what its lines come to; where nobody says whether it knows the sets, with or without them."""
        if total == self.view.priced.total:
            return True
        return not self._catalog.setting(FEED_SETS) and total == self._pricing.total_with_sets(self.view.order)

    def _remember(self, order_id: str, closed: Closed) -> Closed:
        self._closed[order_id] = closed
        self._closed.move_to_end(order_id)
        while len(self._closed) > _REMEMBERED:
            self._closed.popitem(last=False)
        return closed

    # -- what differs from our own till ----------------------------------------------------------------------------

    def _left_open(self) -> list[SavedOrder]:
        """None of our own counter's."""
        return []

    def _empty_view(self) -> TillView:
        """No number of ours: those belong to our own receipts, without gaps."""
        order = Order(self._new_key(), 0, self._now(), self._catalog.setting(SERVICE_MODE))
        return TillView(order, PricedOrder(0, 0), practice=self._practice)

    def _panel(self, order: Order, priced: PricedOrder, moment: Any, at: datetime) -> Panel:
        self._panels.tells_prices = self.tells_prices
        return super()._panel(order, priced, moment, at)

    def _show(self, order: Order, *args: Any, **how: Any) -> TillView:
        self._clock.with_sets = self._catalog.setting(FEED_SETS)
        return super()._show(order, *args, **how)

    def _note_shown(self) -> bool:
        """Only what is in sight of somebody: in our window, or where the register says that it shows it."""
        view, mine = self.view, self._orders.get(self._current)
        told = mine.told if mine else set()
        panel = view.panel if self.in_sight else only(view.panel, lambda x: x.id in told)
        if mine is not None:
            units = Counter(view.order.units())
            panel = with_each(panel, lambda offer: as_begun(offer, mine, units))
        return self._log.shown(panel, view.moment, view.order)

    def _save(self) -> None:
        """Nothing: the register has the order, and tells it again."""
