"""A receipts file (receipt_id, timestamp, item, qty, price, …) given to a folder as a till would have, and collected."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pos_assist.cli.history import read_baskets
from pos_assist.domain.shared_record import SharedLine, SharedSale, to_line
from pos_assist.exchange.shared_folder.files import put_file
from pos_assist.exchange.shared_folder.sales_files import sales_bytes, sales_folder
from pos_assist.services.hq.headquarters import Headquarters
from tests.conftest import TODAY

SHOPS = 4
RECORDS = 2_000


def collect_file(file: Path, root: Path) -> None:
    """`root`/share gets the sales files of four shops, `root`/store the collection."""
    sales = [
        (number % SHOPS, SharedSale(number // SHOPS + 1, when, f"{number % 4096:03x}", 100 * len(items), 100 * len(items),
         ("offers", "control")[number % 10 == 0], 40, tuple(SharedLine(x, 1, 100) for x in items)))
        for number, (items, when) in enumerate(read_baskets(file))
    ]  # fmt: skip
    folder = root / "share"
    folder.mkdir(parents=True, exist_ok=True)
    for shop, found in groupby(sorted(sales, key=lambda x: (x[0], x[1].seq)), key=itemgetter(0)):
        every = [sale for _, sale in found]
        for start in range(0, len(every), RECORDS):
            part = every[start : start + RECORDS]
            span = (part[0].seq, part[-1].seq)
            name, data = sales_bytes(f"{shop}号店", "1", f"{shop:016x}", span, [to_line(x) for x in part])
            put_file(sales_folder(folder, f"{shop}号店") / name.text, data)
    Headquarters(folder, root / "store", lambda: TODAY).collect()
