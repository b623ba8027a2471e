"""What a trial says, in words: for the terminal and the back office."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pos_assist.domain.marking import N_
from pos_assist.domain.offers import Moment, OfferKind
from pos_assist.i18n.money import money
from pos_assist.i18n.translate import tr
from pos_assist.learning.effect import Difference, EffectReport


def verdict(report: EffectReport, currency: str) -> Iterator[str]:
    """The one number, or why there is none yet."""
    yen = report.yen
    if not yen.control and not report.control_share:
        yield tr(
            "The control share is off: without orders that see no offers nobody can tell. Set control_share to 10."
        )
        return
    counts = tr("{treated} orders with offers, {control} without", treated=yen.treated, control=yen.control)
    if yen.interval is None:
        yield tr("Not enough orders yet: about {n} more.", n=yen.missing)
        yield counts
        return
    yield tr("Extra per order: {number}", number=one_number(yen, currency))
    yield counts
    if yen.significant:
        yield tr("The offers bring more.") if yen.value > 0 else tr("The orders with offers bring less.")
    elif yen.missing:
        yield tr("It cannot be told from nothing yet: about {n} orders more.", n=yen.missing)
    else:
        yield tr("If they bring anything, it is little.")


def one_number(x: Difference, currency: str) -> str:
    """An amount with its 95 % interval."""
    if x.interval is None:
        return tr("not enough orders yet: about {n} more", n=x.missing)
    value, low, high = (money(round(y), currency, plus=True) for y in (x.value, *x.interval))
    return tr("{value} (95 % interval {low} … {high})", value=value, low=low, high=high)


def kind_name(kind: OfferKind) -> str:
    """A kind of offer, as the head of a row."""
    return _KINDS[kind]()


def moment_name(moment: Moment) -> str:
    """A moment of the order, likewise."""
    return _MOMENTS[moment]()


def day_name(day: str) -> str:
    """A day of the week in short, by its name in `DAY_NAMES`."""
    return tr(DAY_NAMES[day])


_KINDS: dict[OfferKind, Callable[[], str]] = {
    OfferKind.SIZE: lambda: tr("Larger size"),
    OfferKind.GRADE: lambda: tr("Upgrade"),
    OfferKind.MAKE_SET: lambda: tr("Make it a set"),
    OfferKind.ONE_MORE: lambda: tr("One more"),
    OfferKind.ADDON: lambda: tr("Add-on"),
    OfferKind.NEXT_VISIT: lambda: tr("For the next visit"),
}
DAY_NAMES = {
    "mon": N_("Mon"),
    "tue": N_("Tue"),
    "wed": N_("Wed"),
    "thu": N_("Thu"),
    "fri": N_("Fri"),
    "sat": N_("Sat"),
    "sun": N_("Sun"),
}
_MOMENTS: dict[Moment, Callable[[], str]] = {
    Moment.CHOOSING: lambda: tr("while choosing"),
    Moment.CHOSEN: lambda: tr("once chosen"),
    Moment.PAYING: lambda: tr("before payment"),
    Moment.PAID: lambda: tr("after payment"),
}


def one_card(report: EffectReport) -> str:
    """How often the same card came first: one card for everybody is no suggestion."""
    share = report.first_card_orders / report.orders_with_cards if report.orders_with_cards else 0.0
    return tr(
        "Shown first most often: {item}, in {share:.0%} of the orders", item=report.first_card or "–", share=share
    )
