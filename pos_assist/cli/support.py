"""`pos-assist support`: one zip for whoever helps with a fault, after showing what is in it («問題を報告»)."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_assist.cli.main import common
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import tr
from pos_assist.system import clock
from pos_assist.system.paths import data_folder, shop_path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument(
        "--out", type=Path, metavar=tr("FILE"), help=tr("where to write it (default: here, by date and time)")
    )
    parser.add_argument("--show", action="store_true", help=tr("show every word that would be in it; write nothing"))
    common(parser)


def run(args: argparse.Namespace) -> int:
    """List the parts, then write them; or show them whole."""
    from pos_assist.services.support import problem_report as support_report  # noqa: PLC0415 — lazy: as in main
    from pos_assist.shop import open_shop  # noqa: PLC0415 — lazy: as in main

    folder = data_folder(args.data_dir)
    path = shop_path(args.shop, folder)
    settings: dict[str, str] = {}
    try:  # a shop that cannot be opened is what reports are for
        shop = open_shop(path, readonly=True)
        settings = shop.settings()
        shop.close()
    except Problem as problem:
        settings["(not read)"] = problem.code
    parts = support_report.collect(folder, path if path.exists() else None, settings, {})
    for part in parts:
        print(f"{part.size:>10,}  {part.name}")
        if args.show:
            print(part.text)
    if args.show:
        return 0
    out = args.out or Path(support_report.file_name(clock.now()))
    support_report.write(parts, out)
    print(tr("Written: {path}. It holds no receipts, no names and no PINs; look inside before you send it.", path=out))
    return 0
