"""Taking the money: exact, by quick amount, by keypad, by card and QR, split; then the next order in the same second."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.pay_panel import PayPanel
from pos_assist.devices.receipt_slip import ShopSign, receipt_slip
from pos_assist.domain.offers import Moment
from pos_assist.domain.problems import EnvironmentProblem, Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.problem_texts import PROBLEMS
from pos_assist.i18n.translate import tr
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop
from pos_assist.storage.connection import connect_writing
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import (
    CHEESEBURGER,
    POTATO_M,
    a_moment_later,
    click,
    press_item,
    rung_up,
    scan,
    strike,
    type_slowly,
)

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier


def to_payment(window: CounterWindow, *codes: str) -> PayPanel:
    press_item(window, *codes)
    strike(window, Key.Key_F12)
    side_view = window.side.views["pay"]
    assert isinstance(side_view, PayPanel)
    assert side_view.isVisible()
    a_moment_later(window)
    return side_view


def test_enter_takes_the_exact_sum_in_cash(window: CounterWindow) -> None:
    to_payment(window, "cheeseburger")
    strike(window, Key.Key_Return)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert (receipt.total, receipt.change) == (240, 0)
    assert window.till.past.find()[0].key == receipt.key


def test_digits_are_the_cash_handed_over_and_the_change_is_shown(window: CounterWindow) -> None:
    to_payment(window, "cheeseburger")
    type_slowly(window, "1000")
    strike(window, Key.Key_Return)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert receipt.change == 760
    assert "¥760" in window.side.views["done"].accessibleName()


def test_the_keypad_enters_like_the_keyboard(window: CounterWindow) -> None:
    side_view = to_payment(window, "cheeseburger")
    for sign in ("5", "00", "0", "⌫"):
        click(next(key for key in side_view.pad.keys if key.label == sign))
    assert side_view.entry == "500"
    click(side_view.kinds[TenderKind.CASH])
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert receipt.change == 260


def test_quick_amounts_by_key_and_by_touch(window: CounterWindow) -> None:
    side_view = to_payment(window, "cheeseburger")
    assert side_view.amounts[0] == 240
    amount = side_view.amounts[1]
    strike(window, Key.Key_F6, Shift)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert receipt.change == amount - 240
    side_view = to_payment(window, "cheeseburger")
    click(side_view.quick_buttons[2])
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert receipt.change == side_view.amounts[2] - 240


def test_card_and_qr_are_recorded_tenders(window: CounterWindow) -> None:
    for key, kind in ((Key.Key_F10, TenderKind.CARD), (Key.Key_F11, TenderKind.QR)):
        to_payment(window, "cheeseburger")
        strike(window, key, Shift)
        receipt = window.till.view.last_receipt
        assert receipt is not None
        assert [(x.kind, x.amount) for x in receipt.tenders] == [(kind, 240)]


def test_split_tender_shows_what_is_still_due(window: CounterWindow) -> None:
    to_payment(window, "cheeseburger")
    type_slowly(window, "100")
    strike(window, Key.Key_F10, Shift)
    assert window.till.view.due == 140
    assert window.side.shown == "pay"
    strike(window, Key.Key_Return)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert [(x.kind, x.amount) for x in receipt.tenders] == [(TenderKind.CARD, 100), (TenderKind.CASH, 140)]


def test_a_card_gives_no_change_and_says_so(window: CounterWindow) -> None:
    to_payment(window, "cheeseburger")
    type_slowly(window, "500")
    strike(window, Key.Key_F10, Shift)
    assert window.till.view.last_receipt is None
    assert window.foot.alarm
    assert "¥240" in window.foot.text


def test_escape_leads_from_payment_back_to_the_order(window: CounterWindow) -> None:
    side_view = to_payment(window, "cheeseburger")
    type_slowly(window, "50")
    strike(window, Key.Key_Escape)
    assert side_view.entry == ""
    strike(window, Key.Key_Escape)
    assert window.till.view.moment is not Moment.PAYING
    assert window.offers.isVisible()
    assert rung_up(window) == [("cheeseburger", 1)]


def test_the_order_stays_in_sight_while_paying(window: CounterWindow) -> None:
    side_view = to_payment(window, "cheeseburger")
    assert not side_view.geometry().intersects(window.order.geometry())
    assert window.order.list.order_model.rows


def test_the_next_order_starts_with_the_next_scan(window: CounterWindow) -> None:
    to_payment(window, "cheeseburger")
    strike(window, Key.Key_Return)
    assert window.side.shown == "done"
    scan(window, CHEESEBURGER)
    assert rung_up(window) == [("cheeseburger", 1)]
    assert window.side.shown is None
    assert window.offers.isVisible()


def test_keys_that_mean_money_while_paying_do_nothing_to_the_order(window: CounterWindow) -> None:
    to_payment(window, "cheeseburger")
    before = window.till.view.order
    strike(window, Key.Key_Delete)
    strike(window, Key.Key_F8)
    receipt = window.till.view.last_receipt
    assert window.till.view.order == before or receipt is not None
    assert all(
        not button.key
        for name, button in window.order.buttons.items()
        if name is not Command.RECALL and receipt is None
    )


def test_an_empty_order_cannot_be_paid(window: CounterWindow) -> None:
    strike(window, Key.Key_F12)
    assert window.foot.alarm
    assert window.till.view.moment is not Moment.PAYING


def test_a_receipt_is_found_looked_at_and_voided_with_a_reason(window: CounterWindow) -> None:
    to_payment(window, "cheeseburger")
    strike(window, Key.Key_Return)
    strike(window, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    side_view = window.side.views["receipts"]
    click(side_view.list.rows[0])
    receipt = side_view.receipt
    assert receipt
    assert receipt.total == 240
    click(side_view.void_button)
    click(side_view.reasons[0])
    found = next(x for x in window.till.past.find() if x.key == receipt.key)
    assert found.voided
    assert side_view.receipt
    assert side_view.receipt.voided
    assert not side_view.void_button.isEnabled()
    for _ in range(2):
        strike(window, Key.Key_Escape)
    assert not side_view.isVisible()


def test_a_void_after_a_refund_says_and_shows_what_is_left_to_give_back(window: CounterWindow) -> None:
    to_payment(window, "cheeseburger", "cheeseburger")
    strike(window, Key.Key_Return)
    receipt = window.till.past.find()[0]
    window.till.past.refund(receipt.key, {receipt.lines[0].line: 1}, "cold")
    strike(window, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    side_view = window.side.views["receipts"]
    click(side_view.list.rows[0])
    assert side_view.paper.paid_back == 240
    assert "240" in side_view.void_button.label
    click(side_view.void_button)
    click(side_view.reasons[0])
    assert "240" in window.foot.text
    assert window.till.past.paid_back(receipt) == receipt.total == 480


def test_on_a_full_disk_the_cashier_reads_what_to_do_and_is_told_once_the_sale_is_saved(
    window: CounterWindow, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FullDisk(shop, monkeypatch)
    to_payment(window, "cheeseburger")
    disk.fill()
    strike(window, Key.Key_Return)
    assert window.foot.alarm
    assert tr(PROBLEMS["disk_full"]) in window.foot.text
    assert not re.search(r"SQLITE|[{}]|Errno", window.foot.text)
    assert window.foot.geometry().bottom() == window.height() - 1
    assert "".join(window.foot._lines()).replace(" ", "") == window.foot.text.replace(" ", "")  # no word is cut away
    assert window.till.view.order.lines  # the order is still there
    disk.make_room()
    strike(window, Key.Key_Return)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert not window.foot.alarm
    assert str(receipt.number) in window.foot.text
    assert shop.storage.sales.count() == disk.before + 1


def test_what_stands_in_the_way_of_every_sale_stays_until_something_succeeds(window: CounterWindow) -> None:
    window.foot.refuse(EnvironmentProblem("unreadable", file="till.db"))
    assert not window.foot._timer.isActive()
    press_item(window, "cheeseburger")
    assert not window.foot.alarm
    window.foot.refuse(Refused("nothing_to_undo"))
    assert window.foot._timer.isActive()


class FullDisk:
    """The shop's file can grow no further: SQLite itself says that the disk is full."""

    def __init__(self, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
        writer = shop.storage.sales._writer
        self.writer, self.full, self.before = writer, False, shop.storage.sales.count()
        connect = connect_writing

        def connected(path: Path) -> sqlite3.Connection:
            connection = connect(path)
            self._limit(connection)
            return connection

        monkeypatch.setattr("pos_assist.storage.writer.connect_writing", connected)
        monkeypatch.setattr(shop.storage.sales._ballast, "spend", lambda: False)

    def _limit(self, connection: sqlite3.Connection) -> None:
        if self.full:
            connection.execute("VACUUM")  # no free page is left
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count={pages}")

    def fill(self) -> None:
        self.full = True
        self.writer.now(lambda _: None)  # nothing else is waiting
        self._limit(self.writer._connection)

    def make_room(self) -> None:
        self.full = False
        self.writer._connection.execute("PRAGMA max_page_count=1000000")


def test_what_has_no_key_in_sight_is_in_a_list_by_touch_and_by_arrows_and_enter(
    window: CounterWindow, shop: Shop
) -> None:
    side_view = to_payment(window, "cheeseburger")
    assert not side_view.choosing
    click(side_view.more)
    shown = [x.label for x in side_view.buttons if x.isVisible()]
    assert shown == ["カード", "QR", "電子マネー", "商品券", "ポイント"]
    assert not side_view.pad.isVisible()
    assert side_view.cash.key == ""  # Enter is the list's now
    strike(window, Key.Key_Down)
    strike(window, Key.Key_Up)
    strike(window, Key.Key_Return)
    assert side_view.cash.key == "Enter"
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert [x.kind for x in receipt.tenders] == [TenderKind.EMONEY]


@pytest.mark.parametrize("code", ["2901000000176", "123", "31415926"])
def test_a_code_typed_by_hand_over_the_list_of_tenders_takes_no_money(window: CounterWindow, code: str) -> None:
    to_payment(window, "cheeseburger")
    strike(window, Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    for sign in code:
        strike(window, getattr(Key, f"Key_{sign}"))
    assert window.till.view.tenders == ()
    assert window.till.view.last_receipt is None
    assert window.till.view.moment is Moment.PAYING


def test_the_list_of_tenders_is_closed_when_the_order_comes_back_to_be_paid(window: CounterWindow) -> None:
    side_view = to_payment(window, "cheeseburger")
    click(side_view.more)
    scan(window, POTATO_M)
    strike(window, Key.Key_F12)
    assert window.till.view.moment is Moment.PAYING
    assert not side_view.choosing


def test_escape_closes_the_list_of_tenders_and_nothing_else(window: CounterWindow) -> None:
    side_view = to_payment(window, "cheeseburger")
    strike(window, Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    assert side_view.choosing
    strike(window, Key.Key_Escape)
    assert not side_view.choosing
    assert window.till.view.moment is Moment.PAYING


@pytest.mark.parametrize("closes", [False, True])
def test_enter_struck_as_the_list_of_tenders_opens_or_closes_takes_no_money(
    window: CounterWindow, closes: bool
) -> None:
    to_payment(window, "cheeseburger")
    strike(window, Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    if closes:
        strike(window, Key.Key_Escape)
    strike(window, Key.Key_Return, after=0.2)  # meant for what was there before
    assert window.till.view.last_receipt is None
    assert window.till.view.tenders == ()
    strike(window, Key.Key_Return)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert [x.kind for x in receipt.tenders] == [TenderKind.CASH if closes else TenderKind.EMONEY]


def test_a_tender_of_the_list_that_was_refused_leaves_no_money_to_a_second_enter(window: CounterWindow) -> None:
    to_payment(window, "cheeseburger")
    strike(window, Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    type_slowly(window, "500")
    click(next(x for x in window.side.views["pay"].buttons if x.label == "電子マネー"))
    assert window.foot.alarm
    strike(window, Key.Key_Return, after=0.1)
    assert window.till.view.last_receipt is None
    assert window.till.view.tenders == ()


def test_a_voucher_above_what_is_due_is_asked_about(window: CounterWindow) -> None:
    side_view = to_payment(window, "cheeseburger")
    for digit in (Key.Key_5, Key.Key_0, Key.Key_0):
        strike(window, digit)
    click(side_view.more)
    a_moment_later(window)
    click(next(x for x in side_view.buttons if x.label == "商品券"))
    assert window.question.question is not None
    a_moment_later(window, 1.0)
    click(window.question.yes_button)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert [(x.amount, x.face) for x in receipt.tenders] == [(240, 500)]


def test_a_shop_without_many_tenders_sees_them_all(window: CounterWindow, shop: Shop) -> None:
    shop.manage("店長").set_settings({"tenders": "カード, 社員カード"})
    side_view = to_payment(window, "cheeseburger")
    assert [x.label for x in side_view.buttons if x.isVisible()] == ["カード", "社員カード"]
    assert not side_view.more.isVisible()


@pytest.mark.parametrize(("language", "named"), [("ja", "社員証"), ("en", "Staff card")])
def test_a_tender_that_the_shop_names_itself_is_named_in_the_language_of_who_reads(
    open_window: OpenWindow, shop: Shop, language: str, named: str
) -> None:
    shop.manage("店長").set_settings({"tenders": "カード, 社員証＜Staff card＞"})
    window = open_window(shop, language=language)
    side_view = to_payment(window, "cheeseburger")
    click(next(x for x in side_view.buttons if x.label == named))
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert [(x.kind, x.name, x.amount) for x in receipt.tenders] == [(TenderKind.OWN, "社員証 <Staff card>", 240)]
    for words, spoken in (("社員証", "ja"), ("Staff card", "en")):
        said = [x.text.strip() for x in receipt_slip(receipt, ShopSign("MIDORI", language=spoken)).blocks]
        assert words in said
        assert not [x for x in said if "<" in x]
    close = shop.day.close(counted=0)
    assert "社員証" in close.slip
    assert "<" not in close.slip
    press_item(window, "cheeseburger")
    strike(window, Key.Key_F12)
    strike(window, Key.Key_F11, Shift)  # the key of a code payment, which this shop does not take
    assert window.foot.alarm
    assert window.till.view.moment is Moment.PAYING
