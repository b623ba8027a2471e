"""Rules of what is learned that could once be deleted with every test green; `tests/rules.py` leaves each one out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from pos_assist.learning import solving
from pos_assist.learning.ranking import Ranker
from pos_assist.learning.solving import HALF_LIFE, LEAST_TOGETHER, CatalogItem, follow, solve

Basket = tuple[list[str], datetime]
Receipts = Callable[[int], list[Basket]]
MONDAY = datetime(2026, 3, 2, 12)
SPREADS, DRINKS = CatalogItem("spreads", 300), CatalogItem("drinks", 300)


def test_an_item_without_sales_goes_with_what_its_kin_goes_with(paired: Receipts) -> None:
    """Marmalade is new beside the jam that goes with bread, a soda beside the drinks: with bread the marmalade comes first,
    with soup it does not."""
    catalog = {"jam": SPREADS, "marmalade": SPREADS, "tea": DRINKS, "juice": DRINKS, "soda": DRINKS}
    weights = solve(paired(600), catalog)
    assert weights is not None
    ranker = Ranker(weights.rows(1, 1).get)

    def chance(basket: str, item: str) -> float:
        return next(x.chance for x in ranker.rank([basket], MONDAY, 20) if x.item == item)

    assert chance("bread", "marmalade") > 2 * chance("bread", "soda")
    assert chance("bread", "marmalade") > 2 * chance("soup", "marmalade")
    assert chance("bread", "marmalade") < chance("bread", "jam")  # which has sold


@pytest.mark.parametrize("together", range(LEAST_TOGETHER - 2, LEAST_TOGETHER + 2))
def test_an_item_of_the_tail_has_a_neighbour_from_three_receipts_on(
    paired: Receipts, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(solving, "HEAD", 10)
    rare: list[Basket] = [(["soup", "rare"], MONDAY)] * together
    weights = solve([*paired(300), *rare])
    assert weights is not None
    assert "rare" not in weights.items
    assert ("soup" in weights.near.get("rare", {})) is (together >= LEAST_TOGETHER)


def test_what_was_seen_counts_half_after_a_half_life(paired: Receipts) -> None:
    receipts = paired(300)
    weights = solve(receipts)
    assert weights is not None
    soup, before, seen = weights.items.index("soup"), weights.item_seen.copy(), weights.seen
    later = weights.as_of + timedelta(days=HALF_LIFE)
    after, _ = follow(weights, [(["bread", "jam"], later)])
    assert after.item_seen[soup] == pytest.approx(before[soup] / 2, rel=1e-4)
    assert seen / 2 < after.seen < seen / 2 + 3
    assert after.as_of == later
