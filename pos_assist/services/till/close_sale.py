"""Closing a sale: from the priced order and the money to the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pos_assist.domain.discounts import HAND, By, Discount
from pos_assist.domain.orders import Order, OrderLine, ServiceMode, price_in, tax_rate
from pos_assist.domain.receipts import DealUsed, Receipt, ReceiptLine, Tender
from pos_assist.pricing.priced import PricedOrder

# What a wallet holds, in minor units: the notes and coins that people round up to.
_JAPANESE = (100, 500, 1_000, 5_000, 10_000)
_DECIMAL = (100, 500, 1_000, 2_000, 5_000)


def close_sale(
    order: Order, priced: PricedOrder, tenders: Sequence[Tender], at: datetime, till: str, cashier: str = ""
) -> Receipt:
    """The receipt of an order paid with `tenders`, which reach its total."""
    return Receipt(
        key=order.key,
        number=order.number,
        sold_at=at,
        mode=order.mode,
        lines=sold_lines(order, priced),
        deals=tuple(
            DealUsed(use.deal, use.name, use.units, use.saving, use.title_en) for use in (*priced.uses, *priced.spends)
        ),
        taxes=priced.taxes,
        tenders=tuple(tenders),
        list_total=priced.list_total,
        total=priced.total,
        member=order.member,
        till=till,
        cashier=cashier,
        guests=order.guests,
        table=order.table,
        discount=order.discount,
        tax_added=priced.tax_added,
        rounding=priced.rounding,
    )


def sold_lines(order: Order, priced: PricedOrder) -> tuple[ReceiptLine, ...]:
    """The lines of the receipt, each with its share of the total and the rates it is taxed at."""
    shares = {share.line: share for share in priced.lines}
    return tuple(
        ReceiptLine(
            line.id, line.item, line.qty, line.price, share.net, share.tax_rate, line.offer,
            share.rates if len(share.rates) > 1 else (), line.grams, line.options, line.hand,
            None if line.hand is None else line.full_price,
        )
        for line in order.lines
        for share in [shares[line.id]]
    )  # fmt: skip


def largest_note(currency: str) -> int:
    """Return the largest note of which a customer is likely to hand over one too many, in minor units."""
    return max(_JAPANESE if currency == "JPY" else _DECIMAL)


def quick_amounts(due: int, currency: str) -> tuple[int, ...]:
    """Amounts of cash that a customer is likely to hand over for what is due: the exact sum, then rounded up."""
    if due <= 0:
        return (0,)
    notes = _JAPANESE if currency == "JPY" else _DECIMAL
    return tuple(sorted({due, *(-(-due // note) * note for note in notes)}))


def opened_again(receipt: Receipt, order: Order) -> Order:
    """Return that order with what the receipt sold, at the prices of then, with its options and what was taken off by hand."""
    lines = tuple(_line_again(receipt, line, order.next_line + i) for i, line in enumerate(receipt.lines))
    return replace(
        order,
        mode=receipt.mode,
        member=receipt.member,
        lines=(*order.lines, *lines),
        next_line=order.next_line + len(lines),
        discount=_discount_again(receipt),
        guests=receipt.guests,
        table=receipt.table,
    ).served()


def _discount_again(receipt: Receipt) -> Discount | None:
    """What was taken off the whole: of an amount, what of it the units still carry."""
    discount = receipt.discount
    if discount is None or discount.by is not By.AMOUNT:
        return discount
    return replace(discount, value=sum(x.saving for x in receipt.deals if x.deal == HAND))


def _line_again(receipt: Receipt, line: ReceiptLine, number: int) -> OrderLine:
    other = ServiceMode.EAT_IN if receipt.mode is ServiceMode.TAKEOUT else ServiceMode.TAKEOUT
    mode = None if line.tax_rate == tax_rate(line.item.tax, receipt.mode) else other
    full = line.list_price if line.full_price is None else line.full_price
    price = full - sum(x.price for x in line.options)
    own_price = None if price == price_in(line.item, mode or receipt.mode) else price
    return OrderLine(
        number, line.item, line.qty, mode, own_price=own_price, grams=line.grams, options=line.options, hand=line.hand
    )
