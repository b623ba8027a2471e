"""Events between database and journal, both ways: what the journal lacks, and a lost database brought back."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.codec import decode, encode
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.domain.receipts import Receipt
from pos_assist.storage import backup_files as backups
from pos_assist.storage.catalog_writing import apply, snapshot
from pos_assist.storage.connection import connect_writing, identify, in_words
from pos_assist.storage.journal import (
    Journal,
    JournalRecord,
    open_journal,
    read_journal,
    write_journal,
)
from pos_assist.storage.lock import Lock
from pos_assist.storage.places import check_place
from pos_assist.storage.receipt_rows import SoldItems, read_receipts, recall, remember, sale_fields, write_receipt
from pos_assist.storage.refund_rows import refund_fields, void_fields, write_refund, write_void
from pos_assist.storage.till_clock import put_times, times_of_all
from pos_assist.system import clock
from pos_assist.system.files import put_in_place, sync_file

_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came back: `receipts` in all, of which `from_backup`. `damaged` lines could not be read; `history_missing`
    imported receipts were neither in the backup nor, ever, in the journal."""

    receipts: int
    from_backup: int
    last_line_torn: bool
    damaged: int = 0
    history_missing: int = 0


def missing(connection: sqlite3.Connection, after: int) -> Iterator[JournalRecord]:
    """The events after that number, out of the database. Only the latest change of the catalog carries it, as a whole."""
    ((newest,),) = connection.execute("SELECT coalesce(max(id), 0) FROM events WHERE kind = 'catalog'").fetchall()
    while True:
        sql = "SELECT id, kind, ref FROM events WHERE id > ? ORDER BY id LIMIT ?"
        events = connection.execute(sql, (after, _CHUNK)).fetchall()
        for n, kind, ref in events:
            yield JournalRecord(n, kind, _fields(connection, n, kind, ref, newest))
        if not events:
            return
        after = events[-1][0]


def join(connection: sqlite3.Connection, path: Path) -> tuple[Journal, int]:
    """The journal of an opened database, the two made to agree; and how many events the database got from it.

    A journal of another shop, or one that cannot be read, is put aside and never overwritten.
    """
    file = path.with_suffix(".journal")
    shop = recall(connection, "shop") or ""
    ((last,),) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchall()
    journal = open_journal(file, shop)
    if journal is None:
        if file.exists():
            put_in_place(file, file.with_name(f"{path.stem}-{clock.now():%Y%m%d-%H%M%S}.journal-aside"))
        return write_journal(file, shop, missing(connection, 0), 0), 0
    try:
        if journal.last > last:  # an older copy of the database was put here: the sales after it are in the journal
            connection.execute("BEGIN IMMEDIATE")
            came = _replay(connection, file, last)
            connection.execute("COMMIT")
            return journal, came.events
        for record in missing(connection, journal.last):
            journal.append(record)
    except BaseException:
        journal.close()
        raise
    return journal, 0


def rebuild(journal: Path, new_path: Path, backup: Path | None = None) -> Rebuilt:
    """A database at `new_path` from the journal, on top of a backup where there is one. The counts that suggestions live
    on are marked as due (`Learned.due`). Raises Environment: shop_exists, not_a_journal, unreadable, other_shop, on_a_share,
    in_synced_folder, or what SQLite says; then nothing is there.
    """
    check_place(new_path)
    if new_path.exists():
        raise EnvironmentProblem("shop_exists", file=str(new_path))
    if backup is None and not any(line.record for line in read_journal(journal)):
        raise EnvironmentProblem("not_a_journal", file=str(journal))
    new = new_path.with_suffix(".db-new")
    with in_words(new_path):
        _remove(new)
        try:
            before = 0
            if backup is not None:
                before = backups.check(backup).receipts
                shutil.copyfile(backup, new)
            with contextlib.closing(connect_writing(new)) as connection:
                torn, came = _rebuild(connection, journal, new, backup)
                ((receipts,),) = connection.execute("SELECT count(*) FROM receipts").fetchall()
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            sync_file(new)
            put_in_place(new, new_path)
        finally:
            _remove(new)
    return Rebuilt(receipts, before, torn, came.damaged, came.history)


def recover(path: Path) -> Rebuilt:
    """Bring back a database that cannot be read, where it was: newest good backup and journal. The damaged file is kept
    beside it. Raises Environment: nothing_to_recover where there is neither, locked, and what `rebuild` raises."""
    lock = Lock(path)
    try:
        good = backups.newest_good(path)
        journal = path.with_suffix(".journal")
        if good is None and not journal.exists():
            raise EnvironmentProblem("nothing_to_recover", file=str(path))
        found = path.with_suffix(".db-found")
        found.unlink(missing_ok=True)
        rebuilt = rebuild(journal, found, good)
        stamp = clock.now().strftime("%Y%m%d-%H%M%S")
        with in_words(path):
            for suffix in ("", "-wal", "-shm"):
                file = path.with_name(path.name + suffix)
                if file.exists():
                    put_in_place(file, path.with_name(f"{path.stem}-damaged-{stamp}.db{suffix}"))
            put_in_place(found, path)
    finally:
        lock.release()
    return rebuilt


@dataclass
class _Came:
    events: int = 0
    damaged: int = 0
    history: int = 0


def _rebuild(connection: sqlite3.Connection, journal: Path, new: Path, backup: Path | None) -> tuple[bool, _Came]:
    if backup is None:
        from pos_assist.storage.schema import migrate  # noqa: PLC0415 — lazy: sqlite_utils costs 118 ms

        migrate(connection)
    else:
        identify(connection, new)
    came, torn = _Came(), False
    connection.execute("BEGIN IMMEDIATE")
    if journal.exists():
        head = next(read_journal(journal), None)
        if head and head.record and head.record.kind == "journal":
            shop = str(head.record.fields["shop"])
            if backup is not None and recall(connection, "shop") != shop:
                raise EnvironmentProblem("other_shop", file=str(journal))
            remember(connection, "shop", shop)
        ((last,),) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchall()
        came = _replay(connection, journal, last)
        torn = any(line.torn for line in read_journal(journal))
    remember(connection, "counts_due", "1")
    connection.execute("COMMIT")
    return torn, came


def _replay(connection: sqlite3.Connection, journal: Path, after: int) -> _Came:
    """Put the events after that number into the database, inside a transaction."""
    sold, came = SoldItems(), _Came()
    for line in read_journal(journal):
        record = line.record
        if record is None or not line.fits:
            came.damaged += not line.torn
        if record is None or record.n <= after:
            continue
        try:
            ref = _put(connection, sold, record)
        except (KeyError, TypeError, ValueError, sqlite3.IntegrityError):
            came.damaged += 1
            continue
        came.history += int(record.fields["receipts"]) if record.kind == "history" else 0
        connection.execute("INSERT INTO events VALUES (?, ?, ?)", (record.n, record.kind, ref))
        came.events += 1
    if came.events:
        remember(connection, "counts_due", "1")
    return came


def _put(connection: sqlite3.Connection, sold: SoldItems, record: JournalRecord) -> int:
    """Make one event happen again; what it refers to in this database."""
    fields = record.fields
    if record.kind == "sale":
        receipt = decode(Receipt, fields["receipt"])
        return write_receipt(connection, sold, receipt, fields.get("clock_at"), fields["offers"])
    if record.kind == "void":
        return write_void(connection, fields)
    if record.kind == "refund":
        return write_refund(connection, fields)
    if record.kind == "redate":
        put_times(connection, fields)
        return len(fields["receipts"])
    if record.kind == "catalog":
        return apply(connection, decode(Change, fields["change"])) if "change" in fields else 0
    return 0


def _fields(connection: sqlite3.Connection, n: int, kind: str, ref: int, newest_catalog: int) -> dict[str, Any]:
    def rows(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return connection.execute(sql, parameters).fetchall()

    if kind == "sale":
        [receipt] = read_receipts(rows, [ref])
        if receipt.voided:  # the void is an event of its own
            receipt = replace(receipt, voided=False)
        [(clock_at,)] = rows("SELECT clock_at FROM receipts WHERE id = ?", ref)
        offers = rows(
            "SELECT id, moment, position, kind, trigger_item, items, list_price, adds, deal, reason, outcome, shown_ms,"
            " answered_ms, variant, relevance FROM offers WHERE receipt = ? ORDER BY id",
            ref,
        )
        return sale_fields(receipt, clock_at, offers)
    if kind == "void":
        return void_fields(rows, ref)
    if kind == "refund":
        return refund_fields(rows, ref)
    if kind == "catalog":
        return {"change": encode(snapshot(connection))} if n == newest_catalog else {}
    if kind == "redate":
        return times_of_all(rows)
    return {"receipts": ref}


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
