"""What the digits that a cashier typed can mean: a quantity, a weight, an amount of money, or a code. By length alone; no digit is cut.

Scans and quick bursts never come here (`desktop/system/scanner.py`); a code that a hand copies from a label does.
"""

from __future__ import annotations

QUANTITY_DIGITS = 3
GRAM_DIGITS = 5  # before the key of what is sold by weight
MONEY_DIGITS = 7
MOST = 48  # signs of the longest code


def is_code(digits: str, *, paying: bool) -> bool:
    """Whether that many digits are a code, which Enter looks up: more than a quantity or an amount has, or with zeros in
    front that neither has."""
    return len(digits) > (MONEY_DIGITS if paying else QUANTITY_DIGITS) or (len(digits) > 3 and digits[0] == "0")


def may_be_grams(digits: str) -> bool:
    """Whether those digits can be a weight."""
    return len(digits) <= GRAM_DIGITS and not digits.startswith("0")


def number(digits: str) -> int:
    """Return the quantity or the amount."""
    return int(digits or 0)
