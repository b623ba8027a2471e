"""The worker of a running counter: it gives and takes beside the sales, and a pack comes into force between two orders."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from pathlib import Path

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.settings import SHARED_FOLDER
from pos_assist.exchange.packs import public_key
from pos_assist.services.sharing import share_round
from pos_assist.services.sharing.share_worker import ShareWorker
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.shop import open_shop
from tests.conftest import CopySample
from tests.services.sharing.tills import NOON, new_till, others_sales, sell


def test_without_a_folder_no_thread_begins(tmp_path: Path) -> None:
    with new_till(tmp_path / "till" / "till.db") as till:
        worker = ShareWorker(till)
        worker.begin()
        worker.wake()
        worker.close()
        assert not [x for x in threading.enumerate() if x.name == "share"]


def test_two_counters_hear_of_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    tills = [new_till(tmp_path / x / "till.db", x) for x in ("1", "2")]
    for till in tills:
        till.catalog.write(Change(settings={SHARED_FOLDER.name: str(folder)}))
        sell(till, random.Random(till.path.parent.name), 3)
    workers = [ShareWorker(till) for till in tills]
    heard = threading.Event()
    workers[1].on_collected = heard.set
    workers[0].begin()
    workers[0].close()  # gives what there is before it goes
    workers[1].begin()
    assert heard.wait(60)
    for worker in workers:
        worker.close()
    assert sum(others_sales(tills[1]).values()) == 3
    for till in tills:
        till.close()


def test_a_folder_that_is_gone_is_a_trouble_and_no_more(tmp_path: Path) -> None:
    with new_till(tmp_path / "till" / "till.db") as till:
        till.catalog.write(Change(settings={SHARED_FOLDER.name: str(tmp_path / "gone")}))
        worker = ShareWorker(till)
        worker.begin()
        worker.close()
        assert worker.trouble is not None
        assert worker.trouble.code == "no_share_folder"


def test_an_order_keeps_its_prices_and_the_next_one_has_the_pack_s(tmp_path: Path, copy_sample: CopySample) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    shop = open_shop(copy_sample("burger", tmp_path / "till" / "till.db"))
    try:
        shop.manage("店長").set_settings({SHARED_FOLDER.name: str(folder), "shared_shop": "本店"})
        item = next(x for x in shop.manage("店長").catalog().items if x.price and not x.retired)
        with new_till(tmp_path / "office" / "office.db", "9") as office:
            departments = shop.manage("").catalog().departments
            office.catalog.write(Change(items=(item,), departments=departments))
            shop.storage.peers.trust(public_key(office.peers.key()), "本部", office.peers.shop())
            shared = SharedShop(folder, "本店", "9")
            share_round.give(office, shared, NOON)
            shop.sharing.round()
            shop.sharing.between_orders()
            office.catalog.write(Change(items=(replace(item, price=item.price + 40),)))
            share_round.give(office, shared, NOON)
        view = shop.till.ring(item.code)
        shop.sharing.round()
        assert shop.catalog.item(item.code) == item, "an order is open"
        while view.order.lines:
            view = shop.till.void(view.order.lines[0].id)
        shop.sharing.between_orders()
        found = shop.catalog.item(item.code)
        assert found
        assert found.price == item.price + 40
    finally:
        shop.close()


def test_a_pack_waits_for_the_end_of_an_order_and_is_taken_on_the_worker(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    with new_till(tmp_path / "office" / "till.db", "9") as office, new_till(tmp_path / "till" / "till.db", "1") as till:
        till.catalog.write(Change(settings={SHARED_FOLDER.name: str(folder)}))
        till.peers.trust(public_key(office.peers.key()), "店", office.peers.shop())
        share_round.give(office, SharedShop(folder, "本店", "9"), NOON)
        worker = ShareWorker(till)
        taken: list[str] = []
        heard = threading.Event()

        def on_taken() -> None:
            taken.append(threading.current_thread().name)
            heard.set()

        worker.on_taken = on_taken
        worker.order_begins()
        worker.work()
        assert not taken, "an order is open"
        worker.begin()
        worker.order_ended()
        assert heard.wait(60)
        worker.close()
        assert taken == ["share"]
