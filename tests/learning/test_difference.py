"""Extra yen per order and its uncertainty."""

from __future__ import annotations

import random
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.learning.effect import FEWEST, difference, shares, t_quantile


@pytest.mark.parametrize(
    ("freedom", "expected"), [(1, 12.7062), (2, 4.30265), (9, 2.26216), (29, 2.04523), (1e6, 1.95997)]
)
def test_students_t_is_that_of_the_tables(freedom: float, expected: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(expected, rel=1e-5)


def test_the_difference_is_that_of_the_means() -> None:
    found = difference([110.0] * 40 + [130.0] * 40, [100.0] * 40 + [110.0] * 40)
    assert found.value == pytest.approx(15)
    assert found.interval is not None
    assert found.interval[0] < 15 < found.interval[1]


def test_symmetric_totals_get_welchs_own_interval() -> None:
    found = difference([90.0] * 30 + [110.0] * 30, [80.0] * 25 + [100.0] * 25)
    error = sqrt(6000 / 59 / 60 + 5000 / 49 / 50)
    assert found.interval is not None
    low, high = found.interval
    assert high - low == pytest.approx(2 * t_quantile(0.975, 104.6) * error, rel=1e-3)
    assert (low + high) / 2 == pytest.approx(10)


def test_not_enough_orders_yet_is_said_with_how_many_are_missing() -> None:
    found = difference([500.0, 700.0] * 90, [500.0, 600.0] * 10)
    assert found.interval is None
    assert found.missing == 300  # 200 orders brought 20 of the control side: 500 will bring 50
    assert not found.significant


def test_a_wide_interval_around_zero_says_how_many_orders_are_missing() -> None:
    dice = random.Random(5)
    found = difference(*([dice.lognormvariate(6, 0.6) for _ in range(n)] for n in (900, 100)))
    assert found.interval is not None
    assert found.missing > 1000


def test_a_clear_effect_misses_nothing() -> None:
    dice = random.Random(3)
    found = difference([dice.gauss(900, 100) for _ in range(900)], [dice.gauss(800, 100) for _ in range(100)])
    assert found.significant
    assert found.missing == 0


@given(st.integers(FEWEST, 90), st.integers(FEWEST, 90), st.integers(0, 10**6), st.floats(-500, 500))
def test_adding_the_same_to_every_order_moves_nothing(n: int, m: int, seed: int, more: float) -> None:
    dice = random.Random(seed)
    a, b = [dice.lognormvariate(6, 0.5) for _ in range(n)], [dice.lognormvariate(6, 0.5) for _ in range(m)]
    here, there = difference(a, b).interval, difference([x + more for x in a], [x + more for x in b]).interval
    assert here is not None
    assert there == pytest.approx(here, abs=1e-6)


def test_the_interval_covers_the_truth_nineteen_times_in_twenty() -> None:
    """300 shops of 600 orders, skewed totals, a tenth in the control; the command in tests/benchmarks asks far more."""
    dice = random.Random(11)
    covered = sure = 0
    for _ in range(300):
        control = [dice.lognormvariate(6.5, 0.6) for _ in range(60)]
        treated = [dice.lognormvariate(6.5, 0.6) + 25 for _ in range(540)]
        interval = difference(treated, control).interval
        assert interval is not None
        covered += interval[0] <= 25 <= interval[1]
        sure += 1
    assert 0.92 <= covered / sure <= 0.98


def test_acceptance_of_few_showings_is_shrunk_towards_the_average() -> None:
    rows = [("potato", i < 30) for i in range(100)] + [("pie", True)] * 2
    found = shares(rows, lambda x: x[0], lambda x: x[1], lambda x: not x[1])
    assert list(found) == ["potato", "pie"]
    assert 0.3 < found["pie"].share < 0.4  # two yeses of two are no 100 %
    assert found["potato"].low < 0.3 < found["potato"].high
    assert (found["pie"].shown, found["pie"].accepted, found["pie"].declined) == (2, 2, 0)
