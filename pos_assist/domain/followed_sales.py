"""Which records of a register's sales count, where several tills and files tell of the same ones: a sale counts once, whoever told of it first.

A followed sale's key is `feed:DAY/REGISTER/NUMBER`, that of a file's `import:DAY/[SHOP/][TILL/]NUMBER`. Two records of one number, day and register
are one sale. A customer display says no number (`~…`): which of another till's records is the same sale nobody can tell. So one till is
believed for that register: the one with the most records of the day; another's count only where it was not there, ten
minutes and more before its first or after its last. The answer depends on the records alone, not on the order in which they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

UNNUMBERED = "~"
IMPORT, FEED = "import", "feed"
APART = timedelta(minutes=10)  # between two tills' records that cannot be one sale; their clocks may differ by that
_LONGEST_REGISTER = 7  # letters; what is longer beside a number is a date


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A record of a sale. `till`: who has it; `voided`: it was taken back; `fixed`: it is our own and counts already."""

    id: int
    till: str
    key: str
    at: datetime
    voided: bool = False
    fixed: bool = False

    @property
    def is_import(self) -> bool:
        """Whether it came out of a file."""
        return self.key.startswith(IMPORT)

    @property
    def rest(self) -> str:
        """What follows kind and day in its key."""
        return self.key.partition("/")[2]

    @property
    def register(self) -> str:
        """The register of a followed sale; empty where it never said its name."""
        return self.rest.partition("/")[0]

    @property
    def number(self) -> str:
        """The number of a followed sale."""
        return self.rest.partition("/")[2]

    @property
    def numbered(self) -> bool:
        """Whether it can be known again by its number."""
        return self.is_import or not self.number.startswith(UNNUMBERED)


def day_of(key: str) -> str:
    """The day of a followed or imported sale's key."""
    return key.partition(":")[2].partition("/")[0]


def standing(records: Iterable[Witnessed]) -> set[int]:
    """The ids of those that count, of all records of one shop and one business day."""
    tills: dict[tuple[bool, str, str], list[Witnessed]] = defaultdict(list)  # each by its registers
    told = _Told()
    for x in records:
        if x.voided and x.is_import:  # it is the reading of the file that was taken back, not the sale
            continue
        tills[x.is_import and not x.fixed, "" if x.fixed else x.till, "" if x.is_import else bare(x.register)].append(x)
        if x.voided:
            told.add_number(x)
    found: set[int] = set()
    order = sorted(tills.items(), key=lambda x: (not x[1][0].fixed, x[0][0], -len(x[1]), x[0]))
    for _, every in order:
        every.sort(key=lambda x: (x.at, x.key, x.id))
        new = [x for x in every if x.fixed or not told.has(x)]
        for x in new:
            if x.fixed or not told.has_number(x):  # one till may have it under two of its lives
                told.add_number(x)
                if not x.voided:
                    found.add(x.id)
        told.add_span(new)
    return found


@dataclass
class _Told:
    """What the tills before have told of."""

    keys: set[str] = field(default_factory=set)
    registers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # bare number -> registers
    imports: dict[str, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )  # bare number, or its end -> files' numbers
    places: set[tuple[str, ...]] = field(default_factory=set)  # till, or shop, of files' receipts
    unnumbered: set[str] = field(default_factory=set)  # registers with a sale of no number
    spans: list[tuple[str, bool, datetime, datetime]] = field(
        default_factory=list
    )  # register, whether without numbers, from, to

    def has(self, x: Witnessed) -> bool:
        """Whether it is, or may be, among them."""
        if self.has_number(x):
            return True
        if x.is_import:
            return bool(self.unnumbered) and is_of(places_of(x.rest), self.unnumbered)
        if not x.numbered and x.register and any(is_of(places, {x.register}) for places in self.places):
            return True
        return any(
            x.register and bare(x.register) == register and (blind or not x.numbered) and first <= x.at <= last
            for register, blind, first, last in self.spans
        )

    def has_number(self, x: Witnessed) -> bool:
        """Whether one of them bears its number."""
        if _spelt_bare(x) in self.keys:
            return True
        if x.is_import:
            return is_one(x.rest, self.registers)
        if not x.numbered:
            return False
        own = {bare(x.number): {x.register}}
        return any(agree(x.register, y) for y in self.registers.get(bare(x.number), ())) or any(
            is_one(rest, own) for rest in self.imports.get(bare(x.number), ())
        )

    def add_number(self, x: Witnessed) -> None:
        """One that counts, or was taken back."""
        self.keys.add(_spelt_bare(x))
        if x.is_import:
            number = x.rest.rpartition("/")[2]
            self.places.add(tuple(places_of(x.rest)))
            for one in {bare(number), bare(_parts(number)[-1])}:
                self.imports[one].append(x.rest)
        elif x.numbered:
            self.registers[bare(x.number)].add(x.register)
        else:
            self.unnumbered.add(x.register)

    def add_span(self, records: list[Witnessed]) -> None:
        """From when to when that till was there, by register."""
        times: dict[str, list[Witnessed]] = defaultdict(list)
        for x in records:
            if not x.is_import and x.register:
                times[bare(x.register)].append(x)
        for register, some in times.items():
            blind = any(not x.numbered for x in some)
            self.spans.append((register, blind, min(x.at for x in some) - APART, max(x.at for x in some) + APART))


def is_one(rest: str, registers: dict[str, set[str]]) -> bool:
    """Whether `[SHOP/][TILL/]NUMBER` is a sale of one of the registers that have that (bare) number. An export may write day and register into
    its numbers: `20261122-01-0042`."""
    places, number = places_of(rest), rest.rpartition("/")[2]
    having = registers.get(bare(number), set())
    if having:
        return is_of(places, having)
    *before, last = _parts(number)
    having = registers.get(bare(last), set()) if before else set()
    return bool(having) and is_of([*places, *(x for x in before if len(bare(x)) < _LONGEST_REGISTER)], having)


def places_of(rest: str) -> list[str]:
    """Of `[SHOP/][TILL/]NUMBER` what may name the register: the till; where one of the two is said, that. A shop 1 is not its register 1."""
    return rest.split("/")[:-1][-1:]


def is_of(places: Iterable[str], registers: set[str]) -> bool:
    """Whether a receipt of that shop and till can be of one of the registers; where either is not said, it can."""
    known = list(places)
    return not known or any(agree(x, y) for x in registers for y in known)


def agree(one: str, other: str) -> bool:
    """Whether two files may mean one register: 01 and 1 are one, and a register that is not said may be any."""
    return not one or not other or bare(one) == bare(other)


def bare(number: str) -> str:
    """A number without the zeros and signs that one of two files writes and the other does not."""
    return "".join(x for x in number.casefold() if x.isalnum()).lstrip("0")


def _spelt_bare(x: Witnessed) -> str:
    """A file's receipt is known again in another export that writes its numbers otherwise."""
    return f"{IMPORT}:{'/'.join(bare(part) for part in x.rest.split('/'))}" if x.is_import else x.key


def _parts(number: str) -> list[str]:
    return [x for x in number.replace("_", "-").replace(" ", "-").split("-") if x] or [number]
