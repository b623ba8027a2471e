"""Party orders in the sample shops: what their receipts sold, put together until there are so many units. Seeded."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.exchange.catalog.deal_file import deals_from_json, read_json
from tests.benchmarks.pricing_cases import Case

SHOPS = Path(__file__).parents[2] / "resources" / "shops"
NAMES = ("bakery", "burger", "camera")
AT = datetime(2026, 11, 24, 9, 30)  # a Tuesday morning, when the morning sets are in force too
NOON = AT.replace(hour=12)


@cache
def shop(name: str) -> tuple[list[Deal], dict[str, Item], list[list[str]]]:
    """(deals, items by code, what each receipt sold) of a sample shop."""
    folder = SHOPS / name
    deals = deals_from_json(read_json(folder / "deals.json"), folder / "deals.json")
    with (folder / "items.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    items = {r["code"]: Item(r["code"], r["name"], int(r["price"]), tax=TaxClass(r["tax"])) for r in rows if r["price"]}
    receipts: dict[str, list[str]] = {}
    with (SHOPS / name / "receipts.csv").open(encoding="utf-8-sig", newline="") as file:
        for r in csv.DictReader(file):
            code = r.get("code") or r["item"]
            if code in items:
                receipts.setdefault(r.get("receipt") or r["receipt_id"], []).extend([code] * int(r.get("qty") or 1))
    return deals, items, list(receipts.values())


def party(name: str, units: int, seed: int) -> Order:
    """So many units out of receipts of that shop, rung up one after the other."""
    _, items, receipts = shop(name)
    draw = random.Random(f"{name} {units} {seed}")
    order = Order(f"{name}-{units}-{seed}", 1, AT, draw.choice(list(ServiceMode)), draw.choice(["", "m"]))
    sold = 0
    while sold < units:
        for code in draw.choice(receipts)[: units - sold]:
            order = order.ring(items[code])
            sold += 1
    return order


def parties(sizes: tuple[int, ...] = (8, 15, 30, 60, 100), per_size: int = 10, seed: int = 1) -> Iterator[Case]:
    """Cases of every sample shop in every size, half of them in the morning."""
    for name in NAMES:
        deals, items, _ = shop(name)
        for units in sizes:
            for number in range(per_size):
                order = party(name, units, seed * 1000 + number)
                draw = random.Random(f"{name} {units} {seed} {number}")
                candidates = draw.sample(sorted(items.values(), key=lambda item: item.code), min(24, len(items)))
                yield Case(name, deals, order, AT if number % 2 else NOON, candidates)
