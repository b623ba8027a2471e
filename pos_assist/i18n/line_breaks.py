"""Where a line may end, for whatever shows or prints text: screens measure in pixels, terminals and receipts in columns.

Japanese has no spaces between words. A sentence breaks between its phrases (文節), which BudouX finds (a model of 36 kB); a
name, which is one phrase, breaks where its script changes. No line begins with ー, small kana or a closing sign, or ends with
an opening one (禁則処理, JIS X 4051), and a size stays with its name: «ナゲット 5個».
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux import Parser

NO_LINE_START = frozenset(
    "ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々ゝゞヽヾ、。，．」』）】〕〉》)]”!?！？…‥・％%：；:;-–,.※"
)
NO_LINE_END = frozenset("「『（【〔〈《([“¥#")
TORN = 0.9  # a break that costs so much or more is within a word
_PHRASE = 0.1
_SIZED = 0.6  # between a name and its size
_IN_PHRASE = 5.0  # more than a further line
_HIRAGANA = re.compile("[ぁ-ゖ]")
_SENTENCE = 12  # signs from which on a text with hiragana is taken for a sentence, not a name
_SIZE = re.compile(r" ((?:[0-9０-９A-Za-z][0-9A-Za-z.]{0,4}|[半中大小特並])[個本枚斤切杯盛]?)(?![0-9A-Za-z])")
_STOP = frozenset("、。!?！？）")
_LETTERS = frozenset(("S", "M", "L", "XL", "LL"))


def break_costs(
    text: str, shared: frozenset[str] = frozenset(), names: tuple[str, ...] = ()
) -> tuple[float | None, ...]:
    """For each sign what it costs to begin a line with it; None: never, and the first sign. `shared`: words that the names
    around have in common («バーガー»), before which a name may well break. `names`: what is named in the text; a line begins
    with a name rather than break within it."""
    return _costs(text, shared, names)


def text_rows(text: str, space: int, width: Callable[[str], int], *, over: bool = False) -> list[str]:
    """The text in rows of at most `space`, each as full as a good break lets it be: one between phrases, else in the second
    half of the row the best there is. Where no break is allowed at all a row is cut, or with `over` goes on beyond the space."""
    out: list[str] = []
    rest = text.strip()
    while width(rest) > space:
        costs = break_costs(rest)
        most = max(1, next((n for n in range(len(rest)) if width(rest[: n + 1].rstrip()) > space), len(rest)))
        able = [(cost, i) for i, cost in enumerate(costs) if cost is not None]
        fitting = [x for x in able if x[1] <= most]
        if fitting:
            at = min(
                fitting, key=lambda x: (x[0] >= _IN_PHRASE, x[1] <= most // 2, x[0] >= TORN, x[0] >= _SIZED, -x[1])
            )[1]
        else:
            at = able[0][1] if over and able else len(rest) if over else most
        out.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*out, rest] if rest or not out else out


@lru_cache(maxsize=512)
def _costs(text: str, shared: frozenset[str], names: tuple[str, ...]) -> tuple[float | None, ...]:
    costs = [None if not i else _in_name(text, i, shared) for i in range(len(text))]
    sentence = len(text) > _SENTENCE and _HIRAGANA.search(text) is not None
    named = [(at, at + len(name)) for name in names if name and (at := text.find(name)) >= 0] if sentence else []
    if sentence:
        begins = _phrases(text, named)
        for i, cost in enumerate(costs):
            if cost is not None:
                costs[i] = 0.0 if text[i - 1] in _STOP else _PHRASE if i in begins else _IN_PHRASE + 4 * cost
    torn = _IN_PHRASE if sentence else _SIZED  # a name that is too long breaks there rather than within a word
    for size in _SIZE.finditer(text):
        i = size.start() + 1
        if i > 1 and (not text[i - 2].isascii() or size[1] in _LETTERS):
            costs[i] = torn
    return tuple(costs)


def _phrases(text: str, named: list[tuple[int, int]]) -> set[int]:
    """Where phrases begin. A name is a word, whatever it is made of: the model is shown one of as many signs."""
    plain = text
    for start, end in named:
        plain = plain[:start] + "ア" * (end - start) + plain[end:]
    begins, at = {start for start, _ in named}, 0
    for phrase in _parser().parse(plain):
        begins.add(at)
        at += len(phrase)
    return {i for i in begins if not any(start < i < end for start, end in named)}


def warm_up() -> None:
    """Load the model in a quiet moment (10 ms), so that the first card does not wait for it."""
    _parser()


@cache
def _parser() -> Parser:
    from budoux import load_default_japanese_parser  # noqa: PLC0415 — lazy: 10 ms, once a first sentence is broken

    return load_default_japanese_parser()


def _in_name(text: str, i: int, shared: frozenset[str]) -> float | None:
    before, after = text[i - 1], text[i]
    if after in NO_LINE_START or before in NO_LINE_END or after in " 　":
        return None
    if before in " ・　":
        return 0.0
    one, other = _script(before), _script(after)
    if one == other == "latin":
        return None
    if any(text.startswith(word, i) for word in shared):
        return 0.2
    return 0.3 if before in _STOP else _between(before, one, other)


def _between(before: str, one: str, other: str) -> float:
    """The cost of a break between two scripts, or within one."""
    if one == other:
        return 1.0
    if before in "おご" or before.isdigit():
        return 1.2  # the お of politeness stays with its word, and «3個» whole
    if other == "hiragana":
        return TORN  # a particle or ending stays with its word
    return 0.4 if one == "hiragana" else 0.7


def _script(sign: str) -> str:
    if sign.isascii():
        return "latin"
    if "぀" <= sign <= "ゟ":
        return "hiragana"
    return "katakana" if "゠" <= sign <= "ヿ" else "kanji"
