"""Any list of items a shop has: a wholesaler's, a cash register's, a menu typed by hand. It goes in as it is, or says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from pos_assist.domain.items import Department, Item, TaxClass
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.catalog.import_plan import Plan
from pos_assist.learning.catalog.sizes import parted
from pos_assist.services.management.management import Management
from pos_assist.services.setup.build_shop import add_to
from pos_assist.storage import Storage

JAN, OTHER_JAN = "4902102072618", "4901085089330"


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Management]:
    with closing(Storage.create(tmp_path / "shop.db")) as storage:
        yield Management(storage, "店長")


def planned(manager: Management, path: Path) -> Plan:
    plan = manager.plan_import(path)
    assert plan.problems == []
    return plan


def items(plan: Plan) -> dict[str, Item]:
    return {x.title: x for x in plan.edit.change.items}


def told(plan: Plan) -> list[tuple[int, str]]:
    return [(int(str(x.data["row"])), x.code) for x in plan.left_out]


def text(path: Path, rows: str, encoding: str = "cp932") -> Path:
    path.write_text(rows, encoding)
    return path


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


def test_a_wholesalers_sheet_goes_in_with_its_jans_and_what_has_no_price_is_told(
    manager: Management, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "案内.xlsx",
        [
            ["株式会社みなと食品　商品案内書"],
            [],
            ["No.", "JANコード", "商品名", "規格", "仕切価格", "希望小売価格\n(税込)"],
            [1, int(JAN), "コーラ", "500ml", 98, "¥1,173"],
            [2, int(OTHER_JAN), "お茶", "525ml", 95, "オープン"],
            [3, None, "朝採れたまご", "10個", 180, "２９８円"],
            ["", "", "以上、よろしくお願いします"],
        ],
    )
    plan = planned(manager, path)
    cola, egg = items(plan)["コーラ 500ml"], items(plan)["朝採れたまご 10個"]
    assert (cola.price, cola.cost, cola.barcodes, cola.code) == (1173, 98, (JAN,), JAN)
    assert (egg.price, egg.code) == (298, "朝採れたまご 10個")
    assert told(plan)[0] == (5, "bad_money")


def test_a_registers_plu_list_is_no_table_of_departments(manager: Management, tmp_path: Path) -> None:
    rows = (
        "PLUコード,商品名称,部門コード,部門名,売価,課税区分\n"
        "000001,ブレンド,01,ドリンク,400,軽減\n000020,ﾐｯｸｽｻﾝﾄﾞ,03,フード,650,軽減\n000098,値引き,99,その他,0,\n000099,お直し,99,その他,-100,標準\n"
    )
    plan = planned(manager, text(tmp_path / "PLU.csv", rows))
    assert {x.code: x.title for x in plan.edit.change.items} == {"000001": "ブレンド", "000020": "ミックスサンド"}
    assert [x.name for x in plan.edit.change.departments] == ["ドリンク", "フード"]
    assert told(plan) == [(4, "no_item_row"), (5, "bad_money")]


def test_a_menu_without_titles_has_its_headings_as_departments(manager: Management, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["喫茶　メニュー表"], ["【ドリンク】"], ["ブレンド", "４５０円"], ["ラテ", "５００円"], ["【軽食】"], ["トースト", "７５０円"],
        ["ケーキ", "５２０円～"], ["※価格は税込です"],
    ]  # fmt: skip
    plan = planned(manager, workbook(tmp_path / "menu.xlsx", rows))
    found = {x.title: (x.price, x.department) for x in plan.edit.change.items}
    assert found == {
        "ブレンド": (450, "ドリンク"),
        "ラテ": (500, "ドリンク"),
        "トースト": (750, "軽食"),
        "ケーキ": (520, "軽食"),
    }
    assert told(plan) == [(7, "least_price_taken"), (8, "no_item_row")]


def test_of_a_price_with_tax_and_one_without_the_shops_is_taken(manager: Management, tmp_path: Path) -> None:
    rows = "商品番号,商品名,分類,本体価格,税率,税込価格\nA1,食パン,パン,280,8%,302\nA2,紙袋,雑貨,5,10%,5\n"
    path = text(tmp_path / "list.csv", rows, "utf-8-sig")
    plan = planned(manager, path)
    assert {x.title: (x.price, x.tax) for x in plan.edit.change.items} == {
        "食パン": (302, TaxClass.REDUCED),
        "紙袋": (5, TaxClass.STANDARD),
    }
    manager.set_settings({"prices": "added"})
    assert {x.title: x.price for x in planned(manager, path).edit.change.items} == {"食パン": 280, "紙袋": 5}


def test_a_list_of_prices_of_the_other_way_alone_is_refused(manager: Management, tmp_path: Path) -> None:
    plan = manager.plan_import(text(tmp_path / "list.csv", "品名,本体価格\nパン,280\n"))
    assert [(x.code, x.data["column"]) for x in plan.problems] == [("other_prices_column", "本体価格")]


@pytest.mark.parametrize("price", ["S450/L530", "時価", "450/530", "450〜530"])
def test_a_cell_of_two_prices_or_none_is_no_price(manager: Management, tmp_path: Path, price: str) -> None:
    plan = planned(manager, text(tmp_path / "list.csv", f"品名,値段\nラテ,{price}\n茶,300\n", "utf-8"))
    assert list(items(plan)) == ["茶"]
    assert told(plan) == [(2, "bad_money")]


def test_an_item_that_receipts_taught_keeps_its_code_and_takes_the_lists(manager: Management, tmp_path: Path) -> None:
    known = (Item("ラテ", "ラテ", 480), Item("茶", "茶", 300, barcodes=(JAN,)))
    manager.storage.catalog.put_departments([Department("d1", "ドリンク")])
    manager.storage.catalog.put_items(known)
    rows = f"JANコード,品名,売価,部門\n{OTHER_JAN},ラテ,500,ドリンク\n{JAN},緑茶,320,ドリンク\n"
    plan = planned(manager, text(tmp_path / "list.csv", rows, "utf-8"))
    assert {x.code: (x.title, x.price, x.department) for x in plan.edit.change.items} == {
        "ラテ": ("ラテ", 500, "d1"),
        "茶": ("緑茶", 320, "d1"),
    }


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("1001,コーヒー,400\n1002,紅茶,450\n1003,ケーキ,520\n", {"コーヒー": (400, ()), "紅茶": (450, ()), "ケーキ": (520, ())}),
        (f"{JAN},コーラ,150\n{OTHER_JAN},茶,140\n4901777018686,水,110\n",
         {"コーラ": (150, (JAN,)), "茶": (140, (OTHER_JAN,)), "水": (110, ("4901777018686",))}),
        ("品名\t値段\nコーヒー\t1,200円\n茶\t¥ 300-\nビール\t（税込）600円\n",
         {"コーヒー": (1200, ()), "茶": (300, ()), "ビール": (600, ())}),
    ],
)  # fmt: skip
def test_lists_without_titles_and_with_prices_in_words_are_read(
    manager: Management, tmp_path: Path, rows: str, found: dict[str, tuple[int, tuple[str, ...]]]
) -> None:
    plan = planned(manager, text(tmp_path / "list.csv", rows, "utf-8"))
    assert {x.title: (x.price, x.barcodes) for x in plan.edit.change.items} == found


def test_a_row_that_stands_there_twice_is_taken_once_and_told(manager: Management, tmp_path: Path) -> None:
    plan = planned(manager, text(tmp_path / "list.csv", "品名,売価\nパン,100\n茶,200\nパン,100\n", "utf-8"))
    assert list(items(plan)) == ["パン", "茶"]
    assert told(plan) == [(4, "twin_row")]


def test_what_a_spreadsheet_ruined_and_what_stands_twice_is_told_by_row_and_column(
    manager: Management, tmp_path: Path
) -> None:
    twice = f"JAN,品名,売価\n{JAN},コーラ,100\n\n{JAN},コーラ6本,550\n"
    plan = manager.plan_import(text(tmp_path / "twice.csv", twice, "utf-8"))
    assert [(x.code, x.data["row"], x.data["first"], x.data["column"]) for x in plan.problems] == [
        ("twin_row", 4, 2, "JAN")
    ]
    plan = planned(manager, text(tmp_path / "digit.csv", "JAN,品名,売価\n4902102072619,コーラ,100\n", "utf-8"))
    assert told(plan) == [(2, "barcode_left_out")]
    with pytest.raises(BadInput, match="ruined_code"):
        manager.plan_import(text(tmp_path / "ruined.csv", "JAN,品名,売価\n4.9021E+12,コーラ,100\n", "utf-8"))


@pytest.mark.parametrize("name", ["receipts.xls", "receipts.ods"])
def test_receipts_are_told_from_a_list(manager: Management, name: str) -> None:
    with pytest.raises(BadInput, match="receipts_no_list"):
        manager.plan_import(Path(__file__).parents[1] / "cases/48" / name)


def test_receipts_that_spell_a_name_in_another_width_are_of_that_item(manager: Management, tmp_path: Path) -> None:
    manager.storage.catalog.put_departments([Department("food", "フード")])
    manager.storage.catalog.put_items([Item("020", "ミックスサンド", 650, department="food")])
    rows = "伝票番号,日時,商品名,数量,単価,部門\n1,2026-01-05 09:00,ﾐｯｸｽｻﾝﾄﾞ,1,650,フード\n1,2026-01-05 09:00,トースト,1,300,フード\n"
    add_to(manager.storage, text(tmp_path / "r.csv", rows), department="")
    found = manager.catalog()
    assert {x.code: x.department for x in found.items} == {"020": "food", "トースト": "food"}
    assert [x.code for x in found.departments] == ["food"]


def test_a_size_in_full_width_is_not_said_twice_and_a_circled_number_is_none() -> None:
    assert Item("a", "カフェラテ（Ｓ）", 450, size="S").title == "カフェラテ（Ｓ）"
    assert Item("a", "ラテＬ", 450, size="L").thing == "ラテ"
    assert parted("豆①200g")[0].size == "200g"
