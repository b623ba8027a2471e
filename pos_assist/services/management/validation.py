"""What a person typed into the back office, checked by the same rules as a file: the value as it is kept, or Refused with
the `column` (the field) and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Never

from pos_assist.domain.codes import barcode_problem
from pos_assist.domain.deals import MAX_MONEY
from pos_assist.domain.items import Department, Item, Pairing, PairingState, Perk, Upgrade
from pos_assist.domain.options import groups_text, parse_groups
from pos_assist.domain.problems import Refused
from pos_assist.domain.texts import FORBIDDEN
from pos_assist.exchange.tables import clean

MAX_CODE, MAX_NAME, MAX_LINE = 40, 85, 200  # characters
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def validate_item(item: Item) -> Item:
    """Refused: empty_cell, cell_too_long, forbidden_character, bad_money, bad_number, bad_color, bad_barcode,
    bad_check_digit."""
    if (item.next_price is None) != (item.next_from is None):
        _refuse("empty_cell", "next_price" if item.next_price is None else "next_from")
    barcodes = tuple(dict.fromkeys(text("barcodes", x, 48) for x in item.barcodes))
    for barcode in barcodes:
        if problem := barcode_problem(barcode):
            _refuse(problem, "barcodes", barcode)
    for field in ("price", "cost", "next_price", "eat_in_price"):
        money(field, getattr(item, field), optional=field != "price")
    for field, most in (("page", 99), ("rank", MAX_MONEY)):
        if not 0 <= getattr(item, field) <= most:
            raise Refused("bad_number", column=field, value=getattr(item, field), most=most)
    return replace(
        item,
        code=text("code", item.code, MAX_CODE, required=True),
        name=text("name", item.name, MAX_NAME, required=True),
        department=text("department", item.department, MAX_CODE),
        short_name=text("short_name", item.short_name, MAX_NAME),
        reading=text("reading", item.reading, MAX_NAME),
        title_en=text("title_en", item.title_en, MAX_NAME),
        size=text("size", item.size, 20),
        role=text("role", item.role, MAX_CODE),
        color=color(item.color),
        barcodes=barcodes,
        options=parse_groups(text("options", groups_text(item.options), 1_000)),
        takes=tuple(text("takes", x, MAX_CODE, required=True) for x in item.takes),
        fits=tuple(text("fits", x, MAX_CODE, required=True) for x in item.fits),
    )


def validate_department(department: Department) -> Department:
    """Refused as for an item."""
    return replace(
        department,
        code=text("code", department.code, MAX_CODE, required=True),
        name=text("name", department.name, MAX_NAME, required=True),
        title_en=text("title_en", department.title_en, MAX_NAME),
        color=color(department.color),
    )


def validate_upgrade(upgrade: Upgrade) -> Upgrade:
    """Refused: to_itself, bad_choice, and as for an item."""
    if upgrade.from_item == upgrade.to_item:
        _refuse("to_itself", "to", upgrade.to_item)
    if upgrade.kind not in ("size", "grade"):
        raise Refused("bad_choice", column="kind", value=upgrade.kind, choices="size, grade")
    return replace(upgrade, line=text("line", upgrade.line, MAX_LINE))


def validate_pairing(pairing: Pairing) -> Pairing:
    """Refused: to_itself, bad_choice, and as for an item."""
    if pairing.trigger == pairing.addon:
        _refuse("to_itself", "addon", pairing.addon)
    states = (PairingState.PINNED, PairingState.BLOCKED, PairingState.LEARNED)
    if pairing.state not in states:
        raise Refused("bad_choice", column="state", value=pairing.state, choices=", ".join(states))
    return replace(pairing, line=text("line", pairing.line, MAX_LINE), reason=text("reason", pairing.reason, MAX_LINE))


def validate_perk(perk: Perk) -> Perk:
    """Refused: bad_money, bad_choice, and as for an item."""
    if perk.mode not in ("", "eat_in", "takeout"):
        raise Refused("bad_choice", column="mode", value=perk.mode, choices="eat_in, takeout")
    money("threshold", perk.threshold or -1)
    return replace(
        perk,
        id=text("id", perk.id, MAX_CODE, required=True),
        name=text("name", perk.name, MAX_NAME, required=True),
        title_en=text("title_en", perk.title_en, MAX_NAME),
    )


def text(field: str, value: str, most: int, *, required: bool = False) -> str:
    """NFC, no space around it, nothing invisible in it."""
    found = FORBIDDEN.search(value)
    if found:
        raise Refused("forbidden_character", column=field, character=f"U+{ord(found[0]):04X}")
    value = clean(value)
    if len(value) > most:
        raise Refused("cell_too_long", column=field, value=value[:60], most=most)
    if required and not value:
        _refuse("empty_cell", field)
    return value


def money(field: str, value: int | None, *, optional: bool = False) -> None:
    """0 … 9,999,999 minor units."""
    if value is None and optional:
        return
    if value is None or not 0 <= value <= MAX_MONEY:
        _refuse("bad_money", field, "" if value is None else str(value))


def color(value: str) -> str:
    """Return `value` if it is "#RRGGBB" or empty. Refused: bad_color."""
    if value and not _COLOR.fullmatch(value):
        _refuse("bad_color", "color", value[:60])
    return value


def _refuse(code: str, field: str, value: str = "") -> Never:
    raise Refused(code, column=field, value=value)
