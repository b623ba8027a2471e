"""An amount off items bought together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

from pos_assist.domain.deals.deal import Deal, Fault, Slot, all_cover, fill_prices, plain, slots_form
from pos_assist.domain.deals.json_form import MAX_MONEY, form, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAmount(Deal):
    """`amount` off one filled set."""

    kind: ClassVar[str] = "set_amount"

    amount: int = field(metadata=form(whole(1, MAX_MONEY)))
    slots: tuple[Slot, ...] = field(metadata=slots_form())

    def __post_init__(self) -> None:
        object.__setattr__(self, "slots", plain(self.slots))

    @property
    def places(self) -> tuple[Slot, ...]:
        """The places that have to be filled for it."""
        return self.slots

    def faults(self, prices: Sequence[Sequence[int]]) -> Iterator[Fault]:
        """More off than the cheapest way to fill it costs."""
        least, _ = fill_prices(self.slots, prices)
        if self.amount > least:
            yield "deal_amount_too_large", {"amount": self.amount, "parts": least}

    def beats(self, other: Self) -> bool:
        """Whether it takes all that `other` takes and never saves less."""
        return self.amount >= other.amount and all_cover(self.slots, other.slots)
