"""The members' page with real clicks: groups, list, one forgotten, older backups written again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.members_page import MembersPage
from pos_assist.shop import Shop
from tests.desktop.back_office.conftest import OpenOffice
from tests.desktop.hands import click

CARD, NAME = "7700001234", "田中はなこ"


def answer(role: QMessageBox.ButtonRole) -> None:
    """The open question gets that answer, with a click."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        found = next(x for x in box.buttons() if box.buttonRole(x) is role)
        assert isinstance(found, QAbstractButton)
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, press)


def page_of(open_office: OpenOffice) -> MembersPage:
    page = open_office((1024, 768)).turn_to("members")
    assert isinstance(page, MembersPage)
    return page


def test_one_customer_is_forgotten_and_older_backups_are_written_again(
    open_office: OpenOffice, shop: Shop, qtbot: QtBot
) -> None:
    shop.members.add(CARD, name=NAME)
    backup = shop.storage.backup()
    page = page_of(open_office)
    assert NAME in page.name.text()  # those with a name come first
    answer(QMessageBox.ButtonRole.RejectRole)
    click(page.forget)
    assert shop.members.find(CARD).name == NAME
    answer(QMessageBox.ButtonRole.DestructiveRole)
    click(page.forget)
    qtbot.waitUntil(lambda: not page.context.work.busy)
    assert NAME not in {x.name for x in shop.members.every()}
    assert NAME.encode() in backup.read_bytes()
    assert page.copies.isVisible()
    click(page.copies)
    qtbot.waitUntil(lambda: not page.context.work.busy)
    assert NAME.encode() not in backup.read_bytes()
    assert not page.copies.isVisible()


def test_a_name_is_given_changed_and_taken_away_again(open_office: OpenOffice, shop: Shop) -> None:
    made = shop.members.add(CARD, name=NAME)
    page = page_of(open_office)
    assert page.naming.text() == NAME
    assert not page.rename.isEnabled()
    page.naming.selectAll()
    QTest.keyClicks(page.naming, "Sato")
    click(page.rename)
    assert shop.members.find(CARD) == replace(made, name="Sato")
    assert ">Sato<" in page.name.text()
    page.naming.selectAll()
    QTest.keyClick(page.naming, Qt.Key.Key_Delete)
    click(page.rename)
    assert shop.members.find(CARD) == replace(made, name="")


def test_what_is_stored_about_one_is_written_out(
    open_office: OpenOffice, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.members.add(CARD, name=NAME)
    page = page_of(open_office)
    monkeypatch.setattr("pos_assist.desktop.back_office.members_page.file_to_write", lambda *_: tmp_path / "out.json")
    click(page.export)
    assert NAME in (tmp_path / "out.json").read_text("utf-8")


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768)])
def test_every_page_of_the_navigation_stands_above_the_foot(open_office: OpenOffice, size: tuple[int, int]) -> None:
    office = open_office(size)
    lowest = max(turn.geometry().bottom() for turn in office.navigation.turns.values())
    assert lowest < office.navigation.back.geometry().top()
