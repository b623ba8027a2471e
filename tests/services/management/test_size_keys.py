"""A new size's key stands behind the other sizes of the same thing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_assist.domain.items import Department, Item
from pos_assist.exchange.catalog.catalog_files import KEYS_ON_A_PAGE
from pos_assist.shop import Shop, open_shop


@pytest.fixture
def shop(burger_file: Path, tmp_path: Path) -> Iterator[Shop]:
    opened = open_shop(Path(shutil.copy(burger_file, tmp_path / "sizes.db")))
    yield opened
    opened.close()


def names(shop: Shop, department: str = "sizes") -> list[str]:
    return [x.title for x in shop.manage("").department_keys(department)]


def filled(shop: Shop, *titles: str) -> None:
    manager = shop.manage("")
    manager.save_department(Department("sizes", "サイズ"))
    for title in titles:
        name, _, size = title.partition(" ")
        manager.add_item(Item(title, name, 300, "sizes", size=size))


def test_a_size_is_put_behind_its_siblings_and_one_undo_takes_it_all_back(shop: Shop) -> None:
    filled(shop, "ラテ S", "ラテ M", "紅茶 S", "ココア")
    before = names(shop)
    number = shop.manage("").add_item(Item("l", "ラテ", 400, "sizes", size="L"))
    assert names(shop) == ["ラテ S", "ラテ M", "ラテ L", "紅茶 S", "ココア"]
    shop.manage("").undo(number)
    assert names(shop) == before


def test_a_free_place_is_taken_without_moving_anything(shop: Shop) -> None:
    filled(shop, "ラテ S", "紅茶 S")
    manager = shop.manage("")
    tea = manager.items(["紅茶 S"])[0]
    manager.save_item(replace(tea, rank=5))
    manager.add_item(Item("m", "ラテ", 400, "sizes", size="M"))
    assert names(shop) == ["ラテ S", "ラテ M", "紅茶 S"]
    assert manager.items(["紅茶 S"])[0].rank == 5


def test_on_a_full_page_no_key_goes_to_another_one(shop: Shop) -> None:
    filled(shop, "ラテ S", *(f"茶{n}" for n in range(KEYS_ON_A_PAGE - 1)))
    before = names(shop)
    shop.manage("").add_item(Item("m", "ラテ", 400, "sizes", size="M"))
    assert names(shop) == [*before, "ラテ M"]


def test_another_thing_and_an_item_without_a_size_go_to_the_end(shop: Shop) -> None:
    filled(shop, "ラテ S", "紅茶 S", "ラテアート", "緑茶 S")
    assert names(shop) == ["ラテ S", "紅茶 S", "ラテアート", "緑茶 S"]
