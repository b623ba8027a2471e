"""A till and its shared folder, as screens and commands use them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from pos_assist.domain.problems import Problem
from pos_assist.services.management.pack_exchange import Look
from pos_assist.services.sharing.collecting import Collected, collect
from pos_assist.services.sharing.publishing import Published
from pos_assist.services.sharing.share_round import give
from pos_assist.services.sharing.share_status import ShareStatus, share_status
from pos_assist.services.sharing.shared_packs import (
    BY_PACK,
    Waiting,
    look_for_packs,
    our_record,
    pick,
    record_of,
    take_shared_pack,
)
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage
from pos_assist.storage.sharing import ConflictRow

__all__ = ["Brought", "ConflictRow", "ShopSharing"]


@dataclass(slots=True)
class Brought:
    """What a till took in: sales, packs, records that a person must pick between. `unknown`: packs whose maker nobody has vouched
    for here."""

    sales: Collected
    packs: int = 0
    conflicts: int = 0
    unknown: list[Look] = field(default_factory=list)
    troubles: list[Problem] = field(default_factory=list)


class ShopSharing:
    """What a person may ask of the shared folder. Everything may take as long as the folder takes: for a worker, or a terminal."""

    def __init__(self, storage: Storage, shared: SharedShop, now: Callable[[], datetime]) -> None:
        self.shared = shared
        self._storage = storage
        self._now = now

    def give(self) -> Published:
        """Our sales and edits into the folder. Raises EnvironmentProblem."""
        return give(self._storage, self.shared, self._now())

    def bring(self, who: str = BY_PACK, *, trust: bool = False) -> Brought:
        """The others' sales and packs out of it; `trust`: `who` vouches for the makers that are not known here. Raises
        EnvironmentProblem; what cannot be taken is in the answer."""
        brought = Brought(collect(self._storage, self.shared))
        taken: set[tuple[str, int]] = set()
        refused: list[Problem] = []
        while look := self._next(brought, taken, trust=trust):
            taken.add((look.pack.shop, look.pack.serial))
            try:
                brought.conflicts += len(take_shared_pack(self._storage, look, self._now(), who, trust=trust))
                brought.packs += 1
            except Problem as problem:
                refused.append(problem)
        brought.troubles += [*brought.sales.troubles, *refused]
        return brought

    def status(self) -> ShareStatus:
        """How the folder and its tills are; an unreachable folder is told of, not raised."""
        return share_status(self._storage, self.shared)

    def sides(self, row: ConflictRow) -> tuple[object, object]:
        """(ours, theirs) of a record that both sides edited: domain values, of a setting its text, None where there is none."""
        return our_record(self._storage, row), record_of(row.kind, row.theirs)

    def pick(self, row: ConflictRow, side: str, who: str) -> None:
        """Settle such a record: «ours» or «theirs», for every till."""
        pick(self._storage, row, side, who, self._now())

    def _next(self, brought: Brought, taken: set[tuple[str, int]], *, trust: bool) -> Look | None:
        waiting: Waiting = look_for_packs(self._storage, self.shared)
        brought.unknown = [] if trust else waiting.unknown
        brought.troubles = [*waiting.troubles]
        packs = [*waiting.ready, *(waiting.unknown if trust else ())]
        return next((x for x in packs if (x.pack.shop, x.pack.serial) not in taken), None)
