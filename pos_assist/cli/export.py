"""`pos-assist export …`: one of the catalog's tables to a CSV or XLSX file, to be edited and imported again."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_assist.cli.management import management, management_options
from pos_assist.i18n.translate import LANGUAGES, language, tr, trn

KINDS = ("items", "departments", "upgrades", "pairings", "deals", "perks")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("kind", choices=KINDS, help=tr("what to write"))
    parser.add_argument("path", type=Path, metavar=tr("FILE"), help=tr("where to: NAME.xlsx or NAME.csv"))
    parser.add_argument(
        "--headers", choices=LANGUAGES, help=tr("language of the headers (default: the language spoken)")
    )
    management_options(parser)


def run(args: argparse.Namespace) -> int:
    """Write the file; one that is there is replaced."""
    with management(args, readonly=True) as manager:
        rows = manager.export(args.kind, args.path, args.headers or language())
    print(tr("{path}: {rows}.", path=args.path, rows=trn("{n} row", "{n} rows", rows)))
    return 0
