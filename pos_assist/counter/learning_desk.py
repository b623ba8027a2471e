"""When the weights learn from new sales: in a worker, a few sales at a time, never in the cashier's way."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from pos_assist.storage import Storage
from pos_assist.storage.relearning import Relearning

FOLLOW = 10  # sales after which the weights follow; a step of milliseconds


class LearningDesk:
    """Keeps one shop's weights fresh. The counters themselves are kept with every sale, by storage."""

    def __init__(self, storage: Storage) -> None:
        self._relearning = Relearning(storage)
        self._sold = 0
        self._worker: ThreadPoolExecutor | None = None
        self._learning: Future[None] | None = None

    def sold(self) -> None:
        """A sale was written down."""
        self._sold += 1
        if self._sold >= FOLLOW:
            self.learn_later()

    def learn_later(self) -> None:
        """Have the worker learn what it does not know yet, unless it is at it."""
        if self._learning and not self._learning.done():
            return
        self._sold = 0
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, "learning")
        self._learning = self._worker.submit(self._relearning.catch_up)

    def wait(self) -> None:
        """Until what is being learned is stored; raises what the worker raised."""
        if self._learning:
            self._learning.result()

    def close(self) -> None:
        """Stop the worker; what it is at is finished first."""
        if self._worker:
            self._worker.shutdown(cancel_futures=True)
