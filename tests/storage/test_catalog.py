"""The catalog: found by index, kept until the next write, never half written."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from pos_assist.domain.deals import Deal, SetPrice, Slot, Spend
from pos_assist.domain.items import Department, Item, Pairing, Perk, Upgrade
from pos_assist.domain.problems import Refused
from pos_assist.domain.settings import TILL
from pos_assist.storage import Storage
from tests.storage.conftest import BURGER, COFFEE, POTATO


def test_an_item_is_found_by_code_and_by_any_of_its_barcodes(storage: Storage) -> None:
    assert storage.catalog.item("C1") == COFFEE
    assert storage.catalog.item_by_barcode("2000000000022") == COFFEE
    assert storage.catalog.item_by_barcode("2000000000039") == COFFEE
    assert storage.catalog.item_by_barcode("2000000000046") is None
    assert storage.catalog.item("nothing") is None


def test_a_barcode_belongs_to_one_item_and_the_refused_write_changes_nothing(storage: Storage) -> None:
    before = storage.catalog.version()
    with pytest.raises(Refused) as refused:
        storage.catalog.put_items([Item("N1", "新商品", 100), replace(POTATO, barcodes=BURGER.barcodes)])
    assert refused.value.code == "barcode_taken"
    assert refused.value.data["item"] == "B1"
    assert storage.catalog.item("N1") is None
    assert storage.catalog.item("F1") == POTATO
    assert storage.catalog.version() == before


def test_a_barcode_may_move_from_one_item_to_another_in_one_write(storage: Storage) -> None:
    storage.catalog.put_items([replace(POTATO, barcodes=BURGER.barcodes), replace(BURGER, barcodes=())])
    found = storage.catalog.item_by_barcode(BURGER.barcodes[0])
    assert found is not None
    assert found.code == "F1"


def test_a_price_changed_is_the_price_read_at_once(storage: Storage) -> None:
    assert storage.catalog.item("B1") == BURGER
    storage.catalog.put_items([replace(BURGER, price=190)])
    found = storage.catalog.item("B1")
    assert found is not None
    assert found.price == 190


def test_the_version_changes_with_every_write_and_only_then(storage: Storage) -> None:
    first = storage.catalog.version()
    storage.catalog.search("ポテト")
    storage.sales.next_number()
    assert storage.catalog.version() == first
    storage.catalog.set_sold_out("B1", True)
    assert storage.catalog.version() != first


def test_sold_out_is_marked_and_taken_back(storage: Storage) -> None:
    storage.catalog.set_sold_out("B1", True)
    assert storage.catalog.item("B1") == replace(BURGER, sold_out=True)
    storage.catalog.set_sold_out("B1", False)
    assert storage.catalog.item("B1") == BURGER
    with pytest.raises(Refused, match="no_such_item"):
        storage.catalog.set_sold_out("nothing", True)


def test_keys_come_by_department_and_page_in_their_order_without_the_retired(storage: Storage) -> None:
    items = [Item(f"s{i}", f"品{i}", 100, "side", page=i // 3, rank=9 - i) for i in range(5)]
    storage.catalog.put_items([*items, Item("old", "旧", 1, "side", retired=True, page=7)])
    assert [x.code for x in storage.catalog.keys("side", 0)] == ["F1", "s2", "s1", "s0"]
    assert [x.code for x in storage.catalog.keys("side", 1)] == ["s4", "s3"]
    assert storage.catalog.pages("side") == 2
    assert storage.catalog.pages("unknown") == 1
    assert [x.code for x in storage.catalog.departments()] == ["main", "side"]


def test_what_managers_wrote_is_read_in_their_order(storage: Storage) -> None:
    upgrades = [Upgrade("F1", "F2"), Upgrade("F1", "F3", "grade", "もう少しで…")]
    pairings = [
        Pairing("B1", "F1", rank=2),
        Pairing("B1", "C1", rank=1, line="ご一緒に"),
        Pairing("C1", "F1", "blocked"),
    ]
    deals: list[Deal] = [
        SetPrice(id="z", price=500, slots=(Slot(1, frozenset({"B1"})),)),
        Spend(id="a", min=1000, amount=100),
    ]
    perks = [Perk("p2", "送料無料", 2000), Perk("p1", "クーポン", 700, "takeout")]
    storage.catalog.put_upgrades(upgrades)
    storage.catalog.put_pairings(pairings)
    storage.catalog.put_deals(deals)
    storage.catalog.put_perks(perks)
    assert storage.catalog.upgrades_from("F1") == tuple(upgrades)
    assert storage.catalog.upgrades_from("B1") == ()
    assert storage.catalog.pairings_from(["C1", "B1"]) == (pairings[2], pairings[1], pairings[0])
    assert storage.catalog.deals() == tuple(deals)
    assert storage.catalog.perks() == (perks[1], perks[0])


def test_a_deal_written_again_keeps_its_place(storage: Storage) -> None:
    first, second = Spend(id="a", min=1, amount=1), Spend(id="b", min=2, amount=1)
    storage.catalog.put_deals([first, second])
    storage.catalog.put_deals([replace(first, amount=5)])
    assert storage.catalog.deals() == (replace(first, amount=5), second)


def test_what_is_removed_is_gone_and_nothing_else(storage: Storage) -> None:
    kept, gone = Pairing("B1", "F1"), Pairing("B1", "C1")
    storage.catalog.put_pairings([kept, gone])
    storage.catalog.put_upgrades([Upgrade("F1", "F2")])
    storage.catalog.put_deals([Spend(id="a", min=1, amount=1)])
    storage.catalog.put_perks([Perk("p", "特典", 100)])
    storage.catalog.remove(
        [gone, Upgrade("F1", "F2"), Spend(id="a", min=1, amount=1), Perk("p", "特典", 100), Department("main", "")]
    )
    assert storage.catalog.pairings_from(["B1"]) == (kept,)
    assert storage.catalog.upgrades_from("F1") == ()
    assert storage.catalog.deals() == ()
    assert storage.catalog.perks() == ()
    assert [x.code for x in storage.catalog.departments()] == ["side"]


def test_a_setting_has_its_default_until_it_is_set(storage: Storage) -> None:
    assert storage.catalog.setting(TILL) == "1"
    storage.catalog.put_setting("till", "2")
    assert storage.catalog.setting(TILL) == "2"
    assert storage.catalog.settings() == {"till": "2"}


def test_a_whole_shop_takes_the_place_of_the_old_one(storage: Storage) -> None:
    storage.catalog.put_setting("till", "2")
    new = Item("only", "これだけ", 100, barcodes=BURGER.barcodes)
    storage.catalog.replace_all(items=[new])
    assert storage.catalog.item("B1") is None
    assert storage.catalog.item_by_barcode(BURGER.barcodes[0]) == new
    assert storage.catalog.departments() == ()
    assert storage.catalog.setting(TILL) == "1"
    assert storage.catalog.search("ハンバーガー") == []


def test_several_writes_together_happen_all_or_not_at_all(storage: Storage) -> None:
    def writes() -> None:
        storage.catalog.put_items([replace(BURGER, price=1)])
        storage.catalog.put_setting("till", "9")
        raise Refused("sold_out", name="x")

    with pytest.raises(Refused):
        storage.together(writes)
    assert storage.catalog.item("B1") == BURGER
    assert storage.catalog.setting(TILL) == "1"


def test_a_read_during_a_write_does_not_bring_the_old_value_back(storage: Storage) -> None:
    """A worker that reads before the COMMIT must not fill what is kept with what was true before it."""

    def writes() -> None:
        storage.catalog.put_items([replace(BURGER, price=1)])
        reader = threading.Thread(target=lambda: storage.catalog.item("B1"))
        reader.start()
        reader.join()

    storage.together(writes)
    assert storage.catalog.item("B1") == replace(BURGER, price=1)


def test_a_shop_opened_for_reading_only_is_not_written_to(storage: Storage) -> None:
    with (
        Storage.open(storage.path, readonly=True) as reading,
        pytest.raises(ValueError, match="reading only"),
    ):
        reading.catalog.put_setting("a", "b")


def test_a_department_without_anything_to_sell_has_no_tab(storage: Storage) -> None:
    selling = storage.catalog.tabs()
    storage.catalog.put_departments([Department("empty", "空")])
    assert storage.catalog.tabs() == selling
    storage.catalog.put_items([replace(BURGER, code="new", barcodes=(), department="empty")])
    assert "empty" in {x.code for x in storage.catalog.tabs()}


def test_while_nothing_is_sold_every_department_has_its_tab(storage: Storage) -> None:
    storage.catalog.put_items([replace(x, retired=True) for x in storage.browse.items(storage.browse.item_codes())])
    assert storage.catalog.tabs() == storage.catalog.departments()
