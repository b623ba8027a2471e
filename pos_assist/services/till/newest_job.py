"""One worker of which only the newest job has a claim: what was begun before is dropped at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock, Thread

Stale = Callable[[], bool]  # whether nobody waits for the job any more; to be asked again and again by the job
Job = Callable[[Stale], None]


class NewestJob:
    """Does one job at a time on a thread of its own, which ends when there is nothing to do. An error of ours in a job goes to
    `hear`, on that thread."""

    def __init__(self, name: str, hear: Callable[[Exception], None]) -> None:
        self._name = name
        self._hear = hear
        self._lock = Lock()
        self._next: tuple[Job, int] | None = None
        self._newest = 0  # number of the newest job; any other one is stale
        self._thread: Thread | None = None

    def begin(self, job: Job) -> None:
        """Do this instead of what is being done or waits to be done."""
        with self._lock:
            self._newest += 1
            self._next = (job, self._newest)
            if self._thread is None:
                self._thread = Thread(target=self._run, name=self._name)
                self._thread.start()

    def drop(self) -> None:
        """Discard the waiting job and the result of the running one."""
        with self._lock:
            self._newest, self._next = self._newest + 1, None

    def close(self) -> None:
        """Drop everything and wait for the thread to end."""
        self.drop()
        if thread := self._thread:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._lock:
                if self._next is None:
                    self._thread = None
                    return
                (job, number), self._next = self._next, None
            try:
                job(partial(self._is_stale, number))
            except Exception as error:
                self._hear(error)

    def _is_stale(self, number: int) -> bool:
        return number != self._newest
