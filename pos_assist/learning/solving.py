"""Receipts -> the rows that `ranking` adds up: a softmax regression on leave-one-out examples, shrunk to the pair counters.

For a receipt of m items each item in turn is the answer and the other m − 1 are the question (and, so that a basket
that still grows is answered as well, a random part of the receipt is the question and the rest the answer). Weights
start at β · log(times more often together than by chance) and an L2 penalty pulls them back there: few receipts give
the counter model, many give their own. Convex, minimised by Adam in mini-batches. numpy, so for a worker only.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pos_assist.learning.ranking import ALWAYS, GAMMA, SHAPE, SIZES, STAMP, VERSION

Floats = NDArray[np.float32]
Receipts = Sequence[tuple[Sequence[str], datetime]]

HEAD = 1_000  # items that get weights: the ones that sell; the tail falls back to counted neighbours
MEMORY = 20_000  # newest receipts that are looked at
HALF_LIFE = 200.0  # days
PAIR_HALF_LIFE = 365.0  # days, of the pair counters that weights start from
OMEGA = 0.25  # a receipt of m items weighs (m − 1)^−OMEGA
BETA, SHRINK = 0.5, 4.0
L2_PAIRS, L2_CONTEXT = 2.0, 1.0
GROWING = 1.0  # weight of the growing-basket examples beside the leave-one-out ones
EPOCHS, BATCH, RATE = 15, 128, 0.02
HOURS, DAYS = 24, 7
_SIZE = HOURS + DAYS
_CONTEXT = _SIZE + SIZES
_KERNEL = np.exp(-0.5 * np.minimum(d := np.abs(np.subtract.outer(range(24), range(24))), 24 - d) ** 2 / 2.0)
_NEAR_HOURS: Floats = (_KERNEL / _KERNEL.sum(1, keepdims=True)).astype(np.float32)


@dataclass
class Weights:
    """The model as arrays over the same items."""

    items: list[str]
    always: Floats  # (n,)
    context: Floats  # (hour | day | size, n)
    pairs: Floats  # (n, n): row i is what item i in the basket says about each
    more: list[float]

    def rows(self, version: int) -> dict[str, bytes]:
        """What the shop stores, key by key."""
        stamp = version.to_bytes(STAMP, "little")
        names = [*(f"@hour:{h}" for h in range(HOURS)), *(f"@day:{d}" for d in range(DAYS))]
        names += [f"@size:{m}" for m in range(1, SIZES + 1)]
        shape = {"version": stamp.hex(), "items": self.items, "more": self.more}
        rows = {VERSION: stamp, SHAPE: json.dumps(shape).encode()}
        for key, row in [
            (ALWAYS, self.always),
            *zip(names, self.context, strict=True),
            *zip(self.items, self.pairs, strict=True),
        ]:
            rows[key] = stamp + row.astype("<f4").tobytes()
        return rows


class _History:
    """Receipts of two items and more, as numbers, newest last."""

    def __init__(self, receipts: Receipts, items: Sequence[str] | None = None) -> None:
        receipts = receipts[-MEMORY:]
        if items is None:
            sold = Counter(item for basket, _ in receipts for item in dict.fromkeys(basket))
            items = sorted(sorted(sold), key=lambda x: -sold[x])[:HEAD]
        self.items = list(items)
        column = {item: i for i, item in enumerate(self.items)}
        self.now = receipts[-1][1] if receipts else datetime.min
        self.sizes = Counter(len(set(basket)) for basket, _ in receipts)
        known = [([column[x] for x in dict.fromkeys(basket) if x in column], when) for basket, when in receipts]
        known = [(basket, when) for basket, when in known if len(basket) > 1]
        self.size = np.array([len(basket) for basket, _ in known], np.int64)
        self.item = np.array([i for basket, _ in known for i in basket], np.int64)
        self.first = np.concatenate([[0], np.cumsum(self.size)])[:-1].astype(np.int64)
        self.age = np.array([(self.now - when).total_seconds() / 86_400 for _, when in known])
        self.hour = np.array([when.hour for _, when in known], np.int64)
        self.day = np.array([when.weekday() for _, when in known], np.int64)

    def __len__(self) -> int:
        return len(self.size)

    def weights(self, half_life: float) -> Floats:
        w: Floats = (0.5 ** (self.age / half_life) * (self.size - 1.0) ** -OMEGA).astype(np.float32)
        return w

    def baskets(self, chosen: NDArray[np.int64]) -> Floats:
        """(receipts, items): 1 where bought."""
        size = self.size[chosen]
        rows = np.repeat(np.arange(len(chosen)), size)
        offset = np.arange(len(rows)) - np.repeat(np.cumsum(size) - size, size)
        x = np.zeros((len(chosen), len(self.items)), np.float32)
        x[rows, self.item[np.repeat(self.first[chosen], size) + offset]] = 1
        return x

    def context(self, chosen: NDArray[np.int64], size: NDArray[np.int64]) -> Floats:
        """(receipts, context): hour, day of the week and how many items are known."""
        c = np.zeros((len(chosen), _CONTEXT), np.float32)
        at = np.arange(len(chosen))
        c[at, self.hour[chosen]] = 1
        c[at, HOURS + self.day[chosen]] = 1
        c[at, _SIZE + np.clip(size, 1, SIZES) - 1] = 1
        return c


def solve(receipts: Receipts, seed: int = 0) -> Weights | None:
    """Weights from scratch; None where no receipt has two items. Seconds for tens of thousands of receipts."""
    history = _History(receipts)
    if not len(history):
        return None
    start = _from_counters(history)
    fitted = _Adam(start)
    w = history.weights(HALF_LIFE)
    rng = np.random.default_rng(seed)
    batches = -(-len(history) // BATCH)
    for step in range(EPOCHS * batches):
        if step % batches == 0:
            order = rng.permutation(len(history))
        chosen = order[step % batches * BATCH :][:BATCH]
        gradients = _gradients(fitted.now, history, chosen, w, rng)
        fitted.step(gradients, float(w.sum()), RATE * (1 - 0.95 * step / (EPOCHS * batches)))
    return fitted.now


def _from_counters(history: _History) -> Weights:
    """Popularity and the log of the lift, shrunk: the model of a shop that has just opened."""
    n = len(history.items)
    together = np.zeros((n, n))
    w = history.weights(PAIR_HALF_LIFE) * np.maximum(history.size - 1.0, 1) ** OMEGA
    for a in range(0, len(history), 1024):
        chosen = np.arange(a, min(a + 1024, len(history)))
        x = history.baskets(chosen)
        together += x.T @ (x * w[chosen, None])
    alone = np.diag(together).copy()
    lift = np.log((together + SHRINK) / (np.outer(alone, alone) / w.sum() + SHRINK))
    np.fill_diagonal(lift, 0)
    popular = alone + 0.5
    return Weights(
        history.items,
        np.log(popular / popular.sum()).astype(np.float32),
        np.zeros((_CONTEXT, n), np.float32),
        (BETA * lift).astype(np.float32),
        _more(history.sizes),
    )


def _more(sizes: Mapping[int, int]) -> list[float]:
    """By basket size so far: how many more items the receipt gets on average, counted over the receipts."""
    more = []
    for m in range(SIZES + 1):
        longer = {size: n for size, n in sizes.items() if size >= max(m, 1)}
        total = sum(longer.values())
        more.append(sum((size - m) * n for size, n in longer.items()) / total if total else 0.0)
    return more


def _gradients(
    now: Weights, history: _History, chosen: NDArray[np.int64], weight: Floats, rng: np.random.Generator
) -> list[Floats]:
    """Of the weighted loss of these receipts, by always, context and pairs, per unit of weight of the batch."""
    x, size = history.baskets(chosen), history.size[chosen]
    at, answer = np.nonzero(x)
    w = weight[chosen]
    # Leave one out. The question is x − e(answer): one product for the receipt, then its own row taken off again.
    scale = ((size - 1.0) ** -GAMMA).astype(np.float32)
    c = history.context(chosen, size - 1)
    scores = (now.always + c @ now.context + scale[:, None] * (x @ now.pairs))[at]
    scores -= scale[at, None] * now.pairs[answer]
    hidden = x[at]
    each = np.arange(len(at))
    hidden[each, answer] = 0
    error = _softmax(scores, hidden)
    error[each, answer] -= 1
    error *= w[at, None]
    summed = np.add.reduceat(error, np.cumsum(size) - size, axis=0)
    one = np.zeros_like(error)
    one[each, answer] = 1
    always = summed.sum(0)
    context = c.T @ summed
    pairs = x.T @ (summed * scale[:, None]) - one.T @ (error * scale[at, None])
    # A random part of the receipt is known, the rest is still to come.
    known = _random_part(x, size, rng)
    size = known.sum(1).astype(np.int64)
    rest = x - known
    c = history.context(chosen, size)
    scale = (size**-GAMMA).astype(np.float32)
    error = _softmax(now.always + c @ now.context + scale[:, None] * (known @ now.pairs), known)
    error -= rest / rest.sum(1, keepdims=True)
    error *= (GROWING * w * (size + rest.sum(1) - 1))[:, None]
    always += error.sum(0)
    context += c.T @ error
    pairs += known.T @ (error * scale[:, None])
    context[:HOURS] = _NEAR_HOURS @ context[:HOURS]  # what is learned of an hour holds for its neighbours too
    total = float(w.sum())
    return [always / total, context / total, pairs / total]


def _softmax(scores: Floats, taken: Floats) -> Floats:
    scores -= 1e9 * taken
    scores -= scores.max(1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(1, keepdims=True)
    return scores


def _random_part(x: Floats, size: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """Of each receipt 1 … m − 1 of its items, by chance."""
    keys = rng.random(x.shape, dtype=np.float32) * x
    n = 1 + (rng.random(len(x)) * (size - 1)).astype(np.int64)
    bound = -np.partition(-keys, min(int(size.max()), x.shape[1]) - 1, axis=1)[:, : int(size.max())]
    bound = -np.sort(-bound, axis=1)
    part: Floats = ((keys >= bound[np.arange(len(x)), n - 1][:, None]) & (x > 0)).astype(np.float32)
    return part


class _Adam:
    """Kingma and Ba 2015, with the penalty's gradient added."""

    def __init__(self, start: Weights) -> None:
        self.now = Weights(start.items, start.always.copy(), start.context.copy(), start.pairs.copy(), start.more)
        self._start = start
        self._moments = [(np.zeros_like(p), np.zeros_like(p)) for p in (start.always, start.context, start.pairs)]
        self._steps = 0

    def step(self, gradients: list[Floats], total: float, rate: float) -> None:
        """One step; `total` is the weight of all receipts, which the penalty is spread over."""
        self._steps += 1
        now, start = self.now, self._start
        parameters = ((now.always, start.always, 0.0), (now.context, start.context, L2_CONTEXT))
        for (p, p0, l2), g, (first, second) in zip(
            (*parameters, (now.pairs, start.pairs, L2_PAIRS)), gradients, self._moments, strict=True
        ):
            if l2:
                g += (l2 / total) * (p - p0)
            first += 0.1 * (g - first)
            second += 0.001 * (g * g - second)
            p -= (rate / (1 - 0.9**self._steps)) * first / (np.sqrt(second / (1 - 0.999**self._steps)) + 1e-8)
