"""The dates of a till: whether its clock can be right, what waits for a manager to say so, receipts dated by a wrong clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pos_assist.services.management.planned_prices import begin_planned_prices, due_prices
from pos_assist.storage import Storage
from pos_assist.storage.till_clock import Redated

__all__ = ["Redated", "TillDates"]


class TillDates:
    """Finds the receipts and planned prices that a wrong clock touched, and corrects them."""

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._clock = storage.till_clock
        self._now = now

    def now(self) -> datetime:
        """Return the time of the machine's clock."""
        return self._now()

    def behind(self) -> timedelta:
        """How far the clock is before the last sale: somebody should look at it. Zero where it is not."""
        return self._clock.behind(self._now())

    def ahead(self) -> timedelta:
        """How far the clock is beyond what the till last knew, where that is too far to be believed. Zero where it is not."""
        return self._clock.ahead(self._now())

    def jumped(self) -> bool:
        """Whether the clock was put back while the till sold, and `wrong_receipts` is worth a look."""
        return self._clock.jumped()

    def waiting_prices(self) -> int:
        """How many items' planned prices wait for a manager to say that the date is right."""
        return len(due_prices(self._storage, self._now())) if self.ahead() else 0

    def date_is_right(self, who: str) -> int:
        """The date is right, however far ahead it is: prices that waited begin; how many items have them."""
        self._clock.believe(self._now())
        begun = begin_planned_prices(self._storage, self._now())
        self._storage.changes.note(who, self._now(), "date_is_right", f"{self._now():%Y-%m-%d}")
        return begun

    def wrong_receipts(self) -> list[Redated]:
        """Receipts that were dated by a wrong clock, as far as the others tell, and when they were made."""
        return self._clock.wrong_receipts(self._now())

    def redate(self, who: str) -> list[Redated]:
        """Date those receipts anew; which. What the clock said stays written beside. Learn anew afterwards."""
        found = self._clock.redate(self._now())
        if found:
            self._storage.changes.note(who, self._now(), "redate", str(len(found)))
        return found
