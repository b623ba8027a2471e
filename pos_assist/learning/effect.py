"""Does it help? The statistics of a trial, on plain numbers: no clock, no shop, standard library only.

Orders are put on a side by a hash of their key, so the difference of the two means is an unbiased estimate of what the
offers bring. Its interval is Welch's (unequal variances, Student's t with Welch–Satterthwaite degrees of freedom),
corrected for skewness by Hall's transformation (Hall 1992; for two samples Zhou & Dinh 2005): order totals are skewed, and
with a small control side Welch's own interval misses twice as often on one side as on the other. Simulation finds it to
cover the truth in 92–98 % from FEWEST orders on each side on (docs/decisions/offers.md). Totals are not trimmed or put
on a log scale: the question is about yen, and a large order's yen count.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cbrt, ceil, exp, lgamma, log, sqrt
from typing import TypeVar

FEWEST = 50  # orders on each side before an interval is given
WORTH_SEEING = 0.02  # of the average order: an effect so small need not be told from none
STRENGTH = 20.0  # answers that the shop's average counts for in each row of a table
_Z = 1.959963984540054  # 97.5 % of the standard normal

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two means with its 95 % interval. `missing`: how many orders more, in all, until it says something;
    0 where it does. With fewer than FEWEST on a side the interval is None."""

    treated: int  # orders
    control: int
    mean_treated: float
    mean_control: float
    interval: tuple[float, float] | None
    missing: int

    @property
    def value(self) -> float:
        """How much more the treated orders are, on average."""
        return self.mean_treated - self.mean_control

    @property
    def significant(self) -> bool:
        """Whether no difference at all lies outside the interval."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


@dataclass(frozen=True, slots=True)
class Share:
    """How often something was accepted: true counts, and the share shrunk towards the average with its 95 % interval."""

    shown: int
    accepted: int
    declined: int
    share: float
    low: float
    high: float


def difference(treated: Sequence[float], control: Sequence[float]) -> Difference:
    """Mean of `treated` less mean of `control`, by Welch."""
    n, m = len(treated), len(control)
    mean_a, mean_b = _mean(treated), _mean(control)
    if min(n, m) < FEWEST:
        return Difference(n, m, mean_a, mean_b, None, _more_for_fewest(n, m))
    a, b = _variance(treated, mean_a) / n, _variance(control, mean_b) / m
    error = sqrt(a + b)
    if error == 0.0:
        value = mean_a - mean_b
        return Difference(n, m, mean_a, mean_b, (value, value), 0)
    freedom = (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1))
    value, far = mean_a - mean_b, t_quantile(0.975, freedom)
    skew = (_third(treated, mean_a) / n**2 - _third(control, mean_b) / m**2) / error**3
    low, high = value - error * _unskewed(far, skew), value - error * _unskewed(-far, skew)
    half = (high - low) / 2
    target = max(abs(value), WORTH_SEEING * abs(mean_b))
    told = not low <= 0 <= high or half <= target
    missing = 0 if told or target == 0 else ceil((n + m) * ((half / target) ** 2 - 1))
    return Difference(n, m, mean_a, mean_b, (low, high), missing)


def shares(
    rows: Iterable[Row], key: Callable[[Row], Key], accepted: Callable[[Row], bool], declined: Callable[[Row], bool]
) -> dict[Key, Share]:
    """Acceptance by group, the most often shown first: each group's share is shrunk towards the average of all as if it had
    been shown STRENGTH times more at that average; the interval is Wilson's on those numbers."""
    counts: dict[Key, list[int]] = {}
    for row in rows:
        group = counts.setdefault(key(row), [0, 0, 0])
        group[0] += 1
        group[1] += accepted(row)
        group[2] += declined(row)
    everything = sum(x[0] for x in counts.values())
    average = sum(x[1] for x in counts.values()) / everything if everything else 0.0
    found = {group: Share(n, yes, no, *_shrunk(yes, n, average)) for group, (n, yes, no) in counts.items()}
    return dict(sorted(found.items(), key=lambda x: -x[1].shown))


def t_quantile(p: float, freedom: float) -> float:
    """The number that Student's t with so many degrees of freedom stays below with probability p, 0.5 < p < 1; by
    bisection of its distribution function."""
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        if _t_below(middle, freedom) < p:
            low = middle
        else:
            high = middle
        if high - low < 1e-10 * max(1.0, low):
            break
    return (low + high) / 2


def _t_below(t: float, freedom: float) -> float:
    return 1 - _beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22, modified Lentz)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    tiny = 1e-300
    d = 1 / _away(1 - (a + b) * x / (a + 1), tiny)
    c, value = 1.0, d
    for m in range(1, 500):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + step * d, tiny)
            c = _away(1 + step / c, tiny)
            value *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return front * value


def _away(x: float, tiny: float) -> float:
    return x if abs(x) > tiny else tiny


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _variance(values: Sequence[float], mean: float) -> float:
    return sum((x - mean) ** 2 for x in values) / (len(values) - 1)


def _third(values: Sequence[float], mean: float) -> float:
    """The third central moment, without bias."""
    n = len(values)
    return sum((x - mean) ** 3 for x in values) * n / ((n - 1) * (n - 2))


def _unskewed(y: float, skew: float) -> float:
    """Where a studentised difference of that skewness stands when a symmetric one stands at y: the inverse of Hall's
    t + skew·t²/3 + skew²·t³/27 + skew/6."""
    if abs(skew) < 1e-6:
        return y
    return 3 / skew * (cbrt(1 + skew * (y - skew / 6)) - 1)


def _more_for_fewest(n: int, m: int) -> int:
    """Orders still to come, at the split seen so far, until both sides have FEWEST."""
    smaller, larger = min(n, m), max(n, m)
    if smaller == 0:
        return FEWEST * 10 - larger if larger < FEWEST * 10 else FEWEST * 10
    return ceil((n + m) * (FEWEST / smaller - 1))


def _shrunk(yes: int, n: int, average: float) -> tuple[float, float, float]:
    """(share, low, high) of yes out of n, with STRENGTH more at the average; Wilson's interval."""
    total = n + STRENGTH
    share = (yes + STRENGTH * average) / total
    z = _Z * _Z / total
    middle = (share + z / 2) / (1 + z)
    half = _Z * sqrt(share * (1 - share) / total + z / (4 * total)) / (1 + z)
    return share, max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class PairingResult:
    """The result of one trigger and add-on, in the catalog's words; `trigger` may be empty."""

    trigger: str
    offered: str


@dataclass(frozen=True, slots=True)
class EffectReport:
    """The result of the trial. Money in minor units per order, times in seconds."""

    since: datetime | None
    control_share: int  # percent, as it is set now
    yen: Difference  # orders with offers less orders without
    seconds: Difference
    experiment: str  # "", "wording" or "list": what the manager is trying
    b_less_a: Difference | None  # yen per order, side B less side A
    sides: Mapping[str, Share]  # acceptance on either side
    all_offers: Share
    brought: int  # what accepted offers added, in all
    answer_seconds: float  # half of the yeses and noes came faster
    by_pairing: Mapping[PairingResult, Share]
    by_kind: Mapping[str, Share]
    by_moment: Mapping[str, Share]
    by_weekday: Mapping[str, Share]  # by the days' names of `domain.deals.DAYS`, in the week's order
    by_hour: Mapping[int, Share]
    next_visits_made: int
    next_visits_used: int
    first_card: str = ""  # what was shown first most often: by what it is worth, not by taste …
    first_card_orders: int = 0  # … in so many orders
    orders_with_cards: int = 0
