"""The SQL that counts, one text for every engine: each statement a pure SELECT whose result is kept under its name.

Exact on every engine: weights are whole numbers out of small tables made once in Python (no pow or ln in SQL), sums are of whole
numbers, ties are broken by item, floor and CAST are written where dialects differ. A piece of the receipts gives sums that add
up with those of other pieces, since a receipt is never in two.

Inputs: raw_lines (shop, receipt, day, minute, item, qty, net), raw_records (shop, receipt, kind, tag, target, day, total, list_total,
arm, amount), raw_voids (target, tag: voids, and records of sales that another record counts for), raw_offers (shop, receipt, kind, items, outcome), codes (item, code), decay (day, w), sizes (size, w),
params (shrink, k). Days are counted from 1970-01-01 in shop time; 10^6 is the weight of today, 10^3 that of two items.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

HALF_LIFE = 120  # days, as at the till
OMEGA = 0.25  # a receipt of m items weighs (m − 1)^−OMEGA, as at the till
TODAY, TWO_ITEMS = 10**6, 10**3
MOST_ITEMS = 50  # of a receipt, for its weight
EPOCH = date(1970, 1, 1)


class Statement(NamedTuple):
    """One SELECT and the name of its result."""

    name: str
    sql: str


PIECE = (
    Statement(
        "voids",
        "SELECT DISTINCT v.target AS receipt FROM raw_voids v JOIN raw_records s"
        " ON s.receipt = v.target AND right(s.tag, 2) = right(v.tag, 2) WHERE s.kind = 0",
    ),
    Statement(
        "standing",
        "SELECT r.shop, r.receipt, r.day, r.total, r.list_total, r.arm FROM raw_records r WHERE r.kind = 0 AND NOT EXISTS"
        " (SELECT 1 FROM voids v WHERE v.receipt = r.receipt)",
    ),
    Statement(
        "basket",
        "SELECT DISTINCT l.shop, l.receipt, l.day, CAST(floor(l.minute / 60) AS INT) AS hour, c.item FROM raw_lines l"
        " JOIN codes c ON c.code = l.item WHERE NOT EXISTS"
        " (SELECT 1 FROM voids v WHERE v.receipt = l.receipt)",
    ),
    Statement(
        "weighted",
        "SELECT b.shop, b.receipt, b.day, b.hour, b.item, s.size, CAST(CASE WHEN s.size > 1 THEN d.w * z.w ELSE 0 END AS BIGINT)"
        " AS w FROM basket b JOIN (SELECT shop, receipt, count(*) AS size FROM basket GROUP BY shop, receipt) s"
        " ON s.shop = b.shop AND s.receipt = b.receipt JOIN decay d ON d.day = b.day"
        f" JOIN sizes z ON z.size = LEAST(s.size, {MOST_ITEMS})",
    ),
)
SUMS = (
    Statement("items", "SELECT item, count(*) AS n, CAST(sum(w) AS BIGINT) AS w FROM weighted GROUP BY item"),
    Statement(
        "pairs",
        "SELECT a.item AS i, b.item AS j, count(*) AS n, CAST(sum(a.w) AS BIGINT) AS w FROM weighted a JOIN weighted b"
        " ON b.shop = a.shop AND b.receipt = a.receipt AND b.item > a.item GROUP BY a.item, b.item",
    ),
    Statement(
        "slots",
        "SELECT item, CASE WHEN (day + 3) % 7 >= 5 THEN 5 ELSE (day + 3) % 7 END AS weekday, hour, count(*) AS n,"
        " CAST(sum(w) AS BIGINT) AS w FROM weighted GROUP BY item, CASE WHEN (day + 3) % 7 >= 5 THEN 5 ELSE (day + 3) % 7 END, hour",
    ),
    Statement(
        "sizes_of",
        "SELECT size, count(*) AS n FROM (SELECT shop, receipt, count(*) AS size FROM basket GROUP BY shop, receipt) s"
        " GROUP BY size",
    ),
    Statement(
        "days",
        "SELECT shop, day, arm, count(*) AS n, CAST(sum(total) AS BIGINT) AS total, CAST(sum(total * total) AS BIGINT) AS squares,"
        " CAST(sum(list_total) AS BIGINT) AS list_total FROM standing GROUP BY shop, day, arm",
    ),
    Statement(
        "answers",
        "SELECT o.kind, o.items, o.outcome, count(*) AS n FROM raw_offers o JOIN standing s"
        " ON s.shop = o.shop AND s.receipt = o.receipt GROUP BY o.kind, o.items, o.outcome",
    ),
)
KEYS = {  # what a row of each sum is of; the other columns add up
    "items": ("item",),
    "pairs": ("i", "j"),
    "slots": ("item", "weekday", "hour"),
    "sizes_of": ("size",),
    "days": ("shop", "day", "arm"),
    "answers": ("kind", "items", "outcome"),
}
ADDED = {
    "items": ("n", "w"),
    "pairs": ("n", "w"),
    "slots": ("n", "w"),
    "sizes_of": ("n",),
    "days": ("n", "total", "squares", "list_total"),
    "answers": ("n",),
}
LAST = (
    Statement(
        "neighbours",
        "WITH sym AS (SELECT i, j, w FROM pairs UNION ALL SELECT j AS i, i AS j, w FROM pairs), scored AS ("
        " SELECT s.i, s.j, s.w, CAST(s.w AS DOUBLE) / (sqrt(CAST(a.w AS DOUBLE) * CAST(b.w AS DOUBLE))"
        " + CAST(p.shrink AS DOUBLE)) AS score FROM sym s JOIN items a ON a.item = s.i JOIN items b ON b.item = s.j"
        " CROSS JOIN params p WHERE s.w > 0), ranked AS ("
        " SELECT i, j, w, score, row_number() OVER (PARTITION BY i ORDER BY score DESC, j) AS place FROM scored)"
        " SELECT r.i, r.place, r.j, r.w, r.score FROM ranked r CROSS JOIN params p WHERE r.place <= p.k",
    ),
)
TABLES = (*(x.name for x in SUMS), *(x.name for x in LAST))
SHRINK, NEIGHBOURS = 10**9 * 4, 50


def added_up(name: str, source: str) -> str:
    """The sums of several pieces as one."""
    keys = ", ".join(KEYS[name])
    sums = ", ".join(f"CAST(sum({x}) AS BIGINT) AS {x}" for x in ADDED[name])
    return f"SELECT {keys}, {sums} FROM {source} GROUP BY {keys}"


def decay(first: int, last: int, today: int) -> list[tuple[int, int]]:
    """(day, weight) of every day between; what lies after today weighs as today."""
    return [(day, round(TODAY * 0.5 ** (max(today - day, 0) / HALF_LIFE))) for day in range(first, last + 1)]


def sizes() -> list[tuple[int, int]]:
    """(items of a receipt, weight)."""
    return [(1, 0), *((m, round(TWO_ITEMS * (m - 1) ** -OMEGA)) for m in range(2, MOST_ITEMS + 1))]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The day of that number."""
    return EPOCH + timedelta(days=number)


def digest(rows: Iterable[Sequence[object]]) -> str:
    """The SHA-256 of a table's rows, sorted: two engines that have it alike have the same table, to the last digit of a double."""
    lines = sorted("\t".join(repr(x) if isinstance(x, float) else str(x) for x in row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
