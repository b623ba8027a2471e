"""The till's own record: open orders, and receipts that never change."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from pos_assist.domain.business_day import bounds
from pos_assist.domain.codec import dumps, encode, loads, loads_json, stored_time
from pos_assist.domain.offers import OfferRecord
from pos_assist.domain.orders import Order
from pos_assist.domain.print_jobs import NewJob
from pos_assist.domain.problems import EnvironmentProblem, Refused
from pos_assist.domain.receipt_times import receipt_time
from pos_assist.domain.receipts import FOLLOWED, HistoryLine, Receipt, Refunded, Tender, Voided
from pos_assist.domain.settings import DAY_END
from pos_assist.storage.bulk_receipts import write_history
from pos_assist.storage.connection import Reader
from pos_assist.storage.disk_space import Ballast
from pos_assist.storage.import_batches import note_batch
from pos_assist.storage.learned import Increment, Learned
from pos_assist.storage.member_rows import CardIds, add_counts, number_of
from pos_assist.storage.member_rows import increments as increments_of
from pos_assist.storage.part import StoragePart
from pos_assist.storage.print_queue import add_jobs
from pos_assist.storage.receipt_rows import (
    CLOCK_JUMPED,
    IMPORTED,
    NOT_SOLD_HERE,
    SoldItems,
    iso,
    offer_row,
    read_receipts,
    recall,
    remember,
    sale_fields,
    whole,
    write_receipt,
)
from pos_assist.storage.refund_rows import read_refunds, read_void, write_refund, write_void
from pos_assist.storage.writer import Writer

T = TypeVar("T")
GiveBack = Callable[[Receipt, list[Refunded]], T]  # the receipt as sold, what was given back of it -> what is given now
_Save = tuple[int, bool, str]  # the order's number, whether it is held, the SavedOrder as JSON
_OWN = (f"till NOT IN {NOT_SOLD_HERE}", "id DESC")  # condition and order, the newest first
_READ = (f"till IN {NOT_SOLD_HERE}", "sold_at DESC, id DESC")
_SEARCHED = 20_000  # newest receipts looked through for an item's name
_log = logging.getLogger(__name__)
_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?")


@dataclass(frozen=True, slots=True)
class SavedOrder:
    """An open order as it is kept on disk, with its prices, its refusals, what was offered, and the money taken so far."""

    order: Order
    held: bool
    offers: tuple[OfferRecord, ...]
    saved_at: datetime
    tenders: tuple[Tender, ...] = ()


class Sales(StoragePart):
    """Writes go over the one writing thread; a sale is acknowledged when it is on the disk twice (database, journal)."""

    def __init__(self, reader: Reader, writer: Writer | None, learned: Learned, ballast: Ballast) -> None:
        super().__init__(reader, writer)
        self._learned = learned
        self._ballast = ballast
        self._sold = SoldItems()
        self._lock = threading.Lock()  # guards the three below, which two threads use
        self._pending: dict[str, _Save | None] = {}  # by key, not yet written; None: to be dropped
        self._in_flight: dict[str, _Save | None] = {}  # being written now
        self._queued = False
        if writer:
            writer.after += [self._sold.after, self._saves_after]
        [(number,)] = reader.rows(
            "SELECT max(coalesce((SELECT CAST(value AS INTEGER) FROM state WHERE name = 'number'), 0),"
            " coalesce((SELECT max(number) FROM open_orders), 0))"
        )
        self._number = int(number)

    # -- open orders ---------------------------------------------------------------------------------------------

    def open_orders(self) -> list[SavedOrder]:
        """Orders not finished yet: the current one first, then the held ones, each in the order they were opened."""
        if self._maybe_writer:
            self._maybe_writer.now(lambda _: None)  # what was asked for before is then written
        rows = self._reader.rows("SELECT saved FROM open_orders ORDER BY held, id")
        return [loads(SavedOrder, text) for (text,) in rows]

    def save_open(self, saved: SavedOrder) -> None:
        """Have an open order written, without waiting; of several waiting ones the latest counts. An order that has its
        receipt is never written back."""
        self._later(saved.order.key, (saved.order.number, saved.held, dumps(saved)))

    def drop_open(self, key: str) -> None:
        """Have an open order forgotten, likewise."""
        self._later(key, None)

    def next_number(self) -> int:
        """A number for a new order: one above every receipt's and open order's."""
        self._number += 1
        return self._number

    # -- receipts ------------------------------------------------------------------------------------------------

    def finish(
        self,
        receipt: Receipt,
        offers: Sequence[OfferRecord] = (),
        increments: Sequence[Increment] | Callable[[datetime], Iterable[Increment]] = (),
        print_jobs: Callable[[Receipt], Iterable[NewJob]] = lambda _: (),
    ) -> Receipt:
        """Make the sale durable; then, and only then, return it as it was stored.

        One transaction: receipt and parts, offers, counts, the open order's end, what is to be printed of it. `increments` may be a function of the
        time: `sold_at` is moved up to the preceding receipt's where the clock went back a little (`receipt_time`; `clock_at`
        keeps what it said), and what is learned must be
        what a void un-learns. The same key again gives the stored receipt. Raises ValueError for a receipt that is
        not `whole`, Refused("coupon_used") for a next-visit offer that another receipt has used (with `code`; nothing was
        written), Environment("not_saved", with its `cause`) when it certainly was not written, Environment("disk_error") when the
        disk no longer says what it holds.
        """
        if not whole(receipt):
            raise ValueError(f"receipt {receipt.key} does not add up")
        with self._lock:
            self._pending.pop(receipt.key, None)
        offer_rows = [offer_row(x) for x in offers]

        def write(connection: sqlite3.Connection) -> Receipt:
            stored = _find(connection, receipt.key)
            if stored:
                return stored
            _refuse_used(connection, receipt.redeemed)
            last = recall(connection, "last_sold_at")
            told = receipt.told_time
            sold_at = receipt.sold_at if told else receipt_time(receipt.sold_at, stored_time(last) if last else None)
            cards = CardIds(connection)  # a card's number is never written down
            now, clock_at = replace(receipt, sold_at=sold_at, member=cards.id_of(receipt.member)), None
            self._note_members(connection, cards)
            if sold_at != receipt.sold_at:
                clock_at = iso(receipt.sold_at)
            elif (
                not told and last and iso(sold_at) < last
            ):  # the clock was put right: the last receipts are dated after this one
                _log.warning("the clock went back from %s to %s, and is believed", last, sold_at)
                remember(connection, "counts_due", "1")  # they must not weigh as what is to come
                remember(connection, CLOCK_JUMPED, str(sold_at))
            row = write_receipt(connection, self._sold, now, clock_at, offer_rows)
            self._learned.add(connection, increments(now.sold_at) if callable(increments) else increments)
            add_counts(connection, self._member_counts(now))
            self._writer.note(connection, "sale", row, sale_fields(now, clock_at, offer_rows))
            add_jobs(connection, print_jobs(now), now.sold_at)
            return now

        try:
            return self._writer.now(write)
        except EnvironmentProblem as error:
            return self._after_error(receipt.key, write, error)

    def void(self, key: str, decide: GiveBack[Voided], increments: Iterable[Increment] = ()) -> Voided:
        """Take a sale back as a whole and un-learn it; what `decide` says of the receipt and of what was given back of it.

        `decide` is asked inside the transaction, so that nothing is given back meanwhile; what it raises changes
        nothing. Refused: no_such_receipt, already_voided.
        """

        def write(connection: sqlite3.Connection) -> Voided:
            row, stored, voided = _decided(connection, key, decide)
            fields = {
                "key": key,
                "at": iso(voided.at),
                "reason": voided.reason,
                "amount": voided.amount,
                "who": voided.who,
                "till": voided.till,
                **({"tenders": encode(voided.tenders)} if voided.tenders else {}),
            }
            write_void(connection, fields)
            if self._learned.capped(connection, row):
                remember(connection, "counts_due", "1")  # what it weighs is not what a sale of that date weighs
            else:
                self._learned.add(connection, increments, -1)
                add_counts(connection, self._member_counts(stored), -1)
            self._writer.note(connection, "void", row, fields)
            return voided

        return self._writer.now(write)

    def refund(self, key: str, decide: GiveBack[Refunded]) -> Refunded:
        """Write down that units of a receipt are given back, as `decide` says, which is asked as in `void`; what was
        learned from the receipt stays: it was bought together. Refused: no_such_receipt, already_voided."""

        def write(connection: sqlite3.Connection) -> Refunded:
            *_, refunded = _decided(connection, key, decide)
            fields = {
                "key": key,
                "at": iso(refunded.at),
                "reason": refunded.reason,
                "units": refunded.units,
                "amount": refunded.amount,
                "who": refunded.who,
                "till": refunded.till,
                **({"tenders": encode(refunded.tenders)} if refunded.tenders else {}),
            }
            self._writer.note(connection, "refund", write_refund(connection, fields), fields)
            return refunded

        return self._writer.now(write)

    def voided(self, key: str) -> Voided | None:
        """How a receipt was voided; None where it was not."""
        return read_void(self._reader.rows, key)

    def refunds(self, key: str) -> list[Refunded]:
        """Return the refunds of a receipt, the oldest first."""
        return read_refunds(self._reader.rows, key)

    def receipt(self, key: str | int) -> Receipt | None:
        """A receipt by its key, or the latest with that number."""
        column = "number" if isinstance(key, int) else "key"
        ids = self._reader.rows(f"SELECT id FROM receipts WHERE {column} = ? ORDER BY id DESC LIMIT 1", key)
        found = read_receipts(self._reader.rows, [i for (i,) in ids])
        return found[0] if found else None

    def receipts(self, *, text: str = "", before: str | None = None, limit: int = 50) -> list[Receipt]:
        """Receipts, the newest first: the till's own in the order they were finished, whatever the clock said, then those
        that were read from files or sold at another register, by their date. `before` is the key of the last one seen. `text` finds a number, a day or
        month (2026-11-22, 2026-11), or a part of an item's name among the newest 20,000."""
        seen = self._reader.row("SELECT till, sold_at, id FROM receipts WHERE key = ?", before) if before else None
        among_imported = seen is not None and seen[0] in (IMPORTED, FOLLOWED)
        found: list[int] = []
        if not among_imported:
            found += self._newest(_OWN, text.strip(), ("id < ?", seen[2:]) if seen else None, limit)
        after = ("(sold_at, id) < (?, ?)", seen[1:]) if seen and among_imported else None
        found += self._newest(_READ, text.strip(), after, limit - len(found))
        return read_receipts(self._reader.rows, found)

    def whole(self, receipt: Receipt) -> bool:
        """Whether lines, tax, tenders and total fit together."""
        return whole(receipt)

    def count(self) -> int:
        """How many receipts there are, voided and imported ones too."""
        [(count,)] = self._reader.rows("SELECT count(*) FROM receipts")
        return int(count)

    def add_history(
        self,
        lines: Iterable[HistoryLine],
        progress: Callable[[int], None] | None = None,
        *,
        file: str = "",
        at: datetime | None = None,
    ) -> int:
        """Past receipts out of a file, all or none, in bounded memory; how many. `progress` hears of receipts so far; `file`
        and `at` name the batch (`ImportBatches`).

        Items must be in the catalog to keep their names. BadInput: receipt_twice, with `value`, its number in the file.
        """

        def write(connection: sqlite3.Connection) -> int:
            [(before,)] = connection.execute("SELECT coalesce(max(id), 0) FROM receipts").fetchall()
            cards = CardIds(connection)
            count = write_history(connection, self._sold, cards, lines, progress)
            self._note_members(connection, cards)
            if count and at:
                note_batch(connection, before, file, at)
            self._writer.note(connection, "history", count, {"receipts": count})
            return count

        return self._writer.now(write)

    def _member_counts(self, receipt: Receipt) -> list[Increment]:
        codes = [line.item.code for line in receipt.lines]
        return increments_of(receipt.member, codes, receipt.sold_at, self._learned.epoch())

    def _note_members(self, connection: sqlite3.Connection, cards: CardIds) -> None:
        for fields in cards.made:
            self._writer.note(connection, "member", number_of(fields["id"]), fields)

    # -- inside --------------------------------------------------------------------------------------------------

    def _after_error(
        self, key: str, write: Callable[[sqlite3.Connection], Receipt], error: EnvironmentProblem
    ) -> Receipt:
        """The transaction may or may not have happened: look for the key. On a full disk give up the ballast first, so
        that a sale under way can be finished."""
        if error.code.startswith("disk_error"):
            try:
                stored = self._writer.now(lambda connection: _find(connection, key))
            except EnvironmentProblem:
                raise error from None
        else:
            try:
                spent = error.code == "disk_full" and self._ballast.spend()
                stored = self._writer.now(write if spent else lambda connection: _find(connection, key))
            except EnvironmentProblem as again:
                raise EnvironmentProblem("not_saved", cause=again) from error
        if stored is None:
            raise EnvironmentProblem("not_saved", cause=error) from error
        return stored

    def _newest(
        self, kind: tuple[str, str], text: str, after: tuple[str, tuple[Any, ...]] | None, limit: int
    ) -> list[int]:
        """Row numbers of the newest receipts of a kind (_OWN, _READ) with that `text`, from those `after` a condition on."""
        which, order = kind
        source, where, values = "receipts", [which], list[object]()
        if after:
            where.append(after[0])
            values += after[1]
        if text.isdecimal() and len(text) < 18:
            where.append("number = ?")
            values.append(int(text))
        elif _DATE.fullmatch(text):
            row = self._reader.row("SELECT value FROM settings WHERE name = ?", DAY_END.name)
            end = DAY_END.of({DAY_END.name: row[0]} if row else {})
            where.append("sold_at >= ? AND sold_at < ?")
            values += [iso(x) for x in bounds(text, end)]
        elif text:
            source = f"(SELECT * FROM receipts WHERE {which} ORDER BY {order} LIMIT {_SEARCHED})"
            lines = "SELECT 1 FROM receipt_lines l WHERE l.receipt = id AND l.item IN (SELECT value FROM json_each(?))"
            where.append(f"EXISTS ({lines})")
            values.append(json.dumps(self._versions_named(text)))
        sql = f"SELECT id FROM {source} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT {limit:d}"
        return [i for (i,) in self._reader.rows(sql, *values)]

    def _later(self, key: str, saved: _Save | None) -> None:
        with self._lock:
            self._pending[key] = saved
            queue, self._queued = not self._queued, True
        if queue:
            self._writer.later(self._save_pending)

    def _save_pending(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            self._in_flight, self._pending, self._queued = self._pending, {}, False
            saves = list(self._in_flight.items())
        for key, saved in saves:
            if saved is None:
                connection.execute("DELETE FROM open_orders WHERE key = ?", (key,))
                continue
            connection.execute(
                "INSERT INTO open_orders (key, number, held, saved) SELECT ?1, ?2, ?3, ?4"
                " WHERE NOT EXISTS (SELECT 1 FROM receipts WHERE key = ?1)"
                " ON CONFLICT (key) DO UPDATE SET held = excluded.held, saved = excluded.saved",
                (key, *saved),
            )

    def _saves_after(self, committed: bool, _: frozenset[str]) -> None:
        """What could not be written is tried again with the next save."""
        with self._lock:
            if not committed:
                self._pending = {**self._in_flight, **self._pending}
            self._in_flight = {}

    def _versions_named(self, text: str) -> list[int]:
        from pos_assist.domain.spelling import folded, normal  # noqa: PLC0415 — lazy: not needed to ring up

        wanted, fold = normal(text), folded(text)
        rows: list[tuple[Any, ...]] = self._reader.rows("SELECT id, item FROM sold_items")
        named = ((i, loads_json(item)["name"]) for i, item in rows)
        return [i for i, name in named if wanted in normal(name) or (fold and fold in folded(name))]


def _decided(connection: sqlite3.Connection, key: str, decide: GiveBack[T]) -> tuple[int, Receipt, T]:
    """The receipt's row, the receipt, and what is given back of it: decided on what this transaction sees."""
    stored = _find(connection, key)
    if stored is None:
        raise Refused("no_such_receipt")
    if stored.voided:
        raise Refused("already_voided", number=stored.number)
    [(row,)] = connection.execute("SELECT id FROM receipts WHERE key = ?", (key,)).fetchall()
    return int(row), stored, decide(stored, read_refunds(_rows_of(connection), key))


def _refuse_used(connection: sqlite3.Connection, codes: Iterable[str]) -> None:
    for code in codes:
        sql = "SELECT 1 FROM next_visits n WHERE n.code = ? AND n.used AND n.receipt NOT IN (SELECT receipt FROM voids)"
        if connection.execute(sql, (code,)).fetchone():
            raise Refused("coupon_used", code=code)


def _rows_of(connection: sqlite3.Connection) -> Callable[..., list[tuple[Any, ...]]]:
    return lambda sql, *parameters: connection.execute(sql, parameters).fetchall()


def _find(connection: sqlite3.Connection, key: str) -> Receipt | None:
    rows = _rows_of(connection)
    found = read_receipts(rows, [i for (i,) in rows("SELECT id FROM receipts WHERE key = ?", key)])
    return found[0] if found else None
