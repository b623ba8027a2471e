"""`pos-assist learn info|rebuild`: what a shop's receipts taught, in counts a person can check, and learning it all anew."""

from __future__ import annotations

import argparse
import json
import time

from pos_assist.cli.main import OK, common, opened
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import tr
from pos_assist.learning.counting import EVERY
from pos_assist.learning.evidence import Evidence
from pos_assist.learning.ranking import SHAPE, STAMP, STATE
from pos_assist.shop import Shop

_NEIGHBOURS = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("what", choices=("info", "rebuild"), help=tr("look, or count and solve everything anew"))
    parser.add_argument("items", nargs="*", metavar=tr("ITEM"), help=tr("with info: codes of one item, or of a pair"))
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Print what is known, or learn again."""
    with opened(args, readonly=args.what == "info") as shop:
        if args.what == "rebuild":
            _rebuild(shop)
        elif args.items:
            _pairs(shop, args.items[0], args.items[1:])
        else:
            _overview(shop)
    return OK


def _rebuild(shop: Shop) -> None:
    start = time.perf_counter()
    shop.background.learn_anew()
    receipts, _ = shop.learned.count(EVERY)
    print(tr("Learned anew from {n} receipts in {s} s.", n=receipts, s=round(time.perf_counter() - start, 1)))


def _overview(shop: Shop) -> None:
    learned = shop.learned
    receipts, _ = learned.count(EVERY)
    print(tr("{shop}: {n} receipts counted.", shop=shop.name, n=receipts))
    shape, state = learned.row(SHAPE), learned.row(STATE)
    if shape is None or state is None:
        print(tr("No weights yet: they are solved at the counter, after some sales."))
        return
    items, known = json.loads(shape[STAMP:])["items"], json.loads(state[STAMP:])
    print(tr("Weights for {n} items, up to {when}.", n=len(items), when=known["as_of"].replace("T", " ")[:16]))
    by_time, size, pairs = (round(100 * x) for x in known["trust"])
    print(
        tr(
            "Held against receipts set aside, trusted are: time of day {time} %, size of the order {size} %, pairs {pairs} %.",
            time=by_time,
            size=size,
            pairs=pairs,
        )
    )


def _pairs(shop: Shop, trigger: str, others: list[str]) -> None:
    learned = shop.learned
    for code in (trigger, *others):
        if shop.catalog.item(code) is None:
            raise Refused("no_such_item", code=code)
    if not others:
        near = learned.neighbours(trigger, 4 * _NEIGHBOURS)
        others = [code for code, _, _ in near if not code.startswith("@")][:_NEIGHBOURS]
    (of, _), (receipts, _) = learned.count(trigger), learned.count(EVERY)
    for other in others:
        found = Evidence(learned.pair(trigger, other)[0], of, learned.count(other)[0], receipts)
        print(
            tr(
                "{addon}: on {together} of {of} receipts with {trigger} ({share} %), {times} times as often as by chance",
                addon=_name(shop, other),
                together=found.together,
                of=found.of,
                trigger=_name(shop, trigger),
                share=round(100 * found.share),
                times=f"{found.times:.1f}",
            )
        )


def _name(shop: Shop, code: str) -> str:
    item = shop.catalog.item(code)
    return item.title if item else code
