"""Packs made and taken: what a pack would change here, record by record, and what was edited on both sides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pos_assist.domain.catalog_change import Change, Edit, Peer, records_of
from pos_assist.domain.codec import dumps
from pos_assist.domain.fingerprint import fingerprint
from pos_assist.domain.items import Item
from pos_assist.domain.marking import Phrase
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.record_versions import NOTHING, Key, Seen, has_seen, together
from pos_assist.domain.settings import CURRENCY, NAME, PRICES, PRICES_WORDS
from pos_assist.exchange.packs import Pack, PackLabel, portable, public_key, read_pack, write_pack
from pos_assist.services.management.pack_validation import validated
from pos_assist.storage import Storage
from pos_assist.storage.changes import KINDS
from pos_assist.storage.record_versions import RecordVersions, catalog_with_versions
from pos_assist.system.picture_files import pictures_beside, put_pictures, travelling

OURS, THEIRS, BOTH = "ours", "theirs", "both"


@dataclass(frozen=True, slots=True)
class Side:
    """One record that is not the same here and in the pack. `changed`: who edited it since both were last the same.
    Values are domain values (of a setting, its text); None: it is not there."""

    kind: str
    key: str
    base: Any
    ours: Any
    theirs: Any

    @property
    def changed(self) -> str:
        """OURS (nothing to do), THEIRS (taken unless chosen otherwise) or BOTH (somebody must choose)."""
        if self.ours == self.base:
            return THEIRS
        return OURS if self.theirs == self.base else BOTH


@dataclass(slots=True)
class PackPreview:
    """A pack before it is taken. `trust` is «known», «unknown» (signed, by whom is not known here), «changed» (a shop that is known
    here, with another key than until now) or «unsigned»."""

    pack: Pack
    trust: str
    version: int  # of the catalog that it was compared with
    sides: list[Side] = field(default_factory=list)
    unusable: list[Refused] = field(
        default_factory=list
    )  # settings whose value in the pack cannot be: they stay as here

    # Of a pack out of the shared folder: records that another maker's pack has otherwise (as if both sides had changed them), and
    # what to remember of it, written down beforehand.
    known_keys: tuple[str, ...] = ()  # with which packs of its maker were accepted
    held: frozenset[Key] = frozenset()
    known: str = ""
    versions: RecordVersions = field(default_factory=RecordVersions)  # what our records have seen
    versions_text: str = ""  # and will have after, where it was worked out beforehand

    # By what each side has seen: who edited it. Of other records `Side.changed` says it.
    decided: dict[Key, str] = field(default_factory=dict)

    def of(self, changed: str) -> list[Side]:
        """The records that THEIRS, OURS or BOTH changed."""
        return [x for x in self.sides if self.changed(x) == changed]

    def key_changed(self) -> Refused:
        """Why a pack whose maker signs with another key than until now is not taken by itself."""
        known = ", ".join(map(fingerprint, self.known_keys))
        return Refused("pack_key_changed", name=self.pack.name, known=known, key=fingerprint(self.pack.key))

    def changed(self, side: Side) -> str:
        """As `Side.changed`, also where a third maker changed it; by what both have seen, where that is known."""
        key = (side.kind, side.key)
        return BOTH if key in self.held else self.decided.get(key, side.changed)

    def seen_there(self, key: Key) -> Seen:
        """What their record has seen."""
        return self.pack.edits.get(key, NOTHING) if self.pack.edits else NOTHING


def make_pack(storage: Storage, path: Path, _who: str, at: datetime, *, signed: bool = True) -> None:
    """Write the shop's catalog and rules to a pack; who makes it stays out of it. Raises Environment."""
    peers = storage.peers
    with closing(storage.reader()) as connection:
        catalog, _, versions = catalog_with_versions(connection)
    label = PackLabel(
        peers.shop(), storage.catalog.setting(NAME), peers.next_serial(versions.number - 1), at, made_by=""
    )  # no people in a pack
    seed = peers.key() if signed else None
    if seed:
        peers.trust(public_key(seed), label.name, label.shop)
    storage.changes.keep_versions(versions.text(), versions.kept)
    pictures = travelling(pictures_beside(storage.path), {item.code for item in catalog.items})
    write_pack(path, label, catalog, peers.peers(), seed, versions.seen, pictures)


def preview_pack(storage: Storage, path: Path) -> PackPreview:
    """Read a pack and compare it with the catalog; nothing is written. Raises BadInput where it is broken, forged or holds
    what no shop can; Refused: pack_older."""
    return preview_of(storage, read_pack(path), path)


def preview_of(storage: Storage, read: Pack, path: Path, after: int = 0) -> PackPreview:
    """As `preview_pack`, of a pack that was read from `path`. `after`: the highest number of a pack of ours in the shared folder."""
    pack, unusable = validated(path, read)
    peer = storage.peers.peer(pack.shop)
    if peer and pack.serial < peer.serial:
        raise Refused("pack_older", serial=pack.serial, known=peer.serial)
    with closing(storage.reader()) as connection:
        catalog, version, versions = catalog_with_versions(connection, after)
    here, there = CURRENCY.of(catalog.settings), CURRENCY.of(pack.catalog.settings)
    if catalog.items and here != there:
        raise BadInput("other_currency", file=path.name, here=here, there=there)
    prices = [PRICES.of(x.settings) for x in (catalog, pack.catalog)]
    if catalog.items and prices[0] is not prices[1]:
        words = [Phrase(PRICES_WORDS[x]) for x in prices]
        raise BadInput("other_prices", file=path.name, here=words[0], there=words[1], name=Phrase(PRICES.label))
    keys = tuple(storage.peers.keys_of(pack.shop))
    preview = PackPreview(pack, _trust(storage, pack), version, unusable=unusable, known_keys=keys, versions=versions)
    ours = portable(catalog)
    base, theirs = (_marks_of(ours, x) for x in (_base(storage, pack, peer), pack.catalog))
    passed_on = _passed_on(storage, pack)
    raw = [*sides(base, ours, theirs)]
    preview.decided = {key: said for x in raw if (said := _decided(preview, key := (x.kind, x.key)))}
    found = [x if (x.kind, x.key) in preview.decided else _by_whom(x, passed_on) for x in raw]
    if peer is None and storage.peers.shop() not in pack.bases:
        found = [x if (x.kind, x.key) in preview.decided else _since_moved_on(storage, x) for x in found]
    preview.sides += found
    return preview


def take_pack(
    storage: Storage, preview: PackPreview, who: str, at: datetime, choices: Mapping[Key, str], *, trust: bool = False
) -> int:
    """Take over what they changed, and of what both changed what `choices` says (OURS where it says nothing); the change's
    id. `trust`: a manager vouches for whoever signed it, from now on, or for this unsigned one.

    Refused: pack_unknown, pack_key_changed, pack_unsigned without `trust`; catalog_changed; whatever the catalog refuses. Nothing is half taken.
    """
    if preview.trust != "known" and not trust:
        if preview.trust == "changed":
            raise preview.key_changed()
        raise (
            Refused("pack_unknown", key=fingerprint(preview.pack.key)) if preview.pack.key else Refused("pack_unsigned")
        )
    defaults = {THEIRS: THEIRS, BOTH: OURS, OURS: OURS}
    taken = [x for x in preview.sides if choices.get((x.kind, x.key), defaults[preview.changed(x)]) == THEIRS]
    versions_text = preview.versions_text or after_taking(preview, {(x.kind, x.key) for x in taken}).text()
    pack, peers = preview.pack, storage.peers
    known = preview.known or dumps(pack.catalog)

    def write() -> int:
        detail = f"{pack.name} {pack.serial}"
        made = storage.changes.write(Edit(change_of(taken)), who, at, "pack", detail, preview.version)
        storage.changes.keep_versions(versions_text, preview.versions.kept)
        peers.put_text(pack.shop, pack.serial, peers.serial(), known, noted=not preview.known)
        if pack.key:
            peers.trust(pack.key, pack.name, pack.shop)
        return made

    try:
        return storage.together(write)
    finally:
        storage.catalog.forget()


def after_taking(
    preview: PackPreview, taken: Collection[Key], left_open: Collection[Key] | None = None
) -> RecordVersions:
    """What our records have seen once these are taken. `left_open`: records that nobody has picked between yet; None: somebody has,
    and what was not taken stands as it is here."""
    versions, apart = preview.versions, {(x.kind, x.key) for x in preview.sides}
    more: dict[Key, Seen] = {}
    for key, theirs in (preview.pack.edits or {}).items():
        if key in taken or key not in apart:
            ours = versions.of(key)
            if not has_seen(ours, theirs):
                more[key] = together(ours, theirs)
    versions = versions.with_seen(more)
    mine: dict[Key, Seen] = {}
    for side in preview.sides:
        key, who = (side.kind, side.key), preview.changed(side)
        by_hand = who == BOTH if key in taken else left_open is None and who != OURS
        if by_hand or (key in taken and preview.pack.edits is None):
            seen = together(versions.of(key), preview.seen_there(key))
            mine[key] = {**seen, versions.maker: versions.number}
    versions = versions.with_seen(mine)
    if left_open is not None:
        versions = versions.with_open(preview.pack.shop, {key: preview.seen_there(key) for key in left_open})
    return versions


def _decided(preview: PackPreview, key: Key) -> str:
    """Who edited the record, by what each side has seen; empty where that does not tell."""
    ours, theirs = preview.versions.of(key), preview.seen_there(key)
    if preview.pack.edits is None or not ours:
        return ""  # never edited here: what we exchanged before tells
    if has_seen(ours, theirs):
        return "" if has_seen(theirs, ours) else OURS
    return THEIRS if has_seen(theirs, ours) else BOTH


def shop_from_pack(pack_file: Path, path: Path, who: str, at: datetime) -> None:
    """A new shop of a pack, to edit it somewhere else; what comes back is kept apart from what is edited here meanwhile.
    Raises Refused «shop_exists»."""
    if path.exists():
        raise Refused("shop_exists")

    def fill(storage: Storage) -> None:
        preview = preview_pack(storage, pack_file)
        take_pack(storage, preview, who, at, {}, trust=True)
        put_pictures(pictures_beside(path), preview.pack.pictures)

    Storage.create(path, fill).close()


def _trust(storage: Storage, pack: Pack) -> str:
    if not pack.key:
        return "unsigned"
    if storage.peers.trusted(pack.key, pack.shop):
        return "known"
    return "changed" if storage.peers.keys_of(pack.shop) else "unknown"


def _base(storage: Storage, pack: Pack, peer: Peer | None) -> Change:
    """What both sides last agreed on: what we gave them, or what they gave us, whichever was later."""
    given = pack.bases.get(storage.peers.shop())
    if given and (peer is None or given[0] > peer.ours):
        return given[1]
    if peer:
        return peer.catalog
    return Change()


@dataclass(frozen=True, slots=True)
class _PassedOn:
    """What one side has from third shops that the other side has had too: it was taken over, not edited."""

    to_them: list[dict[Key, Any]]
    to_us: list[dict[Key, Any]]


def _passed_on(storage: Storage, pack: Pack) -> _PassedOn:
    peers = {x.shop: x for x in storage.peers.peers() if x.shop != pack.shop}
    us = storage.peers.shop()
    to_them = [
        records_of(catalog)
        for shop, (serial, catalog) in pack.bases.items()
        if (shop == us and serial <= storage.peers.serial()) or (shop in peers and serial <= peers[shop].serial)
    ]
    to_them += [records_of(x.catalog) for x in peers.values()]
    to_us = [records_of(catalog) for _, catalog in pack.bases.values()]
    return _PassedOn(to_them, to_us)


def _by_whom(side: Side, passed_on: _PassedOn) -> Side:
    """The side with its base corrected by what came from third shops: with three back offices and more, what they have from each
    other must not look like edits of their own."""
    if side.changed != BOTH:
        return side
    key = (side.kind, side.key)
    theirs_is_old = any(side.theirs == _marks(x.get(key), side.ours) for x in passed_on.to_them)
    ours_is_old = any(side.ours == _marks(x.get(key), side.ours) for x in passed_on.to_us)
    if theirs_is_old == ours_is_old:
        return side
    return replace(side, base=side.theirs if theirs_is_old else side.ours)


def _since_moved_on(storage: Storage, side: Side) -> Side:
    """Of a maker that we have never exchanged anything with, and share a beginning with all the same: what they have and we had
    once is no edit of theirs."""
    if side.changed != BOTH or side.theirs is None:
        return side
    known = any(side.theirs == _marks(x, side.ours) for x in storage.changes.earlier(side.kind, side.key))
    return replace(side, base=side.theirs) if known else side


def _marks_of(ours: Change, other: Change) -> Change:
    """The other catalog with our sold-out marks: they are of a day and of a shop, and no pack sets or takes them away."""
    here = {x.code: x for x in ours.items}
    return replace(other, items=tuple(_marks(x, here.get(x.code)) for x in other.items))


def _marks(value: Any, ours: Any) -> Any:
    if not isinstance(value, Item):
        return value
    return replace(value, sold_out=ours.sold_out if isinstance(ours, Item) else False)


def sides(base: Change, ours: Change, theirs: Change) -> Iterator[Side]:
    """The records that two catalogs do not have alike."""
    first, second, third = (records_of(x) for x in (base, ours, theirs))
    for key in sorted(second.keys() | third.keys(), key=lambda x: (KINDS.index(x[0]), x[1])):
        side = Side(*key, first.get(key), second.get(key), third.get(key))
        if side.ours != side.theirs:
            yield side


def record_in(catalog: Change, key: Key) -> Any:
    """The record of that kind and key, or None."""
    return records_of(catalog).get(key)


def with_records(catalog: Change, records: Mapping[Key, Any]) -> Change:
    """The catalog with these records in place of its own; None: without it."""
    every = records_of(catalog) | dict(records)
    kinds: dict[str, Any] = {kind: [] for kind in KINDS if kind not in ("settings", "extras")}
    settings: dict[str, str] = {}
    for (kind, key), value in every.items():
        if value is None:
            continue
        if kind == "settings":
            settings[key] = value
        else:
            kinds[kind].append(value)
    values: dict[str, Any] = {kind: tuple(x) for kind, x in kinds.items()}
    return Change(**values, settings=settings)


def change_of(taken: Iterable[Side]) -> Change:
    """The change that makes our records like theirs."""
    put: dict[str, list[Any]] = {}
    settings: dict[str, str] = {}
    removed: list[tuple[str, ...]] = []
    for side in taken:
        if side.kind == "settings" and side.theirs is not None:
            settings[side.key] = side.theirs
        elif side.theirs is not None:
            put.setdefault(side.kind, []).append(side.theirs)
        elif side.kind == "items":
            put.setdefault("items", []).append(replace(side.ours, retired=True))
        else:
            removed.append((side.kind, *side.key.split("\t")))
    values: dict[str, Any] = {kind: tuple(x) for kind, x in put.items()}
    return Change(**values, settings=settings, removed=tuple(removed))
