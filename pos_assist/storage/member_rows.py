"""Members in their tables: cards as keyed hashes, what each bought as counts. Functions of a connection, for the till, the
import of past receipts, the journal's replay and the migration.

A card's number is never written down. What is kept is its BLAKE2b hash under a key that this shop alone has (`member_key`
in `state`), so that two shops' files cannot be matched, and of who wants it the readable end. A receipt bears the member's
id, which is random.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import blake2b
from os import urandom
from typing import Any

from pos_assist.domain.codec import stored_time
from pos_assist.domain.members import card_form, is_member_id, last_digits
from pos_assist.learning.counting import weight
from pos_assist.storage.receipt_rows import recall, remember

KEY = "member_key"
_SIZE = 16  # bytes of a hash
VISITS = ""  # the row of `member_counts` that counts visits
_FIELDS = ("id", "card", "digits", "phone", "shown", "name", "consent")
_ADD = (
    "INSERT INTO member_counts VALUES (?, ?, ?, ?)"
    " ON CONFLICT (member, item) DO UPDATE SET n = n + excluded.n, w = w + excluded.w"
)


def member_key(connection: sqlite3.Connection) -> bytes:
    """The key of this shop's hashes, made when it is first needed."""
    found = recall(connection, KEY)
    if found is None:
        found = urandom(32).hex()
        remember(connection, KEY, found)
    return bytes.fromhex(found)


def card_hash(key: bytes, card: str) -> str:
    """The hash of a card's number."""
    return _hash(key, b"card", card_form(card))


def digits_hash(key: bytes, text: str) -> str:
    """The hash of the last digits of a number; empty where it has too few."""
    digits = last_digits(text)
    return _hash(key, b"digits", digits) if digits else ""


def number_of(member: str) -> int:
    """The row number of a member's id."""
    return int(member[1:], 16)


def new_member(
    connection: sqlite3.Connection, card: str, *, name: str = "", phone: str = "", shown: str = "", consent: date | None
) -> dict[str, Any]:
    """Insert a member; its fields, as the journal has them. IntegrityError: the card is there already."""
    key = member_key(connection)
    fields = {
        "key": key.hex(),
        "id": f"#{int.from_bytes(urandom(8)) >> 4:015x}",
        "card": card_hash(key, card),
        "digits": digits_hash(key, card),
        "phone": digits_hash(key, phone),
        "shown": shown,
        "name": name,
        "consent": consent.isoformat() if consent else "",
    }
    put_member(connection, fields)
    return fields


def put_member(connection: sqlite3.Connection, fields: dict[str, Any]) -> int:
    """Write a member as a line of the journal has it; the row number. A line without fields is of a forgotten one: 0."""
    if "id" not in fields:
        return 0
    remember(connection, KEY, str(fields["key"]))
    number = number_of(fields["id"])
    connection.execute(
        "INSERT INTO members (number, id, card, digits, phone, shown, name, consent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET shown = excluded.shown, name = excluded.name, consent = excluded.consent",
        (number, *(fields[x] for x in _FIELDS)),
    )
    return number


def member_fields(connection: sqlite3.Connection, number: int) -> dict[str, Any]:
    """A member as a line of the journal; empty where he or she was forgotten meanwhile."""
    sql = f"SELECT {', '.join(_FIELDS)} FROM members WHERE number = ?"
    rows = connection.execute(sql, (number,)).fetchall()
    return {"key": recall(connection, KEY), **dict(zip(_FIELDS, rows[0], strict=True))} if rows else {}


def forget_member(connection: sqlite3.Connection, number: int) -> None:
    """Remove the member, the counts, and the link from every receipt and open order."""
    member = f"#{number:015x}"
    connection.execute("DELETE FROM members WHERE number = ?", (number,))
    connection.execute("DELETE FROM member_counts WHERE member = ?", (member,))
    connection.execute("UPDATE receipts SET member = '' WHERE member = ?", (member,))
    connection.execute(
        "UPDATE open_orders SET saved = json_set(saved, '$.order.member', '') WHERE saved ->> '$.order.member' = ?",
        (member,),
    )


def member_of_card(connection: sqlite3.Connection, card: str) -> str:
    """The id of the member with that card; empty: none."""
    key = member_key(connection)
    rows = connection.execute("SELECT id FROM members WHERE card = ?", (card_hash(key, card),)).fetchall()
    return str(rows[0][0]) if rows else ""


class CardIds:
    """The ids of cards that a file or an older database has in plain; who is not there yet becomes a member, without a date
    of consent. `made` are the new ones' fields."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: dict[str, str] = {}
        self.made: list[dict[str, Any]] = []

    def id_of(self, card: str) -> str:
        """The id for a card's number; an id, or nothing, stays what it is."""
        form = card_form(card)
        if not form or is_member_id(card):
            return card if form else ""
        found = self._ids.get(form) or member_of_card(self._connection, form)
        if not found:
            fields = new_member(self._connection, form, consent=None)
            self.made.append(fields)
            found = fields["id"]
        self._ids[form] = found
        return found


# -- counts --------------------------------------------------------------------------------------------------------


def increments(member: str, codes: Iterable[str], at: datetime, epoch: datetime) -> list[tuple[str, str, int, int]]:
    """What one receipt adds to a member's counts: (member, item, 1, weight) for each item and for the visit."""
    w = weight((at.date() - epoch.date()).days, 2)
    return [(member, code, 1, w) for code in (VISITS, *sorted(set(codes)))] if member else []


def add_counts(connection: sqlite3.Connection, rows: Iterable[tuple[str, str, int, int]], sign: int = 1) -> None:
    """Learn (1) or un-learn (−1) inside a transaction."""
    signed = [(member, item, sign * n, sign * w) for member, item, n, w in rows]
    connection.executemany(_ADD, signed)
    if sign < 0:
        gone = [(member, item) for member, item, _, _ in signed]
        connection.executemany("DELETE FROM member_counts WHERE member = ? AND item = ? AND n = 0 AND w = 0", gone)


def visits(connection: sqlite3.Connection, newest: int) -> list[tuple[str, list[str], datetime]]:
    """(member, item codes in the order rung up, when) of the newest receipts of members that were not voided, the oldest
    first; for a worker."""
    rows = connection.execute(
        "SELECT r.member, r.sold_at, json_group_array(s.code) FROM (SELECT id, member, sold_at FROM receipts WHERE member <> ''"
        " AND id NOT IN (SELECT receipt FROM voids) ORDER BY id DESC LIMIT ?) r JOIN receipt_lines l ON l.receipt = r.id"
        " JOIN sold_items s ON s.id = l.item GROUP BY r.id ORDER BY r.sold_at, r.id",
        (newest,),
    )
    found = rows.fetchall()
    return [(member, list(dict.fromkeys(json.loads(codes))), stored_time(at)) for member, at, codes in found]


class Recount:
    """Every member's counts anew: counted over a reading connection, what came meanwhile added in the writing transaction."""

    def __init__(self, epoch: datetime, now: datetime = datetime.max) -> None:
        """What is dated after `now` counts as of then."""
        self._epoch, self._now = epoch, now
        self._totals: dict[tuple[str, str], tuple[int, int]] = {}

    def count(self, connection: sqlite3.Connection, after: int = 0) -> None:
        """Add the receipts after that row that were not voided."""
        rows = connection.execute(
            "SELECT r.member, r.sold_at, json_group_array(s.code) FROM receipts r JOIN receipt_lines l ON l.receipt = r.id"
            " JOIN sold_items s ON s.id = l.item WHERE r.member <> '' AND r.id > ? AND r.id NOT IN"
            " (SELECT receipt FROM voids) GROUP BY r.id",
            (after,),
        )
        for member, sold_at, codes in rows:
            at = min(datetime.fromisoformat(sold_at), self._now)
            for _, item, n, w in increments(member, json.loads(codes), at, self._epoch):
                old_n, old_w = self._totals.get((member, item), (0, 0))
                self._totals[member, item] = (old_n + n, old_w + w)

    def put(self, connection: sqlite3.Connection) -> None:
        """Write them in place of those there are; of who was forgotten meanwhile nothing comes back."""
        connection.execute("DELETE FROM member_counts")
        connection.executemany(
            "INSERT INTO member_counts SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM members WHERE id = ?1)",
            ((*key, n, w) for key, (n, w) in sorted(self._totals.items())),
        )


def _hash(key: bytes, of: bytes, text: str) -> str:
    return blake2b(text.encode(), digest_size=_SIZE, key=key, person=of).hexdigest()
