"""A day of many sales through the real window: `python tests/benchmarks/day.py [SALES] [--seed 1]`.

Signs in, counts the float, rings up and pays by keys and touch with cards accepted and declined, gives units back, voids, loses
power in the middle, runs out of paper, moves cash, looks at X and closes. Then works every yen of the Z report out again from
the text of the printed slips alone, and prints what it came to and how long it took.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from pos_assist.devices import printer as protocol
from pos_assist.services.printing import print_worker
from pos_assist.shop import make_sample
from pos_assist.system import clock
from tests.desktop import printed
from tests.desktop.played_day import MORNING, QUICK, play, prepare
from tests.devices.fake_printer import a_printer


def main() -> None:
    """Play it, hold the Z against the paper."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sales", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    for name, seconds in QUICK.items():
        setattr(protocol, name, seconds)
    print_worker.BACK_OFF = (0.05, 0.05, 0.05, 0.05)
    clock.machine_time = lambda: MORNING
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder, a_printer() as printer:
        shop = Path(folder) / "burger.db"
        make_sample("burger", shop)
        prepare(shop, printer)
        began, used = time.perf_counter(), time.process_time()
        slips = play(app, shop, printer, args.sales, args.seed)
        took, used = time.perf_counter() - began, time.process_time() - used
        sums, z = printed.check(slips)
        assert len(sums.receipts) == args.sales, (len(sums.receipts), args.sales)
        print(
            f"{args.sales} sales, {len(slips)} slips, {sums.returns} returns and voids, {sums.reprints} printed again"
        )
        print(f"net {z.said['純売上']:,} yen, every figure of the Z agrees with the slips' text")
        print(f"{took:.0f} s on the clock, {used:.1f} s of this process's processor time")


if __name__ == "__main__":
    main()
