"""Values of the domain survive being written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.codec import dumps, encode, loads
from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order, OrderLine, ServiceMode
from pos_assist.domain.receipts import Receipt
from pos_assist.storage.sales import SavedOrder
from tests.profiles import examples
from tests.storage.conftest import BURGER, NOON, offered, sale

T = TypeVar("T")
st.register_type_strategy(datetime, st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))


@examples(60)
@given(st.builds(Order), st.booleans())
def test_any_open_order_comes_back_as_it_was(order: Order, held: bool) -> None:
    saved = SavedOrder(order, held, (offered("k"),), NOON)
    assert loads(SavedOrder, dumps(saved)) == saved


@examples(40)
@given(st.builds(Receipt))
def test_any_receipt_comes_back_as_it_was(receipt: Receipt) -> None:
    assert loads(Receipt, dumps(receipt)) == receipt


SLOTS = (Slot(1, frozenset({"B1"}), {"B1": 40}, 10), Slot(2, frozenset({"F1", "C1"}), n_max=None))
WHEN = When(
    member=True,
    mode=ServiceMode.EAT_IN,
    from_date=date(2026, 1, 2),
    to_date=date(2026, 3, 4),
    days=frozenset({"sat", "sun"}),
    hours=parse_hours("09:00-10:30 14:00-15:00 22:00-02:00"),
    min_spend=500,
)


@pytest.mark.parametrize(
    "deal",
    [
        SetPrice(id="a", name="朝セット", priority=2, max_uses=3, when=WHEN, price=500, slots=SLOTS),
        SetPercent(id="b", slots=SLOTS),
        SetAmount(id="c", amount=50, slots=SLOTS),
        Cheapest(id="d", n=3, free=1, percent=100, items=frozenset({"C1"})),
        Spend(id="e", min=1000, percent=5, net=True, stack=True),
    ],
)
def test_every_kind_of_deal_comes_back_as_it_was(deal: Deal) -> None:
    assert loads(Deal, dumps(deal)) == deal


def test_a_line_written_before_a_field_was_added_still_reads() -> None:
    assert loads(Item, '{"code":"x","name":"X","price":1}') == Item("x", "X", 1)


def test_a_line_written_by_a_later_version_with_a_field_unknown_here_still_reads() -> None:
    assert loads(Item, '{"code":"x","name":"X","price":1,"field_of_2031":true}') == Item("x", "X", 1)


def test_what_has_its_default_takes_no_room() -> None:
    assert encode(Item("x", "X", 1)) == {"code": "x", "name": "X", "price": 1}


def test_a_held_order_keeps_the_price_it_was_rung_up_at() -> None:
    order = Order("k", 1, NOON, lines=(OrderLine(1, BURGER, 2),), refused=frozenset({"add:F1", "up:C1"}))
    text = dumps(SavedOrder(order, True, (), NOON))
    assert loads(SavedOrder, text).order == order
    assert replace(BURGER, price=999) != loads(SavedOrder, text).order.lines[0].item
    assert sale("k") == loads(Receipt, dumps(sale("k")))
