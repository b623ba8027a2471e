"""Every set price a shop can define, one file for each kind.

A kind is a subclass of `Deal` that says its fields with their JSON form, what has to be filled for it, and what can be wrong
with it; it is registered here. What else there is to know of it stands in one table of each layer, by kind: how it is priced
(pricing/deal_uses.py), its words (i18n/deal_texts.py) and its form (desktop/back_office/deal_form.py).
"""

from __future__ import annotations

from pos_assist.domain.deals.cheapest import Cheapest
from pos_assist.domain.deals.deal import Deal, Slot
from pos_assist.domain.deals.json_form import MAX_MONEY
from pos_assist.domain.deals.set_amount import SetAmount
from pos_assist.domain.deals.set_percent import SetPercent
from pos_assist.domain.deals.set_price import SetPrice
from pos_assist.domain.deals.spend import Spend
from pos_assist.domain.deals.when import DAYS, When

KINDS: dict[str, type[Deal]] = {kind.kind: kind for kind in (SetPrice, SetPercent, SetAmount, Cheapest, Spend)}

__all__ = [
    "DAYS",
    "KINDS",
    "MAX_MONEY",
    "Cheapest",
    "Deal",
    "SetAmount",
    "SetPercent",
    "SetPrice",
    "Slot",
    "Spend",
    "When",
]
