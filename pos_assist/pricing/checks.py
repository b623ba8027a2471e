"""What is wrong with deals before a customer finds out: rules that cannot fire, that cost more than they save, that are beaten.

A finding is a code and its data; its sentence is in `problem_texts.PROBLEMS`. Some findings make a deal illegal and are refused
when deals are saved or loaded (`refused`); the others are told to the manager, who may have meant it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pos_assist.domain.deals import DAYS, Deal, Spend
from pos_assist.domain.hours import hours_text
from pos_assist.domain.items import Item

_REFUSED = frozenset({"deal_amount_too_large", "deal_no_slots"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell about one deal; `data` fills the sentence of `code`. Money in minor units, slots counted from 1."""

    code: str
    deal: Deal
    data: Mapping[str, object] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether the deal must not be saved or loaded like this."""
        return self.code in _REFUSED


def check_deals(deals: Iterable[Deal], items: Iterable[Item]) -> list[Finding]:
    """Everything to tell about the deals of a shop that sells these items, in the order of the deals."""
    every = list(deals)
    prices = {item.code: item.price for item in items if not item.retired}
    return [finding for deal in every for finding in _of(deal, every, prices)]


def _of(deal: Deal, others: Sequence[Deal], prices: Mapping[str, int]) -> Iterator[Finding]:
    yield from _never(deal)
    if not deal.places and not isinstance(deal, Spend):
        yield _found("deal_no_slots", deal)
        return
    fills = [[prices[x] - slot.extra.get(x, 0) for x in slot.items if x in prices] for slot in deal.places]
    for i, fill in enumerate(fills):
        if not fill:
            yield _found("deal_slot_empty", deal, slot=i + 1)
    if all(fills):
        for code, data in deal.faults(fills):
            yield _found(code, deal, **data)
    for other in others:
        if other is not deal and _beats(other, deal) and not (_beats(deal, other) and deal.id < other.id):
            yield _found("deal_beaten", deal, other=other.name or other.id)
            return


def _found(code: str, deal: Deal, **data: object) -> Finding:
    return Finding(code, deal, {"deal": deal.name or deal.id, **data})


def _never(deal: Deal) -> Iterator[Finding]:
    """Which of its conditions no moment meets."""
    when = deal.when
    start, end = when.from_date, when.to_date
    if empty := [span for span in when.hours if span.empty]:
        yield _found("deal_hours_empty", deal, hours=hours_text(empty))
    if start and end and start > end:
        yield _found("deal_dates_reversed", deal)
    elif start and end and when.days:
        spanned = {DAYS[(start + timedelta(days=i)).weekday()] for i in range(min(7, (end - start).days + 1))}
        if not spanned & when.days:
            yield _found("deal_days_missed", deal)


def _beats(better: Deal, deal: Deal) -> bool:
    """Whether `better` can be formed wherever `deal` can, as often, and always saves as much."""
    return (
        type(better) is type(deal)
        and better.max_uses is None
        and better.when.includes(deal.when)
        and better.beats(deal)
    )
