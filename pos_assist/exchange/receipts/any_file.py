"""Past receipts out of any file: its table found, its columns guessed, rows that are no sales left out and counted.

What comes out are the columns of our own files, a row at a time, for the judge in `receipts_file`: it refuses what is
unreadable by the row and column of the file that the shop has. Nothing here grows with the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Never

from pos_assist.domain.marking import Phrase
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.receipts.any_rows import Moments, Receipts, RowMeanings
from pos_assist.exchange.receipts.columns import NEEDED, ROLES, guess, known_titles, role_of
from pos_assist.exchange.receipts.dates import JAPAN, day_order
from pos_assist.exchange.receipts.grids import NumberedRows, Sheet, sheets
from pos_assist.exchange.receipts.headers import tables
from pos_assist.exchange.receipts.row_kinds import total_reason
from pos_assist.exchange.registers.systems import System, refuse_what_cannot_help, system_of
from pos_assist.exchange.tables import Progress, clean, refuse_json
from pos_assist.i18n.receipts_file_texts import COLUMN_NAMES

HEADER = (
    "receipt_id", "timestamp", "customer", "item", "qty", "price", "category", "size", "code", "list_price", "tax",
)  # fmt: skip
_CLOCK = re.compile(r"\d[:：時]|^\d{12,14}$|^\d{5}\.\d")
SHOWN = 10  # rows that are shown of those left out
SAMPLE = 400  # rows by which columns are guessed
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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no sale. `reason`: one of row_kinds.REASONS."""

    row: int
    reason: str
    text: str


class ReceiptsTable:
    """A receipts file by its columns, whoever wrote it. `questions`: what only a person can say for certain: columns, receipt (no
    column has its number), day_order, sheet.

    `missing`: columns that no receipts go without, and that were not found. `records` may be read once; `left_out`, `shown` and
    `weights` are whole after that. Raises BadInput: see `grids.sheets`; foreign_list where it is another system's file that has
    no receipts; missing_column where a title that was said is not there.
    """

    def __init__(
        self, path: Path, answers: FileAnswers, latest: datetime, currency: str = "", progress: Progress | None = None
    ) -> None:
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
        self._header_row, self.titles = found.row, found.titles
        self.sample = found.sample
        self.system: System | None = system_of(self.titles)
        refuse_what_cannot_help(path.name, self.titles)
        self._columns = guess(self.titles, self.sample, self._said(answers))
        at = self._columns.at
        self.missing = [role for role in NEEDED if role not in at]
        if "date" in at and not self._has_moments():
            self.missing.append("receipt")  # sums of a day are no receipt
        self.day_order, certain = self._order(answers.day_order, latest)
        self.questions = tuple(
            name
            for name, asked in (
                ("sheet", equal and not answers.sheet),
                ("columns", bool(self._columns.unsure or self.missing)),
                ("receipt", "receipt" not in at and "receipt" not in answers.columns),
                ("day_order", not certain),
            )
            if asked
        )

    @property
    def columns(self) -> dict[str, str]:
        """Column -> its title in the file."""
        found = {role: self.titles[place] for role, place in self._columns.at.items()}
        if self._columns.kinds:
            found["kind"] = ", ".join(self.titles[x] for x in self._columns.kinds)
        return {role: found[role] for role in ROLES if role in found}

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """(row, cells) of every sale, by `header`. Raises BadInput missing_column before the first of them."""
        for role in self.missing:
            raise self._no_column(Phrase(COLUMN_NAMES[role]))
        rows = RowMeanings(self._columns, self.titles, self.refuse)
        moments = Moments(self.day_order, self._zone)
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
            if clock and Moments(self.day_order, self._zone)[day, ""] != day:
                title, value = self.titles[at["time"]], clock
        raise BadInput(code, file=self.path.name, row=row, column=title, value=value[:60], **data)

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
        width, raw = len(self.titles), None
        turned: list[int] | None = None
        for row, found in sheet.rows():
            cells = found
            if row <= self._header_row:
                raw = [x.strip() for x in cells] if row == self._header_row else raw
                continue
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]
            if raw and cells[0].strip() in raw and known_titles(cells[:width]) >= 2:
                again = [x.strip() for x in cells]
                while again and not again[-1] and len(again) > len(raw):
                    again.pop()
                if sorted(again) == sorted(raw + [""] * (len(again) - len(raw))):
                    turned = None if again[: len(raw)] == raw else [again.index(x) for x in raw]
                    continue
            yield row, [cells[x] for x in turned] if turned else cells

    def _leave_out(self, row: int, reason: str, cells: Sequence[str]) -> None:
        self.left_out[reason] += 1
        if len(self.shown) < SHOWN:
            self.shown.append(LeftOut(row, reason, " · ".join(clean(x) for x in cells if x.strip())[:80]))
