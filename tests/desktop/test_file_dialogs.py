"""Qt's own dialogs speak the program's language, and begin where the last choice was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from pos_assist.desktop.shared import file_dialogs
from pos_assist.i18n.translate import set_language


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(file_dialogs, "_folder", "")
    yield
    set_language("ja")
    file_dialogs.speak_qt()


@pytest.mark.parametrize(("spoken", "cancel"), [("ja", "キャンセル"), ("en", "Cancel")])
def test_cancel_is_said_in_the_programs_language(qapp: QApplication, spoken: str, cancel: str) -> None:
    set_language(spoken)
    file_dialogs.speak_qt()
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == cancel


def test_the_next_dialog_begins_in_the_folder_of_the_last_choice(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def choose(_parent: QWidget, _title: str, begin: str, _kinds: str) -> tuple[str, str]:
        asked.append(begin)
        return str(tmp_path / "receipts.csv"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    parent = QWidget()
    qtbot.addWidget(parent)
    assert file_dialogs.file_to_open(parent, "", "*.csv") == tmp_path / "receipts.csv"
    file_dialogs.file_to_write(parent, "", "out.csv", "*.csv")
    assert asked[1] == str(tmp_path / "out.csv")
