"""The business day (営業日): one that may end after midnight, as bars and night shops have it. The one home of «which day is it»."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

LATEST_END = 12 * 60  # minutes after midnight; a day that ended later would begin with the afternoon
_CLOCK = re.compile(r"([0-9]{1,2}):?([0-5][0-9])?")
_DAY = 24


def business_date(at: datetime, day_end: int) -> date:
    """The day that the moment belongs to; `day_end` in minutes after the midnight that ends it (0: midnight)."""
    return (at - timedelta(minutes=day_end)).date()


def begins_at(day: date, day_end: int) -> datetime:
    """When the business day begins."""
    return datetime.combine(day, time()) + timedelta(minutes=day_end)


def read_day_end(text: str) -> int:
    """Minutes after midnight of «25:30», «1:30», «25時半», «24:00» or «26». Raises ValueError on anything else."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("時半", ":30").replace("時", ":").replace("分", "")
    found = _CLOCK.fullmatch(plain.removeprefix("翌").rstrip(":"))
    if not found:
        raise ValueError(text)
    hours, minutes = int(found[1]), int(found[2] or 0)
    end = (hours - _DAY if hours >= _DAY else hours) * 60 + minutes
    if not 0 <= end <= LATEST_END:
        raise ValueError(text)
    return end


def day_end_text(day_end: int) -> str:
    """«25:30», as Japanese shops count on past midnight; «24:00» for midnight."""
    return f"{_DAY + day_end // 60}:{day_end % 60:02}"


def bounds(period: str, day_end: int) -> tuple[datetime, datetime]:
    """From when until just before when «2026-11-25» or the month «2026-11» is, in business days; of a day that does not exist
    nothing (both are the same)."""
    year, month, *day = (int(part) for part in period.split("-"))
    try:
        first = date(year, month, *day) if day else date(year, month, 1)
        last = first + timedelta(days=1) if day else date(year + month // 12, month % 12 + 1, 1)
    except ValueError:
        return datetime.min, datetime.min
    return begins_at(first, day_end), begins_at(last, day_end)
