"""The learning of one shop in memory: what `rank --stdio`, `evaluate` and benchmarks drive; a shop keeps the same in its database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pos_assist.learning.model import Weights
from pos_assist.learning.ranking import Ranked, Ranker
from pos_assist.learning.solving import follow, solve

FOLLOW = 10  # sales after which the weights follow
AGAIN = 0.1  # growth of the history after which everything is solved again


class Learner:
    """A model without a database: learns receipts one by one and ranks add-ons."""

    def __init__(self, receipts: Iterable[tuple[Sequence[str], datetime]] = ()) -> None:
        self._receipts = list(receipts)
        self._rows: dict[str, bytes] = {}
        self._shape = self._revision = 0
        self._solved = self._followed = 0  # receipts
        self._weights: Weights | None = None
        self._ranker = Ranker(lambda key: self._rows.get(key))  # noqa: PLW0108 — the rows are replaced
        self._solve()

    def learn(self, items: Sequence[str], when: datetime) -> None:
        """Count the items of one sale, sold at `when`."""
        self._receipts.append((items, when))
        sold = len(self._receipts)
        if self._weights is None or sold >= self._solved * (1 + AGAIN):
            self._solve()
        elif sold >= self._followed + FOLLOW:
            self._follow(self._weights)

    def rank(self, items: Sequence[str], when: datetime, k: int) -> list[Ranked]:
        """The k best items to add to these, best first."""
        return self._ranker.rank(items, when, k)

    def _solve(self) -> None:
        self._weights = solve(self._receipts)
        self._solved = self._followed = len(self._receipts)
        if self._weights is not None:
            self._store(self._weights, None)

    def _follow(self, weights: Weights) -> None:
        before = len(weights.items)
        self._weights, changed = follow(weights, self._receipts[self._followed :], seed=len(self._receipts))
        self._followed = len(self._receipts)
        self._store(self._weights, changed if len(self._weights.items) == before else None)

    def _store(self, weights: Weights, changed: Sequence[int] | None) -> None:
        self._shape += changed is None
        self._revision += 1
        self._rows.update(weights.rows(self._shape, self._revision, changed))
