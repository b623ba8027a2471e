"""Discounts on what is spent, after the sets: which apply, and what is left to pay.

At most one that does not stack, then every one that stacks, by (priority descending, id), each on what the ones before left;
a percentage is rounded down; never below zero. A higher amount before them never leaves a lower one to pay while the same
discounts apply, so only the thresholds that are read *after* the sets (`net`) can make it worth giving up a set. Then the
question is the largest saving of the sets that is *at most* so much: which savings can be reached at all. It is the same search as in
`search`, with a set of savings in place of the best one: bit s of the answer says whether a saving of s can be formed. No bound applies
here, so it is for small orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pos_assist.domain.deals import Spend
from pos_assist.pricing.components import Component
from pos_assist.pricing.deal_uses import Formed
from pos_assist.pricing.search import Budget, Search


def taken(spends: Iterable[Spend], listed: int, net: int) -> list[tuple[Spend, int]]:
    """The discounts that leave the least to pay of `net`, in the order they are taken, each with what it takes off."""
    eligible = [s for s in spends if (net if s.net else listed) >= s.min]
    stacking = [s for s in eligible if s.stack]
    choices = [[s, *stacking] for s in eligible if not s.stack]
    return min(
        (_applied(choice, net) for choice in [stacking, *choices]),
        key=lambda got: (-sum(off for _, off in got), len(got)),
    )


def to_pay(spends: Sequence[Spend], listed: int, net: int) -> int:
    """Return what is left of `net` after the discounts, in minor units."""
    return net - sum(off for _, off in taken(spends, listed, net)) if spends else net


def worth_keeping(spends: Sequence[Spend], listed: int, net: int) -> list[int]:
    """Net thresholds above `net` that could be worth giving up sets for, best first."""
    now = to_pay(spends, listed, net)
    levels = {s.min for s in spends if s.net and net < s.min <= listed}
    tried = sorted((to_pay(spends, listed, level), level) for level in levels)
    return [level for least, level in tried if least < now]


def _applied(choice: Sequence[Spend], net: int) -> list[tuple[Spend, int]]:
    got = []
    for spend in choice:
        off = min(net, spend.amount + net * spend.percent // 100)
        if off > 0:
            got.append((spend, off))
            net -= off
    return got


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
