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
_USES = 1_500  # listed by it
_SEATS = 250  # (place, kind) pairs of a program that a ring-up may wait for: it can be broken off within a millisecond or two
_SEAT = 60  # steps of the search in the time that HiGHS takes for one of them
_AT_ONCE = 1.0  # seconds that a ring-up never waits for it, whatever the budget


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


def solved(  # noqa: PLR0913 — given by name
    kinds: Sequence[Kind],
    have: Sequence[int],
    numbers: Sequence[int],
    fills: Sequence[Fill],
    budget: Budget,
    *,
    seconds: float = 0.0,
    stale: Callable[[], bool] = lambda: False,
) -> Component:
    """The best choice, proven; or, when the budget runs out, a legal one with its ceiling. A worker gives HiGHS `seconds`, broken
    off once the question is `stale`; a ring-up asks HiGHS too, but only for what it answers within the budget.

    The search where the units are few, else the table where it is small enough, else HiGHS: which of them answers depends on the part
    alone and never on how much of the budget is left. So the same order has the same sets, the same shares and the same tax,
    whoever proved it and when.
    """
    part = Component(kinds, have, numbers, fills, (), 0, 0)
    try:
        if _by_search(part) or _by_table(part, budget):
            return part
        if seconds or _answered_at_once(part, budget):
            answer = milp.proved(fills, have, seconds or _AT_ONCE, stale if seconds else lambda: budget.over)
            return _with_estimate(part, *answer)
    except OutOfBudget:
        pass
    return _with_estimate(part)


def _by_search(part: Component) -> bool:
    """Whether the search has proven the part, in steps of its own: they do not depend on the budget."""
    if sum(part.have[number] for number in part.numbers) > SMALL:
        return False
    budget = Budget(_QUICK)
    try:
        search = Search(part.fills, part.have, part.numbers, budget, _USES)
        part.saving = part.ceiling = search.saving(budget)
        part.formed, part.search = search.formed(budget), search
    except (TooMany, OutOfBudget):
        return False
    return True


def _by_table(part: Component, budget: Budget) -> bool:
    """Whether the table has proven the part. Raises OutOfBudget where it could, but not now."""
    try:
        table = SavingsTable(part.fills, part.have, part.numbers, budget)
    except TooMany:
        return False
    part.saving = part.ceiling = table.saving
    part.formed, part.table = table.formed(), table
    return True


def _answered_at_once(part: Component, budget: Budget) -> bool:
    """Whether HiGHS is loaded and its program small enough for a ring-up. Raises OutOfBudget."""
    seats = sum(len(place.worth) for fill in part.fills for place in fill.places)
    if not milp.loaded() or seats > _SEATS:
        return False
    budget.require(seats * _SEAT)
    return True


def _with_estimate(part: Component, formed: Sequence[Formed] = (), most: int | None = None) -> Component:
    """The part with what HiGHS found, if it did, or with a quick legal choice where that saves more."""
    part.formed, part.saving = formed, sum(saves for _, _, saves in formed)
    if part.saving == most:
        part.ceiling = most
        return part
    quick = greedy(part.fills, part.have)
    if (saving := sum(saves for _, _, saves in quick)) > part.saving:
        part.formed, part.saving = quick, saving
    # Where no choice saves more, another may still save as much in fewer uses: that is for a method that minds ties to say.
    ceiling_ = ceiling(part.fills, part.have)
    part.ceiling = max(part.saving + 1, ceiling_ if most is None else min(most, ceiling_))
    return part


def warm_up() -> None:
    """Load what large orders need, ahead of the first one: for a worker."""
    import highspy  # noqa: F401, PLC0415 — lazy: 160 ms with numpy, which a start can do without
