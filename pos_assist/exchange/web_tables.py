"""Tables of web pages and of Excel's XML of 2003, which many a back office saves as «.xls»: read for their cells alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

from pos_assist.domain.problems import BadInput
from pos_assist.exchange.tables import open_file

MAX_PAGE = 64_000_000  # bytes
_BEGIN = 2_000
_MOST_SPANNED = 200
_ROWS, _CELLS, _TABLES = ("tr", "row"), ("td", "th", "cell"), ("table", "worksheet")
_UNSEEN = ("script", "style", "head", "styles", "documentproperties")


def is_web_table(path: Path) -> bool:
    """Whether the file is such a page, whatever its name says."""
    with open_file(path) as file:
        begin = file.read(_BEGIN).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    xml = begin.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in begin
    return (
        xml
        or begin.startswith((b"<html", b"<!doctype html", b"<table", b"<meta"))
        or (begin.startswith(b"<?xml") and b"<html" in begin)
    )


def web_tables(
    path: Path, decoded: Callable[[bytes], str]
) -> list[tuple[str, Callable[[], Iterator[Sequence[object]]]]]:
    """(title, rows of texts) of every table that has more than one column. Raises BadInput file_too_large."""
    with open_file(path) as file:
        data = file.read(MAX_PAGE + 1)
    if len(data) > MAX_PAGE:
        raise BadInput("file_too_large", file=path.name, most=f"{MAX_PAGE // 1_000_000} MB")
    page = _Page()
    page.feed(decoded(data))
    page.close()
    return [(title, partial(iter, rows)) for title, rows in page.tables if any(len(row) > 1 for row in rows)]


class _Page(HTMLParser):
    """Collects cells. A cell over several columns is followed by empty ones; the innermost table takes what stands in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[str, list[list[str]]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._unseen = 0
        self._in_worksheet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, row or cell."""
        name, said = tag.rpartition(":")[2], dict(attrs)
        if name in _UNSEEN:
            self._unseen += 1
        elif name in _TABLES and not (name == "table" and self._in_worksheet):
            self._in_worksheet = name == "worksheet"
            rows: list[list[str]] = []
            self.tables.append((said.get("ss:name") or "", rows))
            self._open.append(rows)
        elif name in _ROWS and self._open:
            self._end_cell()
            self._open[-1].append([])
        elif name in _CELLS and self._open:
            self._end_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            row = self._open[-1][-1]
            place = _number(said.get("ss:index")) or len(row) + 1
            row += [""] * (min(place - 1, _MOST_SPANNED) - len(row))
            self._cell = []
            self._span = _number(said.get("colspan")) or 1 + _number(said.get("ss:mergeacross"))
        elif name == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell or table."""
        name = tag.rpartition(":")[2]
        if name in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif name in _CELLS:
            self._end_cell()
        elif name in _TABLES and self._open and not (name == "table" and self._in_worksheet):
            self._end_cell()
            self._open.pop()
            self._in_worksheet = False

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """<Cell/> is an empty one."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        """Take text into the open cell."""
        if self._cell is not None and not self._unseen:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self._open and self._open[-1]:
            text = "".join(self._cell).strip()
            self._open[-1][-1] += [text, *[""] * min(self._span - 1, _MOST_SPANNED)]
        self._cell = None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 0
