"""What to read aloud: polite templates per kind and language, several in rotation. They ask; they never press.

{item} is what is offered, {items} all of it, {trigger} what it goes with, {deal} the set's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

from pos_assist.domain.offers import OfferKind

TEMPLATES: Mapping[str, Mapping[OfferKind, tuple[str, ...]]] = {
    "ja": {
        OfferKind.ADDON: ("ご一緒に{item}はいかがですか?", "{item}もご一緒にいかがですか?"),
        OfferKind.SIZE: ("{item}にもできますが、いかがですか?",),
        OfferKind.GRADE: ("{item}もございますが、いかがですか?",),
        OfferKind.MAKE_SET: ("セットにすると{items}がつきます。いかがですか?",),
        OfferKind.ONE_MORE: ("もう1つで「{deal}」になります。いかがですか?",),
        OfferKind.NEXT_VISIT: ("次回、{item}もぜひお試しください。",),
    },
    "en": {
        OfferKind.ADDON: ("Would you like {item} with that?", "How about {item} with it?"),
        OfferKind.SIZE: ("Would you like to make it {item}?",),
        OfferKind.GRADE: ("We also have {item}. Would you like that one?",),
        OfferKind.MAKE_SET: ("As a set it comes with {items}. Would you like that?",),
        OfferKind.ONE_MORE: ("One more makes it “{deal}”. Would you like one?",),
        OfferKind.NEXT_VISIT: ("Next time, do try {item}.",),
    },
}
_JOIN = {"ja": "と", "en": " and "}


def spoken_line(
    kind: OfferKind,
    titles: tuple[str, ...],
    *,
    language: str,
    own: str = "",
    deal: str = "",
    trigger: str = "",
    turn: str = "",
) -> str:
    """The line for an offer of `titles`. `own` (the manager's words) wins; `turn` picks one of several templates, so that
    one order hears one wording and the next order may hear another."""
    choices = (own,) if own else TEMPLATES[language][kind]
    template = choices[crc32(turn.encode()) % len(choices)]
    fill = {"item": titles[0], "items": _JOIN[language].join(titles), "deal": deal, "trigger": trigger}
    for name, value in fill.items():  # not str.format: a manager's own line may hold any sign
        template = template.replace("{" + name + "}", value)
    return template
