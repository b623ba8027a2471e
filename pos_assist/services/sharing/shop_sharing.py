"""A till and its shared folder, as screens and commands use them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from pos_assist.domain.problems import EnvironmentProblem, Problem
from pos_assist.services.management.pack_exchange import PackPreview
from pos_assist.services.sharing.collecting import Collected, collect
from pos_assist.services.sharing.publishing import Published
from pos_assist.services.sharing.share_round import give
from pos_assist.services.sharing.share_status import ShareStatus, share_status
from pos_assist.services.sharing.shared_packs import (
    BY_PACK,
    Waiting,
    find_packs,
    our_record,
    pick,
    record_of,
    take_shared_pack,
)
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage
from pos_assist.storage.packs_taken import ConflictRow

__all__ = ["Brought", "ConflictRow", "ShopSharing"]


_EVERY = 1_000_000  # files


@dataclass(slots=True)
class Brought:
    """What a till took in: sales, packs, records that a person must pick between. `unknown`: packs whose maker nobody has vouched
    for here."""

    sales: Collected
    packs: int = 0
    conflicts: int = 0
    unknown: list[PackPreview] = field(default_factory=list)
    troubles: list[Problem] = field(default_factory=list)


class ShopSharing:
    """What a person may ask of the shared folder. Everything may take as long as the folder takes: for a worker, or a terminal."""

    def __init__(self, storage: Storage, shared: SharedShop, now: Callable[[], datetime]) -> None:
        self.shared = shared
        self._storage = storage
        self._now = now

    def give(self) -> Published:
        """Our sales and edits into the folder; every file of ours there is read back. Raises EnvironmentProblem."""
        return give(self._storage, self.shared, self._now(), look_at=_EVERY)

    def exchange(self) -> Brought:
        """Give, then take; what could not be given (the folder is full, or read-only) is among the troubles. Raises
        EnvironmentProblem."""
        try:
            trouble = self.give().held_back
        except EnvironmentProblem as problem:
            trouble = problem
        brought = self.bring()
        if trouble:
            brought.troubles.insert(0, trouble)
        return brought

    def bring(self, who: str = BY_PACK, *, trust: bool = False, keys: Collection[str] = ()) -> Brought:
        """The others' sales and packs out of it. `trust`: `who` vouches for every maker that is new here; `keys`: for these public
        keys alone, also of a maker that had another key until now. Raises EnvironmentProblem; what cannot be taken is in
        the answer."""

        def vouched(preview: PackPreview) -> bool:
            return preview.pack.key in keys or (trust and preview.trust == "unknown")

        brought = Brought(collect(self._storage, self.shared))
        taken: set[tuple[str, int]] = set()
        refused: list[Problem] = []
        while preview := self._next(brought, taken, vouched):
            taken.add((preview.pack.shop, preview.pack.serial))
            try:
                brought.conflicts += len(
                    take_shared_pack(self._storage, preview, self._now(), who, trust=vouched(preview))
                )
                brought.packs += 1
            except Problem as problem:
                refused.append(problem)
        brought.troubles += [*brought.sales.troubles, *refused]
        return brought

    def status(self) -> ShareStatus:
        """How the folder and its tills are; an unreachable folder is told of, not raised."""
        return share_status(self._storage, self.shared, self._now())

    def sides(self, row: ConflictRow) -> tuple[object, object]:
        """(ours, theirs) of a record that both sides edited: domain values, of a setting its text, None where there is none."""
        return our_record(self._storage, row), record_of(row.kind, row.theirs)

    def pick(self, row: ConflictRow, side: str, who: str) -> None:
        """Settle such a record: «ours» or «theirs», for every till."""
        pick(self._storage, row, side, who, self._now())

    def _next(
        self, brought: Brought, taken: set[tuple[str, int]], vouched: Callable[[PackPreview], bool]
    ) -> PackPreview | None:
        waiting: Waiting = find_packs(self._storage, self.shared)
        brought.unknown = [x for x in waiting.unknown if not vouched(x)]
        brought.troubles = [*waiting.troubles]
        packs = [*waiting.ready, *(x for x in waiting.unknown if vouched(x))]
        return next((x for x in packs if (x.pack.shop, x.pack.serial) not in taken), None)
