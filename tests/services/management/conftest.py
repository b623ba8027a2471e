"""The back office of a real sample shop, on a file of its own for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change
from pos_assist.exchange.catalog.shop_folder import read_shop
from pos_assist.exchange.receipts.receipts_file import check_receipts
from pos_assist.i18n.translate import set_language
from pos_assist.learning.counting import columns
from pos_assist.services.management.management import Management
from pos_assist.storage import Storage
from pos_assist.system.paths import resources
from tests.clocks import minute_by_minute
from tests.learning.counted import count_many

MORNING = datetime(2026, 11, 24, 8, 30)


@pytest.fixture(scope="session")
def burger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with its counts; no model is solved, which takes seconds and says nothing here."""
    folder = resources() / "shops" / "burger"
    files = read_shop(folder)

    def fill(storage: Storage) -> None:
        storage.catalog.write(
            Change(
                files.items,
                files.departments,
                files.upgrades,
                files.pairings,
                files.deals,
                files.perks,
                dict(files.settings),
            )
        )
        known = {item.code: item.code for item in files.items}
        with check_receipts(folder / "receipts.csv", currency="JPY", known=known) as history:
            storage.sales.add_history(history.history())
            storage.learned.put_counts(count_many(columns(history.baskets()), MORNING), MORNING)

    path = tmp_path_factory.mktemp("manager") / "burger.db"
    Storage.create(path, fill).close()
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
def manager(storage: Storage) -> Management:
    return Management(storage, "佐藤", minute_by_minute(MORNING))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Storage]:
    """A shop with nothing in it."""
    with Storage.create(tmp_path / "empty.db") as made:
        yield made


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")
