"""What a cell of a spreadsheet says in the words of the screen, and every word of the screen back to what is stored."""

from __future__ import annotations

from functools import cache

from pos_assist.domain.settings import LANGUAGES
from pos_assist.i18n.record_texts import FIELDS, VALUES
from pos_assist.i18n.translate import Speaker

FLAGS = ("sold_out", "age_restricted", "by_weight", "retired", "never_offer", "alcohol", "kids", "confirmed")
CHOICES = {"tax": "tax", "role": "role", "state": "state", "mode": "mode", "upgrade_kind": "kind"}
_SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {  # other words that the screen has for the same
    "tax": {"standard": ("10 %",), "reduced": ("Food: 8 % taken out, 10 % eaten in",), "exempt": ("No tax",)},
    "state": {"blocked": ("Never offer it",)},
    "upgrade_kind": {"size": ("a larger size", "Larger size"), "grade": ("a better model", "Upgrade")},
    "mode": {"": ("every order",)},
}
_KINDS = ("size", "grade")


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
        if of == name and (field != "upgrade_kind" or stored in _KINDS)
    }
