"""Ideas for sets: what customers put together by themselves, often, beyond chance, and no set covers yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item
from pos_assist.storage import Catalog
from pos_assist.storage.browse import SalesOfDays

HOT = 80  # the best sellers, among which combinations are looked for
LEAST = 10  # receipts that must have had the combination
LEAST_TIMES = 1.2  # more often than if its items were bought independently
SHARE_OF_MARGIN = 0.25  # of a set's margin that the proposed price gives away
MOST_ITEMS = 3
_WIDEST = 15  # hot items of one receipt that are combined; beyond that it is a party, not a habit


@dataclass(frozen=True, slots=True)
class Idea:
    """A combination and what a set of it would mean. Money in minor units."""

    items: tuple[Item, ...]
    together: int  # receipts that had all of it
    receipts: int  # looked at
    times: float  # more often than if the items were bought independently
    list_price: int
    price: int  # a proposal: part of the margin given away, where costs are known, else a tenth off


def ideas(
    sales: SalesOfDays,
    catalog: Catalog,
    limit: int = 20,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> list[Idea]:
    """The combinations of two and three, those first that are furthest beyond chance in receipts; one of three takes the
    place of its pairs."""
    baskets = _baskets(sales, progress, cancel)
    sold = Counter(code for basket in baskets for code in basket)
    hot = {
        code
        for code, _ in sold.most_common(HOT)
        if (item := catalog.item(code)) and not (item.retired or item.priced_at_counter)
    }
    counts: Counter[tuple[str, ...]] = Counter()
    for basket in baskets:
        chosen = sorted(basket & hot)[:_WIDEST]
        for size in range(2, MOST_ITEMS + 1):
            counts.update(combinations(chosen, size))
    deals = catalog.deals()
    found: list[tuple[float, tuple[str, ...], float]] = []
    for codes, n in counts.items():
        expected = _expected(codes, sold, len(baskets))
        if n >= LEAST and n >= LEAST_TIMES * expected and not _covered(codes, deals):
            found.append((n - expected, codes, n / expected))
    found.sort(key=lambda x: (-x[0], x[1]))
    chosen_ideas: list[Idea] = []
    taken: list[set[str]] = []
    for _, codes, times in found:
        if len(chosen_ideas) >= limit:
            break
        if any(len(set(codes) & other) >= 2 for other in taken):
            continue
        taken.append(set(codes))
        items = tuple(item for code in codes if (item := catalog.item(code)))
        chosen_ideas.append(_idea(items, counts[codes], len(baskets), times))
    return chosen_ideas


def _baskets(
    sales: SalesOfDays,
    progress: Callable[[int, int], None] | None,
    cancel: Callable[[], bool],
) -> list[frozenset[str]]:
    total = len(sales)
    same: dict[frozenset[str], frozenset[str]] = {}  # baskets repeat: each is kept once
    baskets: list[frozenset[str]] = []
    for sale in sales:
        if len(baskets) % 500 == 0:
            if cancel():
                break
            if progress:
                progress(len(baskets), total)
        basket = frozenset(item.code for item, _, _ in sale.lines)
        baskets.append(same.setdefault(basket, basket))
    return baskets


def _expected(codes: Iterable[str], sold: Counter[str], receipts: int) -> float:
    expected = float(receipts)
    for code in codes:
        expected *= sold[code] / receipts
    return expected


def _covered(codes: Sequence[str], deals: Iterable[Deal]) -> bool:
    """Whether a deal is already formed by just these items."""
    return any(_formed_by(codes, deal) for deal in deals)


def _formed_by(codes: Sequence[str], deal: Deal) -> bool:
    places = [place.items for place in deal.places for _ in range(place.n)]
    return 1 < len(places) <= len(codes) and _fits(list(codes), places)


def _fits(codes: list[str], places: Sequence[frozenset[str]]) -> bool:
    """Whether every place can be filled by an item of its own."""
    if not places:
        return True
    first, *rest = places
    return any(code in first and _fits([x for x in codes if x != code], rest) for code in codes)


def _idea(items: tuple[Item, ...], together: int, receipts: int, times: float) -> Idea:
    list_price = sum(item.price for item in items)
    cost = sum(item.cost or 0 for item in items)
    known = all(item.cost is not None for item in items)
    off = (list_price - cost) * SHARE_OF_MARGIN if known else list_price * 0.1
    price = max(0, round((list_price - off) / 10) * 10)
    return Idea(items, together, receipts, times, list_price, price)
