"""The one place that asks the machine what time it is. Whoever needs the time takes it as an argument; `now` is what
the programs (window, terminal) pass, and the default where a service is opened without one.

Tests set `machine_time`, so that no test depends on the hour at which it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

machine_time: Callable[[], datetime] = datetime.now  # noqa: TID251 — the one place that asks


def now() -> datetime:
    """The wall clock, in the shop's local time. For display and for calendar days; durations are measured elsewhere."""
    return machine_time()
