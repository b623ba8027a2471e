"""Words for people that stand beside the code they are about."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 — gettext's name for «collect, translate later»
    """Mark a message for collection; `words.tr` says it in the user's language."""
    return message
