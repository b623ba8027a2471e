"""Headquarters and what becomes of a folder that many hands reach: copies of it, shops that get another name, files out of order."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Item
from pos_assist.domain.settings import SHARED_SHOP
from pos_assist.domain.shared_record import ReceiptName, SharedLine, SharedRedate, SharedSale, SharedVoid, to_line
from pos_assist.exchange.shared_folder.sales_files import sales_bytes, sales_folder
from pos_assist.services.hq.counting_sql import day_number
from pos_assist.services.hq.headquarters import Headquarters
from pos_assist.services.sharing.publishing import publish
from pos_assist.services.sharing.shop_sharing import ShopSharing
from tests.services.sharing.tills import MENU, NOON, around, new_till, sell, void


def receipts(hq: Headquarters) -> Counter[str]:
    """How many receipts each shop has."""
    found: Counter[str] = Counter()
    for shop, _, _, n, *_ in hq.count().tables["days"]:
        found[shop] += n
    return found


@pytest.mark.parametrize("copy", ["本店 - コピー", "本店 (conflicted copy 2026-11-26)", "本店2"])
def test_a_copied_folder_of_a_shop_counts_no_receipt_twice(
    tmp_path: Path, folder: Path, hq: Headquarters, copy: str
) -> None:
    with new_till(tmp_path / "one" / "till.db") as till:
        sell(till, random.Random(1), 10)
        publish(till, around(folder, till))
    hq.collect()
    shutil.copytree(folder / "sales" / "本店", folder / "sales" / copy)
    assert hq.collect().receipts == 0
    assert receipts(hq) == {"本店": 10}


@pytest.mark.skipif(os.name == "nt", reason="names there are UTF-16, whatever a program's code page is")
def test_a_folder_that_no_till_can_have_named_is_passed_over_and_told_of(
    tmp_path: Path, folder: Path, hq: Headquarters
) -> None:
    with new_till(tmp_path / "one" / "till.db") as till:
        sell(till, random.Random(1), 3)
        publish(till, around(folder, till))
    shutil.copytree(folder / "sales" / "本店", folder / "sales" / os.fsdecode(b"\x96\x7b\x93\x58"))  # in Shift_JIS
    done = hq.collect()
    assert (done.receipts, [x.code for x in done.troubles]) == (3, ["foreign_sales_folder"])
    assert str(done.troubles[0].data["file"]).isprintable()


def test_a_shop_that_gets_another_name_counts_each_receipt_once_and_its_voids_hold(
    tmp_path: Path, folder: Path, hq: Headquarters
) -> None:
    rng = random.Random(2)
    with new_till(tmp_path / "one" / "till.db") as till:
        sold = sell(till, rng, 10)
        publish(till, around(folder, till))
        hq.collect()
        till.catalog.write(Change(settings={SHARED_SHOP.name: "新店"}))
        sell(till, rng, 2)
        void(till, sold[0])
        publish(till, around(folder, till))  # a folder of the new name gets everything
        hq.collect()
    assert receipts(hq) == {"本店": 9, "新店": 2}


def test_a_new_date_holds_whether_it_comes_before_or_after_its_receipt(folder: Path, hq: Headquarters) -> None:
    sale = SharedSale(1, NOON, "ab", 100, 100, "offers", 9, (SharedLine("I1", 1, 100),))
    true = NOON + timedelta(days=3)
    redate = SharedRedate(2, true, ((ReceiptName("0" * 16, 1, "ab"), true),))
    for record in (redate, sale):
        name, data = sales_bytes("本店", "1", "0" * 16, (record.seq, record.seq), [to_line(record)])
        path = sales_folder(folder, "本店") / name.text
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        hq.collect()
    assert [row[1] for row in hq.count().tables["days"]] == [day_number(true.date())]


def test_without_a_catalog_headquarters_publishes_the_one_it_last_had_and_no_till_loses_an_item(
    tmp_path: Path, folder: Path, hq: Headquarters
) -> None:
    with new_till(tmp_path / "one" / "till.db") as till:
        sell(till, random.Random(3), 30)
        publish(till, around(folder, till))
        hq.collect()
        sharing = ShopSharing(till, around(folder, till), lambda: NOON)
        new = Item("H1", "本部のおすすめ", 500)
        hq.publish(1, Change(items=(new,)))
        assert sharing.bring("店長", trust=True).packs == 1
        hq.publish(1)
        brought = sharing.bring()
        assert (brought.packs, brought.troubles) == (1, [])
        assert till.catalog.item("H1") == new
        assert till.catalog.item("I1") == next(x for x in MENU if x.code == "I1")
        hq.publish(1, Change(items=(replace(new, price=600),)))
        sharing.bring()
        assert till.catalog.item("H1") == replace(new, price=600)


def test_headquarters_packs_are_numbered_on_where_somebody_emptied_their_folder(
    tmp_path: Path, folder: Path, hq: Headquarters
) -> None:
    with new_till(tmp_path / "one" / "till.db") as till:
        sell(till, random.Random(4), 30)
        publish(till, around(folder, till))
    hq.collect()
    assert hq.publish(1).serial == 1
    shutil.rmtree(folder / "packs")
    assert hq.publish(1).serial == 2


def test_a_void_of_a_receipt_under_another_name_of_the_shop_is_no_receipt_of_another_till(
    folder: Path, hq: Headquarters
) -> None:
    """The end of its key says whose receipt a void means."""
    sale = SharedSale(1, NOON, "ab", 100, 100, "offers", 9, (SharedLine("I1", 1, 100),))
    other = SharedVoid(1, NOON, ReceiptName("0" * 16, 1, "cd"))
    for life, record in (("0" * 16, sale), ("1" * 16, other)):
        name, data = sales_bytes("本店", "1", life, (1, 1), [to_line(record)])
        path = sales_folder(folder, "本店") / name.text
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    hq.collect()
    assert receipts(hq) == {"本店": 1}
