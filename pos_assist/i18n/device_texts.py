"""The messages about printers that a cashier sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pos_assist.domain.marking import N_
from pos_assist.domain.print_jobs import JobKind, JobState, NewJob, PrintJob, Trouble
from pos_assist.i18n.translate import tr, trn

TROUBLES: Mapping[Trouble, str] = {
    Trouble.NONE: N_("ready"),
    Trouble.NO_PAPER: N_("out of paper"),
    Trouble.COVER: N_("cover open"),
    Trouble.OFFLINE: N_("not ready"),
    Trouble.NO_ANSWER: N_("no answer"),
    Trouble.INTERRUPTED: N_("broken off"),
    Trouble.NEAR_END: N_("paper almost at its end"),
}
DEVICES: Mapping[str, str] = {"printer": N_("Receipt printer"), "kitchen": N_("Kitchen printer")}
KINDS: Mapping[JobKind, str] = {
    JobKind.RECEIPT: N_("Receipt {title}"),
    JobKind.RETURN: N_("{title}"),
    JobKind.REPORT: N_("Report {title}"),
    JobKind.KITCHEN: N_("Kitchen slip {title}"),
    JobKind.TEST: N_("Test print"),
    JobKind.DRAWER: N_("Drawer"),
}


STATES: Mapping[JobState, str] = {
    JobState.QUEUED: N_("waits"),
    JobState.SENDING: N_("is being sent"),
    JobState.CONFIRMED: N_("printed"),
    JobState.SENT: N_("sent; the device does not say whether it was printed"),
    JobState.UNKNOWN: N_("nobody knows whether it was printed"),
    JobState.EXPIRED: N_("will not be printed any more"),
}


class State(Protocol):
    """The state of printing, as `services.printing` has it."""

    @property
    def troubles(self) -> tuple[tuple[str, Trouble], ...]:
        """(device, why it does not print now)."""

    @property
    def waiting(self) -> int:
        """The number of jobs that wait."""

    @property
    def unknown(self) -> tuple[PrintJob, ...]:
        """Jobs of which somebody must say whether they were printed."""


def device_words(device: str) -> str:
    """Return the name of a device."""
    return tr(DEVICES.get(device, device))


def trouble_words(device: str, trouble: Trouble) -> str:
    """Return a sentence about the trouble of a device."""
    return tr("{device}: {how}", device=device_words(device), how=tr(TROUBLES[trouble]))


def state_words(state: JobState, trouble: Trouble = Trouble.NONE) -> str:
    """Return the state of a job in words, with its trouble."""
    return tr(STATES[state]) + (f" ({tr(TROUBLES[trouble])})" if trouble else "")


def job_words(job: NewJob) -> str:
    """Return the name of a job."""
    return tr(KINDS[job.kind], title=job.title)


def devices_words(state: State) -> str:
    """All that a cashier has to know, in one line; empty where there is nothing. The sale is done whatever it says."""
    parts = [trouble_words(device, trouble) for device, trouble in state.troubles]
    if state.troubles and state.waiting:
        parts.append(trn("{n} slip waits", "{n} slips wait", state.waiting))
    if state.unknown:
        parts.append(tr("Was {what} printed? (Printers…)", what=job_words(state.unknown[0].job)))
    return "   ".join(parts)
