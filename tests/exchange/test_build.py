"""Shops made out of files, in a real database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist.domain.items import TaxClass
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.settings import NAME
from pos_assist.learning.counting import increments
from pos_assist.services.setup import build_shop
from pos_assist.services.setup.build_shop import add_receipts, replace_catalog, shop_from_folder, shop_from_receipts
from pos_assist.storage import Storage
from tests.exchange.conftest import RECEIPTS, SHOP, Write

HEAD = "receipt_id,timestamp,item,qty,price,category\n"


def counts(storage: Storage) -> dict[tuple[str, str], tuple[int, int]]:
    with closing(storage.reader()) as reader:
        return {(a, b): (n, w) for a, b, n, w in storage.learned.all_counts(reader)}


def test_a_folder_becomes_a_shop_with_its_receipts(shop_files: Callable[..., Path], tmp_path: Path) -> None:
    done = shop_from_folder(shop_files(), tmp_path / "new.db")
    assert (done.items, done.receipts, done.lines, done.currency) == (4, 1, 2, "JPY")
    with Storage.open(tmp_path / "new.db") as storage:
        burger = storage.catalog.item_by_barcode("2901000000022")
        assert burger
        assert burger.code == "007"
        assert storage.catalog.setting(NAME) == "試験店"
        assert [deal.id for deal in storage.catalog.deals()] == ["set"]
        assert [line.item.code for line in storage.sales.receipts()[0].lines] == ["007", "potato"]
        assert storage.learned.pair("007", "potato")[0] == 1


def test_receipts_alone_become_a_shop(write: Write, tmp_path: Path) -> None:
    done = shop_from_receipts(write("kanda.csv", RECEIPTS), tmp_path / "new.db", department="商品")
    assert (done.items, done.receipts, done.lines, done.currency) == (2, 3, 4, "JPY")
    with Storage.open(tmp_path / "new.db") as storage:
        coffee = storage.catalog.item("コーヒー")
        assert coffee
        assert (coffee.price, coffee.department) == (260, "ドリンク")  # the latest price
        assert storage.sales.count() == 3
        assert storage.learned.count("食パン")[0] == 2
        assert storage.catalog.setting(NAME) == "new"


def test_a_category_becomes_a_department_the_best_seller_first(write: Write, tmp_path: Path) -> None:
    rows = "".join(f"{n},2026-11-20 09:00:00,紅茶,1,300,飲み物\n" for n in range(3))
    shop_from_receipts(
        write("r.csv", HEAD + rows + "9,2026-11-20 09:00:00,傘,1,500,\n"), tmp_path / "s.db", department="商品"
    )
    with Storage.open(tmp_path / "s.db") as storage:
        assert [x.name for x in storage.catalog.departments()] == ["飲み物", "商品"]


def test_keys_stand_by_how_well_their_item_sells(write: Write, tmp_path: Path) -> None:
    rows = "".join(f"{n},2026-11-20 09:00:00,item {i:02d},1,300,\n" for i in range(20) for n in range(20 - i))
    shop_from_receipts(write("r.csv", HEAD + rows), tmp_path / "s.db")
    with Storage.open(tmp_path / "s.db") as storage:
        (department,) = storage.catalog.departments()
        pages = [storage.catalog.keys(department.code, page) for page in range(storage.catalog.pages(department.code))]
    assert [item.code for page in pages for item in page] == [f"item {i:02d}" for i in range(20)]
    assert [len(page) for page in pages] == [15, 5]


def test_a_long_name_gets_a_short_code_of_its_own(write: Write, tmp_path: Path) -> None:
    names = ["とても長い名前の" * 6 + end for end in "AB"]
    rows = "".join(f"1,2026-11-20 09:00:00,{name},1,300,\n" for name in names)
    shop_from_receipts(write("r.csv", HEAD + rows), tmp_path / "s.db")
    with Storage.open(tmp_path / "s.db") as storage:
        (department,) = storage.catalog.departments()
        items = storage.catalog.keys(department.code, 0)
    assert sorted(item.name for item in items) == names
    assert len({item.code for item in items}) == 2
    assert all(len(item.code) <= 40 for item in items)


def test_prices_without_a_currency_carry_no_japanese_tax(write: Write, tmp_path: Path) -> None:
    shop_from_receipts(write("r.csv", HEAD + "1,2026-11-20 09:00:00,Tea,1,2.5,\n"), tmp_path / "s.db")
    with Storage.open(tmp_path / "s.db") as storage:
        tea = storage.catalog.item("Tea")
    assert tea
    assert (tea.price, tea.tax) == (250, TaxClass.EXEMPT)


def test_what_was_learned_in_bulk_is_what_single_sales_would_have_taught(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_shop, "_COUNTED_AT_ONCE", 4)
    names = ["パン", "紅茶", "ジャム", "バター"]
    rows = [
        f"{n},2026-{1 + n % 11:02d}-20 {n % 24:02d}:00:00,{names[n % k]},1,300,"
        for n in range(30)
        for k in (1, 2, 3, 4)
    ]
    shop_from_receipts(write("r.csv", HEAD + "\n".join(rows)), tmp_path / "s.db")
    with Storage.open(tmp_path / "s.db") as storage:
        epoch = storage.learned.epoch()
        bulk = counts(storage)
        storage.learned.rebuild(lambda codes, at: increments(codes, at, epoch))
        assert counts(storage) == bulk
    assert epoch == datetime(2026, 11, 20)


def test_receipts_added_later_teach_on_top_of_what_is_known(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    shop_from_receipts(write("a.csv", RECEIPTS), path)
    more = HEAD + "1,2026-11-21 09:00:00,食パン,1,330,\n1,2026-11-21 09:00:00,ジャム,1,400,\n"
    done = add_receipts(write("b.csv", more), path, department="商品")
    assert (done.items, done.receipts) == (1, 1)
    with Storage.open(path) as storage:
        epoch = storage.learned.epoch()
        jam, bread = storage.catalog.item("ジャム"), storage.catalog.item("食パン")
        assert jam
        assert jam.price == 400
        assert bread
        assert bread.price == 320  # the shop's own price is not the file's business
        assert storage.sales.count() == 4
        both = counts(storage)
        storage.learned.rebuild(lambda codes, at: increments(codes, at, epoch))
        assert counts(storage) == both


def test_receipts_that_are_there_already_are_refused_and_nothing_changes(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    shop_from_receipts(write("a.csv", RECEIPTS), path)
    with Storage.open(path) as storage:
        before = counts(storage), storage.catalog.version(), storage.sales.count()
    again = "receipt_id,timestamp,item\n8,2026-11-19 08:00:00,新しい\n1,2026-11-20 09:58:11,食パン\n"
    with pytest.raises(BadInput, match="receipt_twice"):
        add_receipts(write("b.csv", again), path)
    with Storage.open(path) as storage:
        assert (counts(storage), storage.catalog.version(), storage.sales.count()) == before
        assert storage.catalog.item("新しい") is None


def test_the_catalog_can_be_brought_up_to_date_and_the_sales_stay(
    shop_files: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "s.db"
    shop_from_folder(shop_files(), path)
    items = SHOP["items.csv"].replace("ハンバーガー,200", "ハンバーガー,210")
    replace_catalog(shop_files(**{"items.csv": items}), path)
    with Storage.open(path) as storage:
        burger = storage.catalog.item("007")
        assert burger
        assert burger.price == 210
        assert storage.sales.count() == 1


def test_a_shop_that_is_there_is_not_overwritten(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    path.write_text("mine")
    with pytest.raises(Refused, match="shop_exists"):
        shop_from_receipts(write("a.csv", RECEIPTS), path)
    assert path.read_text() == "mine"


def test_nothing_is_written_when_a_late_row_is_bad(write: Write, tmp_path: Path) -> None:
    rows = "".join(f"{n},2026-10-{1 + n // 4000:02d} 09:00:00,パン,1,250,\n" for n in range(90_000))
    bad = write("r.csv", HEAD + rows + "9,2026-10-28 09:00:00,パン,x,250,\n")
    with pytest.raises(BadInput) as caught:
        shop_from_receipts(bad, tmp_path / "shops" / "s.db")
    assert (caught.value.data["row"], caught.value.data["column"]) == (90_002, "qty")
    assert not (tmp_path / "shops").exists()


def test_a_shop_is_unchanged_when_a_late_row_is_bad(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    shop_from_receipts(write("a.csv", RECEIPTS), path)
    before = path.read_bytes()
    with pytest.raises(BadInput):
        add_receipts(write("b.csv", HEAD + "1,2026-11-21 09:00:00,パン,1,250,\n2,never,パン,1,250,\n"), path)
    assert path.read_bytes() == before


def test_progress_is_told_from_nothing_to_all(write: Write, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    shop_from_receipts(write("a.csv", RECEIPTS), tmp_path / "s.db", progress=lambda *step: told.append(step))
    assert list(dict.fromkeys(step for step, _, _ in told)) == ["read", "write", "learn"]
    assert ("write", 3, 3) in told
