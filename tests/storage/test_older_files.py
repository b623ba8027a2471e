"""A file of an earlier version becomes one of today, and nothing that was in it is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from pos_assist.domain.codec import dumps
from pos_assist.domain.codes import read_scan
from pos_assist.domain.items import Item
from pos_assist.storage import Storage
from pos_assist.storage.connection import SCHEMA_VERSION
from pos_assist.storage.schema import MIGRATIONS


def of_version_1(path: Path, *items: Item) -> None:
    connection = sqlite3.connect(path)
    MIGRATIONS.apply(Database(connection, recursive_triggers=False, strict=True), stop_before="normal_codes")
    for x in items:
        connection.execute("INSERT INTO items VALUES (?, '', ?, 0, 0, ?)", (x.code, int(x.retired), dumps(x)))
        connection.execute("INSERT INTO search VALUES (?, ?, ?, ?, '', '')", (x.code, int(x.retired), x.code, x.name))
        connection.executemany("INSERT INTO barcodes VALUES (?, ?)", [(barcode, x.code) for barcode in x.barcodes])
    connection.commit()
    connection.close()


def test_an_older_files_barcodes_are_found_in_every_form(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    of_version_1(
        path,
        Item("gum", "ガム", 100, barcodes=("012345678905",)),
        Item("Tea", "お茶", 120, barcodes=("abc-1", "49123456")),
    )
    with Storage.open(path) as storage:
        for scanned, code in (("0012345678905", "gum"), ("ABC-1", "Tea"), ("0000049123456", "Tea"), ("TEA", "Tea")):
            found = storage.catalog.item_by_scan(read_scan(scanned))
            assert found is not None
            assert found.code == code


def test_of_two_spellings_of_one_code_the_item_on_sale_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    of_version_1(
        path,
        Item("a-old", "前のガム", 90, barcodes=("012345678905",), retired=True),
        Item("b-new", "ガム", 100, barcodes=("0012345678905",)),
    )
    with Storage.open(path) as storage:
        found = storage.catalog.item_by_barcode("012345678905")
        assert found is not None
        assert found.code == "b-new"
        assert storage.catalog.item("a-old") is not None


def test_each_migration_has_a_number_of_its_own_so_that_none_is_passed_over(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "old.db")
    database = Database(connection, recursive_triggers=False, strict=True)
    numbers = []
    for step in MIGRATIONS.pending(database)[1:]:
        MIGRATIONS.apply(database, stop_before=step.name)
        numbers.append(connection.execute("PRAGMA user_version").fetchone()[0])
    MIGRATIONS.apply(database)
    assert [*numbers, *connection.execute("PRAGMA user_version").fetchone()] == list(range(1, SCHEMA_VERSION + 1))
    connection.close()
