"""A set price in words: its kind, what it takes, what it costs, what it means, when it is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pos_assist.desktop.shared.painting import money
from pos_assist.domain.deals import DAYS, Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.marking import N_
from pos_assist.domain.orders import ServiceMode
from pos_assist.i18n.result_texts import day_name
from pos_assist.i18n.translate import tr, trn

MINUS = "−"
Title = Callable[[str], str]  # an item's title by its code


class KindWords(NamedTuple):
    """How one kind of deal is spoken of."""

    name: str  # to be translated
    price: Callable[[Any], str]  # what the deal costs, or what it takes off
    takes: Callable[[Any, Title], str]  # what has to be bought for it
    meaning: Callable[[Any, int, int], str]  # given what the cheapest and the dearest way to fill it cost alone


def _set_meaning(deal: SetPrice, low: int, high: int) -> str:
    return tr(
        "Alone {alone} (surcharges taken off), as a set {price}: the customer saves {low} to {high}.",
        alone=_range(low, high), price=money(deal.price),
        low=money(max(0, low - deal.price)), high=money(high - deal.price),
    )  # fmt: skip


def _percent_price(deal: SetPercent) -> str:
    parts = sorted({slot.percent for slot in deal.slots})
    return f"{MINUS}{parts[0]}–{parts[-1]} %" if len(parts) > 1 else f"{MINUS}{parts[0]} %" if parts else ""


def _percent_meaning(_: SetPercent, low: int, high: int) -> str:
    return tr("Alone {alone}; each takes its own percentage off, rounded down.", alone=_range(low, high))


def _amount_meaning(deal: SetAmount, low: int, high: int) -> str:
    return tr("Alone {alone}, together {amount} less.", alone=_range(low, high), amount=money(deal.amount))


def _cheapest_price(deal: Cheapest) -> str:
    return tr("{n} free", n=deal.free) if deal.percent == 100 else f"{MINUS}{deal.percent} % × {deal.free}"


def _cheapest_takes(deal: Cheapest, title: Title) -> str:
    return tr("{n} out of {items}", n=deal.n, items=items_words(deal.items, title))


def _cheapest_meaning(deal: Cheapest, low: int, high: int) -> str:
    alone = _range(low, high)
    return tr("{n} of them cost {alone} alone; the {free} cheapest are reduced.", n=deal.n, alone=alone, free=deal.free)


def _spend_price(deal: Spend) -> str:
    return money(-deal.amount) if deal.amount else f"{MINUS}{deal.percent} %"


def _spend_takes(deal: Spend, _: Title) -> str:
    return tr("orders from {amount} on", amount=money(deal.min))


def _spend_meaning(_: Spend, __: int, ___: int) -> str:
    return tr("Comes off the whole order, after the other sets.")


def _range(low: int, high: int) -> str:
    return money(low) if low == high else f"{money(low)} – {money(high)}"


def _slots(deal: Deal, title: Title) -> str:
    return "  +  ".join(slot_words(slot, title, 1 if len(deal.places) > 1 else 2) for slot in deal.places)


KIND_WORDS: dict[str, KindWords] = {
    "set_price": KindWords(N_("Set at a fixed price"), lambda deal: money(deal.price), _slots, _set_meaning),
    "set_percent": KindWords(N_("Percent off together"), _percent_price, _slots, _percent_meaning),
    "set_amount": KindWords(N_("Amount off together"), lambda deal: money(-deal.amount), _slots, _amount_meaning),
    "cheapest": KindWords(N_("Cheapest free or reduced"), _cheapest_price, _cheapest_takes, _cheapest_meaning),
    "spend": KindWords(N_("Discount from an amount on"), _spend_price, _spend_takes, _spend_meaning),
}


def kinds() -> tuple[tuple[str, str], ...]:
    """Every kind with its words."""
    return tuple((kind, tr(words.name)) for kind, words in KIND_WORDS.items())


def price_words(deal: Deal) -> str:
    """What it costs, or what it takes off."""
    return KIND_WORDS[deal.kind].price(deal)


def takes_words(deal: Deal, title: Title) -> str:
    """What it takes."""
    return KIND_WORDS[deal.kind].takes(deal, title)


def meaning_words(deal: Deal, low: int, high: int) -> str:
    """What it saves, where the cheapest and the dearest way to fill it cost so much alone (minor units)."""
    return KIND_WORDS[deal.kind].meaning(deal, low, high)


def days() -> tuple[tuple[str, str], ...]:
    """The days of the week, in short."""
    return tuple((day, day_name(day)) for day in DAYS)


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
