"""A receipts file goes in through the window, with one dialog: its columns, its count, go or stop."""

from __future__ import annotations

import lzma
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from pos_assist.desktop.dialogs import first_start_dialog
from pos_assist.desktop.dialogs.first_start_dialog import FirstStart
from pos_assist.desktop.dialogs.receipts_dialog import ReceiptsDialog
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.receipts.any_file import FileAnswers
from pos_assist.first_start import Source
from pos_assist.services.setup.build_shop import read_receipts_file
from pos_assist.shop import Shop, open_shop
from pos_assist.system import clock
from tests.desktop.hands import click

CASES = Path(__file__).parents[1] / "exchange" / "cases"
UNKNOWN = "A1,A2,A3,A4\n7,2026/11/1 9:30,パン,200\n7,2026/11/1 9:30,茶,150\n8,2026/11/1 9:40,水,90\n"


def opened(qtbot: QtBot, path: Path, folder: Path | None = None) -> ReceiptsDialog:
    dialog = ReceiptsDialog(path, folder)
    qtbot.addWidget(dialog)
    dialog.show()
    counted(qtbot, dialog)
    return dialog


def counted(qtbot: QtBot, dialog: ReceiptsDialog) -> None:
    qtbot.waitUntil(lambda: not dialog._look.isActive(), timeout=20_000)


def choose(dialog: ReceiptsDialog, title: str, role: str) -> None:
    """By the keyboard, as a person walks a list."""
    box = dialog.role_of(title)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findData(role)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    box.activated.emit(box.currentIndex())


@pytest.mark.parametrize(
    "name",
    sorted(str(x.relative_to(CASES)) for x in CASES.rglob("*.*sv") if x.stem not in ("odoo_products", "ospos_items")),
)
def test_each_handed_file_goes_in_with_one_press(qtbot: QtBot, name: str) -> None:
    dialog = opened(qtbot, CASES / name)
    click(dialog.go)
    assert dialog.result() == QDialog.DialogCode.Accepted
    with read_receipts_file(CASES / name, dialog.answers) as found:
        assert found.history.lines > 0


@pytest.mark.parametrize("name", ["odoo_products", "ospos_items"])
def test_a_file_that_cannot_help_opens_no_dialog(name: str) -> None:
    with pytest.raises(BadInput, match="foreign_list"):
        ReceiptsDialog(CASES / "47" / f"{name}.csv", None)


def test_what_is_left_out_is_counted_and_shown(qtbot: QtBot) -> None:
    dialog = opened(qtbot, CASES / "cafe" / "messy-a-cp932.csv")
    assert "467" in dialog.message.text()
    assert dialog.left.count() == 1
    assert "941" in dialog.left.item(0).text()
    click(dialog.stop)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_columns_that_nothing_is_known_of_are_chosen_above_their_cells(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(UNKNOWN, encoding="utf-8")
    dialog = opened(qtbot, path)
    assert dialog.asked.isVisible()
    choose(dialog, "A1", "receipt")
    counted(qtbot, dialog)
    choose(dialog, "A4", "price")
    counted(qtbot, dialog)
    click(dialog.go)
    with read_receipts_file(path, dialog.answers) as found:
        lines = list(found.history.history())
    assert [(x.receipt[-1], x.item, x.price) for x in lines] == [("7", "パン", 200), ("7", "茶", 150), ("8", "水", 90)]


def test_a_column_taken_away_is_asked_for_in_words_and_nothing_can_be_read(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(UNKNOWN, encoding="utf-8")
    dialog = opened(qtbot, path)
    choose(dialog, "A2", "")
    counted(qtbot, dialog)
    assert not dialog.go.isEnabled()
    assert "r.csv" in dialog.message.text()


def test_day_and_month_are_asked_where_the_rows_leave_it_open(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("Receipt,Date,Item\n1,1/5/2026 14:03,Tea\n", encoding="utf-8")
    dialog = opened(qtbot, path)
    assert dialog.order.isVisible()
    dialog.order.setFocus()
    QTest.keyClick(dialog.order, Qt.Key.Key_Home)
    QTest.keyClick(dialog.order, Qt.Key.Key_Down)
    dialog.order.activated.emit(dialog.order.currentIndex())
    counted(qtbot, dialog)
    click(dialog.go)
    assert dialog.answers.day_order == "mdy"


def test_the_year_of_dates_without_one_is_asked_with_the_days_that_it_would_make(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("伝票番号,日時,商品名\n1,1/5 14:03,茶\n2,1/6 14:03,茶\n", encoding="utf-8")
    dialog = opened(qtbot, path)
    assert dialog.year.currentText() == "2026-01-05 – 2026-01-06"
    dialog.year.setFocus()
    QTest.keyClick(dialog.year, Qt.Key.Key_Down)
    dialog.year.activated.emit(dialog.year.currentIndex())
    counted(qtbot, dialog)
    assert dialog.year.isVisible()  # may be changed once more
    click(dialog.go)
    with read_receipts_file(path, dialog.answers) as found:
        assert [f"{x.at:%Y-%m-%d}" for x in found.history.history()] == ["2025-01-05", "2025-01-06"]


@pytest.mark.parametrize(
    ("name", "rung", "never", "upgrade"),
    [
        ("51", "からあげ弁当", {"レジ袋"}, None),
        ("52", "刺身", {"お通し", "席料", "配達料", "生ビール"}, None),
        ("56", "ラテ S", {"ラテ M", "ラテ L"}, "ラテ M"),
    ],
)
def test_a_shop_of_a_handed_file_never_leads_with_a_bag_a_charge_or_another_size(  # noqa: PLR0913, PLR0917 — a table of cases
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    rung: str,
    never: set[str],
    upgrade: str | None,
) -> None:
    monkeypatch.setattr(clock, "machine_time", lambda: datetime(2026, 11, 24, 18, 30))
    file = tmp_path / "r.csv"
    file.write_bytes(lzma.decompress((CASES / name / "r.csv.xz").read_bytes()))
    first = FirstStart(tmp_path / "data")
    qtbot.addWidget(first)
    first.show()
    first.sources[Source.RECEIPTS].setChecked(True)
    _go_when_it_may(first)
    first.preview_file(file)  # the dialog about the file, which is agreed to with one press
    first.shop_name.setText("神田")
    click(first.go)
    qtbot.waitUntil(lambda: first.begun is not None, timeout=20_000)
    assert first.begun
    shop = open_shop(first.begun.path, now=clock.now, new_key=lambda: "k")  # an order that is offered something
    try:
        [code] = [x.code for x in shop.till.search(rung, 9) if x.name == rung]
        panel = shop.till.ring(code).panel
        offered = {_name(shop, code) for card in panel.addons if card for code in card.items}
        assert offered
        assert not never & offered
        assert [_name(shop, x) for x in panel.upgrade.items] == [upgrade] if panel.upgrade else not upgrade
    finally:
        shop.close()


def _name(shop: Shop, code: str) -> str:
    item = shop.catalog.item(code)
    assert item
    return item.name


def _go_when_it_may(first: FirstStart) -> None:
    """Press the button of the dialog that opens next, once the file is counted."""
    looking = QTimer(first)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ReceiptsDialog) and not dialog._look.isActive():
            looking.stop()
            click(dialog.go if dialog.go.isEnabled() else dialog.stop)

    looking.timeout.connect(look)
    looking.start(50)


def test_the_first_start_makes_a_shop_of_a_file_as_it_was_agreed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "r.csv"
    file.write_text(UNKNOWN, encoding="utf-8")
    said = FileAnswers({"receipt": "A1", "date": "A2", "item": "A3", "price": "A4"})
    monkeypatch.setattr(first_start_dialog, "ask_about", lambda *_: said)
    first = FirstStart(tmp_path / "data")
    qtbot.addWidget(first)
    first.show()
    first.sources[Source.RECEIPTS].setChecked(True)
    first.preview_file(file)
    first.shop_name.setText("神田")
    click(first.go)
    qtbot.waitUntil(lambda: first.begun is not None, timeout=20_000)
    assert first.begun
    shop = open_shop(first.begun.path)
    try:
        assert shop.sales() == 2
        assert {x.name for x in shop.till.search("パン", 3)} == {"パン"}
    finally:
        shop.close()
    later = tmp_path / "later.csv"
    later.write_text(UNKNOWN.replace("11/1", "11/2"), encoding="utf-8")
    assert opened(qtbot, later, tmp_path / "data").answers.columns["price"] == "A4"  # next month nothing is asked
