"""Tenders in words: one home for screens, paper, reports and commands."""

from __future__ import annotations

from pos_assist.domain.marking import N_
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.texts import both_names, in_language
from pos_assist.i18n.translate import Speaker, language, tr

TENDERS = {
    TenderKind.CASH: N_("Cash"),
    TenderKind.CARD: N_("Card"),
    TenderKind.QR: N_("QR"),
    TenderKind.EMONEY: N_("E-money"),
    TenderKind.VOUCHER: N_("Voucher"),
    TenderKind.POINTS: N_("Points"),
    TenderKind.OWN: N_("Other tender"),
}


def tender_text(kind: TenderKind, name: str = "", say: Speaker | None = None) -> str:
    """How the money came in, on the screen or as `say` says it; the shop's own name of a tender in that language, where it has
    two («社員証 <Staff card>»)."""
    if name:
        return in_language(say.language if say else language(), *both_names(name))
    return (say.tr if say else tr)(TENDERS[kind])
