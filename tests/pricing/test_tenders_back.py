"""Money goes back the way it came: not cash first, never more to a tender than it paid, exactly what is given back."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.items import Item, Rounding
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import Receipt, ReceiptLine, Refunded, TaxPart, Tender, TenderKind
from pos_assist.pricing.refund import refunded, tenders_back

AT = datetime(2026, 11, 25, 12)
KINDS = [x for x in TenderKind if x is not TenderKind.CASH]


def receipt(net: int, qty: int, tenders: tuple[Tender, ...]) -> Receipt:
    line = ReceiptLine(1, Item("a", "A", 100), qty, 100, net, 8)
    taxes = (TaxPart(8, net, net * 8 // 108),)
    return Receipt("k", 1, AT, ServiceMode.TAKEOUT, (line,), (), taxes, tenders, 100 * qty, net)


@st.composite
def paid(draw: st.DrawFn) -> Receipt:
    """A receipt that was paid in any way, with change of cash."""
    qty = draw(st.integers(1, 6))
    net = draw(st.integers(1, 100 * qty))
    due, tenders = net, list[Tender]()
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=3)):
        amount = draw(st.integers(0, due))
        due -= amount
        tenders.append(Tender(kind, amount, "社員券" if kind is TenderKind.OWN else ""))
    if due or not tenders:
        tenders.append(Tender(TenderKind.CASH, due + draw(st.integers(0, 500))))
    return receipt(net, qty, tuple(draw(st.permutations(tenders))))


@given(paid(), st.data())
def test_refunds_in_any_steps_give_each_tender_back_exactly_what_it_paid(sold: Receipt, data: st.DataObject) -> None:
    past: list[Refunded] = []
    left = sold.lines[0].qty
    while left:
        n = data.draw(st.integers(1, left))
        back = refunded(sold, {1: n}, Rounding.FLOOR, past)
        assert sum(x.amount for x in back.tenders) == back.amount
        assert all(x.amount > 0 for x in back.tenders)
        past.append(Refunded(AT, "", ((1, n),), back.amount, tenders=back.tenders))
        left -= n
    given_back: dict[tuple[TenderKind, str], int] = {}
    for x in (x for refund in past for x in refund.tenders):
        given_back[x.kind, x.name] = given_back.get((x.kind, x.name), 0) + x.amount
    taken: dict[tuple[TenderKind, str], int] = {}
    for x in sold.tenders:
        taken[x.kind, x.name] = taken.get((x.kind, x.name), 0) + x.amount
    if sold.change:
        taken[TenderKind.CASH, ""] -= sold.change
    assert given_back == {key: n for key, n in taken.items() if n}


def test_the_card_gets_its_money_back_before_any_cash_is_handed_out() -> None:
    sold = receipt(600, 3, (Tender(TenderKind.CASH, 400), Tender(TenderKind.CARD, 300)))
    assert sold.change == 100
    assert tenders_back(sold, 200) == (Tender(TenderKind.CARD, 200),)
    before = Refunded(AT, "", ((1, 1),), 200, tenders=(Tender(TenderKind.CARD, 200),))
    assert tenders_back(sold, 200, [before]) == (Tender(TenderKind.CARD, 100), Tender(TenderKind.CASH, 100))
