"""An error of ours among the offers is told to the program; the customer is served as if there were none."""

from __future__ import annotations

import pytest

from pos_assist.domain.offers import EMPTY_PANEL
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.till.till import Till


class OurBug(Exception):
    """What nobody has thought of."""


@pytest.fixture
def broken(till: Till, monkeypatch: pytest.MonkeyPatch) -> Till:
    """A counter on which everything that suggests fails."""

    def fail(*_args: object, **_named: object) -> None:
        raise OurBug

    monkeypatch.setattr(till._panels, "panel", fail)
    monkeypatch.setattr(till._panels, "next_visit", fail)
    return till


def test_a_suggestion_bug_does_not_stop_a_sale(broken: Till) -> None:
    told: list[Exception] = []
    broken.on_trouble = told.append
    view = broken.ring("cheeseburger", 2)
    assert view.order.units() == {"cheeseburger": 2}
    assert view.panel == EMPTY_PANEL
    broken.pay()
    receipt = broken.tender(TenderKind.CASH, broken.view.due).last_receipt
    assert receipt is not None
    assert receipt.key == broken.past.find()[0].key
    assert told
    assert all(isinstance(error, OurBug) for error in told)


def test_a_suggestion_bug_is_raised_where_nobody_is_told(broken: Till) -> None:
    with pytest.raises(OurBug):
        broken.ring("cheeseburger")


def test_why_this_price_says_what_the_order_costs_without_each_deal(till: Till) -> None:
    for code in ("cheeseburger", "potato-m", "cola-m"):
        view = till.ring(code)
    (why,) = till.explain()
    assert why.deal == view.priced.uses[0].deal
    assert why.exact
    assert why.without > view.priced.total
