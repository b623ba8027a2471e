"""Files of version 1 open unchanged: tests/fixtures/version1.zip was written by its code (38948eb), night hours and all."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.deal_json import deal_to_json
from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Pairing, PairingState
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import Voided
from pos_assist.services.management.management import Management
from pos_assist.services.management.pack_exchange import shop_from_pack
from pos_assist.storage import Storage
from pos_assist.storage.recovery import recover
from pos_assist.suggest.manners import manners_from

AT = datetime(2026, 11, 27, 9, 0)


def slot(*codes: str, n: int = 1, extra: dict[str, int] | None = None, percent: int = 0, n_max: int | None = 0) -> Slot:
    return Slot(n, frozenset(codes), extra or {}, percent, n if n_max == 0 else n_max)


def the_set(name: str, cap: int, hours: str) -> Deal:
    when = When(
        member=True, mode=ServiceMode.EAT_IN, from_date=date(2026, 11, 1), to_date=date(2026, 11, 30),
        days=frozenset({"fri", "sat"}), hours=parse_hours(hours), min_spend=300,
    )  # fmt: skip
    slots = (slot("burger"), slot("fries", "pie", extra={"fries": 30}), slot("cola", n=2))
    return SetPrice(id="set", name=name, price=700, slots=slots, priority=3, max_uses=cap, when=when)


FIRST = the_set("バーガーセット", 2, "10:30-14:00 20:00-24:00")
EDITED = the_set("バーガーセット夜", 1, "11:00-24:00")
OTHERS: tuple[Deal, ...] = (
    SetPercent(id="many", name="まとめて", slots=(slot("pie", n=2, percent=10, n_max=None),)),
    SetPercent(id="few", slots=(slot("pie", n=2, percent=10, n_max=5),)),
    SetPercent(id="both", slots=(slot("pie", percent=10), slot("cola", percent=20))),
    SetAmount(id="off", amount=50, slots=(slot("fries"), slot("cola")), when=When(member=False)),
    Cheapest(id="free", n=3, free=1, percent=50, items=frozenset({"cola", "pie"})),
    Spend(id="spend", min=1000, percent=5, net=True, stack=True),
    Spend(id="spend2", min=2000, amount=100),
    SetPrice(
        id="night", name="夜食", price=350, slots=(slot("burger"),),
        when=When(days=frozenset({"fri"}), hours=parse_hours("22:00-02:00")),
    ),
)  # fmt: skip
PAIRINGS = (
    Pairing("burger", "fries", line="ポテトもどうぞ", hours=parse_hours("11:00-14:00 17:00-24:00")),
    Pairing("burger", "pie", PairingState.BLOCKED),
)
NIGHT_PAIRING = Pairing("cola", "pie", hours=parse_hours("22:00-02:00"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    with zipfile.ZipFile(Path(__file__).parents[1] / "fixtures" / "version1.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path


def test_the_shop_has_every_deal_and_pairing_that_it_had(files: Path) -> None:
    with Storage.open(files / "shop.db") as storage:
        assert storage.catalog.deals() == (EDITED, *OTHERS)
        assert storage.catalog.pairings_from(["burger"]) == PAIRINGS
        assert storage.catalog.pairings_from(["cola"]) == (NIGHT_PAIRING,)
        manners = manners_from(storage.catalog.settings())
        assert manners.quiet_hours == parse_hours("12:00-13:00 22:00-02:00")
        assert manners.hours_of == {"pie": parse_hours("14:00-17:00")}


def test_its_sales_are_what_they_were_and_a_void_gave_back_the_whole_total(files: Path) -> None:
    with Storage.open(files / "shop.db") as storage:
        voided, sold = storage.sales.receipts()  # the newest first
        assert ([x.item.code for x in sold.lines], sold.total, sold.deals[0].saving) == (["burger", "cola"], 570, 30)
        assert storage.sales.voided("k1") is None
        assert voided.total == 220
        assert storage.sales.voided("k2") == Voided(datetime(2026, 11, 20, 9, 0), "打ち間違い", 220)


def test_an_edit_of_version_1_can_be_taken_back(files: Path) -> None:
    with Storage.open(files / "shop.db") as storage:
        manager = Management(storage, "店長", lambda: AT)
        entry = next(x for x in manager.history() if x.what == "deal")
        manager.undo(entry.id)
        assert storage.catalog.deals() == (FIRST, *OTHERS)


def test_saving_again_what_version_1_wrote_is_no_edit(files: Path) -> None:
    with Storage.open(files / "shop.db") as storage:
        before = len(Management(storage, "店長", lambda: AT).history())
        for deal in storage.catalog.deals():
            Management(storage, "店長", lambda: AT).save_deal(deal)
        for pairing in (*PAIRINGS, NIGHT_PAIRING):
            Management(storage, "店長", lambda: AT).save_pairing(pairing)
        assert len(Management(storage, "店長", lambda: AT).history()) == before


def test_the_database_says_deals_as_files_do(files: Path) -> None:
    with Storage.open(files / "shop.db") as storage, closing(storage.reader()) as connection:
        stored = [json.loads(text) for (text,) in connection.execute("SELECT value FROM deals ORDER BY place")]
        assert stored == [deal_to_json(deal) for deal in (EDITED, *OTHERS)]
        known = connection.execute("SELECT before, after FROM change_records WHERE kind = 'deals'").fetchall()
        assert [tuple(map(json.loads, x)) for x in known] == [(deal_to_json(FIRST), deal_to_json(EDITED))]


def test_a_shop_whose_database_is_lost_comes_back_from_the_journal_of_version_1(files: Path) -> None:
    with Storage.open(files / "shop.db") as storage:
        whole = catalog(storage)
    for name in ("shop.db", "shop.db-wal", "shop.db-shm"):
        (files / name).unlink(missing_ok=True)
    with zipfile.ZipFile(Path(__file__).parents[1] / "fixtures" / "version1.zip") as archive:
        archive.extract("shop.journal", files)
    recover(files / "shop.db")
    with Storage.open(files / "shop.db") as storage:
        assert catalog(storage) == whole


def test_packs_of_version_1_are_taken_and_nothing_differs_but_what_was_edited(files: Path) -> None:
    with Storage.open(files / "shop.db") as storage:
        look = Management(storage, "店長", lambda: AT).preview_pack(files / "other.pospack")
        assert {(x.kind, x.key) for x in look.sides} == {("deals", "set"), ("pairings", "cola\tpie")}
        assert look.trust == "known"
    shop_from_pack(files / "shop.pospack", files / "new.db", "店長", AT)
    with Storage.open(files / "new.db") as storage:
        assert set(storage.catalog.deals()) == {FIRST, *OTHERS}
        assert storage.catalog.pairings_from(["burger"]) == PAIRINGS


def catalog(storage: Storage) -> Change:
    return Management(storage, "店長", lambda: AT).catalog()


def test_last_offers_that_the_payment_lay_over_are_in_no_figure_any_more(files: Path) -> None:
    with closing(sqlite3.connect(files / "shop.db")) as db:
        db.executemany(
            "INSERT INTO offers SELECT ?, id, key, ?, 1, 'addon', 'burger', 'pie', 100, 100, '', 'popular', ?, 5, NULL, '', 0.1"
            " FROM receipts WHERE key = 'k1'",
            [
                ("k1:unseen", "paying", "ignored"),
                ("k1:taken", "paying", "accepted"),
                ("k1:seen", "choosing", "ignored"),
            ],
        )
        db.commit()
    with Storage.open(files / "shop.db") as storage:
        with closing(storage.reader()) as db:
            left = {x for (x,) in db.execute("SELECT id FROM offers WHERE id LIKE 'k1:%'")}
        assert {"k1:taken", "k1:seen"} <= left
        assert "k1:unseen" not in left
        assert storage.learned.due()  # the answers are counted again without it
