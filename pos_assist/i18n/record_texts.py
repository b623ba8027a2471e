"""Records of the catalog in words: what kind they are, their fields, and what a field says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Any

from pos_assist.domain.deals import Slot
from pos_assist.domain.hours import Hours, hours_text
from pos_assist.domain.items import ItemRole
from pos_assist.domain.marking import N_
from pos_assist.domain.options import OptionGroup, groups_text
from pos_assist.i18n.deal_texts import KIND_TEXTS, Say, days_text, items_text, places_text
from pos_assist.i18n.translate import tr

_KINDS = {
    "items": N_("Item"),
    "departments": N_("Department"),
    "upgrades": N_("Upgrade"),
    "pairings": N_("Pairing"),
    "deals": N_("Set"),
    "perks": N_("Perk"),
    "settings": N_("Setting"),
    "extras": N_("Other columns"),
}
FIELDS = {
    "id": N_("ID"),
    "code": N_("Code"),
    "name": N_("Name"),
    "kind": N_("Kind"),
    "price": N_("Price"),
    "cost": N_("Cost"),
    "department": N_("Department"),
    "tax": N_("Tax"),
    "barcodes": N_("Barcodes"),
    "short_name": N_("Short name on its key"),
    "reading": N_("Reading (kana)"),
    "title_en": N_("Name in English"),
    "size": N_("Size"),
    "role": N_("Part in an order, such as drink"),
    "sold_out": N_("Sold out"),
    "age_restricted": N_("Age-restricted"),
    "retired": N_("Off the menu"),
    "by_weight": N_("Price per 100 g"),
    "page": N_("Page of keys"),
    "rank": N_("Place"),
    "color": N_("Colour"),
    "next_price": N_("New price"),
    "next_from": N_("from day"),
    "never_offer": N_("Never offered"),
    "alcohol": N_("Alcohol"),
    "kids": N_("For children"),
    "confirmed": N_("Looked at"),
    "eat_in_price": N_("Price eaten in"),
    "open_price": N_("Price typed at the counter"),
    "options": N_("Options"),
    "takes": N_("Takes (size, battery …)"),
    "fits": N_("Made for"),
    "from_item": N_("From item"),
    "to_item": N_("To item"),
    "trigger": N_("Ordered item"),
    "addon": N_("Add-on"),
    "state": N_("Decision"),
    "line": N_("To read aloud"),
    "reason": N_("Reason on the card"),
    "hours": N_("Hours"),
    "threshold": N_("From total"),
    "priority": N_("Priority"),
    "max_uses": N_("Times per order"),
    "member": N_("For"),
    "mode": N_("Where"),
    "from_date": N_("From day"),
    "to_date": N_("To day"),
    "days": N_("Days of the week"),
    "min_spend": N_("From a total of"),
    "slots": N_("What it takes"),
    "amount": N_("Taken off"),
    "percent": N_("Percent off"),
    "n": N_("How many"),
    "free": N_("How many of them"),
    "items": N_("Items"),
    "min": N_("From a total of"),
    "net": N_("reached after the other sets, not before"),
    "stack": N_("together with other discounts of this kind"),
}
VALUES = {  # words that the data says, by field
    ("member", "True"): N_("members only"),
    ("member", "False"): N_("without a card"),
    ("mode", "eat_in"): N_("eaten in"),
    ("mode", "takeout"): N_("taken out"),
    ("tax", "standard"): N_("10 %"),
    ("tax", "reduced"): N_("8 % to go, 10 % eaten in"),
    ("tax", "exempt"): N_("tax-free"),
    ("state", "pinned"): N_("pinned"),
    ("state", "blocked"): N_("never together"),
    ("state", "learned"): N_("left to the receipts"),
    ("role", ItemRole.MAIN): N_("main dish"),
    ("role", ItemRole.SIDE): N_("side dish"),
    ("role", ItemRole.DRINK): N_("drink"),
    ("role", ItemRole.DESSERT): N_("dessert"),
    ("role", ItemRole.TOPPING): N_("topping"),
    ("role", ItemRole.BAG): N_("bag"),
    ("role", ItemRole.GOODS): N_("goods"),
    ("role", ItemRole.CHARGE): N_("charge, no goods"),
    ("kind", "size"): N_("larger size"),
    ("kind", "grade"): N_("better kind"),
    ("base", "net"): N_("reached after the other sets, not before"),
    ("base", "list"): N_("reached before any set"),
    ("n_max", "any"): N_("or more"),
    **{("kind", kind): texts.name for kind, texts in KIND_TEXTS.items()},
}
_MONEY = {"price", "cost", "next_price", "eat_in_price", "threshold", "amount", "min", "min_spend"}
_ITEMS = {"from_item", "to_item", "trigger", "addon"}


def role_text(role: str) -> str:
    """An item's role in words; a shop's own word as it stands."""
    words = VALUES.get(("role", role))
    return tr(words) if words else role


def role_of(text: str) -> str:
    """The role that the screen's word stands for, in the language spoken now; any other word is the shop's own."""
    return next((role for role in ItemRole.ALL if text.strip().casefold() in (role, role_text(role).casefold())), text)


def kind_text(kind: str) -> str:
    """A kind of record, as the catalog's tables are called."""
    return tr(_KINDS[kind]) if kind in _KINDS else kind


def field_text(name: str) -> str:
    """A field of a record; one without words of its own, such as a file's own column, by its name."""
    return tr(FIELDS[name]) if name in FIELDS else name


def columns_text(read_as: Sequence[tuple[str, str]]) -> str:
    """Which column of a list was taken for what; "" where that was not asked."""
    pairs = " · ".join(f"{title} → {field_text(name)}" for name, title in read_as)
    return tr("Columns: {pairs}", pairs=pairs) if pairs else ""


def value_text(name: str, value: Any, say: Say) -> str:  # noqa: PLR0911 — one case a line
    """Return a field's value in words; "" where it is empty."""
    if value is None or value in ("", (), {}, frozenset()):
        return ""
    if word := VALUES.get((name, str(value))):
        return tr(word)
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if name in _MONEY:
        return say.money(value)
    if name in _ITEMS or name == "department":
        return say.department(value) if name == "department" else say.title(value)
    if isinstance(value, tuple | frozenset):
        return _several(name, value, say)
    return value.isoformat() if isinstance(value, date) else str(value.value if isinstance(value, Enum) else value)


def _several(name: str, values: tuple[Any, ...] | frozenset[str], say: Say) -> str:
    if isinstance(values, frozenset):
        return days_text(values) if name == "days" else items_text(values, say, 5)
    if all(isinstance(x, OptionGroup) for x in values):
        return groups_text(values)
    if all(isinstance(x, Hours) for x in values):
        return hours_text(values)
    if all(isinstance(x, Slot) for x in values):
        return places_text(values, say, full=True)
    return ", ".join(map(str, values))
