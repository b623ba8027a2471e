"""A lost or damaged database comes back from its backup and its journal, and nothing is overwritten on the way."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.deals import Spend
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.domain.receipts import HistoryLine, Receipt
from pos_assist.storage import Storage, check, newest_good, rebuild, recover
from pos_assist.storage.backup_files import kept, put_back, thin
from pos_assist.storage.catalog_writing import snapshot
from tests.profiles import examples
from tests.storage.conftest import BURGER, NOON, offered, sale, voiding


def sell(storage: Storage, first: int, last: int) -> None:
    for i in range(first, last + 1):
        storage.sales.finish(sale(f"k{i}", i), [offered(f"k{i}")], [("B1", "B1", 1, i)])


def everything(storage: Storage) -> tuple[list[Receipt], Change, list[object]]:
    reader = storage.reader()
    try:
        offers = reader.execute("SELECT * FROM offers ORDER BY id").fetchall()
        clocks = reader.execute("SELECT key, clock_at, sold_at FROM receipts ORDER BY id").fetchall()
        return storage.sales.receipts(limit=10_000), snapshot(reader), [*offers, *clocks]
    finally:
        reader.close()


@pytest.fixture
def sold(storage: Storage) -> Storage:
    """Five sales, a void, a jump of the clock, changes of the catalog in between."""
    sell(storage, 1, 3)
    storage.catalog.put_deals([Spend(id="a", min=1000, amount=100)])
    storage.sales.void("k2", voiding("打ち間違い"))
    storage.sales.finish(sale("early", 4, at=NOON - timedelta(days=2)))
    storage.catalog.put_items([replace(BURGER, price=190)])
    sell(storage, 5, 5)
    return storage


# -- the journal ---------------------------------------------------------------------------------------------------


def lines(path: Path) -> list[bytes]:
    return path.with_suffix(".journal").read_bytes().splitlines(keepends=True)


def test_each_line_of_the_journal_has_the_hash_of_the_line_before(sold: Storage) -> None:
    found = lines(sold.path)
    assert [json.loads(x)["n"] for x in found] == list(range(len(found)))
    assert json.loads(found[0])["kind"] == "journal"
    for before, line in pairwise(found):
        assert json.loads(line)["prev"] == hashlib.sha256(before.rstrip(b"\n")).hexdigest()


def test_a_sale_is_in_the_journal_when_finish_returns(storage: Storage) -> None:
    for i in range(1, 4):
        storage.sales.finish(sale(f"k{i}", i))
        last = json.loads(lines(storage.path)[-1])
        assert last["kind"] == "sale"
        assert last["receipt"]["key"] == f"k{i}"


def test_a_torn_last_line_is_cut_off_and_written_again_from_the_database(sold: Storage) -> None:
    sold.close()
    journal = sold.path.with_suffix(".journal")
    whole = journal.read_bytes()
    for cut in (1, 7, len(lines(sold.path)[-1]) - 1):
        journal.write_bytes(whole[:-cut])
        Storage.open(sold.path).close()
        assert journal.read_bytes() == whole


def test_garbage_after_a_power_cut_is_cut_off(sold: Storage) -> None:
    sold.close()
    journal = sold.path.with_suffix(".journal")
    whole = journal.read_bytes()
    for garbage in (b"\0" * 5000, b"\0\0\n\0\0\n", b'{"n":99}\n', b"{}\n\xff\xfe\n"):
        journal.write_bytes(whole + garbage)
        Storage.open(sold.path).close()
        assert journal.read_bytes() == whole


def test_what_the_database_has_and_the_journal_lacks_is_appended_at_the_start(sold: Storage, tmp_path: Path) -> None:
    before = everything(sold)
    sold.close()
    journal = sold.path.with_suffix(".journal")
    journal.write_bytes(b"".join(lines(sold.path)[:4]))
    Storage.open(sold.path).close()
    rebuild(journal, tmp_path / "again.db")
    with Storage.open(tmp_path / "again.db") as again:
        assert everything(again) == before


def test_a_journal_that_was_deleted_is_written_anew_from_the_database(sold: Storage, tmp_path: Path) -> None:
    before = everything(sold)
    sold.close()
    sold.path.with_suffix(".journal").unlink()
    Storage.open(sold.path).close()
    rebuild(sold.path.with_suffix(".journal"), tmp_path / "again.db")
    with Storage.open(tmp_path / "again.db") as again:
        assert everything(again) == before


def test_another_shops_journal_is_put_aside_and_not_touched(sold: Storage, tmp_path: Path) -> None:
    sold.close()
    Storage.create(tmp_path / "other.db").close()
    foreign = (tmp_path / "other.journal").read_bytes()
    sold.path.with_suffix(".journal").write_bytes(foreign)
    Storage.open(sold.path).close()
    [aside] = tmp_path.glob("till-*.journal-aside")
    assert aside.read_bytes() == foreign
    assert json.loads(lines(sold.path)[-1])["receipt"]["key"] == "k5"


def test_an_older_copy_of_the_database_gets_the_later_sales_from_the_journal(storage: Storage) -> None:
    sell(storage, 1, 2)
    storage.close()
    old = storage.path.read_bytes()
    with Storage.open(storage.path) as later:
        sell(later, 3, 5)
        before = everything(later)
    storage.path.write_bytes(old)
    with Storage.open(storage.path) as again:
        assert again.replayed == 3
        assert everything(again) == before
        assert again.learned.due()
        sell(again, 6, 6)
    with Storage.open(storage.path) as again:
        assert again.replayed == 0
        assert again.sales.count() == 6


# -- a lost database -----------------------------------------------------------------------------------------------


def test_a_lost_database_comes_back_from_the_journal_alone(sold: Storage, tmp_path: Path) -> None:
    before = everything(sold)
    sold.close()
    result = rebuild(sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, result.from_backup, result.last_line_torn, result.damaged) == (5, 0, False, 0)
    with Storage.open(tmp_path / "again.db") as again:
        assert everything(again) == before
        assert again.sales.next_number() == 6


def test_a_lost_database_comes_back_from_a_backup_and_the_sales_since(sold: Storage, tmp_path: Path) -> None:
    backup = sold.backup()
    sell(sold, 6, 9)
    sold.sales.void("k1", voiding(""))
    before = everything(sold)
    sold.close()
    result = rebuild(sold.path.with_suffix(".journal"), tmp_path / "again.db", backup)
    assert (result.receipts, result.from_backup) == (9, 5)
    with Storage.open(tmp_path / "again.db") as again:
        assert everything(again) == before


def test_imported_receipts_come_back_with_the_backup_that_followed_the_import(tmp_path: Path) -> None:
    past = [HistoryLine(f"r{i}", NOON - timedelta(days=9 - i), "B1", 1, 100) for i in range(5)]

    def fill(new: Storage) -> None:
        new.catalog.put_items([BURGER])
        new.sales.add_history(past)

    with Storage.create(tmp_path / "till.db", fill) as made:
        sell(made, 1, 2)
        before = everything(made)
    journal = tmp_path / "till.journal"
    backup = newest_good(made.path)
    assert backup is not None
    assert rebuild(journal, tmp_path / "a.db", backup).history_missing == 0
    with Storage.open(tmp_path / "a.db") as again:
        assert everything(again) == before
    alone = rebuild(journal, tmp_path / "b.db")
    assert (alone.receipts, alone.history_missing) == (2, 5)


def test_what_was_learned_is_due_after_a_rebuild_and_then_the_same(sold: Storage, tmp_path: Path) -> None:
    def increments(codes: list[str], at: datetime) -> list[tuple[str, str, int, int]]:
        return [(a, a, 1, at.toordinal()) for a in codes]

    sold.learned.rebuild(increments)
    kept_counts = sold.reader().execute("SELECT * FROM counts").fetchall()
    rebuild(sold.path.with_suffix(".journal"), tmp_path / "again.db")
    with Storage.open(tmp_path / "again.db") as again:
        assert again.learned.due()
        again.learned.rebuild(increments)
        assert not again.learned.due()
        assert again.reader().execute("SELECT * FROM counts").fetchall() == kept_counts


def test_a_torn_last_line_does_not_stop_a_rebuild_and_is_told(sold: Storage, tmp_path: Path) -> None:
    sold.close()
    journal = sold.path.with_suffix(".journal")
    journal.write_bytes(journal.read_bytes()[:-3])
    result = rebuild(journal, tmp_path / "again.db")
    assert (result.receipts, result.last_line_torn, result.damaged) == (4, True, 0)


@examples(12)
@given(st.data())
def test_a_damaged_line_costs_that_sale_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    with Storage.create(folder / "till.db") as made:
        sell(made, 1, 4)
    whole = lines(made.path)
    number = data.draw(st.integers(1, len(whole) - 1))
    at = data.draw(st.integers(0, len(whole[number]) - 2))
    whole[number] = whole[number][:at] + b"\0" + whole[number][at + 1 :]
    journal = folder / "till.journal"
    journal.write_bytes(b"".join(whole))
    result = rebuild(journal, folder / "again.db")
    assert result.receipts == 3
    assert result.damaged >= 1


def test_a_line_that_was_changed_by_hand_is_counted(sold: Storage, tmp_path: Path) -> None:
    sold.close()
    journal = sold.path.with_suffix(".journal")
    journal.write_bytes(journal.read_bytes().replace("打ち間違い".encode(), "打ち間違え".encode()))
    assert rebuild(journal, tmp_path / "again.db").damaged == 1


def test_a_rebuild_never_writes_over_a_file(sold: Storage) -> None:
    with pytest.raises(EnvironmentProblem, match="shop_exists"):
        rebuild(sold.path.with_suffix(".journal"), sold.path)


def test_a_backup_of_another_shop_is_refused_and_leaves_nothing(sold: Storage, tmp_path: Path) -> None:
    with Storage.create(tmp_path / "other.db") as other:
        backup = other.backup()
    with pytest.raises(EnvironmentProblem, match="other_shop"):
        rebuild(sold.path.with_suffix(".journal"), tmp_path / "again.db", backup)
    assert not list(tmp_path.glob("again*"))


def test_a_damaged_database_is_said_with_the_way_out_and_brought_back(sold: Storage) -> None:
    backup = sold.backup()
    sell(sold, 6, 7)
    before = everything(sold)
    sold.close()
    damaged = b"damaged" * 5000
    sold.path.write_bytes(damaged)
    with pytest.raises(EnvironmentProblem) as problem:
        Storage.open(sold.path)
    assert problem.value.code == "unreadable"
    assert problem.value.data["backup"] == str(backup)
    assert problem.value.data["journal"] == str(sold.path.with_suffix(".journal"))
    assert sold.path.read_bytes() == damaged
    result = recover(sold.path)
    assert (result.receipts, result.from_backup) == (7, 5)
    [aside] = sold.path.parent.glob("till-damaged-*.db")
    assert aside.read_bytes() == damaged
    with Storage.open(sold.path) as again:
        assert everything(again) == before


def test_a_backup_put_in_the_place_of_the_file_gets_the_later_sales_from_the_journal(sold: Storage) -> None:
    backup = sold.backup()
    sell(sold, 6, 8)
    before = everything(sold)
    with pytest.raises(EnvironmentProblem, match="locked"):
        put_back(sold.path, backup, NOON)
    sold.close()
    replaced = put_back(sold.path, backup, NOON)
    with Storage.open(sold.path) as again:
        assert again.replayed == 3
        assert everything(again) == before
    assert check(replaced).receipts == 8


def test_damage_inside_the_file_after_an_unclean_end_is_noticed(sold: Storage, tmp_path: Path) -> None:
    sell(sold, 6, 60)
    copy = tmp_path / "cut.db"
    sold.close()
    data = bytearray(sold.path.read_bytes())
    root = 4096 * (len(data) // 4096 - 2)
    data[root : root + 4096] = b"\x05" * 4096
    copy.write_bytes(data)
    copy.with_name("cut.db-wal").write_bytes(b"a log that a power cut left half written")
    with pytest.raises(EnvironmentProblem, match="unreadable"):
        Storage.open(copy)


def test_without_backup_and_journal_nothing_is_promised(tmp_path: Path) -> None:
    (tmp_path / "till.db").write_bytes(b"?" * 9000)
    with pytest.raises(EnvironmentProblem, match="nothing_to_recover"):
        recover(tmp_path / "till.db")
    assert (tmp_path / "till.db").read_bytes() == b"?" * 9000


# -- backups -------------------------------------------------------------------------------------------------------


def test_a_backup_is_checked_whole_and_holds_what_the_till_holds(sold: Storage) -> None:
    made = sold.backup(datetime(2026, 11, 22, 21, 5, 9))
    assert made.name == "till-20261122-210509.db"
    assert check(made).receipts == 5
    assert check(made).total == sum(x.total for x in sold.sales.receipts())
    assert list(made.parent.iterdir()) == [made]


def test_a_damaged_backup_does_not_count(sold: Storage) -> None:
    good = sold.backup(NOON)
    bad = sold.backup(NOON + timedelta(days=1))
    bad.write_bytes(bad.read_bytes()[:8192])
    assert newest_good(sold.path) == good


def test_old_backups_are_thinned_but_never_the_last_good_one(sold: Storage) -> None:
    long_ago = datetime(2020, 1, 1, 12)
    good = sold.backup(long_ago)
    bad = sold.backup(long_ago + timedelta(hours=1))
    bad.write_bytes(b"no database")
    sold.backup(NOON)
    assert not bad.exists()
    assert not good.exists()


@pytest.mark.skipif(os.name != "nt", reason="only Windows keeps a file that somebody has open")
def test_an_old_backup_that_somebody_looks_at_is_deleted_another_day(sold: Storage) -> None:
    old = sold.backup(datetime(2020, 1, 1, 12))
    with old.open("rb"):
        assert sold.backup(NOON).exists()
    assert old.exists()
    sold.backup(NOON + timedelta(days=1))
    assert not old.exists()


def test_the_last_good_backup_is_kept_however_old(sold: Storage) -> None:
    good = sold.backup(datetime(2020, 1, 1, 12))
    bad = good.with_name("till-20261122-120000.db")
    bad.write_bytes(b"no database")
    assert thin(sold.path, NOON) == []
    assert newest_good(sold.path) == good


def test_today_14_days_8_weeks_and_24_months_are_kept() -> None:
    stamps = [NOON - timedelta(hours=6 * i) for i in range(4 * 1200)]
    found = kept(stamps, NOON)
    assert {x for x in found if x.date() == NOON.date()} == {x for x in stamps if x.date() == NOON.date()}
    for days in range(1, 15):
        assert any(x.date() == NOON.date() - timedelta(days=days) for x in found)
    weeks = {x.isocalendar()[:2] for x in found}
    assert {(NOON - timedelta(weeks=i)).isocalendar()[:2] for i in range(9)} <= weeks
    months = {(x.year, x.month) for x in found}
    assert len(months) == 25
    assert min(months) == (2024, 11)
    assert len(found) < 3 + 14 + 8 + 25
    assert kept(found, NOON) == found


def test_a_file_that_is_no_journal_makes_no_shop(tmp_path: Path) -> None:
    (tmp_path / "receipts.csv").write_text("receipt_id,timestamp,item\n1,2026-11-01 10:00:00,Tea\n", encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="not_a_journal"):
        rebuild(tmp_path / "receipts.csv", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on a file's size there")
def test_what_stops_a_recovery_is_told_of_the_shops_own_file(sold: Storage, path: Path) -> None:
    import resource  # noqa: PLC0415 — POSIX

    sold.close()
    path.unlink()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(EnvironmentProblem) as problem:
            recover(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert problem.value.data["file"] == str(path)
    assert recover(path).receipts == 5, "it was left as it was"


def test_a_folder_in_the_journals_place_is_told_by_its_own_name(sold: Storage, path: Path, tmp_path: Path) -> None:
    backup = sold.backup(NOON)
    sold.close()
    (tmp_path / "folder.journal").mkdir()
    with pytest.raises(EnvironmentProblem) as problem:
        rebuild(tmp_path / "folder.journal", tmp_path / "again.db", backup)
    assert problem.value.data["file"] == str(tmp_path / "folder.journal")
