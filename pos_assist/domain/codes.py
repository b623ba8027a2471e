"""What a code says: one normal form for barcodes and item codes, whichever way a scanner, a hand or a file writes them.

EAN-13 (JAN), EAN-8, UPC-A, UPC-E, ITF-14 and the GTIN of a GS1 element string name the same thing when they are the same
14 digits (GS1 General Specifications 3.3.2: zeros in front). What is no such number is compared without regard to case.
In-store labels that carry a price or a weight (NON-PLU) are read by the shop's own patterns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

_BARCODE = re.compile(r"[0-9A-Za-z-]{1,48}")
_GTIN, _EAN13, _SHORT_GTIN = 14, 13, 8
_ADD_ONS = (15, 18)  # an EAN-13 with the two or five digits beside it, as on magazines

_SEPARATOR = "\x1d"  # FNC1 between elements, as scanners send it
_AROUND = " \t\r\n\x1e\x04"  # what may stand around a code
_AIM = re.compile(r"\](?P<kind>[A-Za-z])(?P<how>[0-9A-Za-z])")
_GS1 = frozenset({"C1", "E0", "E1", "E2", "D2", "Q3", "J1"})  # capitals, for Caps Lock: an element string may follow
_BRACKETED = re.compile(r"\((\d{2,4})\)([^(]*)")
# Application identifiers by their first two digits -> signs of the whole element where the standard fixes it
# (GS1 General Specifications 7.8.5); all others end at FNC1.
_FIXED = {
    "00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "11": 8, "12": 8, "13": 8, "14": 8, "15": 8, "16": 8, "17": 8,
    "18": 8, "19": 8, "20": 4, "31": 10, "32": 10, "33": 10, "34": 10, "35": 10, "36": 10, "41": 16,
}  # fmt: skip
_LONG_NAMES = {  # digits of the identifier itself, where they are not two
    "23": 3, "24": 3, "25": 3, "31": 4, "32": 4, "33": 4, "34": 4, "35": 4, "36": 4, "39": 4, "40": 3, "41": 3, "42": 3,
    "43": 4, "70": 4, "71": 3, "72": 4, "80": 4, "81": 4, "82": 4,
}  # fmt: skip

# GS1 General Specifications 7.9.3: products of the price verifier digit, by weighting factor.
_TWO_MINUS = (0, 2, 4, 6, 8, 9, 1, 3, 5, 7)
_THREE = (0, 3, 6, 9, 2, 5, 8, 1, 4, 7)
_FIVE_PLUS = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)
_FIVE_MINUS = (0, 5, 9, 4, 8, 3, 7, 2, 6, 1)
_VERIFIED = (4, 5)  # digits of a price that can have a verifier

STANDARD_PATTERNS = "02IIIIICPPPPX 02IIIII0PPPPX"  # NON-PLU with the price's check digit; without, below 10,000
_PATTERN = re.compile(r"[0-9][0-9?]{0,2}I{2,10}[0-9?C]*(?P<value>P{3,7}|W{3,7})[0-9?C]*X?")
_LONGEST_PATTERN = 18


@dataclass(frozen=True, slots=True)
class Label:
    """An in-store label read by a pattern. `price` in minor units and `grams` are None where the label does not say them,
    or says none (zeros)."""

    beginnings: tuple[str, ...]  # how the normal form of any label of that item begins
    forms: tuple[
        str, ...
    ]  # what a catalog may hold of it, in normal form: zeros for the price; these digits; the item's
    price: int | None = None
    grams: int | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """The codes that a scan may mean, in normal forms, the likeliest first; and what it says about that one piece."""

    forms: tuple[str, ...]
    label: Label | None = None
    grams: int | None = None  # net weight from a GS1 element string
    amount: tuple[int, int] | None = None  # digits and decimals of the price there, in the shop's currency
    misread: bool = False  # it has the flag of an in-store label, and none of the shop's patterns fits


@dataclass(frozen=True, slots=True)
class Pattern:
    """How in-store labels with a price or weight are built: digits stand for themselves, I is a digit of the item, P of the
    price (minor units), W of the weight (grams), C the price's own check digit (GS1 7.9.3), ? a digit that is not read,
    X the check digit of the whole."""

    text: str

    def read(self, digits: str) -> Label | None:
        """The label, or None where the pattern does not fit or a check digit is wrong."""
        if not self.claims(digits):
            return None
        digits = self._padded(digits)
        if any(sign.isdigit() and sign != digit for sign, digit in zip(self.text, digits, strict=True)):
            return None
        price, grams, verifier = self._picked(digits, "P"), self._picked(digits, "W"), self._picked(digits, "C")
        if verifier and verifier != value_check_digit(price or grams):
            return None
        if self.text.endswith("X") and digits[-1] != check_digit(digits[:-1]):
            return None
        prefix, item = digits[: self.text.rindex("I") + 1], self._picked(digits, "I")
        blank = prefix.ljust(len(digits), "0")  # some registers write the last check digit as 0, too
        checked = blank[:-1] + check_digit(blank[:-1])
        forms = _distinct(map(normal_code, (checked, blank, prefix, item, item.lstrip("0"))))
        beginnings = _distinct([prefix.rjust(len(prefix) + _GTIN - len(digits), "0"), prefix])
        return Label(beginnings, forms, int(price or 0) or None, int(grams or 0) or None)

    def claims(self, digits: str) -> bool:
        """Whether the code has this pattern's length and flag, whether it fits or not."""
        digits, flag = self._padded(digits), self.text[: self.text.index("I")]
        if not digits.isdigit() or len(digits) != len(self.text):
            return False
        return all(sign in ("?", digit) for sign, digit in zip(flag, digits, strict=False))

    def _padded(self, digits: str) -> str:
        """A label may come as UPC-A, without the zero in front."""
        return digits.rjust(len(self.text), "0") if len(digits) == len(self.text) - 1 else digits

    def _picked(self, digits: str, sign: str) -> str:
        return "".join(x for mark, x in zip(self.text, digits, strict=True) if mark == sign)


def pattern_problem(text: str) -> str:
    """The code of what is wrong with a pattern, or ""."""
    found = _PATTERN.fullmatch(text)
    if not found or not _SHORT_GTIN <= len(text) <= _LONGEST_PATTERN:
        return "bad_pattern"
    if text.count("C") > (len(found["value"]) in _VERIFIED):
        return "bad_pattern_check"
    return ""


@cache
def patterns_of(setting: str) -> tuple[Pattern, ...]:
    """The patterns of a setting, written with blanks or commas between; what is no pattern is left out."""
    return tuple(Pattern(x) for x in pattern_texts(setting) if not pattern_problem(x))


def pattern_texts(setting: str) -> list[str]:
    """The texts of a setting of patterns, each to be checked by `pattern_problem`."""
    return [x for x in re.split(r"[\s,、]+", _folded(setting)) if x]


def barcode_problem(barcode: str) -> str:
    """The code of what is wrong with a barcode that is to be kept, or ""."""
    if not _BARCODE.fullmatch(barcode):
        return "bad_barcode"
    if barcode.isdigit() and len(barcode) == _EAN13 and barcode[-1] != check_digit(barcode[:-1]):
        return "bad_check_digit"
    return ""


def normal_code(code: str) -> str:
    """The one form in which codes are compared: 14 digits where they are a GTIN with a right check digit, else the text
    folded to half width and upper case. Eight digits are a UPC-E only where they cannot be an EAN-8."""
    folded = _folded(code)
    return _gtin(folded) or _upc_e(folded) or folded


def normal_beginnings(typed: str) -> tuple[str, ...]:
    """Return the possible beginnings of the normal form of a code whose first signs are `typed`."""
    folded = _folded(typed)
    if not folded.isdigit() or not folded.isascii():
        return (folded,)
    padded = [
        folded.rjust(len(folded) + _GTIN - n, "0") for n in (_GTIN, _EAN13, 12, 11, _SHORT_GTIN) if len(folded) <= n
    ]
    return _distinct([folded, *padded])


def read_scan(text: str, patterns: Sequence[Pattern] = ()) -> Scan:
    """Return all readings of a text that a scanner sent or a person typed."""
    plain = unicodedata.normalize("NFKC", text).strip(_AROUND)
    aim = _AIM.match(plain)
    kind = (aim["kind"] + aim["how"]).upper() if aim else ""
    plain = plain[aim.end() :] if aim else plain
    bare = _folded(plain.strip(_SEPARATOR))
    if kind in ("", "A0"):  # a reader of Code 39 may pass on the signs that start and stop it
        bare = bare.strip("*") or bare
    elements = _elements(plain, certain=kind in _GS1)
    if elements:
        return _of_elements(elements, bare)
    forms = [normal_code(bare), _upc_e(bare), bare]
    if bare.isdigit() and len(bare) in _ADD_ONS:
        forms.append(_gtin(bare[:_EAN13]))
    fits = [label for pattern in patterns if (label := pattern.read(bare))]
    misread = not fits and any(pattern.claims(bare) for pattern in patterns)
    return Scan(_distinct(forms), fits[0] if fits else None, misread=misread)


def check_digit(digits: str) -> str:
    """The last digit of a GTIN of any length, from those before it (GS1 7.9.1: weights 3 and 1 from the right)."""
    total = sum(int(x) * (3 if i % 2 == 0 else 1) for i, x in enumerate(reversed(digits)))
    return str(-total % 10)


def is_gtin(text: str) -> bool:
    """Whether those are the digits of a whole GTIN: its length, and its check digit right."""
    return text.isascii() and text.isdigit() and len(text) in (8, 12, 13, 14) and check_digit(text[:-1]) == text[-1]


def value_check_digit(value: str) -> str:
    """The verifier of a price or weight of four or five digits (GS1 7.9.3)."""
    a, b, c, d, *e = (int(x) for x in value)
    if not e:
        return str((_TWO_MINUS[a] + _TWO_MINUS[b] + _THREE[c] + _FIVE_MINUS[d]) * 3 % 10)
    total = _FIVE_PLUS[a] + _TWO_MINUS[b] + _FIVE_MINUS[c] + _FIVE_PLUS[d] + _TWO_MINUS[e[0]]
    return str(_FIVE_MINUS.index(-total % 10))


def price_of_weight(grams: int, price_per_100g: int) -> int:
    """Return the price of a piece of that weight, in minor units; half up, as label scales round."""
    return (grams * price_per_100g + 50) // 100


def _folded(code: str) -> str:
    return unicodedata.normalize("NFKC", code).strip().upper()


def _gtin(digits: str) -> str:
    """The 14 digits, or "" where it is none: too short, too long, or with a wrong check digit."""
    if not digits.isascii() or not digits.isdigit() or not _SHORT_GTIN <= len(digits) <= _GTIN:
        return ""
    padded = digits.rjust(_GTIN, "0")
    return padded if padded.strip("0") and padded[-1] == check_digit(padded[:-1]) else ""


def _upc_e(digits: str) -> str:
    """The GTIN that a zero-suppressed UPC-E of 8 digits stands for (GS1 5.2.2.4), or ""."""
    if len(digits) != _SHORT_GTIN or not digits.isascii() or not digits.isdigit() or digits[0] not in "01":
        return ""
    d, last = digits[1:6], digits[6]
    if last in "012":
        body = f"{d[:2]}{last}0000{d[2:]}"
    elif last == "3":
        body = f"{d[:3]}00000{d[3:]}"
    elif last == "4":
        body = f"{d[:4]}00000{d[4]}"
    else:
        body = f"{d}0000{last}"
    return _gtin(f"{digits[0]}{body}{digits[7]}")


def _elements(text: str, *, certain: bool) -> list[tuple[str, str]]:
    """(application identifier, value) of a GS1 element string, with brackets or with FNC1; empty where it is none.

    `certain`: the AIM prefix says that it is one. Else it must begin with FNC1 or an element of fixed length; in any case
    it must hold a GTIN whose check digit is right.
    """
    if text.startswith("("):
        found = [(name, value.strip(_SEPARATOR + " ")) for name, value in _BRACKETED.findall(text)]
        return found if _has_gtin(found) else []
    certain = certain or text.startswith(_SEPARATOR)
    text = text.lstrip(_SEPARATOR)
    if len(text) < _FIXED["01"] or not (certain or text[:2] in _FIXED):
        return []
    found = []
    while text:
        name = text[: _LONG_NAMES.get(text[:2], 2)]
        end = _FIXED.get(text[:2])
        if end is None:
            end = text.find(_SEPARATOR) if _SEPARATOR in text else len(text)
        if not name.isdigit():
            break
        found.append((name, text[len(name) : end]))
        text = text[end:].lstrip(_SEPARATOR)
    return found if _has_gtin(found) else []


def _has_gtin(elements: Iterable[tuple[str, str]]) -> bool:
    return any(name == "01" and len(value) == _GTIN and _gtin(value) for name, value in elements)


def _of_elements(elements: Iterable[tuple[str, str]], bare: str) -> Scan:
    forms: list[str] = []
    grams: int | None = None
    amount: tuple[int, int] | None = None
    for name, value in elements:
        if name == "01":
            forms.append(_gtin(value))
        elif name[:3] == "310" and value.isdigit():  # net weight in kilograms with n decimals
            grams = (int(value) * 2000 + 10 ** int(name[3])) // (2 * 10 ** int(name[3])) or None
        elif name[:3] == "392" and value.isdigit():  # what the piece costs, with n decimals
            amount = int(value), int(name[3])
    return Scan(_distinct([*forms, bare]), None, grams, amount)


def _distinct(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(x for x in forms if x))
