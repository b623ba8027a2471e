"""What a row of another register's list of products says, in the columns of our own files. None: no item, leave it out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pos_assist.domain.codes import barcode_problem
from pos_assist.domain.tax import Taxing, net_of
from pos_assist.exchange.registers.systems import RECEIPTS
from pos_assist.exchange.tables import whole_money


class PriceTurnedError(Exception):
    """A price with tax that no whole price without it comes to."""


Cells = Mapping[str, str]  # a row by the titles of its own header
MAX_CODE = 40
_PLAIN_SIZES = frozenset({"", "regular", "通常", "標準", "-"})
_MONEY = re.compile(r"[^\d.,\-]")


@dataclass(slots=True)
class FileContext:
    """The cells that a product's variants share in the file as a whole; what the prices of the shop are that reads it."""

    shared: dict[str, Cells] = field(default_factory=dict)
    taxing: Taxing = Taxing()  # noqa: RUF009 — a tuple, never changed


@dataclass(frozen=True, slots=True)
class Register:
    """One export. `needed`: titles that give it away. `row` makes our cells of its cells (receipts are read by `any_file`);
    `titles` says where each of our columns comes from, for errors."""

    name: str
    kind: str  # items, receipts
    needed: frozenset[str]
    row: Callable[[Cells, FileContext], dict[str, str] | None] | None
    titles: Mapping[str, str]


def _smaregi_product(x: Cells, file: FileContext) -> dict[str, str]:
    tax = (
        "exempt"
        if x.get("税区分") == "2"
        else _tax_word(" ".join(v for k, v in x.items() if "軽減" in k or "税率" in k))
    )
    price = x.get("商品単価", "")
    return {
        "code": x.get("商品ID", ""),
        "name": x.get("商品名", ""),
        "reading": x.get("商品カナ", ""),
        "price": price_of_shop(price, tax, file.taxing, without=x.get("税区分") == "1"),
        "cost": money_text(x.get("原価", "")),
        "tax": tax,
        "department": x.get("部門ID", ""),
        "size": _size(x.get("サイズ", ""), x.get("カラー", "")),
        "barcodes": _barcode(x.get("商品コード", "")),
    }


def _airregi_product(x: Cells, file: FileContext) -> dict[str, str]:
    tax = _tax_word(x.get("適用税率", ""))
    barcode = x.get("バーコード", "").lstrip("#")
    size = _size(x.get("バリエーション(種別1)", ""), x.get("バリエーション(種別2)", ""))
    name = x.get("商品名", "")
    return {
        "code": x.get("商品コード", "").lstrip("#") or barcode or f"{name} {size}".strip()[:MAX_CODE],
        "name": name,
        "price": price_of_shop(x.get("価格", ""), tax, file.taxing, without=x.get("税設定") == "外税"),
        "cost": money_text(x.get("原価", "")),
        "tax": tax,
        "department": x.get("カテゴリーID", "").lstrip("#"),
        "size": size,
        "barcodes": _barcode(barcode),
        "retired": "1" if x.get("表示/非表示") == "非表示" else "0",
    }


def _square_item(x: Cells, _: FileContext) -> dict[str, str] | None:
    if x.get("Price", "").casefold() in (
        "",
        "variable",
    ):  # the price is typed in at the till: there is nothing to offer
        return None
    name, size = x["Item Name"], _size(x.get("Variation Name", ""))
    return {
        "code": (x.get("SKU") or x.get("Token") or f"{name} {size}".strip())[:MAX_CODE],
        "name": name,
        "price": money_text(x.get("Price", "")),
        "cost": money_text(x.get("Default Unit Cost", "")),
        "department": (x.get("Category") or x.get("Categories", ""))[:MAX_CODE],
        "size": size,
        "barcodes": _barcode(x.get("GTIN", "")),
        "retired": "1" if x.get("Archived", "").casefold() in ("y", "yes") else "0",
    }


def _loyverse_item(x: Cells, file: FileContext) -> dict[str, str] | None:
    first = file.shared.setdefault(x["Handle"], x)  # variants leave the cells blank that they share
    if x.get("SKU of included item"):  # a part of a set, not an item
        return None
    price = x.get("Default price", "") or next((v for k, v in x.items() if k.startswith("Price [") and v), "")
    if price.casefold() in ("", "variable"):
        return None
    size = _size(*(x.get(f"Option {n} value", "") for n in (1, 2, 3)))
    return {
        "code": (x.get("SKU") or f"{x['Handle']} {size}".strip())[:MAX_CODE],
        "name": x.get("Name") or first.get("Name", ""),
        "price": money_text(price),
        "cost": money_text(x.get("Cost", "")),
        "department": (x.get("Category") or first.get("Category", ""))[:MAX_CODE],
        "size": size,
        "barcodes": _barcode(x.get("Barcode", "")),
        "retired": "1"
        if all(v == "N" for k, v in x.items() if k.startswith("Available for sale")) and _has(x, "Available")
        else "0",
    }


def money_text(text: str) -> str:
    """Digits without sign of currency or grouping: «¥1,200.00» → «1200»; what is no amount stays for the check to name."""
    value = _MONEY.sub("", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d+)?|\d+(\.\d+)?", value):
        return text
    whole, _, part = value.replace(",", "").partition(".")
    return whole if not part.strip("0") else f"{whole}.{part}"


def price_of_shop(text: str, tax: str, taxing: Taxing, *, without: bool) -> str:
    """The price as the shop has its own. `without`: the file says that it is without tax. Raises PriceTurnedError where a price with tax is none
    that a whole price without it comes to."""
    if without == taxing.added:
        return money_text(text)
    if without:
        return _with_tax(text, tax)
    gross, rate = whole_money(money_text(text)), {"exempt": 0, "reduced": 8}.get(tax, 10)
    if gross is None:
        return text
    net = net_of(gross, rate, taxing.rounding)
    if net is None:
        raise PriceTurnedError(text)
    return str(net)


def _with_tax(text: str, tax: str) -> str:
    """A price without tax as one with it, a fraction of a yen dropped."""
    price = whole_money(money_text(text))
    rate = {"exempt": 0, "reduced": 8}.get(tax, 10)
    return text if price is None else str(price * (100 + rate) // 100)


def _tax_word(text: str) -> str:
    if "非課税" in text:
        return "exempt"
    return "reduced" if "軽減" in text or re.search(r"(?<!\d)8\s*%?(?!\d)", text) else "standard"


def _barcode(text: str) -> str:
    """A barcode that can be scanned, or nothing: other registers let anything stand there."""
    text = unicodedata.normalize("NFKC", text)
    return "" if barcode_problem(text) else text


def _size(*parts: str) -> str:
    return " ".join(x for x in parts if x.casefold() not in _PLAIN_SIZES)[:20]


def _has(x: Cells, beginning: str) -> bool:
    return any(k.startswith(beginning) for k in x)


REGISTERS = (
    *(Register(x.name, "receipts", frozenset(x.needed), None, {}) for x in RECEIPTS),
    Register(
        "スマレジ", "items", frozenset({"商品ID", "部門ID", "商品コード", "商品名", "商品単価"}), _smaregi_product,
        {"code": "商品ID", "name": "商品名", "reading": "商品カナ", "price": "商品単価", "cost": "原価", "tax": "税区分",
                 "department": "部門ID", "barcodes": "商品コード"},
    ),
    Register(
        "Airレジ", "items", frozenset({"カテゴリーID", "商品名", "税設定", "価格"}), _airregi_product,
        {"code": "商品コード", "name": "商品名", "price": "価格", "cost": "原価", "tax": "適用税率", "department": "カテゴリーID",
                 "barcodes": "バーコード"},
    ),
    Register(
        "Square", "items", frozenset({"Item Name", "Variation Name", "Price"}), _square_item,
        {"code": "SKU", "name": "Item Name", "price": "Price", "cost": "Default Unit Cost", "department": "Category",
                 "size": "Variation Name", "barcodes": "GTIN"},
    ),
    Register(
        "Loyverse", "items", frozenset({"Handle", "SKU", "Name", "Category"}), _loyverse_item,
        {"code": "SKU", "name": "Name", "price": "Default price", "cost": "Cost", "department": "Category", "barcodes": "Barcode"},
    ),
)  # fmt: skip
