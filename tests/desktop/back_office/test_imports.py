"""The receipts that were read from files: listed, and a file's taken back by two presses."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office import imports_tab
from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.files_page import IMPORTS, FilesPage
from pos_assist.exchange.receipts.any_file import FileAnswers
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


def test_a_file_is_read_into_the_open_shop(
    office: BackOffice, shop: Shop, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "october.csv"
    file.write_text(
        "伝票番号,日付,時刻,品名,個数,売価\n1,2026/10/1,9:30,新しい品,1,480\n合計,,,,1,480\n", encoding="utf-8"
    )
    page = turn(office, FilesPage, "files")
    page.tab.choose(IMPORTS)
    page.reload()
    monkeypatch.setattr(imports_tab, "file_to_open", lambda *_: file)
    monkeypatch.setattr(imports_tab, "ask_about", lambda *_: FileAnswers())
    before = shop.sales()
    click(page.imports.read)
    qtbot.waitUntil(lambda: not page.context.work.busy, timeout=20_000)
    assert shop.sales() == before + 1
    assert [x.file for x in shop.imported.batches()].count("october.csv") == 1
    assert {x.price for x in shop.till.search("新しい品", 3)} == {480}
    shop.background.wait()


def test_a_list_whose_prices_are_without_tax_is_refused_until_a_person_says_that_the_shops_are_so(
    office: BackOffice, shop: Shop, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "items.csv"
    file.write_text("商品コード,商品名,税抜価格\nnew,新しい品,99\n", encoding="utf-8")
    tables = turn(office, FilesPage, "files").tables
    tables.dry_run(file)
    qtbot.waitUntil(lambda: not tables.context.work.busy, timeout=20_000)
    assert not tables.take.isEnabled()
    click(tables.switch)
    qtbot.waitUntil(lambda: not tables.context.work.busy, timeout=20_000)
    assert shop.taxing.added
    assert not tables.switch.isVisible()
    click(tables.take)
    assert [x.price for x in shop.till.search("新しい品", 3)] == [99]
