"""What waits to be printed, and a record of everything that was: slips, drawer openings, reprints.

A job is written down before a byte is sent and after the printer has confirmed it. So after a cut a job that was queued is
still queued, and one that was being sent is `unknown`: it is never sent again by itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from pos_assist.domain.codec import stored, stored_time
from pos_assist.domain.print_jobs import OPEN, JobKind, JobState, NewJob, PrintJob, Trouble
from pos_assist.storage.part import StoragePart
from pos_assist.storage.receipt_rows import iso
from pos_assist.storage.writer import Write

T = TypeVar("T")

_COLUMNS = "id, at, device, kind, title, slip, ref, reprint, reason, who, state, trouble"
_OPEN = ", ".join(f"'{state}'" for state in OPEN)


class PrintQueue(StoragePart):
    """Of one till. Any thread may call it."""

    # -- asking ------------------------------------------------------------------------------------------------------------

    def add(self, job: NewJob, at: datetime) -> int:
        """Have a job printed; its number."""
        return self._now(lambda connection: add_jobs(connection, (job,), at)[0])

    def next(self, device: str) -> PrintJob | None:
        """The oldest job that is queued for a device; a drawer's pulse goes before slips."""
        found = self._jobs(
            f"device = ? AND state = '{JobState.QUEUED}' ORDER BY kind <> '{JobKind.DRAWER}', id LIMIT 1", device
        )
        return found[0] if found else None

    def open_jobs(self, device: str | None = None) -> list[PrintJob]:
        """Return the jobs that wait, are being sent, or whose outcome is unknown, the oldest first."""
        jobs = self._jobs(f"state IN ({_OPEN}) ORDER BY id")
        return [x for x in jobs if device in (None, x.job.device)]

    def waiting(self) -> int:
        """How many jobs are queued."""
        [(found,)] = self._reader.rows(f"SELECT count(*) FROM print_jobs WHERE state = '{JobState.QUEUED}'")
        return int(found)

    def unknown(self) -> list[PrintJob]:
        """The jobs of which nobody knows whether they were printed, the oldest first."""
        return self._jobs(f"state = '{JobState.UNKNOWN}' ORDER BY id")

    def of_receipt(self, key: str) -> list[PrintJob]:
        """Everything that was printed or is to be printed of one receipt."""
        return self._jobs("ref = ? ORDER BY id", key)

    def newest(self) -> int:
        """The number of the newest job; 0 where there is none."""
        [(found,)] = self._reader.rows("SELECT coalesce(max(id), 0) FROM print_jobs")
        return int(found)

    def reprints(self, after: int, begin: datetime | None) -> int:
        """How many jobs after that one, and from that moment on, are of something printed again. A queue that was begun anew,
        with its database, counts from its beginning."""
        if self.newest() < after:
            after = 0
        sql = "SELECT count(*) FROM print_jobs WHERE id > ? AND reprint AND at >= ?"
        [(found,)] = self._reader.rows(sql, after, iso(begin) if begin else "")
        return int(found)

    # -- what becomes of it ------------------------------------------------------------------------------------------------

    def take(self, job: PrintJob, at: datetime) -> bool:
        """Begin to send it: on disk before the first byte. False where somebody has changed it meanwhile."""
        return self._set(job.id, JobState.SENDING, Trouble.NONE, at, JobState.QUEUED)

    def put_back(self, job: PrintJob, trouble: Trouble, at: datetime) -> bool:
        """Nothing of it was sent; it waits on."""
        return self._set(job.id, JobState.QUEUED, trouble, at, JobState.QUEUED, JobState.SENDING)

    def finish(self, job: PrintJob, state: JobState, trouble: Trouble, at: datetime) -> bool:
        """Save the outcome of a job that was being sent; return False if it was not being sent."""
        return self._set(job.id, state, trouble, at, JobState.SENDING)

    def answer(self, number: int, at: datetime, again: NewJob | None) -> bool:
        """A person says of an unknown job that it is printed, or wants it once more, as this job. False where it is not
        unknown (any more)."""

        def write(connection: sqlite3.Connection) -> bool:
            state = JobState.EXPIRED if again else JobState.CONFIRMED
            if not _set(connection, number, state, Trouble.NONE, at, (JobState.UNKNOWN,)):
                return False
            if again:
                add_jobs(connection, (again,), at)
            return True

        return self._now(write)

    def after_a_cut(self, at: datetime) -> int:
        """Close the jobs that were being sent when the program last ended: a slip becomes unknown, a drawer's pulse
        is over. Return how many slips."""

        def write(connection: sqlite3.Connection) -> int:
            old = (iso(at), JobKind.DRAWER)
            connection.execute(
                f"UPDATE print_jobs SET state = '{JobState.EXPIRED}', changed_at = ? WHERE kind = ? AND state IN ({_OPEN})",
                old,
            )
            sql = "UPDATE print_jobs SET state = ?, trouble = ?, changed_at = ? WHERE state = ?"
            values = (JobState.UNKNOWN, Trouble.INTERRUPTED, iso(at), JobState.SENDING)
            return connection.execute(sql, values).rowcount

        return self._now(write)

    def expire(self, at: datetime, before: datetime = datetime.max) -> int:
        """Cancel jobs that still wait from before that moment. Return how many."""

        def write(connection: sqlite3.Connection) -> int:
            states = (JobState.QUEUED, JobState.UNKNOWN)
            sql = "UPDATE print_jobs SET state = ?, slip = '', changed_at = ? WHERE state IN (?, ?) AND at < ?"
            return connection.execute(sql, (JobState.EXPIRED, iso(at), *states, iso(before))).rowcount

        return self._now(write)

    def keep_newest(self, device: str, most: int, at: datetime) -> int:
        """Cancel what sales queued for a device beyond the newest `most`. Return how many."""

        def write(connection: sqlite3.Connection) -> int:
            queued = (
                f"device = ? AND state = '{JobState.QUEUED}' AND kind IN ('{JobKind.RECEIPT}', '{JobKind.KITCHEN}')"
            )
            sql = (
                f"UPDATE print_jobs SET state = '{JobState.EXPIRED}', slip = '', changed_at = ? WHERE {queued} AND id <="
                f" (SELECT id FROM print_jobs WHERE {queued} ORDER BY id DESC LIMIT 1 OFFSET ?)"
            )
            return connection.execute(sql, (iso(at), device, device, most)).rowcount

        return self._now(write)

    # -- inside ------------------------------------------------------------------------------------------------------------

    def _now(self, write: Write[T]) -> T:
        return self._writer.now(write)

    def _set(self, number: int, state: JobState, trouble: Trouble, at: datetime, *before: JobState) -> bool:
        return bool(self._now(lambda connection: _set(connection, number, state, trouble, at, before)))

    @stored()
    def _jobs(self, where: str, *parameters: object) -> list[PrintJob]:
        rows = self._reader.rows(f"SELECT {_COLUMNS} FROM print_jobs WHERE {where}", *parameters)
        return [
            PrintJob(
                number,
                stored_time(at),
                NewJob(device, JobKind(kind), title, slip, ref, bool(reprint), reason, who),
                JobState(state),
                Trouble(trouble),
            )
            for number, at, device, kind, title, slip, ref, reprint, reason, who, state, trouble in rows
        ]


def add_jobs(connection: sqlite3.Connection, jobs: Iterable[NewJob], at: datetime) -> list[int]:
    """Add jobs within the transaction of what they print; their numbers."""
    sql = (
        "INSERT INTO print_jobs (at, changed_at, device, kind, title, slip, ref, reprint, reason, who, state, trouble)"
        " VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, '') RETURNING id"
    )
    numbers = []
    for x in jobs:
        row = (iso(at), x.device, x.kind, x.title, x.slip, x.ref, int(x.reprint), x.reason, x.who, JobState.QUEUED)
        ((number,),) = connection.execute(sql, row).fetchall()
        numbers.append(int(number))
    return numbers


def _set(
    connection: sqlite3.Connection,
    number: int,
    state: JobState,
    trouble: Trouble,
    at: datetime,
    before: tuple[JobState, ...],
) -> bool:
    """What is printed, or never will be, keeps its record and lets go of its text: a receipt can be laid out again."""
    keep = "slip" if state in OPEN else "''"
    marks = ", ".join("?" * len(before))
    sql = f"UPDATE print_jobs SET state = ?, trouble = ?, changed_at = ?, slip = {keep} WHERE id = ? AND state IN ({marks})"
    return connection.execute(sql, (state, trouble, iso(at), number, *before)).rowcount > 0
