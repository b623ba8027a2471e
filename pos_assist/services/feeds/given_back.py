"""Goods given back at the register beside us: each slip noted once, whoever brings it (the printer's relay, a folder of journals, the display
before its paper). A sale that was taken back whole is voided and counts no more; of the others the day's count and sum are shown, and the
results are left as they are (docs/decisions/feeds.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from pos_assist.domain.business_day import business_date
from pos_assist.domain.followed_sales import UNNUMBERED, agree, bare
from pos_assist.domain.settings import DAY_END
from pos_assist.storage import Storage
from pos_assist.storage.feed_records import ReturnSlip

_WITHIN = timedelta(minutes=2)  # between a display's screens and their paper


class ReturnedSlips:
    """The slips of one shop's register."""

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._now = now

    def on_paper(self, day: date, at: time | None, register: str, number: str, amount: int) -> ReturnSlip:
        """A paper as it is noted; `at`: None where it says no time."""
        ends = self._storage.catalog.setting(DAY_END)
        business_day = day if at is None else business_date(datetime.combine(day, at), ends)
        return ReturnSlip(business_day, day, register, bare(number), at, amount)

    def on_display(self, register: str, amount: int) -> None:
        """A display said just now that so much goes back: noted, unless its paper was here before."""
        now = self._now()
        slip = self.on_paper(now.date(), now.time(), register, "", amount)
        slip = replace(slip, number=UNNUMBERED)
        if self._same(slip) is None:
            self._storage.feeds.note_return(slip)

    def is_known(self, slip: ReturnSlip) -> bool:
        """Whether that paper was noted before."""
        same = self._same(slip)
        return same is not None and same.number != UNNUMBERED

    def note(self, slip: ReturnSlip, *, whole: bool) -> None:
        """Note a paper that is not known; what its display said before gives way to it."""
        self._storage.feeds.note_return(replace(slip, whole=whole), self._same(slip))

    def _same(self, slip: ReturnSlip) -> ReturnSlip | None:
        """The slip that was noted before and is the same one; a paper before a display."""
        days = {slip.paper_day + timedelta(days=x) for x in ((-1, 0, 1) if slip.at else (0,))}
        found = [x for x in self._storage.feeds.returns_of(min(days), max(days)) if _are_one(x, slip)]
        return min(found, key=lambda x: x.number == UNNUMBERED, default=None)


def _are_one(one: ReturnSlip, other: ReturnSlip) -> bool:
    """Whether two are of one return: by number; where either has none, by amount and time. Better too few than one twice."""
    if not agree(one.register, other.register):
        return False
    shown = UNNUMBERED in (one.number, other.number)
    if not shown and one.paper_day != other.paper_day:
        return False
    if not shown and one.number and other.number:
        return one.number == other.number
    if one.amount != other.amount:
        return False
    if one.at is None or other.at is None:
        return one.paper_day == other.paper_day
    apart = abs(datetime.combine(one.paper_day, one.at) - datetime.combine(other.paper_day, other.at))
    return apart <= _WITHIN if shown else apart < timedelta(minutes=1)
