"""A shop that is brought back says what came, from where, and names each sale that did not; nothing changed is taken as true."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from pos_assist.domain.catalog_change import Change, Edit, Peer
from pos_assist.domain.offers import Moment, Outcome
from pos_assist.domain.problems import EnvironmentProblem, Refused
from pos_assist.i18n.recovery_texts import recovered_lines
from pos_assist.services.management.backup_restore import put_file_back
from pos_assist.storage import Rebuilt, Storage, rebuild, recover
from pos_assist.storage import journal as journal_file
from pos_assist.storage.connection import SCHEMA_VERSION
from pos_assist.storage.journal import archives, compress_years, read_anchor, read_journal, write_journal
from pos_assist.storage.recovery import shop_of, verify_journal
from pos_assist.storage.schema import journalled_peers, journalled_people
from pos_assist.storage.staff import Role
from pos_assist.system import clock
from tests.storage.conftest import BURGER, NOON, POTATO, offered, sale, sell, voiding

PIN = "918273"


def lines(path: Path) -> list[bytes]:
    return path.with_suffix(".journal").read_bytes().splitlines(keepends=True)


def put(path: Path, whole: list[bytes]) -> None:
    path.with_suffix(".journal").write_bytes(b"".join(whole))


def row_of(whole: list[bytes], number: int) -> int:
    return next(i for i, line in enumerate(whole) if f'"number":{number},'.encode() in line)


def told(result: Rebuilt) -> str:
    return "\n".join(recovered_lines(result))


# -- lines of the journal ----------------------------------------------------------------------------------------------


def flip_total(line: bytes) -> bytes:
    return re.sub(rb'"total":3', b'"total":4', line)


def flip_name(line: bytes) -> bytes:
    return line.replace("フライドポテト".encode(), "フライドポテチ".encode())


def flip_key(line: bytes) -> bytes:
    return line.replace(b'"receipt":', b'"recaipt":')


def break_json(line: bytes) -> bytes:
    return line.replace(b"{", b"\0", 1)


@pytest.mark.parametrize("spoil", [flip_total, flip_key, break_json])
def test_a_changed_sale_that_is_not_whole_is_not_taken_and_is_named_and_its_neighbours_are_not(
    ten_sold: Storage, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    whole = lines(ten_sold.path)
    at = row_of(whole, 5)
    whole[at] = spoil(whole[at])
    put(ten_sold.path, whole)
    result = rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert result.receipts == 9
    assert [x.number for x in result.lost] == [5]
    assert result.doubtful == ()
    assert not result.complete
    assert "5" in told(result)
    assert "12:00" in told(result)
    with Storage.open(tmp_path / "again.db") as again:
        assert again.sales.receipt("k5") is None
        assert all(again.sales.whole(x) for x in again.sales.receipts())


def test_a_changed_sale_that_is_whole_comes_back_and_is_named(ten_sold: Storage, tmp_path: Path) -> None:
    whole = lines(ten_sold.path)
    at = row_of(whole, 5)
    whole[at] = flip_name(whole[at])
    put(ten_sold.path, whole)
    result = rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, result.lost, [x.number for x in result.doubtful]) == (10, (), [5])
    assert result.complete


def test_a_missing_line_is_one_missing_sale(ten_sold: Storage, tmp_path: Path) -> None:
    whole = lines(ten_sold.path)
    del whole[row_of(whole, 5)]
    put(ten_sold.path, whole)
    result = rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, len(result.lost), result.damaged) == (9, 1, 1)


def test_swapped_and_doubled_lines_are_no_lost_sale(ten_sold: Storage, tmp_path: Path) -> None:
    whole = lines(ten_sold.path)
    put(ten_sold.path, [*whole[:-2], whole[-2], whole[-2], whole[-1]])
    assert rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "a.db").complete


@pytest.mark.parametrize("nonsense", [b'{"n":1000000000,"kind":"sale"}', b'{"n":1e9,"kind":[]}', b"{}", b"\xff\xfe"])
def test_nonsense_between_the_lines_is_passed_over(ten_sold: Storage, tmp_path: Path, nonsense: bytes) -> None:
    whole = lines(ten_sold.path)
    put(ten_sold.path, [*whole[:4], nonsense + b"\n", *whole[4:]])
    result = rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, result.damaged, result.cut) == (10, 0, 0)


def test_a_changed_or_foreign_last_line_is_made_good_from_the_database(ten_sold: Storage) -> None:
    whole = lines(ten_sold.path)
    for last in (whole[-1].replace(b'"n":', b'"n":7', 1), flip_total(whole[-1]), b'{"n":1e9,"kind":"sale"}\n'):
        put(ten_sold.path, [*whole[:-1], last])
        with Storage.open(ten_sold.path) as storage:
            assert (storage.sales.count(), storage.cut) == (10, 0)
        assert lines(ten_sold.path) == whole


def test_lines_of_an_older_version_have_no_sum_and_are_judged_by_the_next_one(
    ten_sold: Storage, tmp_path: Path
) -> None:
    old, previous = list[bytes](), ""
    for line in lines(ten_sold.path):
        data = json.loads(line)
        data.pop("sum")
        data["prev"] = previous
        if data["kind"] == "journal":
            data["version"] = 1
        raw = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        old.append(raw + b"\n")
        previous = hashlib.sha256(raw).hexdigest()
    put(ten_sold.path, old)
    assert rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "good.db").damaged == 0
    at = row_of(old, 5)
    old[at] = flip_total(old[at])
    put(ten_sold.path, old)
    result = rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, [x.number for x in result.lost]) == (9, [5])


def test_a_line_whose_sum_was_spoilt_is_none_of_the_version_that_had_no_sums(ten_sold: Storage, tmp_path: Path) -> None:
    """Also where the line after it, which has its hash, cannot be read either."""
    whole = lines(ten_sold.path)
    at = row_of(whole, 5)
    whole[at] = flip_total(whole[at]).replace(b'"sum":"', b'"sun":"')
    whole[at + 1] = b"?" + whole[at + 1]
    put(ten_sold.path, whole)
    result = rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, [x.number for x in result.lost]) == (8, [5, 6])


def test_a_changed_sale_that_cannot_be_put_in_whole_is_not_put_in_by_half(ten_sold: Storage, tmp_path: Path) -> None:
    whole = lines(ten_sold.path)
    at = row_of(whole, 5)
    assert b'"kind":"cash",' in whole[at]
    whole[at] = whole[at].replace(b'"kind":"cash",', b'"kind":"cash","name":null,')
    put(ten_sold.path, whole)
    result = rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, [x.number for x in result.lost]) == (9, [5])


@pytest.mark.parametrize("other", [3, 8, 60])
def test_a_line_whose_number_was_changed_takes_no_other_lines_place(
    ten_sold: Storage, tmp_path: Path, other: int
) -> None:
    whole = lines(ten_sold.path)
    at = row_of(whole, 5)
    number = json.loads(whole[at])["n"]
    whole[at] = whole[at].replace(f'"n":{number},'.encode(), f'"n":{other},'.encode())
    put(ten_sold.path, whole)
    result = rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, [x.number for x in result.lost]) == (9, [5])


@pytest.mark.parametrize("hurt", [(b'"kind":', b'"kind";'), (b'"version":2', b'"version":3'), (b'"n":0', b'"n":7')])
def test_a_changed_first_line_costs_neither_sales_nor_the_shops_name(
    ten_sold: Storage, tmp_path: Path, hurt: tuple[bytes, bytes]
) -> None:
    shop = shop_of(ten_sold.path)
    head, *rest = lines(ten_sold.path)
    assert hurt[0] in head
    put(ten_sold.path, [head.replace(*hurt), *rest])
    result = rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, result.lost, shop_of(tmp_path / "again.db")) == (10, (), shop)


def test_a_journal_cut_at_the_end_of_a_line_is_seen_by_the_anchor(ten_sold: Storage, tmp_path: Path) -> None:
    put(ten_sold.path, lines(ten_sold.path)[:-3])
    result = rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, result.cut, result.complete) == (7, 3, False)
    ten_sold.path.unlink()
    result = recover(ten_sold.path)
    assert (result.receipts, result.cut) == (7, 3)
    assert not result.complete


def test_an_older_copy_of_database_and_journal_is_told_at_the_start(ten_sold: Storage, tmp_path: Path) -> None:
    older = {suffix: ten_sold.path.with_suffix(suffix).read_bytes() for suffix in (".db", ".journal")}
    with Storage.open(ten_sold.path) as storage:
        sell(storage, 11, 14)
    for suffix, content in older.items():
        ten_sold.path.with_suffix(suffix).write_bytes(content)
    with Storage.open(ten_sold.path) as storage:
        assert storage.cut == 4
        sell(storage, 11, 11)
    with Storage.open(ten_sold.path) as storage:
        assert storage.cut == 0


def test_the_anchor_follows_every_sale_and_is_never_ahead(storage: Storage) -> None:
    for i in range(1, 5):
        sell(storage, i, i)
        written = [line.record.n for line in read_journal(storage.path.with_suffix(".journal")) if line.record]
        assert read_anchor(storage.path) == written[-1]


# -- no journal --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [None, b""])
def test_without_a_journal_the_backup_alone_is_taken_only_by_who_accepts_the_loss(
    storage: Storage, content: bytes | None
) -> None:
    sell(storage, 1, 3)
    storage.backup()
    sell(storage, 4, 6)
    storage.close()
    journal = storage.path.with_suffix(".journal")
    journal.unlink()
    if content is not None:
        journal.write_bytes(content)
    storage.path.write_bytes(b"?" * 9000)
    with pytest.raises(EnvironmentProblem, match="journal_missing") as problem:
        recover(storage.path)
    assert problem.value.data["until"] == "2026-11-22 12:00"
    assert storage.path.read_bytes() == b"?" * 9000
    result = recover(storage.path, accept_loss=True)
    assert (result.receipts, result.from_backup, result.journal, result.complete) == (3, 3, False, False)


# -- what lies beside --------------------------------------------------------------------------------------------------


def test_a_left_over_log_does_not_spoil_the_shop_that_is_made(storage: Storage, tmp_path: Path) -> None:
    sell(storage, 1, 40)
    for name in ("till.db-wal", "till.journal"):
        shutil.copy(tmp_path / name, tmp_path / f"kept-{name}")
    storage.close()
    storage.path.unlink()
    shutil.copy(tmp_path / "kept-till.db-wal", tmp_path / "till.db-wal")
    result = rebuild(tmp_path / "till.journal", storage.path)
    assert result.receipts == 40
    with Storage.open(storage.path) as again:
        again.check()
        assert again.sales.count() == 40
    assert list(tmp_path.glob("till-damaged-*.db-wal"))


def test_restoring_a_backup_over_a_damaged_journal_loses_no_sale_of_a_sound_database(storage: Storage) -> None:
    sell(storage, 1, 3)
    backup = storage.backup()
    sell(storage, 4, 9)
    storage.close()
    whole = lines(storage.path)
    at = row_of(whole, 6)
    whole[at] = break_json(whole[at])
    put(storage.path, whole)
    done = put_file_back(storage.path, backup)
    assert (done.before, done.receipts, done.lost) == (9, 9, ())
    with Storage.open(storage.path) as again:
        assert again.sales.receipt("k6")


def test_what_is_only_in_the_replaced_file_is_named(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    sell(storage, 1, 3)
    backup = storage.backup()
    sell(storage, 4, 6)
    storage.close()
    monkeypatch.setattr("pos_assist.services.management.backup_restore.verify_journal", lambda _: True)
    whole = lines(storage.path)
    del whole[row_of(whole, 5)]
    put(storage.path, whole)
    done = put_file_back(storage.path, backup)
    assert (done.before, done.receipts) == (6, 5)
    assert [(x.number, x.at, x.total) for x in done.lost] == [(5, "2026-11-22 12:00", 340)]
    assert not done.complete


def test_another_shops_file_is_not_put_in_this_ones_place(ten_sold: Storage, tmp_path: Path) -> None:
    with Storage.create(tmp_path / "other.db") as other:
        backup = other.backup()
    before = ten_sold.path.read_bytes()
    with pytest.raises(EnvironmentProblem, match="other_shop_file"):
        put_file_back(ten_sold.path, backup)
    assert ten_sold.path.read_bytes() == before
    for nothing in (tmp_path, tmp_path / "none.db"):
        with pytest.raises(Refused, match=r"is_folder|no_such_file"):
            put_file_back(ten_sold.path, nothing)


def test_a_sound_journal_is_left_as_it_is_by_the_look(ten_sold: Storage) -> None:
    before = ten_sold.path.with_suffix(".journal").read_bytes()
    assert verify_journal(ten_sold.path)
    assert ten_sold.path.with_suffix(".journal").read_bytes() == before


# -- people, history and what binds the shop to others -----------------------------------------------------------------


def with_people(storage: Storage) -> Callable[[Storage], tuple[object, ...]]:
    """Two people, one of them gone again; trust, key, an edit that was taken back. How to look at it all."""
    staff, peers, changes = storage.staff, storage.peers, storage.changes
    staff.cost = 10
    staff.found("佐藤", PIN)
    staff.add("鈴木", Role.CASHIER, "8273")
    staff.set_role("鈴木", Role.CASHIER, active=False)
    peers.trust("ab" * 32, "駅前店")
    peers.key()
    peers.next_serial()
    peers.trust("cd" * 32, "本店", "home")
    for serial in (3, 4):
        peers.put(Peer("home", serial, 1, Change(items=(BURGER, replace(POTATO, price=100 + serial)))))
    peers.put(Peer("away", 9, 2, Change()))
    made = changes.write(Edit(Change(items=(replace(BURGER, price=200),))), "佐藤", NOON, "price", "ハンバーガー")
    changes.undo(made, "佐藤", NOON)
    changes.note("佐藤", NOON, "staff_added", "鈴木")

    def look(seen: Storage) -> tuple[object, ...]:
        history = seen.changes.history()
        return (
            seen.staff.people(),
            seen.peers.trusted("ab" * 32),
            seen.peers.key(),
            seen.peers.serial(),
            seen.peers.every_trusted(),
            seen.peers.peers(),
            history,
            [seen.changes.records(x.id) for x in history],
            seen.changes.extras(),
        )

    return look


def test_people_trust_key_and_history_come_back_from_the_journal_alone(storage: Storage, tmp_path: Path) -> None:
    look = with_people(storage)
    before = look(storage)
    storage.close()
    result = rebuild(storage.path.with_suffix(".journal"), tmp_path / "again.db")
    assert result.complete
    assert result.recovery_code == ""
    with Storage.open(tmp_path / "again.db") as again:
        assert look(again) == before
        again.staff.enter("佐藤", PIN, NOON, Role.MANAGER)
        with pytest.raises(Refused, match="staff_exists"):
            again.staff.found("誰か", PIN)


def test_what_was_taken_from_other_shops_comes_back_where_the_journal_was_lost_too(storage: Storage) -> None:
    """The journal is then written anew from the database; the next loss of the database finds all of it there."""
    look = with_people(storage)
    before = look(storage)
    storage.close()
    journal = storage.path.with_suffix(".journal")
    journal.unlink()
    with Storage.open(storage.path):
        pass
    storage.path.unlink()
    rebuild(journal, storage.path)
    with Storage.open(storage.path) as again:
        assert look(again) == before


def test_offers_that_nobody_saw_do_not_come_back_from_an_older_journal(storage: Storage, tmp_path: Path) -> None:
    """Lines of the version that wrote the last offer down as «shown, ignored» while the payment lay over it: taken ones were
    seen. A line of this version is believed."""
    seen = [
        replace(offered("k1", 1), moment=Moment.PAYING, outcome=Outcome.IGNORED),
        replace(offered("k1", 2), moment=Moment.PAYING, outcome=Outcome.ACCEPTED),
        replace(offered("k1", 3), moment=Moment.CHOOSING, outcome=Outcome.IGNORED),
    ]
    storage.sales.finish(sale("k1"), seen)
    storage.close()
    new = storage.path.with_suffix(".journal")
    records = [x.record for x in read_journal(new) if x.record]
    head, *rest = records
    older = [x._replace(fields={k: v for k, v in x.fields.items() if k != "seen"}) for x in rest]
    old = tmp_path / "older" / "till.journal"
    old.parent.mkdir()
    write_journal(old, str(head.fields["shop"]), older, 0).close()

    def offers(journal: Path) -> list[str]:
        path = tmp_path / f"{journal.parent.name}.db"
        rebuild(journal, path)
        with Storage.open(path) as again, again.reader() as reader:
            return [x for (x,) in reader.execute("SELECT id FROM offers ORDER BY id")]

    assert offers(new) == ["k1-1", "k1-2", "k1-3"]
    assert offers(old) == ["k1-2", "k1-3"]


def test_who_was_dismissed_after_the_backup_stays_dismissed(storage: Storage) -> None:
    storage.staff.cost = 10
    storage.staff.found("佐藤", PIN)
    storage.staff.add("鈴木", Role.CASHIER, "8273")
    storage.backup()
    storage.staff.set_role("鈴木", Role.CASHIER, active=False)
    storage.close()
    storage.path.write_bytes(b"?" * 9000)
    recover(storage.path)
    with Storage.open(storage.path) as again:
        assert [(x.name, x.active) for x in again.staff.people()] == [("佐藤", True), ("鈴木", False)]


def test_where_the_people_are_lost_nobody_becomes_manager_by_walking_up(storage: Storage, tmp_path: Path) -> None:
    with_people(storage)
    sell(storage, 1, 2)
    storage.close()
    whole = [line for line in lines(storage.path) if b'"kind":"people"' not in line]
    put(storage.path, whole)
    result = rebuild(storage.path.with_suffix(".journal"), tmp_path / "again.db")
    assert re.fullmatch(r"\d{4}(-\d{4}){3}", result.recovery_code)
    assert result.recovery_code in told(result)
    with Storage.open(tmp_path / "again.db") as again:
        assert again.staff.locked_out()
        with pytest.raises(Refused, match="staff_exists"):
            again.staff.found("誰か", PIN)
        with pytest.raises(Refused, match="pin_wrong"):
            again.staff.begin_again("0000-0000-0000-0000", "誰か", PIN, NOON)
        again.staff.begin_again(result.recovery_code, "佐藤", PIN, NOON)
        assert not again.staff.locked_out()
        assert again.staff.enter("佐藤", PIN, NOON, Role.MANAGER).name == "佐藤"


def test_a_shop_that_never_had_people_is_not_locked(ten_sold: Storage, tmp_path: Path) -> None:
    assert rebuild(ten_sold.path.with_suffix(".journal"), tmp_path / "again.db").recovery_code == ""


def test_what_an_older_version_wrote_is_in_the_journal_once_it_was_opened(storage: Storage, tmp_path: Path) -> None:
    look = with_people(storage)
    before = look(storage)
    storage.close()
    with closing(sqlite3.connect(storage.path)) as raw:  # as a version left it that journalled sales and catalog only
        raw.execute("DELETE FROM events WHERE kind IN ('edit', 'people', 'ties', 'peer')")
        journalled_people(Database(raw))
        journalled_peers(Database(raw))
        raw.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        raw.commit()
    storage.path.with_suffix(".journal").unlink()
    Storage.open(storage.path).close()
    rebuild(storage.path.with_suffix(".journal"), tmp_path / "again.db")
    with Storage.open(tmp_path / "again.db") as again:
        assert look(again) == before


# -- years -------------------------------------------------------------------------------------------------------------


def test_each_year_has_its_journal_earlier_ones_are_compressed_and_a_rebuild_reads_them_all(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year in (2026, 2027, 2028):
        monkeypatch.setattr(clock, "now", lambda year=year: datetime(year, 3, 1, 12))
        with Storage.create(path) if year == 2026 else Storage.open(path) as storage:
            if year == 2026:
                storage.catalog.put_items([BURGER])
            sell(storage, (year - 2026) * 5 + 1, (year - 2026) * 5 + 5)
            if year == 2028:
                storage.sales.void("k7", voiding("二重"))
        compress_years(path.with_suffix(".journal"))
    journal = path.with_suffix(".journal")
    assert [file.name for file in archives(journal)] == ["till-2026.journal.gz", "till-2027.journal.gz"]
    assert b'"number":3,' not in journal.read_bytes()
    with gzip.open(archives(journal)[0]) as old:
        assert b'"number":3,' in old.read()
    result = rebuild(journal, tmp_path / "again.db")
    assert (result.receipts, result.complete) == (15, True)
    with Storage.open(path) as now, Storage.open(tmp_path / "again.db") as again:
        assert again.sales.receipts(limit=99) == now.sales.receipts(limit=99)


def test_a_year_that_is_missing_is_so_many_lost_entries(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year in (2026, 2027):
        monkeypatch.setattr(clock, "now", lambda year=year: datetime(year, 3, 1, 12))
        with Storage.create(path) if year == 2026 else Storage.open(path) as storage:
            sell(storage, (year - 2026) * 5 + 1, (year - 2026) * 5 + 5)
    archives(path.with_suffix(".journal"))[0].unlink()
    result = rebuild(path.with_suffix(".journal"), tmp_path / "again.db")
    assert (result.receipts, len(result.lost)) == (5, 5)


@pytest.fixture
def two_years(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The journal of a lost database: 2026, packed, and 2027, ten sales each."""
    for year in (2026, 2027):
        monkeypatch.setattr(clock, "now", lambda year=year: datetime(year, 3, 1, 12))
        with Storage.create(path) if year == 2026 else Storage.open(path) as storage:
            sell(storage, (year - 2026) * 10 + 1, (year - 2026) * 10 + 10)
    compress_years(path.with_suffix(".journal"))
    path.unlink()
    return path.with_suffix(".journal")


@pytest.mark.parametrize("how", ["garbage", "empty", "torn", "flipped sum"])
def test_a_year_that_cannot_be_unpacked_costs_no_other_year_and_is_told(
    two_years: Path, tmp_path: Path, how: str
) -> None:
    [archive] = archives(two_years)
    data = bytearray(archive.read_bytes())
    match how:
        case "garbage":
            data[:] = b"?" * len(data)
        case "empty":
            data.clear()
        case "torn":
            del data[len(data) // 2 :]
        case _:
            data[-6] ^= 0x5A  # the sum over the whole: every line was read by then, each with a sum of its own
    archive.write_bytes(data)
    result = rebuild(two_years, tmp_path / "again.db")
    there = {"garbage": 10, "empty": 10, "flipped sum": 20}.get(how, result.receipts)
    assert (result.receipts, len([x for x in result.lost if x.sale])) == (there, 20 - there)
    assert 10 <= result.receipts <= 20
    assert result.complete is (how == "flipped sum")


def test_whatever_byte_of_a_packed_year_is_changed_no_line_is_believed_that_was_not_written(two_years: Path) -> None:
    """One byte changes many lines of it, or the form of their sums."""
    [archive] = archives(two_years)
    packed = archive.read_bytes()
    written = [x.raw for x in read_journal(two_years)]
    later = written[12:]
    for at in range(len(packed)):
        archive.write_bytes(packed[:at] + bytes([packed[at] ^ 0x80]) + packed[at + 1 :])
        believed = [x.raw for x in read_journal(two_years) if x.sound]
        assert [x for x in believed if x not in written] == [], at
        assert believed[-len(later) :] == later, at


def test_a_changed_byte_in_a_packed_year_costs_only_sales_that_are_told(two_years: Path, tmp_path: Path) -> None:
    """Its first line says whose journal it is, as the next year's does."""
    [archive] = archives(two_years)
    packed = archive.read_bytes()
    shop = shop_of(two_years)
    for at in range(90, len(packed), len(packed) // 12):
        archive.write_bytes(packed[:at] + bytes([packed[at] ^ 0x5A]) + packed[at + 1 :])
        again = tmp_path / f"{at}.db"
        result = rebuild(two_years, again)
        assert result.receipts + len([x for x in result.lost if x.sale]) == 20, at
        assert result.receipts >= 10, at
        assert shop_of(again) == shop, at
        again.unlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name among its files")
@pytest.mark.parametrize("suffix", [".db", ".journal", ".anchor"])
def test_a_pipe_in_the_place_of_a_file_is_told_and_not_waited_for(storage: Storage, suffix: str) -> None:
    sell(storage, 1, 2)
    storage.close()
    pipe = storage.path.with_suffix(suffix)
    pipe.unlink()
    os.mkfifo(pipe)
    again = storage.path.with_name("again.db")
    opens: list[Callable[[], object]] = [
        lambda: Storage.open(storage.path),
        lambda: Storage.open(storage.path, readonly=True),
    ]
    if suffix != ".db":
        opens.append(lambda: rebuild(storage.path.with_suffix(".journal"), again))
    for each in opens:
        with pytest.raises(EnvironmentProblem) as caught:
            each()
        assert (caught.value.code, caught.value.data["file"]) == ("not_a_file", str(pipe))


def test_a_journal_that_is_one_endless_line_is_put_aside_without_reading_all_of_it(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As zeros after a power cut, or another program's file: no gigabytes in memory, and the till sells on."""
    monkeypatch.setattr(journal_file, "_LONGEST", 1 << 16)
    sell(storage, 1, 2)
    storage.close()
    journal = storage.path.with_suffix(".journal")
    with journal.open("wb") as file:
        file.truncate(1 << 20)
    lines = list(read_journal(journal))
    assert {(x.record, x.torn) for x in lines} == {(None, True)}
    assert max(len(x.raw) for x in lines) == 1 << 16
    with Storage.open(storage.path) as again:
        sell(again, 3, 3)
    assert len(list(storage.path.parent.glob("*.journal-aside"))) == 1
    assert rebuild(journal, storage.path.with_name("again.db")).receipts == 3


@pytest.mark.parametrize("left", ["archive only", "both"])
def test_a_cut_while_a_year_begins_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch, left: str) -> None:
    with Storage.create(path) as storage:
        sell(storage, 1, 5)
    journal, folder = path.with_suffix(".journal"), path.with_name("till-journals")
    folder.mkdir()
    shutil.copy(journal, folder / "till-2026.journal")
    if left == "archive only":
        journal.unlink()
    with Storage.open(path) as storage:
        assert storage.sales.count() == 5
        sell(storage, 6, 6)
    path.unlink()
    assert recover(path).receipts == 6
