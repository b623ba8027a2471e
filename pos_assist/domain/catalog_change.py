"""A change of the catalog as a value: what is put, what is removed, and how a record is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Department, Item, Pairing, Perk, Upgrade

Removable = Department | Upgrade | Pairing | Deal | Perk


@dataclass(frozen=True, slots=True)
class Change:
    """The records to put, by key, and those to remove: (table, key …). `whole`: everything else is removed too."""

    items: tuple[Item, ...] = ()
    departments: tuple[Department, ...] = ()
    upgrades: tuple[Upgrade, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    deals: tuple[Deal, ...] = ()
    perks: tuple[Perk, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[tuple[str, ...], ...] = ()
    whole: bool = False


def key_of(what: Removable) -> tuple[str, ...]:
    """Return a record's key in the form of `Change.removed`."""
    match what:
        case Department():
            return ("departments", what.code)
        case Upgrade():
            return ("upgrades", what.from_item, what.to_item)
        case Pairing():
            return ("pairings", what.trigger, what.addon)
        case Perk():
            return ("perks", what.id)
        case _:
            return ("deals", what.id)


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of the catalog and of the extra columns of its records (None removes them)."""

    change: Change = field(default_factory=Change)
    extras: Mapping[str, Mapping[str, str] | None] = field(default_factory=dict)  # "kind TAB key" -> column -> cell


def key_text(kind: str, value: Any) -> str:
    """The key of a record of that kind."""
    return value.code if kind in ("items", "departments") else "\t".join(key_of(value)[1:])


def records_of(catalog: Change) -> dict[tuple[str, str], Any]:
    """Every record of a catalog by its kind and key; of a setting its text."""
    found: dict[tuple[str, str], Any] = {("settings", name): value for name, value in catalog.settings.items()}
    for kind in ("items", "departments", "upgrades", "pairings", "deals", "perks"):
        found |= {(kind, key_text(kind, x)): x for x in getattr(catalog, kind)}
    return found


@dataclass(frozen=True, slots=True)
class Peer:
    """The last pack taken from another shop: its catalog then, the serial of its pack, and our own serial at that
    moment."""

    shop: str
    serial: int
    ours: int
    catalog: Change
