"""A folder of a register's journals: grown, half written, renamed, turned over; each receipt is given out once, when it is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_assist.cli.journal_tables import JournalTables
from pos_assist.services.feeds.paper.journal_folder import GONE, QUIET, SETTLED, JournalFolder
from pos_assist.services.feeds.paper.receipt_text import read_receipts
from tests.services.feeds.paper_register import printed


def receipt(n: int) -> str:
    """As registers write it: \\ is ¥ in Shift JIS."""
    return f"領収証\r\n2026-11-20 12:{n:02}  レジ01 No.{n:04}\r\nハンバーガー  \\200\r\n合計  \\200\r\n現金  \\200\r\n"


class Watched:
    """A folder, and what came out of it."""

    def __init__(self, tmp_path: Path) -> None:
        self.path = tmp_path / "journals"
        self.path.mkdir(exist_ok=True)
        self.memory = tmp_path / "burger.journals"
        self.at = 0.0
        self.there = True
        self.begin()

    def begin(self) -> None:
        """As after a restart."""
        self.came: list[int] = []
        self.problems: list[str] = []
        tables = JournalTables(self.take, lambda file, problem: self.problems.append(f"{file} {problem.code}"))
        self.folder = JournalFolder(self.path, self.memory, self.take, tables.take)

    def take(self, rows: list[str]) -> bool:
        if self.there:
            found = read_receipts(rows)
            assert all(x.adds_up for x in found)
            self.came += [int(x.number) for x in found]
        return self.there

    def look(self, seconds: float = QUIET + 1) -> list[int]:
        """Two looks so far apart; what came."""
        self.came.clear()
        self.folder.poll(self.at)
        self.at += seconds
        self.folder.poll(self.at)
        return list(self.came)

    def write(self, name: str, text: str, coding: str = "cp932") -> Path:
        path = self.path / name
        path.write_bytes(text.encode(coding))
        return path


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


@pytest.mark.parametrize("coding", ["cp932", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_journal_that_grows_gives_each_receipt_once_in_any_coding(watched: Watched, coding: str) -> None:
    watched.write("EJ261120.TXT", receipt(1) + receipt(2), coding)
    assert watched.look() == [1], "the last one may go on"
    watched.write("EJ261120.TXT", receipt(1) + receipt(2) + receipt(3), coding)
    assert watched.look() == [2]
    assert watched.look(SETTLED) == [3]
    assert watched.look(SETTLED) == []


def test_a_receipt_that_is_half_written_waits_for_its_end(watched: Watched) -> None:
    whole = (receipt(1) + receipt(2)).encode("cp932")
    path = watched.path / "EJ.TXT"
    seen: list[int] = []
    for end in range(10, len(whole) + 1, 17):
        path.write_bytes(whole[:end])
        seen += watched.look()
    path.write_bytes(whole)
    seen += watched.look(SETTLED)
    assert seen == [1, 2]


def test_what_changes_while_we_look_is_left_until_it_is_quiet(watched: Watched) -> None:
    for n in range(1, 5):
        watched.write("EJ.TXT", "".join(map(receipt, range(1, n + 1))))
        watched.folder.poll(watched.at)
        watched.at += 1
    assert watched.came == []


def test_a_journal_that_is_renamed_or_turned_over_is_not_given_out_again(watched: Watched) -> None:
    path = watched.write("EJ.TXT", receipt(1) + receipt(2))
    assert watched.look(SETTLED) == [1, 2]
    path.rename(watched.path / "EJ.1.TXT")
    watched.write("EJ.TXT", receipt(3))
    assert watched.look(SETTLED) == [3]


def test_a_journal_that_was_written_anew_is_read_anew(watched: Watched) -> None:
    watched.write("EJ.TXT", receipt(1) + receipt(2))
    assert watched.look(SETTLED) == [1, 2]
    watched.write("EJ.TXT", receipt(7))
    assert watched.look(SETTLED) == [7]


def test_a_restart_goes_on_where_it_was_and_keeps_no_word_of_a_receipt(watched: Watched) -> None:
    watched.write("EJ.TXT", receipt(1) + receipt(2))
    assert watched.look(SETTLED) == [1, 2]
    assert "ハンバーガー" not in watched.memory.read_text(encoding="utf-8")
    watched.begin()
    watched.write("EJ.TXT", receipt(1) + receipt(2) + receipt(3))
    assert watched.look(SETTLED) == [3]


def test_a_window_that_is_not_there_hears_it_later(watched: Watched) -> None:
    watched.there = False
    watched.write("EJ.TXT", receipt(1))
    assert watched.look(SETTLED) == []
    watched.there = True
    assert watched.look() == [1]


def test_what_was_sent_to_a_printer_and_put_into_a_file_is_read(watched: Watched) -> None:
    (watched.path / "spool.prn").write_bytes(b"".join(printed(receipt(n).splitlines()) for n in (1, 2)))
    assert watched.look(SETTLED) == [1, 2]


def test_other_files_and_a_folder_that_is_gone_are_no_trouble(watched: Watched) -> None:
    watched.write("logo.png", "x")
    watched.write(".EJ.TXT", receipt(1))
    (watched.path / "old.txt").mkdir()
    assert watched.look(SETTLED) == []
    for path in watched.path.iterdir():
        path.rmdir() if path.is_dir() else path.unlink()
    watched.path.rmdir()
    assert watched.look(SETTLED) == []
    assert watched.folder.trouble


def test_a_table_is_read_by_its_columns(watched: Watched) -> None:
    table = "日付,時刻,レジ番号,レシート番号,商品コード,商品名,数量,単価\n"
    rows = "2026/11/20,12:01,1,0001,hamburger,ハンバーガー,2,200\n2026/11/20,12:01,1,0001,potato-m,ポテトM,1,290\n2026/11/20,12:04,1,0002,cola,コーラ,1,250\n"
    watched.write("sales.csv", table + rows)
    assert watched.look() == [1, 2]
    watched.write("strange.csv", "a,b\n1,2\n")
    assert watched.look(SETTLED) == []
    assert [x.split()[0] for x in watched.problems] == ["strange.csv"]


def test_a_file_that_was_taken_away_is_forgotten_in_the_end(watched: Watched) -> None:
    kept = watched.write("EJ.TXT", receipt(1))
    taken = watched.write("R0002.TXT", receipt(2))
    assert sorted(watched.look(SETTLED)) == [1, 2]
    taken.unlink()
    assert watched.look(GONE + 1) == []
    assert list(watched.folder._known) == [kept.name]
    assert watched.look(SETTLED) == []
