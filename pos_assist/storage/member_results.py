"""Members as a report counts them: reads the whole time asked for, never at the counter."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from pos_assist.learning.comeback import FEWEST, MemberReport, Return, basket
from pos_assist.storage.connection import Reader
from pos_assist.storage.receipt_rows import IMPORTED, iso

DAYS = 90  # new: came first within them; returning: came within them and before; lapsed: has not come within them
_STANDS = "id NOT IN (SELECT receipt FROM voids)"


def member_report(reader: Reader, now: datetime, within: int) -> MemberReport:
    """`within`: days in which an offer for the next visit counts. An offer's effect is told by person: did he or she come back in
    time after the first receipt that made one, or would have made one in the control share."""
    since = now - timedelta(days=DAYS)
    people = reader.rows(
        f"SELECT min(sold_at) >= ?1, max(sold_at) >= ?1 FROM receipts WHERE member <> '' AND {_STANDS} GROUP BY member",
        iso(since),
    )
    kinds = Counter("lapsed" if not late else "new" if first else "returning" for first, late in people)
    sums = {
        with_card: (n, total, squares)
        for with_card, n, total, squares in reader.rows(
            "SELECT member <> '', count(*), sum(total), sum(total * total) FROM receipts WHERE sold_at >= ?"
            f" AND till <> '{IMPORTED}' AND {_STANDS} GROUP BY member <> ''",
            iso(since),
        )
    }
    first = reader.rows(
        "SELECT member, min(sold_at), more ->> '$.next_visit' IS NOT NULL FROM receipts WHERE member <> ''"
        " AND (more ->> '$.next_visit' IS NOT NULL OR more ->> '$.next_visit_withheld')"
        f" AND sold_at < ? AND {_STANDS} GROUP BY member",
        iso(now - timedelta(days=within)),
    )
    came: Counter[tuple[bool, bool]] = Counter()
    for member, at, made in first:
        until = datetime.fromisoformat(at) + timedelta(days=within)
        again = f"SELECT 1 FROM receipts WHERE member = ? AND sold_at > ? AND sold_at <= ? AND {_STANDS} LIMIT 1"
        came[bool(made), bool(reader.rows(again, member, at, iso(until)))] += 1
    new, returning, lapsed = (kinds[x] if kinds[x] >= FEWEST else None for x in ("new", "returning", "lapsed"))
    return MemberReport(
        DAYS,
        len(people),
        new,
        returning,
        lapsed,
        basket(*sums.get(1, (0, 0, 0))),
        basket(*sums.get(0, (0, 0, 0))),
        within,
        Return(came[True, True], came[True, True] + came[True, False]),
        Return(came[False, True], came[False, True] + came[False, False]),
    )
