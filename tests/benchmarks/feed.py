"""How fast the local API answers: `python -m tests.benchmarks.feed [ORDERS]`.

Orders such as the burger sample's past receipts, an item more in each snapshot, over a real socket to the real server. Timed from the
line's arrival in the program to the suggestion handed to the socket, and as the client sees it; and the processor time of each.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import threading
import time
from itertools import islice
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QTimer

from pos_assist.cli.demo_register import plans
from pos_assist.desktop.feed_server import FeedServer
from pos_assist.domain.feed_settings import FEED_SETS
from pos_assist.services.feeds.feed import Session, new_token
from pos_assist.services.feeds.token_file import Access, read_access
from pos_assist.shop import make_sample, open_shop


def main() -> None:
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    app = QCoreApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "burger.db"
        make_sample("burger", path)
        shop = open_shop(path)
        shop.storage.catalog.put_setting(FEED_SETS.name, "1")
        served, cpu, seen = list[float](), list[float](), list[float]()
        _time_the_calls(served, cpu)
        shop.feeds.give_consent("benchmark")
        server = FeedServer(shop.follow(new_token()), path)
        bought = [
            [(code, item.price) for code in codes if (item := shop.till.item(code))]
            for codes in islice(plans(shop, 1), orders)
        ]
        client = threading.Thread(target=_drive, args=(read_access(path), bought, seen))
        client.start()
        watch = QTimer(interval=50)
        watch.timeout.connect(lambda: client.is_alive() or app.quit())
        watch.start()
        app.exec()
        client.join()
        server.close()
        shop.close()
    print(f"{len(served):,} snapshots of {orders:,} orders; milliseconds")
    for name, values in (
        ("line received to suggestion sent", served), ("the same, processor time", cpu), ("as the client sees it", seen),
    ):  # fmt: skip
        values.sort()
        p50, p95, p99 = (values[min(len(values) - 1, int(len(values) * x))] * 1000 for x in (0.5, 0.95, 0.99))
        print(f"  {name}: p50 {p50:.2f}, p95 {p95:.2f}, p99 {p99:.2f}, most {values[-1] * 1000:.2f}")


def _time_the_calls(served: list[float], cpu: list[float]) -> None:
    receive = Session.receive

    def timed(self: Session, line: bytes) -> None:
        wall, process = time.perf_counter(), time.thread_time()
        receive(self, line)
        if b"order.put" in line:
            served.append(time.perf_counter() - wall)
            cpu.append(time.thread_time() - process)

    Session.receive = timed  # type: ignore[method-assign]  # a stop-watch round it


def _drive(access: Access, bought: list[list[tuple[str, int]]], seen: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", access.port)) as connection:
        lines = connection.makefile("rb")

        def call(method: str, **params: object) -> None:
            said = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
            connection.sendall(json.dumps(said).encode() + b"\n")

        call("session.hello", token=access.token, client="bench", api="1")
        lines.readline()
        for number, codes in enumerate(bought):
            for n in range(1, len(codes) + 1):
                rows = [
                    {"line_id": str(i), "sku": code, "qty": "1", "unit_price": price}
                    for i, (code, price) in enumerate(codes[:n])
                ]
                begin = time.perf_counter()
                call("order.put", order_id=f"B{number}", rev=n, lines=rows)
                answer = json.loads(lines.readline())["result"]
                assert b"suggestion.changed" in lines.readline()
                seen.append(time.perf_counter() - begin)
            call("order.close", order_id=f"B{number}", result="paid", total=answer["total"])
            lines.readline()
            lines.readline()


if __name__ == "__main__":
    main()
