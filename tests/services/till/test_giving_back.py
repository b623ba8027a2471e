"""A refund pays back exactly what was paid for the units, survives a restart and the loss of the database."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_assist.devices import receipt_slip
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.print_jobs import JobKind
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop
from pos_assist.storage import Storage, rebuild
from tests.services.till.conftest import NOON, OpenShop, found_again

Steps = list[tuple[int, int]]


def sell_set(till: Till) -> Receipt:
    for code in ("cheeseburger", "potato-m", "cola-m"):
        till.ring(code)
    till.ring("apple-pie", 2)
    till.pay()
    receipt = till.tender(TenderKind.CASH, 2_000).last_receipt
    assert receipt is not None
    return receipt


def test_giving_back_in_steps_comes_to_exactly_what_was_paid(till: Till) -> None:
    receipt = sell_set(till)
    pies = receipt.lines[-1].line
    back = till.past.refund(receipt.key, {pies: 1}, "dropped").amount
    back += till.past.refund(receipt.key, {pies: 1}, "dropped too").amount
    assert back == receipt.lines[-1].net == 290
    rest = {line.line: line.qty for line in receipt.lines[:-1]}
    assert back + till.past.refund(receipt.key, rest, "closed").amount == receipt.total


def test_what_is_kept_keeps_its_set_price(till: Till) -> None:
    receipt = sell_set(till)
    cola = next(line for line in receipt.lines if line.item.code == "cola-m")
    refund = till.past.refund(receipt.key, {cola.line: 1}, "wrong drink")
    assert refund.amount == cola.net
    assert refund.rest.total == receipt.total - cola.net


def test_no_more_is_given_back_than_was_bought(till: Till) -> None:
    receipt = sell_set(till)
    pies = receipt.lines[-1].line
    till.past.refund(receipt.key, {pies: 2}, "dropped")
    with pytest.raises(Refused):
        till.past.refund(receipt.key, {pies: 1}, "again")
    with pytest.raises(Refused, match="nothing_to_refund"):
        till.past.refund(receipt.key, {}, "")


def test_nothing_is_given_back_of_a_sale_that_is_not_there_nor_in_practice(shop: Shop) -> None:
    receipt = sell_set(shop.till)
    for past, key, why in (
        (shop.till.past, "none", "no_such_receipt"),
        (Till(shop.storage, practice=True).past, receipt.key, "only_practice"),
    ):
        with pytest.raises(Refused, match=why):
            past.refund(key, {1: 1}, "")
        with pytest.raises(Refused, match=why):
            past.void(key, "")
    assert shop.till.past.paid_back(receipt) == 0


def test_a_refund_survives_a_restart_and_a_lost_database(open_burger: OpenShop) -> None:
    shop = open_burger()
    receipt = sell_set(shop.till)
    shop.till.past.refund(receipt.key, {receipt.lines[0].line: 1}, "cold")
    shop = open_burger()
    [before] = shop.storage.sales.refunds(receipt.key)
    with found_again(shop) as found:
        assert found.storage.sales.refunds(receipt.key) == [before]
        assert found.till.past.what_is_left(receipt).total == receipt.total - before.amount


def test_four_for_a_price_given_back_one_by_one_at_the_till(till: Till) -> None:
    till.ring("apple-pie", 7)
    till.ring("cheeseburger")
    till.ring("potato-m")
    till.ring("cola-m")
    till.set_line_mode(till.view.order.lines[-1].id, ServiceMode.EAT_IN)
    till.pay()
    receipt = till.tender(TenderKind.CASH, 9_000).last_receipt
    assert receipt is not None
    stored = till.past.find(str(receipt.number))[0]
    assert stored.lines == receipt.lines
    units = [line.line for line in stored.lines for _ in range(line.qty)]
    back = [till.past.refund(receipt.key, {line: 1}, "one by one").amount for line in reversed(units)]
    assert sum(back) == receipt.total


def test_a_line_eaten_in_in_part_keeps_its_rates_on_disk_and_in_the_journal(open_burger: OpenShop) -> None:
    shop = open_burger()
    till = shop.till
    till.ring("cheeseburger", 2)
    till.ring("potato-m")
    till.ring("cola-m")
    till.set_line_mode(till.view.order.lines[-1].id, ServiceMode.EAT_IN)
    till.pay()
    receipt = till.tender(TenderKind.CASH, 9_000).last_receipt
    assert receipt is not None
    assert [rate for rate, _ in receipt.lines[0].rates] == [8, 10]
    assert till.past.find(str(receipt.number))[0].lines == receipt.lines
    with found_again(shop) as found:
        assert found.till.past.find(str(receipt.number))[0].lines == receipt.lines


def test_a_void_after_a_refund_gives_back_only_what_is_left_and_says_so(shop: Shop) -> None:
    till = shop.till
    receipt = sell_set(till)
    pies = receipt.lines[-1].line
    first = till.past.refund(receipt.key, {pies: 1}, "dropped").amount
    voided = till.past.void(receipt.key, "wrong order", "佐藤")
    assert voided.amount == receipt.total - first
    assert till.past.paid_back(receipt) == receipt.total
    assert shop.storage.sales.voided(receipt.key) == voided
    assert (voided.who, voided.till, voided.at) == ("佐藤", "1", NOON)


def test_who_gave_money_back_and_where_survives_the_loss_of_the_database(open_burger: OpenShop) -> None:
    shop = open_burger()
    shop.storage.catalog.put_setting("till", "レジ2")
    receipt = sell_set(shop.till)
    shop.till.past.refund(receipt.key, {receipt.lines[0].line: 1}, "cold", "鈴木")
    voided = shop.till.past.void(receipt.key, "wrong order", "佐藤")
    refunds = shop.storage.sales.refunds(receipt.key)
    assert [(x.who, x.till) for x in refunds] == [("鈴木", "レジ2")]
    shop.close()
    new = shop.path.with_name("found.db")
    rebuild(shop.path.with_suffix(".journal"), new)
    with Storage.open(new) as found:
        assert found.sales.voided(receipt.key) == voided
        assert found.sales.refunds(receipt.key) == refunds


def test_nothing_is_left_to_void_once_all_was_given_back(till: Till) -> None:
    receipt = sell_set(till)
    till.past.refund(receipt.key, {line.line: line.qty for line in receipt.lines}, "closed")
    with pytest.raises(Refused, match="all_given_back"):
        till.past.void(receipt.key, "again")
    assert till.past.paid_back(receipt) == receipt.total


def test_a_voided_receipt_gives_nothing_more_back(till: Till) -> None:
    receipt = sell_set(till)
    till.past.refund(receipt.key, {receipt.lines[0].line: 1}, "cold")
    till.past.void(receipt.key, "wrong order")
    with pytest.raises(Refused, match="already_voided"):
        till.past.refund(receipt.key, {receipt.lines[1].line: 1}, "again")
    voided = till.past.find()[0]
    assert till.past.what_is_left(voided).voided


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)  # one till for many orders
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 2)), max_size=6))
def test_refunds_and_a_void_together_give_back_exactly_what_was_paid(till: Till, steps: Steps) -> None:
    receipt = sell_set(till)
    back = 0
    for place, n in steps:
        with suppress(Refused):
            back += till.past.refund(receipt.key, {receipt.lines[place].line: n}, "cold").amount
    with suppress(Refused):  # all_given_back
        back += till.past.void(receipt.key, "wrong order").amount
    assert back == receipt.total == till.past.paid_back(receipt)


def with_printer(shop: Shop) -> Shop:
    shop.manage("店長").set_settings({"printer": "tcp:127.0.0.1:1", "drawer": "2"})
    return shop


def returns(shop: Shop) -> list[tuple[JobKind, str, str]]:
    return [(x.job.kind, x.job.ref, x.job.who) for x in shop.printing.open_jobs()]


def test_whatever_goes_back_has_its_slip_whoever_gives_it_back_from_wherever(shop: Shop) -> None:
    till = with_printer(shop).till
    first, second, third = sell_set(till), sell_set(till), sell_set(till)
    till.past.refund(first.key, {first.lines[0].line: 1}, "cold", "佐藤")
    till.past.void(second.key, "wrong order", "鈴木")
    till.ring_again(third.key, "ring again", "店長")
    assert returns(shop) == [
        (kind, receipt.key, who)
        for receipt, who in ((first, "佐藤"), (second, "鈴木"), (third, "店長"))
        for kind in (JobKind.DRAWER, JobKind.RETURN)
    ]


def test_what_was_refused_prints_no_slip(shop: Shop) -> None:
    till = with_printer(shop).till
    receipt = sell_set(till)
    till.past.void(receipt.key, "wrong order")
    before = returns(shop)
    for refused in (
        lambda: till.past.void(receipt.key, "again"),
        lambda: till.ring_again(receipt.key, "again"),
        lambda: till.past.refund(receipt.key, {1: 1}, "again"),
    ):
        with pytest.raises(Refused):
            refused()
    assert returns(shop) == before


def test_a_slip_that_cannot_be_laid_out_costs_no_refund(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    till = with_printer(shop).till
    receipt = sell_set(till)
    heard: list[Exception] = []
    shop.printing.on_trouble = heard.append
    monkeypatch.setattr(receipt_slip, "return_slip", lambda *_: 1 // 0)
    till.past.void(receipt.key, "wrong order")
    assert till.past.paid_back(receipt) == receipt.total
    assert [type(x) for x in heard] == [ZeroDivisionError]
