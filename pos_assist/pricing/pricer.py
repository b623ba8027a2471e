"""The door of pricing: an order and a moment in, its lowest legal total out, with the sets formed, the tax and the proof."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pos_assist.domain.deals import Deal, Spend
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order
from pos_assist.pricing.force import DealIndex, Moment, connected
from pos_assist.pricing.parts import Part, finished, renumbered, solved
from pos_assist.pricing.priced import Marginal, PricedOrder
from pos_assist.pricing.reach import at_most
from pos_assist.pricing.search import Budget, Formed, OutOfBudget
from pos_assist.pricing.settle import Use, settled
from pos_assist.pricing.shares import Rounding
from pos_assist.pricing.spends import taken, to_pay, worth_keeping
from pos_assist.pricing.uses import Kind

BUDGET = 0.008  # seconds for a counter's answer
_STEPS = 20_000  # of the search, for a counter's answer without a clock
_KEPT = 512  # solved parts


@dataclass(frozen=True, slots=True)
class _Choice:
    """The sets chosen for some units, before they are handed out to lines. Money in minor units."""

    list_total: int
    total: int
    bound: int
    net: int  # after the sets
    formed: tuple[tuple[Part, Sequence[Formed]], ...]
    spends: tuple[Spend, ...]  # in force


class Pricer:
    """Prices orders by the deals of one catalog version; make a new one when the deals change.

    `budget` is in seconds of `clock`, a monotonic clock; without a clock only steps are counted, so that every answer is the
    same on every machine. What was worked out for one order is kept for the next: ringing up one more item only works out
    the part of the order that it touches. Conditions on eat-in or take-out are read on the order; tax is per line, and a set
    with any unit eaten in is taxed as eaten in.
    """

    def __init__(
        self,
        deals: Iterable[Deal],
        *,
        rounding: Rounding = Rounding.FLOOR,
        budget: float = BUDGET,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._deals = DealIndex(deals)
        self._rounding = rounding
        self._seconds = budget
        self._clock = clock
        self._kept: OrderedDict[tuple[object, ...], Part] = OrderedDict()

    def price(self, order: Order, at: datetime) -> PricedOrder:
        """The lowest legal total, proven; or, when the budget runs out, a legal total with its bound, marked unproven."""
        return self._settled(order, self._choose(order, at, self._budget()))

    def prove(self, order: Order, at: datetime, seconds: float = 20.0) -> PricedOrder:
        """As `price`, with `seconds` for each connected part of the order; for a worker. What it proves, `price` then knows
        too. With HiGHS (the extra `proof`) nearly everything is proven; without it a longer search is tried."""
        return self._settled(order, self._choose(order, at, self._budget(), proof_seconds=seconds))

    def marginals(self, order: Order, candidates: Sequence[Sequence[Item]], at: datetime) -> list[Marginal]:
        """What each candidate (some items at once) would add to the order's total."""
        after = []
        for items in candidates:
            changed = order
            for item in items:
                changed = changed.ring(item)
            after.append(changed)
        return self.changes(order, after, at)

    def exchange(self, order: Order, line_id: int, item: Item, at: datetime) -> Marginal:
        """What replacing one unit of a line by `item` (an upgrade) would add to the order's total."""
        return self.changes(order, [order.exchange(line_id, item, "")], at)[0]

    def changes(self, order: Order, after: Sequence[Order], at: datetime) -> list[Marginal]:
        """What each changed order would cost more than `order`."""
        before = self._choose(order, at, self._budget())
        count = _times(before)
        found = []
        for changed in after:
            choice = self._choose(changed, at, self._budget())
            exact = choice.bound >= choice.total and before.bound >= before.total
            more = tuple(deal for deal, n in _times(choice).items() if n > count.get(deal, 0))
            found.append(
                Marginal(choice.total - before.total, exact, tuple(self._deals.sets[rank].id for rank in sorted(more)))
            )
        return found

    def _budget(self) -> Budget:
        return Budget(_STEPS, self._clock, self._seconds)

    def _choose(self, order: Order, at: datetime, budget: Budget, proof_seconds: float = 0.0) -> _Choice:
        counts: dict[Kind, int] = {}
        for line in order.lines:
            kind = Kind(line.item.price, line.item.code)
            counts[kind] = counts.get(kind, 0) + line.qty
        kinds = sorted(counts)
        have = [counts[kind] for kind in kinds]
        list_total = sum(kind.price * n for kind, n in counts.items())
        moment = Moment(at, order.mode, bool(order.member))
        fills = self._deals.fills(kinds, have, list_total, moment)
        parts = []
        for numbers, deals in connected(fills):
            key = (
                tuple(deal.rank for deal in deals),
                tuple([kinds[k] for k in numbers]),
                tuple([have[k] for k in numbers]),
            )
            part = self._kept.get(key)
            if part is None:
                part = self._keep(key, solved(key[1], key[2], renumbered(deals, numbers), budget))
            if proof_seconds and not part.proven:
                part = self._keep(key, finished(part, proof_seconds))
            parts.append(part)
        spends = self._deals.spends_in_force(list_total, moment) if self._deals.spends else []
        return _with_spends(tuple(spends), list_total, parts)

    def _keep(self, key: tuple[object, ...], part: Part) -> Part:
        self._kept[key] = part
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return part

    def _settled(self, order: Order, choice: _Choice) -> PricedOrder:
        uses: list[Use] = [
            (self._deals.sets[rank], {part.kinds[kind]: n for kind, n in units.items()}, saving)
            for part, formed in choice.formed
            for rank, units, saving in formed
        ]
        return settled(order, uses, taken(choice.spends, choice.list_total, choice.net), choice.bound, self._rounding)


def _times(choice: _Choice) -> dict[int, int]:
    """How often each deal is formed, by rank."""
    times: dict[int, int] = {}
    for _, formed in choice.formed:
        for rank, _, _ in formed:
            times[rank] = times.get(rank, 0) + 1
    return times


def _with_spends(spends: tuple[Spend, ...], list_total: int, parts: Sequence[Part]) -> _Choice:
    """The lowest total with the discounts on the whole order; a set is given up only for a net threshold that pays."""
    net = list_total - sum(part.saving for part in parts)
    least = list_total - sum(part.ceiling for part in parts)
    total, bound = to_pay(spends, list_total, net), to_pay(spends, list_total, least)
    best = _Choice(list_total, total, bound, net, tuple((part, part.formed) for part in parts), spends)
    if not any(spend.net for spend in spends):
        return best
    searches = [part.search for part in parts if part.search]
    for level in worth_keeping(spends, list_total, least):
        try:
            if len(searches) < len(parts):
                raise OutOfBudget
            saving, formed = at_most(searches, list_total - level)
        except OutOfBudget:
            bound = min(bound, to_pay(spends, list_total, level))
            continue
        kept = to_pay(spends, list_total, list_total - saving)
        bound = min(bound, kept)
        if kept < best.total:
            best = _Choice(list_total, kept, 0, list_total - saving, tuple(zip(parts, formed, strict=True)), spends)
    return replace(best, bound=min(bound, best.total))
