"""Which savings can be reached at all: for the one case where the largest is not the best.

A discount on what is left after the sets (`Spend.net`) can make it worth giving up a set to stay above its threshold. Then the
question is the largest saving that is *at most* so much. The same search as in `search`, with a set of savings in place of the
best one: bit s of the answer says whether a saving of s can be formed. No bound applies here, so it is for small orders.
"""

from __future__ import annotations

from collections.abc import Sequence

from pos_assist.pricing.components import Component
from pos_assist.pricing.deal_uses import Formed
from pos_assist.pricing.search import Budget, Search


class Reach:
    """Every saving that one connected part of an order can reach, up to `most` (minor units)."""

    def __init__(self, part: Search, most: int, budget: Budget) -> None:
        self._budget = budget
        self._part = part
        self._mask = (1 << (most + 1)) - 1
        self._memo: dict[int, int] = {0: 1}
        self._by_top: list[list[tuple[int, int, int]]] = [[] for _ in part.fields]
        for (use, saving), rank in sorted(
            part.every_use.items(), key=lambda entry: (entry[1], -entry[0][0], entry[0][1])
        ):
            self._by_top[part.top(use)].append((use, saving, rank))

    def savings(self) -> int:
        """The set of savings as bits. Raises OutOfBudget for a part that is too large."""
        return self._savings(self._part.root)

    def _savings(self, left: int) -> int:
        """Worked out from the least that can be left upwards, so that no recursion goes as deep as an order is long."""
        if left not in self._memo:
            ways = self._ways(left)
            for rest in sorted(ways):
                bits = self._memo[self._part.without(rest, self._part.top(rest))]
                for use_rest, saving in ways[rest]:
                    bits |= self._memo[use_rest] << saving
                self._memo[rest] = bits & self._mask
        return self._memo[left]

    def _ways(self, left: int) -> dict[int, list[tuple[int, int]]]:
        """Everything that can be left from here on and is not known yet, each with the (rest, saving) of its next uses."""
        part, ways, waiting = self._part, dict[int, list[tuple[int, int]]](), [left]
        while waiting:
            now = waiting.pop()
            if now in ways or now in self._memo:
                continue
            top = part.top(now)
            self._budget.spend(1 + len(self._by_top[top]) // 8)
            uses = self._by_top[top]
            ways[now] = [(rest, saving) for use, saving, _ in uses if (rest := part.less(now, use)) >= 0]
            waiting += [rest for rest, _ in ways[now]]
            waiting.append(part.without(now, top))
        return ways

    def formed(self, saving: int) -> list[Formed]:
        """Uses that save exactly `saving`: of the dearest kind left, the first deal in the written order that allows it."""
        formed: list[Formed] = []
        left = self._part.root
        while saving:
            top = self._part.top(left)
            for use, saves, rank in self._by_top[top]:
                rest = self._part.less(left, use)
                if rest >= 0 and saves <= saving and self._savings(rest) >> (saving - saves) & 1:
                    formed.append((rank, self._part.kinds_of(use), saves))
                    left, saving = rest, saving - saves
                    break
            else:
                left = self._part.without(left, top)
        return formed


def at_most(parts: Sequence[Component], most: int, budget: Budget) -> tuple[int, list[list[Formed]]]:
    """The largest saving of at most `most` over all parts, and how it is formed. Raises OutOfBudget, TooMany."""
    searches = [part.search or Search(part.fills, part.have, part.numbers, budget) for part in parts]
    reaches = [Reach(search, most, budget) for search in searches]
    sums = [1]
    for reach in reaches:
        sums.append(_added(sums[-1], reach.savings(), (1 << (most + 1)) - 1))
    best = saving = sums[-1].bit_length() - 1
    formed: list[list[Formed]] = []
    for reach, before in zip(reversed(reaches), reversed(sums[:-1]), strict=True):
        bits = reach.savings()
        mine = next(
            s for s in range(min(saving, bits.bit_length() - 1), -1, -1) if bits >> s & 1 and before >> (saving - s) & 1
        )
        formed.append(reach.formed(mine))
        saving -= mine
    return best, formed[::-1]


def _added(a: int, b: int, mask: int) -> int:
    """Every sum of one of `a` and one of `b`."""
    total = 0
    while b:
        low = b & -b
        total |= a << (low.bit_length() - 1)
        b ^= low
    return total & mask
