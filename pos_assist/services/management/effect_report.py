"""Does it help? One number with its uncertainty, and what lies behind it: values for the terminal and the back office.

No cashier is named and none is ranked: the panel is on trial here, not the staff.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from pos_assist.domain.business_day import business_date
from pos_assist.domain.deals import DAYS
from pos_assist.domain.offers import Outcome
from pos_assist.domain.receipts import Arm
from pos_assist.domain.settings import CONTROL_SHARE, DAY_END, EXPERIMENT
from pos_assist.learning.effect import EffectReport, PairingResult, Share, difference, shares
from pos_assist.storage import Catalog, Storage
from pos_assist.storage.results import OfferResult, OrderResult

Key = TypeVar("Key", bound=Hashable)
LONGEST = 600  # seconds: an order that took longer was put aside meanwhile, and counts as this long


def effect_report(storage: Storage, since: datetime | None = None) -> EffectReport:
    """From all sales since then that were not voided. Reads the whole time asked for: for a report, not for the counter."""
    orders, offers = storage.results.orders(since), storage.results.offers(since)
    settings, catalog = storage.catalog.settings(), storage.catalog
    day_end = DAY_END.of(settings)
    treated = [x for x in orders if x.arm is not Arm.CONTROL]
    control = [x for x in orders if x.arm is Arm.CONTROL]
    sides = [[x.total for x in orders if x.arm is arm] for arm in (Arm.A, Arm.B)]
    made, used = storage.results.next_visits(since)
    first = storage.results.first_cards(since)
    answers = sorted(x.answered_ms for x in offers if x.answered_ms is not None)
    deals = {deal.id: deal.name or deal.id for deal in catalog.deals()}
    return EffectReport(
        since,
        CONTROL_SHARE.of(settings),
        difference(_totals(treated), _totals(control)),
        difference(_seconds(treated), _seconds(control)),
        EXPERIMENT.of(settings),
        difference(sides[1], sides[0]) if all(sides) else None,
        _by([x for x in offers if x.variant], lambda x: x.variant),
        _by(offers, lambda _: "").get("", Share(0, 0, 0, 0.0, 0.0, 0.0)),
        sum(x.adds for x in offers if x.outcome is Outcome.ACCEPTED),
        answers[len(answers) // 2] / 1000 if answers else 0.0,
        _by(offers, lambda x: PairingResult(_title(catalog, x.trigger), _offered(catalog, deals, x))),
        _by(offers, lambda x: str(x.kind)),
        _by(offers, lambda x: x.moment),
        {
            DAYS[day]: share
            for day, share in sorted(_by(offers, lambda x: business_date(x.sold_at, day_end).weekday()).items())
        },
        dict(sorted(_by(offers, lambda x: x.sold_at.hour).items())),
        made,
        used,
        " + ".join(_title(catalog, code) for code in next(iter(first), ())),
        next(iter(first.values()), 0),
        sum(first.values()),
    )


def _by(offers: Sequence[OfferResult], key: Callable[[OfferResult], Key]) -> dict[Key, Share]:
    return shares(offers, key, lambda x: x.outcome is Outcome.ACCEPTED, lambda x: x.outcome is Outcome.DECLINED)


def _totals(orders: Sequence[OrderResult]) -> list[float]:
    return [x.total for x in orders]


def _seconds(orders: Sequence[OrderResult]) -> list[float]:
    return [min(x.seconds, LONGEST) for x in orders]


def _title(catalog: Catalog, code: str) -> str:
    item = catalog.item(code) if code else None
    return item.title if item else code


def _offered(catalog: Catalog, deals: Mapping[str, str], offer: OfferResult) -> str:
    kind, _, what = offer.refusal.partition(":")
    if kind == "set":
        return deals.get(what, what)
    return " + ".join(_title(catalog, code) for code in offer.items)
