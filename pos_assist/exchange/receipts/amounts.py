"""Amounts and quantities as people and registers write them: ¥1,200, 200円, ▲50, (200), 3,50 €, 2個, 0.35kg."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from pos_assist.domain.codes import check_digit

_CLOSED = re.compile(r"(?<=\d)[.,]-+$")  # 200,- and 200.-
_BEFORE = re.compile(r"^(?:税込み?\s*)?(?:[¥\\$€£@]|jpy|usd|eur|gbp|us\$)?\s*", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:[¥€£$]|円|圓|yen|jpy|usd|eur|gbp)?(?:/(?:個|点|本|杯|枚|袋|皿|kg|g|ea|pc))?(?:\s*\((?:税込み?|税抜き?|内税|外税|\d{1,2}%)\)|税込み?|税抜き?)?(?:\s*[※*＊軽内])?$",
    re.IGNORECASE,
)
_POINT = re.compile(r"(?:\d{1,3}(?:[, ']\d{3})+|\d+)?(?:\.\d+)?")
_COMMA = re.compile(r"(?:\d{1,3}(?:[. ']\d{3})+|\d+)?(?:,\d+)?")
_COMMA_SEEN = re.compile(r"\d,\d{1,2}(?![\d,])|(?<!\d)0,\d+(?![\d,])")
_MINUS = "-−‐–▲△"
_COUNTED = re.compile(
    r"(?:個|コ|ヶ|ケ|本|杯|点|枚|袋|箱|缶|皿|食|人前|人|名|セット|パック|台|冊|玉|切れ?|膳|束|pcs?|ea|pieces?|units?|x)\.?$",
    re.IGNORECASE,
)
_WEIGHED = re.compile(r"(?:kg|㎏|mg|g|グラム|キロ|l|リットル|ml|dl|lb|oz|m|cm)\.?$", re.IGNORECASE)
# A long number as a spreadsheet shows it once it took it for a quantity: the digits that are not shown are lost.
_FRACTION = re.compile(r"\d[.,]\d+E", re.IGNORECASE)
_RUINED = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)

# … and a short one that it took for a day: 1-2, 2-3, 1/2.
_DAY = re.compile(
    r"\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{2}|\d{1,2}月\d{1,2}日",
    re.IGNORECASE,
)
_DECIMALS = re.compile(r"(\d+)\.0+")  # of a whole number that a program kept as a fraction
_NOTHING = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)|nan|n/a|none|null|なし|無し|未登録|[-−ー―]+|0+", re.IGNORECASE
)


def code_text(text: str) -> str:
    """A code without what a spreadsheet or program put there: «101.0» is 101, «#N/A» and «nan» are none."""
    text = "" if _NOTHING.fullmatch(text) else text
    whole = _DECIMALS.fullmatch(text)
    return whole[1] if whole else text


def became_day(text: str) -> bool:
    """Whether a code has become «1-Feb» or «2月3日»."""
    return _DAY.fullmatch(text.strip()) is not None


def is_ruined(text: str) -> bool:
    """Whether a code has become «4.90123E+12»."""
    return ("+" in text or _FRACTION.match(text) is not None) and _RUINED.fullmatch(text.strip()) is not None


def lost_its_end(code: str) -> bool:
    """Whether a barcode has become «4901230000000»: what a spreadsheet keeps of it when it is saved once more."""
    jan = len(code) == 13 and code.isdecimal() and code[:2] in ("45", "49") and code.endswith("000000")
    return jan and check_digit(code[:-1]) != code[-1]


def has_decimal_comma(text: str) -> bool:
    """Whether «3,50» is there, which no grouping by thousands writes."""
    return _COMMA_SEEN.search(text) is not None and "." not in text[text.rfind(",") :]


def amount(text: str, comma: bool = False) -> Decimal | None:
    """The amount, negative where it is taken off; None for what is none. `comma`: decimals follow a comma."""
    value = unicodedata.normalize("NFKC", text).replace("\\", "¥").strip()
    value = _CLOSED.sub("", value)
    closed = value[:1] == "¥"  # ¥200-: the stroke keeps anybody from writing more
    negative = value[:1] in _MINUS or (value[-1:] in _MINUS and not closed)
    value = value.strip(_MINUS + " ")
    if value.startswith("(") and value.endswith(")"):
        negative, value = True, value[1:-1].strip()
    value = _AFTER.sub("", _BEFORE.sub("", value)).strip()
    if value[:1] in tuple(_MINUS):
        negative, value = True, value[1:].strip()
    if not value or not (_COMMA if comma else _POINT).fullmatch(value) or len(value) > 20:
        return None
    bare = value.replace(" ", "").replace("'", "")
    bare = bare.replace(".", "").replace(",", ".") if comma else bare.replace(",", "")
    if not bare.isascii() or bare in ("", "."):
        return None
    return -Decimal(bare) if negative else Decimal(bare)


def quantity(text: str, comma: bool = False) -> tuple[Decimal, bool] | None:
    """(how many, whether it is a weight or a measure); None for what is neither. Empty is one."""
    value = unicodedata.normalize("NFKC", text).strip()
    if not value:
        return Decimal(1), False
    value = re.sub(r"^[x×]\s*", "", value, flags=re.IGNORECASE)
    weighed = bool(_WEIGHED.search(value)) and value[:1] not in "mMlLgG"
    value = (_WEIGHED if weighed else _COUNTED).sub("", value).strip()
    number = amount(value, comma)
    return None if number is None else (number, weighed or number != number.to_integral_value())


def hundredths(number: Decimal) -> str:
    """The amount as our own files write it, rounded to a hundredth; a whole one without decimals."""
    rounded = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return str(int(rounded)) if rounded == rounded.to_integral_value() else str(rounded)
