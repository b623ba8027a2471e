"""The worker that gives to the shared folder and takes from it every few minutes while the counter is open. Loaded with every
till, so it loads next to nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from pos_assist.domain.problems import Problem
from pos_assist.domain.settings import SHARED_FOLDER
from pos_assist.storage import Storage
from pos_assist.system import clock

if TYPE_CHECKING:
    from pos_assist.services.management.pack_exchange import PackPreview
    from pos_assist.services.sharing.share_round import Round

EVERY = 300.0  # seconds between rounds
LEAVING = 5.0  # seconds that the end of the program gives the folder


class ShareWorker:
    """Gives and takes beside the counter, on a thread of its own: a folder that does not answer holds nobody up.

    Packs are looked at there, and taken there too where no order is open: the first whole pack of a large catalog takes a second
    or two, in which nothing on the screen stands still. An order that begins just then waits for it; one that is open
    keeps packs waiting.
    """

    def __init__(self, storage: Storage, now: Callable[[], datetime] = clock.now) -> None:
        self._storage = storage
        self._now = now
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._busy = threading.Lock()
        self._taking = threading.Lock()  # a pack, or the beginning of an order: never both
        self._order_open = False
        self._thread: threading.Thread | None = None
        self._ready: list[PackPreview] = []
        self._day = now().date()
        self.trouble: Problem | None = None  # of the last round
        self.on_taken: Callable[[], None] | None = None  # the catalog is another now; on either thread
        self.on_collected: Callable[[], None] | None = None  # there is more to learn from; on the worker's thread

    def begin(self) -> None:
        """Begin, where the till has a shared folder."""
        if self._thread is None and self._storage.catalog.setting(SHARED_FOLDER):
            self._thread = threading.Thread(target=self._run, name="share", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Make a round now, on the worker."""
        self.begin()
        self._wake.set()

    def round(self, *, whole: bool = True) -> Round | None:
        """One round, here and now; None where there is no shared folder. `whole`: also with few sales. Raises
        EnvironmentProblem."""
        from pos_assist.services.sharing.share_round import make_round  # noqa: PLC0415 — lazy: most tills work alone
        from pos_assist.services.sharing.shared_shop import shared_shop  # noqa: PLC0415 — lazy: as above

        shared = shared_shop(self._storage)
        if shared is None:
            return None
        with self._busy:
            day, self._day = self._day, self._now().date()
            done = make_round(self._storage, shared, self._now(), whole=whole or day != self._day)
            if done.collected.receipts and self.on_collected:
                self.on_collected()
            self._ready = done.packs
        return done

    def order_begins(self) -> None:
        """Called before an order opens. Packs that are still waiting (the last order was given up) are taken first."""
        with self._taking:
            self._take()
            self._order_open = True

    def order_ended(self) -> None:
        """Called once a sale is on disk: what waits may be taken, on the worker where there is one."""
        self._order_open = False
        if self._ready and self._thread:
            self._wake.set()
        else:
            self.between_orders()

    def between_orders(self) -> None:
        """Take the packs that are ready; called where no order is open."""
        with self._taking:
            self._take()

    def work(self, *, whole: bool = True) -> None:
        """One round, and the packs that it found. Raises EnvironmentProblem."""
        done = self.round(whole=whole)
        self.trouble = done.trouble if done else None
        with self._taking:
            if not self._order_open:
                self._take()

    def _take(self) -> None:
        """In one transaction each. What cannot be taken now is looked at again in the next round."""
        ready, self._ready = self._ready, []
        if not ready:
            return
        from pos_assist.services.sharing.shared_packs import take_shared_pack  # noqa: PLC0415 — lazy: as above

        for preview in ready:
            try:
                take_shared_pack(self._storage, preview, self._now())
            except Problem as problem:  # somebody edited in between, or it names what is not here
                self.trouble = None if problem.code == "catalog_changed" else problem
                self._wake.set()
            else:
                if self.on_taken:
                    self.on_taken()

    def close(self) -> None:
        """Give what is left to the folder, as far as it answers, and stop. A folder that hangs is not waited for: what it did not
        get is given when the till is next opened."""
        self._stop.set()
        self._wake.set()
        if self._thread:
            self._thread.join(LEAVING)

    def _run(self) -> None:
        whole = True  # what the last program did not come to
        while True:
            try:
                self.work(whole=whole)
            except Problem as problem:
                self.trouble = problem
            except (ValueError, RuntimeError):
                if self._stop.is_set():  # the storage was closed meanwhile: the folder did not answer in time
                    return
                raise
            if self._stop.is_set():
                return
            self._wake.wait(EVERY)  # no clock: a signal comes first where there is something to do
            self._wake.clear()
            whole = self._stop.is_set()
