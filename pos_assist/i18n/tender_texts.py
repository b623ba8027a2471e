"""Tenders in words: one home for screens, paper, reports and commands."""

from __future__ import annotations

from collections.abc import Callable

from pos_assist.domain.marking import N_
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.translate import tr

TENDERS = {
    TenderKind.CASH: N_("Cash"),
    TenderKind.CARD: N_("Card"),
    TenderKind.QR: N_("QR"),
    TenderKind.EMONEY: N_("E-money"),
    TenderKind.VOUCHER: N_("Voucher"),
    TenderKind.POINTS: N_("Points"),
    TenderKind.OWN: N_("Other tender"),
}


def tender_text(kind: TenderKind, name: str = "", say: Callable[[str], str] = tr) -> str:
    """How the money came in; the shop's own name of a tender stands as it is."""
    return name or say(TENDERS[kind])
