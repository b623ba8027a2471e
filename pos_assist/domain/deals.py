"""Every set price a shop can define, and the JSON form in which deals are stored, exchanged and written by hand.

Five kinds cover the trade: a fixed price for a filled set of slots (one slot of n: «N for price», one slot of 1: a coupon
price), a percentage per slot, an amount off, the cheapest of n free or reduced, and a discount on what is spent.
The JSON is that of the pricing cases: {"id": …, "kind": "set_price", "price": 500, "slots": [{"n": 2, "items": […]}]}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pos_assist.domain.hours import Hours
from pos_assist.domain.orders import ServiceMode

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_MONEY = 9_999_999  # the largest amount a shop may write, in minor units


@dataclass(frozen=True, slots=True)
class When:
    """When a deal is in force; every given condition must hold. `min_spend` is read on the order's list total.

    Days and dates are those on which the hours began: Friday 22:00-02:00 holds on Saturday at 01:00, not on Friday at 01:00.
    """

    member: bool | None = None
    mode: ServiceMode | None = None
    from_date: date | None = None
    to_date: date | None = None  # inclusive
    days: frozenset[str] = frozenset()  # of DAYS; empty: every day
    hours: tuple[Hours, ...] = ()  # empty: all day
    min_spend: int = 0

    def holds(self, at: datetime, mode: ServiceMode, member: bool) -> bool:
        """Whether the deal is in force then, apart from `min_spend`, which only the priced order can tell."""
        return (
            (self.member is None or self.member == member)
            and (self.mode is None or self.mode == mode)
            and any(self._on(day) for day in self._began(at))
        )

    def _began(self, at: datetime) -> list[date]:
        if not self.hours:
            return [at.date()]
        return [day for span in self.hours if (day := span.began(at)) is not None]

    def _on(self, day: date) -> bool:
        return (
            (self.from_date is None or self.from_date <= day)
            and (self.to_date is None or day <= self.to_date)
            and (not self.days or DAYS[day.weekday()] in self.days)
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a set: `n` units out of `items`; `extra` yen on top for the dearer ones; `percent` off in a percent set.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    id: str
    name: str = ""
    priority: int = 0  # 0 … 3, higher preferred among equal totals
    max_uses: int | None = None
    when: When = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPrice(_Rule):
    """n units out of every slot for `price` plus the surcharges."""

    price: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPercent(_Rule):
    """Each slot's own percentage off each of its units, rounded down per unit."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAmount(_Rule):
    """`amount` off one filled set."""

    amount: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheapest(_Rule):
    """Of every `n` units the `free` cheapest get `percent` off (100: free; 50: 2点目半額)."""

    n: int
    free: int
    percent: int
    items: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend(_Rule):
    """Off the whole order from `min` on, after the other deals: `amount` or `percent`."""

    min: int
    amount: int = 0
    percent: int = 0
    net: bool = False  # the threshold is read after the other deals, not on the list total
    stack: bool = False  # may be combined with other Spend deals


Deal = SetPrice | SetPercent | SetAmount | Cheapest | Spend

KINDS: dict[str, type[Deal]] = {
    "set_price": SetPrice,
    "set_percent": SetPercent,
    "set_amount": SetAmount,
    "cheapest": Cheapest,
    "spend": Spend,
}
