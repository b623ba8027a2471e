"""What this computer remembers about its screen, keyboard and scanner."""

from __future__ import annotations

from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.system.scan_detection import Scanner
from pos_assist.domain.settings import (
    SCAN_GAP,
    SCAN_PREFIX,
    SCAN_SHORTEST,
    SCAN_SUFFIX,
    SCREEN_KEYS,
    SCREEN_LANGUAGE,
    SCREEN_SCHEME,
)
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


def scanner(shop: Shop) -> Scanner:
    """How the scanner of this computer types."""
    return Scanner(
        shop.setting(SCAN_SUFFIX), shop.setting(SCAN_PREFIX), shop.setting(SCAN_GAP) / 1000, shop.setting(SCAN_SHORTEST)
    )


def remember_scanner(shop: Shop, found: Scanner) -> None:
    """Keep how the scanner types. Raises Environment: file_unwritable."""
    shop.remember(SCAN_SUFFIX, found.suffix)
    shop.remember(SCAN_PREFIX, found.prefix)
    shop.remember(SCAN_GAP, round(found.gap * 1000))
    shop.remember(SCAN_SHORTEST, found.shortest)
