"""Shadow prices: what a unit of each kind is worth to the deals, such that every use costs at least what it saves.

Any prices with that property bound what a choice can save (weak duality); the lower they are in sum, the less there is to search.
`even_prices` are quick and rough. `least_prices` are those of the linear program, by the textbook simplex method in floating
point; they are rounded to integers and mended afterwards, so that the bound does not rest on floating point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Units = Sequence[tuple[int, int]]  # (kind, units) of one use
_EPS = 1e-9


def even_prices(values: Sequence[int], uses: Sequence[Units], kinds: int) -> list[int]:
    """The largest even share that a unit has in the value of any use."""
    prices = [0] * kinds
    for value, units in zip(values, uses, strict=True):
        share = -(-value // sum([n for _, n in units]))
        for kind, _ in units:
            prices[kind] = max(prices[kind], share)
    return prices


def mended(prices: Sequence[int], values: Sequence[int], uses: Sequence[Units]) -> tuple[list[int], list[int]]:
    """The prices, each raised until every use costs at least its value and then lowered as far as the others allow; and by
    how much each use costs more than its value."""
    mended = [max(0, price) for price in prices]
    using: list[list[tuple[int, int]]] = [[] for _ in prices]
    for use, (value, units) in enumerate(zip(values, uses, strict=True)):
        lack = value - sum([n * mended[kind] for kind, n in units])
        if lack > 0:
            kind, n = units[-1]
            mended[kind] += -(-lack // n)
        for kind, n in units:
            using[kind].append((use, n))
    waste = [sum([n * mended[kind] for kind, n in units]) - value for value, units in zip(values, uses, strict=True)]
    for kind, mine in enumerate(using):
        if mine and (cut := min(mended[kind], *[waste[use] // n for use, n in mine])):
            mended[kind] -= cut
            for use, n in mine:
                waste[use] -= n * cut
        elif not mine:
            mended[kind] = 0
    return mended, waste


def least_prices(
    values: Sequence[int], uses: Sequence[Units], have: Sequence[int], over: Callable[[], bool]
) -> list[int]:
    """The prices of the linear program: maximise the value of uses, also in part, that the units allow. Stopped when time is
    `over`, they are not yet the least, and have to be mended."""
    kinds = len(have)
    prices = [0.0] * kinds
    inverse = [[1.0 if i == k else 0.0 for k in range(kinds)] for i in range(kinds)]
    # A trace more of each kind, of each a different one, keeps the method from going round in circles.
    level = [n + 1e-5 * (k + 1) for k, n in enumerate(have)]
    flat = [tuple([kind for kind, n in units for _ in range(n)]) for units in uses]
    for _ in range(200):
        gains = [
            (value - sum([prices[k] for k in use]), i) for i, (value, use) in enumerate(zip(values, flat, strict=True))
        ]
        best = max(gains)
        if best[0] <= 1.0 or over():
            break
        for gain, entering in sorted([g for g in gains if g[0] > best[0] / 2], reverse=True)[:4]:
            now = values[entering] - sum([prices[k] for k in flat[entering]])
            if now < gain / 2:
                continue
            column = [sum([row[k] for k in flat[entering]]) for row in inverse]
            step, leaving = min([(level[i] / d, i) for i, d in enumerate(column) if d > _EPS])
            pivot = column[leaving]
            row = inverse[leaving] = [x / pivot for x in inverse[leaving]]
            for i, d in enumerate(column):
                if i != leaving and (d > _EPS or d < -_EPS):
                    inverse[i] = [x - d * y for x, y in zip(inverse[i], row, strict=True)]
                    level[i] -= d * step
            level[leaving] = step
            prices = [p + now * y for p, y in zip(prices, row, strict=True)]
    return [round(price) for price in prices]
