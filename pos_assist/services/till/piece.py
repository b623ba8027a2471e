"""What one scanned piece costs, where its label or weight says it."""

from __future__ import annotations

from pos_assist.domain.codes import Scan, price_of_weight
from pos_assist.domain.currency import decimals
from pos_assist.domain.items import Item
from pos_assist.domain.problems import Refused


def price_of_piece(item: Item, scan: Scan, currency: str) -> tuple[int | None, int | None]:
    """(its own price in minor units, grams), each None where nothing says it: then it costs what the catalog says.

    Refused: needs_weight where an item sold by weight says neither; no_price_by_weight where an in-store label says only
    the weight of an item that has no price per 100 g.
    """
    price, grams = None, scan.grams
    if scan.label:
        price, grams = scan.label.price, scan.label.grams
    elif scan.amount:
        digits, places = scan.amount
        price = (digits * 10 ** decimals(currency) * 2 + 10**places) // (2 * 10**places)
    if price is not None:
        return price, grams
    if item.by_weight:
        if grams is None:
            raise Refused("needs_weight", name=item)
        return price_of_weight(grams, item.price), grams
    if scan.label and grams is not None:
        raise Refused("no_price_by_weight", name=item)
    return None, None
