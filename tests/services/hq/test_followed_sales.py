"""A register that two tills of a shop follow, each in its own way: headquarters counts each of its sales once, in whatever order their files come."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from pos_assist.domain.receipts import FOLLOWED, HistoryLine, Receipt, Voided
from pos_assist.exchange.shared_folder.files import sum_of
from pos_assist.exchange.shared_folder.imported_files import imported_bytes
from pos_assist.services.hq.headquarters import Headquarters
from pos_assist.services.sharing.publishing import publish
from pos_assist.storage import Storage
from tests.services.sharing.tills import NOON, around, new_till, receipt, void

DAY = NOON.date().isoformat()


def follow(till: Storage, number: str, register: str = "01", minutes: int = 0) -> Receipt:
    sold = receipt(random.Random(minutes), 0, NOON + timedelta(minutes=minutes), FOLLOWED)
    sold = replace(sold, key=f"feed:{DAY}/{register}/{number}", tenders=(), member="", cashier="")
    return till.sales.finish(sold, (), lambda _: [])


def read_in(till: Storage, *numbers: str) -> None:
    lines = [HistoryLine(f"{DAY}/{number}", NOON, code, 1, 100) for number in numbers for code in ("I1", "I2")]
    till.sales.add_history(lines, file="old.csv", at=NOON)


def counts(tmp_path: Path, folder: Path) -> set[int]:
    """The receipts that stand once all files have come, each order of them tried, each looked at as it comes."""
    files = sorted(x for x in folder.rglob("*.gz"))
    found = set()
    for n, order in enumerate(permutations(files)):
        hq = Headquarters(tmp_path / f"share {n}", tmp_path / f"store {n}", lambda: NOON)
        for file in order:
            to = tmp_path / f"share {n}" / file.relative_to(folder)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, to)
            hq.collect()
        found.add(sum(row[3] for row in hq.count().tables["days"]))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "all"
    made.mkdir()
    return made


@pytest.fixture
def tills(tmp_path: Path) -> Iterator[list[Storage]]:
    made = [new_till(tmp_path / name / "till.db", name) for name in "123"]
    yield made
    for till in made:
        till.close()


def test_by_program_by_receipt_and_out_of_a_file_a_sale_counts_once_whatever_comes_first(
    tmp_path: Path, folder: Path, tills: list[Storage]
) -> None:
    for n, number in enumerate(("0042", "0043", "0044")):
        follow(tills[0], number, minutes=n)
    follow(tills[1], "42", "1")
    follow(tills[1], "45", "1", minutes=9)
    read_in(tills[2], "01/0042", "01/0043", "01/0046")
    for till in tills:
        publish(till, around(folder, till))
    assert counts(tmp_path, folder) == {5}, "42 to 46"


def test_of_two_displays_of_one_register_one_is_believed_and_the_other_only_where_it_was_alone(
    tmp_path: Path, folder: Path, tills: list[Storage]
) -> None:
    for n in range(4):
        follow(tills[0], f"~a-{n}", minutes=n)
    for n in range(3):
        follow(tills[1], f"~b-{n}", minutes=n + 1)
    follow(tills[1], "~b-9", minutes=90)
    follow(tills[2], "~c-1", register="02")
    for till in tills:
        publish(till, around(folder, till))
    assert counts(tmp_path, folder) == {6}
    hq = Headquarters(folder, tmp_path / "store", lambda: NOON)
    assert dict(hq.collect().left_out) == {("本店", "01", DAY): 3}


def test_what_the_register_took_back_counts_nowhere(tmp_path: Path, folder: Path, tills: list[Storage]) -> None:
    sold = follow(tills[0], "42")
    follow(tills[1], "42")
    publish(tills[0], around(folder, tills[0]))
    publish(tills[1], around(folder, tills[1]))
    void(tills[0], sold)
    publish(tills[0], around(folder, tills[0]))
    assert counts(tmp_path, folder) == {0}


def stands(folder: Path, store: Path) -> int:
    hq = Headquarters(folder, store, lambda: NOON)
    hq.collect()
    return sum(row[3] for row in hq.count().tables["days"])


def test_what_a_version_before_collected_counts_once_from_the_next_round_on(
    tmp_path: Path, folder: Path, tills: list[Storage]
) -> None:
    """Its list did not know of sales told twice, and its records of files' receipts had the end of a key alone."""
    for number in ("0042", "0043"):
        follow(tills[0], number)
    follow(tills[1], "42", "1")
    read_in(tills[2], "01/0043", "01/0044")
    for till in tills:
        publish(till, around(folder, till))
    given = next((folder / "imported").rglob("*.gz"))
    given.unlink()
    [(month, lines)] = tills[2].sharing.imported("本店")
    old = [re.sub(r'"import:[^"]*(..)"', r'"\1"', x) for x in lines]
    name, data = imported_bytes("本店", month, old)
    (given.parent / name).write_bytes(data)
    state = tills[2].sharing.imported_state()
    tills[2].sharing.note({"imported": {"shop": "本店", "state": state, "files": [name]}})
    stands(folder, tmp_path / "store")
    lists = max((tmp_path / "store" / "lists").iterdir(), key=lambda x: int(x.name.partition(".")[0]))
    said = json.loads(lists.read_text())
    del said["told_twice"]
    without = json.dumps(said).encode()
    lists.unlink()
    lists.with_name(f"{lists.name.partition('.')[0]}.{sum_of(without)}.json").write_bytes(without)
    assert stands(folder, tmp_path / "store") == 4, "42 once; whose 43 the file's is, is not known yet"
    publish(tills[2], around(folder, tills[2]))
    assert stands(folder, tmp_path / "store") == 3


def test_the_day_that_a_sale_belongs_to_decides_not_the_month_of_our_clock(
    tmp_path: Path, folder: Path, tills: list[Storage]
) -> None:
    """Half past midnight on the first of a month, and at a till whose clock is a year slow."""
    after_midnight = int(timedelta(days=15, hours=-11.5) / timedelta(minutes=1))
    for n, minutes in ((0, after_midnight), (1, after_midnight + 1), (2, -365 * 24 * 60)):
        sold = receipt(random.Random(n), 0, NOON + timedelta(minutes=minutes), FOLLOWED)
        tills[n].sales.finish(
            replace(sold, key="feed:2026-11-30/01/0042", tenders=(), member="", cashier=""), (), lambda _: []
        )
        publish(tills[n], around(folder, tills[n]))
    assert stands(folder, tmp_path / "store") == 1


def test_a_sale_that_a_second_till_takes_back_months_later_counts_nowhere(
    tmp_path: Path, folder: Path, tills: list[Storage]
) -> None:
    follow(tills[0], "42")
    follow(tills[0], "43")
    sold = follow(tills[1], "42")
    for till in tills:
        publish(till, around(folder, till))
    assert stands(folder, tmp_path / "store") == 2
    later = NOON + timedelta(days=100)
    tills[1].sales.void(sold.key, lambda x, _: Voided(later, "", x.total, "", ""), [])
    publish(tills[1], around(folder, tills[1]))
    assert stands(folder, tmp_path / "store") == 1
