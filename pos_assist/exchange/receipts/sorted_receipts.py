"""A checked receipts file: what it says about items, and its receipts by day in a temporary file, in bounded memory.

Receipts come out in order of time even where the file is not, rows of one receipt together even where two tills wrote by
turns: what is held at once is a day. Rows with one number on one day are one receipt (many tills start again at 1 every day),
unless hours lie between them: then they are of two tills.
"""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from types import TracebackType
from typing import IO, Self

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.domain.receipts import HistoryLine
from pos_assist.exchange.receipts.usual_prices import DAYS_KEPT, of_last_weeks

NO_CURRENCY = "XXX"  # ISO 4217: «no currency involved»; shown without a sign, with two decimals
_NO_MINOR_UNIT = frozenset({"JPY"})  # amounts are whole; of any other currency they are hundredths
_AT_ONCE = 50_000  # lines held in memory before they go to the temporary file

_ONE_RECEIPT = 2 * 60 * 60  # seconds between two rows of one receipt, at most

_Receipt = tuple[str, str, str, list[int]]  # number, time, customer, (item, qty, hundredths) again and again
Seen = Callable[[list[str], datetime], None]  # an item's codes on one receipt, and when


@dataclass(slots=True)
class HistoryItem:
    """One item as a receipts file describes it; its category is that of its latest row that has one, its price the
    usual one."""

    name: str
    size: str
    code: str = ""  # what to call it: the shop's code, or `full_name`
    own_code: str = ""  # the one that the file gives it
    category: str = ""
    tax: str = ""  # reduced, standard, exempt; "": the file does not say
    lines: int = 0
    price: int = 0  # in hundredths; 0: never given
    placed_at: str = ""
    prices: dict[int, dict[str, int]] = field(default_factory=dict)  # what it was sold at -> day -> rows

    @property
    def full_name(self) -> str:
        """The name with its size, which some files keep apart."""
        return self.name if self.name.casefold().endswith(self.size.casefold()) else f"{self.name} {self.size}"

    def sold_at(self, price: int, days: dict[str, int]) -> None:
        """It was sold at that price, in so many rows on those days."""
        there = self.prices.pop(price, None)  # the latest stands last
        if there is None:
            self.prices[price] = days
            return
        for day, rows in days.items():
            there[day] = there.get(day, 0) + rows
        self.prices[price] = of_last_weeks(there) if len(there) > DAYS_KEPT else there


class History:
    """The items and receipts of a file. Close it (a `with` does) to remove its temporary file."""

    def __init__(self) -> None:
        self.items: list[HistoryItem] = []
        self.lines = 0
        self.receipts = 0  # at most: one whose rows stand far apart counts twice
        self.currency = "JPY"
        self._file: IO[bytes] = _temporary()
        self._blocks: dict[str, list[int]] = {}  # day -> where its receipts are in the file
        self._pending: dict[str, dict[tuple[str, str], _Receipt]] = {}
        self._waiting = 0
        self._latest: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the temporary file."""
        self._file.close()

    @property
    def minor(self) -> int:
        """How many hundredths (the unit in which prices are kept here) the currency's minor unit has."""
        return 100 if self.currency in _NO_MINOR_UNIT else 1

    @property
    def last_day(self) -> str:
        """The day of the newest receipt, «2026-11-22»."""
        return max(self._blocks)

    def receipt(self, number: str, at: str, customer: str) -> list[int]:
        """The lines of that receipt, to be extended by item, quantity, hundredths until this is called again."""
        self._waiting += len(self._latest) // 3
        if self._waiting >= _AT_ONCE:
            self.put_by()
        receipts = self._pending.setdefault(at[:10], {})
        receipt = receipts.get((number, at))
        if receipt is None:
            receipt = receipts[number, at] = (number, at, customer, [])
            self.receipts += 1
        self._latest = receipt[3]
        return self._latest

    def put_by(self) -> None:
        """Move what is held in memory to the temporary file."""
        try:
            for day, receipts in self._pending.items():
                self.lines += sum(len(receipt[3]) for receipt in receipts.values()) // 3
                self._blocks.setdefault(day, []).append(self._file.tell())
                marshal.dump(list(receipts.values()), self._file)
        except OSError as error:
            raise EnvironmentProblem("no_room_for_import", reason=error.strerror or str(error)) from error
        self._pending, self._waiting, self._latest = {}, 0, []

    def history(
        self, seen: Seen | None = None, known: Callable[[list[str]], set[str]] | None = None
    ) -> Iterator[HistoryLine]:
        """Every line, receipts in order of time. `seen` hears of each receipt as it passes; `known` says which of some
        receipts are there already and are to be left out."""
        minor, code_of = self.minor, [item.code for item in self.items]
        new = tuple.__new__  # as HistoryLine(…), without the cost of keywords
        for day, receipts in self._days():
            left_out = known([f"{day}/{number}" for number, *_ in receipts]) if known else ()
            for number, at, customer, flat in receipts:
                if left_out and f"{day}/{number}" in left_out:
                    continue
                when, key = datetime.fromisoformat(at), f"{day}/{number}"
                codes = [code_of[item] for item in flat[::3]]
                for code, qty, price in zip(codes, flat[1::3], flat[2::3], strict=True):
                    yield new(HistoryLine, (key, when, code, qty, price // minor, customer, "", ""))
                if seen:
                    seen(codes, when)

    def count(self) -> int:
        """How many receipts there are, parts of one made whole; reads them once."""
        return sum(len(receipts) for _, receipts in self._days())

    def baskets(self) -> Iterator[tuple[list[str], datetime]]:
        """(item codes, time) of every receipt."""
        code_of = [item.code for item in self.items]
        for _, receipts in self._days():
            for _, at, _, flat in receipts:
                yield [code_of[item] for item in flat[::3]], datetime.fromisoformat(at)

    def _days(self) -> Iterator[tuple[str, list[_Receipt]]]:
        for day in sorted(self._blocks):
            receipts = [receipt for place in self._blocks[day] for receipt in self._block(place)]
            receipts.sort(key=itemgetter(1))  # stable: within a second the file's order stays
            yield day, _whole(receipts)

    def _block(self, place: int) -> list[_Receipt]:
        self._file.seek(place)
        receipts: list[_Receipt] = marshal.load(self._file)
        return receipts


def _whole(parts: list[_Receipt]) -> list[_Receipt]:
    """A day's receipts in order of time: parts of one number made one, unless hours lie between them: then the later one is of
    another till, and has its time in its number."""
    latest: dict[str, tuple[_Receipt, str]] = {}  # number -> the receipt so far, when its last row was
    found: list[_Receipt] = []
    for part in parts:
        number, at, customer, lines = part
        if number in latest:
            receipt, before = latest[number]
            if _second(at) - _second(before) <= _ONE_RECEIPT:
                receipt[3].extend(lines)
                latest[number] = receipt, at
                continue
            part = (f"{number} {at[11:16]}", at, customer, lines)  # noqa: PLW2901 — the same part under its own number
        latest[number] = part, at
        found.append(part)
    return found


def _second(at: str) -> int:
    """Of the day."""
    return int(at[11:13]) * 3600 + int(at[14:16]) * 60 + int(at[17:19])


def _temporary() -> IO[bytes]:
    try:
        return tempfile.TemporaryFile(prefix="pos-assist-")
    except OSError as error:
        raise EnvironmentProblem("no_room_for_import", reason=error.strerror or str(error)) from error
