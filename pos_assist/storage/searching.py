"""What the search box compares, and how: the spellings of domain/spelling.py, all ways to write romaji, codes in any form.

Every word that was typed must match. Only where nothing does, one slip of the hand is allowed in a word.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

import jaconv

from pos_assist.domain.codes import normal_beginnings
from pos_assist.domain.items import Item
from pos_assist.domain.spelling import SHORTEST_SLIP, folded, loan_word, loan_words, normal, one_slip
from pos_assist.storage.receipt_rows import Rows
from pos_assist.storage.search_index import COLUMNS, SearchIndex, Word

_MOST_WORDS = 8
_SHORTEST_FOLDED = 2  # letters of a folded word that say something: «こ» alone stands for half the menu
NAMES_VERSION = "names_version"  # in `state`: counts the writes that changed what is searched
SHORTEST_BARCODE = 2  # signs from which on a word may be the beginning of one

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


class ItemSearch:
    """Finds items by what was typed. The index is made when it is first asked for, and again after names have changed."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._indexes: dict[bool, tuple[str, SearchIndex]] = {}  # retired -> version of the names, index

    def find(self, text: str, limit: int, *, retired: bool = False) -> list[str]:
        """Codes of the items that match every word, the best first; where none does, what is one slip away."""
        words = [self._word(typed) for typed in text.split() if normal(typed)][:_MOST_WORDS]
        if not words:
            return []
        index = self._index(retired)
        return index.find(words, limit) or _with_a_slip(index, words)[:limit]

    def _index(self, retired: bool) -> SearchIndex:
        ((version,),) = self._rows(f"SELECT coalesce(max(value), '') FROM state WHERE name = '{NAMES_VERSION}'")
        made = self._indexes.get(retired)
        if made is None or made[0] != version:
            columns = ", ".join(COLUMNS)
            rows = self._rows(f"SELECT item, {columns} FROM search WHERE retired = ?", int(retired))
            made = self._indexes[retired] = version, SearchIndex(rows)
        return made[1]

    def _word(self, typed: str) -> Word:
        plain = normal(typed)
        fold = loan_word(typed) or folded(typed)
        fold = fold if len(fold) >= _SHORTEST_FOLDED else ""
        return Word(plain, typed_romaji(plain), fold, self._with_code(plain))

    def _with_code(self, word: str) -> frozenset[str]:
        """Items with a barcode, or a code of their own, that begins with the word in any of its forms; of a word so short
        that it means nothing, none."""
        if len(word) < SHORTEST_BARCODE or not word.isascii():
            return frozenset()
        return frozenset(
            code
            for start in normal_beginnings(word)
            for sql in (
                "SELECT item FROM barcodes WHERE barcode >= ? AND barcode < ? LIMIT 1000",
                "SELECT code FROM items WHERE normal_code >= ? AND normal_code < ? LIMIT 1000",
            )
            for (code,) in self._rows(sql, start, start + "\U0010ffff")
        )


def _with_a_slip(index: SearchIndex, words: Sequence[Word]) -> list[str]:
    """Items that match each word as it is or one edit away; those with fewer edits first."""
    slips: dict[str, int] = {}
    for n, word in enumerate(words):
        near = dict.fromkeys(_one_edit_away(index, word), 1)
        if len(words) > 1:
            near.update(dict.fromkeys(index.scores(word), 0))
        slips = {code: slips.get(code, 0) + edits for code, edits in near.items() if not n or code in slips}
    return sorted(slips, key=lambda code: slips[code])


def _one_edit_away(index: SearchIndex, word: Word) -> list[str]:
    """The shortest names first."""
    for column, form in (("folded", word.folded), ("romaji", word.romaji)):
        slip = one_slip(form) if len(form) > SHORTEST_SLIP or column == "folded" else None
        if slip and (near := index.holding(column, *slip)):
            return near
    return []


def names_changed(connection: sqlite3.Connection) -> None:
    """Note, inside a transaction, that an index of the names is out of date."""
    connection.execute(
        "INSERT INTO state VALUES (?, '1') ON CONFLICT DO UPDATE SET value = CAST(value + 1 AS TEXT)", (NAMES_VERSION,)
    )


def search_row(item: Item) -> tuple[str, int, str, str, str, str, str]:
    """The row of `search` for an item."""
    name, reading = normal(item.name + item.size), normal(item.reading)
    names = f"{name}\n{normal(item.title_en)}" if item.title_en else name
    spellings = (folded(item.name + item.size), folded(item.reading), loan_words(item.name))
    return (
        item.code, int(item.retired), normal(item.code), names, reading, romaji_of(reading or name),
        "\n".join(dict.fromkeys(x for x in spellings if x)),
    )  # fmt: skip


def _one_spelling(text: str) -> str:
    for pattern, to in _ROMAJI:
        text = pattern.sub(to, text)
    return text
