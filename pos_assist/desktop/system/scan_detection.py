"""Telling a scanner's burst of keys from a hand's typing, by pace and length. Pure; seconds throughout.

A scanner types as one key after the other comes off its cable: evenly, and faster than a hand for as long as the code is. A
hand can roll two keys as fast as that, or press a «000» key, but not four different ones. What is taken for a scan is looked
up as a code and nothing else; so a hand that is that fast is refused aloud, and a scanner is never obeyed as a hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from pos_assist.domain.codes import is_gtin
from pos_assist.domain.settings import Suffix

FAST = 0.035  # between two keys: no hand keeps this up for three keys
PIECES = 0.5  # so soon after a piece of a scan the rest of it may follow
AFTERMATH = 1.0  # so soon after a scan without a suffix, a digit or a suffix belongs to it
OUTSTANDING = 5.0  # and so soon where all scans before it had one: a machine was seen to stop for more than a second
SUFFIX_TWICE = 0.3  # and so soon after a suffix, another one: some scanners send two
FIRST_REPEAT = 0.15  # a key that is held down repeats no sooner after it was struck
_TWIN_ZERO = 0.015  # a «00» or «000» key sends its zeros closer together than this
_LONG = 8  # signs: no amount and no PIN has as many
_QUANTITY = re.compile(r"\d{1,3}\*")  # typed in one go by a quick hand


class Target(StrEnum):
    """The kind of widget that has the focus while keys come in."""

    WINDOW = "window"  # nothing that takes text
    FIELD = "field"
    SECRET = "secret"  # a field for a PIN
    ASKED = "asked"  # a field of a dialog: an amount, a day, a code from paper


@dataclass(frozen=True, slots=True)
class Scanner:
    """How the scanner of this PC types."""

    suffix: Suffix = Suffix.ANY
    prefix: str = ""
    gap: float = 0.15  # the longest usual time between two keys
    shortest: int = 4  # signs of the shortest code

    @property
    def pause(self) -> float:
        """After so long without a key, a burst is over: a busy PC now and then delays one."""
        return max(self.gap, FAST) + 0.04


def is_scan(scanner: Scanner, signs: str, gaps: list[float], target: Target) -> bool:
    """Whether those signs came from a scanner. `gaps`: the time before each sign but the first, and before the suffix."""
    if scanner.prefix and signs.startswith(scanner.prefix) and len(signs) > len(scanner.prefix):
        return True
    digits = sum(sign.isdigit() for sign in signs)
    if not gaps or sum(sign.isalnum() for sign in signs) < 2 or _by_zeros_key(signs, gaps):
        return False
    pace = median(gaps)
    if pace <= FAST:
        return len(gaps) >= 2 and (target is not Target.SECRET or len(signs) >= _LONG)
    if pace > scanner.gap or len(signs) < min(scanner.shortest, _LONG) or target is Target.SECRET:
        return False
    return {
        Target.ASKED: is_gtin(signs)
        and len(signs) > _LONG,  # a practised hand types amounts as quickly as a slow scanner
        Target.FIELD: digits >= 4 and (" " not in signs or 2 * digits >= len(signs)),  # words are typed here
        Target.WINDOW: not _QUANTITY.fullmatch(signs),
    }[target]


def _by_zeros_key(signs: str, gaps: list[float]) -> bool:
    """Whether a hand typed this with a «00» or «000» key: zeros at once, all else at a hand's pace."""
    if not signs.isdigit() or len(signs) >= _LONG:
        return False
    others = list(gaps[len(signs) - 1 :])
    others += [
        gap
        for before, sign, gap in zip(signs, signs[1:], gaps, strict=False)
        if not (before == sign == "0" and gap <= _TWIN_ZERO)
    ]
    return len(others) < len(gaps) and all(gap > FAST for gap in others)


class RawKey(NamedTuple):
    """A key as it came, for whoever learns how the scanner types: the sign it typed, or which end of a code it was."""

    sign: str
    end: Suffix | None
    at: float  # seconds


SLOWEST = 0.25  # of the gaps that can be set


def learned(keys: Sequence[RawKey], label: str, now: Scanner) -> Scanner | None:
    """Return how the scanner types that sent these keys for one code; None where that was no scanner, but a hand. What stands
    before `label`, where it was the one that was scanned, is the scanner's prefix; else that stays as it is `now`."""
    signs = "".join(key.sign for key in keys)
    gaps = [b.at - a.at for a, b in pairwise(keys)]
    if len(signs) < 3 or not gaps or median(gaps) > SLOWEST:
        return None
    ends = [key.end for key in keys if key.end]
    at = signs.find(label)
    prefix = signs[:at] if 0 <= at <= 4 else now.prefix
    gap = min(SLOWEST, max(FAST, 2 * median(gaps), 1.2 * sorted(gaps)[len(gaps) * 9 // 10]))
    return Scanner(ends[0] if ends else Suffix.NONE, prefix, round(gap, 3), min(4, len(signs)))
