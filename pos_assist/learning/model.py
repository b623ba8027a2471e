"""The model as arrays, and as the rows that a shop stores: one per item or pseudo-item, read one by one by `ranking`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pos_assist.learning.counting import hour_key, size_key
from pos_assist.learning.ranking import (
    ALWAYS,
    SHAPE,
    SIZES,
    STAMP,
    STATE,
    VERSION,
    Fetch,
    day_key,
    near_key,
    row_key,
)

Floats = NDArray[np.float32]
Trust = tuple[
    float, float, float
]  # how far time, basket size and pairs hold on receipts they were not learned from, 0 … 1

HOURS, DAYS = 24, 7
CONTEXT = HOURS + DAYS + SIZES
CONTEXT_KEYS = [
    *(hour_key(h) for h in range(HOURS)),
    *(day_key(d) for d in range(DAYS)),
    *(size_key(m) for m in range(1, SIZES + 1)),
]


@dataclass
class Weights:
    """score_j = always[j] + Σ context[c, j] + m^−GAMMA · Σ pairs[i, j]; and what a later sale needs to move them."""

    items: list[str]
    always: Floats  # (n,)
    context: Floats  # (hour | day | size, n)
    pairs: Floats  # (n, n): row i is what item i in the basket says about each
    more: list[float]  # by basket size: how many more items a receipt gets on average
    item_seen: Floats  # (n,): decayed weight of the examples that each row of `pairs` was learned from
    context_seen: Floats  # likewise of `context`
    seen: float  # likewise of `always`
    as_of: datetime  # of the newest receipt in it
    trust: Trust = (1.0, 1.0, 1.0)
    own: float = 0.0  # likewise, how far a member's own history holds
    near: dict[str, dict[str, tuple[float, float]]] = field(
        default_factory=dict
    )  # tail: item -> neighbour -> always, lift

    def finite(self) -> bool:
        """Whether every weight is a number. Others are never stored: one of them would take all offers away."""
        arrays = (self.always, self.context, self.pairs, self.item_seen, self.context_seen)
        return all(bool(np.isfinite(x).all()) for x in arrays) and bool(np.isfinite(self.seen))

    def rows(self, shape: int, revision: int, only: Sequence[int] | None = None) -> dict[str, bytes]:
        """Rows to store. `shape` is new when `items` are; `revision` each time. `only` these items' rows changed."""
        stamp = shape.to_bytes(STAMP, "little")
        rows = {VERSION: stamp + revision.to_bytes(STAMP, "little"), STATE: stamp + self._state()}
        some = range(len(self.items)) if only is None else only
        for key, row in [
            (ALWAYS, self.always),
            *zip(CONTEXT_KEYS, self.context, strict=True),
            *((row_key(self.items[i]), self.pairs[i]) for i in some),
        ]:
            rows[key] = stamp + row.astype("<f4").tobytes()
        if only is None:
            shape_of = {"items": self.items, "more": self.more, "own": self.own, "tail": bool(self.near)}
            rows[SHAPE] = stamp + json.dumps(shape_of).encode()
            rows.update((near_key(item), stamp + json.dumps(near).encode()) for item, near in self.near.items())
        return rows

    def _state(self) -> bytes:
        return json.dumps(
            {
                "item_seen": self.item_seen.tolist(),
                "context_seen": self.context_seen.tolist(),
                "seen": self.seen,
                "as_of": self.as_of.isoformat(),
                "trust": self.trust,
            }
        ).encode()

    @classmethod
    def from_rows(cls, fetch: Fetch) -> Weights | None:
        """Return the weights stored by `rows`, or None if they are not complete."""
        raw_shape, raw_state = fetch(SHAPE), fetch(STATE)
        if raw_shape is None or raw_state is None or raw_shape[:STAMP] != raw_state[:STAMP]:
            return None
        stamp, shape, state = raw_shape[:STAMP], json.loads(raw_shape[STAMP:]), json.loads(raw_state[STAMP:])
        items = shape["items"]
        found = []
        for key in (ALWAYS, *CONTEXT_KEYS, *map(row_key, items)):
            blob = fetch(key)
            if blob is None or blob[:STAMP] != stamp:
                return None
            found.append(np.frombuffer(blob, "<f4", offset=STAMP).astype(np.float32))
        return cls(
            items,
            found[0],
            np.array(found[1 : 1 + CONTEXT]),
            np.array(found[1 + CONTEXT :]).reshape(len(items), len(items)),
            shape["more"],
            np.array(state["item_seen"], np.float32),
            np.array(state["context_seen"], np.float32),
            state["seen"],
            datetime.fromisoformat(state["as_of"]),
            tuple(state["trust"]),
            shape.get("own", 0.0),
        )
