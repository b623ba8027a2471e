"""Past receipts out of another register's file reach headquarters once, marked, whoever read them in."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.receipts import HistoryLine
from pos_assist.domain.settings import SHARED_SHOP
from pos_assist.i18n.translate import set_language
from pos_assist.services.hq.counting_sql import day_number
from pos_assist.services.hq.headquarters import Headquarters
from pos_assist.services.sharing.collecting import collect
from pos_assist.services.sharing.publishing import publish
from pos_assist.services.sharing.share_status import share_status
from pos_assist.storage import Storage
from tests.services.sharing.tills import NOON, around, new_till, others_sales

BEGUN = datetime(2026, 9, 29, 10, 0)


def history(numbers: Iterable[int]) -> list[HistoryLine]:
    """A receipt of two items an hour; the number says which."""
    return [
        HistoryLine(f"{n:05}", BEGUN + timedelta(hours=n), item, 1, 100)
        for n in numbers
        for item in (f"I{n % 3}", f"I{3 + n % 4}")
    ]


def read_in(till: Storage, numbers: Iterable[int]) -> None:
    till.sales.add_history(history(numbers), file="old.csv", at=NOON)


def given(folder: Path, *tills: Storage) -> None:
    for till in tills:
        publish(till, around(folder, till))


def counted(hq: Headquarters) -> Counter[str]:
    """Receipts by arm."""
    hq.collect()
    found: Counter[str] = Counter()
    for _, _, arm, n, *_ in hq.count().tables["days"]:
        found[arm] += n
    return found


def test_what_two_tills_read_out_of_one_file_or_out_of_two_that_overlap_counts_once(
    tmp_path: Path, folder: Path, hq: Headquarters
) -> None:
    with new_till(tmp_path / "a" / "till.db", "1") as one, new_till(tmp_path / "b" / "till.db", "2") as two:
        read_in(one, range(100))
        read_in(two, range(60, 130))  # the second day's file begins before the first one's ends
        given(folder, one, two)
        assert counted(hq) == {"import": 130}
        days = {row[1] for row in hq.count().tables["days"]}
        assert days == {day_number((BEGUN + timedelta(hours=n)).date()) for n in range(130)}
        assert sum(n for *_, n, _ in hq.count().tables["pairs"]) == 130
        given(folder, one, two, one)
        assert counted(hq) == {"import": 130}
        assert share_status(one, around(folder, one), NOON).imported == 100


def test_what_was_taken_back_is_taken_back_at_headquarters(tmp_path: Path, folder: Path, hq: Headquarters) -> None:
    with new_till(tmp_path / "a" / "till.db", "1") as one:
        read_in(one, range(10))
        given(folder, one)
        assert counted(hq) == {"import": 10}
        one.imports.take_back(one.imports.every()[0].number, "店長", NOON)
        read_in(one, range(10, 15))
        given(folder, one)
        assert counted(hq) == {"import": 5}


def test_two_shops_with_the_same_numbers_on_a_day_are_two(tmp_path: Path, folder: Path, hq: Headquarters) -> None:
    with (
        new_till(tmp_path / "a" / "till.db", "1", "北店") as one,
        new_till(tmp_path / "b" / "till.db", "1", "南店") as two,
    ):
        for till in (one, two):
            read_in(till, range(20))
        given(folder, one, two)
        one.catalog.write(Change(settings={SHARED_SHOP.name: "新店"}))  # the name of the first time stays theirs
        read_in(one, range(20, 25))
        given(folder, one)
        assert counted(hq) == {"import": 45}


def test_a_deleted_file_is_given_again_and_no_till_and_no_trial_counts_the_past(
    tmp_path: Path, folder: Path, hq: Headquarters
) -> None:
    with new_till(tmp_path / "a" / "till.db", "1") as one, new_till(tmp_path / "b" / "till.db", "2") as two:
        read_in(one, range(60))
        given(folder, one)
        shutil.rmtree(folder / "imported")
        given(folder, one)
        assert counted(hq) == {"import": 60}
        assert collect(two, around(folder, two)).receipts == 0
        assert not others_sales(two)
        set_language("en")
        page = hq.report("2026-09-30").read_text(encoding="utf-8")
        assert "of these receipts were read out of another register" in page
        assert "import<" not in page
