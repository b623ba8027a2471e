"""A row of a catalog's table as a value: the columns of each table, and what each cell may be. The format: docs/files.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from pos_assist.domain.codes import barcode_problem, normal_code
from pos_assist.domain.hours import Hours, parse_hours
from pos_assist.domain.items import Department, Item, Pairing, PairingState, Perk, TaxClass, Upgrade, standards
from pos_assist.domain.options import OptionGroup, parse_groups
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.exchange.catalog.cell_words import spoken
from pos_assist.exchange.tables import Row, column_names

MAX_CODE = 40
MAX_NAME = 85
MAX_OPTIONS = 1_000
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_MODES = {"": "", **{mode.value: mode.value for mode in ServiceMode}}

# Column -> other headers that are taken for it. The first are those of our own export.
DEPARTMENT_COLUMNS = column_names(
    {
        "code": ("部門コード", "部門ID"),
        "name": ("部門名",),
        "color": ("色",),
        "rank": ("表示順",),
        "title_en": ("英語名", "部門名英語"),
    }
)
ITEM_COLUMNS = column_names(
    {
        "code": ("商品コード", "商品ID"),
        "name": ("商品名",),
        "short_name": ("短縮名", "商品名（商品入力用）"),
        "reading": ("よみ", "商品カナ", "ふりがな"),
        "title_en": ("英語名", "商品名英語", "商品名(英語)", "英語表記", "English name", "name_en"),
        "price": ("価格", "商品単価", "税込価格"),
        "cost": ("原価",),
        "tax": ("税", "適用税率"),
        "department": ("部門", "部門コード", "部門ID"),
        "size": ("サイズ",),
        "role": ("役割",),
        "barcodes": ("バーコード", "barcode", "JAN"),
        "sold_out": ("売り切れ",),
        "age_restricted": ("年齢確認",),
        "by_weight": ("量り売り", "100g単価"),
        "color": ("色", "カラー"),
        "page": ("ページ",),
        "rank": ("表示順",),
        "retired": ("販売終了",),
        "next_price": ("次の価格",),
        "next_from": ("次の価格の開始日",),
        "never_offer": ("おすすめしない",),
        "alcohol": ("酒類",),
        "kids": ("お子さま向け",),
        "confirmed": ("確認済み",),
        "eat_in_price": ("店内価格",),
        "open_price": ("価格手入力", "部門打ち"),
        "options": ("オプション",),
        "takes": ("規格",),
        "fits": ("対応規格",),
    }
)
WITHOUT_TAX = ("税抜価格", "税抜き価格", "税抜単価", "税別価格", "税別単価", "本体価格", "本体単価", "外税価格", "price without tax", "price excl. tax", "price excl tax", "price ex tax", "price tax excluded", "tax exclusive price", "net price")  # fmt: skip
WITH_TAX = ("税込価格", "税込み価格", "税込単価", "内税価格", "price with tax", "price incl. tax", "price incl tax", "price tax included", "tax inclusive price")  # fmt: skip
NET_ITEM_COLUMNS = {
    **{title: name for title, name in ITEM_COLUMNS.items() if title not in column_names({"": WITH_TAX})},
    **column_names({"price": WITHOUT_TAX, "price_with_tax": WITH_TAX}),
}
UPGRADE_COLUMNS = column_names({"from": ("元の商品",), "to": ("上位の商品",), "kind": ("種類",), "line": ("声かけ",)})
PAIRING_COLUMNS = column_names(
    {
        "trigger": ("きっかけの商品",),
        "addon": ("おすすめの商品",),
        "state": ("状態",),
        "line": ("声かけ",),
        "reason": ("理由",),
        "rank": ("表示順",),
        "hours": ("時間帯",),
    }
)
PERK_COLUMNS = column_names(
    {"id": (), "name": ("特典名",), "title_en": ("英語名",), "threshold": ("金額",), "mode": ("持ち帰り・店内",)}
)

_TAXES = {"": TaxClass.REDUCED, "8%": TaxClass.REDUCED, "軽減税率": TaxClass.REDUCED, "10%": TaxClass.STANDARD}
_STATES = {x: x for x in (PairingState.PINNED, PairingState.BLOCKED, PairingState.LEARNED)}
_STATES |= {
    "": PairingState.PINNED,
    "固定": PairingState.PINNED,
    "出さない": PairingState.BLOCKED,
    "おまかせ": PairingState.LEARNED,
}
_TAXES |= {"標準税率": TaxClass.STANDARD, "非課税": TaxClass.EXEMPT, **{x.value: x for x in TaxClass}}


def _code(row: Row, column: str) -> str:
    return row.text(column, MAX_CODE, required=True)


def _name(row: Row, column: str) -> str:
    return row.text(column, MAX_NAME, required=True)


def _color(row: Row) -> str:
    color = row.text("color")
    if color and not _COLOR.fullmatch(color):
        row.refuse("bad_color", "color", color)
    return color


def _known(row: Row, column: str, codes: frozenset[str]) -> str:
    code = _code(row, column)
    if code not in codes:
        row.refuse("unknown_item", column, code)
    return code


def read_department(row: Row) -> Department:
    """Return the department of one row of departments.csv."""
    english = row.text("title_en", MAX_NAME)
    return Department(_code(row, "code"), _name(row, "name"), _color(row), row.whole("rank"), english)


def read_item(row: Row, departments: Mapping[str, Department], barcodes: dict[str, int]) -> Item:
    """One row of items.csv. `departments` empty: any will do. `barcodes`: normal forms seen so far -> their row."""
    department = row.text("department", MAX_CODE)
    if departments and department not in departments:
        row.refuse("unknown_department", "department", department)
    price = row.money("price")
    if price is None:
        row.refuse("empty_cell", "price")
    next_price, next_from = row.money("next_price"), _date(row, "next_from")
    if (next_price is None) != (next_from is None):
        row.refuse("empty_cell", "next_price" if next_price is None else "next_from")
    own = tuple(dict.fromkeys(row.text("barcodes").split()))
    for barcode in own:
        problem = barcode_problem(barcode)
        if problem:
            row.refuse(problem, "barcodes", barcode)
        form = normal_code(barcode)
        if barcodes.get(form, row.number) != row.number:
            row.refuse("twin_row", "barcodes", barcode, first=barcodes[form])
        barcodes[form] = row.number
    return Item(
        code=_code(row, "code"),
        name=_name(row, "name"),
        price=price,
        department=department,
        tax=TaxClass(row.choice("tax", spoken("tax") | _TAXES)),
        cost=row.money("cost"),
        short_name=row.text("short_name", MAX_NAME),
        reading=row.text("reading", MAX_NAME),
        title_en=row.text("title_en", MAX_NAME),
        barcodes=own,
        size=row.text("size", 20),
        role=spoken("role").get(row.text("role").casefold(), row.text("role", MAX_CODE)),
        sold_out=row.flag("sold_out"),
        age_restricted=row.flag("age_restricted"),
        by_weight=row.flag("by_weight"),
        color=_color(row),
        page=row.whole("page", most=99),
        rank=row.whole("rank"),
        retired=row.flag("retired"),
        next_price=next_price,
        next_from=next_from,
        never_offer=row.flag("never_offer"),
        alcohol=row.flag("alcohol"),
        kids=row.flag("kids"),
        confirmed=row.flag("confirmed"),
        eat_in_price=row.money("eat_in_price"),
        open_price=row.flag("open_price"),
        options=_options(row),
        takes=_standards(row, "takes"),
        fits=_standards(row, "fits"),
    )


def _options(row: Row) -> tuple[OptionGroup, ...]:
    text = row.text("options", MAX_OPTIONS)
    try:
        return parse_groups(text)
    except Refused as refused:
        row.refuse(refused.code, "options", str(refused.data["value"]))


def _standards(row: Row, column: str) -> tuple[str, ...]:
    found = standards(row.text(column))
    for x in found:
        if len(x) > MAX_CODE:
            row.refuse("cell_too_long", column, x, most=MAX_CODE)
    return found


def _date(row: Row, column: str) -> date | None:
    text = row.text(column).replace("/", "-")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        row.refuse("bad_date", column, text)


def read_upgrade(row: Row, codes: frozenset[str]) -> Upgrade:
    """One row of upgrades.csv; `codes`: the items there are."""
    kind = row.choice("kind", spoken("upgrade_kind") | {"": "size", "size": "size", "grade": "grade"})
    upgrade = Upgrade(_known(row, "from", codes), _known(row, "to", codes), kind, row.text("line", 200))
    if upgrade.from_item == upgrade.to_item:
        row.refuse("to_itself", "to", upgrade.to_item)
    return upgrade


def read_pairing(row: Row, codes: frozenset[str]) -> Pairing:
    """One row of pairings.csv; `codes`: the items there are."""
    pairing = Pairing(
        _known(row, "trigger", codes),
        _known(row, "addon", codes),
        row.choice("state", spoken("state") | _STATES),
        row.text("line", 200),
        row.text("reason", 200),
        row.whole("rank"),
        read_hours(row),
    )
    if pairing.trigger == pairing.addon:
        row.refuse("to_itself", "addon", pairing.addon)
    return pairing


def read_hours(row: Row) -> tuple[Hours, ...]:
    """The hours of a pairing's or a deal's row. Raises BadInput «bad_hours»."""
    try:
        return parse_hours(row.text("hours", 200))
    except ValueError as error:
        row.refuse("bad_hours", "hours", str(error))


def read_perk(row: Row) -> Perk:
    """Return the perk of one row of perks.csv."""
    threshold = row.money("threshold")
    if not threshold:
        row.refuse("empty_cell" if threshold is None else "bad_money", "threshold", row.text("threshold"))
    mode, english = row.choice("mode", spoken("mode") | _MODES), row.text("title_en", MAX_NAME)
    return Perk(_code(row, "id"), _name(row, "name"), threshold, mode, english)
