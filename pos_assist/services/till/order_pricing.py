"""The counter's prices: one Pricer per version of the deals (and the customer's coupons), and a worker that finishes what ran out of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item
from pos_assist.domain.offers import NextVisit
from pos_assist.domain.orders import Order
from pos_assist.domain.settings import CUSTOMER_LANGUAGE, TAX_ROUNDING
from pos_assist.pricing import Pricer
from pos_assist.pricing.priced import DealExplanation, PricedOrder
from pos_assist.services.till.order_clock import OrderClock
from pos_assist.storage import Catalog
from pos_assist.suggest.manners import Candidate
from pos_assist.suggest.next_visit import coupon_deal

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


class OrderPricing:
    """Prices with the catalog's deals. `post` brings a finished proof back to the thread that asked."""

    def __init__(
        self, catalog: Catalog, ticks: Callable[[], float], post: Callable[[Callable[[], None]], None]
    ) -> None:
        self._catalog = catalog
        self._ticks = ticks
        self._post = post
        self.clock = OrderClock(catalog)
        self._order: tuple[str, int | None] | None = None  # key and edit of the order whose deals these are
        self._deals: tuple[Deal, ...] = ()
        self._made_for: tuple[tuple[Deal, ...], tuple[NextVisit, ...]] | None = None
        self._pricer: Pricer | None = None
        self._worker: ThreadPoolExecutor | None = None

    def price(self, order: Order, when_proved: Callable[[Order, PricedOrder], None] | None = None) -> PricedOrder:
        """The lowest total found in the time there is. If that is not proven, a worker finishes and calls
        `when_proved`."""
        priced = self._current(order).price(order, order.clock)
        if not priced.proven and when_proved:
            self._prove_later(order, when_proved)
        return priced

    def total(self, order: Order) -> int:
        """Only the total."""
        return self._current(order).price(order, order.clock).total

    def explain(self, order: Order) -> list[DealExplanation]:
        """The order's deals, and what it would cost without each."""
        return self._current(order).explain(order, order.clock)

    def changes(self, order: Order, candidates: Sequence[Candidate]) -> list[int | None]:
        """price(order with it) − price(order) for each candidate; None where that is not proven: a card never guesses."""
        pricer = self._current(order)
        added = [c for c in candidates if c.replaces is None]
        marginals = dict(
            zip(map(id, added), pricer.marginals(order, [c.items for c in added], order.clock), strict=True)
        )
        for c in candidates:
            if c.replaces is not None:
                marginals[id(c)] = pricer.exchange(order, c.replaces, c.items[0], order.clock)
        return [marginal.adds if (marginal := marginals[id(c)]).exact else None for c in candidates]

    def item(self, code: str, order: Order) -> Item | None:
        """The item at its price as of the order's clock."""
        return self.clock.item(code, order)

    def close(self) -> None:
        """Stop the worker."""
        if self._worker:
            self._worker.shutdown(cancel_futures=True)

    def _current(self, order: Order) -> Pricer:
        """The pricer of the deals as of this order's clock, and of the coupons that the customer has brought: what a manager
        changes reaches the next order, and the one under way when its clock is set anew."""
        if self._order != (order.key, order.edit):
            self._deals = self.clock.deals(order)
            self._order = (order.key, order.edit) if order.lines else None
        if self._pricer is None or self._made_for != (self._deals, order.coupons):
            rounding = self._catalog.setting(TAX_ROUNDING)
            language = self._catalog.setting(CUSTOMER_LANGUAGE)
            coupons = (coupon_deal(visit, language) for visit in order.coupons)
            self._pricer = Pricer((*self._deals, *coupons), rounding=rounding, clock=self._ticks)
            self._made_for = (self._deals, order.coupons)
        return self._pricer

    def _prove_later(self, order: Order, tell: Callable[[Order, PricedOrder], None]) -> None:
        if self._worker is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 — lazy: 7 ms, and seldom needed

            self._worker = ThreadPoolExecutor(1, "proof")
        pricer = self._current(order)

        def prove() -> None:
            proved = pricer.prove(order, order.clock)
            self._post(lambda: tell(order, proved))

        self._worker.submit(prove)
