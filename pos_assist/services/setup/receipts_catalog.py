"""The catalog of a shop of which there are only receipts: items, departments, their codes, places and taxes."""

from __future__ import annotations

import hashlib

from pos_assist.domain.items import Department, Item, TaxClass, tint
from pos_assist.exchange.catalog.catalog_files import KEYS_ON_A_PAGE
from pos_assist.exchange.catalog.catalog_rows import MAX_CODE
from pos_assist.exchange.catalog.shop_folder import ShopFiles
from pos_assist.exchange.receipts.sorted_receipts import NO_CURRENCY, History, HistoryItem
from pos_assist.learning.catalog.words import is_alcohol_or_tobacco


def catalog_from(history: History, department: str, name: str) -> ShopFiles:
    """A shop of what the receipts name, the best sellers first. `department`: of what the file puts in none; `name`: the shop's."""
    tax = TaxClass.EXEMPT if history.currency == NO_CURRENCY else TaxClass.REDUCED
    for item in history.items:
        item.code = short_code(item.code)
    best = sorted(history.items, key=lambda item: (-item.lines, item.code))
    sales: dict[str, int] = {}
    for item in best:
        item.category = item.category or department
        sales[item.category] = sales.get(item.category, 0) + item.lines
    by_sales = sorted(sales, key=lambda category: (-sales[category], category))
    departments = tuple(Department(short_code(x), x, tint(i), i) for i, x in enumerate(by_sales))
    place = dict.fromkeys(by_sales, 0)
    items: list[Item] = []
    for item in best:
        page, rank = divmod(place[item.category], KEYS_ON_A_PAGE)
        place[item.category] += 1
        items.append(
            Item(
                code=item.code,
                name=item.full_name,
                price=item.price // history.minor,
                department=short_code(item.category),
                tax=_tax(item, tax),
                size=item.size,
                page=page,
                rank=rank,
            )
        )
    spoken = "ja" if any(_is_japanese(item.name) for item in items) else "en"
    settings = {"name": name, "currency": history.currency, "customer_language": spoken}
    return ShopFiles(tuple(items), departments, settings=settings)


def _tax(item: HistoryItem, usual: TaxClass) -> TaxClass:
    """As the file says; else alcohol is 10 %, as the law has it (軽減税率 is for food and drink without alcohol)."""
    if item.tax and usual is not TaxClass.EXEMPT:
        return TaxClass(item.tax)
    return TaxClass.STANDARD if usual is TaxClass.REDUCED and is_alcohol_or_tobacco(item.full_name) else usual


def _is_japanese(text: str) -> bool:
    """Whether it has kana or kanji (Unicode blocks Hiragana to CJK Unified Ideographs, and half-width kana)."""
    return any("\u3040" <= c <= "\u9fff" or "\uff66" <= c <= "\uff9d" for c in text)


def short_code(name: str) -> str:
    """A code: the name as it stands; of a longer one the beginning and a mark made from the whole of it."""
    if len(name) <= MAX_CODE:
        return name
    return f"{name[: MAX_CODE - 9]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
