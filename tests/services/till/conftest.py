"""A real sample shop on a real file for every test, copied from one that is made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from pos_assist.services.till.till import Till
from pos_assist.shop import Shop, open_shop
from pos_assist.storage import rebuild
from tests.conftest import CopySample

NOON = datetime(2026, 11, 21, 12, 0)  # a Saturday: no weekday lunch deal, no café time


@dataclass
class Clock:
    """Wall clock and monotonic clock that stand still until they are told to go on."""

    at: datetime = NOON
    seconds: float = field(default=1000.0)

    def now(self) -> datetime:
        return self.at

    def ticks(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds
        self.at += timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def burger_file(tmp_path_factory: pytest.TempPathFactory, copy_sample: CopySample) -> Path:
    return copy_sample("burger", tmp_path_factory.mktemp("sample") / "burger.db")


@pytest.fixture
def clock() -> Clock:
    return Clock()


OpenShop = Callable[[], Shop]


@pytest.fixture
def open_burger(burger_file: Path, tmp_path: Path, clock: Clock) -> Iterator[OpenShop]:
    """Opens the shop; called again, closes it first and opens it anew, as a restart does."""
    path = tmp_path / "burger.db"
    shutil.copy(burger_file, path)
    opened: list[Shop] = []
    keys = count(1)  # what an order is offered depends on its key: the same orders every time

    def open_it() -> Shop:
        if opened:
            opened.pop().close()
        opened.append(open_shop(path, now=clock.now, ticks=clock.ticks, new_key=lambda: f"order-{next(keys)}"))
        return opened[-1]

    yield open_it
    if opened:
        opened.pop().close()


@contextmanager
def found_again(shop: Shop) -> Iterator[Shop]:
    """The shop as its journal alone brings it back; the one that is given is closed."""
    shop.close()
    new = shop.path.with_name("found.db")
    rebuild(shop.path.with_suffix(".journal"), new)
    found = open_shop(new)
    try:
        yield found
    finally:
        found.close()


@pytest.fixture
def shop(open_burger: OpenShop) -> Shop:
    return open_burger()


@pytest.fixture
def till(shop: Shop) -> Till:
    return shop.till
