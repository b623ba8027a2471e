"""The figures of days as tables for an accountant: one XLSX with a sheet for each, or one CSV for each."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pos_assist.domain.problems import BadInput
from pos_assist.exchange.spreadsheets import neutral, write_sheets
from pos_assist.system.files import replace_file

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class DayTable:
    """One table: `name` ends the name of its CSV, `title` names its sheet. Money in minor units of the currency."""

    name: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    texts: frozenset[int] = frozenset()  # columns that stay text


def write_day_tables(path: Path, tables: Sequence[DayTable]) -> list[Path]:
    """Write all of them, into NAME.xlsx or NAME-days.csv and so on; return the files. Raises BadInput: bad_table_name;
    Environment: file_unwritable."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        sheets = [(x.title, _neutral(x), x.texts) for x in tables]
        replace_file(path, lambda new: write_sheets(new, sheets))
        return [path]
    if suffix != ".csv":
        raise BadInput("bad_table_name", file=path.name)
    files = []
    for table in tables:
        file = path.with_name(f"{path.stem}-{table.name}.csv")
        replace_file(file, partial(_write_csv, rows=_neutral(table)))
        files.append(file)
    return files


def _neutral(table: DayTable) -> list[list[Cell]]:
    return [[neutral(x) if isinstance(x, str) else x for x in row] for row in (table.header, *table.rows)]


def _write_csv(path: Path, rows: Iterable[Iterable[Cell]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark tells Excel that it is UTF-8
        csv.writer(file).writerows(rows)
