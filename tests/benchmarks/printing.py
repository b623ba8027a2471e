"""Sales with a faulty printer, kills and all: `python tests/benchmarks/printing.py [SALES] [--seed 1] [--kills 20] [--quiet] [--alone N]`.

A till sells on and on and prints every receipt on a printer that runs out of paper, is opened, falls silent, hangs up in the
middle of a picture and comes back; the till's process is killed at random and starts again. At the end the printer is well,
and what waits is printed. Prints figures, and says for each: every confirmed receipt came out whole and exactly once, no sale
is without its job, and how long the sales took, on the clock and in processor time of the till's own thread. Beside it a till
without a printer sells at the same time, `--alone` sales or as many, so that both wait for the same other work of the machine.
`--quiet`: no faults and no kills.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pos_assist.devices import raster
from pos_assist.devices.bitmap import Bitmap
from pos_assist.domain.print_jobs import JobKind, JobState
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.printing import print_worker
from pos_assist.shop import make_shop, open_shop
from tests.devices.fake_printer import FakePrinter
from tests.print_jobs import every_job
from tests.samples import short_files

AT_THE_END = 900.0  # seconds for what still waits


class Sold(NamedTuple):
    """A sale as the till told of it: its receipt's key, and how long it took, in milliseconds."""

    receipt: str
    ms: float
    work: float  # of its own thread, on the processor


def main() -> None:
    """Sell, kill, repair, count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sales", type=int, nargs="?", default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--alone", type=int)
    parser.add_argument("--seller", metavar="SHOP")
    args = parser.parse_args()
    if args.seller:
        _sell(Path(args.seller), args.sales)
        return
    with tempfile.TemporaryDirectory() as folder:
        alone: list[Sold] = []
        bare = _new_shop(Path(folder), "alone", "")
        n = args.sales if args.alone is None else args.alone
        beside = threading.Thread(target=lambda: alone.extend(_later(_run(bare, n, lambda _: None))))
        printer = FakePrinter()
        shop = _new_shop(Path(folder), "printing", printer.address)
        stop = threading.Event()
        faults: Counter[str] = Counter()
        breaker = threading.Thread(target=_break, args=(printer, random.Random(args.seed), stop, faults))
        if not args.quiet:
            breaker.start()
        chance = random.Random(args.seed + 1)
        left = 0 if args.quiet else args.kills
        sold: list[Sold] = []
        timed: list[Sold] = []
        starts = 0
        beside.start()
        while len(sold) < args.sales:
            starts += 1
            until = chance.randrange(1, max(2, 2 * args.sales // (args.kills + 1))) if left else args.sales
            left -= 1
            some = _run(
                shop, args.sales - len(sold), _killer(until) if until < args.sales - len(sold) else lambda _: None
            )
            sold += some
            timed += _later(some)
        beside.join()
        stop.set()
        if breaker.is_alive():
            breaker.join()
        printer.mute = printer.deaf = printer.near_end = False
        printer.hang_up_after = None
        printer.ready_again()
        _count(shop, printer, sold, timed, alone, faults, starts)
        printer.close()


def _later(sold: list[Sold]) -> list[Sold]:
    """All but the first two sales of a start, which load what a program that has just begun has not loaded yet."""
    return sold[2:]


def _new_shop(folder: Path, name: str, address: str) -> Path:
    path = folder / name / "shop.db"
    make_shop(short_files("burger", folder / f"{name}-files", 0), path)
    shop = open_shop(path)
    if address:
        shop.manage("bench").set_settings({"printer": address, "drawer": "2"})
    shop.close()
    return path


def _sell(path: Path, sales: int) -> None:
    """The till: sells, and says of each sale what it was and how long it took."""
    raster.get_ready()
    print_worker.BACK_OFF = (0.05, 0.1, 0.1, 0.1)
    shop = open_shop(path)
    shop.printing.begin()
    chance = random.Random(os.getpid())
    keys = [
        item.code
        for department in shop.till.departments()
        for item in shop.till.keys(department.code)
        if not item.sold_out
    ]
    for _ in range(sales):
        for _ in range(chance.choice((1, 2, 3))):
            shop.till.ring(chance.choice(keys))
        shop.till.pay()
        began, worked = time.perf_counter(), time.thread_time()
        receipt = shop.till.tender(TenderKind.CASH, shop.till.view.due).last_receipt
        took, work = (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000
        assert receipt
        print(json.dumps([receipt.key, took, work]), flush=True)
        time.sleep(0.03)  # the next customer; else the queue would only grow
    shop.close()


def _run(shop: Path, sales: int, after: object) -> list[Sold]:
    """Run a till until it has sold that many, or `after` a sale has killed it."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(sales), "--seller", str(shop)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    sold: list[Sold] = []
    for line in process.stdout:
        if not line.endswith("\n"):
            break
        sold.append(Sold(*json.loads(line)))
        after(process)  # type: ignore[operator]  # a function of the process
    process.wait()
    return sold


def _killer(sales: int) -> object:
    left = [sales]

    def kill(process: subprocess.Popen[str]) -> None:
        left[0] -= 1
        if left[0] == 0:
            process.send_signal(signal.SIGKILL)

    return kill


def _break(printer: FakePrinter, chance: random.Random, stop: threading.Event, faults: Counter[str]) -> None:
    """One fault after another, each for a while."""
    while not stop.wait(chance.uniform(0.2, 1.5)):
        fault = chance.choice(("no_paper", "cover", "mute", "near_end", "paper_rows", "hang_up_after"))
        faults[fault] += 1
        if fault in ("paper_rows", "hang_up_after"):
            setattr(printer, fault, chance.randrange(100, 40_000 if fault == "hang_up_after" else 3_000))
        else:
            setattr(printer, fault, True)
        stop.wait(chance.uniform(0.1, 1.5))
        printer.mute = printer.near_end = False
        printer.ready_again()


def _count(  # noqa: PLR0913, PLR0917 — one report
    path: Path,
    printer: FakePrinter,
    sold: list[Sold],
    timed: list[Sold],
    alone: list[Sold],
    faults: Counter[str],
    starts: int,
) -> None:
    raster.get_ready()
    shop = open_shop(path)
    shop.printing.begin()
    until = time.monotonic() + AT_THE_END
    while time.monotonic() < until and any(
        x.state in (JobState.QUEUED, JobState.SENDING) for x in shop.printing.open_jobs()
    ):
        time.sleep(0.2)
    jobs = [x for x in every_job(shop) if x.job.kind is JobKind.RECEIPT]
    states = Counter(x.state.value for x in jobs)
    receipts = {x.key: x for x in shop.receipts()}
    papers = _papers(printer)
    wrong = twice = 0
    for job in jobs:
        if job.state is JobState.CONFIRMED:
            n = _times(raster.bitmap_of(shop.printing.slip_of(receipts[job.job.ref])), papers)
            wrong += n == 0
            twice += n > 1
    with_job = {x.job.ref for x in jobs}
    print(f"{len(sold)} sales acknowledged, {len(receipts)} receipts, {starts} starts, faults: {dict(faults)}")
    print(f"receipt jobs by state: {dict(states)}")
    print(f"confirmed but not on paper: {wrong}; confirmed and printed more than once: {twice}")
    print(
        f"sales without a job: {sum(1 for key in receipts if key not in with_job)}; jobs twice for a sale: {len(jobs) - len(with_job)}"
    )
    print(f"acknowledged sales lost: {sum(1 for x in sold if x.receipt not in receipts)}")
    for name, some in (("without a printer", alone), ("with it", timed)):
        for what, took in (("clock", [x.ms for x in some]), ("processor", [x.work for x in some])):
            took.sort()
            if took:
                print(
                    f"sale, {name}, {what}: median {median(took):.1f} ms, p99 {took[int(len(took) * 0.99)]:.1f} ms, longest {took[-1]:.1f} ms"
                )
    shop.close()


def _papers(printer: FakePrinter) -> list[Bitmap]:
    return [paper.bitmap for paper in printer.printed if paper.images]


def _times(slip: Bitmap, papers: list[Bitmap]) -> int:
    """How often a slip came out: as the end of a paper, below what a broken one before it left."""
    return sum(paper.bits.endswith(slip.bits) for paper in papers)


if __name__ == "__main__":
    main()
