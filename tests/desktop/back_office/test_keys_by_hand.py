"""The keys of a department put in their places and coloured, by clicks; the counter has them so."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.items_page import KEYS, ItemsPage
from pos_assist.desktop.back_office.keys_tab import TINTS, KeysTab
from pos_assist.domain.items import Item
from pos_assist.shop import Shop
from tests.desktop.back_office.manager import click, press, segment, turn


def keys_of(office: BackOffice) -> KeysTab:
    page = turn(office, ItemsPage, "items")
    segment(page.tabs, KEYS)
    return page.keys


def codes(shop: Shop, department: str) -> list[str]:
    return [x.code for page in range(shop.till.pages(department)) for x in shop.till.keys(department, page)]


def test_a_key_is_moved_and_the_counter_has_it_there(office: BackOffice, shop: Shop) -> None:
    tab = keys_of(office)
    department = tab.department.currentData()
    before = codes(shop, department)
    tab.keys.setCurrentRow(0)
    for _ in range(2):
        click(tab.later)
    assert codes(shop, department) == before  # nothing yet
    click(tab.save_button)
    assert codes(shop, department) == [before[1], before[2], before[0], *before[3:]]
    press(office, Qt.Key.Key_Z)
    assert codes(shop, department) == before


def test_rows_that_are_dragged_come_in_the_order_of_the_list(office: BackOffice, shop: Shop) -> None:
    """What Qt does when a row was dropped: it moves it in the list's model."""
    tab = keys_of(office)
    department = tab.department.currentData()
    before = codes(shop, department)
    model, root = tab.keys.model(), tab.keys.rootIndex()
    assert model.moveRow(root, 3, root, 0)
    click(tab.save_button)
    assert codes(shop, department)[:4] == [before[3], *before[:3]]


def test_a_key_has_its_own_colour_and_gives_it_back(office: BackOffice, shop: Shop) -> None:
    tab = keys_of(office)
    tab.keys.setCurrentRow(1)
    code = codes(shop, tab.department.currentData())[1]
    for button, colour in ((tab.tints[2], TINTS[2]), (tab.plain, "")):
        tab.keys.setCurrentRow(1)
        click(button)
        click(tab.save_button)
        item = shop.catalog.item(code)
        assert item
        assert item.color == colour


def test_a_new_item_stands_after_the_last_of_its_department(shop: Shop) -> None:
    department = shop.catalog.departments()[0].code
    manager = shop.manage("店長")
    manager.add_item(Item("aaa", "新しいパン", 100, department))
    manager.add_item(Item("aab", "もっと新しいパン", 100, department))
    assert codes(shop, department)[-2:] == ["aaa", "aab"]
    assert len(shop.catalog.keys(department, 0)) <= 15
