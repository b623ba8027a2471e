"""Dates and times as people and registers write them, read as the shop's own clock shows them.

令和8年1月5日, R8.1.5, 2026/1/5 14:3, 20260105140300, 5-Jan-26, 1/5/2026 2:03 PM, 午後2:03, 25:30 (half past one the next day),
Excel's serial numbers, RFC 3339. Which of day and month comes first in 1/5/26 is the file's to say: see `day_order`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone, tzinfo

JAPAN = timezone(timedelta(hours=9))
ORDERS = ("ymd", "mdy", "dmy")
REIWA = "rmd"  # 8/1/5, 08.01.05: the year of the era, its name left off
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "令": 2018, "平": 1988, "昭": 1925}  # the year before the era's first
_ERAS = {**ERAS, "R": 2018, "H": 1988, "S": 1925}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIAL = date(1899, 12, 30)  # day 0 of Excel's dates, the leap day that 1900 did not have included
_SERIALS = (20_000, 80_000)  # 1954 … 2119
_EPOCHS = (1_000_000_000, 4_000_000_000)  # seconds since 1970

_ERA = re.compile(
    r"(令和|平成|昭和|令|平|昭|(?<![A-Za-z])[RHSrhs])\.?\s*(\d{1,2}|元)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})日?"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})(?!\d)日?")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_SHORT = re.compile(r"(?<!\d)(\d{1,2})([./年-])\s?(\d{1,2})[./月-]\s?(\d{4}|\d{1,2})(?!\d)日?")
MONTHS = "(?:" + "|".join(_MONTHS) + r")[a-z]*\.?"
_MONTH = "(" + "|".join(_MONTHS) + r")[a-z]*\.?"
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s./-]*{_MONTH}[\s./,-]*(\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE
)
_MONTH_DAY = re.compile(rf"{_MONTH}[\s./-]*(\d{{1,2}})(?:st|nd|rd|th)?,?[\s./-]+(\d{{4}})(?!\d)", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\(\s*[月火水木金土日](?:曜日?)?\s*\)|[月火水木金土日]曜日?|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?,?",
    re.IGNORECASE,
)
DATED = (_ERA, _YEAR_FIRST, _COMPACT)  # days that say their year by themselves
_KANJI = "〇一二三四五六七八九"
_KANJI_NUMBER = re.compile(r"[〇零一二三四五六七八九十]+(?=[年月日時分秒])")
_ZONE = re.compile(
    r"(?<=\d)\s*(Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2})(?:\s*\([\w\s]*\))?$|(?<=[\dM])\s+(UTC|GMT|[A-Z]{2,4}T)$"
)
_HALF = r"(午前|午後|am|pm|a\.m\.|p\.m\.|a|p)?"
_CLOCK = re.compile(
    rf"{_HALF}\s*(\d{{1,2}})\s*[:時h]\s*(?:(\d{{1,2}})\s*(?:[:分]\s*(?:(\d{{1,2}})(?:[.,]\d+)?秒?)?)?)?\s*{_HALF}",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(\d{1,2})\s*(am|pm)", re.IGNORECASE)
_DIGITS = re.compile(r"\d+(\.\d+)?")
_TIMED = re.compile(r":|T\d{4}")
_BETWEEN = re.compile(r"(?<=\d)T(?=\d)")


def plain(text: str) -> str:
    """Full-width signs as narrow ones, 令和八年一月五日 in digits, no space around."""
    if text.isascii():
        return text.strip()
    return _KANJI_NUMBER.sub(lambda x: _in_digits(x[0]), unicodedata.normalize("NFKC", text).strip())


def _in_digits(kanji: str) -> str:
    """二十一 is 21, 二〇二六 is 2026."""
    kanji = kanji.replace("零", "〇")
    if "十" not in kanji:
        return "".join(str(_KANJI.index(x)) for x in kanji)
    tens, _, ones = kanji.partition("十")
    return (_in_digits(tens) or "1") + (_in_digits(ones) or "0")


def without_weekday(text: str) -> str:
    """The text without (月), Monday and the like."""
    return _WEEKDAY.sub(" ", text).strip()


def era_year(era: str, year: str) -> int:
    """令和 8 is 2026, 元 an era's first year."""
    return _ERAS[era.upper()] + (1 if year == "元" else int(year))


def moment(day: str, clock: str = "", order: str = "ymd", zone: tzinfo | None = JAPAN) -> datetime:
    """When it was, from one cell or from two. `order`: of day, month and year where the year does not come first. `zone`: where
    the shop is, for times in UTC; None: where this computer is. Any other offset is that of the shop's own clock and left off.

    Raises ValueError.
    """
    text, utc = _without_zone(without_weekday(plain(day)))
    if _DIGITS.fullmatch(text):
        found, rest = _digits(text, zone)
    else:
        found, rest = _dated(_BETWEEN.sub(" ", text), order)
    if not rest and clock:
        rest, utc = _without_zone(plain(clock))
    when = found + _clock(rest.strip(" ,T-").lstrip(". ")) if rest else found
    if utc:
        when = when.replace(tzinfo=timezone.utc).astimezone(zone).replace(tzinfo=None)  # noqa: UP017 — reads as the others do
    return when


def is_clock(text: str) -> bool:
    """Whether that is a time of day and nothing else."""
    try:
        _clock(plain(text))
    except ValueError:
        return False
    return bool(text.strip())


def is_moment(text: str) -> bool:
    """Whether that is a day, with or without a time, in any order of its parts; bare numbers are not taken for one."""
    value = plain(text)
    if _DIGITS.fullmatch(value) and len(value) not in (8, 12, 14):
        return False
    for order in ORDERS:
        try:
            return 1970 <= moment(text, order=order).year <= 2199
        except (ValueError, OverflowError):
            continue
    return False


def day_order(texts: Iterable[str], latest: datetime, japanese: bool) -> tuple[str, bool]:
    """(the order of day, month and year in which those of a file's dates are written that do not begin with a year, whether
    that is certain). Of two orders in which all are dates, the one in which none lies ahead, and they lie closest together: an
    export is of some weeks, not of some weeks of every month."""
    parts: set[tuple[str, str, str]] = set()
    half, dotted = False, True
    for text in texts:
        value = _WEEKDAY.sub(" ", plain(text))
        found = None if _YEAR_FIRST.search(value) or _ERA.search(value) else _SHORT.search(value)
        if found:
            parts.add((found[1], found[3], found[4]))
            half = half or bool(re.search(r"[ap]\.?m", value, re.IGNORECASE))
            dotted = dotted and found[2] == "."
    if not parts:
        return "ymd", True
    scored: list[tuple[tuple[int, int, bool, int], str]] = []
    for order in (*ORDERS, REIWA) if japanese else ORDERS:
        days = [day for day in (_ordered(x, order) for x in parts) if day]
        if len(days) < len(parts):
            continue
        ahead = sum(day > latest.date() for day in days)
        old = sum(latest.year - day.year > 15 for day in days)
        scored.append(((ahead, old, order == REIWA, (max(days) - min(days)).days), order))
    if not scored:
        return "ymd", True  # none is a date: each is refused where it stands
    scored.sort()
    if len(scored) == 1 or scored[0][0] < scored[1][0]:
        return scored[0][1], True
    best = [order for score, order in scored if score == scored[0][0]]
    custom = "mdy" if half else "dmy" if dotted else ""
    if custom in best:
        return custom, True
    return ("ymd" if japanese and "ymd" in best else best[0]), False


def _ordered(parts: tuple[str, str, str], order: str) -> date | None:
    """The day, if the parts are one in that order."""
    if order in ("ymd", REIWA) and len(parts[2]) == 4:
        return None
    named = dict(zip(order, parts, strict=True))
    if order == REIWA:
        named["y"] = str(era_year("R", named["r"]))
    elif len(named["y"]) == 1:
        return None
    try:
        return date(_year(int(named["y"])), int(named["m"]), int(named["d"]))
    except ValueError:
        return None


def _year(year: int) -> int:
    return year + 2000 if year < 70 else year + 1900 if year < 100 else year


def _without_zone(text: str) -> tuple[str, bool]:
    """(the text without its zone, whether that was UTC)."""
    found = _ZONE.search(text)
    if not found or not _TIMED.search(text[: found.start()]):
        return text, False
    zone = (found[1] or found[2]).replace(":", "")
    zone = zone[3:] if len(zone) > 5 else zone  # GMT+0900
    return text[: found.start()], zone in ("Z", "UTC", "GMT", "+0000", "-0000")


def _digits(text: str, zone: tzinfo | None) -> tuple[datetime, str]:
    """(the moment, the clock's text that is left of it) from digits alone."""
    whole, _, fraction = text.partition(".")
    number = int(whole)
    if len(whole) in (8, 12, 14) and not fraction:
        return _day(int(whole[:4]), int(whole[4:6]), int(whole[6:8])), whole[8:]
    if len(whole) == 5 and _SERIALS[0] <= number <= _SERIALS[1]:
        seconds = round(float(f"0.{fraction or 0}") * 86_400)
        return datetime.combine(_SERIAL, datetime.min.time()) + timedelta(days=number, seconds=seconds), ""
    if len(whole) == 13:
        number //= 1000
    if len(whole) in (10, 13) and _EPOCHS[0] <= number <= _EPOCHS[1]:
        return datetime.fromtimestamp(number, tz=zone or timezone.utc).replace(tzinfo=None), ""  # noqa: UP017 — as above
    if len(whole) == 6 and not fraction:
        return _day(_year(int(whole[:2])), int(whole[2:4]), int(whole[4:])), ""
    raise ValueError(text)


def _dated(text: str, order: str) -> tuple[datetime, str]:
    """(the day, what stands around it)."""
    if found := _ERA.search(text):
        day = _day(era_year(found[1], found[2]), int(found[3]), int(found[4]))
    elif found := _YEAR_FIRST.search(text) or _COMPACT.search(text):
        day = _day(*(int(x) for x in found.groups()))
    elif found := _DAY_MONTH.search(text):
        day = _day(_year(int(found[3])), 1 + _MONTHS.index(found[2][:3].lower()), int(found[1]))
    elif found := _MONTH_DAY.search(text):
        day = _day(int(found[3]), 1 + _MONTHS.index(found[1][:3].lower()), int(found[2]))
    elif found := _SHORT.search(text):
        made = _ordered((found[1], found[3], found[4]), order)
        if made is None:
            raise ValueError(text)
        day = datetime.combine(made, datetime.min.time())
    else:
        raise ValueError(text)
    return day, f"{text[: found.start()]} {text[found.end() :]}".strip()


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day)


def _clock(text: str) -> timedelta:
    """A time of day; up to 30 o'clock, for shops that are open past midnight."""
    if re.fullmatch(r"0?\.\d+", text):  # a spreadsheet's share of a day
        return timedelta(seconds=round(float(text) * 86_400))
    if re.fullmatch(r"\d{1,2}\.\d{2}(\.\d{2})?", text):  # as clocks stand in much of Europe
        text = text.replace(".", ":")
    if re.fullmatch(r"\d{3,4}|\d{6}", text):
        padded = text.zfill(4).ljust(6, "0")
        hour, minute, second, half = int(padded[:2]), int(padded[2:4]), int(padded[4:]), ""
    elif found := _CLOCK.fullmatch(text):
        hour, minute, second = int(found[2]), int(found[3] or 0), int(found[4] or 0)
        half = found[1] or found[5] or ""
    elif found := _HOUR.fullmatch(text):
        hour, minute, second, half = int(found[1]), 0, 0, found[2]
    else:
        raise ValueError(text)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in ("午後",) or half[0] in "pP" else 0)
    if hour > 30 or minute > 59 or second > 59:
        raise ValueError(text)
    return timedelta(hours=hour, minutes=minute, seconds=second)
