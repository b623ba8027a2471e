"""Does the report find the truth, and do the offers' worths become right?

    python tests/benchmarks/effect.py [--shops 200] [--orders 1000] [--customers 1500] [--after 2000]

1. Statistics alone: shops whose order totals are drawn from the sample shops' receipts, with a known effect and with none.
2. The real counter: customers served by `pos-assist simulate`'s own code, of each of whom it is known what he or she paid and
   had come to pay. Shops are then drawn from these customers; the control is assigned by the order's key, as at a till.
3. A shop that has sold `--after` orders beside one that knows the true acceptance rates: what their panels are worth.
4. A new good pairing among settled ones: how often it is shown until it has its place.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from pos_assist.cli.simulate import Simulation, Tastes, prepared
from pos_assist.domain.offers import OfferKind, Outcome
from pos_assist.domain.receipts import Arm
from pos_assist.learning.answers import Answered, Asker, Estimate, increments
from pos_assist.learning.effect import difference
from pos_assist.services.till.till import Till
from pos_assist.suggest.panel import luck
from pos_assist.suggest.trial import arm_of

Pool = Sequence[tuple[int, int]]  # of each customer: what was paid with offers, what would have been without


def coverage(name: str, pool: Pool, shops: int, orders: int, dice: Random) -> None:
    """How often the 95 % interval has the true effect, and how often it says that there is one."""
    truth = sum(a - b for a, b in pool) / len(pool)
    covered = significant = told = 0
    for _ in range(shops):
        treated: list[float] = []
        control: list[float] = []
        for _ in range(orders):
            paid, alone = dice.choice(pool)
            arm = arm_of(f"{dice.getrandbits(128):032x}", {})
            (control if arm is Arm.CONTROL else treated).append(alone if arm is Arm.CONTROL else paid)
        found = difference(treated, control)
        if found.interval is None:
            continue
        told += 1
        covered += found.interval[0] <= truth <= found.interval[1]
        significant += found.significant
    print(
        f"  {name:<44} true effect {truth:+7.1f}: covered {covered / told:6.1%} of {told} shops of {orders} orders,"
        f" significant {significant / told:6.1%}",
        flush=True,
    )


def statistics(shops: int, orders: int) -> None:
    """Part 1: totals of the sample shops' receipts."""
    for sample in ("burger", "bakery", "camera"):
        with tempfile.TemporaryDirectory() as folder:
            shop = prepared(Path(folder), sample, 1, 1.0, 0).shop
            totals = [receipt.total for receipt in shop.storage.sales.receipts(limit=3000)]
            shop.close()
        dice = Random(7)
        coverage(f"{sample}, no effect", [(x, x) for x in totals], shops, orders, dice)
        some = [(x + (dice.choice(totals) // 3 if dice.random() < 0.15 else 0), x) for x in totals]
        coverage(f"{sample}, one in seven buys a third more", some, shops, orders, dice)


def served(customers: int, eagerness: float) -> Pool:
    """Part 2: customers who went through the real counter, all of them with offers."""
    with tempfile.TemporaryDirectory() as folder:
        simulation = prepared(Path(folder), "burger", 3, eagerness, 1)
        for _ in simulation.serve(customers):
            pass
        simulation.shop.close()
        return simulation.truth.customers


class Oracle:
    """Stands in for the answer cache: it knows what customers truly think."""

    def __init__(self, tastes: Tastes) -> None:
        self._tastes = tastes

    def asker(self, *_: Any) -> Oracle:
        """For any order and moment."""
        return self

    def add(self, _: object) -> None:
        """Nothing to learn."""

    def estimate(self, key: str, _relevance: float, _luck: float) -> Estimate:
        """The true chance."""
        refusal = key[1:].partition("<")[0]
        kind = {"set": OfferKind.MAKE_SET, "up": OfferKind.SIZE, "add": OfferKind.ADDON}[refusal.partition(":")[0]]
        chance = self._tastes.of(refusal, kind)
        return Estimate(chance, chance, 0, 0)


def panel_worth(simulation: Simulation, orders: int) -> float:
    """True chance × margin of every card shown, summed over orders that nobody answers."""
    till: Till = simulation.shop.till
    dice = Random(99)
    plans = [r for r in simulation.shop.storage.sales.receipts(limit=6000) if len(r.lines) < 6][-2000:]
    total = 0.0
    for _ in range(orders):
        for line in dice.choice(plans).lines:
            item = till.item(line.item.code)
            if item and not item.sold_out and not item.retired:
                for offer in till.ring(item.code).panel.offers():
                    assert offer.why
                    total += simulation.tastes.chance(offer) * max(0, offer.why.margin)
        till.view = replace(till.view, tenders=())
        while till.view.order.lines:
            till.void(till.view.order.lines[0].id)
    return total / orders


def learned_and_oracle(after: int, looked_at: int = 150) -> None:
    """Part 3."""
    with tempfile.TemporaryDirectory() as folder:
        simulation = prepared(Path(folder), "burger", 5, 1.0, 1)
        simulation.thorough = True  # a yes then is a matter of taste alone, which the oracle knows
        cache = simulation.shop.till._panels._cache
        new = panel_worth(simulation, looked_at)
        for _ in simulation.serve(after):
            pass
        learned = panel_worth(simulation, looked_at)
        simulation.shop.till._panels._cache = Oracle(simulation.tastes)  # type: ignore[assignment]
        known = panel_worth(simulation, looked_at)
        simulation.shop.till._panels._cache = cache
        simulation.shop.close()
    print(
        f"  worth of the cards shown, per order: new shop {new:.1f}, after {after} orders {learned:.1f}, who knows {known:.1f}"
    )
    print(f"  reached: {learned / known:.1%} (a new shop: {new / known:.1%})", flush=True)


def new_pairing(runs: int = 40, places: int = 3, others: int = 12) -> None:
    """Part 4: `others` settled add-ons of equal worth, three places; a new one that customers like more than its receipts say."""
    epoch, at = datetime(2026, 1, 1), datetime(2026, 6, 1, 12)
    needed = []
    for run in range(runs):
        rows: dict[str, dict[str, tuple[int, int]]] = {}

        def add(answer: Answered, rows: dict[str, dict[str, tuple[int, int]]] = rows) -> None:
            for a, b, n, w in increments([answer], (), at, epoch):
                had = rows.setdefault(a, {}).get(b, (0, 0))
                rows[a][b] = (had[0] + n, had[1] + w)

        dice = Random(run)
        truth = {f"!add:old{i}": dice.uniform(0.03, 0.16) for i in range(others)} | {"!add:new": 0.3}
        guess = {key: (0.06 if key == "!add:new" else chance) for key, chance in truth.items()}
        for key in truth:
            for i in range(0 if key == "!add:new" else 500):
                yes = Outcome.ACCEPTED if i < 500 * truth[key] else Outcome.IGNORED
                add(Answered(key, "choosing", str(yes), guess[key], key))
        shown, recent = 0, list[bool]()
        for order in range(20_000):
            asker = Asker(lambda key, rows=rows: rows.get(key, {}), "choosing", at, epoch)  # type: ignore[misc]
            draws = {key: asker.estimate(key, guess[key], luck(f"{run} {order}{key}")).sampled for key in truth}
            cards = sorted(draws, key=draws.__getitem__, reverse=True)[:places]
            recent = [*recent[-49:], cards[0] == "!add:new"]
            if sum(recent) >= 45:
                break
            for key in cards:
                shown += key == "!add:new"
                yes = Outcome.ACCEPTED if dice.random() < truth[key] else Outcome.IGNORED
                add(Answered(key, "choosing", str(yes), guess[key], key))
        needed.append(shown)
    needed.sort()
    print(
        f"  showings until it leads 45 of 50 orders: median {needed[runs // 2]}, worst of {runs} runs {needed[-1]}",
        flush=True,
    )


def main() -> int:
    """Run the parts one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shops", type=int, default=200)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--customers", type=int, default=1500)
    parser.add_argument("--after", type=int, default=2000)
    parser.add_argument("--parts", default="1234")
    args = parser.parse_args()
    parts: dict[str, tuple[str, Callable[[], object]]] = {
        "1": ("Statistics alone", lambda: statistics(args.shops, args.orders)),
        "2": ("Customers of the real counter", lambda: real(args)),
        "3": ("Offers' worth", lambda: learned_and_oracle(args.after)),
        "4": ("A new good pairing", new_pairing),
    }
    for part in args.parts:
        title, run = parts[part]
        print(f"{part}. {title}", flush=True)
        started = time.perf_counter()
        run()
        print(f"  ({time.perf_counter() - started:.0f} s)", flush=True)
    return 0


def real(args: argparse.Namespace) -> None:
    """Part 2, with an effect and without."""
    for name, eagerness in (("with tastes", 1.0), ("nobody ever says yes", 0.0)):
        pool = served(args.customers, eagerness)
        coverage(f"{len(pool)} customers, {name}", pool, args.shops, args.orders, Random(11))


if __name__ == "__main__":
    sys.exit(main())
