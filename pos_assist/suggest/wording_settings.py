"""The shop's own wording as settings that a manager understands: one per kind of offer and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos_assist.domain.marking import N_
from pos_assist.domain.offers import OfferKind
from pos_assist.domain.problems import Refused
from pos_assist.suggest.lines import BETWEEN, NAMES, TEMPLATES, lines_in, wording_name

_ITEMS: Mapping[OfferKind, tuple[str, ...]] = {
    OfferKind.ADDON: ("item", "trigger"),
    OfferKind.SIZE: ("item", "trigger"),
    OfferKind.GRADE: ("item", "trigger"),
    OfferKind.MAKE_SET: ("item", "items", "deal", "trigger"),
    OfferKind.ONE_MORE: ("item", "deal", "trigger"),
    OfferKind.NEXT_VISIT: ("item",),
}
_LABELS: Mapping[OfferKind, str] = {
    OfferKind.ADDON: N_("Line for an add-on"),
    OfferKind.SIZE: N_("Line for a larger size"),
    OfferKind.GRADE: N_("Line for a better model"),
    OfferKind.MAKE_SET: N_("Line for a set"),
    OfferKind.ONE_MORE: N_("Line for one more"),
    OfferKind.NEXT_VISIT: N_("Line for the next visit"),
}
NAME_WORDS: Mapping[str, str] = {
    "item": N_("{item}: what is offered"),
    "items": N_("{items}: all that is offered"),
    "deal": N_("{deal}: the name of the set"),
    "trigger": N_("{trigger}: what it goes with"),
}


@dataclass(frozen=True, slots=True)
class WordingSetting:
    """The lines of one kind in one language."""

    language: str
    kind: OfferKind

    @property
    def name(self) -> str:
        """Its name among the catalog's settings."""
        return wording_name(self.language, self.kind)

    @property
    def label(self) -> str:
        """What it is, to be translated."""
        return _LABELS[self.kind]

    @property
    def names(self) -> tuple[str, ...]:
        """What its lines may leave open, as `{name}`."""
        return _ITEMS[self.kind]

    @property
    def default(self) -> str:
        """What is said while nothing is set, as it would be written."""
        return f" {BETWEEN} ".join(TEMPLATES[self.language][self.kind])


WORDINGS: tuple[WordingSetting, ...] = tuple(
    WordingSetting(language, kind) for language in TEMPLATES for kind in TEMPLATES[language]
)
_BY_NAME = {setting.name: setting for setting in WORDINGS}


def checked(name: str, text: str) -> str:
    """The lines as they are kept: empty for the usual ones, which then follow the program. Refused: unknown_blank, where
    a line has a `{name}` that offers of that kind do not have; bad_setting, where there is no such setting."""
    setting = _BY_NAME.get(name)
    if setting is None:
        raise Refused("bad_setting", name=name, value=text)
    for found in NAMES.findall(text):
        if found not in setting.names:
            may = " ".join("{" + x + "}" for x in setting.names)
            raise Refused("unknown_blank", value="{" + found + "}", may=may)
    kept = f" {BETWEEN} ".join(lines_in(text))
    return "" if kept == setting.default else kept
