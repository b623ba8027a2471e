"""How good the suggestions are, on receipts held back: hit rates, their standard errors, and plain methods to beat.

Definitions (one place for them): train on the oldest 80 % of receipts, ask about the newest 20 % with two items and more.
HR@k: hide each item in turn (at most ten a receipt), ask with the rest and the receipt's time; a hit where the hidden item
is among the first k. An item never seen in training is a miss. any3: the basket grows item by item; a hit where one of
three suggestions is still bought. Live: after each receipt the model learns it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from math import sqrt
from typing import Protocol

from pos_assist.learning.ranking import Ranked

Basket = tuple[list[str], datetime]

TRAINING = 0.8
MOST_HIDDEN = 10
KS = (1, 3, 5)
_SORTED = 0.85  # share of pairs always in the same order from which on a file's order is not the counter's


class Model(Protocol):
    """The interface of a model that can be measured."""

    def rank(self, items: Sequence[str], when: datetime, k: int) -> Sequence[Ranked]:
        """The k best items to add."""

    def learn(self, items: Sequence[str], when: datetime) -> None:
        """Count the items of one sale, sold at `when`."""


@dataclass
class Rate:
    """A hit rate with the standard error that receipts, not questions, give it: hits within a receipt go together."""

    hits: int = 0
    asked: int = 0
    _squares: float = 0.0
    _products: float = 0.0
    _asked_squares: float = 0.0

    def add(self, hits: int, asked: int) -> None:
        """Add the hits and questions of one receipt."""
        self.hits += hits
        self.asked += asked
        self._squares += hits * hits
        self._products += hits * asked
        self._asked_squares += asked * asked

    @property
    def percent(self) -> float:
        """Return the share of hits in percent."""
        return 100 * self.hits / self.asked if self.asked else 0.0

    @property
    def error(self) -> float:
        """One standard error in points (ratio estimator over receipts: Cochran, Sampling Techniques, 6.4)."""
        if not self.asked:
            return 0.0
        r = self.hits / self.asked
        spread = self._squares - 2 * r * self._products + r * r * self._asked_squares
        return 100 * sqrt(max(spread, 0.0)) / self.asked


@dataclass
class Measured:
    """Of one model on one file. Seconds."""

    rates: dict[str, Rate] = field(default_factory=lambda: {name: Rate() for name in ("HR@1", "HR@3", "HR@5", "any3")})
    shown: set[str] = field(default_factory=set)  # different items among the first three answers
    answer: list[float] = field(default_factory=list)  # seconds per question
    learning: float = 0.0

    def quantile(self, q: float) -> float:
        """Seconds per question below which a share q of the questions lies."""
        times = sorted(self.answer)
        return times[min(int(q * len(times)), len(times) - 1)] if times else 0.0


def split(baskets: Sequence[Basket]) -> tuple[Sequence[Basket], Sequence[Basket]]:
    """(the oldest 80 %, the newest 20 %) of receipts ordered by time."""
    n = int(len(baskets) * TRAINING)
    return baskets[:n], baskets[n:]


def is_sorted(baskets: Sequence[Basket]) -> bool:
    """Whether items stand in the same order on every receipt: a file that was sorted, not the order rung up."""
    ordered = Counter((a, b) for items, _ in baskets for i, b in enumerate(items) for a in items[:i])
    same = total = 0
    for (a, b), n in ordered.items():
        both = n + ordered.get((b, a), 0)
        if both >= 5:
            same, total = same + n * (n * 2 > both), total + n
    return total > 0 and same / total > _SORTED


def measure(
    model: Model, test: Sequence[Basket], *, live: bool, shuffled: bool, ticks: Callable[[], float]
) -> Iterator[Measured]:
    """Ask about every test receipt; yields the growing result after each, for a progress bar."""
    result = Measured()
    for number, (items, when) in enumerate(test):
        if len(items) > 1:
            _leave_one_out(model, items, when, result, ticks)
            _growing(model, _shuffle(items, number) if shuffled else items, when, result)
        if live:
            model.learn(items, when)
        yield result


def _leave_one_out(
    model: Model, items: list[str], when: datetime, result: Measured, ticks: Callable[[], float]
) -> None:
    places = []
    for i, hidden in enumerate(items[:MOST_HIDDEN]):
        rest = items[:i] + items[i + 1 :]
        start = ticks()
        found = [ranked.item for ranked in model.rank(rest, when, max(KS))]
        result.answer.append(ticks() - start)
        result.shown.update(found[:3])
        places.append(found.index(hidden) if hidden in found else max(KS))
    for k in KS:
        result.rates[f"HR@{k}"].add(sum(place < k for place in places), len(places))


def _growing(model: Model, items: list[str], when: datetime, result: Measured) -> None:
    hits = 0
    for i in range(1, len(items)):
        rest = items[i:]
        hits += any(ranked.item in rest for ranked in model.rank(items[:i], when, 3))
    result.rates["any3"].add(hits, len(items) - 1)


def _shuffle(items: list[str], seed: int) -> list[str]:
    return sorted(items, key=lambda item: blake2b(f"{seed} {item}".encode(), digest_size=8).digest())


class Popularity:
    """The best-selling items, newer sales counting more: what any suggestion has to beat."""

    HALF_LIFE = 60.0  # days

    def __init__(self, baskets: Sequence[Basket]) -> None:
        self._weight: Counter[str] = Counter()
        self._start = baskets[0][1] if baskets else datetime.min
        for items, when in baskets:
            self.learn(items, when)

    def learn(self, items: Sequence[str], when: datetime) -> None:
        """A sale; single items are no add-ons."""
        if len(items) > 1:
            gain = 2.0 ** ((when - self._start).total_seconds() / 86_400 / self.HALF_LIFE)
            for item in items:
                self._weight[item] += gain
        self._best: list[str] = []

    def rank(self, items: Sequence[str], when: datetime, k: int) -> list[Ranked]:  # noqa: ARG002 — a Model's signature
        """The same for every basket and hour."""
        if not self._best:
            self._best = sorted(self._weight, key=lambda item: (-self._weight[item], item))
        return [Ranked(item, 0.0, 0.0) for item in self._best[: k + len(items)] if item not in items][:k]


class Confidence:
    """The usual rule: how often receipts with an item of the basket had the other too, summed over the basket."""

    def __init__(self, baskets: Sequence[Basket]) -> None:
        self._count: Counter[str] = Counter()
        self._pairs: dict[str, Counter[str]] = {}
        for items, when in baskets:
            self.learn(items, when)

    def learn(self, items: Sequence[str], when: datetime) -> None:  # noqa: ARG002 — a Model's signature
        """Count the items of one sale, sold at `when`."""
        self._count.update(items)
        for item in items:
            self._pairs.setdefault(item, Counter()).update(x for x in items if x != item)

    def rank(self, items: Sequence[str], when: datetime, k: int) -> list[Ranked]:  # noqa: ARG002 — a Model's signature
        """By the sum of confidences; where they are equal by sales."""
        score: dict[str, float] = {}
        for item in items:
            for other, n in self._pairs.get(item, {}).items():
                score[other] = score.get(other, 0.0) + n / self._count[item]
        best = sorted((x for x in score if x not in items), key=lambda x: (-score[x], -self._count[x], x))
        return [Ranked(item, score[item], 0.0) for item in best[:k]]
