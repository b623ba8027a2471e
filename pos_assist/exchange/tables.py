"""Any CSV, read by header name and never by position: its encoding detected, every cell checked, every error with row and column.

A file is read as a stream: memory does not grow with it. The row in an error is the row a spreadsheet shows (the header is 1).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Never

from pos_assist.domain.deals import MAX_MONEY
from pos_assist.domain.problems import BadInput, EnvironmentProblem
from pos_assist.domain.texts import FORBIDDEN

MAX_COLUMNS = 64
MAX_CELL = 1_000  # characters
MAX_ROWS = 200_000  # of a catalog table; receipts have no limit
_BLOCK = 1 << 20

_MONEY = re.compile(r"[¥\\]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})")
_WHOLE = re.compile(r"[0-9]{1,9}")
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4}")
_YES = frozenset({"1", "yes", "true", "はい", "○", "〇"})
_NO = frozenset({"", "0", "no", "false", "いいえ", "×"})

Progress = Callable[[int, int], None]  # bytes read, bytes in all


def detect_encoding(path: Path) -> str:
    """UTF-8 with or without BOM, UTF-16 or CP932 (Excel's «CSV» in Japan), by what the bytes are.

    Raises BadInput «encoding» with the row where the file is none of them.
    """
    with open_file(path) as file:
        head = file.read(4096)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
            if zeros.count(0) > len(zeros) * 0.4:
                return encoding
        row, seen = _first_undecodable(file, "utf-8")
        if row == 0:
            return "utf-8"
        # A CP932 text hardly gets past its first Japanese characters as UTF-8: one that does is UTF-8 with a broken place.
        if seen <= 3 and _first_undecodable(file, "cp932")[0] == 0:
            return "cp932"
    raise BadInput("encoding", file=path.name, row=row)


def _first_undecodable(file: IO[bytes], encoding: str) -> tuple[int, int]:
    """(row of the first bytes that are not in that encoding, or 0; how many non-ASCII characters came before them)."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    row, seen = 1, 0
    while True:
        block = file.read(_BLOCK)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            good = error.object[: error.start]
            return row + good.count(b"\n"), seen + sum(x > "\x7f" for x in good.decode(encoding, "replace"))
        if not block:
            return 0, seen
        row += block.count(b"\n")
        if not text.isascii():
            seen += len(text) - len(text.encode("ascii", "ignore"))


@contextmanager
def open_file(path: Path) -> Iterator[IO[bytes]]:
    """The file, for reading bytes. Raises BadInput «no_such_file», «is_folder», «not_a_file» (a device, a pipe: they may never
    end); Environment «file_unreadable», also while it is read, as when a USB stick is pulled out."""
    with _opened(path) as file:
        try:
            yield file
        except OSError as error:
            raise EnvironmentProblem("file_unreadable", file=str(path), reason=error.strerror or str(error)) from error


def _opened(path: Path) -> IO[bytes]:
    try:
        kind = path.stat().st_mode  # before it is opened: opening a pipe waits for whoever writes into it
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            raise BadInput("not_a_file", file=str(path))
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise BadInput("no_such_file", file=str(path)) from error
    except OSError as error:
        if path.is_dir():
            raise BadInput("is_folder", file=str(path)) from error
        raise EnvironmentProblem("file_unreadable", file=str(path), reason=error.strerror or str(error)) from error


def refuse_json(path: Path) -> None:
    """Raise BadInput json_no_table for a file that is no table by its name, before its brackets are taken for a header."""
    if path.suffix.lower() == ".json":
        raise BadInput("json_no_table", file=path.name)


class Table:
    """A CSV file by its header. `position[column]` is where a known column stands; unknown ones are left alone.

    `columns` maps every accepted header to the name used here (so that «価格» is `price`); case and space do not matter.
    """

    def __init__(
        self, path: Path, columns: Mapping[str, str], required: Iterable[str], progress: Progress | None = None
    ) -> None:
        refuse_json(path)
        self.path = path
        self._progress = progress
        self._encoding = detect_encoding(path)
        header, self._delimiter = self._read_header()
        if len(header) > MAX_COLUMNS:
            raise BadInput("too_many_columns", file=path.name, row=1, most=MAX_COLUMNS)
        self.header = header
        self.position: dict[str, int] = {}
        for i, title in enumerate(header):
            name = columns.get(_folded(title))
            if name in self.position:
                raise BadInput("twin_column", file=path.name, row=1, column=title)
            if name:
                self.position[name] = i
        for name in required:
            if name not in self.position:
                raise BadInput("missing_column", file=path.name, row=1, name=name, found=", ".join(header)[:200])

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """(row, cells) of every row below the header that is not blank. Cells are checked as text, nothing more."""
        row, width = 1, len(self.header)
        reader = csv.reader(self._lines(), delimiter=self._delimiter, strict=True)
        try:
            next(reader)
            for cells in reader:
                row += 1
                if not (cells and cells[0]) and not any(cells):
                    continue
                if len(cells) != width:
                    if len(cells) < width:
                        cells.extend([""] * (width - len(cells)))  # spreadsheets leave empty cells off at the end
                    elif any(cells[width:]):
                        raise BadInput("too_many_cells", file=self.path.name, row=row, cells=len(cells), width=width)
                yield row, cells
        except csv.Error as error:
            raise BadInput("bad_csv", file=self.path.name, row=row + 1, reason=str(error)) from error
        except UnicodeError as error:
            raise BadInput("encoding", file=self.path.name, row=row + 1) from error
        except _ForbiddenError as error:
            self._refuse_character(row + 1, error.line)

    def rows(self, most: int = MAX_ROWS) -> Iterator[Row]:
        """The records as rows that name their cells: for catalog tables."""
        for n, (row, cells) in enumerate(self.records()):
            if n >= most:
                raise BadInput("too_many_rows", file=self.path.name, row=row, most=most)
            yield Row(self, row, cells)

    def refuse(self, code: str, row: int, column: str, value: str = "", **data: object) -> Never:
        """Raise BadInput that names the cell, the column as the file's own header has it."""
        title = self.header[self.position[column]] if column in self.position else column
        raise BadInput(code, file=self.path.name, row=row, column=title, value=value[:60], **data)

    def _read_header(self) -> tuple[list[str], str]:
        try:
            first = next(self._lines(), "")
            if not first.strip():
                raise BadInput("empty_file", file=self.path.name)
            delimiter = max(",\t;", key=first.count)
            return next(csv.reader([first], delimiter=delimiter)), delimiter
        except csv.Error as error:
            raise BadInput("bad_csv", file=self.path.name, row=1, reason=str(error)) from error
        except UnicodeError as error:
            raise BadInput("encoding", file=self.path.name, row=1) from error
        except _ForbiddenError as error:
            raise BadInput("forbidden_character", file=self.path.name, row=1, character=error.name) from error

    def _lines(self) -> Iterator[str]:
        with open_file(self.path) as raw:
            total = self.path.stat().st_size
            text = io.TextIOWrapper(raw, self._encoding, newline="")
            rest = ""
            while block := text.read(_BLOCK):
                bad = FORBIDDEN.search(block)
                if bad:
                    block = block[: bad.end()]
                lines = (rest + block).splitlines(keepends=True)
                rest = "" if lines[-1].endswith("\n") else lines.pop()
                if len(rest) > _BLOCK:
                    raise csv.Error("a line of more than a million characters")
                if self._progress:
                    self._progress(raw.tell(), total)
                yield from lines
                if bad:
                    raise _ForbiddenError(rest or lines[-1])
            if rest:
                yield rest

    def _refuse_character(self, row: int, line: str) -> Never:
        before = next(csv.reader([line], delimiter=self._delimiter), [""])
        title = self.header[len(before) - 1] if len(before) <= len(self.header) else ""
        name = f"U+{ord(line[-1]):04X}"
        raise BadInput("forbidden_character", file=self.path.name, row=row, column=title, character=name) from None


class _ForbiddenError(Exception):
    """The line up to and with a character that no cell may have; raised through the csv reader, which pulls the lines."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line

    @property
    def name(self) -> str:
        return f"U+{ord(self.line[-1]):04X}"


class Row:
    """One row of a catalog table. A column that the file does not have reads as an empty cell."""

    __slots__ = ("_cells", "number", "table")

    def __init__(self, table: Table, number: int, cells: Sequence[str]) -> None:
        self.table = table
        self.number = number
        self._cells = cells

    def cell(self, position: int) -> str:
        """A cell as it stands, of a column that is not known here."""
        return self._cells[position]

    def text(self, column: str, most: int = MAX_CELL, *, required: bool = False) -> str:
        """The cell in NFC without space around it. Leading zeros stay."""
        raw = self._cells[self.table.position[column]] if column in self.table.position else ""
        value = clean(raw)
        if len(value) > most:
            self.refuse("cell_too_long", column, value, most=most)
        if too_many_marks(value):
            self.refuse("forbidden_character", column, value, character="U+0300…")
        if required and not value:
            self.refuse("empty_cell", column)
        return value

    def money(self, column: str) -> int | None:
        """Whole minor units, 0 … 9,999,999; None for an empty cell. «¥1,200» and full-width digits are read, a fraction is not."""
        value = self.text(column)
        amount = whole_money(value)
        if value and (amount is None or amount > MAX_MONEY):
            self.refuse("bad_money", column, value)
        return amount

    def whole(self, column: str, default: int = 0, most: int = MAX_MONEY) -> int:
        """A whole number from 0 to `most`."""
        value = unicodedata.normalize("NFKC", self.text(column))
        if not value:
            return default
        if not _WHOLE.fullmatch(value) or int(value) > most:
            self.refuse("bad_number", column, value, most=most)
        return int(value)

    def flag(self, column: str) -> bool:
        """1, yes, true, はい, ○ — or 0, no, false, いいえ, ×, empty."""
        value = self.text(column).lower()
        if value in _YES:
            return True
        if value not in _NO:
            self.refuse("bad_flag", column, value)
        return False

    def choice(self, column: str, words: Mapping[str, str]) -> str:
        """One of the given words; "" among them makes the cell optional."""
        value = self.text(column).lower()
        if value not in words:
            self.refuse("bad_choice", column, value, choices=", ".join(x for x in words if x))
        return words[value]

    def refuse(self, code: str, column: str, value: str = "", **data: object) -> Never:
        """Raise BadInput that names this row's cell."""
        self.table.refuse(code, self.number, column, value, **data)


def clean(cell: str) -> str:
    """A cell's text: NFC, no space around it, no break inside."""
    text = " ".join(cell.split()) if "\n" in cell or "\r" in cell or "\t" in cell else cell.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def too_many_marks(text: str) -> bool:
    """Whether combining marks are piled up until they cover the lines above and below."""
    return not text.isascii() and _COMBINING.search(text) is not None


def whole_money(text: str) -> int | None:
    """«1200», «¥1,200», «１２００» as 1200; None for anything else, a float or an exponent included."""
    match = _MONEY.fullmatch(unicodedata.normalize("NFKC", text))
    return int(match[1].replace(",", "")) if match else None


def column_names(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """For Table: {"price": ("価格", …)} as every accepted header, folded, to the column's name."""
    return {_folded(title): name for name, titles in words.items() for title in (name, *titles)}


def _folded(title: str) -> str:
    return re.sub(r"[\s_\-・]", "", unicodedata.normalize("NFKC", title)).casefold()
