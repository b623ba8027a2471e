"""Pairs of items with all that a manager wants to know before deciding: what the receipts say, what customers answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pos_assist.domain.items import Item, Pairing
from pos_assist.learning.counting import EVERY
from pos_assist.learning.evidence import Evidence
from pos_assist.storage import Storage
from pos_assist.storage.browse import OfferAnswers, Pair

# A pair is worth a manager's eye when it is in so many receipts, in that share of the trigger's, and that many times more
# often than chance would have it: below, the numbers of a small shop say more about luck than about customers.
LEAST_TOGETHER, LEAST_SHARE, LEAST_TIMES = 10, 0.05, 1.3


@dataclass(frozen=True, slots=True)
class LearnedPair:
    """Trigger → add-on: the evidence, the answers, and the manager's decision if there is one."""

    trigger: Item
    addon: Item
    evidence: Evidence
    answers: OfferAnswers
    decision: Pairing | None = None


def learned(storage: Storage, item: str, department: str, limit: int) -> list[LearnedPair]:
    """By how often they were bought together; decided pairs without any receipt come after."""
    codes = [item] if item else storage.browse.item_codes(department=department)
    found = storage.browse.pairs_of(codes, limit)
    return _described(storage, found, storage.catalog.pairings_from(codes))


def offered_with(storage: Storage, item: str, limit: int) -> list[LearnedPair]:
    """Pairs whose add-on is this item."""
    found = storage.browse.pairs_of([item], limit, by_addon=True)
    decided = storage.browse.pairings_to(item)
    return _described(storage, found, decided)


def undecided(storage: Storage, limit: int) -> list[LearnedPair]:
    """Pairs that nobody has decided about, those furthest beyond chance first."""
    return _described(storage, storage.browse.undecided(LEAST_TOGETHER, LEAST_SHARE, LEAST_TIMES, limit), ())


def _described(storage: Storage, found: list[Pair], decided: Iterable[Pairing]) -> list[LearnedPair]:
    decisions = {(x.trigger, x.addon): x for x in decided}
    counted = {(x.trigger, x.addon): x for x in found}
    for trigger, addon in decisions:
        if (trigger, addon) not in counted:
            of, addon_in = storage.learned.count(trigger)[0], storage.learned.count(addon)[0]
            counted[trigger, addon] = Pair(trigger, addon, storage.learned.pair(trigger, addon)[0], of, addon_in)
    decisions |= {
        (x.trigger, x.addon): x
        for x in storage.catalog.pairings_from({pair.trigger for pair in found})
        if (x.trigger, x.addon) in counted
    }
    receipts = storage.learned.count(EVERY)[0]
    items = {x.code: x for x in storage.browse.items(sorted({code for key in counted for code in key}))}
    answers = storage.browse.answers(triggers=sorted({trigger for trigger, _ in counted}))
    return [
        LearnedPair(
            items[x.trigger],
            items[x.addon],
            Evidence(x.together, x.of, x.addon_in, receipts),
            answers.get(key, OfferAnswers()),
            decisions.get(key),
        )
        for key, x in counted.items()
        if x.trigger in items and x.addon in items
    ]
