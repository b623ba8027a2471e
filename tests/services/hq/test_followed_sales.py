"""A register that two tills of a shop follow, each in its own way: headquarters counts each of its sales once, in whatever order their files come."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from pos_assist.domain.receipts import FOLLOWED, HistoryLine, Receipt
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
