"""A database and its journal made to agree, and a lost database brought back: newest good backup, journal, and what neither has."""

from __future__ import annotations

import contextlib
import gc
import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage import backup_files as backups
from pos_assist.storage.connection import SCHEMA_VERSION, ReadMode, connect_reading, connect_writing, identify, in_words
from pos_assist.storage.journal import (
    Journal,
    JournalLine,
    JournalRecord,
    archives,
    begin_year,
    first_lines,
    open_journal,
    read_anchor,
    read_journal,
    write_journal,
)
from pos_assist.storage.lock import Lock
from pos_assist.storage.places import check_files, check_place
from pos_assist.storage.receipt_rows import recall, remember
from pos_assist.storage.replay import Came, LostEvent, missing, replay
from pos_assist.system import clock
from pos_assist.system.files import BESIDE, put_in_place, remove_database, scratch, sync_file

_STAMP = "%Y%m%d-%H%M%S"
_SHOP = re.compile(rb'"shop":"([0-9a-f]{32})"')
_DOUBTFUL = -1  # the number of a first line that was changed


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The result of a recovery: `receipts` in all, of which `from_backup`, and what was lost."""

    receipts: int
    from_backup: int
    last_line_torn: bool
    lost: tuple[LostEvent, ...] = ()  # their lines are missing or changed
    doubtful: tuple[LostEvent, ...] = ()  # whole, though their lines were changed
    cut: int = 0  # newest events that the journal has no lines of; what they were is not known
    history_missing: int = 0  # imported receipts that were neither in the backup nor, ever, in the journal
    journal: bool = True  # whether there was one; without it all sales since the backup are lost
    until: str = ""  # the last sale that came back
    recovery_code: str = ""  # a new one: who works here is not known, and nobody gets into the back office without it

    @property
    def damaged(self) -> int:
        """How many events have lines that are missing or were changed."""
        return len(self.lost) + len(self.doubtful)

    @property
    def complete(self) -> bool:
        """Whether nothing is known to be missing."""
        return self.journal and not (self.lost or self.cut or self.history_missing or self.recovery_code)


@dataclass(frozen=True, slots=True)
class Joined:
    """A journal opened beside its database, and what the database got from it."""

    journal: Journal
    came: Came
    cut: int = 0  # newest events that once were in the journal, and are in neither now


def join(connection: sqlite3.Connection, path: Path) -> Joined:
    """The journal of an opened database, the two made to agree.

    A journal of another shop, or one that cannot be read, is put aside and never overwritten.
    """
    file = path.with_suffix(".journal")
    shop = recall(connection, "shop") or ""
    ((last,),) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchall()
    anchor = read_anchor(file)
    journal = open_journal(file, shop)
    if journal is None:
        if file.exists():
            put_in_place(file, file.with_name(f"{path.stem}-{clock.now():{_STAMP}}.journal-aside"))
        made = write_journal(file, shop, missing(connection, 0), 0)
        return Joined(made, Came(last), max(0, anchor - last))
    came = Came(last)
    try:
        if journal.last > last:  # an older copy of the database was put here: the sales after it are in the journal
            connection.execute("BEGIN IMMEDIATE")
            came = replay(connection, read_journal(file), last)
            connection.execute("COMMIT")
        else:
            for record in missing(connection, journal.last):
                journal.append(record)
            with contextlib.suppress(OSError):  # it goes on in the file there is
                journal = begin_year(file, shop, journal, clock.now().year)
    except BaseException:
        journal.close()
        raise
    return Joined(journal, came, max(0, anchor - max(came.last, last)))


def verify_journal(path: Path) -> bool:
    """Whether the journal of a database that is not open has every event of it, each as it was written; else it is written
    anew from the database. Raises EnvironmentProblem where the database cannot be read."""
    file = path.with_suffix(".journal")
    with in_words(path), contextlib.closing(connect_writing(path)) as connection:
        expected = 1
        for line in read_journal(file):
            if line.record is not None and line.record.kind != "journal" and line.record.n >= expected:
                if not line.sound or line.record.n != expected:
                    break
                expected += 1
        ((last,),) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchall()
        if expected > last:
            return True
        for old in archives(file):
            put_in_place(old, old.with_name(f"{old.name}-aside"))
        if file.exists():
            put_in_place(file, file.with_name(f"{path.stem}-{clock.now():{_STAMP}}.journal-aside"))
        write_journal(file, recall(connection, "shop") or "", missing(connection, 0), 0).close()
    return False


def rebuild(journal: Path, new_path: Path, backup: Path | None = None, *, accept_loss: bool = False) -> Rebuilt:
    """A database at `new_path` from the journal, on top of a backup where there is one. The counts that suggestions live
    on are marked as due (`Learned.due`). Raises EnvironmentProblem: shop_exists, not_a_journal, unreadable, other_shop,
    on_a_share, in_synced_folder, journal_missing (unless `accept_loss`: the backup alone), or what SQLite says; then
    nothing is there.
    """
    check_place(new_path)
    check_files(journal)
    if new_path.exists():
        raise EnvironmentProblem("shop_exists", file=str(new_path))
    with in_words(new_path):
        head = _head(journal)
        if head is None and backup is None:
            raise EnvironmentProblem("not_a_journal", file=str(journal))
        if head is None and not accept_loss:
            assert backup is not None
            raise EnvironmentProblem("journal_missing", file=str(journal), until=_until(backup))
        new = scratch(new_path.with_suffix(".db-new"), database=True)
        try:
            before = 0
            if backup is not None:
                before = backups.check(backup).receipts
                shutil.copyfile(backup, new)
            with contextlib.closing(connect_writing(new)) as connection:
                for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "cache_size=-65536"):
                    connection.execute(f"PRAGMA {pragma}")  # what a cut leaves of it is thrown away
                came = _rebuild(connection, journal, head, new, backup)
                cut = max(0, read_anchor(journal) - came.last) if head else 0
                code = _lock_out(connection, head, came, cut) if backup is None else ""
            sync_file(new)
            _move_log_aside(new_path)
            put_in_place(new, new_path)
        finally:
            remove_database(new)
        receipts = backups.check(new_path, quick=True).receipts
        return Rebuilt(
            receipts, before, came.torn, tuple(came.lost), tuple(came.doubtful), cut, came.history, head is not None,
            _until(new_path), code,
        )  # fmt: skip


def recover(path: Path, *, accept_loss: bool = False) -> Rebuilt:
    """Bring back a database that cannot be read, where it was: newest good backup and journal. The damaged file is kept
    beside it. Raises EnvironmentProblem: nothing_to_recover where there is neither, locked, and what `rebuild` raises."""
    lock = Lock(path)
    try:
        good = backups.newest_good(path)
        journal = path.with_suffix(".journal")
        if good is None and not journal.exists():
            raise EnvironmentProblem("nothing_to_recover", file=str(path))
        with in_words(path):
            found = scratch(path.with_suffix(".db-found"), database=True)
        try:
            rebuilt = rebuild(journal, found, good, accept_loss=accept_loss)
        except EnvironmentProblem as problem:  # nobody knows of a file by that name
            if problem.data.get("file") == str(found):
                problem.data["file"] = str(path)
            raise
        with in_words(path):
            _move_aside(path)
            put_in_place(found, path)
    finally:
        lock.release()
    return rebuilt


def only_in(old: Path, new: Path) -> list[LostEvent] | None:
    """Sales that a file which was put aside has and the shop's file has not; None where it cannot be read."""
    try:
        way = ReadMode.IMMUTABLE if not old.with_name(old.name + "-wal").exists() else ReadMode.ALONE
        with contextlib.closing(connect_reading(old, way)) as connection:
            rows = connection.execute("SELECT key, number, sold_at, total FROM receipts ORDER BY id").fetchall()
        with contextlib.closing(connect_reading(new)) as connection:
            there = {key for (key,) in connection.execute("SELECT key FROM receipts")}
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    return [LostEvent(0, True, number, at[:16], total) for key, number, at, total in rows if key not in there]


def shop_of(path: Path) -> str:
    """The name that no other shop has, of a database or, where that cannot be read, of the journal beside it; or empty."""
    try:
        with contextlib.closing(connect_reading(path, ReadMode.IMMUTABLE)) as connection:
            return recall(connection, "shop") or ""
    except (sqlite3.Error, UnicodeDecodeError):
        head = _head(path.with_suffix(".journal"))
        return str(head.fields["shop"]) if head else ""


def _head(journal: Path) -> JournalRecord | None:
    """The first line that says whose journal it is; None where there is no journal, or none that can be read. Where none of its
    files begins as it was written, what still says the shop's name: a changed byte there is no reason to give up every sale."""
    if not journal.exists():
        return None
    with in_words(journal):
        found = list(first_lines(journal))
    for line in found:
        if line.sound and line.record and line.record.kind == "journal" and "shop" in line.record.fields:
            return line.record
    names = (_SHOP.search(line.raw) for line in found)
    return next((JournalRecord(_DOUBTFUL, "journal", {"shop": x[1].decode()}) for x in names if x), None)


def _lines(journal: Path) -> Iterator[JournalLine]:
    """Its lines; what stops the reading is told of the journal, not of the file that is being made."""
    with in_words(journal):
        yield from read_journal(journal)


def _rebuild(
    connection: sqlite3.Connection, journal: Path, head: JournalRecord | None, new: Path, backup: Path | None
) -> Came:
    from pos_assist.storage.schema import migrate  # noqa: PLC0415 — lazy: sqlite_utils costs 118 ms

    if backup is None or identify(connection, new) < SCHEMA_VERSION:
        migrate(connection)
    ((last,),) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchall()
    connection.execute("BEGIN IMMEDIATE")
    came = Came(last)
    if head:
        shop = str(head.fields["shop"])
        if backup is not None and recall(connection, "shop") != shop:
            raise EnvironmentProblem("other_shop", file=str(journal))
        remember(connection, "shop", shop)
        with _without_indexes(connection), _without_gc():
            came = replay(connection, _lines(journal), last)
        if head.n == _DOUBTFUL:
            came.doubtful.append(LostEvent(0, sale=False))
    remember(connection, "counts_due", "1")
    connection.execute("COMMIT")
    return came


@contextlib.contextmanager
def _without_indexes(connection: sqlite3.Connection) -> Iterator[None]:
    """Millions of rows are put in faster without the indexes that nobody reads meanwhile, and these are made once."""
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN ('receipts', 'receipt_lines', 'offers')"
    ).fetchall()
    for name, _ in rows:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _, sql in rows:
        connection.execute(sql)


@contextlib.contextmanager
def _without_gc() -> Iterator[None]:
    """A tenth of the time of a long rebuild goes into looking for cycles among values that have none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _lock_out(connection: sqlite3.Connection, head: JournalRecord | None, came: Came, cut: int) -> str:
    """Without a backup only the journal can tell who works here. Where it may not, the back office is locked behind a new
    recovery code, which is returned: nobody becomes the first manager by walking up. Empty where the people are known."""
    if came.people:
        return ""
    told_from_the_beginning = head is not None and int(head.fields.get("version", 1)) >= 2 and head.n == 0
    if told_from_the_beginning and not cut and all(x.sale and x.number for x in came.lost):
        return ""
    from pos_assist.storage.staff import lock_out  # noqa: PLC0415 — lazy: hardly ever

    return lock_out(connection)


def _until(path: Path) -> str:
    """The day and time of the last sale in a file."""
    with contextlib.closing(connect_reading(path, ReadMode.IMMUTABLE)) as connection:
        ((at,),) = connection.execute("SELECT coalesce(max(sold_at), '') FROM receipts").fetchall()
        return str(at)[:16]


def _move_aside(path: Path) -> None:
    """Keep a damaged database and its log, under another name."""
    stamp = clock.now().strftime(_STAMP)
    for suffix in ("", *BESIDE):
        file = path.with_name(path.name + suffix)
        if file.exists():
            put_in_place(file, path.with_name(f"{path.stem}-damaged-{stamp}.db{suffix}"))


def _move_log_aside(path: Path) -> None:
    """A log that is left of another file would be read into the new one, and spoil it."""
    if not path.exists():
        _move_aside(path)
