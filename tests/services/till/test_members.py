"""The customer who comes back: the card, what fits what was bought before, the usual, refusals, the coupon on the card."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from pos_assist.domain.offers import Offer, Outcome
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.settings import HISTORY_SAID, MEMBER_CARDS, MEMBER_SHOWN
from pos_assist.i18n.offer_texts import reason_words
from pos_assist.i18n.translate import language, set_language
from pos_assist.services.till.till import Till
from pos_assist.services.till.till_view import TillView
from pos_assist.shop import Shop, open_shop
from tests.conftest import CopySample
from tests.services.till.conftest import Clock

MARCH = datetime(2027, 3, 6, 11, 0)
CARD = "2900000000017"


@pytest.fixture
def camera(copy_sample: CopySample, tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    path = copy_sample("camera", tmp_path / "camera.db")
    clock.at = MARCH
    keys = count(1)
    shop = open_shop(path, now=clock.now, ticks=clock.ticks, new_key=lambda: f"order{next(keys):03d}")
    yield shop
    shop.close()


def put(shop: Shop, name: str, text: str) -> None:
    shop.storage.catalog.put_setting(name, text)


@pytest.fixture
def japanese() -> Iterator[None]:
    before = language()
    set_language("ja")
    yield
    set_language(before)


def pay(till: Till) -> str:
    till.pay()
    receipt = till.tender(TenderKind.CARD, till.view.due).last_receipt
    assert receipt is not None
    return receipt.key


def sell(till: Till, member: str, *codes: str) -> str:
    till.set_member(member, new=bool(member))
    for code in codes:
        till.ring(code)
    return pay(till)


def codes(view: TillView) -> list[str]:
    return [x.items[0] for x in view.panel.addons if x]


def card(view: TillView, code: str) -> Offer:
    return next(x for x in view.panel.addons if x and x.items == (code,))


def test_filter_and_battery_for_the_camera_of_last_month_come_first(camera: Shop, clock: Clock) -> None:
    till = camera.till
    sell(till, CARD, "kit-ax5")
    clock.at = MARCH + timedelta(days=35)
    till.set_member(CARD)
    view = till.ring("cloth")
    assert len(codes(view)) >= 2
    kit = camera.catalog.item("kit-ax5")
    assert kit is not None
    for code in codes(view)[:2]:
        item = camera.catalog.item(code)
        assert item is not None
        assert set(item.fits) & set(kit.takes)
    assert "AXバッテリー" in reason_words(card(view, "bat-ax").reason)


@pytest.mark.usefixtures("japanese")
def test_nothing_that_was_bought_is_named_unless_the_shop_wants_it_said(camera: Shop, clock: Clock) -> None:
    till = camera.till
    sell(till, CARD, "kit-ax5")
    clock.at = MARCH + timedelta(days=35)
    till.set_member(CARD)
    quiet = card(till.ring("cloth"), "bat-ax")
    assert "AX5" not in quiet.line + reason_words(quiet.reason)
    put(camera, HISTORY_SAID.name, "1")
    pay(till)
    till.set_member(CARD)
    told = card(till.ring("cloth"), "bat-ax")
    assert "3月" in told.line
    assert "AX5 レンズキット" in told.line
    assert reason_words(told.reason) == "3月にお求めのアサギリ AX5 レンズキット用"


def test_what_fits_another_model_is_not_offered_with_a_camera(camera: Shop) -> None:
    view = camera.till.ring("body-ax5")
    assert not {"bat-m", "bat-w"} & set(codes(view))


def test_who_has_the_battery_already_is_not_offered_it_again(camera: Shop, clock: Clock) -> None:
    till = camera.till
    sell(till, CARD, "body-ax5", "bat-ax")
    clock.at = MARCH + timedelta(days=35)
    till.set_member(CARD)
    assert "bat-ax" not in codes(till.ring("cloth"))


def test_without_a_card_everything_is_as_it_was(camera: Shop, clock: Clock) -> None:
    till = camera.till
    before = till.ring("cloth").panel
    till.void(1)
    sell(till, CARD, "kit-ax5")
    clock.at = MARCH + timedelta(days=35)
    after = till.ring("cloth").panel
    assert [x and x.items for x in after.addons] == [x and x.items for x in before.addons]


def test_a_card_alone_brings_up_what_fits_and_the_usual_before_anything_is_rung_up(shop: Shop, clock: Clock) -> None:
    till = shop.till
    for day in range(4):
        sell(till, CARD, "latte-m", "cheeseburger" if day else "hamburger")
        clock.at += timedelta(days=7)
    view = till.set_member(CARD)
    assert view.order.lines == ()
    usual = card(view, "latte-m")
    assert usual.reason.code == "usual"
    assert "いつも" not in usual.line
    clock.pass_by(1)
    view = till.accept(usual.id)
    assert [x.item.code for x in view.order.lines] == ["latte-m"]
    pay(till)


def test_what_a_member_declines_rests_for_that_member_alone(camera: Shop, clock: Clock) -> None:
    till = camera.till
    for member in (CARD, "another"):
        sell(till, member, "kit-ax5")
    clock.at = MARCH + timedelta(days=35)
    till.set_member(CARD)
    till.ring("cloth")
    clock.pass_by(1)
    till.decline(card(till.view, "bat-ax").id)
    pay(till)
    till.set_member(CARD)
    assert "bat-ax" not in codes(till.ring("cloth"))
    pay(till)
    till.set_member("another")
    assert "bat-ax" in codes(till.ring("cloth"))


def test_what_a_member_always_refuses_is_not_shown_however_long_ago(camera: Shop, clock: Clock) -> None:
    till = camera.till
    sell(till, CARD, "kit-ax5")
    for _ in range(3):
        clock.at += timedelta(days=30)
        till.set_member(CARD)
        till.ring("cloth")
        clock.pass_by(1)
        till.decline(card(till.view, "bat-ax").id)
        pay(till)
    clock.at += timedelta(days=200)
    till.set_member(CARD)
    assert "bat-ax" not in codes(till.ring("cloth"))


def test_an_unknown_card_is_said_and_a_new_one_takes_one_touch(camera: Shop, clock: Clock) -> None:
    till = camera.till
    with pytest.raises(Refused, match="unknown_member") as refused:
        till.set_member(CARD)
    assert CARD not in str(refused.value.data)
    view = till.set_member(CARD, new=True)
    member = camera.members.find(CARD)
    assert (view.order.member, member.consent, member.shown) == (member.id, MARCH.date(), "")


@pytest.mark.parametrize(
    "spelling",
    [
        "4901234567894",
        "４９０１２３４５６７８９４",
        "4901 2345 67894",
        "４９０１　２３４５　６７８９４",
        "4901-234-567894",
        "]E04901234567894",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_card_may_be_given_in_every_form_and_is_one_member(camera: Shop, spelling: str, first: bool) -> None:
    one, other = (spelling, "4901234567894") if first else ("4901234567894", spelling)
    made = camera.till.set_member(one, new=True).order.member
    assert camera.till.set_member(other).order.member == made
    with pytest.raises(Refused, match="member_exists"):
        camera.members.add(other)
    camera.members.forget(other)
    assert camera.members.add(spelling).id != made
    assert camera.members.find("4901234567894")


@pytest.mark.parametrize("text", ["#12", "12\x0034", "12\n34", "1\u202e2", "9" * 65])
def test_what_no_card_bears_makes_nobody_a_member_at_the_counter_or_in_the_office(camera: Shop, text: str) -> None:
    with pytest.raises(Refused, match="bad_member"):
        camera.till.set_member(text, new=True)
    with pytest.raises(Refused, match="bad_member"):
        camera.members.add(text)


def test_codes_that_begin_as_the_shops_cards_do_are_cards_at_any_moment(camera: Shop) -> None:
    till = camera.till
    till.ring("cloth")
    with pytest.raises(Refused, match="unknown_barcode"):
        till.scan("M-100200")
    put(camera, MEMBER_CARDS.name, "M, 77")
    member = till.scan("M-100200").order.member
    assert member
    assert till.set_member("").order.member == ""
    put(camera, MEMBER_CARDS.name, "")
    assert till.scan("m100200").order.member == member  # known now, whatever it begins with


def test_the_end_of_a_number_is_kept_only_where_the_shop_wants_it(camera: Shop) -> None:
    put(camera, MEMBER_SHOWN.name, "1")
    view = camera.till.set_member(CARD, new=True)
    assert view.member is not None
    assert view.member.label == "…0017"
    assert view.order.member in {x.id for x in camera.till.members_meant("0017")}


def test_an_offer_for_the_next_visit_is_kept_on_the_card_and_used_once(camera: Shop, clock: Clock) -> None:
    put(camera, "next_visit_amount", "300")
    put(camera, "control_share", "0")
    till = camera.till
    key = sell(till, CARD, "body-ax5")
    receipt = camera.storage.sales.receipt(key)
    assert receipt is not None
    made = receipt.next_visit
    assert made is not None
    clock.at += timedelta(days=10)
    view = till.set_member(CARD)
    assert view.member is not None
    assert view.member.coupon == made
    view = till.redeem(made.code)
    assert view.member is not None
    assert view.member.coupon is None
    assert view.priced.total == view.priced.list_total - 300
    pay(till)
    with pytest.raises(Refused, match="coupon_used"):
        till.redeem(made.code)
    view = till.set_member(CARD)
    assert view.member is not None
    assert view.member.coupon != made


def test_a_coupon_on_the_card_is_not_reminded_of_when_it_is_over(camera: Shop, clock: Clock) -> None:
    put(camera, "next_visit_amount", "300")
    put(camera, "control_share", "0")
    till = camera.till
    sell(till, CARD, "body-ax5")
    clock.at += timedelta(days=31)
    view = till.set_member(CARD)
    assert view.member is not None
    assert view.member.coupon is None


def test_a_refill_is_offered_when_it_is_due_and_not_before(shop: Shop, clock: Clock) -> None:
    till = shop.till
    for _ in range(3):
        sell(till, CARD, "corn-soup")
        clock.at += timedelta(days=10)
        sell(till, CARD, "hamburger")
        clock.at += timedelta(days=10)
    till.set_member(CARD)
    view = till.ring("hamburger")  # 20 days since the last soup, as always
    assert card(view, "corn-soup").reason.code == "for_member"
    pay(till)
    sell(till, CARD, "corn-soup")
    clock.at += timedelta(days=3)
    till.set_member(CARD)
    assert all(x.reason.code != "for_member" for x in till.ring("hamburger").panel.addons if x)


def test_in_practice_nobody_becomes_a_member(camera: Shop) -> None:
    till = Till(camera.storage, practice=True)
    assert till.set_member(CARD, new=True).order.member
    assert camera.storage.members.find(CARD) is None


def test_answers_of_a_member_are_counted_as_everybodys(camera: Shop, clock: Clock) -> None:
    till = camera.till
    sell(till, CARD, "kit-ax5")
    clock.at = MARCH + timedelta(days=35)
    till.set_member(CARD)
    till.ring("cloth")
    clock.pass_by(1)
    offer = card(till.view, "bat-ax")
    till.accept(offer.id)
    key = pay(till)
    assert [x.outcome for x in camera.storage.results.offers_of(key) if x.items == ("bat-ax",)] == [Outcome.ACCEPTED]
    assert date(2027, 4, 10) == clock.at.date()


def test_some_members_get_no_offer_for_the_next_visit_always_the_same_so_that_its_effect_can_be_told(
    camera: Shop, clock: Clock
) -> None:
    put(camera, "next_visit_amount", "300")
    put(camera, "control_share", "50")
    till = camera.till
    camera.storage.results.orders()
    for number in range(60):
        sell(till, f"card {number}", "body-ax5")
    receipts = [x for x in camera.storage.sales.receipts(limit=60) if x.arm != "control"]
    made = [x for x in receipts if x.next_visit]
    withheld = [x for x in receipts if x.next_visit_withheld]
    assert len(made) + len(withheld) == len(receipts)
    assert min(len(made), len(withheld)) > 3
    clock.at += timedelta(days=5)
    for receipt in made:
        till.set_member(receipt.member)
        till.ring("cloth")
        pay(till)
    clock.at += timedelta(days=40)
    report = camera.members.report()
    assert (report.offered.came, report.offered.of) == (len(made), len(made))
    assert (report.control.came, report.control.of) == (0, len(withheld))
    if len(withheld) >= 5:
        assert report.gain is not None
        assert 0 < report.gain.low < report.gain.gain == 1.0


def test_the_groups_of_members_and_their_baskets(camera: Shop, clock: Clock) -> None:
    till, before = camera.till, camera.members.report()
    for number in range(6):
        sell(till, f"new {number}", "cloth")
    sell(till, "", "cloth")
    report = camera.members.report()
    assert report.new == (before.new or 0) + 6
    assert report.with_card is not None
    assert (report.with_card.receipts, report.with_card.mean, report.with_card.half) == (6, 680, 0)
    assert report.without_card is None  # one receipt tells nothing
    clock.at += timedelta(days=91)
    assert (camera.members.report().lapsed or 0) >= (before.lapsed or 0) + 6


def test_who_is_forgotten_while_the_order_is_open_is_not_written_down_again_by_what_is_rung_up_after(
    camera: Shop,
) -> None:
    till, name = camera.till, "田中はなこ"
    made = camera.members.add(CARD, name=name)
    till.set_member(CARD)
    till.ring("cloth")
    camera.members.forget(CARD)
    till.ring("cloth")
    assert till.view.member is None
    till.undo()
    assert till.view.order.member == ""
    till.hold()
    camera.close()
    for file in (x for x in camera.path.parent.rglob("*") if x.is_file()):
        for text in (CARD, name, made.id):
            assert text.encode() not in file.read_bytes(), file.name


def test_who_is_forgotten_while_the_order_is_open_is_not_on_its_receipt(camera: Shop) -> None:
    till = camera.till
    till.set_member(CARD, new=True)
    till.ring("cloth")
    camera.members.forget(CARD)
    receipt = camera.storage.sales.receipt(pay(till))
    assert receipt is not None
    assert receipt.member == ""
