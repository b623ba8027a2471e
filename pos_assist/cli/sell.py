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
from pos_assist.domain.items import Item
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.i18n.translate import tr
from pos_assist.services.till.till import TOO_SOON, Till
from pos_assist.services.till.till_order import random_key

PRINTED_WITHIN = 600  # seconds that `--print` waits for its printer at the end; what is left waits in the queue
_LINES = (1, 1, 2, 2, 2, 3, 3, 4, 5)  # how many items customers take
_THINKS = (
    2 * TOO_SOON
)  # seconds: just TOO_SOON is a rounding error away from too soon where the clock stands still, as on Windows for 15 ms
_ACCEPTS, _DECLINES, _TAKES_BACK, _EATS_IN, _SPLITS = 0.25, 0.35, 0.05, 0.4, 0.05  # how often they do the rest


class MovableTicks:
    """Monotonic seconds that can be moved on: a customer takes a moment to answer, a load test does not wait for it. With `real` the
    computer's own seconds pass, too; without, what is offered and answered in time is the same on a slow computer and a fast one."""

    def __init__(self, *, real: bool) -> None:
        self._real = time.monotonic if real else lambda: 0.0
        self._ahead = 0.0

    def __call__(self) -> float:
        """Seconds now."""
        return self._real() + self._ahead

    def move_on(self, seconds: float) -> None:
        """Let that much time pass."""
        self._ahead += seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("n", type=int, metavar="N", help=tr("how many orders"))
    parser.add_argument(
        "--seed", type=int, help=tr("the same orders whenever the shop is as it is now; without it others each time")
    )
    parser.add_argument(
        "--print", action="store_true", dest="printed", help=tr("print each receipt, as the shop's settings say")
    )
    parser.add_argument("--member", metavar=tr("CARD"), default="", help=tr("the card that every customer shows"))
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Sell. An order that was left open is paid first and counts as one of the N."""
    chance = Random(args.seed)
    clock = MovableTicks(real=args.seed is None)
    new_key = random_key if args.seed is None else _keys(args)
    with opened(args, ticks=clock, new_key=new_key) as shop:
        shop.check()  # the counter's window looks for damage behind the cashier's back; here nobody would see it
        till = shop.till
        if args.printed:
            from pos_assist.devices import raster  # noqa: PLC0415 — lazy: only a printer needs fonts

            raster.get_ready()
            shop.printing.begin()
        for _ in range(args.n):
            if not till.view.order.lines:
                if args.member:
                    till.set_member(args.member)
                ring_up(till, chance, clock)
            receipt = pay(till, chance)
            print(json.dumps(line_of(receipt)), flush=True)
        if args.printed:
            shop.printing.wait_until_idle(PRINTED_WITHIN)
    return 0


def _keys(args: argparse.Namespace) -> Callable[[], str]:
    """Keys that a seed decides (what is offered depends on them), yet others once the shop has sold: none comes twice."""
    with opened(args, readonly=True) as shop:
        chance = Random(f"{args.seed} after {shop.sales()}")
    return lambda: f"{chance.getrandbits(128):032x}"


def line_of(receipt: Receipt) -> dict[str, Any]:
    """A receipt as programs count it; the key is the same for ever."""
    return {"receipt": receipt.key, "total": receipt.total, "lines": len(receipt.lines)}


def ring_up(till: Till, chance: Random, clock: MovableTicks) -> None:
    """One customer: some items by key or by scan, answers to what is offered, now and then a change of mind."""
    if chance.random() < _EATS_IN and till.eaten_here():
        till.set_mode(ServiceMode.EAT_IN)
    for _ in range(chance.choice(_LINES)):
        item = _any_item(till, chance)
        if item.by_weight:
            till.ring(item.code, chance.randrange(80, 1_200))
        elif item.barcodes and chance.random() < 0.5:
            till.scan(chance.choice(item.barcodes))
        else:
            till.ring(item.code, chance.choice((1, 1, 1, 2)))
        clock.move_on(_THINKS)
        offers = till.view.panel.offers()
        answer = chance.random()
        if offers and answer < _ACCEPTS:
            till.accept(chance.choice(offers).id)
        elif offers and answer < _DECLINES:
            till.decline(chance.choice(offers).id)
    if len(till.view.order.lines) > 1 and chance.random() < _TAKES_BACK:
        till.void(chance.choice(till.view.order.lines).id)


def pay(till: Till, chance: Random) -> Receipt:
    """Take the money: cash with change, a card, a QR code, or some of each, as far as the shop takes them."""
    till.settle()
    till.pay()
    taken = {TenderKind.CASH, *(x.kind for x in till.tenders())}
    if till.view.due > 1 and chance.random() < _SPLITS and TenderKind.CARD in taken:
        till.tender(TenderKind.CARD, chance.randrange(1, till.view.due))
    kind = chance.choice((TenderKind.CASH, TenderKind.CASH, TenderKind.CARD, TenderKind.QR))
    kind = kind if kind in taken else TenderKind.CASH
    amount = chance.choice(till.quick_amounts()) if kind is TenderKind.CASH else till.view.due
    receipt = till.tender(kind, amount).last_receipt
    assert receipt is not None, "the amount was enough"
    return receipt


def _any_item(till: Till, chance: Random) -> Item:
    """Any key that is not sold out; departments and pages are equally likely, so that no list of all items is made."""
    departments: Sequence[str] = [department.code for department in till.departments()]
    while True:
        department = chance.choice(departments)
        page = chance.randrange(max(1, till.pages(department)))
        keys = [item for item in till.keys(department, page) if not item.sold_out]
        if keys:
            return chance.choice(keys)
