"""One round of a till with the shared folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pos_assist.services.management.pack_exchange import Look
from pos_assist.services.sharing.collecting import Collected, collect
from pos_assist.services.sharing.publishing import Published, publish, waiting
from pos_assist.services.sharing.share_status import leave_note
from pos_assist.services.sharing.shared_packs import look_for_packs, publish_pack
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage

ENOUGH = 400  # sales that are worth a file of their own; fewer wait for the day's end, or for the program's


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did, and the packs that may be taken between two orders."""

    published: Published
    collected: Collected
    packs: list[Look]


def give(storage: Storage, shared: SharedShop, at: datetime, *, whole: bool = True) -> Published:
    """Our sales (few of them only where it is to be `whole`), our edits, and a note that we were here, into the folder. Raises
    EnvironmentProblem."""
    done = publish(storage, shared) if whole or waiting(storage) >= ENOUGH else Published()
    publish_pack(storage, shared, at)
    leave_note(storage, shared, at)
    return done


def make_round(storage: Storage, shared: SharedShop, at: datetime, *, whole: bool = True) -> Round:
    """Give ours, take in what the others sold, look for packs. Raises EnvironmentProblem."""
    done = give(storage, shared, at, whole=whole)
    return Round(done, collect(storage, shared), look_for_packs(storage, shared).ready)
