"""What somebody who has never seen it does in the first half hour, with real clicks and keys, and all of it taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.files_page import FilesPage
from pos_assist.desktop.back_office.history_page import HistoryPage
from pos_assist.desktop.back_office.pairings_page import PairingsPage
from pos_assist.desktop.back_office.sets_page import SetsPage
from pos_assist.domain.deals import SetPrice
from pos_assist.shop import Shop
from tests.desktop.back_office.manager import click, finished, place_of, press, row, turn, write


def test_pairings_through_excel_a_pin_a_set_tried_on_past_receipts_and_everything_undone(
    office: BackOffice, shop: Shop, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = office.context.manager
    before = manager.catalog()
    path = tmp_path / "pairings.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))

    # The pairings go to Excel, three are changed there, and come back after a look at the dry run.
    tables = turn(office, FilesPage, "files").tables
    click(tables.out)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    header = [cell.value for cell in sheet[1]]
    line = header.index("line") + 1
    for number in (2, 3, 4):
        sheet.cell(number, line).value = f"Would you like that too? {number}"
    book.save(path)
    click(tables.come)
    finished(qtbot, office)
    assert [x.what for x in tables.plan.differences] == ["changed"] * 3 if tables.plan else False
    assert manager.catalog() == before  # a dry run writes nothing
    click(tables.take)
    assert sum(x.line.startswith("Would you like") for x in manager.catalog().pairings) == 3

    # One learned pair is pinned.
    pairings = turn(office, PairingsPage, "pairings")
    pairings.table.choose_where(lambda x: x.trigger.part != x.addon.part)  # one of a part is offered, never two
    pair = pairings.table.current
    assert pair
    press(office, Qt.Key.Key_P)
    pinned = (pair.trigger.code, pair.addon.code)
    assert pinned in {(x.trigger, x.addon) for x in manager.catalog().pairings if x.state == "pinned"}

    # A set of the two is designed, tried on the past receipts, saved.
    sets = turn(office, SetsPage, "sets")
    press(office, Qt.Key.Key_N)
    designer = sets.designer
    write(designer.form.name, "Morning set")
    for place, item in enumerate((pair.trigger, pair.addon)):
        designer.form.picking.emit(place)
        write(designer.picker.search, item.name)
        table = designer.picker.table
        qtbot.waitUntil(lambda: not designer.picker._timer.isActive())  # the search has been looked up
        row(table, place_of(table, lambda x: x.code, item.code))
        click(designer.picker.ready)
    write(designer.form.price, str(pair.trigger.price + pair.addon.price - 50))
    press(office, Qt.Key.Key_T)
    finished(qtbot, office)
    tried = designer.try_on.result
    assert tried is not None
    assert tried.receipts > 0
    assert tried.touched > 0
    assert tried.given > 0
    assert not any(isinstance(x, SetPrice) and x.name == "Morning set" for x in manager.catalog().deals)
    press(office, Qt.Key.Key_S)
    assert any(isinstance(x, SetPrice) and x.name == "Morning set" for x in manager.catalog().deals)

    # The next order's panel shows the pinned item first, at the set's price.
    shop.till.ring(pair.trigger.code)
    offers = shop.till.settle().panel.offers()
    assert any(pair.addon.code in offer.items and offer.adds == pair.addon.price - 50 for offer in offers)

    # And everything is undone, the latest first.
    history = turn(office, HistoryPage, "history")
    for change in [x.id for x in manager.history() if not x.undoes]:
        history.show_what(str(change))
        click(history.undo)
    after = manager.catalog()
    assert set(after.pairings) == set(before.pairings)
    assert set(after.deals) == set(before.deals)
    assert after.items == before.items
