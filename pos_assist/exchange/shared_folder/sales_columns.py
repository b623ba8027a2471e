"""Sales records as columns, for files on the shared folder: beside each other alike things take half the bytes.

A line a column: its name, its values. Texts (items, deals, arms …) stand once, in the column «texts», and by their place elsewhere;
numbers that grow are differences. What comes out is the very lines that went in: a record that this would not give back to the
sign, of a later version or of another kind, stands as it is in the column «others».
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from pos_assist.domain.shared_record import SharedLine, SharedOffer, SharedSale, from_line, to_line

_TEXTS = ("kind", "items", "trigger", "deal", "moment", "outcome", "variant")  # of an offer
_EPOCH = datetime(1970, 1, 1)


def columns_of(lines: Iterable[str]) -> list[str]:
    """The lines of a file that has these records."""
    sales: list[SharedSale] = []
    others: list[str] = []
    for line in lines:
        record = from_line(line)
        if isinstance(record, SharedSale) and "," not in record.tag and to_line(record) == line:
            sales.append(record)
        else:
            others.append(line)
    texts: dict[str, int] = {}

    def places(values: Iterable[str]) -> list[int]:
        return [texts.setdefault(x, len(texts)) for x in values]

    every, offers = [x for sale in sales for x in sale.lines], [x for sale in sales for x in sale.offers]
    columns: dict[str, Any] = {
        "seq": _steps(x.seq for x in sales),
        "day": _steps((x.at - _EPOCH).days for x in sales),
        "second": _steps((x.at - _EPOCH).seconds for x in sales),
        "tag": ",".join(x.tag for x in sales),
        "off": [x.list_total - x.total for x in sales],  # the total is what its lines come to
        "arm": places(x.arm for x in sales),
        "seconds": [x.seconds for x in sales],
        "lines": [len(x.lines) for x in sales],
        "offers": [len(x.offers) for x in sales],
        "item": places(x.item for x in every),
        "qty": [x.qty for x in every],
        "net": [x.net for x in every],
    }
    for name in SharedOffer._fields:
        values = [getattr(x, name) for x in offers]
        columns[f"offer {name}"] = places(values) if name in _TEXTS else values
    columns |= {"texts": list(texts), "others": others}
    return [json.dumps([name, x], ensure_ascii=False, separators=(",", ":")) for name, x in columns.items()]


def lines_from(rows: Sequence[str]) -> list[str]:
    """The records that `columns_of` was given, by number. Raises ValueError on anything else."""
    try:
        columns: dict[str, Any] = dict(json.loads(row) for row in rows)
        sales = [to_line(x) for x in _sales(columns)]
        others = [x for x in columns["others"] if from_line(x)]
    except (LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"no columns: {error}") from error
    return sorted([*sales, *others], key=lambda x: from_line(x).seq)


def _sales(columns: Mapping[str, Any]) -> Iterator[SharedSale]:
    texts = columns["texts"]
    tags = columns["tag"].split(",") if columns["tag"] else []
    lines = zip(_named(columns["item"], texts), columns["qty"], columns["net"], strict=True)
    offers = zip(
        *(_named(columns[f"offer {x}"], texts) if x in _TEXTS else columns[f"offer {x}"] for x in SharedOffer._fields),
        strict=True,
    )
    heads = zip(
        accumulate(columns["seq"]), accumulate(columns["day"]), accumulate(columns["second"]), tags, columns["off"],
        _named(columns["arm"], texts), columns["seconds"], columns["lines"], columns["offers"], strict=True,
    )  # fmt: skip
    for seq, day, second, tag, off, arm, seconds, n, shown in heads:
        own = tuple(SharedLine(*next(lines)) for _ in range(n))
        total = sum(x.net for x in own)
        known = tuple(SharedOffer(*next(offers)) for _ in range(shown))
        at = _EPOCH + timedelta(days=day, seconds=second)
        yield SharedSale(seq, at, tag, total + off, total, arm, seconds, own, known)
    if next(lines, None) is not None or next(offers, None) is not None:
        raise ValueError("lines of no receipt")


def _named(places: Sequence[int], texts: Sequence[str]) -> list[str]:
    if any(x < 0 for x in places):
        raise ValueError("a place that is not there")
    return [texts[x] for x in places]


def _steps(values: Iterable[int]) -> list[int]:
    found, before = [], 0
    for x in values:
        found.append(x - before)
        before = x
    return found
