"""A set price in words: its kind, what it takes, what it costs, when it is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pos_assist.desktop.shared.painting import money
from pos_assist.domain.deals import DAYS, Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.orders import ServiceMode
from pos_assist.i18n.result_texts import day_name
from pos_assist.i18n.translate import tr, trn

MINUS = "−"
Title = Callable[[str], str]  # an item's title by its code


def kinds() -> tuple[tuple[str, str], ...]:
    """Every kind with its words."""
    return (
        ("set_price", tr("Set at a fixed price")),
        ("set_percent", tr("Percent off together")),
        ("set_amount", tr("Amount off together")),
        ("cheapest", tr("Cheapest free or reduced")),
        ("spend", tr("Discount from an amount on")),
    )


def kind_of(deal: Deal) -> str:
    """The kind as the files write it."""
    return {SetPrice: "set_price", SetPercent: "set_percent", SetAmount: "set_amount", Cheapest: "cheapest"}.get(
        type(deal), "spend"
    )  # fmt: skip


def days() -> tuple[tuple[str, str], ...]:
    """The days of the week, in short."""
    return tuple((day, day_name(day)) for day in DAYS)


def price_words(deal: Deal) -> str:
    """What it costs, or what it takes off."""
    if isinstance(deal, SetPrice):
        return money(deal.price)
    if isinstance(deal, SetAmount):
        return money(-deal.amount)
    if isinstance(deal, SetPercent):
        parts = sorted({slot.percent for slot in deal.slots})
        return f"{MINUS}{parts[0]}–{parts[-1]} %" if len(parts) > 1 else f"{MINUS}{parts[0]} %" if parts else ""
    if isinstance(deal, Cheapest):
        return tr("{n} free", n=deal.free) if deal.percent == 100 else f"{MINUS}{deal.percent} % × {deal.free}"
    return money(-deal.amount) if deal.amount else f"{MINUS}{deal.percent} %"


def items_words(codes: Iterable[str], title: Title, most: int = 2) -> str:
    """Some of the items, and how many more."""
    names = sorted(title(code) for code in codes)
    if not names:
        return tr("nothing yet")
    rest = len(names) - most
    return "、".join(names[:most]) + (" " + trn("+{n} more", "+{n} more", rest) if rest > 0 else "")


def slot_words(slot: Slot, title: Title, most: int = 2) -> str:
    """So many of these."""
    return f"{slot.n} × {items_words(slot.items, title, most)}" if slot.n > 1 else items_words(slot.items, title, most)


def takes_words(deal: Deal, title: Title) -> str:
    """What it takes."""
    if isinstance(deal, Spend):
        return tr("orders from {amount} on", amount=money(deal.min))
    if isinstance(deal, Cheapest):
        return tr("{n} out of {items}", n=deal.n, items=items_words(deal.items, title))
    return "  +  ".join(slot_words(slot, title, 1 if len(deal.slots) > 1 else 2) for slot in deal.slots)


def _day_words(chosen: frozenset[str]) -> str:
    """«Mon–Fri» where they follow each other, else each."""
    names = dict(days())
    places = [i for i, day in enumerate(DAYS) if day in chosen]
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"{names[DAYS[places[0]]]}–{names[DAYS[places[-1]]]}"
    return tr("·").join(names[DAYS[i]] for i in places)


def when_words(when: When) -> str:
    """When it is in force; nothing where that is always."""
    parts: list[str] = []
    if when.member is not None:
        parts.append(tr("members") if when.member else tr("without a card"))
    if when.mode:
        parts.append(tr("eaten in") if when.mode is ServiceMode.EAT_IN else tr("taken out"))
    if when.days:
        parts.append(_day_words(when.days))
    parts += [str(span).replace("-", "–") for span in when.hours]
    if when.from_date or when.to_date:
        start = f"{when.from_date:%m/%d}" if when.from_date else ""
        parts.append(start + "–" + (f"{when.to_date:%m/%d}" if when.to_date else ""))
    if when.min_spend:
        parts.append(tr("from {amount}", amount=money(when.min_spend)))
    return " · ".join(parts)
