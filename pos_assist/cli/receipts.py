"""`pos-assist receipts`: the finished sales of a shop, read only; it may be open at the counter meanwhile."""

from __future__ import annotations

import argparse
import json

from pos_assist.cli.main import common, opened
from pos_assist.cli.sell import line_of
from pos_assist.cli.terminal import PageText
from pos_assist.domain.receipts import Receipt
from pos_assist.i18n.translate import tr, trn
from pos_assist.system.paths import data_folder, shops


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument(
        "find", nargs="?", default="", metavar=tr("TEXT"), help=tr("only those with this number or item")
    )
    parser.add_argument("--limit", type=int, default=20, help=tr("how many, the newest ones (default: 20)"))
    parser.add_argument(
        "--json", action="store_true", help=tr("every sale of this till, one JSON line each, for programs")
    )
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Print the receipts: for people the newest last, near the prompt; for programs the newest first."""
    folder = data_folder(args.data_dir)
    if (
        args.shop is None and not shops(folder) and not [*folder.glob("*.journal")]
    ):  # to look must not make the sample shop
        return 0
    with opened(args, readonly=True) as shop:
        if args.json:
            for receipt in shop.receipts():
                print(json.dumps({**line_of(receipt), "whole": shop.whole_sale(receipt)}))
            return 0
        sheet = PageText.of_terminal(shop.currency)
        for receipt in reversed(shop.till.past.find(args.find, args.limit)):
            print(_row(receipt, sheet))
    return 0


def _row(receipt: Receipt, sheet: PageText) -> str:
    units = sum(line.qty for line in receipt.lines)
    names = ", ".join(line.item.title for line in receipt.lines)
    head = f"{receipt.sold_at:%Y-%m-%d %H:%M}  #{receipt.number:<4} "
    amount = sheet.amount(receipt.total) + (" " + tr("(voided)") if receipt.voided else "")
    return sheet.two_ends(head + trn("{n} item", "{n} items", units) + "  " + names, amount)
