"""`pos-assist day …`: open the business day, move cash, look at it (X), close it (Z), look closes and the journal up.

Amounts are in minor units (yen). A count may be given as notes and coins: 10000x2,1000x10,500x4.
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pos_assist.cli.main import OK, common, opened
from pos_assist.cli.management import permitted
from pos_assist.cli.printer import printing
from pos_assist.domain.business_day import bounds
from pos_assist.domain.codec import encode
from pos_assist.domain.day import Count, DayEntry, DayFigures, EntryKind, worth
from pos_assist.domain.problems import BadInput
from pos_assist.domain.rights import Right
from pos_assist.i18n.money import money
from pos_assist.i18n.translate import tr

if TYPE_CHECKING:
    from pos_assist.devices.slip import Slip
    from pos_assist.shop import Shop

_PIECES = re.compile(r"(\d{1,6})[x×*](\d{1,6})")
WIDE = 48  # cells of a slip in the terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    what = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))
    begin = what.add_parser("open", help=tr("count the float and open the day"))
    put, take = what.add_parser("in", help=tr("put cash in")), what.add_parser("out", help=tr("take cash out"))
    look = what.add_parser("x", help=tr("the figures until now; nothing is closed"))
    close = what.add_parser("close", help=tr("count the drawer and close the day"))
    every = what.add_parser("list", help=tr("the days that were closed"))
    show = what.add_parser("show", help=tr("one closed day, as it was printed"))
    journal = what.add_parser("journal", help=tr("look something up: by day, amount, text"))
    export = what.add_parser("export", help=tr("the figures of some days as XLSX or CSV"))
    begin.add_argument("amount", metavar=tr("CASH"), help=tr("an amount, or notes and coins: 10000x2,1000x10"))
    close.add_argument("amount", metavar=tr("CASH"), help=tr("what was counted, in the same way"))
    close.add_argument("--reason", default="", help=tr("why the count differs"))
    close.add_argument(
        "--float", type=int, dest="next_float", help=tr("what stays for the next day (default: as today)")
    )
    for command in (put, take):
        command.add_argument("amount", type=int, metavar=tr("CASH"), help=tr("how much"))
        command.add_argument("reason", metavar=tr("REASON"), help=tr("what for"))
    show.add_argument("number", type=int, metavar=tr("NUMBER"), help=tr("of its Z report"))
    for command in (look, show):
        command.add_argument("--print", action="store_true", dest="print_it", help=tr("on the receipt printer, too"))
    journal.add_argument("text", nargs="?", default="", metavar=tr("TEXT"), help=tr("a part of a name, number, reason"))
    journal.add_argument("--amount", type=int, help=tr("a total, or money taken, given back or moved"))
    journal.add_argument("--slips", action="store_true", help=tr("each as its slip"))
    export.add_argument("path", type=Path, metavar=tr("FILE"), help=tr("where to: NAME.xlsx or NAME.csv"))
    for command in (journal, export):
        command.add_argument("--from", dest="first", type=_day, metavar=tr("DAY"), help=tr("from this business day on"))
        command.add_argument(
            "--to", dest="last", type=_day, metavar=tr("DAY"), help=tr("until this one (default: today)")
        )
    close.add_argument("--empty", action="store_true", help=tr("even though nothing happened since the last close"))
    for command in (begin, put, take, close):
        command.add_argument(
            "--who", default="", metavar=tr("NAME"), help=tr("who does it; a PIN is asked for where the shop wants one")
        )
    for command in (begin, put, take, look, close, every, show, journal):
        command.add_argument("--json", action="store_true", help=tr("for programs"))
    for command in (begin, put, take, look, close, every, show, journal, export):
        common(command)


def run(args: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    doing = {
        "open": _open, "in": _move, "out": _move, "x": _look, "close": _close, "list": _list, "show": _show,
        "journal": _journal, "export": _export,
    }  # fmt: skip
    changes = args.what in ("open", "in", "out", "close") or getattr(args, "print_it", False)
    with opened(args, readonly=not changes) as shop, printing(shop, on=changes):
        doing[args.what](shop, args)
    return OK


def _open(shop: Shop, args: argparse.Namespace) -> None:
    amount, count = _counted(args.amount)
    _tell(shop, args, shop.day.open(amount, count, permitted(shop, args.who, Right.CASH)))


def _move(shop: Shop, args: argparse.Namespace) -> None:
    kind = EntryKind.IN if args.what == "in" else EntryKind.OUT
    _tell(shop, args, shop.day.move_cash(kind, args.amount, args.reason, permitted(shop, args.who, Right.CASH)))


def _look(shop: Shop, args: argparse.Namespace) -> None:
    if args.json:
        print(json.dumps(_figures(shop.day.figures()), ensure_ascii=False))
    else:
        _say(shop.day.x_slip())
    if args.print_it:
        shop.day.print_x()


def _close(shop: Shop, args: argparse.Namespace) -> None:
    amount, count = _counted(args.amount)
    who = permitted(shop, args.who, Right.CLOSE)
    closed = shop.day.close(
        counted=amount, count=count, reason=args.reason, next_float=args.next_float, who=who, empty=args.empty
    )
    _tell(shop, args, closed)


def _list(shop: Shop, args: argparse.Namespace) -> None:
    for close in shop.day.closes():
        if args.json:
            print(json.dumps(_entry(close), ensure_ascii=False))
            continue
        net = close.figures.net if close.figures else 0
        difference = _money(shop, close.difference) if close.difference else "±0"
        print(
            f"{close.number:4}  {close.day}  {close.at:%m/%d %H:%M}  {_money(shop, net):>12}  {difference:>10}  {close.who}"
        )


def _show(shop: Shop, args: argparse.Namespace) -> None:
    from pos_assist.services.day.business_day import loads_slip  # noqa: PLC0415 — lazy: --help needs none

    close = shop.day.closed(args.number)
    if args.json:
        print(json.dumps(_entry(close), ensure_ascii=False))
    else:
        _say(loads_slip(close))
    if args.print_it:
        shop.day.print_again(args.number)


def _journal(shop: Shop, args: argparse.Namespace) -> None:
    for entry in reversed(shop.day.journal(args.text, args.first, args.last, args.amount)):
        if args.json:
            row = {
                "at": entry.at.isoformat(),
                "title": entry.title,
                "amount": entry.amount,
                "who": entry.who,
                "what": entry.what,
            }
            print(json.dumps(row, ensure_ascii=False))
        elif args.slips:
            _say(entry.slip(shop.printing.sign))
        else:
            amount = _money(shop, entry.amount) if entry.amount else ""
            print(f"{entry.at:%Y-%m-%d %H:%M}  {entry.title}  {amount}  {entry.who}  {entry.what}".rstrip())


def _export(shop: Shop, args: argparse.Namespace) -> None:
    last = args.last or shop.day.status().day
    for file in shop.day.export(args.path, args.first or last.replace(day=1), last):
        print(file)


# -- inside ------------------------------------------------------------------------------------------------------------------


def _counted(text: str) -> tuple[int, Count]:
    """An amount, or notes and coins. BadInput: bad_money."""
    if text.isdecimal() and len(text) < 12:
        return int(text), ()
    pieces = [_PIECES.fullmatch(x.strip()) for x in text.split(",")]
    if not all(pieces):
        raise BadInput("bad_money", value=text[:60])
    count = tuple(sorted(((int(x[1]), int(x[2])) for x in pieces if x), reverse=True))
    return worth(count), count


def _day(text: str) -> date:
    """A day, or today’s parser says what is wrong."""
    if bounds_empty(text):
        raise argparse.ArgumentTypeError(text)
    return date.fromisoformat(text)


def bounds_empty(text: str) -> bool:
    """Whether that is no day."""
    try:
        begin, end = bounds(text, 0)
    except ValueError:
        return True
    return begin == end or text.count("-") != 2


def _tell(shop: Shop, args: argparse.Namespace, entry: DayEntry) -> None:
    if args.json:
        print(json.dumps(_entry(entry), ensure_ascii=False))
        return
    from pos_assist.i18n.day_texts import entry_words  # noqa: PLC0415 — lazy: --help needs none

    if entry.slip:
        from pos_assist.services.day.business_day import loads_slip  # noqa: PLC0415 — lazy: as above

        _say(loads_slip(entry))
        return
    print(
        f"{entry_words(entry.kind, entry.number)}  {_money(shop, entry.amount)}  {entry.who}  {entry.reason}".rstrip()
    )


def _say(slip: Slip) -> None:
    from pos_assist.devices.slip import slip_text  # noqa: PLC0415 — lazy: --help needs none

    print(slip_text(slip, WIDE), end="")


def _entry(entry: DayEntry) -> dict[str, object]:
    """An entry as JSON, without the slip's layout."""
    fields = dict(encode(entry))
    fields.pop("slip", None)
    if entry.figures:
        fields["figures"] = _figures(entry.figures)
        fields.update(
            expected=entry.expected, difference=entry.difference, next_float=entry.next_float, to_bank=entry.to_bank
        )
    return fields


def _figures(figures: DayFigures) -> dict[str, object]:
    """Every figure, those that are 0 too, and what follows from them."""
    parts = ("rates", "tenders", "moved")
    fields: dict[str, object] = {
        name: getattr(figures, name) for name in DayFigures.__dataclass_fields__ if name not in (*parts, "begin", "end")
    }
    fields["float"] = fields.pop("float_")
    if not figures.gross_without_tax:  # prices have their tax in them
        del fields["tax_added"], fields["gross_without_tax"]
    for name in ("begin", "end"):
        at = getattr(figures, name)
        fields[name] = at.isoformat() if at else None
    fields["rates"] = [{"rate": x.rate, "gross": x.gross, "tax": x.tax} for x in figures.rates]
    fields["tenders"] = [
        {"kind": x.kind, "name": x.name, "times": x.times, "taken": x.taken, "back": x.back} for x in figures.tenders
    ]
    fields["moved"] = [
        {"at": x.at.isoformat(), "amount": x.amount, "reason": x.reason, "who": x.who} for x in figures.moved
    ]
    return {**fields, "net": figures.net, "expected": figures.expected, "float_difference": figures.float_difference}


def _money(shop: Shop, amount: int) -> str:
    return money(amount, shop.currency)
