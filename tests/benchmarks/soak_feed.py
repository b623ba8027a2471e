"""A long day beside another register: `python -m tests.benchmarks.soak_feed [ORDERS] [--by display|paper|visits] [--cache KIB] [--trim] [--no-window]`.

The real server and the real companion window; the register is a socket's other end, and the clock runs at 600 orders an hour, so that 14,400 are
a day and a business day begins among them. By the API: an item more in each snapshot, offers taken and declined, one order in twenty given up, one
in fifty put aside and taken up again; a listener comes and goes every hundred. By the display: the same goods, screen by screen.
By paper: receipts alone. By visits: a listener comes and goes, every second one without a word.

Printed after each tenth: where the memory lies, and the processor time of an order. SQLite fills its page caches (at most 8 MiB a connection) while
a shop is open; with --cache they are that small. With --trim, glibc gives back what is free in its heap before each look. Ends with 1 where the memory without SQLite's grows by more than FLAT over the second half.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_assist.cli.demo_register import plans
from pos_assist.desktop.app import Post
from pos_assist.desktop.companion.companion_window import beside
from pos_assist.desktop.feed_server import FeedServer
from pos_assist.desktop.shared import theme
from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.items import Item
from pos_assist.services.feeds.feed import new_token
from pos_assist.services.feeds.token_file import Access, read_access
from pos_assist.shop import make_sample, open_shop
from pos_assist.storage import connection
from tests.benchmarks import memory
from tests.benchmarks.soak import Days
from tests.services.feeds.display_register import screen
from tests.services.feeds.paper_register import PaperRegister, Style

FLAT = 64  # KB per 1,000 orders
_ORDER = 6.0  # seconds: 600 an hour
_READ = 1.2  # seconds that a cashier sees what is offered before the next item


class Register:
    """The other register: a driver's end of the socket, on a thread of its own."""

    def __init__(self, access: Access, items: dict[str, Item], bought: Iterator[list[str]], days: Days) -> None:
        self._access = access
        self._items = items
        self._bought = bought
        self._days = days
        self._dice = Random(1)
        self._numbers = count(1)
        self._offered: dict[str, Any] = {}
        self._paper = PaperRegister(list(items.values()), Style(), self._dice)
        self._socket, self._lines = self._connect("driver")

    def by_api(self) -> None:
        """One order, told after each item."""
        number, dice = next(self._numbers), self._dice
        name, skus, revs = f"S{number}", list[str](), count(1)
        wanted = next(self._bought)
        while wanted:
            skus.append(wanted.pop(0))
            self._put(name, next(revs), skus)
            offer = next(iter(self._offered["addons"] or self._offered["sets"]), None)
            if offer and dice.random() < 0.1:
                wanted += [x["sku"] for x in offer["products"] if x["sku"] in self._items]
            elif offer and dice.random() < 0.1:
                self._call("suggestion.respond", suggestion_id=offer["suggestion_id"], action="declined")
                self._heard("suggestion.changed")
        if number % 50 == 0:
            self._close(name, "held", 0)
            self._put(name, next(revs), skus)
        self._close(name, "cancelled" if number % 20 == 0 else "paid", sum(self._items[x].price for x in skus))
        if number % 100 == 0:
            listener, _ = self._connect("listener")
            listener.close()

    def by_display(self) -> None:
        """One order, told by the screens that a customer sees."""
        total = 0
        for sku in next(self._bought):
            item = self._items[sku]
            total += item.price
            self._show(pole.spoken(item.title, item.reading)[:20], f"\\{item.price:,}".rjust(20))
            self._days.pause(_READ)
        self._show("ｺﾞｳｹｲ", f"\\{total:,}".rjust(20))
        self._show(f"ｱｽﾞｶﾘ {total + 100:,}", "ｵﾂﾘ 100")
        self._show("ｱﾘｶﾞﾄｳｺﾞｻﾞｲﾏｼﾀ", "")

    def by_paper(self) -> None:
        """One receipt."""
        sold = self._paper.sell()
        self._days.pause((sold.at - self._days.at).total_seconds() + 1)
        self._call("receipt.put", rows=[x for x in sold.rows if x])

    def by_visits(self) -> None:
        """One client that comes and goes."""
        if next(self._numbers) % 2:
            socket.create_connection(("127.0.0.1", self._access.port)).close()
        else:
            self._connect("listener")[0].close()

    def _put(self, name: str, rev: int, skus: list[str]) -> None:
        lines = [
            {"line_id": str(i), "sku": x, "qty": "1", "unit_price": self._items[x].price} for i, x in enumerate(skus)
        ]
        self._call("order.put", order_id=name, rev=rev, lines=lines)
        self._offered = self._heard("suggestion.changed")
        self._days.pause(_READ)

    def _close(self, name: str, result: str, total: int) -> None:
        self._call("order.close", order_id=name, result=result, total=total)
        self._heard("suggestion.changed")

    def _show(self, upper: str, lower: str) -> None:
        self._call("display.put", data=screen(PoleKind.EPSON, upper, lower).hex())
        self._days.pause(0.2)

    def _connect(self, role: str) -> tuple[socket.socket, Any]:
        made = socket.create_connection(("127.0.0.1", self._access.port))
        lines = made.makefile("rb")
        hello = {"token": self._access.token, "client": "soak", "api": "1", "role": role}
        made.sendall(
            json.dumps({"jsonrpc": "2.0", "id": 0, "method": "session.hello", "params": hello}).encode() + b"\n"
        )
        assert "result" in json.loads(lines.readline())
        return made, lines

    def _call(self, method: str, **params: Any) -> None:
        """Call, and wait for the answer; notices before it are none of interest."""
        said = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        self._socket.sendall(json.dumps(said).encode() + b"\n")
        while "id" not in (heard := json.loads(self._lines.readline())):
            pass
        if "result" not in heard:
            raise RuntimeError(f"{method}: {heard}")

    def _heard(self, method: str) -> dict[str, Any]:
        """The next notice of that kind."""
        while (heard := json.loads(self._lines.readline())).get("method") != method:
            pass
        found: dict[str, Any] = heard["params"]
        return found


def main() -> int:
    """Serve so many orders and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("orders", type=int, nargs="?", default=14_400)
    parser.add_argument("--by", choices=("api", "display", "paper", "visits"), default="api")
    parser.add_argument("--cache", type=int, help="KiB of each connection's page cache")
    parser.add_argument("--trim", action="store_true", help="C's heap gives back what is free before each look")
    parser.add_argument(
        "--no-window", dest="window", action="store_false", help="the server alone, in a third of the time"
    )
    args = parser.parse_args()
    if args.cache:
        connection._CACHE_KIB = args.cache
    app, days, rows = QApplication(sys.argv[:1]), Days(), list[memory.Memory]()
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "burger.db"
        make_sample("burger", path)
        shop = open_shop(path, now=lambda: days.at, ticks=lambda: days.seconds, post=Post())
        shop.feeds.give_consent("benchmark")
        feed = shop.follow(new_token())
        server = FeedServer(feed, path)
        window = beside(shop, feed, lambda: None) if args.window else None
        feed.till.show_in_sight(True)
        shop.background.begin()
        items = {x.code: x for x in shop.storage.browse.items(shop.storage.browse.item_codes()) if not x.retired}
        bought = ([x for x in codes if x in items] for codes in plans(shop, 1))
        wrong: list[BaseException] = []

        def work() -> None:
            try:
                register = Register(read_access(path), items, bought, days)
                serve(args.orders, getattr(register, f"by_{args.by}"), days, rows, trim=args.trim)
            except BaseException as error:
                wrong.append(error)

        client = threading.Thread(target=work)
        client.start()
        watch = QTimer(interval=50)
        watch.timeout.connect(lambda: client.is_alive() or app.quit())
        watch.start()
        app.exec()
        client.join()
        written = feed.till.followed or feed.receipts.counts.total()
        left = [*feed.till.open_ids(), *feed.till.awaited]
        if window is not None:
            window.close()
        server.close()
        shop.close()
    if wrong:
        raise wrong[0]
    return judge(args.orders, written, left, rows)


def serve(orders: int, one: Callable[[], None], days: Days, rows: list[memory.Memory], *, trim: bool) -> None:
    """So many orders, a row after each hundredth and a line after each tenth."""
    print(" orders    memory  at most | SQLite's | Python's |    C's heap    |  an order", flush=True)
    print("              KiB      KiB |      KiB |      KiB |  used   unused |        ms", flush=True)
    begun, each, often = days.at, max(1, orders // 10), max(1, orders // 100)
    start, most = time.process_time(), 0
    for number in range(1, orders + 1):
        one()
        due = begun + timedelta(seconds=number * _ORDER)
        days.pause(max(0.0, (due - days.at).total_seconds()))
        if number % often == 0:
            if trim:
                memory.give_back()
            rows.append(memory.look())
            most = max(most, rows[-1].most)
        if number % each == 0:
            took = (time.process_time() - start) / each * 1000
            m = rows[-1]
            print(
                f"{number:7,} {m.resident:9,} {most:8,} | {m.sqlite:8,} | {m.python:8,} | {m.c_used:7,} {m.c_free:6,} | {took:9.1f}",
                flush=True,
            )
            start, most = time.process_time(), 0


def judge(orders: int, written: int, left: list[str], rows: list[memory.Memory]) -> int:
    """Say how the second half was; 1 where something grows."""
    half, each = rows[len(rows) // 2 - 1 :], orders / len(rows)
    parts = {
        "memory without SQLite's": [x.resident - x.sqlite for x in half],
        "SQLite's": [x.sqlite for x in half],
        "Python's": [x.python for x in half],
        "C's heap": [x.c_used - x.sqlite for x in half],
    }
    grows = {name: memory.slope(values, each) for name, values in parts.items()}
    told = ", ".join(f"{name} {grew:+.0f}" for name, grew in grows.items())
    print(f"the second half, KB per 1,000 orders: {told}")
    print(f"{written:,} written down or counted, {len(left)} left open")
    bad = grows["memory without SQLite's"] > FLAT or len(left) > 1
    print("grows" if bad else "flat")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
