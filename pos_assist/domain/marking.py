"""Words for people that stand beside the code they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802 — gettext's name for «collect, translate later»
    """Mark a message for collection; `words.tr` says it in the user's language."""
    return message


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words inside a sentence (the data of a Problem): translated with it, in the language of who reads it."""

    message: str  # marked with N_ where it stands
    data: Mapping[str, object] = field(default_factory=dict)
