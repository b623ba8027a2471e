"""Orders followed by a customer display alone: `python -m tests.benchmarks.display_feed [ORDERS] [SEED]`.

All three samples, three dialects, items on two lines or on one; with voids, corrections, two of the same, names cut at 20 cells, two pairs of items of
one beginning and one price, and now and then what a display does not tell fully (`DisplayRegister`). A tenth of the orders comes over a line that loses
one byte in 500 and is dead for some screens now and then. Printed: the share of lines that were followed rightly, that were marked as unsure, and those
that were wrong without a mark: at the total, in what was written down, or at any moment before, but for a dead line, of which nobody can know until the
total. Ends with 1 where one is, or where fewer than 99 % are right or marked.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from random import Random

from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.items import Item
from pos_assist.shop import make_sample, open_shop
from tests.services.feeds.display_register import DisplayRegister

_ODD = 0.02  # of the items
_LOSS, _CABLE = 1 / 500, 0.003  # of the bytes, of the screens
_TWINS = [Item(f"twin-{i}-{j}", f"{name}{end}", price) for i, (name, price) in enumerate((("スペシャルギフトセレクションボックス", 980), ("デラックス アソート パック", 520))) for j, end in enumerate(("アカ", "アオ"))]  # fmt: skip


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
            shop.storage.catalog.put_items(_TWINS)
            for kind in PoleKind:
                for one_line in (False, True):
                    till, start = shop.follow().till, time.process_time()
                    chance, bad = Random(f"{seed} {sample} {kind} {one_line}"), max(1, each // 10)
                    found = DisplayRegister(shop, till, kind, chance, one_line=one_line, odd=_ODD).sell(each - bad)
                    line = DisplayRegister(shop, till, kind, chance, one_line=one_line, odd=_ODD)
                    line.spoil(_LOSS, _CABLE)
                    spoilt = line.sell(bad)
                    till.stop()
                    done += each
                    for one in (found, spoilt):
                        lines, wrong, named = (
                            lines + one.lines,
                            wrong + one.silently_wrong,
                            named + one.right + one.marked,
                        )
                    print(
                        f"{sample:8}{kind:8}{'one line' if one_line else 'two lines':10} lines {found.lines:6,}  right {found.right / found.lines:.2%}"
                        f"  marked {found.marked / found.lines:.2%}  silently wrong {found.silently_wrong}  unsure orders {found.unsure_orders / found.orders:.1%}"
                        f"  {(time.process_time() - start) / each * 1000:.1f} ms an order"
                        f"  | bad line: {spoilt.lines:,} right {spoilt.right / spoilt.lines:.1%} marked {spoilt.marked / spoilt.lines:.1%}"
                        f" silently wrong {spoilt.silently_wrong}, unseen {spoilt.unseen}",
                        flush=True,
                    )
            shop.close()
    print(f"{done:,} orders, {lines:,} lines: right or marked {named / lines:.3%}, silently wrong {wrong}")
    if wrong or named < 0.99 * lines:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
