"""What this till gave to the shared folder and took from it. Others' receipts are kept apart from its own: they are in no list of
receipts, in no day's total; learning and the results of offers read them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from pos_assist.domain.codec import loads_json
from pos_assist.domain.shared_record import (
    RecordKind,
    SharedRecord,
    SharedRedate,
    SharedSale,
    SharedVoid,
    from_line,
    record_sum,
)
from pos_assist.learning.counting import Increment
from pos_assist.storage.connection import Reader
from pos_assist.storage.followed_counts import (
    COUNTS,
    TOLD_TWICE,
    VOIDED,
    days_of_others,
    days_since,
    followed_days,
    recount,
)
from pos_assist.storage.imported_records import imported_months, imported_records, imported_state
from pos_assist.storage.learned import Learned
from pos_assist.storage.lives import LifeSpan, all_spans, life_after, new_life, newest_event, put_spans, spans
from pos_assist.storage.own_records import own_records
from pos_assist.storage.part import StoragePart
from pos_assist.storage.receipt_rows import iso, remember
from pos_assist.storage.shared_rows import epoch_of, shared_sales, taught
from pos_assist.storage.writer import Writer

T = TypeVar("T")
_GIVEN, _MEANT = 1, 2  # in `ours`
_NAMED = "SELECT r.id FROM shared_records r JOIN shared_lives l ON l.id = r.life WHERE l.life = ? AND r.seq = ?"
_SETTLED = "followed_settled"  # our newest receipt, when the others' records of followed sales were counted last
_AT_ONCE = 200  # records taken in by one transaction: some 25 ms


class FileRow(NamedTuple):
    """A sales file that this till knows. `given`: whether it is ours and was in the folder; ours and not given, it was about to be
    when the program ended. `trouble`: the code of a problem, where it was set aside."""

    name: str
    life: str
    first: int
    last: int
    ours: bool
    trouble: str
    given: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: receipts that are new here, and those that stood in another's place (two tills, one life)."""

    new: int
    replaced: int = 0


class Sharing(StoragePart):
    """Reads may come from any thread; writes all go over the one writing thread."""

    def __init__(self, reader: Reader, writer: Writer | None, learned: Learned, path: Path) -> None:
        super().__init__(reader, writer)
        self._learned = learned
        self.path = path

    # -- this till ---------------------------------------------------------------------------------------------------

    def spans(self) -> list[LifeSpan]:
        """Which events belong to which life of this till."""
        return spans(self._state, self.newest())

    def newest(self) -> int:
        """The number of the newest event here."""
        [(newest,)] = self._reader.rows("SELECT coalesce(max(id), 0) FROM events")
        return int(newest)

    def own_lines(self, first: int, last: int) -> dict[int, str]:
        """The records of our own events of those numbers."""
        return own_records(self._reader.rows, self.spans(), first, last)

    def imported_state(self) -> list[int]:
        """What changes whenever past receipts were read out of a file or taken back; the second is how many there are."""
        return imported_state(self._reader.rows)

    def imported(self, shop: str) -> Iterator[tuple[str, list[str]]]:
        """(month, records) of the past receipts out of files."""
        for month in imported_months(self._reader.rows):
            yield month, imported_records(self._reader.rows, month, shop)

    def sales_after(self, number: int) -> int:
        """How many of our sales come after that event."""
        [(count,)] = self._reader.rows("SELECT count(*) FROM events WHERE kind = 'sale' AND id > ?", number)
        return int(count)

    def own_sales(self) -> int:
        """How many sales of our own stand."""
        sql = "SELECT count(*) FROM events e WHERE e.kind = 'sale' AND e.ref NOT IN (SELECT receipt FROM voids)"
        [(count,)] = self._reader.rows(sql)
        return int(count)

    def note_meant(self, name: str, span: LifeSpan) -> None:
        """That file is about to be written. Noted first: whatever ends the program, a file of ours that is found in the folder
        damaged is known to be ours."""
        row = (name, span.life, span.first, span.last, _MEANT)
        sql = (
            "INSERT INTO shared_files VALUES (?, ?, ?, ?, ?, '')"
            " ON CONFLICT (name) DO UPDATE SET ours = excluded.ours, trouble = '' WHERE NOT ours"
        )
        self._write(lambda c: c.execute(sql, row))

    def note_published(self, name: str, span: LifeSpan) -> None:
        """That file is ours, and in the folder."""
        row = (name, span.life, span.first, span.last, _GIVEN)
        self._write(lambda c: c.execute("INSERT OR REPLACE INTO shared_files VALUES (?, ?, ?, ?, ?, '')", row))

    def part(self, lost: Iterable[int], *, ahead: bool) -> None:
        """Another till has names of ours: the events of those numbers go on under the life after theirs and are published again; with
        `ahead`, what comes next goes with the newest of them, or begins a life that nobody has had. The others keep their names."""
        wanted = set(lost)

        def write(connection: sqlite3.Connection) -> None:
            begun, newest = all_spans(connection), newest_event(connection)

            def life_of(number: int) -> str:
                return next(x.life for x in reversed(begun) if x.first <= number)

            made = []
            days: set[str] = set()
            for number in sorted(wanted):
                life = life_after(life_of(number))
                made.append(LifeSpan(life, number, number))
                if number + 1 not in wanted and not (ahead and number == newest):
                    made.append(LifeSpan(life_of(number + 1), number + 1, number + 1))
                for (row,) in connection.execute(_NAMED, (life, number)).fetchall():
                    days |= self._forget(connection, row)  # taken for another's until now; if it is, it comes again
            if ahead and newest not in wanted:
                made.append(LifeSpan(new_life(), newest + 1, newest + 1))
            # Of files under our lives some was ours until now: they are looked at again.
            lives = json.dumps([x.life for x in (*begun, *made)])
            sql = "DELETE FROM shared_files WHERE NOT ours AND life IN (SELECT value FROM json_each(?))"
            connection.execute(sql, (lives,))
            put_spans(self._writer, connection, [*begun, *made])
            recount(connection, days, self._learned)

        self._write(write)

    def state(self) -> dict[str, object]:
        """What was noted of the last rounds."""
        text = self._state("sharing")
        found = loads_json(text) if text else {}
        return found if isinstance(found, dict) else {}

    def note(self, values: Mapping[str, object]) -> None:
        """Note some of it; the rest stays."""
        text = json.dumps(self.state() | dict(values), ensure_ascii=False)
        self._write(lambda c: remember(c, "sharing", text))

    # -- the others' sales -------------------------------------------------------------------------------------------------

    def files(self) -> dict[str, FileRow]:
        """Every sales file that is known here, by name."""
        rows = self._reader.rows("SELECT name, life, first, last, ours, trouble FROM shared_files ORDER BY life, first")
        return {row[0]: FileRow(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[4] == _GIVEN) for row in rows}

    def set_aside(self, name: str, span: LifeSpan, trouble: str) -> None:
        """Note that a file cannot be taken, and why; it is tried again."""
        row = (name, span.life, span.first, span.last, trouble)
        self._write(lambda c: c.execute("INSERT OR REPLACE INTO shared_files VALUES (?, ?, ?, ?, 0, ?)", row))

    def take(
        self, name: str, span: LifeSpan, till: str, lines: Mapping[int, tuple[str, SharedRecord]], file_sum: str
    ) -> Taken:
        """Take a file in and learn from it; each record once, however often it comes. A few hundred records a transaction, so that
        a sale never waits for a whole file: where it is cut off, the file is not known yet, and the next round takes the rest.

        Where two files have different records of one number (two tills had one life), the record with the smaller sum stands: so
        every till comes to the same, in whatever order they came.
        """

        def write(connection: sqlite3.Connection, some: dict[int, tuple[str, SharedRecord]], *, last: bool) -> Taken:
            ((life,),) = connection.execute(
                "INSERT INTO shared_lives (life, till) VALUES (?, ?) ON CONFLICT (life) DO UPDATE SET till = excluded.till"
                " RETURNING id",
                (span.life, till),
            ).fetchall()
            sql = "SELECT seq, id, record FROM shared_records WHERE life = ? AND seq BETWEEN ? AND ?"
            there = {
                seq: row
                for seq, *row in connection.execute(sql, (life, min(some, default=0), max(some, default=0))).fetchall()
            }
            new = replaced = 0
            days = {day for _, record in some.values() for day in followed_days(record)}
            for seq, (line, record) in some.items():
                if seq in there:
                    row, known = there[seq]
                    if known == line or record_sum(known) < record_sum(line):
                        continue
                    days |= self._forget(connection, row)
                    replaced += 1
                self._add(connection, int(life), line, record, file_sum)
                new += isinstance(record, SharedSale)
            self._apply(connection)
            recount(connection, days, self._learned)
            if last:
                row = (name, span.life, span.first, span.last)
                connection.execute("INSERT OR REPLACE INTO shared_files VALUES (?, ?, ?, ?, 0, '')", row)
            return Taken(new, replaced)

        rows = list(lines.items())
        taken = Taken(0)
        for start in range(0, max(len(rows), 1), _AT_ONCE):
            some, last = dict(rows[start : start + _AT_ONCE]), start + _AT_ONCE >= len(rows)
            done = self._write(partial(write, some=some, last=last))
            taken = Taken(taken.new + done.new, taken.replaced + done.replaced)
        return taken

    def settle_followed(self) -> None:
        """Of registers that we and another till follow: what we wrote down, or read out of a file, since the last time counts, and the other's
        record of it does no more. The first time, what an earlier version took in is looked at, too."""
        [(newest,)] = self._reader.rows("SELECT coalesce(max(id), 0) FROM receipts")
        done = self._state(_SETTLED)
        if done == str(newest):
            return

        with closing(self._reader.another()) as connection:
            days = days_since(connection, min(int(done or 0), newest))
            if not done:
                days |= days_of_others(connection)
        for day in sorted(days):  # a transaction each, between which a sale is written
            self._write(partial(recount, days=(day,), learned=self._learned))
        self._write(partial(remember, name=_SETTLED, value=str(newest)))

    def lives(self) -> list[tuple[str, str, int, int, datetime | None]]:
        """(till, life, newest number, receipts, time of the newest receipt) of every other till that was heard of."""
        rows = self._reader.rows(
            "SELECT l.till, l.life, coalesce(max(r.seq), 0), count(r.id) FILTER (WHERE r.kind = 0 AND NOT r.voided),"
            " max(r.sold_at) FILTER (WHERE r.kind = 0)"
            " FROM shared_lives l LEFT JOIN shared_records r ON r.life = l.id GROUP BY l.id ORDER BY l.till, l.id"
        )
        return [(till, life, seq, n, datetime.fromisoformat(at) if at else None) for till, life, seq, n, at in rows]

    def sales(self) -> Iterator[SharedSale]:
        """The others' sales that stand, in the order they came."""
        with closing(self._reader.another()) as connection:
            yield from (sale for _, sale in shared_sales(connection))

    # -- inside ------------------------------------------------------------------------------------------------------------

    def _add(self, connection: sqlite3.Connection, life: int, line: str, record: SharedRecord, file_sum: str) -> None:
        kind, counts = RecordKind.REFUND, COUNTS
        if isinstance(record, SharedSale):
            kind = RecordKind.SALE
            if followed_days(record):
                counts = TOLD_TWICE  # until it is known which of a register's records count
            else:
                self._learned.add(connection, self._taught(connection, record))
        elif isinstance(record, SharedVoid):
            kind = RecordKind.VOID
        elif isinstance(record, SharedRedate):
            kind = RecordKind.REDATE
        row = (life, record.seq, int(kind), iso(record.at), line, file_sum, counts)
        connection.execute(
            "INSERT INTO shared_records (life, seq, kind, sold_at, record, file, voided) VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )

    def _forget(self, connection: sqlite3.Connection, row: int) -> set[str]:
        """A record that was another till's: un-learn it. The days of registers beside tills that it told of."""
        sql = "SELECT kind, record, voided FROM shared_records WHERE id = ?"
        [(kind, line, voided)] = connection.execute(sql, (row,)).fetchall()
        record = from_line(line)
        if kind == RecordKind.SALE and not voided and isinstance(record, SharedSale):
            self._learned.add(connection, self._taught(connection, record), -1)
        connection.execute("DELETE FROM shared_records WHERE id = ?", (row,))
        remember(connection, "counts_due", "1")
        return followed_days(record)

    def _apply(self, connection: sqlite3.Connection) -> None:
        """Voids and new dates, each once its receipt is here: files come in any order."""
        sql = "SELECT id, record FROM shared_records WHERE kind IN (1, 3) AND voided = 0 ORDER BY id"
        for row, line in connection.execute(sql).fetchall():
            record = from_line(line)
            done = False
            if isinstance(record, SharedVoid):
                done = self._void(connection, record)
            elif isinstance(record, SharedRedate):
                here = [_redate(connection, name.life, name.seq, name.tag, at) for name, at in record.times]
                done = all(here)
                remember(connection, "counts_due", "1")
            if done:
                connection.execute("UPDATE shared_records SET voided = 1 WHERE id = ?", (row,))

    def _void(self, connection: sqlite3.Connection, void: SharedVoid) -> bool:
        found = _sale(connection, *void.of)
        if found is None:
            return False
        row, sale, counts = found
        if counts == COUNTS:
            self._learned.add(connection, self._taught(connection, sale), -1)
        if counts != VOIDED:
            connection.execute("UPDATE shared_records SET voided = ? WHERE id = ?", (VOIDED, row))
        return True

    def _taught(self, connection: sqlite3.Connection, sale: SharedSale) -> list[Increment]:
        return taught(sale, epoch_of(connection))

    def _state(self, name: str) -> str | None:
        row = self._reader.row("SELECT value FROM state WHERE name = ?", name)
        return str(row[0]) if row else None

    def _write(self, write: Callable[[sqlite3.Connection], T]) -> T:
        return self._writer.now(write)


def _sale(connection: sqlite3.Connection, life: str, seq: int, tag: str) -> tuple[int, SharedSale, int] | None:
    sql = (
        "SELECT r.id, r.record, r.voided, r.sold_at FROM shared_records r JOIN shared_lives l ON l.id = r.life"
        " WHERE l.life = ? AND r.seq = ? AND r.kind = 0"
    )
    for row, line, voided, sold_at in connection.execute(sql, (life, seq)).fetchall():
        sale = from_line(line)
        if isinstance(sale, SharedSale) and sale.tag == tag:
            return row, sale._replace(at=datetime.fromisoformat(sold_at)), int(voided)
    return None


def _redate(connection: sqlite3.Connection, life: str, seq: int, tag: str, at: datetime) -> bool:
    found = _sale(connection, life, seq, tag)
    if found:
        connection.execute("UPDATE shared_records SET sold_at = ? WHERE id = ?", (iso(at), found[0]))
    return found is not None
