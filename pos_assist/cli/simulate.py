"""`pos-assist simulate`: a shop whose customers' tastes are known, sold to through the real counter; truth beside report.

Each customer comes to buy what one of the shop's past receipts has (so natural purchases are known), hears each card at most
once, and says yes with a chance that the seed has fixed for that offer. What the customer would have paid without
any offers is priced too: the average of the differences is the true effect that the report has to find.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from math import exp
from pathlib import Path
from random import Random

from pos_assist.cli.main import common
from pos_assist.cli.report import as_json, paint
from pos_assist.domain.items import Item
from pos_assist.domain.offers import Offer, OfferKind
from pos_assist.domain.orders import Order
from pos_assist.domain.receipts import Arm, TenderKind
from pos_assist.i18n.translate import tr
from pos_assist.pricing import Pricer
from pos_assist.services.till.till import TOO_SOON, Till
from pos_assist.shop import SAMPLES, Shop, make_sample, open_shop

PLANS = 3_000  # past receipts that customers' wishes are drawn from
_OPENS, _CLOSES = 9, 21  # o'clock
_TASTE = {  # how often an average customer says yes to an average offer of the kind
    OfferKind.ADDON: 0.06,
    OfferKind.SIZE: 0.10,
    OfferKind.GRADE: 0.05,
    OfferKind.MAKE_SET: 0.10,
    OfferKind.ONE_MORE: 0.05,
}
_SPREAD = 0.7  # standard deviation of the logarithm of tastes
_SAYS_NO = 0.5  # how often a no is a key pressed
_SECONDS = 3.0  # between two items, and to hear and answer an offer


@dataclass
class ShopClock:
    """The shop's own time: wall clock and monotonic seconds, as far as the customers have moved it on."""

    at: datetime
    seconds: float = 0.0

    def now(self) -> datetime:
        """Return the simulated time of day."""
        return self.at

    def ticks(self) -> float:
        """Return the simulated monotonic time in seconds."""
        return self.seconds

    def move_on(self, seconds: float) -> None:
        """Let time pass; the shop is closed at night."""
        self.seconds += seconds
        self.at += timedelta(seconds=seconds)
        if self.at.hour >= _CLOSES:
            self.at = (self.at + timedelta(days=1)).replace(hour=_OPENS, minute=0)


class Tastes:
    """The simulated customers' true chances of accepting an offer, fixed by the seed and the offer."""

    def __init__(self, seed: int, eagerness: float = 1.0) -> None:
        """`eagerness` multiplies every taste; 0: nobody ever says yes, the offers have no effect."""
        self._seed = seed
        self._eagerness = eagerness
        self._known: dict[str, float] = {}

    def chance(self, offer: Offer) -> float:
        """The chance of a yes."""
        return self.of(offer.refusal, offer.kind)

    def of(self, refusal: str, kind: OfferKind) -> float:
        """Likewise, by what is offered."""
        if refusal not in self._known:
            spread = exp(Random(f"{self._seed} {refusal}").gauss(0.0, _SPREAD))
            self._known[refusal] = min(0.9, _TASTE[kind] * spread) * self._eagerness
        return self._known[refusal]


@dataclass
class Truth:
    """The totals of what the simulated customers did. Money in minor units."""

    orders: int = 0
    customers: list[tuple[int, int]] = field(default_factory=list)  # who saw offers: (paid, had come to pay)
    answers: list[tuple[str, bool]] = field(default_factory=list)  # (what was offered, yes or no)

    @property
    def per_order(self) -> float:
        """The true effect of the offers on an order that sees them."""
        return sum(paid - alone for paid, alone in self.customers) / max(1, len(self.customers))


class Simulation:
    """Customers for one shop. `wishes` and answers come from the seed alone, so that a run can be had again."""

    def __init__(self, shop: Shop, clock: ShopClock, seed: int, eagerness: float = 1.0) -> None:
        self.thorough = (
            False  # every card is heard, and a yes is a matter of taste alone: to compare worths with the truth
        )
        self.shop = shop
        self.clock = clock
        self.tastes = Tastes(seed, eagerness)
        self.truth = Truth()
        self._dice = Random(seed)
        self._alone = Pricer(shop.catalog.deals(), rounding=shop.taxing.rounding, prices=shop.taxing.prices)
        self._plans = [[(x.item, x.qty) for x in r.lines] for r in islice(shop.all_receipts(), PLANS)]

    def serve(self, orders: int) -> Iterator[None]:
        """Serve so many customers, one at each step."""
        for _ in range(orders):
            self._serve(self._dice.choice(self._plans))
            self.clock.move_on(self._dice.expovariate(1 / 90))
            yield

    def _serve(self, plan: list[tuple[Item, int]]) -> None:
        till, catalog = self.shop.till, self.shop.catalog
        wishes = [
            (item, n)
            for old, n in plan
            if (item := catalog.item(old.code)) and not (item.sold_out or item.retired or item.by_weight)
        ]
        if not wishes:
            return
        heard: set[str] = set()
        left = dict(wishes)
        for item, _ in wishes:
            if still := left.pop(item, 0):
                till.ring(item.code, still)
                self.clock.move_on(_SECONDS)
                self._hear(till, heard, left)
        till.settle()
        self.clock.move_on(_SECONDS)
        self._hear(till, heard, left)
        till.pay()
        self.clock.move_on(_SECONDS)
        self._hear(till, heard, left)
        order = till.view.order
        total = till.view.priced.total
        self.clock.move_on(5)
        receipt = till.tender(TenderKind.CASH, total).last_receipt
        assert receipt is not None  # cash for all of it closes the sale
        self.truth.orders += 1
        if receipt.arm not in (Arm.CONTROL, Arm.NONE):
            self.truth.customers.append((total, self._total_alone(order, wishes)))

    def _hear(self, till: Till, heard: set[str], left: dict[Item, int]) -> None:
        """One card at a time, each once; what was to be bought anyway is taken with the card and brings nothing new."""
        while offer := next((x for x in till.view.panel.offers() if x.refusal not in heard), None):
            heard.add(offer.refusal)
            planned = [item for item in left if item.code in offer.items]
            if not (planned and self.thorough):
                self._answer(till, offer, planned, left)
            if not self.thorough:
                return

    def _answer(self, till: Till, offer: Offer, planned: list[Item], left: dict[Item, int]) -> None:
        self.clock.move_on(max(_SECONDS, TOO_SOON * 2))
        anyway = len(planned) == len(offer.items)
        yes = anyway or self._dice.random() < self.tastes.chance(offer)
        if not anyway:
            self.truth.answers.append((offer.refusal, yes))
        if not yes:
            if self._dice.random() < _SAYS_NO:
                till.decline(offer.id)
            return
        till.accept(offer.id)
        for item in planned:
            left[item] -= 1
            if not left[item]:
                del left[item]

    def _total_alone(self, order: Order, wishes: list[tuple[Item, int]]) -> int:
        alone = Order(order.key, order.number, order.opened_at, order.mode)
        for item, n in wishes:
            alone = alone.ring(item, n)
        return self._alone.price(alone, self.clock.at).total


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("n", type=int, metavar="N", help=tr("how many orders"))
    parser.add_argument("--sample", choices=SAMPLES, default=SAMPLES[0], help=tr("the sample shop to begin from"))
    parser.add_argument("--seed", type=int, default=1, help=tr("the same customers again with the same seed"))
    parser.add_argument(
        "--eagerness", type=float, default=1.0, help=tr("multiplies every taste; 0: nobody ever says yes")
    )
    parser.add_argument("--control-share", type=int, default=10, help=tr("percent of orders that see no offers"))
    parser.add_argument("--json", action="store_true", help=tr("one JSON object, for programs"))
    common(parser, shop=False)


def run(args: argparse.Namespace) -> int:
    """Make a shop in a temporary folder, sell N orders, print the truth beside the report."""
    with tempfile.TemporaryDirectory() as folder:
        simulation = prepared(Path(folder), args.sample, args.seed, args.eagerness, args.control_share)
        started = time.perf_counter()
        for n, _ in enumerate(simulation.serve(args.n), 1):
            if sys.stderr.isatty() and n % 100 == 0:
                print(f"\r{n:,}/{args.n:,}", end="", file=sys.stderr)
        a_minute = args.n / (time.perf_counter() - started) * 60
        shop, truth = simulation.shop, simulation.truth
        report, currency = shop.manage("").effect(), shop.currency
        shop.close()
    if args.json:
        found = {"true_effect": truth.per_order, "orders": truth.orders, "orders_a_minute": a_minute}
        print(json.dumps(found | {"report": as_json(report)}, ensure_ascii=False))
        return 0
    yes = sum(answer for _, answer in truth.answers)
    print(tr("The truth: {effect:+.1f} per order with offers", effect=truth.per_order))
    print(tr("{yes} of {all} offers to customers who had not planned it", yes=yes, all=len(truth.answers)))
    print(tr("{n} orders a minute through the counter", n=f"{a_minute:,.0f}"))
    print()
    print("\n".join(paint(report, currency)))
    return 0


def prepared(folder: Path, sample: str, seed: int, eagerness: float, control_share: int) -> Simulation:
    """A sample shop in that folder with its customers waiting outside."""
    path = folder / "simulated.db"
    make_sample(sample, path)
    keys = Random(f"keys {seed}")
    clock = ShopClock(datetime(2026, 11, 16, _OPENS))
    shop = open_shop(path, now=clock.now, ticks=clock.ticks, new_key=lambda: f"{keys.getrandbits(128):032x}")
    shop.manage("").set_settings({"control_share": str(control_share)})
    return Simulation(shop, clock, seed, eagerness)
