"""Any file of rows as rows of cells: CSV of any encoding and separator, XLSX, XLS, ODS. Nothing is checked here.

Signs that nobody sees are dropped, so that they can neither hide what a name says nor stop a file. A row keeps the number that
a spreadsheet shows for it. A CSV is read as a stream: memory does not grow with it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from pos_assist.domain.marking import N_, Phrase
from pos_assist.domain.problems import BadInput
from pos_assist.domain.texts import FORBIDDEN
from pos_assist.exchange.open_document import is_open_document, ods_sheets
from pos_assist.exchange.spreadsheets import cells_spanned, is_spreadsheet, refuse_bomb, xlsx_sheets
from pos_assist.exchange.tables import Progress, detect_encoding, open_file
from pos_assist.exchange.web_tables import is_web_table, web_tables

HEAD = 60  # rows in which the header is looked for
MAX_WIDTH = 2_000  # columns
MAX_BOOK = 64_000_000  # bytes of an old workbook, which is unpacked in one piece
_MOST_CELLS = 4_000_000  # of a workbook that is unpacked in one piece
_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_FILES = {
    b"%PDF": N_("a PDF document"),
    b"\x89PNG": N_("a picture"),
    b"\xff\xd8\xff": N_("a picture"),
    b"GIF8": N_("a picture"),
    b"{\\rtf": N_("a text document"),
    b"SQLite f": N_("a database"),
}
_SEPARATORS = ",\t;|"
_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
_HALF_KANA = re.compile("[\uff61-\uff9f]")

NumberedRows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. `title` is "" where a file has but one. `rows` begins anew with each call."""

    title: str
    rows: Callable[[], NumberedRows]

    def head(self) -> list[tuple[int, list[str]]]:
        """Return the sheet's first rows with their numbers."""
        return list(islice(self.rows(), HEAD))


def sheets(path: Path, progress: Progress | None = None) -> list[Sheet]:
    """The tables of a file, empty ones left out.

    Raises BadInput: encoding, bad_xlsx, file_too_large, empty_file; while rows are read also bad_csv.
    """
    with open_file(path) as file:
        magic = file.read(8)
    for begin, what in _OTHER_FILES.items():
        if magic.startswith(begin):
            raise BadInput("not_a_table", file=path.name, what=Phrase(what))
    if magic == _OLE:
        found = [_sheet(title, rows) for title, rows in _workbook(path)]
    elif is_open_document(path):
        found = [_sheet(title, rows) for title, rows in ods_sheets(path)]
    elif is_spreadsheet(path):
        refuse_bomb(path)
        fast = cells_spanned(path) <= _MOST_CELLS
        found = [_sheet(title, rows) for title, rows in (_workbook(path) if fast else xlsx_sheets(path))]
    elif is_web_table(path):
        found = [_sheet(title, rows) for title, rows in web_tables(path, lambda data: _page_text(path, data))]
    else:
        encoding = _encoding(path)
        separator, above = _separator(path, encoding)
        found = [Sheet("", lambda: _csv_rows(path, encoding, separator, above, progress))]
    found = [sheet for sheet in found if next(sheet.rows(), None) is not None]
    if not found:
        raise BadInput("empty_file", file=path.name)
    return found


def _page_text(path: Path, data: bytes) -> str:
    """The text of a page. Raises BadInput encoding."""
    try:
        return data.decode(_encoding(path), "replace")
    except LookupError as error:
        raise BadInput("encoding", file=path.name, row=1) from error


def _sheet(title: str, rows: Callable[[], Iterator[Sequence[object]]]) -> Sheet:
    return Sheet(title, lambda: _filled(rows()))


def _workbook(path: Path) -> list[tuple[str, Callable[[], Iterator[Sequence[object]]]]]:
    """The sheets of an Excel file, unpacked in one piece: a hundred times faster than row by row."""
    if path.stat().st_size > MAX_BOOK:
        raise BadInput("file_too_large", file=path.name, most=f"{MAX_BOOK // 1_000_000} MB")
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 — lazy: only such a file needs it

    try:
        book = CalamineWorkbook.from_path(path)
        titles = [x.name for x in book.sheets_metadata if x.visible == SheetVisibleEnum.Visible]
        tables = [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in titles]
    except Exception as error:  # the reader raises many kinds on what is broken
        raise BadInput("bad_xlsx", file=path.name, reason=type(error).__name__) from error
    return [(title, partial(iter, table)) for title, table in tables]


def cell_text(value: object) -> str:
    """A spreadsheet's value as it would stand in a CSV."""
    if isinstance(value, str):
        return seen(value)
    if value is None:
        text = ""
    elif isinstance(value, bool):
        text = "1" if value else "0"
    elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        text = str(int(value))  # a long barcode that Excel took for a number
    elif isinstance(value, datetime):
        value += timedelta(microseconds=500_000)  # a spreadsheet's share of a day is a little off
        value = value.replace(microsecond=0)
        text = value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    elif isinstance(value, timedelta):
        text = f"{value.total_seconds() / 86_400:.6f}"
    elif isinstance(value, date | time):
        text = value.isoformat()
    else:
        text = str(value)
    return text


def seen(text: str) -> str:
    """The text without the signs that nobody sees."""
    return text if text.isascii() and text.isprintable() else FORBIDDEN.sub("", text).replace("\xa0", " ")


def _filled(rows: Iterator[Sequence[object]]) -> NumberedRows:
    for number, values in enumerate(rows, 1):
        cells = [cell_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _encoding(path: Path) -> str:
    """As `detect_encoding`, and EUC-JP, ISO-2022-JP or Windows-1252 where the bytes are none of those."""
    with open_file(path) as file:
        sample = file.read(_SAMPLE)
    if b"\x1b$" in sample and sample.isascii():
        return "iso2022_jp"
    try:
        found = detect_encoding(path)
    except BadInput:
        found = ""
        if _decodes(path, "euc_jp"):
            return "euc_jp"
        high = sum(x > 0x7F for x in sample)
        letters = sample.decode("cp1252", "replace")
        if (
            high * 10 < len(sample)
            and _decodes(path, "cp1252")
            and sample.count(b"\xe3") * 2 < high
            and _is_latin(letters)
        ):
            return "cp1252"
        raise
    if found == "cp932":  # EUC-JP often passes for it, as a row of half-width kana
        kana = len(_HALF_KANA.findall(sample.decode("cp932", "ignore")))
        if kana * 3 > sum(x > 0x7F for x in sample) and _decodes(path, "euc_jp"):
            return "euc_jp"
    return found


def _is_latin(text: str) -> bool:
    return all(x.isalpha() or x in "€£°–—’“”…\xa0«»" for x in text if x > "\x7f")


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while file.read(_BLOCK):
                pass
    except UnicodeError:
        return False
    return True


def _separator(path: Path, encoding: str) -> tuple[str, int]:
    """(what stands between cells, how many lines above the table say so): the sign by which most lines have as many cells; ""
    where each line as a whole stands in quotes, as a CSV does that was saved as one once more."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = FORBIDDEN.sub("", file.read(_SAMPLE)).splitlines()
    if lines and (said := _SEP_LINE.match(lines[0])):
        return said[1], 1
    best = (0, 0, "")
    for separator in _SEPARATORS:
        widths = [len(x) for x in islice(csv.reader(lines[:HEAD], delimiter=separator), HEAD) if any(x)]
        usual = max(set(widths), key=lambda x: (widths.count(x), x), default=0)
        if usual > 1:
            best = max(best, (widths.count(usual) * min(usual, 3), usual, separator))
    if not best[2] and len(lines) > 1 and all(x.startswith('"') and x.endswith('"') and "," in x for x in lines[:2]):
        return "", 0
    return best[2] or ",", 0


def _csv_rows(path: Path, encoding: str, separator: str, above: int, progress: Progress | None) -> NumberedRows:
    row = above
    try:
        lines = islice(_lines(path, encoding, progress), above, None)
        rows = csv.reader(lines, delimiter=separator or ",", strict=True)
        for cells in rows if separator else _twice_quoted(rows):
            row += 1
            if len(cells) > MAX_WIDTH:
                raise BadInput("too_many_columns", file=path.name, row=row, most=MAX_WIDTH)
            if (cells and cells[0]) or any(cells):
                yield row, cells
    except csv.Error as error:
        raise BadInput("bad_csv", file=path.name, row=row + 1, reason=str(error)) from error
    except UnicodeError as error:
        raise BadInput("encoding", file=path.name, row=row + 1) from error


def _twice_quoted(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for cells in rows:
        yield next(csv.reader(cells[:1], strict=True), [])


def _lines(path: Path, encoding: str, progress: Progress | None) -> Iterator[str]:
    with open_file(path) as raw:
        total = path.stat().st_size
        text = io.TextIOWrapper(raw, encoding, newline="")
        rest = ""
        while block := text.read(_BLOCK):
            if block.endswith("\r"):
                block += text.read(1)
            clean = FORBIDDEN.sub("", block).replace("\xa0", " ")
            lines = (rest + clean).splitlines(keepends=True)
            rest = lines.pop() if lines and not lines[-1].endswith(("\n", "\r")) else ""
            if len(rest) > _BLOCK:
                raise csv.Error("a line of more than a million characters")
            if progress:
                progress(raw.tell(), total)
            yield from lines
        if rest:
            yield rest
