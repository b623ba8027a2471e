from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

Basket = tuple[list[str], datetime]
START = datetime(2026, 1, 5, 8, 0)

MENU = ("coffee", "tea", "bread", "jam", "cake", "soup", "rice", "salad", "juice", "beer")


@pytest.fixture
def paired() -> Callable[[int], list[Basket]]:
    """Receipts where bread goes with jam and coffee with cake; the rest comes by chance."""

    def make(n: int) -> list[Basket]:
        rng = random.Random(4)
        receipts = []
        for i in range(n):
            items = rng.sample(MENU, rng.choice((1, 1, 2, 2, 3)))
            for first, second in (("bread", "jam"), ("coffee", "cake")):
                if first in items and second not in items and rng.random() < 0.7:
                    items.append(second)
            receipts.append((items, START + timedelta(minutes=17 * i)))
        return receipts

    return make


@pytest.fixture
def independent() -> Callable[[int], list[Basket]]:
    """Receipts with no pairs in them: each item drawn by how popular it is, whatever else is there."""

    def make(n: int) -> list[Basket]:
        rng = random.Random(5)
        menu = [f"item {i}" for i in range(40)]
        popular = [1 / (i + 2) for i in range(40)]
        receipts = []
        for i in range(n):
            size, items = rng.choice((2, 3, 4)), dict[str, None]()
            while len(items) < size:
                items[rng.choices(menu, popular)[0]] = None
            receipts.append((list(items), START + timedelta(minutes=17 * i)))
        return receipts

    return make
