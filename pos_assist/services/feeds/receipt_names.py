"""Which item of the catalog a line of another register's paper names: by its code, by its whole name, by a name that the paper's column
cut off, always beside its price. From the catalog to the paper, as with displays: where a mark was cut from its letter, the rest still begins the name.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from pos_assist.domain.items import Item
from pos_assist.domain.spelling import normal
from pos_assist.services.feeds.paper_rows import printed_cells
from pos_assist.services.feeds.receipt_text import PaperLine, Reading

_FIRST = 2  # letters by which names are looked up
_LEAST = 3  # letters that a name which was cut must still have
_TAXES = (100, 108, 110)  # a register that adds the tax prints prices without it
_SAME_PRICE = 1  # yen: the tax of one piece is rounded


class ReceiptNames:
    """The names of a catalog as papers have them. `unknown`: names that no item has, and how often they came."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.unknown: Counter[str] = Counter()
        self._by_first: dict[str, list[tuple[str, Item]]] = {}
        self._by_code: dict[str, Item] = {}
        self._widest = 0  # cells of the longest name that was printed: as wide as its column, at least
        for item in items:
            for code in (item.code, *item.barcodes):
                self._by_code.setdefault(code.casefold(), item)
            names = (item.title, item.name, item.short_name, item.title_en, item.reading, f"{item.name}{item.size}")
            for name in dict.fromkeys(_key(x) for x in names if x):
                if name:
                    self._by_first.setdefault(name[:_FIRST], []).append((name, item))

    def find(self, line: PaperLine) -> tuple[Item, Reading] | None:
        """The one item that is meant, and how the line is to be read; None where that is not certain."""
        for test in (self._coded, self._priced, self._named, self._cut):
            found = {(item.code, reading.qty): (item, reading) for reading in line.readings for item in test(line, reading)}
            if len(found) == 1:
                [(item, reading)] = found.values()
                self._widest = max(self._widest, printed_cells(reading.name, narrow=line.narrow))
                return item, reading
            if found:
                break
        if line.readings:
            self.unknown[line.readings[0].name] += 1
        return None

    def _coded(self, _: PaperLine, reading: Reading) -> Iterable[Item]:
        item = self._by_code.get(reading.code.casefold()) if reading.code else None
        return [item] if item and (len(reading.code) >= 8 or _prices_agree(item, reading.unit) or self._is_of(item, reading)) else []

    def _is_of(self, item: Item, reading: Reading) -> bool:
        return any(x.code == item.code for x in self._whole(reading.name))

    def _whole(self, name: str) -> list[Item]:
        key = _key(name)
        found = {item.code: item for whole, item in self._by_first.get(key[:_FIRST], ()) if whole == key}
        return list(found.values())

    def _priced(self, _: PaperLine, reading: Reading) -> Iterable[Item]:
        """Name and price are both right."""
        return [x for x in self._whole(reading.name) if _prices_agree(x, reading.unit)]

    def _named(self, _: PaperLine, reading: Reading) -> Iterable[Item]:
        """The name is right; the register has another price than we."""
        return self._whole(reading.name)

    def _cut(self, line: PaperLine, reading: Reading) -> Iterable[Item]:
        """The name begins so, ends where the column does, and has that price."""
        key = _key(reading.name)
        width = printed_cells(reading.name, narrow=line.narrow)
        if len(key) < _LEAST or width < self._widest - 1:
            return []
        found = {
            item.code: item
            for name, item in self._by_first.get(key[:_FIRST], ())
            if name.startswith(key) and _prices_agree(item, reading.unit)
        }
        return list(found.values())


def _prices_agree(item: Item, unit: int) -> bool:
    """Whether that is the price of one, with its tax or without."""
    return any(
        price is not None and (price == unit or abs(unit * tax - price * 100) < 100 * _SAME_PRICE)
        for price in (item.price, item.eat_in_price)
        for tax in _TAXES
    )


def _key(name: str) -> str:
    """One spelling, marks parted from their letters."""
    return unicodedata.normalize("NFD", normal(name))
