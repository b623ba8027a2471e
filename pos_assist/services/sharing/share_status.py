"""How the shared folder is: which tills there are, what is missing, what waits for a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pos_assist.domain.problems import EnvironmentProblem, Problem
from pos_assist.exchange.shared_folder.chain_data import TrialResult
from pos_assist.exchange.shared_folder.files import require_folder
from pos_assist.exchange.shared_folder.pack_files import pack_names
from pos_assist.exchange.shared_folder.sales_files import SalesName, missing, sales_names
from pos_assist.exchange.shared_folder.till_notes import TillNote, put_note, read_notes
from pos_assist.services.sharing.publishing import imported_given, waiting
from pos_assist.services.sharing.shared_packs import Waiting, find_packs
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage
from pos_assist.storage.packs_taken import ConflictRow, PackRow
from pos_assist.system.version import version

SKEW = 300  # seconds from which a clock is told of


@dataclass(frozen=True, slots=True)
class PublishedTill:
    """One till as the folder shows it. `missing`: spans of numbers that no file has; `skew`: seconds that its clock is ahead, where
    that is worth telling; `behind`: makers whose newest pack it does not work with."""

    till: str
    life: str
    ours: bool
    last_seen: datetime | None
    receipts: int
    missing: tuple[tuple[int, int], ...]
    skew: int
    behind: tuple[str, ...]
    version: str = ""


@dataclass(frozen=True, slots=True)
class ShareStatus:
    """The whole of it. `reachable`: whether the folder is there now."""

    shared: SharedShop
    reachable: bool
    waiting: int  # sales of ours that no file has yet
    tills: tuple[PublishedTill, ...]
    set_aside: tuple[tuple[str, str], ...]  # (file, code of the problem)
    packs: tuple[PackRow, ...]
    pending: Waiting
    conflicts: tuple[ConflictRow, ...]
    last_round: str = ""
    trouble: Problem | None = None
    imported: int = 0  # past receipts out of files that were given, for headquarters alone
    trials: tuple[TrialResult, ...] = ()  # over all shops, as headquarters last told

    @property
    def same_number(self) -> tuple[str, ...]:
        """Numbers that two tills have, both of which were here lately."""
        seen = [x.till for x in self.tills if x.last_seen]
        return tuple(sorted({x for x in seen if seen.count(x) > 1}))


def share_status(storage: Storage, shared: SharedShop, at: datetime) -> ShareStatus:
    """Look at the folder; nothing is written. An unreachable folder is told of, not raised."""
    sharing, taken = storage.sharing, storage.packs_taken
    set_aside = tuple((x.name, x.trouble) for x in sharing.files().values() if x.trouble)
    status = ShareStatus(
        shared, False, waiting(storage), _known_tills(storage), set_aside, tuple(taken.packs()), Waiting(),
        tuple(taken.conflicts()), str(sharing.state().get("at", "")), None, imported_given(storage), _trials(taken.chain("trials")),
    )  # fmt: skip
    try:
        require_folder(shared.folder)
        there = sales_names(shared.sales)
        notes = {x.life: x for x in read_notes(shared.notes)}
        tills = _tills(storage, shared, notes, there, at)
        pending = find_packs(storage, shared)
    except EnvironmentProblem as problem:
        return replace(status, trouble=problem)
    names = {x.text for x in there}
    set_aside = tuple(x for x in set_aside if x[0] in names)  # one that is gone is no trouble any more
    return replace(status, reachable=True, tills=tills, set_aside=set_aside, pending=pending)


def _trials(data: bytes | None) -> tuple[TrialResult, ...]:
    return tuple(TrialResult(*x) for x in json.loads(data)) if data else ()


def leave_note(storage: Storage, shared: SharedShop, at: datetime) -> None:
    """Tell the others that this till is here, how far it is and what it works with. Raises EnvironmentProblem."""
    state = storage.sharing.state()
    number = int(str(state.get("note", 0))) + 1
    span = storage.sharing.spans()[-1]
    packs = {x.shop: x.serial for x in storage.peers.peers()}
    packs[storage.peers.shop()] = storage.peers.serial()
    put_note(
        shared.notes, TillNote(shared.till, span.life, number, at, storage.sharing.newest(), packs, str(version()))
    )
    storage.sharing.note({"note": number, "at": at.isoformat(" ", "seconds")})


def _tills(
    storage: Storage, shared: SharedShop, notes: dict[str, TillNote], there: list[SalesName], at: datetime
) -> tuple[PublishedTill, ...]:
    files: dict[str, list[SalesName]] = {}
    for name in there:
        files.setdefault(name.life, []).append(name)
    gaps = missing(shared.sales, there)
    newest: dict[str, int] = {}
    for folder in (shared.packs, shared.chain_packs):
        for pack in pack_names(folder):
            newest[pack.maker] = max(newest.get(pack.maker, 0), pack.serial)
    counts = {life: (till, n, at) for till, life, _, n, at in storage.sharing.lives()}
    spans = storage.sharing.spans()
    own = {x.life for x in spans}
    found = []
    for life in sorted({*files, *notes, spans[-1].life}):
        note = notes.get(life)
        till, n, _ = counts.get(life, (files[life][0].till if life in files else shared.till, 0, None))
        behind = tuple(maker for maker, serial in sorted(newest.items()) if note and note.packs.get(maker, 0) < serial)
        skew = _skew(note, at) if note and life not in own else int(note.skew or 0) if note else 0
        found.append(
            PublishedTill(
                note.till if note else till,
                life,
                life in own,
                note.at if note else None,
                storage.sharing.own_sales() if life == spans[-1].life else n,
                tuple(gaps.get(life, ())),
                skew if abs(skew) >= SKEW else 0,
                behind,
                note.version if note else "",
            )
        )
    return tuple(sorted(_newest_lives(found), key=lambda x: (x.till, x.last_seen or datetime.min)))


def _newest_lives(found: list[PublishedTill]) -> Iterator[PublishedTill]:
    """One row a till: what it had under earlier lives goes with its newest. Two that were both here within a day are two tills
    of one name, and are shown as such."""
    for till in {x.till for x in found}:
        rows = sorted((x for x in found if x.till == till), key=lambda x: (x.last_seen or datetime.min, x.ours))
        newest = rows[-1]
        for earlier in rows[:-1]:
            seen = earlier.last_seen
            if seen and newest.last_seen and newest.last_seen - seen < timedelta(days=1) and not earlier.ours:
                yield earlier
            else:
                receipts = newest.receipts + (0 if newest.ours else earlier.receipts)
                newest = replace(newest, receipts=receipts, missing=(*earlier.missing, *newest.missing))
        yield newest


def _known_tills(storage: Storage) -> tuple[PublishedTill, ...]:
    return tuple(PublishedTill(till, life, False, at, n, (), 0, ()) for till, life, _, n, at in storage.sharing.lives())


def _skew(note: TillNote, at: datetime) -> int:
    """Seconds that another till's clock is ahead: against the folder's clock, or, where a program copies the folder with the
    times that files had, against ours; nobody can have written what is still to come."""
    ahead = int((note.at - at).total_seconds())
    return max(ahead, int(note.skew or 0)) if ahead >= SKEW else int(note.skew or 0)
