"""A manager looks through what the items of a new shop seem to be, and confirms it by touch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.review_page import ReviewPage
from pos_assist.desktop.back_office.widgets import pick
from pos_assist.domain.items import TaxClass
from pos_assist.i18n.translate import set_language
from pos_assist.services.setup.build_shop import shop_from_receipts
from pos_assist.shop import Shop, open_shop
from tests.desktop.back_office.manager import click, finished, press, row, turn
from tests.desktop.back_office.manager import place_of as row_where

BEER, CHARGE, LATTE = "生ビール", "お通し", "ラテ"


@pytest.fixture
def receipts_shop(tmp_path: Path) -> Iterator[Shop]:
    rows = ["receipt_id,timestamp,item,qty,price"]
    basket = [
        (f"{LATTE} S", 350),
        (f"{LATTE} M", 400),
        (f"{LATTE} L", 450),
        (BEER, 500),
        (CHARGE, 300),
        ("スコーン", 280),
    ]
    rows += [
        f"{n},2026-11-01 1{n % 10}:00:00,{name},1,{price}" for n in range(40) for name, price in basket[n % 4 :: 2]
    ]
    (tmp_path / "r.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    shop_from_receipts(tmp_path / "r.csv", tmp_path / "shops" / "new.db")
    shop = open_shop(tmp_path / "shops" / "new.db")
    yield shop
    shop.close()


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, receipts_shop: Shop) -> Iterator[tuple[BackOffice, ReviewPage]]:
    set_language("en")
    office = BackOffice(receipts_shop, "佐藤")
    office.resize(1024, 768)
    office.show()
    qtbot.waitExposed(office)
    shown = turn(office, ReviewPage, "review")
    finished(qtbot, office)
    yield office, shown
    office.close()
    office.deleteLater()


def place_of(page: ReviewPage, name: str) -> int:
    return row_where(page.table, lambda x: x[0].name, name)


def test_every_item_of_a_shop_of_receipts_waits_to_be_looked_at(page: tuple[BackOffice, ReviewPage]) -> None:
    _, shown = page
    assert shown.table.rows.rowCount() == 6
    assert "6 items" in shown.message.text()


def test_one_item_is_corrected_and_confirmed_by_touch(qtbot: QtBot, page: tuple[BackOffice, ReviewPage]) -> None:
    office, shown = page
    row(shown.table, place_of(shown, "スコーン"))
    pick(shown.role, "side")
    click(shown.kids)
    click(shown.one_button)
    finished(qtbot, office)
    item = office.shop.catalog.item("スコーン")
    assert item
    assert (item.role, item.kids, item.confirmed) == ("side", True, True)
    assert shown.table.rows.rowCount() == 5


def test_all_are_confirmed_at_once_and_ctrl_z_takes_that_back(
    qtbot: QtBot, page: tuple[BackOffice, ReviewPage]
) -> None:
    office, shown = page
    click(shown.all_button)
    finished(qtbot, office)
    items = {name: office.shop.catalog.item(name) for name in (BEER, CHARGE, f"{LATTE} S")}
    assert all(x and x.confirmed for x in items.values())
    beer, charge = items[BEER], items[CHARGE]
    assert beer
    assert charge
    assert (beer.alcohol, beer.age_restricted, beer.tax) == (True, True, TaxClass.STANDARD)
    assert charge.never_offer
    assert shown.table.rows.rowCount() == 0
    press(office, Qt.Key.Key_Z)
    finished(qtbot, office)
    assert shown.table.rows.rowCount() == 6


def test_sizes_are_a_ladder_that_the_manager_sees(page: tuple[BackOffice, ReviewPage]) -> None:
    office, _ = page
    assert [x.to_item for x in office.shop.catalog.upgrades_from(f"{LATTE} S")] == [f"{LATTE} M"]


def test_an_item_made_by_hand_needs_no_looking(qtbot: QtBot, office: BackOffice) -> None:
    """The samples were written by hand: nothing waits."""
    shown = turn(office, ReviewPage, "review")
    finished(qtbot, office)
    assert shown.table.rows.rowCount() == 0
    assert not shown.one_button.isEnabled()
