"""Counters: sums of whole numbers, so that order, voids, rebuilds and bulk counting cannot make a difference."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pos_assist.learning.counting import HALF_LIFE, Increment, columns, increments, needs_new_epoch, weight
from pos_assist.learning.evidence import Evidence
from tests.learning.counted import count_many

EPOCH = datetime(2024, 1, 1)
items = st.lists(st.sampled_from("abcdefgh"), max_size=6)
times = st.datetimes(datetime(2019, 1, 1), datetime(2035, 1, 1))
receipts = st.lists(st.tuples(items, times), max_size=12)


def summed(parts: list[Increment]) -> dict[tuple[str, str], tuple[int, int]]:
    count: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for a, b, n, w in parts:
        count[a, b] += n
        total[a, b] += w
    return {pair: (n, total[pair]) for pair, n in count.items()}


@given(receipts, st.randoms(use_true_random=False))
def test_any_order_of_sales_gives_the_same_counters(
    sales: list[tuple[list[str], datetime]], rng: random.Random
) -> None:
    shuffled = list(sales)
    rng.shuffle(shuffled)
    assert summed([x for s in sales for x in increments(*s, EPOCH)]) == summed(
        [x for s in shuffled for x in increments(*s, EPOCH)]
    )


@given(receipts)
def test_counting_in_bulk_gives_what_counting_one_by_one_gives(sales: list[tuple[list[str], datetime]]) -> None:
    one_by_one = [x for s in sales for x in increments(*s, EPOCH)]
    in_bulk = count_many(columns(sales), EPOCH)
    assert summed(in_bulk) == summed(one_by_one)
    assert len(in_bulk) == len(summed(in_bulk)), "each pair once"


def test_a_catalog_too_large_for_one_table_is_counted_the_same() -> None:
    rng = random.Random(1)
    sales = [([f"item {rng.randrange(5_000)}" for _ in range(4)], EPOCH + timedelta(hours=i)) for i in range(2_000)]
    assert summed(count_many(columns(sales), EPOCH)) == summed([x for s in sales for x in increments(*s, EPOCH)])


def test_counts_are_of_receipts_and_symmetric() -> None:
    found = {(a, b): n for a, b, n, _ in increments(["tea", "jam", "tea"], EPOCH, EPOCH)}
    assert found["tea", "jam"] == found["jam", "tea"] == found["tea", "tea"] == found["@always", "@always"] == 1
    assert found["@size:2", "@size:2"] == found["@hour:0", "tea"] == 1


def test_an_empty_receipt_counts_nothing() -> None:
    assert increments([], EPOCH, EPOCH) == []
    assert count_many(columns([]), EPOCH) == []


def test_a_sale_one_half_life_later_weighs_twice_as_much() -> None:
    assert weight(HALF_LIFE, 2) == 2 * weight(0, 2)


def test_a_single_item_is_counted_but_says_nothing_about_pairs() -> None:
    [(_, _, n, w), *_] = increments(["tea"], EPOCH, EPOCH)
    assert (n, w) == (1, 0)


def test_the_epoch_moves_before_weights_grow_out_of_whole_numbers() -> None:
    late = EPOCH + timedelta(days=40 * 365)
    assert needs_new_epoch(EPOCH, late)
    assert not needs_new_epoch(EPOCH, EPOCH + timedelta(days=5 * 365))
    assert weight((late - EPOCH).days, 2) * 4_000_000 < 2**63


def test_evidence_is_in_counts_that_a_shop_can_check() -> None:
    pair = Evidence(together=103, of=412, addon_in=500, receipts=4_000)
    assert pair.share == 0.25
    assert pair.times == 2.0
    assert Evidence(0, 0, 0, 0).times == 1.0
