"""Currencies, by the decimals of their minor unit."""

from __future__ import annotations

_WHOLE = frozenset({"JPY", "KRW", "VND", "CLP"})  # currencies whose minor unit is the unit itself (ISO 4217)


def decimals(currency: str) -> int:
    """How many decimals the minor unit has: yen 0, cents 2."""
    return 0 if currency in _WHOLE else 2
