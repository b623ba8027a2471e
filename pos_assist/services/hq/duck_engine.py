"""The counting SQL on DuckDB, in pieces of a million receipts: memory stays flat, and a day more is a day's work."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.services.hq import counting_sql as sql
from pos_assist.services.hq.store import Collection, HqStore

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PIECE = 1_000_000  # receipts
MEMORY = "4GB"
Rows = list[tuple[Any, ...]]


@contextlib.contextmanager
def connected() -> Iterator[DuckDBPyConnection]:
    """A connection in memory. Raises EnvironmentProblem needs_extra where DuckDB is not installed."""
    try:
        import duckdb  # noqa: PLC0415 — lazy: an extra, and 0.2 s
    except ImportError as error:
        raise EnvironmentProblem("needs_extra", what="DuckDB", extra="hq") from error
    connection = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "preserve_insertion_order": "false"})
    connection.execute(
        "SET enable_progress_bar = false"
    )  # where a terminal is, it would draw over the command's own words
    try:
        yield connection
    finally:
        connection.close()


def count(store: HqStore, collection: Collection, today: int, connection: DuckDBPyConnection) -> dict[str, Rows]:
    """Every table of `counting_sql`, with the items' codes in place of their numbers."""
    codes = _codes(store, collection, connection)
    first = min((x.first_day for x in collection.parts.values()), default=today)
    last = max((x.last_day for x in collection.parts.values()), default=today)
    _put(connection, "codes", ("item", "code"), [*enumerate(codes)])
    _put(connection, "decay", ("day", "w"), sql.decay(first - 1, last + 1, today))
    _put(connection, "sizes", ("size", "w"), sql.sizes())
    _put(connection, "params", ("shrink", "k"), [(sql.SHRINK, sql.NEIGHBOURS)])
    _voids(store, collection, connection)
    begun = False
    for parts in pieces(collection):
        for kind in ("records", "lines", "offers"):
            _raw(connection, f"raw_{kind}", store.files(collection, kind, parts))
        for statement in (*sql.PIECE, *sql.SUMS):
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {statement.name} AS {statement.sql}")
        for statement in sql.SUMS:
            into = (
                "INSERT INTO sum_{0} SELECT * FROM {0}" if begun else "CREATE TEMP TABLE sum_{0} AS SELECT * FROM {0}"
            )
            connection.execute(into.format(statement.name))
        begun = True
        for statement in sql.PIECE:
            connection.execute(f"DROP TABLE {statement.name}")
    if not begun:
        return {name: [] for name in sql.TABLES}
    for statement in sql.SUMS:
        summed = sql.added_up(statement.name, f"sum_{statement.name}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {statement.name} AS {summed}")
    for statement in sql.LAST:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {statement.name} AS {statement.sql}")
    tables = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in sql.TABLES}
    return named(tables, codes)


def newest_receipts(
    store: HqStore, collection: Collection, connection: DuckDBPyConnection, most: int
) -> list[tuple[list[str], datetime]]:
    """(items, time) of the newest receipts of all shops that stand, the oldest first; for solving weights."""
    parts: list[str] = []
    receipts = 0
    for name, part in sorted(collection.parts.items(), key=lambda x: (-x[1].last_day, x[0])):
        parts.append(name)
        receipts += part.receipts
        if receipts >= 2 * most:
            break
    if not parts:
        return []
    _voids(store, collection, connection)
    for kind in ("records", "lines"):
        _raw(connection, f"raw_{kind}", store.files(collection, kind, parts))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE voids AS {sql.PIECE[0].sql}")
    rows = connection.execute(
        "SELECT day, minute, list(DISTINCT item ORDER BY item) FROM raw_lines l WHERE NOT EXISTS"
        " (SELECT 1 FROM voids v WHERE v.receipt = l.receipt)"
        " GROUP BY shop, receipt, day, minute ORDER BY day DESC, minute DESC, shop, receipt LIMIT ?",
        [most],
    ).fetchall()
    midnight = datetime.combine(sql.EPOCH, time())
    return [(items, midnight + timedelta(days=day, minutes=minute)) for day, minute, items in reversed(rows)]


def pieces(collection: Collection) -> Iterator[list[str]]:
    """The parts, as many at a time as make a piece."""
    some: list[str] = []
    receipts = 0
    for name, part in sorted(collection.parts.items()):
        if some and receipts + part.receipts > PIECE:
            yield some
            some, receipts = [], 0
        some.append(name)
        receipts += part.receipts
    if some:
        yield some


def named(tables: dict[str, Rows], codes: Sequence[str]) -> dict[str, Rows]:
    """The tables with codes for numbers: two stores that met the items in another order have the same."""
    at = {"items": (0,), "pairs": (0, 1), "slots": (0,), "neighbours": (0, 2)}
    return {
        name: [tuple(codes[x] if i in at[name] else x for i, x in enumerate(row)) for row in rows]
        if name in at
        else rows
        for name, rows in tables.items()
    }


def _codes(store: HqStore, collection: Collection, connection: DuckDBPyConnection) -> list[str]:
    files = store.files(collection, "lines")
    if not files:
        return []
    rows = connection.execute(
        "SELECT DISTINCT item FROM read_parquet(?, hive_partitioning = false)", [files]
    ).fetchall()
    return sorted(code for (code,) in rows)


def _voids(store: HqStore, collection: Collection, connection: DuckDBPyConnection) -> None:
    _raw(connection, "raw_void_records", store.files(collection, "records"), "AND kind = 1")
    _put(connection, "told_twice", ("target", "tag"), list(collection.told_twice.items()))
    both = " UNION ALL ".join(
        f"SELECT target, tag::VARCHAR AS tag FROM {x}" for x in ("raw_void_records", "told_twice")
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW raw_voids AS {both}")


def _raw(connection: DuckDBPyConnection, name: str, files: list[str], where: str = "") -> None:
    """The Parquet files as a view, with the shop out of their path."""
    if not files:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT NULL::VARCHAR AS shop, NULL::BIGINT AS target, NULL::VARCHAR AS tag WHERE false")  # fmt: skip
        return
    listed = ", ".join("'" + x.replace("'", "''") + "'" for x in files)
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet([{listed}], hive_partitioning = true,"
        f" hive_types_autocast = false, union_by_name = true) WHERE true {where}"
    )


def _put(connection: DuckDBPyConnection, name: str, columns: tuple[str, str], rows: Sequence[tuple[Any, Any]]) -> None:
    """A small table of two columns."""
    kinds = ["VARCHAR" if rows and isinstance(rows[0][i], str) else "BIGINT" for i in (0, 1)]
    cast = ", ".join(f"unnest(?::{kind}[]) AS {column}" for kind, column in zip(kinds, columns, strict=True))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {cast}", [[x[0] for x in rows], [x[1] for x in rows]]
    )
