"""How long a shop takes to come back from its journal alone, and whether every sale is there.

    python tests/benchmarks/rebuild.py [SALES] [--folder F] [--profile]

A few hundred sales are made by the counter; their lines, with keys and numbers of their own, make a journal as long as asked for
(2.4 kB a sale; as much again for the database). Prints processor seconds, the same for a million sales, and memory.
"""

from __future__ import annotations

import argparse
import copy
import cProfile
import pstats
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from pos_assist.domain.receipts import TenderKind
from pos_assist.shop import make_sample, open_shop
from pos_assist.storage.journal import JournalRecord, read_journal, write_journal
from pos_assist.storage.recovery import rebuild

BASE = 300  # sales that the counter makes
MINUTE = 60


class Hand:
    """A cashier's pace: a few seconds between one thing and the next, so that cards count as seen."""

    def __init__(self) -> None:
        self.at, self.seconds = datetime(2026, 11, 21, 11), 0.0

    def pause(self) -> None:
        self.at, self.seconds = self.at + timedelta(seconds=4), self.seconds + 4


def base(folder: Path) -> tuple[str, list[JournalRecord]]:
    """The name and the events of a shop after some sales: what receipts of the sample have, some of the cards taken."""
    path, hand, dice = folder / "burger.db", Hand(), random.Random(7)
    make_sample("burger", path)
    keys = count(1)
    shop = open_shop(path, now=lambda: hand.at, ticks=lambda: hand.seconds, new_key=lambda: f"{next(keys):032x}")
    till = shop.till
    items = [
        x.code
        for kind in shop.catalog.departments()
        for x in shop.catalog.keys(kind.code, 0)
        if x.may_be_offered and not x.age_restricted
    ]
    for _ in range(BASE):
        for _ in range(dice.choice((1, 2, 2, 3, 4))):
            till.ring(dice.choice(items))
            hand.pause()
            if (offers := till.view.panel.offers()) and dice.random() < 0.15:
                till.accept(offers[0].id)
        till.pay()
        hand.pause()
        till.tender(TenderKind.CASH, till.view.due)
    shop.close()
    head, *rest = [line.record for line in read_journal(path.with_suffix(".journal")) if line.record]
    return str(head.fields["shop"]), rest


def longer(events: list[JournalRecord], sales: int) -> Iterator[JournalRecord]:
    """Those events, and so many sales like them."""
    n = 0
    for event in events:
        if event.kind != "sale":
            n += 1
            yield JournalRecord(n, event.kind, event.fields)
    sold = [x for x in events if x.kind == "sale"]
    for i in range(sales):
        fields = copy.deepcopy(sold[i % len(sold)].fields)
        receipt = fields["receipt"]
        receipt["key"], receipt["number"] = f"{receipt['key']}-{i}", i + 1
        receipt.pop("next_visit", None)
        receipt.pop("redeemed", None)
        fields["offers"] = [[f"{offer[0]}-{i}", *offer[1:]] for offer in fields["offers"]]
        fields.pop("prev", None)
        n += 1
        yield JournalRecord(n, "sale", fields)


def main() -> int:
    """Make the journal, bring the shop back, print the figures; 1 where a sale is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sales", type=int, nargs="?", default=20_000)
    parser.add_argument("--folder", type=Path, help="where there is enough space (default: the system's for such)")
    parser.add_argument("--profile", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        folder = Path(name)
        shop, events = base(folder)
        journal = folder / "long.journal"
        write_journal(journal, shop, longer(events, args.sales), 0).close()
        profile = cProfile.Profile()
        cpu, wall = time.process_time(), time.monotonic()
        if args.profile:
            profile.enable()
        result = rebuild(journal, folder / "again.db")
        profile.disable()
        cpu, wall = time.process_time() - cpu, time.monotonic() - wall
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size, database = journal.stat().st_size, (folder / "again.db").stat().st_size
    if args.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)
    print(f"{args.sales:,} sales, {result.receipts:,} came back, {len(result.lost)} lost")
    print(
        f"{cpu:.1f} s of processor time ({wall:.0f} s by the clock), {cpu / args.sales * 1e6:.0f} µs a sale: a million in"
    )
    print(
        f"{cpu / args.sales * 1e6 / MINUTE:.1f} minutes; {memory:.0f} MB of memory; a sale is {size / args.sales:.0f} bytes in the"
    )
    print(f"journal and {database / args.sales:.0f} in the database")
    return int(result.receipts != args.sales or bool(result.lost))


if __name__ == "__main__":
    sys.exit(main())
