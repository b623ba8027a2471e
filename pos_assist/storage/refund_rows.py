"""Refunds as rows and as lines of the journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pos_assist.domain.receipts import Refunded

Rows = Callable[..., list[tuple[Any, ...]]]


def write_refund(connection: sqlite3.Connection, fields: Mapping[str, Any]) -> int:
    """One refund, inside a transaction; its id. Raises KeyError where there is no such receipt."""
    found = connection.execute("SELECT id FROM receipts WHERE key = ?", (fields["key"],)).fetchone()
    if found is None:
        raise KeyError(fields["key"])
    cursor = connection.execute(
        "INSERT INTO refunds (receipt, at, reason, units, amount) VALUES (?, ?, ?, ?, ?)",
        (found[0], fields["at"], fields["reason"], json.dumps(fields["units"]), fields["amount"]),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def refund_fields(rows: Rows, ref: int) -> dict[str, Any]:
    """What the journal holds of a refund."""
    sql = "SELECT key, at, reason, units, amount FROM refunds f JOIN receipts r ON r.id = f.receipt WHERE f.id = ?"
    [(key, at, reason, units, amount)] = rows(sql, ref)
    return {"key": key, "at": at, "reason": reason, "units": json.loads(units), "amount": amount}


def read_refunds(rows: Rows, key: str) -> list[Refunded]:
    """What was given back of that receipt, in order."""
    sql = "SELECT at, reason, units, amount FROM refunds WHERE receipt = (SELECT id FROM receipts WHERE key = ?) ORDER BY id"
    return [
        Refunded(datetime.fromisoformat(at), reason, tuple((line, n) for line, n in json.loads(units)), amount)
        for at, reason, units, amount in rows(sql, key)
    ]
