"""Lists of products of other registers, known by their headers: turned row by row into the columns of our own files, then
checked like those. Rows keep their numbers, columns their names, so that an error points into the file that the shop has.

Smaregi, Airレジ, Square and Loyverse; their receipts are read like any other file's, by `receipts.any_file`.
"""

from __future__ import annotations

import csv
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Department, tint
from pos_assist.domain.marking import Phrase
from pos_assist.domain.problems import BadInput
from pos_assist.domain.records import differences
from pos_assist.domain.settings import PRICES, PRICES_WORDS
from pos_assist.domain.tax import Prices, Taxing
from pos_assist.exchange.catalog.catalog_files import plan_import, taxing_of
from pos_assist.exchange.catalog.catalog_files import recognised as own_table
from pos_assist.exchange.catalog.catalog_rows import ITEM_COLUMNS as ITEM_TITLES
from pos_assist.exchange.catalog.catalog_rows import NET_ITEM_COLUMNS
from pos_assist.exchange.catalog.import_plan import Extras, Plan, PlannedRecord
from pos_assist.exchange.receipts.grids import NumberedRows, sheets
from pos_assist.exchange.registers.item_list import ListSheet, find_list, rows_of
from pos_assist.exchange.registers.rows import REGISTERS, FileContext, PriceTurnedError, Register
from pos_assist.exchange.registers.systems import CANNOT_HELP, refuse_what_cannot_help
from pos_assist.exchange.spreadsheets import as_csv, is_spreadsheet
from pos_assist.exchange.tables import Table, clean, column_names, open_file
from pos_assist.exchange.tax_words import said_by

_HEAD = 16_384  # bytes in which a header ends
_ABOVE = 5  # rows among which the header is: Airレジ writes a line such as «v1300» above it
# Hints that some registers write into their headers.
_TITLE = re.compile(r"^【.*?】|※.*$|\([^()]*/[^()]*\)$", re.DOTALL)

_NOT_OURS = frozenset(
    {
        "unknown_table",
        "too_many_columns",
        "too_many_cells",
        "bad_csv",
        "forbidden_character",
        "empty_file",
        "twin_column",
        "bad_xlsx",
        "encoding",
    }
)

ITEM_COLUMNS = (
    "code", "name", "reading", "title_en", "price", "eat_in_price", "cost", "tax", "department", "size", "barcodes", "retired",
)  # fmt: skip


def recognised(path: Path) -> Register | None:
    """Which register wrote the file (CSV or XLSX); None for any other file. Raises BadInput where it is no table, foreign_list
    where it is another system's that is of no use here."""
    if not _may_be_one(path):
        return None
    heads = [cells for _, cells in sheets(path)[0].head()[:_ABOVE]]
    for cells in heads:
        titles = {_title(x) for x in cells}
        if found := next((x for x in REGISTERS if x.needed <= titles), None):
            return found
    refuse_what_cannot_help(path.name, [_title(x) for x in heads[0]])
    return None


def self_made_list(path: Path, prices: Prices) -> ListSheet | None:
    """The list of items that a file is; None where it is one of our own tables, or no such list. `prices`: what the shop's are."""
    kind = ""
    try:
        with as_csv(path) as plain:
            kind = own_table(plain)
    except BadInput as problem:
        if problem.code not in _NOT_OURS:
            return None
    if kind not in ("", "items", "departments"):
        return None
    found = find_list(path, prices)
    if (
        found
        and kind == "items"
        and column_names({found.title("price"): ()}).keys() <= NET_ITEM_COLUMNS.keys() | ITEM_TITLES.keys()
    ):
        return None
    return found


def _may_be_one(path: Path) -> bool:
    """A look at the beginning, so that a file of a million receipts is not read through just to be distinguished from these."""
    if is_spreadsheet(path):
        return True
    with open_file(path) as file:
        head = file.read(_HEAD)
    texts = [
        unicodedata.normalize("NFKC", head.decode(x, "ignore")) for x in ("utf-8", "cp932", "utf-16-le", "utf-16-be")
    ]
    known = (*(register.needed for register in REGISTERS), *CANNOT_HELP)
    return any(all(title in text for title in needed) for needed in known for text in texts)


@dataclass(frozen=True, slots=True)
class Converted:
    """The file in our own columns, and how to say in the register's own words what is wrong with it."""

    path: Path
    explain: Callable[[BadInput], BadInput]


@contextmanager
def converted(path: Path, register: Register, taxing: Taxing) -> Iterator[Converted]:
    """The file in our own columns, for as long as the `with` lasts, prices as the shop has its own. A BadInput that is raised inside
    is explained. Raises BadInput no_price_without_tax."""
    lines = sheets(path)[0].rows()
    before, header = next((row, cells) for row, cells in lines if register.needed <= {_title(x) for x in cells})
    titles = [_title(x) for x in header]
    rows = _rows(lines, before, titles, register, FileContext(taxing=taxing))
    with _written(path, rows, before, register.titles) as found:
        yield found


@contextmanager
def _written(
    path: Path, lines: Iterator[dict[str, str]], before: int, titles: Mapping[str, str]
) -> Iterator[Converted]:
    """Rows in our columns as a file of ours; the first of them stood below row `before`. `titles`: what the file calls our columns."""
    with _folder() as folder:
        ours = folder / f"{path.stem}.csv"
        try:
            rows = list(lines)
        except BadInput as problem:
            raise BadInput(problem.code, **{**problem.data, "file": path.name}) from problem
        columns = tuple(x for x in ITEM_COLUMNS if any(row.get(x) for row in rows))  # no others: nothing is wiped out
        with ours.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([row[x] for x in columns] if row else [] for row in rows)

        def explain(problem: BadInput) -> BadInput:
            data = {**problem.data, "file": path.name}
            if isinstance(row := data.get("row"), int):
                data["row"] = row + before - 1
            if isinstance(first := data.get("first"), int):
                data["first"] = first + before - 1
            column = str(data.get("column", ""))
            return BadInput(problem.code, **{**data, "column": titles.get(column, column)})

        try:
            yield Converted(ours, explain)
        except BadInput as problem:
            raise explain(problem) from problem


def plan_products(path: Path, register: Register, catalog: Change, version: int, extras: Extras) -> Plan:
    """Return the changes that a register's list of products would make, its categories as departments; see
    `catalog_files.plan_import`."""
    with converted(path, register, taxing_of(catalog)) as found:
        return _planned(path, found, catalog, version, extras)


def plan_list(
    path: Path, found: ListSheet, catalog: Change, version: int, extras: Extras, *, whole: bool = False
) -> Plan:
    """Return the changes that any list of items would make; what it has that is no item is left out and told. Raises BadInput."""
    if _of_the_other_way(found, catalog):
        here = taxing_of(catalog).prices
        words = Phrase(PRICES_WORDS[here]), Phrase(PRICES_WORDS[next(x for x in Prices if x is not here)])
        plan = Plan(path.name, "items", version)
        plan.problems.append(
            BadInput(
                "other_prices_column", file=path.name, row=found.header, column=found.title("price"), here=words[0], there=words[1],
                name=Phrase(PRICES.label),
            )
        )  # fmt: skip
        return plan
    titles = {name: found.title(name) for name in ("code", *found.at)}
    rows = _in_place(rows_of(found, catalog, taxing_of(catalog), path.name), found.header)
    with _written(path, rows, found.header, titles) as ours:
        plan = _planned(path, ours, catalog, version, extras, whole=whole)
    plan.left_out, plan.read_as = found.left_out, found.read_as
    return plan


def _of_the_other_way(found: ListSheet, catalog: Change) -> bool:
    """Whether the prices are not what the shop's are, and no column says with which rate they could be turned."""
    said = said_by(found.title("price"))
    return said not in (None, taxing_of(catalog).prices) and "tax" not in found.at


def _in_place(rows: Iterator[tuple[int, dict[str, str]]], before: int) -> Iterator[dict[str, str]]:
    """The rows with an empty one for each that is left out, so that numbers stay."""
    for number, row in rows:
        for _ in range(number - before - 1):
            yield {}
        before = number
        yield dict.fromkeys(ITEM_COLUMNS, "") | row


def _planned(
    path: Path, found: Converted, catalog: Change, version: int, extras: Extras, *, whole: bool = False
) -> Plan:
    """The plan of a file in our columns, with the departments that it names and the shop has not."""
    table = Table(found.path, {"department": "department", "code": "code"}, ("code",))
    at = table.position.get("department")
    named = {} if at is None else {cells[at]: None for _, cells in table.records() if cells[at]}
    known = {x for department in catalog.departments for x in (department.code, department.name)}
    last = max((x.rank for x in catalog.departments), default=-1)
    new = tuple(
        Department(x, x, tint(last + i), last + i) for i, x in enumerate((x for x in named if x not in known), 1)
    )
    plan = plan_import(
        found.path,
        replace(catalog, departments=(*catalog.departments, *new)),
        version,
        extras,
        kind="items",
        whole=whole,
    )
    plan.file = path.name
    plan.problems = [found.explain(x) for x in plan.problems]
    if not plan.problems:
        plan.differences[:0] = [PlannedRecord("added", x.code, x.name, differences(None, x)) for x in new]
        plan.edit = replace(plan.edit, change=replace(plan.edit.change, departments=new))
    return plan


def _rows(
    lines: NumberedRows, before: int, titles: list[str], register: Register, file: FileContext
) -> Iterator[dict[str, str]]:
    """Every row below the header in row `before`, in our columns; an empty one for each that is left out, so that numbers stay."""
    if register.row is None:
        raise ValueError(f"{register.name}: {register.kind}")
    for number, cells in lines:
        for _ in range(number - before - 1):
            yield {}
        before = number
        cells = [*cells, *[""] * (len(titles) - len(cells))]  # noqa: PLW2901 — filled up
        try:
            row = register.row({k: clean(v) for k, v in zip(titles, cells, strict=False) if k}, file)
        except PriceTurnedError as error:
            column = register.titles["price"]
            raise BadInput("no_price_without_tax", row=number, column=column, value=str(error)) from error
        yield dict.fromkeys(ITEM_COLUMNS, "") | row if row else {}


def _title(text: str) -> str:
    """A header cell without the hints that some registers write into it."""
    return _TITLE.sub("", unicodedata.normalize("NFKC", text).strip()).strip()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pos-assist-") as name:
        yield Path(name)
