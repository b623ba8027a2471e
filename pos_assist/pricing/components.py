"""One connected part of an order, solved: the uses formed, whether that is proven, and what no choice can beat; the estimate where
it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pos_assist.pricing import milp
from pos_assist.pricing.deal_uses import Fill, Formed, Kind, Place, TooMany
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


# -- without a proof: sets formed greedily (legal, maybe not the best), and a bound on what any choice saves ------------------


def ceiling(fills: Sequence[Fill], have: Sequence[int]) -> int:
    """No choice saves more (minor units): the price of a set is shared out over its places, and every unit then takes the
    best it can get anywhere."""
    best = [0.0] * len(have)
    for deal in fills:
        if deal.paid:
            # The cheapest of a use save at most their proportion of what all its units would.
            (place,) = deal.places
            for kind, worth in place.worth:
                best[kind] = max(best[kind], worth * (place.least - deal.paid) / place.least)
            continue
        usual = [max(1.0, sum(w for _, w in p.worth) / len(p.worth)) for p in deal.places]
        whole = sum(p.least * u for p, u in zip(deal.places, usual, strict=True))
        for place, share in zip(deal.places, usual, strict=True):
            price = deal.cost * share / whole
            for kind, worth in place.worth:
                best[kind] = max(best[kind], worth - price)
    return int(sum(b * n for b, n in zip(best, have, strict=True)) + 1e-6)


def greedy(fills: Sequence[Fill], have: Sequence[int]) -> list[Formed]:
    """Form the use that saves most per unit, again and again."""
    left = list(have)
    caps = {deal.rank: deal.cap for deal in fills}
    formed: list[Formed] = []
    tries = {deal: dearest(deal, left) for deal in fills}
    while True:
        able = [
            (got[0] / sum(got[1].values()), -deal.rank, deal)
            for deal, got in tries.items()
            if got and caps[deal.rank] != 0
        ]
        if not able:
            return formed
        deal = max(able, key=lambda t: t[:2])[2]
        saves, units = tries[deal] or (0, {})
        for kind, n in units.items():
            left[kind] -= n
        if (cap := caps[deal.rank]) is not None:
            caps[deal.rank] = cap - 1
        formed.append((deal.rank, units, saves))
        for other, got in tries.items():  # only those that wanted one of these units have to be filled anew
            if got and not units.keys().isdisjoint(got[1]):
                tries[other] = dearest(other, left)


def dearest(deal: Fill, left: Sequence[int]) -> tuple[int, dict[int, int]] | None:
    """The deal filled with what is worth most in each place, narrow places first; None if that saves nothing."""
    units: dict[int, int] = {}
    saves = -deal.cost
    for place in sorted(deal.places, key=lambda p: len(p.worth)):
        got = _seated(place, left, units, deal.paid)
        if got is None:
            return None
        saves += got
    if deal.most is not None:
        saves = min(saves, deal.most)
    return (saves, units) if saves > 0 else None


def _seated(place: Place, left: Sequence[int], units: dict[int, int], paid: int) -> int | None:
    saves = seats = 0
    for kind, worth in sorted(place.worth, key=lambda kw: (-kw[1], -kw[0])):
        take = min(place.least - seats, left[kind] - units.get(kind, 0))
        if take > 0:
            units[kind] = units.get(kind, 0) + take
            saves += worth * (max(0, seats + take - paid) - max(0, seats - paid))
            seats += take
    return saves if seats == place.least else None


def warm_up() -> None:
    """Load what large orders need, ahead of the first one: for a worker."""
    import highspy  # noqa: F401, PLC0415 — lazy: 160 ms with numpy, which a start can do without
