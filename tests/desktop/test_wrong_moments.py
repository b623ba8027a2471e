"""A hand, a scanner or a clock at the wrong moment: whatever lies in the panel's place, a scan rings up one unit or is refused
aloud, and a key that takes money takes none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.receipts_panel import ReceiptsPanel
from pos_assist.domain.offers import Moment
from pos_assist.domain.options import parse_groups
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop
from tests.clocks import WallClock
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import CHEESEBURGER, Clock, a_moment_later, click, press_item, strike, type_slowly
from tests.desktop.test_filling_sets import set_accepted
from tests.desktop.test_giving_back_at_the_counter import looking_at_the_last, sold
from tests.desktop.test_no_scan_costs_a_yen import scanned

Key, Ctrl, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def counter(open_window: OpenWindow, shop: Shop) -> CounterWindow:
    """Where a cola has options, discounts have keys, and guests are counted."""
    with_options(shop)
    return open_window(shop)


def with_options(shop: Shop) -> None:
    cola = shop.catalog.item("cola-m")
    assert cola is not None
    shop.storage.catalog.put_items(
        [replace(cola, options=parse_groups("氷[1]: ふつう | 氷なし; 味: レモン +30 | ライム +30"))]
    )
    shop.manage("店長").set_settings({"order_field": "guests_table", "discounts": "10%, 半額 50%, ¥30"})


def options(window: CounterWindow) -> None:
    press_item(window, "cola-m")
    assert window.side.shown == "options"


def options_by_figures(window: CounterWindow) -> None:
    options(window)
    strike(window, Key.Key_I, Ctrl)


def parts_by_figures(window: CounterWindow) -> None:
    set_accepted(window)
    strike(window, Key.Key_I, Ctrl)


def discount(window: CounterWindow) -> None:
    press_item(window, "apple-pie")
    strike(window, Key.Key_J, Ctrl)
    assert window.side.shown == "discount"


def discount_begun(window: CounterWindow) -> None:
    discount(window)
    type_slowly(window, "50")


def note(window: CounterWindow) -> None:
    press_item(window, "apple-pie")
    strike(window, Key.Key_N, Ctrl)
    assert window.side.shown == "note"


def give_back(window: CounterWindow) -> None:
    sold(window, "cheeseburger", "cola-m")
    strike(window, Key.Key_Escape)
    looking_at_the_last(window)
    strike(window, Key.Key_B, Ctrl)


def give_back_begun(window: CounterWindow) -> None:
    give_back(window)
    strike(window, Key.Key_Plus)


def receipt_looked_at(window: CounterWindow) -> None:
    sold(window, "cheeseburger", "cola-m")
    strike(window, Key.Key_Escape)
    looking_at_the_last(window)


def held_note(window: CounterWindow) -> None:
    press_item(window, "apple-pie")
    strike(window, Key.Key_F6)
    strike(window, Key.Key_F6)


def tender_list(window: CounterWindow) -> None:
    press_item(window, "apple-pie")
    strike(window, Key.Key_F12)
    strike(window, Key.Key_F12, Ctrl)


def marking(window: CounterWindow) -> None:
    press_item(window, "apple-pie")
    strike(window, Key.Key_S, Ctrl)


def why_offers(window: CounterWindow) -> None:
    press_item(window, "double-cheeseburger")
    window.do(Command.WHY_OFFERS)


def quantity_begun(window: CounterWindow) -> None:
    press_item(window, "apple-pie")
    strike(window, Key.Key_Asterisk)
    type_slowly(window, "7")


def drawer(window: CounterWindow) -> None:
    press_item(window, "apple-pie")
    window.do(Command.DRAWER)


MOMENTS = [
    options, options_by_figures, set_accepted, parts_by_figures, discount, discount_begun, note, give_back, give_back_begun,
    receipt_looked_at, held_note, tender_list, marking, why_offers, quantity_begun, drawer,
]  # fmt: skip


def state(window: CounterWindow) -> tuple[object, ...]:
    """All but the units that nobody's scan may change."""
    view = window.till.view
    receipts = [(x.key, x.voided, window.till.past.paid_back(x)) for x in window.till.past.find()]
    by_hand = [(x.options, x.hand) for x in view.order.lines if x.item.code != "cheeseburger"]
    sold_out = [x.code for d in window.till.departments() for x in window.till.keys(d.code) if x.sold_out]
    return (
        view.tenders, receipts, view.held, by_hand, view.order.discount, view.order.guests, view.order.table,
        view.order.member, sold_out,
    )  # fmt: skip


@pytest.mark.parametrize(("gap", "end"), [(0.004, Key.Key_Return), (0.08, None)])
@pytest.mark.parametrize("code", [CHEESEBURGER, "1234567"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_scan_at_any_moment_rings_up_one_or_is_refused_aloud(
    counter: CounterWindow,
    clock: Clock,
    moment: Callable[[CounterWindow], object],
    code: str,
    gap: float,
    end: Qt.Key | None,
) -> None:
    moment(counter)
    before, units = state(counter), Counter(counter.till.view.order.units())
    counter.foot.clear()
    scanned(counter, clock, code, gap, end)
    more = Counter(counter.till.view.order.units())
    more.subtract(units)
    more = Counter({x: n for x, n in more.items() if n})
    if moment is note:  # a field for text may keep a slow one, in sight, as text
        counter.till.note(table="")
    assert state(counter) == before
    assert more in (Counter(), Counter(cheeseburger=1))
    if not more and moment is not note:
        assert counter.foot.alarm or (moment is receipt_looked_at and counter.side.shown == "receipts"), "not a word"
    assert code == CHEESEBURGER or not more


@pytest.mark.parametrize("keys", ["F12 Return", "F12 F12", "Shift+F12", "Shift+F10", "Shift+F5", "F12 Shift+F11"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_keys_that_take_money_take_none_where_a_hand_runs_ahead(
    counter: CounterWindow, moment: Callable[[CounterWindow], object], keys: str
) -> None:
    moment(counter)
    receipts = len(counter.till.past.find())
    for key in keys.split():
        name = key.removeprefix("Shift+")
        modifier = Shift if key != name else Qt.KeyboardModifier.NoModifier
        strike(counter, getattr(Key, f"Key_{name}"), modifier, after=0.08)
    assert len(counter.till.past.find()) == receipts
    assert counter.till.view.tenders == ()


def test_a_part_chosen_after_the_sets_end_says_what_changed(
    open_window: OpenWindow, noon_shop: Shop, wall: WallClock
) -> None:
    window = open_window(noon_shop)
    panel = set_accepted(window)
    total = window.till.view.priced.total
    noon_shop.manage("店長").set_price("cheeseburger", 300)
    wall.at += timedelta(minutes=16)
    part = panel.list.parts[0]
    at = next(i for i, x in enumerate(part.choices) if x.item.code != part.line.item.code)
    click(panel.list.buttons[at])
    if window.till.view.priced.total != total:
        assert window.till.view.change is not None or panel.list.parts[0].choices[at].adds
        assert window.foot.text


@pytest.mark.parametrize("moment", [options, discount, note])
def test_what_time_changes_is_said_before_paying_whatever_is_open(
    open_window: OpenWindow, noon_shop: Shop, wall: WallClock, moment: Callable[[CounterWindow], object]
) -> None:
    with_options(noon_shop)
    window = open_window(noon_shop)
    press_item(window, "cheeseburger")
    moment(window)
    noon_shop.manage("店長").set_price("cheeseburger", 300)
    wall.at += timedelta(minutes=16)
    strike(window, Key.Key_F12)
    assert window.till.view.moment is Moment.PAYING
    assert window.foot.text


def test_time_that_passes_while_a_tender_is_chosen_changes_nothing(
    open_window: OpenWindow, noon_shop: Shop, wall: WallClock
) -> None:
    window = open_window(noon_shop)
    tender_list(window)
    total = window.till.view.priced.total
    noon_shop.manage("店長").set_price("apple-pie", 300)
    wall.at += timedelta(minutes=40)
    strike(window, Key.Key_Down)
    strike(window, Key.Key_Return)
    if window.question.question:
        a_moment_later(window, 1.0)
        click(window.question.yes_button)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert receipt.total == total


def test_a_reason_pressed_again_and_again_gives_back_once(counter: CounterWindow) -> None:
    give_back_begun(counter)
    panel = counter.side.views["receipts"]
    assert isinstance(panel, ReceiptsPanel)
    strike(counter, Key.Key_1)
    paid = [counter.till.past.paid_back(x) for x in counter.till.past.find()]
    strike(counter, Key.Key_1, after=0.05)
    strike(counter, Key.Key_1, after=0.05)
    assert [counter.till.past.paid_back(x) for x in counter.till.past.find()] == paid
