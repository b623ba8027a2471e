"""Members: added, found by card or last digits, exported, and forgotten everywhere.

A card is looked up by its keyed hash and never written down (member_rows.py). What one member bought is read by index, for
the newest visits only, when the card is read: nothing here grows with the history.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from pos_assist.domain.codec import decode, stored
from pos_assist.domain.members import Forgotten, Member, card_form, is_member_id
from pos_assist.domain.offers import NextVisit, OfferKind, Outcome, refusal_key
from pos_assist.domain.problems import Refused
from pos_assist.learning.comeback import MemberReport
from pos_assist.learning.counting import weight
from pos_assist.storage.connection import Reader
from pos_assist.storage.journal import JournalRecord, archives
from pos_assist.storage.journal_rewriting import Change, rewrite
from pos_assist.storage.member_backups import KEPT, Copy, copies_with_others, without_others
from pos_assist.storage.member_rows import (
    KEY,
    VISITS,
    card_hash,
    digits_hash,
    forget_member,
    member_fields,
    new_member,
    number_of,
)
from pos_assist.storage.part import StoragePart
from pos_assist.storage.receipt_rows import remember
from pos_assist.storage.writer import Writer

T = TypeVar("T")
NEWEST = 50  # visits of a member that are looked back at
_DUE = "journal_due"  # in `state`: the journal still says what was forgotten
_SELECT = "SELECT id, consent, name, shown FROM members"


@dataclass(frozen=True, slots=True)
class Bought:
    """An item that a member bought: how often, how often with recency (receipts, one of today counting 1), and the days on
    which among the newest visits, the newest first."""

    item: str
    times: int
    recent: float
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberHistory:
    """What a member did here. `recent` as in `Bought`, of visits; `declined` and `accepted` by refusal key, with the number
    of orders, of the newest visits; `coupons` are offers for the next visit that were made and not used."""

    visits: int
    recent: float
    last: date | None
    bought: tuple[Bought, ...] = ()
    declined: Mapping[str, int] = field(default_factory=dict)
    accepted: Mapping[str, int] = field(default_factory=dict)
    coupons: tuple[NextVisit, ...] = ()


class Members(StoragePart):
    """The members of one till's database."""

    def __init__(self, path: Path, reader: Reader, writer: Writer | None) -> None:
        self._path = path
        super().__init__(reader, writer)
        self.gone: frozenset[str] = frozenset()  # ids forgotten since this was opened: an open order may still bear one

    # -- finding -------------------------------------------------------------------------------------------------

    def find(self, card: str) -> Member | None:
        """The member with that card, however its number is written; also by his or her id."""
        if is_member_id(card):
            return self._one("id", card)
        key = self._key()
        return self._one("card", card_hash(key, card)) if key and card_form(card) else None

    def by_digits(self, digits: str) -> list[Member]:
        """Members whose card's or telephone's number ends in those digits; in the order of their names."""
        key = self._key()
        found = digits_hash(key, digits) if key else ""
        if not found:
            return []
        rows = self._reader.rows(f"{_SELECT} WHERE digits = ?1 OR phone = ?1 ORDER BY name, shown, id", found)
        return [_member(row) for row in rows]

    def every(self) -> list[Member]:
        """All of them, by name, then in the order in which they agreed."""
        rows = self._reader.rows(f"{_SELECT} ORDER BY name = '', name, consent, id")
        return [_member(row) for row in rows]

    def count(self) -> int:
        """How many there are."""
        [(count,)] = self._reader.rows("SELECT count(*) FROM members")
        return int(count)

    # -- adding --------------------------------------------------------------------------------------------------

    def add(self, card: str, consent: date | None, *, name: str = "", phone: str = "", shown: str = "") -> Member:
        """A new member. Refused: member_exists (the card is known)."""

        def write(connection: sqlite3.Connection) -> Member:
            try:
                fields = new_member(connection, card, name=name, phone=phone, shown=shown, consent=consent)
            except sqlite3.IntegrityError as error:
                raise Refused("member_exists") from error
            self._writer.note(connection, "member", number_of(fields["id"]), fields)
            return Member(fields["id"], consent, name, shown)

        return self._writer.now(write)

    def rename(self, member: str, name: str) -> Member:
        """That member under another name; empty: none is kept. Refused: no_such_member."""

        def write(connection: sqlite3.Connection) -> None:
            number = number_of(member)
            if not connection.execute("UPDATE members SET name = ? WHERE number = ?", (name, number)).rowcount:
                raise Refused("no_such_member")
            self._writer.note(connection, "member", number, member_fields(connection, number))

        self._writer.now(write)
        found = self._one("id", member)
        if found is None:  # forgotten this very moment
            raise Refused("no_such_member")
        return found

    # -- what one did --------------------------------------------------------------------------------------------

    @stored()
    def history(self, member: str, at: datetime, epoch: datetime) -> MemberHistory:
        """What that member did here, as of `at`; `epoch` as in `Learned.epoch`."""
        unit = weight((at.date() - epoch.date()).days, 2)
        counts = self._reader.rows(
            "SELECT item, n, w FROM member_counts WHERE member = ? ORDER BY w DESC, item", member
        )
        visits = next(((n, w) for item, n, w in counts if item == VISITS), (0, 0))
        newest = self._newest(member)
        days: dict[str, list[date]] = {}
        for _, sold_at, codes in newest:
            for code in codes:
                days.setdefault(code, []).append(sold_at)
        declined, accepted = self._answers([row for row, _, _ in newest])
        return MemberHistory(
            visits[0],
            visits[1] / unit,
            newest[0][1] if newest else None,
            tuple(Bought(item, n, w / unit, tuple(days.get(item, ()))) for item, n, w in counts if item != VISITS),
            declined,
            accepted,
            self._coupons([row for row, _, _ in newest], at.date()),
        )

    def last_visits(self) -> dict[str, tuple[int, str]]:
        """By id: how many receipts that were not voided, and the day of the latest. For a list, not for the counter."""
        rows = self._reader.rows(
            "SELECT member, count(*), max(sold_at) FROM receipts WHERE member <> '' AND id NOT IN (SELECT receipt FROM voids)"
            " GROUP BY member"
        )
        return {member: (n, at[:10]) for member, n, at in rows}

    def counts(self, member: str) -> dict[str, tuple[int, int]]:
        """(receipts, weight) of each item that he or she bought, and of the visits under ''."""
        rows = self._reader.rows("SELECT item, n, w FROM member_counts WHERE member = ?", member)
        return {item: (n, w) for item, n, w in rows}

    @stored()
    def export(self, member: str) -> dict[str, Any]:
        """All that is stored about one card, to be given to the customer who asks. Refused: no_such_member."""
        found = self._one("id", member)
        if found is None:
            raise Refused("no_such_member")
        receipts = self._reader.rows(
            "SELECT r.id, r.number, r.sold_at, r.total, r.id IN (SELECT receipt FROM voids), r.more ->> '$.next_visit.code'"
            " FROM receipts r WHERE r.member = ? ORDER BY r.id",
            member,
        )
        return {
            "name": found.name,
            "card_ends_in": found.shown,
            "consent": found.consent.isoformat() if found.consent else None,
            "visits": [
                {
                    "at": at,
                    "number": number,
                    "total": total,
                    "voided": bool(voided),
                    "items": [{"item": name, "quantity": qty} for name, qty in self._lines(row)],
                    "offers": [{"items": items, "answer": answer} for items, answer in self._offers(row)],
                    "next_visit": code or None,
                }
                for row, number, at, total, voided, code in receipts
            ],
            "counts": {item or "visits": n for item, (n, _) in sorted(self.counts(member).items())},
        }

    def report(self, now: datetime, within: int) -> MemberReport:
        """New, returning and lapsed members, and what brings them back (`member_results`)."""
        from pos_assist.storage.member_results import member_report  # noqa: PLC0415 — lazy: for a report alone

        return member_report(self._reader, now, within)

    # -- forgetting ----------------------------------------------------------------------------------------------

    def forget(self, member: str) -> Forgotten:
        """Remove the member and every link to him or her from the database and the journal; copies made before stay until
        they are thinned or `rewrite_copies` is called. In a worker: the journal is read and written as a whole.
        Refused: no_such_member."""
        if self._one("id", member) is None:
            raise Refused("no_such_member")
        number = number_of(member)

        def write(connection: sqlite3.Connection) -> None:
            forget_member(connection, number)
            remember(connection, _DUE, "1")
            self._writer.note(connection, "forget", number, {"number": number})

        self.gone |= {member}
        self._writer.now(write)
        self.clean_journal()
        return self.left_over()

    def is_due(self) -> bool:
        """Whether the journal is still to be written again: the program ended in the middle of forgetting."""
        return self._reader.row("SELECT 1 FROM state WHERE name = ?", _DUE) is not None

    def clean_journal(self) -> None:
        """Write the journal again without who is no member any more, the years before too. Raises OSError."""
        journal, without = self._path.with_suffix(".journal"), self._without()
        for file in archives(journal):
            rewrite(file, without)
        self._writer.rewrite_journal(without)
        self._writer.now(lambda connection: connection.execute("DELETE FROM state WHERE name = ?", (_DUE,)))
        self._writer.checkpoint()

    def left_over(self) -> Forgotten:
        """The copies of the database that still know somebody who was forgotten."""
        found = self._copies()
        last = max((copy.made for copy in found), default=None)
        return Forgotten(tuple(str(copy.file) for copy in found), last + KEPT if last else None)

    def rewrite_copies(self, progress: Callable[[int, int], None] = lambda _done, _of: None) -> list[Path]:
        """Write every such copy again without them; the files that could not be (damaged, or of a disk that is full). In a
        worker."""
        known, without, failed = self._known(), self._without(), []
        found = self._copies()
        for done, copy in enumerate(found):
            progress(done, len(found))
            if not without_others(copy, known, without):
                failed.append(copy.file)
        return failed

    # -- inside --------------------------------------------------------------------------------------------------

    def _key(self) -> bytes:
        row = self._reader.row("SELECT value FROM state WHERE name = ?", KEY)
        return bytes.fromhex(row[0]) if row else b""

    def _known(self) -> dict[str, str]:
        return dict(self._reader.rows("SELECT card, id FROM members"))

    def _without(self) -> Change:
        known, key = self._known(), self._key()
        ids = set(known.values())
        return lambda record: _without_others(record, ids, known, key)

    def _copies(self) -> list[Copy]:
        forgot = self._reader.row("SELECT 1 FROM events WHERE kind = 'forget' LIMIT 1") is not None
        return copies_with_others(self._path, self._known(), self._without(), damaged=forgot)

    def _one(self, column: str, value: str) -> Member | None:
        row = self._reader.row(f"{_SELECT} WHERE {column} = ?", value)
        return _member(row) if row else None

    def _newest(self, member: str) -> list[tuple[int, date, list[str]]]:
        rows = self._reader.rows(
            "SELECT r.id, r.sold_at, json_group_array(s.code) FROM (SELECT id, sold_at FROM receipts WHERE member = ?"
            f" ORDER BY id DESC LIMIT {NEWEST}) r JOIN receipt_lines l ON l.receipt = r.id JOIN sold_items s ON s.id = l.item"
            " WHERE r.id NOT IN (SELECT receipt FROM voids) GROUP BY r.id ORDER BY r.sold_at DESC, r.id DESC",
            member,
        )
        return [(row, date.fromisoformat(at[:10]), list(dict.fromkeys(json.loads(codes)))) for row, at, codes in rows]

    def _answers(self, receipts: list[int]) -> tuple[dict[str, int], dict[str, int]]:
        rows = self._reader.rows(
            "SELECT kind, items, deal, outcome FROM offers WHERE receipt IN (SELECT value FROM json_each(?))",
            json.dumps(receipts),
        )
        counts: dict[str, dict[str, int]] = {Outcome.DECLINED: {}, Outcome.ACCEPTED: {}}
        for kind, items, deal, outcome in rows:
            if outcome in counts:
                refusal = refusal_key(OfferKind(kind), items.split("+"), deal)
                counts[outcome][refusal] = counts[outcome].get(refusal, 0) + 1
        return counts[Outcome.DECLINED], counts[Outcome.ACCEPTED]

    def _coupons(self, receipts: list[int], today: date) -> tuple[NextVisit, ...]:
        rows = self._reader.rows(
            "SELECT r.more ->> '$.next_visit' FROM next_visits n JOIN receipts r ON r.id = n.receipt WHERE n.used = 0"
            " AND n.receipt IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM next_visits u WHERE u.code = n.code"
            " AND u.used = 1 AND u.receipt NOT IN (SELECT receipt FROM voids)) ORDER BY n.receipt DESC",
            json.dumps(receipts),
        )
        found = (decode(NextVisit, json.loads(text)) for (text,) in rows if text)
        return tuple(visit for visit in found if visit.until >= today)

    def _lines(self, receipt: int) -> list[tuple[str, int]]:
        sql = (
            "SELECT s.item ->> '$.name', l.qty FROM receipt_lines l JOIN sold_items s ON s.id = l.item WHERE l.receipt = ?"
            " ORDER BY l.line"
        )
        return [(name, qty) for name, qty in self._reader.rows(sql, receipt)]

    def _offers(self, receipt: int) -> list[tuple[str, str]]:
        sql = "SELECT items, outcome FROM offers WHERE receipt = ? ORDER BY id"
        return [(items, outcome) for items, outcome in self._reader.rows(sql, receipt)]


def _member(row: tuple[str, str, str, str]) -> Member:
    id_, consent, name, shown = row
    return Member(id_, date.fromisoformat(consent) if consent else None, name, shown)


def _without_others(record: JournalRecord, known: set[str], cards: Mapping[str, str], key: bytes) -> JournalRecord:
    """A line of the journal that says nothing of who is not known; a card's number, which version 8 wrote, as its member's id."""
    fields = record.fields
    if record.kind == "member" and fields.get("id") not in known:
        return JournalRecord(record.n, record.kind, {name: fields[name] for name in fields if name == "prev"})
    receipt = fields.get("receipt")
    if record.kind == "sale" and isinstance(receipt, dict) and (member := receipt.get("member")):
        own = member if is_member_id(member) else cards.get(card_hash(key, member), "")
        kept = {"member": own} if own in known else {}
        others = {name: value for name, value in receipt.items() if name != "member"}
        return JournalRecord(record.n, record.kind, {**fields, "receipt": {**others, **kept}})
    return record
