"""What a shop begins with, where others like it have sold before: weights of their receipts, as a prior. numpy, so for a worker.

The weights of all shops are where the shop's own begin, and what its own penalty pulls back to: a hundred receipts move them a
little, thousands come to their own (FIRM). How popular an item is, is the shop's own count beside WEIGHT purchases of the chain's. A
shop with enough receipts tries both on its newest ones, and does without the chain where it foretells them worse. Measured:
docs/decisions/chain.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pos_assist.learning import solving
from pos_assist.learning.examples import Examples, Receipts
from pos_assist.learning.model import CONTEXT, Weights
from pos_assist.learning.solving import Catalog

WEIGHT = 1_000.0  # purchases that the chain's popularity counts for
FIRM = (
    2_000.0  # receipts: a shop with fewer is held to the chain's weights so many times as strongly as there are fewer
)
TRIED = 300  # receipts of a shop's own from which the prior has to prove itself
_SHARE = 5  # every so-many-th receipt, the newest, decides
_UNIT = 1_000  # weights travel in thousandths


def solve_from(
    prior: Weights, receipts: Receipts, catalog: Catalog | None = None, now: datetime | None = None
) -> Weights | None:
    """The weights of a shop that begins with the chain's; of one without receipts, the chain's for what it sells. None where none
    that are numbers came out."""
    if len(receipts) >= TRIED and not _helps(prior, receipts, now):
        return solving.solve(receipts, catalog, now=now)
    found = _learned(prior, receipts, now)
    if catalog:
        missing = [item for item in catalog if item not in set(found.items)][: solving.HEAD - len(found.items)]
        found = solving.with_items(found, missing)
    return found if found.finite() else None


def restricted(prior: Weights, sold: Mapping[str, object]) -> Weights:
    """The prior with what the shop sells alone."""
    kept = [i for i, item in enumerate(prior.items) if item in sold]
    return replace(
        prior,
        items=[prior.items[i] for i in kept],
        always=prior.always[kept],
        context=prior.context[:, kept],
        pairs=prior.pairs[np.ix_(kept, kept)],
        item_seen=prior.item_seen[kept],
    )


def prior_bytes(weights: Weights, seen: NDArray[np.bool_]) -> bytes:
    """The weights as they travel. `seen`: which pairs enough receipts have; the others get the mean of their row's others, which
    tells nothing of any of them."""
    rows = []
    for i in range(len(weights.items)):
        known = np.flatnonzero(seen[i])
        others = ~seen[i]
        others[i] = False
        rest = float(weights.pairs[i, others].mean()) if others.any() else 0.0
        values = [round(float(x) * _UNIT) for x in weights.pairs[i, known]]
        rows.append([round(rest * _UNIT), known.tolist(), values])
    return json.dumps(
        {
            "items": weights.items,
            "always": [round(float(x) * _UNIT) for x in weights.always],
            "context": [[round(float(x) * _UNIT) for x in row] for row in weights.context],
            "pairs": rows,
            "more": [round(x, 4) for x in weights.more],
            "as_of": weights.as_of.isoformat(" ", "seconds"),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def prior_from(data: bytes) -> Weights:
    """The weights that `prior_bytes` wrote. Raises ValueError on anything else."""
    try:
        found = json.loads(data.decode())
        items = [str(x) for x in found["items"]]
        n = len(items)
        pairs = np.zeros((n, n), np.float32)
        for i, (rest, known, values) in enumerate(found["pairs"]):
            pairs[i] = rest / _UNIT
            pairs[i, np.array(known, np.int64)] = np.array(values, np.float32) / _UNIT
            pairs[i, i] = 0
        weights = Weights(
            items,
            (np.array(found["always"], np.float32) / np.float32(_UNIT)),
            np.array(found["context"], np.float32).reshape(CONTEXT, n) / np.float32(_UNIT),
            pairs,
            [float(x) for x in found["more"]],
            np.zeros(n, np.float32),
            np.zeros(CONTEXT, np.float32),
            1.0,
            datetime.fromisoformat(found["as_of"]),
        )
        if len(set(items)) != n or len(found["pairs"]) != n or not weights.more or not weights.finite():
            raise ValueError("weights that do not fit together")
    except (LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"no weights: {error}") from error
    return weights


def _learned(prior: Weights, receipts: Receipts, now: datetime | None) -> Weights:
    if not receipts:
        return prior
    newest, own = solving.newest_receipts(receipts)
    new = [item for item in own if item not in set(prior.items)]
    start = solving.with_items(prior, new[: solving.HEAD - len(prior.items)])
    as_of = solving.newest_of(receipts, now)
    examples = Examples(newest, start.items, as_of)
    w = examples.weights(solving.HALF_LIFE)
    chance = np.exp(start.always - start.always.max())
    chance /= chance.sum()
    recent = 0.5 ** (examples.age / solving.HALF_LIFE)
    bought = np.bincount(examples.item, np.repeat(recent, examples.size), len(start.items))
    popular = (bought + WEIGHT * chance) / (bought.sum() + WEIGHT)
    item_seen, context_seen, seen = solving.seen_by(examples, examples.all, w)
    start = replace(
        start,
        always=(start.always + np.log(popular / chance)).astype(np.float32),
        item_seen=item_seen,
        context_seen=context_seen,
        seen=max(seen, 1.0),
        as_of=as_of,
    )
    if not len(examples):
        return start
    anchor = max(1.0, FIRM / len(examples))
    epochs = min(solving.EPOCHS, solving.MOST_PASSES / len(examples))
    rng = np.random.default_rng(0)
    return solving.minimise(start, start, examples, examples.all, w=w, rng=rng, epochs=epochs, anchor=anchor)


def _helps(prior: Weights, receipts: Receipts, now: datetime | None) -> bool:
    """Whether the prior foretells the shop's newest receipts no worse than its own older ones alone do."""
    older, newest = receipts[: -(len(receipts) // _SHARE)], receipts[-(len(receipts) // _SHARE) :]
    alone = solving.solve(older, now=now)
    if alone is None:
        return True
    both = _learned(prior, older, now)
    judged = [r for r in newest if set(r[0]) <= {*alone.items} & {*both.items}]
    # Each may choose among its own items; that the prior knows more of them must not count against it.
    known = restricted(both, dict.fromkeys(alone.items))
    return solving.surprise(known, judged) <= solving.surprise(alone, judged)
