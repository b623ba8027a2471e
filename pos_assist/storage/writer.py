"""The one thread that writes. Every write is a function of the connection, run in one transaction, in the order asked for.

After COMMIT the events it noted go to the journal, and only then does the caller hear that it is done.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from pos_assist.domain.problems import EnvironmentProblem, system_problem
from pos_assist.storage.connection import FROM_SQLITE, OURS, connect_writing, problem, sync_failed
from pos_assist.storage.journal import Journal, JournalRecord, identity, open_journal
from pos_assist.storage.journal_rewriting import Change, Rewriting
from pos_assist.storage.receipt_rows import recall

T = TypeVar("T")
Write = Callable[[sqlite3.Connection], T]


class _Job(Generic[T]):
    def __init__(self, write: Write[T], *, waited_for: bool) -> None:
        self.write = write
        self.waited_for = waited_for
        self.transaction = True
        self.done = threading.Event()
        self.result: T | None = None
        self.error: BaseException | None = None


class Writer:
    """Owns the writing connection and the journal. `on_trouble` hears of errors that no caller waits for; it is called on
    the writing thread."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        journal: Journal | None,
        missing: Callable[[sqlite3.Connection, int], list[JournalRecord]],
    ) -> None:
        """`missing` gives the events after a number, from the database."""
        self.on_trouble: Callable[[Exception], None] = _tell_excepthook
        # The disk failed, or the file is another: nothing more is written here. They say where a copy is, if one was made.
        self.on_stopped: Callable[[], Path | None] = lambda: None
        self.on_replaced: Callable[[sqlite3.Connection], Path | None] = lambda _: None
        # Told after every transaction whether it came about, and the kinds of events it noted.
        self.after: list[Callable[[bool, frozenset[str]], None]] = []
        self._path = path
        self._connection = connection
        self._journal = journal
        self._missing = missing
        self._records: list[JournalRecord] = []
        self._stopped: EnvironmentProblem | None = None
        self._is = identity(path)
        self._queue: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=f"writer {path.name}", daemon=True)
        self._thread.start()

    def now(self, write: Write[T]) -> T:
        """Run in a transaction and wait; the result, or the error it raised (SQLite's as an Environment problem).

        Called from within another write it joins that one's transaction.
        """
        if threading.current_thread() is self._thread:
            return write(self._connection)
        if self._closed:
            raise ValueError("the storage is closed")
        job = _Job(write, waited_for=True)
        self._queue.put(job)
        job.done.wait()
        if job.error is not None:
            raise job.error
        result: T = job.result  # type: ignore[assignment]  # None only where T has it
        return result

    def later(self, write: Write[None]) -> None:
        """Run in a transaction without waiting."""
        if self._closed:
            raise ValueError("the storage is closed")
        self._queue.put(_Job(write, waited_for=False))

    def note(self, connection: sqlite3.Connection, kind: str, ref: int, fields: dict[str, Any]) -> None:
        """Number an event of the transaction under way; `fields` is its line in the journal."""
        n = connection.execute("INSERT INTO events (kind, ref) VALUES (?, ?)", (kind, ref)).lastrowid
        assert n is not None
        self._records.append(JournalRecord(n, kind, fields))

    def rewrite_journal(self, change: Change) -> None:
        """Write this year's journal again with `change` of every line. Sales go on while it is copied. Raises OSError."""
        if self._journal is None:
            return
        rewriting = Rewriting(self._journal.path, change)
        rewriting.copy()

        def write(_: sqlite3.Connection) -> None:
            if self._journal is None:
                return
            path, shop = self._journal.path, recall(self._connection, "shop") or ""
            self._journal.close()
            try:
                rewriting.finish()
            finally:
                self._journal = open_journal(path, shop)
            if self._journal is None:
                raise EnvironmentProblem("file_unreadable", file=str(path), reason="journal")

        self.now(write)

    def checkpoint(self) -> None:
        """Write the log back into the database and empty it, so that nothing that was deleted stands in it any more. Where
        somebody reads just now the log is emptied later."""
        job = _Job[None](
            lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close(), waited_for=True
        )
        job.transaction = False
        self._queue.put(job)
        job.done.wait()

    def close(self) -> None:
        """Finish what was asked for, then close."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()
            if self._journal:
                self._journal.close()

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            try:
                job.result = self._transact(job.write) if job.transaction else job.write(self._connection)
            except Exception as error:
                job.error = error
                if not job.waited_for:
                    self._trouble(error)
            job.done.set()
            del job  # or it would keep its values alive until the next write
        self._connection.close()

    def _transact(self, write: Write[T]) -> T:
        if self._stopped:
            raise self._stopped
        self._stop_if_replaced()
        self._records.clear()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            result = write(self._connection)
            self._connection.execute("COMMIT")
        except BaseException as error:
            self._tell_after(False)
            if isinstance(error, FROM_SQLITE) and not isinstance(error, OURS):
                raise self._after_error(error) from error
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._tell_after(True)
        self._write_journal()
        return result

    def _tell_after(self, committed: bool) -> None:
        kinds = frozenset(record.kind for record in self._records)
        for told in self.after:
            told(committed, kinds)

    def _after_error(self, error: sqlite3.Error | UnicodeDecodeError) -> EnvironmentProblem:
        """Never go on with a connection whose COMMIT may or may not have happened: open it anew, then look."""
        found = problem(error, self._path)
        if sync_failed(error):  # what the disk holds is unknown from here on
            copy = self.on_stopped()
            if copy is not None:
                found = EnvironmentProblem("disk_error_copied", **found.data, copy=str(copy))
            self._stopped = found
            return found
        try:
            self._connection.close()
            self._connection = connect_writing(self._path)
        except (sqlite3.Error, EnvironmentProblem) as again:
            self._stopped = found
            found.data["again"] = str(again)
        return found

    def _stop_if_replaced(self) -> None:
        """A program that copies files may put another in the place of ours: what was written here then goes to a file that
        nobody finds again. Two looks at a folder cost 2 µs."""
        journal = self._journal
        if self._is == identity(self._path) and (journal is None or journal.is_in_place()):
            return
        copy = self.on_replaced(self._connection)
        code = "file_replaced_copied" if copy is not None else "file_replaced"
        self._stopped = EnvironmentProblem(code, file=str(self._path), copy=str(copy))
        raise self._stopped

    def _write_journal(self) -> None:
        """The sale is safe in the database: a journal that cannot be written is told, and made good with the next one."""
        if self._journal is None or not self._records:
            return
        records = self._records
        try:
            if records[0].n != self._journal.last + 1:
                records = self._missing(self._connection, self._journal.last)
            for record in records:
                self._journal.append(record)
        except OSError as error:
            self._trouble(
                EnvironmentProblem(
                    "journal_behind", file=str(self._journal.path), cause=system_problem(error, str(self._journal.path))
                )
            )

    def _trouble(self, error: Exception) -> None:
        try:
            self.on_trouble(error)
        except Exception as worse:
            _tell_excepthook(worse)


def _tell_excepthook(error: Exception) -> None:
    threading.excepthook(
        threading.ExceptHookArgs((type(error), error, error.__traceback__, threading.current_thread()))
    )
