"""Setting a register's display up: what was understood of a recording, examples that a person marks, a trial on another recording.

What is learned from a mark is a word, the sign of a quantity or a name, put into the profile; a mark that would make an earlier one wrong is
refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from pos_assist.domain.feeds import ScreenKind, TotalOutcome
from pos_assist.domain.items import Item
from pos_assist.domain.problems import Refused
from pos_assist.services.feeds.display.display_follower import DisplayFollower
from pos_assist.services.feeds.display.display_names import DisplayNames, as_shown
from pos_assist.services.feeds.display.display_profile import WORDED, DisplayProfile
from pos_assist.services.feeds.display.display_recording import Recording, shown
from pos_assist.services.feeds.display.line_display import LineDisplay
from pos_assist.services.feeds.display.screen_reader import Screen, ScreenReader, ScreenReading, Units
from pos_assist.services.feeds.followed_till import FollowedTill

MARKS = (
    ScreenKind.IDLE, ScreenKind.ITEM, ScreenKind.QUANTITY, ScreenKind.VOID, ScreenKind.DISCOUNT, ScreenKind.SUBTOTAL, ScreenKind.TOTAL,
    ScreenKind.TENDER, ScreenKind.CHANGE, ScreenKind.IGNORED,
)  # fmt: skip
_AMOUNTS = re.compile(r"[-\\¥]*\s*\d[\d,]*")
_SIGN = r"[^\d\s,.\\¥-]{1,4}"
_SIGNS = (
    re.compile(rf"(?<![\d,])\d{{1,3}} ?({_SIGN})(?=\s|$|\d|\\)"),
    re.compile(rf"(?:^|\s)({_SIGN}) ?\d{{1,3}}(?![\d,])"),
)

_TRIALS = count(1)  # so that no order of an earlier trial is meant


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """One screen of a recording, and what is understood of it."""

    number: int  # from 1
    at: float
    upper: str
    lower: str
    reading: ScreenReading
    item: Item | None = None
    units: Units | None = None
    marked: ScreenKind | None = None

    @property
    def name(self) -> str:
        """What the display calls the item."""
        return shown(self.reading.name).rstrip()

    @property
    def is_understood(self) -> bool:
        """Whether nothing about it is in doubt."""
        kind = self.reading.kind
        return kind is not ScreenKind.UNCLEAR and (kind is not ScreenKind.ITEM or self.item is not None)


@dataclass(slots=True)
class Trial:
    """How a recording was followed. `wrong`: (number of the screen, what the register took, what we thought)."""

    screens: int = 0
    understood: int = 0
    agreed: int = 0
    unsure: int = 0
    wrong: list[tuple[int, int, int]] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)  # names that no item has

    @property
    def orders(self) -> int:
        """Those that were paid."""
        return self.agreed + self.unsure + len(self.wrong)

    @property
    def is_good(self) -> bool:
        """Whether there was an order at all, and none was thought certain and wrong."""
        return bool(self.agreed) and not self.wrong


class Calibration:
    """A profile in the making, over one recording."""

    def __init__(self, items: Sequence[Item], profile: DisplayProfile, recording: Recording | None = None) -> None:
        self._items = {x.code: x for x in items}
        self.profile = profile
        self.marks: dict[int, ScreenKind] = {}
        self._recording = Recording(profile.kind)
        self._screens: list[tuple[float, Screen]] = []
        self.show(recording or self._recording)

    def show(self, recording: Recording) -> None:
        """Set it up by this recording from now on; what was learned stays."""
        self._recording, self.marks = recording, {}
        self.profile = replace(self.profile, kind=recording.kind)
        display = LineDisplay(recording.kind)
        self._screens = []
        for at, data in recording.bursts:
            display.feed(data)
            self._screens.append((at, display.lines))

    @property
    def items(self) -> list[Item]:
        """What the shop sells."""
        return list(self._items.values())

    @property
    def recording(self) -> Recording:
        """The one that is looked at."""
        return self._recording

    def rows(self, profile: DisplayProfile | None = None) -> list[ScreenRow]:
        """Every screen, and what is understood of it."""
        reader, pending, rows = self._reader(profile or self.profile), 0, []
        for number, (at, screen) in enumerate(self._screens, 1):
            reading = reader.read(screen, pending)
            pending = reading.quantity
            item, units = (reader.item_of(reading) or (None, None)) if reading.name else (None, None)
            upper, lower = (shown(x) for x in screen)
            rows.append(ScreenRow(number, at, upper, lower, reading, item, units, self.marks.get(number)))
        return rows

    def unknown(self) -> Counter[str]:
        """Names of items that no item has, and how often they came."""
        return Counter(x.name for x in self.rows() if x.reading.kind is ScreenKind.ITEM and x.item is None)

    def mark(self, number: int, kind: ScreenKind) -> None:
        """A person says what that screen is. Refused: cannot_learn (nothing on it says so), against_a_mark (screen)."""
        row = self.rows()[number - 1]
        if row.reading.kind is kind:
            self.marks[number] = kind
            return
        for profile in self._candidates(row, kind):
            got = self.rows(profile)
            if not self._fits(got[number - 1], kind):
                continue
            against = next((n for n, x in self.marks.items() if n != number and not self._fits(got[n - 1], x)), None)
            if against is not None:
                raise Refused("against_a_mark", screen=against)
            self.profile = profile
            self.marks[number] = kind
            return
        raise Refused("cannot_learn", screen=number)

    def name(self, shown_name: str, code: str) -> None:
        """A person says which item the register calls so. Refused: no_such_item."""
        if code not in self._items:
            raise Refused("no_such_item", code=code)
        self.profile = replace(self.profile, names={**self.profile.names, shown_name.strip(): code})

    def try_on(self, recording: Recording, till: FollowedTill) -> TrialRun:
        """Follow another recording by the profile as it is. `till`: one that writes nothing down."""
        return TrialRun(self.profile, self._names(self.profile), recording, till)

    # -- what a mark teaches -------------------------------------------------------------------------------------------

    def _candidates(self, row: ScreenRow, kind: ScreenKind) -> list[DisplayProfile]:
        """Profiles by which the screen may become that, the smallest change first."""
        base = self.profile
        said = row.reading
        if said.word and said.kind in WORDED:  # another word must not stand before it
            base = base.without_words(said.kind, frozenset(x for x in base.words[said.kind] if _is_in(x, row)))
        if kind is ScreenKind.ITEM:
            return [base]
        if kind is ScreenKind.QUANTITY:
            signs = [x for form in _SIGNS for line in (row.upper, row.lower) for x in form.findall(line)]
            return [replace(base, signs=(*base.signs, x)) for x in dict.fromkeys(signs) if x not in base.signs]
        return [base.with_word(kind, word) for word in self._words_of(row, kind)] + [base]

    def _words_of(self, row: ScreenRow, kind: ScreenKind) -> list[str]:
        """What may be the word of that screen: texts without amounts; of a void, without the item's name; words of other kinds last."""
        names = self._names(self.profile)
        words: list[str] = []
        for line in (row.upper, row.lower):
            for text in re.split(r"\s{2,}", _AMOUNTS.sub("  ", line)):
                tokens = text.strip(" :*-").split(" ")
                found = [" ".join(tokens)]
                if kind in (ScreenKind.VOID, ScreenKind.DISCOUNT):
                    rests = [(i, " ".join(tokens[i:])) for i in range(1, len(tokens))]
                    found = [" ".join(tokens[:i]) for i, x in rests if names.find(as_shown(x), cut=True)] + found  # fmt: skip
                words += [x for x in found if len(x) > 1]
        taken = {x for known in WORDED if known is not kind for x in self.profile.words.get(known, ())}
        return sorted(dict.fromkeys(words), key=lambda x: x in taken)

    @staticmethod
    def _fits(row: ScreenRow, kind: ScreenKind) -> bool:
        """Whether the screen is read as what it was marked; a quantity may stand on its item's screen."""
        if kind is ScreenKind.QUANTITY and row.reading.kind is ScreenKind.ITEM:
            return any(x.qty > 1 for x in row.reading.choices) and row.item is not None
        return row.reading.kind is kind

    def _names(self, profile: DisplayProfile) -> DisplayNames:
        return DisplayNames(self._items.values(), profile.names)

    def _reader(self, profile: DisplayProfile) -> ScreenReader:
        return ScreenReader(profile, self._names(profile))


def _is_in(word: str, row: ScreenRow) -> bool:
    return word.casefold() in f"{row.upper} {row.lower}".casefold()


class TrialRun:
    """A recording followed from its beginning to its end, in steps, so that a window stays awake."""

    def __init__(self, profile: DisplayProfile, names: DisplayNames, recording: Recording, till: FollowedTill) -> None:
        self._trial = Trial()
        self._bursts = recording.bursts
        self._follower = DisplayFollower(till, names, profile, f"trial-{next(_TRIALS)}-", self._paid)
        self._now = (0, 0, 0)  # the screen, the register's total before it, what we thought

    def to_the_end(self) -> Trial:
        """How it came out."""
        while (trial := self.go_on(len(self._bursts) + 1)) is None:
            pass
        return trial

    def go_on(self, screens: int) -> Trial | None:
        """So many screens further; how it came out, None while there are more."""
        trial, follower = self._trial, self._follower
        for when, data in self._bursts[trial.screens : trial.screens + screens]:
            trial.screens += 1
            self._now = (trial.screens, follower.told_total or 0, follower.listed)
            reading = follower.burst(data, when)
            trial.understood += reading is None or reading.kind is not ScreenKind.UNCLEAR
        if trial.screens < len(self._bursts):
            return None
        follower.give_up()
        trial.unknown = Counter({shown(x): n for x, n in follower.unknown.items()})
        trial.understood -= trial.unknown.total()
        return trial

    def _paid(self, outcome: TotalOutcome) -> None:
        if outcome is TotalOutcome.WRONG:
            self._trial.wrong.append(self._now)
        self._trial.agreed += outcome is TotalOutcome.AGREED
        self._trial.unsure += outcome is TotalOutcome.UNSURE
