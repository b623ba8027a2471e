"""Screens out of what a register sends its display: wholly drawn or in part, new or the same again. Pure.

The same item twice draws the same screen twice; so does a register that refreshes its display, and a line that lost bytes draws one in part. What it was is
said as far as it can be known.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from enum import Enum
from statistics import median
from typing import NamedTuple

from pos_assist.domain.device_settings import PoleKind
from pos_assist.services.feeds.display.line_display import LineDisplay

_SOON = 0.3  # seconds in which nobody rings up the same item again
_REFRESHED = 1.0  # seconds in which a register that refreshes its display sends the same again
_RHYTHM = 0.1  # by how much of its time a refresh is off at most
_KNOWN = 3  # refreshes after which their rhythm is known
_SAMPLES = 10  # screens after which a register's manner is known
_MOST_TORN = 1 / 4  # of the screens of one that writes whole lines, over a bad line


class Drawn(Enum):
    """How a screen came to stand there."""

    NOTHING = 0  # nothing was drawn that a customer would see
    WHOLE = 1  # a new one
    AGAIN = 2  # the same once more, as a whole
    PERHAPS_AGAIN = 3  # the same; whether it was meant once more nobody can tell
    IN_PART = 4  # not all of it: it may be wrong
    IN_PARTS = 5  # a new one, in several bursts


class Screen(NamedTuple):
    """What stands on the display, and how that came."""

    lines: tuple[bytes, bytes]
    drawn: Drawn


class DisplayFrames:
    """Of one display."""

    def __init__(self, kind: PoleKind) -> None:
        self._display = LineDisplay(kind)
        self._lines = (b"", b"")
        self._at = -10.0
        self._parts: set[int] = set()  # cells drawn since the last whole screen
        self._times: deque[float] = deque(maxlen=2 * _KNOWN)  # between two refreshes
        self._times_drawn = Counter[int]()  # how often one burst draws its screen
        self._torn = self._not_torn = 0

    def burst(self, data: bytes, at: float, *, refreshes: bool) -> Iterator[Screen]:
        """The screens of one burst that ended then, the last one is what stands there. `refreshes`: the register sends a screen again."""
        display = self._display
        display.begin()
        display.feed(data)
        since, self._at = at - self._at, at
        passed, last = list(display.passed), display.lines
        whole = bool(display.drawn) and display.drawn >= display.letters
        times = 1
        if whole:
            times += sum(x == last for x in passed)
            self._times_drawn[times] += 1
        for lines in passed:  # written over within the burst
            if lines != last or not whole:
                yield self._seen(lines, since, refreshes=refreshes)
        drawn = self._how(last, since, whole=whole, refreshes=refreshes)
        self._lines = last
        yield Screen(last, drawn)
        if whole and times > 1 and drawn in (Drawn.WHOLE, Drawn.AGAIN, Drawn.IN_PARTS) and not self._is_usual(times):
            yield Screen(last, Drawn.PERHAPS_AGAIN)

    def _seen(self, lines: tuple[bytes, bytes], since: float, *, refreshes: bool) -> Screen:
        """A whole screen that was written over at once."""
        before, self._lines = self._lines, lines
        if lines == before:  # what stood there already, before the new one
            return Screen(lines, Drawn.NOTHING if refreshes and since < _REFRESHED else Drawn.PERHAPS_AGAIN)
        return Screen(lines, Drawn.IN_PARTS)

    def _how(self, lines: tuple[bytes, bytes], since: float, *, whole: bool, refreshes: bool) -> Drawn:
        display, same = self._display, lines == self._lines
        if display.drawn or display.lost_a_part:
            torn = display.is_torn or display.lost_a_part
            self._torn, self._not_torn = self._torn + torn, self._not_torn + (not torn)
            if torn and self._not_torn >= _SAMPLES and self._torn < _MOST_TORN * (self._torn + self._not_torn):
                return self._torn_screen(same=same, whole=whole)  # this register writes whole lines
        if not display.drawn:
            return Drawn.NOTHING if same or not display.letters else Drawn.IN_PART
        if whole:
            self._parts = set()
            return self._again(since, refreshes=refreshes) if same else Drawn.WHOLE
        if since > _REFRESHED:
            self._parts = set()
        began = not self._parts
        self._parts |= display.drawn
        done = self._parts >= display.letters
        if done:
            self._parts = set()
        if same:
            return Drawn.PERHAPS_AGAIN if began else Drawn.NOTHING
        return Drawn.IN_PARTS if done else Drawn.IN_PART

    def _torn_screen(self, *, same: bool, whole: bool) -> Drawn:
        self._parts = set()
        if self._display.lost_a_part:
            return Drawn.IN_PARTS if whole and not self._display.is_torn else Drawn.IN_PART
        return Drawn.PERHAPS_AGAIN if same else Drawn.IN_PART

    def _again(self, since: float, *, refreshes: bool) -> Drawn:
        if not refreshes or since >= _REFRESHED:
            return Drawn.AGAIN if since >= _SOON else Drawn.PERHAPS_AGAIN
        usual = median(self._times) if len(self._times) >= _KNOWN else None
        self._times.append(since)
        return Drawn.NOTHING if usual and abs(since - usual) <= _RHYTHM * usual else Drawn.PERHAPS_AGAIN

    def _is_usual(self, times: int) -> bool:
        """Whether this register draws every screen so often."""
        return self._times_drawn[times] >= _SAMPLES and self._times_drawn.most_common(1)[0][0] == times
