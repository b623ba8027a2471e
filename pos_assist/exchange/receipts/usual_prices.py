"""What an item usually costs, out of what was paid for it: neither yesterday evening's sticker nor last year's price."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

WEEKS = 4
DAYS_KEPT = 40  # days of an item of which rows are counted, before older ones are forgotten
_ENOUGH = 3  # rows at a new price, and none at an old one since, until it is the price

Days = Mapping[str, int]  # «2026-11-22» -> rows


def of_last_weeks(days: Days) -> dict[str, int]:
    """The days that lie less than four weeks before the last of them."""
    last = date.fromisoformat(max(days)).toordinal()
    return {day: n for day, n in days.items() if last - date.fromisoformat(day).toordinal() < WEEKS * 7}


def usual_price(prices: Mapping[int, Days]) -> int:
    """The price that an item has, out of those at which it was sold and when: the one it had most often in its last four weeks,
    or the new one since which there was no other. 0 where none is known."""
    if not prices:
        return 0
    every: dict[str, int] = {}
    for days in prices.values():
        every.update(days)
    window = set(of_last_weeks(every))
    recent = {price: {day: n for day, n in days.items() if day in window} for price, days in prices.items()}
    recent = {price: days for price, days in recent.items() if days}
    place = {price: i for i, price in enumerate(recent)}
    newest = max(recent, key=lambda x: (max(recent[x]), recent[x][max(recent[x])], place[x]))
    since = min(recent[newest])
    if sum(recent[newest].values()) >= _ENOUGH and all(max(recent[x]) < since for x in recent if x != newest):
        return newest
    return max(recent, key=lambda x: (sum(recent[x].values()), max(recent[x]), place[x]))
