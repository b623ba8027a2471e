"""The history in words: what was done, to what, and which fields are other than before."""

from __future__ import annotations

import json

from pos_assist.domain.records import differences
from pos_assist.domain.settings import find
from pos_assist.i18n.deal_texts import Say
from pos_assist.i18n.record_texts import field_text, value_text
from pos_assist.i18n.translate import tr
from pos_assist.services.management.management import HistoryEntry, RecordChange
from pos_assist.services.management.planned_prices import PLANNED


def change_words(entry: HistoryEntry) -> str:
    """Return a line about an edit: its kind and the record it changed."""
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
        "new_day": tr("A new day: sold-out marks taken away: {detail}"),
        "planned_price": tr("Planned prices began: {detail}"),
        "department": tr("Department: {detail}"),
        "upgrade": tr("Upgrade: {detail}"),
        "ladder": tr("Upgrades: {detail}"),
        "keys": tr("Order of keys: {detail}"),
        "catalog_read": tr("Looked through: {detail}"),
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
        "badge_changed": tr("Code or badge: {detail}"),
        "pin_given": tr("New PIN given: {detail}"),
        "pin_changed": tr("Own PIN changed: {detail}"),
        "pin_recovered": tr("PIN replaced by the recovery code: {detail}"),
        "remove": tr("Removed: {detail}"),
        "restore": tr("Catalog of a backup: {detail}"),
        "pack": tr("Pack: {detail}"),
        "receipts_read": tr("Receipts read: {detail}"),
        "folder_read": tr("Catalog from a folder: {detail}"),
        "backup": tr("Backup made: {detail}"),
        "trust_withdrawn": tr("Packs no longer trusted: {detail}"),
        "date_is_right": tr("Date confirmed: {detail}"),
        "receipts_back": tr("Imported receipts taken back: {detail}"),
        "redate": tr("Receipts dated anew: {detail}"),
    }
    detail = ", ".join(map(_setting_words, entry.detail.split(", "))) if entry.what == "settings" else entry.detail
    return words.get(entry.what, "{detail}").replace("{detail}", detail)


def _setting_words(name: str) -> str:
    setting = find(name)
    return tr(setting.label) if setting else name


def who_words(entry: HistoryEntry) -> str:
    """Return who made the edit."""
    return tr("(as planned)") if entry.who == PLANNED else entry.who


def record_name(record: RecordChange) -> str:
    """Return the title of a record: its name, or its codes."""
    for text in (record.after, record.before):
        if text and record.kind not in ("settings", "extras"):
            name = json.loads(text).get("name")
            if name:
                return str(name)
    return record.key.replace("\t", " → ")


def difference_texts(record: RecordChange, say: Say) -> list[tuple[str, str, str]]:
    """(field, before, after) of what is not the same; of a record that is new or gone, all that it says."""
    return [
        (field_text(name), value_text(name, before, say), value_text(name, after, say))
        for name, before, after in differences(*record.values)
    ]
