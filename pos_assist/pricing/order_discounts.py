"""Discounts on what is spent, after the sets: which apply, and what is left to pay.

At most one that does not stack, then every one that stacks, by (priority descending, id), each on what the ones before left;
a percentage is rounded down; never below zero. A higher amount before them never leaves a lower one to pay while the same
discounts apply, so only the thresholds that are read *after* the sets (`net`) can make it worth giving up a set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pos_assist.domain.deals import Spend


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
