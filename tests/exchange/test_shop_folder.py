"""A shop's folder of plain files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_assist.domain.codes import barcode_problem, check_digit
from pos_assist.domain.items import PairingState, TaxClass
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.catalog.shop_folder import read_shop
from tests.exchange.conftest import SHOP

ShopFolder = Callable[..., Path]


def problem(folder: Path) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_shop(folder)
    return caught.value


def test_a_shop_is_read_whole(shop_files: ShopFolder) -> None:
    shop = read_shop(shop_files())
    assert [item.code for item in shop.items] == ["007", "potato", "cola", "cola-l"]
    burger = shop.items[0]
    assert (burger.price, burger.barcodes, burger.tax) == (200, ("2901000000022",), TaxClass.REDUCED)
    assert shop.pairings[0].state == PairingState.PINNED
    assert shop.upgrades[0].to_item == "cola-l"
    assert [deal.name for deal in shop.deals] == ["セット"]
    assert shop.perks[0].threshold == 1200
    assert shop.settings["name"] == "試験店"
    assert shop.receipts


def test_only_items_and_shop_json_are_needed(shop_files: ShopFolder) -> None:
    folder = shop_files()
    for name in SHOP.keys() - {"items.csv", "shop.json"}:
        (folder / name).unlink()
    shop = read_shop(folder)
    assert (len(shop.items), shop.departments, shop.deals, shop.receipts) == (4, (), (), None)


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "row", "column"),
    [
        ("upgrades.csv", "cola,cola-l", "cola,cola-xl", "unknown_item", 2, "to"),
        ("upgrades.csv", "cola,cola-l", "cola,cola", "to_itself", 2, "to"),
        ("upgrades.csv", "size,", "huge,", "bad_choice", 2, "kind"),
        ("pairings.csv", "007,potato", "008,potato", "unknown_item", 2, "trigger"),
        ("pairings.csv", "007,potato", "007,007", "to_itself", 2, "addon"),
        ("pairings.csv", "pinned", "maybe", "bad_choice", 2, "state"),
        ("items.csv", "290,drink", "290,drinks", "unknown_department", 5, "department"),
        ("items.csv", "cola-l,", "cola,", "twin_row", 5, "code"),
        ("items.csv", "cola-l,", ",", "empty_cell", 5, "code"),
        ("items.csv", "コーラ L", "", "empty_cell", 5, "name"),
        ("items.csv", ",290,drink,,0", ",,drink,,0", "empty_cell", 5, "price"),
        ("items.csv", ",290,drink,,0", ",290,drink,,maybe", "bad_flag", 5, "sold_out"),
        ("items.csv", "290,drink,,", "290,drink,2901000000023,", "bad_check_digit", 5, "barcodes"),
        ("items.csv", "290,drink,,", "290,drink,49 2901000000022,", "twin_row", 5, "barcodes"),
        ("items.csv", "290,drink,,", "290,drink,バー,", "bad_barcode", 5, "barcodes"),
        ("items.csv", "cola-l,", "c" * 41 + ",", "cell_too_long", 5, "code"),
        ("departments.csv", "#E8A33D", "orange", "bad_color", 2, "color"),
        ("departments.csv", ",1\n", ",first\n", "bad_number", 3, "rank"),
        ("perks.csv", "1200", "0", "bad_money", 2, "threshold"),
        ("perks.csv", "1200,", "1200,home", "bad_choice", 2, "mode"),
    ],
)
def test_what_is_wrong_is_named_by_file_row_and_column(  # noqa: PLR0913, PLR0917
    shop_files: ShopFolder, name: str, old: str, new: str, code: str, row: int, column: str
) -> None:
    assert old in SHOP[name]
    found = problem(shop_files(**{name: SHOP[name].replace(old, new)}))
    assert (found.code, found.data["file"], found.data["row"], found.data["column"]) == (code, name, row, column)


def test_a_deal_with_an_unknown_item_is_named(shop_files: ShopFolder) -> None:
    found = problem(shop_files(**{"deals.json": SHOP["deals.json"].replace('"potato"', '"potatoes"')}))
    assert found.code == "deal_unknown_item"
    assert (found.data["deal"], found.data["value"]) == ("set", "potatoes")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"name": {}}',
        '{"name": "x", "currency": "yen"}',
        '{"name": "x", "tax_rounding": "up"}',
        '{"name": "x", "a": ' + "[" * 100_000,
        '{"name": "x", "a": ' + "9" * 5_000 + "}",
        '{"name": "x", "a": 1.5}',
        '{"name": "x\\u202e"}',
        '{"name": "x", "a": {"b": {"c": 1}}}',
        '{"name": "\\ud800"}',
    ],
)
def test_a_shop_json_that_is_none_is_refused(shop_files: ShopFolder, text: str) -> None:
    assert problem(shop_files(**{"shop.json": text})).code in ("bad_json", "bad_setting")


def test_words_by_language_become_settings(shop_files: ShopFolder) -> None:
    text = json.dumps({"name": {"en": "Test"}, "sample": True, "settings": {"till": "2"}})
    settings = read_shop(shop_files(**{"shop.json": text})).settings
    assert (settings["name"], settings["name.en"], settings["sample"], settings["till"]) == ("Test", "Test", "1", "2")


def test_no_such_folder(tmp_path: Path) -> None:
    assert problem(tmp_path / "none").code == "no_such_folder"


@pytest.mark.parametrize("barcode", ["4901234567894", "2901000000022", "12", "ABC-123", "0" * 48])
def test_barcodes_that_are_taken(barcode: str) -> None:
    assert barcode_problem(barcode) == ""


@pytest.mark.parametrize("barcode", ["4901234567895", "", "a b", "0" * 49, "４９０１", "x\n"])
def test_barcodes_that_are_refused(barcode: str) -> None:
    assert barcode_problem(barcode)


def test_the_check_digit_is_that_of_gs1() -> None:
    assert check_digit("629104150021") == "3"  # the example of the GS1 General Specifications
    assert check_digit("9638507") == "4"
