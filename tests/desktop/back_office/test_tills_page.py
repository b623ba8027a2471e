"""The tills of this shop, on the screen: who was here, what is missing, and the two sides of what two offices edited."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.tills_page import TillsPage
from pos_assist.domain.settings import SHARED_FOLDER, TILL
from pos_assist.exchange.packs import public_key
from pos_assist.shop import Shop, open_shop
from tests.desktop.back_office.manager import click, finished, turn


def page_of(office: BackOffice, qtbot: QtBot) -> TillsPage:
    page = turn(office, TillsPage, "tills")
    finished(qtbot, office)
    return page


def test_a_till_without_a_folder_says_what_to_do(office: BackOffice, qtbot: QtBot) -> None:
    page = page_of(office, qtbot)
    assert "works alone" in page.state.text()
    assert not page.now.isEnabled()


def test_a_folder_that_is_not_there_is_not_set(office: BackOffice, qtbot: QtBot, shop: Shop, tmp_path: Path) -> None:
    page = page_of(office, qtbot)
    page.folder.setText(str(tmp_path / "nowhere"))
    page.folder.editingFinished.emit()
    assert shop.setting(SHARED_FOLDER) == ""


def test_two_tills_and_two_sides_of_an_edit(
    office: BackOffice, qtbot: QtBot, shop: Shop, tmp_path: Path, bakery: Path
) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    shutil.copytree(bakery, tmp_path / "second", ignore=shutil.ignore_patterns("*-backups"))
    second = open_shop(tmp_path / "second" / "bakery.db")
    try:
        other = second.manage("鈴木")
        other.set_settings({TILL.name: "2"})
        mine, theirs = shop.storage.peers, second.storage.peers
        for here, there in ((mine, theirs), (theirs, mine)):
            here.trust(public_key(there.key()), "店", there.shop())
        page = page_of(office, qtbot)
        page.folder.setText(str(folder))
        page.folder.editingFinished.emit()
        finished(qtbot, office)
        assert shop.setting(SHARED_FOLDER) == str(folder)
        item = shop.storage.browse.items([office.context.manager.list_items().rows(0, 1)[0].code])[0]
        second_sharing = second.shared(folder)
        assert second_sharing is not None
        click(page.now)
        finished(qtbot, office)
        second_sharing.give()
        second_sharing.bring()
        office.context.manager.save_item(replace(item, price=item.price + 10))
        other.save_item(replace(item, price=item.price + 20))
        second_sharing.give()
        click(page.now)
        finished(qtbot, office)
        assert page.table.rows.rowCount() == 2
        assert page.conflicts.rows.rowCount() == 1
        assert str(item.price + 10) in page.ours.text().replace(",", "")
        assert str(item.price + 20) in page.theirs.text().replace(",", "")
        assert page.keep.isEnabled()
        click(page.take)
        finished(qtbot, office)
        QApplication.processEvents()
        found = shop.catalog.item(item.code)
        assert found is not None
        assert found.price == item.price + 20
        assert page.conflicts.rows.rowCount() == 0
    finally:
        second.close()
