"""What every kind of deal has: who it is, how often and when it holds, and the places that have to be filled for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from pos_assist.domain.deals.json_form import (
    MAX_MONEY,
    MAX_UNITS,
    a_list,
    an_object,
    below,
    filled_text,
    form,
    get,
    items,
    only,
    text,
    whole,
    wrong,
)
from pos_assist.domain.deals.when import When, when_form
from pos_assist.domain.problems import BadInput
from pos_assist.domain.texts import in_language

Fault = tuple[str, dict[str, object]]  # code and data of a Finding


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a set: `n` units out of `items`; `extra` minor units on top for the dearer ones; `percent` off in a percent set.

    `n_max` is only used by a percent set of one slot: up to so many units, None there meaning «n or more»; it equals `n`
    otherwise.
    """

    n: int
    items: frozenset[str]
    extra: Mapping[str, int] = field(default_factory=dict)
    percent: int = 0
    n_max: int | None = None

    def __hash__(self) -> int:
        return hash((self.n, self.items, self.percent, self.n_max))

    def covers(self, other: Slot) -> bool:
        """Whether it takes the same items and as many, with no larger surcharge and no smaller percentage."""
        return (
            self.n == other.n
            and self.items >= other.items
            and self.percent >= other.percent
            and (self.n_max is None or (other.n_max is not None and self.n_max >= other.n_max))
            and all(self.extra.get(code, 0) <= other.extra.get(code, 0) for code in other.items)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A set price that a shop defines. Each kind is a class of its own, registered in `KINDS`."""

    kind: ClassVar[str]

    id: str = field(metadata=form(filled_text))
    name: str = field(default="", metadata=form(text))
    title_en: str = field(default="", metadata=form(text))  # its name in English; empty: `name`
    priority: int = field(default=0, metadata=form(whole(0, 3)))  # higher preferred among equal totals
    max_uses: int | None = field(default=None, metadata=form(whole(1, 9999)))  # in one order
    when: When = field(default=When(), metadata=when_form())

    def title_in(self, language: str) -> str:
        """Its name for who speaks that language; its id where it has none."""
        return in_language(language, self.name or self.id, self.title_en)

    @property
    def places(self) -> tuple[Slot, ...]:
        """The places that have to be filled for it; none for a discount on the whole order."""
        return ()

    @property
    def item_codes(self) -> frozenset[str]:
        """Every item that it names."""
        return frozenset(code for place in self.places for code in (*place.items, *place.extra))

    def faults(self, prices: Sequence[Sequence[int]]) -> Iterator[Fault]:  # noqa: ARG002 — for the kinds that override it
        """Return the faults of the deal, given the prices of the items of each place, surcharges taken off, in minor
        units."""
        yield from ()

    def beats(self, other: Self) -> bool:  # noqa: ARG002 — as above
        """Whether it takes all that `other`, of the same kind, takes, and never saves less; conditions are not compared."""
        return False

    @classmethod
    def check(cls, data: Mapping[str, Any], path: str) -> None:
        """Check what concerns several fields of its JSON, which are each right. Raises BadInput."""


def fill_prices(places: Sequence[Slot], prices: Sequence[Sequence[int]]) -> tuple[int, int]:
    """Return the lowest and the highest price of filling all places, in minor units."""
    whole_set = list(zip(places, prices, strict=True))
    return sum(x.n * min(fill) for x, fill in whole_set), sum(x.n * max(fill) for x, fill in whole_set)


def all_cover(slots: Sequence[Slot], others: Sequence[Slot]) -> bool:
    """Whether slot by slot each covers the other."""
    return len(slots) == len(others) and all(a.covers(b) for a, b in zip(slots, others, strict=True))


def plain(slots: tuple[Slot, ...], *, extra: bool = False, percent: bool = False) -> tuple[Slot, ...]:
    """The slots with what their kind of deal knows, and nothing else: two deals that mean the same are equal."""
    open_ended = percent and len(slots) == 1
    return tuple(
        Slot(x.n, x.items, x.extra if extra else {}, x.percent if percent else 0, x.n_max if open_ended else x.n)
        for x in slots
    )


def slots_form(*, extra: bool = False, percent: bool = False) -> dict[str, Any]:
    """The form of a field of slots: [{"n": 2, "items": […]}, …], with surcharges (`extra`) or percentages."""
    keys = ("n", "items", *(("extra",) if extra else ()), *(("percent", "n_max") if percent else ()))

    def read(value: object, path: str) -> tuple[Slot, ...]:
        several = a_list(value, path, "[{…}, …]")
        if not several:
            wrong(path, "[{…}, …]", value)
        return tuple(read_slot(an_object(x, f"{path}[{i}]"), f"{path}[{i}]", several) for i, x in enumerate(several))

    def read_slot(given: Mapping[str, Any], path: str, several: list[Any]) -> Slot:
        n = get(given, path, "n", whole(1, MAX_UNITS), 1)
        codes = get(given, path, "items", items)
        surcharges = get(given, path, "extra", lambda value, at: _extra(value, at, codes), {}) if extra else {}
        off = get(given, path, "percent", whole(0, 100), 0) if percent else 0
        most = n
        if percent and "n_max" in given:
            most = get(given, path, "n_max", whole(n, MAX_UNITS), None)
            if most != n and len(several) > 1:
                wrong(below(path, "n_max"), str(n), most)
        only(given, path, *keys)
        return Slot(n, codes, surcharges, off, most)

    def write(slots: tuple[Slot, ...]) -> list[dict[str, Any]]:
        return [{key: value for key, value in _slot_json(x).items() if key in keys} for x in slots]

    return form(read, write)


def _slot_json(slot: Slot) -> dict[str, Any]:
    """Every key that a slot may have. `n_max` is always said: null and nothing do not mean the same."""
    extra = {"extra": dict(sorted(slot.extra.items()))} if slot.extra else {}
    return {"n": slot.n, "n_max": slot.n_max, "items": sorted(slot.items), "percent": slot.percent, **extra}


def _extra(value: object, path: str, of: frozenset[str]) -> dict[str, int]:
    surcharges = an_object(value, path)
    for code in surcharges:
        if code not in of:
            raise BadInput("deal_extra_unknown", column=below(path, str(code)))
    return {code: whole(0, MAX_MONEY)(amount, below(path, code)) for code, amount in surcharges.items()}
