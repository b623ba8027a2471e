"""A percentage off items bought together, or off many of one kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

from pos_assist.domain.deals.deal import Deal, Fault, Slot, all_cover, plain, slots_form


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPercent(Deal):
    """Each slot's own percentage off each of its units, rounded down per unit."""

    kind: ClassVar[str] = "set_percent"

    slots: tuple[Slot, ...] = field(metadata=slots_form(percent=True))

    def __post_init__(self) -> None:
        object.__setattr__(self, "slots", plain(self.slots, percent=True))

    @property
    def places(self) -> tuple[Slot, ...]:
        """The places that have to be filled for it."""
        return self.slots

    def faults(self, prices: Sequence[Sequence[int]]) -> Iterator[Fault]:
        """Percentages that round down to nothing."""
        if not any(max(fill) * slot.percent // 100 for slot, fill in zip(self.slots, prices, strict=True)):
            yield "deal_saves_nothing", {}

    def beats(self, other: Self) -> bool:
        """Whether it takes all that `other` takes and never saves less."""
        return all_cover(self.slots, other.slots)
