"""A register whose only trace is its customer display: it rings up orders, with slips and corrections, and shows them in one of the three
dialects."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.items import Item
from pos_assist.services.feeds.display_follower import DisplayFollower
from pos_assist.services.feeds.display_names import DisplayNames
from pos_assist.services.feeds.display_profile import DisplayProfile
from pos_assist.services.feeds.followed_till import FollowedTill
from pos_assist.shop import Shop


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
    orders: int = 0
    unsure_orders: int = 0

    @property
    def right_or_marked(self) -> float:
        """The share of lines of which nobody is told a wrong thing."""
        return (self.right + self.marked) / self.lines


class DisplayRegister:
    """Sells what the shop has, through a display alone."""

    def __init__(
        self,
        shop: Shop,
        till: FollowedTill,
        kind: PoleKind,
        chance: Random,
        *,
        one_line: bool,
        odd: float = 0.0,
    ) -> None:
        """`odd`: how often something comes up that a display does not tell fully: a void without a name, a discount, a screen of the
        maker's own, noise on the line, a total that is shown before the order is whole."""
        items = [x for x in shop.storage.browse.items(shop.storage.browse.item_codes()) if not x.by_weight and x.price]
        self._items = items
        self._kind = kind
        self._chance = chance
        self._one_line = one_line
        self._odd = odd
        self._at = 0.0
        self._taken_off = 0
        self._follower = DisplayFollower(till, DisplayNames(items), DisplayProfile(kind), "d")

    def sell(self, orders: int) -> Tally:
        """So many orders; how their lines came out when the total was shown."""
        tally = Tally()
        self._show("ｲﾗｯｼｬｲﾏｾ", "")
        for _ in range(orders):
            self._order(tally)
        return tally

    def _order(self, tally: Tally) -> None:
        chance, wrong_before = self._chance, False  # wrong, and not marked so, before its total was shown
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
            if self._odd and chance.random() < self._odd:
                self._oddity(units)
            wrong_before = wrong_before or (self._follower.sure and self._seen() != _units(units))
        truth = _units(units)
        total = sum(item.price * qty for item, qty in units) - self._taken_off
        self._taken_off = 0
        self._show("ｼｮｳｹｲ", f"\\{total:,}".rjust(20))
        self._show("ｺﾞｳｹｲ", f"\\{total:,}".rjust(20))
        lines = max(1, len(truth))
        tally.lines += lines
        tally.orders += 1
        tally.unsure_orders += not self._follower.sure
        if wrong_before:
            tally.silently_wrong += lines
        elif not self._follower.sure:
            tally.marked += lines
        elif self._seen() == truth:
            tally.right += lines
        else:
            tally.silently_wrong += lines
        self._show(f"ｱｽﾞｶﾘ {total + 100:,}", "ｵﾂﾘ 100")
        self._show("ｱﾘｶﾞﾄｳｺﾞｻﾞｲﾏｼﾀ", "")

    def _seen(self) -> Counter[str]:
        seen: Counter[str] = Counter()
        for line in self._follower.lines:
            seen[line.sku] += int(line.qty)
        return +seen

    def _oddity(self, units: list[tuple[Item, int]]) -> None:
        kind = self._chance.randrange(6)
        if kind == 0 and units:
            units.pop()
            self._show("ﾁｮｸｾﾞﾝ ﾄﾘｹｼ", "")
        elif kind == 1 and sum(item.price * qty for item, qty in units) > 50:
            self._taken_off += 50
            self._show("ﾈﾋﾞｷ", "-50".rjust(20))
        elif kind == 2:
            self._show("BON VOYAGE", "12:30")
        elif kind == 3:
            self._follower.burst(self._chance.randbytes(12), self._at + 0.5)
        elif kind == 4:
            self._show("ｼｮｳｹｲ", f"\\{sum(item.price * qty for item, qty in units):,}".rjust(20))
        else:
            item, qty = self._chance.choice(self._items), 4
            self._show(
                pole.spoken(item.title, item.reading),
                f"@{item.price:,}x{qty}".ljust(11) + f"\\{item.price * qty:,}".rjust(9),
            )
            units.append((item, qty))

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


def _units(units: list[tuple[Item, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for item, qty in units:
        found[item.code] += qty
    return +found
