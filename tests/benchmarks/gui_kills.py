"""Kill the counter's window at any moment: no finished sale is lost or doubled, no open or held order forgotten.

    python tests/benchmarks/gui_kills.py [KILLS] [--seed 1]

Each life is a process of its own with the real window on Qt's own screen (or DISPLAY): items are touched and scanned, cards
refused, orders held, sales paid by keys, until kill -9. What had been acknowledged must be in the file, once and whole; the next
window must show the open order and as many held ones. 1,000 kills are the full run. Needs fork.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[2]))
if "DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.offer_card import Card
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.translate import set_language
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop, open_shop
from pos_assist.storage import Storage
from tests.benchmarks.real_window import make_sample
from tests.desktop.hands import Clock, decline, press_item, scan
from tests.desktop.monkey import KNOWN
from tests.storage.test_kills import Ledger, check

ITEMS = ("cheeseburger", "potato-m", "cola-m", "nuggets-5", "hamburger")


def say(pipe: int, **data: object) -> None:
    """One write, so that a kill cannot tear it."""
    os.write(pipe, json.dumps(data).encode() + b"\n")


def units(shop: Shop) -> int:
    """Of the order under way."""
    return sum(line.qty for line in shop.till.view.order.lines)


def life(path: Path, seed: int, pipe: int) -> None:
    """Open the window and sell without end."""
    app, dice, clock = QApplication([]), random.Random(seed), Clock()
    theme.apply(app, "light")
    set_language("ja")
    shop = open_shop(path, ticks=clock)
    window = CounterWindow(shop.till, shop.name, "1", Shortcuts())
    window.keyboard._clock = clock
    app.installEventFilter(window.keyboard)
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    view = shop.till.view
    say(pipe, opened=view.order.key, units=units(shop), held=len(view.held))
    while True:
        for _ in range(dice.randint(1, 4)):
            clock.now += 2
            if dice.random() < 0.5:
                press_item(window, dice.choice(ITEMS))
            else:
                scan(window, dice.choice(list(KNOWN)))
            cards = [x for x in window.findChildren(Card) if x.isVisible() and x.offer]
            if cards and dice.random() < 0.2:
                clock.now += 2
                decline(dice.choice(cards))
        till = shop.till
        if dice.random() < 0.3:
            shop.storage.sales.open_orders()  # returns once every save is on the disk
            say(pipe, saved=till.view.order.key, units=units(shop))
        if dice.random() < 0.1 and len(till.view.held) < 4:
            window.do(Command.HOLD)
            shop.storage.sales.open_orders()
            say(pipe, held=len(till.view.held))
            continue
        till.pay()
        before = till.view.order.key
        receipt = till.tender(TenderKind.CASH, till.view.due).last_receipt
        app.processEvents()
        assert receipt
        assert receipt.key == before
        say(pipe, sold=receipt.key, total=receipt.total, lines=len(receipt.lines))


def lines_until(pipe: int, seconds: float, rest: bytes) -> tuple[list[dict[str, object]], bytes, bool]:
    """What was said within that time; whether the other end is closed."""
    until, ended = time.monotonic() + seconds, False
    while (left := until - time.monotonic()) > 0 and not ended:
        if select.select([pipe], [], [], left)[0]:
            data = os.read(pipe, 65_536)
            ended, rest = not data, rest + data
    *whole, rest = rest.split(b"\n")
    return [json.loads(x) for x in whole], rest, ended


def main() -> int:
    """Kill so often; 1 where something acknowledged was gone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int, nargs="?", default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    dice, ledger, held, wrong, in_the_open = random.Random(args.seed), Ledger(), 0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        path = make_sample(Path(name))
        for kill in range(args.kills):
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                try:
                    life(path, args.seed * 100_000 + kill, writing)
                finally:
                    os._exit(1)
            os.close(writing)
            said: list[dict[str, object]] = []
            rest, ended = b"", False
            while not said and not ended:  # the window is there
                said, rest, ended = lines_until(reading, 0.05, rest)
            more, rest, ended = lines_until(reading, dice.uniform(0, 2), rest)
            os.kill(child, signal.SIGKILL)
            last, _, _ = lines_until(reading, 5, rest)
            os.close(reading)
            (_, status) = os.waitpid(child, 0)
            said += more + last
            if status != signal.SIGKILL:
                print(f"kill {kill}: the window ended by itself, status {status}")
                return 1
            [opened, *did] = said
            if int(str(opened["held"])) < held:
                print(f"kill {kill}: {held} orders were held, {opened['held']} are shown")
                wrong += 1
            waiting = ledger.waiting.get(str(opened["opened"]), 0)
            in_the_open += waiting > 0
            if int(str(opened["units"])) < waiting:
                print(f"kill {kill}: {waiting} units were in the open order, {opened['units']} are shown")
                wrong += 1
            for x in did:
                held = int(str(x["held"])) if "held" in x else held
                if "sold" in x or "saved" in x:
                    ledger.hear(x)
            check(path, ledger)
        with Storage.open(path) as storage:
            receipts = storage.sales.receipts(limit=1_000_000)
            wrong += sum(not storage.sales.whole(x) for x in receipts)
    print(
        f"{args.kills} kills, {len(ledger.sold)} sales acknowledged, {in_the_open} open orders shown again: {wrong} wrong"
    )
    return int(wrong > 0 or len(ledger.sold) < args.kills / 4)


if __name__ == "__main__":
    sys.exit(main())
