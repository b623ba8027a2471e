"""Which day a moment belongs to, where a day may end after midnight."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.business_day import LATEST_END, begins_at, bounds, business_date, day_end_text, read_day_end

ends = st.integers(0, LATEST_END)
moments = st.datetimes(datetime(2020, 1, 2), datetime(2040, 1, 1))


@pytest.mark.parametrize(("text", "minutes"), [
    ("25:30", 90), ("1:30", 90), ("01:30", 90), ("24:00", 0), ("0:00", 0), ("26", 120), ("２５：３０", 90), ("25時半", 90), ("翌2時", 120),
    ("25時30分", 90), ("29:00", 300),
])  # fmt: skip
def test_the_end_of_a_day_is_read_as_shops_write_it(text: str, minutes: int) -> None:
    assert read_day_end(text) == minutes


@pytest.mark.parametrize("text", ["", "midnight", "25:60", "37:00", "13:00", "-1:00", "25:3"])
def test_what_is_no_end_of_a_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — the text alone is the message
        read_day_end(text)


@given(ends)
def test_an_end_is_read_back_as_it_is_written(end: int) -> None:
    assert read_day_end(day_end_text(end)) == end


@given(moments, ends)
def test_every_moment_lies_in_its_day_alone(at: datetime, end: int) -> None:
    day = business_date(at, end)
    assert begins_at(day, end) <= at < begins_at(day + timedelta(days=1), end)


@given(moments, ends)
def test_a_day_lies_in_its_month(at: datetime, end: int) -> None:
    day = business_date(at, end)
    start, stop = bounds(f"{day:%Y-%m}", end)
    assert start <= at < stop
    start, stop = bounds(day.isoformat(), end)
    assert start <= at < stop


def test_a_day_that_does_not_exist_has_no_moments() -> None:
    start, stop = bounds("2026-02-31", 0)
    assert start == stop
    assert bounds("2026-12", 90) == (datetime(2026, 12, 1, 1, 30), datetime(2027, 1, 1, 1, 30))
    assert business_date(datetime(2026, 11, 26, 1, 29), 90) == date(2026, 11, 25)
