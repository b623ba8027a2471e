"""What time has changed of an open order's price, in one sentence or two."""

from __future__ import annotations

from pos_assist.i18n.money import money
from pos_assist.i18n.translate import title_of, tr
from pos_assist.pricing.priced import PriceChange

_MOST = 2  # reasons that are named


def price_change_words(change: PriceChange, shown: int, currency: str = "JPY") -> str:
    """The two totals, and why: deals that ended or began, prices that are others now. `shown`: the number of the order on
    screen; of another one, which was just put aside, its number is said."""
    why = [
        *(tr("“{name}” has ended.", name=title_of(use)) for use in change.ended),
        *(tr("“{name}” has begun.", name=title_of(use)) for use in change.begun),
        *(tr("{name} is {price} now.", name=name, price=money(price, currency)) for name, price in change.prices),
    ]
    words = tr(
        "The total is now {after}, not {before}.",
        after=money(change.after, currency),
        before=money(change.before, currency),
    )
    for reason in why[:_MOST]:
        words = tr("{sentence} {next}", sentence=words, next=reason)
    return words if change.number == shown else tr("Order #{number}: {sentence}", number=change.number, sentence=words)
