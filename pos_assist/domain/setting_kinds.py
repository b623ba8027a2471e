"""The kinds of values that a setting may have: how each is read from its text, written, and said in words.

Settings are kept as text. `read` raises ValueError for whatever is not of the kind; `write` is its inverse; `allowed` tells a
person what may be written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from pos_assist.domain.business_day import LATEST_END, day_end_text, read_day_end
from pos_assist.domain.codes import pattern_problem, pattern_texts
from pos_assist.domain.hours import Hours, hours_text, parse_hours
from pos_assist.domain.marking import N_, Phrase
from pos_assist.domain.texts import FORBIDDEN

T = TypeVar("T")
S = TypeVar("S", bound=str)

BETWEEN = "|"  # between several lines to read aloud
BLANKS = re.compile(r"\{(\w*)\}")  # what a line to read aloud leaves open
BLANK_WORDS: Mapping[str, str] = {
    "item": N_("{item}: what is offered"),
    "items": N_("{items}: all that is offered"),
    "size": N_("{size}: its size"),
    "price": N_("{price}: what it adds"),
    "deal": N_("{deal}: the name of the set"),
    "trigger": N_("{trigger}: what it goes with"),
}


class SettingKind(Protocol[T]):
    """How values of one kind are kept as text."""

    def read(self, text: str) -> T:
        """The value that the text stands for. Raises ValueError."""

    def write(self, value: T) -> str:
        """Return the value as text that `read` reads."""

    @property
    def allowed(self) -> Phrase:
        """Return the words for the values allowed, shown after a wrong one."""


class Unit(StrEnum):
    """The unit of a number."""

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"  # minor units
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    MILLISECONDS = "ms"


class Flag:
    """Yes or no, kept as 1 or 0 (nothing is no, as JSON's false and null become)."""

    def read(self, text: str) -> bool:
        """Return True for "1", False for "0"."""
        if text.strip() not in ("1", "0", ""):
            raise ValueError(text)
        return text.strip() == "1"

    def write(self, value: bool) -> str:
        """Return "1" or "0"."""
        return "1" if value else "0"

    @property
    def allowed(self) -> Phrase:
        """Return the words for both values."""
        return Phrase(N_("1 for yes or 0 for no"))


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number within bounds, both included."""

    most: int
    unit: Unit = Unit.COUNT
    least: int = 0

    def read(self, text: str) -> int:
        """Return the number of a text of ASCII digits within the bounds."""
        text = text.strip()
        if not re.fullmatch(r"[0-9]{1,9}", text) or not self.least <= int(text) <= self.most:
            raise ValueError(text)
        return int(text)

    def write(self, value: int) -> str:
        """Return the number's digits."""
        return str(value)

    @property
    def allowed(self) -> Phrase:
        """Return the words for the bounds."""
        return Phrase(N_("a whole number from {least} to {most}"), {"least": self.least, "most": self.most})


@dataclass(frozen=True, slots=True)
class Choice(Generic[S]):
    """One of some words of the code, each with what it is called. The words are of one type: an enum, or str."""

    options: Mapping[S, str]

    def read(self, text: str) -> S:
        """Return the option of that word."""
        for value in self.options:
            if str(value) == text:
                return value
        raise ValueError(text)

    def write(self, value: S) -> str:
        """Return the option's word."""
        return str(value)

    @property
    def allowed(self) -> Phrase:
        """The words of the code: who writes them types them; screens let choose."""
        return Phrase(N_("one of {choices}"), {"choices": ", ".join(x or "“”" for x in map(str, self.options))})


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. `pattern`: what all of it must match."""

    most: int = 85
    required: bool = False
    pattern: str = ""
    example: str = ""

    def read(self, text: str) -> str:
        """As it is, in one line, without space around it."""
        text = re.sub(r"[\n\r\t]+", " ", text.strip())
        bad = len(text) > self.most or FORBIDDEN.search(text)
        if bad or (self.required and not text) or (self.pattern and text and not re.fullmatch(self.pattern, text)):
            raise ValueError(text)
        return text

    def write(self, value: str) -> str:
        """Return the text unchanged."""
        return value

    @property
    def allowed(self) -> Phrase:
        """Its length, and an example where it has a form."""
        if self.example:
            return Phrase(N_("text such as {example}"), {"example": self.example})
        return Phrase(N_("one line of at most {most} characters"), {"most": self.most})


class Spans:
    """Hours of the day: «12:00-13:00, 18:30-19:30»; none is none."""

    def read(self, text: str) -> tuple[Hours, ...]:
        """Return the spans as `parse_hours` reads them."""
        return parse_hours(text)

    def write(self, value: tuple[Hours, ...]) -> str:
        """Return the spans as `hours_text` writes them."""
        return hours_text(value)

    @property
    def allowed(self) -> Phrase:
        """Return the words with an example of hours."""
        return Phrase(N_("hours such as 12:00-13:00, 18:30-19:30"))


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of items, divided by spaces or commas."""

    most: int = 20

    def read(self, text: str) -> tuple[str, ...]:
        """The codes, each once, in their order."""
        codes = tuple(dict.fromkeys(filter(None, re.split(r"[\s,、]+", text))))
        if len(codes) > self.most or FORBIDDEN.search(text) or any(len(x) > 40 for x in codes):
            raise ValueError(text)
        return codes

    def write(self, value: tuple[str, ...]) -> str:
        """Return the codes divided by spaces."""
        return " ".join(value)

    @property
    def allowed(self) -> Phrase:
        """How many there may be."""
        return Phrase(N_("the codes of at most {most} items, divided by spaces"), {"most": self.most})


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines to read aloud, divided by «|». `blanks`: what they may leave open, as {name}. Nothing: the usual lines."""

    blanks: tuple[str, ...]
    most: int = 1_000

    def read(self, text: str) -> str:
        """Return the lines without blank ones and outer spaces."""
        tidy = f" {BETWEEN} ".join(lines_in(text))
        if len(tidy) > self.most or FORBIDDEN.search(tidy) or self.unknown_blank(tidy):
            raise ValueError(text)
        return tidy

    def unknown_blank(self, text: str) -> str:
        """The first `{name}` in it that offers of this kind do not have; or nothing."""
        return next(("{" + x + "}" for x in BLANKS.findall(text) if x not in self.blanks), "")

    @property
    def may(self) -> str:
        """The places that may be left open, as they are written."""
        return " ".join("{" + x + "}" for x in self.blanks)

    def write(self, value: str) -> str:
        """Return the lines unchanged."""
        return value

    @property
    def allowed(self) -> Phrase:
        """Return the words for the places that may be left open."""
        return Phrase(N_("lines divided by |, in which may stand {may}"), {"may": self.may})


class KeyTable:
    """Keys of the keyboard by the function they are for, kept as JSON."""

    def read(self, text: str) -> Mapping[str, str]:
        """Return the key of each function."""
        try:
            found = json.loads(text)  # its JSONDecodeError is a ValueError
        except RecursionError as error:
            raise ValueError(text) from error
        if not isinstance(found, dict) or not all(isinstance(x, str) for x in found.values()):
            raise ValueError(text)
        return found

    def write(self, value: Mapping[str, str]) -> str:
        """Return the table as JSON."""
        return json.dumps(dict(value))

    @property
    def allowed(self) -> Phrase:
        """Return the words with an example of a table."""
        return Phrase(N_("functions and their keys, such as {example}"), {"example": '{"pay": "F12"}'})


class LabelPatterns:
    """Patterns of labels that bear a price or a weight (`domain.codes`), divided by spaces."""

    def read(self, text: str) -> str:
        """Their texts, each a pattern."""
        texts = pattern_texts(text)
        if len(text) > 1_000 or any(map(pattern_problem, texts)):
            raise ValueError(text)
        return " ".join(texts)

    def write(self, value: str) -> str:
        """Return the patterns unchanged."""
        return value

    @property
    def allowed(self) -> Phrase:
        """Return the words with an example of a pattern."""
        return Phrase(N_("patterns such as {example}"), {"example": "02IIIIICPPPPX 28IIIIIWWWWWX"})


@dataclass(frozen=True, slots=True)
class DayEnd:
    """When the business day ends, in minutes after midnight; hours are counted on past it, as «25:30»."""

    def read(self, text: str) -> int:
        """Return the minutes after midnight of "25:30" or "1:30"."""
        return read_day_end(text)

    def write(self, value: int) -> str:
        """Return the time as "25:30"."""
        return day_end_text(value)

    @property
    def allowed(self) -> Phrase:
        """Return the words for the bounds."""
        return Phrase(N_("a time from {first} to {last}"), {"first": day_end_text(0), "last": day_end_text(LATEST_END)})


def lines_in(text: str) -> tuple[str, ...]:
    """The lines that a manager wrote, divided by «|»."""
    return tuple(filter(None, map(str.strip, text.split(BETWEEN))))
