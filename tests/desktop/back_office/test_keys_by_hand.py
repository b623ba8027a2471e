"""The keys of a department put in their places and coloured, by clicks; the counter has them so."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.items_page import KEYS, ItemsPage
from pos_assist.desktop.back_office.keys_tab import KeysTab
from pos_assist.domain.items import TINTS, Item
from pos_assist.shop import Shop
from pos_assist.storage import Storage
from tests.desktop.back_office.manager import click, press, segment, turn
from tests.x_server import need_x_server, x_server


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


@pytest.mark.xvfb
def test_keys_are_dragged_with_a_real_mouse(shop: Shop) -> None:
    """The first key to the fourth place, and back before the first by the finger's way: press, move, let go."""
    need_x_server()
    path = shop.path
    department = shop.catalog.departments()[0].code
    before = codes(shop, department)
    shop.close()
    with x_server() as env:
        env["PYTHONPATH"] = str(Path(__file__).parents[3])
        program = [sys.executable, str(Path(__file__).with_name("keys_in_a_window.py")), str(path)]
        with subprocess.Popen(program, env=env, stdout=subprocess.PIPE, text=True) as office:
            try:
                assert office.stdout
                seen = json.loads(office.stdout.readline())
                assert seen["department"] == department
                _drag(env, seen["keys"][0], seen["keys"][3])
                _hand(env, "mousemove", *map(str, seen["save"]), "click", "1")
                moved = _order_once_it_differs(path, department, before)
            finally:
                office.terminate()
    assert moved != before
    assert sorted(moved) == sorted(before)
    assert moved.index(before[0]) in (2, 3)  # before or behind the key on which it was let go
    assert [x for x in moved if x != before[0]] == before[1:]


def _hand(env: dict[str, str], *what: str) -> None:
    subprocess.run(["xdotool", *what], env=env, check=True, capture_output=True, timeout=60)


def _drag(env: dict[str, str], start: list[int], end: list[int]) -> None:
    """Press, move in small steps as a hand does, let go."""
    _hand(env, "mousemove", *map(str, start), "sleep", "0.1", "mousedown", "1")
    for part in range(1, 21):
        place = [a + (b - a) * part // 20 for a, b in zip(start, end, strict=True)]
        _hand(env, "mousemove", *map(str, place), "sleep", "0.02")
    _hand(env, "sleep", "0.2", "mouseup", "1", "sleep", "0.2")


def _order_once_it_differs(path: Path, department: str, before: list[str]) -> list[str]:
    until = time.monotonic() + 20
    while True:
        with Storage.open(path, readonly=True) as kept:
            found = [x.code for page in range(9) for x in kept.catalog.keys(department, page)]
        if found != before or time.monotonic() > until:
            return found
        time.sleep(0.1)  # between two looks


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
