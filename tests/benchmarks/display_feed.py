"""Orders followed by a customer display alone: `python -m tests.benchmarks.display_feed [ORDERS] [SEED]`.

All three samples, three dialects, items on two lines or on one; with voids, corrections, two of the same, names cut at 20 cells, and now and then
what a display does not tell fully (a void without a name, a discount, noise). Printed: the share of lines that were followed rightly, that were marked as
unsure, and those that were wrong without a mark. Ends with 1 where one is, or where fewer than 99 % are right or marked.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from random import Random

from pos_assist.domain.device_settings import PoleKind
from pos_assist.shop import make_sample, open_shop
from tests.services.feeds.display_register import DisplayRegister

_ODD = 0.02  # of the items


def main() -> None:
    orders, seed = [*map(int, sys.argv[1:]), *(10_000, 1)[len(sys.argv) - 1 :]][:2]
    samples = ("burger", "bakery", "camera")
    each = -(-orders // (len(samples) * len(PoleKind) * 2))
    done = lines = wrong = named = 0
    for sample in samples:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "shop.db"
            make_sample(sample, path)
            shop = open_shop(path)
            shop.feeds.give_consent("benchmark")
            for kind in PoleKind:
                for one_line in (False, True):
                    till, start = shop.follow().till, time.process_time()
                    register = DisplayRegister(
                        shop, till, kind, Random(f"{seed} {sample} {kind} {one_line}"), one_line=one_line, odd=_ODD
                    )
                    found = register.sell(each)
                    till.stop()
                    done, lines, wrong = done + each, lines + found.lines, wrong + found.silently_wrong
                    named += found.right + found.marked
                    print(
                        f"{sample:8}{kind:8}{'one line' if one_line else 'two lines':10} lines {found.lines:6,}  right {found.right / found.lines:.2%}"
                        f"  marked {found.marked / found.lines:.2%}  silently wrong {found.silently_wrong}  unsure orders {found.unsure_orders / found.orders:.1%}"
                        f"  {(time.process_time() - start) / each * 1000:.1f} ms an order",
                        flush=True,
                    )
            shop.close()
    print(f"{done:,} orders, {lines:,} lines: right or marked {named / lines:.3%}, silently wrong {wrong}")
    if wrong or named < 0.99 * lines:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
