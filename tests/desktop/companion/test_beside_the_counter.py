"""The companion window out of the counter's menu: the counter makes room, and is back when it is closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop import menu
from pos_assist.desktop.app import Program
from pos_assist.desktop.companion.companion_window import CompanionWindow
from pos_assist.domain.feed_settings import FEED_API, FEED_DOCK, Dock
from pos_assist.i18n.translate import set_language, tr
from pos_assist.services.feeds.token_file import token_file
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop
from tests.desktop.hands import click

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, shop: Shop) -> Iterator[Program]:
    set_language("ja")
    shop.feeds.give_consent("店長")
    made = Program(qapp, shop)
    made.window.resize(1024, 768)
    made.window.show()
    yield made
    made.close()


def opened(program: Program) -> CompanionWindow:
    """Out of the menu, by its own words."""
    built = menu.build(program.window)
    [entry] = [x for x in built.actions() if x.text() == tr(Command.COMPANION.words)]
    entry.trigger()
    built.deleteLater()
    assert program._companion is not None
    return program._companion


def test_the_counter_makes_room_and_is_back_when_the_window_is_closed(program: Program, qtbot: QtBot) -> None:
    window = opened(program)
    assert window.isVisible()
    assert program.window.isMinimized()
    assert token_file(program.shop.path).exists(), "the register finds it"
    assert opened(program) is window, "there is one"
    click(window.leave)
    qtbot.waitUntil(lambda: program._companion is None)
    assert not program.window.isMinimized()
    assert not token_file(program.shop.path).exists(), "it listened for this window alone"
    program.shop.feeds.turn_off("店長")  # the one that is gone hears nothing of it
    program.shop.feeds.turn_on("店長")
    assert opened(program).isVisible(), "and again"


def test_where_the_counter_listens_anyway_it_goes_on_when_the_window_is_closed(program: Program) -> None:
    program.shop.storage.catalog.put_setting(FEED_API.name, "1")
    program._serve_others()
    click(opened(program).leave)
    assert token_file(program.shop.path).exists()


def test_the_edge_is_remembered(program: Program) -> None:
    window = opened(program)
    assert window.dock is Dock.RIGHT
    click(window.other_edge)
    assert program.shop.setting(FEED_DOCK) is Dock.LEFT
    click(window.leave)
    assert opened(program).dock is Dock.LEFT


def test_in_practice_there_is_none(program: Program) -> None:
    program.practise()
    program.open_companion()
    assert program._companion is None
    assert program.window.foot.text
    program.practise()


def test_the_words_follow_the_programs_language(program: Program) -> None:
    window = opened(program)
    program.speak("en")
    assert window.leave.accessibleName() == "Close"
    program.speak("ja")
