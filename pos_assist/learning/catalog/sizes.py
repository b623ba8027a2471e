"""Sizes of one thing: a name taken apart into the thing, its size and whether it is hot or iced.

A sign that can only be a size (S, M, L, 500ml, 大盛) counts by itself; a word that may belong to the name (大, ダブル, regular) counts
where the same list has the thing in another size too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_ORDERED = (
    ("ss", "xs"),
    ("s", "sm", "small", "小", "小盛", "小盛り", "スモール", "short", "ショート", "少なめ", "ミニ", "mini", "half", "ハーフ", "半",
     "シングル", "single", "小サイズ", "piccolo", "小皿", "グラス", "glass"),
    ("m", "md", "med", "medium", "中", "中盛", "中盛り", "ミディアム", "r", "rg", "reg", "regular", "レギュラー", "並", "並盛", "並盛り",
     "普通", "普通盛", "普通盛り", "tall", "トール", "フル", "full", "ダブル", "double", "中サイズ", "中皿", "ジョッキ"),
    ("l", "lg", "large", "大", "大盛", "大盛り", "ラージ", "grande", "グランデ", "トリプル", "triple", "大サイズ", "大皿", "デカンタ", "カラフェ", "carafe", "pitcher", "ピッチャー"),
    ("ll", "xl", "特大", "特盛", "特盛り", "venti", "ベンティ", "ジャンボ", "jumbo", "ボトル", "bottle"),
    ("3l", "xxl", "メガ", "メガ盛", "メガ盛り", "超特盛"),
)  # fmt: skip
_PLACE = {word: place for place, words in enumerate(_ORDERED) for word in words}
_UNITS = {
    "ml": ("ml", 1.0), "cc": ("ml", 1.0), "cl": ("ml", 10.0), "dl": ("ml", 100.0), "l": ("ml", 1000.0), "ltr": ("ml", 1000.0),
    "litre": ("ml", 1000.0), "liter": ("ml", 1000.0), "リットル": ("ml", 1000.0), "ミリリットル": ("ml", 1.0), "oz": ("oz", 1.0),
    "mg": ("g", 0.001), "g": ("g", 1.0), "kg": ("g", 1000.0), "グラム": ("g", 1.0), "キロ": ("g", 1000.0), "lb": ("lb", 1.0),
    "個": ("個", 1.0), "個入": ("個", 1.0), "個入り": ("個", 1.0), "コ": ("個", 1.0), "ヶ": ("個", 1.0), "枚": ("枚", 1.0), "枚入": ("枚", 1.0),
    "枚入り": ("枚", 1.0), "本": ("本", 1.0), "本入": ("本", 1.0), "本入り": ("本", 1.0), "貫": ("貫", 1.0), "切": ("切", 1.0),
    "切れ": ("切", 1.0), "斤": ("斤", 1.0), "合": ("合", 1.0), "人前": ("人", 1.0), "人分": ("人", 1.0), "名様": ("人", 1.0), "杯": ("杯", 1.0),
    "パック": ("パック", 1.0), "袋": ("袋", 1.0), "袋入": ("袋", 1.0), "袋入り": ("袋", 1.0), "玉": ("玉", 1.0), "皿": ("皿", 1.0), "ピース": ("個", 1.0), "pcs": ("個", 1.0), "pc": ("個", 1.0),
    "pieces": ("個", 1.0), "pack": ("パック", 1.0), "cm": ("cm", 1.0), "号": ("号", 1.0), "inch": ("inch", 1.0), "インチ": ("inch", 1.0),
    "gb": ("gb", 1.0), "tb": ("gb", 1024.0), "mb": ("gb", 1 / 1024), "mm": ("mm", 1.0),
}  # fmt: skip
_FITTING = frozenset({"mm"})  # sizes that fit one thing or another: none is better
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_KANJI = "半一二三四五六七八九十"
_NUMBER = rf"(?:[0-9]+(?:\.[0-9]+)?|[{_KANJI}])"
_MEASURED = re.compile(rf"({_NUMBER})\s*({_UNIT})")
_FRACTION = re.compile(r"1/[2-8]")
_LETTERS = r"ss|xs|3l|xxl|xl|ll|[sml]"
_CJK = "\u3040-\u30ff\u3400-\u9fff々ー"
_WORD = "|".join(sorted(map(re.escape, _PLACE), key=len, reverse=True))
_SIGN = rf"(?:(?:{_WORD})(?:\s*(?:サイズ|size))?|{_NUMBER}\s*(?:{_UNIT})|1/[2-8])"
_BRACKETED = re.compile(rf"^(?P<thing>.*?\S)\s*[(（\[【<〈]\s*(?P<size>{_SIGN})\s*[)）\]】>〉]\s*(?P<rest>.*)$")
_APART = re.compile(rf"^(?P<thing>.*\S)(?:\s+|\s*[-–・/_,:]\s*)(?P<size>{_SIGN})$")
_GLUED = re.compile(rf"^(?P<thing>.*[{_CJK}])(?P<size>{_SIGN})$")
_GLUED_TO_LATIN = re.compile(rf"^(?P<thing>.*[a-z])(?P<size>[0-9]+(?:\.[0-9]+)?\s*(?:{_UNIT}))$")
_LEADING = re.compile(rf"^(?P<size>{_SIGN})(?:\s+|の|・)(?P<thing>\S.*)$")
_LEADING_GLUED = re.compile(r"^(?P<size>ミニ|ハーフ|ジャンボ|特大|メガ|大盛り?|半|ダブル|トリプル)(?P<thing>\S.+)$")
_HOT = re.compile(r"(?:^(?:hot|ホット)\s*(?=\S))|(?:\s*[(（\[]?\s*(?:hot|ホット|温)\s*[)）\]]?$)")
_COLD = re.compile(r"(?:^(?:iced?|アイス|冷たい)\s*(?=\S))|(?:\s*[(（\[]?\s*(?:iced?|アイス|cold|冷)\s*[)）\]]?$)")
_CIRCLED = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]")  # ① says which one it is, not how much: «豆①200g»
HOT, ICED = "hot", "iced"


@dataclass(frozen=True, slots=True)
class Parted:
    """One name taken apart. `size` as it stands in the name, "" for none; `order` sorts the sizes of one unit."""

    thing: str
    size: str = ""
    unit: str = ""  # "size" for words, else the unit of a measured one
    order: float = 0.0
    sure: bool = False
    kept: str = ""  # hot, iced: "" for neither

    @property
    def is_ladder(self) -> bool:
        """Whether a larger one of its unit is more of the same."""
        return bool(self.size) and self.unit not in _FITTING


def parted(name: str, size: str = "") -> list[Parted]:
    """The ways to read a name, the one that takes most away first; the last is the name as it stands. `size`: where the list
    has it in a column of its own."""
    text = unicodedata.normalize("NFKC", _CIRCLED.sub(r"\g<0> ", name)).strip()
    low = text.casefold()
    if size and low.endswith(own := unicodedata.normalize("NFKC", size).strip().casefold()) and low != own:
        low = low[: -len(own)].rstrip(" -・(")
    found: list[Parted] = []
    if size:
        unit, order = _measure(unicodedata.normalize("NFKC", size).strip().casefold())
        found += _by_warmth(Parted(low, size, unit or "size", order, sure=True))
    else:
        for pattern in (_BRACKETED, _APART, _GLUED, _GLUED_TO_LATIN, _LEADING, _LEADING_GLUED):
            match = pattern.match(low)
            if match is None:
                continue
            sign = match["size"].strip()
            unit, order = _measure(sign)
            rest = match.groupdict().get("rest") or ""
            thing = f"{match['thing']} {rest}".strip(" -・/_,:")
            apart = pattern in (_BRACKETED, _APART)
            letter = pattern is _GLUED and re.fullmatch(_LETTERS, _plain_sign(sign)) is not None
            sure = unit != "size" or apart or letter or "盛" in sign
            at = low.rfind(sign) if pattern not in (_LEADING, _LEADING_GLUED) else 0
            shown = text[at : at + len(sign)] if len(text) == len(low) else sign
            found += _by_warmth(Parted(thing, shown, unit, order, sure))
            break
    return [*found, *_by_warmth(Parted(low))]


def _plain_sign(sign: str) -> str:
    return re.sub(r"\s*(?:サイズ|size)$", "", sign)


def _measure(sign: str) -> tuple[str, float]:
    """(unit, how much) of a size; a word's unit is «size»; ("", 0) for what is no known size."""
    match = _MEASURED.fullmatch(sign)
    if match:
        unit, factor = _UNITS[match[2]]
        number = _KANJI.find(match[1])
        return unit, (0.5 if number == 0 else float(number) if number > 0 else float(match[1])) * factor
    if _FRACTION.fullmatch(sign):
        return "part", 1 / float(sign[2:])
    place = _PLACE.get(_plain_sign(sign))
    return ("", 0.0) if place is None else ("size", float(place))


def _by_warmth(read: Parted) -> list[Parted]:
    """The reading, and before it the one without hot or iced."""
    for kept, pattern in ((HOT, _HOT), (ICED, _COLD)):
        thing = pattern.sub("", read.thing).strip(" -・()")
        if thing and pattern.search(read.thing):
            return [Parted(thing, read.size, read.unit, read.order, read.sure, kept), read]
    return [read]


def things(names: Sequence[tuple[str, str]]) -> list[Parted]:
    """One reading of each name (with its size column): the one that the rest of the list bears out.

    A size that only may be one, and hot or iced, count where the thing is there in another size or the other way.
    """
    readings = [parted(name, size) for name, size in names]
    forms: dict[str, set[tuple[str, float, str]]] = defaultdict(set)
    for ways in readings:
        for way in ways:
            forms[_key(way.thing)].add((way.unit, way.order, way.kept))
    return [_best(ways, forms) for ways in readings]


def _best(ways: Iterable[Parted], forms: dict[str, set[tuple[str, float, str]]]) -> Parted:
    ways = list(ways)
    for way in ways:
        others = forms[_key(way.thing)] - {(way.unit, way.order, way.kept)}
        if way.kept and not any(kept for _, _, kept in others if kept != way.kept):
            continue
        if not way.size or way.sure or any(unit in (way.unit, "") for unit, _, _ in others):
            return way
    return ways[-1]


def _key(thing: str) -> str:
    return re.sub(r"[\s・,.\-_/]+", "", thing)


def thing_key(read: Parted) -> str:
    """What the sizes of one thing have in common."""
    return _key(read.thing)
