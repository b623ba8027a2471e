"""What this computer remembers about its screen: language, colours, keys."""

from __future__ import annotations

from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.domain.settings import SCREEN_KEYS, SCREEN_LANGUAGE, SCREEN_SCHEME
from pos_assist.shop import Shop


def language(shop: Shop, default: str) -> str:
    """The language chosen for this computer."""
    return shop.setting(SCREEN_LANGUAGE) or default


def scheme(shop: Shop) -> str:
    """The colour scheme chosen for this computer."""
    return shop.setting(SCREEN_SCHEME)


def keys(shop: Shop) -> Shortcuts:
    """The keys of this computer; an unreadable setting means the table's own."""
    return Shortcuts(shop.setting(SCREEN_KEYS))


def remember_keys(shop: Shop, shortcuts: Shortcuts) -> None:
    """Keep what differs from the table. Raises Environment: file_unwritable."""
    shop.remember(SCREEN_KEYS, shortcuts.changed())
