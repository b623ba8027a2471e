"""`pos-assist demo-register`: a register in the terminal, as another maker's would be: it tells its orders to the window beside it,
adds what the cashier chose there, and takes the money itself. It knows the shop's items and sets as the till does."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import count, islice
from queue import Empty, Queue
from random import Random
from threading import Thread
from typing import Any

from pos_assist.cli.feed_connection import Connection
from pos_assist.cli.main import common, opened
from pos_assist.cli.ring import find
from pos_assist.devices.pole import changes, half_width, two_ends
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.translate import sentence, tr
from pos_assist.services.feeds.token_file import read_access
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop
from pos_assist.system.paths import data_folder, shop_path

_PLANS = 500  # past receipts that random orders are taken from
_MOST_UNITS = 5
_LOOK = 0.1  # seconds between two looks at what was typed


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument(
        "items", nargs="*", metavar=tr("ITEM"), help=tr("one order of these; without any, type them line by line")
    )
    parser.add_argument("--orders", type=int, metavar="N", help=tr("instead: so many orders such as the shop had"))
    parser.add_argument(
        "--pause", type=float, default=2.0, metavar="S", help=tr("seconds after each item (default: 2)")
    )
    parser.add_argument(
        "--display", action="store_true", help=tr("tell only what its customer display shows, as a relay does")
    )
    parser.add_argument("--seed", type=int, default=1, help=tr("which orders"))
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Ring up, and print what was offered, chosen and paid."""
    access = read_access(shop_path(args.shop, data_folder(args.data_dir)))
    with opened(args, readonly=True) as shop, Connection(access, "demo-register") as connection:
        register = (DisplayRegister if args.display else DemoRegister)(shop.till, connection, args.pause)
        if args.orders:
            for codes in islice(plans(shop, args.seed), args.orders):
                register.serve(codes)
        elif args.items:
            register.serve([find(shop.till, x).code for x in args.items])
        else:
            register.serve_by_hand(sys.stdin)
    return 0


class DemoRegister:
    """The other register: its own order and prices, told after every change."""

    def __init__(self, till: Till, connection: Connection, pause: float) -> None:
        self._till = till
        self._connection = connection
        self._pause = pause
        self._numbers = count(1)
        self._run = f"{int(time.monotonic() * 1000) % 10**8:08}"  # so that no order of an earlier run is meant
        self._order_id, self._rev = "", 0

    def serve(self, codes: list[str]) -> None:
        """One customer, who buys that and what the cashier chooses in the window."""
        self._begin()
        for code in codes:
            self.ring(code)
            self._listen(self._pause)
        self.pay()

    def serve_by_hand(self, lines: Iterator[str] | Any) -> None:
        """Items typed line by line; «-» takes the last one out, «=» is paid. What is chosen in the window meanwhile is added at once."""
        self._begin()
        print(tr("Type an item a line; - takes the last one out, = is paid."), flush=True)
        typed: Queue[str | None] = Queue()
        Thread(target=_read, args=(lines, typed), daemon=True).start()
        while True:
            self._listen(min(self._pause, _LOOK))
            with suppress(Empty):
                line = typed.get_nowait()
                if line is None:
                    break
                self._do(line)

    def _do(self, text: str) -> None:
        try:
            if text == "=":
                self.pay()
                self._begin()
            elif text == "-" and self._till.view.order.lines:
                last = self._till.view.order.lines[-1]
                self._till.set_qty(last.id, last.qty - 1)
                self._tell()
            elif text:
                self.ring(find(self._till, text).code)
        except Refused as refused:
            print(sentence(refused), flush=True)

    def ring(self, code: str) -> None:
        """One unit more."""
        self._till.ring(code, sold_out=True)
        self._tell()

    def pay(self) -> None:
        """Take the money and say so."""
        view = self._till.view
        if not view.order.lines:
            return
        written = self._tell_paid(view.priced.total)
        print(json.dumps({"order": self._order_id, "total": view.priced.total} | written), flush=True)
        self._till.tender(TenderKind.CASH, view.priced.total)

    def _begin(self) -> None:
        self._order_id, self._rev = f"{self._run}-{next(self._numbers)}", 0

    def _tell_paid(self, total: int) -> dict[str, Any]:
        done = self._connection.call("order.close", order_id=self._order_id, result="paid", total=total)
        return {"written": done["written"]}

    def _tell(self) -> None:
        self._rev += 1
        lines = [
            {"line_id": str(x.id), "sku": x.item.code, "name": x.item.title, "qty": str(x.qty), "unit_price": x.price}
            for x in self._till.view.order.lines
        ]
        service = str(self._till.view.order.mode)
        self._connection.call("order.put", order_id=self._order_id, rev=self._rev, service=service, lines=lines)

    def _listen(self, seconds: float) -> None:
        """Add what the cashier chose in the window, as its cashier keys it."""
        for heard in self._connection.notices(seconds):
            if heard.get("method") != "suggestion.chosen" or not self._is_ours(heard["params"]["order_id"]):
                continue
            chosen = heard["params"]
            for line in chosen["lines_to_remove"]:
                gone = next((x for x in self._till.view.order.lines if x.item.code == line["sku"]), None)
                if gone is not None:
                    self._till.set_qty(gone.id, gone.qty - 1)
            for line in chosen["lines_to_add"]:
                self._till.ring(line["sku"], sold_out=True)
            names = [x["name"] for x in chosen["lines_to_add"]]
            print(json.dumps({"order": self._order_id, "chosen": names}, ensure_ascii=False), flush=True)
            self._tell()

    def _is_ours(self, order_id: str) -> bool:
        return order_id == self._order_id


class DisplayRegister(DemoRegister):
    """A register that nothing can be added to: what it tells is on its customer display (Epson), as a relay on the line hears it."""

    def __init__(self, till: Till, connection: Connection, pause: float) -> None:
        super().__init__(till, connection, pause)
        self._units: list[str] = []  # items that the display has shown, a unit each

    def _begin(self) -> None:
        super()._begin()
        self._units = []
        self._show("ｲﾗｯｼｬｲﾏｾ", "")

    def _tell(self) -> None:
        view = self._till.view
        units = [x.item for x in view.order.lines for _ in range(x.qty)]
        left = Counter(self._units)
        for item in units:
            if left[item.code]:
                left[item.code] -= 1
            else:
                self._show(item.title, two_ends("", f"¥{item.price:,}"))
        for code in left.elements():
            gone = self._till.item(code)
            assert gone is not None
            self._show(f"ﾃｲｾｲ {gone.title}", two_ends("", f"-¥{gone.price:,}"))
        self._units = [x.code for x in units]

    def _tell_paid(self, total: int) -> dict[str, Any]:
        self._show(two_ends("ｺﾞｳｹｲ", f"¥{total:,}"), "")
        self._show(two_ends("ｱｽﾞｶﾘ", f"¥{total:,}"), two_ends("ｵﾂﾘ", "¥0"))
        return {}

    def _show(self, upper: str, lower: str) -> None:
        data = changes(PoleKind.EPSON, ("\0", "\0"), (half_width(upper), lower))
        self._connection.call("display.put", kind=str(PoleKind.EPSON), data=data.hex())

    def _is_ours(self, order_id: str) -> bool:
        """The window names an order that it follows by the display itself; there is but one at a time."""
        return bool(order_id)


def _read(lines: Iterator[str] | Any, typed: Queue[str | None]) -> None:
    """Lines as they are typed, then None: another thread, since nothing else waits for the keyboard and the window at once, also on Windows."""
    for line in lines:
        typed.put(line.strip())
    typed.put(None)


def plans(shop: Shop, seed: int) -> Iterator[list[str]]:
    """Orders such as the shop had, for ever: the items of its past receipts, at random."""
    bought = [
        [x.item.code for x in receipt.lines for _ in range(min(x.qty, _MOST_UNITS)) if not x.item.by_weight]
        for receipt in islice(shop.all_receipts(), _PLANS)
    ]
    there = [codes for codes in bought if codes and all(_sold(shop, code) for code in codes)]
    if not there:
        raise Refused("nothing_to_pay")
    chance = Random(seed)
    while True:
        yield list(chance.choice(there))


def _sold(shop: Shop, code: str) -> bool:
    item = shop.till.item(code)
    return item is not None and not item.retired
