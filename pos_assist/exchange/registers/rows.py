"""What a row of another register's export says, in the columns of our own files. None: no sale, no item, leave it out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pos_assist.domain.codes import barcode_problem
from pos_assist.exchange.tables import whole_money

Cells = Mapping[str, str]  # a row by the titles of its own header
_MAX_CODE = 40
_PLAIN_SIZES = frozenset({"", "regular", "通常", "標準", "-"})
_MONEY = re.compile(r"[^\d.,\-]")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp])?\.?[Mm]?\.?")
DAY = re.compile(r"(\d{1,4})[-/.年 ](\d{1,2})[-/.月 ](\d{1,4})日?")


@dataclass(slots=True)
class FileContext:
    """What the file as a whole says: shared cells of a product's variants, in which order it writes day and month."""

    order: str = "ymd"
    shared: dict[str, Cells] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Register:
    """One export. `needed`: titles that give it away. `row` makes our cells of its cells; `titles` says where each of our
    columns comes from, for errors."""

    name: str
    kind: str  # items, receipts
    needed: frozenset[str]
    row: Callable[[Cells, FileContext], dict[str, str] | None]
    titles: Mapping[str, str]


def _smaregi_product(x: Cells, _: FileContext) -> dict[str, str]:
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
        "price": _with_tax(price, tax) if x.get("税区分") == "1" else _money(price),
        "cost": _money(x.get("原価", "")),
        "tax": tax,
        "department": x.get("部門ID", ""),
        "size": _size(x.get("サイズ", ""), x.get("カラー", "")),
        "barcodes": _barcode(x.get("商品コード", "")),
    }


def _smaregi_line(x: Cells, file: FileContext) -> dict[str, str] | None:
    if (
        x.get("取引区分") not in ("1", "")
        or x.get("取消区分") not in ("0", "")
        or x.get("取引明細区分", "1") not in ("1", "")
    ):
        return None
    return _sold(
        f"smaregi:{x['取引ID']}",
        _when(x["取引日時"], "", file),
        x.get("商品名", "") or x.get("商品コード", ""),
        x.get("数量", ""),
        price=x.get("販売単価") or x.get("商品単価") or x.get("単価", ""),
        category=x.get("部門名", ""),
        customer=x.get("会員コード") or x.get("会員ID", ""),
    )


def _airregi_product(x: Cells, _: FileContext) -> dict[str, str]:
    tax = _tax_word(x.get("適用税率", ""))
    barcode = x.get("バーコード", "").lstrip("#")
    size = _size(x.get("バリエーション(種別1)", ""), x.get("バリエーション(種別2)", ""))
    name = x.get("商品名", "")
    return {
        "code": x.get("商品コード", "").lstrip("#") or barcode or f"{name} {size}".strip()[:_MAX_CODE],
        "name": name,
        "price": _with_tax(x.get("価格", ""), tax) if x.get("税設定") == "外税" else _money(x.get("価格", "")),
        "cost": _money(x.get("原価", "")),
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
        "code": (x.get("SKU") or x.get("Token") or f"{name} {size}".strip())[:_MAX_CODE],
        "name": name,
        "price": _money(x.get("Price", "")),
        "cost": _money(x.get("Default Unit Cost", "")),
        "department": (x.get("Category") or x.get("Categories", ""))[:_MAX_CODE],
        "size": size,
        "barcodes": _barcode(x.get("GTIN", "")),
        "retired": "1" if x.get("Archived", "").casefold() in ("y", "yes") else "0",
    }


def _square_sale(x: Cells, file: FileContext) -> dict[str, str] | None:
    if x.get("Event Type", "Payment").casefold() not in ("payment", "支払い", ""):
        return None
    return _sold(
        f"square:{x['Transaction ID']}",
        _when(x["Date"], x.get("Time", ""), file),
        x["Item"],
        x["Qty"],
        gross=x.get("Gross Sales", ""),
        category=x.get("Category", ""),
        customer=x.get("Customer ID", ""),
        size=_size(x.get("Price Point Name", "")),
    )


def _loyverse_item(x: Cells, file: FileContext) -> dict[str, str] | None:
    first = file.shared.setdefault(x["Handle"], x)  # variants leave the cells blank that they share
    if x.get("SKU of included item"):  # a part of a set, not an item
        return None
    price = x.get("Default price", "") or next((v for k, v in x.items() if k.startswith("Price [") and v), "")
    if price.casefold() in ("", "variable"):
        return None
    size = _size(*(x.get(f"Option {n} value", "") for n in (1, 2, 3)))
    return {
        "code": (x.get("SKU") or f"{x['Handle']} {size}".strip())[:_MAX_CODE],
        "name": x.get("Name") or first.get("Name", ""),
        "price": _money(price),
        "cost": _money(x.get("Cost", "")),
        "department": (x.get("Category") or first.get("Category", ""))[:_MAX_CODE],
        "size": size,
        "barcodes": _barcode(x.get("Barcode", "")),
        "retired": "1"
        if all(v == "N" for k, v in x.items() if k.startswith("Available for sale")) and _has(x, "Available")
        else "0",
    }


def _loyverse_sale(x: Cells, file: FileContext) -> dict[str, str] | None:
    if x["Receipt type"].casefold() not in ("sale", "販売") or x.get("Status", "").casefold() in (
        "cancelled",
        "canceled",
        "キャンセル",
    ):
        return None
    return _sold(
        f"loyverse:{x['Receipt number']}",
        _when(x["Date"], "", file),
        x["Item"],
        x["Quantity"],
        gross=x.get("Gross sales", ""),
        category=x.get("Category", ""),
        customer=x.get("Customer contacts") or x.get("Customer name", ""),
        size=_size(x.get("Variant", "")),
    )


def _sold(  # noqa: PLR0913 — given by name
    receipt: str,
    when: str,
    item: str,
    qty: str,
    *,
    price: str = "",
    gross: str = "",
    category: str = "",
    customer: str = "",
    size: str = "",
) -> dict[str, str] | None:
    """A line of a receipt; None for what takes something back. `gross` is for all units, `price` for one."""
    units = unicodedata.normalize("NFKC", qty).strip() or "1"
    if units.startswith("-") or re.fullmatch(r"0+(\.0*)?", units):
        return None
    each = _money(price)
    if gross:
        whole = _money(gross)
        n = int(float(units)) if re.fullmatch(r"\d{1,4}(\.0+)?", units) else 1
        each = _divided(whole, n)
    return {
        "receipt_id": receipt, "timestamp": when, "item": item, "qty": units, "price": each, "category": category,
        "customer": customer, "size": size,
    }  # fmt: skip


def _money(text: str) -> str:
    """Digits without sign of currency or grouping: «¥1,200.00» → «1200»; what is no amount stays for the judge to name."""
    value = _MONEY.sub("", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d+)?|\d+(\.\d+)?", value):
        return text
    whole, _, part = value.replace(",", "").partition(".")
    return whole if not part.strip("0") else f"{whole}.{part}"


def _divided(amount: str, n: int) -> str:
    """The price of one of n units, rounded down to a hundredth; whole amounts stay whole."""
    if n <= 1 or not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", amount):
        return amount
    whole, _, part = amount.partition(".")
    if not part:
        return str(int(whole) // n)
    hundredths = (int(whole) * 100 + int(part.ljust(2, "0"))) // n
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _with_tax(text: str, tax: str) -> str:
    """A price without tax as one with it, a fraction of a yen dropped."""
    price = whole_money(_money(text))
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


def _when(day: str, clock: str, file: FileContext) -> str:
    """«2026-11-22 09:30:00»; what is no time stays as it is, for the judge to name."""
    text = unicodedata.normalize("NFKC", f"{day} {clock}").strip()
    found, time_found = DAY.search(text), _CLOCK.search(text)
    made = date_of(found.groups(), file.order) if found else None
    if made is None:
        return text
    hour, minute, second = (int(x or 0) for x in time_found.groups()[:3]) if time_found else (0, 0, 0)
    half = (time_found[4] or "").lower() if time_found else ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return datetime(made.year, made.month, made.day, hour, minute, second).isoformat(" ")
    except ValueError:
        return text


def date_of(parts: tuple[str, ...], order: str) -> date | None:
    """The day, if its parts are one in that order; four digits in front are always a year."""
    if len(parts[0]) == 4:
        order = "ymd"
    named = dict(zip(order, parts, strict=True))
    year = int(named["y"])
    try:
        return date(year + 2000 if year < 100 else year, int(named["m"]), int(named["d"]))
    except ValueError:
        return None


REGISTERS = (
    Register(
        "スマレジ", "receipts", frozenset({"取引ID", "取引日時", "取引区分", "取消区分", "商品名"}), _smaregi_line,
        {"receipt_id": "取引ID", "timestamp": "取引日時", "item": "商品名", "qty": "数量", "price": "商品単価", "category": "部門名"},
    ),
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
        "Square", "receipts", frozenset({"Date", "Item", "Qty", "Transaction ID"}), _square_sale,
        {"receipt_id": "Transaction ID", "timestamp": "Date", "item": "Item", "qty": "Qty", "price": "Gross Sales",
                 "category": "Category", "customer": "Customer ID", "size": "Price Point Name"},
    ),
    Register(
        "Square", "items", frozenset({"Item Name", "Variation Name", "Price"}), _square_item,
        {"code": "SKU", "name": "Item Name", "price": "Price", "cost": "Default Unit Cost", "department": "Category",
                 "size": "Variation Name", "barcodes": "GTIN"},
    ),
    Register(
        "Loyverse", "receipts", frozenset({"Date", "Receipt number", "Receipt type", "Item", "Quantity"}), _loyverse_sale,
        {"receipt_id": "Receipt number", "timestamp": "Date", "item": "Item", "qty": "Quantity", "price": "Gross sales",
                 "category": "Category", "customer": "Customer name", "size": "Variant"},
    ),
    Register(
        "Loyverse", "items", frozenset({"Handle", "SKU", "Name", "Category"}), _loyverse_item,
        {"code": "SKU", "name": "Name", "price": "Default price", "cost": "Cost", "department": "Category", "barcodes": "Barcode"},
    ),
)  # fmt: skip
