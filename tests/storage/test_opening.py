"""What is said, and what is left alone, when a till cannot be opened or its disk gives out."""

from __future__ import annotations

import ctypes
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_assist.domain.orders import Order
from pos_assist.domain.problems import EnvironmentProblem, Problem
from pos_assist.i18n.problem_texts import PROBLEMS
from pos_assist.i18n.translate import sentence, tr
from pos_assist.storage import DiskSpace, SavedOrder, Storage, rebuild, recover
from pos_assist.storage import connection as connections
from pos_assist.storage import disk_space as rooms
from tests.storage.conftest import BURGER, NOON, sale


def snapshot_of(folder: Path) -> dict[str, bytes]:
    return {x.name: x.read_bytes() for x in folder.iterdir() if x.is_file() and not x.name.endswith(".lock")}


def refusal(path: Path, *, readonly: bool = False) -> Problem:
    with pytest.raises(EnvironmentProblem) as problem:
        Storage.open(path, readonly=readonly).close()
    assert sentence(problem.value)
    return problem.value


# -- refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("readonly", [False, True])
def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(path: Path, readonly: bool) -> None:
    Storage.create(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA user_version={connections.SCHEMA_VERSION + 1}")
    raw.close()
    before = snapshot_of(path.parent)
    problem = refusal(path, readonly=readonly)
    assert (problem.code, problem.data["version"]) == ("newer_database", connections.SCHEMA_VERSION + 1)
    assert snapshot_of(path.parent) == before


@pytest.mark.parametrize("readonly", [False, True])
def test_another_programs_database_is_refused_and_left_as_it_is(path: Path, readonly: bool) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE notes (text)")
    raw.close()
    before = snapshot_of(path.parent)
    assert refusal(path, readonly=readonly).code == "not_ours"
    assert snapshot_of(path.parent) == before


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.write_text("こんにちは\n" * 500, encoding="utf-8")
    before = snapshot_of(path.parent)
    assert refusal(path).code == "unreadable"
    assert snapshot_of(path.parent) == before


def test_a_shop_that_is_not_there_is_said_and_not_made(path: Path) -> None:
    assert refusal(path).code == "no_such_shop"
    assert list(path.parent.iterdir()) == []


def test_a_new_shop_is_never_written_over_another(storage: Storage) -> None:
    storage.close()
    before = snapshot_of(storage.path.parent)
    with pytest.raises(EnvironmentProblem, match="shop_exists"):
        Storage.create(storage.path)
    storage.path.unlink()
    with pytest.raises(EnvironmentProblem, match="shop_exists"):  # its journal is all that is left of it
        Storage.create(storage.path)
    assert snapshot_of(storage.path.parent) == {k: v for k, v in before.items() if k != "till.db"}


def test_a_shop_whose_filling_fails_leaves_nothing_behind(path: Path) -> None:
    def fill(new: Storage) -> None:
        new.catalog.put_items([BURGER])
        raise KeyError("bad row")

    with pytest.raises(KeyError):
        Storage.create(path, fill)
    assert list(path.parent.iterdir()) == []


# -- one at a time -------------------------------------------------------------------------------------------------


def test_two_programs_that_make_a_shop_at_once_make_one(path: Path) -> None:
    heard: list[Problem] = []

    def fill(_: Storage) -> None:
        with pytest.raises(EnvironmentProblem) as told:
            Storage.create(path)
        heard.append(told.value)

    with Storage.create(path, fill) as storage:
        assert storage.sales.count() == 0
    assert [problem.code for problem in heard] == ["locked"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_shop_that_cannot_be_made_on_a_read_only_disk_says_so(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "tmpfs", "size=4m"):
        remount_read_only(disk)
        with pytest.raises(EnvironmentProblem, match="read_only"):
            Storage.create(disk / "till.db")
        remount_writable = "size=4m"
        mount("none", str(disk), "tmpfs", 32, remount_writable)


def test_a_till_is_open_in_one_program_only(storage: Storage) -> None:
    assert refusal(storage.path).code == "locked"
    other = subprocess.run(
        [sys.executable, "-c", OPEN, str(storage.path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert other.stdout.strip() == "locked"


OPEN = """
import sys
from pathlib import Path
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage import Storage
try:
    Storage.open(Path(sys.argv[1])).close()
    print("opened")
except EnvironmentProblem as problem:
    print(problem.code)
"""


def test_another_program_may_read_while_the_till_sells(storage: Storage) -> None:
    storage.sales.finish(sale("k1"))
    with Storage.open(storage.path, readonly=True) as reading:
        assert reading.sales.count() == 1
        storage.sales.finish(sale("k2", 2))
        assert [x.key for x in reading.sales.receipts()] == ["k2", "k1"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no folder that cannot be written")
def test_a_till_can_be_read_where_nothing_can_be_written(storage: Storage, tmp_path: Path) -> None:
    storage.sales.finish(sale("k1"))
    storage.close()
    folder = tmp_path / "read only"
    folder.mkdir()
    shutil.copy(storage.path, folder / "till.db")
    if os.geteuid() == 0:
        with mounted(folder, "tmpfs", "size=4m"):
            shutil.copy(storage.path, folder / "till.db")
            remount_read_only(folder)
            with Storage.open(folder / "till.db", readonly=True) as reading:
                assert reading.sales.count() == 1
    else:
        folder.chmod(0o500)
        with Storage.open(folder / "till.db", readonly=True) as reading:
            assert reading.sales.count() == 1
        folder.chmod(0o700)


# -- the connections -----------------------------------------------------------------------------------------------


def test_every_connection_has_the_settings_that_keep_a_sale_safe(storage: Storage) -> None:
    writing = connections.connect_writing(storage.path)
    found = {
        x: writing.execute(f"PRAGMA {x}").fetchone()[0]
        for x in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    # What is deleted is overwritten, as some builds of SQLite do of themselves and others do not: a member who asks is forgotten.
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    writing.close()
    reading = storage.reader()
    assert reading.execute("PRAGMA wal_autocheckpoint").fetchone()[0] == 0
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reading.execute("DELETE FROM receipts")
    reading.close()


def test_every_table_is_strict(storage: Storage) -> None:
    reader = storage.reader()
    tables = reader.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    loose = {name for name, strict in tables if not strict and not name.startswith("sqlite_")}
    assert loose <= {"_sqlite_migrations"}
    reader.close()


def test_an_orderly_end_leaves_no_log_behind(storage: Storage) -> None:
    storage.sales.finish(sale("k1"))
    storage.close()
    assert not list(storage.path.parent.glob("till.db-*"))


# -- errors in the middle of a sale --------------------------------------------------------------------------------


class FailingConnection(sqlite3.Connection):
    """A real connection that fails at COMMIT, before it or after it happened."""

    moment = ""

    def execute(self, sql: str, *args: object) -> sqlite3.Cursor:
        if sql == "COMMIT" and self.moment:
            moment, FailingConnection.moment = self.moment, ""
            if moment == "after":
                super().execute(sql)
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorname = "SQLITE_IOERR_FSYNC" if moment == "sync" else "SQLITE_IOERR_WRITE"
            raise error
        return super().execute(sql, *args)  # type: ignore[arg-type]


@pytest.fixture
def failing(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    storage.close()
    real = sqlite3.connect

    def connect(*args: object, **more: object) -> sqlite3.Connection:
        return real(*args, **more, factory=FailingConnection)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connect)
    with Storage.open(storage.path) as opened:
        yield opened
    FailingConnection.moment = ""


def test_an_error_before_the_commit_is_not_saved_and_can_be_pressed_again(failing: Storage) -> None:
    FailingConnection.moment = "before"
    with pytest.raises(EnvironmentProblem, match="not_saved"):
        failing.sales.finish(sale("k1"))
    assert failing.sales.receipt("k1") is None
    assert failing.sales.finish(sale("k1")) == sale("k1")
    assert failing.sales.count() == 1


def test_an_error_after_the_commit_is_a_sale_and_not_two(failing: Storage) -> None:
    FailingConnection.moment = "after"
    assert failing.sales.finish(sale("k1"), (), [("B1", "B1", 1, 1)]) == sale("k1")
    assert failing.sales.finish(sale("k2", 2)) == sale("k2", 2)
    assert failing.learned.count("B1") == (1, 1)
    journal = failing.path.with_suffix(".journal").read_text(encoding="utf-8")
    assert journal.count('"key":"k1"') == 1


def test_after_a_failed_sync_nothing_more_is_sold_on_that_file_and_a_copy_is_made(failing: Storage) -> None:
    failing.sales.finish(sale("k1"))
    FailingConnection.moment = "sync"
    for key in ("k2", "k3"):
        with pytest.raises(EnvironmentProblem, match="disk_error"):
            failing.sales.finish(sale(key, 2))
    [copy] = failing.path.parent.glob("till-backups/disk-error-*/till.db")
    assert copy.stat().st_size > 0


def test_an_open_order_that_could_not_be_saved_is_told_and_saved_with_the_next(failing: Storage) -> None:
    told: list[Exception] = []
    failing.on_trouble(told.append)
    FailingConnection.moment = "before"
    first = SavedOrder(Order("k1", 1, NOON).ring(BURGER), True, (), NOON)
    second = SavedOrder(Order("k2", 2, NOON).ring(BURGER), False, (), NOON)
    failing.sales.save_open(first)
    assert failing.sales.open_orders() == []
    assert [getattr(x, "code", "") for x in told] == ["disk_error"]
    failing.sales.save_open(second)
    assert failing.sales.open_orders() == [second, first]


def test_a_bug_in_a_write_is_no_matter_of_the_machine(storage: Storage) -> None:
    def twice() -> None:
        raise sqlite3.IntegrityError("UNIQUE constraint failed")

    with pytest.raises(sqlite3.IntegrityError):
        storage.together(twice)


def test_a_bug_in_a_background_write_reaches_the_excepthook(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: heard.append(args.exc_type))

    def broken(_: sqlite3.Connection) -> None:
        raise IndexError

    storage.sales._writer.later(broken)
    assert storage.sales.open_orders() == []
    assert heard == [IndexError]


# -- a full disk ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("free", "disk_space"),
    [(10**9, DiskSpace.ENOUGH), (150 * 10**6, DiskSpace.LOW), (49 * 10**6, DiskSpace.NONE), (0, DiskSpace.NONE)],
)
def test_below_200_mb_it_warns_and_below_50_mb_no_new_sale_begins(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, free: int, disk_space: DiskSpace
) -> None:
    monkeypatch.setattr(rooms, "free_bytes", lambda _: free)
    assert storage.disk_space() is disk_space
    if disk_space is DiskSpace.NONE:
        with pytest.raises(EnvironmentProblem, match="no_room"):
            storage.require_disk_space()
        assert storage.sales.finish(sale("under way")) == sale("under way")
    else:
        storage.require_disk_space()


def mount(*args: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(*[x.encode() if isinstance(x, str) else x for x in args]) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class mounted:  # noqa: N801 — used as a context
    """A small file system of its own, for root."""

    def __init__(self, folder: Path, kind: str, options: str) -> None:
        self.folder, self.kind, self.options = folder, kind, options

    def __enter__(self) -> Path:
        try:
            mount("none", str(self.folder), self.kind, 0, self.options)
        except OSError as error:
            pytest.skip(f"no mounting here: {error}")
        return self.folder

    def __exit__(self, *_: object) -> None:
        ctypes.CDLL(None).umount2(str(self.folder).encode(), 2)


def remount_read_only(folder: Path) -> None:
    mount("none", str(folder), "tmpfs", 1 | 32, "size=4m")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_ends_in_words_and_every_acknowledged_sale_is_kept(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "tmpfs", "size=6m"):
        storage = Storage.create(disk / "till.db")
        done: list[str] = []
        storage.on_trouble(lambda _: None)

        def sell_on() -> None:
            while True:
                key = f"k{len(done) + 1}"
                storage.sales.finish(sale(key, len(done) + 1))
                done.append(key)

        with pytest.raises(EnvironmentProblem) as problem:
            sell_on()
        assert problem.value.code == "not_saved"
        assert getattr(problem.value.data["cause"], "code", "") == "disk_full"
        assert tr(PROBLEMS["disk_full"]) in sentence(problem.value)
        failed = f"k{len(done) + 1}"
        assert storage.sales.receipt(failed) is None
        storage.close()
        with Storage.open(disk / "till.db", readonly=True) as reading:  # a full disk can still be read
            assert reading.sales.count() == len(done)
        mount("none", str(disk), "tmpfs", 32, "size=12m")  # somebody made room
        with Storage.open(disk / "till.db") as again:
            assert {x.key for x in again.sales.receipts(limit=10_000)} == set(done)
            again.sales.finish(sale(failed, len(done) + 1))
        journal = (disk / "till.journal").read_text(encoding="utf-8").splitlines()
        assert sum('"kind":"sale"' in x for x in journal) == len(done) + 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can mount a small disk")
def test_the_sale_under_way_is_finished_on_a_full_disk_by_giving_up_the_ballast(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "tmpfs", "size=6m"):
        storage = Storage.create(disk / "till.db")
        (disk / "till.ballast").write_bytes(bytes(500_000))
        fill_up(disk)
        for i in range(1, 200):
            storage.sales.finish(sale(f"k{i}", i))
            if not (disk / "till.ballast").exists():
                break
        assert not (disk / "till.ballast").exists()
        assert storage.sales.count() == i
        storage.close()


def fill_up(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as file:
        for size in (100_000, 4096):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                pass


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_till_is_not_opened_on_a_disk_without_room_for_its_log(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "tmpfs", "size=4m"):
        Storage.create(disk / "till.db").close()
        fill_up(disk)
        assert refusal(disk / "till.db").code == "disk_full"
        (disk / "filler").unlink()
        Storage.open(disk / "till.db").close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_limit_of_the_files_size_ends_in_words_and_every_acknowledged_sale_is_kept(tmp_path: Path) -> None:
    """The same without being root: the system refuses to let the file grow."""
    Storage.create(tmp_path / "till.db").close()
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "till.db")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()
    assert done[-1] == "not_saved"
    with Storage.open(tmp_path / "till.db") as storage:
        assert storage.sales.count() == int(done[-2]) > 0
        assert storage.sales.finish(sale("next", 10_000)) is not None


LIMITED = f"""
import resource, sys
from pathlib import Path
sys.path.insert(0, "{Path(__file__).parents[2]}")
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage import Storage
from tests.storage.conftest import sale
storage = Storage.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
done = 0
try:
    while True:
        storage.sales.finish(sale(f"k{{done + 1}}", done + 1))
        done += 1
except EnvironmentProblem as problem:
    print(done, problem.code)
"""


def test_a_journal_that_cannot_be_written_is_told_while_the_sale_stands(storage: Storage) -> None:
    told: list[Exception] = []
    storage.on_trouble(told.append)
    writer = storage.sales._writer  # the journal's own file, closed under its feet
    assert writer._journal
    good = writer._journal._file
    writer._journal._file = os.open(os.devnull, os.O_RDONLY)
    try:
        assert storage.sales.finish(sale("k1")) == sale("k1")
    finally:
        os.close(writer._journal._file)
        writer._journal._file = good
    assert [getattr(x, "code", "") for x in told] == ["journal_behind"]
    storage.sales.finish(sale("k2", 2))
    journal = storage.path.with_suffix(".journal").read_text(encoding="utf-8")
    assert journal.index('"key":"k1"') < journal.index('"key":"k2"')


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_rebuild_or_a_new_shop_on_a_full_disk_is_said_in_words_and_leaves_nothing(
    storage: Storage, tmp_path: Path
) -> None:
    for i in range(1, 600):
        storage.sales.finish(sale(f"k{i}", i))
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "tmpfs", "size=300k"):
        with pytest.raises(EnvironmentProblem) as problem:
            rebuild(storage.path.with_suffix(".journal"), disk / "again.db")
        assert problem.value.code in ("disk_full", "disk_error")
        assert list(disk.iterdir()) == []
        with pytest.raises(EnvironmentProblem, match="disk_full"):
            Storage.create(disk / "new.db")
        assert list(disk.iterdir()) == []


def test_nobody_brings_a_till_back_while_it_is_open(storage: Storage) -> None:
    with pytest.raises(EnvironmentProblem, match="locked"):
        recover(storage.path)
