"""What a till beside another register keeps about its feeds: consent, the switch, the display's profile, figures by day. No bytes of a feed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from pos_assist.domain.feeds import FeedKind
from pos_assist.domain.followed_sales import UNNUMBERED
from pos_assist.storage.connection import Reader
from pos_assist.storage.receipt_rows import recall, remember
from pos_assist.storage.writer import Writer

_PROFILE, _WRONG = "feed_profile", "feed_wrong"


class FeedEventKind(StrEnum):
    """What a person, or the program itself, decided about the feeds."""

    CONSENT = "consent"
    REVOKED = "revoked"
    ON = "on"
    OFF = "off"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One decision. `who` is empty where the program took it; `detail` is a word of the code or a name."""

    at: datetime
    who: str
    kind: FeedEventKind
    detail: str = ""


@dataclass(slots=True)
class FeedDay:
    """Paid orders of one kind of feed on one day. `delays`: how many suggestions took which step of time; `returns`: slips of goods given
    back that no sale was taken off for, and what they come to (`returned`, minor units)."""

    day: date
    feed: str
    agreed: int = 0
    wrong: int = 0
    unsure: int = 0
    delays: Counter[int] = field(default_factory=Counter)
    returns: int = 0
    returned: int = 0

    @property
    def orders(self) -> int:
        """All of them."""
        return self.agreed + self.wrong + self.unsure


@dataclass(frozen=True, slots=True)
class ReturnSlip:
    """Goods given back at the register. `day`: the business date; `number`: `~` where only a display said so, empty where a paper bears
    none; `amount`: minor units; `whole`: it took a whole sale back, which is voided."""

    day: date
    paper_day: date
    register: str
    number: str
    at: time | None
    amount: int
    whole: bool = False


class FeedRecords:
    """Reads may come from any thread. Without a writer (practice) nothing is kept, and nothing is refused."""

    def __init__(self, reader: Reader, writer: Writer | None) -> None:
        self._reader = reader
        self._writer = writer

    def last(self, *kinds: FeedEventKind) -> FeedEvent | None:
        """The newest decision of those kinds."""
        marks = ",".join("?" * len(kinds))
        sql = f"SELECT at, who, kind, detail FROM feed_events WHERE kind IN ({marks}) ORDER BY id DESC LIMIT 1"
        return next((_event(*row) for row in self._reader.rows(sql, *kinds)), None)

    def events(self, most: int = 50) -> list[FeedEvent]:
        """The newest decisions, the newest first."""
        rows = self._reader.rows("SELECT at, who, kind, detail FROM feed_events ORDER BY id DESC LIMIT ?", most)
        return [_event(*row) for row in rows]

    def note(self, event: FeedEvent) -> None:
        """Write a decision down, and wait until it is on disk."""

        def write(connection: sqlite3.Connection) -> None:
            row = (event.at.isoformat(), event.who, event.kind, event.detail)
            connection.execute("INSERT INTO feed_events (at, who, kind, detail) VALUES (?, ?, ?, ?)", row)
            if event.kind in (FeedEventKind.ON, FeedEventKind.OFF):
                remember(connection, _WRONG, "0")

        if self._writer is not None:
            self._writer.now(write)

    def profile(self) -> str:
        """How the register's display is read, as text; empty: as usual."""
        return self._state(_PROFILE)

    def put_profile(self, text: str) -> None:
        """Keep how the display is read."""
        if self._writer is not None:
            self._writer.now(lambda connection: remember(connection, _PROFILE, text))

    def wrong_in_a_row(self) -> int:
        """How many totals in a row did not agree, up to the last paid order."""
        return int(self._state(_WRONG) or 0)

    def add(self, more: FeedDay, wrong_in_a_row: int) -> None:
        """Add to a day's figures, without waiting."""

        def write(connection: sqlite3.Connection) -> None:
            key = (more.day.isoformat(), more.feed)
            sql = "SELECT agreed, wrong, unsure, delays FROM feed_days WHERE day = ? AND feed = ?"
            rows = connection.execute(sql, key).fetchall()
            agreed, wrong, unsure, delays = rows[0] if rows else (0, 0, 0, "{}")
            steps = _delays(delays) + more.delays
            row = (*key, agreed + more.agreed, wrong + more.wrong, unsure + more.unsure, json.dumps(steps))
            connection.execute("INSERT OR REPLACE INTO feed_days VALUES (?, ?, ?, ?, ?, ?)", row)
            if (recall(connection, _WRONG) or "0") != str(wrong_in_a_row):
                remember(connection, _WRONG, str(wrong_in_a_row))

        if self._writer is not None:
            self._writer.later(write)

    def days(self, most: int = 60) -> list[FeedDay]:
        """The newest days, the newest first, with all that was added before; of returns, those that took no whole sale back."""
        if self._writer is not None:
            self._writer.now(lambda _: None)
        sql = "SELECT day, feed, agreed, wrong, unsure, delays FROM feed_days ORDER BY day DESC, feed LIMIT ?"
        found = {
            (day, feed): FeedDay(date.fromisoformat(day), feed, agreed, wrong, unsure, _delays(delays))
            for day, feed, agreed, wrong, unsure, delays in self._reader.rows(sql, most)
        }
        sql = (
            "SELECT day, iif(number = ?, ?, ?) AS feed, count(*), sum(amount) FROM feed_returns WHERE whole = 0"
            " GROUP BY day, feed ORDER BY day DESC, feed LIMIT ?"
        )
        for day, feed, n, amount in self._reader.rows(sql, UNNUMBERED, FeedKind.DISPLAY, FeedKind.RECEIPT, most):
            shown = found.setdefault((day, feed), FeedDay(date.fromisoformat(day), feed))
            shown.returns, shown.returned = n, amount
        return sorted(found.values(), key=lambda x: (-x.day.toordinal(), x.feed))[:most]

    def note_return(self, slip: ReturnSlip, instead_of: ReturnSlip | None = None) -> None:
        """Write a slip down, in the place of another, and wait until it is on disk."""

        def write(connection: sqlite3.Connection) -> None:
            if instead_of is not None:
                sql = "DELETE FROM feed_returns WHERE paper_day = ? AND register = ? AND number = ? AND at = ? AND amount = ?"
                connection.execute(sql, _slip_key(instead_of))
            sql = "INSERT INTO feed_returns (paper_day, register, number, at, amount, day, whole) VALUES (?, ?, ?, ?, ?, ?, ?)"
            connection.execute(sql, (*_slip_key(slip), slip.day.isoformat(), int(slip.whole)))

        if self._writer is not None:
            self._writer.now(write)

    def returns_of(self, first: date, last: date) -> list[ReturnSlip]:
        """The slips of those days, by the date that they bear."""
        sql = "SELECT day, paper_day, register, number, at, amount, whole FROM feed_returns WHERE paper_day BETWEEN ? AND ?"
        return [
            ReturnSlip(
                date.fromisoformat(day), date.fromisoformat(paper_day), register, number,
                time.fromisoformat(at) if at else None, amount, bool(whole),
            )
            for day, paper_day, register, number, at, amount, whole in self._reader.rows(sql, first.isoformat(), last.isoformat())
        ]  # fmt: skip

    def _state(self, name: str) -> str:
        rows = self._reader.rows("SELECT value FROM state WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""


def _event(at: str, who: str, kind: str, detail: str) -> FeedEvent:
    return FeedEvent(datetime.fromisoformat(at), who, FeedEventKind(kind), detail)


def _slip_key(slip: ReturnSlip) -> tuple[str, str, str, str, int]:
    at = slip.at.isoformat("seconds") if slip.at else ""
    return slip.paper_day.isoformat(), slip.register, slip.number, at, slip.amount


def _delays(text: str) -> Counter[int]:
    return Counter({int(step): n for step, n in json.loads(text).items()})
