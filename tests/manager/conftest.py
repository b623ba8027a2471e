"""The back office of a real sample shop, on a file of its own for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.counter.manager.manager import Manager
from pos_assist.shop import make_sample
from pos_assist.storage import Storage

MORNING = datetime(2026, 11, 24, 8, 30)


@dataclass
class Clock:
    """Goes on by a minute each time it is looked at."""

    at: datetime = MORNING

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture(scope="session")
def burger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("manager") / "burger.db"
    make_sample("burger", path)
    return path


@pytest.fixture
def shop_file(burger_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "shop.db"
    shutil.copyfile(burger_file, path)
    return path


@pytest.fixture
def storage(shop_file: Path) -> Iterator[Storage]:
    with Storage.open(shop_file) as opened:
        opened.staff.cost = 4  # scrypt as cheap as it can be: these tests are about the rules around it
        yield opened


@pytest.fixture
def manager(storage: Storage) -> Manager:
    return Manager(storage, "佐藤", Clock())


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Storage]:
    """A shop with nothing in it."""
    with Storage.create(tmp_path / "empty.db") as made:
        yield made
