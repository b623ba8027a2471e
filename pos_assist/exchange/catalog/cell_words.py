"""What a cell of a spreadsheet says in the words of the screen, and every word of the screen back to what is stored."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pos_assist.domain.deals import DAYS
from pos_assist.domain.settings import LANGUAGES
from pos_assist.i18n.record_texts import FIELDS, VALUES
from pos_assist.i18n.result_texts import DAY_NAMES
from pos_assist.i18n.translate import Speaker

FLAGS = (
    "sold_out", "age_restricted", "by_weight", "retired", "never_offer", "alcohol", "kids", "confirmed", "stack", "member",
)  # fmt: skip
CHOICES = {
    "tax": "tax", "role": "role", "state": "state", "mode": "mode", "upgrade_kind": "kind", "deal_kind": "kind", "base": "base", "n_max": "n_max",
}  # fmt: skip
_SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {  # other words that the screen has for the same
    "tax": {"standard": ("10 %",), "reduced": ("Food: 8 % out, 10 % eaten in",), "exempt": ("No tax",)},
    "state": {"blocked": ("Never offer",)},
    "upgrade_kind": {"size": ("a larger size", "Larger size"), "grade": ("a better model", "Upgrade")},
    "mode": {"": ("every order",)},
}
_KINDS = frozenset({"size", "grade"})  # of upgrades; all others are of deals
_BETWEEN_DAYS, _TO = re.compile(r"[\s・·･,、/]+"), re.compile("[-–—〜~～]")
_WEEKDAYS = ("平日", "weekdays")
_DAY_ENDS = ("day", "sday", "nesday", "rsday", "day", "urday", "day")  # behind mon, tue, …


@cache
def spoken(field: str) -> dict[str, str]:
    """Word (small letters) -> what is stored, in every language. `field`: of CHOICES."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        say = Speaker(language).tr
        for stored, message in _messages(field).items():
            found[say(message).casefold()] = stored
        for stored, messages in _SYNONYMS.get(field, {}).items():
            found |= {say(message).casefold(): stored for message in messages}
    return found


@cache
def said(field: str, stored: str, language: str) -> str:
    """The word for a stored value; the value itself where it has none, such as a shop's own role."""
    message = _messages(field).get(stored)
    return Speaker(language).tr(message) if message else stored


@cache
def flag_words(language: str) -> tuple[str, str]:
    """(yes, no)."""
    say = Speaker(language).tr
    return say("yes"), say("no")


def choices(field: str, language: str) -> list[str]:
    """The words to choose from in a cell."""
    if field in FLAGS:
        return list(flag_words(language))
    return [said(field, stored, language) for stored in _messages(field)]


def said_days(days: Iterable[str], language: str) -> str:
    """Days of the week in their order, each by its short name."""
    say = Speaker(language).tr
    return say("·").join(say(DAY_NAMES[day]) for day in sorted(days, key=DAYS.index))


def spoken_days(text: str) -> list[str]:
    """Days of the week out of a cell: «土·日», «土日», «月曜日、火曜», «金–日», «平日», «sat sun»; a word that is no day stands as it is."""
    found: list[str] = []
    for word in filter(None, _BETWEEN_DAYS.split(text.casefold())):
        found += _days_of(word) or [word]
    return found


def _days_of(word: str) -> list[str]:
    words = _day_words()
    if word in words:
        return [words[word]]
    if word in _WEEKDAYS:
        return list(DAYS[:5])
    ends = [words.get(x, "") for x in _TO.split(word)]
    if len(ends) == 2 and all(ends):
        first, last = map(DAYS.index, ends)
        return [DAYS[(first + i) % len(DAYS)] for i in range((last - first) % len(DAYS) + 1)]
    signs = [words.get(sign, "") for sign in word]
    return signs if all(signs) else []


@cache
def _day_words() -> dict[str, str]:
    found = {f"{day}{end}": day for day, end in zip(DAYS, _DAY_ENDS, strict=True)} | {day: day for day in DAYS}
    for language in LANGUAGES:
        for day in DAYS:
            name = Speaker(language).tr(DAY_NAMES[day]).casefold()
            found |= {name: day, f"{name}曜": day, f"{name}曜日": day}
    return found


@cache
def titles(field: str) -> tuple[str, ...]:
    """What the screen calls a field, in every language."""
    message = FIELDS.get(field)
    return tuple(Speaker(language).tr(message) for language in LANGUAGES) if message else ()


def _messages(field: str) -> dict[str, str]:
    name = CHOICES[field]
    return {
        stored: message
        for (of, stored), message in VALUES.items()
        if of == name and (of != "kind" or (stored in _KINDS) == (field == "upgrade_kind"))
    }
