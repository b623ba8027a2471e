"""Every legal choice of deals for a small order, tried one by one: slow, plain, and written apart from the engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import combinations, permutations

from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Spend
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order

Use = tuple[frozenset[int], str, int]  # which units, the deal's id, its saving


def lowest(order: Order, deals: Sequence[Deal], at: datetime) -> tuple[int, tuple[int, ...]]:
    """The lowest legal total, and the fewest uses of priority 0, 1, 2, 3 among the choices that reach it."""
    units = [line.item for line in order.lines for _ in range(line.qty)]
    listed = sum(unit.price for unit in units)
    live = [d for d in deals if d.when.holds(at, order.mode, bool(order.member)) and d.when.min_spend <= listed]
    uses = [use for deal in live if not isinstance(deal, Spend) for use in _uses(deal, units)]
    spends = sorted((d for d in live if isinstance(d, Spend)), key=lambda d: (-d.priority, d.id))
    by_id = {deal.id: deal for deal in live}
    best: tuple[int, tuple[int, ...]] = (10**9, ())
    for choice in _choices(uses, {d.id: d.max_uses for d in live}, frozenset(), 0):
        net = listed - sum(saving for _, _, saving in choice)
        counts = tuple(sum(1 for _, deal, _ in choice if by_id[deal].priority == p) for p in range(4))
        best = min(best, (_after_spends(spends, listed, net), counts))
    return best


def _uses(deal: Deal, units: Sequence[Item]) -> Iterator[Use]:
    if isinstance(deal, Cheapest):
        fitting = [i for i, unit in enumerate(units) if unit.code in deal.items]
        for group in combinations(fitting, deal.n):
            prices = sorted(units[i].price for i in group)
            saving = sum(price * deal.percent // 100 for price in prices[: deal.free])
            if saving > 0:
                yield frozenset(group), deal.id, saving
        return
    assert isinstance(deal, SetPrice | SetPercent | SetAmount)
    least = sum(slot.n for slot in deal.slots)
    most = least
    if isinstance(deal, SetPercent) and len(deal.slots) == 1:
        most = deal.slots[0].n_max if deal.slots[0].n_max is not None else len(units)
    for size in range(least, min(most, len(units)) + 1):
        for group in combinations(range(len(units)), size):
            for saving in _savings(deal, [units[i] for i in group]):
                if saving > 0:
                    yield frozenset(group), deal.id, saving


def _savings(deal: SetPrice | SetPercent | SetAmount, group: Sequence[Item]) -> set[int]:
    if isinstance(deal, SetPercent) and len(deal.slots) == 1:
        slot = deal.slots[0]
        return (
            {sum(u.price * slot.percent // 100 for u in group)} if all(u.code in slot.items for u in group) else set()
        )
    seats = [slot for slot in deal.slots for _ in range(slot.n)]
    savings = set()
    for seated in permutations(group):
        if all(unit.code in slot.items for unit, slot in zip(seated, seats, strict=True)):
            if isinstance(deal, SetAmount):
                savings.add(min(deal.amount, sum(u.price for u in seated)))
            elif isinstance(deal, SetPercent):
                savings.add(sum(u.price * s.percent // 100 for u, s in zip(seated, seats, strict=True)))
            else:
                extra = sum(s.extra.get(u.code, 0) for u, s in zip(seated, seats, strict=True))
                savings.add(sum(u.price for u in seated) - deal.price - extra)
    return savings


def _choices(
    uses: Sequence[Use], caps: dict[str, int | None], taken: frozenset[int], start: int
) -> Iterator[list[Use]]:
    yield []
    for i in range(start, len(uses)):
        units, deal, _ = uses[i]
        cap = caps[deal]
        if not units & taken and cap != 0:
            left = caps if cap is None else {**caps, deal: cap - 1}
            for rest in _choices(uses, left, taken | units, i + 1):
                yield [uses[i], *rest]


def _after_spends(spends: Sequence[Spend], listed: int, net: int) -> int:
    eligible = [s for s in spends if (net if s.net else listed) >= s.min]
    stacking = [s for s in eligible if s.stack]
    totals = []
    for first in [None, *(s for s in eligible if not s.stack)]:
        left = net
        for spend in [*([first] if first else []), *stacking]:
            left = max(0, left - spend.amount - left * spend.percent // 100)
        totals.append(left)
    return min(totals)
