"""The program's bulk counts as the rows that single receipts would add up to."""

from __future__ import annotations

from datetime import datetime

from pos_assist.learning.counting import Increment, ReceiptColumns, count_arrays, is_pseudo_item


def count_many(receipts: ReceiptColumns, epoch: datetime) -> list[Increment]:
    """The sum of `increments` over many receipts, each pair once."""
    names, *arrays = count_arrays(receipts, epoch)
    found: list[Increment] = []
    for a, b, count, total in zip(*(x.tolist() for x in arrays), strict=True):
        found.append((names[a], names[b], count, total))
        if a != b and not is_pseudo_item(names[a]):
            found.append((names[b], names[a], count, total))
    return found
