"""Hours of a day, past midnight too: one meaning for deals, pairings and offers, in texts, files and the database."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.codec import dumps, loads
from pos_assist.domain.deals import DAYS, SetPrice, Slot, When
from pos_assist.domain.hours import DAY, Hours, hours_text, parse_hours, within
from pos_assist.domain.items import Item, Pairing
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.pricing.pricer import Pricer

FRIDAY = datetime(2026, 11, 27)
spans = st.integers(0, DAY - 1).flatmap(
    lambda start: st.integers(start + 1, start + (DAY if start <= 360 else DAY - 1)).map(lambda end: Hours(start, end))
)
moments = st.datetimes(datetime(2020, 1, 2), datetime(2030, 1, 1))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("9:00-14:00", "09:00-14:00"),
        ("22:00-26:00", "22:00-02:00"),  # as Japanese shops count past midnight
        ("18:00-25:30", "18:00-01:30"),
        ("22:00-00:00", "22:00-24:00"),
        ("24:00-02:00", "00:00-02:00"),
        ("00:00-24:00", "00:00-24:00"),
        ("06:00-30:00", "06:00-30:00"),
        ("10:00-33:00", None),
        ("１１：００〜１４：００", "11:00-14:00"),
        ("11:00 ~ 14:00", "11:00-14:00"),
        ("11:00 – 14:00", "11:00-14:00"),
        ("25:00-26:00", None),  # belongs to which day?
        ("10:00-10:00", None),  # never, or all day?
        ("00:00-25:00", None),  # an hour twice
        ("22:00-30:30", None),
        ("10:60-11:00", None),
        ("10:00", None),
        ("10:00-11:00-12:00", None),
        ("10-11", None),
        ("lunch", None),
    ],
)
def test_a_span_is_read_as_people_write_it(text: str, same: str | None) -> None:
    if same is None:
        with pytest.raises(ValueError, match=r":|is not|span"):
            Hours.parse(text)
    else:
        assert str(Hours.parse(text)) == same


def test_several_spans_stand_with_commas_or_spaces_between_them() -> None:
    three = ("11:00-14:00", "17:00-20:00", "22:00-02:00")
    for between in (" ", ", ", "、", "; ", "， ", " 、 "):
        assert [str(x) for x in parse_hours(between.join(three))] == list(three)
    assert parse_hours("11:00 - 14:00, 17:00〜 20:00") == parse_hours("11:00-14:00 17:00-20:00")
    assert parse_hours(" ") == ()
    with pytest.raises(ValueError, match=r"^lunch$"):  # only the part that is wrong is named
        parse_hours("11:00-14:00, lunch")
    with pytest.raises(ValueError, match=","):
        parse_hours(",")


@given(st.lists(spans, max_size=4).map(tuple))
def test_hours_come_back_from_text_json_and_the_database(several: tuple[Hours, ...]) -> None:
    assert parse_hours(hours_text(several)) == several
    assert tuple(map(Hours.from_json, json.loads(json.dumps([x.json() for x in several])))) == several
    pairing = Pairing("a", "b", hours=several)
    assert loads(Pairing, dumps(pairing)) == pairing


@given(spans, moments)
def test_a_span_holds_from_its_start_until_just_before_its_end_and_belongs_to_the_day_it_began(
    span: Hours, at: datetime
) -> None:
    whole = at.replace(second=0, microsecond=0)
    midnights = [datetime.combine(at.date() - timedelta(days=n), datetime.min.time()) for n in (0, 1)]
    begun = [
        midnight.date()
        for midnight in midnights
        if midnight + timedelta(minutes=span.start) <= whole < midnight + timedelta(minutes=span.end)
    ]
    assert span.began(at) == (begun[0] if begun else None)
    assert within([span], at) == bool(begun)


def test_what_version_1_stored_is_read_as_it_was_meant() -> None:
    assert Hours.from_json(["17:00:00", "23:59:59.999999"]) == Hours.parse("17:00-24:00")
    assert Hours.from_json(["22:00:00", "02:00:00"]) == Hours.parse("22:00-02:00")
    assert Hours.from_json(["10:00:00", "10:00:00"]).empty


@pytest.mark.parametrize(
    "data",
    [["10:00"], ["10:00", 11], "10:00-11:00", [], None, ["x", "11:00"], ["10:00+09:00", "11:00"], ["41:00", "43:00"]],
)
def test_json_that_says_no_hours_is_refused(data: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        Hours.from_json(data)


def holds(when: When, at: datetime) -> bool:
    return when.holds(at, ServiceMode.TAKEOUT, member=False)


def test_a_friday_night_holds_on_saturday_at_one_and_not_on_friday_at_one() -> None:
    night = When(days=frozenset({"fri"}), hours=parse_hours("22:00-02:00"))
    assert holds(night, FRIDAY.replace(hour=22))
    assert holds(night, FRIDAY + timedelta(days=1, hours=1, minutes=59))
    assert not holds(night, FRIDAY + timedelta(days=1, hours=2))
    assert not holds(night, FRIDAY.replace(hour=1))
    assert not holds(night, FRIDAY + timedelta(days=1, hours=22))


def test_the_night_of_the_last_day_runs_on_past_its_midnight() -> None:
    christmas = When(from_date=date(2026, 12, 24), to_date=date(2026, 12, 24), hours=parse_hours("18:00-25:00"))
    assert holds(christmas, datetime(2026, 12, 25, 0, 30))
    assert not holds(christmas, datetime(2026, 12, 24, 0, 30))


def test_of_several_spans_each_keeps_its_own_day() -> None:
    when = When(days=frozenset({"fri"}), hours=parse_hours("0:00-3:00, 22:00-2:00"))
    assert holds(when, FRIDAY.replace(hour=1))
    assert holds(when, FRIDAY + timedelta(days=1, hours=1))
    assert not holds(when, FRIDAY + timedelta(days=1, hours=2))


@given(spans, moments, st.frozensets(st.sampled_from(DAYS), min_size=1))
def test_a_deal_holds_where_its_hours_hold_and_began_on_one_of_its_days(
    span: Hours, at: datetime, days: frozenset[str]
) -> None:
    began = span.began(at)
    assert holds(When(days=days, hours=(span,)), at) == (began is not None and DAYS[began.weekday()] in days)


def test_a_night_set_is_priced_after_midnight() -> None:
    night = When(days=frozenset({"fri"}), hours=parse_hours("11:00-14:00, 22:00-02:00"))
    pricer = Pricer([SetPrice(id="n", price=300, slots=(Slot(1, frozenset("b")),), when=night)])
    order = Order("k", 1, FRIDAY).ring(Item("b", "Burger", 400))
    prices = [pricer.price(order, FRIDAY + timedelta(hours=h)).total for h in (1, 12, 21, 22, 25, 26)]
    assert prices == [400, 300, 400, 300, 300, 400]
