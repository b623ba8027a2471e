"""A till that sells without end, to be killed: `python -m tests.storage.seller FOLDER`. For each line on its standard input (a seed) it
has a process open the shop and sell; what that one has made durable it says, a JSON line each, in the same pipe; after its
end the launcher says {"dead": status}. A fork saves the imports, so that hundreds of kills take seconds. Windows has none:
there the next process imports while the one before it sells, and waits for its seed.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import uuid
from datetime import datetime
from pathlib import Path

from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order
from pos_assist.domain.receipts import Receipt, ReceiptLine, TaxPart, Tender, TenderKind
from pos_assist.storage import SavedOrder, Storage
from pos_assist.system import clock

AT = datetime(2026, 11, 22, 12, 0)
SEED_FOLLOWS = "seed-follows"
clock.machine_time = lambda: AT  # a process of its own, so nothing sets it back

MENU = [Item(f"I{i}", f"品物{i}", 100 + 10 * i, "main") for i in range(12)]


def say(**data: object) -> None:
    os.write(1, json.dumps(data).encode() + b"\n")  # one write, so that a kill cannot tear it


def receipt_of(order: Order, at: datetime) -> Receipt:
    lines = tuple(ReceiptLine(x.id, x.item, x.qty, x.item.price, x.item.price * x.qty, 8) for x in order.lines)
    total = sum(x.net for x in lines)
    tax = (TaxPart(8, total, total * 8 // 108),)
    tender = (Tender(TenderKind.CASH, total + 500),)
    return Receipt(order.key, order.number, at, order.mode, lines, (), tax, tender, total, total)


def increments(order: Order) -> list[tuple[str, str, int, int]]:
    codes = sorted(order.units())
    return [(a, b, 1, 7 * len(codes)) for a in codes for b in codes]


def save(storage: Storage, order: Order, *, held: bool = False) -> None:
    storage.sales.save_open(SavedOrder(order, held, (), clock.now()))


def sell(path: Path, seed: int) -> None:
    choose = random.Random(seed)
    storage = Storage.open(path)
    opened = storage.sales.open_orders()
    say(opened=[[x.order.key, sum(x.order.units().values()), x.held] for x in opened])
    order = next((x.order for x in opened if not x.held), None)
    while True:
        if order is None:
            order = Order(uuid.uuid4().hex, storage.sales.next_number(), clock.now())
        for _ in range(choose.randint(1, 4)):
            order = order.ring(choose.choice(MENU))
            save(storage, order)
        if choose.random() < 0.3:
            storage.sales.open_orders()  # returns once every save is on the disk
            say(saved=order.key, units=sum(order.units().values()), held=False)
        if choose.random() < 0.02:
            save(storage, order, held=True)
            storage.sales.open_orders()
            say(saved=order.key, units=sum(order.units().values()), held=True)
        else:
            receipt = storage.sales.finish(receipt_of(order, clock.now()), (), increments(order))
            say(sold=receipt.key, total=receipt.total, lines=len(receipt.lines))
        order = None


def launch(path: Path) -> None:
    if not path.exists():
        Storage.create(path, lambda new: new.catalog.put_items(MENU)).close()
    if not hasattr(os, "fork"):
        launch_without_fork(path)
        return
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                sell(path, int(line))
            finally:
                os._exit(1)
        say(child=child)
        say(dead=os.waitpid(child, 0)[1])


def launch_without_fork(path: Path) -> None:
    command = [sys.executable, "-m", "tests.storage.seller", str(path.parent), SEED_FOLLOWS]
    following = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=sys.stdout)
    for line in sys.stdin:
        child, following = following, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=sys.stdout)
        assert child.stdin
        child.stdin.write(line.encode())
        child.stdin.flush()
        say(dead=child.wait())
        child.stdin.close()
    following.kill()
    following.communicate()


def sell_some(path: Path, count: int) -> None:
    """A shop made, opened twice, sold in and closed."""
    Storage.create(path, lambda new: new.catalog.put_items(MENU)).close()
    choose = random.Random(count)
    for _ in range(2):
        with Storage.open(path) as storage:
            for i in range(count // 2):
                order = Order(uuid.uuid4().hex, storage.sales.next_number(), clock.now())
                for _ in range(choose.randint(1, 4)):
                    order = order.ring(choose.choice(MENU))
                    save(storage, order)
                receipt = storage.sales.finish(receipt_of(order, clock.now()), (), increments(order))
                say(sold=receipt.key)
                if i % 10 == 5:
                    storage.catalog.set_sold_out(choose.choice(MENU).code, bool(i % 20 == 5))


if __name__ == "__main__":
    if sys.argv[2:] == [SEED_FOLLOWS]:
        seed = sys.stdin.readline()
        if seed:  # none: the launcher has ended
            say(child=os.getpid())
            sell(Path(sys.argv[1]) / "till.db", int(seed))
    elif len(sys.argv) > 2:
        sell_some(Path(sys.argv[1]) / "till.db", int(sys.argv[2]))
    else:
        launch(Path(sys.argv[1]) / "till.db")
