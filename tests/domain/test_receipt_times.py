"""A clock that was wrong: small steps are held, the rest is believed, and receipts are dated anew by what can be told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.receipt_times import HOLD, receipt_time, true_times

NOON = datetime(2026, 11, 21, 12, 0)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("back", [timedelta(seconds=1), 10 * MINUTE, 60 * MINUTE, 70 * MINUTE, HOLD])
def test_a_small_step_back_is_held_at_the_last_receipt(back: timedelta) -> None:
    assert receipt_time(NOON - back, NOON) == NOON


@pytest.mark.parametrize(
    "back",
    [
        HOLD + timedelta(seconds=1),
        90 * MINUTE,
        timedelta(hours=2),
        timedelta(hours=3),
        timedelta(hours=4),
        timedelta(days=1),
        timedelta(days=180),
    ],
)
def test_a_clock_put_right_is_believed(back: timedelta) -> None:
    assert receipt_time(NOON, NOON + back) == NOON


@pytest.mark.parametrize("year", [1970, 1980, 2000, 2020])
def test_a_dead_battery_is_held_at_the_last_receipt(year: int) -> None:
    assert receipt_time(datetime(year, 1, 1), NOON) == NOON


def run(*minutes: float, at: datetime = NOON) -> list[datetime]:
    return [at + MINUTE * m for m in minutes]


def test_two_sales_of_a_clock_ten_years_ahead_come_between_their_neighbours() -> None:
    said = [*run(0, 5), *run(10, 12, at=NOON.replace(year=2036)), *run(20, 25)]
    assert true_times(said, NOON + timedelta(hours=1)) == run(0, 5, 18, 20, 20, 25)


def test_many_sales_ahead_are_known_by_the_time_that_it_is_now() -> None:
    said = [*run(*range(50), at=NOON.replace(year=2036)), *run(60, 61)]
    assert true_times(said, NOON + timedelta(hours=2)) == run(*range(11, 61), 60, 61)


def test_a_shop_born_in_1970_is_dated_before_its_first_true_sale() -> None:
    said = [*run(0, 3, at=datetime(1970, 1, 1)), *run(0, 1)]
    assert true_times(said, NOON + timedelta(hours=1)) == run(-3, 0, 0, 1)


def test_where_all_are_ahead_the_last_one_was_now() -> None:
    said = run(0, 3, at=NOON.replace(year=2036))
    assert true_times(said, NOON) == run(-3, 0)


@given(st.lists(st.integers(0, 500), max_size=40))
def test_what_never_goes_back_is_left_as_it_is(minutes: list[int]) -> None:
    said = run(*sorted(minutes))
    assert true_times(said, NOON + 600 * MINUTE) == said


@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from([0, 0, 0, -40, 10, 3650])), max_size=40))
def test_whatever_the_clocks_said_the_times_never_go_back_and_are_not_to_come(
    steps: list[tuple[int, int]],
) -> None:
    now = NOON + 600 * MINUTE
    said = [NOON + MINUTE * m + timedelta(days=d) for m, d in steps]
    times = true_times(said, now)
    assert times == sorted(times)
    assert all(time <= now + HOLD for time in times)
    assert true_times(times, now) == times
