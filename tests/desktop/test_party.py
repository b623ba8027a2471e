"""A party order: sixty different things are scanned in the real window, with exact cards on it all the way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_assist.desktop.app import Post
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order
from pos_assist.pricing import Pricer
from pos_assist.services.till.till_view import DiscountRow, LineRow, rows
from pos_assist.shop import Shop, open_shop
from tests.benchmarks.sample_orders import NAMES
from tests.desktop.conftest import RECEIPTS, OpenWindow
from tests.desktop.hands import Clock, scan
from tests.samples import short_sample

UNITS = 60


@pytest.fixture(params=NAMES)
def party_shop(request: pytest.FixtureRequest, tmp_path: Path, qapp: object, clock: Clock) -> Iterator[Shop]:
    """A sample shop with the end of its history."""
    path = short_sample(request.param, tmp_path, RECEIPTS)
    shop = open_shop(path, ticks=clock, new_key=lambda: "order-1", post=Post())
    yield shop
    shop.close()


def test_sixty_different_things_are_scanned_with_exact_cards_all_the_way(
    party_shop: Shop, open_window: OpenWindow, clock: Clock, qtbot: QtBot
) -> None:
    shop, till = party_shop, party_shop.till
    window = open_window(shop, (1366, 768))
    sellable = [
        x
        for x in [x for d in till.departments() for page in range(till.pages(d.code)) for x in till.keys(d.code, page)]
        if not (x.sold_out or x.retired) and x.price
    ]
    random.Random(7).shuffle(sellable)
    sellable = [x for x in sellable if barcode(x)][:UNITS]
    cards = 0
    for item in sellable:
        clock.now += 1
        scan(window, barcode(item))
        view = till.view
        assert view.order.lines[-1].item.code == item.code
        qtbot.waitUntil(lambda: not till.view.checking, timeout=20_000)
        view = till.view
        assert view.priced.proven
        assert not till._pricing._open  # every card that there could be has its exact price
        cards += any(view.panel.offers())
        drawn = rows(view)
        at = max(i for i, row in enumerate(drawn) if isinstance(row, LineRow) and row.selected)
        shown = window.order.list
        assert shown.viewport().rect().contains(shown.visualRect(shown.order_model.index(at)))
    assert cards >= UNITS * 2 // 3  # some things go with nothing that is politely said
    assert sum(isinstance(row, DiscountRow) for row in rows(till.view)) == len(till.view.priced.spends)
    exact = Pricer(shop.storage.catalog.deals())
    for offer in till.view.panel.offers():
        assert (
            with_offer(shop, till.view.order, offer.items, offer.replaces, exact) == till.view.priced.total + offer.adds
        )


def barcode(item: Item) -> str:
    return next(iter(item.barcodes), "")


def with_offer(shop: Shop, order: Order, codes: tuple[str, ...], replaces: int | None, exact: Pricer) -> int:
    items = [item for code in codes if (item := shop.till.item(code))]
    if replaces is not None:
        order = order.exchange(replaces, items[0], "")
    else:
        for item in items:
            order = order.ring(item)
    priced = exact.prove(order, order.clock)
    assert priced.proven
    return priced.total
