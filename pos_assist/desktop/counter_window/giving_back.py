"""Money back at the counter, from whatever screen: who may, and the deed, which prints its slip. One place for voids, returns and
«void and ring again»."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.rights import Right
from pos_assist.i18n.translate import tr

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow
    from pos_assist.domain.receipts import Receipt


def take_back(window: CounterWindow, receipt: Receipt, units: Mapping[int, int] | None, reason: str) -> bool:
    """Take units of a sale back, or all of it (`units` is None: it is voided), to the tenders they were paid with.
    True where it was done."""
    who = window.host.permit(Right.VOID if units is None else Right.REFUND)
    if who is None:
        return False
    return window.actions_.take_back(receipt, units, reason, who) is not None


def ring_again(window: CounterWindow, key: str = "") -> bool:
    """Void a sale, or the one closed last here, and bring its lines back to be put right and paid anew."""
    till = window.till
    try:
        if till.view.practice:
            raise Refused("only_practice")
        key = key or till.last_to_reopen().key
    except Problem as problem:
        window.foot.refuse(problem)
        return False
    who = window.host.permit(Right.VOID)
    return who is not None and window.actions_.ring_again(key, who)


def reasons() -> tuple[str, str, str]:
    """Why a sale is taken back, in the words that are kept with it."""
    return tr("Rung up by mistake"), tr("The customer brought it back"), tr("Paid the wrong way")
