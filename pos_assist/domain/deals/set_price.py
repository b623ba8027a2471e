"""A set at a fixed price. One slot of n is «N for price», one slot of 1 a coupon price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

from pos_assist.domain.deals.deal import Deal, Fault, Slot, all_cover, fill_prices, plain, slots_form
from pos_assist.domain.deals.json_form import MAX_MONEY, form, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPrice(Deal):
    """n units out of every slot for `price` plus the surcharges."""

    kind: ClassVar[str] = "set_price"

    price: int = field(metadata=form(whole(0, MAX_MONEY)))
    slots: tuple[Slot, ...] = field(metadata=slots_form(extra=True))

    def __post_init__(self) -> None:
        object.__setattr__(self, "slots", plain(self.slots, extra=True))

    @property
    def places(self) -> tuple[Slot, ...]:
        """The places that have to be filled for it."""
        return self.slots

    def faults(self, prices: Sequence[Sequence[int]]) -> Iterator[Fault]:
        """Dearer than its parts, for all or for some ways to fill it."""
        least, most = fill_prices(self.slots, prices)
        if most <= self.price:
            yield "deal_dearer_than_parts", {"price": self.price, "parts": most}
        elif least < self.price:
            yield "deal_dearer_for_some", {"price": self.price, "parts": least}

    def beats(self, other: Self) -> bool:
        """Whether it takes all that `other` takes and never saves less."""
        return self.price <= other.price and all_cover(self.slots, other.slots)
