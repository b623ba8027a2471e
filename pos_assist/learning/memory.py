"""The learning of one shop in memory: what `rank --stdio`, `evaluate` and benchmarks drive; a shop keeps the same in its database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pos_assist.learning.ranking import Ranked, Ranker
from pos_assist.learning.solving import solve


class Learner:
    """Receipts in, rankings out."""

    def __init__(self, receipts: Iterable[tuple[Sequence[str], datetime]] = ()) -> None:
        self._receipts = list(receipts)
        self._rows: dict[str, bytes] = {}
        self._version = 0
        self._ranker = Ranker(lambda key: self._rows.get(key))
        self._solve()

    def learn(self, items: Sequence[str], when: datetime) -> None:
        """A sale."""
        self._receipts.append((items, when))

    def rank(self, items: Sequence[str], when: datetime, k: int) -> list[Ranked]:
        """The k best items to add to these, best first."""
        return self._ranker.rank(items, when, k)

    def _solve(self) -> None:
        weights = solve(self._receipts)
        if weights is not None:
            self._version += 1
            self._rows = weights.rows(self._version)
