"""When a receipt was made, where the clock cannot always be believed: it steps back a little (network time, the end of
summer time), falls back to 1970 or 2000 with a dead battery, or was set years ahead by hand and put right later.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

# A smaller step back is held at the last receipt's time: network time, and the hour at the end of summer time. No more, since
# after midnight each held sale counts for the wrong day.
HOLD = timedelta(minutes=75)
EARLIEST = datetime(2026, 1, 1)  # before the program was written: no clock that says so is right
FAR_AHEAD = timedelta(days=7)  # prices do not begin on the word of a clock so far ahead of what the till last knew


def receipt_time(clock: datetime, last: datetime | None) -> datetime:
    """The time a new receipt gets. Receipts of a till never go back in time by the little steps that clocks make; when the
    clock is put right by more than HOLD it is believed, unless it says a time before EARLIEST."""
    if last is None or clock >= last:
        return clock
    return last if last - clock <= HOLD or clock < EARLIEST else clock


def true_times(said: Sequence[datetime], now: datetime) -> list[datetime]:
    """What the clock said at each receipt of a till, in the order of their sale -> when they were made as far as can be told.

    The longest series that never goes back, is not before EARLIEST and not after `now` is believed. The others, made while
    the clock was wrong, keep their distances from each other and come right before the next believed one, or right after
    the one before where that leaves no room; of several runs with different errors each is moved by itself.
    """
    believed = _believed(said, now)
    times = list(said)
    i = 0
    while i < len(said):
        if believed[i]:
            i += 1
            continue
        end = next((j for j in range(i, len(said)) if believed[j]), len(said))
        before = times[i - 1] if i else None
        after = times[end] if end < len(said) else now
        times[i:end] = _placed(said[i:end], before, after)
        i = end
    return times


def _believed(said: Sequence[datetime], now: datetime) -> list[bool]:
    """Which belong to the longest series that never goes back (patience sorting; the last such series found)."""
    tails: list[datetime] = []  # by length: the smallest time a series of that length can end with
    at: list[int] = []  # likewise: where that end is
    previous = [-1] * len(said)
    for i, time in enumerate(said):
        if not EARLIEST <= time <= now + HOLD:
            continue
        length = bisect_right(tails, time)
        previous[i] = at[length - 1] if length else -1
        tails[length : length + 1] = [time]
        at[length : length + 1] = [i]
    believed = [False] * len(said)
    i = at[-1] if at else -1
    while i >= 0:
        believed[i] = True
        i = previous[i]
    return believed


def _placed(said: Sequence[datetime], before: datetime | None, after: datetime) -> list[datetime]:
    """Times for a run of receipts between two believed ones: their steps as the clock told them, a jump inside the run
    (another error of the clock) taken as none, the last one right before `after`, none before `before`."""
    steps = [timedelta(0)]
    for a, b in pairwise(said):
        steps.append(b - a if timedelta(0) <= b - a <= FAR_AHEAD else timedelta(0))
    found = [after] * len(said)
    for i in range(len(said) - 2, -1, -1):
        found[i] = found[i + 1] - steps[i + 1]
    return [max(time, before) for time in found] if before else found
