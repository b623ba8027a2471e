"""A pack: a shop's catalog and rules in one signed file. No receipts, no people, no PINs, nothing of one till alone.

A ZIP of exactly these members: manifest.json, catalog.json, bases.json, edits.json (which edits each record has seen), where items have
pictures pictures.zip, of headquarters'
packs chain.json and, where it is signed, manifest.sig: the Ed25519
signature of the manifest's bytes. The manifest lists size and SHA-256 of the others, so that one signature covers all. Every
shop signs with a key of its own; who gets a pack from a shop for the first time is asked whether to trust it, and is not asked
again. `bases`: what the maker last took from other shops, by which such a shop tells its own later edits from the maker's.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pos_assist.domain import settings
from pos_assist.domain.catalog_change import Change, Peer
from pos_assist.domain.codec import decode, encode
from pos_assist.domain.declared_types import check_types
from pos_assist.domain.problems import BadInput, Problem
from pos_assist.domain.record_versions import SeenOf, seen_bytes, seen_from
from pos_assist.exchange.archives import read_member
from pos_assist.exchange.tables import open_file
from pos_assist.system.files import replace_file
from pos_assist.system.picture_files import Pictures, packed, unpacked

T = TypeVar("T")

FORMAT = "pos-assist-pack/3"  # 2: deals in the JSON of deals.json; 3: edits.json
_READ = ("pos-assist-pack/1", "pos-assist-pack/2", FORMAT)
SUFFIX = ".pospack"
OLD_SUFFIX = ".pack"  # what the version before called its packs on screen; they open as well
PATTERN = f"*{SUFFIX} *{OLD_SUFFIX}"  # as file dialogs read it
MAX_SIZE = 64_000_000  # bytes, unpacked
MAX_RATIO = 200  # unpacked to packed; a catalog of 20,000 items comes to 15
MAX_VALUES = 2_000_000  # lists and objects: each takes 60 bytes and more of memory once it is read
MAX_RECORDS = 100_000  # items, pairings and all else
MAX_SERIAL = 1_000_000  # a pack every five minutes for ten years; a higher one would make every real one older
_MANIFEST, _SIGNATURE, _CATALOG, _BASES = "manifest.json", "manifest.sig", "catalog.json", "bases.json"
_CHAIN = "chain.json"  # only headquarters' packs have it
_EDITS = "edits.json"
_PICTURES = "pictures.zip"  # where items have any
_MAY_BE = frozenset({_SIGNATURE, _CHAIN, _EDITS, _PICTURES})  # beside the others
_LISTED = (_CATALOG, _BASES, _CHAIN, _EDITS, _PICTURES)  # by the manifest, with their sums


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was read and whose sums are right. `key` is the hex of the public key whose signature it bears, or ""."""

    id: str
    shop: str
    name: str
    serial: int
    made_at: datetime
    made_by: str
    key: str
    catalog: Change
    left_out: tuple[str, ...]  # names of settings that it carries and that are not taken: no pack should have them
    bases: Mapping[str, tuple[int, Change]]  # shop -> serial, catalog
    chain: bytes = b""  # what headquarters counted (exchange/shared_folder/chain_data.py); of other packs empty
    edits: SeenOf | None = None  # which edits each record has seen; None: a pack of an older version
    pictures: Pictures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PackLabel:
    """The origin of a pack: shop, serial number and time."""

    shop: str
    name: str
    serial: int
    made_at: datetime
    made_by: str


def portable(catalog: Change) -> Change:
    """The catalog without the settings that belong to one till or one computer, or that no declaration knows."""
    return replace(catalog, settings=settings.portable(catalog.settings), removed=(), whole=False)


def write_pack(  # noqa: PLR0913, PLR0917 — what a pack is made of
    path: Path,
    label: PackLabel,
    catalog: Change,
    peers: Sequence[Peer],
    seed: bytes | None,
    edits: SeenOf | None = None,
    pictures: Pictures | None = None,
) -> None:
    """Write a pack, signed with the key of that seed. Raises Environment; an older file is then as it was."""
    members = pack_members(label, catalog, peers, seed, edits=edits, pictures=packed(pictures or {}))
    replace_file(path, lambda new: new.write_bytes(_zipped(members)))


def pack_bytes(
    label: PackLabel,
    catalog: Change,
    peers: Sequence[Peer],
    seed: bytes | None,
    chain: bytes = b"",
    edits: SeenOf | None = None,
) -> bytes:
    """A pack as the bytes of its file, for a folder whose files are named after their sum."""
    return _zipped(pack_members(label, catalog, peers, seed, chain, edits))


def pack_members(  # noqa: PLR0913 — what a pack is made of
    label: PackLabel,
    catalog: Change,
    peers: Sequence[Peer],
    seed: bytes | None,
    chain: bytes = b"",
    edits: SeenOf | None = None,
    *,
    pictures: bytes = b"",
) -> dict[str, bytes]:
    """The files inside a pack, by name, its manifest signed with the key of that seed."""
    bases = {x.shop: {"serial": x.serial, "catalog": encode(x.catalog)} for x in peers}
    members = {_CATALOG: _json(encode(portable(catalog))), _BASES: _json(bases)}
    if chain:
        members[_CHAIN] = chain
    if edits is not None:
        members[_EDITS] = seen_bytes(edits)
    if pictures:
        members[_PICTURES] = pictures
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "shop": label.shop,
        "name": label.name,
        "serial": label.serial,
        "made_at": label.made_at.isoformat(" ", "seconds"),
        "made_by": label.made_by,
        "key": "",
        "members": [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in members.items()
        ],
    }
    manifest["id"] = hashlib.sha256(_json(manifest)).hexdigest()[:32]
    if seed is not None:
        from nacl.signing import SigningKey  # noqa: PLC0415 — lazy: only packs are signed

        key = SigningKey(seed)
        manifest["key"] = bytes(key.verify_key).hex()
        members[_SIGNATURE] = key.sign(_json(manifest)).signature
    members[_MANIFEST] = _json(manifest)
    return members


def public_key(seed: bytes) -> str:
    """The hex of the public key that belongs to a seed."""
    from nacl.signing import SigningKey  # noqa: PLC0415 — lazy: only packs are signed

    return bytes(SigningKey(seed).verify_key).hex()


def read_pack(path: Path) -> Pack:
    """Read and check a pack: names, sizes, sums, signature, form. Raises BadInput: bad_pack (reason), pack_too_large,
    pack_forged, pack_newer."""
    members = _read_zip(path)
    for data in (members[_MANIFEST], members[_CATALOG], members[_BASES], members.get(_EDITS, b"")):
        if data.count(b"[") + data.count(b"{") > MAX_VALUES or data.count(b",") > 4 * MAX_VALUES:
            raise BadInput("file_too_large", file=path.name, most=f"{MAX_SIZE // 1_000_000} MB")
    manifest = _guarded(path, lambda: json.loads(members[_MANIFEST].decode()))
    if not isinstance(manifest, dict) or not str(manifest.get("format", "")).startswith("pos-assist-pack/"):
        raise BadInput("bad_pack", file=path.name, reason="manifest.json")
    if manifest["format"] not in _READ:
        raise BadInput("pack_newer", file=path.name, format=str(manifest["format"])[:40])
    _check_sums(path, manifest, members)
    _check_signature(path, manifest, members)
    return _guarded(path, lambda: _pack(manifest, members))


def _pack(manifest: dict[str, Any], members: dict[str, bytes]) -> Pack:
    bases = json.loads(members[_BASES].decode())
    catalog = _change(json.loads(members[_CATALOG].decode()))
    return Pack(
        id=_label(manifest["id"], 64),
        shop=_label(manifest["shop"], 64),
        name=_label(manifest["name"], 100),
        serial=_serial(manifest["serial"]),
        made_at=datetime.fromisoformat(manifest["made_at"]),
        made_by=_label(manifest["made_by"], 100),
        key=_label(manifest["key"], 64),
        catalog=portable(catalog),
        left_out=tuple(sorted(catalog.settings.keys() - portable(catalog).settings.keys())),
        chain=members.get(_CHAIN, b""),
        edits=seen_from(members[_EDITS]) if _EDITS in members else None,
        pictures=unpacked(members.get(_PICTURES, b"")),
        bases={_label(shop, 64): (_serial(x["serial"]), portable(_change(x["catalog"]))) for shop, x in bases.items()},
    )


def _label(value: object, most: int) -> str:
    """A name that a pack bears: it is printed on terminals and screens, so nothing in it may act there."""
    if not isinstance(value, str) or len(value) > most or not all(x.isprintable() for x in value):
        raise ValueError("a name that cannot be")
    return value


def _serial(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MAX_SERIAL:
        raise ValueError("a number that cannot be")
    return value


def _change(data: Any) -> Change:
    change = decode(Change, data)
    check_types(Change, change)
    records = (change.items, change.departments, change.upgrades, change.pairings, change.deals, change.perks)
    if sum(map(len, records)) + len(change.settings) > MAX_RECORDS:
        raise ValueError(f"more than {MAX_RECORDS} records")
    if change.removed or change.whole:
        raise ValueError("a catalog removes nothing")
    if any(not isinstance(x, str) for pair in change.settings.items() for x in pair):
        raise ValueError("a setting is no text")
    return change


def _check_sums(path: Path, manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    listed = _guarded(path, lambda: {x["name"]: (x["size"], x["sha256"]) for x in manifest["members"]})
    found = {name: (len(x), hashlib.sha256(x).hexdigest()) for name, x in members.items() if name in _LISTED}
    if listed != found:
        raise BadInput("pack_forged", file=path.name)


def _check_signature(path: Path, manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    signature, key = members.get(_SIGNATURE), manifest.get("key")
    if signature is None and key == "":
        return
    if signature is None or not key:
        raise BadInput("pack_forged", file=path.name)
    from nacl.exceptions import CryptoError  # noqa: PLC0415 — lazy: only packs are signed
    from nacl.signing import VerifyKey  # noqa: PLC0415 — lazy: as above

    try:
        VerifyKey(bytes.fromhex(key)).verify(members[_MANIFEST], signature)
    except (CryptoError, ValueError, TypeError) as error:
        raise BadInput("pack_forged", file=path.name) from error


def _read_zip(path: Path) -> dict[str, bytes]:
    """Only the members that a pack has, each once, nothing unpacked to the disk."""
    with open_file(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                infos = archive.infolist()
                names = sorted(x.filename for x in infos)
                must = {_MANIFEST, _CATALOG, _BASES}
                if len(set(names)) < len(names) or not must <= set(names) <= must | _MAY_BE:
                    raise BadInput("bad_pack", file=path.name, reason=", ".join(names)[:100])
                size = sum(x.file_size for x in infos)
                if size > MAX_SIZE or size > MAX_RATIO * max(1, path.stat().st_size):
                    raise BadInput("file_too_large", file=path.name, most=f"{MAX_SIZE // 1_000_000} MB")
                return {x.filename: read_member(archive, x, MAX_SIZE) for x in infos}
        except Problem:
            raise
        except Exception as error:  # zipfile raises many kinds on what is broken
            raise BadInput("bad_pack", file=path.name, reason=type(error).__name__) from error


def _guarded(path: Path, read: Callable[[], T]) -> T:
    """Whatever a file says that is not of the form of a pack comes as one error."""
    try:
        return read()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise BadInput("bad_pack", file=path.name, reason=f"{type(error).__name__}: {error}"[:100]) from error


def _zipped(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), members[name], zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
