"""`pos-assist import receipts`: which column is which, what is left out, and whether to go on."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, TextIO

from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.tax import Prices
from pos_assist.i18n.receipts_file_texts import DAY_ORDERS, column_name, left_out_text, period_text, questions_text
from pos_assist.i18n.translate import tr, trn

if TYPE_CHECKING:
    from pos_assist.exchange.receipts.any_file import FileAnswers, ReceiptsTable
    from pos_assist.services.setup.build_shop import Found, Imported

_SHOWN = 3  # rows of the file


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`, besides the file and the shop."""
    parser.add_argument(
        "--columns",
        metavar=tr("NAME=TITLE,…"),
        default="",
        help=tr("which column is which, such as date=日付,time=時刻,item=商品名; NAME= for none"),
    )
    parser.add_argument("--dates", choices=sorted(DAY_ORDERS), default="", help=tr("order of day, month and year"))
    parser.add_argument("--year", type=int, default=0, help=tr("the year of the last date, where the dates have none"))
    parser.add_argument(
        "--prices",
        choices=[str(x) for x in Prices],
        default="",
        help=tr("of a new shop: its prices include tax, or tax is added to them (default: as the file says)"),
    )
    parser.add_argument("--sheet", default="", help=tr("the sheet of a spreadsheet that has the receipts"))
    parser.add_argument(
        "--yes", action="store_true", help=tr("take the columns that were guessed and leave out what is no sale")
    )
    parser.add_argument("--json", action="store_true", help=tr("end with one line of JSON"))


def answers_of(args: argparse.Namespace) -> FileAnswers | None:
    """Return the answers given on the command line, or None. Raises BadInput bad_columns."""
    from pos_assist.exchange.receipts.any_file import FileAnswers  # noqa: PLC0415 — lazy: --help needs no reader of files

    if not (args.columns or args.dates or args.sheet or args.year):
        return None
    columns: dict[str, str] = {}
    for part in filter(None, args.columns.split(",")):
        name, equals, title = part.partition("=")
        if not equals:
            raise BadInput("bad_columns", value=part)
        columns[name.strip()] = title.strip()
    return FileAnswers(columns, args.dates, args.sheet, args.year)


def prices_of(args: argparse.Namespace) -> Prices | None:
    """Return what the prices of a new shop are to be; None: what the file says of its own."""
    return Prices(args.prices) if args.prices else None


def agree(args: argparse.Namespace, found: Found) -> None:
    """Show what was found and ask, where there is something to ask. Raises BadInput needs_answer where nobody can be asked,
    Refused import_stopped."""
    table = found.table
    asked = tuple(x for x in table.questions if x != "prices" or not args.prices)
    questions = (*asked, *(["left_out"] if table.left_out else []))
    if args.yes or not questions:
        return
    person = not args.serve and sys.stdin.isatty()
    if not args.json:
        _show(table, sys.stdout if person else sys.stderr)
    if not person:
        raise BadInput("needs_answer", file=table.path.name, questions=questions_text(questions))
    print(questions_text(questions))
    answer = input(tr("Import it so? [y/N] ")).strip().casefold()
    if answer not in ("y", "yes", "はい", "ｙ"):
        raise Refused("import_stopped")


def report(args: argparse.Namespace, done: Imported) -> None:
    """Print what was imported, for a person or as one last line for a program."""
    from pos_assist.exchange.receipts.row_kinds import REASONS  # noqa: PLC0415 — lazy: as above

    if args.json:
        answer = {
            "receipts": done.receipts, "items": done.items, "lines": done.lines, "left_out": dict(done.left_out),
            "columns": dict(done.columns),
        }  # fmt: skip
        print(json.dumps(answer, ensure_ascii=False))
        return
    if done.left_out:
        print(tr("Left out: {what}.", what=left_out_text(done.left_out, REASONS)))


def _show(table: ReceiptsTable, out: TextIO) -> None:
    from pos_assist.exchange.receipts.row_kinds import REASONS  # noqa: PLC0415 — lazy: as above

    def tell(text: str) -> None:
        print(text, file=out)

    tell(tr("Columns:"))
    for role, title in table.columns.items():
        tell(f"  {column_name(role)}: {title}")
    for cells in table.sample[:_SHOWN]:
        tell("  | " + " | ".join(x.strip() for x in cells)[:150])
    if "day_order" in table.questions:
        tell(tr("Dates: {order}. Say --dates for another one.", order=tr(DAY_ORDERS[table.day_order])))
    if "year" in table.questions:
        for year, first, last in table.years_possible()[:1]:
            tell(tr("Dates: {days}. Say --year for another one than {year}.", days=period_text(first, last), year=year))
    if table.left_out:
        tell(tr("Left out: {what}.", what=left_out_text(table.left_out, REASONS)))
        for row in table.shown:
            tell(tr("  row {row}: {what}: {text}", row=row.row, what=tr(REASONS[row.reason]), text=row.text))
    if table.weights:
        tell(
            trn(
                "{n} row is of a weight and counts as one.",
                "{n} rows are of weights and count as one each.",
                table.weights,
            )
        )
