"""How good and how fast the learning is, on receipts files and on sets made here.

    python tests/benchmarks/learning.py FILE.csv … [--live] [--speed-only]

Quality: HR@1/3/5 and any3 as `pos-assist evaluate` defines them, beside popularity, confidence and, where they are
installed (`pip install implicit mlxtend`), implicit's cosine and BM25 and mlxtend's rules; also from the newest 300 receipts, and on
receipts drawn with no pairs in them. Speed: an answer, a step after ten sales, solving, one sale's counters in its transaction,
and a million receipts to counters. Milliseconds depend on the machine; CPU time is given where it is what counts.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from pos_assist.cli.history import read_baskets
from pos_assist.learning.counting import ReceiptColumns, increments
from pos_assist.learning.in_memory import Learner
from pos_assist.learning.measuring import Basket, Confidence, Measured, Model, Popularity, is_sorted, measure, split
from pos_assist.learning.ranking import Ranked
from pos_assist.learning.solving import follow, solve
from tests.learning.counted import count_many

START = datetime(2026, 1, 5, 8, 0)


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--live", action="store_true")
    parser.add_argument("--speed-only", action="store_true")
    args = parser.parse_args()
    if not args.speed_only:
        for file in args.files:
            baskets = read_baskets(file)
            training, test = split(baskets)
            quality(file.name, training, test, live=args.live, shuffled=is_sorted(baskets))
            quality(f"{file.name}, newest 300", training[-300:], test, live=False, shuffled=is_sorted(baskets))
            training, test = split(without_pairs(baskets))
            quality(f"{file.name}, no pairs", training, test, live=False, shuffled=False)
    speed()


def quality(name: str, training: Sequence[Basket], test: Sequence[Basket], *, live: bool, shuffled: bool) -> None:
    """One table of all methods on one set."""
    print(f"\n{name}: {len(training)} receipts learned from{', live' if live else ''}")
    methods: list[tuple[str, Callable[[Sequence[Basket]], Model]]] = [
        ("popularity", Popularity),
        ("confidence", Confidence),
        *peers(),
        ("pos-assist", Learner),
    ]
    for method, make in methods:
        start = time.process_time()
        model = make(training)
        learned = time.process_time() - start
        is_live = live and not isinstance(model, Peer)
        result = Measured()
        for result in measure(model, test, live=is_live, shuffled=shuffled, ticks=time.perf_counter):  # noqa: B007
            pass
        rates = "  ".join(f"{m} {r.percent:5.2f} ±{r.error:4.2f}" for m, r in result.rates.items())
        p50, p95 = (result.quantile(q) * 1e3 for q in (0.5, 0.95))
        print(
            f"{method:16}{rates}  {len(result.shown):4} shown  p50 {p50:6.3f} p95 {p95:6.3f} ms  {learned:6.2f} s CPU"
        )


def without_pairs(baskets: Sequence[Basket]) -> list[Basket]:
    """The same times and sizes, but every item drawn by how popular it is, whatever else is on the receipt."""
    rng = np.random.default_rng(1)
    sold = Counter(item for items, _ in baskets for item in items)
    names = list(sold)
    p = np.array([sold[x] for x in names], float)
    return [
        ([names[i] for i in rng.choice(len(names), len(items), replace=False, p=p / p.sum())], when)
        for items, when in baskets
    ]


class Peer:
    """A library's item-to-item scores, summed over the basket."""

    def __init__(self, items: list[str], scores: Any) -> None:
        self._items, self._scores = items, scores
        self._column = {item: i for i, item in enumerate(items)}

    def rank(self, items: Sequence[str], when: datetime, k: int) -> list[Ranked]:
        """The k best by the sum."""
        known = [self._column[x] for x in items if x in self._column]
        total = self._scores[known].sum(0)
        total[known] = -1
        return [Ranked(self._items[i], float(total[i]), 0.0) for i in np.argsort(-total)[:k]]

    def learn(self, items: Sequence[str], when: datetime) -> None:
        """They are not live."""


def peers() -> list[tuple[str, Callable[[Sequence[Basket]], Model]]]:
    """Those that are installed."""
    found: list[tuple[str, Callable[[Sequence[Basket]], Model]]] = []
    try:
        from implicit.nearest_neighbours import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 — extra
            BM25Recommender,
            CosineRecommender,
        )
        from scipy.sparse import csr_matrix  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: PLC0415 — extra
    except ImportError:
        pass
    else:

        def neighbours(kind: Any) -> Callable[[Sequence[Basket]], Model]:
            def make(baskets: Sequence[Basket]) -> Model:
                items, rows, cols = _matrix(baskets)
                model = kind(K=len(items))
                warnings.simplefilter("ignore")  # it turns the matrix round itself, and warns about that
                model.fit(
                    csr_matrix((np.ones(len(rows)), (rows, cols)), (len(baskets), len(items))), show_progress=False
                )
                return Peer(items, model.similarity.toarray())

            return make

        found += [("implicit cosine", neighbours(CosineRecommender)), ("implicit BM25", neighbours(BM25Recommender))]
    try:
        import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: PLC0415 — extra
        from mlxtend.frequent_patterns import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 — extra
            association_rules,
            fpgrowth,
        )
    except ImportError:
        return found

    def rules(baskets: Sequence[Basket]) -> Model:
        items, rows, cols = _matrix(baskets)
        table = np.zeros((len(baskets), len(items)), bool)
        table[rows, cols] = True
        often = fpgrowth(pd.DataFrame(table), min_support=3 / len(baskets), max_len=2)
        scores = np.zeros((len(items), len(items)))
        for rule in association_rules(often, metric="confidence", min_threshold=0.0).itertuples():
            [a], [b] = rule.antecedents, rule.consequents
            scores[a, b] = rule.confidence
        return Peer(items, scores)

    return [*found, ("mlxtend rules", rules)]


def _matrix(baskets: Sequence[Basket]) -> tuple[list[str], list[int], list[int]]:
    number: dict[str, int] = {}
    rows, cols = [], []
    for r, (items, _) in enumerate(baskets):
        for item in items:
            rows.append(r)
            cols.append(number.setdefault(item, len(number)))
    return list(number), rows, cols


def made(n: int, items: int, seed: int = 1) -> list[Basket]:
    """Receipts of five items on average out of so many, a few of which go together."""
    rng = random.Random(seed)
    names = [f"item {i}" for i in range(items)]
    popular = [1 / (i + 10) for i in range(items)]
    found = []
    for r in range(n):
        basket = dict.fromkeys(rng.choices(names, popular, k=rng.randint(2, 5)))
        first = next(iter(basket))
        basket[names[(int(first[5:]) * 7 + 1) % items]] = None
        found.append((list(basket), START + timedelta(minutes=9 * r)))
    return found


def speed() -> None:
    """Every figure of time."""
    print("\nspeed")
    for items in (250, 1_000):
        baskets = made(6_000, items)
        start = time.process_time()
        weights = solve(baskets)
        assert weights is not None
        print(f"{items:5} items: solved from {len(baskets)} receipts in {time.process_time() - start:.2f} s CPU")
        steps = []
        for i in range(60):
            sales = made(10, items, seed=i + 2)
            start = time.process_time()
            weights, changed = follow(weights, sales)
            weights.rows(1, i, changed)
            steps.append((time.process_time() - start) * 1e3)
        print(
            f"{items:5} items: a step after 10 sales, with its rows: p50 {sorted(steps)[30]:.2f} p95 {sorted(steps)[57]:.2f} ms CPU"
        )
        learner = Learner(baskets)
        for rank in (False, True):  # the second time rows are warm
            times = []
            for basket, when in baskets[-1_500:]:
                start = time.perf_counter()
                learner.rank(basket[:-1], when, 5)
                times.append((time.perf_counter() - start) * 1e3)
            times.sort()
            if rank:
                print(f"{items:5} items: an answer p50 {times[750]:.3f} p95 {times[1425]:.3f} ms")
    code = "import pos_assist.learning.ranking, sys; print('numpy' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    print(f"numpy imported to answer: {said}")
    one_sale()
    million()


def one_sale() -> None:
    """A receipt's rows in one transaction, with and without its counters."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("CREATE TABLE lines(receipt INTEGER, line INTEGER, item TEXT, PRIMARY KEY(receipt, line)) STRICT")
    db.execute("CREATE TABLE counts(a TEXT, b TEXT, n INTEGER, w INTEGER, PRIMARY KEY(a, b)) STRICT, WITHOUT ROWID")
    add = "INSERT INTO counts VALUES(?,?,?,?) ON CONFLICT(a, b) DO UPDATE SET n = n + excluded.n, w = w + excluded.w"
    times: dict[bool, list[float]] = {False: [], True: []}
    for r, (basket, when) in enumerate(made(4_000, 250)):
        counted = r % 2 == 1
        start = time.perf_counter()
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO lines VALUES(?,?,?)", [(r, i, x) for i, x in enumerate(basket)])
        if counted:
            db.executemany(add, increments(basket, when, START))
        db.execute("COMMIT")
        times[counted].append((time.perf_counter() - start) * 1e3)
    bare, both = (sorted(times[x])[1_000] for x in (False, True))
    print(f"one sale in its transaction: bare {bare:.3f} ms, with counters {both:.3f} ms: +{both - bare:.3f} ms (p50)")


def million() -> None:
    """1,000,000 receipts × 300 items to counters."""
    rng = np.random.default_rng(1)
    size = rng.choice([1, 2, 3, 4, 5, 6], 1_000_000, p=[0.3, 0.25, 0.2, 0.12, 0.08, 0.05])
    start = np.concatenate([[0], np.cumsum(size)])
    place = np.arange(start[-1]) - np.repeat(start[:-1], size)
    item = (np.repeat(rng.integers(0, 300, len(size)), size) + place * rng.integers(1, 40, start[-1])) % 300
    day = np.sort(rng.integers(0, 1_500, len(size))) + START.toordinal()
    names = [f"item {i}" for i in range(300)]
    receipts = ReceiptColumns(
        names, item.astype(np.int32), start, day.astype(np.int32), rng.integers(7, 22, len(size)).astype(np.int8)
    )
    before = time.process_time()
    found = count_many(receipts, START)
    print(f"1,000,000 receipts × 300 items to {len(found)} counters: {time.process_time() - before:.2f} s CPU")


if __name__ == "__main__":
    main()
