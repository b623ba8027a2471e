"""Barcodes on the way in: 1 to 48 of A–Z, a–z, 0–9 and «-»; a 13-digit one is an EAN (JAN) and its check digit must be right."""

from __future__ import annotations

import re

_BARCODE = re.compile(r"[0-9A-Za-z-]{1,48}")


def barcode_problem(barcode: str) -> str:
    """The code of what is wrong with it, or ""."""
    if not _BARCODE.fullmatch(barcode):
        return "bad_barcode"
    if barcode.isdigit() and len(barcode) == 13 and barcode[-1] != ean_check_digit(barcode[:-1]):
        return "bad_check_digit"
    return ""


def ean_check_digit(digits: str) -> str:
    """The last digit of an EAN-8 or EAN-13, from those before it (GS1: weights 3 and 1 from the right)."""
    total = sum(int(x) * (3 if i % 2 == 0 else 1) for i, x in enumerate(reversed(digits)))
    return str(-total % 10)
