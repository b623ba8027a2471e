"""Rules of storage and files that could once be deleted with every test green."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_assist.domain.items import Item
from pos_assist.domain.offers import Why
from pos_assist.domain.problems import BadInput, EnvironmentProblem, Refused
from pos_assist.domain.receipts import TaxPart, Tender, TenderKind
from pos_assist.exchange.spreadsheets import as_csv
from pos_assist.storage import Storage, backup_files, rebuild
from pos_assist.storage.journal import line_hash, read_lines
from pos_assist.storage.receipt_rows import IMPORTED
from pos_assist.storage.receipt_rows import whole as is_whole
from pos_assist.storage.staff import Role
from pos_assist.system import files
from tests.storage.conftest import BURGER, NOON, POTATO, offered, sale


def test_a_sale_is_on_the_disk_before_it_is_acknowledged(storage: Storage) -> None:
    """synchronous=FULL and WAL on the connection that writes; the power-cut run shows what it is for."""
    assert storage._writer
    pragmas = ("synchronous", "journal_mode", "foreign_keys")
    rows = storage._writer.now(lambda c: [c.execute(f"PRAGMA {name}").fetchone() for name in pragmas])
    asked = {name: value for name, (value,) in zip(pragmas, rows, strict=True)}
    assert asked == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


def test_a_copy_that_is_damaged_is_no_backup(storage: Storage, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage.sales.finish(sale("k1"))
    real = files.sync_file

    def damaged(file: Path) -> None:
        data = bytearray(file.read_bytes())
        data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
        file.write_bytes(data)
        real(file)

    monkeypatch.setattr(backup_files, "sync_file", damaged)
    with pytest.raises(EnvironmentProblem):
        storage.backup(NOON)
    assert backup_files.backups(path) == []
    assert not list(backup_files.folder_of(path).glob("*"))


def test_a_cashiers_pin_does_not_open_the_back_office(storage: Storage) -> None:
    storage.staff.cost = 4
    storage.staff.found("佐藤", "481516")
    storage.staff.add("鈴木", Role.CASHIER, "2342")
    with pytest.raises(Refused, match="not_allowed"):
        storage.staff.enter("鈴木", "2342", datetime(2026, 11, 21, 12), Role.MANAGER)
    assert storage.staff.enter("佐藤", "481516", datetime(2026, 11, 21, 12), Role.MANAGER).name == "佐藤"


@pytest.mark.parametrize(("size", "refused"), [(20_000, False), (5_000_000, True)])
def test_a_small_spreadsheet_that_unpacks_to_much_is_refused(tmp_path: Path, size: int, refused: bool) -> None:
    """A ratio of more than 200, though far below the 64 MB that any file may come to."""
    file = tmp_path / "x.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/blank.bin", b"\0" * size)
    with pytest.raises(BadInput) as caught, as_csv(file):
        pass
    assert (caught.value.code == "file_too_large") is refused


def test_the_chance_an_offer_was_shown_with_is_written_down(storage: Storage) -> None:
    """What customers answered is measured by it (learning/answers.py); an offer of which none is known has none."""
    known, unknown = offered("k1", 1), offered("k1", 2)
    known = replace(known, offer=replace(known.offer, why=Why(0.25, 3, 1, 0.3, 40)))
    storage.sales.finish(sale("k1"), [known, unknown])
    with storage.reader() as reader:
        rows = reader.execute("SELECT id, relevance FROM offers ORDER BY id").fetchall()
    assert rows == [("k1-1", 0.25), ("k1-2", 0.0)]


# -- sales ---------------------------------------------------------------------------------------------------------------


def test_a_sale_that_was_rolled_back_leaves_no_item_behind_that_the_next_one_counts_on(storage: Storage) -> None:
    """An item is kept once for all sales of it, and its number is remembered: not of a transaction that did not happen."""
    new = Item("NEW", "新商品", 380, "main")

    def fails(_at: datetime) -> list[tuple[str, str, int, int]]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        storage.sales.finish(sale("k1", 1, new), (), fails)
    made = storage.sales.finish(sale("k1", 1, new))
    [found] = storage.sales.receipts()
    assert found.key == made.key
    assert [line.item for line in found.lines] == [line.item for line in made.lines]
    assert storage.sales.whole(found)


TOTAL = BURGER.price + POTATO.price - 30


@pytest.mark.parametrize(
    ("change", "whole"),
    [
        ({}, True),
        ({"lines": ()}, False),
        ({"lines": (), "total": 0, "list_total": 0, "taxes": (), "tenders": ()}, False),  # nothing was sold
        ({"total": TOTAL + 1}, False),
        ({"list_total": TOTAL}, False),
        ({"taxes": ()}, False),
        ({"taxes": (TaxPart(8, TOTAL - 1, 20),)}, False),
        ({"tenders": ()}, False),
        ({"tenders": (Tender(TenderKind.CASH, TOTAL - 1),)}, False),
        ({"tenders": (Tender(TenderKind.CASH, TOTAL),)}, True),
        ({"tenders": (Tender(TenderKind.CARD, TOTAL),)}, True),
        ({"tenders": (Tender(TenderKind.CARD, TOTAL + 1),)}, False),  # no change is given of a card
        ({"tenders": (Tender(TenderKind.CARD, TOTAL), Tender(TenderKind.CASH, 1))}, True),
        ({"till": IMPORTED, "taxes": (), "tenders": ()}, True),  # a file knows no tax and no tenders
        ({"till": IMPORTED, "total": TOTAL + 1}, False),
    ],
)
def test_a_receipt_is_whole_where_lines_tax_tenders_and_total_fit(change: dict[str, Any], whole: bool) -> None:
    assert is_whole(replace(sale("k1"), **change)) is whole


@pytest.mark.parametrize(("day_end", "day"), [("", "2026-11-23"), ("26:00", "2026-11-22")])
def test_a_day_is_looked_for_as_the_shop_counts_its_days(storage: Storage, day_end: str, day: str) -> None:
    if day_end:
        storage.catalog.put_setting("day_end", day_end)
    storage.sales.finish(sale("k1", 1, at=datetime(2026, 11, 23, 1, 30)))
    for looked_for in ("2026-11-22", "2026-11-23"):
        assert [x.key for x in storage.sales.receipts(text=looked_for)] == (["k1"] if looked_for == day else [])


# -- the journal ---------------------------------------------------------------------------------------------------------


def test_a_line_of_version_1_is_vouched_for_by_the_very_next_one_alone() -> None:
    """They have no sum of their own. A changed line is told by the next one's hash of it; its neighbours are good, and a line
    before a gap or at the end has nothing that speaks against it."""

    def line(n: int, previous: bytes, **fields: object) -> bytes:
        return json.dumps({"n": n, "kind": "sale", "prev": line_hash(previous), **fields}).encode() + b"\n"

    head = b'{"n": 0, "kind": "journal", "prev": "", "version": 1}\n'
    first = line(1, head)
    second = line(2, first, total=440)
    third = line(3, second)
    after_gap = line(5, b"what is missing")
    torn = b'{"n": 6, "ki\n'

    def sound(*lines: bytes) -> list[bool]:
        return [x.sound for x in read_lines([head, *lines])][1:]

    assert sound(first, second, third, after_gap) == [True] * 4
    assert sound(first, second.replace(b": 440", b": 540"), third, after_gap) == [True, False, True, True]
    assert sound(first, second, third, torn) == [True, True, True, False]
    assert sound(torn, first) == [False, True]


def test_what_is_lost_is_told_to_the_minute(storage: Storage, tmp_path: Path) -> None:
    at = datetime(2026, 11, 22, 12, 34, 56)
    storage.sales.finish(sale("k1", 1, at=at))
    storage.sales.finish(sale("k2", 2, at=at + timedelta(minutes=1)))
    storage.close()
    journal = storage.path.with_suffix(".journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    [k1] = [i for i, line in enumerate(lines) if b'"k1"' in line]
    lines[k1] = lines[k1].replace(b'"kind":"sale"', b'"kind":"sale" ?')
    journal.write_bytes(b"".join(lines))
    [lost] = rebuild(journal, tmp_path / "again.db").lost
    assert (lost.sale, lost.number, lost.at) == (True, 1, "2026-11-22 12:34")
