"""Receipts -> weights: a softmax regression that starts from the pair counters. numpy, so for a worker only.

`solve` reads the newest receipts and takes seconds; `follow` moves what was solved by some new sales and takes
milliseconds. Weights start at BETA · log(times more often together than by chance), and an L2 penalty pulls them back
there: few receipts give the counter model, many give their own. Measurements: docs/decisions/learning.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pos_assist.learning.examples import (
    OMEGA,
    Examples,
    Ints,
    Receipts,
    gradients,
    leave_one_out_scores,
    remaining,
    softmax,
)
from pos_assist.learning.ranking import GAMMA
from pos_assist.learning.weights import CONTEXT, DAYS, HOURS, Floats, Weights

HEAD = 1_000  # items that get weights: the ones that sell; the tail falls back to counted neighbours
MEMORY = 40_000  # newest receipts of two items and more that are learned from
HALF_LIFE = 120.0  # days
PAIR_HALF_LIFE = 365.0  # days, of the pair counters that weights start from
BETA, SHRINK = 0.8, 3.0
L2_PAIRS, L2_CONTEXT = 1.5, 10.0
EPOCHS, LEAST_STEPS, BATCH, RATE = 14, 100, 128, 0.02
HELD_BACK, MOST_HELD_BACK, LEAST_HELD_BACK = 0.15, 1_500, 5  # newest receipts that say how far the rest may be trusted
DOUBT = 0.3  # standard deviation of trust around 1 before any receipt was looked at
ENOUGH = 0.8  # trust from which on everything is taken as learned
KIN = 4.0  # receipts of an item of its own that count as much as what is known of items like it


@dataclass(frozen=True, slots=True)
class Kin:
    """What an item is like: its department and its price in minor units (0: unknown)."""

    department: str
    price: int = 0


def solve(receipts: Receipts, catalog: Mapping[str, Kin] | None = None, seed: int = 0) -> Weights | None:
    """Weights from scratch; None where there are no receipts. Receipts in order of time.

    `catalog` is what is sold now: items in it that have no receipts yet start as the items they are like.
    """
    if not receipts:
        return None
    examples, sold = _newest(receipts, catalog or {})
    rng = np.random.default_rng(seed)
    w = examples.weights(HALF_LIFE)
    more = remaining(Counter(len(set(basket)) for basket, _ in receipts[-MEMORY:]))
    held_back = min(int(len(examples) * HELD_BACK), MOST_HELD_BACK)
    trust = np.ones(3)
    now = _start(examples, examples.all, sold, more, receipts[-1][1])
    epochs = EPOCHS
    if held_back >= LEAST_HELD_BACK:
        older, newest = examples.all[:-held_back], examples.all[-held_back:]
        before = _start(examples, older, sold, more, receipts[-1][1])
        fitted = _minimise(before, before, examples, older, w, rng, EPOCHS / 2)
        trust = _trust(fitted, examples, newest)
        now = replace(now, always=fitted.always, context=fitted.context, pairs=fitted.pairs)
        epochs = EPOCHS / 2
    start = _start(examples, examples.all, sold, more, receipts[-1][1])
    if catalog:
        start = _like_their_kin(start, sold, catalog)
    if len(examples):
        now = _minimise(now, start, examples, examples.all, w, rng, epochs)
    else:
        now = start
    now.context[: HOURS + DAYS] *= np.float32(trust[0])
    now.context[HOURS + DAYS :] *= np.float32(trust[1])
    now.pairs *= np.float32(trust[2])
    now.trust = float(trust[2])
    return now


def follow(now: Weights, receipts: Receipts, seed: int = 0) -> tuple[Weights, list[int]]:
    """The weights moved by some new sales, in place, and which rows of `pairs` changed; new items get a column.

    One step of Newton's method with the diagonal of the Hessian, n · p for what was seen n times and answered with
    chance p, so that a sale moves what is well known little. `seen` fades with the half-life: the newest always count.
    """
    unknown = sorted({item for basket, _ in receipts if len(basket) > 1 for item in basket} - set(now.items))
    if unknown and len(now.items) + len(unknown) <= HEAD:
        now = _with_items(now, unknown)
    examples = Examples(receipts, now.items, now.as_of)
    if not len(examples):
        return now, []
    w = (examples.size - 1.0).astype(np.float32) ** np.float32(-OMEGA)
    always, context, pairs = gradients(now, examples, examples.all, w, np.random.default_rng(seed))
    latest = max(now.as_of, receipts[-1][1])
    fade = 0.5 ** ((latest - now.as_of).total_seconds() / 86_400 / HALF_LIFE)
    item_seen, context_seen, seen = _seen(examples, examples.all, w)
    now.item_seen *= np.float32(fade)
    now.item_seen += item_seen
    now.context_seen *= np.float32(fade)
    now.context_seen += context_seen
    now.seen = now.seen * fade + seen
    now.as_of = latest
    chance = np.exp(now.always - now.always.max())
    chance = np.maximum(chance / chance.sum(), np.float32(1e-4))
    now.always -= always / (np.float32(now.seen) * chance + 1)
    now.context -= context / (now.context_seen[:, None] * chance + np.float32(L2_CONTEXT))
    rows = np.unique(examples.item)
    step = pairs[rows] / (now.item_seen[rows, None] * chance + np.float32(L2_PAIRS))
    now.pairs[rows] -= np.float32(now.trust) * step
    return now, rows.tolist()


def _newest(receipts: Receipts, catalog: Mapping[str, Kin]) -> tuple[Examples, NDArray[np.float64]]:
    """The receipts that are learned from, and how often each of their items was sold."""
    chosen = []
    for basket, when in reversed(receipts):
        if len(basket) > 1:
            chosen.append((basket, when))
            if len(chosen) == MEMORY:
                break
    chosen.reverse()
    sold = Counter(item for basket, _ in chosen for item in dict.fromkeys(basket))
    for basket, _ in receipts[-MEMORY:]:
        if len(basket) == 1:
            sold[basket[0]] += 0  # sold alone only: known, and last
    items = sorted(sold, key=lambda x: (-sold[x], x))[:HEAD]
    items += [item for item in catalog if item not in sold][: HEAD - len(items)]
    return Examples(chosen, items, receipts[-1][1]), np.array([sold[x] for x in items], float)


def _start(examples: Examples, chosen: Ints, sold: NDArray[np.float64], more: list[float], as_of: datetime) -> Weights:
    """Popularity and the logarithm of the lift, shrunk: the model of a shop that has just opened."""
    n = len(examples.items)
    together = np.zeros((n, n))
    recent = 0.5 ** (examples.age / PAIR_HALF_LIFE)
    for a in range(0, len(chosen), 1024):
        some = chosen[a : a + 1024]
        x = examples.baskets(some)
        together += x.T @ (x * recent[some, None].astype(np.float32))
    alone = np.diag(together).copy()
    lift = np.log((together + SHRINK) / (np.outer(alone, alone) / max(recent[chosen].sum(), 1.0) + SHRINK))
    np.fill_diagonal(lift, 0)
    popular = alone + 0.5
    item_seen, context_seen, seen = _seen(examples, chosen, examples.weights(HALF_LIFE)[chosen])
    return Weights(
        examples.items,
        np.log(popular / popular.sum()).astype(np.float32),
        np.zeros((CONTEXT, n), np.float32),
        (BETA * lift).astype(np.float32),
        more,
        item_seen,
        context_seen,
        seen,
        as_of,
    )


def _seen(examples: Examples, chosen: Ints, w: Floats) -> tuple[Floats, Floats, float]:
    """The weight of the examples that speak about each row of pairs and of context, and about always."""
    size = examples.size[chosen]
    of_item = w * (size - 1.0) ** (1 - 2 * GAMMA)
    item = np.zeros(len(examples.items), np.float32)
    for a in range(0, len(chosen), 1024):
        item += of_item[a : a + 1024].astype(np.float32) @ examples.baskets(chosen[a : a + 1024])
    context = (w * size).astype(np.float32) @ examples.context(chosen, size - 1)
    return item, context.astype(np.float32), float((w * size).sum())


def _like_their_kin(start: Weights, sold: NDArray[np.float64], catalog: Mapping[str, Kin]) -> Weights:
    """Items of few receipts start as items of their department and price: as popular as half of one, with its pairs."""
    kin = [catalog.get(item) for item in start.items]
    department = np.array([x.department if x else "" for x in kin])
    price = np.log(np.array([max(x.price, 1) if x else 1 for x in kin], float))
    alike = (department[:, None] == department) & (department != "")[:, None]
    like = alike * np.exp(-2 * np.abs(price[:, None] - price)) * sold
    np.fill_diagonal(like, 0)
    total = like.sum(1)
    known = np.where(total > 0, sold / (sold + KIN), 1.0)
    like = (like / np.maximum(total, 1e-9)[:, None]).astype(np.float32)
    own, its_kin = known.astype(np.float32), (1 - known).astype(np.float32)
    pairs = own[:, None] * start.pairs + its_kin[:, None] * (like @ start.pairs)
    pairs = pairs * own + (pairs @ like.T) * its_kin
    np.fill_diagonal(pairs, 0)
    chance = np.exp(start.always)
    always = np.log(own * chance + its_kin * (like @ chance) / 2)
    return replace(start, always=always.astype(np.float32), pairs=pairs.astype(np.float32))


def _with_items(now: Weights, items: list[str]) -> Weights:
    n, more = len(now.items), len(items)
    pairs = np.zeros((n + more, n + more), np.float32)
    pairs[:n, :n] = now.pairs
    return replace(
        now,
        items=[*now.items, *items],
        always=np.concatenate([now.always, np.full(more, now.always.min(), np.float32)]),
        context=np.concatenate([now.context, np.zeros((CONTEXT, more), np.float32)], axis=1),
        pairs=pairs,
        item_seen=np.concatenate([now.item_seen, np.zeros(more, np.float32)]),
    )


def _minimise(
    now: Weights, start: Weights, examples: Examples, chosen: Ints, w: Floats, rng: np.random.Generator, epochs: float
) -> Weights:
    """From `now` down the loss over the chosen receipts, with the penalty for going away from `start`.

    Adam (Kingma and Ba 2015) in mini-batches, its rate falling to a twentieth.
    """
    now = replace(start, always=now.always.copy(), context=now.context.copy(), pairs=now.pairs.copy())
    total = float(w[chosen].sum())
    blocks = (
        (now.always, start.always, 0.0, np.zeros_like(now.always), np.zeros_like(now.always)),
        (now.context, np.float32(0), L2_CONTEXT, np.zeros_like(now.context), np.zeros_like(now.context)),
        (now.pairs, start.pairs, L2_PAIRS, np.zeros_like(now.pairs), np.zeros_like(now.pairs)),
    )
    a_pass = -(-len(chosen) // BATCH)
    steps = max(round(epochs * a_pass), LEAST_STEPS)
    order = chosen
    for step in range(steps):
        if step % a_pass == 0:
            order = rng.permutation(chosen)
        some = order[step % a_pass * BATCH :][:BATCH]
        rate = np.float32(RATE * (1 - 0.95 * step / steps) / (1 - 0.9 ** (step + 1)))
        part = float(w[some].sum())
        slopes = gradients(now, examples, some, w[some], rng)
        for (value, origin, l2, first, second), slope in zip(blocks, slopes, strict=True):
            slope *= 2 / part  # noqa: PLW2901 — in place: these are the large arrays
            if l2:
                slope += np.float32(l2 / total) * (value - origin)  # noqa: PLW2901
            first += 0.1 * (slope - first)  # noqa: PLW2901
            slope *= slope  # noqa: PLW2901
            second += 0.001 * (slope - second)  # noqa: PLW2901
            value -= rate * first / (np.sqrt(second / np.float32(1 - 0.999 ** (step + 1))) + np.float32(1e-8))  # noqa: PLW2901
    return now


def _trust(now: Weights, examples: Examples, newest: Ints) -> NDArray[np.float64]:
    """How far time, basket size and pairs are to be believed, 0 … 1 each, by receipts that they were not learned from.

    The factors of the three parts of the score that make those receipts most likely (Newton's method), shrunk to 1.
    Where receipts carry no pairs the third one is near 0, and what is popular at that hour is left.
    """
    factors = np.ones(3)
    parts = []
    for a in range(0, len(newest), 256):
        some = newest[a : a + 256]
        x, size = examples.baskets(some), examples.size[some]
        c = examples.context(some, size - 1)
        by_pairs, hidden, at, answer = leave_one_out_scores(now, x, size, np.float32(0))
        time = (c[:, : HOURS + DAYS] @ now.context[: HOURS + DAYS])[at]
        by_size = (c[:, HOURS + DAYS :] @ now.context[HOURS + DAYS :])[at]
        parts.append((np.stack([time, by_size, by_pairs]), hidden, answer))
    for _ in range(6):
        slope, curve = (1 - factors) / DOUBT**2, np.eye(3) / DOUBT**2
        for features, hidden, answer in parts:
            p = softmax(now.always + np.tensordot(factors.astype(np.float32), features, 1), hidden)
            mean = (features * p).sum(2)
            slope += (features[:, np.arange(len(answer)), answer] - mean).sum(1)
            curve += np.einsum("ken,len,en->kl", features, features, p, optimize=True) - mean @ mean.T
        factors = np.clip(factors + np.linalg.solve(curve, slope), 0, 2)
    return np.clip(factors / ENOUGH, 0, 1)
