"""No label, dialog or message renders what the shop's data say as a page: `<b>` stays `<b>`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

import pos_assist.desktop
from pos_assist.desktop.back_office.back_office_window import ENTRIES, BackOffice
from pos_assist.desktop.dialogs.first_start_dialog import FirstStart
from pos_assist.desktop.dialogs.keys_dialog import KeysDialog
from pos_assist.desktop.dialogs.pin_dialog import PinDialog
from pos_assist.desktop.shared.plain_label import PlainLabel, PlainMessageBox
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.domain.settings import NAME
from pos_assist.shop import Shop

MARKED = "<b>x</b><img src=file:///etc/passwd><h1>Call 0120"


def renders(label: QLabel) -> bool:
    """Whether a label would show something else than the signs of its text."""
    text = label.text()
    if label.textFormat() == Qt.TextFormat.PlainText:
        return False
    if label.textFormat() == Qt.TextFormat.RichText:
        return any(mark in text for mark in ("<b>x", "<img", "<h1"))  # made for wrapping, its words escaped
    return "<" in text  # it guesses


def labels(window: QWidget) -> Iterator[QLabel]:
    yield from window.findChildren(QLabel)


def test_no_file_of_the_desktop_makes_a_label_or_a_box_that_guesses() -> None:
    """QLabel and QMessageBox guess by their text; only plain_label.py and the wrapping Words may derive from them."""
    found = []
    for file in Path(pos_assist.desktop.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in ("QLabel", "QMessageBox") or (
                    called.startswith("QMessageBox.")
                    and "." not in called[12:]
                    and called[12:] in ("warning", "information", "question", "critical", "about")
                ):
                    found.append(f"{file.name}:{node.lineno} {called}")
    assert found == []


@pytest.fixture
def marked(shop: Shop) -> Shop:
    """A shop in which everything that has a name has one that could be rendered."""
    catalog = shop.storage.catalog
    items = [x for d in catalog.departments() for x in catalog.keys(d.code, 0)]
    catalog.put_items([replace(x, name=MARKED, reading=MARKED) for x in items])
    catalog.put_departments([replace(x, name=MARKED) for x in catalog.departments()])
    catalog.put_setting(NAME.name, MARKED)
    return shop


def test_every_page_of_the_back_office_shows_names_as_they_are(marked: Shop, qtbot: QtBot, qapp: QApplication) -> None:
    office = BackOffice(marked, MARKED)
    office.show()
    qtbot.waitExposed(office)
    for name in ENTRIES:
        office.turn_to(name)
        qapp.processEvents()
        assert [x.text() for x in labels(office) if renders(x)] == [], name
    qtbot.waitUntil(lambda: not office.context.work.busy, timeout=30_000)
    office.close()
    office.deleteLater()


def test_dialogs_show_names_as_they_are(marked: Shop, tmp_path: Path, qapp: QApplication) -> None:
    marked.storage.staff.found("<b>x</b><img src=a>", "481516")
    dialogs = [PinDialog(marked), KeysDialog(Shortcuts()), FirstStart(tmp_path)]
    for dialog in dialogs:
        assert [x.text() for x in labels(dialog) if renders(x)] == []
        dialog.deleteLater()


def test_a_box_and_a_label_show_every_sign(qapp: QApplication) -> None:
    box = PlainMessageBox(QMessageBox.Icon.Warning, "t", MARKED)
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert box.text() == MARKED
    assert not renders(PlainLabel(MARKED))
    box.deleteLater()
