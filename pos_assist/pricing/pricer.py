"""Entry point of pricing: returns the lowest legal total of an order at a time, with the sets formed, the tax and the
proof."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pos_assist.domain.business_day import business_date
from pos_assist.domain.deals import Deal, Spend
from pos_assist.domain.items import Item, Rounding
from pos_assist.domain.orders import Order
from pos_assist.domain.tax import Prices, Taxing
from pos_assist.pricing import milp
from pos_assist.pricing.allocation import Use, listed_change, settled
from pos_assist.pricing.components import Component, solved
from pos_assist.pricing.deal_index import DealContext, DealIndex, connected
from pos_assist.pricing.deal_uses import Fill, Formed, Kind, TooMany
from pos_assist.pricing.marginal import OneMore
from pos_assist.pricing.nearby import saved_near
from pos_assist.pricing.order_discounts import at_most, taken, to_pay, worth_keeping
from pos_assist.pricing.priced import DealExplanation, DealUse, Marginal, PricedOrder
from pos_assist.pricing.search import Budget, OutOfBudget

_Key = tuple[tuple[int, ...], tuple[tuple[Kind, int], ...]]  # ranks of the deals, units by kind
_Whole = tuple[tuple[Kind, ...], tuple[int, ...], int, DealContext]  # all units by kind, list total, and when
_Near = tuple[int, dict[int, int]]  # total of an order, and how often each deal is formed in it, by rank

BUDGET = 0.010  # seconds for one ring-up: the price and all its suggestions
_STEPS = 30_000  # the same where there is no clock
_LONG = 400_000  # steps of a worker
_KEPT = 512  # solved parts
_WHOLE = 256  # proven choices for whole orders: the one on the counter, and those that its cards would lead to
_TABLES = 4  # of them that still have their table, which is large


@dataclass(slots=True)
class _Choice:
    """The sets chosen for some units, before they are handed out to lines. Money in minor units."""

    moment: DealContext
    kinds: Sequence[Kind]
    have: Sequence[int]
    list_total: int
    parts: Sequence[Component]
    spends: Sequence[Spend]  # in force
    formed: Sequence[Sequence[Formed]] = ()  # per part
    net: int = 0  # after the sets
    total: int = 0
    bound: int = 0

    @property
    def lowest(self) -> bool:
        """Whether no legal choice is lower."""
        return self.bound >= self.total

    @property
    def exact(self) -> bool:
        """Whether the sets are proven as well: a discount on the order may bring any of them to the same total, as to ¥0."""
        return self.lowest and all(part.proven for part in self.parts)


class Pricer:
    """Prices orders by the deals of one catalog version; make a new one when the deals change.

    `budget` is in seconds of `clock`, a monotonic clock; without a clock only steps are counted, so that every answer is the
    same on every machine. What was worked out for one order is kept for the next: ringing up one more item only works out
    the part of the order that it touches. Conditions on eat-in or take-out are read on the order; tax is per line, and a set
    with any unit eaten in is taxed as eaten in. Where tax is added to the prices, all is worked out without it, and so are the
    answers of `marginals`, `exchange` and `explain`; `price` adds it, and `to_pay` tells differences with it.
    """

    def __init__(
        self,
        deals: Iterable[Deal],
        *,
        rounding: Rounding = Rounding.FLOOR,
        prices: Prices = Prices.INCLUDED,
        budget: float = BUDGET,
        clock: Callable[[], float] | None = None,
        day_end: int = 0,
    ) -> None:
        self._deals = DealIndex(deals)
        self._day_end = day_end
        self._taxing = Taxing(prices, rounding)
        self._seconds = budget
        self._clock = clock
        self._steps = _STEPS
        self._kept: OrderedDict[_Key, Component] = OrderedDict()
        self._tables: deque[Component] = deque()
        self._known: OrderedDict[_Whole, _Choice] = OrderedDict()
        self._near: OrderedDict[_Whole, _Near] = OrderedDict()

    def budget(self) -> Budget:
        """Return a fresh budget for one ring-up: its price and then its suggestions. A call without a budget makes
        one of its own."""
        return Budget(self._steps, self._clock, self._seconds)

    def price(self, order: Order, at: datetime, budget: Budget | None = None) -> PricedOrder:
        """The lowest legal total, proven; or, when the budget runs out, a legal total with its bound, marked unproven."""
        return self._settled(order, self._choose(order, at, budget or self.budget()))

    def prove(
        self, order: Order, at: datetime, seconds: float = 20.0, stale: Callable[[], bool] = lambda: False
    ) -> PricedOrder:
        """As `price`, with `seconds` of HiGHS for each connected part of the order; for a worker. What it proves, `price` then
        knows too. It is broken off, unproven, once nobody waits for it any more (`stale`)."""
        return self._settled(order, self._choose(order, at, Budget(_LONG), seconds=seconds, stale=stale))

    def marginals(
        self, order: Order, candidates: Sequence[Sequence[Item]], at: datetime, budget: Budget | None = None
    ) -> list[Marginal]:
        """Return what each candidate (one item, or several at once) would add to the order's total; inexact where the
        budget is used up."""
        budget = budget or self.budget()
        before = self._choose(order, at, budget)
        if not before.lowest:  # then no difference to it is exact
            return [Marginal(sum(item.usual_price for item in items), exact=False) for items in candidates]
        shared: dict[int, OneMore | None] = {}  # by the deals that the new list total opens
        found: dict[int, Marginal] = {}
        afresh: dict[int, tuple[Order, int]] = {}
        for number in sorted(range(len(candidates)), key=lambda i: -sum(item.usual_price for item in candidates[i])):
            items = candidates[number]
            marginal = None
            if len(items) == 1 and items[0].usual_price == items[0].price:
                kind = Kind(items[0].price, items[0].code)
                spent = self._deals.gate(before.list_total + kind.price)
                if spent not in shared:
                    shared[spent] = self._one_more(order, at, spent, budget)
                marginal = self._by_gain(before, shared[spent], kind)
            if marginal is not None:
                found[number] = marginal
                continue
            changed = order
            for item in items:
                changed = changed.ring(item)
            # Whatever it costs with the others, it never costs more than alone.
            afresh[number] = changed, sum(item.usual_price for item in items)
        try:
            self._explore(order, before, [changed for changed, _ in afresh.values()], at, budget)
        except OutOfBudget:
            budget = Budget(-1)  # one by one they take longer still: a worker explores them in a moment
        for number, (changed, most) in afresh.items():
            found[number] = self._afresh(before, changed, at, budget, most)
        return [found[number] for number in range(len(candidates))]

    def explore(self, order: Order, changed: Sequence[Order], at: datetime) -> list[Order]:
        """Work out what orders that differ from this one by a unit or two come to, for a worker: `marginals` and `exchange` then know.
        Returns those that take a proof of their own: all of them where tax is added, since by how much depends on their sets."""
        if self._taxing.added:
            return list(changed)
        budget = Budget(_LONG)
        before = self._choose(order, at, budget)
        if before.lowest:
            with suppress(OutOfBudget):
                self._explore(order, before, changed, at, budget)
        return [each for each in changed if self._whole(each, at) not in self._near]

    def exchange(self, order: Order, line_id: int, item: Item, at: datetime, budget: Budget | None = None) -> Marginal:
        """Return what replacing one unit of a line by `item` (an upgrade) would add to the order's total."""
        budget = budget or self.budget()
        line = order.line(line_id)
        most = max(0, item.usual_price - line.price) if line else item.usual_price
        before = self._choose(order, at, budget)
        if not before.lowest:
            return Marginal(most, exact=False)
        return self._afresh(before, order.exchange(line_id, item, ""), at, budget, most)

    def to_pay(
        self, order: Order, changed: Sequence[Order], at: datetime, budget: Budget | None = None
    ) -> list[Marginal]:
        """Return what is to be paid more for each of `changed` than for `order`, with any tax that is added; inexact where one of
        the two is not proven within the budget."""
        budget = budget or self.budget()
        before = self.price(order, at, budget)
        found = []
        for then in changed:
            try:
                after = self._settled(then, self._choose(then, at, budget, lasting=False))
            except OutOfBudget:
                found.append(Marginal(0, exact=False))
            else:
                adds = after.total - before.total
                listed = listed_change(before, order, then, self._taxing.rounding) if self._taxing.added else adds
                found.append(Marginal(adds, before.proven and after.proven, saves=listed - adds))
        return found

    def explain(self, order: Order, at: datetime) -> list[DealExplanation]:
        """Why this price: every deal that was formed, and what the next best choice, without that deal, would have cost."""
        priced = self.price(order, at)
        formed: dict[str, list[DealUse]] = {}
        for use in (*priced.uses, *priced.spends):
            formed.setdefault(use.deal, []).append(use)
        budget = self.budget()
        found = []
        for deal, uses in formed.items():
            without, exact = priced.net_total + sum(use.saving for use in uses), False  # its units at their own price
            with suppress(OutOfBudget):
                other = self._choose(order, at, budget, lasting=False, without=deal)
                without, exact = min(without, other.total), other.lowest
            found.append(DealExplanation(deal, uses[0].name, tuple(uses), without, exact, uses[0].title_en))
        return found

    def _one_more(self, order: Order, at: datetime, spent: int, budget: Budget) -> OneMore | None:
        """Shared work for single items that bring the list total to where `spent` is the highest minimum spend reached; None
        where the search alone does not give the sets."""
        base = self._choose(order, at, budget, spent=spent)
        try:
            return OneMore(self._deals, base.moment, spent, base.parts, kinds=base.kinds, have=base.have, budget=budget)
        except OutOfBudget:
            return None

    def _by_gain(self, before: _Choice, one_more: OneMore | None, kind: Kind) -> Marginal | None:
        """The marginal price of one unit; None where sets may be given up for a threshold, or the budget is out."""
        if one_more is None:
            return None
        try:
            gain = one_more.gain(kind)
        except (OutOfBudget, TooMany):
            return None
        list_total = before.list_total + kind.price
        net = list_total - one_more.saving - gain.saving
        spends = self._deals.spends_in_force(list_total, before.moment) if self._deals.spends else []
        if spends and worth_keeping(spends, list_total, net):
            return None
        deal = "" if gain.rank is None else self._deals.sets[gain.rank].id
        return Marginal(to_pay(spends, list_total, net) - before.total, True, deal)

    def _afresh(self, before: _Choice, changed: Order, at: datetime, budget: Budget, most: int) -> Marginal:
        """The difference of two totals; inexactly `most` where the budget is out and the second one is not known yet."""
        near, exact = self._near.get(self._whole(changed, at)), True
        if near is None:
            try:
                after = self._choose(changed, at, budget, lasting=False)
            except OutOfBudget:
                return Marginal(most, exact=False)
            near, exact = (after.total, _times(after.formed)), after.lowest
        times = _times(before.formed)
        more = [rank for rank, n in near[1].items() if n > times.get(rank, 0)]
        return Marginal(near[0] - before.total, exact, self._deals.sets[min(more)].id if more else "")

    def _explore(self, order: Order, before: _Choice, changed: Sequence[Order], at: datetime, budget: Budget) -> None:
        """Totals of orders near one of which HiGHS has proven a part, as far as one linear program tells them all."""
        if not milp.loaded() or all(part.search or part.table for part in before.parts):
            return
        by_gate: dict[int, list[_Whole]] = {}
        for each in changed:
            whole = self._whole(each, at)
            if whole not in self._near:
                by_gate.setdefault(self._deals.gate(whole[2]), []).append(whole)
        for gate, wholes in by_gate.items():
            base = (
                before if gate == self._deals.gate(before.list_total) else self._choose(order, at, budget, spent=gate)
            )
            if any(spend.net for spend in base.spends) or not all(part.proven for part in base.parts):
                continue  # a discount on what is left asks for less than all that can be saved
            opened = partial(self._deals.fills, spent=gate, moment=base.moment)
            for number, saving, formed in saved_near(
                (base.kinds, base.have), base.parts, [w[:2] for w in wholes], opened, budget
            ):
                whole = wholes[number]
                spends = self._deals.spends_in_force(whole[2], base.moment)
                if not any(spend.net for spend in spends):
                    self._near[whole] = to_pay(spends, whole[2], whole[2] - saving), _times(formed)
        while len(self._near) > _WHOLE:
            self._near.popitem(last=False)

    def _choose(  # noqa: PLR0913 — given by name
        self,
        order: Order,
        at: datetime,
        budget: Budget,
        *,
        seconds: float = 0.0,
        stale: Callable[[], bool] = lambda: False,
        lasting: bool = True,
        without: str = "",
        spent: int | None = None,
    ) -> _Choice:
        whole = self._whole(order, at)
        kinds, have, list_total, moment = whole
        usual = not without and spent is None
        if usual and (known := self._known.get(whole)):
            return known
        if not lasting and budget.over:
            raise OutOfBudget
        fills = self._deals.fills(kinds, have, list_total if spent is None else spent, moment)
        if without:
            fills = [fill for fill in fills if self._deals.sets[fill.rank].id != without]
        parts = [
            self._part(kinds, have, numbers, deals, budget=budget, lasting=lasting, seconds=seconds, stale=stale)
            for numbers, deals in connected(fills)
        ]
        spends = self._deals.spends_in_force(list_total, moment) if self._deals.spends else []
        if without:
            spends = [spend for spend in spends if spend.id != without]
        choice = _Choice(moment, kinds, have, list_total, parts, spends)
        choice.formed = [part.formed for part in parts]
        choice.net = list_total - sum(part.saving for part in parts)
        least = list_total - sum(part.ceiling for part in parts)
        choice.total, choice.bound = to_pay(spends, list_total, choice.net), to_pay(spends, list_total, least)
        if any(spend.net for spend in spends):
            _keep_thresholds(choice, least, fills, budget, seconds, stale)
        if usual and choice.exact:
            self._known[whole] = choice
            while len(self._known) > _WHOLE:
                self._known.popitem(last=False)
        return choice

    def _whole(self, order: Order, at: datetime) -> _Whole:
        """The order as the deals see it."""
        counts: dict[Kind, int] = {}
        besides = 0  # what options cost, which no set takes in
        for line in order.lines:
            kind = Kind(line.deal_price, line.deal_code)
            counts[kind] = counts.get(kind, 0) + line.qty
            besides += (line.price - kind.price) * line.qty
        kinds = sorted(counts)
        list_total = besides + sum(kind.price * n for kind, n in counts.items())
        moment = DealContext(at, order.mode, bool(order.member), business_date(at, self._day_end))
        return tuple(kinds), tuple(counts[kind] for kind in kinds), list_total, moment

    def _part(  # noqa: PLR0913 — given by name
        self,
        kinds: Sequence[Kind],
        have: Sequence[int],
        numbers: Sequence[int],
        deals: Sequence[Fill],
        *,
        budget: Budget,
        lasting: bool,
        seconds: float,
        stale: Callable[[], bool],
    ) -> Component:
        """One connected part, from what is known or worked out; `lasting` if it is on the counter and not only thought of."""
        key = (tuple([deal.rank for deal in deals]), tuple([(kinds[k], have[k]) for k in numbers]))
        part = self._kept.get(key)
        if part is None or (seconds and not part.proven and not stale()):
            part = solved(kinds, have, numbers, deals, budget, seconds=seconds, stale=stale)
            if part.proven or lasting:
                self._keep(key, part)
            if not lasting:
                part.table = None  # only what is on the counter is asked for one unit more
        return part

    def _keep(self, key: _Key, part: Component) -> Component:
        self._kept[key] = part
        if part.table:
            self._tables.append(part)
            if len(self._tables) > _TABLES:
                self._tables.popleft().table = None
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return part

    def _settled(self, order: Order, choice: _Choice) -> PricedOrder:
        uses: list[Use] = [
            (self._deals.sets[rank], {part.kinds[kind]: n for kind, n in units.items()}, saving)
            for part, formed in zip(choice.parts, choice.formed, strict=True)
            for rank, units, saving in formed
        ]
        discounts = taken(choice.spends, choice.list_total, choice.net)
        return settled(order, uses, discounts, choice.bound, self._taxing, proven=choice.exact)


def _times(parts: Iterable[Iterable[Formed]]) -> dict[int, int]:
    """How often each deal is formed, by rank."""
    times: dict[int, int] = {}
    for formed in parts:
        for rank, _, _ in formed:
            times[rank] = times.get(rank, 0) + 1
    return times


def _keep_thresholds(
    choice: _Choice,
    least: int,
    fills: Sequence[Fill],
    budget: Budget,
    seconds: float,
    stale: Callable[[], bool],
) -> None:
    """Give up sets where that keeps a threshold on what is left after them, and pays; `least` is a bound on what is left."""
    spends, list_total = choice.spends, choice.list_total
    for level in worth_keeping(spends, list_total, least):
        most = list_total - level
        parts, formed, saving, possible = choice.parts, choice.formed, -1, most
        try:
            saving, formed = at_most(choice.parts, most, budget)
            possible = saving
        except (OutOfBudget, TooMany):
            if seconds:
                uses, saving, possible = milp.proved_at_most(fills, choice.have, most, seconds, stale)
                numbers = range(len(choice.kinds))
                parts = [Component(choice.kinds, choice.have, numbers, fills, uses, saving, possible)]
                formed = [uses]
        choice.bound = min(choice.bound, to_pay(spends, list_total, list_total - possible))
        if saving >= 0 and (kept := to_pay(spends, list_total, list_total - saving)) < choice.total:
            choice.total, choice.net = kept, list_total - saving
            choice.parts, choice.formed = parts, formed
    choice.bound = min(choice.bound, choice.total)
