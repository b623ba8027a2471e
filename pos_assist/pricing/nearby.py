"""What orders a unit or two away from a large one would save: one linear program, asked again and again.

Where HiGHS has proven a part of an order, every card would take an integer program of its own. They differ in how many units there
are of one kind or two, so it is one linear program of which a bound moves: the simplex method goes on from its last answer and takes
a fifth of a millisecond. The answer is no guess: where it is whole it is the integer program's, of which the linear one is a bound,
and where nothing saves more than is saved without the change, that is the answer too. Of other orders nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from pos_assist.pricing.components import Component
from pos_assist.pricing.deal_index import connected
from pos_assist.pricing.deal_uses import Fill, Formed, Kind
from pos_assist.pricing.milp import SLIP, IntegerProgram
from pos_assist.pricing.search import Budget

_WHOLE = 1e-6  # how far from a whole number the simplex method may leave one
_SEAT = 60  # steps of the search in the time that a program and its first answer take for one (place, kind) pair
_ONE = 800  # the same for one answer more

Units = tuple[Sequence[Kind], Sequence[int]]  # the kinds of an order, and how many there are of each
Fills = Callable[[Sequence[Kind], Sequence[int]], Sequence[Fill]]  # the deals that so many units can fill


def saved_near(
    base: Units, parts: Sequence[Component], wanted: Sequence[Units], fills: Fills, budget: Budget
) -> Iterator[tuple[int, int, list[Sequence[Formed]]]]:
    """(number of the order, what it saves in minor units, the uses formed), of those `wanted` that a linear program tells; the `parts`
    of the order they are near are proven. Needs HiGHS in memory. Raises OutOfBudget before it begins."""
    kinds = sorted({kind for units in (base, *wanted) for kind in units[0]})
    number = {kind: i for i, kind in enumerate(kinds)}
    have, *orders = ({number[kind]: n for kind, n in zip(*units, strict=True)} for units in (base, *wanted))
    most = [max(units.get(i, 0) for units in (have, *orders)) for i in range(len(kinds))]
    apart = connected(fills(kinds, most))
    seats = sum(len(place.worth) for _, deals in apart for deal in deals for place in deal.places)
    budget.require(seats * _SEAT + len(wanted) * _ONE)
    programs = []
    for inside, deals in apart:
        mine = [part for part in parts if number[part.kinds[part.numbers[0]]] in inside]
        programs.append((inside, mine, _LinearProgram(deals, most)))
    for order, units in enumerate(orders):
        saving, formed = sum(part.saving for part in parts), [part.formed for part in parts]
        for inside, mine, program in programs:
            changes = [units.get(i, 0) - have.get(i, 0) for i in inside]
            if not any(changes):
                continue
            known = sum(part.saving for part in mine)
            best = program.best(units, known if min(changes) >= 0 else -1)
            if best is None:
                break
            saving += best[0] - known
            if best[1] is not None:
                formed = [uses for uses in formed if all(uses is not part.formed for part in mine)] + [best[1]]
        else:
            yield order, saving, formed


class _LinearProgram:
    """One connected part, drawn up for as many units of each kind (`most`) as any of the orders has."""

    def __init__(self, fills: Sequence[Fill], most: Sequence[int]) -> None:
        self._program = IntegerProgram(fills, most)
        objective, self._unit = self._program.objective()
        self._solver = self._program.solver(objective, whole=False)
        self._allowed = {kind: most[kind] for kind in self._program.units_rows}

    def best(self, have: Mapping[int, int], known: int) -> tuple[int, list[Formed] | None] | None:
        """(the most that so many units of each kind save, in minor units, the uses that do), of units that can save `known`; no uses
        where it is just that; None where the linear program does not tell."""
        for kind, row in self._program.units_rows.items():
            if (units := have.get(kind, 0)) != self._allowed[kind]:
                self._solver.changeRowBounds(row, -math.inf, float(units))
                self._allowed[kind] = units
        self._solver.run()
        info = self._solver.getInfo()
        if info.primal_solution_status != 2 or info.dual_solution_status != 2:
            return None
        bound = info.objective_function_value
        most = -(-math.floor(bound + SLIP * max(1.0, abs(bound))) // self._unit)
        values = self._solver.getSolution().col_value
        if all(abs(value - round(value)) < _WHOLE for value in values):
            formed = list(self._program.formed([round(value) for value in values]))
            if sum(saves for _, _, saves in formed) == most:
                return most, formed
        return (known, None) if most == known else None
