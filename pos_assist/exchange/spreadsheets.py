"""XLSX files: read into a plain CSV that tables.py then checks like any other, and written as text cells.

What openpyxl does not stop is stopped here before and while it reads: archives that unpack to more than 64 MB, documents that
declare a type or entities (no spreadsheet program writes any; refusing them by the bytes lets the fast parser be used, which is
twice as fast as defusedxml's), cells and rows without end (`<row r="1000000000">`).
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem
from pos_assist.exchange.archives import read_member
from pos_assist.exchange.tables import MAX_CELL, MAX_COLUMNS, MAX_ROWS, open_file

MAX_UNPACKED = 64_000_000  # bytes
MAX_RATIO = 200
MAX_MEMBERS = 2_000
MAX_BLANK = 1_000  # rows after which the sheet is taken to have ended
_WIDEST = 2_000  # columns of a table whose cells are not checked here

# A cell that a spreadsheet would take for a formula (OWASP, CSV injection) gets a «'» in front, and loses one on the way in.
_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")
_REFERENCE = re.compile(rb'<(?:c|row) [^>]*?\br="([A-Z]{0,3})(\d{1,10})"')  # of a row or a cell
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)""")
_MOST_CHOSEN = 5_000  # rows whose cells offer words to choose from


def neutral(cell: str) -> str:
    """The cell as it goes out: never a formula."""
    return "'" + cell if _FORMULA.match(cell) else cell


def original(cell: str) -> str:
    """The cell as it was before `neutral`; a formula typed by hand is just text."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def is_spreadsheet(path: Path) -> bool:
    """Whether the file is an archive (XLSX), whatever its name says."""
    with open_file(path) as file:
        return file.read(4) == b"PK\x03\x04"


@contextmanager
def as_csv(path: Path, head: int | None = None) -> Iterator[Path]:
    """The file itself, or the first sheet of an XLSX (its first `head` rows) as a CSV of the same name that goes away
    afterwards.

    Raises BadInput: bad_xlsx, file_too_large, too_many_rows, too_many_columns, cell_too_long, forbidden_character.
    """
    if not is_spreadsheet(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="pos-assist-") as folder:
        plain = Path(folder) / path.name
        try:
            with plain.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
                csv.writer(file).writerows(islice(_rows(path), head))
        except OSError as error:
            raise EnvironmentProblem("no_room_for_import", reason=error.strerror or str(error)) from error
        yield plain


def write_xlsx(
    path: Path,
    title: str,
    rows: Iterable[Sequence[str | int | None]],
    text_columns: frozenset[int],
    choices: Mapping[int, Sequence[str]] | None = None,
) -> None:
    """One sheet, the first row a header that stays in view. Columns of codes and barcodes are marked as text, so that Excel
    keeps their zeros. `choices`: column -> words that its cells offer in a list. Raises OSError."""
    write_sheets(path, [(title, rows, text_columns)], choices)


def write_sheets(
    path: Path,
    sheets: Iterable[tuple[str, Iterable[Sequence[str | int | None]], frozenset[int]]],
    choices: Mapping[int, Sequence[str]] | None = None,
) -> None:
    """Several sheets (title, rows, columns of text), each as `write_xlsx` writes one. Raises OSError."""
    _fast_parser()
    from openpyxl import Workbook  # noqa: PLC0415 — lazy: 200 ms that only a spreadsheet needs
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 — lazy: as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 — lazy: as above

    workbook = Workbook(write_only=True)
    for title, rows, text_columns in sheets:
        sheet = workbook.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        for column in text_columns:
            sheet.column_dimensions[get_column_letter(column + 1)].number_format = "@"
        for row in rows:
            cells: list[Any] = [None if x == "" else x for x in row]  # an empty cell costs as much as a full one
            for column in text_columns:
                if isinstance(cells[column], str):
                    cell = WriteOnlyCell(sheet, cells[column])
                    cell.number_format = "@"
                    cells[column] = cell
            sheet.append(cells)
        _offer_choices(workbook, sheet, choices or {})
    workbook.save(path)


def _offer_choices(workbook: Any, sheet: Any, choices: Mapping[int, Sequence[str]]) -> None:
    """Lists to choose from in the cells below the header; anything else may still be typed. The words stand on a hidden sheet: a
    list inside a cell's rule could have no comma."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 — lazy: as above
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 — lazy: as above

    if not choices:
        return
    lists = workbook.create_sheet("words")
    lists.sheet_state = "hidden"
    for row, (column, words) in enumerate(sorted(choices.items()), 1):
        lists.append(list(words))
        area = f"words!$A${row}:${get_column_letter(len(words))}${row}"
        rule = DataValidation(type="list", formula1=area, allow_blank=True, showErrorMessage=False)
        letter = get_column_letter(column + 1)
        rule.add(f"{letter}2:{letter}{_MOST_CHOSEN}")
        sheet.data_validations.append(rule)


def _rows(path: Path) -> Iterator[list[str]]:
    refuse_bomb(path)
    _fast_parser()
    from openpyxl import load_workbook  # noqa: PLC0415 — lazy: 200 ms that only a spreadsheet needs

    try:
        with open_file(path) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that openpyxl leaves out
            workbook = load_workbook(file, read_only=True, data_only=True)
            try:
                yield from _cells(
                    path.name, workbook.worksheets[0].iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
                )
            finally:
                workbook.close()
    except Problem:
        raise
    except Exception as error:  # broken archives and broken XML come as many kinds
        raise BadInput("bad_xlsx", file=path.name, reason=type(error).__name__) from error


def xlsx_sheets(path: Path) -> list[tuple[str, Callable[[], Iterator[Sequence[object]]]]]:
    """(title, its rows as Excel's values) of every sheet. For tables whose cells are checked where they are read.

    Raises BadInput: bad_xlsx, file_too_large.
    """
    refuse_bomb(path)
    _fast_parser()
    from openpyxl import load_workbook  # noqa: PLC0415 — lazy: 200 ms that only a spreadsheet needs

    def rows_of(title: str) -> Iterator[Sequence[object]]:
        with _readable(path) as file:
            workbook = load_workbook(file, read_only=True, data_only=True)
            try:
                blank = 0
                for row in workbook[title].iter_rows(max_col=_WIDEST, values_only=True):
                    blank = 0 if any(x is not None for x in row) else blank + 1
                    if blank > MAX_BLANK:
                        return
                    yield row
            finally:
                workbook.close()

    with _readable(path) as file:
        workbook = load_workbook(file, read_only=True, data_only=True)
        titles = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        workbook.close()
    return [(title, partial(rows_of, title)) for title in titles]


def cells_spanned(path: Path) -> int:
    """How many cells the widest and the longest row of a workbook's sheets span together, empty ones counted: what a reader needs room for
    that unpacks it in one piece. For a file that `refuse_bomb` let pass."""
    most = 0
    with open_file(path) as file, zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if member.filename.startswith("xl/worksheets/"):
                refs = _REFERENCE.findall(read_member(archive, member, MAX_UNPACKED))
                rows = max((int(row) for _, row in refs), default=0)
                width = max((_column_number(letters) for letters, _ in set(refs)), default=0)
                most = max(most, rows * max(1, width))
    return most


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@contextmanager
def _readable(path: Path) -> Iterator[IO[bytes]]:
    """The file; whatever its reader stumbles over is a BadInput «bad_xlsx»."""
    try:
        with open_file(path) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that openpyxl leaves out
            yield file
    except (BadInput, GeneratorExit):
        raise
    except Exception as error:  # broken archives and broken XML come as many kinds
        raise BadInput("bad_xlsx", file=path.name, reason=type(error).__name__) from error


def _cells(name: str, rows: Iterable[Sequence[object]]) -> Iterator[list[str]]:
    blank = 0
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS + MAX_BLANK:
            raise BadInput("too_many_rows", file=name, row=number, most=MAX_ROWS)
        cells = ["" if value is None else _text(name, number, value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise BadInput("too_many_columns", file=name, row=number, most=MAX_COLUMNS)
        blank = 0 if cells else blank + 1
        if blank > MAX_BLANK:
            return
        yield cells


def _text(name: str, row: int, value: object) -> str:
    if isinstance(value, str):
        if len(value) > MAX_CELL:
            raise BadInput("cell_too_long", file=name, row=row, value=value[:60], most=MAX_CELL)
        return value  # its characters are checked with the table's
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # a long barcode that Excel took for a number
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def refuse_bomb(path: Path) -> None:
    """Raise BadInput where the archive unpacks to too much. Every member is inflated once, piece by piece, to see that it is as
    large as it declares: openpyxl inflates some of them at once, whatever comes out."""
    try:
        with open_file(path) as file, zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            unpacked = sum(x.file_size for x in members)
            packed = max(1, path.stat().st_size)
            if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked / packed > MAX_RATIO:
                raise BadInput("file_too_large", file=path.name, most=f"{MAX_UNPACKED // 1_000_000} MB")
            unsafe = next((x.filename for x in members if not _is_plain(read_member(archive, x, MAX_UNPACKED))), None)
    except Problem:
        raise
    except Exception as error:  # zipfile raises many kinds on what is broken
        raise BadInput("bad_xlsx", file=path.name, reason=type(error).__name__) from error
    if unsafe is not None:
        raise BadInput("bad_xlsx", file=path.name, reason=f"{unsafe[:60]}: DOCTYPE")


def _is_plain(member: bytes) -> bool:
    """Whether it is no XML, or XML in an encoding in which a declaration can be seen, without one."""
    head = member[:200].lstrip()
    if not head.startswith((b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return not head.startswith(b"\0<")  # a picture, say; or UTF-16 without its mark
    declared = _ENCODING.search(head)
    if b"\0" in member or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"iso-8859-1")):
        return False
    return b"<!DOCTYPE" not in member and b"<!ENTITY" not in member


def _fast_parser() -> None:
    """Have openpyxl, which looks here once as it is imported, use the standard library's parser."""
    os.environ.setdefault("OPENPYXL_DEFUSEDXML", "False")
