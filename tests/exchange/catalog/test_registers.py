"""Other registers' exports, in the columns that their makers document; returns and cancellations are no lesson."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.registers.formats import recognised
from pos_assist.services.management.management import Management
from pos_assist.services.setup.build_shop import add_receipts, shop_from_receipts
from pos_assist.storage import Storage

Write = Callable[..., Path]

SMAREGI_ITEMS = (
    "商品ID,部門ID,商品コード,商品名,商品カナ,商品単価,原価,規格,税区分,端末表示\n"
    "8000001,1,4901234567894,牛乳パン,ギュウニュウパン,180,60,,0,1\n"
    "8000002,2,00123,皿,サラ,1000,,大,1,1\n"
    "8000003,2,店内コード,切手,キッテ,84,84,,2,1\n"
)
SMAREGI_RECEIPTS = (
    "取引ID,取引日時,取引区分,取消区分,取引明細ID,商品ID,商品コード,商品名,商品単価,数量,部門名,会員コード\n"
    "101,2026-10-01 09:10:00,1,0,1,8000001,4901234567894,牛乳パン,180,2,パン,M1\n"
    "101,2026-10-01 09:10:00,1,0,2,8000002,00123,皿,1100,1,雑貨,M1\n"
    "102,2026-10-01 09:20:00,2,0,1,8000001,4901234567894,牛乳パン,180,1,パン,\n"
    "103,2026-10-01 09:30:00,1,1,1,8000001,4901234567894,牛乳パン,180,1,パン,\n"
    "104,2026-10-02 09:30:00,1,0,1,8000001,4901234567894,牛乳パン,180,-1,パン,\n"
    "105,2026-10-02 10:00:00,1,0,1,8000001,4901234567894,牛乳パン,180,1,パン,\n"
)
AIRREGI_ITEMS = (
    "v1300\n"
    "【必須】カテゴリーID※半角英数,【必須】商品名,商品名（レシート用）,バリエーション（種別1）,バリエーション（種別2）,税設定(内税/外税),"
    "適用税率(標準税率/軽減税率/非課税),価格,原価,商品コード,バーコード,表示/非表示\n"
    "#C1,ブレンド,,M,,内税,標準税率,400,100,#001,#4901234567894,表示\n"
    "#C1,ブレンド,,L,,外税,軽減税率,500,,#002,,非表示\n"
)
SQUARE_ITEMS = (
    "Token,Item Name,Variation Name,SKU,Description,Category,GTIN,Price,Option Name 1,Option Value 1,Default Unit Cost\n"
    "T1,ラテ,Regular,LATTE,,Drinks,4901234567894,¥450,,,¥90\n"
    'T2,ラテ,Large,LATTE-L,,Drinks,,"¥1,550.00",,,\n'
    "T3,寄付,Regular,DON,,Other,,variable,,,\n"
)
SQUARE_SALES = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,Net Sales,Transaction ID,Event Type,Customer ID\n"
    '10/28/26,10:12:13,Tokyo,Drinks,ラテ,2.0,Large,LATTE-L,"¥3,100",¥0,"¥3,100",TX1,Payment,\n'
    "10/28/26,10:12:13,Tokyo,Food,スコーン,1.0,Regular,SC,¥300,¥0,¥300,TX1,Payment,C9\n"
    "11/02/26,11:00:00,Tokyo,Food,スコーン,-1.0,Regular,SC,-¥300,¥0,-¥300,TX2,Refund,\n"
    "11/03/26,11:00:00,Tokyo,Food,スコーン,1.0,Regular,SC,¥300,¥0,¥300,TX3,Payment,\n"
)
LOYVERSE_ITEMS = (
    "Handle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,Cost,Barcode,SKU of included item,"
    "Quantity of included item,Track stock,Available for sale [店],Price [店],In stock [店]\n"
    "tea,1001,紅茶,Drinks,,N,Size,S,50,4901234567894,,,N,Y,250,\n"
    "tea,1002,,,,,,L,60,,,,N,N,350,\n"
    "set,1003,モーニング,Sets,,N,,,,,,,N,Y,600,\n"
    "set,,,,,,,,,,1001,1,,,,\n"
)
LOYVERSE_RECEIPTS = (
    "Date,Receipt number,Receipt type,Category,SKU,Item,Variant,Modifiers applied,Quantity,Gross sales,Discounts,Net sales,"
    "Cost of goods,Gross profit,Taxes,POS,Store,Cashier name,Customer name,Customer contacts,Comment,Status\n"
    "25/10/26 9:05 AM,1-1,Sale,Drinks,1001,紅茶,S,,2.000,500,0,500,100,400,0,1,店,A,,,,Closed\n"
    "25/10/26 1:30 PM,1-2,Sale,Drinks,1001,紅茶,S,,1.000,250,0,250,50,200,0,1,店,A,,,,Cancelled\n"
    "26/10/26 1:30 PM,1-3,Refund,Drinks,1001,紅茶,S,,1.000,250,0,250,50,200,0,1,店,A,,,,Closed\n"
    "27/10/26 1:30 PM,1-4,Sale,Sets,1003,モーニング,,,1.000,600,0,600,50,200,0,1,店,A,山田,,,Closed\n"
)
FILES = {
    ("スマレジ", "items"): SMAREGI_ITEMS,
    ("スマレジ", "receipts"): SMAREGI_RECEIPTS,
    ("Airレジ", "items"): AIRREGI_ITEMS,
    ("Square", "items"): SQUARE_ITEMS,
    ("Square", "receipts"): SQUARE_SALES,
    ("Loyverse", "items"): LOYVERSE_ITEMS,
    ("Loyverse", "receipts"): LOYVERSE_RECEIPTS,
}


@pytest.mark.parametrize(("name", "kind"), FILES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16"])
def test_an_export_is_known_by_its_header(write: Write, name: str, kind: str, encoding: str) -> None:
    # CP932 has the yen sign where ASCII has the backslash.
    text = FILES[name, kind].replace("¥", "\\") if encoding == "cp932" else FILES[name, kind]
    found = recognised(write("export.csv", text, encoding))
    assert found
    assert (found.name, found.kind) == (name, kind)


def test_our_own_files_are_no_register_s(write: Write) -> None:
    assert recognised(write("i.csv", "code,name,price\na,A,1\n")) is None
    assert recognised(write("r.csv", "receipt_id,timestamp,item\n1,2026-01-01 09:00:00,a\n")) is None


def imported_items(tmp_path: Path, file: Path, *had: Item) -> dict[str, Item]:
    with Storage.create(tmp_path / "items.db") as storage:
        storage.catalog.put_items(had)
        manager = Management(storage, "佐藤")
        plan = manager.plan_import(file)
        assert plan.problems == []
        manager.apply(plan)
        assert manager.apply(manager.plan_import(file)) == 0
        return {x.code: x for x in manager.catalog().items}


def test_smaregi_products(tmp_path: Path, write: Write) -> None:
    items = imported_items(tmp_path, write("s.csv", SMAREGI_ITEMS, "cp932"))
    bread, plate, stamp = items["8000001"], items["8000002"], items["8000003"]
    assert (bread.name, bread.price, bread.cost, bread.department) == ("牛乳パン", 180, 60, "1")
    assert (bread.barcodes, bread.reading) == (("4901234567894",), "ギュウニュウパン")
    assert (plate.price, plate.barcodes, plate.tax) == (1100, ("00123",), TaxClass.STANDARD)  # 税抜 1000
    assert (stamp.tax, stamp.barcodes) == (TaxClass.EXEMPT, ())


def test_airregi_products(tmp_path: Path, write: Write) -> None:
    items = imported_items(tmp_path, write("a.csv", AIRREGI_ITEMS, "cp932"))
    assert (items["001"].title, items["001"].price, items["001"].tax) == ("ブレンド M", 400, TaxClass.STANDARD)
    assert items["001"].barcodes == ("4901234567894",)
    assert (items["002"].price, items["002"].retired, items["002"].tax) == (540, True, TaxClass.REDUCED)


def test_square_items(tmp_path: Path, write: Write) -> None:
    items = imported_items(tmp_path, write("q.csv", SQUARE_ITEMS))
    assert set(items) == {"LATTE", "LATTE-L"}
    assert (items["LATTE"].title, items["LATTE"].price, items["LATTE"].cost) == ("ラテ", 450, 90)
    assert (items["LATTE-L"].title, items["LATTE-L"].price, items["LATTE-L"].department) == (
        "ラテ Large",
        1550,
        "Drinks",
    )


def test_loyverse_items(tmp_path: Path, write: Write) -> None:
    items = imported_items(tmp_path, write("l.csv", LOYVERSE_ITEMS))
    assert set(items) == {"1001", "1002", "1003"}
    assert (items["1002"].title, items["1002"].price, items["1002"].department) == ("紅茶 L", 350, "Drinks")
    assert items["1002"].retired
    assert not items["1001"].retired


def test_an_import_of_products_wipes_out_nothing_that_the_register_does_not_know(tmp_path: Path, write: Write) -> None:
    had = Item("LATTE", "ラテ", 400, reading="らて", role="drink", short_name="ラテ", page=4)
    items = imported_items(tmp_path, write("q.csv", SQUARE_ITEMS), had)
    latte = items["LATTE"]
    assert (latte.price, latte.reading, latte.role, latte.page) == (450, "らて", "drink", 4)


def sales(path: Path) -> dict[str, tuple[str, list[tuple[str, int, int]]]]:
    with Storage.open(path, readonly=True) as storage:
        found = storage.sales.receipts(limit=100)
        return {
            x.key.rpartition("/")[2]: (
                f"{x.sold_at:%m-%d %H:%M}",
                [(line.item.name, line.qty, line.list_price) for line in x.lines],
            )
            for x in found
        }


def test_smaregi_receipts_without_returns_and_cancellations(tmp_path: Path, write: Write) -> None:
    shop_from_receipts(write("s.csv", SMAREGI_RECEIPTS, "cp932"), tmp_path / "s.db")
    assert sales(tmp_path / "s.db") == {
        "smaregi:101": ("10-01 09:10", [("牛乳パン", 2, 180), ("皿", 1, 1100)]),
        "smaregi:105": ("10-02 10:00", [("牛乳パン", 1, 180)]),
    }


def test_square_sales_in_american_dates(tmp_path: Path, write: Write) -> None:
    shop_from_receipts(write("q.csv", SQUARE_SALES), tmp_path / "q.db", currency="JPY")
    assert sales(tmp_path / "q.db") == {
        "square:TX1": ("10-28 10:12", [("ラテ Large", 2, 1550), ("スコーン", 1, 300)]),
        "square:TX3": ("11-03 11:00", [("スコーン", 1, 300)]),
    }


def test_loyverse_receipts_in_european_dates(tmp_path: Path, write: Write) -> None:
    shop_from_receipts(write("l.csv", LOYVERSE_RECEIPTS), tmp_path / "l.db")
    assert sales(tmp_path / "l.db") == {
        "loyverse:1-1": ("10-25 09:05", [("紅茶 S", 2, 250)]),
        "loyverse:1-4": ("10-27 13:30", [("モーニング", 1, 600)]),
    }


def test_day_and_month_are_told_apart_by_the_file_as_a_whole(tmp_path: Path, write: Write) -> None:
    """All of these could be either: three days in a row are likelier than the 11th of three months."""
    head = SQUARE_SALES.splitlines()[0] + "\n"
    rows = "".join(f"{day:02d}/11/26,10:00:00,,,A,1,,,¥100,,,T{day},Payment,\n" for day in (9, 10, 11))
    shop_from_receipts(write("q.csv", head + rows), tmp_path / "q.db")
    assert [x[0] for x in sales(tmp_path / "q.db").values()] == ["11-11 10:00", "11-10 10:00", "11-09 10:00"]


@pytest.mark.parametrize("name", ["スマレジ", "Square", "Loyverse"])
def test_the_same_file_twice_adds_nothing(tmp_path: Path, write: Write, name: str) -> None:
    path, file = tmp_path / "shop.db", write("r.csv", FILES[name, "receipts"])
    with Storage.create(path):
        pass
    add_receipts(file, path)

    def contents() -> tuple[object, ...]:
        with Storage.open(path, readonly=True) as storage, closing(storage.reader()) as reader:
            return (*sales(path).items(), tuple(storage.learned.all_counts(reader)))

    before = contents()
    again = add_receipts(file, path)
    assert (again.receipts, again.items) == (0, 0)
    assert contents() == before


def test_a_longer_export_adds_only_what_is_new(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "shop.db"
    lines = SQUARE_SALES.splitlines(keepends=True)
    shop_from_receipts(write("r.csv", "".join(lines[:3])), path)
    assert add_receipts(write("r2.csv", SQUARE_SALES), path).receipts == 1
    assert set(sales(path)) == {"square:TX1", "square:TX3"}


def test_receipts_find_the_items_that_were_imported_before(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "shop.db"
    with Storage.create(path) as storage:
        manager = Management(storage, "佐藤")
        manager.apply(manager.plan_import(write("i.csv", SQUARE_ITEMS)))
    add_receipts(write("r.csv", SQUARE_SALES), path)
    with Storage.open(path, readonly=True) as storage:
        assert storage.learned.count("LATTE-L")[0] == 1


@pytest.mark.parametrize(
    ("name", "kind", "old", "new", "row", "column"),
    [
        ("Airレジ", "items", "400", "高い", 3, "価格"),
        ("Square", "items", "¥450", "cheap", 2, "Price"),
        ("Square", "receipts", "11/03/26", "someday", 5, "Date"),
        ("Loyverse", "receipts", "27/10/26", "99/99/99", 5, "Date"),
        ("スマレジ", "receipts", "2026-10-02 10:00:00", "いつか", 7, "取引日時"),
        ("スマレジ", "items", "180", "百八十", 2, "商品単価"),
    ],
)
def test_errors_point_into_the_register_s_own_file(  # noqa: PLR0913, PLR0917
    tmp_path: Path, write: Write, name: str, kind: str, old: str, new: str, row: int, column: str
) -> None:
    file = write("x.csv", FILES[name, kind].replace(old, new))
    if kind == "receipts":
        with pytest.raises(BadInput) as caught:
            shop_from_receipts(file, tmp_path / "s.db")
        problem = caught.value
    else:
        with Storage.create(tmp_path / "s.db") as storage:
            [problem] = Management(storage, "佐藤").plan_import(file).problems
    assert (problem.data["file"], problem.data["row"], problem.data["column"]) == ("x.csv", row, column)


def test_products_are_not_receipts(tmp_path: Path, write: Write) -> None:
    with pytest.raises(BadInput) as caught:
        shop_from_receipts(write("i.csv", SQUARE_ITEMS), tmp_path / "s.db")
    assert caught.value.code == "register_items"
    with Storage.create(tmp_path / "t.db") as storage, pytest.raises(BadInput) as caught:
        Management(storage, "佐藤").plan_import(write("r.csv", SQUARE_SALES))
    assert caught.value.code == "register_receipts"


def test_a_library_of_many_shops_has_hundreds_of_columns_and_long_descriptions(tmp_path: Path, write: Write) -> None:
    head, *rows = SQUARE_ITEMS.splitlines()
    more = ",".join(f"Current Quantity 店{i}" for i in range(300))
    long = ",とても\u200b" + "長い説明" * 1_000 + ",Drinks"
    text = "\n".join([f"{head},{more}", *(x.replace(",,Drinks", long) for x in rows)])
    items = imported_items(tmp_path, write("q.csv", text))
    assert set(items) == {"LATTE", "LATTE-L"}


@pytest.mark.parametrize(
    ("header", "system"),
    [
        ("id,name,barcode,list_price,standard_price,pos_categ_ids/id", "Odoo"),
        ("Id,Barcode,Item Name,Category,Supplier ID,Cost Price,Unit Price", "OSPOS"),
        ("Handle,Title,Body (HTML),Vendor,Variant Price", "Shopify"),
        ("ID,Type,SKU,Name,Published,Regular price", "WooCommerce"),
        ("Clover ID,Name,Alternate Name,Price,Price Type", "Clover"),
        ("System ID,UPC,Item,Default Cost,Price", "Lightspeed"),
        ("id,handle,sku,name,supply_price,retail_price", "Lightspeed"),
    ],
)
def test_another_system_s_products_are_no_table_of_perks(
    tmp_path: Path, write: Write, header: str, system: str
) -> None:
    file = write("x.csv", header + "\n" + ",".join("1" for _ in header.split(",")) + "\n")
    with Storage.create(tmp_path / "t.db") as storage, pytest.raises(BadInput) as caught:
        Management(storage, "佐藤").plan_import(file)
    assert (caught.value.code, caught.value.data["system"]) == ("foreign_list", system)
    with pytest.raises(BadInput, match="foreign_list"):
        shop_from_receipts(file, tmp_path / "s.db")
