"""The orders that are not paid yet, as they are on disk: for who looks from beside the counter."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from pos_assist.domain.orders import Order
from pos_assist.domain.receipts import Tender
from pos_assist.pricing.priced import PricedOrder
from pos_assist.services.till.order_pricing import OrderPricing
from pos_assist.storage import Storage


@dataclass(frozen=True, slots=True)
class TillState:
    """One order, priced as of its own clock. `held`: put aside at `saved_at`; else it is the one under way."""

    order: Order
    held: bool
    saved_at: datetime
    priced: PricedOrder
    refused: tuple[str, ...]  # names of what the customer does not want
    tenders: tuple[Tender, ...]  # money taken for it so far


def open_orders(storage: Storage) -> tuple[TillState, ...]:
    """The order under way first, then those put aside, in the order in which they were. Nothing is written."""
    pricing = OrderPricing(storage.catalog, time.monotonic, lambda job: job())
    found = [
        TillState(x.order, x.held, x.saved_at, pricing.price(x.order), _names(storage, x.order), x.tenders)
        for x in storage.sales.open_orders()
    ]
    return tuple(sorted(found, key=lambda x: x.held))


def _names(storage: Storage, order: Order) -> tuple[str, ...]:
    deals = {deal.id: deal.name or deal.id for deal in storage.catalog.deals()}

    def name(refusal: str) -> str:
        kind, _, of = refusal.partition(":")
        if kind == "set":
            return deals.get(of, of)
        items = (storage.catalog.item(code) for code in of.split("+"))
        return " + ".join(item.title for item in items if item) or of

    return tuple(name(refusal) for refusal in sorted(order.refused))
