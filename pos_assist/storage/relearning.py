"""Solving the weights anew from the newest receipts: seconds of numpy, so in an import or in a worker, never at the
counter."""

from __future__ import annotations

from contextlib import closing

from pos_assist.learning.ranking import VERSION
from pos_assist.storage.learned import baskets
from pos_assist.storage.store import Storage

SOLVED_AT = "@receipts"  # model row: how many receipts there were when it was solved


def relearn(storage: Storage) -> int:
    """Solve from the newest receipts and store the rows. Returns how many receipts there are; without any of two items
    the model stays as it is."""
    from pos_assist.learning.solving import MEMORY, solve  # noqa: PLC0415 — lazy: numpy, in a worker only

    with closing(storage.reader()) as reader:
        [total] = reader.execute("SELECT count(*) FROM receipts").fetchone()
        newest = reader.execute("SELECT id FROM receipts ORDER BY id DESC LIMIT 1 OFFSET ?", [MEMORY]).fetchone()
        weights = solve(list(baskets(reader, after=newest[0] if newest else 0)))
    if weights is not None:
        last = storage.learned.row(VERSION)
        rows = weights.rows(int.from_bytes(last, "little") + 1 if last else 1)
        rows[SOLVED_AT] = int(total).to_bytes(8, "little")
        storage.learned.put_model(rows.items())
    return int(total)


def solved_at(storage: Storage) -> int:
    """How many receipts the stored weights know; 0: none were solved yet."""
    return int.from_bytes(storage.learned.row(SOLVED_AT) or b"", "little")
