"""How an amount of money is written."""

from __future__ import annotations

from pos_assist.domain.currency import decimals

_SIGNS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "XXX": ""}


def money(amount: int, currency: str = "JPY", *, plus: bool = False) -> str:
    """`amount` in minor units, as ¥1,170 or $11.70, with a true minus sign; `plus`: +¥150 for what comes on top."""
    sign = "−" if amount < 0 else "+" if plus else ""
    size = abs(amount)
    digits = f"{size:,}" if not decimals(currency) else f"{size // 100:,}.{size % 100:02}"
    return f"{sign}{_SIGNS.get(currency, currency + ' ')}{digits}"
