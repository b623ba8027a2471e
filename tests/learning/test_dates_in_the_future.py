"""A date in the future, or one of long ago, outweighs nothing, divides by nothing and takes no offers away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_assist.learning.model import Weights
from pos_assist.learning.ranking import Ranker
from pos_assist.learning.solving import follow, solve, surprise

Basket = tuple[list[str], datetime]
Receipts = Callable[[int], list[Basket]]
NOW = datetime(2026, 3, 2, 12, 0)


def best(weights: Weights | None, *items: str) -> str:
    assert weights is not None
    assert weights.finite()
    return Ranker(weights.rows(1, 1).get).rank(items, NOW, 1)[0].item


@pytest.mark.parametrize("year", [2027, 2028, 2036, 2062, 2099, 2199])
def test_one_receipt_of_a_later_year_changes_no_suggestion(paired: Receipts, year: int) -> None:
    receipts = [*paired(300), (["soup", "beer"], datetime(year, 3, 1, 12, 0))]
    weights = solve(receipts, now=NOW)
    assert best(weights, "bread") == "jam"
    assert best(weights, "coffee") == "cake"


@pytest.mark.parametrize("year", [1970, 1985, 2000])
def test_receipts_of_long_ago_beside_new_ones_weigh_nothing(paired: Receipts, year: int) -> None:
    old: list[Basket] = [(["soup", "beer"], datetime(year, 1, 1, 0, 0))] * 300
    assert best(solve([*old, *paired(300)], now=NOW), "bread") == "jam"


def test_a_shop_of_long_ago_alone_still_learns(paired: Receipts) -> None:
    old = [(items, at.replace(year=1975)) for items, at in paired(300)]
    assert best(solve(old, now=NOW), "bread") == "jam"


def test_a_sale_of_the_future_moves_the_weights_as_one_of_today(paired: Receipts) -> None:
    weights = solve(paired(300), now=NOW)
    assert weights is not None
    weights, _ = follow(weights, [(["soup", "beer"], datetime(2099, 1, 1))], at=NOW)
    assert weights.as_of <= NOW
    assert best(weights, "bread") == "jam"


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["ab", "bc", "cd", "abc", "a"]), st.integers(1970, 2199)), min_size=1, max_size=30
    )
)
def test_whatever_the_years_the_weights_are_numbers(sold: list[tuple[str, int]]) -> None:
    receipts = [(list(items), datetime(year, 6, 1, 12) + timedelta(minutes=i)) for i, (items, year) in enumerate(sold)]
    for now in (None, NOW):
        weights = solve(receipts, now=now)
        assert weights is None or weights.finite()


def test_weights_that_are_no_numbers_are_known_as_such(paired: Receipts) -> None:
    weights = solve(paired(50), now=NOW)
    assert weights is not None
    assert weights.finite()
    weights.pairs[0, 0] = np.nan
    assert not weights.finite()


def test_what_was_learned_foretells_better_than_what_was_not(paired: Receipts) -> None:
    weights, nothing = solve(paired(300), now=NOW), solve(paired(300)[:20], now=NOW)
    assert weights
    assert nothing
    assert surprise(weights, paired(300)[-100:]) < surprise(nothing, paired(300)[-100:])
