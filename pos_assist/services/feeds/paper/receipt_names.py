"""Which item of the catalog a line of another register's paper names: by its code, by its whole name, by a name that the paper's column
cut off, always beside its price. From the catalog to the paper, as with displays: where a mark was cut from its letter, the rest still begins the name.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from pos_assist.devices.pole import half_width
from pos_assist.domain.items import Item
from pos_assist.domain.spelling import normal
from pos_assist.services.feeds.paper.paper_lines import LineReading, PaperLine
from pos_assist.services.feeds.paper.paper_rows import printed_cells

_FIRST = 2  # letters by which names are looked up
_MOST_UNKNOWN = 1_000  # names that are counted
_BARCODE = 8  # digits
_LEAST = 3  # letters that a name which was cut must still have
_TAXES = (100, 108, 110)  # a register that adds the tax prints prices without it
_SAME_PRICE = 1  # yen: the tax of one piece is rounded


class ReceiptNames:
    """The names of a catalog as papers have them. `unknown`: names that no item has, and how often they came."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.unknown: Counter[str] = Counter()
        self._by_first: dict[str, list[tuple[str, Item, bool]]] = {}
        self._by_code: dict[str, Item] = {}
        self._widest: dict[
            str, int
        ] = {}  # by register: cells of the longest name that it printed: its column is as wide, at least
        for item in items:
            for code in (item.code, *item.barcodes):
                self._by_code.setdefault(code.casefold(), item)
            names = [
                x
                for x in (
                    item.title,
                    item.name,
                    item.short_name,
                    item.title_en,
                    item.reading,
                    f"{item.name}{item.size}",
                )
                if x
            ]
            keys = {_key(half_width(x)): False for x in names} | {_key(x): True for x in names}
            for key, complete in keys.items():
                if key:
                    self._by_first.setdefault(key[:_FIRST], []).append((key, item, complete))

    def find(self, line: PaperLine, register: str = "") -> tuple[Item, LineReading] | None:
        """The one item that is meant by that register, and how the line is to be read; None where that is not certain."""
        widest = self._widest.get(register, 0)
        for test in (self._coded, self._priced, self._cut, self._named):
            found = {
                (item.code, reading.qty): (item, reading)
                for reading in line.readings
                for item in test(reading, self._width(line, reading) >= widest - 1)
            }
            if len(found) == 1:
                [(item, reading)] = found.values()
                self._widest[register] = max(widest, self._width(line, reading))
                return item, reading
            if found:
                break
        name = line.readings[0].name if line.readings else ""
        if name in self.unknown or len(self.unknown) < _MOST_UNKNOWN:
            self.unknown[name] += 1
        return None

    def _coded(self, reading: LineReading, _: bool) -> Iterable[Item]:
        """Its barcode; a short number only beside the price or the name that it has here."""
        item = self._by_code.get(reading.code.casefold()) if reading.code else None
        if item is None:
            return []
        named = [x.code for x in self._whole(reading.name)]
        if named:  # another register's number may be another item's here
            return [item] if item.code in named else []
        return [item] if len(reading.code) >= _BARCODE or _prices_agree(item, reading.unit) else []

    def _whole(self, name: str, *, complete: bool = False) -> list[Item]:
        """The items of that name; `complete`: with all its letters, not without those that half-width letters lack."""
        key = _key(name)
        found = self._by_first.get(key[:_FIRST], ())
        return list({x.code: x for whole, x, all_ in found if whole == key and (all_ or not complete)}.values())

    def _begun(self, name: str) -> list[Item]:
        """The items whose name begins so and goes on."""
        key = _key(name)
        if len(key) < _LEAST:
            return []
        found = self._by_first.get(key[:_FIRST], ())
        return list({x.code: x for whole, x, _ in found if whole != key and whole.startswith(key)}.values())

    def _width(self, line: PaperLine, reading: LineReading) -> int:
        return printed_cells(reading.name, narrow=line.narrow)

    def _priced(self, reading: LineReading, _: bool) -> Iterable[Item]:
        """Name and price are both right."""
        return [x for x in self._whole(reading.name) if _prices_agree(x, reading.unit)]

    def _cut(self, reading: LineReading, may_be_cut: bool) -> Iterable[Item]:
        """The name begins so, ends where the column does, and has that price."""
        return [x for x in self._begun(reading.name) if may_be_cut and _prices_agree(x, reading.unit)]

    def _named(self, reading: LineReading, may_be_cut: bool) -> Iterable[Item]:
        """The name is right, and could be no other's; the register has another price than we."""
        if may_be_cut and self._begun(reading.name):
            return []
        return [x for x in self._whole(reading.name, complete=True) if _prices_are_near(x, reading.unit)]


def _prices_agree(item: Item, unit: int) -> bool:
    """Whether that is the price of one, whichever of the two has the tax in it."""
    return any(
        price is not None and min(abs(unit * tax - price * 100), abs(price * tax - unit * 100)) < 100 * _SAME_PRICE
        for price in (item.price, item.eat_in_price)
        for tax in _TAXES
    )


def _prices_are_near(item: Item, unit: int) -> bool:
    """Whether it may be the same goods at another price: a set that is called as its main part costs far more. What costs nothing is
    part of a set; what is weighed costs what it weighs."""
    return item.by_weight or unit == 0 or item.price <= 2 * unit <= 3 * item.price


def _key(name: str) -> str:
    """One spelling, marks parted from their letters."""
    return unicodedata.normalize("NFD", normal(name))
