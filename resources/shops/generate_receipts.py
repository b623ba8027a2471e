"""Make the receipts of the sample shops. SAMPLE DATA: no real shop, no real customer.

    python resources/shops/generate_receipts.py            # writes */receipts.csv again, the same bytes every time

A shop's `habits.json` says how its customers buy; this program only rolls the dice (seeded by the shop's folder name):

- `visits`: receipts on an average day; `weekdays` (Monday first), `months` and `hours` are factors on it.
- `groups`: named weights of items, used below as "$name". A group may name other groups.
- `occasions`: why people come (lunch, a coffee break, a new camera). Each has a `weight`, its own `hours` and `weekend` factor,
  and `picks`: with probability `p` take `n` (one of the list) items from `from`. A pick's items differ from one another.
- `goes_with`: when an item of `for` is on the receipt, with probability `p` one of `add` follows. It is what there is to learn.
- `season`: factors on an item's weight by month. `from`/`until`: when an item was on sale.
- `members`: how many cards there are and which share of receipts shows one. A member comes back to the same few items.

Prices are the list prices of `items.csv`, per unit; what a set took off is not part of this file.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

FIRST, LAST = date(2026, 1, 19), date(2026, 11, 15)
COLUMNS = ("receipt_id", "timestamp", "item", "qty", "price", "category", "customer", "size")
FAVOURITE = 6.0  # how much more a member takes of what he or she likes


class Shop:
    """One sample shop's catalog and habits, and the dice."""

    def __init__(self, folder: Path) -> None:
        self.habits: dict[str, Any] = json.loads((folder / "habits.json").read_text(encoding="utf-8"))
        with (folder / "items.csv").open(encoding="utf-8", newline="") as file:
            self.items = {row["code"]: row for row in csv.DictReader(file)}
        with (folder / "departments.csv").open(encoding="utf-8", newline="") as file:
            self.departments = {row["code"]: row["name"] for row in csv.DictReader(file)}
        self.dice = random.Random(f"pos_assist sample: {folder.name}")
        members = self.habits["members"]
        self.members = {
            f"M{n + 1:04d}": set(self.dice.sample(sorted(self.items), members["favourites"]))
            for n in range(members["cards"])
        }

    def receipts(self) -> Iterator[tuple[datetime, str, list[tuple[str, int]]]]:
        """(time, member or "", (item, quantity) in the order of ringing up), in order of time."""
        day = FIRST
        while day <= LAST:
            expected = self.habits["visits"] * self.habits["weekdays"][day.weekday()] * self._month(self.habits, day)
            moments = sorted(self._moment() for _ in range(max(0, round(self.dice.gauss(expected, expected**0.5)))))
            for moment in moments:
                at = datetime.combine(day, moment)
                member = ""
                if self.dice.random() < self.habits["members"]["share"]:
                    member = self.dice.choice(sorted(self.members))
                basket = self._basket(at, member)
                if basket:
                    yield at, member, basket
            day += timedelta(days=1)

    def _basket(self, at: datetime, member: str) -> list[tuple[str, int]]:
        occasion = self._choose({i: self._wish(x, at) for i, x in enumerate(self.habits["occasions"])})
        units: dict[str, int] = {}
        for pick in self.habits["occasions"][occasion]["picks"]:
            if self.dice.random() >= pick.get("p", 1.0):
                continue
            weights = self._on_sale(self._weights(pick["from"]), at, member)
            for _ in range(self.dice.choice(pick.get("n", [1]))):
                if weights:
                    item = self._choose(weights)
                    del weights[item]
                    units[item] = units.get(item, 0) + self.dice.choice(pick.get("qty", [1]))
        for rule in self.habits["goes_with"]:
            fits = any(item in self._weights(rule["for"]) for item in units)
            if fits and self.dice.random() < rule["p"]:
                weights = self._on_sale(self._weights(rule["add"]), at, member)
                if weights and not units.keys() & weights.keys():
                    units[self._choose(weights)] = 1
        return list(units.items())

    def _wish(self, occasion: dict[str, Any], at: datetime) -> float:
        hour = occasion["hours"].get(str(at.hour), 0.0) if "hours" in occasion else 1.0
        return float(occasion["weight"] * hour * (occasion.get("weekend", 1.0) if at.weekday() >= 5 else 1.0))

    def _moment(self) -> time:
        hour = int(self._choose(self.habits["hours"]))
        return time(hour, self.dice.randrange(60), self.dice.randrange(60))

    def _on_sale(self, weights: dict[str, float], at: datetime, member: str) -> dict[str, float]:
        likes = self.members.get(member, set())
        sold: dict[str, float] = {}
        for item, weight in weights.items():
            season = self.habits["season"].get(item, {})
            if season.get("from", "") <= at.date().isoformat() <= season.get("until", "9999"):
                sold[item] = weight * self._month(season, at.date()) * (FAVOURITE if item in likes else 1.0)
        return sold

    def _weights(self, wish: str | dict[str, float]) -> dict[str, float]:
        """Weights with every "$group" taken apart."""
        if isinstance(wish, str):
            wish = {wish: 1.0}
        flat: dict[str, float] = {}
        for name, weight in wish.items():
            if name.startswith("$"):
                inner = self._weights(self.habits["groups"][name[1:]])
                total = sum(inner.values())
                for item, part in inner.items():
                    flat[item] = flat.get(item, 0.0) + weight * part / total
            elif name in self.items:
                flat[name] = flat.get(name, 0.0) + weight
            else:
                raise SystemExit(f"habits.json names an item that is not in items.csv: {name}")
        return flat

    def _choose(self, weights: dict[Any, float]) -> Any:
        return self.dice.choices(list(weights), list(weights.values()))[0]

    @staticmethod
    def _month(factors: dict[str, Any], day: date) -> float:
        return float(factors.get("months", {}).get(str(day.month), 1.0))


def write(folder: Path) -> int:
    """Write the shop's receipts.csv; return how many receipts it has."""
    shop, number = Shop(folder), 0
    with (folder / "receipts.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for at, member, basket in shop.receipts():
            number += 1
            for code, qty in basket:
                item = shop.items[code]
                category = shop.departments[item["department"]]
                out.writerow((number, at, code, qty, item["price"], category, member, item["size"]))
    return number


if __name__ == "__main__":
    for habits in sorted(Path(__file__).parent.glob("*/habits.json")):
        if len(sys.argv) == 1 or habits.parent.name in sys.argv[1:]:
            print(f"{habits.parent.name}: {write(habits.parent)} receipts of sample data")
