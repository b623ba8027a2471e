"""`pos-assist pack …`: the shop's catalog and rules in one signed file: made, shown, taken over, opened elsewhere."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pos_assist.cli.management import management, management_options, print_sides, say_of
from pos_assist.domain.fingerprint import fingerprint
from pos_assist.domain.problems import Refused
from pos_assist.i18n.pack_texts import origin_text
from pos_assist.i18n.translate import left_in_pack, tr
from pos_assist.system import clock
from pos_assist.system.paths import data_folder, new_path

if TYPE_CHECKING:
    from pos_assist.services.management.pack_exchange import PackPreview


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    what = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))
    make = what.add_parser("make", help=tr("write a pack of this shop"))
    preview = what.add_parser("look", help=tr("what a pack would change here"))
    take = what.add_parser("take", help=tr("take over what a pack changes"))
    take.add_argument("--trust", action="store_true", help=tr("vouch for its maker, from now on"))
    take.add_argument(
        "--prefer",
        choices=("ours", "theirs"),
        default="ours",
        help=tr("whose edit stands where both sides edited the same (default: ours)"),
    )
    trusted = what.add_parser("trusted", help=tr("whose packs are taken without a question"))
    trusted.add_argument("--withdraw", metavar=tr("KEY"), help=tr("ask again before a pack with that key is taken"))
    management_options(trusted)
    new = what.add_parser("open", help=tr("make a new shop of a pack, to edit it somewhere else"))
    for command in (make, preview, take, new):
        command.add_argument("path", type=Path, metavar=tr("FILE"), help=tr("the pack"))
        management_options(command)


def run(args: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    from pos_assist.exchange.packs import SUFFIX  # noqa: PLC0415 — lazy: --help needs no packs

    if args.what == "open":
        return _open(args)
    if args.what == "trusted":
        return _trusted(args)
    with management(args, readonly=args.what == "look") as manager:
        if args.what == "make":
            path = args.path if args.path.suffix else args.path.with_suffix(SUFFIX)
            manager.make_pack(path)
            print(tr("Made {path}.", path=path))
            return 0
        preview = manager.preview_pack(args.path)
        print(_origin(preview))
        for line in left_in_pack(preview.pack.left_out, preview.unusable):
            print(f"  {line}")
        print_sides(preview.of("theirs"), "~", say_of(manager))
        if preview.of("both"):
            print(tr("Edited on both sides (ours | theirs):"))
            print_sides(preview.of("both"), "!", say_of(manager))
        if not preview.sides:
            print("  " + tr("nothing differs"))
        if args.what == "take":
            choices = {(x.kind, x.key): args.prefer for x in preview.of("both")}
            manager.take_pack(preview, choices, trust=args.trust)
    return 0


def _trusted(args: argparse.Namespace) -> int:

    with management(args, readonly=args.withdraw is None) as manager:
        if args.withdraw is not None:
            wanted = args.withdraw.replace(" ", "").lower()
            keys = [x.key for x in manager.trusted_shops() if fingerprint(x.key).replace(" ", "") == wanted]
            if not keys or not manager.withdraw_trust(keys[0]):
                raise Refused("not_trusted", key=args.withdraw[:60])
        for x in manager.trusted_shops():
            print(f"{fingerprint(x.key)}  {x.name}")
    return 0


def _open(args: argparse.Namespace) -> int:
    from pos_assist.services.management.pack_exchange import shop_from_pack  # noqa: PLC0415 — lazy: --help needs no database
    from pos_assist.services.setup.empty_shop import file_stem  # noqa: PLC0415 — lazy: as above

    path = new_path(args.shop or file_stem(args.path.stem), data_folder(args.data_dir))
    shop_from_pack(args.path, path, args.who, clock.now())
    print(tr("Made {path}. `pos-assist --shop {path}` opens it.", path=path))
    return 0


def _origin(preview: PackPreview) -> str:
    pack = preview.pack
    return origin_text(pack.name or pack.shop, pack.serial, pack.made_at, pack.key, preview.trust)
