"""The way from the counter into the back office: its menu, while a sale may be open; what is saved reaches the counter's keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop.app import Program
from pos_assist.desktop.shared import theme
from pos_assist.i18n.translate import set_language
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop
from tests.desktop.back_office.manager import press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, shop: Shop) -> Iterator[Program]:
    """The counter, on screen."""
    set_language("en")
    program = Program(qapp, shop, chosen_language="en")
    program.window.resize(1024, 768)
    program.window.show()
    yield program
    program.close()
    theme.set_scheme("light")


def test_the_back_office_opens_beside_an_open_order_and_new_prices_show_on_the_keys(
    program: Program, shop: Shop
) -> None:
    key = program.window.grid.keys[0]
    assert key.item is not None
    item = key.item
    shop.till.ring(item.code)
    program.window.do(Command.BACK_OFFICE)
    office = program._back_office
    assert office is not None
    assert office.isVisible()
    office.context.write(lambda: office.context.manager.set_price(item.code, item.price + 30), "Saved.")
    shown = program.window.grid.keys[0].item
    assert shown is not None
    assert shown.price == item.price + 30
    assert shop.till.view.order.lines[0].item.price == item.price  # the order under way keeps its price
    program.window.do(Command.BACK_OFFICE)  # once more: the same window comes forward
    assert program._back_office is office
    office.close()
    assert program._back_office is None
    assert program.window.isVisible()


def test_a_change_of_language_reaches_the_open_back_office(program: Program) -> None:
    program.window.do(Command.BACK_OFFICE)
    office = program._back_office
    assert office is not None
    press(office, Qt.Key.Key_4)
    program.speak("ja")
    assert office.shown == "sets"
    assert office.navigation.turns["sets"].label == "セット"
