"""Past receipts out of any file: its table found, its columns guessed, rows that are no sales left out and counted.

What comes out are the columns of our own files, a row at a time, for the checks in `receipts_file`: they refuse what is
unreadable by the row and column of the file that the shop has. Nothing here grows with the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Never

from pos_assist.domain.marking import Phrase
from pos_assist.domain.problems import BadInput
from pos_assist.domain.settings import PRICES, PRICES_WORDS
from pos_assist.domain.tax import Prices
from pos_assist.exchange.receipts.any_rows import Moments, Receipts, RowMeanings
from pos_assist.exchange.receipts.columns import NEEDED, ROLES, guess, role_of
from pos_assist.exchange.receipts.dates import JAPAN, day_order
from pos_assist.exchange.receipts.grids import NumberedRows, Sheet, sheets
from pos_assist.exchange.receipts.headers import Header, is_header, tables
from pos_assist.exchange.receipts.row_kinds import total_reason
from pos_assist.exchange.receipts.shapes import (
    COUNT,
    DAY,
    Shape,
    apart,
    are_days_alone,
    several,
    shape_of,
    turned,
    with_day,
    with_month,
)
from pos_assist.exchange.receipts.years import Years, day_told, month_told, past_year, told, yearless
from pos_assist.exchange.registers.systems import SUMS, System, refuse_what_cannot_help, system_of
from pos_assist.exchange.tables import Progress, clean, refuse_json
from pos_assist.exchange.tax_words import said_by
from pos_assist.i18n.receipts_file_texts import COLUMN_NAMES

HEADER = (
    "receipt_id", "timestamp", "customer", "item", "qty", "price", "category", "size", "code", "list_price", "tax",
)  # fmt: skip
_CLOCK = re.compile(r"\d[:：時]|^\d{12,14}$|^\d{5}\.\d")
SHOWN = 10  # rows that are shown of those left out
YEARS_BACK = 10
_FROM = {
    "receipt_id": ("receipt",),
    "timestamp": ("date",),
    "price": ("price", "amount"),
}  # our column -> roles it is made of


@dataclass(frozen=True, slots=True)
class FileAnswers:
    """A person's answers about a file. `columns`: column -> title in the file, "" where there is none."""

    columns: Mapping[str, str] = field(default_factory=dict)
    day_order: str = ""  # dmy, mdy, ymd
    sheet: str = ""
    year: int = 0  # in which the last of the dates lies that have none


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no sale. `reason`: one of row_kinds.REASONS."""

    row: int
    reason: str
    text: str


class ReceiptsTable:
    """A receipts file by its columns, whoever wrote it. `questions`: what only a person can say for certain: columns, receipt (no
    column has its number), day_order, year, sheet.

    `missing`: columns that no receipts go without, and that were not found. `records` may be read once; `left_out`, `shown` and
    `weights` are whole after that. Raises BadInput: see `grids.sheets`; foreign_list where it is another system's file that has
    no receipts; missing_column where a title that was said is not there.
    """

    def __init__(
        self,
        path: Path,
        answers: FileAnswers,
        latest: datetime,
        currency: str = "",
        progress: Progress | None = None,
        prices: Prices | None = None,
    ) -> None:
        """`prices`: what those of the shop are that the receipts go into; None: the file makes a shop."""
        self.path = path
        self.header: Sequence[str] = HEADER
        self.position: Mapping[str, int] = {name: i for i, name in enumerate(HEADER)}
        self.left_out: Counter[str] = Counter()
        self.shown: list[LeftOut] = []
        self.weights = 0  # rows of a weight or measure, each counted as one
        self._zone = JAPAN if currency in ("", "JPY") else None
        refuse_json(path)
        every = sheets(path, progress)
        self.sheet_titles = [sheet.title for sheet in every]
        self._sheets, found, equal = tables(every, answers.sheet)
        self._header_row, self._raw_titles = found.row, found.titles
        self.system: System | None = system_of(found.titles)
        refuse_what_cannot_help(path.name, found.titles)
        self._latest, self._prices = latest, prices
        written = [path.stem, *self.sheet_titles, *found.above]
        said = told(written[1:]) or told(written)
        named = self._take_days_of_titles(found, answers, said or past_year(latest.date()))
        if named and not said and answers.year:
            self._take_days_of_titles(found, answers, past_year(latest.date(), answers.year, named))
        if several(self._columns, self.sample):
            self._shapes.append(apart(self._columns, self.titles))
            self._see(found.sample, answers)
        at = self._columns.at
        self.missing = [role for role in NEEDED if role not in at]
        if "date" in at and not self._has_moments():
            self.missing.append("receipt")  # sums of a day are no receipt
        self.day_order, certain = self._order(answers.day_order, latest)
        self.yearless, self.years = self._years_of(said, answers.year)
        self.yearless = self.yearless or ([] if said else named)
        self.questions = tuple(
            name
            for name, asked in (
                ("sheet", equal and not answers.sheet),
                ("columns", bool(self._columns.unsure or self.missing)),
                ("receipt", "receipt" not in at and "receipt" not in answers.columns),
                ("day_order", not certain),
                ("year", bool(self.yearless) and not answers.year),
                ("prices", prices is None and self.prices is Prices.ADDED),
            )
            if asked
        )

    @property
    def prices(self) -> Prices | None:
        """What the title of its prices says of them: with tax or without; None where it says nothing."""
        columns = self.columns
        return said_by(columns.get("price") or columns.get("amount", ""))

    def refuse_other_prices(self, here: Prices) -> None:
        """Raise BadInput other_prices_column where its prices are not what those of the shop are."""
        if self.prices not in (None, here):
            there, columns = self.prices or here, self.columns
            raise BadInput(
                "other_prices_column", file=self.path.name, row=max(1, self._header_row),
                column=columns.get("price") or columns.get("amount", ""),
                here=Phrase(PRICES_WORDS[here]), there=Phrase(PRICES_WORDS[there]), name=Phrase(PRICES.label),
            )  # fmt: skip

    @property
    def columns(self) -> dict[str, str]:
        """Column -> its title in the file."""
        found = {role: self.titles[place] for role, place in self._columns.at.items()}
        if self._columns.kinds:
            found["kind"] = ", ".join(self.titles[x] for x in self._columns.kinds)
        return {role: found[role] for role in ROLES if role in found}

    def years_possible(self) -> list[tuple[int, date, date]]:
        """(year, first day, last day) of each year that dates without one may be of, the latest first."""
        found = []
        for year in range(self._latest.year, self._latest.year - YEARS_BACK, -1):
            span = past_year(self._latest.date(), year, self.yearless)
            days = [day for day in (span.of(*x) for x in self.yearless) if day]
            if days and max(days) <= self._latest.date():
                found.append((max(days).year, min(days), max(days)))
        return found

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """(row, cells) of every sale, by `header`. Raises BadInput missing_column before the first of them."""
        for role in self.missing:
            if sums := self._sums():
                raise BadInput("no_receipts", file=self.path.name, what=Phrase(SUMS[sums]))
            if self._lists_items():
                raise BadInput("list_no_receipts", file=self.path.name, found=", ".join(self.titles)[:200])
            raise self._no_column(Phrase(COLUMN_NAMES[role]))
        rows = RowMeanings(self._columns, self.titles, self.refuse)
        moments = Moments(self.day_order, self._zone, self.years)
        receipt = Receipts(self._columns, self.system.key if self.system else "", moments)
        for sheet in self._sheets:
            for row, cells in self._body(sheet):
                rows.number = row
                meaning = rows[rows.key(cells)]
                reason = receipt.reason(cells) or (meaning if isinstance(meaning, str) else receipt.kind(cells))
                if reason == "blank_name" and receipt.is_head(cells):
                    receipt.begin(cells, reason)
                    continue
                if not reason and receipt.is_remark(cells):
                    reason = "note"
                elif reason == "blank_name":
                    reason = "total" if any(map(total_reason, cells)) else "note" if receipt.is_note(cells) else reason
                if reason or isinstance(meaning, str):
                    self._leave_out(row, reason, cells)
                    if reason != "total":
                        receipt.begin(cells, reason)
                    continue
                self.weights += meaning[-1] == "weight"
                yield row, [*receipt.of(cells), *meaning[:-1]]

    def refuse(self, code: str, row: int, column: str, value: str = "", **data: object) -> Never:
        """Raise BadInput that names the cell, the column as the file's own header has it."""
        at = self._columns.at
        title = next((self.titles[at[role]] for role in _FROM.get(column, (column,)) if role in at), column)
        if code == "bad_time" and "time" in at:
            day, _, clock = value.partition(" ")
            if clock and Moments(self.day_order, self._zone, self.years)[day, ""] != day:
                title, value = self.titles[at["time"]], clock
        raise BadInput(code, file=self.path.name, row=row, column=title, value=value[:60], **data)

    def _take_days_of_titles(self, found: Header, answers: FileAnswers, years: Years) -> list[tuple[int, int]]:
        """See the columns, days that only titles say among them; (month, day) of those, in the order of the sheets."""
        shape = shape_of(found.titles, found.sample)
        self._shapes: list[Shape] = [shape] if shape else []
        self._see(found.sample, answers)
        self._days: dict[str, str] = {}  # sheet -> the day in its title
        if "date" not in self._columns.at and answers.columns.get("date", DAY) == DAY:
            self._days = self._days_told(found.above, years)
            if self._days:
                self._shapes.append(with_day(self.titles, next(iter(self._days.values()))))
                self._see(found.sample, answers)
        self._months = self._months_told(found.above, years)
        if self._months:
            place = self._columns.at["date"]
            self._shapes.append(with_month(self.titles, place, next(iter(self._months.values()))))
            self._see(found.sample, answers)
        days = [*map(date.fromisoformat, self._days.values()), *self._months.values()]
        return [(day.month, day.day) for day in days]

    def _see(self, raw: Sequence[list[str]], answers: FileAnswers) -> None:
        """The columns and first rows as they are after the shapes so far."""
        self.titles, self.sample = self._raw_titles, list(raw)
        for shape in self._shapes:
            self.titles, self.sample = shape.titles, shape.sample(self.sample)
        self._columns = guess(self.titles, self.sample, self._said(answers), self._prices)

    def _days_told(self, above: Sequence[str], years: Years) -> dict[str, str]:
        """Sheet -> its day, where each sheet's title has one, or the file says but one."""
        days = {sheet.title: day_told([sheet.title], years) for sheet in self._sheets}
        if not all(days.values()):
            day = day_told(above, years) or day_told([self.path.stem], years)
            days = {sheet.title: day for sheet in self._sheets} if day and len(days) == 1 else {}
        return days

    def _months_told(self, above: Sequence[str], years: Years) -> dict[str, date]:
        """Sheet -> the month of its days, where dates are but numbers of days and the titles or the file's name say the month."""
        place = self._columns.at.get("date")
        cells = [x for row in self.sample for x in row[place : place + 1] if x.strip()] if place is not None else []
        if not are_days_alone([x for x in cells if not total_reason(x)]):
            return {}
        every = {sheet.title: month_told([sheet.title], years) for sheet in self._sheets}
        found = {title: month for title, month in every.items() if month}
        if len(found) < len(every):
            month = month_told(above, years) or month_told([self.path.stem], years)
            found = dict.fromkeys(every, month) if month and len(every) == 1 else {}
        return found

    def _years_of(self, said: Years | None, year: int) -> tuple[list[tuple[int, int]], Years]:
        """(days without a year of which only a person can say it, the days that the file speaks of)."""
        place = self._columns.at.get("date")
        cells = [x for row in self.sample for x in row[place : place + 1] if x.strip()] if place is not None else []
        days = [x[:2] for x in (yearless(text, self.day_order == "dmy") for text in cells) if x]
        known = said or told(cells)
        return ([], known) if known and not year else (days, past_year(self._latest.date(), year, days))

    def _sums(self) -> str:
        """What a table is that has no receipts: sums of items, of days; "" where it may have some."""
        at = self._columns.at
        if not ({"qty", "amount"} & set(at)):
            return ""
        if "receipt" in at:
            return "receipts" if "date" in at and "item" not in at and "amount" in at else ""
        return "items" if "date" not in at else "days" if "item" not in at else ""

    def _lists_items(self) -> bool:
        """Whether it has names and prices, and nothing of when or how many."""
        at = self._columns.at
        return {"item", "price"} <= at.keys() and not {"date", "time", "receipt", "qty", "amount"} & at.keys()

    def _has_moments(self) -> bool:
        """Whether rows can be put together: by a receipt's number, or by a time of day."""
        at = self._columns.at
        cells = (row[at["date"]] for row in self.sample if at["date"] < len(row))
        return "receipt" in at or "time" in at or any(_CLOCK.search(x) for x in cells)

    def _no_column(self, name: str | Phrase) -> BadInput:
        found = ", ".join(self.titles)[:200]
        return BadInput("missing_column", file=self.path.name, row=max(1, self._header_row), name=name, found=found)

    def _said(self, answers: FileAnswers) -> dict[str, str]:
        said = dict(self.system.columns) if self.system else {}
        said = {role: title for role, title in said.items() if not title or title in self.titles}
        for name, title in answers.columns.items():
            role = role_of(name)
            if not role:
                raise BadInput("no_such_column", file=self.path.name, name=name, known=", ".join(ROLES))
            if title in (DAY, COUNT) and title not in self.titles:
                continue  # a column that is made
            if title and title not in self.titles:
                raise self._no_column(title)
            said[role] = title
        return said

    def _order(self, said: str, latest: datetime) -> tuple[str, bool]:
        """How the file writes its dates; read through only where its first rows leave that open."""
        if said or "date" in self.missing:
            return said or "ymd", True
        place = self._columns.at["date"]

        def texts(rows: Iterator[list[str]]) -> Iterator[str]:
            return (row[place] for row in rows if place < len(row) and row[place])

        japanese = any("\u3040" <= x <= "\u9fff" for title in self.titles for x in title)
        order, certain = day_order(texts(iter(self.sample)), latest, japanese)
        if order == "ymd" and certain:
            return order, certain
        everything = {x for sheet in self._sheets for x in texts(cells for _, cells in self._body(sheet))}
        return day_order((x for x in everything if not total_reason(x)), latest, japanese)

    def _body(self, sheet: Sheet) -> NumberedRows:
        """Rows below the header; a header that stands there once more, as in files of months put together, is none of them."""
        shapes = [
            with_day(x.titles[:-1], self._days[sheet.title])
            if x.adds_day
            else with_month(x.titles, self._columns.at["date"], self._months[sheet.title])
            if x.month
            else x
            for x in self._shapes
        ]
        return turned(self._raw_body(sheet), shapes)

    def _raw_body(self, sheet: Sheet) -> NumberedRows:
        width, raw = len(self._raw_titles), None
        moved: list[int] | None = None  # where our columns stand in the months that follow; -1: nowhere
        for row, found in sheet.rows():
            cells = found
            if row <= self._header_row:
                raw = [x.strip() for x in cells] if row == self._header_row else raw
                continue
            if len(cells) < max(width, 2):
                cells = [*cells, *[""] * (width - len(cells))]
            if raw and (cells[0].strip() in raw or cells[1].strip() in raw) and is_header(cells):
                again = [x.strip() for x in cells]
                if all(raw[x] in again for x in self._read_of_raw() if x < len(raw)):
                    moved = [again.index(x) if x and x in again else -1 for x in raw]
                    moved = None if moved == list(range(len(raw))) else moved
                    continue
            yield row, [cells[x] if 0 <= x < len(cells) else "" for x in moved] if moved else cells

    def _read_of_raw(self) -> set[int]:
        """Places in the file's own header that are read."""
        if self._shapes:
            return set(range(len(self._raw_titles)))
        return set(self._columns.at.values())

    def _leave_out(self, row: int, reason: str, cells: Sequence[str]) -> None:
        self.left_out[reason] += 1
        if len(self.shown) < SHOWN:
            self.shown.append(LeftOut(row, reason, " · ".join(clean(x) for x in cells if x.strip())[:80]))
