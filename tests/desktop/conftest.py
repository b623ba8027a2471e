"""A real counter on a real sample shop, in a real window without a screen. The clock is the test's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.i18n.translate import set_language
from pos_assist.shop import Shop, make_shop, open_shop, resources
from tests.desktop.hands import Clock

RECEIPTS = 600  # lines of the sample's history: enough to suggest from, quick to read


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The burger sample with the end of its history, made once."""
    folder = tmp_path_factory.mktemp("sample")
    files = shutil.copytree(resources() / "shops" / "burger", folder / "files")
    history = (files / "receipts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (files / "receipts.csv").write_text("".join([history[0], *history[-RECEIPTS:]]), encoding="utf-8")
    (folder / "shops").mkdir()
    make_shop(files, folder / "shops" / "burger.db")
    return folder / "shops"


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


OpenWindow = Callable[..., CounterWindow]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, clock: Clock) -> Iterator[OpenWindow]:
    """Opens the counter's window on a shop, listening to the keyboard as the program does."""
    opened: list[CounterWindow] = []
    theme.apply(qapp, "light")

    def open_it(shop: Shop, size: tuple[int, int] = (1024, 768), language: str = "ja") -> CounterWindow:
        set_language(language)
        window = CounterWindow(shop.till, shop.name, "1", Shortcuts())
        window.keyboard._clock = clock
        qapp.installEventFilter(window.keyboard)
        opened.append(window)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qapp.processEvents()
        return window

    yield open_it
    for window in opened:
        qapp.removeEventFilter(window.keyboard)
        window.close()
        window.deleteLater()
    set_language("ja")
    theme.set_scheme("light")


@pytest.fixture
def window(open_window: OpenWindow, shop: Shop) -> CounterWindow:
    """The counter's window at 1024×768, in Japanese."""
    return open_window(shop)
