"""A change of the deals tried on past receipts: both prices by the real pricing, receipt by receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pos_assist.domain.business_day import business_date
from pos_assist.domain.deals import Deal
from pos_assist.domain.discounts import By, Discount
from pos_assist.domain.items import Item
from pos_assist.domain.options import Chosen
from pos_assist.domain.orders import Order, OrderLine
from pos_assist.domain.settings import DAY_END
from pos_assist.pricing import Pricer
from pos_assist.pricing.priced import PricedOrder
from pos_assist.storage import Catalog
from pos_assist.storage.browse import PastSale, SalesOfDays

_EXAMPLES = 10
_KEPT = 200_000  # different baskets whose answer is remembered


@dataclass(slots=True)
class Replay:
    """The result of pricing past sales with other deals. Money in minor units, at the prices paid then (today's where
    unknown)."""

    receipts: int = 0  # looked at
    touched: int = 0  # whose total or whose sets would have been other
    list_total: int = 0  # of the touched ones
    before: int = 0  # what the touched ones cost by today's deals …
    after: int = 0  # … and by the new ones
    cost: int = 0  # what the touched ones cost the shop, as far as known …
    cost_known: int = 0  # … which is so for items of this list total
    uses: Counter[str] = field(
        default_factory=Counter
    )  # deal id -> how many more times it is formed (fewer: displaced)
    examples: list[tuple[str, int, int]] = field(default_factory=list)  # (receipt key, before, after)
    unproven: int = 0  # receipts too large to be sure of the lowest total
    cancelled: bool = False

    @property
    def given(self) -> int:
        """Discount beyond today's; negative where customers would have paid more."""
        return self.before - self.after

    @property
    def margin(self) -> int:
        """Return the margin of the touched receipts under the new deals, estimated over the items whose cost is known
        (their share of the total)."""
        share = self.cost_known / self.list_total if self.list_total else 0.0
        return round(self.after * share) - self.cost

    @property
    def displaced(self) -> dict[str, int]:
        """Deals that would have been formed less often: id -> by how many."""
        return {deal: -n for deal, n in self.uses.items() if n < 0}


def replay(
    sales: SalesOfDays,
    catalog: Catalog,
    before: Sequence[Deal],
    after: Sequence[Deal],
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> Replay:
    """Price those sales again with other deals and return the totals. A receipt that none of the changed deals could
    touch is not priced."""
    result = Replay()
    changed = [deal for deal in (*before, *after) if deal not in before or deal not in after]
    try_on = _TryOn(before, after, catalog.setting(DAY_END))
    total = len(sales)
    for sale in sales:
        if result.receipts % 500 == 0:
            if cancel():
                result.cancelled = True
                break
            if progress:
                progress(result.receipts, total)
        result.receipts += 1
        codes = {item.code for item, _, _ in sale.lines}
        if any(_could_touch(deal, codes) for deal in changed):
            _count(result, sale, try_on, catalog)
    if progress and not result.cancelled:
        progress(total, total)
    result.uses = Counter({deal: n for deal, n in result.uses.items() if n})
    return result


class _TryOn:
    """Prices a basket by both sets of deals; the same basket in the same hours is priced once.

    Where deals were only added, and none of them is used, the lowest total and its sets are those without them: they were
    the best of more choices. Likewise where deals were only taken away. Then one price is enough.
    """

    def __init__(self, before: Sequence[Deal], after: Sequence[Deal], day_end: int) -> None:
        self._pricers = Pricer(before, day_end=day_end), Pricer(after, day_end=day_end)
        self._day_end = day_end
        self._added = {deal.id for deal in after if deal not in before}
        self._gone = {deal.id for deal in before if deal not in after}
        self._whens = list(dict.fromkeys(deal.when for deal in (*before, *after)))
        self._answers: dict[tuple[object, ...], tuple[PricedOrder, PricedOrder]] = {}

    def prices(self, order: Order, at: datetime) -> tuple[PricedOrder, PricedOrder]:
        today = business_date(at, self._day_end)
        in_force = tuple([when.holds(at, order.mode, bool(order.member), today) for when in self._whens])
        key = (in_force, *sorted((x.deal_code, x.deal_price, x.price, x.qty) for x in order.lines))
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= _KEPT:
                self._answers.clear()
            found = self._answers[key] = self._priced(order, at)
        return found

    def _priced(self, order: Order, at: datetime) -> tuple[PricedOrder, PricedOrder]:
        old, new = self._pricers
        if not self._gone:
            priced = new.price(order, at)
            return (priced if _none_of(self._added, priced) else old.price(order, at)), priced
        priced = old.price(order, at)
        return priced, (priced if not self._added and _none_of(self._gone, priced) else new.price(order, at))


def _none_of(deals: set[str], priced: PricedOrder) -> bool:
    return priced.proven and not any(use.deal in deals for use in (*priced.uses, *priced.spends))


def _could_touch(deal: Deal, codes: set[str]) -> bool:
    """Whether an order of these items could fill the deal; a discount on the whole order any order can."""
    return all(not codes.isdisjoint(place.items) for place in deal.places)


def _count(result: Replay, sale: PastSale, try_on: _TryOn, catalog: Catalog) -> None:
    order = _order(sale, catalog)
    old, new = try_on.prices(order, sale.at)
    uses = Counter(use.deal for use in (*new.uses, *new.spends))
    uses.subtract(use.deal for use in (*old.uses, *old.spends))
    if old.total == new.total and not any(uses.values()):
        return
    result.touched += 1
    result.list_total += old.list_total
    result.before += old.total
    result.after += new.total
    for deal, n in uses.items():
        result.uses[deal] += n
    result.unproven += not (old.proven and new.proven)
    for line in order.lines:
        if line.item.cost is not None:
            result.cost += line.item.cost * line.qty
            result.cost_known += line.price * line.qty
    if len(result.examples) < _EXAMPLES:
        result.examples.append((sale.key, old.total, new.total))


def _order(sale: PastSale, catalog: Catalog) -> Order:
    """The sale as an order at the prices of then. Costs are today's: a shop asks what it would earn from now on."""
    said = sale.said or (((), None),) * len(sale.lines)
    lines = tuple(
        _line(i, _as_sold(item, price, catalog.item(item.code)), qty, options, hand)
        for i, ((item, qty, price), (options, hand)) in enumerate(zip(sale.lines, said, strict=True), 1)
    )
    return Order(sale.key, sale.number, sale.at, sale.mode, sale.member, lines, len(lines) + 1)


def _line(number: int, item: Item, qty: int, options: tuple[Chosen, ...], hand: Discount | None) -> OrderLine:
    """A line as it was sold: its options stand beside the deals, a price by hand stays what it was."""
    if hand is not None:
        return OrderLine(number, item, qty, options=options, hand=replace(hand, by=By.PRICE, value=item.price))
    base = item.price - sum(x.price for x in options)
    return OrderLine(number, replace(item, price=base) if options else item, qty, options=options)


def _as_sold(then: Item, price: int, now: Item | None) -> Item:
    today = now or then
    return Item(then.code, then.name, price or today.price, then.department, then.tax, today.cost)
