"""The door of pricing: an order and a moment in, its lowest legal total out, with the sets formed, the tax and the proof."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pos_assist.domain.deals import Deal, Spend
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order
from pos_assist.pricing.force import DealIndex, Moment, connected
from pos_assist.pricing.one_more import OneMore
from pos_assist.pricing.parts import Part, finished, renumbered, solved
from pos_assist.pricing.priced import DealUse, Marginal, PricedOrder, Why
from pos_assist.pricing.reach import at_most
from pos_assist.pricing.search import TIE, Budget, Formed, OutOfBudget, Search
from pos_assist.pricing.settle import Use, settled
from pos_assist.pricing.shares import Rounding
from pos_assist.pricing.spends import taken, to_pay, worth_keeping
from pos_assist.pricing.uses import Kind, TooMany

BUDGET = 0.008  # seconds for a counter's answer
_STEPS = 20_000  # of the search, for a counter's answer without a clock
_MARGINALS = 4  # times that, for all the suggestions at once
_KEPT = 512  # solved parts
_NOTHING = Budget(0)  # for asking a search what it knows


@dataclass(slots=True)
class _Choice:
    """The sets chosen for some units, before they are handed out to lines. Money in minor units."""

    moment: Moment
    kinds: Sequence[Kind]
    have: Sequence[int]
    list_total: int
    parts: Sequence[Part]
    numbers: Sequence[Sequence[int]]  # per part, which of `kinds` its own are
    spends: Sequence[Spend]  # in force
    formed: Sequence[Sequence[Formed]] = ()  # per part
    net: int = 0  # after the sets
    total: int = 0
    bound: int = 0

    @property
    def by_search(self) -> bool:
        """Whether the sets are those of the search, with its proof."""
        return all(p.search and p.searched for p in self.parts) and self.net == self.list_total - sum(
            p.saving for p in self.parts
        )

    @property
    def value(self) -> int:
        """What the sets save, with the rule of ties, by the search."""
        return sum(search.best(search.root, _NOTHING) for _, search, _ in self.searched())

    def searched(self) -> list[tuple[Part, Search, Sequence[int]]]:
        """The parts with their searches."""
        return [(p, p.search, numbers) for p, numbers in zip(self.parts, self.numbers, strict=True) if p.search]


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
        self._steps = _STEPS
        self._kept: OrderedDict[tuple[object, ...], Part] = OrderedDict()

    def price(self, order: Order, at: datetime) -> PricedOrder:
        """The lowest legal total, proven; or, when the budget runs out, a legal total with its bound, marked unproven."""
        return self._settled(order, self._choose(order, at, self._budget()))

    def prove(self, order: Order, at: datetime, seconds: float = 20.0) -> PricedOrder:
        """As `price`, with `seconds` for each connected part of the order; for a worker. What it proves, `price` then knows
        too. With HiGHS (the extra `proof`) nearly everything is proven; without it a longer search is tried."""
        return self._settled(order, self._choose(order, at, self._budget(), proof_seconds=seconds))

    def marginals(self, order: Order, candidates: Sequence[Sequence[Item]], at: datetime) -> list[Marginal]:
        """What each candidate (one item, or some at once) would add to the order's total."""
        budget = self._budget(_MARGINALS)
        before = self._choose(order, at, budget)
        one_more = self._one_more(before, candidates, budget)
        found = []
        for items in candidates:
            marginal = None
            if one_more and len(items) == 1:
                marginal = self._by_gain(before, one_more, Kind(items[0].price, items[0].code))
            if marginal is None:
                changed = order
                for item in items:
                    changed = changed.ring(item)
                marginal = self._afresh(before, changed, at, budget)
            found.append(marginal)
        return found

    def exchange(self, order: Order, line_id: int, item: Item, at: datetime) -> Marginal:
        """What replacing one unit of a line by `item` (an upgrade) would add to the order's total."""
        budget = self._budget(_MARGINALS)
        return self._afresh(self._choose(order, at, budget), order.exchange(line_id, item, ""), at, budget)

    def explain(self, order: Order, at: datetime) -> list[Why]:
        """Why this price: every deal that was formed, and what the next best choice, without that deal, would have cost."""
        priced = self.price(order, at)
        formed: dict[str, list[DealUse]] = {}
        for use in (*priced.uses, *priced.spends):
            formed.setdefault(use.deal, []).append(use)
        budget = self._budget(_MARGINALS)
        found = []
        for deal, uses in formed.items():
            other = self._choose(order, at, budget, keep_unproven=False, without=deal)
            found.append(Why(deal, uses[0].name, tuple(uses), other.total, other.bound >= other.total))
        return found

    def _one_more(self, before: _Choice, candidates: Sequence[Sequence[Item]], budget: Budget) -> OneMore | None:
        """Shared work for single items; None where the order's own price does not come from the search alone."""
        if not before.by_search:
            return None
        dearest = max((item.price for items in candidates for item in items), default=0)
        try:
            return OneMore(
                self._deals,
                before.moment,
                list_total=before.list_total,
                kinds=before.kinds,
                have=before.have,
                parts=before.searched(),
                budget=budget,
                dearest=dearest,
            )
        except OutOfBudget:
            return None

    def _by_gain(self, before: _Choice, one_more: OneMore, kind: Kind) -> Marginal | None:
        """The marginal price of one unit; None where something on the whole order changes with it."""
        list_total = before.list_total + kind.price
        if self._deals.gate_between(before.list_total, list_total):
            return None
        try:
            gain = one_more.gain(kind)
        except (OutOfBudget, TooMany):
            return None
        net = list_total - -(-(before.value + gain.value) >> TIE)
        spends = self._deals.spends_in_force(list_total, before.moment) if self._deals.spends else []
        if spends and worth_keeping(spends, list_total, net):
            return None
        deal = "" if gain.rank is None else self._deals.sets[gain.rank].id
        return Marginal(to_pay(spends, list_total, net) - before.total, True, deal)

    def _afresh(self, before: _Choice, changed: Order, at: datetime, budget: Budget) -> Marginal:
        after = self._choose(changed, at, budget, keep_unproven=False)
        exact = after.bound >= after.total and before.bound >= before.total
        times = _times(before)
        more = [rank for rank, n in _times(after).items() if n > times.get(rank, 0)]
        return Marginal(after.total - before.total, exact, self._deals.sets[min(more)].id if more else "")

    def _budget(self, times: int = 1) -> Budget:
        return Budget(times * self._steps, self._clock, times * self._seconds)

    def _choose(
        self,
        order: Order,
        at: datetime,
        budget: Budget,
        *,
        proof_seconds: float = 0.0,
        keep_unproven: bool = True,
        without: str = "",
    ) -> _Choice:
        counts: dict[Kind, int] = {}
        for line in order.lines:
            kind = Kind(line.item.price, line.item.code)
            counts[kind] = counts.get(kind, 0) + line.qty
        kinds = sorted(counts)
        have = [counts[kind] for kind in kinds]
        list_total = sum(kind.price * n for kind, n in counts.items())
        moment = Moment(at, order.mode, bool(order.member))
        fills = self._deals.fills(kinds, have, list_total, moment)
        if without:
            fills = [fill for fill in fills if self._deals.sets[fill.rank].id != without]
        parts = []
        numbered = connected(fills)
        for numbers, deals in numbered:
            key = (
                tuple(deal.rank for deal in deals),
                tuple([kinds[k] for k in numbers]),
                tuple([have[k] for k in numbers]),
            )
            part = self._kept.get(key)
            if part is None:
                part = solved(key[1], key[2], renumbered(deals, numbers), budget)
                if part.proven or keep_unproven:
                    self._keep(key, part)
            if proof_seconds and not part.proven:
                part = self._keep(key, finished(part, proof_seconds))
            parts.append(part)
        spends = self._deals.spends_in_force(list_total, moment) if self._deals.spends else []
        if without:
            spends = [spend for spend in spends if spend.id != without]
        return _with_spends(
            _Choice(moment, kinds, have, list_total, parts, [numbers for numbers, _ in numbered], spends)
        )

    def _keep(self, key: tuple[object, ...], part: Part) -> Part:
        self._kept[key] = part
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return part

    def _settled(self, order: Order, choice: _Choice) -> PricedOrder:
        uses: list[Use] = [
            (self._deals.sets[rank], {part.kinds[kind]: n for kind, n in units.items()}, saving)
            for part, formed in zip(choice.parts, choice.formed, strict=True)
            for rank, units, saving in formed
        ]
        return settled(order, uses, taken(choice.spends, choice.list_total, choice.net), choice.bound, self._rounding)


def _times(choice: _Choice) -> dict[int, int]:
    """How often each deal is formed, by rank."""
    times: dict[int, int] = {}
    for formed in choice.formed:
        for rank, _, _ in formed:
            times[rank] = times.get(rank, 0) + 1
    return times


def _with_spends(choice: _Choice) -> _Choice:
    """The lowest total with the discounts on the whole order; a set is given up only for a net threshold that pays."""
    spends, list_total, parts = choice.spends, choice.list_total, choice.parts
    choice.formed = [part.formed for part in parts]
    choice.net = list_total - sum(part.saving for part in parts)
    least = list_total - sum(part.ceiling for part in parts)
    choice.total, choice.bound = to_pay(spends, list_total, choice.net), to_pay(spends, list_total, least)
    if not any(spend.net for spend in spends):
        return choice
    searches = [part.search for part in parts if part.search]
    for level in worth_keeping(spends, list_total, least):
        try:
            if len(searches) < len(parts):
                raise OutOfBudget
            saving, formed = at_most(searches, list_total - level)
        except OutOfBudget:
            choice.bound = min(choice.bound, to_pay(spends, list_total, level))
            continue
        kept = to_pay(spends, list_total, list_total - saving)
        choice.bound = min(choice.bound, kept)
        if kept < choice.total:
            choice.total, choice.net, choice.formed = kept, list_total - saving, formed
    choice.bound = min(choice.bound, choice.total)
    return choice
