"""Taking the money: from the standing price to the receipt on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

from pos_assist.domain.counter_settings import TENDERS, TenderChoice
from pos_assist.domain.offers import Moment
from pos_assist.domain.orders import Order
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, Tender, TenderKind
from pos_assist.domain.settings import CURRENCY, TILL
from pos_assist.i18n.tender_texts import tender_text
from pos_assist.services.till.close_sale import close_sale, largest_note, quick_amounts
from pos_assist.services.till.till_order import TillOrder
from pos_assist.services.till.till_view import TillView
from pos_assist.suggest.next_visit import redeemed

PATIENCE = 0.5  # seconds that taking the money waits for the proof of the price


class Paying(TillOrder):
    """The use cases between the order and its receipt."""

    def pay(self) -> TillView:
        """To the till: the price stands from here on; the proof of it is waited for, but not for long. Refused:
        nothing_to_pay, cashier_missing."""
        self._payable("nothing_to_pay")
        self._before_payment()
        if not self.view.priced.proven:
            self._pricing.wait(PATIENCE)
        return self._show(self.view.order, moment=Moment.PAYING)

    def back(self) -> TillView:
        """Back to the order; money not yet taken for good is given back."""
        taken, self.view = self.view.tenders, replace(self.view, tenders=())
        view = self._show(self.view.order, moment=Moment.CHOSEN)
        if taken:
            self._save()
        return view

    def quick_amounts(self) -> tuple[int, ...]:
        """Amounts of cash that a customer is likely to hand over."""
        return quick_amounts(self.view.due, self._catalog.setting(CURRENCY))

    def is_unusual_cash(self, amount: int) -> bool:
        """Whether so much cash is likelier a slip than what a customer hands over: the next large note and more above what
        is due."""
        return amount > self.view.due + largest_note(self._catalog.setting(CURRENCY))

    def tenders(self) -> tuple[TenderChoice, ...]:
        """The tenders beside cash, in the order of their keys."""
        return self._catalog.setting(TENDERS)

    def tender(self, kind: TenderKind, amount: int, name: str = "") -> TillView:
        """Take money, in minor units; `name` is the shop's own of an OWN tender, in either language. For a voucher of more than is due no change is
        given. Once it reaches the total, the sale is written down for good and the next order can
        begin. Refused: nothing_to_pay, tender_not_taken, bad_amount, no_change_from_card, coupon_gone (the order then goes on without the
        coupon). Environment: the sale could not be saved (it is
        still open)."""
        self._payable("nothing_to_pay")
        name = self._tender_name(kind, name)
        if self.view.moment is not Moment.PAYING:
            self.pay()
        if amount < 0 or (amount == 0 and self.view.due > 0):
            raise Refused("bad_amount")
        due = self.view.due
        if kind not in (TenderKind.CASH, TenderKind.VOUCHER) and amount > due:
            raise Refused("no_change_from_card", due=due)
        taken = (*self.view.tenders, Tender(kind, amount, name))
        if kind is TenderKind.VOUCHER and amount > due:
            taken = (*self.view.tenders, Tender(kind, due, name, face=amount))
        if sum(x.amount for x in taken) < self.view.priced.total:
            self.view = replace(self.view, tenders=taken)
            self._save()  # the money is in the drawer, whatever becomes of this program
            return self.view
        return self._finish(taken)

    def _tender_name(self, kind: TenderKind, name: str) -> str:
        """The name that the shop's list has for it. Refused: tender_not_taken."""
        for choice in self.tenders():
            if choice.is_meant(kind, name):
                return choice.name
        if kind is TenderKind.CASH:
            return ""
        raise Refused("tender_not_taken", tender=tender_text(kind, name))

    def _finish(self, tenders: Sequence[Tender]) -> TillView:
        view = self.view
        till, cashier = self._catalog.setting(TILL), self._cashier()
        receipt = close_sale(view.order, view.priced, tenders, self._now(), till, cashier)
        if not self._practice:
            records = self._log.records(view.order)
            if receipt.member and self._storage.members.find(receipt.member) is None:
                receipt = replace(receipt, member="")  # forgotten while the order was open
            visit = self._if_it_can(lambda: self._panels.next_visit(view.order, view.priced, receipt.sold_at), None)
            withheld = visit is not None and self._panels.withholds(view.order)
            receipt = replace(
                receipt,
                arm=self._panels.arm(view.order),
                seconds=_seconds(view.order, receipt),
                next_visit=None if withheld else visit,
                next_visit_withheld=withheld,
                redeemed=redeemed(view.order.coupons, [use.deal for use in receipt.deals]),
            )
            try:
                receipt = self._storage.sales.finish(
                    receipt, records, lambda at: self._panels.to_learn(receipt, records, at), self._print_jobs
                )
            except Refused as refused:
                self._without_coupon(refused)
            self._panels.sold(self._panels.to_learn(receipt, records, receipt.sold_at))
            self._after_sale()
        self._begin(receipt)
        return self.view

    def _without_coupon(self, refused: Refused) -> NoReturn:
        """Another receipt has used the offer that this order counted on: the order goes on without it, at its price."""
        code = refused.data.get("code")
        if refused.code != "coupon_used":
            raise refused
        taken, self.view = self.view.tenders, replace(self.view, tenders=())
        order = self.view.order
        self._change(replace(order, coupons=tuple(x for x in order.coupons if x.code != code)), self.view.selected)
        if taken:  # what was paid before, by card perhaps, stays paid
            self.view = replace(self.view, tenders=taken)
            self._show(self.view.order, self.view.selected, Moment.PAYING)
            self._save()
        raise Refused("coupon_gone", code=code) from refused


def _seconds(order: Order, receipt: Receipt) -> int:
    return max(0, round((receipt.sold_at - order.opened_at).total_seconds()))
