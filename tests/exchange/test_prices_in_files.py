"""What a file says of its prices, with tax or without: taken as the shop has its own, turned over, or refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_assist.cli.main import BAD_INPUT, OK, main
from pos_assist.domain.items import Item, Rounding, TaxClass
from pos_assist.domain.problems import BadInput
from pos_assist.domain.settings import PRICES
from pos_assist.domain.tax import Prices, net_of, tax_on
from pos_assist.exchange.tax_words import said_by
from pos_assist.services.management.management import Management
from pos_assist.services.setup.build_shop import add_receipts, replace_catalog, shop_from_receipts
from pos_assist.storage import Storage
from tests.exchange.conftest import Write

ONIGIRI = Item("1", "おにぎり", 99, tax=TaxClass.REDUCED)


@pytest.fixture
def net(tmp_path: Path) -> Path:
    """A shop with one item, whose prices are without tax."""
    with Storage.create(tmp_path / "net.db") as storage:
        storage.catalog.put_items([ONIGIRI])
        Management(storage, "店長").set_settings({PRICES.name: Prices.ADDED})
    return tmp_path / "net.db"


def prices_after(path: Path, file: Path, kind: str = "items") -> dict[str, int]:
    with Storage.open(path) as storage:
        manager = Management(storage, "店長")
        plan = manager.plan_import(file, kind)
        if plan.problems:
            raise plan.problems[0]
        manager.apply(plan)
        return {x.code: x.price for x in manager.catalog().items}


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("税抜価格", Prices.ADDED), ("単価（税抜）", Prices.ADDED), ("本体価格", Prices.ADDED), ("税別", Prices.ADDED),
        ("Price excl. tax", Prices.ADDED), ("tax-exclusive price", Prices.ADDED), ("外税単価", Prices.ADDED),
        ("税込価格", Prices.INCLUDED), ("単価(内税)", Prices.INCLUDED), ("Price incl tax", Prices.INCLUDED),
        ("価格", None), ("Tax", None), ("税抜・税込", None), ("price", None), ("exact tax rate", None),
    ],
)  # fmt: skip
def test_a_title_says_what_its_prices_are_or_nothing(title: str, said: Prices | None) -> None:
    assert said_by(title) is said


def test_a_column_of_the_other_prices_is_refused_in_words_and_of_two_the_shops_is_taken(
    net: Path, write: Write, tmp_path: Path
) -> None:
    both = write("b.csv", "商品コード,商品名,税込価格,税抜価格\n1,おにぎり,129,120\n2,茶,162,150\n")
    assert prices_after(net, both) == {"1": 120, "2": 150}
    gross = write("g.csv", "商品コード,商品名,税込価格\n1,おにぎり,129\n")
    with pytest.raises(BadInput, match="other_prices_column"):
        prices_after(net, gross)
    with Storage.create(tmp_path / "usual.db") as storage:
        storage.catalog.put_items([ONIGIRI])
    assert prices_after(tmp_path / "usual.db", both) == {"1": 129, "2": 162}
    with pytest.raises(BadInput, match="other_prices_column"):
        prices_after(tmp_path / "usual.db", write("n.csv", "商品コード,商品名,税抜価格\n1,おにぎり,120\n"))


@pytest.mark.parametrize("name", ["items.csv", "items.xlsx"])
def test_items_go_out_with_both_prices_and_come_back_as_they_were(net: Path, tmp_path: Path, name: str) -> None:
    with Storage.open(net) as storage:
        manager = Management(storage, "店長")
        manager.export("items", tmp_path / name)
        plan = manager.plan_import(tmp_path / name)
        assert (plan.problems, plan.differences, plan.unknown) == ([], [], ())
        if name.endswith("csv"):
            head, row = (tmp_path / name).read_text(encoding="utf-8-sig").splitlines()[:2]
            cells = dict(zip(head.split(","), row.split(","), strict=True))
            assert (cells["税抜価格"], cells["税込価格"]) == ("99", "106")


SMAREGI = (
    "商品ID,部門ID,商品コード,商品名,商品単価,税区分,軽減税率\n1,1,,おにぎり,99,1,軽減\n2,1,,弁当,{price},0,軽減\n"
)


def test_a_registers_prices_are_turned_over_to_the_shops_or_refused_where_no_whole_price_comes_to_them(
    net: Path, write: Write
) -> None:
    assert prices_after(net, write("s.csv", SMAREGI.format(price=540)), "") == {"1": 99, "2": 500}
    with pytest.raises(BadInput, match="no_price_without_tax") as caught:
        prices_after(net, write("t.csv", SMAREGI.format(price=107)), "")
    assert (caught.value.data["row"], caught.value.data["column"], caught.value.data["file"]) == (
        3,
        "商品単価",
        "t.csv",
    )


def test_a_price_is_turned_over_only_where_it_comes_to_exactly_that() -> None:
    for rounding in Rounding:
        reached = {net + tax_on(net, rate, rounding): net for rate in (8, 10) for net in range(400)}
        for rate in (0, 8, 10):
            for gross in range(400):
                net = net_of(gross, rate, rounding)
                assert net is None or net + tax_on(net, rate, rounding) == gross
                assert net is not None or all(n + tax_on(n, rate, rounding) != gross for n in range(gross + 1))
        assert reached


RECEIPTS = "日時,伝票番号,商品名,数量,税抜単価\n2026-10-01 09:10,1,おにぎり,3,99\n2026-10-01 09:20,2,おにぎり,1,99\n"


def test_a_shop_made_of_receipts_has_its_prices_as_the_file_says_once_that_is_agreed_to(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write("r.csv", RECEIPTS)
    command = ["import", "receipts", str(file), "--shop"]
    assert main([*command, str(tmp_path / "a.db"), "--lang", "ja"]) == BAD_INPUT  # a question, and nobody there
    assert "税抜" in capsys.readouterr().err
    assert not (tmp_path / "a.db").exists()
    assert main([*command, str(tmp_path / "a.db"), "--yes"]) == OK
    assert main([*command, str(tmp_path / "b.db"), "--prices", "added"]) == OK
    for name in ("a.db", "b.db"):
        with Storage.open(tmp_path / name, readonly=True) as storage:
            assert storage.catalog.setting(PRICES) is Prices.ADDED
            assert [x.price for x in Management(storage, "").catalog().items] == [99]
    with pytest.raises(BadInput, match="other_prices_column"):
        shop_from_receipts(file, tmp_path / "c.db", prices=Prices.INCLUDED)


def test_receipts_of_the_other_prices_do_not_go_into_a_shop_unless_they_are_read_without_them(
    write: Write, net: Path, tmp_path: Path
) -> None:
    usual = tmp_path / "usual.db"
    with Storage.create(usual) as storage:
        storage.catalog.put_items([ONIGIRI])
    file = write("r.csv", RECEIPTS)
    with pytest.raises(BadInput, match="other_prices_column"):
        add_receipts(file, usual)
    assert main(["import", "receipts", str(file), "--shop", str(usual), "--columns", "price=", "--yes"]) == OK
    assert add_receipts(file, net).receipts == 2
    gross = write("g.csv", RECEIPTS.replace("税抜単価", "税込単価"))
    with pytest.raises(BadInput, match="other_prices_column"):
        add_receipts(gross, net)


def test_a_folder_says_it_by_its_header_or_its_settings_and_never_changes_it_in_a_shop(
    shop_files: Callable[..., Path], tmp_path: Path, net: Path
) -> None:
    folder = shop_files()
    items = folder / "items.csv"
    text = items.read_text(encoding="utf-8-sig")
    with pytest.raises(BadInput, match="other_prices"):
        replace_catalog(folder, net)
    items.write_text(text.replace("price", "税抜価格", 1), encoding="utf-8")
    assert main(["import", "shop", str(folder), "--shop", str(tmp_path / "new.db")]) == OK
    with Storage.open(tmp_path / "new.db", readonly=True) as storage:
        assert storage.catalog.setting(PRICES) is Prices.ADDED
    assert json.loads((folder / "shop.json").read_text(encoding="utf-8-sig")).get("prices") is None
