"""Who sells, and who may do what: a shop that asks nothing runs without PINs, one that asks lets nobody past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.rights import RIGHTS
from pos_assist.i18n.translate import set_language, tr
from pos_assist.services.people import Need, Right, Role
from pos_assist.shop import Shop, open_shop, rebuild_shop
from tests.clocks import WallClock
from tests.conftest import CopySample

PIN, OWN = "482915", "7392"


@pytest.fixture
def now() -> WallClock:
    return WallClock(datetime(2026, 11, 25, 10, 0))


@pytest.fixture
def shop(copy_sample: CopySample, tmp_path: Path, now: WallClock) -> Iterator[Shop]:
    set_language("ja")
    opened = open_shop(copy_sample("burger", tmp_path / "shop.db"), now=now)
    opened.storage.staff.cost = 4  # a PIN that takes long to try is another test's
    yield opened
    opened.close()


def staffed(shop: Shop) -> None:
    staff = shop.manage("店長").staff
    staff.found("店長", PIN, PIN)
    staff.add("佐藤", Role.CASHIER, OWN, OWN, "901")
    staff.add("鈴木", Role.CASHIER, "", "", "902")


def sell(shop: Shop) -> str:
    item = shop.till.search("コーラ", 1)[0]
    shop.till.ring(item.code)
    shop.till.pay()
    view = shop.till.tender(TenderKind.CASH, 10_000)
    assert view.last_receipt
    return view.last_receipt.cashier


def ask(shop: Shop, right: Right, need: Need) -> None:
    shop.manage("店長").set_settings({RIGHTS[right].name: need})


def test_every_receipt_names_who_signed_in_last(shop: Shop) -> None:
    staffed(shop)
    assert sell(shop) == ""
    shop.people.sign_in("佐藤")
    assert sell(shop) == "佐藤"
    shop.people.sign_in("鈴木")
    assert sell(shop) == "鈴木"
    shop.people.sign_out()
    assert sell(shop) == ""


def test_a_badge_names_its_person_however_wide_it_was_typed(shop: Shop) -> None:
    staffed(shop)
    assert [x.name if x else None for x in map(shop.people.with_code, ("901", "９０２", "903", ""))] == [
        "佐藤",
        "鈴木",
        None,
        None,
    ]


def test_whoever_has_left_signs_in_no_more(shop: Shop) -> None:
    staffed(shop)
    shop.manage("店長").staff.set_role("佐藤", Role.CASHIER, active=False)
    assert shop.people.with_code("901") is None
    with pytest.raises(Refused, match="no_such_person"):
        shop.people.sign_in("佐藤")


def test_a_code_belongs_to_one_person_or_one_item(shop: Shop) -> None:
    staffed(shop)
    staff = shop.manage("店長").staff
    with pytest.raises(Refused, match="badge_taken"):
        staff.set_code("店長", "９０１")
    barcode = next(x.barcodes[0] for x in shop.till.search("コーラ", 5) if x.barcodes)
    with pytest.raises(Refused, match="badge_taken"):
        staff.set_code("店長", barcode)
    with pytest.raises(Refused, match="badge_taken"):
        staff.add("田中", Role.CASHIER, "", "", "902")
    assert "田中" not in [x.name for x in staff.people()]


def test_whoever_signed_in_stays_so_after_the_program_ended_until_the_next_day(
    shop: Shop, now: WallClock, tmp_path: Path
) -> None:
    staffed(shop)
    shop.people.sign_in("佐藤")
    shop.close()
    again = open_shop(tmp_path / "shop.db", now=now)
    assert again.people.signed_in == "佐藤"
    again.close()
    now.at += timedelta(days=1)
    tomorrow = open_shop(tmp_path / "shop.db", now=now)
    assert tomorrow.people.signed_in == ""
    tomorrow.close()


def test_signing_in_may_ask_for_the_pin_of_those_who_have_one(shop: Shop) -> None:
    staffed(shop)
    shop.manage("店長").set_settings({"sign_in_pin": "1"})
    with pytest.raises(Refused, match="pin_wrong"):
        shop.people.sign_in("佐藤", "0001")
    shop.people.sign_in("佐藤", OWN)
    assert shop.people.signed_in == "佐藤"
    shop.people.sign_in("鈴木")


def test_a_shop_may_want_every_sale_named(shop: Shop) -> None:
    staffed(shop)
    shop.manage("店長").set_settings({"cashier_needed": "1"})
    with pytest.raises(Refused, match="cashier_missing"):
        sell(shop)
    shop.people.sign_in("鈴木")
    shop.till.pay()
    assert shop.till.tender(TenderKind.CASH, 10_000).last_receipt


def test_who_the_members_are_is_asked_for_from_the_start(shop: Shop) -> None:
    staffed(shop)
    shop.people.sign_in("鈴木")
    with pytest.raises(Refused, match="pin_needed"):
        shop.people.permit(Right.MEMBERS)


@pytest.mark.parametrize("right", [x for x in Right if x is not Right.MEMBERS])
def test_nothing_is_asked_until_the_shop_says_so_and_the_log_names_somebody(shop: Shop, right: Right) -> None:
    assert shop.people.permit(right) == tr("Till {till}", till="1")
    staffed(shop)
    shop.people.sign_in("鈴木")
    assert shop.people.permit(right) == "鈴木"


@pytest.mark.parametrize("right", Right)
def test_what_asks_for_a_pin_lets_those_with_one_do_it(shop: Shop, right: Right) -> None:
    staffed(shop)
    shop.people.sign_in("佐藤")
    ask(shop, right, Need.PIN)
    assert [x.name for x in shop.people.may(Need.PIN)] == ["佐藤", "店長"]
    for name, pin, code in (
        ("", "", "pin_needed"),
        ("佐藤", "1111", "pin_wrong"),
        ("鈴木", "1111", "no_pin"),
        ("誰か", OWN, "pin_wrong"),
    ):
        with pytest.raises(Refused, match=code):
            shop.people.permit(right, name, pin)
    assert shop.people.permit(right, "佐藤", OWN) == "佐藤"


@pytest.mark.parametrize("right", Right)
def test_what_asks_for_a_manager_takes_no_cashiers_pin(shop: Shop, right: Right) -> None:
    staffed(shop)
    ask(shop, right, Need.MANAGER)
    with pytest.raises(Refused, match="not_allowed"):
        shop.people.permit(right, "佐藤", OWN)
    assert shop.people.permit(right, "店長", PIN) == "店長"


def test_a_discount_up_to_the_limit_asks_nothing(shop: Shop) -> None:
    staffed(shop)
    ask(shop, Right.DISCOUNT, Need.MANAGER)
    shop.manage("店長").set_settings({"discount_limit": "20"})
    assert [shop.people.need(Right.DISCOUNT, x) for x in (5, 20, 21)] == [Need.NOTHING, Need.NOTHING, Need.MANAGER]


def test_a_shop_without_pins_is_not_locked_out_by_a_setting(shop: Shop) -> None:
    ask(shop, Right.CLOSE, Need.MANAGER)
    assert shop.people.permit(Right.CLOSE)


def test_codes_come_back_from_the_journal_with_the_people(shop: Shop, tmp_path: Path) -> None:
    staffed(shop)
    shop.close()
    (tmp_path / "shop.db").rename(tmp_path / "lost.db")
    rebuild_shop(tmp_path / "shop.journal", tmp_path / "again.db")
    again = open_shop(tmp_path / "again.db", readonly=True)
    assert [(x.name, x.code, x.has_pin) for x in again.people.at_work()] == [
        ("佐藤", "901", True),
        ("店長", "", True),
        ("鈴木", "902", False),
    ]
    again.close()
