"""Order + deals -> the lowest legal total, its proof, its tax, split over lines. Pure."""

from pos_assist.domain.items import Rounding
from pos_assist.pricing.checks import Finding, check_deals
from pos_assist.pricing.priced import DealExplanation, DealUse, LinePrice, Marginal, PricedOrder
from pos_assist.pricing.pricer import Pricer

__all__ = [
    "DealExplanation",
    "DealUse",
    "Finding",
    "LinePrice",
    "Marginal",
    "PricedOrder",
    "Pricer",
    "Rounding",
    "check_deals",
]
