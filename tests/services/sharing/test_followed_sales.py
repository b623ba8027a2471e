"""A register that several tills follow: each of its sales counts once among them, whoever publishes it first and however it is numbered."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pos_assist.domain.receipts import FOLLOWED, Receipt
from pos_assist.learning.counting import increments
from pos_assist.services.sharing.collecting import collect
from pos_assist.services.sharing.publishing import publish
from pos_assist.storage import Storage
from pos_assist.storage.model_training import Relearning
from tests.services.sharing.tills import NOON, all_counts, around, counted, counts_of, new_till, receipt, void

DAY = NOON.date().isoformat()


@pytest.fixture
def tills(tmp_path: Path) -> Iterator[list[Storage]]:
    made = [new_till(tmp_path / str(n) / "till.db", str(n)) for n in (1, 2, 3)]
    yield made
    for till in made:
        till.close()


def follow(till: Storage, number: str, register: str = "01", seed: int = 1) -> Receipt:
    """A sale of the register beside that till, written down."""
    sold = receipt(random.Random(seed), 0, NOON, FOLLOWED)
    sold = replace(sold, key=f"feed:{DAY}/{register}/{number}", tenders=(), member="", cashier="")
    codes, epoch = [x.item.code for x in sold.lines], till.learned.epoch()
    return till.sales.finish(sold, (), lambda at: increments(codes, at, epoch))


def share(folder: Path, *order: Storage) -> None:
    for till in order:
        publish(till, around(folder, till))
    for till in order:
        collect(till, around(folder, till))


@pytest.mark.parametrize(("register", "number"), [("01", "0042"), ("1", "42"), ("", "000042")])
@pytest.mark.parametrize("turn", [1, -1])
def test_a_sale_that_two_tills_followed_counts_once_at_every_till(
    folder: Path, tills: list[Storage], register: str, number: str, turn: int
) -> None:
    sold = follow(tills[0], "0042")
    follow(tills[1], number, register)
    other = follow(tills[1], "0043", seed=2)
    share(folder, *tills[::turn])
    for till in tills:
        assert counts_of(till) == counted([sold, other], till.learned.epoch())
        Relearning(till).catch_up()
        assert counts_of(till) == counted([sold, other], till.learned.epoch()), "nor when all is counted anew"
    assert all_counts(tills[2])


def test_a_sale_that_another_till_published_is_known_here(folder: Path, tills: list[Storage]) -> None:
    follow(tills[0], "0042")
    share(folder, *tills)
    known = tills[1].browse.followed_by_others
    day = date.fromisoformat(DAY)
    assert [known(day, register, number) for register, number in (("01", "0042"), ("1", "42"), ("", "42"))] == [
        True
    ] * 3
    assert not known(day, "02", "0042")
    assert not known(day, "01", "0043")
    assert not tills[0].browse.followed_by_others(day, "01", "0042"), "its own is no other's"


def test_a_followed_sale_that_was_taken_back_is_taken_back_everywhere(folder: Path, tills: list[Storage]) -> None:
    sold = follow(tills[0], "0042")
    share(folder, *tills)
    void(tills[0], sold)
    share(folder, *tills)
    for till in tills:
        assert not +counts_of(till)


def test_sales_without_a_number_are_nobody_elses(folder: Path, tills: list[Storage]) -> None:
    sold = [follow(tills[0], "~run-1"), follow(tills[1], "~run-1", seed=2)]
    share(folder, *tills)
    assert counts_of(tills[2]) == counted(sold, tills[2].learned.epoch())
