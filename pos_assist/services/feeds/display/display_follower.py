"""From what a customer display shows, burst by burst, to the order that is rung up. What is not certain is marked so; nothing
is guessed in silence.

A burst is what came between two silences: a frame half drawn is never judged, and the same item twice is two bursts (`display_frames`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from itertools import count
from types import MappingProxyType

from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import ScreenKind, TotalOutcome
from pos_assist.domain.followed_sales import UNNUMBERED
from pos_assist.domain.offers import Moment
from pos_assist.services.feeds.display.display_frames import DisplayFrames, Drawn, Screen
from pos_assist.services.feeds.display.display_names import DisplayNames
from pos_assist.services.feeds.display.display_order import NOTHING, DisplayOrder, Meaning
from pos_assist.services.feeds.display.display_profile import DisplayProfile
from pos_assist.services.feeds.display.display_recording import MOST
from pos_assist.services.feeds.display.screen_reader import ScreenReader, ScreenReading
from pos_assist.services.feeds.followed_order import Result
from pos_assist.services.feeds.followed_till import FollowedTill
from pos_assist.services.feeds.snapshot import FeedLine, Snapshot

_MOST_PRICES = 5_000


class _Tender(Enum):
    """How far the customer has paid: not; a word said so, but no amount; what was given is enough."""

    NOT = 0
    SAID = 1
    ENOUGH = 2


class DisplayFollower:
    """Follows one register's display."""

    def __init__(
        self,
        till: FollowedTill,
        names: DisplayNames,
        profile: DisplayProfile,
        run: str = "",
        paid: Callable[[TotalOutcome], None] = lambda _: None,
        given_back: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`run`: begins the ids of orders, so that none of an earlier run is meant. `paid`: told of every order that was paid;
        `given_back`: of the amount of each that ended with a total below nothing."""
        self.unknown: Counter[bytes] = Counter()  # names that no item has (MOST of them), and how often they came
        self.agreed = self.disagreed = 0  # totals
        self._till = till
        self._names = names
        self._profile = profile
        self._reader = ScreenReader(profile, names)
        self._pending = 0  # units that the next item is to have
        self._frames = DisplayFrames(profile.kind)
        self._run = run
        self._numbers = count(1)
        self._paid = paid
        self._given_back = given_back
        self._back: int | None = None  # what the register said last that it gives back
        self._trusted = False  # whether an order has been seen from its beginning
        self._own_prices: dict[
            tuple[str, int], None
        ] = {}  # that are not the catalog's, of lines that a total agreed with
        self._order = DisplayOrder()
        self._total: int | None = None  # that the register said last of this order
        self._given: int | None = None  # what the customer gave
        self._tendered = _Tender.NOT
        self._is_total = self._mismatch = False  # the total was called so; it was another than of a certain order
        self._order_id, self._rev = "", 0

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
        self._order = DisplayOrder()
        self._forget()

    def missed(self) -> None:
        """Something of what was sent did not come here: nothing is certain until an order has ended."""
        self._trusted = False
        self._tell()

    @property
    def sure(self) -> bool:
        """Whether the order that is followed is certain."""
        return self._trusted and self._order.is_certain

    @property
    def lines(self) -> list[FeedLine]:
        """The lines of the order as they are known."""
        return self._order.lines()

    @property
    def told_total(self) -> int | None:
        """What the register said last that the order comes to."""
        return self._total

    @property
    def listed(self) -> int:
        """What its lines come to as the register priced them, with tax where it is added to the shop's prices."""
        if self._till.view.priced.tax_added is not None:
            return self._till.at_list_prices() + self._order.money
        return _sum(self.lines) + self._order.money

    def burst(self, data: bytes, at: float) -> ScreenReading | None:
        """What was sent between two silences, and when it ended (seconds of a clock that only goes on). How it was read; None for a
        screen that only came again."""
        reading = None
        for screen in self._frames.burst(data, at, refreshes=self._profile.refreshes):
            reading = self._shown(screen)
        return reading

    def _shown(self, screen: Screen) -> ScreenReading | None:
        if screen.drawn is Drawn.NOTHING:
            return None
        reading = self._reader.read(screen.lines, self._pending)
        counts = reading.kind in (ScreenKind.ITEM, ScreenKind.VOID, ScreenKind.DISCOUNT)
        is_again = screen.drawn in (Drawn.AGAIN, Drawn.PERHAPS_AGAIN)
        alone = self._reader.meanings(reading) if is_again and reading.kind is ScreenKind.ITEM else []
        if screen.drawn is Drawn.PERHAPS_AGAIN:
            if counts:
                self._order.again(alone)
                self._tell()
            return None
        if screen.drawn is Drawn.AGAIN and counts and not self._tendered.value and not self._order.is_empty:
            self._order.repeat(alone)
            if alone:
                self._count_unknown(reading, alone)
            self._told_new_lines(reading)
            return reading
        if screen.drawn is Drawn.IN_PART and (counts or reading.kind in _AMOUNTS):
            self._doubtful(reading)
            return reading
        if screen.drawn is Drawn.IN_PARTS:
            self._order.unclear = True
        pending, self._pending = self._pending, reading.quantity
        if reading.kind in (ScreenKind.IGNORED, ScreenKind.UNCLEAR):
            self._pending = pending
        self._does[reading.kind](self, reading)
        return reading

    # -- what a screen does to the order ---------------------------------------------------------------------------

    def _item(self, reading: ScreenReading) -> None:
        if self._tendered is not _Tender.NOT or self._back is not None:  # the last order ended without a word
            self._ended(self._total if self._tendered is _Tender.ENOUGH else None)
        found = self._reader.meanings(reading)
        usual = found[0].item is not None and found[0].unit in (found[0].item.price, found[0].item.eat_in_price)
        if not found[0].known:
            self._count_unknown(reading, found)
            self._order.add(*found, NOTHING)  # goods that are not the catalog's, or no goods at all
        elif usual or (found[0].item and (found[0].item.code, found[0].unit) in self._own_prices):
            self._order.add(*found)
        else:  # at a price of its own, which only a total can confirm
            self._order.add(*found)
            self._order.unclear = True
        self._told_new_lines(reading)

    def _count_unknown(self, reading: ScreenReading, found: Sequence[Meaning]) -> None:
        name = reading.name.rstrip()
        counted = name in self.unknown or len(self.unknown) < MOST
        if counted and not found[0].known and not self._names.find(reading.name, cut=reading.cut):
            self.unknown[name] += 1

    def _told_new_lines(self, reading: ScreenReading) -> None:
        self._total = None
        if reading.running is not None:
            self._check(reading.running, paying=False)
        else:
            self._tell()

    def _void(self, reading: ScreenReading) -> None:
        """What is taken out: of that name and price; of that amount, or anything, where no name is said."""
        mine = [x.item for x in self._names.find(reading.name, cut=True) if self._order.may_have(x.item)]
        taken = [Meaning(item, -units.qty, units.unit) for item in mine for units in reading.choices]
        had = Counter[tuple[str, int]]()
        for line in self.lines:
            had[line.sku, line.unit_price] += int(line.qty)
        taken = [x for x in taken if x.item and had[x.item.code, x.unit] >= -x.qty] or taken
        if not taken or not reading.name:
            taken = self._unnamed(reading)
        if not reading.name or not mine:
            self._order.unclear = True
        self._total = None
        self._order.add(*dict.fromkeys(taken))
        self._tell()

    def _unnamed(self, reading: ScreenReading) -> list[Meaning]:
        """A line, or one unit of it, where the amount allows that; without a word for it, it may be a discount."""
        amount = reading.off if not reading.name else reading.shown
        found: list[Meaning] = [] if reading.word or amount is None else [Meaning(None, -1, amount)]
        for line in reversed(self.lines):
            item, qty, unit = self._till.item(line.sku), int(line.qty), line.unit_price
            some = dict.fromkeys((qty,) if amount is None else (qty, 1))
            found += [Meaning(item, -n, unit) for n in some if item and amount in (None, n * unit)]
        return found if found and amount is not None else [*found, NOTHING]

    def _amount(self, reading: ScreenReading) -> None:
        self._check(reading.amount, net=reading.kind is ScreenKind.SUBTOTAL)
        self._is_total = reading.kind is ScreenKind.TOTAL

    def _tender(self, reading: ScreenReading) -> None:
        if reading.amount is None and reading.paid is None and not reading.has_digits and self._total is None:
            self._doubtful(reading)  # «CARD», in an advertisement
            return
        if reading.amount is not None:
            self._check(reading.amount)
            self._is_total = True
        elif self._total is None:
            self._doubtful(reading)
        self._given = reading.paid
        enough = self._total is not None and (reading.paid or reading.amount or 0) >= self._total
        self._tendered = _Tender.ENOUGH if enough else _Tender.SAID

    def _change(self, reading: ScreenReading) -> None:
        """The end: what was given less the change is the total, where none was said."""
        if reading.change is None:
            self._doubtful(reading)
            return
        given = reading.paid if reading.paid is not None else self._given
        told = given - reading.change if given is not None and given >= reading.change else None
        if reading.amount is not None:
            self._check(reading.amount)
        elif told is not None and self._total is None:
            self._check(told)
        elif told is not None and reading.paid is not None and self._total is not None and told > self._total:
            self._order.unclear = True  # what was paid is more than it came to
        self._ended(self._total)

    def _idle(self, reading: ScreenReading) -> None:
        if reading.word:  # a blank screen says nothing
            paid = self._tendered is _Tender.ENOUGH or (self._tendered is _Tender.SAID and self._is_total)
            self._ended(self._total if paid else None)

    def _discount(self, reading: ScreenReading) -> None:
        """It does not say which line it is off; the total tells whether it was understood."""
        off = reading.off if reading.off is not None else reading.amount
        self._order.unclear = True
        self._total = None
        self._order.add(Meaning(None, -1, off) if off is not None else NOTHING)
        self._tell()

    def _doubtful(self, reading: ScreenReading) -> None:
        """What is not understood may be anything; a text without a digit has no amount, and before an order it is none of it."""
        name = reading.name.strip()
        if not reading.has_digits and self._order.is_empty and not (name and self._names.find(name, cut=True)):
            return
        self._order.unclear = True
        self._order.missing = self._order.missing or reading.has_digits
        self._tell()

    def _nothing(self, _reading: ScreenReading) -> None:
        """It changes nothing."""

    _does = MappingProxyType({
        ScreenKind.ITEM: _item,
        ScreenKind.QUANTITY: _nothing,
        ScreenKind.VOID: _void,
        ScreenKind.DISCOUNT: _discount,
        ScreenKind.SUBTOTAL: _amount,
        ScreenKind.TOTAL: _amount,
        ScreenKind.TENDER: _tender,
        ScreenKind.CHANGE: _change,
        ScreenKind.IDLE: _idle,
        ScreenKind.IGNORED: _nothing,
        ScreenKind.UNCLEAR: _doubtful,
    })  # fmt: skip

    def _check(self, amount: int | None, *, paying: bool = True, net: bool = False) -> None:
        """The register says what the order comes to; `net`: perhaps without the tax that is added."""
        if amount is None:
            self._order.unclear = True
            self._tell()
            return
        if amount < 0:
            self._order.unclear = True  # goods given back are no sale
            self._back = None if net else -amount
            self._tell()
            return
        self._back = None
        moment = Moment.PAYING if paying else Moment.CHOOSING
        self._tell(moment)
        was_sure, lines, priced = self.sure, self.lines, self._till.view.priced
        with_tax, off = priced.tax_added is not None, self._order.money
        listed = self.listed - off

        def worth(some: Sequence[FeedLine]) -> Iterable[int]:
            raw = {_sum(some)} if not with_tax or net else set[int]()
            return raw if list(some) != lines else raw | {listed, priced.total - off}

        agrees = self._order.settle(amount, worth)
        self._mismatch = not agrees and (self._mismatch or was_sure)
        if agrees:
            self._note_prices()
        else:
            self._order.unclear = True
        self._total = None if agrees and with_tax and amount not in (listed + off, priced.total) else amount
        self._tell(moment)

    def _note_prices(self) -> None:
        for line in self.lines:
            item = self._till.item(line.sku)
            if item and line.unit_price not in (item.price, item.eat_in_price) and len(self._own_prices) < _MOST_PRICES:
                self._own_prices[line.sku, line.unit_price] = None

    def _ended(self, at_total: int | None) -> None:
        """The order is over: paid where a total was said, given up where none was, or where goods were given back."""
        back = self._back
        at_total = at_total if back is None else None
        paid, sure = at_total is not None, self.sure
        if self._order_id:
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
        if back is not None:
            self._given_back(back)
        if paid or back is not None:
            self._order = DisplayOrder()
        else:
            self._order.give_up()
        self._trusted = True
        self._forget()

    def _forget(self) -> None:
        self._total = self._given = self._back = None
        self._is_total = self._mismatch = False
        self._tendered = _Tender.NOT
        self._order_id, self._rev = "", 0

    def _tell(self, moment: Moment = Moment.CHOOSING) -> None:
        lines = self.lines
        if not lines and not self._order_id:
            return
        if not self._order_id:
            self._order_id = f"{self._run}{next(self._numbers)}"
        self._rev += 1
        self._till.put(Snapshot(self._order_id, self._rev, None, tuple(lines), moment=moment), sure=self.sure)


_AMOUNTS = (ScreenKind.SUBTOTAL, ScreenKind.TOTAL, ScreenKind.QUANTITY)


def _sum(lines: Iterable[FeedLine]) -> int:
    return sum(int(x.qty) * x.unit_price for x in lines)
