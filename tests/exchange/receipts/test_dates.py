"""Dates and times in every usual spelling."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.exchange.receipts.dates import day_order, is_clock, is_moment, moment
from tests.profiles import examples

RIGHT = datetime(2026, 1, 5, 14, 3)
NOW = datetime(2026, 11, 25)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 12, 31)).map(lambda x: x.replace(microsecond=0))
ERAS = (("令和", "R", 2018, datetime(2019, 5, 1)), ("平成", "H", 1988, datetime(1989, 1, 8)))


@pytest.mark.parametrize(
    "text",
    [
        "2026/1/5 14:3",
        "2026/01/05 14:03",
        "2026-01-05T14:03",
        "2026.1.5 14:03:00",
        "2026年1月5日 14時3分",
        "2026年1月5日（月）14時03分00秒",
        "２０２６年１月５日　１４：０３",
        "令和8年1月5日 14:03",
        "令和８年１月５日午後２時３分",
        "R8.1.5 14:03",
        "R08/01/05 14:03",
        "2026/1/5 2:03 PM",
        "2026/1/5 2:03pm",
        "2026/01/05 午後2:03",
        "2026/1/5(月) 14:03",
        "2026/1/5 月曜日 14:03",
        "Mon 5 Jan 2026 14:03",
        "Jan 5, 2026 2:03 PM",
        "January 5th, 2026 2:03 p.m.",
        "5-Jan-26 14:03",
        "05 JAN 2026 14:03:00",
        "20260105140300",
        "202601051403",
        "20260105 1403",
        "20260105 14:03",
        "20260105T140300",
        "46027.5854166667",
        "2026-01-05T14:03:00+09:00",
        "2026-01-05T14:03:00.123+0900",
        "2026-01-05T05:03:00Z",
        "2026-01-05 05:03:00 UTC",
        "Mon, 05 Jan 2026 05:03:00 GMT",
        "2026-01-05 14:03:00 JST",
        "1767589380",
        "1767589380000",
    ],
)
def test_one_moment_in_many_spellings(text: str) -> None:
    assert moment(text).replace(second=0) == RIGHT


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("2026/1/5", "14:03"),
        ("令和8年1月5日", "午後2時3分"),
        ("20260105", "1403"),
        ("20260105", "140300"),
        ("2026-01-05 00:00:00", "14:03"),
        ("46027", "0.58541667"),
        ("5 Jan 2026", "2:03 PM"),
        ("2026/1/5(月)", "14時3分"),
        ("260105", "14:03:00"),
        ("R8.1.5", "14:03"),
    ],
)
def test_a_day_and_its_time_in_two_columns(day: str, clock: str) -> None:
    found = moment(day.removesuffix(" 00:00:00"), clock)
    assert found.replace(second=0) == RIGHT


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2026/1/5 25:30", datetime(2026, 1, 6, 1, 30)),
        ("2026/12/31 26:00", datetime(2027, 1, 1, 2)),
        ("2026/1/5 24:00", datetime(2026, 1, 6)),
        ("2026/1/5 12:00 AM", datetime(2026, 1, 5)),
        ("2026/1/5 12:30 PM", datetime(2026, 1, 5, 12, 30)),
        ("2026/1/5 午前0:15", datetime(2026, 1, 5, 0, 15)),
        ("2026/1/5 午後0:15", datetime(2026, 1, 5, 12, 15)),
        ("2026/1/5", datetime(2026, 1, 5)),
        ("令和元年5月1日", datetime(2019, 5, 1)),
        ("H31/4/30 9時", datetime(2019, 4, 30, 9)),
        ("2025-12-31T16:00:00Z", datetime(2026, 1, 1, 1)),
        ("2026-01-05T14:03:00-05:00", RIGHT),  # the shop's own clock
    ],
)
def test_midnight_noon_eras_and_zones(text: str, right: datetime) -> None:
    assert moment(text) == right


@pytest.mark.parametrize(
    "text",
    [
        "",
        "いつか",
        "2026/13/5",
        "2026/2/30",
        "2026/1/5 31:00",
        "2026/1/5 12:61",
        "合計",
        "1234",
        "14:03",
        "2026/1/5 soon",
        "R8",
        "123456789",
    ],
)
def test_what_is_no_date_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — of whatever kind
        moment(text)


@pytest.mark.parametrize(
    ("texts", "order", "certain"),
    [
        (["1/5/2026", "1/13/2026"], "mdy", True),
        (["1/5/2026", "13/5/2026"], "dmy", True),
        (["09/11/26", "10/11/26", "11/11/26"], "dmy", True),
        (["11/09/26", "11/10/26", "11/11/26"], "mdy", True),
        (["26/1/5", "26/1/31"], "ymd", True),
        (["1/5/2026 2:03 PM"], "mdy", True),
        (["5.1.2026 14:03"], "dmy", True),
        (["12/1/2026"], "dmy", True),  # the 1st of December lies ahead
        (["1/5/2026 14:03"], "dmy", False),
        (["2026/1/5", "2026/5/1"], "ymd", True),
        ([], "ymd", True),
    ],
)
def test_day_and_month_are_told_apart_by_the_other_rows(texts: list[str], order: str, certain: bool) -> None:
    assert day_order(texts, NOW, japanese=False) == (order, certain)


@examples(200)
@given(at=moments, order=st.sampled_from(["%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y年%m月%d日", "%d-%b-%Y", "%b %d, %Y", "%Y%m%d"]),
       clock=st.sampled_from(["%H:%M:%S", "%I:%M:%S %p", "%H時%M分%S秒"]))  # fmt: skip
def test_what_is_written_is_read_again(at: datetime, order: str, clock: str) -> None:
    parts = {"%m": "mdy", "%d": "dmy"}.get(order[:2], "ymd")
    assert moment(at.strftime(f"{order} {clock}"), order=parts) == at
    assert moment(at.strftime(order), at.strftime(clock), parts) == at


@examples(100)
@given(at=moments, era=st.sampled_from(ERAS), short=st.booleans())
def test_an_era_s_year_is_read(at: datetime, era: tuple[str, str, int, datetime], short: bool) -> None:
    name, letter, before, first = era
    if at >= first:
        text = (
            f"{letter}{at.year - before}.{at.month}.{at.day}"
            if short
            else f"{name}{at.year - before}年{at.month}月{at.day}日"
        )
        assert moment(f"{text} {at:%H:%M}") == at.replace(second=0)


@examples(100)
@given(at=moments)
def test_a_spreadsheet_s_number_is_its_date(at: datetime) -> None:
    serial = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    assert abs(moment(f"{serial:.8f}") - at) <= timedelta(seconds=1)


@examples(200)
@given(st.text(max_size=30))
def test_no_text_makes_it_stumble(text: str) -> None:
    is_clock(text)
    is_moment(text)
    day_order([text], NOW, japanese=True)
