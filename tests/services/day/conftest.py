"""A burger shop with a clock that the test moves, and words for what happens in a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.i18n.translate import set_language
from pos_assist.shop import Shop, open_shop
from tests.clocks import WallClock, minute_by_minute
from tests.conftest import CopySample

COLA, CHEESEBURGER = "コーラ", "チーズバーガー"


@pytest.fixture
def now() -> WallClock:
    return minute_by_minute(datetime(2026, 11, 25, 10, 0))


@pytest.fixture
def shop_file(copy_sample: CopySample, tmp_path: Path) -> Path:
    return copy_sample("burger", tmp_path / "shop.db")


@pytest.fixture
def shop(shop_file: Path, now: WallClock) -> Iterator[Shop]:
    set_language("ja")
    opened = open_shop(shop_file, now=now)
    opened.storage.staff.cost = 4
    yield opened
    opened.close()


def sell(shop: Shop, *names: str, paid: TenderKind = TenderKind.CASH, split: int = 0) -> Receipt:
    """Sell these; `split`: so much by card first, the rest as `paid`."""
    for name in names or (COLA,):
        shop.till.ring(shop.till.search(name, 1)[0].code)
    shop.till.pay()
    if split:
        shop.till.tender(TenderKind.CARD, split)
    due = shop.till.view.due
    view = shop.till.tender(paid, due + (1_000 if paid is TenderKind.CASH else 0))
    assert view.last_receipt
    return view.last_receipt
