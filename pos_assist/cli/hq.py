"""`pos-assist hq …`: the sales of many shops collected, counted, taught to the tills and reported by week."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pos_assist.cli.main import common, print_problem
from pos_assist.i18n.translate import tr, trn
from pos_assist.system import clock
from pos_assist.system.paths import data_folder, shop_path

if TYPE_CHECKING:
    from pos_assist.domain.catalog_change import Change
    from pos_assist.services.hq.headquarters import Headquarters

_SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    what = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))
    collect = what.add_parser("collect", help=tr("take in the shops' sales files"))
    count = what.add_parser("count", help=tr("count what was collected: items, pairs, hours, neighbours, offers"))
    publish = what.add_parser("publish", help=tr("give every till a pack of what all shops taught"))
    report = what.add_parser("report", help=tr("one page for the owner, by week"))
    for command in (collect, count, publish, report):
        command.add_argument(
            "--folder", type=Path, required=True, metavar="DIR", help=tr("the folder with the shops' sales files")
        )
        command.add_argument(
            "--store",
            type=Path,
            metavar="DIR",
            help=tr("where headquarters keeps what it collected (default: data folder)"),
        )
        command.add_argument("--json", action="store_true", help=tr("as one line of JSON"))
        common(command)
    for command in (count, publish, report):
        command.add_argument(
            "--engine", choices=("duckdb", "spark"), default="duckdb", help=tr("what counts (default: duckdb)")
        )
        command.add_argument(
            "--master", metavar="URL", default="local[2]", help=tr("Spark's master (default: local[2])")
        )
    publish.add_argument(
        "--least", type=int, default=10, metavar=tr("N"), help=tr("no pair seen on fewer receipts leaves (default: 10)")
    )
    report.add_argument("--to", type=Path, metavar=tr("FILE"), help=tr("the HTML file (default: in the folder)"))
    report.add_argument("--week", metavar="YYYY-MM-DD", help=tr("a day of the week (default: the last whole week)"))


def run(args: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    from pos_assist.services.hq.headquarters import Headquarters  # noqa: PLC0415 — lazy: --help needs no engine

    store = args.store or data_folder(args.data_dir) / "hq"
    hq = Headquarters(
        args.folder, store, clock.now, args.__dict__.get("engine", "duckdb"), args.__dict__.get("master", "")
    )
    return {"collect": _collect, "count": _count, "publish": _publish, "report": _report}[args.what](args, hq)


def _collect(args: argparse.Namespace, hq: Headquarters) -> int:
    done = hq.collect()
    if args.json:
        found = {"files": done.files, "receipts": done.receipts, "shops": done.shops, "replaced": done.replaced}
        print(
            json.dumps(
                found | {"missing": done.missing, "troubles": [x.code for x in done.troubles]}, ensure_ascii=False
            )
        )
        return 0
    print(trn("Took in {n} receipt.", "Took in {n} receipts.", done.receipts))
    for (shop, register, day), n in sorted(done.left_out.items()):
        print("  " + trn("{shop}, register {register}, {day}: {n} sale of a second till is not counted; its display says no numbers.", "{shop}, register {register}, {day}: {n} sales of a second till are not counted; its display says no numbers.", n, shop=shop, register=register, day=day))  # fmt: skip
    for till, gaps in done.missing.items():
        for first, last in gaps:
            print("  " + tr("{till}: missing {first}–{last}", till=till, first=first, last=last))
    for problem in done.troubles:
        print_problem(problem)
    return 0


def _count(args: argparse.Namespace, hq: Headquarters) -> int:
    counted = hq.count()
    if args.json:
        tables = {name: {"rows": len(rows), "digest": counted.digests[name]} for name, rows in counted.tables.items()}
        print(json.dumps({"receipts": counted.receipts, "engine": args.engine, "tables": tables}))
        return 0
    print(
        trn(
            "{n} receipt of {shops} shops.",
            "{n} receipts of {shops} shops.",
            counted.receipts,
            shops=len(counted.shops),
        )
    )
    for name, rows in counted.tables.items():
        print(f"  {name:11} {len(rows):8}  {counted.digests[name][:16]}")
    return 0


def _publish(args: argparse.Namespace, hq: Headquarters) -> int:
    done = hq.publish(args.least, _catalog(args))
    if args.json:
        print(
            json.dumps(
                {
                    "pack": done.pack,
                    "serial": done.serial,
                    "pairs": done.pairs,
                    "left_out": done.left_out,
                    "bytes": done.bytes,
                }
            )
        )
        return 0
    print(tr("Published pack {n} for every till: {pairs} pairs, {left} left out because too few receipts have them.", n=done.serial, pairs=done.pairs, left=done.left_out))  # fmt: skip
    print(tr("Its key, to compare when a till asks: {key}", key=done.fingerprint))
    return 0


def _report(args: argparse.Namespace, hq: Headquarters) -> int:
    path = hq.report(args.week, args.to, _catalog(args))
    print(json.dumps({"file": str(path)}) if args.json else tr("Wrote {path}.", path=path))
    return 0


def _catalog(args: argparse.Namespace) -> Change | None:
    """The catalog of headquarters' own shop file, where `--shop` names one."""
    if not args.shop:
        return None
    from pos_assist.shop import open_shop  # noqa: PLC0415 — lazy: as above

    shop = open_shop(shop_path(args.shop, data_folder(args.data_dir)), readonly=True)
    try:
        return shop.manage("").catalog()
    finally:
        shop.close()
