"""A register beside a shop whose prices are without tax: lines at those prices, and what is to be paid for them with tax."""

from __future__ import annotations

import pytest

from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.settings import PRICES
from pos_assist.domain.tax import Prices
from pos_assist.shop import Shop

from .conftest import Register


@pytest.fixture
def net(shop: Shop) -> Shop:
    shop.storage.catalog.put_items(
        [Item("onigiri", "おにぎり", 99, tax=TaxClass.REDUCED), Item("towel", "タオル", 333, tax=TaxClass.STANDARD)]
    )
    shop.manage("店長").set_settings({PRICES.name: Prices.ADDED})
    return shop


@pytest.mark.parametrize(("paid", "nets"), [(686, [297, 333]), (600, [260, 290])], ids=["as we have it", "less"])
def test_totals_are_what_is_to_be_paid_and_a_sale_is_written_down_at_the_registers(
    register: Register, net: Shop, paid: int, nets: list[int]
) -> None:
    register.hello()
    lines = [register.line("onigiri", "1", "3"), register.line("towel", "2")]
    assert register.call("order.put", order_id="7", rev=1, lines=lines)["total"] == 686
    got = register.call("suggestion.get", order_id="7")
    assert got["total"] == 686
    closed = register.call("order.close", order_id="7", result="paid", total=paid, number="7")
    assert (closed["written"], closed["expected"]) == (True, 686)
    (receipt,) = [x for x in net.all_receipts() if x.key.endswith("7") or x.total == paid][:1]
    assert (receipt.total, receipt.net_total + (receipt.tax_added or 0)) == (paid, paid)
    assert receipt.tax_added is not None
    assert sum(x.net for x in receipt.lines) == receipt.net_total
    assert [x.net for x in receipt.lines] == pytest.approx(nets, abs=6)
    assert net.whole_sale(receipt)
