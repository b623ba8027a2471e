"""The catalog's tables out to CSV and XLSX, and back: judged and compared first, applied after somebody has looked.

A row is a record by its key. Cells that the file does not have leave a record as it is; rows that it does not have, too,
unless asked otherwise. Columns that are not known here are kept with the record and written again.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pos_assist.domain.catalog_change import Change, Edit, key_of, key_text
from pos_assist.domain.codes import normal_code
from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item, Upgrade
from pos_assist.domain.problems import BadInput
from pos_assist.domain.records import FieldChange, differences
from pos_assist.exchange.catalog import deal_rows
from pos_assist.exchange.catalog.sheets import SHEETS, Cell, Sheet
from pos_assist.exchange.spreadsheets import as_csv, neutral, original, write_xlsx
from pos_assist.exchange.tables import MAX_CELL, MAX_ROWS, Progress, Row, Table, clean, column_names
from pos_assist.system.files import replace_file

KINDS = ("items", "departments", "upgrades", "pairings", "deals", "perks")
MAX_PAGE = 99
KEYS_ON_A_PAGE = 15  # three columns of five: what a 1024 × 768 screen shows
MAX_PROBLEMS = 1_000  # told of one file
Extras = Mapping[str, Mapping[str, str]]  # «kind TAB key» -> unknown column -> cell


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """A record that a file would change, and the fields in which it would differ."""

    what: str  # added, changed, retired
    key: str
    title: str
    fields: tuple[FieldChange, ...]


@dataclass(slots=True)
class Plan:
    """What a file would do. With `problems` it can only be looked at; each names row, column and what is wrong."""

    file: str
    kind: str
    version: int  # of the catalog that it was compared with
    rows: int = 0
    differences: list[PlannedRecord] = field(default_factory=list)
    problems: list[BadInput] = field(default_factory=list)
    unknown: tuple[str, ...] = ()  # columns that are kept but not understood
    edit: Edit = field(default_factory=Edit)

    def of(self, what: str) -> list[PlannedRecord]:
        """The differences that are «added», «changed» or «retired»."""
        return [x for x in self.differences if x.what == what]


# -- out -------------------------------------------------------------------------------------------------------------------


def export_table(path: Path, kind: str, catalog: Change, extras: Extras, language: str = "ja") -> int:
    """Write one kind of record; XLSX or, by any other name, CSV (UTF-8 with a mark that Excel knows it by). How many rows.

    Raises Environment; an older file of that name is then as it was.
    """
    columns = deal_rows.COLUMNS if kind == "deals" else SHEETS[kind].columns
    more = list(dict.fromkeys(name for key, data in extras.items() if key.startswith(f"{kind}\t") for name in data))
    header = [x.title if language == "ja" else x.name for x in columns] + more
    rows = [_neutral_row(row) for row in _rows(kind, catalog, extras, more)]
    if path.suffix.lower() == ".xlsx":
        text = frozenset(i for i, x in enumerate(columns) if x.text)
        replace_file(path, lambda new: write_xlsx(new, kind, [[neutral(x) for x in header], *rows], text))
    else:
        replace_file(path, lambda new: _write_csv(new, [[neutral(x) for x in header], *rows]))
    return len(rows)


def _rows(kind: str, catalog: Change, extras: Extras, more: list[str]) -> Iterator[list[Cell]]:
    items = {x.code: x for x in catalog.items}
    for record in getattr(catalog, kind):
        had = extras.get(f"{kind}\t{key_text(kind, record)}", {})
        rest: list[Cell] = [had.get(name, "") for name in more]
        if kind == "deals":
            for row in deal_rows.rows_of(record, items):
                yield row + rest
                rest = [""] * len(more)
        else:
            yield SHEETS[kind].cells(record, items) + rest


def _neutral_row(row: list[Cell]) -> list[Cell]:
    return [neutral(x) if isinstance(x, str) else x for x in row]


def _write_csv(path: Path, rows: Iterable[Iterable[Cell]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


# -- in --------------------------------------------------------------------------------------------------------------------


def plan_import(  # noqa: PLR0913 — given by name
    path: Path,
    catalog: Change,
    version: int,
    extras: Extras,
    *,
    kind: str = "",
    whole: bool = False,
    progress: Progress | None = None,
) -> Plan:
    """Judge a file and compare it with the catalog; nothing is written.

    `kind`: one of KINDS, or "" to tell by the header. `whole`: the file is the whole list, so that what it does not have is
    retired (items) or removed. Raises BadInput where the file cannot be read as a table at all.
    """
    with as_csv(path) as plain:
        kind = kind or recognised(plain)
        sheet = SHEETS.get(kind)
        key = sheet.key if sheet else ("id",)
        table = Table(plain, sheet.accepted if sheet else deal_rows.ACCEPTED, key, progress)
        plan = Plan(path.name, kind, version)
        validate = _RowValidator(plan, table, catalog)
        new: dict[str, Any] = validate.records(sheet) if sheet else dict(validate.deals())
        validate.cross_check(new)
        plan.problems.sort(key=_row)
        if not plan.problems:
            if kind == "items" and "page" not in table.position:
                _place(new, catalog)
            _compare(plan, catalog, extras, new, validate.extras, whole=whole)
        return plan


def _row(problem: BadInput) -> int:
    row = problem.data.get("row")
    return row if isinstance(row, int) else 0


def recognised(path: Path) -> str:
    """Which kind of table a file is, by its header. Raises BadInput «unknown_table»."""
    header = {x for title in Table(path, {}, ()).header for x in column_names({title: ()})}
    best: tuple[int, int, str] = (0, 0, "")
    for kind in KINDS:
        sheet = SHEETS.get(kind)
        accepted = sheet.accepted if sheet else deal_rows.ACCEPTED
        there = {accepted[x] for x in header if x in accepted}
        needed = (*sheet.key, *sheet.required) if sheet else ("id", "kind")
        if set(sheet.key if sheet else ("id",)) <= there:
            best = max(best, (int(set(needed) <= there), len(there), kind))
    if best[1] < 2:
        raise BadInput("unknown_table", file=path.name, found=", ".join(sorted(header))[:200])
    return best[2]


class _RowCells(Row):
    """A row whose bad cells are told one by one: a cell that was complained about reads as something harmless after that."""

    def __init__(self, table: Table, number: int, cells: list[str], missing: frozenset[str]) -> None:
        super().__init__(table, number, cells)
        self.silent = set(missing)

    def text(self, column: str, most: int = MAX_CELL, *, required: bool = False) -> str:
        if column in self.silent:
            return "?" if required else ""
        return original(super().text(column, most, required=required))

    def money(self, column: str) -> int | None:
        return (0 if column in ("price", "threshold") else None) if column in self.silent else super().money(column)

    def whole(self, column: str, default: int = 0, most: int = 9_999_999) -> int:
        return default if column in self.silent else super().whole(column, default, most)

    def choice(self, column: str, words: Mapping[str, str]) -> str:
        return words[""] if column in self.silent and "" in words else super().choice(column, words)


class _RowValidator:
    """Reads the rows of one file into records, and every bad cell into the plan's problems."""

    def __init__(self, plan: Plan, table: Table, catalog: Change) -> None:
        self.plan = plan
        self.table = table
        self.catalog = catalog
        self.extras: dict[str, dict[str, str]] = {}
        self.row_of: dict[str, int] = {}
        known = set(table.position.values())
        self._unknown = [(i, title) for i, title in enumerate(table.header) if i not in known and clean(title)]
        plan.unknown = tuple(title for _, title in self._unknown)
        self._column_of = {table.header[i]: name for name, i in table.position.items()}

    def records(self, sheet: Sheet) -> dict[str, Any]:
        """Every row as a record, by key. What the file has no column for is as it is in the catalog."""
        old = {key_text(sheet.kind, x): x for x in getattr(self.catalog, sheet.kind)}
        missing = frozenset(x.name for x in sheet.columns) - set(self.table.position)
        fields = [sheet.field(name) for name in self.table.position if not _is_shown(sheet, name)]
        new: dict[str, Any] = {}
        for row in self._rows(missing):
            record = self._read(row, sheet.read)
            if record is None:
                continue
            key = key_text(sheet.kind, record)
            if key in self.row_of:
                self.problem(
                    "twin_row", row.number, sheet.key[0], value=key.replace("\t", " → "), first=self.row_of[key]
                )
                continue
            self.row_of[key] = row.number
            for name in sheet.required:
                if name in missing and key not in old:
                    self.problem("empty_cell", row.number, name)
            new[key] = replace(old[key], **{name: getattr(record, name) for name in fields}) if key in old else record
            self._keep_unknown(f"{sheet.kind}\t{key}", row)
        return new

    def deals(self) -> dict[str, Deal]:
        """Every deal, by id; a deal is read whole, so a file must have all of it."""
        reader = deal_rows.DealReader()
        named: list[tuple[int, str]] = []
        for row in self._rows(frozenset()):
            found = self._read(row, reader.add)
            if found:
                id_, item = found
                named.append((row.number, item))
                if reader.first_row[id_] == row.number:
                    self._keep_unknown(f"deals\t{id_}", row)
        self.row_of = reader.first_row
        bad = {x.data.get("row") for x in self.plan.problems}
        deals: dict[str, Deal] = {}
        for id_, deal in reader.deals():
            if not isinstance(deal, BadInput):
                deals[id_] = deal
            elif reader.first_row[id_] not in bad:
                data = {name: value for name, value in deal.data.items() if name != "column"}
                self.problem(deal.code, reader.first_row[id_], str(deal.data["column"]), **data)
        items = self._items()
        for number, item in named:
            if item and item not in items:
                self._unknown_item(number, "item", item, items)
        return deals

    def cross_check(self, new: dict[str, Any]) -> None:
        """What the records name must be there, and no barcode twice."""
        kind, items = self.plan.kind, self._items()
        sheet = SHEETS.get(kind)
        for column in sheet.items if sheet else ():
            name = sheet.field(column) if sheet else column
            for key, record in new.items():
                if getattr(record, name) not in items:
                    self._unknown_item(self.row_of[key], column, getattr(record, name), items)
        if kind == "items":
            self._check_items(new, items)
        elif kind == "upgrades":
            old = {key_text(kind, x): x for x in self.catalog.upgrades}
            for key in _loops({**old, **new}.values()):
                if key in self.row_of:
                    self.problem("upgrade_loop", self.row_of[key], "to", value=key.partition("\t")[0])

    def problem(self, code: str, row: int, column: str, /, **data: object) -> None:
        """Note what is wrong with a cell, the first thing only."""
        at = self.table.position.get(column)
        title = self.table.header[at] if at is not None else column
        same = any(x.data.get("row") == row and x.data.get("column") == title for x in self.plan.problems[-64:])
        if len(self.plan.problems) < MAX_PROBLEMS and not same:
            self.plan.problems.append(BadInput(code, **{**data, "file": self.plan.file, "row": row, "column": title}))

    def _rows(self, missing: frozenset[str]) -> Iterator[_RowCells]:
        for number, cells in self.table.records():
            if self.plan.rows >= MAX_ROWS:
                raise BadInput("too_many_rows", file=self.plan.file, row=number, most=MAX_ROWS)
            self.plan.rows += 1
            yield _RowCells(self.table, number, cells, missing)
        if not self.plan.rows:
            raise BadInput("no_rows", file=self.plan.file)

    def _read(self, row: _RowCells, read: Callable[[Row], Any]) -> Any:
        """The row's value, or None where a cell is bad; all bad cells are told."""
        good = True
        while True:
            try:
                value = read(row)
            except BadInput as error:
                column = self._column_of.get(str(error.data.get("column")), str(error.data.get("column")))
                data = {k: v for k, v in error.data.items() if k not in ("file", "row", "column")}
                self.problem(error.code, row.number, column, **data)
                if column in row.silent:
                    return None
                row.silent.add(column)
                good = False
            else:
                return value if good else None

    def _keep_unknown(self, key: str, row: _RowCells) -> None:
        cells = {title: original(clean(row.cell(i))) for i, title in self._unknown}
        kept = {clean(title): cell for title, cell in cells.items() if cell}
        if kept or self._unknown:
            self.extras[key] = kept

    def _items(self) -> dict[str, Item]:
        return {x.code: x for x in self.catalog.items}

    def _unknown_item(self, row: int, column: str, code: str, items: Mapping[str, Item]) -> None:
        whole = _with_zeros(code, items)
        if whole:
            self.problem("zeros_lost", row, column, value=code, known=whole)
        else:
            self.problem("no_such_item", row, column, code=code)

    def _check_items(self, new: dict[str, Item], items: dict[str, Item]) -> None:
        departments = {x.code for x in self.catalog.departments}
        kept = (x for x in items.values() if x.code not in new)
        holder = {normal_code(barcode): x.code for x in kept for barcode in x.barcodes}
        for code, item in new.items():
            row = self.row_of[code]
            if item.department and departments and item.department not in departments:
                self.problem("no_such_department", row, "department", value=item.department)
            if code not in items and (whole := _with_zeros(code, items)):
                self.problem("zeros_lost", row, "code", value=code, known=whole)
            for barcode in item.barcodes:
                form = normal_code(barcode)
                if holder.get(form, code) != code:
                    self.problem("barcode_taken", row, "barcodes", barcode=barcode, item=holder[form])
                holder[form] = code


def _place(new: dict[str, Item], catalog: Change) -> None:
    """Give new items a key after the last one of their department."""
    old = {x.code for x in catalog.items}
    taken = Counter(x.department for x in catalog.items if not x.retired)
    for code, item in new.items():
        if code not in old:
            page, rank = divmod(taken[item.department], KEYS_ON_A_PAGE)
            taken[item.department] += 1
            new[code] = replace(item, page=min(page, MAX_PAGE), rank=rank)


def _compare(plan: Plan, catalog: Change, extras: Extras, new: dict[str, Any], unknown: Extras, *, whole: bool) -> None:
    kind = plan.kind
    items = {x.code: x for x in catalog.items} | (new if kind == "items" else {})
    old = {key_text(kind, x): x for x in getattr(catalog, kind)}
    put = [record for key, record in new.items() if key not in old or old[key] != record]
    for record in put:
        key = key_text(kind, record)
        what = "retired" if _retires(old.get(key), record) else "changed" if key in old else "added"
        plan.differences.append(
            PlannedRecord(what, key, _title(kind, record, items), differences(old.get(key), record))
        )
    gone = [x for key, x in old.items() if whole and key not in new and not getattr(x, "retired", False)]
    plan.differences += [PlannedRecord("retired", key_text(kind, x), _title(kind, x, items), ()) for x in gone]
    kept = {key: data for key, data in unknown.items() if data != extras.get(key, {})}
    if kind == "items":
        change = Change(items=(*put, *(replace(x, retired=True) for x in gone)))
    else:
        values: dict[str, Any] = {kind: tuple(put)}
        change = Change(**values, removed=tuple(key_of(x) for x in gone))
    plan.edit = Edit(change, kept)


def _retires(old: Any, new: Any) -> bool:
    return getattr(new, "retired", False) and old is not None and not old.retired


def _title(kind: str, record: Any, items: Mapping[str, Item]) -> str:
    def named(code: str) -> str:
        return items[code].title if code in items else code

    if kind == "items":
        return str(record.title)
    if kind == "upgrades":
        return f"{named(record.from_item)} → {named(record.to_item)}"
    if kind == "pairings":
        return f"{named(record.trigger)} → {named(record.addon)}"
    return str(record.name or key_text(kind, record))


def _is_shown(sheet: Sheet, name: str) -> bool:
    return any(x.shown for x in sheet.columns if x.name == name)


def _with_zeros(code: str, items: Mapping[str, Item]) -> str:
    """The item's code that a spreadsheet took the zeros from, or ""."""
    if not (code.isascii() and code.isdigit()) or code in items:
        return ""
    return next((x for n in range(1, 14) if (x := "0" * n + code) in items), "")


def _loops(upgrades: Iterable[Upgrade]) -> set[str]:
    """Keys of upgrades that lie on a way back to where they begin."""
    up: dict[str, list[str]] = {}
    for x in upgrades:
        up.setdefault(x.from_item, []).append(x.to_item)
    found: set[str] = set()
    for start, ends in up.items():
        for end in ends:
            seen, waiting = {end}, [end]
            while waiting and start not in seen:
                further = set(up.get(waiting.pop(), ())) - seen
                seen |= further
                waiting += further
            if start in seen:
                found.add(f"{start}\t{end}")
    return found
