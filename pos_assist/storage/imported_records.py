"""Past receipts out of files as records for headquarters, a month at a time. They have no number of an event: what names one is its
number in the other register and its day, so that two tills that read the same file give the same records; its tag is its whole key, so that
headquarters knows it for a sale that a till followed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from pos_assist.domain.codec import stored, stored_time
from pos_assist.domain.shared_record import (
    IMPORTED_ARM,
    ReceiptName,
    SharedLine,
    SharedSale,
    SharedVoid,
    imported_life,
    to_line,
)
from pos_assist.storage.receipt_rows import IMPORTED

Rows = Callable[..., list[tuple[Any, ...]]]


def imported_state(rows: Rows) -> list[int]:
    """What changes whenever something was read in or taken back: the newest row, how many, how many of them taken back."""
    sql = (
        "SELECT coalesce(max(r.id), 0), count(*), count(v.receipt) FROM receipts r LEFT JOIN voids v ON v.receipt = r.id"
        " WHERE r.till = ?"
    )
    return [int(x) for x in rows(sql, IMPORTED)[0]]


def imported_months(rows: Rows) -> list[str]:
    """The months that such receipts are of: 2026-11."""
    return [
        x for (x,) in rows("SELECT DISTINCT substr(sold_at, 1, 7) FROM receipts WHERE till = ? ORDER BY 1", IMPORTED)
    ]


@stored()
def imported_records(rows: Rows, month: str, shop: str) -> list[str]:
    """The records of that month, by their numbers."""
    where = "FROM receipts r WHERE r.till = ? AND substr(r.sold_at, 1, 7) = ?"
    lines: dict[int, list[SharedLine]] = {}
    sql = (
        "SELECT l.receipt, s.code, l.qty, l.net FROM receipt_lines l JOIN sold_items s ON s.id = l.item"
        f" WHERE l.receipt IN (SELECT r.id {where}) ORDER BY l.receipt, l.line"
    )
    for receipt, code, qty, net in rows(sql, IMPORTED, month):
        lines.setdefault(receipt, []).append(SharedLine(code, qty, net))
    found: dict[int, str] = {}
    sql = f"SELECT r.id, r.sold_at, r.key, r.total, (SELECT v.at FROM voids v WHERE v.receipt = r.id) {where} ORDER BY r.id"
    for receipt, sold_at, key, total, voided_at in rows(sql, IMPORTED, month):
        at = stored_time(sold_at).replace(microsecond=0)
        seq = _number(key)
        own = tuple(lines.get(receipt, ()))
        if not own:
            continue
        found[seq] = to_line(SharedSale(seq, at, key, total, total, IMPORTED_ARM, 0, own))
        if voided_at:
            name = ReceiptName(imported_life(shop, at), seq, key)
            found[_number(f"void {key}")] = to_line(SharedVoid(_number(f"void {key}"), at, name))
    return [line for _, line in sorted(found.items())]


def _number(key: str) -> int:
    """A number for a receipt that no event gave one: 39 bits of its key. Of a thousand receipts a day for three years two of one day
    get the same once in some thousand shops."""
    return 1 + (int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 25)
