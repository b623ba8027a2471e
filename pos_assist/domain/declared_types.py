"""What somebody else's file says is of the types that it was declared with: `codec.decode` trusts what this program wrote."""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

WHOLE = 2**53  # what every reader of JSON keeps exactly, and every column takes

_Check = Callable[[Any], None]


def check_types(kind: type, value: object) -> None:
    """Raise ValueError where a field anywhere inside a decoded value of that kind is of another type than declared, a number
    is not finite, or a whole one is too large to be kept."""
    hashable: Any = kind
    _check_of(hashable)(value)


@cache
def _check_of(kind: Any) -> _Check:  # noqa: PLR0911 — one case a line
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        return _fields_check(typing.cast("type", kind))
    if origin in (types.UnionType, typing.Union):
        inner = _check_of(next(x for x in args if x is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple and args[-1] is not Ellipsis:
        return _one_after_the_other([_check_of(x) for x in args])
    if origin in (tuple, frozenset):
        return _each(_check_of(args[0]))
    if origin is not None and issubclass(origin, Mapping):
        pair = _each(_one_after_the_other([_check_of(x) for x in args]))
        return lambda value: pair(value.items())
    if kind in (bool, int, float, str):
        return lambda value: _plain(kind, value)
    return lambda _: None  # days, hours, words of a list, deals: what made them checked them


def _fields_check(kind: type) -> _Check:
    hints = typing.get_type_hints(kind)
    checks = [(field.name, _check_of(hints[field.name])) for field in dataclasses.fields(kind)]

    def check(value: Any) -> None:
        for name, one in checks:
            try:
                one(getattr(value, name))
            except (ValueError, TypeError) as error:
                raise ValueError(f"{name}: {error}") from error

    return check


def _one_after_the_other(checks: Sequence[_Check]) -> _Check:
    def check(values: Any) -> None:
        for one, value in zip(checks, values, strict=True):
            one(value)

    return check


def _each(one: _Check) -> _Check:
    def check(values: Any) -> None:
        for value in values:
            one(value)

    return check


def _plain(kind: type, value: object) -> None:
    fits = type(value) in (int, float) if kind is float else type(value) is kind
    if not fits:
        raise ValueError(f"a {kind.__name__} was expected")
    if isinstance(value, int | float) and not (math.isfinite(value) and -WHOLE <= value <= WHOLE):
        raise ValueError("a number that cannot be")
