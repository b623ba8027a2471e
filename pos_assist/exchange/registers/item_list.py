"""Any list of items that a shop has: a wholesaler's sheet, a cash register's PLU list, a menu typed by hand. Its columns are known by
their words, or by what stands in them where it has no header; a row that is no item is left out and told.

The words are those that Japanese registers, wholesalers and shopkeepers put above such columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.codes import barcode_problem, is_gtin, normal_code
from pos_assist.domain.items import Item
from pos_assist.domain.problems import BadInput
from pos_assist.domain.tax import Prices, Taxing
from pos_assist.domain.texts import name_key
from pos_assist.exchange.receipts.amounts import code_text, is_ruined, lost_its_end
from pos_assist.exchange.receipts.columns import folded, has_role
from pos_assist.exchange.receipts.grids import Sheet, sheets
from pos_assist.exchange.receipts.row_kinds import name_reason, tax_word
from pos_assist.exchange.registers.rows import MAX_CODE, PriceTurnedError, price_of_shop
from pos_assist.exchange.tables import clean
from pos_assist.exchange.tax_words import said_by

WORDS: Mapping[str, Sequence[str]] = {
    "code": (
        "商品コード", "商品番号", "商品id", "plu", "pluコード", "plu番号", "pluno", "品番", "品目コード", "メニューコード", "自社コード", "管理番号", "コード", "sku", "item code",
        "product code", "code", "item id", "product id",
    ),
    "name": (
        "商品名", "商品名称", "品名", "メニュー名", "メニュー", "品目名", "品目", "商品", "アイテム名", "アイテム", "名称", "名前", "item name", "product name", "menu item", "item", "product",
        "name", "description",
    ),
    "price": (
        "売価", "販売価格", "販売単価", "店頭価格", "価格", "値段", "ねだん", "税込価格", "税込売価", "税込単価", "売単価", "商品単価", "単価", "金額", "希望小売価格", "参考小売価格", "小売価格", "標準売価",
        "定価", "上代", "税抜価格", "税抜売価", "本体価格", "本体売価", "本体", "税抜", "税込", "price", "unit price", "selling price", "retail price", "sales price", "list price", "amount",
    ),
    "cost": (
        "原価", "仕入単価", "仕入価格", "仕入原価", "仕入値", "仕切価格", "仕切単価", "仕切値", "仕切", "下代", "卸価格", "卸値", "納品価格", "納入価格", "納価", "原単価", "cost", "unit cost", "cost price",
        "wholesale price",
    ),
    "barcodes": ("jan", "janコード", "jan code", "バーコード", "barcode", "ean", "eanコード", "gtin", "upc", "gtin/jan", "商品バーコード", "インストアコード"),
    "department": (
        "部門名", "部門", "カテゴリー名", "カテゴリ名", "カテゴリー", "カテゴリ", "分類名", "分類", "商品分類", "大分類", "中分類", "ジャンル", "種類", "区分", "グループ", "category", "department", "group", "type",
    ),
    "tax": ("税率", "適用税率", "消費税率", "課税区分", "税区分", "消費税区分", "軽減税率", "税", "tax", "tax rate", "vat"),
    "reading": ("カナ", "商品カナ", "商品名カナ", "半角カナ", "フリガナ", "ふりがな", "よみ", "読み", "よみがな", "kana", "reading"),
    "title_en": ("英語名", "英語表記", "商品名英語", "英名", "english name", "english"),
    "size": ("サイズ", "サイズ名", "size"),
    "spec": ("規格", "容量", "内容量", "入り目", "spec", "volume"),
    "eat_in_price": ("店内価格", "店内売価", "イートイン価格", "eat in price"),
}  # fmt: skip
_RANK = {(folded(word), role): rank for role, words in WORDS.items() for rank, word in reversed(list(enumerate(words)))}
_MONEY_ROLES = frozenset({"price", "cost", "eat_in_price"})
_AMOUNT = re.compile(
    r"(?:\(?(?:税[込抜別]み?き?|本体)\)?)?\s*[¥\\]?\s*(?P<yen>\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0+)?\s*(?:円|yen|-)?\s*(?P<up>[~〜ー]|から)?\s*(?:\(?税[込抜別]み?き?\)?)?",
    re.IGNORECASE,
)
_HALF_KANA = re.compile("[\uff61-\uff9f]+")
_NOTE = re.compile(r"^[※*＊注]")
_FRAME = re.compile(r"^[【\[《〈<■●◆○◎▼▽☆★・\s]+|[】\]》〉>:：\s]+$")


@dataclass(slots=True)
class ListSheet:
    """The table of a file that lists items. `at`: our column -> its place; `header`: the header's row, 0 where there is none."""

    sheet: Sheet
    header: int
    titles: list[str]
    at: dict[str, int]
    left_out: list[BadInput] = field(default_factory=list)

    def title(self, column: str) -> str:
        """What the file calls that column of ours; of codes that it has not, the column that they come from."""
        from_others = ("barcodes", "name") if column == "code" else ()
        place = next((self.at[x] for x in (column, *from_others) if x in self.at), None)
        return self.titles[place] if place is not None else column

    @property
    def read_as(self) -> tuple[tuple[str, str], ...]:
        """(our column, the file's own title) of every column that is read, those of a table without titles by their letters."""
        return tuple(("name" if name == "spec" else name, self.titles[place]) for name, place in self.at.items())


def find_list(path: Path, prices: Prices) -> ListSheet | None:
    """The list of items in a file, of the sheet with most of our columns; None where no column is one of names and one of prices.
    `prices`: what the shop's are: of two columns that one is taken. Raises BadInput where the file is no table,
    receipts_no_list."""
    found = [x for sheet in sheets(path) if (x := _by_words(sheet, prices) or _by_cells(sheet))]
    best = max(found, key=lambda x: (x.header > 0, len(x.at)), default=None)
    if best and _are_receipts(best.titles):
        raise BadInput("receipts_no_list", file=path.name)
    return best


def _are_receipts(titles: Sequence[str]) -> bool:
    """Whether those are the titles of what was sold, when and how many."""
    said = {role for role in ("date", "time", "receipt", "qty") if any(has_role(x, role) for x in titles)}
    return "date" in said and len(said) > 1


def _by_words(sheet: Sheet, prices: Prices) -> ListSheet | None:
    rows = sheet.head()
    best: tuple[int, int, dict[str, int]] = (0, 0, {})
    for i, (_, cells) in enumerate(rows):
        at = _roles(cells, [below for _, below in rows[i + 1 :]], prices)
        if {"name", "price"} <= at.keys():
            best = max(best, (len(at), -i, at), key=lambda x: x[:2])
    if not best[2]:
        return None
    number, cells = rows[-best[1]]
    return ListSheet(sheet, number, [clean(x) for x in cells], best[2])


def _roles(cells: Sequence[str], below: Sequence[Sequence[str]], prices: Prices) -> dict[str, int]:
    """Which of our columns stands where in that row, if it is the header."""
    words = [folded(x) for x in cells]
    at: dict[str, int] = {}
    for role in WORDS:
        ranked = sorted(
            (role in _MONEY_ROLES and said_by(cells[i]) not in (None, prices), _RANK[word, role], i)
            for i, word in enumerate(words)
            if word and (word, role) in _RANK and i not in at.values()
        )
        fitting = (i for *_, i in ranked if role not in _MONEY_ROLES or _has_money(below, i))
        if (place := next(fitting, None)) is not None:
            at[role] = place
    return at


def _has_money(rows: Sequence[Sequence[str]], place: int) -> bool:
    return any(_money(row[place]) is not None for row in rows if place < len(row))


def _by_cells(sheet: Sheet) -> ListSheet | None:
    """A list without a header: the first column of texts, and right of it the one of amounts (a price list typed by hand)."""
    rows = [cells for _, cells in sheet.head()]
    width = max(map(len, rows))
    texts = [sum(i < len(x) and _is_text(x[i]) for x in rows) for i in range(width)]
    sums = [sum(i < len(x) and _price_like(x[i]) for x in rows) for i in range(width)]
    pairs = ((name, price) for name in range(width) for price in range(name + 1, width) if texts[name] >= sums[price])
    name, price = max(pairs, key=lambda x: (sums[x[1]], -x[1], texts[x[0]]), default=(0, 0))
    if sums[price] < 3 or sums[price] * 3 < len(rows) or name == price:
        return None
    letters = [chr(ord("A") + i) if i < 26 else str(i + 1) for i in range(width)]
    at = {"name": name, "price": price}
    codes = [sum(i < len(x) and is_gtin(code_text(x[i].strip())) for x in rows) for i in range(width)]
    if max(codes) * 2 > sums[price]:
        at["barcodes"] = codes.index(max(codes))
    return ListSheet(sheet, 0, letters, at)


def _is_text(cell: str) -> bool:
    value = cell.strip()
    return bool(value) and not value.isdigit() and _money(value) is None


def _price_like(text: str) -> bool:
    value = _money(text)
    return value is not None and value >= 10 and not (len(text.strip()) >= 8 and text.strip().isdigit())


def rows_of(found: ListSheet, catalog: Change, taxing: Taxing, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(row, our cells) of every item. What is no item is noted in `found.left_out`. Raises BadInput ruined_code."""
    known = _Known(catalog)
    department = ""
    before: dict[tuple[tuple[str, str], ...], int] = {}  # whole rows
    for number, cells in found.sheet.rows():
        if number <= found.header:
            continue
        row = {role: clean(cells[i]) if i < len(cells) else "" for role, i in found.at.items()}
        name, price = row["name"], row["price"]
        if not name and not price:
            continue
        if not price and "department" not in found.at and name and not _NOTE.match(name):
            department = _FRAME.sub("", name)[:MAX_CODE]  # a line above its items: 【ドリンク】
            continue
        row.setdefault("department", department)
        if why := _no_item(name, price):
            column = found.title("price" if why == "bad_money" else "name")
            value = price if why == "bad_money" else name
            found.left_out.append(BadInput(why, file=file, row=number, column=column, value=value[:60]))
            continue
        first = before.setdefault(tuple(row.items()), number)
        if first != number:
            found.left_out.append(
                BadInput("twin_row", file=file, row=number, column=found.title("name"), value=name, first=first)
            )
            continue
        yield number, _cells(row, found, known, taxing, number, file)


def _no_item(name: str, price: str) -> str:
    """Why a row of the list is no item that can be sold; "" for an item."""
    if not name:
        return "empty_cell"
    if _NOTE.match(name) or name_reason(name) in ("total", "discount", "tax", "payment", "blank_name"):
        return "no_item_row"
    return "bad_money" if _money(price) is None else ""


def _cells(
    row: Mapping[str, str], found: ListSheet, known: _Known, taxing: Taxing, number: int, file: str
) -> dict[str, str]:
    code = code_text(row.get("code", "").lstrip("#'"))
    barcode = unicodedata.normalize("NFKC", code_text(row.get("barcodes", "").lstrip("#'"))).replace("-", "").strip()
    for column, text in (("code", code), ("barcodes", barcode)):
        if is_ruined(text) or lost_its_end(text):
            raise BadInput("ruined_code", file=file, row=number, column=found.title(column), value=text)
    if barcode and barcode_problem(barcode):
        found.left_out.append(
            BadInput("barcode_left_out", file=file, row=number, column=found.title("barcodes"), value=barcode)
        )
        barcode = ""
    name = _HALF_KANA.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), row["name"])
    spec = row.get("spec", "")
    if spec and spec not in name:
        name = f"{name} {spec}"
    if _from_so_much(row["price"]):
        found.left_out.append(
            BadInput("least_price_taken", file=file, row=number, column=found.title("price"), value=row["price"])
        )
    tax = tax_word(row.get("tax", ""))
    without = said_by(found.title("price")) is Prices.ADDED or "外税" in row.get("tax", "")
    try:
        price = _in_the_shops_way(row["price"], tax, taxing, found, without=without)
    except PriceTurnedError as error:
        raise BadInput(
            "no_price_without_tax", file=file, row=number, column=found.title("price"), value=str(error)
        ) from error
    return {
        "code": known.code(code, barcode, f"{name} {row.get('size', '')}")
        or code
        or barcode
        or f"{name} {row.get('size', '')}".strip()[:MAX_CODE],
        "name": name,
        "reading": row.get("reading", ""),
        "title_en": row.get("title_en", ""),
        "price": price,
        "eat_in_price": _yen(row.get("eat_in_price", "")),
        "cost": _yen(row.get("cost", "")),
        "tax": tax,
        "department": row.get("department", "")[:MAX_CODE],
        "size": row.get("size", "")[:20],
        "barcodes": barcode,
    }


def _yen(text: str) -> str:
    """An amount in digits; what is none stays for the judge to name."""
    value = _money(text)
    return text if value is None else str(value)


def _in_the_shops_way(text: str, tax: str, taxing: Taxing, found: ListSheet, *, without: bool) -> str:
    """The price as the shop has its own; turned only where title or row says what it is."""
    text = str(_money(text))
    told = without or said_by(found.title("price")) is not None
    return price_of_shop(text, tax or "reduced", taxing, without=without) if told else text


class _Known:
    """Items of the shop that a row of a list may mean, though it has no code, or another one."""

    def __init__(self, catalog: Change) -> None:
        self._codes = {x.code for x in catalog.items}
        self._by_barcode = {normal_code(barcode): x.code for x in catalog.items for barcode in x.barcodes}
        names: dict[str, list[Item]] = {}
        for item in catalog.items:
            names.setdefault(name_key(item.title), []).append(item)
        self._by_name = {name: items[0] for name, items in names.items() if len(items) == 1}

    def code(self, code: str, barcode: str, name: str) -> str:
        """The code of the item that is meant; "" where it is a new one. Two rows mean no one item by its name."""
        if code in self._codes:
            return code
        if barcode and (found := self._by_barcode.get(normal_code(barcode))):
            return found
        item = self._by_name.get(name_key(name))
        if item is None or (barcode and item.barcodes):
            return ""
        return self._by_name.pop(name_key(name)).code


def _money(text: str) -> int | None:
    """Whole yen of «450», «４５０円», «¥1,200(税込)», «520円～»; None for «オープン», «時価», «S450/L530» and what is negative."""
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found["yen"].replace(",", "")) if found else None


def _from_so_much(text: str) -> bool:
    """Whether a price is the least of several: «520円～»."""
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return found is not None and bool(found["up"])
