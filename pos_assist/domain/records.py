"""What differs between two records of the catalog: the one comparison for packs, backups, imports, history and commands."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

from pos_assist.domain.deals import Deal, When


class FieldChange(NamedTuple):
    """One field that is not the same in two records. Values are domain values; None where a record has no such field."""

    field: str  # of a deal's conditions too: «hours», «days»; "" of a setting, which is one text
    before: Any
    after: Any


def differences(before: object | None, after: object | None) -> tuple[FieldChange, ...]:
    """The fields in which two records of one key differ, in the order in which they are declared. Of a record that is on one
    side only (None on the other), all that it says beyond its defaults."""
    if before is None or after is None:
        there, missing = (after, True) if before is None else (before, False)
        told = [(name, x) for name, x in _fields(there).items() if x != _defaults(there).get(name, _NOTHING)]
        return tuple(FieldChange(name, None, x) if missing else FieldChange(name, x, None) for name, x in told)
    first, second = _fields(before), _fields(after)
    return tuple(
        FieldChange(name, first.get(name), second.get(name))
        for name in dict.fromkeys((*first, *second))
        if first.get(name) != second.get(name)
    )


_NOTHING = object()


def _fields(record: object) -> dict[str, Any]:
    """Every field with its value; a deal's kind, and its conditions one by one."""
    if not dataclasses.is_dataclass(record):
        return dict(record) if isinstance(record, dict) else {"": record}
    values: dict[str, Any] = {"kind": record.kind} if isinstance(record, Deal) else {}
    for x in dataclasses.fields(record):
        value = getattr(record, x.name)
        values |= _fields(value) if isinstance(value, When) else {x.name: value}
    return values


def _defaults(record: object) -> dict[str, Any]:
    if not dataclasses.is_dataclass(record):
        return {}
    found: dict[str, Any] = _defaults(When()) if isinstance(record, Deal) else {}
    for x in dataclasses.fields(record):
        if x.default is not dataclasses.MISSING:
            found[x.name] = x.default
    return found
