"""A register whose only trace is its customer display: it rings up orders, with slips and corrections, and shows them in one of the three
dialects."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import count
from random import Random

from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.items import Item
from pos_assist.domain.receipts import Receipt
from pos_assist.services.feeds.display.display_follower import DisplayFollower
from pos_assist.services.feeds.display.display_names import DisplayNames
from pos_assist.services.feeds.display.display_profile import DisplayProfile
from pos_assist.services.feeds.followed_till import FollowedTill
from pos_assist.shop import Shop


def screen(kind: PoleKind, upper: str, lower: str) -> bytes:
    """The bytes that show two lines, whatever was there before. Names are cut where the cells end, even within a letter."""
    cut = tuple(pole.half_width(x)[:20] if not x.startswith(" ") else x[:20] for x in (upper, lower))
    return pole.changes(kind, ("\0", "\0"), (cut[0], cut[1]))


BURGER = ("ﾁｰｽﾞﾊﾞｰｶﾞｰ", "               \\240")
_at = count(10, 2)
_runs = count(1)


def show(follower: DisplayFollower, *screens: tuple[str, str]) -> None:
    """Screens of an Epson display, two seconds from one to the next."""
    for upper, lower in screens:
        follower.burst(screen(PoleKind.EPSON, upper, lower), next(_at))


@dataclass
class Tally:
    """How the lines of all orders came out."""

    lines: int = 0
    right: int = 0
    marked: int = 0
    silently_wrong: int = 0
    orders: int = 0
    unsure_orders: int = 0
    written: int = 0
    unseen: int = 0  # lines that were wrong for as long as the line was dead, and until the total said so; or whose total did not come

    @property
    def right_or_marked(self) -> float:
        """The share of lines of which nobody is told a wrong thing."""
        return (self.right + self.marked) / self.lines


ADVERT = "ｲﾗｯｼｬｲﾏｾ ｱｷﾉ ｾｰﾙ 20% OFF!  CARD TOUCH OK  POINT 5ﾊﾞｲ ｹﾞﾝｷﾝ ｺｰﾋｰ \\100  CHANGE YOUR DAY ｵﾂﾘﾊ ﾎﾞｷﾝﾆ  ﾄﾘｹｼ ﾃﾞｷﾏｽ  "


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
        """`odd`: how often something comes up that a display does not tell fully (`_ODDITIES`), and orders that end in another way."""
        items = [x for x in shop.storage.browse.items(shop.storage.browse.item_codes()) if not x.by_weight and x.price]
        self._items = [x for x in items if not x.code.startswith("twin")]
        self._twins = [x for x in items if x.code.startswith("twin")]  # of one beginning and one price
        self._till = till
        self._kind = kind
        self._chance = chance
        self._one_line = one_line
        self._odd = odd
        self._loss = self._cable = 0.0
        self._dead = 0  # screens that do not come any more
        self._at = 0.0
        self._taken_off = 0
        self._unseen = self._unheard = (
            False  # the line was dead; so was it when the total came, or nothing was shown until then
        )
        self._units: list[tuple[Item, int, int]] = []  # of the order: an item, how many, the price of one
        self._follower = DisplayFollower(till, DisplayNames(items), DisplayProfile(kind), f"d{next(_runs)}-")

    def spoil(self, loss: float, cable: float) -> None:
        """A bad line from now on: the chance that a byte does not come, and that the line is dead for some screens and comes back anywhere."""
        self._loss, self._cable = loss, cable

    def sell(self, orders: int) -> Tally:
        """So many orders; how their lines came out when the total was shown, and what was written down."""
        tally = Tally()
        self._show("ｲﾗｯｼｬｲﾏｾ", "")
        for _ in range(orders):
            self._order(tally)
        return tally

    def _order(self, tally: Tally) -> None:
        chance = self._chance
        self._units, self._taken_off, self._unseen = [], 0, self._dead > 0
        if chance.random() < self._odd:
            self._show("ﾀﾝﾄｳ 0012 ﾔﾏﾀﾞ", chance.choice(("", "ｶﾞﾝﾊﾞﾘﾏｽ", "No. 3")))
        wrong = False  # and not marked so
        for _ in range(chance.randrange(1, 7)):
            self._step()
            wrong = wrong or (self._follower.sure and self._seen() != self._truth() and not self._follower.told_total)
        truth, written = self._truth(), self._till.followed
        lines = max(1, len(truth))
        if wrong and self._unseen:
            wrong, tally.unseen = False, tally.unseen + lines
        marked, right = self._end(truth)
        if self._unseen and self._unheard and not (marked or right):
            marked, tally.unseen = True, tally.unseen + lines
        if self._till.followed > written and (receipt := self._till.view.last_receipt):
            tally.written += 1
            wrong = wrong or not self._is(receipt, truth)
        tally.lines += lines
        tally.orders += 1
        tally.unsure_orders += marked
        tally.silently_wrong += lines if wrong or not (marked or right) else 0
        tally.marked += lines if marked and not wrong else 0
        tally.right += lines if right and not marked and not wrong else 0

    def _step(self) -> None:
        chance = self._chance
        item, qty = chance.choice(self._items), chance.choice((1, 1, 1, 2, 3))
        self._item(item, qty)
        if chance.random() < 0.15:
            self._item(item, qty)  # the same once more
        if chance.random() < 0.12:
            self._void(chance.randrange(len(self._units)))
        if self._odd and chance.random() < self._odd:
            self._oddity()

    def _is(self, receipt: Receipt, truth: Counter[str]) -> bool:
        """Whether what was written down is what was sold, at what was taken."""
        units = Counter[str]()
        for line in receipt.lines:
            units[line.item.code] += line.qty
        return +units == truth and receipt.total == self._total()

    def _end(self, truth: Counter[str]) -> tuple[bool, bool]:
        """Total, payment and change; whether the order was marked when the total was known, and whether it was right."""
        total, follower, chance = self._total(), self._follower, self._chance
        kind = chance.randrange(1, 6) if chance.random() < self._odd * 5 else 0
        given = total if kind == 2 else total + 100
        if kind != 1:
            self._show("ｼｮｳｹｲ", f"\\{total:,}".rjust(20))
            self._show("ｺﾞｳｹｲ", f"\\{total:,}".rjust(20))
            came = not follower.sure, self._seen() == truth
            self._unheard = self._dead > 0 or not self._seen()
        if kind == 1:  # at once
            before = self._till.followed
            self._show(f"ｱｽﾞｶﾘ {given:,}", f"ｵﾂﾘ {given - total}")
            came = self._till.followed == before, True
        elif kind == 3:  # the change on a screen of its own
            self._show("ｹﾞﾝｷﾝ", f"\\{given:,}".rjust(20))
            self._show("ｵﾂﾘ", f"\\{given - total:,}".rjust(20))
        elif kind == 4:
            self._show("CARD", f"\\{total:,}".rjust(20))
        elif kind == 5:  # nothing but the amount given, over the total
            self._show(f"ｱｽﾞｶﾘ {given:,}", "")
        else:
            self._show(f"ｱｽﾞｶﾘ {given:,}", f"ｵﾂﾘ {given - total}")
        self._show("ｱﾘｶﾞﾄｳｺﾞｻﾞｲﾏｼﾀ", "")
        return came

    def _total(self) -> int:
        return sum(price * qty for _, qty, price in self._units) - self._taken_off

    def _seen(self) -> Counter[str]:
        seen: Counter[str] = Counter()
        for line in self._follower.lines:
            seen[line.sku] += int(line.qty)
        return +seen

    def _truth(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for item, qty, _ in self._units:
            found[item.code] += qty
        return +found

    # -- what comes up now and then ----------------------------------------------------------------------------------

    def _oddity(self) -> None:
        self._chance.choice(_ODDITIES)(self)

    def _void_without_name(self) -> None:
        if self._units:
            self._units.pop()
            self._show("ﾁｮｸｾﾞﾝ ﾄﾘｹｼ", "")

    def _void_of_an_amount(self) -> None:
        if self._units:
            _, qty, price = self._units.pop(self._chance.randrange(len(self._units)))
            self._show("ﾄﾘｹｼ", f"-{qty * price:,}".rjust(20))

    def _void_before_last(self) -> None:
        if len(self._units) > 1:
            self._void(len(self._units) - 2)

    def _discount(self) -> None:
        if self._total() > 50:
            self._taken_off += 50
            self._show("ﾈﾋﾞｷ", "-50".rjust(20))

    def _multi_buy(self) -> None:
        if self._total() > 200:
            self._taken_off += 100
            self._show(self._chance.choice(("ﾏﾄﾒｶﾞｲ", "2ｺ ﾜﾘﾋﾞｷ", "ｾｯﾄ A")), "-100".rjust(20))

    def _makers_screen(self) -> None:
        self._show("BON VOYAGE", "12:30")

    def _noise(self) -> None:
        self._at += 0.5
        self._follower.burst(self._chance.randbytes(self._chance.choice((3, 12, 40))), self._at)

    def _advert(self) -> None:
        begin = self._chance.randrange(len(ADVERT))
        for i in range(self._chance.randrange(1, 7)):
            moved = ADVERT[(begin + 3 * i) % len(ADVERT) :] + ADVERT
            self._show(moved, "")

    def _subtotals(self) -> None:
        for _ in range(self._chance.randrange(1, 3)):
            self._show("ｼｮｳｹｲ", f"\\{self._total():,}".rjust(20))

    def _quantity_behind_the_price(self) -> None:
        item, qty = self._chance.choice(self._items), 4
        lower = f"@{item.price:,}x{qty}".ljust(11) + f"\\{item.price * qty:,}".rjust(9)
        self._show(pole.spoken(item.title, item.reading), lower)
        self._units.append((item, qty, item.price))

    def _quantity_first(self) -> None:
        item, qty = self._chance.choice(self._items), self._chance.randrange(2, 5)
        self._show(f"{qty} x", "")
        if self._chance.random() < 0.3:
            self._makers_screen()
        amount = item.price * self._chance.choice((1, qty))
        self._show(pole.spoken(item.title, item.reading), f"\\{amount:,}".rjust(20))
        self._units.append((item, qty, item.price))

    def _price_by_hand(self) -> None:
        item = self._chance.choice(self._items)
        price = max(1, item.price + self._chance.choice((-30, -10, 10, item.price)))
        self._units.append((item, 1, price))
        self._show(pole.spoken(item.title, item.reading), f"\\{price:,}".rjust(20))

    def _full_width(self) -> None:
        item = self._chance.choice(self._items)
        name = item.title.encode("cp932", "ignore")[:20].ljust(20)  # even in the middle of a letter
        self._units.append((item, 1, item.price))
        start, lower = _PLACES[self._kind]
        self._send(start + name + lower + f"\\{item.price:,}".rjust(20).encode())

    def _drawn_again(self) -> None:
        """The same screen once more, in halves or in one go, soon: rung up again, or only drawn."""
        if not self._units:
            return
        item, qty, price = self._units[-1]
        if price != item.price:
            return
        data, chance = self._item_screen(item, qty), self._chance
        self._send(data)  # it stands there again, whatever came since
        self._units.append((item, qty, price))
        twice, half = chance.random() < 0.5, len(data) // 2
        if chance.random() < 0.5:
            self._send(data[:half], 0.15)
            self._send(data[half:], 0.15)
        else:
            self._send(chance.choice((data, data + data)), 0.2)
        if twice:
            self._units.append((item, qty, price))

    def _twin(self) -> None:
        if self._twins:
            self._item(self._chance.choice(self._twins), 1)

    def _two_in_one_burst(self) -> None:
        """A busy line: two items' screens without a silence between them."""
        some = self._chance.choices(self._items, k=2)
        self._send(b"".join(self._item_screen(x, 1) for x in some))
        self._units += [(x, 1, x.price) for x in some]

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _item(self, item: Item, qty: int) -> None:
        self._units.append((item, qty, item.price))
        self._send(self._item_screen(item, qty))

    def _item_screen(self, item: Item, qty: int) -> bytes:
        name, amount = pole.spoken(item.title, item.reading), f"\\{item.price * qty:,}"
        if self._one_line:
            times = f" {qty}x" if qty > 1 else ""
            space = 20 - len(amount) - 1 - len(times)
            return self._screen(name[:space].ljust(space) + times + " " + amount, "")
        left = f"{qty}x{item.price:,}" if qty > 1 else ""
        return self._screen(name, left + amount.rjust(20 - len(left)))

    def _void(self, which: int) -> None:
        item, qty, price = self._units.pop(which)
        name = pole.spoken(item.title, item.reading)
        left = f"{qty}x{price:,}" if qty > 1 else ""
        self._show("ﾄﾘｹｼ " + name, left + f" -\\{price * qty:,}".rjust(20 - len(left)))

    def _show(self, upper: str, lower: str) -> None:
        self._send(self._screen(upper, lower))

    def _screen(self, upper: str, lower: str) -> bytes:
        return pole.changes(self._kind, ("\0", "\0"), (upper[:20], lower[:20]))

    def _send(self, data: bytes, after: float = 1.5) -> None:
        """Over the line, as it is today."""
        self._at += after
        chance = self._chance
        if self._cable and not self._dead and chance.random() < self._cable:
            self._dead = chance.randrange(1, 8)
            data = data[: chance.randrange(len(data))]
        elif self._dead:
            self._dead -= 1
            data = b"" if self._dead else data[chance.randrange(len(data)) :]
        self._unseen = self._unseen or self._dead > 0
        if self._loss:
            data = bytes(x for x in data if chance.random() >= self._loss)
        if data:
            self._follower.burst(data, self._at)


_ODDITIES = (
    DisplayRegister._void_without_name, DisplayRegister._void_of_an_amount, DisplayRegister._void_before_last, DisplayRegister._discount,
    DisplayRegister._multi_buy, DisplayRegister._makers_screen, DisplayRegister._noise, DisplayRegister._advert, DisplayRegister._subtotals,
    DisplayRegister._quantity_behind_the_price, DisplayRegister._quantity_first, DisplayRegister._price_by_hand, DisplayRegister._full_width,
    DisplayRegister._drawn_again, DisplayRegister._two_in_one_burst, DisplayRegister._twin,
)  # fmt: skip
_PLACES = {
    PoleKind.EPSON: (b"\x1f$\x01\x01", b"\x1f$\x01\x02"),
    PoleKind.CD5220: (b"\x1bl\x01\x01", b"\x1bl\x01\x02"),
    PoleKind.LOGIC_CONTROLS: (b"\x10\x00", b"\x10\x14"),
}
