"""Packs with contents that cannot be, made by somebody who has a key: sizes, sums and signature are right."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from typing import Any

from nacl.signing import SigningKey

_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2**31, 2**63, 2**70, 10**400, 0.5, 1e308, float("nan"), float("inf"), "", " ", "0", "-1", "x" * 5000, "\u202e",
    "\ud800", "\x1b[2J", "\x00", "<b>x</b>", "{trigger}", "9999-99-99", "2026-13-01", [], {}, [[]], [None], {"": None}, ["x"] * 3000,
)  # fmt: skip


def spoilt_pack(good: bytes, rng: random.Random) -> bytes:
    """The pack with one to four values of its manifest, catalog or bases replaced, left out, doubled or moved, or some bytes of a
    member changed; signed anew."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    members.pop("manifest.sig", None)
    label = {name: value for name, value in manifest.items() if name not in ("members", "key")}
    for _ in range(rng.choice((1, 1, 2, 4))):
        name = rng.choice([*members, *members, ""])
        if not name:
            _spoil(label, rng)
        elif rng.random() < 0.2:
            data = bytearray(members[name])
            at = rng.randrange(len(data)) if data else 0
            data[at : at + rng.choice((0, 1, 9))] = rng.randbytes(rng.choice((0, 1, 9)))
            members[name] = bytes(data)
        else:
            try:
                data = json.loads(members[name])
            except (ValueError, RecursionError):
                continue
            _spoil(data, rng)
            members[name] = _json(data)
    key = SigningKey(rng.randbytes(32))
    listed = [{"name": name, "size": len(x), "sha256": hashlib.sha256(x).hexdigest()} for name, x in members.items()]
    head = _json({**manifest, **label, "members": listed, "key": bytes(key.verify_key).hex()})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members, "manifest.json": head, "manifest.sig": key.sign(head).signature}.items():
            archive.writestr(name, content)
    return file.getvalue()


def _spoil(data: Any, rng: random.Random) -> None:
    """Change one value anywhere inside."""
    places: list[tuple[Any, Any]] = []
    seen = [data]
    while seen:
        inside = seen.pop()
        for key in inside if isinstance(inside, dict) else range(len(inside)):
            places.append((inside, key))
            if isinstance(inside[key], dict | list):
                seen.append(inside[key])
    if not places:
        return
    inside, key = rng.choice(places)
    match rng.randrange(4):
        case 0:
            del inside[key]
        case 1 if isinstance(inside, list):
            inside.append(inside[key])
        case 2:
            other, there = rng.choice(places)
            if there in other if isinstance(other, dict) else there < len(other):
                inside[key] = json.loads(json.dumps(other[there]))
        case _:
            inside[key] = rng.choice(_VALUES)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")
