"""A refund pays back exactly what was paid for the units, survives a restart and the loss of the database."""

from __future__ import annotations

import pytest

from pos_assist.counter.counter import Counter
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.shop import open_shop
from pos_assist.storage import rebuild
from tests.counter.conftest import OpenShop


def sell_set(counter: Counter) -> Receipt:
    for code in ("cheeseburger", "potato-m", "cola-m"):
        counter.ring(code)
    counter.ring("apple-pie", 2)
    counter.pay()
    receipt = counter.tender(TenderKind.CASH, 2_000).last_receipt
    assert receipt is not None
    return receipt


def test_giving_back_in_steps_comes_to_exactly_what_was_paid(counter: Counter) -> None:
    receipt = sell_set(counter)
    pies = receipt.lines[-1].line
    back = counter.past.refund(receipt.key, {pies: 1}, "dropped").amount
    back += counter.past.refund(receipt.key, {pies: 1}, "dropped too").amount
    assert back == receipt.lines[-1].net == 290
    rest = {line.line: line.qty for line in receipt.lines[:-1]}
    assert back + counter.past.refund(receipt.key, rest, "closed").amount == receipt.total


def test_what_is_kept_keeps_its_set_price(counter: Counter) -> None:
    receipt = sell_set(counter)
    cola = next(line for line in receipt.lines if line.item.code == "cola-m")
    refund = counter.past.refund(receipt.key, {cola.line: 1}, "wrong drink")
    assert refund.amount == cola.net
    assert refund.rest.total == receipt.total - cola.net


def test_no_more_is_given_back_than_was_bought(counter: Counter) -> None:
    receipt = sell_set(counter)
    pies = receipt.lines[-1].line
    counter.past.refund(receipt.key, {pies: 2}, "dropped")
    with pytest.raises(Refused):
        counter.past.refund(receipt.key, {pies: 1}, "again")
    with pytest.raises(Refused, match="nothing_to_refund"):
        counter.past.refund(receipt.key, {}, "")


def test_a_refund_survives_a_restart_and_a_lost_database(open_burger: OpenShop) -> None:
    shop = open_burger()
    receipt = sell_set(shop.counter)
    shop.counter.past.refund(receipt.key, {receipt.lines[0].line: 1}, "cold")
    shop = open_burger()
    [before] = shop.storage.sales.refunds(receipt.key)
    path = shop.path
    shop.close()
    new = path.with_name("found.db")
    rebuild(path.with_suffix(".journal"), new)
    found = open_shop(new)
    try:
        assert found.storage.sales.refunds(receipt.key) == [before]
        assert found.counter.past.what_is_left(receipt).total == receipt.total - before.amount
    finally:
        found.close()
