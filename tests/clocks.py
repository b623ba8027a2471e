"""The time of day as a test says it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class WallClock:
    """Stands still until the test moves it; with a `step`, it goes on by that much whenever it is read."""

    at: datetime
    step: timedelta = timedelta()

    def __call__(self) -> datetime:
        self.at += self.step
        return self.at


def minute_by_minute(start: datetime) -> WallClock:
    """A clock that goes on by a minute whenever it is read, so that no two things happen at once."""
    return WallClock(start, timedelta(minutes=1))
