"""The shop's weights, kept up with its receipts: numpy, so in an import or in a worker, never at the counter.

A model row of our own says up to which receipt (by id, which only grows) the weights were solved and have followed, so
that a restart goes on where the last program stopped.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

from pos_assist.learning.ranking import STAMP, VERSION
from pos_assist.storage.database import Storage
from pos_assist.storage.learned import baskets, one_voice_each
from pos_assist.system import clock

if TYPE_CHECKING:
    from pos_assist.learning.model import Weights
    from pos_assist.learning.solving import CatalogItem

UP_TO = "@up-to"  # model row: the last receipt when everything was solved, and the last one followed
AGAIN = 5  # solved from scratch once there are a fifth more receipts than then
NEWEST = 120_000  # receipts that solving reads
LOOKED_AT, CLEARLY = (
    500,
    0.25,
)  # newest receipts that old and new weights are compared on; by so much (natural logarithm)

_log = logging.getLogger(__name__)


class Relearning:
    """One shop's weights in the worker's memory. One thread uses it."""

    def __init__(self, storage: Storage, now: Callable[[], datetime] = clock.now) -> None:
        """`now`: receipts dated later count as of then, so that a clock that was ahead does not outweigh all else."""
        self._storage = storage
        self._now = now
        self._weights: Weights | None = None  # read when they are first moved

    def catch_up(self) -> None:
        """Learn what was sold since: by a step of milliseconds, or once in a while by solving everything anew."""
        with closing(self._storage.reader()) as reader:
            solved, followed = up_to(self._storage)
            [last] = reader.execute("SELECT coalesce(max(id), 0) FROM receipts").fetchone()
            if last == followed:
                return
            if not solved or last - solved >= max(solved // AGAIN, 1):
                self._solve(reader, last)
            else:
                self._follow(reader, solved, followed, last)

    def again(self) -> None:
        """Solve everything anew, whatever was learned before."""
        with closing(self._storage.reader()) as reader:
            [last] = reader.execute("SELECT coalesce(max(id), 0) FROM receipts").fetchone()
            self._solve(reader, last)

    def _solve(self, reader: sqlite3.Connection, last: int) -> None:
        from pos_assist.learning.model import Weights  # noqa: PLC0415 — lazy: numpy
        from pos_assist.learning.solving import solve  # noqa: PLC0415 — lazy: numpy

        receipts = list(one_voice_each(reader, after=max(0, last - NEWEST)))
        if not receipts:
            return
        new = solve(receipts, _catalog_items(reader), now=self._now())
        old = self._weights or Weights.from_rows(self._storage.learned.row)
        shape, revision = self._version()
        if new is None or _worse(new, old, receipts):
            _log.warning("learned anew from %d receipts, which came out worse; what was known is kept", len(receipts))
            self._weights = old
            self._put({VERSION: _stamp(shape) + _stamp(revision)}, last, last, whole=False)
        else:
            self._weights = new
            self._put(new.rows(shape + 1, revision + 1), last, last, whole=True)

    def _follow(self, reader: sqlite3.Connection, solved: int, followed: int, last: int) -> None:
        from pos_assist.learning.model import Weights  # noqa: PLC0415 — lazy: numpy
        from pos_assist.learning.solving import follow  # noqa: PLC0415 — lazy: numpy

        now = self._weights or Weights.from_rows(self._storage.learned.row)
        if now is None:
            return self._solve(reader, last)
        before = len(now.items)
        new = list(baskets(reader, after=followed))
        if not new:  # all of them voided
            return self._put({}, solved, last, whole=False)
        self._weights, changed = follow(now, new, _catalog_items(reader), seed=last, at=self._now())
        if not self._weights.finite():
            self._weights = None  # what is stored is still good
            return self._solve(reader, last)
        shape, revision = self._version()
        grown = len(self._weights.items) > before
        rows = self._weights.rows(shape + grown, revision + 1, None if grown else changed)
        return self._put(rows, solved, last, whole=grown)

    def _version(self) -> tuple[int, int]:
        last = self._storage.learned.row(VERSION) or bytes(2 * STAMP)
        return int.from_bytes(last[:STAMP], "little"), int.from_bytes(last[STAMP:], "little")

    def _put(self, rows: dict[str, bytes], solved: int, followed: int, *, whole: bool) -> None:
        rows[UP_TO] = solved.to_bytes(8, "little") + followed.to_bytes(8, "little")
        self._storage.learned.put_model(rows.items(), whole=whole)


def _worse(new: Weights, old: Weights | None, receipts: Sequence[tuple[list[str], datetime]]) -> bool:
    """Whether the old weights foretell the newest receipts clearly better than those solved anew."""
    from pos_assist.learning.solving import surprise  # noqa: PLC0415 — lazy: numpy

    if old is None or not old.finite():
        return False
    known = {*old.items} & {*new.items}  # both must answer the same questions
    newest = [r for r in receipts[-4 * LOOKED_AT :] if len(r[0]) > 1 and known.issuperset(r[0])][-LOOKED_AT:]
    return surprise(new, newest) > surprise(old, newest) + CLEARLY


def _stamp(number: int) -> bytes:
    return number.to_bytes(STAMP, "little")


def up_to(storage: Storage) -> tuple[int, int]:
    """Ids of the last receipt when everything was solved and of the last one followed; 0: never."""
    row = storage.learned.row(UP_TO) or bytes(16)
    return int.from_bytes(row[:8], "little"), int.from_bytes(row[8:], "little")


def _catalog_items(reader: sqlite3.Connection) -> dict[str, CatalogItem]:
    """What is sold now: an item without receipts starts like similar ones."""
    from pos_assist.learning.solving import HEAD, CatalogItem  # noqa: PLC0415 — lazy: numpy

    sql = "SELECT code, department, value ->> 'price' FROM items WHERE retired = 0 ORDER BY department, page, rank LIMIT ?"
    return {code: CatalogItem(department, int(price or 0)) for code, department, price in reader.execute(sql, [HEAD])}
