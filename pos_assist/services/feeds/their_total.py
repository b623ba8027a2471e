"""A priced order at the total that another register took: what is written down is what the customer paid."""

from __future__ import annotations

from pos_assist.domain.items import Rounding
from pos_assist.domain.orders import Order, tax_rate
from pos_assist.pricing.allocation import split, tax_parts
from pos_assist.pricing.priced import LinePrice, PricedOrder


def at_their_total(priced: PricedOrder, order: Order, total: int, rounding: Rounding) -> PricedOrder:
    """As it is where both agree. Else each line's list price in proportion, so that the lines add up to `total`; no deal is
    believed to have been formed, and the tax is worked out anew."""
    return priced if total == priced.total else as_listed(order, total, rounding)


def as_listed(order: Order, total: int, rounding: Rounding) -> PricedOrder:
    """The order at that total without a deal; `at_their_total` says how it is shared."""
    rates = {line.id: tax_rate(line.item.tax, line.mode or order.mode) for line in order.lines}
    listed = [line.price * line.qty for line in order.lines]
    nets = split(total, listed)
    lines = tuple(
        LinePrice(line.id, price, net, rates[line.id], ((rates[line.id], net),))
        for line, price, net in zip(order.lines, listed, nets, strict=True)
    )
    gross: dict[int, int] = {}
    for share in lines:
        gross[share.tax_rate] = gross.get(share.tax_rate, 0) + share.net
    return PricedOrder(sum(listed), total, lines=lines, taxes=tax_parts(gross, rounding), bound=total)
