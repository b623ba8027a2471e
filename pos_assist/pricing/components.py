"""One connected part of an order, solved: the uses formed, whether that is proven, and what no choice can beat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pos_assist.pricing import milp
from pos_assist.pricing.deal_uses import Fill, Formed, Kind, TooMany
from pos_assist.pricing.estimate import ceiling, greedy
from pos_assist.pricing.savings_table import SavingsTable
from pos_assist.pricing.search import Budget, OutOfBudget, Search

SMALL = 16  # units up to which the search is tried before the table
_QUICK = 1_500  # steps of it
_USES = 1_500  # listed for a counter's answer


@dataclass(slots=True)
class Component:
    """The kinds of the order it was solved for, and the `numbers` of its own among them; money in minor units. `search` or `table`
    is what proved it, and what can tell of one unit more."""

    kinds: Sequence[Kind]
    have: Sequence[int]
    numbers: Sequence[int]
    fills: Sequence[Fill]
    formed: Sequence[Formed]
    saving: int
    ceiling: int
    search: Search | None = None
    table: SavingsTable | None = None

    @property
    def proven(self) -> bool:
        """Whether no choice saves more."""
        return self.saving == self.ceiling


def solved(
    kinds: Sequence[Kind], have: Sequence[int], numbers: Sequence[int], fills: Sequence[Fill], budget: Budget
) -> Component:
    """The best choice, proven; or, when the budget runs out, a legal one with its ceiling.

    First the search where the units are few, then the table where it is small enough, then the search for what is left of
    the budget. The first two have limits of their own, so that they find the same however much is left.
    """
    part = Component(kinds, have, numbers, fills, (), 0, 0)
    few = sum(have[number] for number in numbers) <= SMALL
    if (few and _by_search(part, Budget(_QUICK))) or _by_table(part, budget) or _by_search(part, budget):
        return part
    part.formed = greedy(fills, have)
    part.saving = sum(saves for _, _, saves in part.formed)
    # Where no choice saves more, another may still save as much in fewer uses: that is for a method that minds ties to say.
    part.ceiling = max(part.saving + 1, ceiling(fills, have))
    return part


def finished(part: Component, seconds: float, stale: Callable[[], bool]) -> Component:
    """The part as HiGHS proves it in that time, never worse than before; also unproven if it became `stale` meanwhile."""
    formed, most = milp.proved(part.fills, part.have, seconds, stale)
    saving = sum(saves for _, _, saves in formed)
    if saving < part.saving:
        formed, saving = list(part.formed), part.saving
    return Component(
        part.kinds, part.have, part.numbers, part.fills, formed, saving, max(saving, min(most, part.ceiling))
    )


def _by_search(part: Component, budget: Budget) -> bool:
    try:
        search = Search(part.fills, part.have, part.numbers, budget, _USES)
        part.saving = part.ceiling = search.saving(budget)
        part.formed, part.search = search.formed(budget), search
    except (TooMany, OutOfBudget):
        return False
    return True


def _by_table(part: Component, budget: Budget) -> bool:
    try:
        table = SavingsTable(part.fills, part.have, part.numbers, budget)
    except (TooMany, OutOfBudget):
        return False
    part.saving = part.ceiling = table.saving
    part.formed, part.table = table.formed(), table
    return True


def warm_up() -> None:
    """Load what large orders need, ahead of the first one: for a worker."""
    import highspy  # noqa: F401, PLC0415 — lazy: 160 ms with numpy, which a start can do without
