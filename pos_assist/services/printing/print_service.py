"""What is printed, on which device, and what a cashier has to know of it. A sale never waits for any of this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from pos_assist.devices.address import Address, address
from pos_assist.domain.business_day import begins_at, business_date
from pos_assist.domain.codec import dumps, loads
from pos_assist.domain.device_settings import (
    CUT,
    DOTS,
    DRAWER,
    DRAWER_PULSE,
    KITCHEN,
    KITCHEN_ANSWERS,
    KITCHEN_PAPER,
    PAPER,
    POLE,
    POLE_KIND,
    PRINT_MODE,
    PRINT_RECEIPT,
    PRINTER,
    PRINTER_ANSWERS,
    PoleKind,
    Printed,
    PrintMode,
)
from pos_assist.domain.print_jobs import JobKind, JobState, NewJob, PrintJob, Trouble
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.domain.settings import DAY_END
from pos_assist.services.printing.device_config import DeviceConfig
from pos_assist.storage import Storage
from pos_assist.system import clock

if TYPE_CHECKING:
    from pos_assist.devices.printer import PrinterState
    from pos_assist.devices.receipt_slip import GivenBack, MadeOut, ShopSign
    from pos_assist.devices.slip import Slip
    from pos_assist.services.printing.print_worker import PrintWorker

RECEIPTS, KITCHEN_SLIPS = PRINTER.name, KITCHEN.name  # the devices that print


@dataclass(frozen=True, slots=True)
class PrintingState:
    """The state of printing that a cashier may have to act on. `unknown`: jobs of which somebody must say whether
    they were printed."""

    troubles: tuple[tuple[str, Trouble], ...] = ()  # (device, why it does not print now)
    waiting: int = 0
    unknown: tuple[PrintJob, ...] = ()


class PrintService:
    """The printers of one till. `on_change` is called on a worker's thread when `state` may be another; `on_trouble` hears of
    errors of ours, which no sale waits for."""

    def __init__(self, storage: Storage, now: Callable[[], datetime] = clock.now) -> None:
        self._storage = storage
        self._catalog = storage.catalog
        self._queue = storage.print_queue
        self._now = now
        self._on = False
        self.on_change: Callable[[], None] = lambda: None
        self.on_trouble: Callable[[Exception], None] | None = None
        self._workers: dict[str, PrintWorker] = {}

    # -- the life of it ----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """This program prints from now on: what waits of today goes on, what was being sent when the last one ended is
        asked about, what is older is not printed any more."""
        from pos_assist.services.printing.print_worker import PrintWorker  # noqa: PLC0415 — lazy: not needed for the first frame

        self._on = True
        for device in (RECEIPTS, KITCHEN_SLIPS):
            worker = PrintWorker(device, self._queue, partial(self.config, device), self._now, self._changed)
            worker.on_trouble = self.on_trouble
            self._workers[device] = worker
        self._queue.after_a_cut(self._now())
        self.forget_yesterday()
        self.wake()

    def wake(self) -> None:
        """A sale was written down, or a printer may be ready again."""
        if self._on:
            for device, worker in self._workers.items():
                if self.config(device) is not None:
                    worker.wake()

    def close(self) -> None:
        """Stop the workers; what waits is on disk."""
        self._on = False
        for worker in self._workers.values():
            worker.close()

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until nothing is left that can be printed now; whether that came about."""
        return all(worker.wait_until_idle(seconds) for worker in self._workers.values())

    def forget_yesterday(self) -> int:
        """Cancel jobs still waiting from earlier business days, so that no burst of old receipts is printed in the
        morning. Return how many."""
        day_end = self._catalog.setting(DAY_END)
        return self._queue.expire(self._now(), before=begins_at(business_date(self._now(), day_end), day_end))

    def close_day(self) -> int:
        """Cancel every waiting job at the close of the day. Return how many."""
        gone = self._queue.expire(self._now())
        self._changed()
        return gone

    # -- what is printed ---------------------------------------------------------------------------------------------------

    def jobs_of_sale(self, receipt: Receipt) -> Sequence[NewJob]:
        """Return the print jobs a sale causes by itself: the drawer, the receipt, the kitchen's slip, in that order.
        They are saved in the sale's own transaction; a fault here costs the print-out, never the sale."""
        if not self._on:
            return ()
        try:
            return [*self._jobs_of_sale(receipt)]
        except Exception as error:
            if self.on_trouble is None:
                raise
            self.on_trouble(error)
            return ()

    def print_receipt(self, receipt: Receipt, *, made_out: MadeOut | None = None, who: str = "") -> bool:
        """Print a receipt on request; from the second time on it is marked 再発行, which is what is returned. A 領収書 is
        counted apart. Refused: no_printer."""
        kind = _MADE_OUT if made_out is not None else ""
        before = [
            x
            for x in self._queue.of_receipt(receipt.key)
            if x.job.kind is JobKind.RECEIPT and x.job.reason == kind and x.state is not JobState.EXPIRED
        ]
        slip = self.slip_of(receipt, reprint=bool(before), made_out=made_out)
        self._add(self._job(JobKind.RECEIPT, slip, receipt.key, reprint=bool(before), reason=kind, who=who))
        return bool(before)

    def print_given_back(self, receipt: Receipt, back: GivenBack) -> None:
        """Print what a customer got back, where there is a printer; the drawer opens first where some of it is cash. It is saved
        in the transaction that gives it back; a fault here costs the print-out alone."""
        if not self.has_printer:
            return
        try:
            self._print_given_back(receipt, back)
        except Exception as error:
            if self.on_trouble is None:
                raise
            self.on_trouble(error)

    def _print_given_back(self, receipt: Receipt, back: GivenBack) -> None:
        from pos_assist.devices.receipt_slip import return_slip  # noqa: PLC0415 — lazy: as above

        if back.cash and self.has_drawer:
            self._add(NewJob(RECEIPTS, JobKind.DRAWER, ref=receipt.key, who=back.who))
        self._add(self._job(JobKind.RETURN, return_slip(receipt, back, self.sign), receipt.key, who=back.who))

    def print_slip(self, kind: JobKind, slip: Slip, ref: str = "", *, reprint: bool = False, who: str = "") -> None:
        """Print any slip on the receipt printer, such as an X or Z report. Refused: no_printer."""
        self._add(self._job(kind, slip, ref, reprint=reprint, who=who))

    def pulse_drawer(self, reason: str, who: str = "", ref: str = "") -> None:
        """Open the drawer now; `services.day` says when that may be, and journals it. Refused: no_drawer."""
        if not self.has_drawer:
            raise Refused("no_drawer")
        self._add(NewJob(RECEIPTS, JobKind.DRAWER, reason=reason, ref=ref, who=who))

    def answer(self, job: PrintJob, *, printed: bool) -> bool:
        """A person says whether an unknown job was printed. If not, it is printed once more, marked 再発行, since the first one
        may lie somewhere. False where it was answered already."""
        again = None
        if not printed:
            again = replace(job.job, slip=self._marked(job.job), reprint=True)
        done = self._queue.answer(job.id, self._now(), again)
        self.wake()
        self._changed()
        return done

    # -- what there is to know ---------------------------------------------------------------------------------------------

    @property
    def sign(self) -> ShopSign:
        """Return the shop's name, registration number, footer and language as printed on every slip."""
        from pos_assist.devices.receipt_slip import shop_sign  # noqa: PLC0415 — lazy: as above

        return shop_sign(self._catalog.settings(), self._storage.path.stem)

    @property
    def has_printer(self) -> bool:
        """Whether a receipt printer is set up."""
        return self.config(RECEIPTS) is not None

    @property
    def has_drawer(self) -> bool:
        """Whether a drawer hangs on it."""
        config = self.config(RECEIPTS)
        return config is not None and bool(config.drawer_pin)

    @property
    def by_itself(self) -> bool:
        """Whether every sale has its receipt printed."""
        return self.has_printer and self._catalog.setting(PRINT_RECEIPT) is Printed.ALWAYS

    def slip_of(self, receipt: Receipt, *, reprint: bool = False, made_out: MadeOut | None = None) -> Slip:
        """A receipt as it is printed."""
        from pos_assist.devices.receipt_slip import receipt_slip  # noqa: PLC0415 — lazy: as above

        return receipt_slip(receipt, self.sign, reprint=reprint, made_out=made_out)

    def open_jobs(self) -> list[PrintJob]:
        """Return the jobs that wait, are being sent, or whose outcome is unknown."""
        return self._queue.open_jobs()

    def reprints(self, after: int, begin: datetime | None) -> int:
        """How often something was printed again after that job and, where it is given, from that moment on."""
        return self._queue.reprints(after, begin)

    def newest_job(self) -> int:
        """The number of the newest job; 0 where there is none."""
        return self._queue.newest()

    def state(self) -> PrintingState:
        """How the printers are, and what waits."""
        troubles = [(device, worker.trouble) for device, worker in self._workers.items() if worker.trouble]
        return PrintingState(tuple(troubles), self._queue.waiting(), tuple(self._queue.unknown()))

    def printer_state(self, device: str = RECEIPTS) -> PrinterState | None:
        """Ask a printer how it is, here and now; None where there is none."""
        from pos_assist.devices.printer import printer_state  # noqa: PLC0415 — lazy: as above

        config = self.config(device)
        return printer_state(config.where) if config else None

    def config(self, device: str) -> DeviceConfig | None:
        """How a printer is reached, as the settings say now; None: there is none, or its address is none."""
        get = self._catalog.setting
        kitchen = device == KITCHEN_SLIPS
        written = get(KITCHEN if kitchen else PRINTER)
        if not written:
            return None
        try:
            where = address(written)
        except Problem:
            return None
        if kitchen:
            return DeviceConfig(where, DOTS[get(KITCHEN_PAPER)], answers=get(KITCHEN_ANSWERS))
        return DeviceConfig(
            where,
            DOTS[get(PAPER)],
            get(PRINT_MODE) is PrintMode.TEXT,
            get(PRINTER_ANSWERS),
            get(CUT),
            int(get(DRAWER) or 0),
            get(DRAWER_PULSE),
        )

    def display(self) -> tuple[Address, PoleKind] | None:
        """Where the customer's display of two lines is, and its language; None: there is none, or its address is none."""
        written = self._catalog.setting(POLE)
        try:
            return (address(written), self._catalog.setting(POLE_KIND)) if written else None
        except Problem:
            return None

    # -- inside ------------------------------------------------------------------------------------------------------------

    def _jobs_of_sale(self, receipt: Receipt) -> list[NewJob]:
        jobs = []
        if self.has_drawer and any(x.kind is TenderKind.CASH for x in receipt.tenders):
            jobs.append(NewJob(RECEIPTS, JobKind.DRAWER, ref=receipt.key))
        if self.by_itself:
            jobs.append(self._job(JobKind.RECEIPT, self.slip_of(receipt), receipt.key))
        if self.config(KITCHEN_SLIPS) is not None:
            from pos_assist.devices.receipt_slip import kitchen_slip  # noqa: PLC0415 — lazy: as above

            slip = kitchen_slip(receipt, self.sign)
            jobs.append(NewJob(KITCHEN_SLIPS, JobKind.KITCHEN, slip.title, dumps(slip), receipt.key))
        return jobs

    def _job(
        self, kind: JobKind, slip: Slip, ref: str, *, reprint: bool = False, reason: str = "", who: str = ""
    ) -> NewJob:
        if not self.has_printer:
            raise Refused("no_printer")
        return NewJob(RECEIPTS, kind, slip.title, dumps(slip), ref, reprint, reason, who)

    def _marked(self, job: NewJob) -> str:
        """Its slip, marked as printed once more."""
        from pos_assist.devices.slip import Slip, centered  # noqa: PLC0415 — lazy: as above
        from pos_assist.i18n.translate import Speaker  # noqa: PLC0415 — lazy: as above

        if job.reprint:
            return job.slip
        slip = loads(Slip, job.slip)
        mark = centered(Speaker(self.sign.language).tr("REPRINT"), size=2, bold=True)
        return dumps(replace(slip, blocks=(mark, *slip.blocks)))

    def _add(self, job: NewJob) -> None:
        self._queue.add(job, self._now())
        self.wake()

    def _changed(self) -> None:
        self.on_change()


_MADE_OUT = "made_out"  # the reason of a job that is a 領収書
