"""What the search box compares: one form for half and full width, hiragana and katakana, and all ways to write romaji."""

from __future__ import annotations

import json
import re
import unicodedata

import jaconv

from pos_assist.domain.codes import normal_beginnings
from pos_assist.storage.receipt_rows import Rows

SHORTEST_BARCODE = 2  # signs from which on a word may be the beginning of one

_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_KANA = re.compile(r"[぀-ヿ]")
_LATIN = re.compile(r"[a-z'-]+")

# A kana and a small vowel, which jaconv spells as two syllables (ティ «tei», シェ «shie»); to Kunrei.
_KANA_FIRST = {
    "てぃ": "ti", "でぃ": "di", "とぅ": "tu", "どぅ": "du", "うぃ": "ui", "うぇ": "ue", "うぉ": "uo", "しぇ": "sye",
    "じぇ": "zye", "ちぇ": "tye", "つぁ": "ta", "つぃ": "ti", "つぇ": "te", "つぉ": "to", "ふぁ": "ha", "ふぃ": "hi",
    "ふぇ": "he", "ふぉ": "ho", "ゔぁ": "ba", "ゔぃ": "bi", "ゔぇ": "be", "ゔぉ": "bo", "ゔ": "bu",
}  # fmt: skip
# Hepburn, Kunrei and what keyboards accept, to one spelling. It only has to be the same on both sides.
_ROMAJI = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"[-']", ""),
        (r"l", "r"),
        (r"tch", "tt"),
        (r"s?sh(?=$|i)", "s"),
        (r"sh(?=[aueo])", "sy"),
        (r"cch", "tt"),
        (r"ch(?=$|i)", "t"),
        (r"ch(?=[aueo])", "ty"),
        (r"ts", "t"),
        (r"thi", "ti"),
        (r"dhi", "di"),
        (r"jy?(?=[aueo])", "zy"),
        (r"j", "z"),
        (r"[fh]u", "hu"),
        (r"f", "h"),
        (r"v", "b"),
        (r"c(?=[auo]|$)", "k"),
        (r"q", "k"),
        (r"wo", "o"),
        (r"w(?=[ie])", "u"),
        (r"m(?=[bmp])", "n"),
        (r"n+", "n"),
        (r"ou", "o"),
        (r"ei", "e"),
        (r"([aiueo])\1+", r"\1"),
    )
)


def normal(text: str) -> str:
    """NFKC, lower case, hiragana, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().translate(_TO_HIRAGANA).split())


def romaji_of(text: str) -> str:
    """The one romaji spelling of a kana reading (normalised); empty where there is no kana."""
    if not _KANA.search(text):
        return ""
    for kana, latin in _KANA_FIRST.items():
        text = text.replace(kana, latin)
    return _one_spelling(jaconv.kana2alphabet(text))


def typed_romaji(word: str) -> str:
    """The one spelling of what was typed so far, half a syllable included; empty where it is not romaji."""
    return _one_spelling(word) if _LATIN.fullmatch(word) else ""


def with_barcode(rows: Rows, word: str) -> str:
    """Codes of the items with a barcode that begins with the word in any of its forms, as a JSON list; of a word so short
    that it means nothing, none."""
    if len(word) < SHORTEST_BARCODE or not word.isascii():
        return "[]"
    found: set[str] = set()
    for start in normal_beginnings(word):
        sql = "SELECT item FROM barcodes WHERE barcode >= ? AND barcode < ? LIMIT 1000"
        found.update(code for (code,) in rows(sql, start, start + "\U0010ffff"))
    return json.dumps(sorted(found))


def _one_spelling(text: str) -> str:
    for pattern, to in _ROMAJI:
        text = pattern.sub(to, text)
    return text
