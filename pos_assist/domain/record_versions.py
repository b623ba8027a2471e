"""Which edits of a record somebody has seen: of each maker of packs the number of its newest edit that is in the record.

Where one side has seen all that the other has, its record follows the other's. Where each has an edit that the other has not seen,
both were edited apart, and a person must pick. No clock, and no guess from values: a price that goes up and down again is
two edits. (Version vectors: Parker et al. 1983, Detection of Mutual Inconsistency in Distributed Systems.)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Key = tuple[str, str]  # kind, key
Seen = Mapping[str, int]  # maker -> number of its newest edit
SeenOf = Mapping[Key, Seen]
NOTHING: Seen = {}
KINDS = ("items", "departments", "upgrades", "pairings", "deals", "perks", "settings")  # of records that packs bring
_MOST = 400_000  # records, and names of makers
_HIGHEST = 1 << 31


def has_seen(one: Seen, other: Seen) -> bool:
    """Whether `one` has every edit that `other` has."""
    return all(one.get(maker, 0) >= number for maker, number in other.items())


def together(*every: Seen) -> Seen:
    """What somebody has seen who has seen all of these."""
    first, *others = every
    found = dict(first)
    for seen in others:
        for maker, number in seen.items():
            if number > found.get(maker, 0):
                found[maker] = number
    return found


def seen_bytes(seen: SeenOf) -> bytes:
    """As it travels in a pack: makers by place, and of each set of edits the records that have just those."""
    makers = sorted({maker for x in seen.values() for maker in x})
    place = {maker: i for i, maker in enumerate(makers)}
    groups: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for (kind, key), edits in seen.items():
        if edits:
            at = tuple(sorted((place[maker], number) for maker, number in edits.items()))
            groups.setdefault(at, []).append(f"{kind}\t{key}")
    data = {"makers": makers, "records": [[at, sorted(keys)] for at, keys in sorted(groups.items())]}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def seen_from(data: bytes) -> dict[Key, Seen]:
    """What `seen_bytes` wrote. Raises ValueError on anything else."""
    try:
        found = json.loads(data.decode())
        makers = [_text(x) for x in found["makers"]]
        seen: dict[Key, Seen] = {}
        for at, keys in found["records"]:
            edits = {makers[_number(i, len(makers) - 1)]: _number(n, _HIGHEST) for i, n in at}
            for name in keys:
                kind, _, key = _text(name).partition("\t")
                if kind in KINDS:  # of a later version there may be others
                    seen[kind, key] = edits
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no edits: {error}") from error
    if len(seen) > _MOST or len(makers) > _MOST:
        raise ValueError(f"more than {_MOST} records")
    return seen


def _number(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("a number that cannot be")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a name that is no text")
    return value
