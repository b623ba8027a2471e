"""How units of lines and the deals that took them stand on a screen and on paper: deals as brackets around their units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class TakesUnits(Protocol):
    """One use of a deal, on an open order or on a receipt."""

    @property
    def deal(self) -> str:
        """The deal's id."""

    @property
    def units(self) -> tuple[tuple[int, int], ...]:
        """(line, units taken from it), in the order of ringing up."""

    @property
    def saving(self) -> int:
        """The saving, in minor units."""


U = TypeVar("U", bound=TakesUnits)


@dataclass(frozen=True, slots=True)
class Bracket(Generic[U]):
    """`count` equal uses of one deal, drawn as one."""

    use: U
    count: int

    @property
    def units(self) -> tuple[tuple[int, int], ...]:
        """(line, units) of all of them."""
        return tuple((line, n * self.count) for line, n in self.use.units)


@dataclass(frozen=True, slots=True)
class FreeUnits:
    """Units of a line that no deal took."""

    line: int
    units: int


def brackets(lines: Sequence[tuple[int, int]], uses: Iterable[U]) -> list[Bracket[U] | FreeUnits]:
    """`lines` are (line, units sold). A bracket stands where its first line was rung up; the units of a line that no deal
    took stand at the line's own place, below it. A use without units (a discount on the whole order) stands nowhere."""
    free = dict(lines)
    found: dict[tuple[str, tuple[tuple[int, int], ...], int], Bracket[U]] = {}
    for use in uses:
        if not use.units:
            continue
        for line, units in use.units:
            free[line] -= units
        key = (use.deal, use.units, use.saving)
        found[key] = Bracket(use, found[key].count + 1 if key in found else 1)
    out: list[Bracket[U] | FreeUnits] = []
    for line, _ in lines:
        out.extend(bracket for bracket in found.values() if bracket.use.units[0][0] == line)
        if free[line] > 0:
            out.append(FreeUnits(line, free[line]))
    return out
