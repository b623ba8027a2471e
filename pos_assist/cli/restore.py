"""`pos-assist restore`: list the backups, look into one, take its catalog back, or put the whole file back."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_assist.cli.main import ENVIRONMENT
from pos_assist.cli.management import management, management_options, print_sides, say_of
from pos_assist.domain.settings import CURRENCY
from pos_assist.i18n.money import money
from pos_assist.i18n.recovery_texts import lost_lines
from pos_assist.i18n.translate import tr, trn
from pos_assist.system.paths import data_folder, shop_path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("backup", nargs="?", type=Path, metavar=tr("FILE"), help=tr("a backup (default: list them)"))
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--catalog", action="store_true", help=tr("bring the catalog back to it; sales stay; can be undone")
    )
    way.add_argument(
        "--file", action="store_true", help=tr("put the whole file back; the journal brings the sales made since")
    )
    management_options(parser)


def run(args: argparse.Namespace) -> int:
    """PackPreview first; change only what was asked for."""
    if args.file and args.backup:
        return _put_file_back(args)
    from pos_assist.services.management import backup_restore  # noqa: PLC0415 — lazy: --help needs no database

    if args.backup is None:  # the shop itself may be past opening
        for at, path in backup_restore.listed(shop_path(args.shop, data_folder(args.data_dir))):
            print(f"{at:%Y-%m-%d %H:%M:%S}  {path}")
        return 0
    with management(args, readonly=not args.catalog) as manager:
        preview = manager.preview_backup(args.backup)
        last = f", {preview.last_sale:%Y-%m-%d %H:%M}" if preview.last_sale else ""
        receipts = trn("{n} receipt", "{n} receipts", preview.receipts)
        print(f"{preview.path.name}: {receipts}, {money(preview.total, CURRENCY.of(manager.settings()))}{last}")
        print(tr("Differs from today (today | backup):") if preview.sides else tr("The catalog is as today's."))
        print_sides(list(preview.sides), "~", say_of(manager))
        if args.catalog:
            manager.take_catalog(preview)
    return 0


def _put_file_back(args: argparse.Namespace) -> int:
    from pos_assist.services.management.backup_restore import put_file_back  # noqa: PLC0415 — lazy: --help needs no database

    shop = shop_path(args.shop, data_folder(args.data_dir))
    done = put_file_back(shop, args.backup)
    print(
        tr(
            "{shop} is as in {backup}. What it was before is kept as {kept}.",
            shop=shop,
            backup=args.backup,
            kept=done.kept,
        )
    )
    if done.before is not None:
        print("  " + tr("before: {before} receipts, now: {now}", before=done.before, now=done.receipts))
    for line in lost_lines(done.lost, where=done.kept.name if done.before is not None else ""):
        print("  " + line)
    return 0 if done.complete else ENVIRONMENT
