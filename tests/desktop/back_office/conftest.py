"""A real back office on a real sample shop, in a real window without a screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.i18n.translate import set_language
from pos_assist.shop import Shop, open_shop
from tests.desktop.conftest import Show
from tests.samples import short_sample

LINES = 2_500  # of the bakery's history: enough to learn from, quick to read


@pytest.fixture(scope="session")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bakery sample with the end of its history, made once."""
    return short_sample("bakery", tmp_path_factory.mktemp("bakery"), LINES).parent


@pytest.fixture
def shop(bakery: Path, tmp_path: Path, same_keys: Callable[[], str]) -> Iterator[Shop]:
    """A copy of the sample, open."""
    shutil.copytree(bakery, tmp_path / "shops", ignore=shutil.ignore_patterns("*-backups", "*.ballast"))
    opened = open_shop(tmp_path / "shops" / "bakery.db", new_key=same_keys)
    yield opened
    opened.close()


OpenOffice = Callable[..., BackOffice]


@pytest.fixture
def open_office(show: Show, shop: Shop) -> OpenOffice:
    """Opens the back office."""

    def open_it(size: tuple[int, int] = (1366, 768), language: str = "ja") -> BackOffice:
        set_language(language)
        window = BackOffice(shop, "佐藤")
        show(window, size)
        return window

    return open_it


@pytest.fixture
def office(open_office: OpenOffice) -> BackOffice:
    """The back office at 1366×768, in English, so that a test reads like its sentences."""
    return open_office(language="en")
