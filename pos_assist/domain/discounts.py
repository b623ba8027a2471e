"""What a cashier takes off by hand: of a line's units or of the whole order, with a reason. A deal is never called a discount."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_assist.domain.texts import in_language

HAND = "@hand"  # the id under which an order's discount stands among the deals of a receipt


class By(StrEnum):
    """How the new price of a unit is said."""

    AMOUNT = "amount"  # so many minor units off (値引)
    PERCENT = "percent"  # so many percent off, rounded down per unit (割引)
    PRICE = "price"  # this price instead (売価変更)


@dataclass(frozen=True, slots=True)
class Discount:
    """A price by hand: `value` in minor units or percent. `in_sets`: the unit may go into sets, at its new price."""

    by: By
    value: int
    reason: str = ""
    who: str = ""
    in_sets: bool = False
    reason_en: str = ""  # the reason in English; empty: `reason`

    def reason_in(self, language: str) -> str:
        """The reason for who speaks that language."""
        return in_language(language, self.reason, self.reason_en)

    def price(self, price: int) -> int:
        """What a unit (or an order) of that price costs then, in minor units; never below 0."""
        match self.by:
            case By.AMOUNT:
                return max(0, price - self.value)
            case By.PERCENT:
                return price - price * self.value // 100
            case By.PRICE:
                return self.value
