"""`pos-assist ring ITEM…`: ring an order up and see it with its panel, without selling anything."""

from __future__ import annotations

import argparse
import json
import re
from datetime import datetime
from typing import Any

from pos_assist.cli.main import common, opened
from pos_assist.cli.terminal import PageText, paint
from pos_assist.domain.items import Item
from pos_assist.domain.offers import Offer
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.i18n.offer_texts import reason_words
from pos_assist.i18n.translate import tr
from pos_assist.services.till.till import Till
from pos_assist.services.till.till_view import TillView
from pos_assist.system import clock

_QUANTITY = re.compile(r"([1-9][0-9]{0,4})[*x×](.+)")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument(
        "items",
        nargs="+",
        metavar=tr("ITEM"),
        help=tr("a code, a barcode or (a part of) a name; 2*ITEM for two of it, 350*ITEM for 350 g of it"),
    )
    parser.add_argument("--eat-in", action="store_true", help=tr("eaten here, not taken out"))
    parser.add_argument("--member", metavar=tr("CARD"), default="", help=tr("the customer's member card"))
    parser.add_argument(
        "--at", type=datetime.fromisoformat, metavar=tr("TIME"), help=tr("as if it were then: 2026-11-22T12:10")
    )
    parser.add_argument("--json", action="store_true", help=tr("one JSON object, for programs"))
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Print the order. Nothing is written to the shop, which may be open at the counter meanwhile."""
    now = (lambda: args.at) if args.at else clock.now
    # What an order is offered also depends on its key (a little is tried out); asked twice, this answers alike.
    with opened(args, readonly=True, now=now, new_key=lambda: "ring") as shop:
        till = shop.till
        if args.eat_in:
            till.set_mode(ServiceMode.EAT_IN)
        if args.member:
            till.set_member(args.member, new=True)
        for text in args.items:
            asked = _QUANTITY.fullmatch(text)
            name, qty = (asked[2], int(asked[1])) if asked and till.item(text) is None else (text, 1)
            _ring(till, name, qty)
        if args.json:
            print(json.dumps(as_json(till.view), ensure_ascii=False))
        else:
            print(paint(till.view, PageText.of_terminal(shop.currency), shop.name))
    return 0


def _ring(till: Till, name: str, qty: int) -> None:
    """By what a scanner would send, if it is that: a label may bear a price; else by whatever names the item."""
    if till.item(name) is None and not name.isalpha():
        try:
            till.scan(name, qty)
        except Refused as refused:
            if refused.code != "unknown_barcode":
                raise
        else:
            return
    till.ring(find(till, name).code, qty)


def find(till: Till, text: str) -> Item:
    """The item that a person means: by code, by barcode, by its whole name, or else the first that a search finds.
    Refused: no_such_item."""
    if item := till.item(text):
        return item
    found = till.search(text)
    if not found:
        raise Refused("no_such_item", code=text)
    exact = (item for item in found if text in (item.title, item.name, item.short_name, *item.barcodes))
    return next(exact, found[0])


def as_json(view: TillView) -> dict[str, Any]:
    """The counter for programs. Money in minor units."""
    nets = {share.line: share.net for share in view.priced.lines}
    return {
        "lines": [
            {
                "code": line.item.code,
                "name": line.title,
                "qty": line.qty,
                **({} if line.grams is None else {"grams": line.grams}),
                "list_price": line.price * line.qty,
                "net": nets.get(line.id),
            }
            for line in view.order.lines
        ],
        "deals": [
            {"deal": use.deal, "name": use.name, "saving": use.saving, "units": dict(use.units)}
            for use in (*view.priced.uses, *view.priced.spends)
        ],
        "list_total": view.priced.list_total,
        **({} if view.priced.tax_added is None else {"tax_added": view.priced.tax_added}),
        "total": view.priced.total,
        "proven": view.priced.proven,
        "taxes": [{"rate": x.rate, "gross": x.gross, "tax": x.tax} for x in view.priced.taxes],
        "panel": {
            "upgrade": _offer(view.panel.upgrade) if view.panel.upgrade else None,
            "addons": [_offer(offer) for offer in view.panel.addons if offer],
            "threshold": {"perk": perk.perk, "name": perk.name, "missing": perk.missing, "reached": perk.reached}
            if (perk := view.panel.threshold)
            else None,
        },
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "kind": str(offer.kind),
        "items": list(offer.items),
        "title": offer.title,
        "adds": offer.adds,
        **({} if offer.with_tax is None else {"with_tax": offer.with_tax}),
        "list_price": offer.list_price,
        "saving": offer.saving,
        **({} if offer.saving_with_tax is None else {"saving_with_tax": offer.saved}),
        "line": offer.line,
        "reason": reason_words(offer.reason),
        "trigger": offer.trigger,
        "deal": offer.deal,
    }
