"""A real counter on a real sample shop, in a real window without a screen. The clock is the test's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.shared import painting, theme
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.i18n.translate import set_language
from pos_assist.shop import Shop, open_shop
from tests.clocks import WallClock
from tests.desktop.hands import Clock
from tests.samples import short_sample

NOON = datetime(2026, 11, 25, 12, 0)
RECEIPTS = 600  # lines of the sample's history: enough to suggest from, quick to read


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The burger sample with the end of its history, made once."""
    return short_sample("burger", tmp_path_factory.mktemp("sample"), RECEIPTS).parent


@pytest.fixture
def shop_file(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample for one test."""
    shutil.copytree(sample, tmp_path / "shops", ignore=shutil.ignore_patterns("*-backups", "*.ballast"))
    return tmp_path / "shops" / "burger.db"


@pytest.fixture
def clock() -> Clock:
    """The counter's and the scanner's clock."""
    return Clock()


@pytest.fixture
def shop(shop_file: Path, clock: Clock, same_keys: Callable[[], str]) -> Iterator[Shop]:
    """The sample shop, open."""
    opened = open_shop(shop_file, ticks=clock, new_key=same_keys)
    yield opened
    opened.close()


@pytest.fixture
def cut_texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that had to be shortened to fit its place."""
    cut: list[str] = []
    shorten = painting.elide

    def watched(text: str, space: int, px: int, bold: bool = False) -> str:
        shown = shorten(text, space, px, bold)
        if shown != text:
            cut.append(text)
        return shown

    monkeypatch.setattr(painting, "elide", watched)
    return cut


Show = Callable[[QWidget, tuple[int, int]], None]


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication) -> Iterator[Show]:
    """Shows a window at a size in px; in the end it is closed, and the colours are as they were."""
    opened: list[QWidget] = []
    theme.apply(qapp, "light")

    def show_it(window: QWidget, size: tuple[int, int]) -> None:
        opened.append(window)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)

    yield show_it
    for window in opened:
        window.close()
        window.deleteLater()
    theme.set_scheme("light")


@pytest.fixture
def wall() -> WallClock:
    """The time of day in `noon_shop`."""
    return WallClock(NOON)


@pytest.fixture
def noon_shop(shop_file: Path, clock: Clock, wall: WallClock) -> Iterator[Shop]:
    """The sample shop, open, at a noon that the test moves on."""
    opened = open_shop(shop_file, now=wall, ticks=clock)
    yield opened
    opened.close()


OpenWindow = Callable[..., CounterWindow]


@pytest.fixture
def open_window(show: Show, qapp: QApplication, clock: Clock) -> Iterator[OpenWindow]:
    """Opens the counter's window on a shop, listening to the keyboard as the program does."""
    opened: list[CounterWindow] = []

    def open_it(shop: Shop, size: tuple[int, int] = (1024, 768), language: str = "ja") -> CounterWindow:
        set_language(language)
        window = CounterWindow(shop.till, shop.name, "1", Shortcuts())
        window.keyboard._clock = clock
        qapp.installEventFilter(window.keyboard)
        opened.append(window)
        show(window, size)
        window.activateWindow()
        qapp.processEvents()
        return window

    yield open_it
    for window in opened:
        qapp.removeEventFilter(window.keyboard)


@pytest.fixture
def window(open_window: OpenWindow, shop: Shop) -> CounterWindow:
    """The counter's window at 1024×768, in Japanese."""
    return open_window(shop)
