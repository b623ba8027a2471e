"""«About» and «Report a problem», as a person uses them."""

from __future__ import annotations

import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop.dialogs.about_dialog import AboutDialog, show_about
from pos_assist.desktop.dialogs.report_dialog import ReportDialog
from pos_assist.services.support.licences import components


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with something in it to report; the reports' own tests use real shops."""
    path = tmp_path / "burger.db"
    path.write_bytes(b"")
    return path


@pytest.mark.skipif(
    not any(metadata.Distribution.discover(name="pos-assist")),
    reason="the program is run from its files, not installed",
)
def test_about_lists_every_part_and_shows_the_licence_of_the_chosen_one(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert names == [f"{part.name} {part.version}" for part in components()]
    dialog.list.setCurrentRow(next(row for row, name in enumerate(names) if name.startswith("PySide6")))
    assert "LESSER GENERAL PUBLIC LICENSE" in dialog.text.toPlainText()


def test_from_about_one_goes_on_to_the_report(qtbot: QtBot, qapp: QApplication) -> None:
    asked: list[bool] = []

    def press() -> None:
        dialog = qapp.activeModalWidget()
        assert isinstance(dialog, AboutDialog)
        dialog.action.click()

    QTimer.singleShot(0, press)
    show_about(None, lambda: asked.append(True))
    assert asked == [True]


def test_the_report_is_shown_word_for_word_before_it_is_written(qtbot: QtBot, shop: Path, tmp_path: Path) -> None:
    dialog = ReportDialog(shop, {"name": "secret shop"})
    qtbot.addWidget(dialog)
    shown = []
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        shown.append(dialog.text.toPlainText())
    dialog.write(tmp_path / "report.zip")
    assert str(tmp_path / "report.zip") in dialog.note.text()
    with zipfile.ZipFile(tmp_path / "report.zip") as file:
        assert [file.read(name).decode() for name in file.namelist()] == shown
    assert "secret shop" not in "".join(shown)


def test_where_it_cannot_be_written_the_dialog_says_so_and_stays(qtbot: QtBot, shop: Path, tmp_path: Path) -> None:
    dialog = ReportDialog(shop, {})
    qtbot.addWidget(dialog)
    before = dialog.note.text()
    dialog.write(tmp_path / "nowhere" / "report.zip")
    assert dialog.note.text() != before
    assert dialog.result() == 0
