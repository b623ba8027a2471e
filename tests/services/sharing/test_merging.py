"""Several back offices that edit apart: whoever had seen an edit may replace it, whoever had not is asked, and all come to the same."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change, Edit
from pos_assist.domain.items import Pairing
from pos_assist.domain.record_versions import has_seen, seen_bytes, seen_from, together
from pos_assist.services.management.pack_exchange import OURS, THEIRS
from pos_assist.services.sharing.shared_packs import find_packs, pick, publish_pack, take_shared_pack
from pos_assist.storage import Storage
from tests.services.sharing.tills import MENU, NOON, around, price, repriced

PAIR = Pairing("I4", "I5")


def edit(shop: Storage, change: Change) -> None:
    shop.changes.write(Edit(change), "店長", NOON, "item", "")


def exchange(folder: Path, *shops: Storage) -> None:
    """Give and take at each of these, one after another."""
    for shop in shops:
        publish_pack(shop, around(folder, shop), NOON)
        while ready := find_packs(shop, around(folder, shop)).ready:
            take_shared_pack(shop, ready[0], NOON)


def test_a_price_that_goes_up_and_back_again_is_seen_by_all(folder: Path, offices: list[Storage]) -> None:
    """Its last value is one that everybody had before: values alone would call it an older one."""
    _, one, two = offices
    before = price(one)
    for value in (900, before):
        edit(one, Change(items=(repriced("I1", value),)))
        exchange(folder, *offices, *offices)
        assert [price(x) for x in offices] == [value] * 3
    edit(two, Change(items=(repriced("I1", 901),)))
    exchange(folder, *offices, *offices)
    assert [price(x) for x in offices] == [901] * 3
    assert not any(x.packs_taken.conflicts() for x in offices)


def test_what_was_picked_at_one_shop_replaces_both_sides_at_every_other(folder: Path, offices: list[Storage]) -> None:
    till, one, two = offices
    for shop, value in ((one, 901), (two, 902)):
        edit(shop, Change(items=(repriced("I1", value),)))
    exchange(folder, *offices, *offices)
    for row in till.packs_taken.conflicts():  # the till never edited it; somebody picks there
        pick(till, row, THEIRS if row.maker == two.peers.shop() else OURS, "店長", NOON)
    exchange(folder, *offices, *offices)
    assert [price(x) for x in offices] == [902] * 3
    assert not any(x.packs_taken.conflicts() for x in offices)


def test_two_people_who_picked_differently_apart_are_asked_again(folder: Path, offices: list[Storage]) -> None:
    _, one, two = offices
    for shop, value in ((one, 901), (two, 902)):
        edit(shop, Change(items=(repriced("I1", value),)))
    exchange(folder, one, two, one)
    for shop in (one, two):
        [row] = shop.packs_taken.conflicts()
        pick(shop, row, OURS, "店長", NOON)
    exchange(folder, one, two, one)
    assert [len(x.packs_taken.conflicts()) for x in (one, two)] == [1, 1]
    assert (price(one), price(two)) == (901, 902)


def test_taken_away_here_and_edited_there_is_shown_and_neither_is_lost(folder: Path, offices: list[Storage]) -> None:
    _, one, two = offices
    edit(one, Change(pairings=(PAIR,)))
    exchange(folder, *offices, *offices)
    edit(one, Change(removed=(("pairings", "I4", "I5"),)))
    edit(two, Change(pairings=(replace(PAIR, line="ご一緒に"),)))
    exchange(folder, *offices, *offices)
    assert [x.key for x in one.packs_taken.conflicts()] == [x.key for x in two.packs_taken.conflicts()] == ["I4\tI5"]
    [row] = one.packs_taken.conflicts()
    pick(one, row, OURS, "店長", NOON)
    exchange(folder, *offices, *offices)
    assert [x.catalog.pairings_from(["I4"]) for x in offices] == [()] * 3


def test_a_sold_out_mark_is_no_edit(folder: Path, offices: list[Storage]) -> None:
    till, one, _ = offices
    item = next(x for x in MENU if x.code == "I1")
    edit(till, Change(items=(replace(item, sold_out=True),)))
    edit(one, Change(items=(replace(item, price=777),)))
    exchange(folder, *offices, *offices)
    assert not till.packs_taken.conflicts()
    found = till.catalog.item("I1")
    assert found
    assert (found.price, found.sold_out) == (777, True)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_whatever_was_edited_and_exchanged_in_whatever_order_all_come_to_the_same(
    folder: Path, offices: list[Storage], seed: int
) -> None:
    rng, values = random.Random(seed), count(200)
    for _ in range(25):
        shop, act = rng.choice(offices), rng.random()
        if act < 0.5:
            edit(shop, Change(items=(repriced(f"I{rng.randrange(2)}", next(values)),)))
        elif act < 0.6 and (rows := shop.packs_taken.conflicts()):
            pick(shop, rng.choice(rows), rng.choice((OURS, THEIRS)), "店長", NOON)
        else:
            exchange(folder, shop)
    exchange(folder, *offices, *offices, *offices)
    for code in ("I0", "I1"):  # where they differ, somebody is asked
        differ = {price(x, code) for x in offices}
        assert len(differ) == 1 or any(row.key == code for x in offices for row in x.packs_taken.conflicts())
    for _ in range(12):
        if rows := offices[0].packs_taken.conflicts():
            pick(offices[0], rows[0], OURS, "店長", NOON)
    exchange(folder, *offices, *offices, *offices)
    for code in ("I0", "I1"):
        assert len({price(x, code) for x in offices}) == 1
    assert not any(x.packs_taken.conflicts() for x in offices)
    before = sorted(x.name for x in folder.rglob("*.pospack"))
    exchange(folder, *offices)
    assert sorted(x.name for x in folder.rglob("*.pospack")) == before, "without an edit there is no new pack"


def test_a_round_without_an_edit_does_not_read_the_catalog(
    folder: Path, offices: list[Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    till, one, _ = offices
    edit(one, Change(items=(repriced("I1", 901),)))
    exchange(folder, *offices, *offices, *offices)
    with monkeypatch.context() as watched:
        watched.setattr("pos_assist.services.sharing.shared_packs.catalog_with_versions", None)
        exchange(folder, *offices)
    edit(till, Change(items=(repriced("I1", 902),)))
    exchange(folder, *offices, *offices)
    assert [price(x) for x in offices] == [902] * 3


def test_what_was_seen_travels_as_it_is() -> None:
    seen = {("items", "a"): {"m": 3}, ("pairings", "a\tb"): {"m": 3, "n": 1}, ("deals", "x"): {"m": 3}}
    assert seen_from(seen_bytes(seen)) == seen
    assert has_seen(together({"m": 3}, {"n": 1, "m": 2}), {"m": 3, "n": 1})
    assert not has_seen({"m": 3}, {"n": 1})
    for bad in (b"", b"[]", b"{}", b'{"makers":["m"],"records":[[[[1,2]],["items\\ta"]]]}', b'{"makers":["m"],"records":[[[[0,-1]],["items\\ta"]]]}'):  # fmt: skip
        with pytest.raises(ValueError, match=r"no edits|Expecting value|cannot be"):
            seen_from(bad)
