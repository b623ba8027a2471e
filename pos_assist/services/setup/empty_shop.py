"""A shop that opens tomorrow: its name, its trade's departments, no items yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pos_assist.domain.items import Department
from pos_assist.domain.marking import N_
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.settings import EATEN_HERE, NAME, PRICES, SERVICE_MODE, TRADE
from pos_assist.domain.tax import Prices
from pos_assist.i18n.translate import tr
from pos_assist.storage import Storage

_OTHER = ("other", N_("Other"), "#6B7280")


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of shop: its words, its departments (code, name, colour of their keys), whether most people eat there, and whether
    anybody can."""

    label: str
    departments: tuple[tuple[str, str, str], ...]
    eat_in: bool
    seats: bool = True


TRADES: Mapping[str, Trade] = {
    "burger": Trade(
        N_("Burger counter"),
        (("main", N_("Burgers"), "#E8A33D"), ("side", N_("Sides"), "#C96F4A"), ("drink", N_("Drinks"), "#3F7CAC"),
         ("dessert", N_("Desserts"), "#B85C8E"), ("topping", N_("Toppings"), "#7A8B4F")),
        eat_in=True,
    ),
    "cafe": Trade(
        N_("Café"),
        (("coffee", N_("Coffee"), "#8A5A3B"), ("drink", N_("Drinks"), "#3F7CAC"), ("main", N_("Meals"), "#E8A33D"),
         ("dessert", N_("Desserts"), "#B85C8E"), ("goods", N_("Beans and goods"), "#5B8C5A")),
        eat_in=True,
    ),
    "bakery": Trade(
        N_("Bakery"),
        (("loaf", N_("Bread"), "#B5803C"), ("savory", N_("Savoury bread"), "#C96F4A"), ("sweet", N_("Sweet bread"), "#D08C9B"),
         ("sand", N_("Sandwiches"), "#5B8C5A"), ("drink", N_("Drinks"), "#3F7CAC")),
        eat_in=False,
    ),
    "bento": Trade(
        N_("Bento shop"),
        (("main", N_("Bento"), "#C96F4A"), ("side", N_("Side dishes"), "#7A8B4F"), ("rice", N_("Rice and soup"), "#B5803C"),
         ("drink", N_("Drinks"), "#3F7CAC")),
        eat_in=False, seats=False,
    ),
    "camera": Trade(
        N_("Camera shop"),
        (("body", N_("Cameras"), "#3F5E7C"), ("lens", N_("Lenses"), "#4F6FA5"), ("filter", N_("Filters"), "#5B8C5A"),
         ("media", N_("Cards and film"), "#B5803C"), ("accessory", N_("Accessories"), "#7B5EA7")),
        eat_in=False, seats=False,
    ),
    "convenience": Trade(
        N_("Convenience store"),
        (("food", N_("Food"), "#C96F4A"), ("hot", N_("Hot snacks"), "#E8A33D"), ("drink", N_("Drinks"), "#3F7CAC"),
         ("sweets", N_("Sweets"), "#B85C8E"), ("daily", N_("Household"), "#5B8C5A")),
        eat_in=False,
    ),
    "": Trade(N_("Another shop"), (), eat_in=False),
}  # fmt: skip


def empty_shop(path: Path, name: str, trade: str, *, eat_in: bool, prices: Prices = Prices.INCLUDED) -> None:
    """Make a shop without items: the trade's departments, named in the language spoken now, and one for what is left.

    `eat_in`: new orders are eaten here unless the cashier says otherwise; where nobody eats in that trade, the counter has no
    key for it. Refused: shop_exists. Raises KeyError for a trade
    that is not in TRADES.
    """
    rows = (*TRADES[trade].departments, _OTHER)
    departments = [Department(code, tr(words), color, rank) for rank, (code, words, color) in enumerate(rows)]
    mode = ServiceMode.EAT_IN if eat_in else ServiceMode.TAKEOUT
    settings = {NAME.name: name, TRADE.name: trade, SERVICE_MODE.name: SERVICE_MODE.kind.write(mode)}
    if not (eat_in or TRADES[trade].seats):
        settings[EATEN_HERE.name] = EATEN_HERE.kind.write(False)
    if prices is not Prices.INCLUDED:
        settings[PRICES.name] = PRICES.kind.write(prices)

    def fill(storage: Storage) -> None:
        storage.catalog.replace_all(departments=departments, settings=settings)

    Storage.create(path, fill).close()


def file_stem(name: str) -> str:
    """A file's name for a shop of that name: without the signs that some system forbids, never empty, at most 40 signs."""
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", name).strip(" .")[:40].strip(" .")
    reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", plain)
    return "shop" if not plain or reserved else plain
