"""One connected part of an order, solved: the uses formed, whether that is proven, and what no choice can beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos_assist.pricing import proof
from pos_assist.pricing.estimate import ceiling, greedy
from pos_assist.pricing.search import Budget, Formed, OutOfBudget, Search
from pos_assist.pricing.uses import Fill, Kind, Place, TooMany

USES = 3000  # listed for a counter's answer
_MANY, _LONG = 30_000, 1_000_000  # uses listed, steps of the search, where a worker has to do without HiGHS


@dataclass(frozen=True, slots=True)
class Part:
    """`formed` numbers kinds as `kinds` does; money in minor units."""

    kinds: tuple[Kind, ...]
    have: tuple[int, ...]
    fills: tuple[Fill, ...]
    formed: tuple[Formed, ...]
    saving: int
    ceiling: int
    search: Search | None
    searched: bool = False  # `formed` is what the search found best

    @property
    def proven(self) -> bool:
        """Whether no choice saves more."""
        return self.saving == self.ceiling


def renumbered(fills: Sequence[Fill], kinds: Sequence[int]) -> tuple[Fill, ...]:
    """The deals of a part over the part's own kinds."""
    number = {kind: i for i, kind in enumerate(kinds)}
    return tuple(
        Fill(
            deal.rank,
            deal.priority,
            tuple(Place(p.least, p.most, tuple((number[k], w) for k, w in p.worth)) for p in deal.places),
            deal.cost,
            deal.cap,
            deal.paid,
        )
        for deal in fills
    )


def solved(
    kinds: tuple[Kind, ...], have: tuple[int, ...], fills: tuple[Fill, ...], budget: Budget, uses: int = USES
) -> Part:
    """The best choice, proven; or, when the budget or the list of uses runs out, a legal one with its ceiling."""
    most = ceiling(fills, have)
    search = None
    try:
        budget.spend(0)
        search = Search(fills, have, uses)
        most = min(most, search.ceiling())
        saving = search.saving(budget)
        return Part(kinds, have, fills, tuple(search.formed(budget)), saving, saving, search, True)
    except (TooMany, OutOfBudget):
        formed = tuple(greedy(fills, have))
        saving = sum(saves for _, _, saves in formed)
        return Part(kinds, have, fills, formed, saving, max(most, saving), search)


def finished(part: Part, seconds: float) -> Part:
    """The part with its proof if it can be had in that time (of HiGHS), or by a long search where HiGHS is not installed;
    never worse than before."""
    if proof.available():
        formed, most = proof.proved(part.fills, part.have, seconds)
        saving = sum(saves for _, _, saves in formed)
        if saving < part.saving:
            formed, saving = list(part.formed), part.saving
        return replace(part, formed=tuple(formed), saving=saving, ceiling=max(saving, min(most, part.ceiling)))
    longer = solved(part.kinds, part.have, part.fills, Budget(_LONG), _MANY)
    return longer if longer.saving >= part.saving else replace(part, ceiling=min(part.ceiling, longer.ceiling))
