"""What the receipts taught: co-purchase counts, kept with every sale, and the rows solved from them in the background."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import chain
from typing import TypeVar

from pos_assist.domain.codec import stored_time
from pos_assist.learning.answers import increments
from pos_assist.learning.counting import option_increments
from pos_assist.storage.member_rows import Recount
from pos_assist.storage.part import StoragePart
from pos_assist.storage.results import every_answer
from pos_assist.storage.shared_rows import shared_sales, taught

T = TypeVar("T")
Increment = tuple[str, str, int, int]  # a, b, receipts, weight in fixed point
Increments = Callable[[list[str], datetime], Iterable[Increment]]

_ADD = "INSERT INTO counts VALUES (?, ?, ?, ?) ON CONFLICT (a, b) DO UPDATE SET n = n + excluded.n, w = w + excluded.w"
_MOMENT = (  # how far it was counted, and what must not have changed when that is written down
    "SELECT coalesce((SELECT max(id) FROM receipts), 0), coalesce((SELECT max(id) FROM shared_records), 0),"
    " (SELECT count(*) FROM voids) + (SELECT count(*) FROM shared_records WHERE voided)"
)
_BATCH = 500  # receipts whose rows are in memory at a time
MEMBER_SHARE, MEMBER_LEAST = 100, 20  # of a hundred receipts one of the same member teaches, or twenty of them


class Learned(StoragePart):
    """Reads by key. `n` is a true count of receipts, `w` a decayed weight; both integers, so order does not matter."""

    def epoch(self) -> datetime:
        """The moment from which weights are counted."""
        [(epoch,)] = self._reader.rows("SELECT value FROM state WHERE name = 'epoch'")
        return stored_time(epoch)

    def row(self, key: str) -> bytes | None:
        """One solved row of the model."""
        row = self._reader.row("SELECT value FROM model WHERE key = ?", key)
        return row[0] if row else None

    def neighbours(self, a: str, limit: int) -> list[tuple[str, int, int]]:
        """(b, n, w) of those most often bought with `a`, by weight; not `a` itself."""
        sql = "SELECT b, n, w FROM counts WHERE a = ? AND b <> a ORDER BY w DESC, b LIMIT ?"
        return [(b, n, w) for b, n, w in self._reader.rows(sql, a, limit)]

    def pair(self, a: str, b: str) -> tuple[int, int]:
        """(n, w) of receipts with both."""
        row = self._reader.row("SELECT n, w FROM counts WHERE a = ? AND b = ?", a, b)
        return (row[0], row[1]) if row else (0, 0)

    def count(self, a: str) -> tuple[int, int]:
        """(n, w) of receipts with `a`."""
        return self.pair(a, a)

    def all_counts(self, connection: sqlite3.Connection) -> Iterator[tuple[str, str, int, int]]:
        """Every (a, b, n, w), for solving, over a worker's own connection (`Storage.reader`). Read it to the end."""
        return connection.execute("SELECT a, b, n, w FROM counts ORDER BY a, b")

    def add(self, connection: sqlite3.Connection, increments: Iterable[Increment], sign: int = 1) -> None:
        """Learn (sign 1) or un-learn (−1) inside a transaction."""
        rows = [(a, b, sign * n, sign * w) for a, b, n, w in increments]
        connection.executemany(_ADD, rows)
        if sign < 0:  # what a rebuild would not count either
            connection.executemany(
                "DELETE FROM counts WHERE a = ? AND b = ? AND n = 0 AND w = 0", [(a, b) for a, b, _, _ in rows]
            )

    def capped(self, connection: sqlite3.Connection, receipt: int) -> bool:
        """Whether that receipt, of a clock that was ahead, was counted as if it had been sold earlier (see `rebuild`)."""
        sql = "SELECT r.sold_at > s.value FROM receipts r JOIN state s ON s.name = 'counts_capped' WHERE r.id = ?"
        return any(later for (later,) in connection.execute(sql, (receipt,)).fetchall())

    def put_counts(self, rows: Iterable[Increment], epoch: datetime | None = None) -> None:
        """All counts at once, in place of those there are; `epoch` is the moment from which their weights count."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM counts")
            connection.executemany(_ADD, rows)
            _set_epoch(connection, epoch)
            members = Recount(epoch or self.epoch())
            members.count(connection)
            members.put(connection)

        self._write(write)

    def put_model(self, rows: Iterable[tuple[str, bytes]], *, whole: bool = True) -> None:
        """Replace the whole model, or only these rows of it."""

        def write(connection: sqlite3.Connection) -> None:
            if whole:
                connection.execute("DELETE FROM model")
            connection.executemany("INSERT OR REPLACE INTO model VALUES (?, ?)", rows)

        self._write(write)

    def due(self) -> bool:
        """Whether the counts must be rebuilt: the receipts came back from a journal."""
        return self._reader.row("SELECT 1 FROM state WHERE name = 'counts_due'") is not None

    def rebuild(self, increments_of: Increments, epoch: datetime | None = None, now: datetime = datetime.max) -> None:
        """Count all receipts that were not voided anew, other tills' among them, and what was answered with them, to the same
        values as if each had just been sold.

        `increments_of(item codes, sold_at)` is learning's; `epoch` moves the moment from which weights count; what is dated
        after `now` (the clock was ahead) weighs as if it had been sold now. In a
        worker: sales go on while it counts over a connection of its own, and what they added is counted at the end.
        """
        while not self._rebuild(increments_of, epoch, now):
            pass  # a sale that was counted has been voided meanwhile

    def _rebuild(self, increments_of: Increments, epoch: datetime | None, now: datetime) -> bool:
        totals: dict[tuple[str, str], tuple[int, int]] = {}
        since = epoch or self.epoch()
        members = Recount(since, now)

        def count(connection: sqlite3.Connection, after: int, shared_after: int) -> None:
            sold = (increments_of(codes, min(sold_at, now)) for codes, sold_at in baskets(connection, after))
            answers = (
                increments((x.answered for x in offers), codes, min(sold_at, now), since)
                for sold_at, codes, offers in every_answer(connection, after)
            )
            options = (
                option_increments(codes, names, min(sold_at, now), since)
                for codes, names, sold_at in baskets_with_options(connection, after)
            )
            members.count(connection, after)
            others = (
                taught(sale._replace(at=min(sale.at, now)), since) for _, sale in shared_sales(connection, shared_after)
            )
            for a, b, n, w in chain.from_iterable(chain(sold, options, answers, others)):
                old_n, old_w = totals.get((a, b), (0, 0))
                totals[a, b] = (old_n + n, old_w + w)

        with closing(self._reader.another()) as connection:
            connection.execute("BEGIN")  # everything below is of one moment
            [(receipts, shared, voids)] = connection.execute(_MOMENT).fetchall()
            count(connection, 0, 0)
            connection.execute("COMMIT")

        def write(connection: sqlite3.Connection) -> bool:
            [(_, _, voids_now)] = connection.execute(_MOMENT).fetchall()
            if voids_now != voids:
                return False
            count(connection, receipts, shared)
            connection.execute("DELETE FROM counts")
            connection.executemany(_ADD, ((a, b, n, w) for (a, b), (n, w) in sorted(totals.items())))
            connection.execute("DELETE FROM state WHERE name IN ('counts_due', 'counts_capped')")
            connection.execute(
                "INSERT INTO state SELECT 'counts_capped', ?1 WHERE EXISTS (SELECT 1 FROM receipts WHERE sold_at > ?1)",
                (now.isoformat(" "),),
            )
            _set_epoch(connection, epoch)
            members.put(connection)
            return True

        return self._write(write)

    def _write(self, write: Callable[[sqlite3.Connection], T]) -> T:
        return self._writer.now(write)


def one_voice_each(connection: sqlite3.Connection, after: int) -> Iterator[tuple[list[str], datetime]]:
    """As `baskets`, of each member only the newest: at most one in MEMBER_SHARE of the receipts, or MEMBER_LEAST. One who buys for
    a company does not decide what everybody is offered."""
    [many] = connection.execute("SELECT count(*) FROM receipts WHERE id > ?", (after,)).fetchone()
    most = max(MEMBER_LEAST, many // MEMBER_SHARE)
    busy = "SELECT member FROM receipts WHERE member <> '' AND id > ? GROUP BY member HAVING count(*) > ?"
    left_out: set[int] = set()
    for (member,) in connection.execute(busy, (after, most)).fetchall():
        rows = connection.execute(
            "SELECT id FROM receipts WHERE member = ? AND id > ? ORDER BY id DESC LIMIT -1 OFFSET ?",
            (member, after, most),
        )
        left_out.update(row[0] for row in rows)
    return baskets(connection, after, left_out)


def within_their_share(connection: sqlite3.Connection, after: int, begin: int) -> Iterator[tuple[list[str], datetime]]:
    """As `baskets`, without those of members who have taught their share of the receipts from `begin` on: what was learned from a receipt
    cannot be taken back, so whoever reached it teaches again when everything is read anew."""
    [many] = connection.execute("SELECT count(*) FROM receipts WHERE id > ?", (begin,)).fetchone()
    most = max(MEMBER_LEAST, many // MEMBER_SHARE)
    left_out: set[int] = set()
    members = "SELECT DISTINCT member FROM receipts WHERE id > ? AND member <> ''"
    for (member,) in connection.execute(members, (after,)).fetchall():
        rows = connection.execute(
            "SELECT id FROM receipts WHERE member = ? AND id > ? ORDER BY id LIMIT -1 OFFSET ?", (member, begin, most)
        )
        left_out.update(row[0] for row in rows if row[0] > after)
    return baskets(connection, after, left_out)


def baskets_with_options(
    connection: sqlite3.Connection, after: int = 0
) -> Iterator[tuple[list[str], list[str], datetime]]:
    """Item codes, names of the options chosen, and time of every receipt with options that was not voided, from the one `after`
    that id on; in bounded memory."""
    last = after
    while True:
        rows = connection.execute(
            "SELECT r.id, r.sold_at, r.more, (SELECT json_group_array(s.code) FROM receipt_lines l"
            " JOIN sold_items s ON s.id = l.item WHERE l.receipt = r.id) FROM receipts r"
            " WHERE r.id > ? AND r.more LIKE '%\"options\"%' AND r.id NOT IN (SELECT receipt FROM voids) ORDER BY r.id LIMIT ?",
            (last, _BATCH),
        ).fetchall()
        for _, sold_at, more, codes in rows:
            names = [x["name"] for line in json.loads(more).get("lines", {}).values() for x in line.get("options", ())]
            yield json.loads(codes), names, stored_time(sold_at)
        if len(rows) < _BATCH:
            return
        last = rows[-1][0]


def baskets(
    connection: sqlite3.Connection, after: int = 0, left_out: Collection[int] = ()
) -> Iterator[tuple[list[str], datetime]]:
    """Item codes, in the order rung up, and time of every receipt that was not voided, from the one `after` that id on, but
    those `left_out`; in bounded memory. A code is one text on all receipts: whoever keeps them keeps it once."""
    last = after
    while True:
        rows = connection.execute(
            "SELECT r.id, r.sold_at, s.code FROM (SELECT id, sold_at FROM receipts WHERE id > ? ORDER BY id LIMIT ?) r"
            " JOIN receipt_lines l ON l.receipt = r.id JOIN sold_items s ON s.id = l.item"
            " WHERE r.id NOT IN (SELECT receipt FROM voids) ORDER BY r.id, l.line",
            (last, _BATCH),
        ).fetchall()
        batch: dict[int, tuple[str, list[str]]] = {}
        for receipt, sold_at, code in rows:
            if receipt not in left_out:
                batch.setdefault(receipt, (sold_at, []))[1].append(sys.intern(code))
        for sold_at, codes in batch.values():
            yield list(dict.fromkeys(codes)), stored_time(sold_at)
        top = connection.execute(
            "SELECT max(id) FROM (SELECT id FROM receipts WHERE id > ? ORDER BY id LIMIT ?)", (last, _BATCH)
        )
        (upto,) = top.fetchone()
        if upto is None:
            return
        last = upto


def _set_epoch(connection: sqlite3.Connection, epoch: datetime | None) -> None:
    if epoch is not None:
        connection.execute("INSERT OR REPLACE INTO state VALUES ('epoch', ?)", (epoch.isoformat(" "),))
