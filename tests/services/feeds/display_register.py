"""A register whose only trace is its customer display: it rings up orders, with slips and corrections, and shows them in one of the three
dialects. `python -m tests.services.feeds.display_register ORDERS` says how many lines were followed rightly."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.items import Item
from pos_assist.services.feeds.display_follower import DisplayFollower
from pos_assist.services.feeds.display_names import DisplayNames
from pos_assist.services.feeds.display_profile import DisplayProfile
from pos_assist.services.feeds.followed_till import FollowedTill
from pos_assist.shop import Shop, make_sample, open_shop


def screen(kind: PoleKind, upper: str, lower: str) -> bytes:
    """The bytes that show two lines, whatever was there before. Names are cut where the cells end, even within a letter."""
    cut = tuple(pole.half_width(x)[:20] if not x.startswith(" ") else x[:20] for x in (upper, lower))
    return pole.changes(kind, ("\0", "\0"), (cut[0], cut[1]))


@dataclass
class Tally:
    """How the lines of all orders came out."""

    lines: int = 0
    right: int = 0
    marked: int = 0
    silently_wrong: int = 0

    @property
    def right_or_marked(self) -> float:
        """The share of lines of which nobody is told a wrong thing."""
        return (self.right + self.marked) / self.lines


class DisplayRegister:
    """Sells what the shop has, through a display alone."""

    def __init__(self, shop: Shop, till: FollowedTill, kind: PoleKind, chance: Random, *, one_line: bool) -> None:
        items = [x for x in shop.storage.browse.items(shop.storage.browse.item_codes()) if not x.by_weight and x.price]
        self._items = items
        self._kind = kind
        self._chance = chance
        self._one_line = one_line
        self._at = 0.0
        self._follower = DisplayFollower(till, DisplayNames(items), DisplayProfile(kind), "d")

    def sell(self, orders: int) -> Tally:
        """So many orders; how their lines came out when the total was shown."""
        tally = Tally()
        self._show("ｲﾗｯｼｬｲﾏｾ", "")
        for _ in range(orders):
            self._order(tally)
        return tally

    def _order(self, tally: Tally) -> None:
        chance, truth = self._chance, Counter[str]()
        units: list[tuple[Item, int]] = []
        for _ in range(chance.randrange(1, 7)):
            item, qty = chance.choice(self._items), chance.choice((1, 1, 1, 2, 3))
            self._item(item, qty)
            units.append((item, qty))
            if chance.random() < 0.15:
                self._item(item, qty)  # the same once more
                units.append((item, qty))
            if chance.random() < 0.12:
                gone = units.pop(chance.randrange(len(units)))
                self._void(*gone)
        for item, qty in units:
            truth[item.code] += qty
        total = sum(item.price * qty for item, qty in units)
        self._show("ｼｮｳｹｲ", f"\\{total:,}".rjust(20))
        self._show("ｺﾞｳｹｲ", f"\\{total:,}".rjust(20))
        seen: Counter[str] = Counter()
        for line in self._follower.lines:
            seen[line.sku] += int(line.qty)
        lines = max(1, len(truth))
        tally.lines += lines
        if not self._follower.sure:
            tally.marked += lines
        elif +seen == +truth:
            tally.right += lines
        else:
            tally.silently_wrong += lines
        self._show(f"ｱｽﾞｶﾘ {total + 100:,}", "ｵﾂﾘ 100")
        self._show("ｱﾘｶﾞﾄｳｺﾞｻﾞｲﾏｼﾀ", "")

    def _item(self, item: Item, qty: int) -> None:
        name, amount = pole.spoken(item.title, item.reading), f"\\{item.price * qty:,}"
        if self._one_line:
            times = f" {qty}x" if qty > 1 else ""
            space = 20 - len(amount) - 1 - len(times)
            self._show(name[:space].ljust(space) + times + " " + amount, "")
        else:
            left = f"{qty}x{item.price:,}" if qty > 1 else ""
            self._show(name, left + amount.rjust(20 - len(left)))

    def _void(self, item: Item, qty: int) -> None:
        name = pole.spoken(item.title, item.reading)
        left = f"{qty}x{item.price:,}" if qty > 1 else ""
        self._show("ﾄﾘｹｼ " + name, left + f" -\\{item.price * qty:,}".rjust(20 - len(left)))

    def _show(self, upper: str, lower: str) -> None:
        self._at += 1.5
        upper, lower = upper[:20], lower[:20]
        self._follower.burst(pole.changes(self._kind, ("\0", "\0"), (upper, lower)), self._at)


def main() -> None:
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    for sample in ("burger", "bakery", "camera"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "shop.db"
            make_sample(sample, path)
            shop = open_shop(path)
            shop.feeds.give_consent("benchmark")
            for kind in PoleKind:
                for one_line in (False, True):
                    till, start = shop.follow().till, time.process_time()
                    found = DisplayRegister(shop, till, kind, Random(1), one_line=one_line).sell(orders)
                    till.stop()
                    print(
                        f"{sample:8}{kind:8}{'one line' if one_line else 'two lines':10} lines {found.lines:6,}  right {found.right / found.lines:.2%}"
                        f"  marked {found.marked / found.lines:.2%}  silently wrong {found.silently_wrong}"
                        f"  {(time.process_time() - start) / orders * 1000:.1f} ms an order",
                        flush=True,
                    )
            shop.close()


if __name__ == "__main__":
    main()
