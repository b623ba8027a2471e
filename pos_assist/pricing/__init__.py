"""Order + deals -> the lowest legal total, its proof, its tax, split over lines. Pure."""

from pos_assist.pricing.priced import DealUse, LinePrice, Marginal, PricedOrder
from pos_assist.pricing.pricer import Pricer
from pos_assist.pricing.shares import Rounding

__all__ = ["DealUse", "LinePrice", "Marginal", "PricedOrder", "Pricer", "Rounding"]
