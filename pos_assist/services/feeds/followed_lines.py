"""From a register's lines to the lines of an order of ours: the catalog's items at the register's prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from pos_assist.domain.items import Item
from pos_assist.domain.offers import Offer
from pos_assist.domain.orders import OrderLine, ServiceMode, price_in, tax_rate
from pos_assist.services.feeds.json_lines import ErrorCode, RpcError
from pos_assist.services.feeds.snapshot import FeedLine, amount_of

Key = tuple[str, str]  # the register's line, and which part of it


@dataclass(frozen=True, slots=True)
class Part:
    """Units of one line of the register that cost the same and came by the same offer; `own_price`: where the register's
    price is not the catalog's."""

    key: Key
    item: Item
    qty: int
    own_price: int | None = None
    mode: ServiceMode | None = None
    offer: str = ""

    def as_line(self, line_id: int) -> OrderLine:
        """It as a line of an order; what the register charges has its options in it."""
        return OrderLine(line_id, self.item, self.qty, self.mode, self.offer, self.own_price)


def parts_of(lines: Iterable[FeedLine], mode: ServiceMode, find: Callable[[FeedLine], Item | None]) -> list[Part]:
    """The parts of the register's lines. Raises RpcError(UNKNOWN_PRODUCT) that lists every line whose product is not known."""
    found = [(line, find(line)) for line in lines]
    unknown = [
        {"line_id": line.line_id, "sku": line.sku, "barcode": line.barcode, "name": line.name}
        for line, item in found
        if item is None
    ]
    if unknown:
        raise RpcError(ErrorCode.UNKNOWN_PRODUCT, lines=unknown)
    return [part for line, item in found if item for part in _parts(line, item, mode)]


def with_offers(parts: list[Part], brought: Iterable[Offer]) -> list[Part]:
    """The parts with the units that offers brought named so, the newest units first: a unit of a longer line becomes a part of
    its own. An offer whose items are no longer there names nothing."""
    for offer in brought:
        named = parts
        for code in offer.items:
            place = next((i for i in reversed(range(len(named))) if _is_free(named[i], code)), None)
            if place is None:
                break
            part = named[place]
            one = replace(part, key=(part.key[0], f"{part.key[1]}{offer.id}"), qty=1, offer=offer.id)
            left = [replace(part, qty=part.qty - 1)] if part.qty > 1 else []
            named = [*named[:place], *left, one if left else replace(part, offer=offer.id), *named[place + 1 :]]
        else:
            parts = named
    return parts


def units_of(parts: Iterable[Part], *, free: bool = False) -> Counter[str]:
    """How many units of each item there are; `free`: only those that no offer brought."""
    units: Counter[str] = Counter()
    for part in parts:
        if not (free and part.offer):
            units[part.item.code] += part.qty
    return units


def _is_free(part: Part, code: str) -> bool:
    return part.item.code == code and not part.offer


def _parts(line: FeedLine, item: Item, mode: ServiceMode) -> list[Part]:
    """A line that is not so many whole units (weighed goods) is one unit at what it comes to; a discount that does not divide
    evenly makes units of two prices."""
    own_mode = _mode(item, line.tax_rate, mode)
    amount = amount_of(line.qty, line.unit_price) - line.discount
    qty = int(line.qty)
    if item.by_weight or line.qty != Decimal(qty):
        return [Part((line.line_id, ""), item, 1, amount, own_mode)]
    price, more = divmod(amount, qty)
    usual = price_in(item, own_mode or mode)
    return [
        Part((line.line_id, name), item, n, None if each == usual else each, own_mode)
        for name, n, each in (("", qty - more, price), ("+", more, price + 1))
        if n
    ]


def _mode(item: Item, rate: int | None, mode: ServiceMode) -> ServiceMode | None:
    """How the line is served where its tax says that it is not as the order."""
    other = ServiceMode.EAT_IN if mode is ServiceMode.TAKEOUT else ServiceMode.TAKEOUT
    return (
        other if rate is not None and rate != tax_rate(item.tax, mode) and rate == tax_rate(item.tax, other) else None
    )
