"""What a till remembers about its screen: language, scheme, keys. Kept in the shop's settings, one JSON for the keys."""

from __future__ import annotations

import json

from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.i18n.translate import LANGUAGES
from pos_assist.shop import Shop

LANGUAGE, SCHEME, KEYS, TOUR_SEEN = "screen_language", "screen_scheme", "screen_keys", "tour_seen"


def language(shop: Shop, default: str) -> str:
    """The language chosen for this till."""
    chosen = shop.storage.catalog.setting(LANGUAGE, default)
    return chosen if chosen in LANGUAGES else default


def scheme(shop: Shop) -> str:
    """The colour scheme chosen for this till."""
    return shop.storage.catalog.setting(SCHEME, "light")


def keys(shop: Shop) -> Shortcuts:
    """The keys of this till; an unreadable setting means the table's own."""
    try:
        chosen = json.loads(shop.storage.catalog.setting(KEYS, "{}"))
    except ValueError:
        chosen = {}
    return Shortcuts({str(k): str(v) for k, v in chosen.items()} if isinstance(chosen, dict) else {})


def remember(shop: Shop, name: str, value: str) -> None:
    """Keep it for the next start."""
    shop.storage.catalog.put_setting(name, value)


def remember_keys(shop: Shop, shortcuts: Shortcuts) -> None:
    """Keep what differs from the table."""
    remember(shop, KEYS, json.dumps(shortcuts.changed()))
