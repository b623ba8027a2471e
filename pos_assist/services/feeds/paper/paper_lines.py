"""A line of goods on a register's paper: every way to read its name, how many, and what one costs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

UNIT = r"(?:コ|個|点|ケ|ヶ|枚|本|杯|品|PCS?)"
_MONEY = r"¥?\s?(\d{1,3}(?:,\d{3})+|\d{1,6})\s?円?"
_UNIT_FIRST = re.compile(rf"^\(?\s*(?:@|単価?)\s*{_MONEY}\s*(?:[xX×*]\s*)?(\d{{1,3}})\s*{UNIT}?\s*\)?$")
_QTY_SAID = re.compile(
    rf"^\(?\s*(\d{{1,3}})\s*(?:{UNIT}\s*[xX×*]?\s*(?:@|単価?)?|[xX×*]?\s*(?:@|単価?))\s*{_MONEY}\s*\)?$"
)
_TIMES = re.compile(rf"^\(?\s*{_MONEY}\s*[xX×*]\s*(\d{{1,3}})\s*({UNIT})?\s*\)?$")
_QTY_FIRST = re.compile(rf"^\(?\s*(\d{{1,3}})\s*[xX×*]\s*{_MONEY}\s*\)?$")
_QTY_ALONE = re.compile(rf"^\(?\s*(?:[xX×*]\s*(\d{{1,3}})|(\d{{1,3}})\s*{UNIT})\s*\)?$")
_TAIL = re.compile(
    rf"^(?P<name>.*?\S)(?:\s*@?\s*{_MONEY})?\s*(?P<cut>[xX×*]\s*(?P<times>\d{{1,3}})\s*{UNIT}?|\s(?P<said>\d{{1,3}})\s*{UNIT}|\s+(?P<bare>\d{{1,3}}))\s*$"
)
_LEADING = re.compile(r"^(?P<n>\d{1,2})\s*(?:[xX×*]\s*|\s|コ\s|個\s|点\s)(?P<name>\D.*)$")
_QTY_AT = re.compile(rf"^(.*\S)\s+(\d{{1,3}})\s*{UNIT}?\s*(?:[xX×*]\s*)?[@単]\s*{_MONEY}$")
_QTY_OF = re.compile(rf"^(.*\S)\s*[xX×*]\s*(\d{{1,3}})\s*\(\s*@?{_MONEY}\s*(?:/\s*{UNIT})?\s*\)$")
_UNIT_BEHIND = re.compile(rf"^(.*\S)\s+(?:@|単)\s*{_MONEY}$")
_CODE = re.compile(r"^(?:JAN|PLU|CODE|No\.?)?\s*[:.]?\s*(\d{3,14}|[A-Z]{0,4}\d[\dA-Z-]{2,13})(?:\s+|$)", re.IGNORECASE)
_TAG = re.compile(r"^[\[【][^\]】]{1,8}[\]】]\s*(?=\S)")  # [食品]: the department before the name
_WEIGHT = re.compile(r"^\(?\s*(\d+(?:\.\d+)?)\s*(kg|g)\s*\)?$", re.IGNORECASE)
_BARCODE = 8  # digits
_MOST_QTY = 999


@dataclass(frozen=True, slots=True)
class LineReading:
    """One way to read a line: the name, how many, what one costs, and the code that stands beside."""

    name: str
    qty: int
    unit: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of a receipt: every way to read it, the likeliest first. `discount`: taken off it, in minor units."""

    readings: tuple[LineReading, ...]
    amount: int
    narrow: bool = False  # printed in half-width kana
    discount: int = 0


@dataclass(slots=True)
class OpenLine:
    """A line while its receipt is read. `qty`: how many at what price, where a row of its own says it."""

    words: str
    amount: int
    narrow: bool
    qty: tuple[int, int] | None = None
    code: str = ""
    discount: int = 0
    gone: bool = False
    above: str = ""  # a row without an amount right above: it may be the first half of the name, or the name

    def as_read(self) -> PaperLine:
        """With every way to read it whose quantity and price come to its amount."""
        return PaperLine(tuple(dict.fromkeys(self._readings())), self.amount, self.narrow, self.discount)

    def _readings(self) -> list[LineReading]:
        found = self._readings_of(self.words)
        if tag := _TAG.match(self.words):
            found += self._readings_of(self.words[tag.end() :])
        if self.above:
            found += [x for name in (self.above + self.words, self.above) for x in self._readings_of(name)]
        return found

    def _readings_of(self, words: str) -> list[LineReading]:
        if self.qty:
            return self._reading(words, *self.qty)
        for both in (_QTY_AT, _QTY_OF):
            if (found := both.match(words)) and (said := self._reading(found[1], int(found[2]), yen(found[3]))):
                return said
        said = self._tail(words)
        if (behind := _UNIT_BEHIND.match(words)) and (unit := yen(behind[2])):
            said += self._reading(behind[1], self.amount // unit, unit)
        if lead := _LEADING.match(words):
            said += self._reading(lead["name"], int(lead["n"]))
        if not said or "   " not in words.strip():  # what stands so far apart is no name
            said += self._reading(words, 1)
        return said

    def _tail(self, words: str) -> list[LineReading]:
        """How many stands behind the name: `x2`, `2点`, or a number; before it the price of one, or after it."""
        tail = _TAIL.match(words)
        if tail is None:
            return []
        qty = int(tail["times"] or tail["said"] or tail["bare"])
        found: list[LineReading] = []
        if tail[2]:
            unit = yen(tail[2])
            found += self._reading(tail["name"], qty, unit)
            if tail["bare"]:
                found += self._reading(tail["name"], unit, qty)
        return found or self._reading(words[: tail.start("cut")], qty)

    def _reading(self, name: str, qty: int, unit: int | None = None) -> list[LineReading]:
        if not 0 < qty <= _MOST_QTY or self.amount % qty or unit not in (None, self.amount // qty):
            return []
        return [LineReading(name.strip(), qty, self.amount // qty, self.code)]


def code_of(words: str, *, alone: bool) -> tuple[str, str]:
    """(code, the rest) of words that begin with an item's number; `alone`: no amount stands in the row."""
    found = _CODE.match(words)
    if found is None:
        return "", words
    rest = words[found.end() :].strip()
    if rest or (found[1].isdecimal() and (alone or len(found[1]) >= _BARCODE)):
        return found[1], rest
    return "", words


def qty_of(words: str) -> tuple[int, int] | None:
    """(how many, price of one) where a text says nothing else: 2コX単180, @180×2, 180 x 2点."""
    words = words.strip()
    if found := _UNIT_FIRST.match(words):
        return int(found[2]), yen(found[1])
    if found := _QTY_SAID.match(words):
        return int(found[1]), yen(found[2])
    if found := _TIMES.match(words):
        first, second = yen(found[1]), int(found[2])
        return (second, first) if found[3] or first >= second else (first, second)
    if found := _QTY_FIRST.match(words):
        return int(found[1]), yen(found[2])
    return None


def is_weight(words: str) -> bool:
    """Whether a text says a weight alone: 0.350kg, (215g)."""
    return bool(_WEIGHT.match(words))


def pieces_alone(words: str) -> int:
    """How many, where a text says that alone: 2点, x2; 0: it does not."""
    found = _QTY_ALONE.match(words)
    return int(found[1] or found[2]) if found else 0


def with_amounts_of_one(lines: Sequence[PaperLine]) -> tuple[PaperLine, ...]:
    """The lines where what is printed is the price of one."""
    made = []
    for line in lines:
        first = line.readings[0] if line.readings else LineReading("", 1, line.amount)
        name, qty = (first.name, first.qty) if first.qty > 1 else (first.name, 1)
        if qty == 1 and (tail := _TAIL.match(name)):
            name, qty = tail["name"], int(tail["times"] or tail["said"] or tail["bare"])
        made.append(
            PaperLine((LineReading(name, qty, line.amount, first.code),), line.amount * qty, line.narrow, line.discount)
        )
    return tuple(made)


def yen(text: str) -> int:
    """An amount without its commas."""
    return int(text.replace(",", ""))
