"""Full disks, files that are damaged, empty, replaced or have two names: judged before anything is written, told in words."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from pos_assist.domain.problems import EnvironmentProblem, Problem
from pos_assist.i18n.translate import sentence
from pos_assist.storage import Storage, recover
from pos_assist.storage.connection import ReadMode, connect_reading
from tests.conftest import CopySample
from tests.storage.conftest import sale
from tests.storage.test_opening import (
    fill_up,
    mount,
    mounted,
    refusal,
    remount_read_only,
    snapshot_of,
)

Linker = Callable[[Path, Path], None]
RAW = re.compile(r"SQLITE|Errno|Error|[{}]|Traceback")
small_disk = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can mount a small disk")


def sold(path: Path, n: int = 40) -> Path:
    """A till that was closed cleanly."""
    with Storage.create(path) as storage:
        for i in range(1, n + 1):
            storage.sales.finish(sale(f"k{i}", i))
    return path


def killed(path: Path, n: int = 40) -> Path:
    """A till as a kill leaves it: the last sales are in the log only."""
    path.with_name("there").mkdir()
    there = sold(path.with_name("there") / path.name, n)
    with Storage.open(there) as storage:
        storage.sales.finish(sale("last", n + 1))
        for suffix in (".db", ".db-wal", ".journal"):
            shutil.copy(there.with_suffix(suffix), path.with_suffix(suffix))
    return path


# -- reading where nothing can be written ------------------------------------------------------------------------------


@small_disk
@pytest.mark.parametrize("unclean", [False, True])
def test_a_full_disk_can_be_read_the_last_sale_too(tmp_path: Path, unclean: bool) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "tmpfs", "size=8m"):
        made = killed(tmp_path / "till.db") if unclean else sold(tmp_path / "till.db", 41)
        for file in tmp_path.glob("till.db*"):
            shutil.copy(file, disk / file.name)
        shutil.copy(made.with_suffix(".journal"), disk / "till.journal")
        fill_up(disk)
        before = snapshot_of(disk)
        with Storage.open(disk / "till.db", readonly=True) as reading:
            assert reading.sales.count() == 41
        assert snapshot_of(disk) == before


@small_disk
def test_a_disk_that_cannot_be_written_can_be_read_the_last_sale_too(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "tmpfs", "size=30m"):
        killed(tmp_path / "till.db")
        for suffix in (".db", ".db-wal", ".journal"):
            shutil.copy((tmp_path / "till.db").with_suffix(suffix), disk / f"till{suffix}")
        remount_read_only(disk)
        try:
            with Storage.open(disk / "till.db", readonly=True) as reading:
                assert reading.sales.count() == 41
                assert reading.sales.receipt("last")
        finally:
            mount("none", str(disk), "tmpfs", 32, "size=30m")


def test_what_only_the_log_holds_is_read_without_shared_memory(tmp_path: Path) -> None:
    path = killed(tmp_path / "till.db")
    with closing(connect_reading(path, ReadMode.ALONE)) as connection:
        assert connection.execute("SELECT count(*) FROM receipts").fetchall() == [(41,)]
    assert not path.with_name("till.db-shm").exists()


# -- empty, foreign, damaged -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("readonly", [False, True])
@pytest.mark.parametrize("rest", [b"", b"x", bytes(100)])
def test_an_empty_file_beside_its_journal_is_a_lost_shop_and_comes_back(
    tmp_path: Path, rest: bytes, readonly: bool
) -> None:
    path = sold(tmp_path / "till.db")
    path.write_bytes(rest)
    problem = refusal(path, readonly=readonly)
    assert problem.code == "lost_shop"
    assert problem.data["journal"]
    assert path.read_bytes() == rest
    assert recover(path).receipts == 40
    Storage.open(path).close()


def test_an_empty_file_with_only_a_backup_is_a_lost_shop(tmp_path: Path) -> None:
    path = sold(tmp_path / "till.db")
    with Storage.open(path) as storage:
        backup = storage.backup()
    path.write_bytes(b"")
    path.with_suffix(".journal").unlink()
    problem = refusal(path)
    assert (problem.code, problem.data["backup"]) == ("lost_shop", str(backup))


def test_a_file_whose_mark_was_hit_is_damaged_not_another_programs(tmp_path: Path) -> None:
    path = sold(tmp_path / "till.db")
    data = bytearray(path.read_bytes())
    data[68] ^= 1  # application_id
    path.write_bytes(data)
    assert refusal(path).code == "unreadable"
    data[68] ^= 1
    data[63] = 0  # user_version
    path.write_bytes(data)
    assert refusal(path).code == "unreadable"


@pytest.mark.parametrize("seed", range(60))
def test_a_flipped_bit_is_told_as_damage_or_does_no_harm_and_never_ends_in_a_traceback(
    damaged_copy: Path, seed: int
) -> None:
    """Whatever is asked of a damaged file: an answer, or a sentence that names no code."""
    chance = Random(seed)
    data = bytearray(damaged_copy.read_bytes())
    for _ in range(1 + seed % 4):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    damaged_copy.write_bytes(data)
    found: list[Problem] = []
    try:
        with Storage.open(damaged_copy) as storage:
            storage.check()
            everything_is_asked(storage)
    except Problem as problem:
        found.append(problem)
    for told in found:
        assert told.code in ("unreadable", "not_saved", "lost_shop", "newer_database")
        assert not RAW.search(sentence(told))


@pytest.mark.parametrize(
    "table", ["items", "deals", "settings", "receipt_lines", "receipt_deals", "sold_items", "state"]
)
def test_a_value_that_cannot_be_read_is_a_damaged_file(burger_copy: Path, table: str) -> None:
    columns = {"receipt_lines": "qty", "receipt_deals": "units", "sold_items": "item"}
    column = columns.get(table, "value")
    with closing(sqlite3.connect(burger_copy)) as raw:
        raw.execute("PRAGMA ignore_check_constraints=1")
        for (row,) in raw.execute(f"SELECT {column} FROM {table}").fetchall():
            if isinstance(row, str) and row[:1] in "[{":
                hit = (
                    row.replace('"name"', '"nam~"') if table == "items" else "~" + row[1:]
                )  # a column is made of its JSON
                raw.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (hit, row))
        raw.execute("UPDATE state SET value = '~' WHERE name IN ('catalog_version', 'epoch', 'number', 'last_sold_at')")
        raw.commit()
    with pytest.raises(EnvironmentProblem) as problem, Storage.open(burger_copy) as storage:
        everything_is_asked(storage)
    assert problem.value.code in ("unreadable", "not_saved")
    assert "~" not in sentence(problem.value)


def everything_is_asked(storage: Storage) -> None:
    catalog = storage.catalog
    for department in catalog.departments():
        for page in range(catalog.pages(department.code)):
            catalog.keys(department.code, page)
    for ask in (catalog.deals, catalog.perks, catalog.settings, catalog.version, storage.learned.epoch):
        ask()
    for receipt in storage.sales.receipts(limit=500):
        storage.sales.refunds(receipt.key)
    storage.sales.open_orders()
    storage.results.offers()
    storage.sales.finish(sale("after", 900))


@pytest.fixture
def burger_copy(copy_sample: CopySample, tmp_path: Path) -> Path:
    return copy_sample("burger", tmp_path / "burger.db")


@pytest.fixture(scope="session")
def sold_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sold(tmp_path_factory.mktemp("sold") / "till.db", 120)


@pytest.fixture
def damaged_copy(sold_file: Path, tmp_path: Path) -> Path:
    shutil.copy(sold_file.with_suffix(".journal"), tmp_path / "till.journal")
    return Path(shutil.copy(sold_file, tmp_path / "till.db"))


def test_before_a_damaged_file_is_judged_nothing_is_written_into_it_and_its_log_is_kept(tmp_path: Path) -> None:
    path = killed(tmp_path / "till.db")
    data = bytearray(path.read_bytes())
    for at in range(8192, len(data), 4096):
        data[at : at + 64] = bytes(64)
    path.write_bytes(data)
    before = snapshot_of(tmp_path)
    assert refusal(path).code == "unreadable"
    assert snapshot_of(tmp_path) == before


def test_damage_of_a_cleanly_closed_file_is_found_by_the_check(tmp_path: Path) -> None:
    path = sold(tmp_path / "till.db", 300)
    with closing(sqlite3.connect(path)) as raw:
        if not raw.execute("SELECT sqlite_compileoption_used('ENABLE_DBSTAT_VTAB')").fetchone()[0]:
            pytest.skip("this SQLite cannot tell which page is whose")
        [(page,)] = raw.execute("SELECT max(pageno) FROM dbstat WHERE name = 'receipt_lines'").fetchall()
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : (page - 1) * 4096 + 200] = bytes(200)
    path.write_bytes(data)
    with Storage.open(path) as storage, pytest.raises(EnvironmentProblem, match="unreadable") as problem:
        storage.check()
    assert problem.value.data["journal"]


def test_a_sound_file_passes_the_check_while_it_sells(storage: Storage) -> None:
    storage.sales.finish(sale("k1"))
    storage.check()


# -- another file in its place -----------------------------------------------------------------------------------------


held_by_windows = pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody replace or delete an open file")


@held_by_windows
@pytest.mark.parametrize("what", [".db", ".journal"])
def test_a_file_that_was_replaced_is_noticed_at_the_next_sale_and_nothing_is_lost(tmp_path: Path, what: str) -> None:
    path = sold(tmp_path / "till.db", 5)
    older = Path(shutil.copy(path.with_suffix(what), tmp_path / "older"))
    storage = Storage.open(path)
    try:
        for i in range(6, 11):
            storage.sales.finish(sale(f"k{i}", i))
        older.replace(path.with_suffix(what))  # as a program does that copies folders
        with pytest.raises(EnvironmentProblem, match="not_saved") as problem:
            storage.sales.finish(sale("k11", 11))
        cause = problem.value.data["cause"]
        assert isinstance(cause, EnvironmentProblem)
        assert cause.code == "file_replaced_copied"
        with Storage.open(Path(str(cause.data["copy"])), readonly=True) as copy:
            assert copy.sales.count() == 10
        with pytest.raises(EnvironmentProblem, match="not_saved"):
            storage.sales.finish(sale("k12", 12))
    finally:
        storage.close()
    if what == ".db":
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        with Storage.open(path) as again:
            assert again.sales.count() == 10


@held_by_windows
def test_a_file_that_was_deleted_while_it_was_open_is_noticed_too(tmp_path: Path) -> None:
    storage = Storage.create(tmp_path / "till.db")
    storage.sales.finish(sale("k1"))
    (tmp_path / "till.db").unlink()
    with pytest.raises(EnvironmentProblem, match="not_saved"):
        storage.sales.finish(sale("k2", 2))
    storage.close()


@pytest.mark.skipif(os.name != "nt", reason="elsewhere it is noticed: above")
@pytest.mark.parametrize("what", [".db", ".journal", ".lock"])
def test_windows_lets_nobody_replace_or_delete_what_a_till_has_open(tmp_path: Path, what: str) -> None:
    path = sold(tmp_path / "till.db", 5)
    older = Path(shutil.copy(path.with_suffix(what), tmp_path / "older"))
    with Storage.open(path) as storage:
        with pytest.raises(PermissionError):
            older.replace(path.with_suffix(what))
        with pytest.raises(PermissionError):
            path.with_suffix(what).unlink()
        storage.sales.finish(sale("k6", 6))
    with Storage.open(path) as again:
        assert again.sales.count() == 6


# -- two names ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("link", [os.symlink, os.link], ids=["symbolic", "hard"])
def test_a_shop_of_two_names_is_one_till(tmp_path: Path, link: Linker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = sold(tmp_path / "till.db", 3)
    (tmp_path / "elsewhere").mkdir()
    other = tmp_path / "elsewhere" / "shop.db"
    link(path, other)
    with Storage.open(path):
        assert refusal(other).code == "locked"
    with Storage.open(other) as storage:
        assert refusal(path).code == "locked"
        storage.sales.finish(sale("k4", 4))
    with Storage.open(path) as storage:
        assert storage.sales.count() == 4


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_the_lock_of_a_second_name_lies_where_no_other_account_can_take_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "for-all"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "mine"))
    path = sold(tmp_path / "till.db", 1)
    os.link(path, tmp_path / "other.db")
    with Storage.open(path):
        assert refusal(tmp_path / "other.db").code == "locked"
        [lock] = (tmp_path / "mine").rglob("*.lock")
        assert lock.stat().st_mode & 0o077 == 0
        assert lock.parent.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_keeps_its_journal_beside_the_file_it_leads_to(tmp_path: Path) -> None:
    path = sold(tmp_path / "till.db", 3)
    (tmp_path / "link.db").symlink_to(path)
    with Storage.open(tmp_path / "link.db") as storage:
        assert storage.path == path
    assert not (tmp_path / "link.journal").exists()
