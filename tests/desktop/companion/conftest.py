"""The companion window on a feed, without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop.companion.companion_window import NARROWEST, CompanionWindow
from pos_assist.desktop.shared import theme
from pos_assist.domain.feed_settings import Dock
from pos_assist.i18n.translate import set_language
from pos_assist.services.feeds.feed import Feed

OpenCompanion = Callable[..., CompanionWindow]


@pytest.fixture
def open_companion(qtbot: QtBot, qapp: QApplication) -> Iterator[OpenCompanion]:
    opened: list[CompanionWindow] = []
    theme.apply(qapp, "light")

    def open_it(feed: Feed, size: tuple[int, int] = (NARROWEST, 768), language: str = "ja") -> CompanionWindow:
        set_language(language)
        window = CompanionWindow(feed, "みどり橋店", Dock.RIGHT)
        opened.append(window)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        qapp.processEvents()
        return window

    yield open_it
    for window in opened:
        window.close()
        window.feed.till.stop()
        window.deleteLater()
    set_language("ja")
