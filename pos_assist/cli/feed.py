"""`pos-assist feed …`: following another register: the owner's consent, on and off, figures by day, setting its display up."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from pos_assist.cli import feed_display
from pos_assist.cli.feed_read import read_file
from pos_assist.cli.main import opened
from pos_assist.cli.management import management_options, signed
from pos_assist.cli.terminal import columns
from pos_assist.i18n.feed_texts import (
    CONSENT,
    REFUSALS,
    WHAT_TO_DO,
    delay_words,
    event_words,
    feed_words,
    returns_words,
    share_words,
)
from pos_assist.i18n.money import money
from pos_assist.i18n.translate import tr

if TYPE_CHECKING:
    from pos_assist.services.feeds.feed_control import FeedControl


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    what = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))
    consent = what.add_parser("consent", help=tr("what the owner agrees to; with --agree or --revoke, do it"))
    choice = consent.add_mutually_exclusive_group()
    choice.add_argument("--agree", action="store_true", help=tr("the owner agrees"))
    choice.add_argument("--revoke", action="store_true", help=tr("the owner takes it back: nothing is read any more"))
    what.add_parser("on", help=tr("follow the register again after it was switched off"))
    what.add_parser("off", help=tr("follow nothing until it is turned on again"))
    days = what.add_parser("days", help=tr("each day: orders, totals that agreed or not, unsure orders, delay"))
    days.add_argument("--json", action="store_true", help=tr("one JSON line a day, for programs"))
    days.add_argument("--most", type=int, default=60, metavar="N", help=tr("so many lines (default: 60)"))
    read = what.add_parser("read", help=tr("what is understood of a journal, or of what was sent to a printer"))
    read.add_argument("file", metavar=tr("FILE"), help=tr("text, or a printer's bytes (ESC/POS)"))
    read.add_argument("--json", action="store_true", help=tr("one JSON line a receipt, for programs"))
    feed_display.arguments(what)
    for command in what.choices.values():
        management_options(command)


def run(args: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    if args.what in feed_display.COMMANDS:
        return feed_display.COMMANDS[args.what](args)
    changes = args.what in ("on", "off") or (args.what == "consent" and (args.agree or args.revoke))
    with opened(args, readonly=not changes) as shop:
        if args.what == "read":
            return read_file(shop, args)
        control = shop.feeds
        if args.what == "days":
            _print_days(control, args, shop.currency)
            return 0
        if changes:
            who = signed(shop, args.who)
            act = {"on": control.turn_on, "off": control.turn_off}.get(args.what)
            act = act or (control.give_consent if args.agree else control.revoke_consent)
            act(who)
        elif args.what == "consent":
            for head, words in CONSENT:
                print(f"{tr(head)}: {tr(words)}")
        refusal = control.refusal()
        if refusal is None:
            print(tr("The other register is followed."))
        else:
            print(tr(REFUSALS[refusal]), tr(WHAT_TO_DO[refusal]), sep="\n")
        for event in control.events(5):
            print(f"  {event.at:%Y-%m-%d %H:%M}  {event_words(event)}")
    return 0


def _print_days(control: FeedControl, args: argparse.Namespace, currency: str) -> None:
    from pos_assist.services.feeds.feed_control import delay_at, match_rate  # noqa: PLC0415 — lazy: as in main

    rows = [
        [
            tr("Day"),
            tr("Feed"),
            tr("Orders"),
            tr("Agreed"),
            tr("Wrong totals"),
            tr("Unsure"),
            tr("Returns"),
            tr("Usual delay"),
            tr("Slowest 1 %"),
        ]
    ]
    for day in control.days(args.most):
        rate, delays = match_rate(day), (delay_at(day, 0.5), delay_at(day, 0.99))
        if args.json:
            line = {
                "day": day.day.isoformat(), "feed": day.feed, "orders": day.orders, "agreed": day.agreed, "wrong": day.wrong,
                "unsure": day.unsure, "returns": day.returns, "returned": day.returned, "match_rate": rate, "delay_p50": delays[0], "delay_p99": delays[1],
            }  # fmt: skip
            print(json.dumps(line))
            continue
        rows.append([
            day.day.isoformat(), feed_words(day.feed), f"{day.orders:,}", share_words(rate), f"{day.wrong:,}", f"{day.unsure:,}",
            returns_words(day.returns, money(-day.returned, currency)), *map(delay_words, delays),
        ])  # fmt: skip
    if not args.json:
        _print_table(rows)


def _print_table(rows: list[list[str]]) -> None:
    """The first two columns at the left, figures at the right."""
    wide = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        gaps = [" " * (space - columns(cell)) for cell, space in zip(row, wide, strict=True)]
        cells = [cell + gap if i < 2 else gap + cell for i, (cell, gap) in enumerate(zip(row, gaps, strict=True))]
        print("  ".join(cells).rstrip())
