"""The rows of one table read into records; every bad cell becomes a problem with its row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pos_assist.domain.catalog_change import Change, key_text
from pos_assist.domain.codes import normal_code
from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item, Upgrade
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.catalog import deal_rows
from pos_assist.exchange.catalog.import_plan import Plan
from pos_assist.exchange.catalog.sheets import SHEETS, CatalogSheet
from pos_assist.exchange.spreadsheets import original
from pos_assist.exchange.tables import MAX_CELL, MAX_ROWS, Row, Table, clean

MAX_PROBLEMS = 1_000  # told of one file


class _RowCells(Row):
    """A row whose bad cells are reported one by one: after its report a cell reads as a harmless value."""

    def __init__(self, table: Table, number: int, cells: list[str], missing: frozenset[str]) -> None:
        super().__init__(table, number, cells)
        self.silent = set(missing)
        self.code_of: Mapping[
            str, Mapping[str, str]
        ] = {}  # column of codes -> name -> the code of the only one so called

    def text(self, column: str, most: int = MAX_CELL, *, required: bool = False) -> str:
        if column in self.silent:
            return "?" if required else ""
        if column in self.code_of:
            said = original(super().text(column)) or original(super().text(f"{column}_name"))
            if found := self.code_of[column].get(said):
                return found
        return original(super().text(column, most, required=required))

    def money(self, column: str) -> int | None:
        return (0 if column in ("price", "threshold") else None) if column in self.silent else super().money(column)

    def whole(self, column: str, default: int = 0, most: int = 9_999_999) -> int:
        return default if column in self.silent else super().whole(column, default, most)

    def choice(self, column: str, words: Mapping[str, str]) -> str:
        return words[""] if column in self.silent and "" in words else super().choice(column, words)


class RowValidator:
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

    def records(self, sheet: CatalogSheet) -> dict[str, Any]:
        """Every row as a record, by key. What the file has no column for is as it is in the catalog."""
        old = {key_text(sheet.kind, x): x for x in getattr(self.catalog, sheet.kind)}
        missing = frozenset(x.name for x in sheet.columns) - set(self.table.position)
        fields = [sheet.field(name) for name in self.table.position if not _is_shown(sheet, name)]
        new: dict[str, Any] = {}
        code_of = self._codes_by_name(sheet)
        for row in self._rows(missing):
            row.code_of = code_of
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

    def _codes_by_name(self, sheet: CatalogSheet) -> dict[str, dict[str, str]]:
        """For each column of codes, the names that belong to one record alone: who fills a sheet in by hand knows those."""
        items = _by_name([(x.code, name) for x in self.catalog.items for name in {x.title, x.name}])
        found = dict.fromkeys(sheet.items, items)
        if sheet.kind == "items":
            found["department"] = _by_name([(x.code, x.name) for x in self.catalog.departments])
        return found

    def deals(self) -> dict[str, Deal]:
        """Every deal, by id; a deal is read whole, so a file must have all of it, except what every kind has: a file of before a
        column was there takes no English name away."""
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
        old = {x.id: x for x in self.catalog.deals}
        without = {"name", "title_en", "priority", "max_uses"} - set(self.table.position)
        for id_, deal in reader.deals():
            if not isinstance(deal, BadInput):
                kept = {name: getattr(old[id_], name) for name in without} if id_ in old else {}
                deals[id_] = replace(deal, **kept)
            elif reader.first_row[id_] not in bad:
                data = {name: value for name, value in deal.data.items() if name != "column"}
                self.problem(deal.code, reader.first_row[id_], str(deal.data["column"]), **data)
        items = self._items()
        for number, item in named:
            if item and item not in items:
                self._unknown_item(number, "item", item, items)
        return deals

    def cross_check(self, new: dict[str, Any]) -> None:
        """Add a problem for every item that records name and that does not exist, and for every barcode used twice."""
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
        """The row's value, or None where a cell is bad; all bad cells are reported."""
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


def _is_shown(sheet: CatalogSheet, name: str) -> bool:
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


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Name -> code, of names that one record alone has; what is a code itself is no name."""
    found: dict[str, set[str]] = {}
    for code, name in pairs:
        found.setdefault(name, set()).add(code)
    codes = {code for held in found.values() for code in held}
    return {name: min(held) for name, held in found.items() if len(held) == 1 and name not in codes}
