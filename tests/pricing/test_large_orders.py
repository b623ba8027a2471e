"""Orders too large for the counter's budget: never an unmarked guess, and the proof agrees with the search."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise

import pytest

from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order
from pos_assist.domain.tax import Prices
from pos_assist.pricing import PricedOrder, Pricer, components, milp, savings_table, warm_up
from pos_assist.pricing.search import OutOfBudget
from tests.benchmarks import sample_orders
from tests.pricing.shops import AT, order_of


def shop(seed: int, units: int) -> tuple[list[Deal], Order]:
    """A shop whose deals all compete, and a large order."""
    draw = random.Random(seed)
    items = [Item(f"i{n:02}", f"I{n}", draw.randrange(100, 500, 7)) for n in range(16)]
    codes = [item.code for item in items]

    def some(n: int) -> frozenset[str]:
        return frozenset(draw.sample(codes, n))

    deals: list[Deal] = [
        SetPrice(id="three", price=650, slots=(Slot(3, some(9)),)),
        SetPrice(id="two", price=430, slots=(Slot(2, some(8)),), max_uses=4, priority=1),
        SetPrice(id="menu", price=600, slots=(Slot(1, some(5)), Slot(1, some(5)), Slot(1, some(5)))),
        SetPercent(id="more", slots=(Slot(3, some(7), percent=12, n_max=None),)),
        SetAmount(id="off", amount=60, slots=(Slot(1, some(6)), Slot(1, some(6)))),
        Cheapest(id="free", n=4, free=1, percent=100, items=some(9)),
        Cheapest(id="two-free", n=5, free=2, percent=50, items=some(9)),
    ]
    return deals, order_of([draw.choice(items) for _ in range(units)])


@pytest.fixture(autouse=True)
def no_quick_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small orders stand in for large ones here: the search has nothing to itself."""
    monkeypatch.setattr(components, "SMALL", 0)


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Deal], Order], PricedOrder]:
    """Prices an order by the search alone, however long that takes."""

    def by_search(deals: list[Deal], order: Order) -> PricedOrder:
        with monkeypatch.context() as patience:
            patience.setattr(components, "SMALL", 150)
            patience.setattr(components, "_QUICK", 10**7)
            patience.setattr(components, "_USES", 10**5)
            priced = Pricer(deals).price(order, AT)
        assert priced.proven
        return priced

    return by_search


def hurried(deals: list[Deal], steps: int = -1) -> Pricer:
    """A pricer whose ring-ups may cost so little."""
    pricer = Pricer(deals)
    pricer._steps = steps
    return pricer


@pytest.mark.parametrize("seed", range(12))
def test_highs_proves_what_the_search_proves(
    seed: int, searched: Callable[[list[Deal], Order], PricedOrder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(savings_table, "WORK", 0)
    deals, order = shop(seed, 9)
    lowest = searched(deals, order).total
    by_highs = hurried(deals)
    unproven = by_highs.price(order, AT)
    assert not unproven.proven
    assert unproven.bound <= lowest <= unproven.total
    proved = by_highs.prove(order, AT)
    assert (proved.total, proved.proven) == (lowest, True)
    assert by_highs.price(order, AT) == proved  # what the worker found is known at the counter


@pytest.mark.parametrize("seed", range(4))
def test_out_of_budget_gives_a_legal_total_and_a_bound_that_hold(seed: int) -> None:
    deals, order = shop(seed, 40)
    pricer = hurried(deals)
    first = pricer.price(order, AT)
    proved = pricer.prove(order, AT)
    assert not first.proven
    assert first.bound <= proved.bound <= proved.total <= first.total
    assert sum(line.net for line in first.lines) == first.total
    marginals = pricer.marginals(order, [(order.lines[0].item,)], AT)
    assert not marginals[0].exact or proved.proven


@pytest.mark.parametrize("seed", range(8))
def test_wherever_the_budget_ends_the_bound_and_the_total_hold(
    seed: int, searched: Callable[[list[Deal], Order], PricedOrder]
) -> None:
    deals, order = shop(100 + seed, 13)
    lowest = searched(deals, order)
    warm_up()  # then HiGHS answers at once what it may
    for steps in (-1, 0, 60, 400, 1600, 5_000, 10_000, 40_000):
        pricer = hurried(deals, steps)
        stopped = pricer.price(order, AT)
        assert stopped.bound <= lowest.total <= stopped.total
        assert stopped.proven == (stopped.bound == stopped.total)


@pytest.mark.parametrize("seed", range(6))
def test_no_greedy_rule_beats_the_engine(seed: int) -> None:
    deals, order = shop(seed, 10)
    best = Pricer(deals).prove(order, AT)
    assert best.proven
    for first in range(len(deals)):
        left, total = order, 0
        for deal in [*deals[first:], *deals[:first]]:  # form one deal as often as it can, then the next
            alone = Pricer([deal]).prove(left, AT)
            total += sum(use.list_price - use.saving for use in alone.uses)
            for use in alone.uses:
                for line, _ in use.units:
                    left = left.void(line)
        assert best.total <= total + sum(line.item.price for line in left.lines)


@pytest.mark.parametrize("seed", range(6))
def test_a_threshold_in_a_large_order_is_proven_by_the_worker(seed: int) -> None:
    draw = random.Random(seed)
    items = [Item(f"i{n}", f"I{n}", draw.randrange(180, 450)) for n in range(14)]
    deals: list[Deal] = [
        SetAmount(
            id=f"d{n}",
            amount=draw.randint(20, 90),
            slots=tuple(Slot(1, frozenset(item.code for item in draw.sample(items, 4))) for _ in range(2)),
        )
        for n in range(7)
    ]
    order = order_of([draw.choice(items) for _ in range(9)])
    listed = sum(line.item.price for line in order.lines)
    deals.append(Spend(id="t", min=listed - draw.randint(60, 150), amount=300, net=True))
    exact = Pricer(deals).prove(order, AT)
    assert exact.proven
    stopped = hurried(deals)
    first = stopped.price(order, AT)
    assert first.bound <= exact.total <= first.total
    proved = stopped.prove(order, AT)
    assert (proved.total, proved.proven) == (exact.total, True)
    assert sum(line.net for line in proved.lines) == proved.total


@pytest.mark.parametrize("seed", range(20))
def test_the_table_finds_what_the_search_finds(
    seed: int, searched: Callable[[list[Deal], Order], PricedOrder], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(seed)
    deals, order = shop(seed, 8)
    deals = draw.sample(deals, 4)
    by_table = Pricer(deals)
    monkeypatch.setattr(savings_table, "WORK", 10**7)
    tabled = by_table.price(order, AT)
    candidates = [(line.item,) for line in order.lines] + [(Item("i15", "I15", 450),), (Item("i00", "I0", 90),)]
    marginals = by_table.marginals(order, candidates, AT)
    assert tabled.proven
    lowest = searched(deals, order)
    assert tabled.total == lowest.total
    assert [len([u for u in tabled.uses if u.deal == d.id]) for d in deals] == [
        len([u for u in lowest.uses if u.deal == d.id]) for d in deals
    ]
    for (item,), marginal in zip(candidates, marginals, strict=True):
        assert marginal.exact
        assert marginal.adds == searched(deals, order.ring(item)).total - tabled.total


def test_a_party_of_a_hundred_in_a_sample_shop_is_proven_at_once_and_so_are_its_cards() -> None:
    for name in ("bakery", "camera"):
        deals, items, _ = sample_orders.shop(name)
        order = sample_orders.party(name, 60, 3)
        pricer = Pricer(deals)
        priced = pricer.price(order, sample_orders.NOON)
        assert priced.proven
        candidates = [(items[code],) for code in sorted(items)[::3]]
        alone = Pricer(deals)
        for (item,), marginal in zip(candidates, pricer.marginals(order, candidates, sample_orders.NOON), strict=True):
            assert marginal.exact
            after = alone.prove(order.ring(item), sample_orders.NOON)
            assert (after.proven, after.total - priced.total) == (True, marginal.adds)


def uses_by_priority(deals: list[Deal], order: Order) -> list[int]:
    """How many uses of priority 0, 1, 2, 3 the worker forms, in an order that it has proven."""
    priced = hurried(deals).prove(order, AT)
    assert priced.proven
    rank = {deal.id: deal.priority for deal in deals}
    return [sum(rank[use.deal] == p for use in priced.uses) for p in range(4)]


def off(id_: str, amount: int, n: int, codes: str, priority: int = 0) -> Deal:
    return SetAmount(id=id_, amount=amount, slots=(Slot(n, frozenset(codes)),), priority=priority)


def test_an_estimate_that_nothing_beats_still_has_its_ties_to_prove() -> None:
    alike = {code: Item(code, code, 100) for code in "xyz"}
    order = order_of([alike[code] for code in "xyz" for _ in range(70)])
    singly_or_in_threes = [off("one", 10, 1, "xyz"), off("three", 30, 3, "xyz")]
    assert not hurried(singly_or_in_threes).price(order, AT).proven
    assert uses_by_priority(singly_or_in_threes, order) == [70, 0, 0, 0]


def test_ties_over_four_priorities_hold_for_hundreds_of_units() -> None:
    alike = {code: Item(code, code, 100) for code in "xyz"}
    order = order_of([alike[code] for code, n in (("x", 230), ("y", 115), ("z", 76)) for _ in range(n)])
    deals = [
        off("one", 10, 1, "xyz", 2),
        off("forty", 400, 40, "xy", 1),
        off("top", 9, 1, "z", 3),
        off("low", 9, 1, "z"),
    ]
    assert uses_by_priority(deals, order) == [0, 0, 421, 0]


def test_a_thousand_units_in_pairs_that_cost_less_than_the_amount_off_are_proven() -> None:
    draw = random.Random(3)
    items = [Item(f"i{n:02}", f"I{n}", draw.randrange(50, 500, 10)) for n in range(12)]
    codes = frozenset(item.code for item in items)
    pair = SetAmount(id="pair", amount=300, slots=(Slot(1, codes - {"i00", "i01"}), Slot(1, codes)))
    deals: list[Deal] = [SetAmount(id="one", amount=30, slots=(Slot(1, codes),)), pair]
    order = order_of([item for item in items for _ in range(83)])
    assert hurried(deals).prove(order, AT, seconds=10).proven


@pytest.mark.parametrize("written", [400, 0])  # each choice of units as a deal of its own, or too many for that
@pytest.mark.parametrize("seed", range(6))
def test_highs_takes_off_no_more_than_a_sets_units_cost(
    seed: int, written: int, searched: Callable[[list[Deal], Order], PricedOrder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """«¥250 off two» of items that together cost less: so much is saved as they cost."""
    monkeypatch.setattr(savings_table, "WORK", 0)
    monkeypatch.setattr(milp, "_WRITTEN", written)
    draw = random.Random(seed)
    items = [Item(f"i{n}", f"I{n}", draw.randrange(20, 240, 7)) for n in range(8)]
    codes = [item.code for item in items]
    deals: list[Deal] = [
        SetAmount(id="off", amount=250, slots=(Slot(1, frozenset(codes[:5])), Slot(1, frozenset(codes[3:])))),
        SetPrice(id="three", price=90, slots=(Slot(3, frozenset(codes)),), priority=0),
    ]
    order = order_of([draw.choice(items) for _ in range(9)])
    lowest = searched(deals, order).total
    proved = hurried(deals).prove(order, AT)
    assert (proved.total, proved.proven) == (lowest, True)
    assert lowest >= 0


def near(order: Order, items: Sequence[Item]) -> list[Order]:
    """The order with each of the items, with each two of them, and with one of its units exchanged for each."""
    more = [order.ring(item) for item in items]
    pairs = [order.ring(one).ring(other) for one, other in pairwise(items)]
    line = order.lines[0]
    return more + pairs + [order.exchange(line.id, item, "") for item in items if item.code != line.item.code]


@pytest.mark.parametrize("seed", range(6))
def test_what_a_linear_program_tells_of_orders_nearby_is_what_each_comes_to(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    warm_up()
    monkeypatch.setattr(savings_table, "_CELLS", 0)  # so that HiGHS has proven it
    deals, order = shop(seed, 26)
    deals.append(Spend(id="much", min=order_total(order) + 150, amount=100))
    some = frozenset(line.item.code for line in order.lines[:5])
    deals.append(SetPrice(id="gated", price=600, slots=(Slot(3, some),), when=When(min_spend=order_total(order) + 250)))
    items = sorted({line.item for line in order.lines}, key=lambda item: item.code)[:6]
    fresh = [Item("i-new", "new", 333), Item("i00", "I00 at another price", 512)]
    changed = near(order, [*items, *fresh])
    pricer = Pricer(deals)
    assert pricer.prove(order, AT).proven
    left = pricer.explore(order, changed, AT)
    assert len(left) < len(changed)
    alone = Pricer(deals)
    for each in changed:
        if each not in left:
            assert pricer._near[pricer._whole(each, AT)][0] == alone.prove(each, AT).total


@pytest.mark.parametrize("units", [30, 60, 100])
def test_a_worker_that_has_explored_a_party_leaves_no_card_of_a_sample_shop_unpriced(units: int) -> None:
    warm_up()
    for case in sample_orders.parties((units,), 1, seed=3):
        pricer = Pricer(case.deals)
        before = pricer.prove(case.order, case.at)
        added = case.candidates[:24]
        for changed in pricer.explore(case.order, [case.order.ring(item) for item in added], case.at):
            pricer.prove(changed, case.at)
        alone = Pricer(case.deals)
        for item, card in zip(added, pricer.marginals(case.order, [(i,) for i in added], case.at), strict=True):
            after = alone.prove(case.order.ring(item), case.at)
            assert (card.exact, card.adds) == (True, after.total - before.total)
            assert not card.deal or card.deal in {use.deal for use in after.uses}


def order_total(order: Order) -> int:
    """Its list total."""
    return sum(line.price * line.qty for line in order.lines)


def test_where_tax_is_added_a_worker_leaves_no_amount_to_pay_open() -> None:
    warm_up()
    (case,) = [case for case in sample_orders.parties((60,), 1, seed=3) if case.shop == "burger"]
    pricer = Pricer(case.deals, prices=Prices.ADDED)
    pricer.prove(case.order, case.at)
    changed = [case.order.ring(item) for item in case.candidates[:6]]
    for each in pricer.explore(case.order, changed, case.at):
        pricer.prove(each, case.at)
    spent = pricer.budget()
    with suppress(OutOfBudget):
        spent.spend(10**9)
    assert all(card.exact for card in pricer.to_pay(case.order, changed, case.at, spent))
