"""From what a customer display shows, burst by burst, to the order that is rung up. What is not certain is marked so; nothing
is guessed in silence.

A burst is what came between two silences: a frame half drawn is never judged, and the same item twice is two bursts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import TotalOutcome
from pos_assist.domain.items import Item
from pos_assist.domain.offers import Moment
from pos_assist.services.feeds.display_names import DisplayNames
from pos_assist.services.feeds.followed_till import FollowedTill, Result
from pos_assist.services.feeds.line_display import LineDisplay
from pos_assist.services.feeds.snapshot import FeedLine, Snapshot
from pos_assist.storage.followed import UNNUMBERED

_AMOUNT = re.compile(rb"(?P<minus>-)?\\?\s*(?P<minus2>-)?(?P<n>\d{1,3}(?:,\d{3})+|\d{1,7})\s*$")
_QTY = re.compile(rb"(?:^|\s)(?P<qty>\d{1,3})\s*[xX*@](?:\s*\\?(?P<unit>\d[\d,]{0,8}))?(?:\s|$)")


def _words(*words: str) -> re.Pattern[bytes]:
    return re.compile(b"|".join(re.escape(x.encode("cp932")) for x in words), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Profile:
    """The words by which a register says what a screen is, as bytes of its display."""

    kind: PoleKind = PoleKind.EPSON
    refreshes: bool = False  # the same screen again within a second is no second item
    idle: re.Pattern[bytes] = field(default_factory=lambda: _words("ｲﾗｯｼｬｲ", "ｱﾘｶﾞﾄｳ", "WELCOME", "THANK"))
    subtotal: re.Pattern[bytes] = field(default_factory=lambda: _words("ｼｮｳｹｲ", "SUBTOTAL", "SUB TOTAL"))
    total: re.Pattern[bytes] = field(default_factory=lambda: _words("ｺﾞｳｹｲ", "TOTAL", "ｵｶｲｹｲ"))
    tender: re.Pattern[bytes] = field(default_factory=lambda: _words("ｱｽﾞｶﾘ", "ｹﾞﾝｷﾝ", "CASH", "CARD", "ｸﾚｼﾞｯﾄ"))
    change: re.Pattern[bytes] = field(default_factory=lambda: _words("ｵﾂﾘ", "CHANGE"))
    void: re.Pattern[bytes] = field(default_factory=lambda: _words("ﾄﾘｹｼ", "ﾃｲｾｲ", "VOID"))
    discount: re.Pattern[bytes] = field(default_factory=lambda: _words("ﾈﾋﾞｷ", "ﾜﾘﾋﾞｷ", "DISCOUNT"))


class DisplayFollower:
    """Follows one register's display."""

    def __init__(
        self,
        till: FollowedTill,
        names: DisplayNames,
        profile: Profile,
        run: str = "",
        paid: Callable[[TotalOutcome], None] = lambda _: None,
    ) -> None:
        """`run`: begins the ids of orders, so that none of an earlier run is meant. `paid`: told of every order that was paid."""
        self.unknown: Counter[bytes] = Counter()  # names that no item has, and how often they came
        self.agreed = self.disagreed = 0  # totals
        self._till = till
        self._names = names
        self._profile = profile
        self._display = LineDisplay(profile.kind)
        self._run = run
        self._numbers = count(1)
        self._paid = paid
        self._last: tuple[float, tuple[bytes, bytes]] = (-10.0, (b"", b""))
        self._trusted = False  # whether an order has been seen from its beginning
        self._lines: list[FeedLine] = []
        self._total: int | None = None  # that the register said last of this order
        self._doubts = self._tendered = self._mismatch = False
        self._order_id, self._rev, self._ids = "", 0, count(1)

    def give_up(self) -> None:
        """The order under way is followed no further."""
        if self._order_id:
            self._till.close(self._order_id, Result.CANCELLED, 0)
        self._trusted = False
        self._forget()

    @property
    def sure(self) -> bool:
        """Whether the order that is followed is certain."""
        return self._trusted and not self._doubts

    @property
    def lines(self) -> list[FeedLine]:
        """The lines of the order as they are known."""
        return list(self._lines)

    def burst(self, data: bytes, at: float) -> None:
        """What was sent between two silences, and when it ended (seconds of a clock that only goes on)."""
        self._display.feed(data)
        screen = self._display.lines
        before, self._last = self._last, (at, screen)
        if self._profile.refreshes and before[1] == screen and at - before[0] < 1.0:
            return
        upper, lower = screen
        both, p = upper + b" " + lower, self._profile
        if p.change.search(both):
            self._ended(at_total=self._total)
        elif p.tender.search(both):
            self._tendered = True
            total = self._amount_after(p.total, screen)
            self._check(self._total if total is None else total)
        elif p.void.search(both) or self._is_negative(screen):
            self._void(screen)
        elif p.discount.search(both):
            self._doubt()  # which line it is off is not said
        elif self._is_item(upper, lower):
            self._item(upper, lower)
        elif p.subtotal.search(both) or p.total.search(both):
            amount = self._amount_after(p.subtotal, screen)
            self._check(self._amount_after(p.total, screen) if amount is None else amount)
        elif p.idle.search(both) or not both.strip():
            if both.strip():
                self._ended(at_total=self._total if self._tendered else None)
        else:
            self._doubt()

    # -- what a screen says ----------------------------------------------------------------------------------------

    def _is_item(self, upper: bytes, lower: bytes) -> bool:
        p = self._profile
        named = upper.strip() and not any(x.search(upper) for x in (p.subtotal, p.total, p.idle))
        return bool(named) and (_AMOUNT.search(upper.rstrip()) or _AMOUNT.search(lower.rstrip())) is not None

    def _is_negative(self, screen: tuple[bytes, bytes]) -> bool:
        return any((m := _AMOUNT.search(x.rstrip())) and (m["minus"] or m["minus2"]) for x in screen)

    def _amount_after(self, word: re.Pattern[bytes], screen: tuple[bytes, bytes]) -> int | None:
        """The amount in the line with that word, else in the other line."""
        for line, other in (screen, screen[::-1]):
            if word.search(line):
                found = _AMOUNT.search(line.rstrip()) or _AMOUNT.search(other.rstrip())
                return _yen(found["n"]) if found else None
        return None

    def _read_item(self, upper: bytes, lower: bytes) -> tuple[bytes, bool, int, int] | None:
        """(name, whether it may be cut, quantity, price of one) of an item's screen; None where they are not there."""
        p = self._profile
        m = _AMOUNT.search(upper.rstrip())
        named_above = upper[: m.start()] if m else b""
        in_one_line = (
            m is not None and named_above.strip() and (named_above.endswith(b" ") or m.group().startswith(b"\\"))
        )
        if in_one_line and m:
            name, amount, rest = named_above, _yen(m["n"]), b"" if p.subtotal.search(lower) else lower
        else:
            m = _AMOUNT.search(lower.rstrip())
            if m is None:
                return None
            name, amount, rest = upper, _yen(m["n"]), lower[: m.start()] + b" "
        cut = len(name) - len(name.rstrip()) <= 1
        qty, unit = 1, amount
        if (q := _QTY.search(name)) and not q["unit"]:
            name, qty = name[: q.start()], int(q["qty"])
            cut = not name.endswith(b" ")  # one space is part of the quantity
        elif q := _QTY.search(rest):
            qty = int(q["qty"])
        if qty < 1 or amount % qty:
            return None
        unit = amount // qty
        if q and q["unit"] and _yen(q["unit"]) * qty != amount:
            return None
        return name.strip(), cut, qty, unit

    # -- what it does to the order ---------------------------------------------------------------------------------

    def _item(self, upper: bytes, lower: bytes) -> None:
        if self._tendered:  # the last order ended without a word
            self._ended(at_total=self._total)
        read = self._read_item(upper, lower)
        item = self._names.one(read[0], read[3], cut=read[1]) if read else None
        if read is None or item is None:
            if read:
                self.unknown[read[0]] += 1
            self._doubt()
            return
        self._add(item, read[2], read[3])
        self._total = None
        if (running := self._amount_after(self._profile.subtotal, (upper, lower))) is not None:
            self._check(running, paying=False)
        else:
            self._tell()

    def _void(self, screen: tuple[bytes, bytes]) -> None:
        """The newest line of that name and price goes; where none is, or no name is said, the order is in doubt."""
        upper, lower = (x.replace(b"-", b" ") for x in screen)
        upper, lower = (self._profile.void.sub(lambda m: b" " * len(m.group()), x) for x in (upper, lower))
        upper, lower = (x.lstrip().ljust(20) for x in (upper, lower))
        read = self._read_item(upper, lower) if upper.strip() else self._read_item(lower, b"")
        if read is not None:
            name, _, qty, unit = read
            codes = {x.item.code for x in self._names.find(name, cut=True)}
            for i in reversed(range(len(self._lines))):
                line = self._lines[i]
                if line.sku in codes and line.unit_price == unit and line.qty >= qty:
                    left = line.qty - qty
                    same = [x for x in self._lines if x.sku in codes and x.unit_price == unit and x.sku != line.sku]
                    self._lines[i : i + 1] = [_line(line.line_id, line.sku, left, unit)] if left else []
                    if same:
                        self._doubts = True
                    self._total = None
                    self._tell()
                    return
        self._doubt()

    def _check(self, amount: int | None, *, paying: bool = True) -> None:
        """The register says what the order comes to."""
        if amount is None:
            self._doubt()
            return
        self._tell(Moment.PAYING if paying else Moment.CHOOSING)
        listed = sum(int(x.qty) * x.unit_price for x in self._lines)
        view = self._till.view
        agrees = bool(self._lines) and amount in (listed, view.priced.total)
        self._mismatch = not agrees and (self._mismatch or self.sure)
        self._doubts = not agrees
        self._total = amount
        self._tell(Moment.PAYING if paying else Moment.CHOOSING)

    def _ended(self, at_total: int | None) -> None:
        """The order is over: paid where a total was said, given up where none was."""
        if self._order_id:
            paid = at_total is not None
            sure = self.sure
            outcome = TotalOutcome.AGREED if sure else TotalOutcome.WRONG if self._mismatch else TotalOutcome.UNSURE
            if paid:
                self.agreed += outcome is TotalOutcome.AGREED
                self.disagreed += outcome is TotalOutcome.WRONG
            # What is not certain is not written down: it would teach, and be reported, what nobody bought.
            result = Result.PAID if paid and sure else Result.CANCELLED
            self._till.close(self._order_id, result, at_total or 0, UNNUMBERED + self._order_id)
            if paid:
                self._paid(outcome)
        self._trusted = True
        self._forget()

    def _forget(self) -> None:
        self._lines, self._total = [], None
        self._doubts = self._tendered = self._mismatch = False
        self._order_id, self._rev, self._ids = "", 0, count(1)

    def _doubt(self) -> None:
        self._doubts = True
        self._tell()

    def _add(self, item: Item, qty: int, unit: int) -> None:
        self._lines.append(_line(str(next(self._ids)), item.code, Decimal(qty), unit))

    def _tell(self, moment: Moment = Moment.CHOOSING) -> None:
        if not self._lines and not self._order_id:
            return
        if not self._order_id:
            self._order_id = f"{self._run}{next(self._numbers)}"
        self._rev += 1
        self._till.put(Snapshot(self._order_id, self._rev, None, tuple(self._lines), moment=moment), sure=self.sure)


def _line(line_id: str, sku: str, qty: Decimal, unit: int) -> FeedLine:
    return FeedLine(line_id, sku, "", "", Decimal(qty), unit)


def _yen(digits: bytes) -> int:
    return int(digits.replace(b",", b""))
