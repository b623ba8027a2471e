"""From what a customer display shows, burst by burst, to the order that is rung up. What is not certain is marked so; nothing
is guessed in silence.

A burst is what came between two silences: a frame half drawn is never judged, and the same item twice is two bursts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from types import MappingProxyType

from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import ScreenKind, TotalOutcome
from pos_assist.domain.followed_sales import UNNUMBERED
from pos_assist.domain.items import Item
from pos_assist.domain.offers import Moment
from pos_assist.services.feeds.display_names import DisplayNames
from pos_assist.services.feeds.display_profile import DisplayProfile
from pos_assist.services.feeds.display_recording import MOST
from pos_assist.services.feeds.followed_order import Result
from pos_assist.services.feeds.followed_till import FollowedTill
from pos_assist.services.feeds.line_display import LineDisplay
from pos_assist.services.feeds.screen_reader import ScreenReader, ScreenReading
from pos_assist.services.feeds.snapshot import FeedLine, Snapshot


class DisplayFollower:
    """Follows one register's display."""

    def __init__(
        self,
        till: FollowedTill,
        names: DisplayNames,
        profile: DisplayProfile,
        run: str = "",
        paid: Callable[[TotalOutcome], None] = lambda _: None,
    ) -> None:
        """`run`: begins the ids of orders, so that none of an earlier run is meant. `paid`: told of every order that was paid."""
        self.unknown: Counter[bytes] = Counter()  # names that no item has (MOST of them), and how often they came
        self.agreed = self.disagreed = 0  # totals
        self._till = till
        self._names = names
        self._profile = profile
        self._reader = ScreenReader(profile, names)
        self._pending = 0  # units that the next item is to have
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

    @property
    def kind(self) -> PoleKind:
        """The display's language."""
        return self._profile.kind

    def read_by(self, profile: DisplayProfile, names: DisplayNames) -> None:
        """From now on, by these; what stands on the display stays known."""
        self._profile, self._names, self._reader = profile, names, ScreenReader(profile, names)

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

    @property
    def told_total(self) -> int | None:
        """What the register said last that the order comes to."""
        return self._total

    @property
    def listed(self) -> int:
        """What its lines come to as the register priced them, with tax where it is added to the shop's prices."""
        if self._till.view.priced.tax_added is not None:
            return self._till.at_list_prices()
        return sum(int(x.qty) * x.unit_price for x in self._lines)

    def burst(self, data: bytes, at: float) -> ScreenReading | None:
        """What was sent between two silences, and when it ended (seconds of a clock that only goes on). How it was read; None for a
        screen that only came again."""
        self._display.feed(data)
        screen = self._display.lines
        before, self._last = self._last, (at, screen)
        drawn = len(data) >= _letters(screen)  # else a lamp, a cursor, noise: what stands there was not sent again
        if before[1] == screen and (not drawn or (self._profile.refreshes and at - before[0] < 1.0)):
            return None
        reading = self._reader.read(screen, self._pending)
        if reading.kind is ScreenKind.ITEM and not drawn:
            self._doubt()
            return reading
        self._pending = reading.quantity
        self._does[reading.kind](self, reading)
        return reading

    # -- what a screen does to the order ---------------------------------------------------------------------------

    def _item(self, reading: ScreenReading) -> None:
        if self._tendered:  # the last order ended without a word
            self._ended(at_total=self._total)
        found = self._reader.item_of(reading)
        if found is None:
            counted = reading.name in self.unknown or len(self.unknown) < MOST
            if counted and not self._names.find(reading.name, cut=reading.cut):
                self.unknown[reading.name] += 1
            self._doubt()
            return
        item, units = found
        self._add(item, units.qty, units.unit)
        self._total = None
        if reading.running is not None:
            self._check(reading.running, paying=False)
        else:
            self._tell()

    def _void(self, reading: ScreenReading) -> None:
        """The newest line of that name and price goes; where none is, or no name is said, the order is in doubt."""
        codes = {x.item.code for x in self._names.find(reading.name, cut=True)} if reading.name else set()
        for units in reading.choices:
            unit, qty = units.unit, units.qty
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

    def _amount(self, reading: ScreenReading) -> None:
        self._check(reading.amount)

    def _tender(self, reading: ScreenReading) -> None:
        self._tendered = True
        self._check(self._total if reading.amount is None else reading.amount)

    def _change(self, _reading: ScreenReading) -> None:
        self._ended(at_total=self._total)

    def _idle(self, reading: ScreenReading) -> None:
        if reading.word:  # a blank screen says nothing
            self._ended(at_total=self._total if self._tendered else None)

    def _doubtful(self, _reading: ScreenReading) -> None:
        """A discount does not say which line it is off; what is not understood may be anything."""
        self._doubt()

    def _nothing(self, _reading: ScreenReading) -> None:
        """It changes nothing."""

    _does = MappingProxyType({
        ScreenKind.ITEM: _item,
        ScreenKind.QUANTITY: _nothing,
        ScreenKind.VOID: _void,
        ScreenKind.DISCOUNT: _doubtful,
        ScreenKind.SUBTOTAL: _amount,
        ScreenKind.TOTAL: _amount,
        ScreenKind.TENDER: _tender,
        ScreenKind.CHANGE: _change,
        ScreenKind.IDLE: _idle,
        ScreenKind.IGNORED: _nothing,
        ScreenKind.UNCLEAR: _doubtful,
    })  # fmt: skip

    def _check(self, amount: int | None, *, paying: bool = True) -> None:
        """The register says what the order comes to."""
        if amount is None:
            self._doubt()
            return
        self._tell(Moment.PAYING if paying else Moment.CHOOSING)
        agrees = bool(self._lines) and amount in (self.listed, self._till.view.priced.total)
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
            number = UNNUMBERED + self._order_id
            self._till.close(self._order_id, result, at_total or 0, number, doubtful=paid and not sure)
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


def _letters(screen: tuple[bytes, bytes]) -> int:
    """How many cells are not blank."""
    return sum(len(row.translate(None, b" \0")) for row in screen)
