"""A long day beside another register: `python -m tests.benchmarks.soak_feed [ORDERS] [CACHE_KIB]` (14,400 are a day of 600 an hour).

Orders such as the burger sample's, an item more in each snapshot, paid, and every twentieth given up. Printed: the memory in use after each
tenth, and the processor time of an order in the first and in the last one. SQLite fills its page caches (8 MiB a connection) while a shop is open;
with CACHE_KIB they are that small, and what grows then is ours.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from pos_assist.cli.demo_register import plans
from pos_assist.shop import make_sample, open_shop
from pos_assist.storage import connection


def main() -> None:
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 14_400
    if len(sys.argv) > 2:
        connection._CACHE_KIB = int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "burger.db"
        make_sample("burger", path)
        shop = open_shop(path)
        shop.feeds.give_consent("benchmark")
        feed = shop.follow()
        session = feed.connected(lambda _line: None)

        def call(method: str, **params: Any) -> None:
            session.receive(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode())

        call("session.hello", client="soak", api="1")
        prices = {
            code: item.price
            for codes in islice(plans(shop, 1), 500)
            for code in codes
            if (item := shop.till.item(code))
        }
        start, mark = time.process_time(), max(1, orders // 10)
        for number, codes in enumerate(islice(plans(shop, 1), orders), 1):
            known = [code for code in codes if code in prices]
            for n in range(1, len(known) + 1):
                lines = [
                    {"line_id": str(i), "sku": x, "qty": "1", "unit_price": prices[x]} for i, x in enumerate(known[:n])
                ]
                call("order.put", order_id=f"S{number}", rev=n, lines=lines)
            result = "cancelled" if number % 20 == 0 else "paid"
            call("order.close", order_id=f"S{number}", result=result, total=sum(prices[x] for x in known))
            if number % mark == 0:
                took, start = time.process_time() - start, time.process_time()
                print(f"{number:7,} orders  {_resident():7,} KiB  {took / mark * 1000:5.1f} ms an order", flush=True)
        feed.till.stop()
        shop.close()


def _resident() -> int:
    """Memory in use, in KiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4


if __name__ == "__main__":
    main()
