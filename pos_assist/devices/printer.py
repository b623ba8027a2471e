"""One job on one printer, from the first question to its confirmation.

connect → how is it? → blocked: nothing is sent, the job waits → bands, each within a limit, asking between them → cut →
«is all of it printed?» → confirmed. What ends in between ends as unknown: the paper may show all of it, a part, or nothing,
and only a person can tell.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pos_assist.devices.address import Address
from pos_assist.devices.escpos import ASK_PRINTED, STATUS, drawer_pulse, drawer_pulse_now, is_status, trouble_of
from pos_assist.devices.transport import DeviceError, Transport, connected
from pos_assist.domain.print_jobs import JobState, Trouble

STATUS_SECONDS, WRITE_SECONDS, CONFIRM_SECONDS, LOOK_AGAIN = 1.0, 5.0, 10.0, 0.5
BLOCKED = frozenset((Trouble.NO_PAPER, Trouble.COVER, Trouble.OFFLINE, Trouble.NO_ANSWER))


@dataclass(frozen=True, slots=True)
class PrinterState:
    """How a printer is. `first`: the first answer, with the drawer's line in it; None where it said nothing."""

    trouble: Trouble
    first: int | None = None


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """The result of sending a job: CONFIRMED, SENT (the device does not answer), UNKNOWN, or QUEUED: nothing was
    sent."""

    state: JobState
    trouble: Trouble = Trouble.NONE


class Patience:
    """How long a job may wait for paper in its middle: until `over` is set. `tell` hears of what it waits for; `wait` waits
    for so many seconds, or less."""

    def __init__(
        self, tell: Callable[[Trouble], None] = lambda _: None, wait: Callable[[float], object] = time.sleep
    ) -> None:
        self.over = False
        self.tell = tell
        self.wait = wait


def printer_state(where: Address) -> PrinterState:
    """How the printer is now. A device that only listens is NONE."""
    try:
        with connected(where) as device:
            return status(device) if device.answers else PrinterState(Trouble.NONE)
    except DeviceError:
        return PrinterState(Trouble.NO_ANSWER)


def status(device: Transport) -> PrinterState:
    """Ask an open device. Raises DeviceError where it has gone."""
    device.forget()
    answers = []
    for question in STATUS:
        answer = _status_byte(device, question)
        if answer is None:
            return PrinterState(Trouble.NO_ANSWER)
        answers.append(answer)
    return PrinterState(trouble_of(answers), answers[0])


def print_job(
    where: Address,
    pieces: Iterable[bytes],
    *,
    answers: bool = True,
    patience: Patience | None = None,
    begin: Callable[[], bool] = lambda: True,
) -> SendOutcome:
    """Print. `pieces`: the job's bytes; between them the printer may be asked how it is. `answers`: whether it says anything;
    of one that does not the best that can be known is SENT. `begin` is asked before the first byte: False, and nothing is
    sent, which is EXPIRED."""
    patience = patience or Patience()
    try:
        with connected(where) as device:
            hears = answers and device.answers
            trouble = status(device).trouble if hears else Trouble.NONE
            if trouble in BLOCKED:
                return SendOutcome(JobState.QUEUED, trouble)
            if not begin():
                return SendOutcome(JobState.EXPIRED)
            return _send(device, pieces, patience) if hears else _send_blindly(device, pieces)
    except DeviceError:
        return SendOutcome(JobState.QUEUED, Trouble.NO_ANSWER)


def open_drawer(where: Address, pin: int, milliseconds: int, *, answers: bool) -> SendOutcome:
    """A pulse for the drawer; in real time where the printer is out of paper or open, else in its turn."""
    try:
        with connected(where) as device:
            now = answers and device.answers and status(device).trouble in BLOCKED
            pulse = drawer_pulse_now if now else drawer_pulse
            device.send(pulse(pin, milliseconds), WRITE_SECONDS)
            return SendOutcome(JobState.SENT)
    except DeviceError:
        return SendOutcome(JobState.QUEUED, Trouble.NO_ANSWER)


def _send_blindly(device: Transport, pieces: Iterable[bytes]) -> SendOutcome:
    for i, piece in enumerate(pieces):
        try:
            device.send(piece, WRITE_SECONDS)
        except DeviceError as error:
            return _broken_off(i, error)
    return SendOutcome(JobState.SENT)


def _send(device: Transport, pieces: Iterable[bytes], patience: Patience) -> SendOutcome:
    i = 0
    try:
        for i, piece in enumerate(pieces):
            if i > 1 and not _ready_again(device, patience):
                return SendOutcome(JobState.UNKNOWN, Trouble.INTERRUPTED)
            device.send(piece, WRITE_SECONDS)
        device.forget()
        device.send(ASK_PRINTED, WRITE_SECONDS)
        return _confirmed(device, patience)
    except DeviceError as error:
        return _broken_off(i, error)


def _broken_off(piece: int, error: DeviceError) -> SendOutcome:
    """The first piece of a job prints nothing; where the device took none of the second one either, nothing is printed."""
    if piece == 0 or (piece == 1 and not error.sent):
        return SendOutcome(JobState.QUEUED, Trouble.NO_ANSWER)
    return SendOutcome(JobState.UNKNOWN, Trouble.INTERRUPTED)


def _ready_again(device: Transport, patience: Patience) -> bool:
    """Between two bands: wait while there is no paper or the cover is open; the rest follows on the same connection."""
    while True:
        now = status(device).trouble
        if now not in BLOCKED:
            patience.tell(now)
            return True
        patience.tell(now)
        if patience.over or now is Trouble.NO_ANSWER:
            return False
        patience.wait(LOOK_AGAIN)


def _confirmed(device: Transport, patience: Patience) -> SendOutcome:
    """Wait for the answer that comes when the last row is printed: 10 s, longer only while the printer says why it waits."""
    left = CONFIRM_SECONDS
    while left > 0:
        answer = device.listen(1, LOOK_AGAIN)
        if answer and not is_status(answer[0]):  # bits of a picture may look like a question to the printer
            near_end = bool(answer[0] & 0x03)
            return SendOutcome(JobState.CONFIRMED, Trouble.NEAR_END if near_end else Trouble.NONE)
        if patience.over:
            break
        now = _paper_status(device)
        if isinstance(now, SendOutcome):
            return now
        patience.tell(now)
        left = CONFIRM_SECONDS if now in (Trouble.NO_PAPER, Trouble.COVER) else left - LOOK_AGAIN
    return SendOutcome(JobState.UNKNOWN, Trouble.INTERRUPTED)


def _paper_status(device: Transport) -> Trouble | SendOutcome:
    """Why the printer waits; its confirmation may come between the answers, and is known by its form."""
    answers: list[int] = []
    for question in STATUS:
        device.send(question, STATUS_SECONDS)
        while True:
            said = device.listen(1, STATUS_SECONDS)
            if not said:
                return Trouble.NO_ANSWER
            if is_status(said[0]):
                answers.append(said[0])
                break
            return SendOutcome(JobState.CONFIRMED, Trouble.NEAR_END if said[0] & 0x03 else Trouble.NONE)
    return trouble_of(answers)


def _status_byte(device: Transport, question: bytes) -> int | None:
    """One answer; what is no status (a late confirmation, an automatic report) is passed over."""
    device.send(question, STATUS_SECONDS)
    for _ in range(8):
        said = device.listen(1, STATUS_SECONDS)
        if not said:
            return None
        if is_status(said[0]):
            return said[0]
    return None
