"""What a till does behind the cashier's back, on one worker: learn from the sales, count anew where a journal was
replayed, keep a backup of each day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from pos_assist.learning.counting import Increment, increments, needs_new_epoch
from pos_assist.services.management.planned_prices import begin_planned_prices
from pos_assist.services.new_day import begin_day, day_of
from pos_assist.storage import Storage
from pos_assist.storage.journal import compress_years
from pos_assist.storage.model_training import Relearning
from pos_assist.system import clock

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

FOLLOW = 10  # sales after which the weights follow; a step of milliseconds


class Background:
    """One shop's worker. Its errors go to `on_trouble`, on the worker's thread; a sale is never stopped."""

    def __init__(self, storage: Storage, now: Callable[[], datetime] = clock.now) -> None:
        self._storage = storage
        self.now = now
        self._relearning = Relearning(storage, now)
        self._sold = 0
        self._day = day_of(storage, now())
        self._worker: ThreadPoolExecutor | None = None
        self._learning: Future[None] | None = None
        self._newest: Future[None] | None = None
        self.on_trouble: Callable[[Exception], None] | None = None
        self.on_new_day: Callable[[], None] | None = None  # prices and marks may be others now; on the caller's thread

    def begin(self) -> None:
        """The counter is open, or another day begins: learn what the last program did not come to, look for damage, put
        planned prices in force, make a backup if one is due."""
        self._day = day_of(self._storage, self.now())
        self._learning = self._do(self._learn)
        self._do(self._finish_forgetting)
        self._do(lambda: compress_years(self._storage.path.with_suffix(".journal")))
        self._do(self._storage.check)  # a file that was closed cleanly may have been damaged since
        self._do(self._look_after)

    def check_the_day(self) -> None:
        """Called before an order opens and now and then: where another business day has come, it begins here and now (planned
        prices, sold-out marks), and its backup and learning on the worker. Environment: what writing may find."""
        if day_of(self._storage, self.now()) == self._day:
            return
        began = begin_day(self._storage, self.now())
        self.begin()
        if began and self.on_new_day:
            self.on_new_day()

    def sold(self) -> None:
        """A sale was written down."""
        self._sold += 1
        if day_of(self._storage, self.now()) != self._day:
            self.check_the_day()
        elif self._sold >= FOLLOW and (self._learning is None or self._learning.done()):
            self._learning = self._do(self._learn)

    def learn(self) -> None:
        """Learn on the worker: receipts of other tills came. May be called on any thread once `begin` was."""
        if self._learning is None or self._learning.done():
            self._learning = self._do(self._learn)

    def learn_anew(self) -> None:
        """Count all receipts and solve the weights from scratch, here and now: seconds to minutes."""
        epoch = self._storage.learned.epoch()
        if needs_new_epoch(epoch, self.now()):
            epoch = self.now()
        self._storage.learned.rebuild(_counted_from(epoch), epoch, self.now())
        self._relearning.again()

    def wait(self) -> None:
        """Until all that was begun is done; raises what the worker raised."""
        for job in (self._learning, self._newest):
            if job:
                job.result()

    def close(self) -> None:
        """Stop the worker; what it is at is finished first."""
        if self._worker:
            self._worker.shutdown(cancel_futures=True)

    def _do(self, job: Callable[[], None]) -> Future[None]:
        if self._worker is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 — lazy: 7 ms that a start can do without

            self._worker = ThreadPoolExecutor(1, "background")

        def told() -> None:
            try:
                job()
            except Exception as error:
                if self.on_trouble:
                    self.on_trouble(error)
                raise

        self._newest = self._worker.submit(told)
        return self._newest

    def _learn(self) -> None:
        self._sold = 0
        learned = self._storage.learned
        epoch = learned.epoch()
        outgrown = needs_new_epoch(epoch, self.now()) and not self._storage.till_clock.ahead(self.now())
        if outgrown or learned.due():
            learned.rebuild(
                _counted_from(self.now() if outgrown else epoch), self.now() if outgrown else None, self.now()
            )
        self._relearning.catch_up()

    def _finish_forgetting(self) -> None:
        """The program ended while the journal was written again without somebody, or an older version wrote cards' numbers."""
        if self._storage.members.is_due():
            self._storage.members.clean_journal()

    def _look_after(self) -> None:
        from pos_assist.services.management.backup_restore import backup_if_due  # noqa: PLC0415 — lazy: not needed to start

        begin_planned_prices(self._storage, self.now())
        if not self._storage.till_clock.ahead(self.now()):
            self._storage.till_clock.believe(self.now())
        backup_if_due(self._storage, self.now())


def _counted_from(epoch: datetime) -> Callable[[list[str], datetime], Iterable[Increment]]:
    return partial(increments, epoch=epoch)
