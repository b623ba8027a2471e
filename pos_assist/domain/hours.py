"""A span of the day, «from–to», which may run past midnight: the one meaning of hours for deals, pairings, offers and files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAY = 24 * 60  # minutes
_LATEST_END = 30 * 60  # «22:00-29:00»: Japanese shops count the hours after midnight on, up to 30:00
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
_DASH = re.compile(r"\s*[-–—〜~−ー]\s*")
_BETWEEN = re.compile(r"[,、;\s]+")


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """From `start` until just before `end`, both in minutes after the midnight before `start`.

    `start` is 0 … 1439; an `end` above 1440 is on the next day, at most a day after `start` («06:00-30:00»). A span belongs to the day on which
    it starts: Friday 22:00-02:00 holds on Saturday at 01:00. Where both are equal it never holds; texts cannot say that, only
    data written before can. Raises ValueError on other numbers.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        whole_day = self.end == self.start + DAY and self.end <= _LATEST_END  # later, it could not be written
        if not (0 <= self.start < DAY and (self.start <= self.end < self.start + DAY or whole_day)):
            raise ValueError(f"{self.start}-{self.end} minutes is no span of a day")

    @property
    def empty(self) -> bool:
        """Whether the span contains no time at all."""
        return self.start == self.end

    def began(self, at: datetime) -> date | None:
        """The day on which the span that holds at that moment began; None where it does not hold. Seconds do not count."""
        minute = at.hour * 60 + at.minute
        if self.start <= minute < self.end:
            return at.date()
        return at.date() - timedelta(days=1) if minute + DAY < self.end else None

    def __str__(self) -> str:
        """«22:00-02:00» as `parse` reads it; the end of the day is 24:00."""
        return "-".join(self.json())

    def json(self) -> list[str]:
        """The form in files and in the database: ["22:00", "02:00"]."""
        end = self.end if self.end <= DAY or self.end == self.start + DAY else self.end - DAY
        return [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (self.start, end)]

    @classmethod
    def of(cls, start: int, end: int) -> Hours:
        """The span between two times of day in minutes: until the next day where the end is earlier. `end` may be counted on
        past midnight, up to 30:00. Raises ValueError where they are no times of day."""
        if not 0 <= start <= DAY:
            raise ValueError(f"a span starts between 00:00 and 24:00, not at minute {start}")
        if not 0 <= end <= _LATEST_END:
            raise ValueError(f"a span ends between 00:00 and 30:00, not at minute {end}")
        start %= DAY
        return cls(start, end if end >= start else end + DAY)

    @classmethod
    def parse(cls, text: str) -> Hours:
        """The span of «22:00-02:00», «22:00〜26:00» or «9:00-24:00», full-width digits included. Raises ValueError on anything
        else, and where both times are the same: that may mean never or all day."""
        ends = _DASH.split(unicodedata.normalize("NFKC", text).strip())
        if len(ends) != 2:
            raise ValueError(f"{text} is not from-to")
        hours = cls.of(*map(_minutes, ends))
        if hours.empty:
            raise ValueError(f"{text} ends when it starts")
        return hours

    @classmethod
    def from_json(cls, data: object) -> Hours:
        """The span that `json` wrote. Times with seconds, as version 1 stored them, count from the next full minute on: they are
        compared with full minutes only. Raises ValueError or TypeError on anything else."""
        if not isinstance(data, list | tuple) or len(data) != 2:
            raise TypeError(f"hours are two times, not {data!r}")
        return cls.of(*map(_stored_minutes, data))


def parse_hours(text: str) -> tuple[Hours, ...]:
    """Every span of «11:00-14:00, 22:00-02:00», with commas or spaces between them; none of an empty text. Raises ValueError
    whose message is the part that is no span."""
    parts = _BETWEEN.split(_DASH.sub("-", unicodedata.normalize("NFKC", text).strip()))
    spans: list[Hours] = []
    for part in filter(None, parts):
        try:
            spans.append(Hours.parse(part))
        except ValueError as error:
            raise ValueError(part) from error
    if not spans and text.strip():
        raise ValueError(text)
    return tuple(spans)


def hours_text(spans: Iterable[Hours]) -> str:
    """Return the spans as text that `parse_hours` reads."""
    return ", ".join(map(str, spans))


def within(spans: Iterable[Hours], at: datetime) -> bool:
    """Whether one of the spans holds at that moment, on whatever day it began."""
    return any(span.began(at) is not None for span in spans)


def _minutes(text: str) -> int:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is not a time of day")
    return int(found[1]) * 60 + int(found[2])


def _stored_minutes(value: object) -> int:
    """Minutes after midnight; the 23:59:59.999999 that stood for the end of the day is 24:00."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a time of day")
    if _CLOCK.fullmatch(value):
        return _minutes(value)
    clock = time.fromisoformat(value)
    if clock.tzinfo:
        raise ValueError(f"{value} names a time zone")
    return clock.hour * 60 + clock.minute + bool(clock.second or clock.microsecond)
