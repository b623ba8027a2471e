"""Domain values to JSON and back: open orders and deals in the database, receipts and catalog changes in the journal.

A field that has its default is left out: lines stay short, and an old line still reads after a field was added. Deals and
hours have the one JSON form that files have, too; what version 1 wrote of them is still read.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from pos_assist.domain.deal_json import deal_from_version_1, deal_to_json
from pos_assist.domain.deals import Deal
from pos_assist.domain.hours import Hours
from pos_assist.domain.items import Item
from pos_assist.domain.problems import EnvironmentProblem

T = TypeVar("T")
_REMEMBERED = 2_000  # items
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PLAIN = frozenset((str, int, float, bool, type(None)))  # these very types: an enum that is a string, too, is none


def dumps(value: object) -> str:
    """A domain value as one line of JSON."""
    return _JSON.encode(encode(value))


@contextmanager
def stored() -> Iterator[None]:
    """Read values that this program wrote: one that is not valid any more is a damaged file, not a bug.

    A block, or a decorator. Raises EnvironmentProblem("unreadable")."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise EnvironmentProblem("unreadable", detail=f"{type(error).__name__}: {error}") from error


@stored()
def loads(kind: type[T], text: str) -> T:
    """The value that `dumps` wrote. Raises EnvironmentProblem("unreadable") on anything else."""
    return decode(kind, json.loads(text))


@stored()
def loads_json(text: str) -> Any:
    """JSON that we wrote. Raises EnvironmentProblem("unreadable") on anything else."""
    return json.loads(text)


@stored()
def stored_time(text: str) -> datetime:
    """A local time as the tables have it. Raises EnvironmentProblem("unreadable") on anything else."""
    return datetime.fromisoformat(text)


def encode(value: object) -> Any:  # noqa: PLR0911 — one case a line
    """A domain value as what json can write."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Hours):
        return value.json()
    if isinstance(value, tuple | list):
        return [encode(x) for x in value]
    if isinstance(value, frozenset):
        return sorted(encode(x) for x in value)
    if isinstance(value, Mapping):
        return {key: encode(x) for key, x in value.items()}
    if isinstance(value, Deal):
        return deal_to_json(value)
    out: dict[str, Any] = {}
    hashable: Any = type(value)
    for name, default in _fields(hashable):
        x = getattr(value, name)
        if x != default:
            out[name] = x if type(x) in _PLAIN else encode(x)
    return out


def encode_without(value: object, names: frozenset[str]) -> dict[str, Any]:
    """As `encode`, for a dataclass, without the fields of these names."""
    hashable: Any = type(value)
    return {name: encode(x) for name, default in _others(hashable, names) if (x := getattr(value, name)) != default}


def decode(kind: type[T], data: Any) -> T:
    """The value of that type that `encode` turned into `data`."""
    hashable: Any = kind
    result: T = _decoder(hashable)(data)
    return result


def fields_of(kind: type, data: dict[str, Any]) -> dict[str, Any]:
    """Some of a dataclass's fields, decoded, as keyword arguments."""
    hints = _hints(kind)
    return {name: decode(hints[name], x) for name, x in data.items()}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)  # 0.1 ms, and a receipt asks each time


@cache
def _fields(cls: type) -> tuple[tuple[str, object], ...]:
    return tuple(
        (f.name, f.default_factory() if f.default_factory is not dataclasses.MISSING else f.default)
        for f in dataclasses.fields(cls)
    )


@cache
def _others(cls: type, names: frozenset[str]) -> tuple[tuple[str, object], ...]:
    return tuple(field for field in _fields(cls) if field[0] not in names)


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:  # noqa: PLR0911 — one case a line
    if kind is Deal:
        return deal_from_version_1
    if kind is Hours:
        return Hours.from_json
    if dataclasses.is_dataclass(kind):
        return _dataclass_decoder(typing.cast("type", kind))
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        inner = _decoder(next(x for x in args if x is not type(None)))
        return lambda data: None if data is None else inner(data)
    if origin in (tuple, frozenset):
        if origin is tuple and args[-1] is not Ellipsis:
            parts = [_decoder(x) for x in args]
            return lambda data: tuple(part(x) for part, x in zip(parts, data, strict=True))
        one = _decoder(args[0])
        return lambda data: origin(map(one, data))
    if origin is not None and issubclass(origin, Mapping):
        one = _decoder(args[1])
        return lambda data: {key: one(x) for key, x in data.items()}
    if kind in (datetime, date):
        return typing.cast("Callable[[Any], Any]", kind.fromisoformat)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _as_it_is


def _dataclass_decoder(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    decoders = {f.name: _decoder(hints[f.name]) for f in dataclasses.fields(kind)}
    known = frozenset(decoders)
    turned = [(name, decode_one) for name, decode_one in decoders.items() if decode_one is not _as_it_is]

    def made(data: Any) -> Any:
        fields = dict(data) if data.keys() <= known else {name: x for name, x in data.items() if name in known}
        for name, decode_one in turned:
            if name in fields:
                fields[name] = decode_one(fields[name])
        return kind(**fields)

    return _remembering(made) if kind is Item else made


def _remembering(made: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same item comes on receipt after receipt: it is made once for as long as it is the same."""
    last: dict[Any, tuple[Any, Any]] = {}

    def remembered(data: Any) -> Any:
        code = data.get("code")
        known = last.get(code)
        if known is not None and known[0] == data:
            return known[1]
        if len(last) >= _REMEMBERED:
            last.clear()
        value = made(data)
        last[code] = (data, value)
        return value

    return remembered


def _as_it_is(data: Any) -> Any:
    return data
