"""Who comes back, and whether an offer for the next visit brings them: shares and means with their uncertainty. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # of 95 %
FEWEST = 5  # persons below which nothing is said of a group: so few could be recognised, and chance speaks louder


@dataclass(frozen=True, slots=True)
class Return:
    """How many of so many came back in time."""

    came: int
    of: int

    @property
    def share(self) -> float:
        """The share, 0 … 1."""
        return self.came / self.of if self.of else 0.0

    def interval(self) -> tuple[float, float]:
        """Of the share, 95 %: the score interval (Wilson 1927)."""
        if not self.of:
            return 0.0, 1.0
        n, p = self.of, self.share
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class ComebackGain:
    """How much more often those with an offer came back, in shares, with the interval of 95 %."""

    gain: float
    low: float
    high: float


def gain(offered: Return, control: Return) -> ComebackGain | None:
    """The difference of two shares, its interval by Newcombe's hybrid score method (Statistics in Medicine 17, 1998, method
    10); None where a group has fewer than FEWEST persons."""
    if min(offered.of, control.of) < FEWEST:
        return None
    (l1, u1), (l2, u2) = offered.interval(), control.interval()
    d = offered.share - control.share
    low = d - sqrt((offered.share - l1) ** 2 + (u2 - control.share) ** 2)
    high = d + sqrt((u1 - offered.share) ** 2 + (control.share - l2) ** 2)
    return ComebackGain(d, low, high)


@dataclass(frozen=True, slots=True)
class Basket:
    """Receipts of a kind: how many, their mean in minor units, and half of its 95 % interval."""

    receipts: int
    mean: float
    half: float


def basket(receipts: int, total: int, squares: int) -> Basket | None:
    """From a count, a sum and a sum of squares; None below FEWEST receipts."""
    if receipts < FEWEST:
        return None
    mean = total / receipts
    variance = max(squares - receipts * mean * mean, 0.0) / (receipts - 1)
    return Basket(receipts, mean, Z * sqrt(variance / receipts))


@dataclass(frozen=True, slots=True)
class MemberReport:
    """Members of the last so many days. Counts below FEWEST are None."""

    days: int
    members: int
    new: int | None
    returning: int | None
    lapsed: int | None
    with_card: Basket | None
    without_card: Basket | None
    within: int  # days in which the offer for the next visit counts
    offered: Return
    control: Return

    @property
    def gain(self) -> ComebackGain | None:
        """What the offer for the next visit brings."""
        return gain(self.offered, self.control)
