"""What waits to be printed, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobKind(StrEnum):
    """What a job prints, or does with the printer."""

    RECEIPT = "receipt"
    RETURN = "return"
    REPORT = "report"  # X and Z, cash in and out
    KITCHEN = "kitchen"
    TEST = "test"
    DRAWER = "drawer"  # a pulse that opens the drawer; nothing is printed


class JobState(StrEnum):
    """The state of a job in the queue."""

    QUEUED = "queued"
    SENDING = "sending"
    CONFIRMED = "confirmed"  # the printer said that all of it was printed, or a person did
    SENT = "sent"  # given to a device that says nothing
    UNKNOWN = "unknown"  # it may be printed, in part or whole, or not: a person is asked
    EXPIRED = "expired"  # it will not be printed any more


OPEN = (JobState.QUEUED, JobState.SENDING, JobState.UNKNOWN)


class Trouble(StrEnum):
    """Why a device does not print now."""

    NONE = ""
    NO_PAPER = "no_paper"
    COVER = "cover"
    OFFLINE = "offline"  # it answers, and says that it is not ready
    NO_ANSWER = "no_answer"  # refused, unreachable, mute
    INTERRUPTED = "interrupted"  # it, or this program, stopped while a slip was being sent
    NEAR_END = "near_end"  # it prints, and the paper is almost at its end


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job as it is asked for. `device` is the name of the setting that says where it is reached («printer», «kitchen»)."""

    device: str
    kind: JobKind
    title: str = ""  # what a person calls it, such as «#123»
    slip: str = ""  # a `devices.slip.Slip` as JSON; empty: nothing is printed
    ref: str = ""  # key of its receipt, number of its Z …
    reprint: bool = False
    reason: str = ""  # of a drawer opened without a sale
    who: str = ""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A job as it is kept."""

    id: int
    at: datetime
    job: NewJob
    state: JobState
    trouble: Trouble = Trouble.NONE
