"""Words about where a pack comes from."""

from __future__ import annotations

from datetime import datetime

from pos_assist.domain.fingerprint import fingerprint
from pos_assist.i18n.translate import tr


def origin_text(name: str, serial: int, made_at: datetime, key: str, trust: str) -> str:
    """Whose pack it is, when it was made, and how far its signature can be believed, with the key to compare."""
    words = {
        "known": tr("signed by a shop known here"),
        "unknown": tr("signed by a shop not known here"),
        "changed": tr("signed with ANOTHER KEY than this shop's until now"),
        "unsigned": tr("NOT SIGNED"),
    }
    said = tr(
        "{name}, number {serial}, made {at}: {trust}.",
        name=name,
        serial=serial,
        at=f"{made_at:%Y-%m-%d %H:%M}",
        trust=words[trust],
    )
    return f"{said} {tr('Key: {key}', key=fingerprint(key))}" if key else said
