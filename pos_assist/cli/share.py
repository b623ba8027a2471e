"""`pos-assist share …`: this till and the folder that the shop's tills share."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pos_assist.cli.main import common, opened, print_problem
from pos_assist.domain.fingerprint import fingerprint
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import tr, trn

if TYPE_CHECKING:
    from pos_assist.services.sharing.share_status import ShareStatus
    from pos_assist.services.sharing.shop_sharing import ShopSharing
    from pos_assist.shop import Shop


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    what = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))
    status = what.add_parser("status", help=tr("the tills of the shop, what is missing, what waits for a person"))
    publish = what.add_parser("publish", help=tr("give what was sold and edited here to the folder"))
    collect = what.add_parser("collect", help=tr("take in what the other tills sold and edited"))
    collect.add_argument(
        "--trust", action="store_true", help=tr("vouch for the makers of the packs in the folder, from now on")
    )
    for command in (status, publish, collect):
        command.add_argument(
            "--folder", type=Path, metavar="DIR", help=tr("the shared folder (default: the till's setting)")
        )
        command.add_argument("--json", action="store_true", help=tr("as one line of JSON"))
        common(command)


def run(args: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    with opened(args, readonly=args.what == "status") as shop:
        sharing = shop.shared(args.folder)
        if sharing is None:
            raise Refused("no_share_set")
        if args.what == "publish":
            return _publish(args, sharing)
        if args.what == "collect":
            return _collect(args, shop, sharing)
        return _status(args, sharing)


def _publish(args: argparse.Namespace, sharing: ShopSharing) -> int:
    done = sharing.give()
    if args.json:
        held_back = done.held_back.data["file"] if done.held_back else ""
        counts = {"files": done.files, "receipts": done.receipts, "bytes": done.bytes, "new_life": done.new_life}
        print(json.dumps(counts | {"held_back": held_back}))
        return 0
    print(trn("Gave {n} receipt to the folder.", "Gave {n} receipts to the folder.", done.receipts))
    if done.new_life:
        print(tr("Another till had numbers of this one: it goes on under a new life."))
    if done.held_back:
        print_problem(done.held_back)
    return 0


def _collect(args: argparse.Namespace, shop: Shop, sharing: ShopSharing) -> int:
    if args.trust:
        from pos_assist.cli.management import signed  # noqa: PLC0415 — lazy: as in main

        done = sharing.bring(signed(shop), trust=True)
    else:
        done = sharing.bring()
    if done.sales.receipts:
        shop.background.begin()
        shop.background.wait()
    if args.json:
        counts = {"files": done.sales.files, "receipts": done.sales.receipts, "packs": done.packs}
        print(json.dumps(counts | {"conflicts": done.conflicts, "troubles": [x.code for x in done.troubles]}))
        return 0
    print(trn("Took in {n} receipt of other tills.", "Took in {n} receipts of other tills.", done.sales.receipts))
    if done.packs:
        print(trn("Took {n} pack over.", "Took {n} packs over.", done.packs))
    if done.conflicts:
        print(trn("{n} record was edited on both sides: pick in the back office.", "{n} records were edited on both sides: pick in the back office.", done.conflicts))  # fmt: skip
    for look in done.unknown:
        if look.trust == "changed":
            print_problem(look.key_changed())
            continue
        print(tr("A pack of {name} waits: its maker is not known here ({key}).", name=look.pack.name, key=fingerprint(look.pack.key)))  # fmt: skip
    for problem in done.troubles:
        print_problem(problem)
    return 0


def _status(args: argparse.Namespace, sharing: ShopSharing) -> int:
    status = sharing.status()
    if args.json:
        print(json.dumps(_as_json(status), ensure_ascii=False))
        return 0
    print(tr("Folder: {folder}", folder=status.shared.folder))
    if status.trouble:
        print_problem(status.trouble)
    print(trn("{n} receipt of this till is not in the folder yet.", "{n} receipts of this till are not in the folder yet.", status.waiting))  # fmt: skip
    for till in status.tills:
        words = [tr("till {name}", name=till.till) + (tr(" (this one)") if till.ours else ""), till.life]
        words.append(f"{till.last_seen:%Y-%m-%d %H:%M}" if till.last_seen else tr("never heard of by itself"))
        words.append(trn("{n} receipt", "{n} receipts", till.receipts))
        words += [tr("missing {first}–{last}", first=first, last=last) for first, last in till.missing]
        if till.skew:
            words.append(tr("clock is {n} s off", n=till.skew))
        if till.behind:
            words.append(tr("works with an older pack"))
        print("  " + "  ".join(words))
    for number in status.same_number:
        print(tr("Two tills are called {till}. Give each a number of its own (setting “till”).", till=number))
    for file, code in status.set_aside:
        print(tr("set aside: {file} ({code})", file=file[:60], code=code))
    for conflict in status.conflicts:
        print(tr("edited on both sides: {what}", what=f"{conflict.kind} {conflict.key}"))
    return 0


def _as_json(status: ShareStatus) -> dict[str, object]:
    return {
        "folder": str(status.shared.folder),
        "shop": status.shared.shop,
        "reachable": status.reachable,
        "waiting": status.waiting,
        "tills": [
            {
                "till": x.till,
                "life": x.life,
                "ours": x.ours,
                "last_seen": x.last_seen.isoformat(" ", "seconds") if x.last_seen else None,
                "receipts": x.receipts,
                "missing": [list(gap) for gap in x.missing],
                "skew": x.skew,
                "behind": list(x.behind),
            }
            for x in status.tills
        ],
        "set_aside": [list(x) for x in status.set_aside],
        "packs": [{"maker": x.maker, "serial": x.serial, "taken_at": x.taken_at} for x in status.packs],
        "unknown_packs": [{"maker": x.pack.shop, "key": x.pack.key} for x in status.pending.unknown],
        "same_number": [*status.same_number],
        "conflicts": [{"kind": x.kind, "key": x.key, "maker": x.maker} for x in status.conflicts],
    }
