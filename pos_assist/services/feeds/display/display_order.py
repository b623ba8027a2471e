"""An order as a display tells it: step by step, each with all that it can mean. What the register says the order comes to decides, where it agrees
with one reading alone. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count, product
from math import prod
from typing import NamedTuple

from pos_assist.domain.items import Item
from pos_assist.services.feeds.snapshot import FeedLine

_MOST_READINGS = 2_000  # of one order; beyond them no total decides
_MOST_BEFORE = 3  # orders given up in a row that may be one with what follows
_MOST_AGAIN = 3  # times that one screen may have been drawn again


class Meaning(NamedTuple):
    """What a step does: so many units of an item at that price of one, less than none where they are taken out; without an item it
    is money alone. `known`: whether it is an item of the catalog, or no item at all."""

    item: Item | None
    qty: int
    unit: int
    known: bool = True


NOTHING = Meaning(None, 0, 0)


class Step(NamedTuple):
    """Its meanings, the likeliest first."""

    line_id: str
    meanings: tuple[Meaning, ...]
    again: bool = False  # the step before it once more, or nothing


class _Reading(NamedTuple):
    steps: tuple[Step, ...]
    meanings: tuple[Meaning, ...]

    @property
    def money(self) -> int:
        """What is taken off or added beside the lines."""
        return sum(x.qty * x.unit for x in self.meanings if x.item is None)

    def goods(self) -> frozenset[tuple[str, int, int]] | None:
        """What is bought; None where that is not known."""
        if not all(x.known for x in self.meanings):
            return None
        units = Counter[tuple[str, int]]()
        for x in self.meanings:
            if x.item is not None:
                units[x.item.code, x.unit] += x.qty
        return frozenset((*key, n) for key, n in units.items() if n)


class DisplayOrder:
    """One order. `unclear`: something was shown that is not understood; `missing`: and it may have been an amount."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._last: tuple[Meaning, ...] = ()  # what came last could mean
        self._before: list[list[Step]] = []
        self._ids = count(1)
        self.unclear = self.missing = False

    def add(self, *meanings: Meaning) -> None:
        """One more step."""
        self._last = meanings
        self._steps.append(Step(str(next(self._ids)), meanings))

    def again(self, also: Sequence[Meaning] = ()) -> None:
        """What came last may have come once more; `also`: what that would mean by itself, without the quantity before it."""
        open_ones = sum(x.again and len(x.meanings) > 1 for x in self._steps[-_MOST_AGAIN:])
        if not self._last or open_ones >= _MOST_AGAIN:
            self.unclear = self.missing = True
            return
        meanings = tuple(dict.fromkeys((NOTHING, *self._last, *also)))
        self._steps.append(Step(str(next(self._ids)), meanings, again=True))

    def repeat(self, also: Sequence[Meaning] = ()) -> None:
        """What came last came once more; `also` as above."""
        if self._last:
            self.add(*dict.fromkeys((*also, *self._last)))

    def give_up(self) -> None:
        """It ended without being paid, or what came was no end: what follows may be all of an order, or the rest of one."""
        self._before = [*self._before, self._steps][-_MOST_BEFORE:] if self._steps else self._before
        self._steps, self._last, self.unclear, self.missing = [], (), False, False

    @property
    def is_empty(self) -> bool:
        """Whether nothing came yet."""
        return not self._steps

    @property
    def is_certain(self) -> bool:
        """Whether there is one reading alone, and nothing else was shown."""
        single = all(len(x.meanings) == 1 and x.meanings[0].known for x in self._steps)
        return single and not (self.unclear or self._before) and not _lines(self._likeliest)[1]

    def lines(self) -> list[FeedLine]:
        """As it is likeliest."""
        return _lines(self._likeliest)[0]

    @property
    def money(self) -> int:
        """What is taken off or added beside the lines, as it is likeliest."""
        return self._likeliest.money

    def may_have(self, item: Item) -> bool:
        """Whether that item may be in it."""
        return any(x.item is not None and x.item.code == item.code for step in self._steps for x in step.meanings)

    def settle(self, amount: int, worth: Callable[[Sequence[FeedLine]], Iterable[int]]) -> bool:
        """The register says that it comes to `amount`: whether all of it is certain by that. `worth`: what lines may come to."""
        found: dict[frozenset[tuple[str, int, int]] | None, _Reading] = {}
        sums = set[int]()
        for reading in self._readings():
            lines, too_much = _lines(reading)
            if too_much:
                continue
            amounts = {x + reading.money for x in worth(lines)}
            sums.add(min(amounts, default=0))
            if lines and amount in amounts:
                found.setdefault(reading.goods(), reading)
        if len(found) != 1 or None in found or (self.missing and len(sums) > 1):
            return False
        [reading] = found.values()
        self._steps = [
            Step(x.line_id, (y,)) for x, y in zip(reading.steps, reading.meanings, strict=True) if y != NOTHING
        ]
        self._before, self.unclear, self.missing = [], False, False
        return True

    @property
    def _likeliest(self) -> _Reading:
        return _Reading(tuple(self._steps), tuple(x.meanings[0] for x in self._steps))

    def _readings(self) -> Iterator[_Reading]:
        """Everything it can be; nothing where that is too much."""
        for i in range(len(self._before), -1, -1):
            steps = tuple(x for part in (*self._before[i:], self._steps) for x in part)
            if prod(len(x.meanings) for x in steps) > _MOST_READINGS:
                continue
            for meanings in product(*(x.meanings for x in steps)):
                yield _Reading(steps, meanings)


def _lines(reading: _Reading) -> tuple[list[FeedLine], bool]:
    """What is left of its lines, and whether more was taken out than there was."""
    lines, too_much = list[FeedLine](), False
    for step, (item, qty, unit, _) in zip(*reading, strict=True):
        if item is None:
            continue
        if qty > 0:
            lines.append(FeedLine(step.line_id, item.code, "", "", Decimal(qty), unit))
            continue
        left = -qty
        for i in reversed(range(len(lines))):  # the newest first
            if left and (lines[i].sku, lines[i].unit_price) == (item.code, unit):
                out = min(left, int(lines[i].qty))
                left -= out
                lines[i] = replace(lines[i], qty=lines[i].qty - out)
        too_much = too_much or left > 0
    return [x for x in lines if x.qty], too_much
