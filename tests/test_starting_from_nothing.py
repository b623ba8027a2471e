"""The first hour of a shop that has nothing yet, or that moves to a new computer: through the first start's own window."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.items_page import ItemsPage
from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.dialogs.first_start_dialog import FirstStart
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.domain.items import Item
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.first_start import NewShop, Source, begin
from pos_assist.i18n.translate import set_language
from pos_assist.services.setup.empty_shop import TRADES, file_stem
from pos_assist.shop import ensure_shop, open_shop
from tests.conftest import CopySample
from tests.desktop.back_office.manager import turn

NOW = datetime(2026, 11, 22, 9, 0)


def test_an_empty_shop_gets_its_name_its_trade_and_its_departments_by_hand(qtbot: QtBot, tmp_path: Path) -> None:
    set_language("ja")
    dialog = FirstStart(tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.sources[Source.EMPTY], Qt.MouseButton.LeftButton)
    dialog.shop_name.insert("喫茶みどり: 本店")  # a name may hold what a file's may not
    dialog.trade.setCurrentIndex(dialog.trade.findData("cafe"))
    dialog.trade.activated.emit(dialog.trade.currentIndex())
    assert dialog.eat_in.isChecked()  # as in most cafés
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.begun is not None, timeout=20_000)
    shop = open_shop(ensure_shop(None, tmp_path))
    try:
        assert shop.name == "喫茶みどり: 本店"
        assert [x.name for x in shop.catalog.departments()][:2] == ["コーヒー", "ドリンク"]
        assert all(x.color for x in shop.catalog.departments())
        assert shop.till.view.order.mode is ServiceMode.EAT_IN
        # It sells as soon as it has an item.
        shop.manage("佐藤").add_item(Item("blend", "ブレンド", 450, department="coffee"))
        shop.till.ring("blend")
        assert shop.till.view.priced.total == 450
    finally:
        shop.close()


@pytest.mark.parametrize("trade", list(TRADES))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_trade_opens(tmp_path: Path, trade: str, language: str) -> None:
    set_language(language)
    try:
        begun = begin(Source.EMPTY, None, tmp_path, NOW, new=NewShop("A shop", trade))
    finally:
        set_language("ja")
    shop = open_shop(begun.path)
    codes = [x.code for x in shop.catalog.departments()]
    assert shop.till.eaten_here() is TRADES[trade].seats
    shop.close()
    assert codes == [*(x[0] for x in TRADES[trade].departments), "other"]


def test_an_empty_shop_without_a_name_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="shop_name_empty"):
        begin(Source.EMPTY, None, tmp_path, NOW, new=NewShop("  "))
    assert not list(tmp_path.iterdir())


def test_the_shops_name_is_a_field_and_not_the_files_name(tmp_path: Path) -> None:
    file = tmp_path / "export_20261101.csv"
    file.write_text("receipt_id,timestamp,item,qty,price\n1,2026-11-01 10:00:00,Coffee,1,300\n", encoding="utf-8")
    begun = begin(Source.RECEIPTS, file, tmp_path / "data", NOW, new=NewShop("Midoribashi"))
    shop = open_shop(begun.path)
    assert (shop.name, begun.path.stem) == ("Midoribashi", "Midoribashi")
    shop.close()


@pytest.mark.parametrize(
    ("name", "stem"),
    [("A/B: C?", "A B  C"), ("CON", "shop"), ("nul.txt", "shop"), ("…", "…"), (" . ", "shop"), ("店" * 60, "店" * 40)],
)
def test_a_file_can_be_called_after_any_shop(name: str, stem: str) -> None:
    assert file_stem(name) == stem


def test_a_shop_moves_to_a_new_computer_with_its_sales_and_all_it_learned(
    tmp_path: Path, copy_sample: CopySample
) -> None:
    shop = open_shop(copy_sample("burger", tmp_path / "old" / "cafe.db"))
    shop.till.ring("cheeseburger")
    shop.till.tender(TenderKind.CASH, 1_000)
    sales, learned = shop.sales(), shop.learned.count("cheeseburger")
    backup = shop.manage("").back_up()
    shop.close()
    stick = tmp_path / "stick.db"
    shutil.copy(backup, stick)
    begun = begin(Source.BACKUP, stick, tmp_path / "new", NOW)
    moved = open_shop(begun.path)
    try:
        assert moved.sales() == sales
        assert moved.learned.count("cheeseburger") == learned
    finally:
        moved.close()


def test_a_shop_without_items_says_on_each_screen_where_they_come_from(qtbot: QtBot, tmp_path: Path) -> None:
    set_language("ja")
    shop = open_shop(begin(Source.EMPTY, None, tmp_path, NOW, new=NewShop("喫茶", "cafe", True)).path)
    counter = CounterWindow(shop.till, shop.name, "1", Shortcuts())
    office = BackOffice(shop, "店長")
    try:
        for window in (counter, office):
            qtbot.addWidget(window)
            window.resize(1024, 768)
            window.show()
        assert "管理画面" in counter.grid.note()
        page = turn(office, ItemsPage, "items")
        assert "商品を追加" in page.table.empty_text
        page.search.setText("x")
        page.reload()
        assert page.table.empty_text == "該当する商品はありません。"
        shop.manage("店長").add_item(Item("a", "コーヒー", 300, shop.catalog.departments()[0].code))
        counter.grid.reload_all()
        assert not counter.grid.note()
    finally:
        shop.close()
