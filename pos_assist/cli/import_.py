"""`pos-assist import …`: a shop out of files. What is wrong with a file is said with row and column, and nothing changes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pos_assist.cli import import_catalog, import_receipts
from pos_assist.cli.main import common
from pos_assist.cli.management import print_broken, signature
from pos_assist.domain.problems import BadInput, Problem, Refused, others_of
from pos_assist.i18n.translate import sentence, tr, trn
from pos_assist.system.paths import data_folder, new_path, shop_path

if TYPE_CHECKING:
    from pos_assist.services.setup.build_shop import Imported

_BAR = 30  # columns


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    what = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))
    receipts = what.add_parser(
        "receipts",
        help=tr("past receipts from a file: CSV, Excel, another register's export"),
        description=tr(
            "Make a shop out of a receipts file alone: its items, their usual prices, and what was bought together."
            " To a shop that is there already the receipts are added."
        ),
    )
    receipts.add_argument(
        "--currency",
        metavar="XXX",
        default="",
        help=tr("currency of a new shop's prices (default: JPY if all are whole, else none)"),
    )
    import_receipts.arguments(receipts)
    shop = what.add_parser(
        "shop",
        help=tr("a shop's folder of files: items.csv, deals.json and others"),
        description=tr(
            "Make a shop of a folder of files. Of a shop that is there already the catalog is replaced; its sales stay."
        ),
    )
    every = what.add_parser("list", help=tr("the receipts files that were read, each with its number"))
    back = what.add_parser(
        "take-back",
        help=tr("take the receipts of one file back"),
        description=tr("Void all receipts of one file: no figure counts them, and nothing is learned from them."),
    )
    back.add_argument("number", type=int, metavar=tr("NUMBER"), help=tr("as `pos-assist import list` shows it"))
    for command in (every, back):
        common(command)
    import_catalog.arguments(what)
    for command, metavar in ((receipts, tr("FILE")), (shop, tr("FOLDER"))):
        command.add_argument("path", nargs="?", type=Path, metavar=metavar, help=tr("what to read"))
        command.add_argument(
            "--serve",
            action="store_true",
            help=tr("for programs: a path per line from standard input, an answer in JSON per line"),
        )
        common(command)


def run(args: argparse.Namespace) -> int:
    """Import, or serve imports until the input ends."""
    if args.what in import_catalog.WHAT:
        return import_catalog.run(args)
    if args.what in ("list", "take-back"):
        return _batches(args)
    shop = _target(args)
    if args.serve:
        return _serve(args, shop, sys.stdin)
    if args.path is None:
        raise Refused("import_needs_path")
    bar = _Bar() if sys.stderr.isatty() else None
    try:
        done = _import(args, args.path, shop, bar)
    except BadInput as problem:
        for other in others_of(problem):
            print("  ! " + sentence(other), file=sys.stderr)
        raise
    finally:
        if bar:
            bar.clear()
    if args.what == "shop" or not args.json:
        print(
            tr(
                "{path}: {items}, {receipts}.",
                path=shop,
                items=trn("{n} item", "{n} items", done.items),
                receipts=trn("{n} receipt", "{n} receipts", done.receipts),
            )
        )
    if args.what == "receipts":
        import_receipts.report(args, done)
    return 0


def _batches(args: argparse.Namespace) -> int:
    from pos_assist.cli.main import opened  # noqa: PLC0415 — lazy: as below
    from pos_assist.cli.management import signed  # noqa: PLC0415 — lazy: as below
    from pos_assist.i18n.import_texts import batch_text  # noqa: PLC0415 — lazy: as below

    with opened(args, readonly=args.what == "list") as shop:
        if args.what == "list":
            for batch in shop.imported.batches():
                print(f"{batch.number:>7}  {batch_text(batch)}")
            return 0
        n = shop.imported.take_back(args.number, signed(shop))
        shop.background.learn_anew()
        print(trn("{n} receipt was taken back.", "{n} receipts were taken back.", n))
    return 0


def _target(args: argparse.Namespace) -> Path:

    if args.shop is None and args.data_dir is None:  # nobody means the shop that happens to be open by itself
        raise Refused("import_needs_shop")
    folder = data_folder(args.data_dir)
    if args.shop is None:
        return shop_path(None, folder)
    try:
        return shop_path(args.shop, folder)
    except Refused:
        return new_path(args.shop, folder)


def _import(args: argparse.Namespace, path: Path, shop: Path, bar: _Bar | None = None) -> Imported:
    from pos_assist.services.setup import build_shop  # noqa: PLC0415 — lazy: as above

    if args.what == "shop":
        there = shop.exists()
        done = (
            build_shop.replace_catalog(path, shop, signature())
            if there
            else build_shop.shop_from_folder(path, shop, bar)
        )
        print_broken(done.findings, done.currency)
        return done
    answers = import_receipts.answers_of(args)

    def agree(found: build_shop.Found) -> None:
        if bar:
            bar.clear()
        import_receipts.agree(args, found)

    if shop.exists():
        return build_shop.add_receipts(
            path, shop, department=tr("Items"), progress=bar, answers=answers, agree=agree, who=signature()
        )
    return build_shop.shop_from_receipts(
        path,
        shop,
        currency=args.currency,
        department=tr("Items"),
        progress=bar,
        answers=answers,
        agree=agree,
        prices=import_receipts.prices_of(args),
    )


def _serve(args: argparse.Namespace, shop: Path, paths: Iterable[str]) -> int:
    for line in paths:
        path = line.rstrip("\r\n")
        answer: dict[str, object]
        try:
            if not path:  # whoever wrote the line is waiting for its answer
                raise BadInput("no_such_file", file="")
            done = _import(args, Path(path), shop)
            answer = {"ok": True, "items": done.items, "receipts": done.receipts, "lines": done.lines}
            if done.left_out:
                answer["left_out"] = dict(done.left_out)
        except Problem as problem:
            data = {key: value for key, value in problem.data.items() if isinstance(value, str | int)}
            answer = {"ok": False, "error": sentence(problem), "code": problem.code, **data}
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 0


class _Bar:
    """How far the import is, on the terminal's last line."""

    def __init__(self) -> None:
        self._shown = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        share = min(1.0, done / total) if total else 1.0
        word = {"read": tr("Reading"), "write": tr("Writing"), "learn": tr("Learning")}[step]
        text = f"\r\x1b[K{word} [{'█' * int(share * _BAR):·<{_BAR}}] {share:4.0%}"
        if step == "learn":
            text = f"\r\x1b[K{word} …"
        if text != self._shown:
            print(text, end="", file=sys.stderr, flush=True)
            self._shown = text

    def clear(self) -> None:
        """Leave no half bar behind."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
