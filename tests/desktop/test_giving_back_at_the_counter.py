"""Money back at the counter, by touch and by key: units or all, to the tender it came from; the receipt stays as it was printed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.receipts_panel import ReceiptsPanel
from pos_assist.domain.receipts import Receipt, TenderKind
from tests.desktop.hands import a_moment_later, click, press_item, strike

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def sold(window: CounterWindow, *codes: str, kind: TenderKind = TenderKind.CASH) -> Receipt:
    press_item(window, *codes)
    strike(window, Key.Key_F12)
    a_moment_later(window, 1.0)
    window.actions_._turned_at = -1.0
    window.actions_.tender(kind)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    return receipt


def looking_at_the_last(window: CounterWindow) -> ReceiptsPanel:
    strike(window, Key.Key_R, CONTROL)
    panel = window.side.views["receipts"]
    assert isinstance(panel, ReceiptsPanel)
    click(panel.list.rows[0])
    return panel


def test_one_of_two_comes_back_by_touch_to_the_card_it_was_paid_with(window: CounterWindow) -> None:
    receipt = sold(window, "cheeseburger", "cheeseburger", kind=TenderKind.CARD)
    panel = looking_at_the_last(window)
    paper = panel.paper.bitmap
    click(panel.return_button)
    click(panel.give_back.rows[0].more)
    assert panel.give_back.refund is not None
    assert panel.give_back.refund.amount == 240
    click(panel.give_back.reasons[1])
    [refund] = window.till._storage.sales.refunds(receipt.key)
    assert (refund.units, refund.amount, refund.reason) == (((receipt.lines[0].line, 1),), 240, "お客様からの返品")
    assert [(x.kind, x.amount) for x in refund.tenders] == [(TenderKind.CARD, 240)]
    assert "カード" in window.foot.text
    assert "240" in window.foot.text
    assert panel.paper.bitmap == paper  # the original stays as it was printed
    assert panel.paper.paid_back == 240


def test_all_of_it_comes_back_by_keys_alone(window: CounterWindow) -> None:
    receipt = sold(window, "cheeseburger", "potato-m", "cola-m")
    panel = looking_at_the_last(window)
    strike(window, Key.Key_B, CONTROL)
    strike(window, Key.Key_Down)
    strike(window, Key.Key_Plus)
    assert panel.give_back.units[receipt.lines[1].line] == 1
    strike(window, Key.Key_Asterisk)
    strike(window, Key.Key_1)
    strike(window, Key.Key_Return)
    assert window.till.past.paid_back(receipt) == receipt.total
    assert window.till.past.what_is_left(receipt).lines == ()
    assert not panel.return_button.isEnabled()
    for _ in range(2):
        strike(window, Key.Key_Escape)
    assert window.side.shown != "receipts"


def test_a_code_typed_by_hand_pays_nothing_out(window: CounterWindow) -> None:
    receipt = sold(window, "cheeseburger")
    looking_at_the_last(window)
    strike(window, Key.Key_B, CONTROL)
    strike(window, Key.Key_Asterisk)
    for code in ("2", "49021", "123"):
        for figure in code:
            strike(window, getattr(Key, f"Key_{figure}"))
        if len(code) > 1:
            strike(window, Key.Key_Return)
        assert window.till.past.paid_back(receipt) == 0
        strike(window, Key.Key_Up)


def test_nothing_comes_back_without_units(window: CounterWindow) -> None:
    receipt = sold(window, "cheeseburger")
    panel = looking_at_the_last(window)
    click(panel.return_button)
    strike(window, Key.Key_1)
    strike(window, Key.Key_Return)
    assert window.till.past.paid_back(receipt) == 0
    strike(window, Key.Key_Escape)
    assert panel.paper_scroller.isVisible()


def test_void_and_ring_again_brings_the_lines_of_the_receipt_looked_at_back(window: CounterWindow) -> None:
    first = sold(window, "cheeseburger", "apple-pie")
    sold(window, "potato-m")
    strike(window, Key.Key_R, CONTROL)
    panel = window.side.views["receipts"]
    assert isinstance(panel, ReceiptsPanel)
    click(panel.list.rows[1])
    strike(window, Key.Key_E, CONTROL)
    again = window.till._storage.sales.receipt(first.key)
    assert again is not None
    assert again.voided
    assert [(x.item.code, x.qty) for x in window.till.view.order.lines] == [("cheeseburger", 1), ("apple-pie", 1)]
    assert window.side.shown is None


def test_without_a_receipt_chosen_the_return_key_opens_the_list(window: CounterWindow) -> None:
    sold(window, "cheeseburger")
    strike(window, Key.Key_B, CONTROL)
    panel = window.side.views["receipts"]
    assert isinstance(panel, ReceiptsPanel)
    assert panel.scroller.isVisible()
    assert not panel.give_back.isVisible()
