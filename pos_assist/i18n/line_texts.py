"""What stands below a line of an order or a receipt: its options, and what was changed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pos_assist.domain.discounts import By, Discount
from pos_assist.domain.marking import N_
from pos_assist.domain.options import Chosen, words_of
from pos_assist.i18n.translate import Speaker, language, tr

_OFF = {By.AMOUNT: N_("{amount} off"), By.PERCENT: N_("{percent}% off"), By.PRICE: N_("price changed")}


def hand_text(hand: Discount, money: Callable[[int], str], say: Speaker | None = None) -> str:
    """A discount by hand in words, with its reason; in the present language where no speaker is named."""
    said, spoken = (say.tr, say.language) if say else (tr, language())
    words = said(_OFF[hand.by]).format(amount=money(hand.value), percent=hand.value)
    return f"{words} {hand.reason_in(spoken)}".strip()


def below_line(options: Iterable[Chosen], hand: Discount | None, money: Callable[[int], str]) -> str:
    """Everything that stands below a line; empty: nothing."""
    parts = (words_of(options, language()), hand_text(hand, money) if hand else "")
    return "  ".join(x for x in parts if x)
