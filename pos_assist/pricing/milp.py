"""The proof for large orders: the same choice as an integer program, for HiGHS.

Units of a kind are alike, so the program counts: how often each deal is formed (k) and how many units of each kind sit in each of
its places (x). Per place: least · k ≤ Σ x ≤ most · k. Per kind: Σ x ≤ units. Of a cheapest deal the reduced units (z) are counted
apart from those paid in full (x): from the dearest kind down, every `free` reduced units need `n - free` full ones that are no
cheaper. Of a deal of which a use saves no more than its units cost, every choice of units is written down as a deal of its own, or,
where they are too many, the deal once for each use, so that its saving can be judged use by use. Counting loses nothing: any such counts can be dealt out into k uses, the dearest units first, and a use that saves
nothing is not in a best choice, since leaving it out would save more.

The objective is the saving and, below the minor unit, the rule of ties: every use takes a weight off by its priority, and a minor
unit weighs more than all uses could take off together. Where that does not fit into one number, a second run chooses the fewest uses
that save as much. What was saved is added up from the uses.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from pos_assist.pricing.deal_uses import Fill, Formed, Place, TooMany, dealt_out, listed

_TIES = 1e6  # the most that ties may weigh in one minor unit, so that doubles tell both apart
_WRITTEN = 400  # choices of units that are written down one by one
SLIP = 1e-9  # of the bound, in floating point
_OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.99,  # values are whole numbers
    # The linear program's answer is nearly always whole or rounds to the best one: what looks for good answers elsewhere, and for
    # symmetries, takes half of the time and finds nothing.
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_zi_round": True,
    "mip_detect_symmetry": False,
}


def loaded() -> bool:
    """Whether HiGHS is in memory: a ring-up does not wait for it to be loaded."""
    return "highspy" in sys.modules


def proved(
    fills: Sequence[Fill], have: Sequence[int], seconds: float, stale: Callable[[], bool] = lambda: False
) -> tuple[list[Formed], int]:
    """The best choice HiGHS finds within `seconds`, and what no choice can exceed (minor units)."""
    program = IntegerProgram(fills, have)
    return program.solved(seconds, stale)


def proved_at_most(
    fills: Sequence[Fill], have: Sequence[int], limit: int, seconds: float, stale: Callable[[], bool] = lambda: False
) -> tuple[list[Formed], int, int]:
    """The best choice that saves at most `limit`: the uses, what they save, and what no choice within the limit exceeds.

    Here leaving out a use that saves nothing is not always better, so counts that cannot be dealt out into uses of just that
    saving prove nothing: the saving is then below what might be possible.
    """
    program = IntegerProgram(fills, have)
    program.row([(i, s) for i, s in enumerate(program.saving) if s], None, limit)
    formed, most = program.solved(seconds, stale)
    saving = sum(saves for _, _, saves in formed)
    return ([], 0, min(most, limit)) if saving > limit else (formed, saving, min(most, limit))


class IntegerProgram:
    """Columns and rows of the integer program; its first columns are how often each deal is formed."""

    def __init__(self, fills: Sequence[Fill], have: Sequence[int]) -> None:
        self.units = sum(have[k] for k in {k for fill in fills for place in fill.places for k, _ in place.worth})
        self.rows: list[tuple[list[tuple[int, int]], int | None, int | None]] = []
        written: list[Fill] = []
        for fill in fills:
            apart = _by_use(fill, have)
            if apart and fill.cap is not None:
                self.row([(len(written) + i, 1) for i in range(len(apart))], None, fill.cap)
            written += apart or _copies(fill, have)
        self.fills = fills = written
        self.saving = [-fill.cost for fill in fills]
        self.upper = [sum(have) if fill.cap is None else fill.cap for fill in fills]
        self.seats: list[tuple[int, int, int, int]] = []  # (deal, place, kind, column)
        taken: list[list[tuple[int, int]]] = [[] for _ in have]
        for number, fill in enumerate(fills):
            for place_number, place in enumerate(fill.places):
                seated = []
                for kind, worth in sorted(place.worth, reverse=True):
                    column = self.column(0 if fill.reduced or fill.most is not None else worth, have[kind])
                    self.seats.append((number, place_number, kind, column))
                    seated.append((column, 1))
                    taken[kind].append((column, 1))
                self.row([*seated, (number, -place.least)], 0, None)
                self.row([*seated, (number, -place.most)], None, 0)
            if fill.reduced:
                self._reduced(number, fill, have)
            if fill.most is not None:
                self._limited(number, fill)
        self.units_rows: dict[int, int] = {}  # of each kind, the row that says how many units there are
        for kind, units in enumerate(have):
            if taken[kind]:
                self.units_rows[kind] = len(self.rows)
                self.row(taken[kind], None, units)

    def _reduced(self, number: int, fill: Fill, have: Sequence[int]) -> None:
        """x counts all units of a cheapest deal, z those of them that are reduced."""
        (place,) = fill.places
        columns = {kind: column for deal, _, kind, column in self.seats if deal == number}
        all_z: list[tuple[int, int]] = []
        dearer: list[tuple[int, int]] = []
        for kind, worth in sorted(place.worth, reverse=True):
            z = self.column(worth, have[kind])
            self.row([(z, 1), (columns[kind], -1)], None, 0)
            all_z.append((z, 1))
            dearer += [(columns[kind], 1), (z, -1)]  # units no cheaper than this kind that are paid in full
            if fill.reduced == 1:
                self.row([*dearer, *((c, -fill.paid) for c, _ in all_z)], 0, None)
                continue
            begun = self.column(0, sum(have))  # uses of which a unit this dear is reduced
            self.row([*all_z, (begun, -fill.reduced)], None, 0)
            self.row([*dearer, (begun, -fill.paid)], 0, None)
        self.row([*all_z, (number, -fill.reduced)], None, 0)

    def _limited(self, number: int, fill: Fill) -> None:
        """The saving of one use: no more than the deal gives, no more than its units are worth."""
        assert fill.most is not None
        saved = self.column(1, fill.most)
        worth = [dict(place.worth) for place in fill.places]
        seats = [(column, worth[place][kind]) for deal, place, kind, column in self.seats if deal == number]
        self.row([*seats, (saved, -1)], 0, None)
        self.row([(number, fill.most), (saved, -1)], 0, None)
        if number and self.fills[number - 1] is fill:  # the copies are alike: the first ones are formed first
            self.row([(number - 1, 1), (number, -1)], 0, None)

    def column(self, saving: int, upper: int) -> int:
        """The number of a new column that saves so much each time, from 0 to `upper` times."""
        self.saving.append(saving)
        self.upper.append(upper)
        return len(self.upper) - 1

    def row(self, entries: list[tuple[int, int]], low: int | None, high: int | None) -> None:
        """One condition more: the sum of (column, factor) lies between the two."""
        self.rows.append((entries, low, high))

    def _ties(self) -> tuple[list[int], int]:
        """(what one use of each deal takes off, more than all uses together can take off): a use of a lower priority takes off more
        than all uses of the higher ones that there can be."""
        weights, weight, together = [0] * len(self.fills), 1, 0
        for priority in sorted({fill.priority for fill in self.fills}, reverse=True):
            mine = [i for i, fill in enumerate(self.fills) if fill.priority == priority]
            for i in mine:
                weights[i] = weight
            smallest = min(sum(place.least for place in self.fills[i].places) for i in mine)
            together += weight * min(self.units // smallest, sum(self.upper[i] for i in mine))
            weight = together + 1
        return weights, weight

    def objective(self) -> tuple[list[int], int]:
        """(what each column is worth, with the rule of ties below the minor unit; how much of that is one minor unit)."""
        weights, unit = self._ties()
        ties = dict(enumerate(weights))
        return [s * unit - ties.get(i, 0) for i, s in enumerate(self.saving)], unit

    def solved(self, seconds: float, stale: Callable[[], bool]) -> tuple[list[Formed], int]:
        """(the uses found best, what no choice can save more than)."""
        weights, unit = self._ties()
        ties = dict(enumerate(weights))
        if unit <= _TIES:
            objective, _ = self.objective()
            values, bound, done = self._run(objective, seconds, stale)
            most = -(-bound // unit)
        else:  # both do not fit into one number: first what is saved, then the fewest uses that save it
            values, most, done = self._run(self.saving, seconds, stale)
            if done:
                self.row([(i, s) for i, s in enumerate(self.saving) if s], most, None)
                fewest, _, done = self._run([-ties.get(i, 0) for i in range(len(self.saving))], seconds, stale)
                values = fewest or values
        if not done and values and most == sum(s * n for s, n in zip(self.saving, values, strict=True)):
            most += 1  # nothing saves more, but fewer uses may save as much: it is not done
        return list(self.formed(values)) if values else [], most

    def _run(self, objective: Sequence[int], seconds: float, stale: Callable[[], bool]) -> tuple[list[int], int, bool]:
        """(the values found best, none if there are none; what no choice can exceed; whether it ran to its end)."""
        import highspy  # noqa: PLC0415 — lazy: optional, and it brings numpy

        solver = self.solver(objective)
        solver.setOptionValue("time_limit", seconds)
        solver.cbMipInterrupt += lambda event: event.interrupt() if stale() else None
        solver.run()
        info: Any = solver.getInfo()
        bound = info.mip_dual_bound
        most = sum(max(0, c) * u for c, u in zip(objective, self.upper, strict=True))
        if abs(bound) < highspy.kHighsInf:
            most = math.floor(bound + SLIP * max(1.0, abs(bound)))
        if info.primal_solution_status != 2:
            return [], most, False
        done = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return [round(v) for v in solver.getSolution().col_value], most, done

    def solver(self, objective: Sequence[int], *, whole: bool = True) -> Any:
        """The program in HiGHS, not run yet; only the linear one if not `whole`."""
        import highspy  # noqa: PLC0415 — lazy: as above

        model: Any = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.upper), len(self.rows)
        model.col_cost_ = [float(c) for c in objective]
        model.col_lower_ = [0.0] * len(self.upper)
        model.col_upper_ = [float(u) for u in self.upper]
        model.row_lower_ = [-highspy.kHighsInf if low is None else float(low) for _, low, _ in self.rows]
        model.row_upper_ = [highspy.kHighsInf if high is None else float(high) for _, _, high in self.rows]
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.upper)
        model.sense_ = highspy.ObjSense.kMaximize
        starts: list[int] = [0]
        index: list[int] = []
        value: list[float] = []
        for entries, _, _ in self.rows:
            merged: dict[int, int] = {}
            for column, factor in entries:
                merged[column] = merged.get(column, 0) + factor
            index += merged.keys()
            value += [float(v) for v in merged.values()]
            starts.append(len(index))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = starts, index, value
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types here
        for name, setting in _OPTIONS.items():
            solver.setOptionValue(name, setting)
        solver.passModel(model)
        return solver

    def formed(self, values: Sequence[int]) -> Iterator[Formed]:
        """The counts dealt out into uses, the units worth most first."""
        seated: dict[tuple[int, int], list[int]] = {}
        for number, i, kind, column in self.seats:
            seated.setdefault((number, i), []).extend([kind] * values[column])
        for (number, i), units in seated.items():
            worth = dict(self.fills[number].places[i].worth)
            units.sort(key=lambda kind: (-worth[kind], -kind))
        return dealt_out(self.fills, values, seated)


def _by_use(fill: Fill, have: Sequence[int]) -> list[Fill]:
    """Every choice of units for a use that saves no more than they cost, as a deal of its own; none where they are too many."""
    kinds = sorted({kind for place in fill.places for kind, _ in place.worth})
    width = (max(have) * len(fill.places)).bit_length() + 1
    one = {kind: 1 << width * i for i, kind in enumerate(kinds)}
    if fill.most is None:
        return []
    try:
        ways = listed(fill, one, have, dict.fromkeys(kinds, (1 << width) - 1), _WRITTEN)
    except TooMany:
        return []
    return [
        Fill(fill.rank, fill.priority, tuple(Place(n, n, ((kind, 0),)) for kind, n in units), cost=-saving)
        for use, saving in sorted(ways)
        if (units := [(kind, n) for kind in kinds if (n := use // one[kind] & (1 << width) - 1)])
    ]


def _copies(fill: Fill, have: Sequence[int]) -> list[Fill]:
    """The deal, or one copy of it for every use that the units allow."""
    if fill.most is None:
        return [fill]
    uses = min(sum(have[kind] for kind, _ in place.worth) // place.least for place in fill.places)
    once = replace(fill, cap=1)
    return [once] * (uses if fill.cap is None else min(uses, fill.cap))
