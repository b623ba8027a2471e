"""Makes each side view when it is first needed; a start imports none of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pos_assist.desktop.counter_window.actions import Actions
from pos_assist.desktop.counter_window.discount_panel import DiscountPanel
from pos_assist.desktop.counter_window.discounting import discount_by_hand
from pos_assist.desktop.counter_window.giving_back import ring_again, take_back
from pos_assist.desktop.counter_window.held_panel import HeldPanel
from pos_assist.desktop.counter_window.keypad import QuantityPad
from pos_assist.desktop.counter_window.member_panel import MemberPanel
from pos_assist.desktop.counter_window.note_panel import NotePanel
from pos_assist.desktop.counter_window.options_panel import OptionsPanel
from pos_assist.desktop.counter_window.parts_panel import PartsPanel
from pos_assist.desktop.counter_window.pay_panel import DonePanel, PayPanel
from pos_assist.desktop.counter_window.printers_panel import DrawerPanel, PrintersPanel, print_receipt
from pos_assist.desktop.counter_window.recall_panel import RecallPanel
from pos_assist.desktop.counter_window.receipts_panel import ReceiptsPanel
from pos_assist.desktop.counter_window.side_view import SideView
from pos_assist.desktop.counter_window.staff_panel import StaffPanel
from pos_assist.desktop.counter_window.why_offers_panel import WhyOffersPanel
from pos_assist.desktop.counter_window.why_panel import WhyPanel
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.till.commands import Command

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow


def make(name: str, act: Actions, window: CounterWindow) -> SideView:  # noqa: PLR0911 — one view a name
    """Return a new side view of that name."""
    till = act.till
    if name == "pay":
        pay = PayPanel(lambda: act.entry, till.quick_amounts, till.tenders, window)
        pay.pad.digit.connect(act.digit)
        pay.pad.rubbed.connect(act.rub_out)
        pay.quick.connect(lambda amount: act.tender(TenderKind.CASH, amount))
        pay.tendered.connect(lambda kind, name: act.tender(kind, name=name))
        pay.accepted.connect(lambda offer: act.answer(offer, yes=True))
        pay.left.connect(act.escape)
        pay.turned.connect(act.turn)
        return pay
    if name == "recall":
        recall = RecallPanel(window)
        recall.chosen.connect(act.recall)
        return recall
    if name == "held":
        held = HeldPanel(window)
        held.noted.connect(act.note_held)
        return held
    if name == "member":
        member = MemberPanel(window, act.members_meant, act.is_item)
        member.given.connect(act.set_member)
        member.scanned.connect(act.scan)
        return member
    if name == "receipts":
        receipts = ReceiptsPanel(till.past, partial(take_back, window), partial(ring_again, window), window)
        receipts.printed.connect(lambda receipt, made_out: print_receipt(window, receipt, made_out=made_out))
        return receipts
    if name in ("options", "parts", "discount", "note"):
        return _by_hand(name, act, window)
    if name in ("printers", "drawer"):
        return PrintersPanel(window) if name == "printers" else DrawerPanel(window)
    if name == "staff":
        return StaffPanel(window)
    if name == "why_offers":
        return WhyOffersPanel(till.tells_figures, window)
    return _done(window) if name == "done" else WhyPanel(till.explain, window)


def _by_hand(name: str, act: Actions, window: CounterWindow) -> SideView:
    till = act.till
    if name == "options":
        options = OptionsPanel(window)
        options.chosen.connect(act.choose)
        options.discounted.connect(lambda: window.do(Command.DISCOUNT))
        return options
    if name == "parts":
        parts = PartsPanel(till.set_parts, window)
        parts.filled.connect(act.fill_part)
        return parts
    if name == "discount":
        discount = DiscountPanel(lambda: act.entry, till.quick_discounts, window)
        discount.digit.connect(act.digit)
        discount.rubbed.connect(act.rub_out)
        discount.given.connect(partial(discount_by_hand, window))
        return discount
    note = NotePanel(till.order_field(), window)
    note.counted.connect(act.note)
    note.seated.connect(lambda table: act.note(table=table))
    return note


def _done(window: CounterWindow) -> DonePanel:
    done = DonePanel(window)
    done.reopen.clicked.connect(lambda: ring_again(window))
    done.printed.connect(lambda receipt: print_receipt(window, receipt))
    return done


def make_pad(act: Actions, window: CounterWindow) -> QuantityPad:
    """Return a new quantity pad."""
    pad = QuantityPad(window)
    pad.pad.digit.connect(act.digit)
    pad.pad.rubbed.connect(act.rub_out)
    pad.stepped.connect(act.more)
    return pad
