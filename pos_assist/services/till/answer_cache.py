"""What customers answered, for one till: read by key when it is first needed, then kept up with every sale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from pos_assist.domain.offers import Moment
from pos_assist.learning.answers import Asker
from pos_assist.learning.counting import Increment
from pos_assist.storage import Learned

_KEPT = 5_000  # keys remembered
_ROWS = 8  # more than there are of a key


class AnswerCache:
    """Answers by key. What is kept here is what the database has: a sale adds to both the same whole numbers."""

    def __init__(self, learned: Learned) -> None:
        self._learned = learned
        self._epoch = learned.epoch()
        self._kept: dict[str, dict[str, tuple[int, int]]] = {}

    def asker(self, moment: Moment, at: datetime) -> Asker:
        """For one order at one moment."""
        epoch = self._learned.epoch()
        if epoch != self._epoch:  # the counts have been built anew
            self._kept.clear()
            self._epoch = epoch
        return Asker(self._rows, str(moment), at, epoch)

    def add(self, increments: Iterable[Increment]) -> None:
        """A sale was written down with these."""
        for a, b, n, w in increments:
            rows = self._kept.get(a)
            if rows is not None:
                had = rows.get(b, (0, 0))
                rows[b] = (had[0] + n, had[1] + w)

    def forget(self) -> None:
        """Read everything anew: a sale was voided."""
        self._kept.clear()

    def _rows(self, key: str) -> Mapping[str, tuple[int, int]]:
        rows = self._kept.get(key)
        if rows is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            rows = self._kept[key] = {b: (n, w) for b, n, w in self._learned.neighbours(key, _ROWS)}
        return rows
