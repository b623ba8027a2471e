"""A price by hand at the counter: who may, then the deed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pos_assist.domain.discounts import By, Discount
from pos_assist.domain.problems import Problem
from pos_assist.domain.rights import Right

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow


def discount_by_hand(window: CounterWindow, discount: Discount | None, line: int | None) -> bool:
    """Set the price of a line by hand, or take something off the whole order (no line), once whoever must has said yes; no
    discount takes it back, which anybody may. True where it was done."""
    who = ""
    if discount is not None:
        right = Right.PRICE if discount.by is By.PRICE else Right.DISCOUNT
        try:
            percent = window.till.percent_off(discount, line)
        except Problem as problem:
            window.foot.refuse(problem)
            return False
        answer = window.host.permit(right, percent)
        if answer is None:
            return False
        who = answer
    return window.actions_.discount(replace(discount, who=who) if discount else None, line)
