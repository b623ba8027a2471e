"""From a choice of sets to what each line costs: which units went where, each line's share, the tax; parts add up to the yen.

A saving is split in proportion, each part rounded down, and the minor units that are left go one by one to the largest
remainders, ties to the dearer unit and then to the earlier one. Tax is worked out on the total of each rate and rounded once
per receipt (消費税法施行令 70条の10; 基通 1-8-15); which way is the shop's own choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pos_assist.domain.deals import Deal, Spend
from pos_assist.domain.items import Rounding
from pos_assist.domain.orders import Order, OrderLine, ServiceMode, tax_rate
from pos_assist.domain.receipts import Receipt, TaxPart
from pos_assist.domain.tax import Taxing, tax_on
from pos_assist.pricing.deal_uses import USES, Kind, Shared, frame, worth
from pos_assist.pricing.priced import DealUse, LinePrice, PricedOrder

Use = tuple[Deal, dict[Kind, int], int]  # the deal, its units by kind, its saving in minor units


@dataclass(slots=True)
class _Unit:
    """One unit while it is priced."""

    line: OrderLine
    net: int
    eat_in: bool

    @property
    def rate(self) -> int:
        return tax_rate(self.line.item.tax, ServiceMode.EAT_IN if self.eat_in else ServiceMode.TAKEOUT)


def settled(
    order: Order,
    uses: Iterable[Use],
    spends: Iterable[tuple[Spend, int]],
    bound: int,
    taxing: Taxing,
    *,
    proven: bool,
) -> PricedOrder:
    """The priced order; `bound` is before tax where tax is added. Of equal units those rung up first go into the sets first. A set is one product to the tax office:
    if any of its units is eaten in, all of them are (10 %)."""
    units = {
        line.id: [_Unit(line, line.price, _eaten_in(order, line)) for _ in range(line.qty)] for line in order.lines
    }
    waiting: dict[Kind, list[_Unit]] = {}
    for line in order.lines:
        waiting.setdefault(Kind(line.deal_price, line.deal_code), []).extend(units[line.id])
    for queue in waiting.values():
        queue.reverse()  # taken from the end
    formed = [
        _used(deal, [waiting[kind].pop() for kind, n in taken.items() for _ in range(n)], saving)
        for deal, taken, saving in _merged(uses)
    ]
    every = [unit for line in order.lines for unit in units[line.id]]
    discounts = [_spent(deal, every, off) for deal, off in spends]
    sums: dict[int, int] = {}
    lines = []
    for line in order.lines:
        rates: dict[int, int] = {}
        for unit in units[line.id]:
            rates[unit.rate] = rates.get(unit.rate, 0) + unit.net
        for rate, net in rates.items():
            sums[rate] = sums.get(rate, 0) + net
        most = max(rates, key=lambda rate: (rates[rate], rate))
        lines.append(LinePrice(line.id, line.price * line.qty, sum(rates.values()), most, tuple(sorted(rates.items()))))
    net = sum(line.net for line in lines)
    listed = sum(line.list_price for line in lines)
    taxes, added = tax_parts(sums, taxing.rounding, added=taxing.added), None
    if taxing.added:
        added = sum(part.tax for part in taxes)
        bound = net + added if proven else bound + _least_tax(order, bound)
    total = net + (added or 0)
    return PricedOrder(
        listed,
        total,
        tuple(formed),
        tuple(discounts),
        tuple(lines),
        taxes,
        proven,
        min(bound, total),
        added,
        taxing.rounding,
    )


def listed_change(before: PricedOrder, order: Order, then: Order, rounding: Rounding) -> int:
    """What the amount to pay would change by from `order`, which is priced as `before`, to `then`, were what is different at its
    list price; where tax is added to the prices."""
    nets = Counter({part.rate: part.gross - part.tax for part in before.taxes})
    for some, sign in ((then, 1), (order, -1)):
        for line in some.lines:
            nets[tax_rate(line.item.tax, line.mode or some.mode)] += sign * line.price * line.qty
    return sum(part.gross for part in tax_parts(nets, rounding, added=True)) - before.total


def _least_tax(order: Order, net: int) -> int:
    """No choice of sets that comes to `net` or more before tax adds less: what bears no tax counts as not reduced at all, the rest
    as at its lowest rate, and each rate may be rounded down by less than one. A set never lowers a rate."""
    rates = {line.id: tax_rate(line.item.tax, line.mode or order.mode) for line in order.lines}
    taxed = sorted({rate for rate in rates.values() if rate})
    if not taxed:
        return 0
    free = sum(line.price * line.qty for line in order.lines if not rates[line.id])
    return max(0, tax_on(max(0, net - free), taxed[0], Rounding.FLOOR) - 1)


def _eaten_in(order: Order, line: OrderLine) -> bool:
    return (line.mode or order.mode) is ServiceMode.EAT_IN


def _merged(uses: Iterable[Use]) -> list[Use]:
    """In the written order; of «n or more» any number of units is one use, so its uses are joined to one."""
    merged: list[Use] = []
    open_ended: dict[str, int] = {}
    for deal, units, saving in uses:
        if deal.places[0].n_max is None:
            if deal.id in open_ended:
                _, before, saved = merged[open_ended[deal.id]]
                joined = {
                    kind: before.get(kind, 0) + units.get(kind, 0) for kind in sorted({*before, *units}, reverse=True)
                }
                merged[open_ended[deal.id]] = (deal, joined, saved + saving)
                continue
            open_ended[deal.id] = len(merged)
        merged.append((deal, dict(sorted(units.items(), reverse=True)), saving))
    return sorted(merged, key=lambda use: (-use[0].priority, use[0].id, [(-kind.price, kind.code) for kind in use[1]]))


def _used(deal: Deal, units: list[_Unit], saving: int) -> DealUse:
    if any(unit.eat_in for unit in units):
        for unit in units:
            unit.eat_in = True
    shares = _shares(deal, units, saving)
    return DealUse(
        deal.id,
        deal.name,
        _by_line(units, [1] * len(units)),
        sum(u.line.price for u in units),
        saving,
        _taken_off(units, shares),
        deal.title_en,
    )


def _shares(deal: Deal, units: Sequence[_Unit], saving: int) -> Sequence[int]:
    """Each unit's part of the saving."""
    shared = USES[deal.kind].shared
    if shared is Shared.PRICE:
        return split(saving, [unit.line.deal_price for unit in units])
    worths = _arranged(deal, units, saving + frame(deal, 0).cost)
    return worths if shared is Shared.OWN else split(saving, [max(0, x) for x in worths])


_Seats = dict[
    tuple[tuple[int, ...], int], tuple[int, ...]
]  # (free seats per slot, worth so far) -> what each unit is worth


def _arranged(deal: Deal, units: Sequence[_Unit], whole: int) -> list[int]:
    """What each unit is worth in its slot, so that together they are worth just `whole`: the same units may be arranged to save
    more or less, and less may be what keeps a threshold."""
    slots = deal.places
    if len(slots) == 1:
        return [_worth(deal, 0, unit) for unit in units]
    ways: _Seats = {(tuple(slot.n for slot in slots), 0): ()}
    for unit in units:
        after: _Seats = {}
        seats = [(i, _worth(deal, i, unit)) for i, slot in enumerate(slots) if unit.line.item.code in slot.items]
        for (free, sum_), worths in ways.items():
            for i, here in seats:
                if free[i]:
                    left = (*free[:i], free[i] - 1, *free[i + 1 :])
                    after.setdefault((left, sum_ + here), (*worths, here))
        ways = after
    return list(ways[tuple(0 for _ in slots), whole])


def _worth(deal: Deal, slot: int, unit: _Unit) -> int:
    return worth(deal, slot, Kind(unit.line.deal_price, unit.line.deal_code))


def _spent(deal: Spend, units: Sequence[_Unit], off: int) -> DealUse:
    """A discount on the whole order: first split over the rates, then within each, by what is left to pay."""
    rates = sorted({unit.rate for unit in units})
    grouped = [[unit for unit in units if unit.rate == rate] for rate in rates]
    before = sum(unit.net for unit in units)
    per_rate = split(off, [sum(unit.net for unit in group) for group in grouped])
    parts = [split(share, [unit.net for unit in group]) for group, share in zip(grouped, per_rate, strict=True)]
    ordered = [unit for group in grouped for unit in group]
    shares = _taken_off(ordered, [part for group in parts for part in group])
    return DealUse(deal.id, deal.name, (), before, off, shares, deal.title_en)


def _taken_off(units: Sequence[_Unit], shares: Sequence[int]) -> tuple[tuple[int, int], ...]:
    for unit, share in zip(units, shares, strict=True):
        unit.net -= share
    return _by_line(units, shares)


def _by_line(units: Sequence[_Unit], numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    lines: dict[int, int] = {}
    for unit, number in zip(units, numbers, strict=True):
        lines[unit.line.id] = lines.get(unit.line.id, 0) + number
    return tuple(sorted(lines.items()))


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in proportion to `weights` (minor units, not negative), by largest remainder; all weights 0: to the first."""
    whole = sum(weights)
    if not whole:
        return [amount, *([0] * (len(weights) - 1))] if weights else []
    parts = [amount * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), -weights[i], i))
    for i in order[: amount - sum(parts)]:
        parts[i] += 1
    return parts


def paid_by_line(receipt: Receipt) -> dict[int, int]:
    """What was paid for each line, its tax with it; the lines add up to the receipt's total. Tax that was added is split over them by
    what each bears of it."""
    nets = {line.line: line.net for line in receipt.lines}
    if receipt.tax_added:
        shares = split(receipt.tax_added, [line.net * line.tax_rate for line in receipt.lines])
        return {line: net + share for (line, net), share in zip(nets.items(), shares, strict=True)}
    return nets


def tax_in(gross: int, rate: int, rounding: Rounding) -> int:
    """The tax contained in `gross` (minor units, tax included) at `rate` percent."""
    over, whole = gross * rate, 100 + rate
    if rounding is Rounding.FLOOR:
        return over // whole
    if rounding is Rounding.CEIL:
        return -(-over // whole)
    return (2 * over + whole) // (2 * whole)


def tax_parts(sums: Mapping[int, int], rounding: Rounding, *, added: bool = False) -> tuple[TaxPart, ...]:
    """One part per rate, lowest rate first, each rounded once. `sums`: what each rate comes to, with its tax in it or, where tax is
    `added`, without. Either way a part's tax is `tax_in` of its gross: what rounding takes from n·r/100 becomes less than one
    again by 100/(100 + r)."""
    if added:
        taxes = {rate: tax_on(net, rate, rounding) for rate, net in sums.items()}
        return tuple(TaxPart(rate, sums[rate] + taxes[rate], taxes[rate]) for rate in sorted(sums))
    return tuple(TaxPart(rate, sums[rate], tax_in(sums[rate], rate, rounding)) for rate in sorted(sums))
