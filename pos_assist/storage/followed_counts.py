"""Of registers that several tills follow: which of the others' records count here, whatever came first (`domain.followed_sales` has the rule)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from pos_assist.domain.followed_sales import Witnessed, day_of, standing
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.domain.shared_record import SharedRecord, SharedRedate, SharedSale, from_line
from pos_assist.storage.learned import Learned
from pos_assist.storage.receipt_rows import IMPORTED
from pos_assist.storage.shared_rows import epoch_of, taught

COUNTS, VOIDED, TOLD_TWICE = 0, 1, 2  # `voided` of another till's sale


def recount(connection: sqlite3.Connection, days: Iterable[str], learned: Learned) -> None:
    """Of the others' records of those days, learn from those that count by now, and un-learn those that no longer do."""
    for day in days:
        others = _others_of_day(connection, day)
        if not others:
            continue
        counting = standing([*_own_of_day(connection, day), *(x for x, _, _ in others)])
        for x, line, before in others:
            now = COUNTS if x.id in counting else TOLD_TWICE
            if before in (VOIDED, now):
                continue
            sale = from_line(line)
            assert isinstance(sale, SharedSale)
            what = taught(sale._replace(at=x.at), epoch_of(connection))
            learned.add(connection, what, 1 if now == COUNTS else -1)
            connection.execute("UPDATE shared_records SET voided = ? WHERE id = ?", (now, x.id))


def followed_days(record: SharedRecord) -> set[str]:
    """The days of registers beside tills that a record tells of."""
    if isinstance(record, SharedRedate):
        tags = [name.tag for name, _ in record.times]
    else:
        tags = [record.tag if isinstance(record, SharedSale) else record.of.tag]
    return {day_of(x) for x in tags if x.startswith(f"{FOLLOWED}:")}


def _own_of_day(connection: sqlite3.Connection, day: str) -> list[Witnessed]:
    """Our own sales of registers beside us on that day, followed or out of files: they count."""
    found = []
    for kind in (FOLLOWED, IMPORTED):
        sql = "SELECT r.id, r.key, r.sold_at, EXISTS (SELECT 1 FROM voids v WHERE v.receipt = r.id) FROM receipts r WHERE r.key >= ? AND r.key < ?"
        for row, key, sold_at, voided in connection.execute(sql, (f"{kind}:{day}/", f"{kind}:{day}0")):
            found.append(Witnessed(-row, "", key, datetime.fromisoformat(sold_at), bool(voided), fixed=True))
    return found


def _others_of_day(connection: sqlite3.Connection, day: str) -> list[tuple[Witnessed, str, int]]:
    """(record, its line, whether it counts: 0) of the followed sales that other tills published of that day."""
    sql = (
        "SELECT r.id, l.till, r.record ->> '$[4]', r.sold_at, r.voided, r.record FROM shared_records r JOIN shared_lives l ON l.id = r.life"
        " WHERE r.kind = 0 AND substr(r.record ->> '$[4]', 1, 5) = 'feed:' AND r.record ->> '$[4]' >= ? AND r.record ->> '$[4]' < ?"
    )
    rows = connection.execute(sql, (f"{FOLLOWED}:{day}/", f"{FOLLOWED}:{day}0")).fetchall()
    return [
        (Witnessed(row, f"other {till}", key, datetime.fromisoformat(at), flag == VOIDED), line, flag)
        for row, till, key, at, flag, line in rows
    ]


def days_since(connection: sqlite3.Connection, receipt: int) -> set[str]:
    """The days of our own sales of registers beside us that were written after that row."""
    sql = "SELECT DISTINCT substr(key, instr(key, ':') + 1, 10) FROM receipts WHERE id > ? AND till IN (?, ?)"
    return {day for (day,) in connection.execute(sql, (receipt, FOLLOWED, IMPORTED))}


def days_of_others(connection: sqlite3.Connection) -> set[str]:
    """The days of the followed sales that other tills published."""
    sql = "SELECT record ->> '$[4]' FROM shared_records WHERE kind = 0 AND substr(record ->> '$[4]', 1, 5) = 'feed:'"
    return {day_of(key) for (key,) in connection.execute(sql)}
