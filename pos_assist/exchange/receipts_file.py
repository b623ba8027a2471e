"""Past receipts from a CSV: judged from the first row to the last before anything is written, in bounded memory.

One pass over the file fills a `History`: what it says about items, and the receipts themselves in a temporary file, day by
day. Receipts come out in order of time even where the file is not, rows of one receipt together even where two tills wrote
by turns. Rows with one number on one day are one receipt (many tills start again at 1 every day).
"""

from __future__ import annotations

import marshal
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

from pos_assist.domain.deals import MAX_MONEY
from pos_assist.domain.problems import BadInput, Environment
from pos_assist.domain.receipts import HistoryLine
from pos_assist.exchange.tables import Progress, Table, clean, column_names, too_many_marks

COLUMNS = column_names(
    {
        "receipt_id": ("receipt", "レシート番号", "伝票番号", "取引ID"),
        "timestamp": ("日時", "取引日時", "datetime"),
        "item": ("商品名", "商品", "商品コード"),
        "qty": ("数量", "quantity"),
        "price": ("単価", "価格"),
        "category": ("部門", "部門名", "カテゴリー"),
        "customer": ("会員", "顧客"),
        "size": ("サイズ",),
    }
)
REQUIRED = ("receipt_id", "timestamp", "item")
MAX_ITEMS = 50_000
MAX_NAME = 85  # characters, as everywhere
MAX_QTY = 9_999
_NO_MINOR_UNIT = frozenset({"JPY"})  # amounts are whole; of any other currency they are hundredths
NO_CURRENCY = "XXX"  # ISO 4217: «no currency involved»; shown without a sign, with two decimals

_AT_ONCE = 50_000  # lines held in memory before they go to the temporary file
_REMEMBERED = 100_000  # texts of one column whose meaning is remembered
_YEARS = (1970, 2199)
_TIME = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?:[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_PRICE = re.compile(r"[¥\\]?([0-9]{1,7}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2})0*)?")
_QTY = re.compile(r"([0-9]{1,4})(?:\.0+)?")
_T = TypeVar("_T")

_Receipt = tuple[str, str, str, list[int]]  # number, time, customer, (item, qty, hundredths) again and again


@dataclass(slots=True)
class HistoryItem:
    """What the file says about one item; name, size and category as in its latest row."""

    name: str
    size: str
    code: str = ""  # what to call it: the shop's code, or `full_name`
    category: str = ""
    lines: int = 0
    price: int = 0  # the latest one, in hundredths; 0: never given
    priced_at: str = ""
    seen_at: str = ""

    @property
    def full_name(self) -> str:
        """The name with its size, which some files keep apart."""
        return self.name if self.name.casefold().endswith(self.size.casefold()) else f"{self.name} {self.size}"


class History:
    """A judged receipts file. Close it (a `with` does) to remove its temporary file."""

    def __init__(self) -> None:
        self.items: list[HistoryItem] = []
        self.lines = 0
        self.receipts = 0  # at most: one whose rows stand far apart counts twice
        self.whole = True  # no price has a fraction
        self.currency = "JPY"
        self._file: IO[bytes] = _temporary()
        self._blocks: dict[str, list[int]] = {}  # day -> where its receipts are in the file
        self._pending: dict[str, dict[str, _Receipt]] = {}
        self._waiting = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def minor(self) -> int:
        """How many hundredths (the unit in which prices are kept here) the currency's minor unit has."""
        return 100 if self.currency in _NO_MINOR_UNIT else 1

    @property
    def last_day(self) -> str:
        """The day of the newest receipt, «2026-11-22»."""
        return max(self._blocks)

    def add(self, number: str, at: str, customer: str, item: int, qty: int, price: int) -> None:  # noqa: PLR0917 — millions of calls
        """One row; `price` in hundredths."""
        day = at[:10]
        receipts = self._pending.get(day)
        if receipts is None:
            receipts = self._pending[day] = {}
        receipt = receipts.get(number)
        if receipt is None:
            receipts[number] = (number, at, customer, [item, qty, price])
            self.receipts += 1
        else:
            receipt[3].extend((item, qty, price))
        self.lines += 1
        self._waiting += 1
        if self._waiting >= _AT_ONCE:
            self.put_by()

    def put_by(self) -> None:
        """Move what is held in memory to the temporary file."""
        try:
            for day, receipts in self._pending.items():
                self._blocks.setdefault(day, []).append(self._file.tell())
                marshal.dump(list(receipts.values()), self._file)
        except OSError as error:
            raise Environment("no_room_for_import", reason=error.strerror or str(error)) from error
        self._pending, self._waiting = {}, 0

    def history(self) -> Iterator[HistoryLine]:
        """Every line, receipts in order of time."""
        minor, code_of = self.minor, [item.code for item in self.items]
        for day, receipts in self._days():
            for number, at, customer, flat in receipts:
                when, key, lines = datetime.fromisoformat(at), f"{day}/{number}", iter(flat)
                for item, qty, price in zip(lines, lines, lines, strict=True):
                    yield HistoryLine(key, when, code_of[item], qty, price // minor, customer)

    def baskets(self) -> Iterator[tuple[list[str], datetime]]:
        """(item codes, time) of every receipt, for counting."""
        code_of = [item.code for item in self.items]
        for _, receipts in self._days():
            for _, at, _, flat in receipts:
                yield [code_of[item] for item in flat[::3]], datetime.fromisoformat(at)

    def _days(self) -> Iterator[tuple[str, list[_Receipt]]]:
        for day in sorted(self._blocks):
            parts: dict[str, _Receipt] = {}
            for place in self._blocks[day]:
                self._file.seek(place)
                for receipt in marshal.load(self._file):
                    if receipt[0] in parts:
                        parts[receipt[0]][3].extend(receipt[3])
                    else:
                        parts[receipt[0]] = receipt
            receipts = list(parts.values())
            if any(a[1] > b[1] for a, b in pairwise(receipts)):
                receipts.sort(key=lambda x: x[1])
            yield day, receipts


def _temporary() -> IO[bytes]:
    try:
        return tempfile.TemporaryFile(prefix="pos-assist-")
    except OSError as error:
        raise Environment("no_room_for_import", reason=error.strerror or str(error)) from error


def judge_receipts(
    path: Path,
    *,
    currency: str = "",
    known: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> History:
    """Read and judge the whole file. The caller closes the answer.

    `currency`: "" means yen where all prices are whole, else NO_CURRENCY. `known`: every code and name that an item may have
    -> its code, for the receipts of a shop whose items are listed. Raises BadInput with row and column.
    """
    if currency and not re.fullmatch("[A-Z]{3}", currency):
        raise BadInput("bad_currency", value=currency[:60])
    table = Table(path, COLUMNS, REQUIRED, progress)
    history = History()
    try:
        _fill(history, table, known)
        history.put_by()
    except BaseException:
        history.__exit__(None, None, None)
        raise
    if not history.lines:
        history.__exit__(None, None, None)
        raise BadInput("no_rows", file=path.name)
    history.currency = currency or ("JPY" if history.whole else NO_CURRENCY)
    if history.minor == 100 and not history.whole:
        history.__exit__(None, None, None)
        raise BadInput("price_has_fraction", file=path.name, currency=currency)
    return history


def read_receipts(path: Path, progress: Progress | None = None) -> Iterator[HistoryLine]:
    """Every line of a receipts file, items by the names they have there, once the whole file is judged."""
    with judge_receipts(path, progress=progress) as history:
        yield from history.history()


def _fill(history: History, table: Table, known: Mapping[str, str] | None) -> None:
    """The loop over all rows; the only one that must be fast."""
    nowhere = len(table.header)  # an empty cell is appended there for the columns that the file does not have
    at = {name: table.position.get(name, nowhere) for name in sorted(set(COLUMNS.values()))}
    at_number, at_time, at_item, at_size = at["receipt_id"], at["timestamp"], at["item"], at["size"]
    at_qty, at_price, at_category, at_customer = at["qty"], at["price"], at["category"], at["customer"]
    numbers, times = _Memo("receipt_id", _number), _Memo("timestamp", _time)
    quantities, prices = _Memo("qty", _quantity), _Memo("price", _hundredths)
    categories, customers = _Memo("category", _label), _Memo("customer", _label)
    items = _Items(history.items, known)
    add, row = history.add, 1
    try:
        for row, cells in table.records():  # noqa: B007 — the handler below says which row it was
            cells.append("")
            when = times[cells[at_time]]
            item = items[cells[at_item], cells[at_size]]
            price = prices[cells[at_price]]
            it = history.items[item]
            it.lines += 1
            if price and when >= it.priced_at:
                it.price, it.priced_at = price, when
            if price % 100:
                history.whole = False
            if when >= it.seen_at:
                it.category, it.seen_at = categories[cells[at_category]], when
            add(numbers[cells[at_number]], when, customers[cells[at_customer]], item, quantities[cells[at_qty]], price)
    except _BadCellError as error:
        table.refuse(error.code, row, error.column, error.value, **error.data)


class _BadCellError(Exception):
    """What is wrong with a cell; the row is the loop's to say."""

    def __init__(self, code: str, column: str, value: str, **data: object) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.data = code, column, value, data


class _Memo(dict[str, _T]):
    """What a cell's text means, worked out once for each text: files repeat themselves."""

    def __init__(self, column: str, read: Callable[[str, str], _T]) -> None:
        super().__init__()
        self._column, self._read = column, read

    def __missing__(self, text: str) -> _T:
        if len(self) > _REMEMBERED:
            self.clear()
        value = self[text] = self._read(self._column, text)
        return value


class _Items(dict[tuple[str, str], int]):
    """(item cell, size cell) -> place in `items`."""

    def __init__(self, items: list[HistoryItem], known: Mapping[str, str] | None) -> None:
        super().__init__()
        self._items, self._known = items, known
        self._place: dict[str, int] = {}

    def __missing__(self, cells: tuple[str, str]) -> int:
        name, size = _label("item", cells[0]), _label("size", cells[1])
        if not name:
            raise _BadCellError("empty_cell", "item", "")
        item = HistoryItem(name, size)
        key = item.full_name
        if self._known is not None:
            key = self._known.get(name) or self._known.get(key, "")
            if not key:
                raise _BadCellError("unknown_item", "item", name)
        place = self._place.setdefault(key, len(self._items))
        if place == len(self._items):
            if place >= MAX_ITEMS:
                raise _BadCellError("too_many_items", "item", name, most=MAX_ITEMS)
            item.code = key
            self._items.append(item)
        if len(self) > 4 * MAX_ITEMS:
            self.clear()
        self[cells] = place
        return place


def _label(column: str, text: str) -> str:
    value = clean(text)
    if len(value) > MAX_NAME:
        raise _BadCellError("cell_too_long", column, value, most=MAX_NAME)
    if too_many_marks(value):
        raise _BadCellError("forbidden_character", column, value, character="U+0300…")
    return value


def _number(column: str, text: str) -> str:
    value = _label(column, text)
    if not value:
        raise _BadCellError("empty_cell", column, "")
    return value


def _time(column: str, text: str) -> str:
    """A local time as «2026-11-22 09:30:00». An offset from UTC is left off: what the shop's clock showed counts."""
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise _BadCellError("bad_time" if text.strip() else "empty_cell", column, text)
    year, _, month, day, hour, minute, second = match.groups()
    try:
        at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
    except ValueError as error:
        raise _BadCellError("bad_time", column, text) from error
    if not _YEARS[0] <= at.year <= _YEARS[1]:
        raise _BadCellError("bad_time", column, text)
    return at.isoformat(" ")


def _quantity(column: str, text: str) -> int:
    """Units; empty is one."""
    value = unicodedata.normalize("NFKC", text).strip()
    match = _QTY.fullmatch(value or "1")
    if not match or not int(match[1]):
        raise _BadCellError("bad_quantity", column, text, most=MAX_QTY)
    return int(match[1])


def _hundredths(column: str, text: str) -> int:
    """A price in hundredths of the currency's main unit; empty is 0: unknown."""
    value = unicodedata.normalize("NFKC", text).strip()
    match = _PRICE.fullmatch(value or "0")
    whole = int(match[1].replace(",", "")) if match else MAX_MONEY + 1
    if not match or whole > MAX_MONEY:
        raise _BadCellError("bad_price", column, text)
    return whole * 100 + int((match[2] or "0").ljust(2, "0"))
