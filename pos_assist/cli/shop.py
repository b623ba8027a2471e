"""`pos-assist shop …`: make a shop, look at one, list them, rebuild a lost one from its journal."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_assist.cli import shop_clock
from pos_assist.cli.main import ENVIRONMENT, common, opened
from pos_assist.i18n.recovery_texts import recovered_lines
from pos_assist.i18n.translate import tr, trn
from pos_assist.system.paths import data_folder, new_path, remember_shop, shop_path, shops

SAMPLES = ("burger", "bakery", "camera")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    common(parser)
    what = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))

    new = what.add_parser("new", help=tr("make a shop"), description=tr("Make a shop, and open it from now on."))
    new.add_argument("name", metavar=tr("NAME"), help=tr("its name, or the path of its .db file"))
    source = new.add_mutually_exclusive_group()
    source.add_argument("--sample", choices=SAMPLES, help=tr("as this sample shop (default: burger)"))
    source.add_argument(
        "--from",
        dest="folder",
        type=Path,
        metavar=tr("FOLDER"),
        help=tr("from a folder of files: items.csv and others"),
    )
    common(new)

    info = what.add_parser("info", help=tr("what is in a shop"), description=tr("Say what is in a shop."))
    common(info)

    every = what.add_parser(
        "list", help=tr("the shops there are"), description=tr("List the shops of the data folder.")
    )
    common(every)

    shop_clock.add_to(what)

    rebuild = what.add_parser(
        "rebuild",
        help=tr("a lost shop from its journal"),
        description=tr("Make a new shop file out of the journal of a lost one, and the newest backup if there is one."),
    )
    rebuild.add_argument(
        "journal",
        type=Path,
        nargs="?",
        metavar=tr("JOURNAL"),
        help=tr("the .journal file of the lost shop (default: the one beside the shop's file, which may be damaged)"),
    )
    rebuild.add_argument("--backup", type=Path, metavar=tr("FILE"), help=tr("a backup to begin with"))
    rebuild.add_argument(
        "--accept-loss",
        action="store_true",
        help=tr("do it although sales are missing: what is lost is said, and the exit code is 0"),
    )
    common(rebuild)


def run(args: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    return {"new": _new, "info": _info, "list": _list, "rebuild": _rebuild, "clock": shop_clock.run}[args.what](args)


def _new(args: argparse.Namespace) -> int:
    from pos_assist.shop import make_sample, make_shop  # noqa: PLC0415 — lazy: as in main

    folder = data_folder(args.data_dir)
    path = new_path(args.name, folder)
    if args.folder:
        make_shop(args.folder, path)
    else:
        make_sample(args.sample or "burger", path)
    remember_shop(path, folder)
    _tell_made(path, folder)
    return 0


def _tell_made(path: Path, folder: Path) -> None:
    if path.parent == folder:
        print(tr("Made {path}. `pos-assist` opens it.", path=path))
    else:
        print(tr("Made {path}. `pos-assist --shop {path}` opens it.", path=path))


def _info(args: argparse.Namespace) -> int:
    with opened(args, readonly=True) as shop:
        catalog = shop.catalog
        print(shop.name)
        print(tr("  file: {path}", path=shop.path))
        departments = ", ".join(department.name for department in catalog.departments())
        print(tr("  departments: {names}", names=departments))
        items = sum(
            len(shop.till.keys(d.code, p)) for d in catalog.departments() for p in range(shop.till.pages(d.code))
        )
        print("  " + trn("{n} item", "{n} items", items))
        print("  " + trn("{n} deal", "{n} deals", len(catalog.deals())))
        print("  " + trn("{n} receipt", "{n} receipts", shop.sales()))
    return 0


def _list(args: argparse.Namespace) -> int:

    folder = data_folder(args.data_dir)
    current = shop_path(None, folder)
    for path in shops(folder):
        print(f"{'*' if path == current else ' '} {path.stem:<20} {path}")
    if not shops(folder):
        print(tr("There is no shop in {folder} yet. `pos-assist` makes the sample burger shop.", folder=folder))
    return 0


def _rebuild(args: argparse.Namespace) -> int:
    from pos_assist.shop import rebuild_shop, recover_shop  # noqa: PLC0415 — lazy: as in main

    folder = data_folder(args.data_dir)
    if args.journal is None:
        path = shop_path(args.shop, folder)
        rebuilt = recover_shop(path, accept_loss=args.accept_loss)
    else:
        path = new_path(args.shop or str(args.journal.with_suffix(".db")), folder)
        rebuilt = rebuild_shop(args.journal, path, args.backup, accept_loss=args.accept_loss)
    remember_shop(path, folder)
    _tell_made(path, folder)
    for line in recovered_lines(rebuilt):
        print("  " + line)
    return 0 if rebuilt.complete or args.accept_loss else ENVIRONMENT
