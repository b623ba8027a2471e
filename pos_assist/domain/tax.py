"""Consumption tax that is added to a price (外税), and which of the two ways a shop has its prices."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from pos_assist.domain.items import Item, Rounding
from pos_assist.domain.orders import ServiceMode, tax_rate


class Prices(StrEnum):
    """What every price of a shop is: with consumption tax in it (内税), or without it (外税), which is then added to an order once
    for each rate."""

    INCLUDED = "included"
    ADDED = "added"


def tax_on(net: int, rate: int, rounding: Rounding) -> int:
    """The tax that comes on top of `net` (minor units, without tax) at `rate` percent."""
    over = net * rate
    if rounding is Rounding.FLOOR:
        return over // 100
    if rounding is Rounding.CEIL:
        return -(-over // 100)
    return (2 * over + 100) // 200


def net_of(gross: int, rate: int, rounding: Rounding) -> int | None:
    """The price without tax that comes to `gross` with it; None where no whole one does, as for ¥107 at 8 %."""
    near = gross * 100 // (100 + rate)
    return next((net for net in (near, near + 1) if net + tax_on(net, rate, rounding) == gross), None)


class Taxing(NamedTuple):
    """How a shop has its prices and rounds its tax."""

    prices: Prices = Prices.INCLUDED
    rounding: Rounding = Rounding.FLOOR

    @property
    def added(self) -> bool:
        """Whether tax comes on top of the prices."""
        return self.prices is Prices.ADDED

    def gross(self, price: int, item: Item, mode: ServiceMode) -> int | None:
        """What one unit of an item at `price` (minor units) costs with tax, alone; None where prices have it in them. On an
        order the tax is added to the sum, so three units may come to another amount."""
        return price + tax_on(price, tax_rate(item.tax, mode), self.rounding) if self.added else None
