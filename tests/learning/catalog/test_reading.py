"""What a catalog is read as: sizes that are a ladder, roles, and what must not be offered."""

from __future__ import annotations

import pytest

from pos_assist.domain.items import Department, Item, TaxClass
from pos_assist.learning.catalog.reading import CatalogReading, read_catalog


def read(*names: str, prices: tuple[int, ...] = (), department: str = "") -> CatalogReading:
    prices = prices or tuple(100 + 10 * i for i in range(len(names)))
    items = [Item(name, name, price, department) for name, price in zip(names, prices, strict=True)]
    return read_catalog(items, [Department(department, department)])


def steps(found: CatalogReading) -> list[tuple[str, str]]:
    return [(x.from_item, x.to_item) for x in found.ladders]


@pytest.mark.parametrize(
    "names",
    [
        ("ラテ S", "ラテ M", "ラテ L"),
        ("ラテS", "ラテM", "ラテL"),
        ("ラテ（Ｓ）", "ラテ（Ｍ）", "ラテ（Ｌ）"),
        ("ﾗﾃ S", "ﾗﾃ M", "ﾗﾃ L"),
        ("牛丼 並盛", "牛丼 大盛", "牛丼 特盛"),
        ("つけ麺(並)", "つけ麺(大)", "つけ麺(特大)"),
        ("Latte small", "Latte medium", "Latte large"),
        ("Latte Sm", "Latte Rg", "Latte Lg"),
        ("Latte - Tall", "Latte - Grande", "Latte - Venti"),
        ("お茶 350ml", "お茶 500ml", "お茶 2L"),
        ("餃子5個", "餃子10個", "餃子20個"),
        ("小 ライス", "中 ライス", "大 ライス"),
    ],
)
def test_sizes_of_one_thing_are_a_ladder(names: tuple[str, ...]) -> None:
    assert steps(read(*names)) == [(names[0], names[1]), (names[1], names[2])]


def test_the_order_of_a_ladder_is_the_sizes_and_not_the_list() -> None:
    found = read("ポテト L", "ポテト S", "ポテト M", prices=(340, 220, 290))
    assert steps(found) == [("ポテト S", "ポテト M"), ("ポテト M", "ポテト L")]


def test_a_larger_one_that_costs_no_more_is_no_upgrade() -> None:
    assert not steps(read("水 500ml", "水 2L", prices=(120, 110)))


def test_hot_and_iced_are_one_thing_and_no_ladder() -> None:
    found = read("ﾎｯﾄｺｰﾋｰ", "ｱｲｽｺｰﾋｰ", "ｱｲｽｺｰﾋｰ L", prices=(120, 130, 220))
    assert len({x.thing for x in found.items.values()}) == 1
    assert steps(found) == [("ｱｲｽｺｰﾋｰ", "ｱｲｽｺｰﾋｰ L")]


def test_a_sign_that_belongs_to_the_name_is_no_size() -> None:
    found = read("ダブルチーズバーガー", "アイスクリーム", "ホットドッグ", "大福", "Hot chocolate", "Ice cream")
    assert {x.size for x in found.items.values()} == {""}
    assert found.items["アイスクリーム"].role == "dessert"
    assert found.items["ホットドッグ"].role == "main"


def test_what_fits_is_no_step_to_the_next_that_fits_something_else() -> None:
    found = read("フィルター 49mm", "フィルター 52mm")
    assert {x.size for x in found.items.values()} == {"49mm", "52mm"}
    assert not found.ladders


@pytest.mark.parametrize(
    "name", ["お通し", "配達料", "レジ袋", "レジ袋 L", "Gift Card", "値引", "商品券", "席料", "Custom Amount", "デポジット", "Delivery fee", "袋代"]
)  # fmt: skip
def test_what_is_no_goods_is_never_offered(name: str) -> None:
    assert read(name).items[name].never_offer


@pytest.mark.parametrize(
    "name", ["ポテトチップス", "お茶", "Chips", "チップチョコ", "袋入りクッキー", "Gift cookies", "サービスランチ"]
)
def test_what_only_sounds_like_a_charge_is_goods(name: str) -> None:
    assert not read(name).items[name].never_offer


@pytest.mark.parametrize(
    "name", ["生ビール", "ﾊｲﾎﾞｰﾙ", "レモンサワー", "ウーロンハイ", "House wine", "梅酒ロック", "生中", "Craft IPA"]
)
def test_alcohol_is_known(name: str) -> None:
    read_as = read(name).items[name]
    assert read_as.alcohol
    assert read_as.proposed(Item(name, name, 1)).tax is TaxClass.STANDARD
    assert read_as.applied(Item(name, name, 1)).age_restricted


@pytest.mark.parametrize(
    "name",
    [
        "ノンアルコールビール",
        "ジンジャーエール",
        "サワークリームポテト",
        "甘酒",
        "Ginger ale",
        "ラムレーズン",
        "Prawn curry",
        "ラムネ",
    ],
)
def test_what_only_sounds_like_alcohol_is_none(name: str) -> None:
    assert not read(name).items[name].alcohol


def test_a_department_speaks_for_names_that_say_nothing() -> None:
    found = read("カーニバル", "サンセット", department="カクテル")
    assert all(x.alcohol and x.role == "drink" for x in found.items.values())


def test_what_is_bought_instead_of_a_drink_is_a_drink() -> None:
    drinks = [f"ジュース{i}" for i in range(3)]
    names = ["ラーメン", "カレー", *drinks, "黒蜜の里"]
    items = [Item(x, x, 500) for x in names]

    def together(a: str, b: str) -> int:
        if a == b:
            return 1000 if a in ("ラーメン", "カレー") else 300
        kinds = {a, b}
        return 0 if kinds <= {*drinks, "黒蜜の里"} else 150

    found = read_catalog(items, (), together, 2000)
    assert found.items["黒蜜の里"].role == "drink"


def test_what_a_person_has_said_stays() -> None:
    item = Item("tea", "紅茶", 300, role="hot", confirmed=True)
    found = read_catalog([item, Item("beer", "ビール", 500, role="酒")])
    assert found.careful(item) == item
    assert found.careful(Item("beer", "ビール", 500, role="酒")).role == "酒"
