"""A set price in words: its kind, what it takes, what it costs, what it means, when it is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from pos_assist.domain.deals import DAYS, Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.marking import N_
from pos_assist.domain.orders import ServiceMode
from pos_assist.i18n.result_texts import day_name
from pos_assist.i18n.translate import tr, trn

MINUS = "−"


class Say(NamedTuple):
    """How amounts (minor units), items and departments (by code) are written."""

    money: Callable[[int], str]
    title: Callable[[str], str]
    department: Callable[[str], str] = str


class KindTexts(NamedTuple):
    """How one kind of deal is spoken of."""

    name: str  # to be translated
    price: Callable[[Any, Say], str]  # what the deal costs, or what it takes off
    takes: Callable[[Any, Say], str]  # what has to be bought for it
    meaning: Callable[[Any, int, int, Say], str]  # given what the cheapest and the dearest way to fill it cost alone


def _set_meaning(deal: SetPrice, low: int, high: int, say: Say) -> str:
    return tr(
        "Alone {alone} (surcharges taken off), as a set {price}: the customer saves {low} to {high}.",
        alone=_range(low, high, say), price=say.money(deal.price),
        low=say.money(max(0, low - deal.price)), high=say.money(max(0, high - deal.price)),
    )  # fmt: skip


def _percent_price(deal: SetPercent, _: Say) -> str:
    parts = sorted({slot.percent for slot in deal.slots})
    return f"{MINUS}{parts[0]}–{parts[-1]} %" if len(parts) > 1 else f"{MINUS}{parts[0]} %" if parts else ""


def _percent_meaning(_: SetPercent, low: int, high: int, say: Say) -> str:
    return tr("Alone {alone}; each takes its own percentage off, rounded down.", alone=_range(low, high, say))


def _amount_meaning(deal: SetAmount, low: int, high: int, say: Say) -> str:
    return tr("Alone {alone}, together {amount} less.", alone=_range(low, high, say), amount=say.money(deal.amount))


def _cheapest_price(deal: Cheapest, _: Say) -> str:
    return tr("{n} free", n=deal.free) if deal.percent == 100 else f"{MINUS}{deal.percent} % × {deal.free}"


def _cheapest_takes(deal: Cheapest, say: Say) -> str:
    return tr("{n} out of {items}", n=deal.n, items=items_text(deal.items, say))


def _cheapest_meaning(deal: Cheapest, low: int, high: int, say: Say) -> str:
    alone = _range(low, high, say)
    return tr("{n} of them cost {alone} alone; the {free} cheapest are reduced.", n=deal.n, alone=alone, free=deal.free)


def _spend_price(deal: Spend, say: Say) -> str:
    return say.money(-deal.amount) if deal.amount else f"{MINUS}{deal.percent} %"


def _spend_takes(deal: Spend, say: Say) -> str:
    return tr("orders from {amount} on", amount=say.money(deal.min))


def _spend_meaning(*_: object) -> str:
    return tr("Comes off the whole order, after the other sets.")


def _range(low: int, high: int, say: Say) -> str:
    return say.money(low) if low == high else f"{say.money(low)} – {say.money(high)}"


def _slots(deal: Deal, say: Say) -> str:
    return places_text(deal.places, say)


KIND_TEXTS: dict[str, KindTexts] = {
    "set_price": KindTexts(N_("Set at a fixed price"), lambda deal, say: say.money(deal.price), _slots, _set_meaning),
    "set_percent": KindTexts(N_("Percent off together"), _percent_price, _slots, _percent_meaning),
    "set_amount": KindTexts(
        N_("Amount off together"), lambda deal, say: say.money(-deal.amount), _slots, _amount_meaning
    ),
    "cheapest": KindTexts(N_("Cheapest free or reduced"), _cheapest_price, _cheapest_takes, _cheapest_meaning),
    "spend": KindTexts(N_("Discount from an amount on"), _spend_price, _spend_takes, _spend_meaning),
}


def kinds() -> tuple[tuple[str, str], ...]:
    """Every kind with its words."""
    return tuple((kind, tr(words.name)) for kind, words in KIND_TEXTS.items())


def price_text(deal: Deal, say: Say) -> str:
    """Return the deal's price, or what it takes off, in words."""
    return KIND_TEXTS[deal.kind].price(deal, say)


def places_text(places: Sequence[Slot], say: Say, *, full: bool = False) -> str:
    """Return the places of a deal in words; `full`: with every item, surcharge and percentage."""
    if full:
        return "  +  ".join(_full_slot(slot, say) for slot in places)
    return "  +  ".join(slot_text(slot, say, 1 if len(places) > 1 else 2) for slot in places)


def _full_slot(slot: Slot, say: Say) -> str:
    names = "、".join(
        say.title(code) + (f" +{say.money(slot.extra[code])}" if slot.extra.get(code) else "")
        for code in sorted(slot.items)
    )
    most = "+" if slot.n_max is None else f"–{slot.n_max}" if slot.n_max != slot.n else ""
    count = f"{slot.n}{most} × " if slot.n > 1 or most else ""
    return f"{count}{names}" + (f" {MINUS}{slot.percent} %" if slot.percent else "")


def takes_text(deal: Deal, say: Say) -> str:
    """Return the items that the deal takes, in words."""
    return KIND_TEXTS[deal.kind].takes(deal, say)


def meaning_text(deal: Deal, low: int, high: int, say: Say) -> str:
    """Return the saving in words, given the lowest and the highest price of its items bought alone (minor units)."""
    return KIND_TEXTS[deal.kind].meaning(deal, low, high, say)


def days() -> tuple[tuple[str, str], ...]:
    """The days of the week, in short."""
    return tuple((day, day_name(day)) for day in DAYS)


def items_text(codes: Iterable[str], say: Say, most: int = 2) -> str:
    """Some of the items, and how many more."""
    names = sorted(say.title(code) for code in codes)
    if not names:
        return tr("nothing yet")
    rest = len(names) - most
    return "、".join(names[:most]) + (" " + trn("+{n} more", "+{n} more", rest) if rest > 0 else "")


def slot_text(slot: Slot, say: Say, most: int = 2) -> str:
    """Return one place in words: how many of which items."""
    return f"{slot.n} × {items_text(slot.items, say, most)}" if slot.n > 1 else items_text(slot.items, say, most)


def days_text(chosen: frozenset[str]) -> str:
    """Days of the week: «Mon–Fri» where they follow each other, else each."""
    names = dict(days())
    places = [i for i, day in enumerate(DAYS) if day in chosen]
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"{names[DAYS[places[0]]]}–{names[DAYS[places[-1]]]}"
    return tr("·").join(names[DAYS[i]] for i in places)


def when_text(when: When, say: Say) -> str:
    """When it is in force; nothing where that is always."""
    parts: list[str] = []
    if when.member is not None:
        parts.append(tr("members") if when.member else tr("without a card"))
    if when.mode:
        parts.append(tr("eaten in") if when.mode is ServiceMode.EAT_IN else tr("taken out"))
    if when.days:
        parts.append(days_text(when.days))
    parts += [str(span).replace("-", "–") for span in when.hours]
    if when.from_date or when.to_date:
        start = f"{when.from_date:%m/%d}" if when.from_date else ""
        parts.append(start + "–" + (f"{when.to_date:%m/%d}" if when.to_date else ""))
    if when.min_spend:
        parts.append(tr("from {amount}", amount=say.money(when.min_spend)))
    return " · ".join(parts)
