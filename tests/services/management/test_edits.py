"""What a manager changes, what is refused, and when the counter sees it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from pos_assist.domain.deals import SetAmount, SetPrice, Slot
from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Department, Item, Pairing, PairingState, Perk
from pos_assist.domain.problems import Refused
from pos_assist.domain.settings import NAME
from pos_assist.services.management.management import Management
from pos_assist.services.management.planned_prices import PLANNED, begin_planned_prices
from pos_assist.shop import open_shop
from pos_assist.storage import Storage
from tests.stock import item_of

from .conftest import MORNING


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda problem: problem.code == code)


def test_a_saved_price_reaches_the_counter_with_the_next_order_and_not_the_one_under_way(shop_file: Path) -> None:
    shop = open_shop(shop_file, now=lambda: MORNING)
    try:
        before = shop.till.ring("hamburger").order.lines[0].item.price
        Management(shop.storage, "佐藤").set_price("hamburger", before + 30)
        assert shop.till.view.order.lines[0].item.price == before
        shop.till.hold()
        assert shop.till.ring("hamburger").order.lines[0].item.price == before + 30
    finally:
        shop.close()


def test_an_item_is_added_once(manager: Management) -> None:
    manager.add_item(Item("pie", "アップルパイ", 180, department="dessert"))
    assert "アップルパイ" in [x.name for x in manager.list_items("あっぷる").rows(0, 10)]
    with refused("code_taken"):
        manager.add_item(Item("pie", "パイ", 200))


def test_saving_what_is_there_already_is_no_change(manager: Management, storage: Storage) -> None:
    version = storage.catalog.version()
    item = storage.catalog.item("hamburger")
    assert item
    assert manager.save_item(item) == 0
    assert storage.catalog.version() == version
    assert manager.history() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "empty_cell"),
        ({"name": "あ" * 86}, "cell_too_long"),
        ({"name": "コーラ\u202e"}, "forbidden_character"),
        ({"price": -1}, "bad_money"),
        ({"price": 10_000_000}, "bad_money"),
        ({"color": "red"}, "bad_color"),
        ({"barcodes": ("4901234567890",)}, "bad_check_digit"),
        ({"barcodes": ("バーコード",)}, "bad_barcode"),
        ({"department": "nowhere"}, "no_such_department"),
        ({"next_price": 300}, "empty_cell"),
        ({"page": 100}, "bad_number"),
    ],
)
def test_a_bad_field_is_refused_and_nothing_is_written(
    manager: Management, storage: Storage, change: dict[str, object], code: str
) -> None:
    before = storage.catalog.item("hamburger")
    assert before
    with refused(code):
        manager.save_item(replace(before, **change))  # type: ignore[arg-type]
    assert storage.catalog.item("hamburger") == before
    assert manager.history() == []


def test_a_barcode_belongs_to_one_item(manager: Management, storage: Storage) -> None:
    with refused("barcode_taken"):
        manager.save_item(Item("new", "新商品", 100, barcodes=("2901000000015",)))
    assert storage.catalog.item("new") is None


def test_a_barcode_moves_on_from_a_retired_item(manager: Management, storage: Storage) -> None:
    manager.retire_item("cheeseburger")
    manager.save_item(Item("new", "新商品", 100, barcodes=("2901000000015",)))
    found = storage.catalog.item_by_barcode("2901000000015")
    assert found
    assert found.code == "new"
    manager.undo(manager.history()[0].id)
    found = storage.catalog.item_by_barcode("2901000000015")
    assert found
    assert found.code == "cheeseburger"


def test_a_retired_item_leaves_the_keys_and_stays_in_the_shop(manager: Management, storage: Storage) -> None:
    manager.retire_item("hamburger")
    assert "hamburger" not in manager.list_items().codes
    assert "hamburger" in manager.list_items(retired=True).codes
    assert storage.catalog.item("hamburger") is not None


def test_a_price_with_a_start_date_waits_for_its_morning(manager: Management, storage: Storage) -> None:
    manager.set_price("hamburger", 230, date(2026, 12, 1))
    assert begin_planned_prices(storage, datetime(2026, 11, 30, 23, 59)) == 0
    assert item_of(storage, "hamburger").price == 200
    assert begin_planned_prices(storage, datetime(2026, 12, 1, 7, 0)) == 1
    item = storage.catalog.item("hamburger")
    assert item
    assert (item.price, item.next_price, item.next_from) == (230, None, None)
    assert manager.history()[0].who == PLANNED
    assert begin_planned_prices(storage, datetime(2026, 12, 2, 7, 0)) == 0


def test_a_till_that_opens_on_that_morning_has_the_price(shop_file: Path) -> None:
    with Storage.open(shop_file) as storage:
        Management(storage, "佐藤", lambda: MORNING).set_price("hamburger", 230, date(2026, 12, 1))
    shop = open_shop(shop_file, now=lambda: datetime(2026, 12, 1, 7, 0))
    try:
        assert shop.till.ring("hamburger").order.lines[0].item.price == 230
    finally:
        shop.close()


def test_a_price_from_today_on_holds_at_once(manager: Management, storage: Storage) -> None:
    manager.set_price("hamburger", 230, date(2026, 11, 24))
    assert item_of(storage, "hamburger").price == 230


def test_sold_out_today_and_there_again(manager: Management, storage: Storage) -> None:
    manager.set_sold_out("hamburger", True)
    assert item_of(storage, "hamburger").sold_out
    manager.set_sold_out("hamburger", False)
    assert not item_of(storage, "hamburger").sold_out


def test_a_department_with_items_is_not_removed(manager: Management) -> None:
    manager.save_department(Department("toys", "おもちゃ", rank=9))
    manager.remove_department(Department("toys", "おもちゃ", rank=9))
    with refused("department_used"):
        manager.remove_department(Department("burger", "バーガー"))


def test_a_ladder_is_put_in_order(manager: Management) -> None:
    def ladder() -> list[str]:
        return [x.code for x in next(x for x in manager.ladders() if any(y.code == "cola-s" for y in x))]

    assert ladder() == ["cola-s", "cola-m", "cola-l"]
    manager.save_ladder(["cola-s", "cola-l"])
    manager.save_ladder(["cola-m", "cola-s", "cola-l"])
    assert ladder() == ["cola-m", "cola-s", "cola-l"]


def test_upgrades_never_lead_back(manager: Management) -> None:
    with refused("upgrade_loop"):
        manager.save_ladder(["cola-l", "cola-s"])
    with refused("to_itself"):
        manager.save_ladder(["cola-l", "cola-l"])


def test_pairings_are_pinned_blocked_reworded_and_ordered(manager: Management, storage: Storage) -> None:
    def now(addon: str) -> Pairing:
        return next(x for x in storage.catalog.pairings_from(["cheeseburger"]) if x.addon == addon)

    manager.save_pairing(Pairing("cheeseburger", "potato-m", line="ポテトもいかがでしょう"))
    assert now("potato-m").line == "ポテトもいかがでしょう"
    manager.decide("cheeseburger", "potato-m", PairingState.BLOCKED)
    assert (now("potato-m").state, now("potato-m").line) == (PairingState.BLOCKED, "ポテトもいかがでしょう")
    manager.save_pairing(Pairing("cheeseburger", "cola-m", rank=5))
    manager.order_pairings("cheeseburger", ["cola-m", "potato-m"])
    assert now("cola-m").rank < now("potato-m").rank
    manager.remove_pairing(now("cola-m"))
    assert all(x.addon != "cola-m" for x in storage.catalog.pairings_from(["cheeseburger"]))
    with refused("no_such_item"):
        manager.save_pairing(Pairing("cheeseburger", "nothing"))


def test_a_set_that_takes_off_more_than_it_costs_is_refused(manager: Management) -> None:
    slots = (Slot(1, frozenset({"hamburger"}), n_max=1), Slot(1, frozenset({"cola-s"}), n_max=1))
    with refused("deal_amount_too_large"):
        manager.save_deal(SetAmount(id="x", name="値引き", amount=9_000, slots=slots))


def test_a_set_dearer_than_its_parts_is_told_and_may_be_saved(manager: Management, storage: Storage) -> None:
    slots = (Slot(1, frozenset({"hamburger"}), n_max=1), Slot(1, frozenset({"cola-s"}), n_max=1))
    deal = SetPrice(id=manager.new_deal_id(), name="高いセット", price=9_000, slots=slots)
    assert "deal_dearer_than_parts" in [x.code for x in manager.findings(deal)]
    manager.save_deal(deal)
    assert deal in storage.catalog.deals()
    manager.remove_deal(deal)
    assert deal not in storage.catalog.deals()


def test_perks_and_settings(manager: Management, storage: Storage) -> None:
    manager.save_perk(Perk("stamp", "スタンプ", 500))
    assert [x.threshold for x in storage.catalog.perks() if x.id == "stamp"] == [500]
    with refused("bad_money"):
        manager.save_perk(Perk("stamp", "スタンプ", 0))
    manager.set_settings({"manners.addons": "2", "name": "新店名"})
    assert storage.catalog.setting(NAME) == "新店名"
    manager.undo(manager.history()[0].id)
    assert "manners.addons" not in storage.catalog.settings()


def test_the_item_table_is_searched_sorted_and_paged(manager: Management) -> None:
    by_price = manager.list_items(sort="price", down=True)
    prices = [x.price for x in by_price.rows(0, len(by_price))]
    assert prices == sorted(prices, reverse=True)
    assert [x.code for x in by_price.rows(3, 2)] == list(by_price.codes[3:5])
    assert {x.department for x in manager.list_items(department="drink").rows(0, 99)} == {"drink"}
    assert [x.code for x in manager.list_items("2901000000015").rows(0, 9)] == ["cheeseburger"]
    assert manager.list_items("chi-zu").codes == manager.list_items("ちーず").codes


def test_a_pairing_for_the_morning_is_offered_in_the_morning_only(shop_file: Path) -> None:
    with Storage.open(shop_file) as storage:
        manager = Management(storage, "佐藤")
        for pairing in storage.catalog.pairings_from(["hamburger"]):
            manager.remove_pairing(pairing)
        manager.save_pairing(
            Pairing("hamburger", "choco-sundae", line="朝のデザートにいかがですか", hours=parse_hours("7:00-10:00"))
        )
    at = MORNING
    shop = open_shop(shop_file, now=lambda: at)
    try:
        said = []
        for hour in (8, 12):
            at = MORNING.replace(hour=hour)
            view = shop.till.ring("hamburger")
            said.append("朝のデザートにいかがですか" in [offer.line for offer in view.panel.offers()])
            shop.till.hold()
        assert said == [True, False]
    finally:
        shop.close()


def test_looking_for_planned_prices_reads_no_other_item(storage: Storage) -> None:
    """The till asks at every opening, with 20,000 items too."""
    with closing(storage.reader()) as connection:
        sql = "EXPLAIN QUERY PLAN SELECT value FROM items WHERE value ->> 'next_from' <= '2026-12-01'"
        [(*_, plan)] = connection.execute(sql).fetchall()
    assert "items_next" in plan


def test_the_history_calls_items_as_the_screen_does(manager: Management) -> None:
    """No code is read aloud to a manager: names stand in what was done."""
    manager.save_pairing(Pairing("hamburger", "cola-m"))
    manager.save_ladder(["cola-s", "milk"], "grade")
    manager.order_keys("burger", ["hamburger"])
    keys, ladder, pairing = (x.detail for x in manager.history(limit=3))
    assert (pairing, ladder) == ("ハンバーガー → コーラ M", "コーラ S → ミルク")
    assert keys == "バーガー"


def test_the_item_called_exactly_so_is_first_among_those_found(manager: Management) -> None:
    """«ブレンド L» finds every size; the one that was typed leads."""
    for size in "SML":
        manager.add_item(Item(f"b-{size}", "ブレンド", 400, "drink", size=size))
    assert next(iter(manager.list_items("ブレンド L").rows(0, 3))).title == "ブレンド L"
