"""`chain.json` of headquarters' packs: what all shops' receipts taught, as counts. No shop, no receipt, no person is in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from pos_assist.domain.problems import BadInput

FORMAT = "pos-assist-chain/1"
_MOST = 200_000  # pairs


@dataclass(frozen=True, slots=True)
class TrialResult:
    """One arm of a trial over all shops: how many orders, their mean in minor units, the standard error of that mean."""

    arm: str
    orders: int
    mean: float
    error: float


@dataclass(frozen=True, slots=True)
class ChainData:
    """Counts over all shops. `items`: (code, receipts, weight); `pairs`: (places in `items`, receipts, weight); `slots`: (place,
    weekday with Saturday and Sunday as 5, hour, receipts); `sizes`: (items, receipts). Weights are of `as_of`; nothing here was
    seen on fewer than `least` receipts."""

    as_of: date
    least: int
    items: tuple[tuple[str, int, int], ...]
    pairs: tuple[tuple[int, int, int, int], ...]
    slots: tuple[tuple[int, int, int, int], ...]
    sizes: tuple[tuple[int, int], ...]
    trials: tuple[TrialResult, ...] = ()
    weights: bytes = b""  # learning/prior.py: what a shop begins with


def chain_bytes(data: ChainData) -> bytes:
    """The data as it stands in a pack."""
    weights = {"weights": json.loads(data.weights)} if data.weights else {}
    return json.dumps(
        {
            **weights,
            "format": FORMAT,
            "as_of": data.as_of.isoformat(),
            "least": data.least,
            "items": data.items,
            "pairs": data.pairs,
            "slots": data.slots,
            "sizes": data.sizes,
            "trials": [[x.arm, x.orders, x.mean, x.error] for x in data.trials],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def read_chain(data: bytes) -> ChainData:
    """The data out of a pack whose sums are right. Raises BadInput bad_pack where it is of no form known here."""
    try:
        found = json.loads(data.decode())
        if found["format"] != FORMAT or len(found["pairs"]) > _MOST:
            raise ValueError(str(found["format"])[:40])
        items = tuple((str(code), _count(n), _count(w)) for code, n, w in found["items"])
        places = range(len(items))
        pairs = tuple((_place(i, places), _place(j, places), _count(n), _count(w)) for i, j, n, w in found["pairs"])
        slots = tuple(
            (_place(i, places), _place(day, range(6)), _place(hour, range(24)), _count(n))
            for i, day, hour, n in found["slots"]
        )
        sizes = tuple((_count(size), _count(n)) for size, n in found["sizes"])
        trials = tuple(
            TrialResult(str(a), _count(n), float(mean), float(error)) for a, n, mean, error in found["trials"]
        )
        weights = json.dumps(found["weights"], ensure_ascii=False).encode() if "weights" in found else b""
        as_of, least = date.fromisoformat(found["as_of"]), _count(found["least"])
        return ChainData(as_of, least, items, pairs, slots, sizes, trials, weights)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BadInput("bad_pack", file="chain.json", reason=f"{type(error).__name__}: {error}"[:100]) from error


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 62:
        raise ValueError("a count that cannot be")
    return value


def _place(value: object, places: range) -> int:
    if type(value) is not int or value not in places:
        raise ValueError("a place that is not there")
    return value
