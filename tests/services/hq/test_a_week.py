"""Three tills of two shops and a headquarters, for a week with faults: every receipt counts once, every till has the newest pack."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from pos_assist.cli.main import main
from pos_assist.domain.catalog_change import Change, Edit
from pos_assist.domain.receipts import Receipt
from pos_assist.exchange.packs import public_key
from pos_assist.learning.counting import increments
from pos_assist.services.hq.counting_sql import day_number
from pos_assist.services.hq.headquarters import Headquarters
from pos_assist.services.management.pack_exchange import make_pack, shop_from_pack
from pos_assist.services.sharing.share_round import make_round
from pos_assist.services.sharing.share_status import share_status
from pos_assist.services.sharing.shared_packs import take_shared_pack
from pos_assist.services.sharing.shop_sharing import ShopSharing
from pos_assist.storage import Storage
from pos_assist.storage.model_training import Relearning
from tests.services.hq.plain import counts
from tests.services.sharing.tills import NOON, around, counted, counts_of, new_till, repriced, sell, void

SHOPS = {"one": ("北店", "1"), "two": ("北店", "2"), "three": ("南店", "1")}


def day_of_work(folder: Path, path: Path, rng: random.Random, at: datetime) -> list[Receipt]:
    """A till is opened, sells, makes its rounds as far as the folder is there, and is closed."""
    with Storage.open(path) as till:
        sold = sell(till, rng, rng.randrange(30, 50), at)
        shared = around(folder, till)
        for _ in range(2):
            if folder.is_dir():
                done = make_round(till, shared, at)
                for look in done.packs[:1]:
                    take_shared_pack(till, look, at)
        Relearning(till, lambda: at).catch_up()
    return sold


def wrong_at(till: Storage, sold: list[Receipt], folder: Path, price: int) -> list[str]:
    if till.learned.due():
        till.learned.rebuild(partial(increments, epoch=till.learned.epoch()))
    status, item = share_status(till, around(folder, till), NOON + timedelta(days=7)), till.catalog.item("I1")
    said = {
        "learned": counts_of(till) == counted(sold, till.learned.epoch()),
        "newest packs": not any(x.behind for x in status.tills if x.ours),
        "nothing waits": status.waiting == 0,
        "headquarters' counts": till.packs_taken.chain_serial() == 1,
        "price": item is not None and item.price == price,
    }
    return [what for what, so in said.items() if not so]


def folder_on(day: int, folder: Path, paths: dict[str, Path], home: Path) -> None:
    """The drive is unplugged for a day; the first till's PC is replaced, and yesterday's copy goes on elsewhere."""
    if day == 1:
        folder.rename(home / "unplugged")
    if day == 2:
        (home / "unplugged").rename(folder)
    if day == 3:
        shutil.copytree(paths["one"].parent, home / "replaced")
        shutil.rmtree(paths["one"].parent)
        paths["one"] = home / "replaced" / "till.db"


def half_a_copy(day: int, folder: Path, halves: list[tuple[Path, bytes]]) -> None:
    """A copy under way is met half written one evening, and is whole on the next."""
    if day == 4:
        file = sorted(folder.rglob("*.jsonl.gz"))[-1]
        halves.append((file, file.read_bytes()))
        file.write_bytes(halves[0][1][: len(halves[0][1]) // 2])
    if day == 5:
        halves[0][0].write_bytes(halves[0][1])


def a_shop_with_an_office(tmp_path: Path, paths: dict[str, Path]) -> Path:
    """The tills, and a back office at the manager's home that the first shop's tills trust."""
    for name, (shop, number) in SHOPS.items():
        new_till(paths[name], number, shop).close()
    office, pack = tmp_path / "office" / "office.db", tmp_path / "first.pospack"
    office.parent.mkdir()
    with Storage.open(paths["one"]) as till:
        make_pack(till, pack, "", NOON)
    shop_from_pack(pack, office, "店長", NOON)
    with Storage.open(office) as back:
        back.catalog.write(Change(settings={"shared_shop": "北店"}))
        maker, key = back.peers.shop(), public_key(back.peers.key())
    for name in ("one", "two"):
        with Storage.open(paths[name]) as till:
            till.peers.trust(key, "店長", maker)
    return office


def test_a_week_of_three_tills_two_shops_and_headquarters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, rng = tmp_path / "share", random.Random(7)
    folder.mkdir()
    paths = {name: tmp_path / name / "till.db" for name in SHOPS}
    office = a_shop_with_an_office(tmp_path, paths)
    now = {"at": NOON}
    hq = Headquarters(folder, tmp_path / "hq", lambda: now["at"])
    sold: dict[str, list[Receipt]] = {"北店": [], "南店": []}
    halves: list[tuple[Path, bytes]] = []
    for day in range(7):
        at = now["at"] = NOON + timedelta(days=day)
        folder_on(day, folder, paths, tmp_path)
        for name, (shop, _) in SHOPS.items():
            new = day_of_work(folder, paths[name], rng, at)
            sold[shop] += new
            if day == 4:  # and one is voided
                with Storage.open(paths[name]) as till:
                    void(till, new[0])
                    sold[shop].remove(new[0])
        half_a_copy(day, folder, halves)
        if day in (2, 5):  # the manager edits at home
            with Storage.open(office) as back:
                back.changes.write(Edit(Change(items=(repriced("I1", 500 + day),))), "店長", at, "item", "I1")
                make_round(back, around(folder, back), at)
        if folder.is_dir():
            hq.collect()
        if day == 5:
            hq.publish(5)
    for _ in range(2):  # the next morning: headquarters' pack is trusted once, then everything comes by itself
        for path in paths.values():
            with Storage.open(path) as till:
                sharing = ShopSharing(till, around(folder, till), lambda: now["at"])
                sharing.give()
                sharing.bring("店長", trust=True)
                Relearning(till, lambda: now["at"]).catch_up()
    hq.collect()
    tables = hq.count().tables
    assert {name: Counter(rows) for name, rows in counts(folder, day_number(now["at"].date())).items()} == {
        name: Counter(rows) for name, rows in tables.items()
    }
    by_shop = Counter(dict.fromkeys(sold, 0))
    for shop, _, _, n, *_ in tables["days"]:
        by_shop[shop] += n
    assert by_shop == Counter({shop: len(x) for shop, x in sold.items()})
    for name, (shop, _) in SHOPS.items():
        with Storage.open(paths[name]) as till:
            assert wrong_at(till, sold[shop], folder, 505 if shop == "北店" else 110) == [], name
    args = ["--folder", str(folder), "--store", str(tmp_path / "hq"), "--json"]
    capsys.readouterr()
    assert main(["hq", "count", *args]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["receipts"] == sum(map(len, sold.values())) + 3  # voided ones were collected, too
    assert set(told["tables"]) == set(tables)
    assert main(["hq", "report", *args, "--week", "2026-11-18"]) == 0
    page = Path(json.loads(capsys.readouterr().out)["file"]).read_text(encoding="utf-8")
    assert "北店" in page
    assert "http" not in page
