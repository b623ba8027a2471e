"""The cheapest of n free or reduced: 3 for 2, 2点目半額."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from pos_assist.domain.deals.deal import Deal, Fault, Slot
from pos_assist.domain.deals.json_form import MAX_UNITS, below, form, items, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheapest(Deal):
    """Of every `n` units the `free` cheapest get `percent` off (100: free; 50: 2点目半額)."""

    kind: ClassVar[str] = "cheapest"

    n: int = field(metadata=form(whole(1, MAX_UNITS)))
    free: int = field(metadata=form(whole(1, MAX_UNITS)))
    percent: int = field(metadata=form(whole(1, 100)))
    items: frozenset[str] = field(metadata=form(items, sorted))

    @property
    def places(self) -> tuple[Slot, ...]:
        """The places that have to be filled for it."""
        return (Slot(self.n, self.items, {}, 0, self.n),)

    @classmethod
    def check(cls, data: Mapping[str, Any], path: str) -> None:
        """No more are reduced than are bought."""
        whole(1, data["n"])(data["free"], below(path, "free"))

    def faults(self, prices: Sequence[Sequence[int]]) -> Iterator[Fault]:
        """A percentage that rounds down to nothing."""
        if not max(prices[0]) * self.percent // 100:
            yield "deal_saves_nothing", {}

    def beats(self, other: Self) -> bool:
        """Whether it takes all that `other` takes and never saves less."""
        same = self.n == other.n and self.free >= other.free and self.percent >= other.percent
        return same and self.items >= other.items
