"""A folder that many hands reach: what is damaged, deleted, copied or out of reach in it comes right by itself, or is told of."""

from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_assist.domain.catalog_change import Change, Edit
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.exchange.packs import PackLabel, pack_bytes, public_key
from pos_assist.exchange.shared_folder.files import whole_file
from pos_assist.exchange.shared_folder.pack_files import put_pack
from pos_assist.services.sharing.collecting import collect
from pos_assist.services.sharing.publishing import publish
from pos_assist.services.sharing.share_round import give, make_round
from pos_assist.services.sharing.share_status import leave_note, share_status
from pos_assist.services.sharing.shared_packs import find_packs, publish_pack
from pos_assist.services.sharing.shop_sharing import ShopSharing
from pos_assist.storage import Storage
from pos_assist.storage.changes import whole
from pos_assist.storage.sharing import Sharing
from tests.services.sharing.tills import NOON, around, new_till, others_sales, price, repriced, sell, signature


def sales_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.jsonl.gz"), key=lambda x: int(x.name.split(".")[2].split("-")[0]))


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty"])
def test_a_damaged_file_is_written_again_by_the_till_that_has_its_sales(
    folder: Path, two: tuple[Storage, Storage], damage: str
) -> None:
    one, other = two
    rng = random.Random(1)
    sold = []
    for _ in range(3):
        sold += sell(one, rng, 4)
        publish(one, around(folder, one))
    path = sales_files(folder)[1]
    good = path.read_bytes()
    bad = {"cut": good[:-9], "flipped": good[:30] + bytes([good[30] ^ 8]) + good[31:], "empty": b""}[damage]
    path.write_bytes(bad)
    assert collect(other, around(folder, other)).receipts == 8
    done = give(one, around(folder, one), NOON, whole=False)  # by itself, without new sales
    assert (done.files, path.read_bytes()) == (1, good)
    collect(other, around(folder, other))
    assert others_sales(other) == Counter(map(signature, sold))


def test_of_many_files_a_round_reads_back_some_and_the_next_round_goes_on(
    folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = two
    rng = random.Random(2)
    for _ in range(5):
        sell(one, rng, 1)
        publish(one, around(folder, one))
    read: list[str] = []

    def looked_at(path: Path, wanted: str) -> bytes:
        read.append(path.name)
        return whole_file(path, wanted)

    monkeypatch.setattr("pos_assist.services.sharing.publishing.whole_file", looked_at)
    for _ in range(5):
        publish(one, around(folder, one), 2)
    assert len(read) == 10
    assert set(Counter(read).values()) == {2}


def test_a_file_that_was_set_aside_and_is_gone_is_no_trouble_any_more(
    folder: Path, two: tuple[Storage, Storage]
) -> None:
    one, other = two
    sell(one, random.Random(3), 3)
    publish(one, around(folder, one))
    [path] = sales_files(folder)
    path.write_bytes(b"x")
    collect(other, around(folder, other))
    assert len(share_status(other, around(folder, other), NOON).set_aside) == 1
    path.unlink()
    assert share_status(other, around(folder, other), NOON).set_aside == ()


@pytest.mark.parametrize("harm", ["deleted", "damaged", "all deleted"])
def test_our_newest_pack_is_made_again_where_it_is_gone_or_damaged(
    folder: Path, two: tuple[Storage, Storage], harm: str
) -> None:
    one, other = two
    other.peers.trust(public_key(one.peers.key()), "店", one.peers.shop())
    publish_pack(one, around(folder, one), NOON)
    sharing = ShopSharing(other, around(folder, other), lambda: NOON)
    assert sharing.bring().packs == 1
    one.changes.write(Edit(Change(items=(repriced("I1", 901),))), "店長", NOON, "item", "I1")
    name = publish_pack(one, around(folder, one), NOON)
    assert name
    packs = around(folder, one).packs
    if harm == "damaged":
        (packs / name.text).write_bytes(b"x")
    else:
        for path in [packs / name.text] if harm == "deleted" else [*packs.iterdir()]:
            path.unlink()
    again = publish_pack(one, around(folder, one), NOON)
    assert again
    assert again.serial > name.serial
    assert publish_pack(one, around(folder, one), NOON) is None
    assert sharing.bring().packs == 1
    assert price(other, "I1") == 901


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_folder_that_is_full_or_read_only_is_still_taken_from(
    folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    one, other = two
    rng = random.Random(4)
    sold = sell(one, rng, 5)
    publish(one, around(folder, one))
    sell(other, rng, 2)

    def refuse(_: int) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr("pos_assist.exchange.shared_folder.files.os.fsync", refuse)
    done = make_round(other, around(folder, other), NOON)
    assert done.trouble
    assert done.collected.receipts == 5
    assert others_sales(other) == Counter(map(signature, sold))
    brought = ShopSharing(other, around(folder, other), lambda: NOON).exchange()
    assert [x.code for x in brought.troubles] == [done.trouble.code]


def test_a_pack_under_another_makers_name_or_number_is_none(folder: Path, two: tuple[Storage, Storage]) -> None:
    one, other = two
    other.peers.trust(public_key(one.peers.key()), "店", one.peers.shop())
    name = publish_pack(one, around(folder, one), NOON)
    assert name
    packs = around(folder, one).packs
    shutil.copy(packs / name.text, packs / name.text.replace(name.maker, "f" * 32))
    shutil.copy(packs / name.text, packs / name.text.replace(".1.", ".77."))
    found = find_packs(other, around(folder, other))
    assert [x.pack.shop for x in found.ready] == [one.peers.shop()]
    assert [x.code for x in found.troubles] == ["bad_pack", "bad_pack"]


def test_whoever_vouches_for_new_makers_takes_neither_unsigned_packs_nor_another_key(
    folder: Path, two: tuple[Storage, Storage]
) -> None:
    one, other = two
    publish_pack(one, around(folder, one), NOON)
    sharing = ShopSharing(other, around(folder, other), lambda: NOON)
    assert sharing.bring("店長", trust=True).packs == 1
    with closing(one.reader()) as connection:
        catalog, _ = whole(connection)  # the forged one is the same, but for a price
    evil = Change(
        items=(*(x for x in catalog.items if x.code != "I1"), repriced("I1", 1)), departments=catalog.departments
    )
    packs = around(folder, one).packs
    forged = pack_bytes(PackLabel(one.peers.shop(), "本店", 9, NOON, ""), evil, (), b"\1" * 32)
    put_pack(packs, one.peers.shop(), 9, forged)
    put_pack(packs, "ab" * 16, 1, pack_bytes(PackLabel("ab" * 16, "知らない店", 1, NOON, ""), evil, (), None))
    brought = sharing.bring("店長", trust=True)
    assert brought.packs == 0
    assert [x.trust for x in brought.unknown] == ["changed"]
    assert [x.code for x in brought.troubles] == ["pack_unsigned"]
    assert price(other, "I1") != 1
    assert sharing.bring("店長", keys=[public_key(b"\1" * 32)]).packs == 1, "a person compared just this key"
    assert price(other, "I1") == 1


def test_a_clock_that_is_ahead_is_told_of_where_a_program_copies_files_with_their_times(
    folder: Path, two: tuple[Storage, Storage]
) -> None:
    one, other = two
    ahead = NOON + timedelta(hours=5)
    leave_note(one, around(folder, one), ahead)
    for path in (folder / "tills").rglob("*.json"):
        os.utime(path, (ahead.timestamp(),) * 2)
    leave_note(other, around(folder, other), NOON)
    for path in (folder / "tills").rglob("2.*.json"):
        os.utime(path, (NOON.timestamp(),) * 2)
    tills = share_status(other, around(folder, other), NOON).tills
    assert {x.till: x.skew for x in tills} == {"1": 5 * 3_600, "2": 0}


def test_two_tills_of_one_number_are_told_of(tmp_path: Path, folder: Path) -> None:
    with new_till(tmp_path / "a" / "till.db") as one, new_till(tmp_path / "b" / "till.db") as two:
        for till in (one, two):
            make_round(till, around(folder, till), NOON)
        assert share_status(one, around(folder, one), NOON).same_number == ("1",)


def test_the_first_file_of_a_life_that_is_not_there_is_a_gap(folder: Path, two: tuple[Storage, Storage]) -> None:
    one, other = two
    rng = random.Random(5)
    for _ in range(2):
        sell(one, rng, 3)
        publish(one, around(folder, one))
    sales_files(folder)[0].unlink()
    status = share_status(other, around(folder, other), NOON)
    [till] = [x for x in status.tills if not x.ours]
    first, last = till.missing[0]
    assert (first, last) == (1, int(sales_files(folder)[0].name.split(".")[2].split("-")[0]) - 1)


def test_a_shop_that_is_called_as_headquarters_folder_has_packs_of_its_own(tmp_path: Path, folder: Path) -> None:
    with new_till(tmp_path / "a" / "till.db", "1", "Chain") as till:
        shared = around(folder, till)
        assert shared.packs.name.casefold() != shared.chain_packs.name


def records(till: Storage) -> int:
    [(n,)] = till.sharing._reader.rows("SELECT count(*) FROM shared_records")
    return int(n)


def test_a_file_of_two_thousand_receipts_holds_no_sale_up(
    folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is taken in by transactions of 200 records, between which a sale is written."""
    one, other = two
    sold = sell(one, random.Random(6), 450)
    publish(one, around(folder, one))
    transactions = []
    real = other.sharing._write

    def counted(_: Sharing, write: Callable[[sqlite3.Connection], Any]) -> Any:
        before = records(other)
        done = real(write)
        transactions.append(records(other) - before)
        return done

    monkeypatch.setattr(Sharing, "_write", counted)
    collect(other, around(folder, other))
    taken_in = [x for x in transactions if x]
    assert len(taken_in) == 3
    assert max(taken_in) == 200
    assert others_sales(other) == Counter(map(signature, sold))


def test_a_folder_that_was_gone_for_a_moment_is_not_taken_for_an_empty_one(
    folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a till would give its sales without a look at what its copy gave under the same names."""
    one, _ = two
    sell(one, random.Random(7), 2)
    publish(one, around(folder, one))
    before = [x.stat().st_mtime_ns for x in sales_files(folder)]
    sell(one, random.Random(8), 1)

    def gone(path: Path) -> None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))

    with monkeypatch.context() as moment:
        moment.setattr("pos_assist.exchange.shared_folder.files.os.scandir", gone)
        with pytest.raises(EnvironmentProblem):
            publish(one, around(folder, one))
    assert [x.stat().st_mtime_ns for x in sales_files(folder)] == before
