"""An order's own clock: deals and prices count as of when it was opened, for a grace; then the clock is set to now, and what
that changes is said (`PriceChange`). While an order is put aside its clock stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order, OrderLine, price_in
from pos_assist.domain.settings import ORDER_GRACE
from pos_assist.pricing.priced import PriceChange, PricedOrder
from pos_assist.storage import Catalog


class OrderClock:
    """Prices and deals of one shop as of an order's clock."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.with_sets = True  # False: another register takes the money, and knows none of our sets

    def set(self, order: Order, now: datetime) -> Order:
        """The order as it opens at that time."""
        return replace(order, opened_at=now, as_of=None, edit=self._catalog.newest_edit(), aside=0)

    def taken_up(self, order: Order, put_aside: datetime, now: datetime) -> Order:
        """The order as it is taken up again: its clock stood still."""
        return replace(order, aside=order.aside + max(0, round((now - put_aside).total_seconds())))

    def brought_up(self, order: Order, now: datetime) -> Order:
        """The same order within its grace, else with its clock set to now and the prices of now."""
        grace = timedelta(minutes=self._catalog.setting(ORDER_GRACE), seconds=order.aside)
        if not order.lines or now - order.clock <= grace:
            return order
        lines = tuple(self._at_price_of_now(line) for line in order.lines)
        return replace(order, as_of=now, edit=self._catalog.newest_edit(), aside=0, lines=lines).served()

    def item(self, code: str, order: Order) -> Item | None:
        """The item as it is now, at its price as of the order: what is in the order already costs what it does there."""
        item = self._catalog.item(code)
        if item is None or not order.lines:
            return item
        there = (line.item for line in order.lines if line.item.code == code and line.own_price is None)
        then = next(there, None) or (self._catalog.item_as_of(code, order.edit) if order.edit is not None else item)
        if then is None or _priced(then) == _priced(item):
            return item
        return replace(item, price=then.price, by_weight=then.by_weight, eat_in_price=then.eat_in_price)

    def served(self, code: str, order: Order, line: OrderLine | None = None) -> Item | None:
        """The same at what it costs as this order is served, eaten in or taken out; or as a line of it is, in whose place it
        would come."""
        item = self.item(code, order)
        mode = (line.mode if line else None) or order.mode
        return replace(item, price=price_in(item, mode)) if item and item.eat_in_price is not None else item

    def deals(self, order: Order) -> tuple[Deal, ...]:
        """The deals as of the order, where they hold here."""
        return self.all_deals(order) if self.with_sets else ()

    def all_deals(self, order: Order) -> tuple[Deal, ...]:
        """The shop's deals as of the order."""
        return self._catalog.deals() if order.edit is None else self._catalog.deals_as_of(order.edit)

    def _at_price_of_now(self, line: OrderLine) -> OrderLine:
        item = self._catalog.item(line.item.code)
        if item is None or line.own_price is not None or _priced(item) == _priced(line.item):
            return line
        return replace(line, item=replace(line.item, price=item.price, eat_in_price=item.eat_in_price))


def _priced(item: Item) -> tuple[int, bool, int | None]:
    return item.price, item.by_weight, item.eat_in_price


def price_change(before: PricedOrder, after: PricedOrder, old: Order, new: Order) -> PriceChange | None:
    """Return how the new time changed the total, and by which deals or prices; None if the total is the same."""
    if before.total == after.total:
        return None
    had = {use.deal: use for use in (*before.uses, *before.spends)}
    has = {use.deal: use for use in (*after.uses, *after.spends)}
    prices = {line.id: line.price for line in old.lines}
    repriced = {line.item.title: line.price for line in new.lines if prices.get(line.id, line.price) != line.price}
    return PriceChange(
        new.number,
        before.total,
        after.total,
        tuple(use for deal, use in had.items() if deal not in has),
        tuple(use for deal, use in has.items() if deal not in had),
        tuple(repriced.items()),
    )
