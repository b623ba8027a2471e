"""What a catalog table looks like in a file: its columns in two languages, a record as cells, a row as a record.

One sheet a kind. Deals are the odd one (deal_rows.py): a deal takes as many rows as its slots have items.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pos_assist.domain.items import Item
from pos_assist.domain.options import OptionGroup, groups_text
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.tax import Taxing
from pos_assist.exchange.catalog.catalog_rows import (
    DEPARTMENT_COLUMNS,
    ITEM_COLUMNS,
    NET_ITEM_COLUMNS,
    PAIRING_COLUMNS,
    PERK_COLUMNS,
    UPGRADE_COLUMNS,
    read_department,
    read_item,
    read_pairing,
    read_perk,
    read_upgrade,
)
from pos_assist.exchange.catalog.cell_words import flag_words, said, titles
from pos_assist.exchange.tables import Row, column_names

Cell = str | int | None


class _Anything(frozenset[str]):
    """Stands for «whatever code the row says»: references are looked up after a row is read, by themselves."""

    def __contains__(self, code: object) -> bool:
        return True


_ANY = _Anything()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name here and in a header, its Japanese header, the field of the record where that is called another
    way. `shown`: only there for the reader (an item's name beside its code), ignored on the way in."""

    name: str
    title: str
    field: str = ""
    shown: bool = False
    text: bool = False  # a code or barcode, whose zeros must stay
    words: str = ""  # of cell_words.CHOICES or FLAGS: a spreadsheet says it in words
    between: str = " "  # what stands between several values
    shows: Callable[[Any], Cell] | None = None  # of one that is shown: what stands there; None: the title of its item


@dataclass(frozen=True, slots=True)
class CatalogSheet:
    """One kind of record. `required`: what a new record cannot do without; its key columns every file must have."""

    kind: str
    columns: tuple[Column, ...]
    accepted: Mapping[str, str]
    key: tuple[str, ...]
    required: tuple[str, ...]
    read: Callable[[Row], Any]
    items: tuple[str, ...] = ()  # columns that name an item

    def header(self, language: str) -> list[str]:
        """The header in that language."""
        return [column.title if language == "ja" else column.name for column in self.columns]

    def field(self, column: str) -> str:
        """The record's field behind a column."""
        return next((x.field or x.name for x in self.columns if x.name == column), column)

    def cells(self, record: Any, items: Mapping[str, Item], language: str = "") -> list[Cell]:
        """A record as a row; with a language, in the words of the screen."""
        return [
            (column.shows(record) if column.shows else _shown(column, record, items))
            if column.shown
            else _in_words(column, getattr(record, column.field or column.name), language)
            for column in self.columns
        ]


def _in_words(column: Column, value: object, language: str) -> Cell:
    if not language or not column.words:
        return _cell(value, column.between)
    if isinstance(value, bool):
        return flag_words(language)[0] if value else ""
    return said(column.words, str(value), language)


def _cell(value: object, between: str) -> Cell:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple) and value and isinstance(value[0], OptionGroup):
        return groups_text(value)
    if isinstance(value, tuple):
        return between.join(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else str(value)


def _shown(column: Column, record: Any, items: Mapping[str, Item]) -> str:
    item = items.get(getattr(record, column.field))
    return item.title if item else ""


def _accepting(columns: Mapping[str, str], sheet: Sequence[Column]) -> dict[str, str]:
    """Every header that is taken for a column, our own titles and the screen's words among them."""
    screen = column_names({x.name: titles(x.field or x.name) for x in sheet if not x.shown})
    return {**screen, **columns, **column_names({x.name: (x.title,) for x in sheet})}


_DEPARTMENTS = (
    Column("code", "部門コード", text=True),
    Column("name", "部門名"),
    Column("title_en", "英語名"),
    Column("color", "色"),
    Column("rank", "表示順"),
)
_ITEMS = (
    Column("code", "商品コード", text=True),
    Column("name", "商品名"),
    Column("short_name", "短縮名"),
    Column("reading", "よみ"),
    Column("title_en", "英語名"),
    Column("price", "価格"),
    Column("cost", "原価"),
    Column("tax", "税", words="tax"),
    Column("department", "部門コード", text=True),
    Column("size", "サイズ", text=True),
    Column("role", "役割", words="role"),
    Column("barcodes", "バーコード", text=True),
    Column("sold_out", "売り切れ", words="sold_out"),
    Column("age_restricted", "年齢確認", words="age_restricted"),
    Column("by_weight", "量り売り", words="by_weight"),
    Column("color", "色"),
    Column("page", "ページ"),
    Column("rank", "表示順"),
    Column("retired", "販売終了", words="retired"),
    Column("next_price", "次の価格"),
    Column("next_from", "次の価格の開始日"),
    Column("never_offer", "おすすめしない", words="never_offer"),
    Column("alcohol", "酒類", words="alcohol"),
    Column("kids", "お子さま向け", words="kids"),
    Column("confirmed", "確認済み", words="confirmed"),
    Column("eat_in_price", "店内価格"),
    Column("open_price", "価格手入力"),
    Column("options", "オプション"),
    Column("takes", "規格", text=True, between="; "),
    Column("fits", "対応規格", text=True, between="; "),
)
_UPGRADES = (
    Column("from", "元の商品", "from_item", text=True),
    Column("from_name", "元の商品名", "from_item", shown=True),
    Column("to", "上位の商品", "to_item", text=True),
    Column("to_name", "上位の商品名", "to_item", shown=True),
    Column("kind", "種類", words="upgrade_kind"),
    Column("line", "声かけ"),
)
_PAIRINGS = (
    Column("trigger", "きっかけの商品", text=True),
    Column("trigger_name", "きっかけの商品名", "trigger", shown=True),
    Column("addon", "おすすめの商品", text=True),
    Column("addon_name", "おすすめの商品名", "addon", shown=True),
    Column("state", "状態", words="state"),
    Column("line", "声かけ"),
    Column("reason", "理由"),
    Column("rank", "表示順"),
    Column("hours", "時間帯"),
)
_PERKS = (
    Column("id", "特典ID", text=True),
    Column("name", "特典名"),
    Column("title_en", "英語名"),
    Column("threshold", "金額"),
    Column("mode", "持ち帰り・店内", words="mode"),
)


def sheet_of(kind: str, taxing: Taxing) -> CatalogSheet | None:
    """The sheet of that kind in a shop that has its prices so; None: deals. Where prices are without tax, the items' says so, and
    shows the price with it, taken out, for the reader."""
    if kind != "items" or not taxing.added:
        return SHEETS.get(kind)
    gross = Column(
        "price_with_tax", "税込価格", "price", shown=True,
        shows=lambda item: taxing.gross(item.price, item, ServiceMode.TAKEOUT),
    )  # fmt: skip
    columns: list[Column] = []
    for column in _ITEMS:
        columns += [replace(column, title="税抜価格"), gross] if column.name == "price" else [column]
    return replace(SHEETS["items"], columns=tuple(columns), accepted=_accepting(NET_ITEM_COLUMNS, columns))


SHEETS: dict[str, CatalogSheet] = {
    sheet.kind: sheet
    for sheet in (
        CatalogSheet("departments", _DEPARTMENTS, _accepting(DEPARTMENT_COLUMNS, _DEPARTMENTS), ("code",), ("name",), read_department),
        CatalogSheet(
            "items", _ITEMS, _accepting(ITEM_COLUMNS, _ITEMS), ("code",), ("name", "price"),
            lambda row: read_item(row, {}, {}),
        ),
        CatalogSheet(
            "upgrades", _UPGRADES, _accepting(UPGRADE_COLUMNS, _UPGRADES), ("from", "to"), (),
            lambda row: read_upgrade(row, _ANY), ("from", "to"),
        ),
        CatalogSheet(
            "pairings", _PAIRINGS, _accepting(PAIRING_COLUMNS, _PAIRINGS), ("trigger", "addon"), (),
            lambda row: read_pairing(row, _ANY), ("trigger", "addon"),
        ),
        CatalogSheet("perks", _PERKS, _accepting(PERK_COLUMNS, _PERKS), ("id",), ("name", "threshold"), read_perk),
    )
}  # fmt: skip
