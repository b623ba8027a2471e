"""What a pack brings is checked like what was typed here: records, types, settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from pos_assist.domain.catalog_change import Change, key_text
from pos_assist.domain.deal_json import deal_from_json, deal_to_json
from pos_assist.domain.hours import Hours
from pos_assist.domain.items import Department, Item, Pairing, Perk, Upgrade
from pos_assist.domain.options import groups_text, parse_groups
from pos_assist.domain.problems import BadInput, Problem, Refused
from pos_assist.domain.settings import troubles
from pos_assist.exchange.packs import Pack
from pos_assist.services.management import validation

_JUDGES: dict[str, Callable[[Any], Any]] = {
    "items": validation.validate_item,
    "departments": validation.validate_department,
    "upgrades": validation.validate_upgrade,
    "pairings": validation.validate_pairing,
    "perks": validation.validate_perk,
    "deals": lambda deal: deal_from_json(deal_to_json(deal)),
}


def validated(path: Path, pack: Pack) -> tuple[Pack, list[Refused]]:
    """The pack with what it may bring, and a problem for each setting that cannot be what it says."""
    try:
        catalog = _validated_catalog(pack.catalog)
        good = {name: text for name, text in catalog.settings.items() if not any(troubles({name: text}))}
        return replace(pack, catalog=replace(catalog, settings=good)), list(troubles(catalog.settings))
    except Problem as problem:
        raise BadInput(problem.code, **{**problem.data, "file": path.name}) from problem
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise BadInput("bad_pack", file=path.name, reason=f"{type(error).__name__}: {error}"[:100]) from error


def _validated_catalog(catalog: Change) -> Change:
    values: dict[str, Any] = {
        kind: tuple(_each(validate, getattr(catalog, kind))) for kind, validate in _JUDGES.items()
    }
    settings = {
        validation.text("name", k, 80, required=True): validation.text(k, v, 1_000) for k, v in catalog.settings.items()
    }
    return Change(**values, settings=settings)


def _each(validate: Callable[[Any], Any], records: tuple[Any, ...]) -> Iterator[Any]:
    seen: set[str] = set()
    for record in records:
        if isinstance(record, Item | Department | Upgrade | Pairing | Perk):
            _check_types(record)
        value = validate(record)
        kind = {Item: "items", Department: "departments"}.get(type(value), "")
        key = key_text(kind, value)
        if key in seen:
            raise ValueError(f"{key} twice")
        seen.add(key)
        yield value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)  # 0.1 ms, and a pack may have 40,000 records


def _check_types(record: Item | Department | Upgrade | Pairing | Perk) -> None:
    """JSON says nothing of types: a price may be a word."""
    kind: Any = type(record)
    hints = _hints(kind)
    for x in fields(record):
        value, hint = getattr(record, x.name), hints[x.name]
        kinds = getattr(hint, "__args__", (hint,))
        if hint == tuple[str, ...]:
            good = isinstance(value, tuple) and all(isinstance(part, str) for part in value)
        elif x.name == "options":
            good = isinstance(value, tuple) and parse_groups(groups_text(value)) == value
        elif x.name == "hours":
            good = isinstance(value, tuple) and all(isinstance(part, Hours) for part in value)
        else:
            good = type(value) in kinds or (isinstance(value, Enum | date) and isinstance(value, kinds))
        if not good:
            raise TypeError(f"{x.name} is {value!r}")
