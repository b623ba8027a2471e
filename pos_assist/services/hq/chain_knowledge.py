"""What of headquarters' counts may leave it: nothing that few receipts have, nothing of one shop, nobody's name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import sqrt

from pos_assist.domain.shared_record import IMPORTED_ARM
from pos_assist.exchange.shared_folder.chain_data import ChainData, TrialResult
from pos_assist.services.hq.duck_engine import Rows

MOST_ITEMS = 2_000
MOST_PAIRS = 60_000


def chain_data(tables: dict[str, Rows], least: int, as_of: date) -> tuple[ChainData, int]:
    """The counts that at least `least` receipts stand behind, and how many pairs were left out for having fewer."""
    items = sorted(((n, code, w) for code, n, w in tables["items"] if n >= least), key=lambda x: (-x[0], x[1]))[
        :MOST_ITEMS
    ]
    place = {code: i for i, (_, code, _) in enumerate(items)}
    enough = [(n, w, i, j) for i, j, n, w in tables["pairs"] if n >= least and i in place and j in place]
    pairs = sorted((tuple(sorted((place[i], place[j]))), n, w) for n, w, i, j in enough)
    if len(pairs) > MOST_PAIRS:
        pairs = sorted(sorted(pairs, key=lambda x: (-x[1], x[0]))[:MOST_PAIRS])
    slots = sorted(
        (place[code], day, hour, n) for code, day, hour, n, _ in tables["slots"] if code in place and n >= least
    )
    sizes = sorted((size, n) for size, n in tables["sizes_of"] if n >= least)
    data = ChainData(
        as_of,
        least,
        tuple((code, n, w) for n, code, w in items),
        tuple((at[0], at[1], n, w) for at, n, w in pairs),
        tuple(slots),
        tuple(sizes),
        tuple(trial_results(tables["days"], least)),
    )
    return data, sum(n < least for _, _, n, _ in tables["pairs"])


def chain_weights(receipts: Sequence[tuple[Sequence[str], datetime]], data: ChainData, now: datetime) -> bytes:
    """The weights that the chain's newest receipts teach, for the items and pairs that leave headquarters; nothing of the others."""
    import numpy as np  # noqa: PLC0415 — lazy: as solving

    from pos_assist.learning.prior import prior_bytes, restricted  # noqa: PLC0415 — lazy: as solving
    from pos_assist.learning.solving import solve  # noqa: PLC0415 — lazy: numpy

    allowed = {code for code, _, _ in data.items}
    solved = solve([([x for x in codes if x in allowed], when) for codes, when in receipts], now=now)
    if solved is None:
        return b""
    solved = restricted(solved, dict.fromkeys(allowed))
    place = {code: i for i, code in enumerate(solved.items)}
    seen = np.zeros(solved.pairs.shape, bool)
    for i, j, _, _ in data.pairs:
        a, b = place.get(data.items[i][0]), place.get(data.items[j][0])
        if a is not None and b is not None:
            seen[a, b] = seen[b, a] = True
    return prior_bytes(solved, seen)


def trial_results(days: Rows, least: int = 1) -> Iterable[TrialResult]:
    """Of each arm with `least` orders and more: orders, their mean, its standard error. Over all shops together."""
    sums: dict[str, list[int]] = {}
    for _, _, arm, n, total, squares, _ in days:
        found = sums.setdefault(arm, [0, 0, 0])
        for i, value in enumerate((n, total, squares)):
            found[i] += value
    for arm, (n, total, squares) in sorted(sums.items()):
        if arm not in ("", IMPORTED_ARM) and n >= max(least, 2):
            mean = total / n
            yield TrialResult(arm, n, mean, sqrt(max(squares - n * mean * mean, 0.0) / (n - 1) / n))
