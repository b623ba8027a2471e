"""One device's worker: takes its jobs from the queue, one after the other, and says how the device is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from pos_assist.devices.printer import Patience, SendOutcome, open_drawer, print_job
from pos_assist.devices.slip import Slip
from pos_assist.domain.codec import loads
from pos_assist.domain.print_jobs import JobKind, JobState, PrintJob, Trouble
from pos_assist.storage.print_queue import PrintQueue

if TYPE_CHECKING:
    from pos_assist.services.printing.device_config import DeviceConfig

BACK_OFF = (1.0, 2.0, 5.0, 10.0)  # seconds until a device that was not ready is tried again
MOST_WAITING = 100  # slips of sales; when a silent printer comes back, nobody stands there any more for older ones
DRAWER_SECONDS = 10  # a drawer that could not be opened within them stays shut: nobody waits for it any more


class PrintWorker:
    """A thread that begins with the first job. `config`: None while the device has no address. `changed` is called on the
    worker's thread whenever `trouble` or a job is another than before."""

    def __init__(
        self,
        device: str,
        queue: PrintQueue,
        config: Callable[[], DeviceConfig | None],
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self.device = device
        self.trouble = Trouble.NONE
        self.on_trouble: Callable[[Exception], None] | None = None
        self._queue = queue
        self._config = config
        self._now = now
        self._changed = changed
        self._signal = threading.Condition()  # guards the three below
        self._asked = 0  # how often somebody said that there may be something to do …
        self._served = 0  # … and up to which of them nothing is left that can be printed now
        self._closed = False
        self._patience = Patience(self._note, self._pause)
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """There may be something to do, or the device may be ready again."""
        with self._signal:
            self._asked += 1
            self._signal.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=f"print {self.device}", daemon=True)
                self._thread.start()

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until nothing is left that can be printed now; whether that came about."""
        with self._signal:
            return self._signal.wait_for(lambda: self._served == self._asked, seconds)

    def close(self) -> None:
        """Stop; a slip that is being sent is waited for no longer than a device may take for one piece of it."""
        with self._signal:
            self._closed = self._patience.over = True
            self._signal.notify_all()
        if self._thread:
            self._thread.join()

    # -- on the thread -----------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        # Here and not with the first sale, which would wait for them: layout, fonts, codes.
        import pos_assist.devices.job_bytes  # noqa: PLC0415 — lazy: as said
        import pos_assist.devices.receipt_slip  # noqa: F401, PLC0415 — lazy: as above

        failures = 0
        while not self._closed:
            asked = self._asked
            try:
                outcome = self._next()
            except Exception as error:
                outcome = SendOutcome(JobState.QUEUED, Trouble.OFFLINE)  # tried again, later and later
                self._tell(error)
            if outcome is not None and outcome.state is not JobState.QUEUED:
                failures = 0
                continue
            with self._signal:
                self._served = asked
                self._signal.notify_all()
            self._pause(None if outcome is None else BACK_OFF[min(failures, len(BACK_OFF) - 1)], asked)
            failures += outcome is not None

    def _pause(self, seconds: float | None, asked: int | None = None) -> None:
        """Until somebody asks for something, or the time is over."""
        with self._signal:
            before = self._asked if asked is None else asked
            self._signal.wait_for(lambda: self._closed or self._asked != before, seconds)

    def _next(self) -> SendOutcome | None:
        """Do the oldest job. None: there is none, or no device for it."""
        job, config = self._queue.next(self.device), self._config()
        if job is None or config is None:
            if self.trouble is not Trouble.NEAR_END:
                self._note(Trouble.NONE)
            return None
        taken = False

        def begin() -> bool:
            nonlocal taken
            taken = self._queue.take(job, self._now())
            return taken

        outcome = self._do(job, config, begin)
        if outcome.state is not JobState.EXPIRED:  # for that the device was not asked
            self.trouble = Trouble.NONE if outcome.state is JobState.UNKNOWN else outcome.trouble
        if taken and outcome.state is JobState.QUEUED:
            self._queue.put_back(job, outcome.trouble, self._now())
        elif taken:
            self._queue.finish(job, outcome.state, outcome.trouble, self._now())
        if outcome.state is JobState.QUEUED:
            self._queue.keep_newest(self.device, MOST_WAITING, self._now())
        self._changed()
        return outcome

    def _do(self, job: PrintJob, config: DeviceConfig, begin: Callable[[], bool]) -> SendOutcome:
        if job.job.kind is not JobKind.DRAWER:
            from pos_assist.devices.job_bytes import job_bytes  # noqa: PLC0415 — lazy: Qt, for who prints alone

            pieces = job_bytes(loads(Slip, job.job.slip), config.dots, as_text=config.as_text, cut=config.cut)
            return print_job(config.where, pieces, answers=config.answers, patience=self._patience, begin=begin)
        late = (self._now() - job.at).total_seconds() > DRAWER_SECONDS
        if not begin() or late or not config.drawer_pin:
            return SendOutcome(JobState.EXPIRED)
        return open_drawer(config.where, config.drawer_pin, config.drawer_pulse, answers=config.answers)

    def _note(self, trouble: Trouble) -> None:
        if trouble is not self.trouble:
            self.trouble = trouble
            self._changed()

    def _tell(self, error: Exception) -> None:
        if self.on_trouble is None:
            threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, self._thread)))
        else:
            self.on_trouble(error)
