"""A new shop begins with what the chain's receipts taught, and comes to its own."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import numpy as np
import pytest

from pos_assist.learning.model import Weights
from pos_assist.learning.prior import prior_bytes, prior_from, restricted, solve_from
from pos_assist.learning.ranking import Ranker
from pos_assist.learning.solving import CatalogItem, solve, surprise

NOON = datetime(2026, 11, 2, 12, 0)
ITEMS = [f"i{n}" for n in range(12)]


def receipts(n: int, seed: int, partner: int = 1) -> list[tuple[list[str], datetime]]:
    """Of each receipt two items that go together (`partner` apart), and often a third."""
    rng, made = random.Random(seed), []
    for i in range(n):
        a = rng.randrange(12)
        basket = [ITEMS[a], ITEMS[(a + partner) % 12], *([rng.choice(ITEMS)] if rng.random() < 0.3 else [])]
        made.append((list(dict.fromkeys(basket)), NOON + timedelta(minutes=7 * i)))
    return made


def chain() -> Weights:
    solved = solve(receipts(2_000, 1))
    assert solved
    return prior_from(prior_bytes(solved, np.ones(solved.pairs.shape, bool)))


def first(weights: Weights | None, item: str) -> str:
    assert weights
    [best] = Ranker(weights.rows(1, 1).get).rank([item], NOON, 1)
    return best.item


def test_a_shop_without_receipts_offers_what_goes_together_elsewhere() -> None:
    assert first(solve_from(chain(), [], {x: CatalogItem("") for x in ITEMS}), "i3") in ("i4", "i2")


def test_only_what_the_shop_sells_is_offered() -> None:
    sold = {x: CatalogItem("") for x in ITEMS if x != "i4"}
    weights = solve_from(restricted(chain(), sold), [], sold)
    assert weights
    assert "i4" not in weights.items


def test_few_receipts_with_the_chain_foretell_better_than_alone() -> None:
    own, later = receipts(60, 2), receipts(400, 3)
    alone, both = solve(own), solve_from(chain(), own)
    assert alone
    assert both
    assert surprise(both, later) < surprise(alone, later)


def test_a_shop_that_is_quite_another_does_without_the_chain() -> None:
    own, later = receipts(900, 4, partner=5), receipts(400, 5, partner=5)
    alone, both = solve(own), solve_from(chain(), own)
    assert alone
    assert both
    assert surprise(both, later) <= surprise(alone, later) + 0.01
    assert first(both, "i3") in ("i8", "i10")


def test_an_item_that_only_this_shop_has_is_learned() -> None:
    own = [(["i1", "local"], NOON + timedelta(minutes=i)) for i in range(80)]
    assert first(solve_from(chain(), own), "i1") == "local"


def test_pairs_that_too_few_have_cannot_be_told_from_the_weights() -> None:
    solved = solve(receipts(500, 6))
    assert solved
    seen = np.zeros(solved.pairs.shape, bool)
    seen[0, 1] = seen[1, 0] = True
    travelled = prior_from(prior_bytes(solved, seen))
    for row in range(len(solved.items)):
        hidden = [travelled.pairs[row, i] for i in range(len(solved.items)) if i != row and not seen[row, i]]
        assert len(set(hidden)) == 1


@pytest.mark.parametrize("bad", [b"", b"{}", b"[]", b'{"items": ["a"], "always": [1], "context": [], "pairs": []}'])
def test_anything_else_is_refused(bad: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        prior_from(bad)
