"""`pos-assist orders`: the open and the held orders of a shop as they are on disk; it may be open at the counter meanwhile."""

from __future__ import annotations

import argparse
import json
from typing import Any

from pos_assist.cli.main import common, opened
from pos_assist.cli.terminal import PageText
from pos_assist.domain.orders import ServiceMode
from pos_assist.i18n.tender_texts import tender_text
from pos_assist.i18n.translate import title_of, tr, trn
from pos_assist.services.till.open_orders import TillState
from pos_assist.system.paths import data_folder, shops


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("--json", action="store_true", help=tr("one JSON line for each order, for programs"))
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Print the order under way, then those put aside, the oldest first."""
    folder = data_folder(args.data_dir)
    if args.shop is None and not shops(folder) and not [*folder.glob("*.journal")]:
        return 0  # to look must not make the sample shop
    with opened(args, readonly=True) as shop:
        found = shop.open_orders()
        sheet = PageText.of_terminal(shop.currency)
        if not found and not args.json:
            print(tr("No order is open."))
        for one in found:
            print(json.dumps(as_json(one), ensure_ascii=False) if args.json else "\n".join(_page(one, sheet)))
    return 0


def as_json(one: TillState) -> dict[str, Any]:
    """One order for programs. Money in minor units."""
    order, priced = one.order, one.priced
    nets = {share.line: share.net for share in priced.lines}
    return {
        "key": order.key,
        "number": order.number,
        "held": one.held,
        "opened_at": order.opened_at.isoformat(),
        "saved_at": one.saved_at.isoformat(),
        "prices_as_of": order.clock.isoformat(),
        "mode": str(order.mode),
        "member": bool(order.member),
        "note": order.note,
        "table": order.table,
        "guests": order.guests,
        "lines": [
            {
                "line": line.id, "code": line.item.code, "name": line.item.title, "qty": line.qty, "price": line.price,
                "own_price": line.own_price is not None, "grams": line.grams, "net": nets.get(line.id), "offer": line.offer,
            }
            for line in order.lines
        ],
        "units": sum(line.qty for line in order.lines),
        "deals": [
            {"deal": use.deal, "name": use.name, "saving": use.saving} for use in (*priced.uses, *priced.spends)
        ],
        "list_total": priced.list_total,
        **({} if priced.tax_added is None else {"tax_added": priced.tax_added}),
        "total": priced.total,
        "proven": priced.proven,
        "refused": sorted(order.refused),
        "refused_names": list(one.refused),
        "no_more_offers": order.no_more_offers,
        "coupons": [visit.code for visit in order.coupons],
        "tenders": [{"kind": str(x.kind), "name": x.name, "amount": x.amount} for x in one.tenders],
    }  # fmt: skip


def _page(one: TillState, sheet: PageText) -> list[str]:
    order = one.order
    state = tr("held at {time}", time=f"{one.saved_at:%m-%d %H:%M}") if one.held else tr("open")
    mode = tr("Eat in") if order.mode is ServiceMode.EAT_IN else tr("Take out")
    units = sum(line.qty for line in order.lines)
    head = f"#{order.number}  {order.opened_at:%m-%d %H:%M}  {state}  {mode}  {trn('{n} item', '{n} items', units)}"
    lines = [sheet.two_ends(head, sheet.amount(one.priced.total))]
    guests = trn("{n} guest", "{n} guests", order.guests) if order.guests else ""
    if whose := "  ".join(filter(None, (order.note, order.table, guests))):
        lines.append("  " + whose)
    lines += [sheet.two_ends(f"  {x.qty:>3} {title_of(x)}", sheet.amount(x.price * x.qty)) for x in order.lines]
    lines += [
        sheet.two_ends(f"      {x.name}", sheet.amount(-x.saving)) for x in (*one.priced.uses, *one.priced.spends)
    ]
    if one.refused:
        lines.append("  " + tr("Not wanted: {names}", names=", ".join(one.refused)))
    if one.tenders:
        taken = ", ".join(f"{tender_text(x.kind, x.name)} {sheet.amount(x.amount)}" for x in one.tenders)
        lines.append("  " + tr("Taken: {taken}", taken=taken))
    if order.no_more_offers:
        lines.append("  " + tr("No more offers"))
    return lines
