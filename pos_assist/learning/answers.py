"""What customers answered -> how likely the next one is to take an offer.

Kept beside the pair counters, in the same table and the same whole numbers, under keys that begin with «!»: so a sale, its
void and a rebuild agree to the last bit. For an offer («!add:potato-m»), for its kind, and for its kind at the moment and at
the hour there is one row each of: «shown», «expected» (the sum of the relevances it was shown with), «accepted», «declined». `n` counts, `w`
is decayed as in `counting`.

The model is multiplicative and shrunk at every step, as an actuary's credibility (Bühlmann): a customer takes an offer with
chance = relevance × f(kind) × f(moment) × f(hour) × f(offer), each f = (accepted + k) / (expected + k), which is 1 while
nothing is known. With a steady relevance the last step is the mean of a Beta posterior whose prior is worth STRENGTH showings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import exp, log, sqrt
from typing import NamedTuple

from pos_assist.domain.offers import Offer, OfferKind, OfferRecord, Outcome
from pos_assist.learning.counting import HALF_LIFE, Increment, weight

STRENGTH = 20.0  # showings that the prior counts for
GENERAL = 4.0  # expected yeses that «like everywhere» counts for in kind, moment and hour
DAMPING = 0.5  # a well-known offer's chance follows the square root of the relevance, not all of it
EXPLORE = 0.5  # how many standard deviations of doubt a unit of luck moves the chance
LEAST, MOST = 0.002, 0.95
SINGLE = (OfferKind.ADDON, OfferKind.SIZE, OfferKind.GRADE)  # kinds that offer one item
_ONE = weight(0, 2)  # a receipt of two items on the epoch's day: the unit of `w`

Rows = Callable[[str], Mapping[str, tuple[int, int]]]  # key -> {"shown": (n, w), …}


class Answered(NamedTuple):
    """One offer that was shown and what became of it, as much of it as is learned from."""

    key: str  # answer_key
    moment: str
    outcome: str
    relevance: float
    item: str = ""  # of an offer of one item: its code


@dataclass(frozen=True, slots=True)
class Estimate:
    """The chance that an offer is taken, and the same drawn at random within its uncertainty (`sampled`)."""

    chance: float
    sampled: float
    shown: int
    accepted: int


def answer_key(refusal: str, trigger: str, own: bool) -> str:
    """Under which key an offer's answers are kept: the thing offered, and of a manager's own pairing also its trigger."""
    return f"!{refusal}<{trigger}" if own and trigger else f"!{refusal}"


def is_own(offer: Offer) -> bool:
    """Whether the offer came from a manager's pairing."""
    return offer.reason.code in ("own", "pinned")


def answered(record: OfferRecord) -> Answered:
    """Return the part of an offer's record that is learned from."""
    offer = record.offer
    key = answer_key(offer.refusal, offer.trigger, is_own(offer))
    relevance = offer.why.relevance if offer.why else 0.0
    item = offer.items[0] if offer.kind in SINGLE else ""
    return Answered(key, str(record.moment), str(record.outcome), relevance, item)


def increments(answers: Iterable[Answered], bought: Iterable[str], when: datetime, epoch: datetime) -> list[Increment]:
    """Return the increments of one order's answers. An offer that was ignored and whose item was bought all the same,
    by key or by scan, tells nothing about the offer and is left out."""
    codes = set(bought)
    w = weight((when.date() - epoch.date()).days, 2)
    rows: list[Increment] = []
    for x in answers:
        if x.relevance <= 0 or (x.outcome == Outcome.IGNORED and x.item in codes):
            continue
        for key in (x.key, kind_key(x.key), moment_key(x.key, x.moment), hour_key(x.key, when)):
            rows.append((key, "shown", 1, w))
            rows.append((key, "expected", 0, round(w * x.relevance)))
            if x.outcome != Outcome.IGNORED:
                rows.append((key, str(x.outcome), 1, w))
    return rows


def kind_key(key: str) -> str:
    """All offers of a kind: upgrades, sets or add-ons."""
    return f"!kind:{_kind(key)}"


def moment_key(key: str, moment: str) -> str:
    """All offers of the kind at a moment. By kind, since not every moment has every kind."""
    return f"!moment:{moment}:{_kind(key)}"


def hour_key(key: str, when: datetime) -> str:
    """All offers of the kind at an hour of the day."""
    return f"!hour:{when.hour}:{_kind(key)}"


def _kind(key: str) -> str:
    return key[1:].partition(":")[0]


class Asker:
    """Answers for one order at one moment: what all its offers share is worked out once."""

    def __init__(self, rows: Rows, moment: str, when: datetime, epoch: datetime) -> None:
        self._rows = rows
        self._now: float = _ONE * 2.0 ** ((when.date() - epoch.date()).days / HALF_LIFE)
        self._moment, self._when = moment, when
        self._general: dict[str, tuple[float, float]] = {}

    def estimate(self, key: str, relevance: float, luck: float) -> Estimate:
        """`luck`: a standard normal number that belongs to the order and the offer (Thompson sampling)."""
        kind = kind_key(key)
        if kind not in self._general:
            everywhere = self._factor(kind, 1.0)
            at_moment = self._factor(moment_key(key, self._moment), everywhere)
            here = at_moment * self._factor(hour_key(key, self._when), everywhere)
            self._general[kind] = (everywhere, here)
        everywhere, here = self._general[kind]
        rows = self._rows(key)
        shown, expected, accepted = (rows.get(x, (0, 0))[1] / self._now for x in ("shown", "expected", "accepted"))
        if expected:  # the better it is known, the less it matters which order it is shown to
            steady = DAMPING * shown / (shown + STRENGTH)
            relevance = max(relevance, LEAST) ** (1 - steady) * (expected / shown) ** steady
        prior = min(max(relevance * everywhere, LEAST), MOST)
        usual = expected * everywhere  # yeses expected in all its showings
        strength = STRENGTH * (usual / shown if shown else prior)
        chance = prior * (accepted + strength) / (usual + strength)
        chance = min(max(chance * here, LEAST), MOST)
        return Estimate(chance, _lucky(chance, shown + STRENGTH, luck), _n(rows, "shown"), _n(rows, "accepted"))

    def _factor(self, key: str, everywhere: float) -> float:
        rows = self._rows(key)
        expected, accepted = (rows.get(x, (0, 0))[1] / self._now for x in ("expected", "accepted"))
        return (accepted + GENERAL) / (expected * everywhere + GENERAL)


def _n(rows: Mapping[str, tuple[int, int]], name: str) -> int:
    return rows.get(name, (0, 0))[0]


def _lucky(chance: float, seen: float, luck: float) -> float:
    """A draw from the Beta posterior of mean `chance` worth `seen` showings, by its normal approximation on the logit
    scale: standard deviation √(1/a + 1/b)."""
    doubt = sqrt(1 / (chance * seen) + 1 / ((1 - chance) * seen))
    return min(1 / (1 + exp(-(log(chance / (1 - chance)) + EXPLORE * luck * doubt))), MOST)
