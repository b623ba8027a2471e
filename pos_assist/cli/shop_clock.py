"""`pos-assist shop clock`: what a clock that was wrong did to a shop, and the way back."""

from __future__ import annotations

import argparse

from pos_assist.cli.main import common, opened
from pos_assist.i18n.clock_texts import ahead_text, behind_text, waiting_text, wrong_receipts_text
from pos_assist.i18n.translate import tr, trn

_SHOWN = 20


def add_to(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The sub-command and what it takes."""
    command = what.add_parser(
        "clock",
        help=tr("what a wrong clock did, and the way back"),
        description=tr("Say whether the clock can be right, and which receipts were dated by a wrong one."),
    )
    command.add_argument("--repair", action="store_true", help=tr("date those receipts anew"))
    command.add_argument(
        "--date-is-right", action="store_true", help=tr("the date is right: planned prices that waited begin")
    )
    common(command)


def run(args: argparse.Namespace) -> int:
    """Say it; repair it where that is asked for."""
    from pos_assist.cli.management import signed  # noqa: PLC0415 — lazy: as in main

    with opened(args, readonly=not (args.repair or args.date_is_right)) as shop:
        dates = shop.dates
        if behind := dates.behind():
            print(behind_text(dates.now(), behind))
        if ahead := dates.ahead():
            print(ahead_text(dates.now(), ahead))
        if args.date_is_right:
            n = dates.date_is_right(signed(shop))
            print(trn("{n} planned price has begun.", "{n} planned prices have begun.", n))
        elif waiting := dates.waiting_prices():
            print(waiting_text(waiting), tr("Here: `pos-assist shop clock --date-is-right`"))
        found = dates.redate(signed(shop)) if args.repair else dates.wrong_receipts()
        for x in found[:_SHOWN]:
            print(f"  #{x.number}  {x.was:%Y-%m-%d %H:%M:%S} → {x.is_now:%Y-%m-%d %H:%M:%S}")
        if len(found) > _SHOWN:
            print("  " + tr("… and {n} more", n=len(found) - _SHOWN))
        if found and args.repair:
            shop.background.learn_anew()
            print(trn("{n} receipt was dated anew.", "{n} receipts were dated anew.", len(found)))
        elif found:
            print(wrong_receipts_text(len(found)), tr("`pos-assist shop clock --repair` dates them anew."))
        else:
            print(tr("No receipt was dated by a wrong clock."))
    return 0
