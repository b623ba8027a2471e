"""One connected part of an order, solved: the uses formed, whether that is proven, and what no choice can beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos_assist.pricing import milp
from pos_assist.pricing.deal_uses import Fill, Formed, Kind, TooMany
from pos_assist.pricing.estimate import ceiling, greedy
from pos_assist.pricing.search import Budget, OutOfBudget, Search

USES = 1500  # listed for a counter's answer
_MANY, _LONG = 30_000, 1_000_000  # uses listed, steps of the search, where a worker has to do without HiGHS


@dataclass(frozen=True, slots=True)
class Component:
    """The kinds of the order it was solved for, and the `numbers` of its own among them; money in minor units."""

    kinds: Sequence[Kind]
    have: Sequence[int]
    numbers: Sequence[int]
    fills: Sequence[Fill]
    formed: Sequence[Formed]
    saving: int
    ceiling: int
    search: Search | None
    searched: bool = False  # `formed` is what the search found best

    @property
    def proven(self) -> bool:
        """Whether no choice saves more."""
        return self.saving == self.ceiling


def solved(
    kinds: Sequence[Kind],
    have: Sequence[int],
    numbers: Sequence[int],
    fills: Sequence[Fill],
    budget: Budget,
    *,
    limit: int = USES,
) -> Component:  # fmt: skip
    """The best choice, proven; or, when the budget or the list of uses runs out, a legal one with its ceiling."""
    search = None
    try:
        search = Search(fills, have, numbers, budget, limit)
        saving = search.saving(budget)
        return Component(kinds, have, numbers, fills, search.formed(budget), saving, saving, search, True)
    except (TooMany, OutOfBudget):
        formed = search.quickly() if search else greedy(fills, have)
        saving = sum(saves for _, _, saves in formed)
        most = min(ceiling(fills, have), search.ceiling() if search else 1 << 60)
        return Component(kinds, have, numbers, fills, formed, saving, max(most, saving), search)


def finished(part: Component, seconds: float) -> Component:
    """The part with its proof if it can be had in that time (of HiGHS), or by a long search where HiGHS is not installed;
    never worse than before."""
    if milp.available():
        formed, most = milp.proved(part.fills, part.have, seconds)
        saving = sum(saves for _, _, saves in formed)
        if saving < part.saving:
            formed, saving = list(part.formed), part.saving
        return replace(part, formed=formed, saving=saving, ceiling=max(saving, min(most, part.ceiling)))
    longer = solved(part.kinds, part.have, part.numbers, part.fills, Budget(_LONG), limit=_MANY)
    return longer if longer.saving >= part.saving else replace(part, ceiling=min(part.ceiling, longer.ceiling))
