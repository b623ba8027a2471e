"""What a member's own history is worth: HR@3 with and without it, by how often the member came before.

    .venv/bin/python tests/benchmarks/members.py FILE [--every N]

FILE: receipts with a column «customer». Learned from the oldest 80 %, asked about the newest 20 % (every Nth receipt of a
member with two items and more): each item is hidden in turn, the rest and what the member bought before it are known.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from pos_assist.learning.measuring import MOST_HIDDEN, TRAINING, Rate
from pos_assist.learning.own_history import Recent, own_trust
from pos_assist.learning.ranking import PRIOR, Ranker
from pos_assist.learning.solving import solve

GROUPS = ((5, "1-4"), (10, "5-9"), (10**9, "10+"))


def read(file: Path) -> list[tuple[str, list[str], datetime]]:
    """(customer, items, when) of each receipt, the oldest first."""
    found: dict[str, tuple[str, dict[str, None], datetime]] = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            at = datetime.fromisoformat(row["timestamp"])
            found.setdefault(row["receipt_id"], (row["customer"], {}, at))[1][row["item"]] = None
    return sorted(((member, list(items), at) for member, items, at in found.values()), key=lambda x: x[2])


def main(file: Path, every: int) -> None:
    """Print the table."""
    receipts = read(file)
    training, test = receipts[: int(len(receipts) * TRAINING)], receipts[int(len(receipts) * TRAINING) :]
    began = time.process_time()
    weights = solve([(items, at) for _, items, at in training])
    assert weights is not None
    solved = time.process_time()
    weights.own = own_trust(weights, [x for x in training if x[0]])
    rows = weights.rows(1, 1)
    print(f"{file.name}: {len(training)} receipts, solved in {solved - began:.1f} s of CPU")
    print(f"trust in own history {weights.own:.2f}, found in {time.process_time() - solved:.1f} s; prior {PRIOR:g}")
    ranker, recent, visits = Ranker(rows.get), Recent(), Counter[str]()
    for member, items, at in training:
        if member:
            recent.add(member, items, at)
            visits[member] += 1
    rates = {name: (Rate(), Rate(), Rate()) for _, name in GROUPS}
    seconds = [0.0, 0.0]
    for number, (member, items, at) in enumerate(x for x in test if x[0] and len(x[1]) > 1):
        if number % every == 0 and visits[member]:
            own = recent.of(member, at)
            hits = [0, 0]
            for hidden in items[:MOST_HIDDEN]:
                rest = [x for x in items if x != hidden]
                for i, known in enumerate(({}, own)):
                    start = time.perf_counter()
                    hits[i] += hidden in {x.item for x in ranker.rank(rest, at, 3, known)}
                    seconds[i] += time.perf_counter() - start
            asked = min(len(items), MOST_HIDDEN)
            without, with_own, both = rates[next(name for most, name in GROUPS if visits[member] < most)]
            without.add(hits[0], asked)
            with_own.add(hits[1], asked)
            both.add(hits[1] - hits[0], asked)
        recent.add(member, items, at)
        visits[member] += 1
    print("visits   asked   HR@3 shop   with history   gain (± one standard error)")
    for name, (without, with_own, both) in rates.items():
        print(
            f"{name:6} {without.asked:7} {without.percent:11.2f} {with_own.percent:14.2f}   {both.percent:+.2f} ± {both.error:.2f}"
        )
    print(f"an answer takes {seconds[1] / max(seconds[0], 1e-9):.2f} times as long with history")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--every", type=int, default=1)
    arguments = parser.parse_args()
    main(arguments.file, arguments.every)
