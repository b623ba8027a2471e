"""`pos-assist sell N`: random orders, rung up and paid through the counter's own service. For load and demonstration.

One JSON line per finished receipt on stdout, flushed at once, and only once the receipt is durable.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from pos_assist.cli.main import common, opened
from pos_assist.counter.counter import TOO_SOON, Counter, random_key
from pos_assist.domain.items import Item
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.words import tr

_LINES = (1, 1, 2, 2, 2, 3, 3, 4, 5)  # how many items customers take
_ACCEPTS, _DECLINES, _TAKES_BACK, _EATS_IN, _SPLITS = 0.25, 0.35, 0.05, 0.4, 0.05  # how often they do the rest


class Clock:
    """Monotonic seconds that can be moved on: a customer takes a moment to answer, a load test does not wait for it."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        """Seconds now."""
        return time.monotonic() + self._ahead

    def move_on(self, seconds: float) -> None:
        """Let that much time pass."""
        self._ahead += seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("n", type=int, metavar="N", help=tr("how many orders"))
    parser.add_argument(
        "--seed", type=int, help=tr("the same orders whenever the shop is as it is now; without it others each time")
    )
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Sell. An order that was left open is paid first and counts as one of the N."""
    chance = Random(args.seed)
    clock = Clock()
    new_key = random_key if args.seed is None else _keys(args)
    with opened(args, ticks=clock, new_key=new_key) as shop:
        counter = shop.counter
        for _ in range(args.n):
            if not counter.view.order.lines:
                ring_up(counter, chance, clock)
            receipt = pay(counter, chance)
            print(json.dumps(line_of(receipt)), flush=True)
    return 0


def _keys(args: argparse.Namespace) -> Callable[[], str]:
    """Keys that a seed decides (what is offered depends on them), yet others once the shop has sold: none comes twice."""
    with opened(args, readonly=True) as shop:
        chance = Random(f"{args.seed} after {shop.storage.sales.count()}")
    return lambda: f"{chance.getrandbits(128):032x}"


def line_of(receipt: Receipt) -> dict[str, Any]:
    """A receipt as programs count it; the key is the same for ever."""
    return {"receipt": receipt.key, "total": receipt.total, "lines": len(receipt.lines)}


def ring_up(counter: Counter, chance: Random, clock: Clock) -> None:
    """One customer: some items by key or by scan, answers to what is offered, now and then a change of mind."""
    if chance.random() < _EATS_IN:
        counter.set_mode(ServiceMode.EAT_IN)
    for _ in range(chance.choice(_LINES)):
        item = _any_item(counter, chance)
        if item.barcodes and chance.random() < 0.5:
            counter.scan(chance.choice(item.barcodes))
        else:
            counter.ring(item.code, chance.choice((1, 1, 1, 2)))
        clock.move_on(TOO_SOON)
        offers = counter.view.panel.offers()
        answer = chance.random()
        if offers and answer < _ACCEPTS:
            counter.accept(chance.choice(offers).id)
        elif offers and answer < _DECLINES:
            counter.decline(chance.choice(offers).id)
    if len(counter.view.order.lines) > 1 and chance.random() < _TAKES_BACK:
        counter.void(chance.choice(counter.view.order.lines).id)


def pay(counter: Counter, chance: Random) -> Receipt:
    """Take the money: cash with change, a card, a QR code, or some of each."""
    counter.settle()
    counter.pay()
    if counter.view.due > 1 and chance.random() < _SPLITS:
        counter.tender(TenderKind.CARD, chance.randrange(1, counter.view.due))
    kind = chance.choice((TenderKind.CASH, TenderKind.CASH, TenderKind.CARD, TenderKind.QR))
    amount = chance.choice(counter.quick_amounts()) if kind is TenderKind.CASH else counter.view.due
    receipt = counter.tender(kind, amount).last_receipt
    assert receipt is not None, "the amount was enough"
    return receipt


def _any_item(counter: Counter, chance: Random) -> Item:
    """Any key that is not sold out; departments and pages are equally likely, so that no list of all items is made."""
    departments: Sequence[str] = [department.code for department in counter.departments()]
    while True:
        department = chance.choice(departments)
        page = chance.randrange(max(1, counter.pages(department)))
        keys = [item for item in counter.keys(department, page) if not item.sold_out]
        if keys:
            return chance.choice(keys)
