"""LibreOffice's spreadsheets (ODS), read as a stream: no repetition that a file declares is unrolled without bound."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from pos_assist.domain.problems import BadInput
from pos_assist.exchange.spreadsheets import is_spreadsheet, refuse_bomb
from pos_assist.exchange.tables import open_file

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_MOST_REPEATED = 1_000  # equal rows or cells in one
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def is_open_document(path: Path) -> bool:
    """Whether the file is an OpenDocument, whatever its name says."""
    if not is_spreadsheet(path):
        return False
    with open_file(path) as file:
        return b"application/vnd.oasis.opendocument" in file.read(200)


def ods_sheets(path: Path) -> list[tuple[str, Callable[[], Iterator[Sequence[object]]]]]:
    """(title, its rows as text) of every table. Raises BadInput: bad_xlsx, file_too_large."""
    refuse_bomb(path)
    titles = [x.get(_TABLE + "name", "") for x in _elements(path, {_TABLE + "table"}, begin={_TABLE + "table"})]
    return [(title, partial(_rows, path, place)) for place, title in enumerate(titles)]


def _rows(path: Path, place: int) -> Iterator[Sequence[object]]:
    table = -1
    for element in _elements(path, {_TABLE + "table", _TABLE + "table-row"}, begin={_TABLE + "table"}):
        if element.tag == _TABLE + "table":
            table += 1
        elif table == place:
            cells = _row(element)
            again = int(element.get(_TABLE + "number-rows-repeated", "1")) if cells else 1
            for _ in range(min(again, _MOST_REPEATED)):
                yield cells


def _row(row: ET.Element) -> list[str]:
    cells: list[str] = []
    waiting = 0  # empty cells count once something follows them
    for cell in row:
        if cell.tag in _CELLS:
            again = min(int(cell.get(_TABLE + "number-columns-repeated", "1")), _MOST_REPEATED)
            value = _value(cell)
            if value:
                cells += [""] * waiting + [value] * again
                waiting = 0
            else:
                waiting += again
    return cells


def _value(cell: ET.Element) -> str:
    kind = cell.get(_OFFICE + "value-type", "string")
    if kind == "date":
        return cell.get(_OFFICE + "date-value", "")
    if kind == "time":
        found = _DURATION.fullmatch(cell.get(_OFFICE + "time-value", ""))
        return ":".join(x.zfill(2) for x in found.groups()) if found else ""
    if kind in ("float", "currency", "percentage"):
        number = cell.get(_OFFICE + "value", "")
        return number.removesuffix(".0")
    return "\n".join("".join(x.itertext()) for x in cell.iter(_TEXT + "p"))


def _elements(path: Path, tags: set[str], begin: set[str]) -> Iterator[ET.Element]:
    """Every such element as it ends, those of `begin` as they begin."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
            yield from _parsed(file, tags, begin)
    except Exception as error:  # broken archives and broken XML come as many kinds
        raise BadInput("bad_xlsx", file=path.name, reason=type(error).__name__) from error


def _parsed(file: IO[bytes], tags: set[str], begin: set[str]) -> Iterator[ET.Element]:
    for event, element in ET.iterparse(file, ("start", "end")):
        if element.tag in tags and (event == "start") == (element.tag in begin):
            yield element
        if event == "end" and element.tag == _TABLE + "table-row":
            element.clear()  # a row that was read takes no memory
