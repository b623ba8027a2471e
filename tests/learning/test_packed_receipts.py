"""Receipts as whole numbers: the same receipts, in little memory."""

from __future__ import annotations

import sqlite3
import tracemalloc
from contextlib import closing
from datetime import datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pos_assist.learning.packed_receipts import PackedReceipts
from pos_assist.storage.learned import baskets
from tests.conftest import CopySample

SOME = st.lists(st.tuples(st.lists(st.sampled_from(["A", "B", "ポテトM"]), max_size=4), st.datetimes()), max_size=6)


@given(SOME, st.integers(-7, 7), st.integers(-7, 7))
def test_they_are_what_was_put_in(receipts: list[tuple[list[str], datetime]], a: int, b: int) -> None:
    packed = PackedReceipts(receipts)
    assert list(packed) == receipts
    assert packed[a:b] == receipts[a:b]
    assert [packed[i] for i in range(-len(receipts), 0)] == receipts


def test_reading_thousands_to_learn_from_takes_little_memory(copy_sample: CopySample, tmp_path: Path) -> None:
    """What Python was given for small objects it gives back in part only: a till that learned was larger after each time."""
    with closing(sqlite3.connect(copy_sample("burger", tmp_path / "burger.db"))) as connection:
        tracemalloc.start()
        try:
            packed = PackedReceipts(baskets(connection))
            kept, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert len(packed) > 3_000
    assert kept < 100 * len(packed)
    assert most < kept + 1_000_000
