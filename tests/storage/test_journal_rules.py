"""Rules of the journal and of what is made of it, each of which could be left out with nobody noticing until it is needed."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_assist.domain.orders import Order
from pos_assist.domain.receipts import FOLLOWED, HistoryLine
from pos_assist.storage import Storage, rebuild, recovery
from pos_assist.storage.journal import (
    JournalRecord,
    archives,
    begin_year,
    compress_years,
    open_journal,
    read_journal,
    write_journal,
)
from pos_assist.storage.receipt_rows import whole
from pos_assist.storage.sales import SavedOrder
from tests.storage.conftest import BURGER, NOON, POTATO, sale, voiding


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def state(path: Path, *names: str) -> dict[str, str]:
    return {k: v for k, v in rows(path, "SELECT name, value FROM state") if k in names}


def test_a_line_longer_than_what_is_read_at_once_is_one_line(tmp_path: Path) -> None:
    written = [JournalRecord(1, "edit", {"text": "長" * 100_000}), JournalRecord(2, "edit", {"text": "short"})]
    write_journal(tmp_path / "a.journal", "shop", written, 0).close()
    _, *found = read_journal(tmp_path / "a.journal")
    assert [(x.record.fields["text"], x.sound) for x in found if x.record] == [("長" * 100_000, True), ("short", True)]


def test_a_journal_made_again_has_the_catalog_once_in_its_newest_line(storage: Storage, path: Path) -> None:
    storage.catalog.put_items([replace(BURGER, price=180)])
    storage.catalog.put_items([replace(BURGER, price=190)])
    storage.close()
    path.with_suffix(".journal").unlink()
    Storage.open(path).close()
    lines = [x.record for x in read_journal(path.with_suffix(".journal")) if x.record and x.record.kind == "catalog"]
    assert [bool(x.fields.get("change")) for x in lines] == [*[False] * (len(lines) - 1), True]
    assert '"price":190' in json.dumps(lines[-1].fields, separators=(",", ":"))


def test_a_sale_is_said_to_be_saved_only_once_its_line_is_on_the_disk(
    storage: Storage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync

    def noting(file: int) -> None:
        synced.append(os.fstat(file).st_ino)
        real(file)

    monkeypatch.setattr(os, "fsync", noting)
    for n in (1, 2):
        storage.sales.finish(sale(f"k{n}", n))
        assert synced.count(path.with_suffix(".journal").stat().st_ino) == n


def test_a_shop_made_of_its_journal_alone_is_that_shop(storage: Storage, path: Path, tmp_path: Path) -> None:
    storage.sales.finish(sale("k1"))
    storage.close()
    again = tmp_path / "again" / "till.db"
    again.parent.mkdir()
    rebuild(path.with_suffix(".journal"), again)
    assert state(again, "shop") == state(path, "shop") != {}
    again.with_suffix(".journal").write_bytes(path.with_suffix(".journal").read_bytes())
    with Storage.open(again) as opened:
        assert opened.sales.count() == 1
    assert not list(again.parent.glob("*-aside")), "the journal is its own"


def test_an_order_whose_sale_only_the_journal_has_is_not_open_again(storage: Storage, path: Path) -> None:
    """An older copy of the database was put here: the cashier must not take the money twice."""
    for key in ("k1", "k2"):
        storage.sales.save_open(SavedOrder(Order(key, 1, NOON).ring(BURGER), False, (), NOON))
    storage.close()
    older = path.read_bytes()
    with Storage.open(path) as later:
        later.sales.finish(sale("k1"))
    path.write_bytes(older)
    with Storage.open(path) as again:
        assert [x.order.key for x in again.sales.open_orders()] == ["k2"]
        assert again.sales.receipt("k1")


def test_a_shop_made_again_is_as_quick_and_on_the_disk_before_it_has_its_name(
    storage: Storage, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its indexes are left out while sales are put in, and made at the end."""
    storage.sales.finish(sale("k1"))
    storage.close()
    done: list[str] = []

    def noting(name: str, real: Callable[..., None]) -> Callable[..., None]:
        def noted(*paths: Path) -> None:
            done.append(f"{name} {paths[-1].name}")
            real(*paths)

        return noted

    for name in ("sync_file", "put_in_place"):
        monkeypatch.setattr(recovery, name, noting(name, getattr(recovery, name)))
    rebuild(path.with_suffix(".journal"), tmp_path / "again.db")
    assert [x.split()[0] for x in done] == ["sync_file", "put_in_place"]
    assert done[-1] == "put_in_place again.db"
    tables = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"
    assert rows(tmp_path / "again.db", tables) == rows(path, tables)


def test_counts_are_made_anew_also_where_the_backup_has_every_sale(
    storage: Storage, path: Path, tmp_path: Path
) -> None:
    storage.sales.finish(sale("k1"))
    backup = storage.backup(NOON)
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("DELETE FROM state WHERE name = 'counts_due'")
        connection.commit()
    storage.close()
    assert rebuild(path.with_suffix(".journal"), tmp_path / "again.db", backup).receipts == 1
    assert state(tmp_path / "again.db", "counts_due") == {"counts_due": "1"}


def test_what_is_kept_beside_a_record_is_json_or_lost(tmp_path: Path) -> None:
    def edit(n: int, after: str) -> JournalRecord:
        entry = [n, "2026-11-21 12:00:00", "佐藤", "items", "", None]
        return JournalRecord(n, "edit", {"entry": entry, "records": [["extras", f"items\tB{n}", None, after]]})

    write_journal(tmp_path / "a.journal", "shop", [edit(1, '{"shelf":3}'), edit(2, '{"shelf":')], 0).close()
    made = rebuild(tmp_path / "a.journal", tmp_path / "a.db")
    assert [x.n for x in made.lost] == [2]
    assert rows(tmp_path / "a.db", "SELECT key, data FROM extras") == [("B1", '{"shelf":3}')]


def test_a_year_whose_file_is_lost_is_lost_events_and_its_successors_head_is_none(storage: Storage, path: Path) -> None:
    storage.sales.finish(sale("k1", 1))
    shop = rows(path, "SELECT value FROM state WHERE name = 'shop'")[0][0]
    storage.close()
    file = path.with_suffix(".journal")
    journal = open_journal(file, shop)
    assert journal is not None
    lost = journal.last
    begin_year(file, shop, journal, 2031).close()
    with Storage.open(path) as opened:
        opened.sales.finish(sale("k2", 2, at=NOON + timedelta(days=1)))
    for year in archives(file):
        year.unlink()
    made = rebuild(file, path.with_name("again.db"))
    assert ([x.n for x in made.lost], made.receipts) == (list(range(1, lost + 1)), 1)
    assert rows(path.with_name("again.db"), "SELECT count(*) FROM events WHERE kind = 'journal'") == [(0,)]


def test_a_year_is_packed_whole_or_left_as_it_is(storage: Storage, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The packed copy is read back before the plain one goes: one that lacks its end, or has more, takes nobody's place."""
    shop = rows(path, "SELECT value FROM state WHERE name = 'shop'")[0][0]
    storage.close()
    journal = open_journal(path.with_suffix(".journal"), shop)
    assert journal is not None
    begin_year(path.with_suffix(".journal"), shop, journal, 2031).close()
    [plain] = archives(path.with_suffix(".journal"))
    whole, real = plain.read_bytes(), gzip.GzipFile.write
    for spoil in (lambda data: data[:-1], lambda data: data + b"\n"):
        monkeypatch.setattr(gzip.GzipFile, "write", lambda self, data, spoil=spoil: real(self, spoil(bytes(data))))
        compress_years(path.with_suffix(".journal"))
        assert archives(path.with_suffix(".journal")) == [plain]
        assert sorted(x.name for x in plain.parent.iterdir()) == [plain.name]
    monkeypatch.setattr(gzip.GzipFile, "write", real)
    compress_years(path.with_suffix(".journal"))
    [packed] = archives(path.with_suffix(".journal"))
    assert gzip.decompress(packed.read_bytes()) == whole


def test_dates_made_good_stay_the_last_word_of_a_shop_that_comes_back(storage: Storage, path: Path) -> None:
    """A sale dated far ahead, then put right: the time of the last sale is the true one, here and in what is made of it."""
    storage.sales.finish(sale("k1", 1))
    storage.sales.finish(sale("k2", 2, POTATO, at=NOON + timedelta(days=3650)))
    writer = storage._writer
    assert writer is not None
    fields = {"receipts": [["k2", "2026-11-22 12:30:00", None]]}

    def put_right(connection: sqlite3.Connection) -> None:
        from pos_assist.storage.till_clock import put_times  # noqa: PLC0415 — beside its use

        put_times(connection, fields)
        writer.note(connection, "redate", 1, fields)

    writer.now(put_right)
    storage.sales.void("k1", voiding("後から"))
    storage.close()
    rebuild(path.with_suffix(".journal"), path.with_name("again.db"))
    names = ("last_sold_at", "number")
    assert state(path.with_name("again.db"), *names) == state(path, *names)
    assert state(path, *names)["last_sold_at"] == "2026-11-22 12:30:00"


def test_customers_of_a_file_and_of_a_plain_card_come_back_as_the_members_they_became(
    storage: Storage, path: Path
) -> None:
    storage.sales.add_history([HistoryLine("p1", NOON - timedelta(days=3), "B1", 1, 170, "88001122")])
    storage.sales.finish(replace(sale("k1"), member="88003344"))
    members = {storage.members.find(x) for x in ("88001122", "88003344")}
    assert None not in members
    storage.close()
    rebuild(path.with_suffix(".journal"), path.with_name("again.db"))
    with Storage.open(path.with_name("again.db")) as again:
        assert {again.members.find(x) for x in ("88001122", "88003344")} == members


def test_a_receipt_of_a_register_beside_us_is_whole_with_its_tax_and_without_tenders() -> None:
    theirs = replace(sale("k1"), till=FOLLOWED, tenders=())
    [part] = theirs.taxes
    assert whole(theirs)
    assert not whole(replace(theirs, taxes=(replace(part, gross=part.gross + 1),)))
    assert not whole(replace(theirs, tenders=sale("k1").tenders))
    assert not whole(replace(theirs, till="1")), "ours was paid with something"
