"""Exports of other registers, known by their headers: turned row by row into the columns of our own files, then judged like
those. Rows keep their numbers, columns their names, so that an error points into the file that the shop has.

Smaregi (products, 取引明細), Airレジ (products), Square (items, item sales), Loyverse (items, receipts by item). Returns,
cancellations and rows that are no sale are left out: nothing is to be learned from them.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Department
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.catalog.catalog_files import Extras, Plan, PlannedRecord, plan_import
from pos_assist.exchange.registers.rows import DAY, REGISTERS, FileContext, Register, date_of
from pos_assist.exchange.spreadsheets import as_csv, is_spreadsheet
from pos_assist.exchange.tables import Table, clean, detect_encoding, open_file

_HEAD = 16_384  # bytes in which a header ends
_VERSION_MARK = re.compile(r"v\d{3,5}[,\s]*")
# Hints that some registers write into their headers.
_TITLE = re.compile(r"^【.*?】|※.*$|\([^()]*/[^()]*\)$", re.DOTALL)

ITEM_COLUMNS = (
    "code", "name", "reading", "price", "cost", "tax", "department", "size", "barcodes", "retired",
)  # fmt: skip
RECEIPT_COLUMNS = ("receipt_id", "timestamp", "item", "qty", "price", "category", "customer", "size")


def recognised(path: Path) -> Register | None:
    """Which register wrote the file (CSV or XLSX); None for any other file. Raises BadInput where it is no table."""
    if not _may_be_one(path):
        return None
    with as_csv(path, head=2) as plain, _without_version_mark(plain) as (table_file, _):
        titles = {_title(x) for x in Table(table_file, {}, ()).header}
    return next((x for x in REGISTERS if x.needed <= titles), None)


def _may_be_one(path: Path) -> bool:
    """A look at the beginning, so that a file of a million receipts is not read through just to be told from these."""
    if is_spreadsheet(path):
        return True
    with open_file(path) as file:
        head = file.read(_HEAD)
    texts = [
        unicodedata.normalize("NFKC", head.decode(x, "ignore")) for x in ("utf-8", "cp932", "utf-16-le", "utf-16-be")
    ]
    return any(all(title in text for title in register.needed) for register in REGISTERS for text in texts)


@dataclass(frozen=True, slots=True)
class Converted:
    """The file in our own columns, and how to say in the register's own words what is wrong with it."""

    path: Path
    explain: Callable[[BadInput], BadInput]


@contextmanager
def converted(path: Path, register: Register) -> Iterator[Converted]:
    """The file in our own columns, for as long as the `with` lasts. A BadInput that is raised inside is explained."""
    with as_csv(path) as plain, _without_version_mark(plain) as (table_file, lines_before), _folder() as folder:
        ours = folder / path.name
        table = Table(table_file, {}, ())
        titles = [_title(x) for x in table.header]
        if register.kind == "receipts":
            columns: tuple[str, ...] = RECEIPT_COLUMNS
            rows: Iterable[dict[str, str]] = _rows(table, titles, register, FileContext(_day_order(table, titles)))
        else:
            rows = list(_rows(table, titles, register, FileContext()))
            columns = tuple(
                x for x in ITEM_COLUMNS if any(row.get(x) for row in rows)
            )  # no others: nothing is wiped out
        with ours.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([row[x] for x in columns] if row else [] for row in rows)

        def explain(problem: BadInput) -> BadInput:
            data = {**problem.data, "file": path.name}
            if isinstance(row := data.get("row"), int):
                data["row"] = row + lines_before
            column = str(data.get("column", ""))
            return BadInput(problem.code, **{**data, "column": register.titles.get(column, column)})

        try:
            yield Converted(ours, explain)
        except BadInput as problem:
            raise explain(problem) from problem


@contextmanager
def plain_receipts(path: Path) -> Iterator[tuple[Path, bool]]:
    """A receipts file in our own columns, whoever wrote it, and whether it was another register.

    Raises BadInput «register_items» for a register's list of products.
    """
    register = recognised(path)
    if register is None:
        yield path, False
        return
    if register.kind != "receipts":
        raise BadInput("register_items", file=path.name, register=register.name)
    with converted(path, register) as found:
        yield found.path, True


def plan_products(path: Path, register: Register, catalog: Change, version: int, extras: Extras) -> Plan:
    """What a register's list of products would do here, its categories as departments; see `catalog_files.plan_import`."""
    with converted(path, register) as found:
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


def _rows(table: Table, titles: list[str], register: Register, file: FileContext) -> Iterator[dict[str, str]]:
    """Every row in our columns; an empty one for each that is left out, so that numbers stay."""
    columns = RECEIPT_COLUMNS if register.kind == "receipts" else ITEM_COLUMNS
    before = 1
    for number, cells in table.records():
        for _ in range(number - before - 1):
            yield {}
        before = number
        row = register.row({k: clean(v) for k, v in zip(titles, cells, strict=False) if k}, file)
        yield dict.fromkeys(columns, "") | row if row else {}


def _day_order(table: Table, titles: list[str]) -> str:
    """How the file writes dates that begin with no year: the way in which all are dates, and of two such ways the one by
    which they lie closer together (an export is of some weeks, not of some weeks of every month)."""
    at = next((i for i, x in enumerate(titles) if x in ("Date", "取引日時")), None)
    if at is None:
        return "ymd"
    seen = {
        found.groups()
        for _, cells in table.records()
        if (found := DAY.search(unicodedata.normalize("NFKC", cells[at])))
    }
    best: tuple[int, str] | None = None
    for order in ("mdy", "dmy"):
        days = [date_of(parts, order) for parts in seen]
        real = [day for day in days if day]
        if real and len(real) == len(days):
            span = (max(real) - min(real)).days
            if best is None or span < best[0]:
                best = (span, order)
    return best[1] if best else "ymd"


def _title(text: str) -> str:
    """A header cell without the hints that some registers write into it."""
    return _TITLE.sub("", unicodedata.normalize("NFKC", text).strip()).strip()


@contextmanager
def _without_version_mark(path: Path) -> Iterator[tuple[Path, int]]:
    """Airレジ writes a line such as «v1300» above the header: the file without it, and how many lines that were."""
    encoding = detect_encoding(path)
    try:
        with open_file(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as file:
            marked = _VERSION_MARK.fullmatch(file.readline(100))
    except UnicodeError:
        marked = None
    if not marked:
        yield path, 0
        return
    with _folder() as folder:
        rest = folder / path.name
        with (
            open_file(path) as raw,
            io.TextIOWrapper(raw, encoding, newline="") as file,
            rest.open("w", encoding="utf-8", newline="") as out,
        ):
            file.readline()
            try:
                while block := file.read(1 << 20):
                    out.write(block)
            except UnicodeError as error:
                raise BadInput("encoding", file=path.name) from error
        yield rest, 1


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pos-assist-") as name:
        yield Path(name)
