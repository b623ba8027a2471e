"""An offer for the next visit (M9): something related to what was bought, for the receipt; the customer decides at home."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b

from pos_assist.domain.deals import SetAmount, Slot
from pos_assist.domain.offers import NextVisit, OfferKind
from pos_assist.domain.settings import NEXT_VISIT_AMOUNT, NEXT_VISIT_DAYS
from pos_assist.suggest.lines import spoken_line
from pos_assist.suggest.manners import Candidate, Situation, breach

MARK = "NV"  # what its code begins with
_DEAL = "next:"
_NAMES = {"ja": "次回クーポン", "en": "Next-visit coupon"}


def next_visit(now: Situation, candidates: Sequence[Candidate], settings: Mapping[str, str]) -> NextVisit | None:
    """Return the receipt's offer for the next visit, or None: the add-on most likely to please, if it costs at least twice the
    amount. `now` is the order as it was paid; its manners hold here too."""
    amount, days = NEXT_VISIT_AMOUNT.of(settings), NEXT_VISIT_DAYS.of(settings)
    polite = [
        c for c in candidates if c.kind is OfferKind.ADDON and c.items[0].price >= 2 * amount and breach(c, now) is None
    ]
    best = max(polite, key=lambda c: (c.chance, c.refusal), default=None)
    if not amount or best is None:
        return None
    [item] = best.items

    def line(language: str) -> str:
        spoken, wording, key = (item.spoken_in(language),), now.wording, now.order.key
        return spoken_line(OfferKind.NEXT_VISIT, spoken, language=language, wording=wording, turn=key)

    return NextVisit(
        code=MARK
        + b32encode(blake2b(now.order.key.encode(), digest_size=10, person=b"next visit").digest()).decode()[:12],
        item=item.code,
        title=item.title_in(now.language),
        amount=amount,
        until=now.at.date() + timedelta(days=days),
        line=line(now.language),
        title_en=item.title_in("en"),
        line_en=line("en"),
    )


def coupon_deal(visit: NextVisit, language: str) -> SetAmount:
    """The deal that a brought-back offer is: once, for one unit of its item."""
    name = f"{_NAMES.get(language, _NAMES['en'])} {visit.title}"
    english = f"{_NAMES['en']} {visit.title_in('en')}"
    slots = (Slot(1, frozenset({visit.item})),)
    return SetAmount(id=_DEAL + visit.code, name=name, title_en=english, max_uses=1, amount=visit.amount, slots=slots)


def redeemed(visits: Sequence[NextVisit], deals_used: Sequence[str]) -> tuple[str, ...]:
    """Codes of the offers that took part in the price: one that a better set left unused can be brought again."""
    return tuple(visit.code for visit in visits if _DEAL + visit.code in deals_used)
