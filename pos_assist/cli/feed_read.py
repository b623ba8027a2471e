"""`pos-assist feed read`: what is understood of a register's journal, or of what was sent to its printer; nothing is written down."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.i18n.money import money
from pos_assist.i18n.receipt_feed_texts import DOUBTS, OUTCOMES
from pos_assist.i18n.translate import tr, trn

if TYPE_CHECKING:
    from pos_assist.services.feeds.paper.receipt_feed import ReceiptFeed
    from pos_assist.services.feeds.paper.receipt_text import PaperReceipt
    from pos_assist.shop import Shop


def read_file(shop: Shop, args: argparse.Namespace) -> int:
    """Print each receipt, and how many of all are certain. 0 where every sale is. EnvironmentProblem: file_unreadable."""
    from pos_assist.services.feeds.paper.journal_folder import rows_of  # noqa: PLC0415 — lazy: as in main
    from pos_assist.services.feeds.paper.printed_text import PrintedText  # noqa: PLC0415 — lazy: as in main
    from pos_assist.services.feeds.paper.private_rows import without_persons  # noqa: PLC0415 — lazy: as in main
    from pos_assist.services.feeds.paper.receipt_text import read_receipts  # noqa: PLC0415 — lazy: as in main

    try:
        data = Path(args.file).read_bytes()
    except OSError as error:
        raise EnvironmentProblem("file_unreadable", file=args.file, reason=error.strerror or str(error)) from error
    slips: list[list[str]] = [[row for _, row in rows_of(data)]]
    pictures = 0
    if b"\x1b" in data:
        reader = PrintedText()
        printed = [*reader.feed(data), *reader.end()]
        pictures = sum(x.is_picture for x in printed)
        slips = [[*x.rows] for x in printed if not x.is_picture]
    beside = shop.follow()
    dropped, found = 0, list[dict[str, Any]]()
    for rows in slips:
        kept, persons = without_persons(rows)
        dropped += persons
        found += [_judged(beside.receipts, x) for x in read_receipts(kept)]
    beside.till.stop()
    found += [{"outcome": "picture"}] * pictures
    for one in found:
        print(json.dumps(one, ensure_ascii=False) if args.json else _line(one))
    sales = [x for x in found if x["outcome"] in ("sure", "unsure")]
    sure = sum(x["outcome"] == "sure" for x in sales)
    if not args.json:
        print(
            trn("{n} receipt, {sure} of them certain.", "{n} receipts, {sure} of them certain.", len(sales), sure=sure)
        )
        if dropped:
            print(trn("{n} row about persons was dropped.", "{n} rows about persons were dropped.", dropped))
    return 0 if sure == len(sales) and not pictures else 1


def _judged(feed: ReceiptFeed, receipt: PaperReceipt) -> dict[str, Any]:
    from pos_assist.services.feeds.paper.paper_rows import SlipKind  # noqa: PLC0415 — lazy: as in main

    if receipt.kind is SlipKind.NO_SALE:
        return {"outcome": "no_sale", "number": receipt.number}
    said = feed.understood(receipt, live=False)
    items = [f"{x.sku} ×{x.qty}" for x in said.paper.lines] if said.paper else []
    outcome = "sure" if said.paper else "unsure"
    return {
        "outcome": outcome if receipt.kind is SlipKind.SALE else "return",
        "day": receipt.day.isoformat() if receipt.day else "",
        "number": receipt.number,
        "total": receipt.total,
        "items": items,
        "doubts": list(said.doubts),
        "unknown": list(said.unknown),
    }


def _line(one: dict[str, Any]) -> str:
    outcome = one["outcome"]
    words = [tr(OUTCOMES[outcome])]
    if one.get("items"):
        words.append(", ".join(one["items"]))
    words += [tr(DOUBTS[x]) for x in one.get("doubts", ())]
    words += one.get("unknown", ())
    total = money(one["total"]) if one.get("total") is not None else ""
    return "  ".join(x for x in (one.get("day", ""), one.get("number", ""), total, " · ".join(words)) if x)
