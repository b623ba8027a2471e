"""Everything a person reads, in their language: gettext messages, English in the code, Japanese in `locale/`.

One mechanism for screens and terminal, so that a message has one home and the language changes without a restart.
`make words` collects messages and compiles the catalogs; a test fails while one is missing.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from pos_assist.domain.items import Item
from pos_assist.domain.marking import Phrase
from pos_assist.domain.problems import Problem
from pos_assist.domain.settings import find
from pos_assist.i18n.problem_texts import PROBLEMS

LANGUAGES = ("ja", "en")
_LOCALE = Path(__file__).parent / "locale"
_current = "ja"
_catalog: gettext.NullTranslations = gettext.NullTranslations()


def set_language(language: str) -> None:
    """Speak that language from now on. Raises ValueError for one that is not in LANGUAGES."""
    global _current, _catalog  # noqa: PLW0603 — the language of the process, as with the C locale
    if language not in LANGUAGES:
        raise ValueError(language)
    _current = language
    _catalog = gettext.translation("pos_assist", _LOCALE, [language], fallback=True)


def language() -> str:
    """Return the code of the present language."""
    return _current


def system_language() -> str:
    """Japanese, unless the machine plainly says that it is not."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0]
    return "en" if said and said.lower().startswith("en") else "ja"


class Named(Protocol):
    """What the catalog names in more than one language: an item, a line, a department, an offer."""

    def title_in(self, language: str) -> str:
        """Return its name for who speaks that language."""


def title_of(named: Named) -> str:
    """Return its name in the present language."""
    return named.title_in(_current)


def tr(message: str, /, **data: object) -> str:
    """The message in the language spoken now, its {names} filled from `data`; a Phrase is translated."""
    text = _catalog.gettext(message)
    words = {k: tr(v.message, **v.data) if isinstance(v, Phrase) else v for k, v in data.items()}
    return text.format(**words) if data else text


def trn(one: str, many: str, n: int, /, **data: object) -> str:
    """As `tr`, for a count of things; the text may use {n}."""
    return _catalog.ngettext(one, many, n).format(n=n, **data)


class Speaker:
    """`tr` and `trn` in one language, whatever is spoken on the screen: what a customer takes home is in the shop's."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalog = gettext.translation("pos_assist", _LOCALE, [language], fallback=True)

    def tr(self, message: str, /, **data: object) -> str:
        """Return the translation, as `tr` does, without phrases."""
        text = self._catalog.gettext(message)
        return text.format(**data) if data else text

    def trn(self, one: str, many: str, n: int, /, **data: object) -> str:
        """Return the translation, as `trn` does."""
        return self._catalog.ngettext(one, many, n).format(n=n, **data)


def left_in_pack(names: Sequence[str], unusable: Sequence[Problem]) -> list[str]:
    """Return lines about what is not taken from a pack: settings of another till or computer, and invalid settings."""
    labels = [tr(found.label) if (found := find(name)) else name for name in names]
    kept = [tr("Settings that belong to the other till or computer stay out: {names}", names=", ".join(labels))]
    return (kept if labels else []) + [sentence(problem) for problem in unusable]


def sentence(problem: Problem) -> str:
    """Return the sentence about a problem: what happened and what to do about it."""
    message = PROBLEMS[problem.code]
    where = "".join(
        part
        for key, part in (
            ("file", tr("{file}: ", file=problem.data.get("file"))),
            ("row", tr("row {row}: ", row=problem.data.get("row"))),
            ("column", tr("column “{column}”: ", column=problem.data.get("column"))),
        )
        if problem.data.get(key) not in (None, "")
    )
    return where + tr(message, **{name: _said(value) for name, value in problem.data.items()})


def _said(value: object) -> object:
    """A problem that is another one's cause is said within its sentence, without the file."""
    if isinstance(value, Item):
        return title_of(value)
    if not isinstance(value, Problem):
        return value
    return tr(PROBLEMS[value.code], **value.data)
