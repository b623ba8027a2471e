"""Which receipts came out of which file, and one file's receipts taken back as a whole.

A receipt never changes and never goes: taken back, it is voided, so that no figure counts it and nothing is learned from it.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any, NamedTuple

from pos_assist.domain.codec import stored_time
from pos_assist.domain.problems import Refused
from pos_assist.storage.part import StoragePart
from pos_assist.storage.receipt_rows import IMPORTED, iso, recall, remember

_STATE = "import:"  # and its number, in `state`: JSON of when, file, first and last row


class ImportBatch(NamedTuple):
    """The receipts of one file."""

    number: int  # of the first row: it names the batch
    last: int
    read_at: datetime | None  # None: read by a version that did not write it down
    file: str
    receipts: int
    taken_back: int  # of them
    first_sale: datetime
    last_sale: datetime


class ImportBatches(StoragePart):
    """Reads may come from any thread; taking back is one transaction."""

    def every(self) -> list[ImportBatch]:
        """All of them, the newest first."""
        rows = self._reader.rows("SELECT value FROM state WHERE name LIKE ? ORDER BY name", f"{_STATE}%")
        known = [json.loads(text) for (text,) in rows]
        starts = json.dumps([x["first"] for x in known])
        sql = (  # a run of imported receipts is a batch; one that a file is known to begin in the middle of is two
            "WITH r AS (SELECT id, sold_at, till = ?1 AS read, till = ?1 AND lag(till, 1, '') OVER (ORDER BY id) = ?1"
            " AND id NOT IN (SELECT value FROM json_each(?2)) AS goes_on FROM receipts),"
            " g AS (SELECT id, sold_at, sum(NOT goes_on) OVER (ORDER BY id) AS batch FROM r WHERE read)"
            " SELECT min(id), max(id), count(*), (SELECT count(*) FROM voids v WHERE v.receipt BETWEEN min(g.id) AND max(g.id)),"
            " min(sold_at), max(sold_at) FROM g GROUP BY batch ORDER BY 1 DESC"
        )
        found = []
        for first, last, count, back, begins, ends in self._reader.rows(sql, IMPORTED, starts):
            told = next((x for x in known if x["first"] == first), None)
            at, file = (stored_time(told["at"]), str(told["file"])) if told else (None, "")
            found.append(ImportBatch(first, last, at, file, count, back, stored_time(begins), stored_time(ends)))
        return found

    def take_back(self, number: int, who: str, at: datetime) -> int:
        """Void all receipts of a batch that were not voided yet; how many. What was learned must be counted anew after.
        Refused: no_such_batch, already_taken_back."""
        batch = next((x for x in self.every() if x.number == number), None)
        if batch is None:
            raise Refused("no_such_batch", number=number)
        if batch.taken_back == batch.receipts:
            raise Refused("already_taken_back", number=number)
        writer = self._writer
        fields = {"first": batch.number, "last": batch.last, "who": who, "at": iso(at)}

        def write(connection: sqlite3.Connection) -> int:
            writer.note(connection, "history_back", batch.number, fields)
            return void_batch(connection, fields)

        return writer.now(write)


def note_batch(connection: sqlite3.Connection, before: int, file: str, at: datetime) -> None:
    """Write down, inside the import's transaction, that every receipt after the row `before` came out of that file."""
    text = json.dumps({"first": before + 1, "file": file[:200], "at": iso(at)}, ensure_ascii=False)
    remember(connection, f"{_STATE}{before + 1:012d}", text)


def void_batch(connection: sqlite3.Connection, fields: dict[str, Any]) -> int:
    """Void what an event says; how many receipts. Also for the journal's replay, where the file may be missing."""
    made = connection.execute(
        "INSERT INTO voids (receipt, at, reason, amount, who, till) SELECT id, ?, 'import', 0, ?, '' FROM receipts"
        " WHERE id BETWEEN ? AND ? AND till = ? AND id NOT IN (SELECT receipt FROM voids)",
        (fields["at"], fields["who"], fields["first"], fields["last"], IMPORTED),
    )
    remember(connection, "counts_due", "1")
    return made.rowcount


def batch_fields(connection: sqlite3.Connection, first: int) -> dict[str, Any]:
    """That event made again where the journal has lost it."""
    sql = (
        "SELECT max(receipt), max(at), max(who) FROM voids WHERE reason = 'import' AND at = (SELECT at FROM voids WHERE receipt"
        " = (SELECT min(receipt) FROM voids WHERE receipt >= ? AND reason = 'import'))"
    )
    for last, at, who in connection.execute(sql, (first,)).fetchall():
        if last is not None:
            return {"first": first, "last": last, "who": who, "at": at}
    return {"first": first, "last": first - 1, "who": "", "at": recall(connection, "last_sold_at") or ""}
