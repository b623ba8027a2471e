"""Odd files beside a shop's: a year's journal that a wrong clock named, nonsense behind the last line, folders in the way."""

from __future__ import annotations

import os
import shutil
import tracemalloc
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.storage import Storage, rebuild, recover, recovery
from pos_assist.storage import backup_files as backups
from pos_assist.storage.journal import archives, compress_years, open_journal, read_journal
from pos_assist.system import clock
from tests.storage.conftest import BURGER, NOON, sell, voiding

# -- years -------------------------------------------------------------------------------------------------------------


def test_a_clock_that_was_ahead_for_one_start_does_not_keep_later_years_in_one_file(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even one that was ahead as the shop was made; and what lies in files of wrong years is read in its order."""
    for n, year in enumerate((2050, 2026, 2036, 2026, 2027, 2041, 2028, 2028)):
        monkeypatch.setattr(clock, "now", lambda year=year: datetime(year, 3, 1, 12))
        with Storage.open(path) if n else Storage.create(path) as storage:
            if not n:
                storage.catalog.put_items([BURGER])
            sell(storage, n * 5 + 1, n * 5 + 5)
            if year == 2028:
                storage.sales.void(f"k{n}", voiding("二重"))
        compress_years(path.with_suffix(".journal"))
    journal = path.with_suffix(".journal")
    assert b'"number":39,' in journal.read_bytes()
    assert b'"number":25,' not in journal.read_bytes()  # of 2027: it lies in a file of an earlier year
    result = rebuild(journal, tmp_path / "again.db")
    assert (result.receipts, result.complete) == (40, True)
    with Storage.open(path) as now, Storage.open(tmp_path / "again.db") as again:
        assert again.sales.receipts(limit=99) == now.sales.receipts(limit=99)


def test_a_clock_that_falls_back_at_every_start_makes_no_further_files(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(year: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(year, 3, 1, 12))
        Storage.open(path).close()

    Storage.create(path).close()
    for year in (2027, 2028, *(1970, 2028, 2026, 2028, 2027, 2028) * 3):
        start(year)
    assert len(archives(path.with_suffix(".journal"))) == 2


def test_journals_of_years_that_were_put_aside_are_not_read_again(ten_sold: Storage) -> None:
    folder = ten_sold.path.with_name("till-journals")
    folder.mkdir()
    for name in ("till-2025.journal-aside", "till-2025.journal.gz-aside", "till-2025.journal.gz-new"):
        shutil.copy(ten_sold.path.with_suffix(".journal"), folder / name)
    assert archives(ten_sold.path.with_suffix(".journal")) == []


def test_years_of_a_shop_whose_name_has_brackets_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "till[1].db"
    for year in (2026, 2027):
        monkeypatch.setattr(clock, "now", lambda year=year: datetime(year, 12, 1, 12))
        with Storage.create(path) if year == 2026 else Storage.open(path) as storage:
            sell(storage, year, year)
    path.unlink()
    assert recover(path).receipts == 2


@pytest.mark.parametrize(
    "tail", [b"\0" * (1 << 22), b"x" * (1 << 22), b"\n" * 5000, b"\0" * (1 << 21) + b"\n" + b"\0" * 99]
)
def test_what_a_power_cut_left_behind_the_last_line_is_never_read_in_one_piece(ten_sold: Storage, tail: bytes) -> None:
    journal = ten_sold.path.with_suffix(".journal")
    whole = journal.read_bytes()
    journal.write_bytes(whole + tail)
    tracemalloc.start()
    assert max(len(x.raw) for x in read_journal(journal)) <= 1 << 16
    assert rebuild(journal, ten_sold.path.with_name("again.db")).receipts == 10
    opened = open_journal(journal, recovery.shop_of(ten_sold.path))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert opened
    opened.close()
    assert most < 2_000_000
    assert journal.read_bytes() == whole


def test_a_journal_whose_head_was_changed_is_put_aside_and_not_looked_at_for_ever(ten_sold: Storage) -> None:
    journal = ten_sold.path.with_suffix(".journal")
    head = journal.read_bytes().splitlines(keepends=True)[0]
    journal.write_bytes(head.replace(b'"version":2', b'"version":1', 1))
    with Storage.open(ten_sold.path) as again:
        sell(again, 11, 11)
    assert rebuild(journal, ten_sold.path.with_name("again.db")).receipts == 11


# -- a name that is taken ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["db-new", "db-new-wal", "db-found", "journal-new", "journal-year"])
def test_a_folder_under_a_name_that_is_written_to_for_a_moment_stops_nothing(
    ten_sold: Storage, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ten_sold.path
    stands = path.with_name(f"till.{what}")
    stands.mkdir()
    (stands / "theirs.txt").write_text("x")
    backup = path.with_name("copy.db")
    shutil.copy(path, backup)
    path.unlink()
    assert recover(path).receipts == 10
    backups.put_back(path, backup, NOON)
    path.with_suffix(".journal").unlink()
    monkeypatch.setattr(clock, "now", lambda: datetime(2031, 3, 1, 12))
    for _ in range(2):
        with Storage.open(path) as storage:
            assert storage.sales.count() == 10
    Storage.create(path.with_name("other.db")).close()
    assert (stands / "theirs.txt").exists()


def test_a_folder_among_the_backups_stops_no_backup(storage: Storage) -> None:
    folder = backups.folder_of(storage.path)
    storage.backup(NOON)
    (folder / "x.db-new").mkdir()
    os.utime(folder / "x.db-new", (0, 0))
    assert backups.check(storage.backup(NOON + timedelta(days=1))).receipts == 0
