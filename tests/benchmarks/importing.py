"""How fast past receipts come in, beside plain sqlite3 loading the same rows; and the memory it takes.

    python tests/benchmarks/importing.py [--receipts 1000000] [--items 300]

Makes a receipts CSV (seeded) in a temporary folder, makes a shop of it in a process of its own (judged, written, counted,
backed up), and lets csv + sqlite3 put the same rows into two plain tables, in another. Prints receipts per second, the
ratio, peak memory, and the memory of an import a tenth as large: what does not grow with the file. The solving of the
suggestions that ends an import looks at the newest receipts only, however many there are: it is timed apart.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path


def make(path: Path, receipts: int, items: int) -> int:
    """Write the file; how many rows it has. Three years of a busy shop, 1 to 6 items a receipt, some far more popular."""
    dice = random.Random(20261122)
    names = [f"商品 {n:04d}" if n % 2 else f"Item {n:04d}" for n in range(items)]
    prices = [dice.randrange(80, 1200, 10) for _ in names]
    weights = list(accumulate(1 / (n + 3) for n in range(items)))
    at, step, rows = datetime(2023, 11, 1), timedelta(days=3 * 365) / receipts, 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("receipt_id", "timestamp", "item", "qty", "price", "category", "customer", "size"))
        for number in range(receipts):
            at += step
            member = f"M{dice.randrange(20_000):05d}" if dice.random() < 0.3 else ""
            stamp = at.isoformat(" ", "seconds")
            for item in set(dice.choices(range(items), cum_weights=weights, k=dice.choice((1, 2, 2, 3, 4, 6)))):
                out.writerow((number, stamp, names[item], 1, prices[item], f"Department {item % 8}", member, ""))
                rows += 1
    return rows


OURS = """
import sys
from pathlib import Path
from pos_assist.services.setup import build_shop
build_shop.Relearning.catch_up = lambda relearning: None
build_shop.shop_from_receipts(Path(sys.argv[1]), Path(sys.argv[2]))
"""

SOLVE = """
import sys
from pathlib import Path
from pos_assist.storage import Storage
from pos_assist.storage.model_training import Relearning
with Storage.open(Path(sys.argv[1])) as storage:
    Relearning(storage).catch_up()
"""

PLAIN = """
import csv, sqlite3, sys
from itertools import groupby
connection = sqlite3.connect(sys.argv[2], isolation_level=None)
connection.execute("PRAGMA journal_mode=WAL")
connection.execute("CREATE TABLE receipts (id INTEGER PRIMARY KEY, at TEXT, customer TEXT)")
connection.execute("CREATE TABLE lines (receipt INTEGER, line INTEGER, item TEXT, qty INTEGER, price INTEGER, PRIMARY KEY (receipt, line)) WITHOUT ROWID")
connection.execute("BEGIN")
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    reader = csv.reader(file)
    next(reader)
    heads, lines = [], []
    for n, (_, group) in enumerate(groupby(reader, lambda row: row[0])):
        for line, row in enumerate(group):
            lines.append((n, line, row[2], row[3], row[4]))
        heads.append((n, row[1], row[6]))
        if len(heads) == 5000:
            connection.executemany("INSERT INTO receipts VALUES (?, ?, ?)", heads)
            connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?)", lines)
            heads, lines = [], []
    connection.executemany("INSERT INTO receipts VALUES (?, ?, ?)", heads)
    connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?)", lines)
connection.execute("COMMIT")
"""


def run(*command: str | Path) -> tuple[float, float, int]:
    """(seconds, CPU seconds, peak MiB) of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen([str(x) for x in command], stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _peak(process.pid))
        time.sleep(0.05)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--receipts", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=300)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pos-assist-bench-") as name:
        folder = Path(name)
        rows = make(folder / "all.csv", args.receipts, args.items)
        make(folder / "tenth.csv", args.receipts // 10, args.items)
        size = (folder / "all.csv").stat().st_size
        print(f"{args.receipts:,} receipts, {rows:,} rows, {size / 1e6:.0f} MB")
        _, _, small = run(sys.executable, "-c", OURS, folder / "tenth.csv", folder / "tenth.db")
        seconds, cpu, peak = run(sys.executable, "-c", OURS, folder / "all.csv", folder / "all.db")
        plain, plain_cpu, plain_peak = run(sys.executable, "-c", PLAIN, folder / "all.csv", folder / "plain.db")
        for what, took, work, memory in (
            ("pos-assist import", seconds, cpu, peak),
            ("plain csv + sqlite3", plain, plain_cpu, plain_peak),
        ):
            print(
                f"{what:20} {took:6.1f} s  {args.receipts / took:9,.0f} receipts/s  CPU {work:6.1f} s  peak {memory} MiB"
            )
        print(f"ratio: {seconds / plain:.2f} × plain (CPU {cpu / plain_cpu:.2f} ×)")
        print(f"memory: {peak} MiB; of a file a tenth as large {small} MiB")
        with sqlite3.connect(folder / "all.db") as connection:
            (count,) = connection.execute("SELECT count(*) FROM receipts").fetchone()
        print(f"whole: {count:,} receipts in the shop, {(folder / 'all.db').stat().st_size / 1e6:.0f} MB", flush=True)
        solving, solving_cpu, _ = run(sys.executable, "-c", SOLVE, folder / "all.db")
        print(f"solving the suggestions: {solving:.1f} s (CPU {solving_cpu:.1f} s)")


if __name__ == "__main__":
    main()
