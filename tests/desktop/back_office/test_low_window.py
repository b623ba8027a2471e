"""A low screen (1366×768 at 125 %, a netbook): every page of the back office is usable there by mouse, finger and keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.back_office_window import ENTRIES, SMALLEST, BackOffice
from pos_assist.desktop.back_office.feed_page import FeedPage
from pos_assist.desktop.back_office.files_page import FilesPage
from pos_assist.desktop.back_office.history_page import HistoryPage
from pos_assist.desktop.back_office.items_page import ItemsPage
from pos_assist.desktop.back_office.receipts_page import ReceiptsPage
from pos_assist.desktop.back_office.sets_page import SetsPage
from pos_assist.desktop.back_office.settings_page import PEOPLE, SettingsPage
from pos_assist.desktop.back_office.widgets import Segments
from pos_assist.domain.receipts import TenderKind
from pos_assist.shop import Shop
from tests.desktop.back_office.conftest import OpenOffice
from tests.desktop.back_office.manager import click, finished, segment, turn
from tests.desktop.reach import faults

LOW = (1024, 520)  # logical px inside the frame: 600 lines less title bar (31) and taskbar (48)


def _states(office: BackOffice, qtbot: QtBot) -> list[str]:
    """Turn to every page, to each of its tabs, to the form of something new; what is wrong there."""
    wrong: list[str] = []

    def look(name: str) -> None:
        QApplication.processEvents()
        finished(qtbot, office)
        QApplication.processEvents()
        wrong.extend(f"{name}: {x}" for x in faults(office))

    for name in ENTRIES:
        page = office.turn_to(name)
        look(name)
        tabs = [x for x in page.findChildren(Segments) if x.parentWidget() is page]
        for tab, value in [(x, value) for x in tabs[:1] for value, _ in x.options]:
            tab.choose(value)
            tab.chosen.emit(value)
            look(f"{name}, {value}")
            page.new()
            look(f"{name}, {value}, something new")
            page.step_back()
    return wrong


@pytest.mark.parametrize("language", ["ja", "en"])
def test_in_a_low_window_everything_is_in_sight_or_can_be_scrolled_into_it(
    open_office: OpenOffice, qtbot: QtBot, language: str
) -> None:
    office = open_office(LOW, language)
    assert (office.width(), office.height()) == LOW
    assert office.minimumSize() == SMALLEST
    assert "\n".join(_states(office, qtbot)) == ""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_in_a_low_window_a_page_full_of_content_can_be_read_and_worked_with(
    open_office: OpenOffice, shop: Shop, qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    office = open_office(LOW, language)
    manager, wrong = office.context.manager, list[str]()

    def look(name: str) -> None:
        finished(qtbot, office)
        QApplication.processEvents()
        wrong.extend(f"{name}: {x}" for x in faults(office))

    file = tmp_path / "items.csv"
    item = shop.till.keys(shop.till.departments()[0].code)[0]
    file.write_text(
        f"code,name,price\n{item.code},{item.name * 3},980\nx1,{'長い名前の商品' * 4},500\nx2,,\n", encoding="utf-8"
    )
    files = turn(office, FilesPage, "files")
    files.tables.dry_run(file)
    look("a file that was looked at")
    manager.save_item(replace(item, name=item.name * 3, price=980, cost=120))
    history = turn(office, HistoryPage, "history")
    history.table.choose(0)
    look("a change")
    people = turn(office, SettingsPage, "settings")
    segment(people.tab, PEOPLE)
    for name, text in zip(("name", "pin", "again"), ("佐藤 花子", "402917", "402917"), strict=True):
        getattr(people.people, name).setText(text)
    people.people.save()
    look("the recovery code of the first manager")
    shop.feeds.give_consent("山田 花子")
    turn(office, FeedPage, "feed").reload()
    look("the other register, followed")
    shop.till.ring(item.code, 3)
    shop.till.pay()
    sold = shop.till.tender(TenderKind.CASH, shop.till.view.due).last_receipt
    assert sold is not None
    receipts = turn(office, ReceiptsPage, "receipts")
    receipts.show_what(sold.key)
    click(receipts.give_back)
    look("units to be given back")
    sets = turn(office, SetsPage, "sets")
    for deal in shop.catalog.deals():
        sets.design(deal)
        look(f"the set {deal.id}")
    sets.new()
    sets.designer._pick(0)
    look("the items of a set")
    assert "\n".join(wrong) == ""


def test_the_focus_brings_a_field_into_sight_from_outside_its_form_too(open_office: OpenOffice) -> None:
    office = open_office(LOW)
    form = turn(office, ItemsPage, "items").form
    assert form.kids.visibleRegion().isEmpty()
    form.sold_out.setFocus()
    QTest.keyClick(form.sold_out, Qt.Key.Key_Backtab)
    assert form.kids.hasFocus()
    assert form.kids.visibleRegion().boundingRect() == form.kids.rect()
