"""Orders of another register: priced, offered for, written down and learned from like our own."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path

import pytest

from pos_assist.domain.feed_settings import FEED_SETS
from pos_assist.domain.offers import Outcome
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.services.feeds.feed import Feed
from pos_assist.services.feeds.followed_till import FORGOTTEN, MOST_OPEN
from pos_assist.services.feeds.json_lines import ErrorCode
from pos_assist.shop import Shop, open_shop, rebuild_shop
from tests.services.feeds.conftest import Register
from tests.services.till.conftest import Clock

SET = ("cheeseburger", "potato-m", "cola-m")
SET_PRICE = 580


def test_an_order_is_offered_what_our_own_till_would_offer(register: Register, shop: Shop) -> None:
    register.feed.till._new_key = lambda: shop.till.view.order.key  # what an order is offered depends on it, too
    register.put("A1", "cheeseburger")
    ours = shop.till.ring("cheeseburger")
    assert [(x["title"], x["adds"]) for x in register.offers if x["kind"] == "make_set"] == [
        (ours.panel.upgrade.title, ours.panel.upgrade.adds)  # type: ignore[union-attr]  # a cheeseburger has its set
    ]
    addons = [(x.title, x.adds) for x in ours.panel.addons if x]
    assert [(x["title"], x["adds"]) for x in register.offers if x["kind"] == "addon"] == addons
    shop.till.void(ours.order.lines[0].id)


def test_the_set_price_is_told_where_the_register_knows_the_sets(register: Register) -> None:
    assert register.put("A1", *SET)["total"] == SET_PRICE


def test_no_amount_is_told_where_it_does_not(register: Register, shop: Shop) -> None:
    shop.storage.catalog.put_setting(FEED_SETS.name, "0")
    assert register.put("A1", "cheeseburger")["total"] is None
    assert register.offers
    assert {x["adds"] for x in register.offers} == {None}
    assert not [x for x in register.offers if x["kind"] == "make_set"], "a set that the register cannot charge"
    said = "".join(x["line"] for x in register.offers)
    assert "円" not in said
    assert "お値段" not in said


def test_an_item_that_was_offered_and_comes_is_an_acceptance(register: Register, clock: Clock, shop: Shop) -> None:
    register.put("A1", "cheeseburger")
    addon = next(x for x in register.offers if x["kind"] == "addon")
    clock.pass_by(2)
    register.put("A1", "cheeseburger", addon["products"][0]["sku"])
    assert register.call("order.close", order_id="A1", result="paid", total=490)["written"]
    [answer] = [x for x in _answers(shop) if x.outcome is Outcome.ACCEPTED]
    assert answer.items == (addon["products"][0]["sku"],)


def test_an_item_that_comes_before_anybody_could_read_its_card_is_none(
    register: Register, clock: Clock, shop: Shop
) -> None:
    register.put("A1", "cheeseburger")
    addon = next(x for x in register.offers if x["kind"] == "addon")
    clock.pass_by(0.5)
    register.put("A1", "cheeseburger", addon["products"][0]["sku"])
    register.call("order.close", order_id="A1", result="paid", total=490)
    assert not [x for x in _answers(shop) if x.outcome is Outcome.ACCEPTED]


def test_a_set_is_accepted_when_all_of_it_has_come(register: Register, clock: Clock, shop: Shop) -> None:
    register.put("A1", "cheeseburger")
    offer = next(x for x in register.offers if x["kind"] == "make_set")
    assert register.feed.choose(offer["suggestion_id"])
    [chosen] = register.notices("suggestion.chosen")
    assert [x["sku"] for x in chosen["lines_to_add"]] == [x["sku"] for x in offer["products"]]
    assert chosen["lines_to_remove"] == []
    register.put("A1", "cheeseburger", offer["products"][0]["sku"])
    register.put("A1", "cheeseburger", *(x["sku"] for x in offer["products"]))
    register.call("order.close", order_id="A1", result="paid", total=SET_PRICE)
    [answer] = [x for x in _answers(shop) if x.outcome is Outcome.ACCEPTED]
    assert answer.kind == "make_set"
    assert answer.adds == SET_PRICE - 240


def test_an_upgrade_is_accepted_when_the_one_has_taken_the_others_place(
    register: Register, clock: Clock, shop: Shop
) -> None:
    register.put("A1", "potato-m")
    size = next(x for x in register.offers if x["kind"] == "size")
    register.feed.choose(size["suggestion_id"])
    [chosen] = register.notices("suggestion.chosen")
    assert [x["sku"] for x in chosen["lines_to_remove"]] == ["potato-m"]
    larger = size["products"][0]["sku"]
    register.put("A1", "potato-m", larger)  # first the larger one …
    register.put("A1", larger)  # … then the other one is taken out
    total = register.feed.till.view.priced.total
    register.call("order.close", order_id="A1", result="paid", total=total)
    assert [x.kind for x in _answers(shop) if x.outcome is Outcome.ACCEPTED] == ["size"]


def test_a_larger_one_beside_the_small_one_is_no_upgrade(register: Register, clock: Clock, shop: Shop) -> None:
    register.put("A1", "potato-m")
    size = next(x for x in register.offers if x["kind"] == "size")
    clock.pass_by(2)
    register.put("A1", "potato-m", size["products"][0]["sku"])
    total = register.feed.till.view.priced.total
    register.call("order.close", order_id="A1", result="paid", total=total)
    assert not [x for x in _answers(shop) if x.outcome is Outcome.ACCEPTED]


def test_one_unit_is_not_two_acceptances(register: Register, clock: Clock, shop: Shop) -> None:
    register.put("A1", "cheeseburger")
    clock.pass_by(2)
    register.put("A1", *SET)
    register.call("order.close", order_id="A1", result="paid", total=SET_PRICE)
    taken = [code for x in _answers(shop) if x.outcome is Outcome.ACCEPTED for code in x.items]
    assert sorted(taken) == sorted(set(taken))


def test_what_is_taken_out_again_was_not_accepted(register: Register, clock: Clock, shop: Shop) -> None:
    register.put("A1", "cheeseburger")
    addon = next(x for x in register.offers if x["kind"] == "addon")
    clock.pass_by(2)
    register.put("A1", "cheeseburger", addon["products"][0]["sku"])
    register.put("A1", "cheeseburger")
    register.call("order.close", order_id="A1", result="paid", total=240)
    assert not [x for x in _answers(shop) if x.outcome is Outcome.ACCEPTED]


def test_what_nobody_saw_is_not_counted(register: Register, clock: Clock, shop: Shop, feed: Feed) -> None:
    feed.till.show_in_sight(False)
    register.put("A1", "cheeseburger")
    clock.pass_by(5)
    register.call("order.close", order_id="A1", result="paid", total=240)
    assert _answers(shop) == []


def test_what_the_register_itself_shows_is(register: Register, clock: Clock, shop: Shop, feed: Feed) -> None:
    feed.till.show_in_sight(False)
    register.put("A1", "cheeseburger")
    offer = register.offers[0]["suggestion_id"]
    assert register.call("suggestion.respond", suggestion_id=offer, action="shown") == {"known": True}
    clock.pass_by(5)
    register.call("order.close", order_id="A1", result="paid", total=240)
    assert [x.outcome for x in _answers(shop)] == [Outcome.IGNORED]


def test_a_no_is_not_asked_again_in_the_order(register: Register, clock: Clock, shop: Shop) -> None:
    register.put("A1", "cheeseburger")
    offer = next(x for x in register.offers if x["kind"] == "addon")
    register.call("suggestion.respond", suggestion_id=offer["suggestion_id"], action="declined")
    assert offer["title"] not in [x["title"] for x in register.offers]
    register.put("A1", "cheeseburger", "hamburger")
    assert offer["title"] not in [x["title"] for x in register.offers]


def test_the_control_share_sees_no_offers_and_is_written_down(register: Register, shop: Shop, clock: Clock) -> None:
    shop.storage.catalog.put_setting(CONTROL_SHARE.name, "50")
    for i in range(20):
        clock.pass_by(30)
        register.put(f"A{i}", "cheeseburger", rev=1)
        register.call("order.close", order_id=f"A{i}", result="paid", total=240)
    arms = [x.arm for x in shop.all_receipts() if x.till == FOLLOWED]
    assert set(arms) == {"control", "offers"}


def test_what_is_written_down_is_what_the_register_took(register: Register, shop: Shop) -> None:
    register.put("A1", *SET)
    answer = register.call("order.close", order_id="A1", result="paid", total=600)
    assert (answer["written"], answer["expected"]) == (True, SET_PRICE)
    [receipt] = [x for x in shop.all_receipts() if x.till == FOLLOWED]
    assert (receipt.total, sum(x.net for x in receipt.lines), receipt.deals) == (600, 600, ())
    assert sum(x.gross for x in receipt.taxes) == 600
    assert register.call("status.get")["mismatches"] == 1


def test_its_money_is_in_no_drawer_and_on_no_close_of_ours(register: Register, shop: Shop) -> None:
    before = shop.day.figures()
    register.put("A1", "cheeseburger")
    register.call("order.close", order_id="A1", result="paid", total=240)
    register.call("order.close", order_id="A1", result="cancelled")
    register.put("A2", "cheeseburger", rev=1)
    register.call("order.close", order_id="A2", result="paid", total=240)
    assert shop.day.figures() == before
    assert [x.till for x in shop.receipts()] == []


def test_its_sales_take_no_number_of_ours(register: Register, shop: Shop) -> None:
    number = shop.till.view.order.number
    for i in range(3):
        register.put(f"A{i}", "cheeseburger", rev=1)
        register.call("order.close", order_id=f"A{i}", result="paid", total=240)
    shop.till.ring("cheeseburger")
    assert shop.till.hold().order.number == number + 1


def test_our_own_open_order_is_not_taken_for_one_of_the_register(shop: Shop) -> None:
    shop.till.ring("cheeseburger")
    follower = shop.follow().till
    assert follower.view.order.lines == ()
    follower.stop()
    assert len(shop.till.view.order.lines) == 1


def test_the_same_snapshot_twice_is_one_change(register: Register) -> None:
    register.put("A1", "cheeseburger", rev=4)
    told = len(register.notices("suggestion.changed"))
    register.put("A1", "cheeseburger", rev=4)
    assert len(register.notices("suggestion.changed")) == told


@pytest.mark.parametrize("rev", [1, 3, 4])
def test_an_older_revision_changes_nothing(register: Register, rev: int) -> None:
    register.put("A1", "cheeseburger", rev=4)
    assert register.put("A1", "hamburger", rev=rev) == -32004
    assert [x.item.code for x in register.feed.till.view.order.lines] == ["cheeseburger"]


def test_an_order_that_is_closed_twice_is_one_sale(register: Register, shop: Shop) -> None:
    register.put("A1", "cheeseburger")
    first = register.call("order.close", order_id="A1", result="paid", total=240)
    assert register.call("order.close", order_id="A1", result="paid", total=240) == first
    assert len([x for x in shop.all_receipts() if x.till == FOLLOWED]) == 1
    assert register.put("A1", "cheeseburger") == -32004


def test_an_order_told_again_after_a_restart_is_one_sale(register: Register, shop: Shop) -> None:
    register.put("A1", "cheeseburger")
    register.call("order.close", order_id="A1", result="paid", total=240, number="0017")
    register.feed.till.stop()
    again = Register(shop.follow())
    again.hello()
    again.put("A1", "cheeseburger")
    again.call("order.close", order_id="A1", result="paid", total=240, number="0017")
    assert len([x for x in shop.all_receipts() if x.till == FOLLOWED]) == 1
    again.feed.till.stop()


def test_another_sale_of_the_same_number_does_not_pass_for_written(register: Register) -> None:
    register.put("A1", "cheeseburger")
    register.call("order.close", order_id="A1", result="paid", total=240, number="17")
    register.put("A2", "hamburger", rev=1)
    assert not register.call("order.close", order_id="A2", result="paid", total=200, number="17")["written"]


def test_a_sale_that_the_register_takes_back_is_voided(register: Register, shop: Shop) -> None:
    register.put("A1", "cheeseburger")
    register.call("order.close", order_id="A1", result="paid", total=240)
    register.call("order.close", order_id="A1", result="cancelled")
    [receipt] = [x for x in shop.all_receipts() if x.till == FOLLOWED]
    assert receipt.voided


def test_an_order_that_was_put_aside_keeps_its_refusals(register: Register) -> None:
    register.put("A1", "cheeseburger", rev=1)
    offer = next(x for x in register.offers if x["kind"] == "addon")
    register.call("suggestion.respond", suggestion_id=offer["suggestion_id"], action="declined")
    register.call("order.close", order_id="A1", result="held")
    register.put("A2", "hamburger", rev=1)
    register.put("A1", "cheeseburger", rev=2)
    assert offer["title"] not in [x["title"] for x in register.offers]
    assert register.call("status.get")["open_orders"] == ["A1", "A2"]


@pytest.mark.parametrize("result", ["paid", "cancelled"])
def test_an_order_that_was_closed_leaves_nothing_behind(
    register: Register, clock: Clock, feed: Feed, result: str
) -> None:
    register.put("A1", "cheeseburger", rev=1)
    clock.pass_by(2)
    register.put("A1", "cheeseburger", "potato-m", rev=2)
    ours = weakref.ref(feed.till._orders["A1"])
    register.call("order.close", order_id="A1", result=result, total=440)
    gc.collect()
    assert ours() is None
    assert register.call("status.get")["open_orders"] == []
    assert not feed.till.view.order.lines
    assert not feed.till.view.panel.offers()
    assert not register.offers


def test_orders_that_the_register_never_closes_do_not_keep_new_ones_out(register: Register, clock: Clock) -> None:
    for n in range(MOST_OPEN):
        register.put(f"A{n}", "cheeseburger", rev=1)
    assert register.put("B1", "hamburger", rev=1) == ErrorCode.BUSY
    clock.pass_by(FORGOTTEN.total_seconds() + 1)
    assert register.put("B1", "hamburger", rev=1)["rev"] == 1
    assert register.call("status.get")["open_orders"] == [f"A{MOST_OPEN - 1}", "B1"], (
        "the one that was served, and the new one"
    )


def test_a_discount_that_does_not_divide_evenly_loses_no_yen(register: Register) -> None:
    lines = [register.line("cheeseburger", qty="3", discount=100)]
    assert register.call("order.put", order_id="A1", rev=1, lines=lines)["total"] == 620


def test_weighed_goods_are_one_piece_at_what_they_come_to(register: Register) -> None:
    lines = [{**register.line("cheeseburger"), "qty": "0.350", "unit_price": 1_001}]
    assert register.call("order.put", order_id="A1", rev=1, lines=lines)["total"] == 350


def test_the_tax_that_the_register_says_is_the_one_of_the_receipt(register: Register, shop: Shop) -> None:
    lines = [register.line("cheeseburger", tax_rate=10)]
    register.call("order.put", order_id="A1", rev=1, service="takeout", lines=lines)
    register.call("order.close", order_id="A1", result="paid", total=240)
    [receipt] = [x for x in shop.all_receipts() if x.till == FOLLOWED]
    assert [(x.rate, x.gross) for x in receipt.taxes] == [(10, 240)]


def test_a_product_that_is_not_known_is_named_and_changes_nothing(register: Register) -> None:
    register.put("A1", "cheeseburger", rev=1)
    lines = [{"line_id": "9", "sku": "no-such", "qty": "1", "unit_price": 100}]
    call = {"jsonrpc": "2.0", "id": 1, "method": "order.put", "params": {"order_id": "A1", "rev": 2, "lines": lines}}
    error = register.say(json.dumps(call).encode())["error"]
    assert error["code"] == -32005
    assert [x["sku"] for x in error["data"]["lines"]] == ["no-such"]
    assert [x.item.code for x in register.feed.till.view.order.lines] == ["cheeseburger"]


def test_a_sale_that_was_followed_is_not_counted_again_from_the_registers_export(
    register: Register, shop: Shop, tmp_path: Path
) -> None:
    register.put("A1", "cheeseburger")
    register.call("order.close", order_id="A1", result="paid", total=240, number="0017")
    day = shop.background.now().date().isoformat()
    export = tmp_path / "export.csv"
    export.write_text(
        "date,time,receipt,code,item,qty,price\n"
        f"{day},12:00,17,cheeseburger,チーズバーガー,1,240\n"
        f"{day},12:05,18,hamburger,ハンバーガー,1,200\n",
        encoding="utf-8",
    )
    before = shop.sales()
    assert shop.read_receipts(export).receipts == 1
    assert shop.sales() == before + 1


def test_nor_is_one_followed_that_came_out_of_an_export(register: Register, shop: Shop, tmp_path: Path) -> None:
    day = shop.background.now().date().isoformat()
    export = tmp_path / "export.csv"
    export.write_text(
        f"date,time,till,receipt,code,item,qty,price\n{day},12:00,3,17,cheeseburger,チーズバーガー,1,240\n", "utf-8"
    )
    shop.read_receipts(export)
    before = shop.sales()
    register.put("A1", "cheeseburger")
    assert not register.call("order.close", order_id="A1", result="paid", total=240, number="0017")["written"]
    assert shop.sales() == before


def _answers(shop: Shop) -> list:  # type: ignore[type-arg]  # rows of a report
    return shop.storage.results.offers()


def test_what_was_sold_there_is_not_given_back_here(register: Register, shop: Shop) -> None:
    register.put("A1", "cheeseburger")
    register.call("order.close", order_id="A1", result="paid", total=240)
    [receipt] = [x for x in shop.all_receipts() if x.till == FOLLOWED]
    for back in (
        lambda: shop.till.past.void(receipt.key, "x"),
        lambda: shop.till.past.refund(receipt.key, {receipt.lines[0].line: 1}, "x"),
    ):
        with pytest.raises(Refused, match="sold_elsewhere"):
            back()


def test_a_shop_that_is_brought_back_from_its_journal_has_them_too(
    register: Register, shop: Shop, tmp_path: Path
) -> None:
    backup = shop.storage.backup()
    register.put("A1", "cheeseburger")
    register.call("order.close", order_id="A1", result="paid", total=240)
    register.feed.till.stop()
    shop.close()
    rebuilt = tmp_path / "again.db"
    rebuild_shop(tmp_path / "burger.journal", rebuilt, backup)
    again = open_shop(rebuilt)
    found = [x for x in again.all_receipts() if x.till == FOLLOWED]
    again.close()
    assert [(x.total, x.number) for x in found] == [(240, 0)]


def test_in_practice_nothing_of_the_register_is_written_down(shop: Shop) -> None:
    looking = open_shop(shop.path, readonly=True)
    client = Register(looking.follow())
    client.hello()
    client.put("A1", "cheeseburger")
    assert client.offers
    before = shop.sales()
    assert not client.call("order.close", order_id="A1", result="paid", total=240)["written"]
    assert shop.sales() == before
    client.feed.till.stop()
    looking.close()
