"""What the till knows about its clock: when it last sold, until when the date was believed, and receipts dated anew."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pos_assist.domain.codec import stored_time
from pos_assist.domain.receipt_times import FAR_AHEAD, HOLD, true_times
from pos_assist.storage.part import StoragePart
from pos_assist.storage.receipt_rows import CLOCK_JUMPED, IMPORTED, Rows, iso, remember

_OURS = "till <> ? AND coalesce(more ->> '$.told_time', 0) = 0"  # dated by our own clock
_BELIEVED, _LAST = "believed_at", "last_sold_at"


class Redated(NamedTuple):
    """A receipt that was made while the clock was wrong."""

    key: str
    number: int
    was: datetime
    is_now: datetime


class TillClock(StoragePart):
    """The clock is the machine's; what is written down here says whether to believe it."""

    def behind(self, now: datetime) -> timedelta:
        """How far the clock is before the last sale; zero where it is not, or only by what clocks step back."""
        last = self._state(_LAST)
        return last - now if last and last - now > HOLD else timedelta(0)

    def ahead(self, now: datetime) -> timedelta:
        """How far the clock is beyond what the till last knew, where that is so far that a manager must say whether the date
        is right; else zero. Known are the day on which the till was last open with a date that was believed, and the last
        edit by a manager."""
        known = [x for x in (self._state(_BELIEVED), self._edited()) if x]
        if not known and (last := self._state(_LAST)):
            known = [last]
        return now - max(known) if known and now - max(known) > FAR_AHEAD else timedelta(0)

    def jumped(self) -> bool:
        """Whether the clock was put back since, and receipts before that are dated after those that came later."""
        return self._state(CLOCK_JUMPED) is not None

    def believe(self, now: datetime) -> None:
        """The date is right: as a manager says, or because nothing speaks against it."""
        believed = self._state(_BELIEVED)
        if self._maybe_writer and (believed is None or believed.date() != now.date()):
            self._writer.now(lambda connection: remember(connection, _BELIEVED, iso(now)))

    def wrong_receipts(self, now: datetime) -> list[Redated]:
        """The till's own receipts whose dates are wrong as far as can be told, and when they were made (`true_times`)."""
        return [Redated(key, number, was, at) for _, key, number, was, at, _ in _redated(self._reader.rows, now)]

    def redate(self, now: datetime) -> list[Redated]:
        """Date those receipts anew; what the clock said stays written beside. What was learned must be counted anew after."""
        writer = self._writer

        def write(connection: sqlite3.Connection) -> list[Redated]:
            found = _redated(lambda sql, *values: connection.execute(sql, values).fetchall(), now)
            fields = {"receipts": [[key, iso(at), said] for _, key, _, _, at, said in found]}
            if found:
                put_times(connection, fields)
                writer.note(connection, "redate", len(found), fields)
            return [Redated(key, number, was, at) for _, key, number, was, at, _ in found]

        return writer.now(write)

    def _state(self, name: str) -> datetime | None:
        row = self._reader.row("SELECT value FROM state WHERE name = ?", name)
        return stored_time(row[0]) if row else None

    def _edited(self) -> datetime | None:
        row = self._reader.row("SELECT at FROM changes WHERE who NOT LIKE '(%' ORDER BY id DESC LIMIT 1")
        return stored_time(row[0]) if row else None


def put_times(connection: sqlite3.Connection, fields: dict[str, Any]) -> None:
    """Date receipts as an event says: [key, time, what the clock said or None] each. Also for the journal's replay."""
    rows = [(sold_at, said, key) for key, sold_at, said in fields["receipts"]]
    first = "INSERT OR IGNORE INTO first_times SELECT key, sold_at FROM receipts WHERE key = ?"
    connection.executemany(first, [(key,) for _, _, key in rows])
    connection.executemany("UPDATE receipts SET sold_at = ?, clock_at = ? WHERE key = ?", rows)
    sql = f"SELECT sold_at FROM receipts WHERE {_OURS} ORDER BY id DESC LIMIT 1"
    for (last,) in connection.execute(sql, (IMPORTED,)).fetchall():
        remember(connection, _LAST, last)
    remember(connection, "counts_due", "1")
    connection.execute("DELETE FROM state WHERE name = ?", (CLOCK_JUMPED,))


def times_of_all(rows: Rows) -> dict[str, Any]:
    """That event made again where the journal has lost it: the times of all receipts that were sold here."""
    sql = "SELECT key, sold_at, clock_at FROM receipts WHERE till <> ? ORDER BY id"
    return {"receipts": [list(row) for row in rows(sql, IMPORTED)]}


def _redated(rows: Rows, now: datetime) -> list[tuple[int, str, int, datetime, datetime, str | None]]:
    """(row, key, number, time until now, true time, what the clock said where that is another) of what is dated wrongly."""
    sql = f"SELECT id, key, number, sold_at, clock_at FROM receipts WHERE {_OURS} ORDER BY id"
    every = [
        (i, key, number, stored_time(was), stored_time(clock) if clock else None)
        for i, key, number, was, clock in rows(sql, IMPORTED)
    ]
    said = [was if clock is None or abs(was - clock) <= HOLD else clock for *_, was, clock in every]
    found = []
    for (i, key, number, was, clock), at in zip(every, true_times(said, now), strict=True):
        if at != was:
            told = clock or was
            found.append((i, key, number, was, at, iso(told) if told != at else None))
    return found
