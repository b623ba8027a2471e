"""A back office that a manager walked away from locks itself; a PIN opens it, under the name of whose PIN it was."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office import back_office_window
from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.shop import Shop


def test_left_alone_it_hides_and_asks(office: BackOffice, shop: Shop, qtbot: QtBot) -> None:
    shop.storage.staff.found("鈴木", "481516")
    with qtbot.waitSignal(office.idle, timeout=30_000):
        office._quiet.start(1)
    assert office.locked
    assert not office.isVisible()
    office.unlock("鈴木")
    assert not office.locked
    assert office.context.manager.who == "鈴木"


def test_a_hand_on_it_keeps_it_open(office: BackOffice, shop: Shop) -> None:
    shop.storage.staff.found("鈴木", "481516")
    office._quiet.start(5_000)
    QTest.keyClick(office, Qt.Key.Key_Shift)
    assert office._quiet.remainingTime() > 5_000
    assert office._quiet.interval() <= 15 * 60_000


def test_where_nobody_has_a_pin_there_is_nothing_to_ask(office: BackOffice) -> None:
    office._left_alone()
    assert office.isVisible()
    assert not office.locked
    assert office._quiet.interval() == back_office_window.IDLE_MS
