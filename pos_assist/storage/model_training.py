"""The shop's weights, kept up with its receipts: numpy, so in an import or in a worker, never at the counter.

A model row of our own says up to which receipt (by id, which only grows) the weights were solved and have followed, so
that a restart goes on where the last program stopped.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from pos_assist.learning.packed_receipts import PackedReceipts, Receipt
from pos_assist.learning.ranking import STAMP, VERSION
from pos_assist.learning.refills import REFILLS, intervals, row_of
from pos_assist.learning.repeats import Repeats
from pos_assist.storage.database import Storage
from pos_assist.storage.learned import one_voice_each, within_their_share
from pos_assist.storage.member_rows import visits
from pos_assist.storage.shared_rows import shared_sales
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
        self._repeats = Repeats()

    def catch_up(self) -> None:
        """Learn what was sold since: by a step of milliseconds, or once in a while by solving everything anew."""
        with closing(self._storage.reader()) as reader:
            done = up_to(self._storage)
            last = _newest(reader)
            if self._storage.packs_taken.chain_serial() != done.chain:
                return self._solve(reader, last)
            if last == done.followed:
                return None
            if not done.solved or sum(last) - done.solved >= max(done.solved // AGAIN, 1):
                return self._solve(reader, last)
            return self._follow(reader, done, last)

    def again(self) -> None:
        """Solve everything anew, whatever was learned before."""
        with closing(self._storage.reader()) as reader:
            self._solve(reader, _newest(reader))

    def _solve(self, reader: sqlite3.Connection, last: tuple[int, int]) -> None:
        from pos_assist.learning.model import Weights  # noqa: PLC0415 — lazy: numpy
        from pos_assist.learning.own_history import own_trust  # noqa: PLC0415 — lazy: numpy
        from pos_assist.learning.solving import solve  # noqa: PLC0415 — lazy: numpy

        begin = max(0, last[0] - NEWEST)
        newest = _receipts(reader, one_voice_each(reader, begin), max(0, last[1] - NEWEST))
        self._repeats = Repeats()
        looked_at = islice(newest, max(0, len(newest) - NEWEST), None)
        receipts = PackedReceipts(x for x in looked_at if self._repeats.teaches(x[0]))
        prior, catalog = self._prior(), _catalog_items(reader)
        if not receipts and prior is None:
            return
        if prior is None:
            new = solve(receipts, catalog, now=self._now())
        else:
            from pos_assist.learning.prior import restricted, solve_from  # noqa: PLC0415 — lazy: numpy

            sold = catalog | dict.fromkeys(item for items, _ in receipts for item in items)
            new = solve_from(restricted(prior, sold), receipts, catalog, now=self._now())
        old = self._weights or Weights.from_rows(self._storage.learned.row)
        shape, revision = self._version()
        chain = self._storage.packs_taken.chain_serial()
        if new is None or _worse(new, old, receipts):
            _log.warning("learned anew from %d receipts, which came out worse; what was known is kept", len(receipts))
            self._weights = old
            self._put({VERSION: _stamp(shape) + _stamp(revision)}, UpTo(sum(last), last, chain), whole=False)
        else:
            known = visits(reader, NEWEST)
            new.own = own_trust(new, known)
            self._weights = new
            rows = {**new.rows(shape + 1, revision + 1), REFILLS: row_of(intervals(known))}
            self._put(rows, UpTo(sum(last), last, chain), whole=True)

    def _prior(self) -> Weights | None:
        """What the chain's receipts taught, where headquarters published it."""
        from pos_assist.learning.prior import prior_from  # noqa: PLC0415 — lazy: numpy

        data = self._storage.packs_taken.chain("weights")
        try:
            return prior_from(data) if data else None
        except ValueError as error:
            _log.warning("the chain's weights cannot be read: %s", error)
            return None

    def _follow(self, reader: sqlite3.Connection, done: UpTo, last: tuple[int, int]) -> None:
        from pos_assist.learning.model import Weights  # noqa: PLC0415 — lazy: numpy
        from pos_assist.learning.solving import follow  # noqa: PLC0415 — lazy: numpy

        now = self._weights or Weights.from_rows(self._storage.learned.row)
        if now is None:
            return self._solve(reader, last)
        before = len(now.items)
        own, others = done.followed
        sold = _receipts(reader, within_their_share(reader, own, max(0, last[0] - NEWEST)), others)
        new = self._repeats.those_that_teach(sold)
        if not new:  # all of them voided, or of members who have taught their share, or one like the other
            return self._put({}, UpTo(done.solved, last, done.chain), whole=False)
        self._weights, changed = follow(now, new, _catalog_items(reader), seed=sum(last), at=self._now())
        if not self._weights.finite():
            self._weights = None  # what is stored is still good
            return self._solve(reader, last)
        shape, revision = self._version()
        grown = len(self._weights.items) > before
        rows = self._weights.rows(shape + grown, revision + 1, None if grown else changed)
        return self._put(rows, UpTo(done.solved, last, done.chain), whole=grown)

    def _version(self) -> tuple[int, int]:
        last = self._storage.learned.row(VERSION) or bytes(2 * STAMP)
        return int.from_bytes(last[:STAMP], "little"), int.from_bytes(last[STAMP:], "little")

    def _put(self, rows: dict[str, bytes], done: UpTo, *, whole: bool) -> None:
        rows[UP_TO] = b"".join(_stamp(n) for n in (done.solved, *done.followed, done.chain))
        self._storage.learned.put_model(rows.items(), whole=whole)


def _worse(new: Weights, old: Weights | None, receipts: Sequence[Receipt]) -> bool:
    """Whether the old weights foretell the newest receipts clearly better than those solved anew."""
    from pos_assist.learning.solving import surprise  # noqa: PLC0415 — lazy: numpy

    if old is None or not old.finite():
        return False
    known = {*old.items} & {*new.items}  # both must answer the same questions
    newest = [r for r in receipts[-4 * LOOKED_AT :] if len(r[0]) > 1 and known.issuperset(r[0])][-LOOKED_AT:]
    return surprise(new, newest) > surprise(old, newest) + CLEARLY


def _stamp(number: int) -> bytes:
    return number.to_bytes(STAMP, "little")


class UpTo(NamedTuple):
    """How many receipts there were when everything was solved (0: never), and the last ones followed: of our own by their row,
    of other tills' by theirs."""

    solved: int
    followed: tuple[int, int]
    chain: int = 0  # number of headquarters' pack whose weights it began with


def up_to(storage: Storage) -> UpTo:
    """How far the model has come."""
    row = (storage.learned.row(UP_TO) or b"").ljust(32, b"\0")
    solved, own, others, chain = (int.from_bytes(row[i : i + 8], "little") for i in (0, 8, 16, 24))
    return UpTo(solved, (own, others), chain)


def _newest(reader: sqlite3.Connection) -> tuple[int, int]:
    sql = "SELECT coalesce((SELECT max(id) FROM receipts), 0), coalesce((SELECT max(id) FROM shared_records), 0)"
    own, others = reader.execute(sql).fetchone()
    return int(own), int(others)


def _receipts(reader: sqlite3.Connection, own: Iterable[tuple[list[str], datetime]], others: int) -> Sequence[Receipt]:
    """Our own receipts and other tills' from that row on; in order of time where there are others'."""
    found = PackedReceipts(own)
    from_others = [(sale.codes, sale.at) for _, sale in shared_sales(reader, others)]
    return sorted([*found, *from_others], key=itemgetter(1)) if from_others else found


def _catalog_items(reader: sqlite3.Connection) -> dict[str, CatalogItem]:
    """What is sold now: an item without receipts starts like similar ones."""
    from pos_assist.learning.solving import HEAD, CatalogItem  # noqa: PLC0415 — lazy: numpy

    sql = "SELECT code, department, value ->> 'price' FROM items WHERE retired = 0 ORDER BY department, page, rank LIMIT ?"
    return {code: CatalogItem(department, int(price or 0)) for code, department, price in reader.execute(sql, [HEAD])}
