"""The counter's prices: one Pricer per version of the deals (and the customer's coupons), and a worker that finishes what ran out of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import NamedTuple

from pos_assist.domain.deals import Deal, Spend
from pos_assist.domain.discounts import HAND, By, Discount
from pos_assist.domain.items import Item
from pos_assist.domain.offers import NextVisit
from pos_assist.domain.orders import Order
from pos_assist.domain.settings import CUSTOMER_LANGUAGE, DAY_END, PRICES, TAX_ROUNDING
from pos_assist.domain.tax import Taxing
from pos_assist.i18n.translate import Speaker
from pos_assist.pricing import Budget, Pricer, warm_up
from pos_assist.pricing.priced import DealExplanation, Marginal, PricedOrder
from pos_assist.services.till.newest_job import NewestJob, Stale
from pos_assist.services.till.order_clock import OrderClock
from pos_assist.storage import Catalog
from pos_assist.suggest.manners import Candidate
from pos_assist.suggest.next_visit import coupon_deal

PROOF = 20.0  # seconds for the proof of a price
CARD = 2.0  # seconds for the proof of a card's price
_LAST = -1  # below every deal's priority: what is taken off by hand is taken off what the deals left
WARM = 8  # units of an order from which on what larger ones need is loaded

Tell = Callable[[Order, PricedOrder], None]


class _Rules(NamedTuple):
    """What one order is priced by."""

    deals: tuple[Deal, ...]
    taxing: Taxing
    language: str
    day_end: int


class OrderPricing:
    """Prices with the catalog's deals. One budget is for a whole ring-up: the price first, then its cards. What ran out of it is
    finished by a worker, which serves the newest order only; `post` brings its answers back to the thread that asked, `hear` is
    told of its errors on its own thread."""

    def __init__(
        self,
        catalog: Catalog,
        ticks: Callable[[], float],
        post: Callable[[Callable[[], None]], None],
        hear: Callable[[Exception], None] = lambda _error: None,
    ) -> None:
        self._catalog = catalog
        self._ticks = ticks
        self._post = post
        self.clock = OrderClock(catalog)
        self._order: tuple[str, int | None] | None = None  # key and edit of the order whose deals these are
        self._rules: _Rules | None = None
        self._made_for: tuple[_Rules, tuple[NextVisit, ...], Discount | None] | None = None
        self._pricer: Pricer | None = None
        self._asked: tuple[Order, Budget] | None = None  # the order just priced and what is left of its budget
        self._left: Budget | None = None  # what the cards' prices have left of it
        self._open: list[Order] = []  # orders with one more thing in them that ran out of that budget
        self._tried: set[Order] = set()  # of them those that a worker has been at
        self._checking: Order | None = None  # what a worker is at
        self._known = Event()  # its price, not yet its cards
        self._warm = False
        self._worker = NewestJob("proof", hear)

    def price(self, order: Order) -> PricedOrder:
        """The lowest total found in the time there is, and its proof if there was time for it."""
        pricer = self._current(order)
        budget = pricer.budget()
        self._asked, self._open, self._left = (order, budget), [], None
        self._tried = {x for x in self._tried if x.key == order.key}
        return pricer.price(order, order.clock, budget)

    def finish_later(self, order: Order, priced: PricedOrder, tell: Tell) -> None:
        """Have a worker finish what ran out of time for this order, its price first and then its cards; it tells of each.
        Whatever it was at for another order is dropped."""
        open_, pricer = [x for x in self._open if x not in self._tried], self._current(order)
        settled = priced.proven or order in self._tried
        if settled and not open_:
            if self._checking and self._checking != order:
                self._worker.drop()
                self._checking = None
            if not self._warm and sum(line.qty for line in order.lines) >= WARM:
                self._warm = True
                self._worker.begin(lambda _stale: warm_up())
            return
        if self._checking == order:
            return
        self._tried = self._tried | {order, *open_}  # anew: without a window the worker's thread comes here too
        self._checking, self._known = order, (known := Event())

        def finish(stale: Stale) -> None:
            try:
                proved = priced if settled else pricer.prove(order, order.clock, PROOF, stale)
            except Exception:
                self._post(
                    lambda: self._through(order, priced, tell)
                )  # it stays unproven, and nobody is at it any more
                raise
            finally:
                known.set()
            if open_ and not settled and not stale():
                self._post(lambda: tell(order, proved))
            for changed in [] if stale() else pricer.explore(order, open_, order.clock):
                if not stale():
                    pricer.prove(changed, changed.clock, CARD, stale)
            if not stale():
                self._post(lambda: self._through(order, proved, tell))

        self._worker.begin(finish)

    def checking(self, order: Order) -> bool:
        """Whether a worker is still at the price of that order or its cards."""
        return self._checking == order

    def wait(self, seconds: float) -> None:
        """Wait for the price that the worker is at, but no longer than that."""
        if self._checking:
            self._known.wait(seconds)

    def _through(self, order: Order, proved: PricedOrder, tell: Tell) -> None:
        if self._checking == order:
            self._checking = None
            tell(order, proved)

    def total(self, order: Order) -> int:
        """Return the order's total in minor units, at its own clock."""
        return self._current(order).price(order, order.clock).total

    def total_with_sets(self, order: Order) -> int:
        """The same by the shop's sets, also where they do not hold here."""
        of = self._catalog.setting
        pricer = Pricer(
            self.clock.all_deals(order), rounding=of(TAX_ROUNDING), prices=of(PRICES), clock=self._ticks, day_end=of(DAY_END)
        )  # fmt: skip
        return pricer.price(order, order.clock).total

    def explain(self, order: Order) -> list[DealExplanation]:
        """The order's deals, and what it would cost without each."""
        return self._current(order).explain(order, order.clock)

    def changes(self, order: Order, candidates: Sequence[Candidate]) -> list[int | None]:
        """price(order with it) − price(order) for each candidate; None where that is not proven: a card never guesses."""
        pricer = self._current(order)
        budget = self._asked[1] if self._asked and self._asked[0] == order else pricer.budget()
        self._asked = None
        added = [c for c in candidates if c.replaces is None]
        marginals = dict(
            zip(map(id, added), pricer.marginals(order, [c.items for c in added], order.clock, budget), strict=True)
        )
        for c in candidates:
            if c.replaces is not None:
                marginals[id(c)] = pricer.exchange(order, c.replaces, c.items[0], order.clock, budget)
        self._open = [_with(order, c) for c in candidates if not marginals[id(c)].exact]
        self._left = budget
        return [marginal.adds if (marginal := marginals[id(c)]).exact else None for c in candidates]

    def to_pay(self, order: Order, offers: Sequence[Candidate]) -> list[Marginal | None] | None:
        """What each changes of the amount to pay, and saves of it, where tax is added to the prices: each by itself, as it would be taken. None in the
        list where it is not proven yet: a worker finishes it as any other price. None: the prices have their tax in them."""
        pricer = self._current(order)
        if self._rules is None or not self._rules.taxing.added:
            return None
        budget, self._left = self._left or pricer.budget(), None
        changed = [_with(order, c) for c in offers]
        changes = pricer.to_pay(order, changed, order.clock, budget)
        inexact = (x for x, change in zip(changed, changes, strict=True) if not change.exact)
        self._open += [x for x in inexact if x not in self._open]
        return [change if change.exact else None for change in changes]

    def exchanges(self, order: Order, line: int, items: Sequence[Item]) -> dict[str, int | None]:
        """What is to be paid more or less when one unit of the line becomes each of these items, by code; None where it is not
        proven."""
        pricer = self._current(order)
        budget = pricer.budget()
        if self._rules is not None and self._rules.taxing.added:
            changed = [order.exchange(line, x, "") for x in items]
            changes = pricer.to_pay(order, changed, order.clock, budget)
            found = {x.code: change for x, change in zip(items, changes, strict=True)}
        else:
            found = {x.code: pricer.exchange(order, line, x, order.clock, budget) for x in items}
        return {code: marginal.adds if marginal.exact else None for code, marginal in found.items()}

    def item(self, code: str, order: Order) -> Item | None:
        """The item at its price as of the order's clock, eaten in or taken out as the order is."""
        return self.clock.served(code, order)

    def close(self) -> None:
        """Stop the worker thread."""
        self._worker.close()

    def _current(self, order: Order) -> Pricer:
        """The pricer of the deals as of this order's clock, and of the coupons that the customer has brought: what a manager
        changes reaches the next order, and the one under way when its clock is set anew."""
        rules = self._rules
        if rules is None or self._order != (order.key, order.edit):
            of = self._catalog.setting
            rules = self._rules = _Rules(
                self.clock.deals(order), Taxing(of(PRICES), of(TAX_ROUNDING)), of(CUSTOMER_LANGUAGE), of(DAY_END)
            )
            self._order = (order.key, order.edit) if order.lines else None
        if self._pricer is None or self._made_for != (rules, order.coupons, order.discount):
            deals = (*rules.deals, *(coupon_deal(visit, rules.language) for visit in order.coupons))
            if order.discount:
                deals = (*deals, order_discount(order.discount, rules.language))
            prices, rounding = rules.taxing
            self._pricer = Pricer(deals, rounding=rounding, prices=prices, clock=self._ticks, day_end=rules.day_end)
            self._made_for = (rules, order.coupons, order.discount)
        return self._pricer


def order_discount(discount: Discount, language: str = "ja") -> Spend:
    """The deal that a discount by hand on the whole order is: after all others, together with any of them; its name in the
    customer's language."""

    def name(spoken: str) -> str:
        return Speaker(spoken).tr("Discount {reason}", reason=discount.reason_in(spoken)).strip()

    amount, percent = (0, discount.value) if discount.by is By.PERCENT else (discount.value, 0)
    return Spend(
        id=HAND,
        name=name(language),
        title_en=name("en"),
        priority=_LAST,
        min=0,
        amount=amount,
        percent=percent,
        stack=True,
    )


def _with(order: Order, candidate: Candidate) -> Order:
    """The order once the candidate is taken: on lines of its own."""
    if candidate.replaces is not None:
        return order.exchange(candidate.replaces, candidate.items[0], candidate.refusal)
    for item in candidate.items:
        order = order.ring(item, offer=candidate.refusal)
    return order
