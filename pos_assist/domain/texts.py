"""What no text of a shop may hold, whoever wrote it; names in two languages."""

from __future__ import annotations

import re
import unicodedata

# Controls, lone surrogates, zero-width and bidi marks: they hide what a name really says, or cut it short (CVE-2021-42574).
# U+200D stays: emoji are joined with it.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)

_TITLED = re.compile(r"\s*(.*?)\s*(?:[<＜]\s*([^<>＜＞]*?)\s*[>＞])?\s*", re.DOTALL)


def in_language(language: str, name: str, english: str) -> str:
    """The name for who speaks that language; without an English one the shop's own."""
    return english if language == "en" and english else name


def both_names(text: str) -> tuple[str, str]:
    """The name and the English one of «半額 <Half price>»; the second is empty where there is none."""
    found = _TITLED.fullmatch(text)
    return (found[1], found[2] or "") if found else (text, "")


def with_english(name: str, english: str) -> str:
    """The form that `both_names` reads."""
    return f"{name} <{english}>" if english else name


def name_key(name: str) -> str:
    """What two spellings of one name have in common: «ﾐｯｸｽ サンド», «ミックスサンド». Width, case and blanks make no other item."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
