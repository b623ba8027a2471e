"""Order + deals -> the lowest legal total, its proof, its tax, split over lines. Pure."""

from pos_assist.pricing.checks import Finding, check_deals
from pos_assist.pricing.priced import DealUse, LinePrice, Marginal, PricedOrder, Why
from pos_assist.pricing.pricer import Pricer
from pos_assist.pricing.shares import Rounding

__all__ = ["DealUse", "Finding", "LinePrice", "Marginal", "PricedOrder", "Pricer", "Rounding", "Why", "check_deals"]
