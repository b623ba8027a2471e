"""A priced order at the total that another register took: what is written down is what the customer paid."""

from __future__ import annotations

from collections.abc import Sequence

from pos_assist.domain.orders import Order, tax_rate
from pos_assist.domain.tax import Taxing
from pos_assist.pricing.allocation import split, tax_parts
from pos_assist.pricing.priced import LinePrice, PricedOrder


def at_their_total(priced: PricedOrder, order: Order, total: int, taxing: Taxing) -> PricedOrder:
    """As it is where both agree. Else each line's list price in proportion, so that the lines add up to `total`; no deal is
    believed to have been formed, and the tax is worked out anew."""
    return priced if total == priced.total else as_listed(order, total, taxing)


def as_listed(order: Order, total: int, taxing: Taxing) -> PricedOrder:
    """The order at that total without a deal; `at_their_total` says how it is shared. Where tax is added to the shop's prices, the
    lines are without the tax that is in the total."""
    rates = [tax_rate(line.item.tax, line.mode or order.mode) for line in order.lines]
    listed = [line.price * line.qty for line in order.lines]
    weights = [price * (100 + rate) for price, rate in zip(listed, rates, strict=True)] if taxing.added else listed
    nets = split(total, weights)
    gross: dict[int, int] = {}
    for rate, paid in zip(rates, nets, strict=True):
        gross[rate] = gross.get(rate, 0) + paid
    taxes = tax_parts(gross, taxing.rounding)
    if taxing.added:
        for part in taxes:
            nets = _less(nets, [i for i, rate in enumerate(rates) if rate == part.rate], part.tax)
    lines = tuple(
        LinePrice(line.id, price, net, rate, ((rate, net),))
        for line, price, net, rate in zip(order.lines, listed, nets, rates, strict=True)
    )
    added = sum(part.tax for part in taxes) if taxing.added else None
    return PricedOrder(sum(listed), total, lines=lines, taxes=taxes, bound=total, tax_added=added)


def _less(amounts: Sequence[int], places: Sequence[int], tax: int) -> list[int]:
    """The amounts, those at `places` less their share of the tax."""
    less = list(amounts)
    for place, share in zip(places, split(tax, [amounts[i] for i in places]), strict=True):
        less[place] -= share
    return less


def at_list_prices(priced: PricedOrder, taxing: Taxing) -> int:
    """What is to be paid for the order without any deal."""
    if not taxing.added:
        return priced.list_total
    sums: dict[int, int] = {}
    for share in priced.lines:
        sums[share.tax_rate] = sums.get(share.tax_rate, 0) + share.list_price
    return sum(part.gross for part in tax_parts(sums, taxing.rounding, added=True))
