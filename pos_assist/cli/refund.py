"""`pos-assist refund`: units of a receipt given back, or all of it voided, to the tenders it was paid with."""

from __future__ import annotations

import argparse
import json
from collections import Counter

from pos_assist.cli.main import OK, common, opened
from pos_assist.cli.management import permitted, signed
from pos_assist.cli.printer import printing
from pos_assist.domain.problems import Refused
from pos_assist.domain.rights import Need, Right
from pos_assist.i18n.money import money
from pos_assist.i18n.tender_texts import tender_text
from pos_assist.i18n.translate import tr


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("receipt", metavar=tr("RECEIPT"), help=tr("its number, or «last»"))
    parser.add_argument("--reason", required=True, metavar=tr("TEXT"), help=tr("why; it is kept with it"))
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--units", action="append", default=[], metavar="LINE=N",
        help=tr("so many units of that line, counted from 1; several times for several lines"),
    )  # fmt: skip
    what.add_argument("--void", action="store_true", help=tr("all of it: the sale is taken back as a whole"))
    parser.add_argument(
        "--who", metavar=tr("NAME"), default="", help=tr("who does it; a PIN is asked for where the shop wants one")
    )
    parser.add_argument("--json", action="store_true", help=tr("for programs"))
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Give it back, and say how. Refused: what `PastSales` refuses; nothing_to_refund where neither units nor --void is said."""
    with opened(args) as shop, printing(shop, on=True):
        past = shop.till.past
        number = args.receipt.lstrip("#")
        found = (x for x in shop.receipts() if args.receipt == "last" or number in (str(x.number), x.key))
        receipt = next(found, None)
        if receipt is None:
            raise Refused("no_such_receipt")
        right = Right.VOID if args.void else Right.REFUND
        asked = shop.people.need(right) is not Need.NOTHING  # a terminal is no way round the shop's PINs
        who = permitted(shop, args.who, right) if asked else signed(shop, args.who)
        if args.void:
            back = past.would_void(receipt)
            past.void(receipt.key, args.reason, who)
        else:
            places = [x.line for x in receipt.lines]
            units = Counter[int]()
            for line, n in (_units(x, places) for x in args.units):
                units[line] += n
            back = past.refund(receipt.key, units, args.reason, who)
        if args.json:
            tenders = [{"kind": str(x.kind), "name": x.name, "amount": x.amount} for x in back.tenders]
            print(
                json.dumps({"receipt": receipt.number, "amount": back.amount, "tenders": tenders}, ensure_ascii=False)
            )
        else:
            for x in back.tenders:
                print(
                    tr("Give back: {taken}.", taken=f"{tender_text(x.kind, x.name)} {money(x.amount, shop.currency)}")
                )
    return OK


def _units(text: str, places: list[int]) -> tuple[int, int]:
    """«2=1»: one unit of the second line. Refused: no_such_line."""
    place, _, units = text.partition("=")
    if not (place.isdecimal() and units.isdecimal() and 1 <= int(place) <= len(places)):
        raise Refused("no_such_line")
    return places[int(place) - 1], int(units)
