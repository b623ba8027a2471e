"""What one screen of a register's customer display says, by the words of its profile and the names of the catalog. Pure: what it does to
an order is `display_follower`'s."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pos_assist.devices.pole import encoded, narrow
from pos_assist.domain.feeds import ScreenKind
from pos_assist.domain.items import Item
from pos_assist.services.feeds.display.display_names import DisplayNames, as_shown
from pos_assist.services.feeds.display.display_order import Meaning
from pos_assist.services.feeds.display.display_profile import WORDED, DisplayProfile
from pos_assist.services.feeds.display.line_display import WIDTH

_MOST = 1_000  # of one item at once
# What a word says first where a screen has several.
_BEFORE_ITEMS = (ScreenKind.IGNORED, ScreenKind.CHANGE, ScreenKind.TENDER, ScreenKind.VOID, ScreenKind.DISCOUNT)
_AFTER_ITEMS = (ScreenKind.SUBTOTAL, ScreenKind.TOTAL, ScreenKind.IDLE)
Screen = tuple[bytes, bytes]
_NUMBER = rb"\d{1,3}(?:,\d{3})+|\d{1,7}"
_AMOUNT = re.compile(rb"(?P<minus>-)?\\?\s*(?P<minus2>-)?(?<![\d,.])(?P<n>" + _NUMBER + rb")\s*$")
_HALVES = re.compile(rb"[\x81-\x9f\xe0-\xfc]")  # the first byte of a letter of two


class Units(NamedTuple):
    """So many at that price of one."""

    qty: int
    unit: int


@dataclass(frozen=True, slots=True)
class ScreenReading:
    """What a screen says. `choices`: what quantity and price it can mean, the likeliest first; `amount`: of a total, None where
    none is shown; `running`: the subtotal that stands on an item's screen too."""

    kind: ScreenKind
    name: bytes = b""  # with a blank behind it where it was cut there
    cut: bool = False  # whether the name may go on
    choices: tuple[Units, ...] = ()
    whole: bytes = b""  # the name with what may be a quantity in it: one of an item that is called so
    whole_cut: bool = False
    shown: int = 0  # the amount beside the name
    amount: int | None = None
    running: int | None = None
    paid: int | None = None  # what the customer gave
    change: int | None = None
    off: int | None = None  # of a discount
    quantity: int = 0  # of a screen that says only how many
    word: str = ""  # by which the kind was known
    has_digits: bool = True  # without one there is neither amount nor quantity


class ScreenReader:
    """Reads screens by one profile."""

    def __init__(self, profile: DisplayProfile, names: DisplayNames) -> None:
        self.profile = profile
        self.names = names
        self._words = {kind: _words(profile.words.get(kind, ())) for kind in WORDED}
        signs = b"(?:" + b"|".join(re.escape(encoded(x)) for x in profile.signs) + b")" if profile.signs else b"(?!)"
        # 2x380, 380x2, \380x2: both numbers; 2x, x2: the quantity alone
        a, b = rb"(?P<a>" + _NUMBER + rb")", rb"(?P<b>" + _NUMBER + rb")"
        self._product = re.compile(
            rb"(?:^|\s)" + signs + rb"?\s*\\?" + a + rb"\s*" + signs + rb"\s*\\?" + b + rb"(?=\s|$)"
        )
        self._count = re.compile(
            rb"(?:^|\s)(?:(?P<n>\d{1,3})\s*" + signs + rb"|" + signs + rb"\s*(?P<m>\d{1,3}))(?=\s|$)"
        )

    def read(self, screen: Screen, pending: int = 0) -> ScreenReading:
        """What it says. `pending`: the quantity that a screen before said for the next item."""
        if _HALVES.search(b"".join(screen)):
            screen = _narrowed(screen[0]), _narrowed(screen[1])
        upper, lower = screen
        both = upper + b" " + lower
        item = self._item(upper, lower, pending)
        if item is not None and self._names_an_item(item) and not self._is_negative(screen):
            return item  # CASHEW is no cash
        word = {kind: self._found(kind, both) for kind in WORDED}
        said = next((x for x in _BEFORE_ITEMS if word[x]), None)
        if said in (ScreenKind.VOID, None) and (said or self._is_negative(screen)):
            back = None if said else self._given_back(screen)
            return back or self._void(screen, word[ScreenKind.VOID], pending)
        if said is None:
            if item is not None:
                return item
            said = next((x for x in _AFTER_ITEMS if word[x]), None)
        if said is not None:
            paid, change = (self._amount_by(x, screen) for x in (ScreenKind.TENDER, ScreenKind.CHANGE))
            off = self._amount_by(ScreenKind.DISCOUNT, screen)
            return ScreenReading(
                said, amount=self._total(said, screen), paid=paid, change=change, off=off, word=word[said]
            )
        if (count := self._count.search(both)) and not self._count.sub(b"", both).strip():
            return ScreenReading(ScreenKind.QUANTITY, quantity=int(count["n"] or count["m"]))
        kind = ScreenKind.UNCLEAR if both.strip() else ScreenKind.IDLE
        return ScreenReading(kind, name=upper.rstrip(), has_digits=any(0x30 <= x <= 0x39 for x in both))

    def _total(self, kind: ScreenKind, screen: Screen) -> int | None:
        """What the register says that the order comes to."""
        kinds = {
            ScreenKind.TENDER: (ScreenKind.TOTAL,),
            ScreenKind.CHANGE: (ScreenKind.TOTAL,),
            ScreenKind.SUBTOTAL: (ScreenKind.SUBTOTAL, ScreenKind.TOTAL),
            ScreenKind.TOTAL: (ScreenKind.SUBTOTAL, ScreenKind.TOTAL),
        }.get(kind, ())
        return next((x for one in kinds if (x := self._amount_by(one, screen, signed=True)) is not None), None)

    def _given_back(self, screen: Screen) -> ScreenReading | None:
        """A total below nothing, and nothing else: what the register gives back. None for any other screen."""
        for kind in (ScreenKind.SUBTOTAL, ScreenKind.TOTAL):
            amount = self._amount_by(kind, screen, signed=True)
            rest = b" ".join(_AMOUNT.sub(b"", self._words[kind].sub(b"", x.rstrip())) for x in screen)
            if amount is not None and amount < 0 and not rest.strip():
                return ScreenReading(kind, amount=amount, word=self._found(kind, b" ".join(screen)))
        return None

    def item_of(self, reading: ScreenReading) -> tuple[Item, Units] | None:
        """The one item, with quantity and price, that is meant; None where that is not certain."""
        found = self.meanings(reading)
        item = found[0].item if len(found) == 1 and found[0].known else None
        return (item, Units(found[0].qty, found[0].unit)) if item else None

    def meanings(self, reading: ScreenReading) -> list[Meaning]:
        """What an item's screen can mean, by names and usual prices of the catalog; by its name alone where it is at a price of its own. Goods
        that nothing is known of where no item fits."""
        readings = [(reading.name, reading.cut, reading.choices)]
        if reading.whole:
            readings.append((reading.whole, reading.whole_cut, (Units(1, reading.shown),)))
        priced = {
            Meaning(found.item, *units)
            for name, cut, choices in readings
            for units in choices
            for found in self.names.find(name, cut=cut)
            if units.unit in (found.item.price, found.item.eat_in_price)
        }
        if priced:
            return sorted(priced, key=lambda x: (x.item.code if x.item else "", x.qty))
        own = [
            Meaning(x.item, *units)
            for name, cut, choices in readings
            for x in self.names.find(name, cut=cut)
            if x.exact
            for units in choices
            if not self.names.resembled(name.rstrip(), x.item, units.unit)
        ]
        if len({x.item.code for x in own if x.item}) == 1 and not any(map(_may_be_several, own)):
            return own
        return [Meaning(None, 1, reading.shown, known=False)]

    def _names_an_item(self, reading: ScreenReading) -> bool:
        return self.item_of(reading) is not None and any(
            x.exact for x in self.names.find(reading.name, cut=reading.cut)
        )

    def _found(self, kind: ScreenKind, both: bytes) -> str:
        found = self._words[kind].search(both)
        return found.group().decode("cp932", "replace") if found else ""

    def _is_negative(self, screen: Screen) -> bool:
        return any((m := _AMOUNT.search(x.rstrip())) and (m["minus"] or m["minus2"]) for x in screen)

    def _amount_by(self, kind: ScreenKind, screen: Screen, *, signed: bool = False) -> int | None:
        """The amount in the line with a word of that kind, else in the other line; `signed`: below nothing where it says so."""
        for line, other in (screen, screen[::-1]):
            if self._words[kind].search(line):
                found = _AMOUNT.search(line.rstrip()) or _AMOUNT.search(other.rstrip())
                minus = signed and found and (found["minus"] or found["minus2"])
                return _yen(found["n"]) * (-1 if minus else 1) if found else None
        return None

    def _item(self, upper: bytes, lower: bytes, pending: int) -> ScreenReading | None:
        """An item's screen, where it can be one; its name may be one of the words, which `read` decides."""
        read = self._named_amount(upper, lower)
        if read is None:
            return None
        name, cut, choices, whole, whole_cut, shown = read
        if any(self._words[x].search(upper) for x in (ScreenKind.SUBTOTAL, ScreenKind.TOTAL, ScreenKind.IDLE)):
            reading = ScreenReading(ScreenKind.ITEM, name, cut, choices, whole, whole_cut, shown)
            if not self._names_an_item(reading):
                return None
        if pending and choices == (Units(1, choices[0].unit),):
            choices = _counted(pending, choices[0].unit)
        running = self._amount_by(ScreenKind.SUBTOTAL, (upper, lower))
        return ScreenReading(ScreenKind.ITEM, name, cut, choices, whole, whole_cut, shown, running=running)

    def _named_amount(self, upper: bytes, lower: bytes) -> _Named | None:
        """What stands beside an amount; None where no name and amount are there."""
        m = _AMOUNT.search(upper.rstrip())
        named_above = upper[: m.start()] if m else b""
        parted = 0  # blanks that part the name's column from the next one
        if m is not None and named_above.strip() and (named_above.endswith(b" ") or m.group().startswith(b"\\")):
            rest = b"" if self._words[ScreenKind.SUBTOTAL].search(lower) else lower
            name, amount, parted = named_above, _yen(m["n"]), 1
        else:
            m = _AMOUNT.search(lower.rstrip())
            if m is None or not upper.strip():
                return None
            name, amount, rest = upper, _yen(m["n"]), lower[: m.start()] + b" "
        whole, at_edge = b"", len(name) - len(name.rstrip()) <= 1 + parted
        if q := self._product.search(name):
            whole, name, choices = name, name[: q.start()], self._products(q, amount)
        elif q := self._count.search(name):  # in the name's line: behind it, or before
            whole = name
            behind = name[: q.start()].strip()
            name = name[: q.start()] + b" " if behind else name[q.end() :]  # the blank is part of the quantity
            parted = 1 if behind else parted
            choices = _counted(int(q["n"] or q["m"]), amount)
        elif q := self._product.search(rest):
            choices = self._products(q, amount)
        elif q := self._count.search(rest):
            choices = _counted(int(q["n"] or q["m"]), amount)
        elif rest.strip() and rest is not lower:
            choices = ()  # beside the amount stands what may be a quantity
        else:
            choices = (Units(1, amount),)
        blanks = len(name) - len(name.rstrip())
        name = name.strip() + (b" " if parted and blanks == parted + 1 else b"")  # it may have been cut behind a blank
        if not choices or not name.strip():
            return None
        return _Named(name, blanks <= 1 + parted, choices, whole.strip(), at_edge, amount)

    @staticmethod
    def _products(q: re.Match[bytes], amount: int) -> tuple[Units, ...]:
        a, b = _yen(q["a"]), _yen(q["b"])
        return tuple(Units(x, y) for x, y in dict.fromkeys(((a, b), (b, a))) if x * y == amount and 0 < x < _MOST)

    def _void(self, screen: Screen, word: str, pending: int) -> ScreenReading:
        """What is taken out; without a name where none is said."""
        void = self._words[ScreenKind.VOID]
        upper, lower = (void.sub(lambda m: b" " * len(m.group()), x.replace(b"-", b" ")) for x in screen)
        upper, lower = (x.lstrip().ljust(WIDTH) for x in (upper, lower))
        read = self._named_amount(upper, lower) if upper.strip() else self._named_amount(lower, b"")
        if read is not None:
            choices = read.choices
            if pending and choices == (Units(1, read.amount),):
                choices = _counted(pending, read.amount)
            return ScreenReading(ScreenKind.VOID, read.name, True, choices, shown=read.amount, word=word)
        found = next((m for x in screen if (m := _AMOUNT.search(x.rstrip()))), None)
        return ScreenReading(ScreenKind.VOID, off=_yen(found["n"]) if found else None, word=word)


class _Named(NamedTuple):
    """A name and an amount on one screen. `cut`: whether the name may go on; `whole`: with what was taken for a quantity."""

    name: bytes
    cut: bool
    choices: tuple[Units, ...]
    whole: bytes
    whole_cut: bool
    amount: int


def _may_be_several(own: Meaning) -> bool:
    """Whether an amount may be of more than one at the usual price."""
    usual = [x for x in (own.item.price, own.item.eat_in_price) if x] if own.item else []
    return own.qty == 1 and any(own.unit % x == 0 for x in usual)


def _narrowed(row: bytes) -> bytes:
    """A line with letters of two bytes in the form of the others; half of one, where the cells cut it, goes."""
    return encoded(narrow(row.decode("cp932", "ignore")))


def _counted(qty: int, amount: int) -> tuple[Units, ...]:
    """A quantity beside an amount: that is of all of them, or of one; the catalog's price tells."""
    if qty < 1:
        return ()
    of_all = [Units(qty, amount // qty)] if amount % qty == 0 else []
    return tuple(dict.fromkeys((*of_all, Units(qty, amount))))


def _words(words: Iterable[str]) -> re.Pattern[bytes]:
    found = b"|".join(re.escape(as_shown(x)) for x in sorted(words, key=len, reverse=True))
    return re.compile(found or rb"(?!)", re.IGNORECASE)


def _yen(digits: bytes) -> int:
    return int(digits.replace(b",", b""))
