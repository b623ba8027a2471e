"""Settings, Program: a newer version is found on a stick, waits until the program is closed, or is left."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_assist import __version__
from pos_assist.desktop.back_office.program_tab import ProgramTab
from pos_assist.desktop.back_office.settings_page import PROGRAM, SettingsPage
from pos_assist.desktop.back_office.widgets import Segments
from pos_assist.services.support import updates
from pos_assist.shop import Shop
from tests.desktop.back_office.conftest import OpenOffice
from tests.desktop.back_office.manager import click, segment, turn
from tests.services.support.test_updates import NEWER, package

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the packages here are .deb")


@pytest.fixture
def tab(open_office: OpenOffice, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ProgramTab:
    """The tab on a computer without sticks."""
    monkeypatch.setattr("pos_assist.desktop.back_office.program_tab.mounted", list)
    page = turn(open_office(), SettingsPage, "settings")
    segment(page.tab, PROGRAM)
    assert isinstance(page.current, ProgramTab)
    qtbot.waitUntil(lambda: not page.context.work.busy)
    return page.current


def test_a_newer_version_on_a_stick_is_offered_and_waits_for_the_end(
    tab: ProgramTab, shop: Shop, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not tab.install_button.isVisible()
    package(tmp_path / "stick", NEWER)
    monkeypatch.setattr("pos_assist.desktop.back_office.program_tab.mounted", lambda: [tmp_path / "stick"])
    click(tab.look_button)
    qtbot.waitUntil(tab.install_button.isVisible)
    assert NEWER in tab.newer.plain
    click(tab.install_button)
    qtbot.waitUntil(tab.forget_button.isVisible)
    assert "終了すると 99.0 を入れます" in tab.context.messages.text
    plan = updates.waiting(shop.path.parent)
    assert plan is not None
    assert plan.new == NEWER
    click(tab.forget_button)
    assert updates.waiting(shop.path.parent) is None
    assert not tab.forget_button.isVisible()


def found(folder: Path) -> updates.Package:
    """A newer package that lies in that folder."""
    package(folder, NEWER)
    return updates.packages_in(folder)[0]


def test_where_none_lies_that_is_said(tab: ProgramTab) -> None:
    assert tab.newer.plain == "新しいバージョンはありません。"
    assert not tab.back_button.isVisible()


def test_the_way_back_is_offered_where_the_package_of_before_was_kept(
    tab: ProgramTab, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    package(stick, __version__)
    updates.ask_for(found(stick), shop.path.parent)
    monkeypatch.setattr(updates, "__version__", NEWER)
    tab.reload()
    click(tab.back_button)
    plan = updates.waiting(shop.path.parent)
    assert plan is not None
    assert plan.back
    assert "戻します" in tab.newer.plain
    click(tab.forget_button)
    assert tab.back_button.isVisible()


def test_the_walk_on_windows_clicks_where_the_buttons_are(
    tab: ProgramTab, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = (Path(__file__).parents[3] / "packaging" / "windows" / "walk.py").read_text(encoding="utf-8")
    clicks = re.findall(r"touch\(\S+, (-?\d+), (\d+)\)  # (the last tab|install|back)", walk)
    at = {what: (int(x), int(y)) for x, y, what in clicks}
    window = tab.window()

    def place(what: str) -> QPoint:
        x, y = at[what]
        return QPoint(x if x > 0 else window.width() + x, y)

    def there(what: str) -> QWidget | None:
        return window.childAt(place(what))

    tabs = there("the last tab")
    assert isinstance(tabs, Segments)
    assert tabs.area(PROGRAM).contains(tabs.mapFrom(window, place("the last tab")))
    tab._found(found(tmp_path / "found"))
    assert there("install") is tab.install_button
    updates.ask_for(found(tmp_path / "stick"), shop.path.parent)
    package(shop.path.parent / "updates", __version__)
    monkeypatch.setattr(updates, "__version__", NEWER)
    tab.reload()
    assert there("back") is tab.back_button
