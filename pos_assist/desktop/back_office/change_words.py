"""The history in words: what was done, to what, and which fields are other than before."""

from __future__ import annotations

import json
from typing import Any

from pos_assist.desktop.shared.painting import money
from pos_assist.domain.settings import find
from pos_assist.i18n.translate import tr
from pos_assist.services.management.management import HistoryEntry, RecordChange
from pos_assist.services.management.planned_prices import PLANNED

_MONEY = {"price", "cost", "next_price", "threshold", "amount", "min"}


def change_words(entry: HistoryEntry) -> str:
    """What an edit did, with what it was done to."""
    if entry.what == "undo":
        return tr("Took back change {n}", n=entry.undoes)
    if entry.what.startswith("import_"):
        return tr("File: {detail}", detail=entry.detail)
    words = {
        "item": tr("Item: {detail}"),
        "retire": tr("Off the menu: {detail}"),
        "unretire": tr("Back on the menu: {detail}"),
        "sold_out": tr("Sold out: {detail}"),
        "on_sale": tr("On sale again: {detail}"),
        "price": tr("Price: {detail}"),
        "planned_price": tr("Planned prices began: {detail}"),
        "department": tr("Department: {detail}"),
        "upgrade": tr("Upgrade: {detail}"),
        "ladder": tr("Upgrades: {detail}"),
        "pairing_pinned": tr("Pinned: {detail}"),
        "pairing_blocked": tr("Never together: {detail}"),
        "pairing_learned": tr("Left to the receipts: {detail}"),
        "pairing_order": tr("Order of add-ons: {detail}"),
        "deal": tr("Set: {detail}"),
        "perk": tr("Perk: {detail}"),
        "settings": tr("Settings: {detail}"),
        "staff_added": tr("New among the staff: {detail}"),
        "staff_left": tr("Has left: {detail}"),
        "role_changed": tr("Role: {detail}"),
        "pin_given": tr("New PIN given: {detail}"),
        "pin_changed": tr("Own PIN changed: {detail}"),
        "pin_recovered": tr("PIN replaced by the recovery code: {detail}"),
        "remove": tr("Removed: {detail}"),
        "restore": tr("Catalog of a backup: {detail}"),
        "pack": tr("Pack: {detail}"),
    }
    detail = ", ".join(map(_setting_words, entry.detail.split(", "))) if entry.what == "settings" else entry.detail
    return words.get(entry.what, "{detail}").replace("{detail}", detail)


def _setting_words(name: str) -> str:
    setting = find(name)
    return tr(setting.label) if setting else name


def who_words(entry: HistoryEntry) -> str:
    """Who it was."""
    return tr("(as planned)") if entry.who == PLANNED else entry.who


def kind_words(kind: str) -> str:
    """A kind of record."""
    return {
        "items": tr("Item"),
        "departments": tr("Department"),
        "upgrades": tr("Upgrade"),
        "pairings": tr("Pairing"),
        "deals": tr("Set"),
        "perks": tr("Perk"),
        "settings": tr("Setting"),
        "extras": tr("Other columns"),
    }.get(kind, kind)


def field_words(name: str) -> str:
    """A field of a record; one without words of its own is called as in the files."""
    return {
        "name": tr("Name"),
        "price": tr("Price"),
        "cost": tr("Cost"),
        "department": tr("Department"),
        "tax": tr("Tax"),
        "barcodes": tr("Barcodes"),
        "short_name": tr("Short name on its key"),
        "reading": tr("Reading (kana)"),
        "size": tr("Size"),
        "sold_out": tr("Sold out"),
        "by_weight": tr("Price per 100 g"),
        "retired": tr("Off the menu"),
        "next_price": tr("New price"),
        "next_from": tr("from day"),
        "state": tr("Decision"),
        "line": tr("To read aloud"),
        "reason": tr("Reason on the card"),
        "rank": tr("Place"),
        "color": tr("Colour"),
        "threshold": tr("From total"),
        "slots": tr("What it takes"),
        "when": tr("When"),
        "max_uses": tr("Times per order"),
        "role": tr("Part in an order, such as drink"),
    }.get(name, name)


def record_name(record: RecordChange) -> str:
    """What a record is called: its name, or its codes."""
    for text in (record.after, record.before):
        if text and record.kind not in ("settings", "extras"):
            name = json.loads(text).get("name")
            if name:
                return str(name)
    return record.key.replace("\t", " → ")


def differences(record: RecordChange) -> list[tuple[str, str, str]]:
    """(field, before, after) of what is other; of a record that is new or gone, all that it had."""
    if record.kind == "settings":
        return [("", record.before or "", record.after or "")]
    before, after = (json.loads(text) if text else {} for text in (record.before, record.after))
    names = dict.fromkeys((*before, *after))
    return [
        (field_words(name), value_words(name, before.get(name)), value_words(name, after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def value_words(name: str, value: Any) -> str:
    """A field's value as it is shown."""
    if value is None or value in ("", [], {}, ()):
        return ""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if name in _MONEY and isinstance(value, int):
        return money(value)
    if isinstance(value, list | tuple) and all(isinstance(x, str) for x in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
