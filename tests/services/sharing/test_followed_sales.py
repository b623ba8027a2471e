"""A register that several tills follow: each of its sales counts once among them, whoever publishes it first and however it is numbered."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from pos_assist.domain.receipts import FOLLOWED, HistoryLine, Receipt
from pos_assist.learning.counting import increments
from pos_assist.services.sharing.collecting import collect
from pos_assist.services.sharing.publishing import publish
from pos_assist.storage import Storage, sharing
from pos_assist.storage.model_training import Relearning
from tests.services.sharing.tills import NOON, all_counts, around, counted, counts_of, new_till, receipt, void

DAY = NOON.date().isoformat()


@pytest.fixture
def tills(tmp_path: Path) -> Iterator[list[Storage]]:
    made = [new_till(tmp_path / str(n) / "till.db", str(n)) for n in (1, 2, 3)]
    yield made
    for till in made:
        till.close()


def follow(
    till: Storage, number: str, register: str = "01", seed: int = 1, minutes: int = 0, day: str = DAY
) -> Receipt:
    """A sale of the register beside that till, written down."""
    sold = receipt(random.Random(seed), 0, NOON + timedelta(minutes=minutes), FOLLOWED)
    sold = replace(sold, key=f"feed:{day}/{register}/{number}", tenders=(), member="", cashier="")
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


@pytest.mark.parametrize("turn", [1, -1])
def test_of_a_register_without_numbers_one_till_is_believed_and_the_others_where_it_was_not_there(
    folder: Path, tills: list[Storage], turn: int
) -> None:
    """Two displays of one register: which of their sales is which nobody can tell, so that both would count it twice."""
    sold = [follow(tills[0], f"~run-{n}", seed=n, minutes=n) for n in (1, 2, 3)]
    follow(tills[1], "~other-1", seed=4, minutes=1)
    alone = follow(tills[1], "~other-2", seed=5, minutes=60)
    another = follow(tills[1], "~run-1", register="02", seed=6)
    share(folder, *tills[::turn])
    assert counts_of(tills[2]) == counted([*sold, alone, another], tills[2].learned.epoch())
    for till, others in zip(tills, (2, 0, 5), strict=True):  # the second's own lie around all of the first's
        assert sum(1 for _ in till.sharing.sales()) == others


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_whatever_feed_each_till_has_and_whatever_comes_first_a_sale_counts_once(
    folder: Path, tills: list[Storage], order: tuple[int, ...]
) -> None:
    """One till follows by the register's program, one reads its export in, a third has only its receipts; each may publish, take in
    and write down at any time before or after the others."""
    lines = [HistoryLine(f"{DAY}/01/0042", NOON, code, 1, 100) for code in ("I1", "I2")]
    jobs: list[Callable[[], object]] = [
        lambda: follow(tills[0], "42", "1"),
        lambda: None if tills[1].browse.known_receipts([f"{DAY}/01/0042"]) else tills[1].sales.add_history(lines, file="x.csv", at=NOON),
        lambda: None if tills[2].browse.followed_by_others(NOON.date(), "01", "0042") else follow(tills[2], "0042"),
        lambda: share(folder, *tills),
    ]  # fmt: skip
    for place in order:
        jobs[place]()
    share(folder, *tills)
    share(folder, *tills[::-1])
    for till in tills:
        own = till.sharing.own_sales() + till.sharing.imported_state()[1]
        assert own + sum(1 for _ in till.sharing.sales()) == 1
    for till in (tills[0], tills[2]):
        assert counts_of(till)["@always", "@always"] == 1
        before = counts_of(till)
        Relearning(till).catch_up()
        assert counts_of(till) == before, "nor when all is counted anew"


def test_what_an_earlier_version_took_in_counts_once_from_now_on(
    folder: Path, tills: list[Storage], tmp_path: Path
) -> None:
    """It marked what was told twice like what was taken back, counted every display, and its file may say 16 with all its migrations done."""
    sold = follow(tills[0], "0042")
    alone = [follow(tills[0], f"~a-{n}", "09", seed=n, minutes=n) for n in (2, 3)]
    follow(tills[1], "42", "1")
    follow(tills[1], "~b-1", "09", seed=4, minutes=2)
    gone = follow(tills[1], "0044", seed=5)
    share(folder, *tills)
    void(tills[1], gone)
    share(folder, *tills)
    path = tills[2].path
    tills[2].close()
    with sqlite3.connect(path) as c:
        c.execute("UPDATE shared_records SET voided = 1 WHERE kind = 0 AND voided = 2 AND record LIKE '%/42\"%'")
        c.execute("DELETE FROM _sqlite_migrations WHERE name = 'told_twice'")
        c.execute("DELETE FROM state WHERE name = 'followed_settled'")
        c.execute("PRAGMA user_version = 16")
    tills[2] = Storage.open(path)
    share(folder, *tills)
    assert counts_of(tills[2]) == counted([sold, *alone], tills[2].learned.epoch())
    later = follow(tills[0], "0045", seed=6)
    share(folder, *tills)
    assert counts_of(tills[2]) == counted([sold, *alone, later], tills[2].learned.epoch())


def test_what_an_earlier_version_took_in_is_looked_at_a_day_at_a_time_so_that_no_sale_waits_for_all_of_it(
    folder: Path, tills: list[Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    for n, day in enumerate(("2026-11-01", "2026-11-02", "2026-11-03")):
        follow(tills[0], f"00{n}", day=day)
    share(folder, *tills)
    with sqlite3.connect(tills[2].path) as c:
        c.execute("DELETE FROM state WHERE name = 'followed_settled'")
    transactions, write = list[list[str]](), tills[2].sharing._write

    def counted(one: Callable[[sqlite3.Connection], None]) -> None:
        transactions.append([])
        write(one)

    monkeypatch.setattr(sharing, "recount", lambda _, days, learned: transactions[-1].extend(days))
    monkeypatch.setattr(tills[2].sharing, "_write", counted)
    tills[2].sharing.settle_followed()
    assert [len(x) for x in transactions] == [1, 1, 1, 0]


def test_a_sale_without_a_number_is_not_taken_for_one_by_the_end_of_the_name_that_we_gave_it(
    folder: Path, tills: list[Storage]
) -> None:
    """The seventh order of a display is not the receipt No. 7 of its register, which would never be written down."""
    follow(tills[0], "~20261126-061344-1-7")
    follow(tills[0], "0042", seed=2, minutes=1)
    share(folder, *tills)
    day = date.fromisoformat(DAY)
    assert not tills[0].browse.followed_keys(day, "01", "0007")
    assert not tills[1].browse.followed_by_others(day, "01", "0007")
    assert tills[0].browse.followed_keys(day, "1", "42")
    assert tills[0].browse.followed_keys(day, "01", "~20261126-061344-1-7")
