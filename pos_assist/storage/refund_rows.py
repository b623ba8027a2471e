"""Money given back, by refund or void, as rows and as lines of the journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pos_assist.domain.codec import stored
from pos_assist.domain.receipts import Refunded, Voided

Rows = Callable[..., list[tuple[Any, ...]]]


def write_refund(connection: sqlite3.Connection, fields: Mapping[str, Any]) -> int:
    """One refund, inside a transaction; its id. Raises KeyError where there is no such receipt."""
    found = connection.execute("SELECT id FROM receipts WHERE key = ?", (fields["key"],)).fetchone()
    if found is None:
        raise KeyError(fields["key"])
    cursor = connection.execute(
        "INSERT INTO refunds (receipt, at, reason, units, amount, who, till) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            found[0], fields["at"], fields["reason"], json.dumps(fields["units"]), fields["amount"],
            fields.get("who", ""), fields.get("till", ""),
        ),
    )  # fmt: skip
    assert cursor.lastrowid is not None
    return cursor.lastrowid


@stored()
def refund_fields(rows: Rows, ref: int) -> dict[str, Any]:
    """Return a refund's fields as the journal stores them."""
    sql = (
        "SELECT key, f.at, f.reason, f.units, f.amount, f.who, f.till FROM refunds f"
        " JOIN receipts r ON r.id = f.receipt WHERE f.id = ?"
    )
    [(key, at, reason, units, amount, who, till)] = rows(sql, ref)
    given = {"at": at, "reason": reason, "units": json.loads(units), "amount": amount, "who": who, "till": till}
    return {"key": key, **given}


@stored()
def read_refunds(rows: Rows, key: str) -> list[Refunded]:
    """Return the refunds of that receipt, the oldest first."""
    sql = (
        "SELECT at, reason, units, amount, who, till FROM refunds"
        " WHERE receipt = (SELECT id FROM receipts WHERE key = ?) ORDER BY id"
    )
    return [
        Refunded(datetime.fromisoformat(at), reason, tuple((line, n) for line, n in json.loads(units)), *rest)
        for at, reason, units, *rest in rows(sql, key)
    ]


def write_void(connection: sqlite3.Connection, fields: Mapping[str, Any]) -> int:
    """One void, inside a transaction; the row of its receipt. Raises KeyError where there is no such receipt."""
    found = connection.execute("SELECT id, total FROM receipts WHERE key = ?", (fields["key"],)).fetchone()
    if found is None:
        raise KeyError(fields["key"])
    row, total = found
    connection.execute(
        "INSERT INTO voids (receipt, at, reason, amount, who, till) VALUES (?, ?, ?, ?, ?, ?)",
        (
            row, fields["at"], fields["reason"], fields.get("amount", total), fields.get("who", ""),
            fields.get("till", ""),
        ),
    )  # fmt: skip
    return int(row)


def void_fields(rows: Rows, ref: int) -> dict[str, Any]:
    """Return a void's fields as the journal stores them; `ref` is its receipt."""
    sql = (
        "SELECT key, v.at, v.reason, v.amount, v.who, v.till FROM voids v JOIN receipts r ON r.id = v.receipt"
        " WHERE v.receipt = ?"
    )
    [(key, at, reason, amount, who, till)] = rows(sql, ref)
    return {"key": key, "at": at, "reason": reason, "amount": amount, "who": who, "till": till}


@stored()
def read_void(rows: Rows, key: str) -> Voided | None:
    """How that receipt was voided; None where it was not."""
    sql = "SELECT v.at, v.reason, v.amount, v.who, v.till FROM voids v JOIN receipts r ON r.id = v.receipt WHERE r.key = ?"
    found = rows(sql, key)
    return Voided(datetime.fromisoformat(found[0][0]), *found[0][1:]) if found else None
