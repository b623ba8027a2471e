"""Who comes back: shares, their difference and its interval, averages with their uncertainty."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.learning.comeback import FEWEST, Return, basket, gain

counts = st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """Newcombe 1998, table II: 56/70 and 48/80 (method 10: 0.0524 … 0.3339), 9/10 and 3/10 (0.1705 … 0.8090)."""
    first, second = gain(Return(56, 70), Return(48, 80)), gain(Return(9, 10), Return(3, 10))
    assert first is not None
    assert second is not None
    assert (first.low, first.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert (second.low, second.high) == pytest.approx((0.1705, 0.8090), abs=5e-5)


@given(counts, counts)
def test_the_gain_lies_in_its_interval_and_turns_round_with_the_groups(a: tuple[int, int], b: tuple[int, int]) -> None:
    there, back = gain(Return(*a), Return(*b)), gain(Return(*b), Return(*a))
    assert (there is None) == (min(a[1], b[1]) < FEWEST)
    if there and back:
        assert -1 <= there.low <= there.gain <= there.high <= 1
        assert (back.gain, back.low, back.high) == pytest.approx((-there.gain, -there.high, -there.low))


def test_nothing_is_said_of_fewer_than_five() -> None:
    assert gain(Return(4, 4), Return(0, 50)) is None
    assert basket(4, 400, 40_000) is None


def test_an_average_receipt_has_its_uncertainty() -> None:
    found = basket(5, 1500, 100**2 + 200**2 + 300**2 + 400**2 + 500**2)
    assert found is not None
    assert (found.receipts, found.mean) == (5, 300)
    assert found.half == pytest.approx(1.959964 * (25_000 / 5) ** 0.5)
