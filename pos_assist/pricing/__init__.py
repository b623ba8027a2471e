"""Order + deals -> the lowest legal total, its proof, its tax, split over lines. Pure."""

from pos_assist.domain.items import Rounding
from pos_assist.pricing.checks import Finding, check_deals
from pos_assist.pricing.components import warm_up
from pos_assist.pricing.priced import DealExplanation, DealUse, LinePrice, Marginal, PricedOrder
from pos_assist.pricing.pricer import Pricer
from pos_assist.pricing.search import Budget

__all__ = [
    "Budget",
    "DealExplanation",
    "DealUse",
    "Finding",
    "LinePrice",
    "Marginal",
    "PricedOrder",
    "Pricer",
    "Rounding",
    "check_deals",
    "warm_up",
]
