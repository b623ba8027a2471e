"""How far what a member bought before is believed: as far as this shop's receipts have shown that it foretells.

`ranking` adds it to the order's scores. Of an item that the member bought with recent weight w (a receipt of today counts 1) and that the shop sells with share q of
what is added to such an order, the score rises by trust · log(1 + w / (PRIOR · q)): the logarithm of (w + PRIOR · q) over
PRIOR · q, how much likelier the item is under the shop's share taken as PRIOR receipts of this member. Nothing falls, and who
has no card has no such evidence. numpy, so for a worker only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from pos_assist.learning.counting import HALF_LIFE
from pos_assist.learning.model import DAYS, HOURS, Floats, Weights
from pos_assist.learning.ranking import GAMMA, SIZES, evidence

Visit = tuple[str, Sequence[str], datetime]  # member, items, when

EXPECTED_TRUST, DOUBT = 0.25, 0.25  # before any member's receipt was looked at: mean, standard deviation
LOOKED_AT, MOST_ANSWERS = (
    600,
    6,
)  # newest receipts of members by which the trust is found; items of one that are asked about


class Recent:
    """Members' recent weights as they grow, visit by visit; the last looks back from the time it is asked for."""

    def __init__(self) -> None:
        self._weights: dict[str, dict[str, float]] = {}
        self._epoch: datetime | None = None

    def add(self, member: str, items: Sequence[str], when: datetime) -> None:
        """Count one visit."""
        gain = 1 / self._unit(when)
        own = self._weights.setdefault(member, {})
        for item in dict.fromkeys(items):
            own[item] = own.get(item, 0.0) + gain

    def of(self, member: str, when: datetime) -> Mapping[str, float]:
        """What that member bought, by recent weight as of `when`."""
        unit = self._unit(when)
        return {item: w * unit for item, w in self._weights.get(member, {}).items()}

    def _unit(self, when: datetime) -> float:
        self._epoch = self._epoch or when
        return float(0.5 ** ((when - self._epoch).total_seconds() / 86_400 / HALF_LIFE))


def own_trust(weights: Weights, visits: Sequence[Visit]) -> float:
    """How far members' history is to be believed in this shop, 0 … 1: the factor that makes what they bought with their newest
    receipts most likely, given the rest of the receipt and what they had bought before it (Newton's method, with a prior).
    `visits` in the order of their sale. Where nobody buys the same again it is near 0, and the shop's model is left."""
    column = {item: i for i, item in enumerate(weights.items)}
    recent = Recent()
    questions: list[tuple[Floats, Floats, list[int]]] = []
    asked = {n for n, (_, items, _) in enumerate(visits) if len(set(items)) > 1}
    asked = set(sorted(asked)[-LOOKED_AT:])
    for n, (member, items, when) in enumerate(visits):
        own = recent.of(member, when) if n in asked else {}
        known = [column[x] for x in dict.fromkeys(items) if x in column]
        if own and len(known) > 1:
            questions.append(_questions(weights, known, when, {column[x]: w for x, w in own.items() if x in column}))
        recent.add(member, items, when)
    trust = EXPECTED_TRUST
    for _ in range(6):
        slope, curve = (EXPECTED_TRUST - trust) / DOUBT**2, 1 / DOUBT**2
        for scores, gain, answers in questions:
            p = np.exp(scores + trust * gain - (scores + trust * gain).max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            mean = p @ gain
            slope += float((gain[answers] - mean).sum())
            curve += float((p @ (gain * gain) - mean * mean).sum())
        trust = min(max(trust + slope / curve, 0.0), 1.0)
    return trust


def _questions(
    weights: Weights, known: list[int], when: datetime, own: Mapping[int, float]
) -> tuple[Floats, Floats, list[int]]:
    """(scores of every item, one row an answer; how much each may rise; the answers): each item of the receipt in turn is the
    answer to the others."""
    answers, size = known[:MOST_ANSWERS], len(known) - 1
    places = (when.hour, HOURS + when.weekday(), HOURS + DAYS + min(size, SIZES) - 1)
    base = weights.always + weights.context[list(places)].sum(0)
    share = np.exp(base - base.max())
    share /= share.sum()
    gain = np.zeros(len(base), np.float32)
    for i, w in own.items():
        gain[i] = evidence(w, float(share[i]))
    whole = weights.pairs[known].sum(0)
    scores = base + size**-GAMMA * (whole - weights.pairs[answers])
    scores[:, known] -= 1e9  # in the order already …
    rows = np.arange(len(answers))
    scores[rows, answers] += 1e9  # … but for the answer
    return scores, gain, answers
