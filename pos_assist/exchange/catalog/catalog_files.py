"""The catalog's tables out to CSV and XLSX, and back: checked and compared first, applied after somebody has looked.

A row is a record by its key. Cells that the file does not have leave a record as it is; rows that it does not have, too,
unless asked otherwise. Columns that are not known here are kept with the record and written again.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pos_assist.domain.catalog_change import Change, Edit, key_of, key_text
from pos_assist.domain.items import Item
from pos_assist.domain.marking import Phrase
from pos_assist.domain.problems import BadInput
from pos_assist.domain.records import differences
from pos_assist.domain.settings import PRICES, PRICES_WORDS, TAX_ROUNDING
from pos_assist.domain.tax import Taxing
from pos_assist.exchange.catalog import deal_rows
from pos_assist.exchange.catalog.catalog_rows import NET_ITEM_COLUMNS, WITH_TAX, WITHOUT_TAX
from pos_assist.exchange.catalog.cell_words import choices
from pos_assist.exchange.catalog.import_plan import Extras, Plan, PlannedRecord
from pos_assist.exchange.catalog.row_validator import RowValidator
from pos_assist.exchange.catalog.sheets import SHEETS, Cell, sheet_of
from pos_assist.exchange.spreadsheets import as_csv, neutral, write_xlsx
from pos_assist.exchange.tables import Progress, Table, column_names
from pos_assist.exchange.tax_words import said_by
from pos_assist.system.files import replace_file

KINDS = ("items", "departments", "upgrades", "pairings", "deals", "perks")
MAX_PAGE = 99
_PRICES = frozenset(column_names({"": (*WITH_TAX, *WITHOUT_TAX)}))
KEYS_ON_A_PAGE = 15  # three columns of five: what a 1024 × 768 screen shows

# -- out -------------------------------------------------------------------------------------------------------------------


def export_table(path: Path, kind: str, catalog: Change, extras: Extras, language: str = "ja") -> int:
    """Write one kind of record; XLSX or, by any other name, CSV (UTF-8 with a mark that Excel knows it by). How many rows.

    Raises Environment; an older file of that name is then as it was.
    """
    sheet = sheet_of(kind, taxing_of(catalog))
    columns = sheet.columns if sheet else deal_rows.COLUMNS
    more = list(dict.fromkeys(name for key, data in extras.items() if key.startswith(f"{kind}\t") for name in data))
    header = [x.title if language == "ja" else x.name for x in columns] + more
    spreadsheet = path.suffix.lower() == ".xlsx"  # for people: in words; CSV is for programs, too
    rows = [_neutral_row(row) for row in _rows(kind, catalog, extras, more, language if spreadsheet else "")]
    if spreadsheet:
        text = frozenset(i for i, x in enumerate(columns) if x.text)
        lists = {i: choices(x.words, language) for i, x in enumerate(columns) if x.words}
        replace_file(path, lambda new: write_xlsx(new, kind, [[neutral(x) for x in header], *rows], text, lists))
    else:
        replace_file(path, lambda new: _write_csv(new, [[neutral(x) for x in header], *rows]))
    return len(rows)


def _rows(kind: str, catalog: Change, extras: Extras, more: list[str], language: str) -> Iterator[list[Cell]]:
    items = {x.code: x for x in catalog.items}
    sheet = sheet_of(kind, taxing_of(catalog))
    for record in getattr(catalog, kind):
        had = extras.get(f"{kind}\t{key_text(kind, record)}", {})
        rest: list[Cell] = [had.get(name, "") for name in more]
        if sheet is None:
            for row in deal_rows.rows_of(record, items, language):
                yield row + rest
                rest = [""] * len(more)
        else:
            yield sheet.cells(record, items, language) + rest


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
        sheet = sheet_of(kind, taxing_of(catalog))
        key = sheet.key if sheet else ("id",)
        table = Table(plain, sheet.accepted if sheet else deal_rows.ACCEPTED, key, progress)
        plan = Plan(path.name, kind, version)
        if kind == "items" and "price" not in table.position:
            plan.problems += _of_the_other_way(plan.file, table, catalog)
        validate = RowValidator(plan, table, catalog)
        new: dict[str, Any] = validate.records(sheet) if sheet else dict(validate.deals())
        validate.cross_check(new)
        plan.problems.sort(key=_row)
        if not plan.problems:
            if kind == "items" and "page" not in table.position:
                _place(new, catalog)
            _compare(plan, catalog, extras, new, validate.extras, whole=whole)
        return plan


def _of_the_other_way(file: str, table: Table, catalog: Change) -> Iterator[BadInput]:
    """A column of prices that are not what the shop's are: refused in words, never taken for them."""
    here = taxing_of(catalog).prices
    for title in table.header:
        there = said_by(title)
        if there and there is not here and _PRICES & column_names({title: ()}).keys():
            words = Phrase(PRICES_WORDS[here]), Phrase(PRICES_WORDS[there])
            yield BadInput(
                "other_prices_column", file=file, row=1, column=title, here=words[0], there=words[1],
                name=Phrase(PRICES.label),
            )  # fmt: skip


def taxing_of(catalog: Change) -> Taxing:
    """What the prices of a whole catalog are, and how its tax is rounded."""
    return Taxing(PRICES.of(catalog.settings), TAX_ROUNDING.of(catalog.settings))


def _row(problem: BadInput) -> int:
    row = problem.data.get("row")
    return row if isinstance(row, int) else 0


def recognised(path: Path) -> str:
    """Which kind of table a file is, by its header. Raises BadInput «unknown_table», «json_no_table»."""
    header = {x for title in Table(path, {}, ()).header for x in column_names({title: ()})}
    best: tuple[int, int, str] = (0, 0, "")
    for kind in KINDS:
        sheet = SHEETS.get(kind)
        accepted = sheet.accepted if sheet else deal_rows.ACCEPTED
        if kind == "items":
            accepted = {**NET_ITEM_COLUMNS, **accepted}
        there = {accepted[x] for x in header if x in accepted}
        needed = (*sheet.key, *sheet.required) if sheet else ("id", "kind")
        if set(sheet.key if sheet else ("id",)) <= there:
            best = max(best, (int(set(needed) <= there), len(there), kind))
    if best[1] < 2:
        raise BadInput("unknown_table", file=path.name, found=", ".join(sorted(header))[:200])
    return best[2]


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
