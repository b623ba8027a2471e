"""`pos-assist member …`: a card made a member's, who they are, what is stored about one, and one forgotten.

A card is never printed: who lists members sees the name and, where the shop keeps it, the end of the number.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pos_assist.cli.main import common, opened
from pos_assist.cli.management import permitted
from pos_assist.domain.problems import Refused
from pos_assist.domain.rights import Right
from pos_assist.i18n.member_texts import forgotten_words, label_of
from pos_assist.i18n.translate import tr, trn


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    what = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))
    add = what.add_parser("add", help=tr("a new member, who agreed to it today; with --name, a member's new name"))
    add.add_argument(
        "--name", default="", metavar=tr("NAME"), help=tr("the customer's name, where he or she wants to give it")
    )
    add.add_argument(
        "--phone", default="", metavar=tr("NUMBER"), help=tr("to be found by its last four digits; it is not kept")
    )
    every = what.add_parser("list", help=tr("the members"))
    every.add_argument("--json", action="store_true", help=tr("one JSON object, for programs"))
    export = what.add_parser("export", help=tr("all that is stored about one card, as JSON"))
    export.add_argument("--to", type=Path, metavar="FILE", help=tr("write it into this file"))
    forget = what.add_parser("forget", help=tr("remove a member and every link to his or her purchases"))
    forget.add_argument(
        "--backups",
        action="store_true",
        help=tr("write the older backups again without them, too: minutes, where there are many"),
    )
    for command in (add, export, forget):
        command.add_argument("card", metavar=tr("CARD"), help=tr("the number of the card"))
    for command in (add, every, export, forget):
        command.add_argument(
            "--who", default="", metavar=tr("NAME"), help=tr("who does it; a PIN is asked for where the shop wants one")
        )
        common(command)


def run(args: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    with opened(
        args, readonly=args.what in ("list", "export") and not args.who
    ) as shop:  # a PIN that is tried is noted
        members = shop.members
        if args.what != "add":
            permitted(shop, args.who, Right.MEMBERS)
        if args.what == "add":
            try:
                made = members.add(args.card, name=args.name, phone=args.phone)
                print(tr("{label} is a member now.", label=label_of(made)))
            except Refused as refused:
                if refused.code != "member_exists" or not args.name:
                    raise
                permitted(shop, args.who, Right.MEMBERS)
                made = members.rename(args.card, args.name)
                print(tr("That card's member is called {label} now.", label=label_of(made)))
        elif args.what == "list":
            found = members.every()
            if args.json:
                told = [{"name": x.name, "ends_in": x.shown, "consent": str(x.consent or "")} for x in found]
                print(json.dumps(told, ensure_ascii=False))
                return 0
            for x in found:
                print(f"{x.consent or '----------'}  {label_of(x)}")
            print(trn("{n} member", "{n} members", len(found)))
        elif args.what == "export":
            text = json.dumps(members.export(args.card), ensure_ascii=False, indent=1)
            if args.to:
                members.write_export(args.card, args.to)
                print(tr("Written to {file}.", file=args.to))
            else:
                print(text)
        else:
            left = members.forget(args.card)
            failed = members.rewrite_copies() if args.backups and left.copies else None
            for line in forgotten_words(left, failed):
                print(line)
    return 0
