"""Edits travel as packs: numbered, signed, taken whole between two orders; what two sides edited is left to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change, Edit
from pos_assist.services.sharing.shared_packs import find_packs, pick, publish_pack, take_shared_pack
from pos_assist.storage import Storage
from tests.services.sharing.tills import NOON, around, new_till, price, repriced


def edit(storage: Storage, code: str, price: int) -> None:
    storage.changes.write(Edit(Change(items=(repriced(code, price),))), "店長", NOON, "item", code)


def give_and_take(folder: Path, *shops: Storage) -> None:
    for shop in shops:
        publish_pack(shop, around(folder, shop), NOON)
    for shop in shops:
        while ready := find_packs(shop, around(folder, shop)).ready:
            take_shared_pack(shop, ready[0], NOON)


def test_an_edit_in_the_back_office_reaches_the_till(folder: Path, offices: list[Storage]) -> None:
    till, one, _ = offices
    give_and_take(folder, *offices)
    edit(one, "I1", 999)
    give_and_take(folder, *offices)
    assert price(till, "I1") == 999
    assert [x.maker for x in till.packs_taken.packs()].count(one.peers.shop()) == 1


def test_a_round_without_edits_makes_no_pack(folder: Path, offices: list[Storage]) -> None:
    edit(offices[1], "I1", 999)
    for _ in range(3):
        give_and_take(folder, *offices)
    before = sorted(x.name for x in folder.rglob("*.pospack"))
    give_and_take(folder, *offices)
    assert sorted(x.name for x in folder.rglob("*.pospack")) == before


def test_two_offices_that_edit_different_things_offline_come_to_the_same(folder: Path, offices: list[Storage]) -> None:
    _till, one, two = offices
    edit(one, "I1", 901)
    edit(two, "I2", 902)
    for _ in range(3):
        give_and_take(folder, *offices)
    for shop in offices:
        assert (price(shop, "I1"), price(shop, "I2")) == (901, 902)
        assert not shop.packs_taken.conflicts()


def test_what_both_edited_keeps_the_old_value_until_a_person_picks(folder: Path, offices: list[Storage]) -> None:
    till, one, two = offices
    before = price(till, "I1")
    edit(one, "I1", 901)
    edit(two, "I1", 902)
    for _ in range(3):
        give_and_take(folder, *offices)
    assert (price(one, "I1"), price(two, "I1")) == (901, 902)
    assert [(x.kind, x.key) for x in one.packs_taken.conflicts()] == [("items", "I1")]
    assert [(x.kind, x.key) for x in two.packs_taken.conflicts()] == [("items", "I1")]
    assert price(till, "I1") == before, "one of them was taken at the till although the other says otherwise"


def test_an_edit_that_follows_an_edit_taken_over_is_no_conflict(folder: Path, offices: list[Storage]) -> None:
    till, one, two = offices
    for number, shop in enumerate((one, two, till, one, two, two), 1):
        edit(shop, "I3", 500 + number)
        for _ in range(2):
            give_and_take(folder, *offices)
    assert [price(x, "I3") for x in offices] == [506] * 3
    assert not any(x.packs_taken.conflicts() for x in offices)


def test_the_folder_keeps_three_packs_of_a_maker_and_a_taken_one_can_be_taken_back(
    folder: Path, offices: list[Storage]
) -> None:
    till, one, _ = offices
    give_and_take(folder, *offices)
    for number in range(5):
        edit(one, "I1", 600 + number)
        give_and_take(folder, *offices)
    mine = [x for x in folder.rglob("*.pospack") if x.name.startswith(one.peers.shop())]
    assert len(mine) == 3
    taken = [x for x in till.packs_taken.packs() if x.maker == one.peers.shop()]
    assert [x.serial for x in taken] == sorted((x.serial for x in taken), reverse=True)[:3]
    till.changes.undo(taken[0].change, "店長", NOON)
    assert price(till, "I1") == 603


def test_a_pack_of_an_unknown_maker_waits_for_a_person(tmp_path: Path, folder: Path) -> None:
    with new_till(tmp_path / "a" / "till.db") as one, new_till(tmp_path / "b" / "till.db") as two:
        edit(one, "I1", 901)
        publish_pack(one, around(folder, one), NOON)
        found = find_packs(two, around(folder, two))
        assert not found.ready
        assert [x.pack.shop for x in found.unknown] == [one.peers.shop()]


@pytest.mark.parametrize("damage", ["cut", "flipped", "renamed"])
def test_a_damaged_pack_is_passed_over_and_the_one_before_holds(
    folder: Path, offices: list[Storage], damage: str
) -> None:
    till, one, _ = offices
    give_and_take(folder, *offices)
    edit(one, "I1", 901)
    name = publish_pack(one, around(folder, one), NOON)
    assert name
    path = around(folder, one).packs / name.text
    data = path.read_bytes()
    if damage == "renamed":
        path.rename(path.with_name(path.name.replace(f".{name.serial}.", f".{name.serial + 7}.")))
    else:
        path.write_bytes(data[:-40] if damage == "cut" else data[:50] + bytes([data[50] ^ 1]) + data[51:])
        found = find_packs(till, around(folder, till))
        assert not found.ready
        assert len(found.troubles) == 1
        assert price(till, "I1") != 901


@pytest.mark.parametrize(("side", "stands"), [("ours", 901), ("theirs", 902)])
def test_once_somebody_has_picked_every_shop_has_what_was_picked(
    folder: Path, offices: list[Storage], side: str, stands: int
) -> None:
    _, one, two = offices
    edit(one, "I1", 901)
    edit(two, "I1", 902)
    for _ in range(3):
        give_and_take(folder, *offices)
    [row] = one.packs_taken.conflicts()
    pick(one, row, side, "店長", NOON)
    for _ in range(3):
        give_and_take(folder, *offices)
    assert [price(x, "I1") for x in offices] == [stands] * 3
    assert not any(x.packs_taken.conflicts() for x in offices)
