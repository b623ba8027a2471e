"""Receipts of a register beside us: learned from once, never twice; with what was offered to the order that they are of."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import FeedKind
from pos_assist.domain.offers import Outcome
from pos_assist.domain.receipts import FOLLOWED, Arm, Receipt
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.services.feeds.feed import Feed
from pos_assist.services.feeds.feed_control import FeedControl
from pos_assist.services.feeds.paper.receipt_feed import ReceiptFeed
from pos_assist.shop import Shop, open_shop, rebuild_shop
from tests.services.feeds.conftest import NewRegister, Register
from tests.services.feeds.paper_register import PERSONS, PaperRegister, Tally, read_back, styles
from tests.services.till.conftest import NOON, Clock

DAY = f"{NOON:%Y-%m-%d}"


def paper(
    number: str,
    *goods: str,
    at: str = f"{NOON:%H:%M}",
    register: str = "01",
    more: tuple[str, ...] = (),
    paid: bool = True,
) -> list[str]:
    """A receipt of goods such as «チーズバーガー 240»."""
    total = sum(int(x.split()[-1]) for x in goods)
    return [
        "領 収 証", f"{DAY} {at}", f"レジNo.{register}  No.{number}", *(f"{x.rpartition(' ')[0]}      ¥{x.rpartition(' ')[2]}" for x in goods),
        *more, f"合計      ¥{total:,}", *([f"お預り      ¥{total:,}"] if paid else []),
    ]  # fmt: skip


CHEESE, POTATO = "チーズバーガー 240", "ポテト M 290"


@pytest.fixture
def printer(another: NewRegister) -> Register:
    """What brings the receipts, beside whoever drives."""
    made = another()
    made.hello(role="receipts")
    return made


def followed(shop: Shop) -> list[Receipt]:
    return [x for x in shop.all_receipts() if x.till == FOLLOWED and not x.voided]


def outcomes(answer: Any) -> list[str]:
    return [x["outcome"] for x in answer["papers"]]


def test_a_receipt_alone_is_learned_from_and_is_on_no_side_of_the_trial(printer: Register, shop: Shop) -> None:
    shop.storage.catalog.put_setting(CONTROL_SHARE.name, "50")
    together = shop.storage.browse.pairs_of(["cheeseburger"], 50)
    before = {x.addon: x.together for x in together}
    assert outcomes(printer.call("receipt.put", rows=paper("0042", CHEESE, POTATO))) == ["written"]
    [receipt] = followed(shop)
    assert (receipt.key, receipt.total, receipt.arm) == (f"feed:{DAY}/01/0042", 530, Arm.NONE)
    assert [(x.item.code, x.qty) for x in receipt.lines] == [("cheeseburger", 1), ("potato-m", 1)]
    after = {x.addon: x.together for x in shop.storage.browse.pairs_of(["cheeseburger"], 50)}
    assert after["potato-m"] == before["potato-m"] + 1
    [day] = shop.feeds.days()
    assert (day.feed, day.agreed) == (FeedKind.RECEIPT, 1)


def test_the_same_receipt_again_in_whatever_spelling_is_one_sale(printer: Register, shop: Shop) -> None:
    printer.call("receipt.put", rows=paper("0042", CHEESE))
    for number, register in (("0042", "01"), ("42", "1"), ("000042", ""), ("42", "001")):
        rows = [x for x in paper(number, CHEESE, register=register) if x != f"レジNo.  No.{number}"]
        assert outcomes(printer.call("receipt.put", rows=rows + ([f"No.{number}"] if not register else []))) == [
            "known"
        ]
    assert len(followed(shop)) == 1
    assert outcomes(printer.call("receipt.put", rows=paper("0042", CHEESE, register="02"))) == ["written"]


def test_a_receipt_without_a_number_is_known_by_what_is_on_it(printer: Register, shop: Shop) -> None:
    rows = [x.replace("No.0042", "").replace("レジNo.01", "") for x in paper("0042", CHEESE)]
    assert outcomes(printer.call("receipt.put", rows=rows)) == ["written"]
    assert outcomes(printer.call("receipt.put", rows=rows)) == ["known"]
    other = [x.replace("12:00", "12:01") for x in rows]
    assert outcomes(printer.call("receipt.put", rows=other)) == ["written"]


@pytest.mark.parametrize("number", ["42", "0042", "01-0042", "20261121-1-42"])
def test_the_registers_export_counts_no_receipt_again_nor_a_receipt_the_export(
    printer: Register, shop: Shop, tmp_path: Path, number: str
) -> None:
    number = number.replace("20261121", f"{NOON:%Y%m%d}")
    export = tmp_path / "export.csv"
    export.write_text(
        f"date,time,receipt,code,item,qty,price\n{DAY},12:00,{number},cheeseburger,チーズバーガー,1,240\n{DAY},12:05,43,hamburger,ハンバーガー,1,200\n",
        encoding="utf-8",
    )
    printer.call("receipt.put", rows=paper("0042", CHEESE))
    before = shop.sales()
    assert shop.read_receipts(export).receipts == 1
    assert outcomes(printer.call("receipt.put", rows=paper("00043", "ハンバーガー 200"))) == ["known"]
    assert shop.sales() == before + 1


def test_what_does_not_add_up_or_is_not_known_is_marked_and_teaches_nothing(printer: Register, shop: Shop) -> None:
    wrong = paper("0042", CHEESE)
    wrong[-2] = "合計  ¥999"
    unknown = paper("0043", CHEESE, "宇宙バーガー 900")
    for rows, doubt in ((wrong, "total"), (unknown, "unknown")):
        [found] = printer.call("receipt.put", rows=rows)["papers"]
        assert found["outcome"] == "unsure"
        assert doubt in found["doubts"]
    assert found["unknown"] == ["宇宙バーガー"]
    assert followed(shop) == []
    [day] = shop.feeds.days()
    assert (day.agreed, day.unsure) == (0, 2)


def test_another_registers_number_is_not_taken_for_an_item_of_ours_against_its_name(
    printer: Register, shop: Shop
) -> None:
    """2901000000176 is the potato's barcode here."""
    for number, goods in (("0042", "2901000000176 チーズバーガー 240"), ("0043", "2901000000176 宇宙ポテト 290")):
        answer = printer.call("receipt.put", rows=paper(number, goods))
        assert outcomes(answer) == ["written"]
    assert sorted(x.lines[0].item.code for x in followed(shop)) == ["cheeseburger", "potato-m"]


def test_pictures_are_told_and_orders_for_the_kitchen_are_no_sales(printer: Register, feed: Feed) -> None:
    assert outcomes(printer.call("receipt.put", pictures=True)) == ["picture"]
    assert feed.receipts.prints_pictures
    assert outcomes(printer.call("receipt.put", rows=["調理伝票", "チーズバーガー  1"])) == ["no_sale"]
    assert outcomes(printer.call("receipt.put", rows=paper("", CHEESE, paid=False))) == ["no_sale"]


def test_a_return_of_all_takes_the_sale_back_and_one_of_a_part_changes_nothing(printer: Register, shop: Shop) -> None:
    printer.call("receipt.put", rows=paper("0042", CHEESE, POTATO))
    part = ["返品", *paper("0043", CHEESE)[1:3], "元レシートNo.0042", *paper("0043", CHEESE)[3:]]
    assert outcomes(printer.call("receipt.put", rows=part)) == ["returned"]
    assert len(followed(shop)) == 1
    whole = ["返品", *paper("0044", CHEESE, POTATO)[1:3], "元レシートNo.42", *paper("0044", CHEESE, POTATO)[3:]]
    assert outcomes(printer.call("receipt.put", rows=whole)) == ["voided"]
    assert followed(shop) == []
    assert outcomes(printer.call("receipt.put", rows=whole)) == ["known"]
    day = shop.feeds.days()[0]
    assert (day.returns, day.returned) == (1, 240), "the one of a part; the other's sale counts no more"


def returned(number: str, *goods: str, of: str = "", at: str = f"{NOON:%H:%M}", register: str = "01") -> list[str]:
    """A slip of goods given back; without a number where that is empty."""
    rows = paper(number or "0", *goods, at=at, register=register, more=(f"元レシートNo.{of}",) if of else ())
    return ["返品", *(x.replace(" No.0", "") if not number and "No.0" in x and "元" not in x else x for x in rows[1:])]


def given_back(shop: Shop) -> list[tuple[int, int]]:
    return [(x.returns, x.returned) for x in shop.feeds.days() if x.returns]


def test_a_return_slip_is_counted_once_whoever_brings_it_and_however_often(printer: Register, shop: Shop) -> None:
    """The printer's relay and the folder spell number and register in their own ways; a copy is no return."""
    slip = returned("0043", CHEESE, of="0042")
    assert outcomes(printer.call("receipt.put", rows=slip)) == ["returned"]
    again = returned("43", CHEESE, of="42", register="1")
    assert outcomes(printer.call("receipt.put", rows=again, live=False)) == ["known"]
    assert outcomes(printer.call("receipt.put", rows=["再発行", *slip])) == ["no_sale"]
    no_register = [x.replace("レジNo.01  ", "") for x in slip]
    assert outcomes(printer.call("receipt.put", rows=no_register, live=False, register="01")) == ["known"]
    assert given_back(shop) == [(1, 240)]
    assert outcomes(printer.call("receipt.put", rows=returned("0044", CHEESE, of="0042"))) == ["returned"]
    assert given_back(shop) == [(2, 480)]
    assert followed(shop) == []


def test_a_return_slip_without_a_number_is_known_by_its_minute_and_amount(printer: Register, shop: Shop) -> None:
    for at, outcome in (("11:05", "returned"), ("11:05", "known"), ("11:06", "returned")):
        assert outcomes(printer.call("receipt.put", rows=returned("", CHEESE, at=at))) == [outcome]
    assert given_back(shop) == [(2, 480)]


def test_the_same_slip_again_takes_no_second_sale_of_the_same_goods_back(printer: Register, shop: Shop) -> None:
    for number in ("0042", "0043"):
        printer.call("receipt.put", rows=paper(number, CHEESE))
    slip = returned("0050", CHEESE)
    assert outcomes(printer.call("receipt.put", rows=slip)) == ["voided"]
    assert outcomes(printer.call("receipt.put", rows=slip, live=False)) == ["known"]
    assert len(followed(shop)) == 1
    assert given_back(shop) == []


def test_what_was_counted_as_given_back_is_known_after_a_restart(printer: Register, shop: Shop, clock: Clock) -> None:
    slip = returned("0043", CHEESE, of="0042")
    printer.call("receipt.put", rows=slip)
    afresh = ReceiptFeed(shop.storage, shop.follow().till, clock.now)
    assert [x.outcome for x in afresh.slip(slip, live=False)] == ["known"]
    assert given_back(shop) == [(1, 240)]


@pytest.mark.parametrize(("total", "back"), [("50", [(1, 240)]), ("-40", [(1, 240)]), ("99", [])])
def test_an_exchange_teaches_nothing_and_what_came_back_in_it_is_counted_where_it_adds_up(
    printer: Register, shop: Shop, total: str, back: list[tuple[int, int]]
) -> None:
    rows = paper("0042", POTATO if total != "-40" else "コーラ S 200")
    rows[4:] = ["返品 チーズバーガー      -240", f"合計      ¥{total}", "現金      ¥50"]
    for _ in range(2):
        assert outcomes(printer.call("receipt.put", rows=rows)) == ["unsure"]
    assert given_back(shop) == back
    assert followed(shop) == []


def test_a_voided_sale_that_was_never_written_down_is_no_return(printer: Register, shop: Shop) -> None:
    rows = ["取引取消", *paper("0042", CHEESE)[1:]]
    assert outcomes(printer.call("receipt.put", rows=rows)) == ["returned"]
    assert given_back(shop) == []


@pytest.mark.parametrize("total", [("ｺﾞｳｹｲ", "\\-240"), ("ｺﾞｳｹｲ          -240", "")])
def test_a_display_whose_total_is_below_nothing_tells_a_return_and_its_paper_the_same_one(
    register: Register, printer: Register, shop: Shop, total: tuple[str, str]
) -> None:
    def show(upper: str, lower: str) -> None:
        data = pole.changes(PoleKind.EPSON, ("\0", "\0"), (upper, lower.rjust(20)))
        register.call("display.put", data=data.hex())

    show("ｲﾗｯｼｬｲﾏｾ", "")
    show("ﾁｰｽﾞﾊﾞｰｶﾞｰ", "\\-240")
    show(*total)
    show(*total)
    show("ｱﾘｶﾞﾄｳｺﾞｻﾞｲﾏｼﾀ", "")
    [day] = shop.feeds.days()
    assert (day.feed, day.orders, day.returns, day.returned) == (FeedKind.DISPLAY, 0, 1, 240)
    show("ﾎﾟﾃﾄ M", "\\290")
    show("ｺﾞｳｹｲ", "\\290")
    show("ｵﾂﾘ", "\\0")
    assert [x.agreed for x in shop.feeds.days()] == [1], "the order after it is certain"
    assert outcomes(printer.call("receipt.put", rows=returned("0043", CHEESE))) == ["returned"]
    assert outcomes(printer.call("receipt.put", rows=returned("0043", CHEESE))) == ["known"]
    assert [(x.feed, x.returns) for x in shop.feeds.days() if x.returns] == [(FeedKind.RECEIPT, 1)]


def test_an_order_told_over_the_api_and_its_receipt_are_one_sale_and_what_the_receipt_has_was_accepted(
    register: Register, printer: Register, shop: Shop, clock: Clock
) -> None:
    """The register's program told the first item only, and closes without a number."""
    register.put("A1", "cheeseburger")
    assert any(x["products"][0]["sku"] == "potato-m" for x in register.offers)
    clock.pass_by(5)
    assert not register.call("order.close", order_id="A1", result="paid", total=530)["written"], (
        "it waits for its receipt"
    )
    assert outcomes(printer.call("receipt.put", rows=paper("0042", CHEESE, POTATO))) == ["written"]
    [receipt] = followed(shop)
    assert receipt.key == f"feed:{DAY}/01/0042"
    assert receipt.arm is not Arm.CONTROL
    [answer] = [x for x in shop.storage.results.offers() if x.outcome is Outcome.ACCEPTED]
    assert answer.items == ("potato-m",)


def test_a_receipt_that_comes_before_the_register_closes_its_order_waits_for_it(
    register: Register, printer: Register, shop: Shop, clock: Clock
) -> None:
    register.put("A1", "cheeseburger", "potato-m")
    assert outcomes(printer.call("receipt.put", rows=paper("0042", CHEESE, POTATO))) == ["awaited"]
    assert outcomes(printer.call("receipt.put", rows=paper("0042", CHEESE, POTATO))) == ["known"]
    clock.pass_by(3)
    assert register.call("order.close", order_id="A1", result="paid", total=530)["written"]
    assert [x.key for x in followed(shop)] == [f"feed:{DAY}/01/0042"]


def test_an_order_that_is_never_closed_is_closed_by_its_receipt(
    register: Register, printer: Register, shop: Shop, clock: Clock, feed: Feed
) -> None:
    register.put("A1", "cheeseburger", "potato-m")
    printer.call("receipt.put", rows=paper("0042", CHEESE, POTATO))
    clock.pass_by(61)
    feed.receipts.settle()
    assert [x.total for x in followed(shop)] == [530]
    assert feed.till.open_ids() == []


def test_an_order_whose_receipt_never_comes_is_written_down_alone(
    register: Register, printer: Register, shop: Shop, clock: Clock, feed: Feed
) -> None:
    assert printer
    register.put("A1", "cheeseburger")
    register.call("order.close", order_id="A1", result="paid", total=240)
    register.put("A2", "hamburger")
    assert followed(shop) == []
    clock.pass_by(61)
    feed.receipts.settle()
    assert [x.total for x in followed(shop)] == [240]
    assert feed.till.order_id == "A2", "the order under way stays"
    assert [x.item.code for x in feed.till.view.order.lines] == ["hamburger"]


def test_a_doubtful_order_of_the_display_becomes_certain_by_its_receipt(
    another: NewRegister, printer: Register, shop: Shop, clock: Clock
) -> None:
    display = another()
    display.hello()

    def show(upper: str, lower: str = "") -> None:
        clock.pass_by(2)
        display.call("display.put", kind="epson", data=pole.changes(PoleKind.EPSON, ("\0", "\0"), (upper, lower)).hex())

    def price(yen: int) -> str:
        return f"\\{yen:,}".rjust(20)

    show("ｲﾗｯｼｬｲﾏｾ")
    show("ﾁｰｽﾞﾊﾞｰｶﾞｰ", price(240))
    clock.pass_by(5)
    show("ﾖﾒﾅｲ ｼﾅﾓﾉ", price(290))
    show("ｺﾞｳｹｲ", price(530))
    show("ｱｽﾞｶﾘ", "ｵﾂﾘ \\470")
    assert followed(shop) == []
    assert outcomes(printer.call("receipt.put", rows=paper("0042", CHEESE, POTATO, at=f"{clock.now():%H:%M}"))) == [
        "written"
    ]
    [receipt] = followed(shop)
    assert receipt.key.endswith("/01/0042")
    assert [x.outcome for x in shop.storage.results.offers() if x.items == ("potato-m",)] == [Outcome.ACCEPTED]


def test_the_control_share_is_kept_over_the_receipt(
    register: Register, printer: Register, shop: Shop, clock: Clock
) -> None:
    shop.storage.catalog.put_setting(CONTROL_SHARE.name, "100")
    register.put("A1", "cheeseburger")
    clock.pass_by(3)
    register.call("order.close", order_id="A1", result="paid", total=240)
    printer.call("receipt.put", rows=paper("0042", CHEESE))
    assert [x.arm for x in followed(shop)] == [Arm.CONTROL]


def test_two_orders_of_the_same_goods_have_a_receipt_each(register: Register, printer: Register, shop: Shop) -> None:
    for order in ("A1", "A2"):
        register.put(order, "cheeseburger")
        register.call("order.close", order_id=order, result="paid", total=240)
    for number in ("0042", "0043"):
        assert outcomes(printer.call("receipt.put", rows=paper(number, CHEESE))) == ["written"]
    assert sorted(x.key[-4:] for x in followed(shop)) == ["0042", "0043"]


def test_old_journals_leave_the_clock_of_the_till_alone(printer: Register, shop: Shop, clock: Clock) -> None:
    rows = [x.replace(DAY, "2026-01-05") for x in paper("0007", CHEESE, at="09:10")]
    assert outcomes(printer.call("receipt.put", rows=rows, live=False)) == ["written"]
    [receipt] = followed(shop)
    assert f"{receipt.sold_at:%Y-%m-%d %H:%M}" == "2026-01-05 09:10"
    assert not shop.storage.till_clock.jumped()
    assert not shop.storage.till_clock.wrong_receipts(clock.now())
    own = shop.till.ring("hamburger")
    assert own.order.opened_at >= clock.now()


def test_nothing_about_a_person_is_in_any_file_of_the_shop(printer: Register, shop: Shop) -> None:
    secrets = (
        "山田",
        "佐藤",
        "鈴木",
        "ひみつ",
        "9876543210",
        "***7890",
        "03-1234",
        "090-1111",
        "498012341234",
        "12,345P",
        "7654321",
    )
    feed = printer.feed
    items = shop.storage.browse.items(shop.storage.browse.item_codes())
    chance = Random(5)
    register = PaperRegister(items, next(styles(chance)), chance)
    for _ in range(20):
        printer.call("receipt.put", rows=register.sell().rows)
    for row in (*PERSONS, "会員 山田太郎様"):
        printer.call("receipt.put", rows=paper("0001", CHEESE, more=(row,)))
        printer.call("receipt.put", rows=[row, *paper("0002", "山田スペシャル 900")])
    assert feed.receipts.dropped > 20
    shop.storage.backup()
    shop.close()
    for path in shop.path.parent.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for secret in secrets:
                for coding in ("utf-8", "cp932", "utf-16-le"):
                    assert secret.encode(coding) not in data, (path.name, secret)


def test_without_consent_no_receipt_is_read(printer: Register, shop: Shop) -> None:
    shop.feeds.revoke_consent("店長")
    assert printer.call("receipt.put", rows=paper("0042", CHEESE)) == -32009
    assert followed(shop) == []
    assert isinstance(shop.feeds, FeedControl)


def test_who_brings_receipts_may_do_nothing_else(printer: Register, register: Register) -> None:
    assert register.put("A1", "cheeseburger")["total"] == 240
    assert printer.call("order.put", order_id="A2", rev=1, lines=[]) == -32008
    for rows in ("x", [1], ["x" * 401]):
        assert printer.call("receipt.put", rows=rows) == -32602
    assert printer.call("receipt.put", rows=["x"] * 5_001) == -32007


def test_a_shop_brought_back_from_its_journal_has_the_receipts_with_their_times(
    printer: Register, shop: Shop, tmp_path: Path
) -> None:
    backup = shop.storage.backup()
    rows = [x.replace(DAY, "2026-01-05") for x in paper("0007", CHEESE, at="09:10")]
    printer.call("receipt.put", rows=rows, live=False)
    before = followed(shop)
    printer.feed.till.stop()
    shop.close()
    rebuild_shop(tmp_path / "burger.journal", tmp_path / "again.db", backup)
    again = open_shop(tmp_path / "again.db")
    assert followed(again) == before
    again.close()


def test_of_generated_receipts_none_is_read_wrongly_in_silence(shop: Shop, feed: Feed, clock: Clock) -> None:
    """Every way to say how many, every coding, cut anywhere: `python -m tests.services.feeds.paper_register` has the large figures."""
    items = shop.storage.browse.items(shop.storage.browse.item_codes())
    tally, chance = Tally(), Random(11)
    for style in styles(chance):
        receipts = ReceiptFeed(shop.storage, feed.till, clock.now)
        register = PaperRegister(items, style, chance)
        for _ in range(12):
            read_back(receipts, register.sell(), chance, tally)
    assert tally.silently_wrong == 0
    assert tally.right / tally.lines >= 0.97
