"""A shop as a folder of plain files, read whole and checked before anything is written. The format: docs/files.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Department, Item, Pairing, Perk, Upgrade
from pos_assist.domain.marking import N_, Phrase
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.settings import NAME, PRICES, find
from pos_assist.domain.tax import Prices
from pos_assist.domain.texts import FORBIDDEN
from pos_assist.exchange.catalog.catalog_rows import (
    DEPARTMENT_COLUMNS,
    ITEM_COLUMNS,
    NET_ITEM_COLUMNS,
    PAIRING_COLUMNS,
    PERK_COLUMNS,
    UPGRADE_COLUMNS,
    WITHOUT_TAX,
    read_department,
    read_item,
    read_pairing,
    read_perk,
    read_upgrade,
)
from pos_assist.exchange.catalog.deal_file import read_deals
from pos_assist.exchange.tables import Row, Table, column_names, open_file

_SIMPLE = Phrase(N_("text of at most 1000 characters, a whole number, or true or false"))
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ShopFiles:
    """A shop as its files say; all references among them hold. Past receipts are a file of their own, streamed later."""

    items: tuple[Item, ...]
    departments: tuple[Department, ...]
    upgrades: tuple[Upgrade, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    deals: tuple[Deal, ...] = ()
    perks: tuple[Perk, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    receipts: Path | None = None


def read_shop(folder: Path) -> ShopFiles:
    """Read and check every file of a shop. Raises BadInput with file, row and column at the first thing that is wrong."""
    if not folder.is_dir():
        raise BadInput("no_such_folder", file=str(folder))
    departments = _read(folder / "departments.csv", DEPARTMENT_COLUMNS, ("code", "name"), read_department, "code")
    by_code = {x.code: x for x in departments}
    barcodes: dict[str, int] = {}
    settings = read_settings(folder / "shop.json")
    if PRICES.name not in settings and _says_without_tax(folder / "items.csv"):
        settings[PRICES.name] = PRICES.kind.write(Prices.ADDED)
    net = PRICES.of(settings) is Prices.ADDED
    items = _read(
        folder / "items.csv",
        NET_ITEM_COLUMNS if net else ITEM_COLUMNS,
        ("code", "name", "price"),
        lambda row: read_item(row, by_code, barcodes),
        "code",
        optional=False,
    )
    codes = frozenset(x.code for x in items)
    upgrades = _read(
        folder / "upgrades.csv", UPGRADE_COLUMNS, ("from", "to"), lambda row: read_upgrade(row, codes), "from", "to"
    )
    pairings = _read(
        folder / "pairings.csv",
        PAIRING_COLUMNS,
        ("trigger", "addon"),
        lambda row: read_pairing(row, codes),
        "trigger",
        "addon",
    )
    perks = _read(folder / "perks.csv", PERK_COLUMNS, ("id", "name", "threshold"), read_perk, "id")
    deals = _deals(folder / "deals.json", codes)
    receipts = folder / "receipts.csv"
    return ShopFiles(
        items,
        departments,
        upgrades,
        pairings,
        deals,
        perks,
        settings,
        receipts if receipts.is_file() else None,
    )


def _says_without_tax(path: Path) -> bool:
    """Whether the one price that the items have is said to be without tax."""
    titles = Table(path, {}, ()).header if path.exists() else ()
    known = {x for title in titles for x in column_names({title: ()})}
    price = {title for title, name in ITEM_COLUMNS.items() if name == "price"}
    return not known & price and bool(known & column_names({"": WITHOUT_TAX}).keys())


def read_settings(path: Path) -> dict[str, str]:
    """shop.json as the shop's settings: words by language become `name.ja`, `name.en`; the rest as text."""
    data = read_json(path)
    if not isinstance(data, dict):
        raise BadInput("bad_json", file=path.name, reason="{…}")
    settings: dict[str, str] = {}
    for key, value in data.items():
        _put_setting(settings, path, key, value)
    settings["name"] = settings.get("name") or settings.get("name.ja") or settings.get("name.en", "")
    if not settings["name"]:
        raise BadInput("bad_setting", file=path.name, name="name", value="", may=NAME.kind.allowed)
    for name, text in settings.items():
        setting = find(name)
        try:
            if setting:
                settings[name] = setting.checked(text)
        except Refused as refused:
            raise BadInput(refused.code, **{**refused.data, "file": path.name, "name": name}) from refused
    return settings


def read_json(path: Path) -> object:
    """A JSON file of at most 4 MB. Raises BadInput «bad_json»."""
    with open_file(path) as file:
        raw = file.read(4_000_001)
    if len(raw) > 4_000_000:
        raise BadInput("file_too_large", file=path.name, most="4 MB")
    try:
        text = raw.decode("utf-8-sig")
        return json.loads(text)
    except UnicodeDecodeError as error:
        raise BadInput("encoding", file=path.name, row=raw[: error.start].count(b"\n") + 1) from error
    except json.JSONDecodeError as error:
        raise BadInput("bad_json", file=path.name, row=error.lineno, reason=error.msg) from error
    except RecursionError as error:
        raise BadInput("bad_json", file=path.name, reason=BadInput("json_too_deep")) from error
    except ValueError as error:  # a number of more than 4,300 digits
        raise BadInput("bad_json", file=path.name, reason=BadInput("json_number")) from error


def _put_setting(settings: dict[str, str], path: Path, key: str, value: object) -> None:
    if isinstance(value, dict) and not key.startswith("settings.") and len(settings) < 500:
        prefix = "" if key == "settings" else f"{key}."
        for name, inner in value.items():
            if isinstance(inner, dict):
                raise BadInput("bad_setting", file=path.name, name=f"{prefix}{name}"[:60], value="{…}", may=_SIMPLE)
            _put_setting(settings, path, f"{prefix}{name}", inner)
        return
    text = {True: "1", False: "0", None: ""}.get(value) if isinstance(value, bool | None) else str(value)
    if text is None or isinstance(value, list | float) or len(text) > 1_000 or FORBIDDEN.search(key + text):
        raise BadInput("bad_setting", file=path.name, name=key[:60], value=str(value)[:60], may=_SIMPLE)
    settings[key] = text


def _read(
    path: Path,
    columns: Mapping[str, str],
    required: tuple[str, ...],
    value: Callable[[Row], _T],
    *key: str,
    optional: bool = True,
) -> tuple[_T, ...]:
    """Every row of a table as a value; no two rows may have the same `key` cells. A missing optional file is empty."""
    if optional and not path.exists():
        return ()
    seen: dict[tuple[str, ...], int] = {}
    values: list[_T] = []
    for row in Table(path, columns, required).rows():
        ident = tuple(row.text(name) for name in key)
        if ident in seen:
            row.refuse("twin_row", key[0], " → ".join(ident), first=seen[ident])
        seen[ident] = row.number
        values.append(value(row))
    return tuple(values)


def _deals(path: Path, codes: frozenset[str]) -> tuple[Deal, ...]:
    if not path.exists():
        return ()
    deals = tuple(read_deals(path))
    for deal in deals:
        for code in sorted(deal.item_codes):
            if code not in codes:
                raise BadInput("deal_unknown_item", file=path.name, deal=deal.id, value=code)
    return deals
