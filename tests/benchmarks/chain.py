"""What several tills and shops cost and bring.

    python tests/benchmarks/chain.py prior FILE.csv     a new shop with 0 / 100 / 300 / 1,000 / 3,000 own receipts, with and without
                                                        what the chain's older receipts taught
    python tests/benchmarks/chain.py counts [MILLIONS]  receipts made here, collected as headquarters has them, to counts
    python tests/benchmarks/chain.py swap [ITEMS PAIRS] a pack taken at a till that has half of it otherwise
    python tests/benchmarks/chain.py bytes              bytes a receipt takes in the shared folder

CPU seconds are what to compare; the machine's other work does not count in them.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2]))

from collections import Counter

import numpy as np

from pos_assist.cli.history import read_baskets
from pos_assist.domain.catalog_change import Change
from pos_assist.domain.codec import dumps
from pos_assist.domain.items import Department, Item, Pairing
from pos_assist.exchange.packs import PackLabel, pack_bytes, read_pack
from pos_assist.learning.measuring import Basket, Measured, is_sorted, measure, split
from pos_assist.learning.model import Weights
from pos_assist.learning.prior import prior_bytes, prior_from, solve_from
from pos_assist.learning.ranking import Ranked, Ranker
from pos_assist.learning.solving import solve
from pos_assist.services.management.pack_exchange import after_taking, preview_of
from pos_assist.services.sharing.shared_packs import take_shared_pack
from pos_assist.storage import Storage

NOW = datetime(2026, 11, 21, 12, 0)
OWN = (0, 100, 300, 1_000, 3_000)
LEAST = 5  # receipts that a pair must have to leave the chain


class Solved:
    """Weights as a model that `measure` asks."""

    def __init__(self, weights: Weights) -> None:
        self._ranker = Ranker(weights.rows(1, 1).get)

    def rank(self, items: Sequence[str], when: datetime, k: int) -> list[Ranked]:
        """The k best."""
        return self._ranker.rank(items, when, k)

    def learn(self, items: Sequence[str], when: datetime) -> None:
        """They are not live."""


def prior(file: Path) -> None:
    """HR@3 on the newest 20 %, of a shop that has the last N receipts before them; the chain has those before the shop's
    (and, as a second way, all but the last 3,000 whatever N)."""
    baskets = read_baskets(file)
    training, test = split(baskets)
    shuffled = is_sorted(baskets)

    def rate(weights: Weights | None) -> str:
        if weights is None:
            return "  –  "
        result = Measured()
        for result in measure(Solved(weights), test, live=False, shuffled=shuffled, ticks=time.perf_counter):  # noqa: B007
            pass
        return f"{result.rates['HR@3'].percent:5.2f} ±{result.rates['HR@3'].error:4.2f}"

    old = travelled(training[: -OWN[-1]])
    print(
        f"{file.name}: {len(training)} receipts before, {len(test)} asked; pairs of fewer than {LEAST} receipts left out"
    )
    print("own    alone          chain until the shop opened   chain that ended 3,000 receipts ago")
    for n in OWN:
        own = training[len(training) - n :]
        fresh = travelled(training[: len(training) - n])
        print(
            f"{n:5}  {rate(solve(own)):13}  {rate(solve_from(fresh, own)):28}  {rate(solve_from(old, own))}", flush=True
        )


def travelled(receipts: Sequence[Basket]) -> Weights:
    """The weights of those receipts as headquarters publishes them."""
    solved = solve(receipts)
    assert solved
    together = Counter(pair for items, _ in receipts for pair in combinations(sorted(set(items)), 2))
    place = {item: i for i, item in enumerate(solved.items)}
    seen = np.zeros(solved.pairs.shape, bool)
    for (a, b), n in together.items():
        if n >= LEAST and a in place and b in place:
            seen[place[a], place[b]] = seen[place[b], place[a]] = True
    return prior_from(prior_bytes(solved, seen))


def counts(millions: float) -> None:
    """Made straight as Parquet, as `hq collect` leaves it; the counting runs in a process of its own."""
    import duckdb  # noqa: PLC0415 — an extra

    from pos_assist.services.hq.store import Collection, HqStore, StoredPart  # noqa: PLC0415 — as above

    with tempfile.TemporaryDirectory() as folder:
        store, collection = HqStore(Path(folder) / "store"), Collection()
        receipts = int(millions * 1_000_000)
        connection = duckdb.connect()
        shops = 10
        for shop in range(shops):
            n = receipts // shops
            part = f"{shop:03}/2026-10"
            base = (shop + 1) << 40
            for kind in ("records", "lines", "offers"):
                store.file(part, kind, 1).parent.mkdir(parents=True)
            connection.execute(f"SELECT setseed({(shop + 1) / 100})")
            connection.execute(
                f"CREATE OR REPLACE TABLE r AS SELECT {base}::BIGINT + range AS receipt, 'life' AS life, range AS seq, 0::INTEGER AS kind,"
                " '' AS text, '' AS tag, 0::BIGINT AS target, (20700 + range % 30)::INTEGER AS day,"
                " (420 + floor(random() * 800))::INTEGER AS minute, 800::BIGINT AS total, 800::BIGINT AS list_total,"
                f" 'offers' AS arm, 40::INTEGER AS seconds, 0::BIGINT AS amount, floor(random() * 5)::INTEGER AS more FROM range({n})"
            )
            connection.execute(
                f"COPY (SELECT * EXCLUDE more FROM r) TO '{store.file(part, 'records', 1)}' (FORMAT parquet)"
            )
            connection.execute(
                "COPY (SELECT receipt, day, minute, 'item-' || CAST(floor(300 * random() * random()) AS INTEGER) AS item,"
                " 1::INTEGER AS qty, 300::BIGINT AS net FROM r, range(5) WHERE range <= more * 0.8)"
                f" TO '{store.file(part, 'lines', 1)}' (FORMAT parquet, COMPRESSION zstd)"
            )
            connection.execute(
                "COPY (SELECT receipt, 'addon' AS kind, 'item-1' AS items, '' AS trigger, '' AS deal, 'ignored' AS outcome,"
                f" 100::BIGINT AS adds, '' AS variant, 5::INTEGER AS relevance FROM r) TO '{store.file(part, 'offers', 1)}' (FORMAT parquet)"
            )
            collection.parts[part] = StoredPart(1, n, 20700, 20729)
        connection.close()
        store.save(collection)
        code = (
            "import sys, resource, time; from pathlib import Path; from datetime import datetime\n"
            "from pos_assist.services.hq.headquarters import Headquarters\n"
            "begun = time.process_time(); wall = time.perf_counter()\n"
            "done = Headquarters(Path('.'), Path(sys.argv[1]), lambda: datetime(2026, 11, 21)).count()\n"
            "print(f'{done.receipts:,} receipts, {len(done.tables[\"pairs\"]):,} pairs: {time.process_time() - begun:.1f} s CPU, '\n"
            "      f'{time.perf_counter() - wall:.1f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB')\n"
        )
        subprocess.run([sys.executable, "-c", code, str(store.folder)], check=True)


def swap(items: int, pairs: int) -> None:
    """The transaction that a till makes between two orders, of a pack that is all new, and of one with a few new prices."""
    rng = random.Random(1)
    catalog = Change(
        items=tuple(Item(f"I{i}", f"品物{i}", 100 + i, "main") for i in range(items)),
        departments=(Department("main", "品物"),),
        pairings=tuple({(a, b): Pairing(f"I{a}", f"I{b}") for a, b in ((rng.randrange(items), rng.randrange(items)) for _ in range(pairs)) if a != b}.values()),
    )  # fmt: skip
    few = Change(
        items=tuple(Item(f"I{i}", f"品物{i}", 100 + i + (i % (items // 10) == 0), "main") for i in range(items)),
        departments=catalog.departments,
        pairings=catalog.pairings,
    )
    with tempfile.TemporaryDirectory() as folder, Storage.create(Path(folder) / "till.db") as till:
        for serial, (name, made) in enumerate((("a whole catalog", catalog), ("ten new prices", few)), 1):
            file = Path(folder) / f"{serial}.pospack"
            file.write_bytes(pack_bytes(PackLabel("maker", "店", serial, NOW, ""), made, (), None))
            begun = time.perf_counter(), time.process_time()
            look = preview_of(till, read_pack(file), file)
            look.known = dumps(look.pack.catalog)  # as `find_packs` does
            look.versions_text = after_taking(look, {(x.kind, x.key) for x in look.of("theirs")}, []).text()
            looked = time.perf_counter() - begun[0]
            begun = time.perf_counter(), time.process_time()
            take_shared_pack(till, look, NOW, trust=True)
            wall, cpu = time.perf_counter() - begun[0], time.process_time() - begun[1]
            print(f"{name}: {len(made.items)} items, {len(made.pairings)} pairings, {file.stat().st_size / 1e6:.2f} MB; looked at"
                  f" (beside the sales) {looked * 1e3:.0f} ms; taken {wall * 1e3:.0f} ms, {cpu * 1e3:.0f} ms CPU")  # fmt: skip


def size() -> None:
    """Of sales made by `pos-assist sell` on the burger sample, offers and all, and without the offers."""
    from pos_assist.domain.shared_record import SharedSale, from_line, to_line  # noqa: PLC0415 — as below
    from pos_assist.exchange.shared_folder.sales_files import sales_bytes  # noqa: PLC0415 — only here

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pos_assist", "sell", "600", "--data-dir", folder],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        [path] = Path(folder).glob("*.db")
        with Storage.open(path, readonly=True) as till:
            lines = [*till.sharing.own_lines(1, till.sharing.newest()).values()]
    sales = [x for x in map(from_line, lines) if isinstance(x, SharedSale)]
    for name, made in (("with offers", lines), ("without", [to_line(x._replace(offers=())) for x in sales])):
        _, data = sales_bytes("店", "1", "0" * 16, (1, 10_000), made)
        print(f"{len(sales)} receipts {name}: {len(data) / len(sales):.1f} bytes a receipt, {sum(len(x.offers) for x in sales) / len(sales):.1f} offers each")  # fmt: skip


def main() -> None:
    """Print one of the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("prior", "counts", "swap", "bytes"), nargs="?", default="swap")
    parser.add_argument("more", nargs="*")
    args = parser.parse_args()
    if args.what == "prior":
        for file in args.more:
            prior(Path(file))
    elif args.what == "counts":
        counts(float(args.more[0]) if args.more else 1.0)
    elif args.what == "bytes":
        size()
    else:
        swap(*(int(x) for x in (args.more or ("2000", "40000"))))
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB here")


if __name__ == "__main__":
    main()
