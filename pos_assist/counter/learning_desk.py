"""When to solve the weights anew: in a worker, once enough sales have come in since, never in the cashier's way."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from pos_assist.storage import Storage
from pos_assist.storage.relearning import relearn, solved_at

SOME = 25  # sales after which a young shop's weights are solved anew
SHARE = 50  # an older shop's: after a fiftieth more receipts than they knew


class LearningDesk:
    """Keeps one shop's weights fresh. The counters themselves are kept with every sale, by storage."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._sold = 0
        self._worker: ThreadPoolExecutor | None = None
        self._solving: Future[int] | None = None

    def sold(self) -> None:
        """A sale was written down."""
        self._sold += 1
        if self._sold >= max(SOME, solved_at(self._storage) // SHARE):
            self.solve_later()

    def solve_later(self) -> None:
        """Have the weights solved by the worker, unless it is at it."""
        if self._solving and not self._solving.done():
            return
        self._sold = 0
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, "learning")
        self._solving = self._worker.submit(relearn, self._storage)

    def wait(self) -> None:
        """Until the weights that are being solved are stored; raises what the worker raised."""
        if self._solving:
            self._solving.result()

    def close(self) -> None:
        """Stop the worker; what it is at is finished first."""
        if self._worker:
            self._worker.shutdown(cancel_futures=True)
