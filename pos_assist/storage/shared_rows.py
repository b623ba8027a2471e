"""The others' sales as rows, and what they teach: the same as sales of our own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from pos_assist.domain.shared_record import SharedSale, from_line
from pos_assist.learning.answers import SINGLE, Answered, answer_key
from pos_assist.learning.answers import increments as answer_increments
from pos_assist.learning.counting import Increment, increments

_BATCH = 500  # rows in memory at a time


def taught(sale: SharedSale, epoch: datetime) -> list[Increment]:
    """What another till's sale adds to the counts: its pairs and its answers, as a sale of our own does."""
    return [*increments(sale.codes, sale.at, epoch), *answer_increments(answers_of(sale), sale.codes, sale.at, epoch)]


def answers_of(sale: SharedSale) -> Iterator[Answered]:
    """Its offers as they are learned from."""
    for x in sale.offers:
        key = answer_key(x.refusal, x.trigger, bool(x.own))
        yield Answered(key, x.moment, x.outcome, x.relevance / 1000, x.items if x.kind in SINGLE else "")


def shared_sales(connection: sqlite3.Connection, after: int = 0) -> Iterator[tuple[int, SharedSale]]:
    """(row, sale) of the others' sales that stand, from the one after that row on, with the times that hold now."""
    last = after
    while True:
        sql = "SELECT id, record, sold_at FROM shared_records WHERE kind = 0 AND NOT voided AND id > ? ORDER BY id LIMIT ?"
        rows = connection.execute(sql, (last, _BATCH)).fetchall()
        for row, line, sold_at in rows:
            sale = from_line(line)
            if isinstance(sale, SharedSale):
                yield row, sale._replace(at=datetime.fromisoformat(sold_at))
        if not rows:
            return
        last = rows[-1][0]


def epoch_of(connection: sqlite3.Connection) -> datetime:
    """From when this till's counts weigh."""
    ((epoch,),) = connection.execute("SELECT value FROM state WHERE name = 'epoch'").fetchall()
    return datetime.fromisoformat(epoch)
