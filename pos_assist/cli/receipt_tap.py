"""What the relay hears of a register's receipts: read as text, stripped of what concerns persons, and told to the window.

In a thread of its own: whoever passes bytes on puts them into a queue that drops what does not fit. What the window is not there to hear is kept for a
while, in memory alone.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pos_assist.cli.feed_connection import Connection
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.relay_plan import Hearer
from pos_assist.services.feeds.json_lines import ErrorCode
from pos_assist.services.feeds.paper.printed_text import PrintedSlip, PrintedText
from pos_assist.services.feeds.paper.private_rows import without_persons
from pos_assist.services.relaying.relay_files import NoReport

_WAITING = 512  # pieces that reading may be behind
_KEPT = 500  # slips that the window may be behind
_AGAIN = 1.0  # seconds until a window that was not there is looked for again
_TORN_OFF = 5.0  # seconds of silence after which a slip without a cut has ended
_GONE = 3_600.0  # seconds of silence after which a connection is over, though nobody said so
_PASSING = (ErrorCode.BUSY,)  # refusals that another time may not come
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Stream:
    """One connection of the register."""

    text: PrintedText = field(default_factory=PrintedText)
    heard_at: float = 0.0
    whole: bool = True


class ReceiptTap:
    """Give it bytes by connection; `run` in a thread of its own reads them and tells the window."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        register: str = "",
        ticks: Callable[[], float] = time.monotonic,
        report: NoReport | None = None,
    ) -> None:
        """`register`: its name in its own exports."""
        self._connect = connect
        self._register = register
        self._ticks = ticks
        self._report = report or NoReport()
        self._thread: threading.Thread | None = None
        self._pieces: queue.Queue[tuple[int, bytes | None, bool]] = queue.Queue(
            _WAITING
        )  # the last: a piece before it is lost
        self._lost: set[int] = set()  # connections of which the last piece found no place
        self._streams: dict[int, _Stream] = {}
        self._slips: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._connection: Connection | None = None
        self._not_before = 0.0

    def begin(self) -> None:
        """Read in a thread of its own; twice does no harm."""
        if self._thread is None:
            self._thread = threading.Thread(target=self.run, daemon=True)
            self._thread.start()

    def put(self, number: int, data: bytes | None) -> None:
        """What came over that connection; None: it has ended. Never waits."""
        try:
            self._pieces.put_nowait((number, data, number in self._lost))
            self._lost.discard(number)
        except queue.Full:
            self._lost.add(number)

    def run(self) -> None:
        """For ever. Whatever goes wrong in reading is none of the printer's."""
        while True:
            try:
                self.step(1.0)
            except Exception:
                _log.exception("a slip could not be read")
                self._streams.clear()

    def step(self, wait: float) -> None:
        """Read what has come, at most so many seconds later, and tell the window what it has not heard."""
        try:
            number, data, torn = self._pieces.get(timeout=wait)
        except queue.Empty:
            self._end_silent()
        else:
            self._read(number, data, torn=torn)
        self._tell()

    def say(self, rows: list[str], *, live: bool) -> bool:
        """Tell the window rows of text at once; False where it is not there, or not now."""
        kept, _ = without_persons(rows)
        self._report.heard(_known_by(kept))
        return self._told({"rows": kept, "live": live, "register": self._register})

    # -- inside --------------------------------------------------------------------------------------------------

    def _read(self, number: int, data: bytes | None, *, torn: bool) -> None:
        if torn:  # what came last may be half a command
            self._streams[number] = _Stream(whole=False)
        stream = self._streams.setdefault(number, _Stream())
        stream.heard_at = self._ticks()
        if data is not None:
            self._slips.extend(self._as_told(stream, stream.text.feed(data)))
        else:
            self._slips.extend(self._as_told(stream, stream.text.end()))
            del self._streams[number]

    def _end_silent(self) -> None:
        for number, stream in list(self._streams.items()):
            silent = self._ticks() - stream.heard_at
            if silent > _TORN_OFF:
                self._slips.extend(self._as_told(stream, stream.text.end()))
            if silent > _GONE:
                del self._streams[number]

    def _as_told(self, stream: _Stream, slips: list[PrintedSlip]) -> list[dict[str, Any]]:
        """Slips as the window takes them; one of which bytes were lost is none."""
        found = []
        for slip in slips:
            if not stream.whole:
                stream.whole = True
                continue
            if slip.is_picture:
                self._report.heard("")
                found.append({"pictures": True, "register": self._register})
            elif rows := without_persons(slip.rows)[0]:
                self._report.heard(_known_by(rows))
                found.append({"rows": rows, "register": self._register})
        return found

    def _tell(self) -> None:
        while self._slips and self._told(self._slips[0]):
            self._slips.popleft()

    def _told(self, said: dict[str, Any]) -> bool:
        """Whether the window has heard it, or will never: without the owner's consent it is not kept either."""
        now = self._ticks()
        if self._connection is None and now < self._not_before:
            return False
        try:
            self._connection = self._connection or self._connect()
            self._connection.call("receipt.put", **said)
            for _ in self._connection.notices(0):
                pass
            self._report.window(Hearer.HEARS)
        except Refused as refused:
            self._report.window(Hearer.REFUSES)
            self._not_before = now + _AGAIN
            return self._connection is not None and refused.data.get("code") not in _PASSING
        except (Problem, OSError, ValueError):
            self._report.window(Hearer.AWAY)
            if self._connection is not None:
                self._connection.close()
            self._connection, self._not_before = None, now + _AGAIN
            return False
        return True


def _known_by(rows: list[str]) -> str:
    """What a person may know a slip by: its total, else its first row."""
    total = next((x for x in reversed(rows) if "合計" in x or "total" in x.casefold()), "")
    return " ".join((total or next(filter(str.strip, rows), "")).split())
