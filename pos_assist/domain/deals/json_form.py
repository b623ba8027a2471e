"""How the fields of a deal stand in JSON: each field declares its form once, and is read, checked and written by it.

A dataclass field says `field(metadata=form(whole(0, 99)))`. What is at its default is left out, so that a file names only what
is special about a deal. Whatever is wrong is raised as BadInput with the path of the field (`column`) and what was expected.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NoReturn

from pos_assist.domain.problems import BadInput

MAX_MONEY = 9_999_999  # the largest amount a shop may write, in minor units
MAX_UNITS = 99  # in a slot: more than that is a slip of the hand

Read = Callable[[object, str], Any]  # a JSON value and its path -> the field's value


@dataclass(frozen=True, slots=True)
class Form:
    """The JSON form of one field."""

    read: Read
    write: Callable[[Any], Any]
    key: str  # its name in JSON where that is not the field's
    always: bool  # written even where it is at its default


def form(
    read: Read, write: Callable[[Any], Any] = lambda x: x, key: str = "", *, always: bool = False
) -> dict[str, Form]:
    """The metadata of a dataclass field."""
    return {"json": Form(read, write, key, always)}


def read_fields(cls: type, data: object, path: str, *also: str) -> dict[str, Any]:
    """The fields of a dataclass as keyword arguments; `also` are keys of `data` that somebody else reads. Raises BadInput:
    deal_field_missing, deal_field_wrong, deal_field_unknown."""
    given = an_object(data, path)
    values: dict[str, Any] = {}
    fields = _forms(cls)
    for name, (key, one, default) in fields.items():
        value = get(given, path, key, one.read, default)
        if value is not default:
            values[name] = value
    only(given, path, *(key for key, _, _ in fields.values()), *also)
    return values


def get(given: Mapping[str, Any], path: str, key: str, read: Read, default: object = dataclasses.MISSING) -> Any:
    """The value of a key; `default` where it is not given or null. Raises BadInput."""
    value = given.get(key)
    if value is not None:
        return read(value, below(path, key))
    if default is dataclasses.MISSING:
        raise BadInput("deal_field_missing", column=below(path, key))
    return default


def only(given: Mapping[str, Any], path: str, *keys: str) -> None:
    """Raise BadInput «deal_field_unknown» where the object has any other key: it may be misspelt."""
    for key in given:
        if key not in keys:
            raise BadInput("deal_field_unknown", column=below(path, str(key)))


def write_fields(value: object) -> dict[str, Any]:
    """Return the fields in the form that `read_fields` reads."""
    return {
        key: one.write(x)
        for name, (key, one, default) in _forms(_kind(value)).items()
        if (x := getattr(value, name)) != default or one.always
    }


def _kind(value: object) -> Any:
    return type(value)  # a type is hashable, which mypy does not see here


@cache
def _forms(cls: type) -> Mapping[str, tuple[str, Form, object]]:
    """Field -> (key in JSON, form, default) of every field that has a form."""
    forms = {}
    for x in dataclasses.fields(cls):
        one: Form | None = x.metadata.get("json")
        if one:
            default = x.default if x.default_factory is dataclasses.MISSING else x.default_factory()
            forms[x.name] = (one.key or x.name, one, default)
    return forms


def below(path: str, key: str) -> str:
    """The path of a key of the object at `path`."""
    return f"{path}.{key}" if path else key


def wrong(path: str, expected: str, value: object) -> NoReturn:
    """Raise BadInput «deal_field_wrong»."""
    raise BadInput("deal_field_wrong", column=path, expected=expected, value=value)


# -- forms of values -------------------------------------------------------------------------------------------------------


def an_object(value: object, path: str) -> Mapping[str, Any]:
    """Return `value` if it is an object. Raises BadInput deal_field_wrong."""
    if not isinstance(value, Mapping):
        wrong(path, "an object {…}", value)
    return value


def whole(low: int, high: int) -> Read:
    """A whole number from `low` to `high`."""

    def read(value: object, path: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            wrong(path, f"{low} … {high}", value)
        return value

    return read


def text(value: object, path: str) -> str:
    """Return `value` if it is a text. Raises BadInput deal_field_wrong."""
    if not isinstance(value, str):
        wrong(path, '"…"', value)
    return value


def filled_text(value: object, path: str) -> str:
    """A text that is more than spaces."""
    if not text(value, path).strip():
        wrong(path, '"…"', value)
    return str(value)


def flag(value: object, path: str) -> bool:
    """Return `value` if it is true or false. Raises BadInput deal_field_wrong."""
    if not isinstance(value, bool):
        wrong(path, "true / false", value)
    return value


def word(words: Mapping[str, Any]) -> Read:
    """One of some words -> what it stands for."""

    def read(value: object, path: str) -> Any:
        if not isinstance(value, str) or value not in words:
            wrong(path, " / ".join(words), value)
        return words[value]

    return read


def day(value: object, path: str) -> date:
    """Return the date of a text such as "2026-11-30". Raises BadInput deal_field_wrong."""
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    wrong(path, "YYYY-MM-DD", value)


def items(value: object, path: str) -> frozenset[str]:
    """The codes of at least one item."""
    if not isinstance(value, list) or not value or not all(isinstance(x, str) for x in value):
        wrong(path, '["item", …]', value)
    return frozenset(value)


def a_list(value: object, path: str, expected: str) -> list[Any]:
    """Return `value` if it is a list. Raises BadInput deal_field_wrong."""
    if not isinstance(value, list):
        wrong(path, expected, value)
    return value
