"""A small order and its candidates, by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pos_assist.domain.items import Item
from pos_assist.domain.offers import EMPTY_PANEL, Moment, OfferKind, Panel, Reason
from pos_assist.domain.orders import Order
from pos_assist.suggest.manners import Candidate, Manners, Situation
from pos_assist.suggest.panel import suggest

NOON = datetime(2026, 11, 21, 12, 0)
BURGER = Item("burger", "バーガー", 300, role="burger", cost=100)
COLA = Item("cola", "コーラ", 200, role="drink", cost=40)
COLA_L = Item("cola-l", "コーラ L", 260, role="drink", cost=50)
TEA = Item("tea", "お茶", 180, role="drink", cost=30)
POTATO = Item("potato", "ポテト", 220, role="potato", cost=50)
POTATO_L = Item("potato-l", "ポテト L", 300, role="potato", cost=60)
PIE = Item("pie", "パイ", 160, cost=60)
SAUCE = Item("sauce", "ソース", 30, cost=10)
BEER = Item("beer", "ビール", 450, role="drink", age_restricted=True, cost=200)
TRIPOD = Item("tripod", "三脚", 24_000, cost=15_000)


def order_of(*items: Item, **fields: Any) -> Order:
    order = Order("k1", 1, NOON)
    for item in items:
        order = order.ring(item)
    return replace(order, **fields)


def addon(item: Item, chance: float = 0.2, **fields: Any) -> Candidate:
    return Candidate(OfferKind.ADDON, (item,), chance, Reason("popular"), **{"relevance": chance, **fields})


def upgrade(item: Item, line: int = 1, chance: float = 0.2, **fields: Any) -> Candidate:
    fields = {"kind": OfferKind.SIZE, "latest": True, "relevance": chance, **fields}
    kind = fields.pop("kind")
    return Candidate(kind, (item,), chance, Reason("larger"), replaces=line, **fields)


def make_set(*items: Item, trigger: str = "burger", deal: str = "set", chance: float = 0.2, **fields: Any) -> Candidate:
    reason = Reason("completes", text="セット")
    return Candidate(
        OfferKind.MAKE_SET, items, chance, reason, trigger, deal=deal, deal_name="セット", **{"latest": True, **fields}
    )


def now(order: Order, moment: Moment = Moment.CHOOSING, **fields: Any) -> Situation:
    total = sum(line.item.price * line.qty for line in order.lines)
    manners = fields.pop("manners", Manners())
    return Situation(order, moment, total, manners, **{"at": NOON, **fields})


def list_prices(order: Order, off: int = 0) -> Any:
    """Prices without deals but for `off` from each set."""

    def changes(candidates: Sequence[Candidate]) -> list[int]:
        found = []
        for c in candidates:
            line = order.line(c.replaces) if c.replaces else None
            adds = sum(item.price for item in c.items) - (line.item.price if line else 0)
            found.append(adds - (off if c.deal else 0))
        return found

    return changes


def panel(situation: Situation, *candidates: Candidate, before: Panel = EMPTY_PANEL, off: int = 50) -> Panel:
    return suggest(situation, candidates, list_prices(situation.order, off), before)


def shown(found: Panel) -> set[str]:
    return {code for offer in found.offers() for code in offer.items}
