"""Which column of a receipts file is which: guessed from the words of its header, and from what stands below them.

The words are those that registers and shopkeepers put there (docs/files.md lists where from). Of two columns that could be the
same, the one whose word stands earlier in the list is taken, if its cells are of that kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pos_assist.domain.tax import Prices
from pos_assist.exchange.receipts.amounts import amount, code_text, has_decimal_comma, quantity
from pos_assist.exchange.receipts.dates import is_clock, is_moment
from pos_assist.exchange.receipts.row_kinds import is_kind_word, kinds_alone, tax_word, without_sticker
from pos_assist.exchange.receipts.years import yearless
from pos_assist.exchange.tax_words import said_by

WORDS: Mapping[str, Sequence[str]] = {
    "date": (
        "timestamp", "日時", "取引日時", "売上日時", "販売日時", "会計日時", "精算日時", "購入日時", "注文日時", "伝票日時", "発行日時", "レシート日時",
        "datetime", "date & time", "transaction date", "sale date", "sales date", "order date", "paid at", "created at", "opened", "sent date",
        "日付", "売上日", "取引日", "販売日", "会計日", "精算日", "購入日", "注文日", "伝票日付", "利用日", "来店日", "計上日", "年月日", "営業日", "日",
        "date", "day", "business date", "receipt date",
    ),
    "time": ("時刻", "取引時刻", "売上時刻", "販売時刻", "会計時刻", "時間", "取引時間", "売上時間", "販売時間", "会計時間", "精算時刻", "精算時間", "購入時刻", "購入時間", "注文時刻", "注文時間", "time", "clock", "order time", "sale time", "transaction time"),
    "receipt": (
        "receipt_id", "レシート番号", "レシートno", "レシートid", "伝票番号", "伝票no", "伝票id", "取引id", "取引番号", "取引no", "会計番号", "会計no", "会計id",
        "注文番号", "注文no", "注文id", "売上番号", "売上no", "売上id", "オーダー番号", "ジャーナル番号", "伝票", "レシート", "receipt", "receipt number",
        "receipt no", "receipt #", "transaction id", "transaction number", "transaction no", "transaction", "order id", "order ref", "order reference",
        "order number", "order no", "order #", "sale id", "sale number", "check id", "check number", "check #", "ticket", "ticket number", "ticket no",
        "invoice", "invoice number", "invoice no", "bill no", "bill number", "slip no", "order", "order name", "通番", "連番", "no", "番号", "id",
    ),
    "item": (
        "商品名", "item", "品名", "商品", "品目名", "品目", "メニュー名", "メニュー", "アイテム名", "アイテム", "商品名称", "名称", "item name", "menu item",
        "product name", "product", "lineitem name", "product title", "description", "item description", "article", "title", "name",
    ),
    "code": (
        "商品コード", "商品cd", "商品id", "商品番号", "品番", "品目コード", "janコード", "jan", "バーコード", "plu", "sku", "item code", "item number", "code", "product code",
        "barcode", "ean", "upc", "gtin", "lineitem sku", "item id", "product id", "item sku",
    ),
    "qty": (
        "qty", "数量", "個数", "点数", "販売数", "販売数量", "売上数", "売上数量", "販売点数", "売上点数", "quantity", "quantity sold", "lineitem quantity",
        "count", "units", "units sold", "items sold", "数",
    ),
    "price": (
        "price", "販売単価", "単価", "売価", "売単価", "販売価格", "税込単価", "税込価格", "価格", "商品単価", "商品価格", "unit price", "item price",
        "lineitem price", "item cost", "selling price", "price each", "each", "値段",
        "税抜単価", "税抜価格", "税抜売価", "税別単価", "税別価格", "外税単価", "本体単価", "本体価格", "price without tax", "unit price without tax", "price excl tax", "unit price excl tax",
    ),
    "list_price": ("定価", "標準単価", "標準価格", "通常単価", "通常価格", "商品単価", "マスタ単価", "list price", "regular price", "original price"),
    "amount": (
        "金額", "小計", "税込金額", "売上金額", "販売金額", "明細金額", "明細合計", "総売上", "税込小計", "売上", "売上高", "合計金額", "合計", "gross sales", "gross price",
        "gross amount", "amount", "line total", "total price", "item total", "subtotal", "net sales", "net price", "net amount", "sales", "total",
        "税抜金額", "税抜小計", "税別金額", "外税金額", "本体金額", "amount without tax", "amount excl tax",
    ),
    "category": (
        "部門名", "カテゴリー名", "カテゴリ名", "分類名", "商品分類名", "グループ名", "category", "カテゴリー", "カテゴリ", "商品カテゴリ", "部門", "分類", "商品分類",
        "ジャンル", "グループ", "商品区分", "区分", "種別", "category name", "department", "department name", "sales category", "menu group", "product category",
        "product type", "reporting category", "group", "family", "class",
    ),
    "customer": (
        "customer", "会員番号", "会員コード", "会員id", "会員", "会員no", "顧客番号", "顧客コード", "顧客id", "顧客", "顧客no", "お客様番号", "お客様id",
        "ポイントカード番号", "会員名", "顧客名", "お客様名", "customer id", "customer code", "customer number", "member", "member id", "member number",
        "membership id", "loyalty id", "customer reference id", "customer name",
    ),
    "size": (
        "size", "サイズ", "サイズ名", "価格ポイント名", "バリエーション", "バリエーション名", "バリエーション1", "種別1", "規格", "variant", "variation", "variation name", "variant name",
        "variant title", "price point name",
    ),
    "till": (
        "till", "デバイス名", "レジ番号", "レジno", "レジid", "レジ", "レジ名", "端末番号", "端末no", "端末id", "端末名", "端末", "register", "register id", "register name",
        "register number", "terminal", "terminal id", "terminal name", "pos", "device", "device name", "workstation", "station",
    ),
    "store": (
        "store", "店舗名", "店舗", "店舗id", "店舗コード", "店舗番号", "店名", "支店名", "支店", "shop", "store name", "store id", "shop name", "location",
        "location name", "branch", "outlet", "site",
    ),
    "tax": ("税率", "適用税率", "消費税率", "税区分", "軽減税率", "軽減税率対象", "税", "tax", "tax rate", "tax %", "vat rate", "vat %"),
}  # fmt: skip
KIND_WORDS = (
    "レシートタイプ", "取引タイプ", "会計タイプ", "取引区分", "取消区分", "取引明細区分", "明細区分", "売上区分", "返品区分", "返品", "取消", "取消フラグ", "削除フラグ", "状態", "ステータス", "会計状態", "取引種別", "伝票区分",
    "区分", "種別", "取引", "処理区分", "イベントの種類", "会計種別", "receipt type", "status", "order status", "event type", "line type", "transaction type", "type", "sale type", "void",
    "void?", "voided", "void status", "refunded", "refund", "financial status", "payment status", "itemization type", "item type", "cancelled", "state",
)  # fmt: skip
ROLES = (*WORDS, "kind")
ALIASES = {
    "timestamp": "date",
    "receipt_id": "receipt",
    "quantity": "qty",
    "list": "list_price",
    "department": "category",
    "member": "customer",
}
NEEDED = ("date", "item")  # without a receipt's number, rows of one moment are one receipt

_BRACKETS = re.compile(r"【.*?】|[((\[].*?[))\]]|※.*$", re.DOTALL)
_SPACE = re.compile(r"[\s_\-・.:/]+")
_OF_LINES = re.compile(
    r"^(?:pos )?(?:order )?(?:lines|明細|オーダ明細|注文明細)/"
)  # an export of Odoo's: Order Lines/Product
_WORD = re.compile(r"[a-z0-9]+")
_NO_ITEM = re.compile(
    r"天気|曜日|備考|メモ|担当|スタッフ|従業員|責任者|支払|決済|状態|会員|顧客|客層|性別|年代|電話|住所|weather|employee|cashier|server|staff|user|customer|client|comment|note|status|payment|tender|weekday|email|address|phone|tender|result|table|dining|guest|tabname|テーブル|卓|席|人数"
)
_MOSTLY = 0.5
_FEW = 5
_UNLIKE = 3
_TOLD = ("date", "item", "qty", "price")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column stands. `unsure`: what was guessed from cells alone."""

    at: Mapping[str, int]
    kinds: tuple[int, ...] = ()
    unsure: tuple[str, ...] = ()
    comma: bool = False  # decimals follow a comma
    shared_codes: frozenset[str] = frozenset()  # that several things go by: no item's own


@dataclass(slots=True)
class _Guess:
    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    prices: Prices | None = None  # the shop's
    at: dict[str, int] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)

    def cells(self, place: int) -> list[str]:
        return [row[place] for row in self.rows if place < len(row) and row[place].strip()]

    def fits(self, role: str, place: int) -> bool:
        """Whether most cells below are of that kind; an empty column fits."""
        test = _TESTS.get(role)
        cells = self.cells(place)
        if role == "tax":  # rates and their names, never amounts of tax
            return all(x in ("0", "0%") or tax_word(x) for x in cells)
        return not test or not cells or sum(map(test, cells)) >= len(cells) * _MOSTLY

    def free(self) -> list[int]:
        return [i for i in range(len(self.titles)) if i not in self.at.values()]


def folded(title: str) -> str:
    """A title without width, case, spaces and the hints that some registers write into it."""
    value = _OF_LINES.sub("", unicodedata.normalize("NFKC", title).casefold())
    return _SPACE.sub("", _BRACKETS.sub("", value)) or _SPACE.sub("", value)


_RANKS = {
    (folded(word), role): rank for role, words in WORDS.items() for rank, word in reversed(list(enumerate(words)))
}
_KNOWN = frozenset(word for word, _ in _RANKS)
_KINDS = frozenset(folded(word) for word in KIND_WORDS)
_TESTS: Mapping[str, Callable[[str], bool]] = {
    "date": lambda x: is_moment(x) or yearless(x) is not None,
    "time": is_clock,
    "qty": lambda x: quantity(x) is not None or quantity(x, comma=True) is not None,
    "price": lambda x: amount(x) is not None or amount(x, comma=True) is not None,
    "list_price": lambda x: amount(x) is not None or amount(x, comma=True) is not None,
    "amount": lambda x: amount(x) is not None or amount(x, comma=True) is not None,
    "item": lambda x: not is_clock(x),
}
_CLOCK_SIGN = re.compile("[:：時]")


def is_known(title: str) -> bool:
    """Whether the word is one of a receipts file's header."""
    word = folded(title)
    return word in _KNOWN or word in _KINDS


def has_role(title: str, role: str) -> bool:
    """Whether the word is one of those of that column."""
    return (folded(title), role) in _RANKS


def role_of(name: str) -> str:
    """The column that a person means by that word; "" for none."""
    word = name.strip().casefold().replace("-", "_")
    word = ALIASES.get(word, word)
    return word if word in ROLES else next((role for (known, role) in _RANKS if known == folded(name)), "")


def guess(
    titles: Sequence[str], rows: Sequence[Sequence[str]], said: Mapping[str, str], prices: Prices | None = None
) -> Columns:
    """Which column is which. `said`: role -> title, what is known already ("": there is none). `prices`: what those of the shop
    are: of two columns that one is taken."""
    found = _Guess(titles, rows, prices)
    taken = {role: titles.index(title) for role, title in said.items() if title and title in titles}
    found.at.update(taken)
    for role in _order(said):
        if (place := _by_words(found, role)) is not None:
            found.at[role] = place
    kinds = tuple(i for i in range(len(titles)) if _is_kind(found, i, said))
    _same_word_twice(found, taken)
    for role in NEEDED:
        if role not in found.at and role not in said:
            _by_cells(found, role)
    if "time" not in found.at and "time" not in said:
        _clock_beside(found, kinds)
    if found.unsure == ["date", "item"]:
        _numbers_beside(found, said)
    if "item" not in found.at and "code" in found.at:
        found.at["item"] = found.at.pop("code")
    numbers = [x for role in ("price", "amount", "qty") if role in found.at for x in found.cells(found.at[role])]
    shared = _shared_codes(found)
    return Columns(found.at, kinds, tuple(found.unsure), any(map(has_decimal_comma, numbers)), shared)


def _shared_codes(found: _Guess) -> frozenset[str]:
    """Codes that unlike names go by, as 9999 does for whatever has none. Names that begin alike are one item's, served its own way."""
    if "code" not in found.at or "item" not in found.at:
        return frozenset()
    code, item = found.at["code"], found.at["item"]
    names: dict[str, set[str]] = {}
    for row in found.rows:
        if len(row) > max(code, item) and row[code].strip() and row[item].strip():
            begin = unicodedata.normalize("NFKC", without_sticker(row[item])).casefold().strip()[:2]
            names.setdefault(code_text(row[code].strip()), set()).add(begin)
    return frozenset(x for x, begins in names.items() if len(begins) >= _UNLIKE)


def _clock_beside(found: _Guess, kinds: Sequence[int]) -> None:
    """Whatever its word: the one column of times of day beside days without one. Else every sale would be at midnight."""
    if "date" not in found.at or any(map(_CLOCK_SIGN.search, found.cells(found.at["date"]))):
        return
    clocks = [
        i
        for i in found.free()
        if i not in kinds and found.cells(i) and all(_CLOCK_SIGN.search(x) and is_clock(x) for x in found.cells(i))
    ]
    if len(clocks) == 1:
        found.at["time"] = clocks[0]


def _order(said: Mapping[str, str]) -> list[str]:
    return [role for role in WORDS if role not in said]


def _by_words(found: _Guess, role: str) -> int | None:
    """The column whose word stands first in the list of that role, and whose cells are of that kind; else one that has such a
    word in its title."""
    words = [folded(title) for title in found.titles]
    exact = sorted(
        (
            bool(found.prices and said_by(found.titles[i]) not in (None, found.prices)),
            role != "code" and not found.cells(i),
            _RANKS[word, role],
            i,
        )
        for i, word in enumerate(words)
        if (word, role) in _RANKS
    )
    for *_, i in exact:
        if i not in found.at.values() and found.fits(role, i) and not (role == "category" and _kind_cells(found, i)):
            return i
    for *_, i in exact:  # its cells are not of that kind: told by row and column
        told = role in _TOLD or (role == "time" and any(map(is_clock, found.cells(i))))
        if told and i not in found.at.values():
            return i
    if role in ("time", "tax", "code", "store", "till", "list_price"):
        return None
    longest = sorted(
        (-len(word), i)
        for i in found.free()
        for (word, known) in _RANKS
        if known == role
        and len(word) > 1
        and _has_word(found.titles[i], words[i], word)
        and not (role == "item" and _NO_ITEM.search(words[i]))
        and words[i] not in _KNOWN | _KINDS
        and not _is_other(words[i], word)
    )
    return next((i for _, i in longest if found.cells(i) and found.fits(role, i)), None)


def _has_word(title: str, key: str, word: str) -> bool:
    """Whether a title has that word in it: «Line Item Name» has item name, «Discounts» no count."""
    if not word.isascii():
        return word in key
    parts = _WORD.findall(unicodedata.normalize("NFKC", title).casefold())
    return any(word == "".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1))


def _is_other(title: str, word: str) -> bool:
    """Whether a title with that word in it speaks of something else: 商品名カナ, 商品分類コード, customer since."""
    rest = title.replace(word, "", 1)
    return any(
        x in rest
        for x in (
            "コード",
            "カナ",
            "かな",
            "id",
            "code",
            "割引",
            "値引",
            "原価",
            "税",
            "tax",
            "cost",
            "discount",
            "備考",
            "メモ",
            "note",
        )
    )


def _kind_cells(found: _Guess, place: int) -> bool:
    cells = found.cells(place)
    return (
        bool(cells) and folded(found.titles[place]) in _KINDS and sum(map(is_kind_word, cells)) >= len(cells) * _MOSTLY
    )


def _is_kind(found: _Guess, place: int, said: Mapping[str, str]) -> bool:
    if said.get("kind"):
        return found.titles[place] == said["kind"]
    if place in found.at.values():
        return False
    cells = found.cells(place)
    return any(map(is_kind_word, cells)) if folded(found.titles[place]) in _KINDS else kinds_alone(cells)


def _same_word_twice(found: _Guess, taken: Mapping[str, int]) -> None:
    """Of two prices the higher one is the list's, the lower one what was paid; 価格 and 単価 say so in either order."""
    prices = [
        i for i, title in enumerate(found.titles) if (folded(title), "price") in _RANKS and found.fits("price", i)
    ]
    prices = [i for i in prices if i not in (p for role, p in found.at.items() if role not in ("price", "list_price"))]
    if "price" in taken or len(prices) < 2:
        return
    if "list_price" not in found.at or found.at["list_price"] == found.at.get("price"):
        sums = sorted((sum((amount(x) or 0) for x in found.cells(i)), -i) for i in prices)
        found.at["price"], found.at["list_price"] = -sums[0][1], -sums[-1][1]


def _by_cells(found: _Guess, role: str) -> None:
    """The column that looks most like it."""
    best = (0.0, 0, -1)
    for place in found.free():
        cells = found.cells(place)
        if not cells:
            continue
        if role == "date":
            share = sum(map(is_moment, cells)) / len(cells)
        elif _NO_ITEM.search(folded(found.titles[place])) or folded(found.titles[place]) in _KINDS:
            continue
        else:
            share = sum(not (_TESTS["amount"](x) or is_moment(x) or is_clock(x)) for x in cells) / len(cells)
        if share > 0.7:
            best = max(best, (round(share, 1), len(set(cells)), place))
    if best[2] >= 0:
        found.at[role] = best[2]
        found.unsure.append(role)


def _numbers_beside(found: _Guess, said: Mapping[str, str]) -> None:
    """The receipt's number, quantity and price of a table without titles, or with titles in a language that is not known here: the
    number goes with the moment, quantities are small, prices are not."""
    rows = [row for row in found.rows if len(row) > max(found.at.values()) and row[found.at["date"]].strip()]
    clock = found.at.get("time")
    moments = [row[found.at["date"]] + (row[clock] if clock is not None and clock < len(row) else "") for row in rows]
    numbers: list[tuple[Decimal, int]] = []
    for place in found.free():
        cells = [row[place].strip() if place < len(row) else "" for row in rows]
        if not all(cells) or not cells:
            continue
        if "receipt" not in (*found.at, *said) and _goes_with(cells, moments):
            found.at["receipt"] = place
        elif all(amount(x) is not None or amount(x, comma=True) is not None for x in cells):
            known = sorted(amount(x) or amount(x, comma=True) or Decimal(0) for x in cells)
            numbers.append((known[len(known) // 2], place))
    numbers = [(middle, place) for middle, place in sorted(numbers) if place not in found.at.values()]
    if "receipt" not in found.at and len(numbers) > 2:
        return  # one of them is the receipt's
    if numbers and numbers[0][0] <= _FEW and "qty" not in (*found.at, *said) and len(numbers) > 1:
        found.at["qty"] = numbers.pop(0)[1]
    if len(numbers) == 1 and not {"price", "amount"} & {*found.at, *said}:
        found.at["price"] = numbers[0][1]


def _goes_with(cells: Sequence[str], moments: Sequence[str]) -> bool:
    """Whether there is one moment to each of the cells, and not one cell for all moments."""
    moment_of: dict[str, set[str]] = {}
    for cell, when in zip(cells, moments, strict=True):
        moment_of.setdefault(cell, set()).add(when)
    alike = len(set(moments)) < len(moments) or len(set(cells)) > _FEW
    return alike and len(moment_of) >= len(set(moments)) > 1 and all(len(x) == 1 for x in moment_of.values())


def known_titles(cells: Iterable[str]) -> int:
    """How many of a row's cells are words of a header."""
    return sum(is_known(x) for x in cells if x.strip())
