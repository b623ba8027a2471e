"""Packs made and taken: what a pack would change here, record by record, and what was edited on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from pos_assist.domain.catalog_change import Change, Edit, Peer, key_text
from pos_assist.domain.codec import dumps
from pos_assist.domain.deal_json import deal_from_json, deal_to_json
from pos_assist.domain.fingerprint import fingerprint
from pos_assist.domain.hours import Hours
from pos_assist.domain.items import Department, Item, Pairing, Perk, Upgrade
from pos_assist.domain.options import groups_text, parse_groups
from pos_assist.domain.problems import BadInput, Problem, Refused
from pos_assist.domain.settings import CURRENCY, NAME, troubles
from pos_assist.exchange.packs import Pack, PackLabel, portable, public_key, read_pack, write_pack
from pos_assist.services.management import validation
from pos_assist.storage import Storage
from pos_assist.storage.changes import KINDS, whole

OURS, THEIRS, BOTH = "ours", "theirs", "both"
Key = tuple[str, str]


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
class Look:
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

    def of(self, changed: str) -> list[Side]:
        """The records that THEIRS, OURS or BOTH changed."""
        return [x for x in self.sides if self.changed(x) == changed]

    def key_changed(self) -> Refused:
        """Why a pack whose maker signs with another key than until now is not taken by itself."""
        known = ", ".join(map(fingerprint, self.known_keys))
        return Refused("pack_key_changed", name=self.pack.name, known=known, key=fingerprint(self.pack.key))

    def changed(self, side: Side) -> str:
        """As `Side.changed`, also where a third maker changed it."""
        return BOTH if (side.kind, side.key) in self.held else side.changed


def make_pack(storage: Storage, path: Path, _who: str, at: datetime, *, signed: bool = True) -> None:
    """Write the shop's catalog and rules to a pack; who makes it stays out of it. Raises Environment."""
    peers = storage.peers
    with closing(storage.reader()) as connection:
        catalog, _ = whole(connection)
    label = PackLabel(
        peers.shop(), storage.catalog.setting(NAME), peers.next_serial(), at, made_by=""
    )  # no people in a pack
    seed = peers.key() if signed else None
    if seed:
        peers.trust(public_key(seed), label.name, label.shop)
    write_pack(path, label, catalog, peers.peers(), seed)


def look_at_pack(storage: Storage, path: Path) -> Look:
    """Read a pack and compare it with the catalog; nothing is written. Raises BadInput where it is broken, forged or holds
    what no shop can; Refused: pack_older."""
    return look_into(storage, read_pack(path), path)


def look_into(storage: Storage, read: Pack, path: Path) -> Look:
    """As `look_at_pack`, of a pack that was read from `path`."""
    pack, unusable = _validated(path, read)
    peer = storage.peers.peer(pack.shop)
    if peer and pack.serial < peer.serial:
        raise Refused("pack_older", serial=pack.serial, known=peer.serial)
    with closing(storage.reader()) as connection:
        catalog, version = whole(connection)
    here, there = CURRENCY.of(catalog.settings), CURRENCY.of(pack.catalog.settings)
    if catalog.items and here != there:
        raise BadInput("other_currency", file=path.name, here=here, there=there)
    keys = tuple(storage.peers.keys_of(pack.shop))
    look = Look(pack, _trust(storage, pack), version, unusable=unusable, known_keys=keys)
    ours = portable(catalog)
    base, theirs = (_marks_of(ours, x) for x in (_base(storage, pack, peer), pack.catalog))
    passed_on = _passed_on(storage, pack)
    found = [_by_whom(side, passed_on) for side in sides(base, ours, theirs)]
    if peer is None and storage.peers.shop() not in pack.bases:
        found = [_since_moved_on(storage, side) for side in found]
    look.sides += found
    return look


def take_pack(
    storage: Storage, look: Look, who: str, at: datetime, choices: Mapping[Key, str], *, trust: bool = False
) -> int:
    """Take over what they changed, and of what both changed what `choices` says (OURS where it says nothing); the change's
    id. `trust`: a manager vouches for whoever signed it, from now on, or for this unsigned one.

    Refused: pack_unknown, pack_key_changed, pack_unsigned without `trust`; catalog_changed; whatever the catalog refuses. Nothing is half taken.
    """
    if look.trust != "known" and not trust:
        if look.trust == "changed":
            raise look.key_changed()
        raise Refused("pack_unknown", key=fingerprint(look.pack.key)) if look.pack.key else Refused("pack_unsigned")
    defaults = {THEIRS: THEIRS, BOTH: OURS, OURS: OURS}
    taken = [x for x in look.sides if choices.get((x.kind, x.key), defaults[look.changed(x)]) == THEIRS]
    pack, peers = look.pack, storage.peers
    known = look.known or dumps(pack.catalog)

    def write() -> int:
        detail = f"{pack.name} {pack.serial}"
        made = storage.changes.write(Edit(change_of(taken)), who, at, "pack", detail, look.version)
        peers.put_text(pack.shop, pack.serial, peers.serial(), known, noted=not look.known)
        if pack.key:
            peers.trust(pack.key, pack.name, pack.shop)
        return made

    try:
        return storage.together(write)
    finally:
        storage.catalog.forget()


def shop_from_pack(pack_file: Path, path: Path, who: str, at: datetime) -> None:
    """A new shop of a pack, to edit it somewhere else; what comes back is kept apart from what is edited here meanwhile.
    Raises Refused «shop_exists»."""
    if path.exists():
        raise Refused("shop_exists")

    def fill(storage: Storage) -> None:
        take_pack(storage, look_at_pack(storage, pack_file), who, at, {}, trust=True)

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
        _records(catalog)
        for shop, (serial, catalog) in pack.bases.items()
        if (shop == us and serial <= storage.peers.serial()) or (shop in peers and serial <= peers[shop].serial)
    ]
    to_them += [_records(x.catalog) for x in peers.values()]
    to_us = [_records(catalog) for _, catalog in pack.bases.values()]
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
    first, second, third = (_records(x) for x in (base, ours, theirs))
    for key in sorted(second.keys() | third.keys(), key=lambda x: (KINDS.index(x[0]), x[1])):
        side = Side(*key, first.get(key), second.get(key), third.get(key))
        if side.ours != side.theirs:
            yield side


def _records(catalog: Change) -> dict[Key, Any]:
    found: dict[Key, Any] = {("settings", name): value for name, value in catalog.settings.items()}
    for kind in ("items", "departments", "upgrades", "pairings", "deals", "perks"):
        found |= {(kind, key_text(kind, x)): x for x in getattr(catalog, kind)}
    return found


def record_in(catalog: Change, key: Key) -> Any:
    """The record of that kind and key, or None."""
    return _records(catalog).get(key)


def with_records(catalog: Change, records: Mapping[Key, Any]) -> Change:
    """The catalog with these records in place of its own; None: without it."""
    every = _records(catalog) | dict(records)
    kinds: dict[str, Any] = {kind: [] for kind in _JUDGES}
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


# -- what came from elsewhere is judged like what was typed ----------------------------------------------------------------

_JUDGES: dict[str, Callable[[Any], Any]] = {
    "items": validation.validate_item,
    "departments": validation.validate_department,
    "upgrades": validation.validate_upgrade,
    "pairings": validation.validate_pairing,
    "perks": validation.validate_perk,
    "deals": lambda deal: deal_from_json(deal_to_json(deal)),
}


def _validated(path: Path, pack: Pack) -> tuple[Pack, list[Refused]]:
    """The pack with what it may bring, and a problem for each setting that cannot be what it says."""
    try:
        catalog = _validated_catalog(pack.catalog)
        good = {name: text for name, text in catalog.settings.items() if not any(troubles({name: text}))}
        return replace(pack, catalog=replace(catalog, settings=good)), list(troubles(catalog.settings))
    except Problem as problem:
        raise BadInput(problem.code, **{**problem.data, "file": path.name}) from problem
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise BadInput("bad_pack", file=path.name, reason=f"{type(error).__name__}: {error}"[:100]) from error


def _validated_catalog(catalog: Change) -> Change:
    values: dict[str, Any] = {
        kind: tuple(_each(validate, getattr(catalog, kind))) for kind, validate in _JUDGES.items()
    }
    settings = {
        validation.text("name", k, 80, required=True): validation.text(k, v, 1_000) for k, v in catalog.settings.items()
    }
    return Change(**values, settings=settings)


def _each(validate: Callable[[Any], Any], records: tuple[Any, ...]) -> Iterator[Any]:
    seen: set[str] = set()
    for record in records:
        if isinstance(record, Item | Department | Upgrade | Pairing | Perk):
            _check_types(record)
        value = validate(record)
        kind = {Item: "items", Department: "departments"}.get(type(value), "")
        key = key_text(kind, value)
        if key in seen:
            raise ValueError(f"{key} twice")
        seen.add(key)
        yield value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)  # 0.1 ms, and a pack may have 40,000 records


def _check_types(record: Item | Department | Upgrade | Pairing | Perk) -> None:
    """JSON says nothing of types: a price may be a word."""
    kind: Any = type(record)
    hints = _hints(kind)
    for x in fields(record):
        value, hint = getattr(record, x.name), hints[x.name]
        kinds = getattr(hint, "__args__", (hint,))
        if hint == tuple[str, ...]:
            good = isinstance(value, tuple) and all(isinstance(part, str) for part in value)
        elif x.name == "options":
            good = isinstance(value, tuple) and parse_groups(groups_text(value)) == value
        elif x.name == "hours":
            good = isinstance(value, tuple) and all(isinstance(part, Hours) for part in value)
        else:
            good = type(value) in kinds or (isinstance(value, Enum | date) and isinstance(value, kinds))
        if not good:
            raise TypeError(f"{x.name} is {value!r}")
