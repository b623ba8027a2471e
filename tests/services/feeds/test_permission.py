"""Without the owner's consent nothing is followed; three wrong totals in a row switch it off for good; every day has its figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.cli.main import main
from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feed_settings import FEED_REGISTER, FEED_SETS
from pos_assist.domain.feeds import FeedKind, FeedRefusal, TotalOutcome
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.domain.settings import SHARED_FOLDER
from pos_assist.services.feeds.feed import Feed
from pos_assist.services.feeds.feed_control import delay_at, delay_step, match_rate
from pos_assist.shop import Shop, open_shop
from pos_assist.storage.feed_records import FeedDay
from tests.services.feeds.conftest import Register
from tests.services.till.conftest import Clock

OFF = -32009


def show(register: Register, *screens: tuple[str, str]) -> list[object]:
    """The answers to a display's screens, each two seconds after the last."""
    answers = []
    for upper, lower in screens:
        data = pole.changes(PoleKind.EPSON, ("\0", "\0"), (upper, lower)).hex()
        answers.append(register.call("display.put", kind="epson", data=data))
    return answers


BURGER = ("ﾁｰｽﾞﾊﾞｰｶﾞｰ", "               \\240")
WRONG = (BURGER, ("ｺﾞｳｹｲ", "\\999"), ("ｱｽﾞｶﾘ    \\1,000", "ｵﾂﾘ      \\1"))
RIGHT = (BURGER, ("ｺﾞｳｹｲ", "\\240"), ("ｱｽﾞｶﾘ    \\300", "ｵﾂﾘ      \\60"))


def sell(register: Register, order: str, total: int) -> object:
    register.put(order, "cheeseburger")
    return register.call("order.close", order_id=order, result="paid", total=total)


def test_without_consent_no_feed_is_read(shop: Shop) -> None:
    shop.feeds.revoke_consent("店長")
    register = Register(shop.follow())
    assert register.hello()["api"] == "1"
    assert register.put("A1", "cheeseburger") == OFF
    assert register.call("catalog.put", items=[]) == OFF
    assert show(register, BURGER) == [OFF]
    assert register.call("status.get")["off"] == "no_consent"
    shop.feeds.give_consent("店長")
    assert register.notices("feed.state")[-1] == {"off": None}
    assert register.put("A1", "cheeseburger")["rev"] == 2


def test_where_tills_share_a_folder_nothing_is_followed_before_its_register_is_named(
    shop: Shop, register: Register
) -> None:
    """Two tills that follow one register would otherwise each count its sales."""
    assert register.put("A1", "cheeseburger")["rev"] == 1
    shop.storage.catalog.put_setting(SHARED_FOLDER.name, "/mnt/share")
    assert register.put("A1", "cheeseburger") == OFF
    assert register.call("status.get")["off"] == "unnamed"
    shop.storage.catalog.put_setting(FEED_REGISTER.name, "01")
    register.put("A2", "cheeseburger")
    closed = register.call("order.close", order_id="A2", result="paid", total=240, number="42")
    assert closed["written"]
    assert [x for x in shop.all_receipts() if x.till == FOLLOWED][-1].key.endswith("/01/42"), (
        "where the register does not say its name, the shop's word counts"
    )


def test_who_agreed_and_when_is_kept_and_can_be_taken_back(shop: Shop, clock: Clock, register: Register) -> None:
    given_at = clock.now()
    clock.at += timedelta(days=2)
    shop.feeds.revoke_consent("副店長")
    assert register.notices("feed.state")[-1] == {"off": "no_consent"}
    events = shop.feeds.events()
    assert [(x.kind, x.who) for x in events] == [("revoked", "副店長"), ("consent", "店長")]
    assert events[1].at == given_at
    assert register.put("A1", "cheeseburger") == OFF


def test_nobody_agrees_without_a_name(shop: Shop) -> None:
    with pytest.raises(Refused):
        shop.feeds.give_consent("  ")


@pytest.mark.parametrize("by", ["api", "display"])
def test_three_wrong_totals_in_a_row_switch_it_off_and_it_stays_off_until_a_person_turns_it_on(
    by: str, shop: Shop, register: Register, clock: Clock
) -> None:
    def wrong(n: int) -> None:
        if by == "api":
            sell(register, f"W{n}", 999)
        else:
            show(register, *WRONG)

    show(register, ("ｲﾗｯｼｬｲﾏｾ", ""))
    wrong(1)
    wrong(2)
    assert register.call("status.get")["off"] is None
    wrong(3)
    assert register.call("status.get")["off"] == "wrong_totals"
    assert register.notices("feed.state") == [{"off": "wrong_totals"}]
    path = shop.path
    shop.close()
    again = open_shop(path, now=clock.now, ticks=clock.ticks)
    try:
        register = Register(again.follow())
        register.hello()
        assert register.put("B1", "cheeseburger") == OFF
        assert show(register, BURGER) == [OFF]
        again.feeds.turn_on("店長")
        assert register.put("B1", "cheeseburger")["order_id"] == "B1"
    finally:
        register.feed.till.stop()
        again.close()


def test_wrong_totals_in_a_row_are_counted_over_a_restart(shop: Shop, register: Register, clock: Clock) -> None:
    sell(register, "W1", 999)
    sell(register, "W2", 999)
    path = shop.path
    shop.close()
    again = open_shop(path, now=clock.now, ticks=clock.ticks)
    try:
        register = Register(again.follow())
        register.hello()
        sell(register, "W3", 999)
        assert again.feeds.refusal() is FeedRefusal.WRONG_TOTALS
    finally:
        register.feed.till.stop()
        again.close()


@pytest.mark.parametrize(("knows", "total", "agrees"), [("0", 780, True), ("0", 580, True), ("0", 700, False), ("1", 580, True), ("1", 780, False)])  # fmt: skip
def test_a_set_is_no_wrong_total_where_nobody_said_whether_the_register_knows_the_sets(
    shop: Shop, register: Register, knows: str, total: int, agrees: bool
) -> None:
    shop.storage.catalog.put_setting(FEED_SETS.name, knows)
    register.put("A1", "cheeseburger", "potato-m", "cola-m")
    register.call("order.close", order_id="A1", result="paid", total=total)
    (day,) = shop.feeds.days()
    assert (day.agreed, day.wrong) == (agrees, not agrees)
    assert register.call("status.get")["mismatches"] == (not agrees)


def test_a_total_that_agrees_begins_the_count_anew(shop: Shop, register: Register) -> None:
    for n, total in enumerate((999, 999, 240, 999, 999, 240)):
        sell(register, f"A{n}", total)
    assert shop.feeds.refusal() is None


def test_an_order_that_was_marked_as_unsure_is_no_wrong_total(shop: Shop, register: Register) -> None:
    show(register, ("ｲﾗｯｼｬｲﾏｾ", ""))
    for _ in range(4):
        show(register, ("ﾅｿﾞﾉｼｮｳﾋﾝ", "\\777"), *WRONG)
    assert shop.feeds.refusal() is None
    (day,) = shop.feeds.days()
    assert (day.agreed, day.wrong, day.unsure) == (0, 0, 4)


def test_an_order_under_way_when_it_is_switched_off_is_not_followed_to_its_end(
    shop: Shop, register: Register, feed: Feed
) -> None:
    show(register, ("ｲﾗｯｼｬｲﾏｾ", ""), BURGER)
    assert feed.till.view.order.lines
    shop.feeds.turn_off("店長")
    assert not feed.till.view.order.lines
    assert register.notices("suggestion.changed")[-1]["order_id"] == ""
    shop.feeds.turn_on("店長")
    show(register, *RIGHT)
    assert not [x for x in shop.all_receipts() if x.till == FOLLOWED], "begun in the middle: not certain"
    show(register, *RIGHT)
    assert [x.total for x in shop.all_receipts() if x.till == FOLLOWED] == [240]


def test_an_order_of_the_api_goes_on_when_it_is_turned_on_again(shop: Shop, register: Register, feed: Feed) -> None:
    register.put("A1", "cheeseburger")
    shop.feeds.turn_off("店長")
    assert feed.till.order_id == ""
    shop.feeds.turn_on("店長")
    assert register.put("A1", "cheeseburger", "potato-m")["order_id"] == "A1"


def test_each_day_has_its_figures_for_each_kind_of_feed(shop: Shop, register: Register, clock: Clock) -> None:
    sell(register, "A1", 240)
    sell(register, "A2", 999)
    show(register, ("ｲﾗｯｼｬｲﾏｾ", ""), *RIGHT)
    clock.at += timedelta(days=1)
    sell(register, "A3", 240)
    days = shop.feeds.days()
    assert [(x.day.day - clock.now().day, x.feed, x.agreed, x.wrong, x.unsure) for x in days] == [
        (0, "api", 1, 0, 0),
        (-1, "api", 1, 1, 0),
        (-1, "display", 1, 0, 0),
    ]
    assert match_rate(days[1]) == 0.5
    assert all(x.delays.total() for x in days)


def test_the_same_close_told_twice_counts_once(shop: Shop, register: Register) -> None:
    for _ in range(3):
        sell(register, "A1", 999)
    assert [x.orders for x in shop.feeds.days()] == [1]
    assert shop.feeds.refusal() is None


@given(st.lists(st.floats(0.0005, 20), min_size=1, max_size=60), st.sampled_from([0.5, 0.99, 1.0]))
def test_a_delay_is_told_a_tenth_too_long_at_most(delays: list[float], share: float) -> None:
    day = FeedDay(Clock().now().date(), FeedKind.API)
    for x in delays:
        day.delays[delay_step(x)] += 1
    true = sorted(delays)[max(0, -(-len(delays) * round(share * 100) // 100) - 1)]
    told = delay_at(day, share)
    assert told is not None
    assert max(true, 0.001) * 0.9999 <= told <= max(true, 0.001) * 1.1001


def test_the_commands_tell_and_change_the_same(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.feeds.paid(FeedKind.DISPLAY, TotalOutcome.AGREED)
    shop.feeds.took(FeedKind.API, 0.004)
    shop.feeds.paid(FeedKind.API, TotalOutcome.WRONG)
    path = shop.path
    shop.close()
    where = ["--shop", str(path), "--data-dir", str(path.parent), "--lang", "ja"]
    command: Callable[..., int] = lambda *words: main(["feed", *words, *where])  # noqa: E731 — a test's shorthand
    assert command("days", "--json") == 0
    said = [json.loads(x) for x in capsys.readouterr().out.splitlines()]
    assert [(x["feed"], x["orders"], x["match_rate"]) for x in said] == [("api", 1, 0.0), ("display", 1, 1.0)]
    assert said[0]["delay_p99"] == pytest.approx(0.004, rel=0.1)
    assert command("days") == 0
    assert "100.0 %" in capsys.readouterr().out
    assert command("consent", "--revoke") == 0
    assert "同意を取り消しました" in capsys.readouterr().out
    assert command("consent", "--agree") == 0
    assert command("off") == 0
    assert command("on") == 0
    assert "他社レジと連携中" in capsys.readouterr().out
