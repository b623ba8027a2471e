"""The receipts that were read from files: listed, and a file's taken back by two presses."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.files_page import IMPORTS, FilesPage
from pos_assist.shop import Shop
from tests.desktop.back_office.manager import click, turn


def test_a_file_is_taken_back_by_two_presses(office: BackOffice, shop: Shop, qtbot: QtBot) -> None:
    page = turn(office, FilesPage, "files")
    page.tab.choose(IMPORTS)
    page.reload()
    [batch] = shop.imported.batches()
    assert page.imports.list.current == batch
    click(page.imports.back)
    assert shop.imported.batches() == [batch]
    assert f"{batch.receipts}" in page.imports.back.text().replace(",", "")
    click(page.imports.back)
    [back] = shop.imported.batches()
    assert back.taken_back == batch.receipts
    assert not page.imports.back.isEnabled()
    shop.background.wait()
    assert not shop.storage.learned.due()
