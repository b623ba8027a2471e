"""Lists of products of other registers, known by their headers: turned row by row into the columns of our own files, then
judged like those. Rows keep their numbers, columns their names, so that an error points into the file that the shop has.

Smaregi, Airレジ, Square and Loyverse; their receipts are read like any other file's, by `receipts.any_file`.
"""

from __future__ import annotations

import csv
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Department
from pos_assist.domain.problems import BadInput
from pos_assist.domain.settings import PRICES, TAX_ROUNDING
from pos_assist.domain.tax import Taxing
from pos_assist.exchange.catalog.catalog_files import plan_import
from pos_assist.exchange.catalog.import_plan import Extras, Plan, PlannedRecord
from pos_assist.exchange.receipts.grids import NumberedRows, sheets
from pos_assist.exchange.registers.rows import REGISTERS, FileContext, PriceTurnedError, Register
from pos_assist.exchange.registers.systems import CANNOT_HELP, refuse_what_cannot_help
from pos_assist.exchange.spreadsheets import is_spreadsheet
from pos_assist.exchange.tables import Table, clean, open_file

_HEAD = 16_384  # bytes in which a header ends
_ABOVE = 5  # rows among which the header is: Airレジ writes a line such as «v1300» above it
# Hints that some registers write into their headers.
_TITLE = re.compile(r"^【.*?】|※.*$|\([^()]*/[^()]*\)$", re.DOTALL)

ITEM_COLUMNS = (
    "code", "name", "reading", "title_en", "price", "cost", "tax", "department", "size", "barcodes", "retired",
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
    with _folder() as folder:
        ours = folder / path.name
        try:
            rows = list(_rows(lines, before, titles, register, FileContext(taxing=taxing)))
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
            column = str(data.get("column", ""))
            return BadInput(problem.code, **{**data, "column": register.titles.get(column, column)})

        try:
            yield Converted(ours, explain)
        except BadInput as problem:
            raise explain(problem) from problem


def plan_products(path: Path, register: Register, catalog: Change, version: int, extras: Extras) -> Plan:
    """Return the changes that a register's list of products would make, its categories as departments; see
    `catalog_files.plan_import`."""
    of = catalog.settings
    with converted(path, register, Taxing(PRICES.of(of), TAX_ROUNDING.of(of))) as found:
        table = Table(found.path, {"department": "department", "code": "code"}, ("code",))
        at = table.position.get("department")
        named = {} if at is None else {cells[at]: None for _, cells in table.records() if cells[at]}
        known = {x.code for x in catalog.departments}
        last = max((x.rank for x in catalog.departments), default=-1)
        new = tuple(Department(x, x, rank=last + i) for i, x in enumerate((x for x in named if x not in known), 1))
        plan = plan_import(
            found.path, replace(catalog, departments=(*catalog.departments, *new)), version, extras, kind="items"
        )
        plan.problems = [found.explain(x) for x in plan.problems]
        if not plan.problems:
            plan.differences[:0] = [PlannedRecord("added", x.code, x.name, ()) for x in new]
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
