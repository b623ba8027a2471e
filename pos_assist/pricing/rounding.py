"""Splitting money so that the parts add up to the yen, and the tax in it.

A saving is split in proportion, each part rounded down, and the minor units that are left go one by one to the largest
remainders, ties to the dearer unit and then to the earlier one. Tax is worked out on the total of each rate and rounded once
per receipt (消費税法施行令 70条の10; 基通 1-8-15); which way is the shop's own choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pos_assist.domain.items import Rounding
from pos_assist.domain.receipts import TaxPart


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in proportion to `weights` (minor units, not negative), by largest remainder; all weights 0: to the first."""
    whole = sum(weights)
    if not whole:
        return [amount, *([0] * (len(weights) - 1))] if weights else []
    parts = [amount * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), -weights[i], i))
    for i in order[: amount - sum(parts)]:
        parts[i] += 1
    return parts


def tax_in(gross: int, rate: int, rounding: Rounding) -> int:
    """The tax contained in `gross` (minor units, tax included) at `rate` percent."""
    over, whole = gross * rate, 100 + rate
    if rounding is Rounding.FLOOR:
        return over // whole
    if rounding is Rounding.CEIL:
        return -(-over // whole)
    return (2 * over + whole) // (2 * whole)


def tax_parts(gross: Mapping[int, int], rounding: Rounding) -> tuple[TaxPart, ...]:
    """One part per rate, lowest rate first, each rounded once."""
    return tuple(TaxPart(rate, gross[rate], tax_in(gross[rate], rate, rounding)) for rate in sorted(gross))
