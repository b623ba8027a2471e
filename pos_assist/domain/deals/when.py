"""When a deal is in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pos_assist.domain.deals.json_form import (
    MAX_MONEY,
    a_list,
    day,
    flag,
    form,
    read_fields,
    whole,
    word,
    write_fields,
    wrong,
)
from pos_assist.domain.hours import Hours
from pos_assist.domain.orders import ServiceMode

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _days(value: object, path: str) -> frozenset[str]:
    expected = " / ".join(DAYS)
    chosen = a_list(value, path, expected)
    if not chosen or not all(x in DAYS for x in chosen):
        wrong(path, expected, value)
    return frozenset(chosen)


def _hours(value: object, path: str) -> tuple[Hours, ...]:
    spans = []
    for i, span in enumerate(a_list(value, path, '[["10:30", "14:00"]]')):
        try:
            spans.append(Hours.from_json(span))
        except (TypeError, ValueError):
            wrong(f"{path}[{i}]", '["10:30", "14:00"]', span)
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class When:
    """When a deal is in force; every given condition must hold. `min_spend` is read on the order's list total.

    Days and dates are those on which the hours began: Friday 22:00-02:00 holds on Saturday at 01:00, not on Friday at 01:00.
    """

    member: bool | None = field(default=None, metadata=form(flag))
    mode: ServiceMode | None = field(default=None, metadata=form(word({str(x): x for x in ServiceMode}), str))
    from_date: date | None = field(default=None, metadata=form(day, date.isoformat, "from"))
    to_date: date | None = field(default=None, metadata=form(day, date.isoformat, "to"))  # inclusive
    days: frozenset[str] = field(
        default=frozenset(), metadata=form(_days, lambda days: [x for x in DAYS if x in days])
    )  # of DAYS; empty: every day
    hours: tuple[Hours, ...] = field(
        default=(), metadata=form(_hours, lambda hours: [span.json() for span in hours])
    )  # empty: all day
    min_spend: int = field(default=0, metadata=form(whole(0, MAX_MONEY)))

    def holds(self, at: datetime, mode: ServiceMode, member: bool, today: date | None = None) -> bool:
        """Whether the deal is in force then, apart from `min_spend`, which only the priced order can tell. `today`: the
        business date, which days and dates without hours are read on; None: the calendar's."""
        return (
            (self.member is None or self.member == member)
            and (self.mode is None or self.mode == mode)
            and any(self._on(began) for began in self._began(at, today))
        )

    def includes(self, other: When) -> bool:
        """Whether this holds whenever `other` does, judging by the written conditions alone."""
        return (
            self.member in {None, other.member}
            and self.mode in {None, other.mode}
            and (self.from_date is None or (other.from_date is not None and self.from_date <= other.from_date))
            and (self.to_date is None or (other.to_date is not None and self.to_date >= other.to_date))
            and (not self.days or (bool(other.days) and self.days >= other.days))
            and (not self.hours or self.hours == other.hours)
            and self.min_spend <= other.min_spend
        )

    def _began(self, at: datetime, today: date | None) -> list[date]:
        if not self.hours:
            return [today or at.date()]
        return [began for span in self.hours if (began := span.began(at)) is not None]

    def _on(self, began: date) -> bool:
        return (
            (self.from_date is None or self.from_date <= began)
            and (self.to_date is None or began <= self.to_date)
            and (not self.days or DAYS[began.weekday()] in self.days)
        )


def when_form() -> dict[str, Any]:
    """The form of a deal's field `when`."""
    return form(lambda value, path: When(**read_fields(When, value, path)), write_fields)
