"""Pairing two items on the screen, whether or not they ever sold together: the manager's first job."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.items_page import ItemsPage
from pos_assist.desktop.back_office.pairing_maker import _ItemList
from pos_assist.desktop.back_office.pairings_page import PairingsPage
from pos_assist.domain.items import Item, PairingState
from pos_assist.shop import Shop
from tests.desktop.back_office.manager import click, place_of, press, row, turn, write


def choose(qtbot: QtBot, side: _ItemList, item: Item) -> None:
    """Type the name, touch the row: sizes share their name."""
    every = side.table.rows.rowCount()
    write(side.search, item.name)
    qtbot.waitUntil(lambda: 0 < side.table.rows.rowCount() < every)
    row(side.table, place_of(side.table, lambda x: x.code, item.code))


def never_together(office: BackOffice) -> tuple[Item, Item]:
    """Two items of the shop that no receipt has together."""
    manager = office.context.manager
    items = manager.list_items().rows(0, 200)
    for trigger in items:
        known = {x.addon.code for x in manager.learned_pairs(trigger.code, limit=500)}
        other = next((x for x in items if x.code not in known and x.name != trigger.name), None)
        if other:
            return trigger, other
    raise AssertionError("every pair was sold together")


def test_ctrl_n_pairs_two_items_that_never_sold_together(qtbot: QtBot, office: BackOffice, shop: Shop) -> None:
    trigger, addon = never_together(office)
    page = turn(office, PairingsPage, "pairings")
    press(office, Qt.Key.Key_N)
    choose(qtbot, page.maker.trigger, trigger)
    choose(qtbot, page.maker.addon, addon)
    click(page.maker.add)
    assert [(x.addon, x.state) for x in shop.catalog.pairings_from([trigger.code])][-1] == (
        addon.code,
        PairingState.PINNED,
    )
    # The page shows it, ready for its words, and the counter offers it with the next order.
    assert page.pair is not None
    assert (page.pair.trigger.code, page.pair.addon.code) == (trigger.code, addon.code)
    shop.till.ring(trigger.code)
    assert any(addon.code in offer.items for offer in shop.till.settle().panel.offers())


def test_from_an_item_only_what_is_offered_is_asked_for(qtbot: QtBot, office: BackOffice, shop: Shop) -> None:
    items = turn(office, ItemsPage, "items")
    row(items.table, 0)
    assert items.form.item is not None
    trigger = items.form.item.code
    click(items.form.offer)
    page = office.pages["pairings"]
    assert isinstance(page, PairingsPage)
    assert page.maker.trigger.item is not None
    assert page.maker.trigger.item.code == trigger
    addon = next(x for x in office.context.manager.list_items().rows(0, 50) if x.code != trigger)
    choose(qtbot, page.maker.addon, addon)
    press(office, Qt.Key.Key_S)
    assert any(x.addon == page.pair.addon.code for x in shop.catalog.pairings_from([trigger]) if page.pair)


def test_an_item_is_not_offered_with_itself(office: BackOffice) -> None:
    page = turn(office, PairingsPage, "pairings")
    press(office, Qt.Key.Key_N)
    assert page.maker.trigger.item == page.maker.addon.item  # both begin at the first
    assert not page.maker.add.isEnabled()


def test_esc_leaves_the_making_and_changes_nothing(office: BackOffice, shop: Shop) -> None:
    before = shop.catalog.version()
    page = turn(office, PairingsPage, "pairings")
    click(page.add)
    assert page.maker.isVisible()
    for _ in range(2):  # out of the field, then out of the making
        QTest.keyClick(QApplication.focusWidget() or office, Qt.Key.Key_Escape)
        QApplication.processEvents()
    assert not page.maker.isVisible()
    assert page.lists.isVisible()
    assert shop.catalog.version() == before
