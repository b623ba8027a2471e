"""Options, eat-in and typed prices in spreadsheets: what is written comes back the same, and what is wrong is told by row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_assist.domain.items import Item
from pos_assist.domain.options import parse_groups
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.catalog.catalog_rows import ITEM_COLUMNS, read_item
from pos_assist.exchange.catalog.sheets import SHEETS
from pos_assist.exchange.tables import Table

LATTE = Item(
    "latte",
    "ラテ",
    400,
    eat_in_price=440,
    options=parse_groups("ミルク[1]: 牛乳 | 豆乳 +50; 追加[0-2]: ショット +80 | 氷なし"),
)
HEADER = ("商品コード", "商品名", "価格", "店内価格", "価格手入力", "オプション")
ODD = Item("odd", "雑貨", 0, open_price=True)


def table(tmp_path: Path, *rows: str) -> Table:
    path = tmp_path / "items.csv"
    path.write_text("\n".join((",".join(HEADER), *rows)), encoding="utf-8")
    return Table(path, ITEM_COLUMNS, ("code", "name", "price"))


@pytest.mark.parametrize("item", [LATTE, ODD], ids=lambda x: x.code)
def test_what_is_exported_is_read_as_the_same(tmp_path: Path, item: Item) -> None:
    sheet = SHEETS["items"]
    cells = dict(zip(sheet.header("ja"), sheet.cells(item, {}), strict=True))
    row = ",".join("" if cells[x] is None else str(cells[x]) for x in HEADER)
    [read] = [read_item(x, {}, {}) for x in table(tmp_path, row).rows()]
    assert (read.options, read.eat_in_price, read.open_price) == (item.options, item.eat_in_price, item.open_price)


def test_a_group_that_cannot_be_read_is_told_with_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="bad_options") as told:
        [read_item(x, {}, {}) for x in table(tmp_path, "a,A,100,,,", "b,B,100,,,ミルク[3]: 牛乳").rows()]
    assert (told.value.data["row"], told.value.data["column"]) == (3, "オプション")
