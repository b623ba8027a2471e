"""`pos-assist report effect`: does it help? The extra yen per order with its uncertainty, and what lies behind it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pos_assist.cli.main import common, opened
from pos_assist.domain.offers import Moment, OfferKind
from pos_assist.i18n.member_texts import basket_words, comeback_words
from pos_assist.i18n.money import money
from pos_assist.i18n.result_texts import day_name, kind_name, moment_name, one_card, one_number, verdict
from pos_assist.i18n.translate import tr
from pos_assist.learning.comeback import MemberReport
from pos_assist.learning.effect import Difference, EffectReport, PairingResult, Share

_MOST_ROWS = 12


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("what", choices=("effect",), help=tr("effect: what the offers bring"))
    parser.add_argument(
        "--since", type=datetime.fromisoformat, metavar=tr("DAY"), help=tr("only sales from that day on: 2026-11-01")
    )
    parser.add_argument("--json", action="store_true", help=tr("one JSON object, for programs"))
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Print the report. Nothing is written to the shop, which may be open at the counter meanwhile."""
    with opened(args, readonly=True) as shop:
        report, currency, members = shop.manage("").effect(args.since), shop.currency, shop.members.report()
    if args.json:
        print(json.dumps(as_json(report) | {"members": _members(members)}, ensure_ascii=False))
    else:
        print("\n".join(paint(report, currency)))
        if members.members:
            print(basket_words(members, currency))
            print(comeback_words(members))
    return 0


def _members(report: MemberReport) -> dict[str, Any]:
    """Of the last `days` days; counts of fewer than 5 people are null; came back in `within` days, by person."""
    return asdict(report) | {"came_back_gain": asdict(report.gain) if report.gain else None}


def as_json(report: EffectReport) -> dict[str, Any]:
    """The report for programs. Money in minor units per order, shares from 0 to 1."""
    return {
        "since": report.since.isoformat() if report.since else None,
        "control_share": report.control_share,
        "yen_per_order": _difference(report.yen),
        "seconds_per_order": _difference(report.seconds),
        "experiment": {
            "kind": report.experiment,
            "yen_b_less_a": _difference(report.b_less_a) if report.b_less_a else None,
            "acceptance": {side: asdict(share) for side, share in report.sides.items()},
        },
        "offers": asdict(report.all_offers),
        "yen_brought": report.brought,
        "answer_seconds": report.answer_seconds,
        "by_pairing": [asdict(pairing) | asdict(share) for pairing, share in report.by_pairing.items()],
        "by_kind": {kind: asdict(share) for kind, share in report.by_kind.items()},
        "by_moment": {moment: asdict(share) for moment, share in report.by_moment.items()},
        "by_weekday": {day: asdict(share) for day, share in report.by_weekday.items()},
        "by_hour": {hour: asdict(share) for hour, share in report.by_hour.items()},
        "first_card": {
            "item": report.first_card,
            "orders": report.first_card_orders,
            "of": report.orders_with_cards,
        },
        "next_visits": {"made": report.next_visits_made, "used": report.next_visits_used},
    }


def _difference(x: Difference) -> dict[str, Any]:
    return asdict(x) | {"value": x.value if x.treated and x.control else None, "significant": x.significant}


def paint(report: EffectReport, currency: str) -> Iterator[str]:
    """The report as a person wants to read it: the one number first."""
    yield tr("Does it help?")
    yield from ("  " + line for line in verdict(report, currency))
    if report.seconds.interval:
        low, high = report.seconds.interval
        yield "  " + tr(
            "Seconds per order: {value:+.1f} (95 % interval {low:+.1f} … {high:+.1f})",
            value=report.seconds.value, low=low, high=high,
        )  # fmt: skip
    if report.b_less_a:
        yield ""
        yield tr("Your experiment, side B less side A")
        yield "  " + one_number(report.b_less_a, currency)
        yield from _table(report.sides)
    offers = report.all_offers
    if offers.shown:
        yield ""
        yield tr(
            "Offers: {shown} shown, {accepted} accepted, {declined} declined; they brought {amount}",
            shown=offers.shown, accepted=offers.accepted, declined=offers.declined,
            amount=money(report.brought, currency),
        )  # fmt: skip
        yield one_card(report)
        for title, table in (
            (tr("By pairing"), {_pairing(x): share for x, share in report.by_pairing.items()}),
            (tr("By kind"), {kind_name(OfferKind(x)): share for x, share in report.by_kind.items()}),
            (tr("By moment"), {moment_name(Moment(x)): share for x, share in report.by_moment.items()}),
            (tr("By weekday"), {day_name(x): share for x, share in report.by_weekday.items()}),
            (tr("By hour"), {tr("{hour} o’clock", hour=x): share for x, share in report.by_hour.items()}),
        ):
            yield title
            yield from _table(table)
    if report.next_visits_made:
        yield tr(
            "For the next visit: {made} offers made, {used} used",
            made=report.next_visits_made, used=report.next_visits_used,
        )  # fmt: skip


def _table(rows: Mapping[str, Share]) -> Iterator[str]:
    for name, x in list(rows.items())[:_MOST_ROWS]:
        yield "  " + tr(
            "{share:>4.0%} ({low:.0%} … {high:.0%}) of {shown:>5}  {name}",
            share=x.share, low=x.low, high=x.high, shown=x.shown, name=name,
        )  # fmt: skip
    if len(rows) > _MOST_ROWS:
        yield "  " + tr("… and {n} more (--json has them all)", n=len(rows) - _MOST_ROWS)


def _pairing(x: PairingResult) -> str:
    return f"{x.trigger} → {x.offered}" if x.trigger else x.offered
