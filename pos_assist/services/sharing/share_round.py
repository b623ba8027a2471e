"""One round of a till with the shared folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.exchange.shared_folder.files import require_folder
from pos_assist.services.management.pack_exchange import PackPreview
from pos_assist.services.sharing.collecting import Collected, collect
from pos_assist.services.sharing.publishing import LOOKED_AT, Published, publish, waiting
from pos_assist.services.sharing.share_status import leave_note
from pos_assist.services.sharing.shared_packs import find_packs, publish_pack
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage

ENOUGH = 400  # sales that are worth a file of their own; fewer wait for the day's end, or for the program's


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did, and the packs that may be taken between two orders. `trouble`: why nothing, or not all, could be given."""

    published: Published
    collected: Collected
    packs: list[PackPreview]
    trouble: EnvironmentProblem | None = None


def give(
    storage: Storage, shared: SharedShop, at: datetime, *, whole: bool = True, look_at: int = LOOKED_AT
) -> Published:
    """Our sales (few of them only where it is to be `whole`), our edits, and a note that we were here, into the folder; `look_at` files
    of ours are read back. Raises EnvironmentProblem."""
    done = publish(storage, shared, look_at, new=whole or waiting(storage) >= ENOUGH)
    publish_pack(storage, shared, at)
    leave_note(storage, shared, at)
    return done


def make_round(storage: Storage, shared: SharedShop, at: datetime, *, whole: bool = True) -> Round:
    """Give ours, take in what the others sold, look for packs. A folder that is full or read-only is still taken from. Raises
    EnvironmentProblem."""
    require_folder(shared.folder)
    done, trouble = Published(), None
    try:
        done = give(storage, shared, at, whole=whole)
        trouble = done.held_back
    except EnvironmentProblem as problem:
        trouble = problem
    return Round(done, collect(storage, shared), find_packs(storage, shared).ready, trouble)
