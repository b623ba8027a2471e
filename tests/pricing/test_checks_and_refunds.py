"""What a manager is told about deals, and what a customer gets back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.hours import Hours
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.receipts import DealUsed, Receipt, ReceiptLine
from pos_assist.i18n.translate import sentence
from pos_assist.pricing import Pricer, Rounding, check_deals
from pos_assist.pricing.allocation import split
from pos_assist.pricing.refund import refunded, void
from tests.pricing.shops import AT, cases
from tests.profiles import examples

ITEMS = [Item("a", "A", 100), Item("b", "B", 300), Item("old", "Old", 100, retired=True)]
AB = frozenset({"a", "b"})
GOOD = SetPrice(id="good", name="Good", price=350, slots=(Slot(1, frozenset("a")), Slot(1, frozenset("b"))))


@pytest.mark.parametrize(
    ("deal", "code", "refused"),
    [
        (replace(GOOD, price=400), "deal_dearer_than_parts", False),
        (SetPrice(id="x", price=250, slots=(Slot(1, AB),)), "deal_dearer_for_some", False),
        (SetPrice(id="x", price=10, slots=(Slot(1, frozenset({"old", "zz"})),)), "deal_slot_empty", False),
        (SetAmount(id="x", amount=101, slots=(Slot(1, AB),)), "deal_amount_too_large", True),
        (SetPercent(id="x", slots=(Slot(1, AB, percent=0),)), "deal_saves_nothing", False),
        (SetPrice(id="x", price=10, slots=()), "deal_no_slots", True),
        (replace(GOOD, when=When(from_date=date(2026, 2, 1), to_date=date(2026, 1, 1))), "deal_dates_reversed", False),
        (replace(GOOD, when=When(hours=(Hours(600, 600),))), "deal_hours_empty", False),
        (
            replace(GOOD, when=When(from_date=date(2026, 11, 23), to_date=date(2026, 11, 24), days=frozenset({"sun"}))),
            "deal_days_missed",
            False,
        ),
    ],
)
def test_a_bad_deal_is_named_in_words(deal: Deal, code: str, refused: bool) -> None:
    (finding,) = check_deals([deal], ITEMS)
    assert (finding.code, finding.refused) == (code, refused)
    assert (deal.name or deal.id) in sentence(BadInput(finding.code, **finding.data))


def test_a_good_deal_needs_no_words() -> None:
    weekend = When(from_date=date(2026, 11, 21), to_date=date(2026, 11, 22), days=frozenset({"sun"}))  # its last day
    assert check_deals([replace(GOOD, when=weekend), Spend(id="s", min=500, percent=5)], ITEMS) == []


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (GOOD, replace(GOOD, id="w", price=360)),
        (GOOD, replace(GOOD, id="w", when=When(member=True))),
        (
            Cheapest(id="x", n=2, free=1, percent=100, items=AB),
            Cheapest(id="w", n=2, free=1, percent=50, items=frozenset("a")),
        ),
    ],
)
def test_a_deal_beaten_by_another_is_named_once(better: Deal, worse: Deal) -> None:
    assert [(f.code, f.deal.id) for f in check_deals([worse, better], ITEMS)] == [("deal_beaten", "w")]


def test_of_two_equal_deals_one_is_named() -> None:
    assert [f.deal.id for f in check_deals([GOOD, replace(GOOD, id="twin")], ITEMS)] == ["twin"]


def test_a_capped_deal_beats_nothing() -> None:
    assert check_deals([replace(GOOD, max_uses=1, price=300), replace(GOOD, id="w")], ITEMS) == []


def receipt_of(order: Order, deals: list[Deal]) -> Receipt:
    priced = Pricer(deals).price(order, AT)
    nets = {line.line: line for line in priced.lines}
    return Receipt(
        key="r", number=7, sold_at=AT, mode=order.mode, tenders=(), list_total=priced.list_total, total=priced.total,
        lines=tuple(
            ReceiptLine(x.id, x.item, x.qty, x.item.price, nets[x.id].net, nets[x.id].tax_rate) for x in order.lines
        ),
        deals=tuple(DealUsed(u.deal, u.name, u.units, u.saving) for u in (*priced.uses, *priced.spends)),
        taxes=priced.taxes,
    )  # fmt: skip


@examples(60)
@given(cases(most_units=8), st.data())
def test_giving_back_in_any_steps_comes_to_what_was_paid(
    case: tuple[dict[str, Item], list[Deal], Order], data: st.DataObject
) -> None:
    _, deals, order = case
    joined = Order(order.key, 1, AT, order.mode, order.member)
    for rung in order.lines:
        joined = joined.ring(rung.item, rung.qty)
    receipt = rest = receipt_of(joined, deals)
    back = 0
    tax_back: dict[int, int] = {}
    while rest.lines:
        line = data.draw(st.sampled_from(rest.lines))
        refund = refunded(rest, {line.line: data.draw(st.integers(1, line.qty))}, Rounding.HALF_UP)
        assert 0 <= refund.amount <= line.net
        kept = {x.line: x.net for x in refund.rest.lines}
        assert all(kept[x.line] == x.net for x in rest.lines if x.line != line.line)  # what is kept keeps its price
        assert sum(deal.saving for deal in refund.rest.deals) in {refund.rest.list_total - refund.rest.total, 0}
        assert sum(part.gross for part in refund.taxes) == refund.amount
        for part in refund.taxes:
            tax_back[part.rate] = tax_back.get(part.rate, 0) + part.tax
        back += refund.amount
        rest = refund.rest
    assert back == receipt.total
    if all(line.tax_rate for line in receipt.lines):
        first = refunded(receipt, {line.line: line.qty for line in receipt.lines}, Rounding.HALF_UP)
        assert first.amount == back
    assert sum(part.gross for part in receipt.taxes) == back


def test_a_unit_of_a_broken_set_gives_back_its_share() -> None:
    order = Order("o", 1, AT).ring(ITEMS[0]).ring(ITEMS[1])
    receipt = receipt_of(order, [GOOD])
    refund = refunded(receipt, {1: 1}, Rounding.FLOOR)
    assert refund.amount == 88  # a saving of 50 over 100 and 300: 12.5 and 37.5, the odd yen to the dearer
    assert (refund.rest.total, refund.rest.deals[0].saving) == (262, 38)


def test_a_void_gives_everything_back_and_cannot_be_done_twice() -> None:
    receipt = receipt_of(Order("o", 1, AT).ring(ITEMS[0], 3), [])
    refund = void(receipt, Rounding.FLOOR)
    assert (refund.amount, refund.taxes, refund.rest.voided) == (300, receipt.taxes, True)
    with pytest.raises(Refused, match="already_voided"):
        void(refund.rest, Rounding.FLOOR)


def test_more_than_was_sold_is_not_given_back() -> None:
    receipt = receipt_of(Order("o", 1, AT).ring(ITEMS[0], 3), [])
    with pytest.raises(Refused, match="refund_too_many"):
        refunded(receipt, {1: 4}, Rounding.FLOOR)
    with pytest.raises(Refused, match="no_such_line"):
        refunded(receipt, {9: 1}, Rounding.FLOOR)


@given(st.integers(0, 5000), st.lists(st.integers(0, 900), min_size=1, max_size=9))
def test_shares_add_up_and_differ_from_the_exact_share_by_less_than_one(amount: int, weights: list[int]) -> None:
    shares = split(amount, weights)
    assert sum(shares) == amount
    if sum(weights):
        assert all(abs(share - amount * w / sum(weights)) < 1 for share, w in zip(shares, weights, strict=True))
