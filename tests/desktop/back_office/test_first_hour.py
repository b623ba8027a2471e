"""The first hour of a café that has nothing: thirty items, a ladder, a set and five pairings, through the screens alone.

Every act is a real click or key; the time a person would take is reckoned by the keystroke-level model (Card, Moran and Newell 1980):
0.28 s a key, 1.3 s to point and click, 1.35 s to think before each field or button.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.items_page import ItemsPage
from pos_assist.desktop.back_office.pairing_maker import _ItemList
from pos_assist.desktop.back_office.pairings_page import PairingsPage
from pos_assist.desktop.back_office.sets_page import SetsPage
from pos_assist.desktop.back_office.upgrades_page import UpgradesPage
from pos_assist.desktop.dialogs.first_start_dialog import FirstStart
from pos_assist.domain.offers import OfferKind
from pos_assist.first_start import Source
from pos_assist.i18n.translate import set_language
from pos_assist.shop import ensure_shop, open_shop
from tests.desktop.back_office import manager

ITEMS = (
    ("coffee", "ブレンド", (("S", 350), ("M", 400), ("L", 450))),
    ("coffee", "カフェラテ", (("S", 420), ("M", 480), ("L", 540))),
    ("coffee", "アイスコーヒー", (("S", 380), ("M", 430), ("L", 480))),
    ("coffee", "エスプレッソ", (("", 320),)),
    ("coffee", "カプチーノ", (("", 450),)),
    *(("drink", name, (("", price),)) for name, price in (("紅茶", 420), ("抹茶ラテ", 520), ("ココア", 500), ("りんごジュース", 400), ("レモネード", 450))),
    *(("main", name, (("", price),)) for name, price in (("トースト", 300), ("ハムサンド", 480), ("たまごサンド", 450), ("ナポリタン", 850), ("カレーライス", 880), ("グラタン", 900), ("サラダ", 400))),
    *(("dessert", name, (("", price),)) for name, price in (("チーズケーキ", 480), ("ガトーショコラ", 500), ("プリン", 400), ("スコーン", 320), ("クッキー", 200), ("ワッフル", 550), ("アイス", 350))),
)  # fmt: skip
PAIRS = (
    ("ブレンド M", "チーズケーキ"),
    ("紅茶", "スコーン"),
    ("カフェラテ M", "クッキー"),
    ("トースト", "サラダ"),
    ("ナポリタン", "プリン"),
)
KEY, POINT, THINK = 0.28, 1.3, 1.35  # seconds


class Hands:
    """Does it, and reckons how long a person would take."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.seconds = 0.0

    def click(self, widget: QWidget) -> None:
        """One click."""
        manager.click(widget)
        self.seconds += THINK + POINT

    def write(self, field: QLineEdit, text: str) -> None:
        """Into a field; kana take two keys a sign and two to convert."""
        manager.write(field, text)
        self.seconds += THINK + POINT + KEY * (len(text) if text.isascii() else 2 * len(text) + 2)

    def key(self, office: BackOffice, key: Qt.Key) -> None:
        """A key with Ctrl."""
        manager.press(office, key)
        self.seconds += THINK + 2 * KEY

    def pick(self, box: QComboBox, data: str) -> None:
        """An entry of a list, by keys."""
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(box.findData(data)):
            QTest.keyClick(box, Qt.Key.Key_Down)
        QApplication.processEvents()
        assert box.currentData() == data
        self.seconds += THINK + 2 * POINT

    def find(self, side: _ItemList, title: str) -> None:
        """An item by its name, touched in the list."""
        self.write(side.search, title)
        self.qtbot.waitUntil(lambda: not side._timer.isActive())
        manager.row(side.table, manager.place_of(side.table, lambda x: x.title, title))
        self.seconds += THINK + POINT


def test_a_person_with_an_empty_computer_has_a_cafe_in_under_twenty_minutes(qtbot: QtBot, tmp_path: Path) -> None:
    set_language("ja")
    hands = Hands(qtbot)
    start = FirstStart(tmp_path)
    qtbot.addWidget(start)
    start.show()
    hands.click(start.sources[Source.EMPTY])
    start.shop_name.insert("喫茶みどり")
    hands.pick(start.trade, "cafe")
    start.trade.activated.emit(start.trade.currentIndex())
    hands.click(start.go)
    qtbot.waitUntil(lambda: start.begun is not None, timeout=20_000)
    shop = open_shop(ensure_shop(None, tmp_path), new_key=lambda: "k")  # one that is shown offers
    office = BackOffice(shop, "佐藤")
    office.resize(1024, 768)
    office.show()
    qtbot.waitExposed(office)
    try:
        _items(hands, office)
        _ladder(hands, office)
        _set(hands, office)
        _pairings(hands, office)
        catalog = office.context.manager.catalog()
        assert (len(catalog.items), len(catalog.upgrades), len(catalog.deals), len(catalog.pairings)) == (30, 2, 1, 5)
        # The counter offers it with the first order: the larger size or the set, and the pairing.
        panel = shop.till.ring(next(x.code for x in catalog.items if x.title == "ブレンド M")).panel
        assert panel.upgrade
        assert panel.upgrade.kind in (OfferKind.SIZE, OfferKind.MAKE_SET)
        assert any(x.title == "チーズケーキ" for x in panel.addons if x)
        # Sizes stand side by side on the keys, in the order of their sizes.
        keys = [x.title for x in shop.catalog.keys("coffee", 0)]
        assert keys[:3] == ["ブレンド S", "ブレンド M", "ブレンド L"]
        assert hands.seconds < 20 * 60, f"{hands.seconds / 60:.1f} minutes"
    finally:
        office.close()
        office.deleteLater()
        shop.close()


def _items(hands: Hands, office: BackOffice) -> None:
    page = manager.turn(office, ItemsPage, "items")
    department = ""
    for code, name, sizes in ITEMS:
        if code != department:  # the department chosen above the table is the new item's
            hands.pick(page.department, code)
            page.department.activated.emit(page.department.currentIndex())
            department = code
        for size, price in sizes:
            hands.key(office, Qt.Key.Key_N)
            hands.write(page.form.name, f"{name} {size}".strip())
            hands.write(page.form.price, str(price))
            if size:
                hands.write(page.form.size_, size)
            hands.key(office, Qt.Key.Key_S)
            assert not office.foot.alarm, office.foot.text


def _ladder(hands: Hands, office: BackOffice) -> None:
    page = manager.turn(office, UpgradesPage, "upgrades")
    hands.key(office, Qt.Key.Key_N)
    for title in ("ブレンド S", "ブレンド M", "ブレンド L"):
        hands.write(page.search, title)
        hands.qtbot.waitUntil(lambda: not page._timer.isActive())
        QTest.keyClick(page.search, Qt.Key.Key_Return)
        QApplication.processEvents()
    assert [page.steps.item(i).text().split("  ")[0] for i in range(page.steps.count())] == [
        "ブレンド S",
        "ブレンド M",
        "ブレンド L",
    ]
    hands.click(page.save_button)


def _set(hands: Hands, office: BackOffice) -> None:
    page = manager.turn(office, SetsPage, "sets")
    hands.key(office, Qt.Key.Key_N)
    designer = page.designer
    hands.write(designer.form.name, "ケーキセット")
    for place, title in enumerate(("ブレンド M", "チーズケーキ")):
        designer.form.picking.emit(place)
        hands.write(designer.picker.search, title)
        hands.qtbot.waitUntil(lambda: not designer.picker._timer.isActive())
        table = designer.picker.table
        manager.row(table, manager.place_of(table, lambda x: x.title, title))
        hands.click(designer.picker.ready)
    hands.write(designer.form.price, "780")
    hands.key(office, Qt.Key.Key_S)


def _pairings(hands: Hands, office: BackOffice) -> None:
    page = manager.turn(office, PairingsPage, "pairings")
    for trigger, addon in PAIRS:
        hands.key(office, Qt.Key.Key_N)
        hands.find(page.maker.trigger, trigger)
        hands.find(page.maker.addon, addon)
        hands.click(page.maker.add)
