"""Tills of one shop learn from each other's sales, each receipt once, whatever becomes of files and computers."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change, Edit
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.exchange.shared_folder.sales_files import parsed_name, read_sales
from pos_assist.learning.counting import increments
from pos_assist.services.sharing.collecting import collect
from pos_assist.services.sharing.publishing import publish, waiting
from pos_assist.storage import Storage
from tests.services.sharing.tills import (
    NOON,
    all_counts,
    around,
    counted,
    counts_of,
    others_sales,
    refund,
    repriced,
    sell,
    signature,
    void,
)


def files(folder: Path) -> list[str]:
    return sorted(x.name for x in folder.rglob("*.jsonl.gz"))


def test_each_till_learns_what_the_other_sold(folder: Path, two: tuple[Storage, Storage]) -> None:
    one, other = two
    rng = random.Random(1)
    sold = [sell(one, rng, 30), sell(other, rng, 20)]
    for till in two:
        assert publish(till, around(folder, till)).files == 1
    for till in two:
        collect(till, around(folder, till))
        assert counts_of(till) == counted([*sold[0], *sold[1]], till.learned.epoch())
    assert others_sales(other) == Counter(signature(x) for x in sold[0])
    before = all_counts(one)
    one.learned.rebuild(partial(increments, epoch=one.learned.epoch()))
    assert all_counts(one) == before, "counted anew they come to the same, to the last bit"


def test_a_second_round_finds_nothing_to_do(folder: Path, two: tuple[Storage, Storage]) -> None:
    one, other = two
    sell(one, random.Random(2), 5)
    publish(one, around(folder, one))
    assert collect(other, around(folder, other)).receipts == 5
    assert publish(one, around(folder, one)).files == 0
    assert collect(other, around(folder, other)).files == 0


def test_a_void_is_unlearned_by_the_others_even_where_its_file_comes_first(
    folder: Path, two: tuple[Storage, Storage]
) -> None:
    one, other = two
    rng = random.Random(3)
    sold = sell(one, rng, 4)
    publish(one, around(folder, one))
    first = next(folder.rglob("*.jsonl.gz"))
    void(one, sold[1])
    refund(one, sold[2], 50)
    publish(one, around(folder, one))
    away = folder / first.name
    first.rename(away)
    collect(other, around(folder, other))
    assert not others_sales(other)
    away.rename(first)
    collect(other, around(folder, other))
    stands = [sold[0], *sold[2:]]
    assert others_sales(other) == Counter(map(signature, stands))
    assert counts_of(other) == counted(stands, other.learned.epoch())


def test_no_member_no_clerk_and_no_means_of_payment_leaves_the_till(folder: Path, two: tuple[Storage, Storage]) -> None:
    one, _ = two
    sell(one, random.Random(4), 3)
    publish(one, around(folder, one))
    path = next(folder.rglob("*.jsonl.gz"))
    name = parsed_name(path.name)
    assert name
    text = "\n".join(line for line, _ in read_sales(path.parent, name).lines.values())
    assert not any(word in text for word in ("M7", "佐藤", "cash", "card"))


def test_a_receipt_takes_25_bytes_at_most(folder: Path, two: tuple[Storage, Storage]) -> None:
    one, _ = two
    sell(one, random.Random(5), 600)
    done = publish(one, around(folder, one))
    assert done.bytes <= 25 * 600


def test_what_is_cut_or_flipped_is_passed_over_and_taken_once_it_is_whole(
    folder: Path, two: tuple[Storage, Storage]
) -> None:
    one, other = two
    sold = sell(one, random.Random(6), 8)
    publish(one, around(folder, one))
    path = next(folder.rglob("*.jsonl.gz"))
    good = path.read_bytes()
    for bad in (good[:-9], good[:20] + bytes([good[20] ^ 4]) + good[21:], b""):
        path.write_bytes(bad)
        done = collect(other, around(folder, other))
        assert done.receipts == 0
        assert [x.code for x in done.troubles] == ["share_file_damaged"]
    path.write_bytes(good)
    assert collect(other, around(folder, other)).receipts == 8
    assert others_sales(other) == Counter(map(signature, sold))


def test_a_file_that_somebody_deleted_is_published_again(folder: Path, two: tuple[Storage, Storage]) -> None:
    one, _ = two
    sell(one, random.Random(7), 3)
    publish(one, around(folder, one))
    before = files(folder)
    next(folder.rglob("*.jsonl.gz")).unlink()
    publish(one, around(folder, one))
    assert files(folder) == before


def test_without_the_folder_nothing_is_lost_and_nothing_is_made(folder: Path, two: tuple[Storage, Storage]) -> None:
    one, _ = two
    sell(one, random.Random(8), 3)
    gone = folder / "unplugged"
    with pytest.raises(EnvironmentProblem, match="no_share_folder"):
        publish(one, around(gone, one))
    assert not gone.exists()
    assert waiting(one) == 3
    publish(one, around(folder, one))
    assert waiting(one) == 0


def test_a_copied_till_goes_on_under_a_life_of_its_own(
    tmp_path: Path, folder: Path, two: tuple[Storage, Storage]
) -> None:
    one, other = two
    rng = random.Random(9)
    both = sell(one, rng, 6)  # what both have, published by neither yet
    one.close()
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    with Storage.open(tmp_path / "one" / "till.db") as one, Storage.open(tmp_path / "copy" / "till.db") as copy:
        assert [x.life for x in copy.sharing.spans()][:1] == [x.life for x in one.sharing.spans()]
        assert len(copy.sharing.spans()) == 2
        more = [sell(one, rng, 4), sell(copy, rng, 5, NOON + timedelta(hours=1))]
        for till in (copy, one, copy):
            publish(till, around(folder, till))
        collect(other, around(folder, other))
        assert others_sales(other) == Counter(map(signature, [*both, *more[0], *more[1]]))
        collect(one, around(folder, one))
        assert others_sales(one) == Counter(map(signature, more[1]))


def test_a_till_put_back_to_an_older_state_goes_on_under_another_life(
    tmp_path: Path, folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    rng = random.Random(10)
    monkeypatch.setattr("pos_assist.storage.lives.machine_mark", lambda _: "a snapshot of the whole computer")
    early = sell(one, rng, 5)
    one.close()
    with Storage.open(tmp_path / "one" / "till.db") as one:
        pass
    shutil.copytree(tmp_path / "one", tmp_path / "older")
    with Storage.open(tmp_path / "one" / "till.db") as one:
        late = sell(one, rng, 4)
        publish(one, around(folder, one))
    shutil.rmtree(tmp_path / "one")
    shutil.copytree(tmp_path / "older", tmp_path / "one")
    with Storage.open(tmp_path / "one" / "till.db") as one:
        lives = {x.life for x in one.sharing.spans()}
        again = sell(one, rng, 3, NOON + timedelta(hours=2))
        done = publish(one, around(folder, one))
        assert done.new_life
        assert len({x.life for x in one.sharing.spans()} - lives) == 1
        collect(other, around(folder, other))
        assert others_sales(other) == Counter(map(signature, [*early, *late, *again]))
        collect(one, around(folder, one))  # the sales that it has lost come back as another's
        assert others_sales(one) == Counter(map(signature, late))


def test_a_file_that_was_not_noted_before_a_crash_and_cannot_be_read_counts_once_when_it_can(
    tmp_path: Path, folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a copy of the till that has other sales of the same numbers."""
    one, other = two
    rng = random.Random(12)
    monkeypatch.setattr("pos_assist.storage.lives.machine_mark", lambda _: "one and the same")
    early = sell(one, rng, 3)
    publish(one, around(folder, one))
    one.close()
    Storage.open(tmp_path / "one" / "till.db").close()
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    with Storage.open(tmp_path / "one" / "till.db") as one, Storage.open(tmp_path / "copy" / "till.db") as copy:
        more = [sell(one, rng, 6), sell(copy, rng, 6, NOON + timedelta(hours=1))]
        before = set(files(folder))
        with monkeypatch.context() as crash:
            crash.setattr(type(copy.sharing), "note_published", killed)
            with pytest.raises(KeyboardInterrupt):
                publish(copy, around(folder, copy))
        [name] = set(files(folder)) - before
        path = around(folder, copy).sales / name
        good = path.read_bytes()
        path.write_bytes(good[:20])
        for till in (one, copy, one, copy):
            publish(till, around(folder, till))
        path.write_bytes(good)
        for till in (one, copy, one, copy):
            publish(till, around(folder, till))
        collect(other, around(folder, other))
        assert others_sales(other) == Counter(map(signature, [*early, *more[0], *more[1]]))


def test_where_a_copy_edited_while_the_other_sold_the_copy_has_that_sale(
    tmp_path: Path, folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both of one number; each gives its own to the folder before it sees the other's."""
    one, other = two
    rng = random.Random(13)
    monkeypatch.setattr("pos_assist.storage.lives.machine_mark", lambda _: "one and the same")
    one.close()
    Storage.open(tmp_path / "one" / "till.db").close()
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    apart = tmp_path / "apart"
    apart.mkdir()
    with Storage.open(tmp_path / "one" / "till.db") as one, Storage.open(tmp_path / "copy" / "till.db") as copy:
        for price in (901, 902):
            copy.changes.write(Edit(Change(items=(repriced("I1", price),))), "店長", NOON, "item", "I1")
        more = [sell(one, rng, 4), sell(copy, rng, 3, NOON + timedelta(hours=1))]
        publish(one, around(folder, one))
        publish(copy, around(apart, copy))
        shutil.copytree(apart, folder, dirs_exist_ok=True)
        for _ in range(2):
            for till in (copy, one):
                publish(till, around(folder, till))
                collect(till, around(folder, till))
        collect(other, around(folder, other))
        assert others_sales(copy) == Counter(map(signature, more[0]))
        assert others_sales(one) == Counter(map(signature, more[1]))
        assert others_sales(other) == Counter(map(signature, [*more[0], *more[1]]))


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_tills_with_one_life_end_up_with_two_and_every_receipt_counts_once(
    tmp_path: Path, folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    rng = random.Random(11)
    monkeypatch.setattr("pos_assist.storage.lives.machine_mark", lambda _: "one and the same")
    early = sell(one, rng, 5)
    one.close()
    Storage.open(tmp_path / "one" / "till.db").close()
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    apart = tmp_path / "apart"  # each writes into a folder that the other does not see yet
    apart.mkdir()
    with Storage.open(tmp_path / "one" / "till.db") as one, Storage.open(tmp_path / "copy" / "till.db") as copy:
        more = [sell(one, rng, 4), sell(copy, rng, 6, NOON + timedelta(hours=1))]
        publish(one, around(folder, one))
        publish(copy, around(apart, copy))
        collect(other, around(folder, other))
        shutil.copytree(apart, folder, dirs_exist_ok=True)
        for _ in range(2):
            for till in (one, copy):
                publish(till, around(folder, till))
        collect(other, around(folder, other))
        assert others_sales(other) == Counter(map(signature, [*early, *more[0], *more[1]]))
        assert {x.life for x in one.sharing.spans()} != {x.life for x in copy.sharing.spans()}
        other.learned.rebuild(partial(increments, epoch=other.learned.epoch()))
        assert counts_of(other) == counted([*early, *more[0], *more[1]], other.learned.epoch())


def test_a_sale_that_had_to_give_up_its_name_has_the_same_new_one_after_its_till_is_put_back(
    tmp_path: Path, folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy gave the number first; the till gave its own sale under another life, and then forgot of it."""
    one, other = two
    rng = random.Random(14)
    monkeypatch.setattr("pos_assist.storage.lives.machine_mark", lambda _: "one and the same")
    sell(one, rng, 2)
    publish(one, around(folder, one))
    one.close()
    Storage.open(tmp_path / "one" / "till.db").close()
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    with Storage.open(tmp_path / "copy" / "till.db") as copy, Storage.open(tmp_path / "one" / "till.db") as one:
        sell(copy, rng, 3, NOON + timedelta(hours=1))
        sold = sell(one, rng, 5, NOON + timedelta(hours=2))
        one.close()
        shutil.copytree(tmp_path / "one", tmp_path / "older")
        publish(copy, around(folder, copy))
    with Storage.open(tmp_path / "one" / "till.db") as one:
        assert publish(one, around(folder, one)).new_life
        later = sell(one, rng, 2, NOON + timedelta(hours=3))
        publish(one, around(folder, one))
    shutil.rmtree(tmp_path / "one")
    (tmp_path / "older").rename(tmp_path / "one")
    with Storage.open(tmp_path / "one" / "till.db") as one:
        for _ in range(2):
            publish(one, around(folder, one))
            collect(one, around(folder, one))
        collect(other, around(folder, other))
        there = others_sales(other)
        assert [there[signature(x)] for x in [*sold, *later]] == [1] * 7
        assert not [x for x in sold if others_sales(one)[signature(x)]], "its own sales are not another's"
        before = len(one.sharing.spans())
        publish(one, around(folder, one))
        assert len(one.sharing.spans()) == before, "once parted, it stays so"


def test_a_sale_that_two_copies_have_and_both_must_give_under_another_name_counts_once(
    tmp_path: Path, folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A third copy, from before the sale, gave its own sale of that number first."""
    one, other = two
    rng = random.Random(15)
    monkeypatch.setattr("pos_assist.storage.lives.machine_mark", lambda _: "one and the same")
    early = sell(one, rng, 2)
    one.close()
    Storage.open(tmp_path / "one" / "till.db").close()
    shutil.copytree(tmp_path / "one", tmp_path / "third")
    with Storage.open(tmp_path / "one" / "till.db") as one:
        both = sell(one, rng, 3, NOON + timedelta(hours=1))
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    with (
        Storage.open(tmp_path / "third" / "till.db") as third,
        Storage.open(tmp_path / "one" / "till.db") as one,
        Storage.open(tmp_path / "copy" / "till.db") as copy,
    ):
        sold = [*early, *both, *sell(third, rng, 2, NOON + timedelta(hours=2))]
        publish(third, around(folder, third))
        for hour, till in ((3, one), (4, copy)):
            sold += sell(till, rng, 2, NOON + timedelta(hours=hour))
        for till in (one, copy, third) * 2:
            publish(till, around(folder, till))
            collect(till, around(folder, till))
        collect(other, around(folder, other))
        assert others_sales(other) == Counter(map(signature, sold))
        for till in (one, copy, third):
            assert sum(others_sales(till).values()) + till.sharing.own_sales() == len(sold)
