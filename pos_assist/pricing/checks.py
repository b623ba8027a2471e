"""What is wrong with deals before a customer finds out: rules that cannot fire, that cost more than they save, that are beaten.

A finding is a code and its data; its sentence is in `problem_words.PROBLEMS`. Some findings make a deal illegal and are refused
when deals are saved or loaded (`refused`); the others are told to the manager, who may have meant it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pos_assist.domain.deals import DAYS, Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
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
    slots = _slots(deal)
    if not isinstance(deal, Spend) and not slots:
        yield _found("deal_no_slots", deal)
        return
    empty = [i for i, slot in enumerate(slots) if not any(code in prices for code in slot.items)]
    for i in empty:
        yield _found("deal_slot_empty", deal, slot=i + 1)
    if not empty:
        yield from _worth(deal, slots, prices)
    for other in others:
        if other is not deal and _beats(other, deal) and not (_beats(deal, other) and deal.id < other.id):
            yield _found("deal_beaten", deal, other=other.name or other.id)
            return


def _found(code: str, deal: Deal, **data: object) -> Finding:
    return Finding(code, deal, {"deal": deal.name or deal.id, **data})


def _slots(deal: Deal) -> tuple[Slot, ...]:
    if isinstance(deal, Spend):
        return ()
    return (Slot(deal.n, deal.items),) if isinstance(deal, Cheapest) else deal.slots


def _worth(deal: Deal, slots: Sequence[Slot], prices: Mapping[str, int]) -> Iterator[Finding]:
    """What the deal takes off its cheapest and its dearest fill."""
    fills = [[prices[code] - slot.extra.get(code, 0) for code in slot.items if code in prices] for slot in slots]
    least = sum(slot.n * min(fill) for slot, fill in zip(slots, fills, strict=True))
    most = sum(slot.n * max(fill) for slot, fill in zip(slots, fills, strict=True))
    if isinstance(deal, SetPrice) and most <= deal.price:
        yield _found("deal_dearer_than_parts", deal, price=deal.price, parts=most)
    elif isinstance(deal, SetPrice) and least < deal.price:
        yield _found("deal_dearer_for_some", deal, price=deal.price, parts=least)
    if isinstance(deal, SetAmount) and deal.amount > least:
        yield _found("deal_amount_too_large", deal, amount=deal.amount, parts=least)
    reductions = _percents(deal)
    if reductions and not any(max(fill) * off // 100 for fill, off in zip(fills, reductions, strict=True)):
        yield _found("deal_saves_nothing", deal)


def _percents(deal: Deal) -> list[int]:
    if isinstance(deal, SetPercent):
        return [slot.percent for slot in deal.slots]
    return [deal.percent] if isinstance(deal, Cheapest) else []


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
    if type(better) is not type(deal) or better.max_uses is not None or not _always(better.when, deal.when):
        return False
    if isinstance(deal, SetPrice) and isinstance(better, SetPrice):
        return better.price <= deal.price and _covers(better.slots, deal.slots)
    if isinstance(deal, SetPercent) and isinstance(better, SetPercent):
        return _covers(better.slots, deal.slots)
    if isinstance(deal, SetAmount) and isinstance(better, SetAmount):
        return better.amount >= deal.amount and _covers(better.slots, deal.slots)
    if isinstance(deal, Cheapest) and isinstance(better, Cheapest):
        same = better.n == deal.n and better.free >= deal.free and better.percent >= deal.percent
        return same and better.items >= deal.items
    return False


def _covers(better: Sequence[Slot], slots: Sequence[Slot]) -> bool:
    """Slot by slot: room for the same items and as many, no larger surcharge, no smaller percentage."""
    return len(better) == len(slots) and all(
        b.n == s.n
        and b.items >= s.items
        and b.percent >= s.percent
        and (b.n_max is None or (s.n_max is not None and b.n_max >= s.n_max))
        and all(b.extra.get(code, 0) <= s.extra.get(code, 0) for code in s.items)
        for b, s in zip(better, slots, strict=True)
    )


def _always(better: When, when: When) -> bool:
    """Whether `better` holds whenever `when` does (told from what is written alone)."""
    return (
        better.member in {None, when.member}
        and better.mode in {None, when.mode}
        and (better.from_date is None or (when.from_date is not None and better.from_date <= when.from_date))
        and (better.to_date is None or (when.to_date is not None and better.to_date >= when.to_date))
        and (not better.days or (bool(when.days) and better.days >= when.days))
        and (not better.hours or better.hours == when.hours)
        and better.min_spend <= when.min_spend
    )
