"""Receipts as questions with an answer, and how wrong the weights are about them (the gradient of the loss)."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pos_assist.learning.model import CONTEXT, DAYS, HOURS, Floats, Weights
from pos_assist.learning.ranking import GAMMA, SIZES

Receipts = Sequence[tuple[Sequence[str], datetime]]
Ints = NDArray[np.int64]

OMEGA = 0.25  # a receipt of m items weighs (m − 1)^−OMEGA: large orders have many examples, not so much more to say
OLDEST = 3_650  # days
_SIZE = HOURS + DAYS
_APART = np.abs(np.subtract.outer(np.arange(HOURS), np.arange(HOURS)))
_KERNEL = np.exp(-0.5 * np.minimum(_APART, HOURS - _APART) ** 2 / 2.0)
_NEAR_HOURS: Floats = (_KERNEL / _KERNEL.sum(1, keepdims=True)).astype(np.float32)


class Examples:
    """The receipts that have two of `items` and more, as numbers, in the order given. Ages in days before `now`."""

    def __init__(self, receipts: Receipts, items: Sequence[str], now: datetime) -> None:
        column = {item: i for i, item in enumerate(items)}
        size, item, age, hour, day = array("q"), array("q"), array("d"), array("q"), array("q")
        for basket, when in receipts:
            known = [column[x] for x in dict.fromkeys(basket) if x in column]
            if len(known) > 1:
                size.append(len(known))
                item.extend(known)
                age.append((now - when).total_seconds() / 86_400)
                hour.append(when.hour)
                day.append(when.weekday())
        self.items = list(items)
        self.size = np.array(size, np.int64)
        self.item = np.array(item, np.int64)
        self.first = np.cumsum(self.size) - self.size
        # What lies after `now` counts as of `now`: a clock that was ahead must not outweigh everything else. And what is
        # very old still weighs something: weights are divided by.
        self.age = np.clip(np.array(age), 0, OLDEST)
        self.hour = np.array(hour, np.int64)
        self.day = np.array(day, np.int64)
        self.all = np.arange(len(size))

    def __len__(self) -> int:
        return len(self.size)

    def weights(self, half_life: float) -> Floats:
        """Of each receipt: newer ones count more, large ones not in proportion. `half_life` in days."""
        w: Floats = (0.5 ** (self.age / half_life) * (self.size - 1.0) ** -OMEGA).astype(np.float32)
        return w

    def baskets(self, chosen: Ints) -> Floats:
        """(receipts, items): 1 where bought."""
        size = self.size[chosen]
        rows = np.repeat(np.arange(len(chosen)), size)
        offset = np.arange(len(rows)) - np.repeat(np.cumsum(size) - size, size)
        x = np.zeros((len(chosen), len(self.items)), np.float32)
        x[rows, self.item[np.repeat(self.first[chosen], size) + offset]] = 1
        return x

    def context(self, chosen: Ints, size: Ints) -> Floats:
        """(receipts, context): hour, day of the week and how many items are known."""
        c = np.zeros((len(chosen), CONTEXT), np.float32)
        at = np.arange(len(chosen))
        c[at, self.hour[chosen]] = 1
        c[at, HOURS + self.day[chosen]] = 1
        c[at, _SIZE + np.clip(size, 1, SIZES) - 1] = 1
        return c


def gradients(
    now: Weights, examples: Examples, chosen: Ints, w: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Of the loss of these receipts, each with its weight in `w`, by always, context and pairs.

    Half of it is leave-one-out: each item in turn is the answer to the others. Half is the growing basket: a random
    part of the receipt is known, all the rest is to come, so that a basket of one item is answered as well.
    """
    x, size = examples.baskets(chosen), examples.size[chosen]
    always, context, pairs = _leave_one_out(now, x, size, examples.context(chosen, size - 1), w)
    known = _random_part(x, size, rng)
    so_far = known.sum(1).astype(np.int64)
    c, scale, rest = examples.context(chosen, so_far), _scale(so_far), x - known
    error = softmax(now.always + c @ now.context + scale[:, None] * (known @ now.pairs), known)
    to_come = rest.sum(1)
    error -= rest / to_come[:, None]
    # Each of m − 1 steps counts, and in it each item still to come (m / 2 on average): expected purchases.
    error *= (w * (size - 1) * to_come * 2 / size)[:, None].astype(np.float32)
    always += error.sum(0)
    context += c.T @ error
    pairs += known.T @ (error * scale[:, None])
    context[:HOURS] = _NEAR_HOURS @ context[:HOURS]  # what is learned of an hour holds for its neighbours too
    half = np.float32(0.5)
    return always * half, context * half, pairs * half


def _leave_one_out(now: Weights, x: Floats, size: Ints, c: Floats, w: Floats) -> tuple[Floats, Floats, Floats]:
    # The question is x − e(answer): one product for the whole receipt, then the answer's own row is taken off again.
    scores, hidden, at, answer = leave_one_out_scores(now, x, size, now.always + c @ now.context)
    error = softmax(scores, hidden)
    each, scale = np.arange(len(at)), _scale(size - 1)
    error[each, answer] -= 1
    error *= w[at, None]
    summed: Floats = np.add.reduceat(error, np.cumsum(size) - size, axis=0)
    one = np.zeros_like(error)
    one[each, answer] = 1
    pairs: Floats = x.T @ (summed * scale[:, None])
    pairs -= one.T @ (error * scale[at, None])
    return summed.sum(0), c.T @ summed, pairs


def leave_one_out_scores(now: Weights, x: Floats, size: Ints, base: Floats) -> tuple[Floats, Floats, Ints, Ints]:
    """(scores, items that are in the question, receipt, answer) for each item of each receipt as the answer."""
    at, answer = np.nonzero(x)
    scale = _scale(size - 1)
    whole: Floats = base + scale[:, None] * (x @ now.pairs)
    scores: Floats = whole[at]
    scores -= scale[at, None] * now.pairs[answer]
    hidden = x[at]
    hidden[np.arange(len(at)), answer] = 0
    return scores, hidden, at, answer


def softmax(scores: Floats, taken: Floats) -> Floats:
    """Of each row over the items that are not in the question; overwrites `scores`."""
    scores -= 1e9 * taken
    scores -= scores.max(1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(1, keepdims=True)
    return scores


def _scale(size: Ints) -> Floats:
    scale: Floats = (size**-GAMMA).astype(np.float32)
    return scale


def _random_part(x: Floats, size: Ints, rng: np.random.Generator) -> Floats:
    """Of each receipt 1 … m − 1 of its items, by chance: so many, even where chance draws one number twice, so that something is to come."""
    keys = np.where(x > 0, 1 - rng.random(x.shape, dtype=np.float32), 0)  # > 0 for what was bought
    wanted = 1 + (rng.random(len(x)) * (size - 1)).astype(np.int64)
    most = int(size.max())
    largest = np.argpartition(-keys, most - 1, axis=1)[:, :most]
    in_turn = np.argsort(-np.take_along_axis(keys, largest, axis=1), axis=1)
    row, place = np.nonzero(np.arange(most) < wanted[:, None])
    part = np.zeros_like(x)
    part[row, np.take_along_axis(largest, in_turn, axis=1)[row, place]] = 1
    return part


def remaining(sizes: Counter[int]) -> list[float]:
    """By basket size so far: how many more items the receipt gets on average, counted over receipts of each size."""
    more = []
    for m in range(SIZES + 1):
        reached = {size: n for size, n in sizes.items() if size >= max(m, 1)}
        more.append(sum((size - m) * n for size, n in reached.items()) / max(sum(reached.values()), 1))
    return more
