"""What a trial of offers over all shops says, in a sentence."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from pos_assist.i18n.money import money
from pos_assist.i18n.translate import tr

_SURE = 1.96  # standard errors: 95 of 100


class ArmFigures(NamedTuple):
    """Orders of one arm, their mean in minor units, the standard error of that mean."""

    orders: int
    mean: float
    error: float


def arm_words(arm: str) -> str:
    """What an arm is called."""
    return {"offers": tr("with offers"), "control": tr("without offers"), "A": tr("side A"), "B": tr("side B")}.get(
        arm, arm
    )


def uncertainty(arm: ArmFigures) -> str:
    """How far the mean may be off."""
    return f"± {money(round(_SURE * arm.error))}"


def gain_words(offers: ArmFigures, control: ArmFigures) -> str:
    """What offers bring an order, between which limits, and whether that is proof."""
    gain = offers.mean - control.mean
    doubt = _SURE * sqrt(offers.error**2 + control.error**2)
    low, high = money(round(gain - doubt)), money(round(gain + doubt))
    if gain < 0:
        text = tr("An order with offers brings {loss} less; in 95 of 100 such trials what it brings lies between {low} and {high}.", loss=money(round(-gain)), low=low, high=high)  # fmt: skip
    else:
        text = tr("An order with offers brings {gain} more; in 95 of 100 such trials the truth lies between {low} and {high}.", gain=money(round(gain)), low=low, high=high)  # fmt: skip
    return text if abs(gain) >= doubt else text + " " + tr("That is no proof yet: go on measuring.")
