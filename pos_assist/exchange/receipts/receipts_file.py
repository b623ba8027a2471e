"""Past receipts, checked from the first row to the last before anything is written: into a `History`.

A file of our own columns is read as it stands (`check_receipts`), any other one through `any_file`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Never, Protocol, TypeVar

from pos_assist.domain.deals import MAX_MONEY
from pos_assist.domain.problems import BadInput
from pos_assist.domain.receipts import HistoryLine
from pos_assist.exchange.receipts.amounts import is_ruined
from pos_assist.exchange.receipts.sorted_receipts import NO_CURRENCY, History, HistoryItem
from pos_assist.exchange.receipts.usual_prices import DAYS_KEPT, of_last_weeks, usual_price
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
MAX_LINES = 9_999  # of one receipt: more means that the wrong column was taken for its number

MOST_TOLD = 10  # bad cells, before the rest of a file is not looked at

_REMEMBERED = 100_000  # texts of one column whose meaning is remembered
_YEARS = (1970, 2199)
_NEVER = "9999"  # later than any time as text
_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_PRICE = re.compile(r"[¥\\]?([0-9]{1,7}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2})0*)?")
_QTY = re.compile(r"([0-9]{1,4})(?:\.0+)?")
_T = TypeVar("_T")
_ALL = (*dict.fromkeys(COLUMNS.values()), "code", "list_price", "tax")  # the last three come out of other files only


class Records(Protocol):
    """Rows of receipts by the columns of our own files: a `Table`, or any file through `any_file`."""

    path: Path

    @property
    def header(self) -> Sequence[str]:
        """The titles of the columns."""
        ...

    @property
    def position(self) -> Mapping[str, int]:
        """Column -> its place in a row."""
        ...

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """(row, cells) of every line."""
        ...

    def refuse(self, code: str, row: int, column: str, value: str = "", **data: object) -> Never:
        """Raise BadInput that names the cell."""
        ...


def check_receipts(
    path: Path,
    *,
    currency: str = "",
    known: Mapping[str, str] | None = None,
    latest: datetime | None = None,
    progress: Progress | None = None,
) -> History:
    """Read and check a whole file of our own columns. The caller closes the answer; see `check_table`."""
    return check_table(Table(path, COLUMNS, REQUIRED, progress), currency=currency, known=known, latest=latest)


def check_table(
    table: Records, *, currency: str = "", known: Mapping[str, str] | None = None, latest: datetime | None = None
) -> History:
    """Read and check all rows. The caller closes the answer.

    `currency`: "" means yen where all prices are whole, else NO_CURRENCY. `known`: every code and name that an item may have
    -> its code, for the receipts of a shop whose items are listed. `latest`: a receipt after that is refused; its date is a
    slip, and would outweigh all others in what the shop learns. Raises BadInput with row and column; in `others`, the next bad
    cells.
    """
    if currency and not re.fullmatch("[A-Z]{3}", currency):
        raise BadInput("bad_currency", value=currency[:60])
    path = table.path
    history = History()
    try:
        whole = _fill(history, table, known, latest.isoformat(" ", "seconds") if latest else _NEVER)
        if not history.lines:
            raise BadInput("no_rows", file=path.name)
        history.currency = currency or ("JPY" if whole else NO_CURRENCY)
        if history.minor == 100 and not whole:
            raise BadInput("price_has_fraction", file=path.name, currency=currency)
    except BaseException:
        history.close()
        raise
    return history


def read_receipts(path: Path, progress: Progress | None = None) -> Iterator[HistoryLine]:
    """Every line of a receipts file, items by the names they have there, once the whole file is checked."""
    with check_receipts(path, progress=progress) as history:
        yield from history.history()


@dataclass(slots=True)
class _Kind:
    """Rows that say the same about an item: its cells for item, size, price, category, code, list price and tax."""

    item: int
    price: int  # what was paid for one, in hundredths
    usual: int  # what it costs in the shop, as these rows say
    category: str
    tax: str
    lines: int = 0
    latest: str = ""
    days: dict[str, int] = field(default_factory=dict)  # of the last weeks -> rows


def _fill(history: History, table: Records, known: Mapping[str, str] | None, latest: str) -> bool:
    """The loop over all rows; the only one that must be fast. Whether all prices are whole."""
    nowhere = len(table.header)  # an empty cell is appended there for the columns that the file does not have
    at = {name: table.position.get(name, nowhere) for name in _ALL}
    at_number, at_time, at_qty, at_customer = at["receipt_id"], at["timestamp"], at["qty"], at["customer"]
    kind_of = itemgetter(*(at[x] for x in ("item", "size", "price", "category", "code", "list_price", "tax")))
    days, clocks = _Memo(_day, "timestamp"), _Memo(_clock, "timestamp")
    quantities, customers = _Memo(_quantity, "qty"), _Memo(_label, "customer")
    kinds = _Kinds(history.items, known)
    number_text = time_text = when = day = ""
    lines: list[int] = []
    most = 1
    bad: list[BadInput] = []
    for row, cells in table.records():
        cells.append("")
        try:
            if cells[at_number] != number_text or cells[at_time] != time_text or not lines:
                number_text, time_text, lines = cells[at_number], cells[at_time], []
                day, _, clock = time_text.replace("T", " ").strip().partition(" ")
                when = f"{days[day]} {clocks[clock]}"
                if when > latest:
                    raise _BadCellError("in_the_future", "timestamp", time_text)
                day = days[day]
                lines = history.receipt(_number("receipt_id", number_text), when, customers[cells[at_customer]])
                most = row + MAX_LINES
            elif row > most:
                raise _BadCellError("too_many_lines", "receipt_id", number_text, most=MAX_LINES)
            kind = kinds[kind_of(cells)]
            kind.lines += 1
            kind.latest = max(kind.latest, when)
            kind.days[day] = kind.days.get(day, 0) + 1
            if len(kind.days) > DAYS_KEPT:
                kind.days = of_last_weeks(kind.days)
            lines += (kind.item, quantities[cells[at_qty]], kind.price)
        except _BadCellError as error:
            value = (
                time_text if error.column == "timestamp" else error.value
            )  # the whole cell, not its day or its clock
            bad.append(_told(table, row, error, value))
            if len(bad) == MOST_TOLD:
                break
    if bad:
        raise BadInput(bad[0].code, **bad[0].data, others=tuple(bad[1:]))
    history.put_by()
    kinds.settle()
    for item in history.items:
        item.price = usual_price(item.prices)
    return kinds.whole


def _told(table: Records, row: int, error: _BadCellError, value: str) -> BadInput:
    """What is wrong with the cell, in the words of the file."""
    try:
        table.refuse(error.code, row, error.column, value, **error.data)
    except BadInput as problem:
        return problem


class _BadCellError(Exception):
    """What is wrong with a cell; the row is the loop's to say."""

    def __init__(self, code: str, column: str, value: str, **data: object) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.data = code, column, value, data


class _Memo(dict[str, _T]):
    """What a column's texts mean, worked out once for each: files repeat themselves."""

    def __init__(self, read: Callable[[str, str], _T], column: str) -> None:
        super().__init__()
        self._read, self._column = read, column

    def __missing__(self, text: str) -> _T:
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[text] = self._read(self._column, text)
        return value


class _Kinds(dict[tuple[str, ...], _Kind]):
    """(item, size, price, category, code, list price, tax) as the cells have them -> the kind of row they make."""

    def __init__(self, items: list[HistoryItem], known: Mapping[str, str] | None) -> None:
        super().__init__()
        self.whole = True  # no price has a fraction
        self._items, self._known = items, known
        self._place: dict[str, int] = {}

    def __missing__(self, cells: tuple[str, ...]) -> _Kind:
        if len(self) >= _REMEMBERED:
            self.settle()
        name, size, price_cell, category, code, list_price, tax = cells
        price = _hundredths("price", price_cell)
        usual = _hundredths("list_price", list_price) or price
        self.whole = self.whole and price % 100 == 0 and usual % 100 == 0
        item = self._item(name, size, code)
        kind = self[cells] = _Kind(item, price, usual, _label("category", category), tax)
        return kind

    def settle(self) -> None:
        """Tell the items what the rows so far said; forget the rows."""
        for kind in self.values():
            item = self._items[kind.item]
            item.lines += kind.lines
            if kind.usual:
                item.sold_at(kind.usual, kind.days)
            if kind.category and kind.latest >= item.placed_at:
                item.category, item.placed_at = kind.category, kind.latest
            item.tax = kind.tax or item.tax
        self.clear()

    def _item(self, item_cell: str, size_cell: str, code_cell: str) -> int:
        """The place of the item in `items`, a new one if need be."""
        name, size = _label("item", item_cell), _label("size", size_cell)
        if not name:
            raise _BadCellError("empty_cell", "item", "")
        item = HistoryItem(name, size, own_code=_label("code", code_cell))
        item.code = item.own_code or item.full_name
        if self._known is not None:
            item.code = self._known.get(name) or self._known.get(item.full_name, "")
            if not item.code:
                raise _BadCellError("unknown_item", "item", name)
        place = self._place.setdefault(item.code, len(self._items))
        if place == len(self._items):
            if place >= MAX_ITEMS:
                raise _BadCellError("too_many_items", "item", name, most=MAX_ITEMS)
            self._items.append(item)
        return place


def _label(column: str, text: str) -> str:
    value = clean(text)
    if len(value) > MAX_NAME:
        raise _BadCellError("cell_too_long", column, value, most=MAX_NAME)
    if too_many_marks(value):
        raise _BadCellError("forbidden_character", column, value, character="U+0300…")
    return value


def _number(column: str, text: str) -> str:
    value = text if text.isascii() and text.isalnum() and len(text) <= MAX_NAME else _label(column, text)
    if is_ruined(value.rpartition("/")[2].rpartition(":")[2]):
        raise _BadCellError("ruined_code", column, value)
    if not value:
        raise _BadCellError("empty_cell", column, "")
    return value


def _day(column: str, text: str) -> str:
    """«2026-11-22»."""
    match = _DAY.fullmatch(text)
    if not match:
        raise _BadCellError("bad_time" if text else "empty_cell", column, text)
    year, _, month, day = match.groups()
    try:
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        raise _BadCellError("bad_time", column, text) from error
    if not _YEARS[0] <= found.year <= _YEARS[1]:
        raise _BadCellError("bad_time", column, text)
    return found.isoformat()


def _clock(column: str, text: str) -> str:
    """«09:30:00». An offset from UTC is left off: what the shop's clock showed counts."""
    match = _CLOCK.fullmatch(text)
    hour, minute, second = (int(x or 0) for x in match.groups()) if match else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise _BadCellError("bad_time", column, text)
    return f"{hour:02d}:{minute:02d}:{second:02d}"


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
