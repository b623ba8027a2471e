"""The answer to «what does this order cost»: the deals formed, each line's share, the tax, and whether it is proven."""

from __future__ import annotations

from dataclasses import dataclass

from pos_assist.domain.items import Rounding
from pos_assist.domain.receipts import TaxPart
from pos_assist.domain.texts import in_language


@dataclass(frozen=True, slots=True)
class DealUse:
    """One use of a deal: which units it took and what it saved. Money in minor units."""

    deal: str
    name: str
    units: tuple[tuple[int, int], ...]  # (order line id, units taken from it), in the order of ringing up
    list_price: int
    saving: int
    shares: tuple[tuple[int, int], ...] = ()  # (order line id, its share of the saving); they add up to `saving`
    title_en: str = ""  # the deal's name in English; empty: `name`

    def title_in(self, language: str) -> str:
        """The deal's name for who speaks that language."""
        return in_language(language, self.name, self.title_en)


@dataclass(frozen=True, slots=True)
class LinePrice:
    """A line's share of the total after every deal; all lines add up to `PricedOrder.net_total`."""

    line: int
    list_price: int  # of all its units
    net: int
    tax_rate: int  # percent; of most of `net` where its units differ
    rates: tuple[tuple[int, int], ...] = ()  # (percent, minor units of `net` at it), adding up to `net`


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """The lowest legal total of an order and how it comes about. Where tax is added to the prices (`tax_added`), the total that is
    the lowest is the one before it; list prices, savings and lines are without tax, `total` and `bound` with it."""

    list_total: int
    total: int  # to be paid
    uses: tuple[DealUse, ...] = ()  # sets, in the written order of ties
    spends: tuple[DealUse, ...] = ()  # discounts on the whole order, after the sets; `units` empty
    lines: tuple[LinePrice, ...] = ()
    taxes: tuple[TaxPart, ...] = ()
    proven: bool = True  # total and sets; what is not is still to be worked out
    bound: int = 0  # no legal total is below this; equals `total` when proven
    tax_added: int | None = None  # on top of prices without tax, all rates; None: they have it in them
    rounding: Rounding = Rounding.FLOOR  # of the tax

    @property
    def lowest(self) -> bool:
        """Whether no legal total is lower; so it may be before it is known which sets come to it."""
        return self.proven or self.bound >= self.total

    @property
    def net_total(self) -> int:
        """Return what the lines add up to, as the shop has its prices: the total less the tax that is added to it."""
        return self.total - (self.tax_added or 0)

    @property
    def saving(self) -> int:
        """Return the saving by the deals, in minor units."""
        return self.list_total - self.net_total


@dataclass(frozen=True, slots=True)
class Marginal:
    """The change of an order's total by one change of the order: price(after) − price(before), in minor units; may be
    negative."""

    adds: int
    exact: bool = True  # both totals are proven
    deal: str = ""  # id of the deal that the added unit goes into
    saves: int = 0  # of `to_pay`: what it changes less than at list prices, with the tax on them


@dataclass(frozen=True, slots=True)
class DealExplanation:
    """One deal of a priced order, and what the best choice without it would have cost."""

    deal: str
    name: str
    uses: tuple[DealUse, ...]
    without: int  # the lowest total if this deal were not there
    exact: bool = True  # that total is proven
    title_en: str = ""  # as of DealUse

    def title_in(self, language: str) -> str:
        """The deal's name for who speaks that language."""
        return in_language(language, self.name, self.title_en)


@dataclass(frozen=True, slots=True)
class PriceChange:
    """The total of an open order that time has changed: its grace is over. Money in minor units."""

    number: int  # of the order
    before: int
    after: int
    ended: tuple[DealUse, ...] = ()  # of deals that no longer count
    begun: tuple[DealUse, ...] = ()  # of deals that count now
    prices: tuple[tuple[str, int], ...] = ()  # items whose price is another now, with it
