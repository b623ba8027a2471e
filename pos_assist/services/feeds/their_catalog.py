"""What a register sells, put into our catalog: names, prices, tax and barcodes are the register's, all else stays as it is here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pos_assist.domain.catalog_change import Change, Edit
from pos_assist.domain.items import Department, Item, TaxClass
from pos_assist.domain.problems import Refused
from pos_assist.services.feeds.json_lines import ErrorCode, RpcError, bad
from pos_assist.services.feeds.snapshot import MOST_MONEY, text, whole
from pos_assist.services.management.validation import validate_department, validate_item
from pos_assist.storage import Storage

MOST_ITEMS = 5_000  # of one call; a larger catalog comes in several that are not `full`
_TAXES = {8: TaxClass.REDUCED, 10: TaxClass.STANDARD, 0: TaxClass.EXEMPT}


def put_catalog(storage: Storage, params: Mapping[str, Any], who: str, at: datetime) -> dict[str, Any]:
    """Add and change items, all of them or none, as one edit that the manager can take back; `full`: what is not among them
    leaves the menu. Raises RpcError: BAD_PARAMS with the item's place, TOO_LARGE."""
    said, full = params.get("items"), params.get("full", False)
    if not isinstance(said, list):
        bad("items", "must be a list")
    if not isinstance(full, bool):
        bad("full", "must be true or false")
    if len(said) > MOST_ITEMS:
        raise RpcError(ErrorCode.TOO_LARGE, most=MOST_ITEMS, field="items")
    departments = {x.code: x for x in storage.catalog.departments()}
    usual = next(iter(departments), "")
    new_departments: dict[str, Department] = {}
    items: dict[str, Item] = {}
    for i, one in enumerate(said):
        if not isinstance(one, dict):
            bad(f"items[{i}]", "must be an object")
        item = _item(storage, one, f"items[{i}]", usual)
        if item.code in items:
            bad(f"items[{i}].sku", "stands twice")
        if item.department not in departments:
            new_departments[item.department] = validate_department(Department(item.department, item.department))
        items[item.code] = item
    left = (
        [x for x in storage.browse.items(storage.browse.item_codes()) if x.code not in items and not x.retired]
        if full
        else []
    )
    change = Change(
        items=(*items.values(), *(replace(x, retired=True) for x in left)), departments=tuple(new_departments.values())
    )
    try:
        number = storage.changes.write(Edit(change), who, at, "import", who)
    except Refused as refused:
        bad("items", refused.code)
    return {"items": len(items), "retired": len(left), "changed": bool(number)}


def _item(storage: Storage, said: Mapping[str, Any], where: str, usual: str) -> Item:
    code = text(said, "sku", required=True, where=where)
    known = storage.catalog.item(code)
    rate = said.get("tax_rate")
    if rate is not None and (type(rate) is not int or rate not in _TAXES):
        bad(f"{where}.tax_rate", "must be 8, 10 or 0")
    barcodes = said.get("barcodes", list(known.barcodes) if known else [])
    if not isinstance(barcodes, list) or not all(isinstance(x, str) for x in barcodes):
        bad(f"{where}.barcodes", "must be a list of texts")
    item = Item(
        known.code if known else code,
        text(said, "name", most=80, required=True, where=where),
        whole(said, "price", 0, MOST_MONEY, where),
        text(said, "department", where=where) or (known.department if known else usual) or "POS",
        barcodes=tuple(barcodes),
    )
    if known:
        item = replace(
            known, name=item.name, price=item.price, department=item.department, barcodes=item.barcodes, retired=False
        )
    if rate is not None:
        item = replace(item, tax=_TAXES[rate])
    try:
        return validate_item(item)
    except Refused as refused:
        bad(f"{where}.{refused.data.get('column', '')}".rstrip("."), refused.code)
