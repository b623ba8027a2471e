"""Rules of storage and files that could once be deleted with every test green."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist.domain.offers import Why
from pos_assist.domain.problems import BadInput, EnvironmentProblem, Refused
from pos_assist.exchange.spreadsheets import as_csv
from pos_assist.storage import Storage, backup_files
from pos_assist.storage.staff import Role
from pos_assist.system import files
from tests.storage.conftest import NOON, offered, sale


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
