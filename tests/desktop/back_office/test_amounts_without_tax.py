"""Where a shop's prices are without tax, every form and table of amounts says so, and no name of one is cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHeaderView, QLabel, QTableView, QWidget

from pos_assist.desktop.back_office.items_page import ItemsPage
from pos_assist.desktop.back_office.pairings_page import PairingsPage
from pos_assist.desktop.back_office.sets_page import IDEAS, SetsPage
from pos_assist.desktop.back_office.settings_page import PERKS, SettingsPage
from pos_assist.desktop.back_office.upgrades_page import UpgradesPage
from pos_assist.desktop.shared import painting
from pos_assist.domain.settings import PRICES
from pos_assist.domain.tax import Prices
from pos_assist.shop import Shop
from tests.desktop.back_office.conftest import OpenOffice
from tests.desktop.back_office.manager import segment, turn

MARK = {"ja": "税抜", "en": "(net)"}


@pytest.fixture
def net(shop: Shop) -> Iterator[Shop]:
    """The sample with prices without tax."""
    shop.manage("佐藤").set_settings({PRICES.name: Prices.ADDED})
    painting.set_currency(shop.currency, shop.taxing)
    yield shop
    painting.set_currency("JPY")


def marked(page: QWidget, language: str) -> list[str]:
    """Every visible name with the mark; none is cut."""
    QApplication.processEvents()
    names = []
    for words in page.findChildren(QLabel):
        if words.isVisible() and MARK[language] in words.text():
            assert words.wordWrap() or words.sizeHint().width() <= words.width(), words.text()
            names.append(words.text())
    for table in page.findChildren(QTableView):
        head = table.horizontalHeader()
        if table.isVisible() and isinstance(head, QHeaderView) and head.isVisible():
            for i in range(head.count()):
                text = str(table.model().headerData(i, Qt.Orientation.Horizontal))
                if not head.isSectionHidden(i) and (MARK[language] in text or "Net" in text):
                    assert head.sectionSizeHint(i) <= head.sectionSize(i), text
                    names.append(text)
    return names


@pytest.mark.parametrize("language", ["ja", "en"])
def test_forms_and_tables_of_a_shop_without_tax_in_its_prices_say_so(
    open_office: OpenOffice, net: Shop, language: str
) -> None:
    office = open_office((1024, 768), language)
    sets = turn(office, SetsPage, "sets")
    assert len(marked(sets, language)) == 1  # the price in the table
    for deal in net.storage.catalog.deals():
        sets.design(deal)
        own = sum(name in sets.designer.form.shape.fields for name in ("price", "amount", "min"))
        assert len(marked(sets.designer.form, language)) == 1 + own, deal.name  # and «from a total of»
        sets.step_back()
    segment(sets.way, IDEAS)
    assert len(marked(sets, language)) == 2  # alone, and as a set
    assert marked(turn(office, UpgradesPage, "upgrades"), language)
    assert marked(turn(office, ItemsPage, "items"), language)
    pairings = turn(office, PairingsPage, "pairings")
    pairings.new()
    assert len(marked(pairings, language)) == 2  # the price in both lists
    settings = turn(office, SettingsPage, "settings")
    segment(settings.tab, PERKS)
    assert marked(settings, language)
