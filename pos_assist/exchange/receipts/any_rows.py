"""What a row of any receipts file means: which receipt it belongs to, and what was sold, or why it is no sale."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import ROUND_FLOOR, Decimal
from operator import itemgetter
from typing import Never

from pos_assist.exchange.receipts.amounts import (
    amount,
    became_day,
    code_text,
    hundredths,
    is_ruined,
    lost_its_end,
    quantity,
)
from pos_assist.exchange.receipts.columns import Columns
from pos_assist.exchange.receipts.dates import moment
from pos_assist.exchange.receipts.row_kinds import kind_reason, name_reason, tax_word, total_reason, without_sticker
from pos_assist.exchange.receipts.years import Years
from pos_assist.exchange.tables import clean

ONE_RECEIPT = timedelta(hours=2)  # between two rows of one receipt, at most
_REMEMBERED = 100_000
_MOMENTS = 10_000  # a file is mostly in order of time
_USUAL = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII
)  # read without a search
_MOST_WEIGHED = 20
_PLAIN_SIZES = frozenset({"regular", "レギュラー", "通常", "標準", "-", "default", "default title"})


def bare(cell: str) -> str:
    """A cell without what a spreadsheet was told to take for text by: '0001, ="0001"."""
    value = clean(cell)
    if value.startswith('="') and value.endswith('"'):
        return value[2:-1]
    return value[1:] if value.startswith("'") and value[1:2].isdigit() else value


class Moments(dict[tuple[str, str], str]):
    """(day's cell, clock's cell) -> the moment as our files write it; what is none stays as it is, for the check to name."""

    def __init__(self, order: str, zone: tzinfo | None, years: Years) -> None:
        super().__init__()
        self._order, self._zone, self._years = order, zone, years

    def __missing__(self, cells: tuple[str, str]) -> str:
        if len(self) >= _MOMENTS:
            self.clear()
        day, clock = bare(cells[0]), bare(cells[1])
        found = _USUAL.fullmatch(day)
        try:
            if found:
                year, month, date, hour, minute, second = (int(x or 0) for x in found.groups())
                value = datetime(year, month, date, hour, minute, second).isoformat(" ", "seconds")
                self[cells] = value
                return value
        except ValueError:
            pass  # 25:30, or no date
        try:
            dated = self._years.dated(day, self._order == "dmy")
            value = moment(dated, clock, self._order, self._zone).isoformat(" ", "seconds")
        except (ValueError, OverflowError):
            value = f"{day} {clock}".strip()
        self[cells] = value
        return value


class Receipts:
    """Which receipt a row belongs to: its number, with till and shop, and the time at which it began.

    A cell that is empty means what stands above it. A receipt that goes on past midnight is of the day on which it began.
    """

    def __init__(self, columns: Columns, prefix: str, moments: Moments) -> None:
        at = columns.at
        self._number, self._day, self._time = at.get("receipt"), at["date"], at.get("time")
        self._places = () if prefix else tuple(at[x] for x in ("store", "till") if x in at)
        self._customer = at.get("customer")
        self._filled = tuple(at[x] for x in ("qty", "price", "amount") if x in at)
        self._prefix, self._moments = prefix, moments
        self._reasons: dict[str, str] = {}
        self._kinds = columns.kinds
        self._left_out = ("", "")  # the number of a receipt that was, and why
        self._last = ("", "", "")  # number, time, customer
        self._raw: tuple[str, ...] = ()  # the cells that said so
        read = (
            self._day,
            self._day,
            *(x for x in (self._number, self._time, self._customer) if x is not None),
            *self._places,
        )
        self._key: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*read)
        self._above = ("", "")  # cells of day and clock
        self._began, self._latest = "", ""

    def reason(self, cells: Sequence[str]) -> str:
        """«total» where the number or the day says so."""
        for text in (cells[self._number] if self._number is not None else "", cells[self._day]):
            known = self._reasons.get(text)
            if known is None:
                if len(self._reasons) >= _REMEMBERED:
                    self._reasons.clear()
                known = self._reasons[text] = "" if not text or text.isdigit() else total_reason(text)
            if known:
                return known
        return ""

    def is_note(self, cells: Sequence[str]) -> bool:
        """Whether nothing stands where a sale has something."""
        return not cells[self._day].strip() or not any(cells[x].strip() for x in self._filled)

    def is_remark(self, cells: Sequence[str]) -> bool:
        """Whether a text stands alone where an item's name does."""
        numbered = self._number is not None and cells[self._number].strip()
        return not (
            numbered or cells[self._day].strip() or not self._filled or any(cells[x].strip() for x in self._filled)
        )

    def is_head(self, cells: Sequence[str]) -> bool:
        """Whether the row has a number and a day and nothing that was sold: the rows below have that."""
        numbered = self._number is not None and cells[self._number].strip()
        return bool(numbered and cells[self._day].strip() and self._filled) and not any(
            cells[x].strip() for x in self._filled
        )

    def begin(self, cells: Sequence[str], reason: str) -> None:
        """A row that is left out may be the first of its receipt: what is below it has its number, and where it has nothing else to
        say, its kind."""
        if self._number is not None and cells[self._number].strip() and cells[self._day].strip():
            self.of(cells)
            self._left_out = (cells[self._number], reason if reason in ("void", "return", "not_a_sale") else "")

    def kind(self, cells: Sequence[str]) -> str:
        """Why the receipt that the row goes on with was left out, if the row does not say what it is itself."""
        number, reason = self._left_out
        if not reason or self._number is None or any(cells[x].strip() for x in self._kinds):
            return ""
        return reason if self._kinds and cells[self._number].strip() in ("", number) else ""

    def of(self, cells: Sequence[str]) -> tuple[str, str, str]:
        """Return (number, time, customer) of a row's receipt."""
        raw = self._key(cells)
        if raw != self._raw:
            self._last = self._next(cells)
            self._raw = raw
        return self._last

    def _next(self, cells: Sequence[str]) -> tuple[str, str, str]:
        number = bare(cells[self._number]) if self._number is not None else None
        day, clock = cells[self._day], cells[self._time] if self._time is not None else ""
        same = (day, clock) == self._above or (day == self._above[0] and not clock.strip())
        carried = number == "" and bool(self._last[0]) and (not day.strip() or same)
        if carried:
            number = self._last[0]
        elif number:
            number = self._prefix + "/".join([*(clean(cells[x]) for x in self._places if cells[x].strip()), number])
        if carried and not clock.strip():
            day, clock = self._above
        if not day.strip() and self._above[0] and (carried or number == self._last[0] or number is None):
            day, clock = self._above
        when = self._moments[day, clock]
        self._above = (day, clock)
        if number is None:
            number = "-".join([when[11:].replace(":", ""), *(clean(cells[x]) for x in self._places)])
        customer = cells[self._customer].strip() if self._customer is not None else ""
        if number == self._last[0] and when < self._latest:
            when = _past_midnight(self._latest, when)
        if number == self._last[0] and when != self._latest:
            if _are_near(self._latest, when):
                self._latest, when = when, self._began
            else:
                self._began = self._latest = when
        elif number == self._last[0]:
            when = self._began
        else:
            self._began = self._latest = when
        if carried or (number == self._last[0] and when == self._last[1]):
            customer = customer or self._last[2]
        return number, when, customer


def _past_midnight(before: str, after: str) -> str:
    """The next day's moment where a receipt's clock went past midnight and its day stayed: the business day."""
    try:
        when = datetime.fromisoformat(after) + timedelta(days=1)
        return when.isoformat(" ", "seconds") if when - datetime.fromisoformat(before) <= ONE_RECEIPT else after
    except (ValueError, OverflowError):
        return after


def _are_near(before: str, after: str) -> bool:
    try:
        return abs(datetime.fromisoformat(after) - datetime.fromisoformat(before)) <= ONE_RECEIPT
    except ValueError:
        return False


Meaning = str | tuple[str, ...]  # a reason to leave the row out; or our cells: item … tax, and «weight» or ""


class RowMeanings(dict[tuple[str, ...], Meaning]):
    """The cells of a row that say what was sold -> what the row means: files repeat themselves."""

    def __init__(self, columns: Columns, titles: Sequence[str], refuse: Callable[..., Never]) -> None:
        super().__init__()
        self.number = 0  # of the row that is being read
        self._refuse, self._comma, self._shared = refuse, columns.comma, columns.shared_codes
        self._roles = [
            x
            for x in ("item", "code", "size", "qty", "price", "list_price", "amount", "category", "tax")
            if x in columns.at
        ]
        places = [columns.at[x] for x in self._roles]
        self._kinds = [titles[x] for x in columns.kinds]
        self._places = [*places, *columns.kinds]
        getter = itemgetter(*self._places)
        self.key: Callable[[Sequence[str]], tuple[str, ...]] = (
            getter if len(self._places) > 1 else lambda cells: (getter(cells),)
        )

    def __missing__(self, key: tuple[str, ...]) -> Meaning:
        if len(self) >= _REMEMBERED:
            self.clear()
        cells = {role: bare(text) for role, text in zip(self._roles, key, strict=False)}
        kinds = zip(self._kinds, key[len(self._roles) :], strict=True)
        reason = next((x for x in (kind_reason(title, text) for title, text in kinds) if x), "")
        value: Meaning = reason or self._meaning(cells)
        self[key] = value
        return value

    def _meaning(self, cells: dict[str, str]) -> Meaning:
        name, code = code_text(cells.get("item", "")), code_text(cells.get("code", ""))
        code = "" if name and code in self._shared else code
        for role, text in (("code", code), ("item", name)):
            if is_ruined(text) or (role == "code" and lost_its_end(text)):
                self._refuse("ruined_code", self.number, role, text)
        if became_day(code):
            self._refuse("code_became_day", self.number, "code", code)
        if not name and not code:
            category = cells.get("category", "")
            return "total" if total_reason(category) else "department" if category else "blank_name"
        if not code:
            name = without_sticker(name)
        reason = name_reason(name or code)
        units = quantity(cells.get("qty", ""), self._comma)
        each, whole = (amount(cells.get(x, ""), self._comma) for x in ("price", "amount"))
        if not reason and units is not None:
            reason = _negative(units[0], each, whole)
        if reason:
            return reason
        qty, weight = cells.get("qty", ""), ""
        price = hundredths(each) if each is not None else cells.get("price", "")
        if units is not None:
            number, weighed = units
            qty, weight = ("1", "weight") if weighed else (str(int(number)), "")
            price = _price(each, whole, number, weighed) or price
        usual = amount(cells.get("list_price", ""), self._comma)
        size = cells.get("size", "")
        return (
            name or code, qty, price, cells.get("category", ""), "" if size.casefold() in _PLAIN_SIZES else size[:20],
            code if name else "", hundredths(usual) if usual and usual > 0 else "", tax_word(cells.get("tax", "")), weight,
        )  # fmt: skip


def _negative(units: Decimal, each: Decimal | None, whole: Decimal | None) -> str:
    if units < 0:
        return "return"
    if units == 0:
        return "zero"
    return "negative" if (each is not None and each < 0) or (whole is not None and whole < 0) else ""


def _price(each: Decimal | None, whole: Decimal | None, units: Decimal, weighed: bool) -> str:
    """The price of one, of a weight that of the piece; "" where the file does not say."""
    if weighed:  # beyond a few kilograms the unit is hardly that of the price
        known = whole if whole is not None else each * units if each is not None and units < _MOST_WEIGHED else None
        return hundredths(known) if known is not None else ""
    if each is not None or whole is None:
        return ""
    step = Decimal(1) if whole == whole.to_integral_value() else Decimal("0.01")
    return hundredths((whole / units).quantize(step, ROUND_FLOOR))
