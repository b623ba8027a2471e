"""Money given back, by refund or void, as rows and as lines of the journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pos_assist.domain.codec import decode, stored
from pos_assist.domain.receipts import Refunded, Tender, Voided

Rows = Callable[..., list[tuple[Any, ...]]]


def write_refund(connection: sqlite3.Connection, fields: Mapping[str, Any]) -> int:
    """One refund, inside a transaction; its id. Raises KeyError where there is no such receipt."""
    found = connection.execute("SELECT id FROM receipts WHERE key = ?", (fields["key"],)).fetchone()
    if found is None:
        raise KeyError(fields["key"])
    cursor = connection.execute(
        "INSERT INTO refunds (receipt, at, reason, units, amount, who, till, tenders) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            found[0], fields["at"], fields["reason"], json.dumps(fields["units"]), fields["amount"],
            fields.get("who", ""), fields.get("till", ""), json.dumps(fields.get("tenders", []), ensure_ascii=False),
        ),
    )  # fmt: skip
    assert cursor.lastrowid is not None
    return cursor.lastrowid


@stored()
def refund_fields(rows: Rows, ref: int) -> dict[str, Any]:
    """Return a refund's fields as the journal stores them."""
    sql = (
        "SELECT key, f.at, f.reason, f.units, f.amount, f.who, f.till, f.tenders FROM refunds f"
        " JOIN receipts r ON r.id = f.receipt WHERE f.id = ?"
    )
    [(key, at, reason, units, amount, who, till, tenders)] = rows(sql, ref)
    given = {"at": at, "reason": reason, "units": json.loads(units), "amount": amount, "who": who, "till": till}
    return {"key": key, **given, **_if_any(tenders)}


@stored()
def read_refunds(rows: Rows, key: str) -> list[Refunded]:
    """Return the refunds of that receipt, the oldest first."""
    sql = (
        "SELECT at, reason, units, amount, who, till, tenders FROM refunds"
        " WHERE receipt = (SELECT id FROM receipts WHERE key = ?) ORDER BY id"
    )
    return [
        Refunded(
            datetime.fromisoformat(at),
            reason,
            tuple((line, n) for line, n in json.loads(units)),
            amount,
            who,
            till,
            _tenders(tenders),
        )
        for at, reason, units, amount, who, till, tenders in rows(sql, key)
    ]


def write_void(connection: sqlite3.Connection, fields: Mapping[str, Any]) -> int:
    """One void, inside a transaction; the row of its receipt. Raises KeyError where there is no such receipt."""
    found = connection.execute("SELECT id, total FROM receipts WHERE key = ?", (fields["key"],)).fetchone()
    if found is None:
        raise KeyError(fields["key"])
    row, total = found
    connection.execute(
        "INSERT INTO voids (receipt, at, reason, amount, who, till, tenders) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            row, fields["at"], fields["reason"], fields.get("amount", total), fields.get("who", ""),
            fields.get("till", ""), json.dumps(fields.get("tenders", []), ensure_ascii=False),
        ),
    )  # fmt: skip
    return int(row)


def void_fields(rows: Rows, ref: int) -> dict[str, Any]:
    """Return a void's fields as the journal stores them; `ref` is its receipt."""
    sql = (
        "SELECT key, v.at, v.reason, v.amount, v.who, v.till, v.tenders FROM voids v JOIN receipts r ON r.id = v.receipt"
        " WHERE v.receipt = ?"
    )
    [(key, at, reason, amount, who, till, tenders)] = rows(sql, ref)
    given = {"at": at, "reason": reason, "amount": amount, "who": who, "till": till}
    return {"key": key, **given, **_if_any(tenders)}


@stored()
def read_void(rows: Rows, key: str) -> Voided | None:
    """How that receipt was voided; None where it was not."""
    sql = (
        "SELECT v.at, v.reason, v.amount, v.who, v.till, v.tenders FROM voids v JOIN receipts r ON r.id = v.receipt"
        " WHERE r.key = ?"
    )
    for at, reason, amount, who, till, tenders in rows(sql, key):
        return Voided(datetime.fromisoformat(at), reason, amount, who, till, _tenders(tenders))
    return None


def _tenders(text: str) -> tuple[Tender, ...]:
    return tuple(decode(Tender, x) for x in json.loads(text))


def _if_any(tenders: str) -> dict[str, Any]:
    found = json.loads(tenders)
    return {"tenders": found} if found else {}
