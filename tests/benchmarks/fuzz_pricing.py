"""Look for orders that are priced wrong: `python -m tests.benchmarks.fuzz_pricing [--small N] [--many N] [--large N] [--refunds N] [--seed S] [--minutes M]`.

Every answer that calls itself proven or exact is compared with a fresh oracle, written apart from the engine: all uses of all deals
are listed, and HiGHS chooses among them. Small orders are drawn in shops that crowd every kind of deal, its limits and its
thresholds into six items; then hundreds of units of few items; large ones in wider shops; half of them with options, prices eaten in, typed prices and discounts by hand.
Half of the shops have prices without tax: what is compared is then the total before it, what is to be paid for one item more is compared
with a fresh price, and the tax of each rate with what is contained in its gross. Of each: the total, what one item more, two more and an exchange add, the fewest uses by priority, the same for another order of
scanning, that all parts add up, per rate too. Refunds go through a real till, step by step.
Prints what was found with its seed, and fails if anything was. With `--minutes` it begins again with the next seed until that time
of the clock has passed, and adds up.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import highspy

from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.discounts import By, Discount
from pos_assist.domain.hours import Hours
from pos_assist.domain.items import Item, Rounding, TaxClass
from pos_assist.domain.offers import NextVisit
from pos_assist.domain.options import parse_groups, turned
from pos_assist.domain.orders import Order, ServiceMode, price_in
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.domain.settings import PRICES
from pos_assist.domain.tax import Prices, Taxing
from pos_assist.pricing import PricedOrder, Pricer, components, savings_table
from pos_assist.pricing.allocation import tax_in
from pos_assist.services.till.order_pricing import order_discount
from pos_assist.services.till.till import Till
from pos_assist.shop import make_sample, open_shop
from pos_assist.suggest.next_visit import coupon_deal
from tests.benchmarks.pricing_cases import AT
from tests.benchmarks.sample_orders import party
from tests.pricing.oracle import _after_spends

MANY = 20_000  # uses that the oracle lists, at most

Units = tuple[tuple[str, int], ...]  # (item, units), sorted
Use = tuple[Units, str, int]  # its units, the deal, its saving
Case = Callable[[random.Random], tuple[list[Deal], dict[str, Item], Order]]


# -- the oracle --------------------------------------------------------------------------------------------------


class TooManyUses(Exception):
    """More than the oracle lists."""


def uses_of(deal: Deal, items: Mapping[str, Item], have: Mapping[str, int]) -> set[Use]:
    """Every way to form a deal once that saves something."""
    found: set[Use] = set()
    if isinstance(deal, Cheapest):
        for group in fills(deal.items, deal.n, have):
            prices = sorted(items[code].price for code in group)
            saving = sum(price * deal.percent // 100 for price in prices[: deal.free])
            found.add((counted(group), deal.id, saving))
    elif isinstance(deal, SetPercent) and len(deal.slots) == 1:
        (slot,) = deal.slots
        # Twice as many units as are needed, or more, are two uses as well; but not where only so many uses are allowed.
        most = 2 * slot.n - 1 if slot.n_max is None or deal.max_uses is None else slot.n_max
        for size in range(slot.n, min(most, slot.n_max or most) + 1):
            for group in fills(slot.items, size, have):
                found.add((counted(group), deal.id, sum(items[code].price * slot.percent // 100 for code in group)))
    elif isinstance(deal, SetPrice | SetPercent | SetAmount):
        ways: set[tuple[tuple[str, ...], int]] = {((), 0)}
        for slot in deal.slots:
            ways = {
                (tuple(sorted((*group, *more))), worth + sum(worth_in(deal, slot, items[code]) for code in more))
                for group, worth in ways
                for more in fills(slot.items, slot.n, have)
            }
            if len(ways) > MANY:
                raise TooManyUses
        for group, worth in ways:
            saving = worth - deal.price if isinstance(deal, SetPrice) else worth
            if isinstance(deal, SetAmount):
                saving = min(deal.amount, sum(items[code].price for code in group))
            found.add((counted(group), deal.id, saving))
    fitting = {use for use in found if use[2] > 0 and all(n <= have[code] for code, n in use[0])}
    if len(fitting) > MANY:
        raise TooManyUses
    return fitting


def fills(codes: frozenset[str], n: int, have: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Every choice of n units out of some items."""
    return combinations_with_replacement(sorted(code for code in codes if code in have), n)


def counted(group: Sequence[str]) -> Units:
    """The group as a multiset."""
    return tuple(sorted(Counter(group).items()))


def worth_in(deal: SetPrice | SetPercent | SetAmount, slot: Slot, item: Item) -> int:
    """What one unit counts for in a slot."""
    if isinstance(deal, SetPrice):
        return item.price - slot.extra.get(item.code, 0)
    return item.price * slot.percent // 100


def aliased(order: Order, deals: Sequence[Deal]) -> tuple[list[tuple[Item, int]], list[Deal]]:
    """The units as (item, how many) by the price that deals see, each price an item of its own that the deals know; what was
    priced by hand and may be in no set is an item that they do not know."""
    other: dict[str, set[str]] = {}
    units: Counter[Item] = Counter()
    for line in order.lines:
        hand = line.hand is not None
        free = hand and not (line.hand and line.hand.in_sets)
        price = line.price if hand else line.price - sum(x.price for x in line.options)
        code = line.item.code
        if free or price != line.item.price:
            code = f"{code}@{'hand' if free else ''}{price}"
            if not free:
                other.setdefault(line.item.code, set()).add(code)
        units[Item(code, code, price)] += line.qty

    def also(codes: frozenset[str]) -> frozenset[str]:
        return codes.union(*(other.get(code, ()) for code in codes))

    def seat(slot: Slot) -> Slot:
        extra = dict(slot.extra) | {new: more for code, more in slot.extra.items() for new in other.get(code, ())}
        return replace(slot, items=also(slot.items), extra=extra)

    known: list[Deal] = []
    for deal in deals:
        if isinstance(deal, Cheapest):
            known.append(replace(deal, items=also(deal.items)))
        elif isinstance(deal, SetPrice | SetPercent | SetAmount):
            known.append(replace(deal, slots=tuple(seat(slot) for slot in deal.slots)))
        else:
            known.append(deal)
    return list(units.items()), known


@dataclass
class Oracle:
    """The lowest total of an order, by a program over every use."""

    deals: Sequence[Deal]
    order: Order
    uses: list[Use] = field(default_factory=list)

    def __post_init__(self) -> None:
        order = self.order
        units, deals = aliased(order, self.deals)
        self.have: Counter[str] = Counter({item.code: n for item, n in units})
        items = {item.code: item for item, _ in units}
        self.listed = sum(line.price * line.qty for line in order.lines)
        live = [
            d for d in deals if d.when.holds(AT, order.mode, bool(order.member)) and d.when.min_spend <= self.listed
        ]
        self.spends = sorted((d for d in live if isinstance(d, Spend)), key=lambda d: (-d.priority, d.id))
        self.sets = {d.id: d for d in live if not isinstance(d, Spend)}
        self.uses = [use for deal in self.sets.values() for use in sorted(uses_of(deal, items, self.have))]
        if len(self.uses) > MANY:
            raise TooManyUses

    def total(self) -> int:
        """The lowest legal total: the largest saving, or the largest that keeps a threshold on what is left."""
        levels = {spend.min for spend in self.spends if spend.net and spend.min <= self.listed}
        savings = [self.most(), *(self.most(self.listed - level) for level in levels)]
        return min(_after_spends(self.spends, self.listed, self.listed - saving) for saving in savings)

    def most(self, at_most: int | None = None) -> int:
        """The largest saving."""
        return self._solve([saving for _, _, saving in self.uses], [] if at_most is None else [(None, at_most)])

    def fewest(self) -> list[int]:
        """The fewest uses of priority 0, then of 1, 2, 3 of those that save most."""
        best = self.most()
        found: list[int] = []
        limits: list[tuple[Sequence[int], int | None, int | None]] = [
            ([saving for _, _, saving in self.uses], best, None)
        ]
        for priority in range(4):
            counts = [int(self.sets[deal].priority == priority) for _, deal, _ in self.uses]
            n = -self._solve([-x for x in counts], [], limits)
            found.append(n)
            limits.append((counts, None, n))
        return found

    def _solve(
        self,
        objective: Sequence[int],
        at_most: Sequence[tuple[int | None, int]],
        limits: Sequence[tuple[Sequence[int], int | None, int | None]] = (),
    ) -> int:
        if not self.uses:
            return 0
        infinite = highspy.kHighsInf
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types here
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 0.5)
        solver.setOptionValue("time_limit", 60.0)
        for (units, deal, _), value in zip(self.uses, objective, strict=True):
            most = min(self.have[code] // n for code, n in units)
            cap = self.cap(deal)
            solver.addCol(float(value), 0.0, float(most if cap is None else min(most, cap)), 0, [], [])
        count = len(self.uses)
        solver.changeColsIntegrality(count, list(range(count)), [highspy.HighsVarType.kInteger] * count)
        for code, n in self.have.items():
            row = [(i, dict(units)[code]) for i, (units, _, _) in enumerate(self.uses) if code in dict(units)]
            solver.addRow(-infinite, float(n), len(row), [i for i, _ in row], [float(x) for _, x in row])
        for deal in self.sets:
            if (cap := self.cap(deal)) is not None:
                taking = [i for i, use in enumerate(self.uses) if use[1] == deal]
                solver.addRow(-infinite, float(cap), len(taking), taking, [1.0] * len(taking))
        savings = [saving for _, _, saving in self.uses]
        every = [*((savings, low, high) for low, high in at_most), *limits]
        for values, low, high in every:
            solver.addRow(
                -infinite if low is None else float(low),
                infinite if high is None else float(high),
                count,
                list(range(count)),
                [float(v) for v in values],
            )
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise TooManyUses
        best: float = solver.getInfo().objective_function_value
        return round(best)

    def cap(self, deal: str) -> int | None:
        """How often a deal may be formed; «n or more» is one use of any number of units."""
        found = self.sets[deal]
        if isinstance(found, SetPercent) and found.slots[0].n_max is None:
            return None
        return found.max_uses


# -- what is drawn -----------------------------------------------------------------------------------------------


def small_case(draw: random.Random) -> tuple[list[Deal], dict[str, Item], Order]:
    """Six items, up to six deals of every kind with all they can have, two discounts, up to nine units."""
    prices = [1, 7, 20, 50, 90, 100, 120, 150, 200, 250, 333, 999]
    items = {code: Item(code, code.upper(), draw.choice(prices), tax=draw.choice(list(TaxClass))) for code in "abcdef"}
    deals = [deal for n in range(draw.randint(1, 6)) if (deal := some_deal(draw, f"d{n}", items))]
    for n in range(draw.choice([0, 0, 1, 2])):
        amount = draw.choice([0, 40, 100, 500])
        deals.append(
            Spend(
                id=f"s{n}",
                priority=draw.randint(0, 3),
                min=draw.randint(1, 900),
                amount=amount,
                percent=0 if amount else draw.choice([5, 10]),
                net=draw.random() < 0.7,
                stack=draw.random() < 0.4,
            )
        )
    if draw.random() < 0.2:  # an offer of the last receipt, brought back
        visit = NextVisit("c", draw.choice("abcdef"), "c", draw.choice([30, 80, 300]), AT.date())
        deals.append(coupon_deal(visit, "ja"))
    order = Order("o", 1, AT, draw.choice(list(ServiceMode)), draw.choice(["", "m"]))
    labels = draw.random() < 0.3  # some pieces have their own price
    for _ in range(draw.randint(1, 9)):
        own = draw.choice([None, *prices]) if labels else None
        order = order.ring(items[draw.choice("abcdef")], own_price=own)
    return by_hand(draw, deals, items, order)


MILK = parse_groups("ミルク[1]: 牛乳 | 豆乳 +50; 追加[0-2]: ショット +80 | 氷なし")
MUST = parse_groups("量[1]: 大 +30 | 特大 +60")  # even what it comes with costs something


def by_hand(
    draw: random.Random, deals: list[Deal], items: Mapping[str, Item], order: Order
) -> tuple[list[Deal], dict[str, Item], Order]:
    """The same, now and then with what a hand and a counter change: options, prices eaten in, typed prices, discounts."""
    if draw.random() < 0.4:
        return deals, dict(items), order
    changed = dict(items)
    for code, item in items.items():
        if draw.random() < 0.3:
            changed[code] = replace(item, options=draw.choice([MILK, MUST]))
        if draw.random() < 0.3:
            changed[code] = replace(changed[code], eat_in_price=item.price + draw.choice([1, 20, 37]))
        if draw.random() < 0.1:
            changed[code] = replace(changed[code], price=0, eat_in_price=None, open_price=True)
    again = replace(order, lines=(), next_line=1)
    for line in order.lines:
        item = changed[line.item.code]
        own = draw.randrange(0, 400) if item.open_price else line.own_price
        again = again.ring(item, line.qty, own_price=own)
        last = again.lines[-1]
        if item.options and draw.random() < 0.5:
            group = draw.choice(item.options)
            chosen = turned(item.options, last.options, group.name, draw.choice(group.choices).name)
            again = again.change(last.id, options=chosen)
        if draw.random() < 0.25:
            again = again.set_line_mode(last.id, draw.choice(list(ServiceMode)))
        if draw.random() < 0.25:
            hand = discount(draw, again.lines[-1].full_price, priced=True)
            if last.qty > 1 and draw.random() < 0.5:  # a sticker
                again = again.part(last.id, 1)
                last = again.lines[-1]
            again = again.change(last.id, hand=hand)
    if draw.random() < 0.3:
        off = discount(draw, sum(line.price * line.qty for line in again.lines), priced=False)
        again, deals = replace(again, discount=off), [*deals, order_discount(off)]
    return deals, changed, again


def discount(draw: random.Random, price: int, *, priced: bool) -> Discount:
    """Any discount by hand that a till takes of such a price."""
    by = draw.choice([By.AMOUNT, By.PERCENT, *([By.PRICE] if priced else [])])
    most = {By.AMOUNT: max(1, price), By.PERCENT: 100, By.PRICE: price + 50}[by]
    return Discount(by, draw.choice([draw.randint(1, most), most]), in_sets=draw.random() < 0.4)


MIDDAY, EVENING = Hours(11 * 60, 14 * 60), Hours(17 * 60, 26 * 60)
WHEN = [
    When(min_spend=400),
    When(member=True),
    When(mode=ServiceMode.EAT_IN),
    When(hours=(MIDDAY,)),
    When(hours=(EVENING,)),
    When(from_date=AT.date(), to_date=AT.date()),
]


def some_deal(draw: random.Random, id_: str, items: Mapping[str, Item]) -> Deal:
    """A deal of any kind."""

    def some() -> frozenset[str]:
        return frozenset(draw.sample("abcdef", draw.randint(1, 4)))

    common: dict[str, Any] = {
        "id": id_,
        "priority": draw.choice([0, 0, 1, 2, 3]),
        "max_uses": draw.choice([None, None, None, 1, 2]),
        "when": draw.choice([When()] * 4 + WHEN),
    }
    kind = draw.choice(["price", "price", "percent", "amount", "cheapest", "more", "up_to"])
    if kind == "cheapest":
        n = draw.randint(1, 4)
        return Cheapest(**common, n=n, free=draw.randint(1, n), percent=draw.choice([33, 50, 100]), items=some())
    if kind in ("more", "up_to"):
        n = draw.randint(1, 3)
        most = None if kind == "more" else n + draw.randint(0, 3)
        return SetPercent(**common, slots=(Slot(n, some(), percent=draw.choice([5, 15, 50]), n_max=most),))
    slots = []
    for _ in range(draw.randint(1, 3)):
        n, codes = draw.choice([1, 1, 2]), some()
        extra = {c: draw.choice([20, 60]) for c in sorted(codes) if kind == "price" and draw.random() < 0.2}
        slots.append(Slot(n, codes, extra, draw.choice([0, 20, 50]) if kind == "percent" else 0, n))
    if kind == "percent":
        return SetPercent(**common, slots=tuple(slots))
    if kind == "amount":
        return SetAmount(**common, amount=draw.choice([10, 60, 100, 200]), slots=tuple(slots))
    typical = sum(slot.n * max(items[c].price for c in slot.items) for slot in slots)
    return SetPrice(**common, price=typical * draw.choice([40, 60, 80, 95]) // 100, slots=tuple(slots))


def many_case(draw: random.Random) -> tuple[list[Deal], dict[str, Item], Order]:
    """Few items and hundreds of units of each: as many uses of deals for one unit or two, of any priority."""
    items = {code: Item(code, code, draw.choice([99, 100, 101, 130, 250])) for code in "abc"}
    deals: list[Deal] = []
    for n in range(draw.randint(1, 5)):
        codes = frozenset(draw.sample("abc", draw.randint(1, 2)))
        common: dict[str, Any] = {
            "id": f"d{n}", "priority": draw.choice([0, 0, 1, 3]), "max_uses": draw.choice([None, None, 1, 130]),
        }  # fmt: skip
        kind = draw.choice(["one", "two", "pair", "amount", "percent", "more", "cheapest"])
        if kind == "cheapest":
            deals.append(Cheapest(**common, n=2, free=1, percent=50, items=codes))
        elif kind in ("percent", "more"):
            slot = Slot(1 if kind == "percent" else 3, codes, percent=10, n_max=1 if kind == "percent" else None)
            deals.append(SetPercent(**common, slots=(slot,)))
        elif kind == "amount":
            deals.append(SetAmount(**common, amount=draw.choice([1, 30, 120]), slots=(Slot(1, codes),)))
        else:
            slots = {
                "one": (Slot(1, codes),),
                "two": (Slot(2, codes),),
                "pair": (Slot(1, codes), Slot(1, frozenset("abc"))),
            }[kind]
            least = sum(slot.n * min(items[code].price for code in slot.items) for slot in slots)
            deals.append(SetPrice(**common, price=least - draw.choice([1, 2, 25]), slots=slots))
    if draw.random() < 0.4:
        deals.append(Spend(id="s", min=draw.randint(5_000, 90_000), amount=500, net=draw.random() < 0.6))
    order = Order("o", 1, AT)
    for code in draw.sample("abc", draw.randint(1, 3)):
        order = order.ring(items[code], draw.choice([127, 128, 129, 300, 985, 999]))
    return by_hand(draw, deals, items, order)


def large_case(draw: random.Random) -> tuple[list[Deal], dict[str, Item], Order]:
    """Sixteen items in four departments, eight deals of small uses, 30 to 80 units."""
    step = draw.choice([10, 10, 150])  # the last makes many ties
    items = {f"{d}{n}": Item(f"{d}{n}", f"{d}{n}", draw.randrange(90, 600, step)) for d in "abcd" for n in range(4)}
    deals: list[Deal] = []
    for n in range(draw.randint(3, 8)):
        departments = [[c for c in items if c.startswith(d)] for d in draw.sample("abcd", 2)]
        slots = tuple(Slot(1, frozenset(draw.sample(codes, draw.randint(1, 4)))) for codes in departments)
        common: dict[str, Any] = {
            "id": f"d{n}", "priority": draw.randint(0, 3), "max_uses": draw.choice([None, None, None, 1, 3]),
        }  # fmt: skip
        kind = draw.choice(["pair", "pair", "amount", "n_for", "percent", "cheapest", "more"])
        usual = sum(max(items[c].price for c in slot.items) for slot in slots)
        if kind == "pair":
            deals.append(SetPrice(**common, price=usual * draw.choice([70, 85]) // 100, slots=slots))
        elif kind == "amount":
            deals.append(SetAmount(**common, amount=draw.choice([30, 80, 300]), slots=slots))
        elif kind == "percent":
            deals.append(SetPercent(**common, slots=tuple(Slot(1, s.items, {}, 10, 1) for s in slots)))
        elif kind == "n_for":
            size = draw.choice([2, 3])
            whole = frozenset(departments[0])
            price = size * max(items[c].price for c in whole) * draw.choice([70, 85]) // 100
            deals.append(SetPrice(**common, price=price, slots=(Slot(size, whole),)))
        elif kind == "cheapest":
            deals.append(Cheapest(**common, n=3, free=1, percent=100, items=frozenset(departments[0])))
        else:
            deals.append(SetPercent(**common, slots=(Slot(3, frozenset(departments[0]), percent=10, n_max=None),)))
    if draw.random() < 0.3:
        deals.append(Spend(id="s", min=draw.randint(2_000, 15_000), amount=300, net=draw.random() < 0.6))
    order = Order("o", 1, AT)
    labels = draw.random() < 0.2
    for _ in range(draw.randint(30, 80)):
        own = draw.choice([None, None, draw.randrange(20, 600, 20)]) if labels else None
        order = order.ring(items[draw.choice(sorted(items))], own_price=own)
    return by_hand(draw, deals, items, order)


# -- what is compared --------------------------------------------------------------------------------------------


@dataclass
class Found:
    """What a run came across."""

    orders: int = 0
    questions: int = 0
    inexact: int = 0
    skipped: int = 0
    wrong: int = 0

    def tell(self, what: str, seed: str) -> None:
        """Say that an answer is wrong."""
        self.wrong += 1
        print(f"WRONG {seed}: {what}", flush=True)


TABLE = savings_table.WORK
INCLUDED = Taxing()
WAYS = ("usual", "table", "worker")  # which of its methods the engine begins with


def engine(deals: list[Deal], way: str, taxing: Taxing = INCLUDED) -> Pricer:
    """A pricer that leaves small orders to the table, or everything to the worker, so that each method meets many orders."""
    components.SMALL = 16 if way == "usual" else 0
    savings_table.WORK = 0 if way == "worker" else TABLE
    pricer = Pricer(deals, rounding=taxing.rounding, prices=taxing.prices)
    if way == "worker":
        pricer._steps = -1
    return pricer


def compare(
    deals: list[Deal], items: Mapping[str, Item], order: Order, *, draw: random.Random, seed: str, found: Found
) -> None:
    """One order with all that is asked about it."""
    found.orders += 1
    way = draw.choice(WAYS)
    apart = random.Random(f"{seed} tax")  # so that a seed of before draws what it drew
    taxing = Taxing(apart.choice(list(Prices)), apart.choice(list(Rounding)))
    seed = f"{seed} {way} {taxing.prices} {taxing.rounding}"
    try:
        lowest = Oracle(deals, order).total()
    except TooManyUses:
        found.skipped += 1
        return
    pricer = engine(deals, way, taxing)
    first = priced = pricer.price(order, AT)
    if not priced.proven:
        found.inexact += 1
        priced = pricer.prove(order, AT)
        least = priced.total if taxing.added else lowest
        if not first.bound <= least or not lowest <= first.net_total:
            found.tell(f"bound {first.bound} … {first.net_total}, lowest {lowest}, {least} to pay", seed)
        if not priced.proven:
            found.tell(f"not proven: {priced.bound} … {priced.total}, lowest {lowest}", seed)
    bounded = priced.bound <= (priced.total if taxing.added else lowest) and lowest <= priced.net_total
    if not bounded or (priced.proven and (priced.net_total, priced.total) != (lowest, priced.bound)):
        found.tell(f"total {priced.net_total}, lowest {lowest}", seed)
    if problem := parts_problem(order, priced, taxing):
        found.tell(problem, seed)
    compare_ties(deals, order, priced, seed, found)
    if (again := rescanned(order, draw)) and first.proven:
        other = engine(deals, way, taxing).price(again, AT)
        if other.proven and sets_of(other, again) != sets_of(first, order):
            found.tell("other sets in another order of scanning", seed)
    compare_changes(pricer, deals, items, order, draw=draw, seed=seed, found=found, lowest=lowest)


def compare_ties(deals: list[Deal], order: Order, priced: PricedOrder, seed: str, found: Found) -> None:
    """The fewest uses by priority; not where a threshold decides, nor of «n or more», whose uses are joined on paper."""
    if any(
        (isinstance(d, Spend) and d.net) or (isinstance(d, SetPercent) and d.slots[0].n_max != d.slots[0].n)
        for d in deals
    ):
        return
    ranks = {deal.id: deal.priority for deal in deals}
    formed = [sum(ranks[use.deal] == p for use in priced.uses) for p in range(4)]
    if (fewest := Oracle(deals, order).fewest()) != formed:
        found.tell(f"uses {formed}, fewest {fewest}", seed)


def rescanned(order: Order, draw: random.Random) -> Order:
    """The same units, rung up in another order."""
    units = [line for line in order.lines for _ in range(line.qty)]
    draw.shuffle(units)
    return replace(order, lines=tuple(replace(line, id=n + 1, qty=1) for n, line in enumerate(units)))


def compare_changes(  # noqa: PLR0913 — given by name
    pricer: Pricer,
    deals: list[Deal],
    items: Mapping[str, Item],
    order: Order,
    *,
    draw: random.Random,
    seed: str,
    found: Found,
    lowest: int,
) -> None:
    """What one item more and an exchange add."""
    offered = sorted(code for code, item in items.items() if not item.open_price)
    if not offered:
        return
    candidates = draw.sample(offered, min(3, len(offered)))
    line, other = draw.choice(order.lines), items[draw.choice(offered)]
    changed = [*(order.ring(items[code]) for code in candidates), order.exchange(line.id, other, "")]
    if pricer._steps < 0:  # as the worker does for the cards
        for order_then in changed:
            pricer.prove(order_then, AT)
    compare_to_pay(pricer, deals, order, changed[-1], seed, found)
    marginals = pricer.marginals(order, [(served(items[code], order.mode),) for code in candidates], AT)
    marginals.append(pricer.exchange(order, line.id, served(other, line.mode or order.mode), AT))
    if len(candidates) > 1:  # as «make it a set» does
        pair = candidates[:2]
        changed.append(order.ring(items[pair[0]]).ring(items[pair[1]]))
        if pricer._steps < 0:
            pricer.prove(changed[-1], AT)
        marginals += pricer.marginals(order, [[served(items[code], order.mode) for code in pair]], AT)
    for order_then, marginal in zip(changed, marginals, strict=True):
        found.questions += 1
        if not marginal.exact:
            found.inexact += 1
            continue
        try:
            adds = Oracle(deals, order_then).total() - lowest
        except TooManyUses:
            continue
        if marginal.adds != adds:
            found.tell(f"adds {marginal.adds}, right {adds}", seed)


def compare_to_pay(pricer: Pricer, deals: list[Deal], order: Order, then: Order, seed: str, found: Found) -> None:
    """What is to be paid more, with tax, against two fresh prices."""
    (more,) = pricer.to_pay(order, [then], AT)
    prices, rounding = pricer._taxing
    fresh = [Pricer(deals, rounding=rounding, prices=prices).prove(x, AT) for x in (order, then)]
    found.questions += 1
    if not more.exact or not all(x.proven for x in fresh):
        found.inexact += 1
    elif more.adds != fresh[1].total - fresh[0].total:
        found.tell(f"to pay {more.adds} more, right {fresh[1].total - fresh[0].total}", seed)


def served(item: Item, mode: ServiceMode) -> Item:
    """As the counter shows it."""
    return replace(item, price=price_in(item, mode))


def parts_problem(order: Order, priced: PricedOrder, taxing: Taxing) -> str:
    """What does not add up in an answer."""
    every = [*priced.uses, *priced.spends]
    rates: Counter[int] = Counter()
    for line in priced.lines:
        rates.update(dict(line.rates))
    taken: Counter[int] = Counter()
    for use in priced.uses:
        taken.update(dict(use.units))
    problems = {
        "lines do not add up": sum(line.net for line in priced.lines) != priced.net_total,
        "taxes do not add up": sum(t.gross for t in priced.taxes) != priced.total,
        "a line's rates are not its net": any(
            sum(net for _, net in line.rates) != line.net or any(net < 0 for _, net in line.rates)
            for line in priced.lines
        ),
        "the tax per rate is not that of the lines": dict(rates)
        != {part.rate: part.gross - (part.tax if taxing.added else 0) for part in priced.taxes},
        "a tax that is not in its gross": any(
            part.tax != tax_in(part.gross, part.rate, taxing.rounding) for part in priced.taxes
        ),
        "the tax added is not that of the rates": priced.tax_added
        != (sum(part.tax for part in priced.taxes) if taxing.added else None),
        "a line below nothing or above its list price": any(not 0 <= x.net <= x.list_price for x in priced.lines),
        "a use whose shares are not its saving": any(
            use.saving < 1 or sum(n for _, n in use.shares) != use.saving for use in every
        ),
        "savings do not add up": sum(use.saving for use in every) != priced.list_total - priced.net_total,
        "a unit in two sets": any(n > line.qty for line in order.lines if (n := taken[line.id])),
        "a unit priced by hand in a set": any(
            line.hand and not line.hand.in_sets and taken[line.id] for line in order.lines
        ),
    }
    return ", ".join(words for words, wrong in problems.items() if wrong)


def sets_of(priced: PricedOrder, order: Order) -> list[tuple[str, int, list[str]]]:
    """The sets by what is in them."""
    codes = {line.id: f"{line.item.code} {line.deal_price}" for line in order.lines}
    return [(u.deal, u.saving, sorted(codes[line] for line, n in u.units for _ in range(n))) for u in priced.uses]


def sold(till: Till, draw: random.Random, seed: int) -> Receipt | None:
    """A sale of anything, with all that a hand may change of it."""
    for line in party("burger", draw.randint(1, 12), seed).lines:
        if (item := till.item(line.item.code)) and not item.sold_out:
            till.ring(line.item.code, draw.randint(1, 4))
    for line in till.view.order.lines:
        till.set_line_mode(line.id, draw.choice([None, None, *ServiceMode]))
        if line.options and draw.random() < 0.5:
            till.choose(line.id, "ミルク", "豆乳")
        if draw.random() < 0.3:
            till.discount(discount(draw, line.price, priced=True), line.id, units=draw.randint(1, line.qty))
    if not till.view.order.lines:
        return None
    if draw.random() < 0.3 and till.view.priced.total:
        till.discount(discount(draw, till.view.priced.net_total, priced=False))
    till.pay()
    return till.tender(TenderKind.CASH, till.view.due).last_receipt


def refunds(number: int, seed: int, found: Found) -> None:
    """Sales at a real till, given back in random steps until nothing is left."""
    with tempfile.TemporaryDirectory() as folder:
        make_sample("burger", Path(folder) / "burger.db")
        shop = open_shop(Path(folder) / "burger.db")
        till = shop.till
        found_items = [item for department in till.departments() for item in till.keys(department.code, 0)]
        changed = [replace(x, eat_in_price=x.price + 10, options=MILK) for x in found_items[::3]]
        shop.storage.catalog.put_items(changed)
        for n in range(number):
            draw = random.Random(f"refunds {seed} {n}")
            prices = random.Random(f"refunds {seed} {n} tax").choice(list(Prices))
            shop.manage("fuzz").set_settings({PRICES.name: prices})
            receipt = sold(till, draw, seed * 7919 + n)
            if receipt is None:
                continue
            found.orders += 1
            left = {line.line: line.qty for line in receipt.lines}
            back, taxes = 0, Counter[int]()
            while any(left.values()):
                chosen = draw.sample(
                    sorted(x for x, n in left.items() if n), draw.randint(1, sum(map(bool, left.values())))
                )
                units = {x: draw.randint(1, left[x]) for x in chosen}
                refund = till.past.refund(receipt.key, units, "fuzz")
                found.questions += 1
                back += refund.amount
                for part in refund.taxes:
                    taxes[part.rate] += part.gross
                    if part.gross < 0 or part.tax < 0:
                        found.tell(f"tax {part}", f"refund {seed} {n}")
                for x, many in units.items():
                    left[x] -= many
            if back != receipt.total or dict(taxes) != {x.rate: x.gross for x in receipt.taxes if x.gross}:
                found.tell(f"paid {receipt.total}, given back {back}, {dict(taxes)}", f"refund {seed} {n}")
        shop.close()


def main(argv: Sequence[str]) -> int:
    """Run, print, and say whether anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=20_000)
    parser.add_argument("--many", type=int, default=300)
    parser.add_argument("--large", type=int, default=500)
    parser.add_argument("--refunds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=0, help="no new round after that time (default: one round)")
    args = parser.parse_args(argv)
    every = {name: Found() for name in ("small", "many", "large", "refunds")}
    until, seed = time.monotonic() + 60 * args.minutes, args.seed
    while seed == args.seed or time.monotonic() < until:
        start = time.process_time()
        orders("small", args.small, small_case, seed, every["small"])
        orders("many", args.many, many_case, seed, every["many"])
        orders("large", args.large, large_case, seed, every["large"])
        refunds(args.refunds, seed, every["refunds"])
        print(f"seed {seed}: {time.process_time() - start:.0f} s of CPU", flush=True)
        seed += 1
        for name, found in every.items():
            report(name, found)
    return 1 if any(found.wrong for found in every.values()) else 0


def orders(name: str, number: int, case: Case, seed: int, found: Found) -> None:
    """That many orders of a kind, each compared."""
    for n in range(number):
        drawn = f"{name} {seed} {n}"
        draw = random.Random(drawn)
        deals, items, order = case(draw)
        compare(deals, items, order, draw=draw, seed=drawn, found=found)


def report(name: str, found: Found) -> None:
    """One line."""
    print(
        f"{name}: {found.orders} orders, {found.questions} questions, {found.inexact} not exact in time, {found.skipped} too wide"
        f" for the oracle, wrong {found.wrong}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
