"""Catalogs on their way: our edits as a pack in the shared folder, the others' taken over between two orders.

A pack is looked at beside the sales; taking it is one transaction of what differs. What was changed here and there is not taken:
both are kept side by side until a person picks, and ours stays in force.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pos_assist.domain.catalog_change import Change, Edit, Peer
from pos_assist.domain.codec import decode, dumps, encode, loads_json
from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem, Refused
from pos_assist.domain.record_versions import Key, has_seen
from pos_assist.domain.settings import NAME
from pos_assist.exchange.packs import Pack, PackLabel, pack_bytes, portable, public_key
from pos_assist.exchange.shared_folder.chain_data import read_chain
from pos_assist.exchange.shared_folder.files import require_folder, whole_file
from pos_assist.exchange.shared_folder.pack_files import PackName, fetched_pack, pack_names, put_pack
from pos_assist.services.management import pack_exchange
from pos_assist.services.management.pack_exchange import BOTH, OURS, THEIRS, PackPreview, Side
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage
from pos_assist.storage.changes import RECORD_TYPES, whole
from pos_assist.storage.packs_taken import ConflictRow, PackRow
from pos_assist.storage.record_versions import BY_PACK as BROUGHT
from pos_assist.storage.record_versions import catalog_with_versions

BY_PACK = "(pack)"  # who made a change that came with a pack by itself
_LAST_OWN = "own_catalog"  # in what was noted: the sum of the catalog that we last published
_LAST_PACK = "own_pack"  # and the name of its file
_LOOKED_AT = "own_looked_at"  # the moment at which it was last compared with the folder's
_BY_THEIRS = "own_by_theirs"  # and whether a pack of another's said it all then


@dataclass(slots=True)
class Waiting:
    """Packs in the folder that this till has not: `ready` may be taken, `unknown` need a person's word first (their maker is new
    here, or signs with another key than until now)."""

    ready: list[PackPreview] = field(default_factory=list)
    unknown: list[PackPreview] = field(default_factory=list)
    troubles: list[Problem] = field(default_factory=list)


def publish_pack(storage: Storage, shared: SharedShop, at: datetime) -> PackName | None:
    """Our catalog as a pack, where it is none that the folder's readers have already; None where it is. Raises
    EnvironmentProblem."""
    require_folder(shared.folder)
    state = storage.sharing.state()
    if state.get(_LOOKED_AT) == _moment(storage) and (state.get(_BY_THEIRS) or _in_folder(storage, shared)):
        return None  # nothing was edited, taken or picked since: of a large catalog it takes a second to see that otherwise
    name = _new_pack(storage, shared, at)
    storage.sharing.note({_LOOKED_AT: _moment(storage), _BY_THEIRS: name is None and not _in_folder(storage, shared)})
    return name


def _moment(storage: Storage) -> list[int]:
    return [storage.catalog.version(), storage.changes.versions_kept()]


def _new_pack(storage: Storage, shared: SharedShop, at: datetime) -> PackName | None:
    peers = storage.peers
    newest = _newest_of_ours(storage, shared)
    with closing(storage.reader()) as connection:
        catalog, _, versions = catalog_with_versions(connection, newest)
    ours = _catalog_sum(catalog)
    if not versions.unpublished:
        if ours == storage.sharing.state().get(_LAST_OWN) and _in_folder(storage, shared):
            return None
        if any(_catalog_sum(x.catalog) == ours for x in peers.peers()):  # a pack of theirs says it all
            return None
    storage.changes.keep_versions(versions.text(), versions.kept)
    serial = peers.next_serial(after=max(newest, versions.number - 1))
    seed = peers.key()
    label = PackLabel(peers.shop(), storage.catalog.setting(NAME), serial, at, made_by="")
    peers.trust(public_key(seed), label.name, label.shop)
    data = pack_bytes(label, _without_marks(catalog), peers.peers(), seed, edits=versions.seen)
    name = put_pack(shared.packs, label.shop, serial, data)
    storage.sharing.note({_LAST_OWN: ours, _LAST_PACK: name.text})
    return name


def _newest_of_ours(storage: Storage, shared: SharedShop) -> int:
    return max((x.serial for x in pack_names(shared.packs) if x.maker == storage.peers.shop()), default=0)


def find_packs(storage: Storage, shared: SharedShop) -> Waiting:
    """The newest pack of each maker that has a higher number than the one in force here; nothing is written."""
    require_folder(shared.folder)
    found, ours = Waiting(), _newest_of_ours(storage, shared)
    for folder in (shared.chain_packs, shared.packs):
        newest: dict[str, list[PackName]] = {}
        for name in pack_names(folder):
            newest.setdefault(name.maker, []).append(name)
        for maker, names in newest.items():
            peer = storage.peers.peer(maker)
            if maker == storage.peers.shop():
                continue
            for name in reversed(names):  # the newest that is whole
                if peer and name.serial <= peer.serial:
                    break
                try:
                    preview = pack_exchange.preview_of(storage, fetched_pack(folder, name), Path(name.text), ours)
                except (BadInput, EnvironmentProblem, Refused) as problem:
                    found.troubles.append(problem)
                    continue
                if preview.trust == "unsigned":  # anybody who reaches the folder can have made it
                    found.troubles.append(Refused("pack_unsigned", file=name.text))
                    continue
                (found.ready if preview.trust == "known" else found.unknown).append(preview)
                break
    _hold_back(storage, [*found.ready, *found.unknown])
    return found


def take_shared_pack(
    storage: Storage, preview: PackPreview, at: datetime, who: str = BY_PACK, *, trust: bool = False
) -> list[Side]:
    """Take a pack over in one transaction; return the records that were changed on both sides, which stay as they are here until
    a person picks. Refused: catalog_changed (look at it again), pack_unknown and its like without `trust`, and what the
    catalog refuses; then nothing was taken."""
    pack = preview.pack
    left_open = preview.of(BOTH)
    open_keys = {(x.kind, x.key) for x in left_open}
    rows = [ConflictRow(x.kind, x.key, pack.shop, pack.name, dumps(x.theirs)) for x in left_open]
    chain = _chain_values(pack) if pack.chain else {}

    def write() -> None:
        made = pack_exchange.take_pack(storage, preview, who, at, {}, trust=trust)
        for row in storage.packs_taken.conflicts():  # between others: this maker has seen both, and says what holds
            if (row.kind, row.key) not in open_keys and _settled(storage, preview, row):
                storage.packs_taken.settle(row.kind, row.key, row.maker)
        storage.packs_taken.put_conflicts(pack.shop, rows)
        storage.packs_taken.put_pack(PackRow(pack.shop, pack.serial, pack.name, at.isoformat(" ", "seconds"), made))
        if pack.chain:
            storage.packs_taken.put_chain(chain)

    storage.together(write)
    return left_open


def _settled(storage: Storage, preview: PackPreview, row: ConflictRow) -> bool:
    """Whether the pack comes from somebody who had seen the other side of what is left open with a third."""
    seen = preview.versions.open_of(row.maker, (row.kind, row.key))
    if seen:
        return has_seen(preview.seen_there((row.kind, row.key)), seen)
    base, peer = preview.pack.bases.get(row.maker), storage.peers.peer(row.maker)
    return base is not None and peer is not None and base[0] >= peer.serial


def _chain_values(pack: Pack) -> dict[str, bytes]:
    """What a till keeps of headquarters' counts. Raises BadInput where they are of no form known here."""
    data = read_chain(pack.chain)
    trials = json.dumps([[x.arm, x.orders, x.mean, x.error] for x in data.trials])
    return {"weights": data.weights, "trials": trials.encode(), "serial": str(pack.serial).encode()}


def pick(storage: Storage, row: ConflictRow, side: str, who: str, at: datetime) -> None:
    """A person has picked between our record and theirs (OURS, THEIRS). Either way it is settled for the others, too: they get it
    with our next pack. Refused: what the catalog refuses; catalog_changed."""
    key = (row.kind, row.key)
    theirs = record_of(row.kind, row.theirs)
    with closing(storage.reader()) as connection:
        catalog, version, versions = catalog_with_versions(connection)
    left_open = {x: seen for x, seen in versions.left_open.get(row.maker, {}).items() if x != key}
    picked = versions.edited(key, versions.open_of(row.maker, key)).with_open(row.maker, left_open)

    def write() -> None:
        if side == THEIRS:
            change = pack_exchange.change_of([Side(*key, None, pack_exchange.record_in(catalog, key), theirs)])
            storage.changes.write(Edit(change), who, at, BROUGHT, f"{row.name}: {row.key}", version)
        storage.changes.keep_versions(picked.text(), picked.kept)
        peer = storage.peers.peer(row.maker)
        if peer:
            known = pack_exchange.with_records(peer.catalog, {key: theirs})
            storage.peers.put(Peer(peer.shop, peer.serial, peer.ours, known))
        storage.packs_taken.settle(row.kind, row.key, row.maker)

    try:
        storage.together(write)
    finally:
        storage.catalog.forget()


def record_of(kind: str, text: str) -> Any:
    """A record as a conflict has it: a domain value, of a setting its text; None where it is removed there."""
    data = loads_json(text)
    return data if data is None or kind == "settings" else decode(RECORD_TYPES[kind], data)


def our_record(storage: Storage, row: ConflictRow) -> Any:
    """Our side of a conflict."""
    return pack_exchange.record_in(_catalog(storage), (row.kind, row.key))


def _catalog(storage: Storage) -> Change:
    with closing(storage.reader()) as connection:
        return whole(connection)[0]


def _hold_back(storage: Storage, previews: list[PackPreview]) -> None:
    """Two makers that had not seen each other's edits changed the same record: neither is taken, also where we changed nothing
    ourselves. Marks those records as changed on both sides."""
    rows = storage.packs_taken.conflicts()
    there = [{(x.kind, x.key): x for x in preview.sides} for preview in previews]
    newest = {x.shop: x.serial for x in storage.peers.peers()} | {x.pack.shop: x.pack.serial for x in previews}
    held: list[set[Key]] = []
    for preview in previews:
        against = set()
        for row in rows:
            key = (row.kind, row.key)
            known = preview.versions.open_of(row.maker, key)
            if not (has_seen(preview.seen_there(key), known) if known else _has_seen(preview, row.maker, newest)):
                against.add(key)
        for other, sides in zip(previews, there, strict=True):
            for x in preview.sides if other is not preview else ():
                key = (x.kind, x.key)
                side = sides.get(key)
                if (
                    side
                    and side.theirs != x.theirs
                    and other.changed(side) != OURS
                    and _apart(preview, other, key, newest)
                ):
                    against.add(key)
        held.append(against)
    for preview, against in zip(previews, held, strict=True):
        preview.held = frozenset((x.kind, x.key) for x in preview.of(THEIRS)) & against
        # What is left open is not taken: for the next look, their edit of it is still to come.
        left_open = {(x.kind, x.key): x.base for x in preview.of(BOTH)}
        taken = {(x.kind, x.key) for x in preview.of(THEIRS)}
        preview.versions_text = pack_exchange.after_taking(preview, taken, left_open).text()
        preview.known = dumps(
            pack_exchange.with_records(preview.pack.catalog, left_open) if left_open else preview.pack.catalog
        )


def _apart(preview: PackPreview, other: PackPreview, key: Key, newest: dict[str, int]) -> bool:
    """Whether neither maker had seen the other's edit of the record."""
    one, two = preview.seen_there(key), other.seen_there(key)
    if one and two:
        return not has_seen(one, two) and not has_seen(two, one)
    return not _has_seen(preview, other.pack.shop, newest) and not _has_seen(other, preview.pack.shop, newest)


def _has_seen(preview: PackPreview, maker: str, newest: dict[str, int]) -> bool:
    """Whether the pack's maker knew the other's newest pack."""
    if maker == preview.pack.shop:
        return True
    seen = preview.pack.bases.get(maker)
    return seen is not None and seen[0] >= newest.get(maker, 0)


def _in_folder(storage: Storage, shared: SharedShop) -> bool:
    """Whether the newest pack we made is there, and whole."""
    mine = [x for x in pack_names(shared.packs) if x.maker == storage.peers.shop()]
    if not mine or mine[-1].text != storage.sharing.state().get(_LAST_PACK):
        return False
    try:
        whole_file(shared.packs / mine[-1].text, mine[-1].sum)
    except BadInput:
        return False
    except EnvironmentProblem:
        pass  # somebody reads it just now
    return True


def _without_marks(catalog: Change) -> Change:
    return replace(catalog, items=tuple(replace(x, sold_out=False) for x in catalog.items))


def _catalog_sum(catalog: Change) -> str:
    """The same for the same records, in whatever order they are kept and whatever is sold out today."""
    data = encode(portable(_without_marks(catalog)))
    parts = [f"{kind} {x}" for kind, records in data.items() for x in _lines(records)]
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()


def _lines(records: object) -> Iterable[str]:
    if isinstance(records, dict):
        return [json.dumps(x, sort_keys=True) for x in records.items()]
    return [json.dumps(x, sort_keys=True) for x in records] if isinstance(records, list) else [str(records)]
