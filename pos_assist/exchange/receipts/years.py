"""Dates without a year (1/5, 1月5日, 5-Jan), and where else a file says the year: above its table, in a sheet's title, in its own name,
in its other rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pos_assist.exchange.receipts.dates import DATED, ERAS, MONTHS, era_year, moment, plain, without_weekday

_CLOCK = r"(?:[\s,T]+(?P<clock>(?:午前|午後|[ap]\.?m\.?)?\s*\d{1,2}\s*[:時h].*))?"
_NUMBERS = re.compile(rf"(?P<a>\d{{1,2}})\s?(?:月|[/.-])\s?(?P<b>\d{{1,2}})日?{_CLOCK}")
_NAMED = re.compile(
    rf"(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s./-]*(?P<m>{MONTHS})|(?P<m2>{MONTHS})[\s./-]*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?){_CLOCK}",
    re.IGNORECASE,
)
_MONTH_NAMES = MONTHS.removeprefix("(?:").partition(")")[0].split("|")
_ERA = "|".join(ERAS)
_YEAR_MONTH = re.compile(
    rf"(?<!\d)(20\d\d)\s?(?:年|[./_-])\s?(0?[1-9]|1[0-2])(?!\d)|(?<!\d)(20\d\d)(0[1-9]|1[0-2])(?!\d)|({_ERA})\.?\s?(\d{{1,2}}|元)\s?(?:年|[./_-])\s?(0?[1-9]|1[0-2])(?!\d)"
)
_YEAR = re.compile(rf"(?<![\d,.¥])(20\d\d)(?![\d,])\s?(年度)?|({_ERA})\s?(\d{{1,2}}|元)\s?年(度)?")
_SHORT_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")
_MONTH_ALONE = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月")
_YEAR_LONG = timedelta(days=364)
_MOST_BACK = 20


@dataclass(frozen=True, slots=True)
class Years:
    """The days that a file speaks of, as far as it says so."""

    first: date
    last: date

    def of(self, month: int, day: int) -> date | None:
        """That day, in the year in which it lies among those days or nearest to them; None where no year has it."""
        found: list[tuple[int, date]] = []
        for year in range(self.first.year - 4, self.last.year + 5):
            try:
                when = date(year, month, day)
            except ValueError:
                continue
            found.append((max((self.first - when).days, (when - self.last).days, 0), when))
        return min(found)[1] if found else None

    def dated(self, text: str, day_first: bool = False) -> str:
        """The text with its year put before it, «2026-01-05 14:03»; unchanged where it is no date without a year."""
        found = yearless(text, day_first)
        when = self.of(found[0], found[1]) if found else None
        return f"{when.isoformat()} {found[2]}".strip() if found and when else text


def yearless(text: str, day_first: bool = False) -> tuple[int, int, str] | None:
    """(month, day, what stands behind them) of a date without a year; None for anything else."""
    value = without_weekday(plain(text))
    if found := _NUMBERS.fullmatch(value):
        month, day = int(found["a"]), int(found["b"])
        if "月" not in value and (day_first or month > 12):
            month, day = day, month
    elif found := _NAMED.fullmatch(value):
        month = 1 + _MONTH_NAMES.index((found["m"] or found["m2"])[:3].casefold())
        day = int(found["d"] or found["d2"])
    else:
        return None
    return (month, day, found["clock"] or "") if 1 <= month <= 12 and 1 <= day <= 31 else None


def told(texts: Iterable[str]) -> Years | None:
    """The days that a title, a sheet's or a file's name speaks of: a day, a month, a year (年度: from April on). None where it
    speaks of none. Days say more than months, months more than years."""
    days: list[date] = []
    months: list[date] = []
    years: list[tuple[date, date]] = []
    for text in map(plain, texts):
        days += _days(text)
        months += _months(text)
        years += _years(text)
    if days:
        return Years(min(days), max(days))
    if months:
        return Years(min(months), _end_of_month(max(months)))
    return Years(min(x for x, _ in years), max(x for _, x in years)) if years else None


def day_told(texts: Iterable[str], years: Years) -> str:
    """The one day that they speak of, «2026-01-05»; "" where it is none or several."""
    found: set[date] = set()
    for text in map(plain, texts):
        days = set(_days(text))
        short = {years.of(int(x[1]), int(x[2])) for x in _SHORT_DAY.finditer(text)} if not days else set()
        found |= days | {x for x in short if x}
    return found.pop().isoformat() if len(found) == 1 else ""


def month_told(texts: Iterable[str], years: Years) -> date | None:
    """The first day of the one month that they speak of; None where it is none or several."""
    texts = [plain(x) for x in texts]
    said = told(texts)
    if said and (said.first.year, said.first.month) == (said.last.year, said.last.month):
        return said.first.replace(day=1)
    named = {int(x) for text in texts for x in _MONTH_ALONE.findall(text)}
    return (said or years).of(named.pop(), 1) if len(named) == 1 else None


def past_year(latest: date, newest: int = 0, days: Iterable[tuple[int, int]] = ()) -> Years:
    """The twelve months up to today that have all of `days`, or an earlier year's; with `newest`, those in which the last of them is
    of that year."""
    days = list(days)
    found = Years(latest - _YEAR_LONG, latest)
    for back in range(_MOST_BACK):
        until = _years_later(latest, -back)
        span = Years(until - _YEAR_LONG, until)
        dated = [x for x in (span.of(*day) for day in days) if x]
        inside = all(span.first <= x <= span.last for x in dated)  # else one is 29 February
        if inside and (not newest or not dated or max(dated).year == newest):
            return span
    return found


def _days(text: str) -> Iterator[date]:
    for pattern in DATED:
        for found in pattern.finditer(text):
            try:
                yield moment(found[0]).date()
            except ValueError:
                continue


def _months(text: str) -> Iterator[date]:
    for found in _YEAR_MONTH.finditer(text):
        year = int(found[1] or found[3]) if found[1] or found[3] else era_year(found[5], found[6])
        yield date(year, int(found[2] or found[4] or found[7]), 1)


def _years(text: str) -> Iterator[tuple[date, date]]:
    for found in _YEAR.finditer(text):
        year = int(found[1]) if found[1] else era_year(found[3], found[4])
        if found[2] or found[5]:
            yield date(year, 4, 1), date(year + 1, 3, 31)
        else:
            yield date(year, 1, 1), date(year, 12, 31)


def _end_of_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28) if day.month == 2 else day.day)
