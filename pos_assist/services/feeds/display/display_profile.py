"""How one register writes on its customer display: the words by which a screen is known, the signs of a quantity, names that are not the
catalog's. A JSON file, made by the calibration, exported and imported (docs/files.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Never

from pos_assist.devices.pole import narrow
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import ScreenKind
from pos_assist.domain.problems import BadInput
from pos_assist.domain.texts import FORBIDDEN

FORMAT, VERSION = "pos-assist display profile", 1
_MOST_WORDS, _LONGEST, _MOST_NAMES = 40, 20, 5_000


WORDED = (
    ScreenKind.IGNORED,
    ScreenKind.CHANGE,
    ScreenKind.TENDER,
    ScreenKind.VOID,
    ScreenKind.DISCOUNT,
    ScreenKind.SUBTOTAL,
    ScreenKind.TOTAL,
    ScreenKind.IDLE,
)  # fmt: skip — those that are known by a word
_USUAL: dict[ScreenKind, tuple[str, ...]] = {
    ScreenKind.IDLE: ("ｲﾗｯｼｬｲ", "ｱﾘｶﾞﾄｳ", "WELCOME", "THANK"),
    ScreenKind.SUBTOTAL: ("ｼｮｳｹｲ", "SUBTOTAL", "SUB TOTAL", "小計"),
    ScreenKind.TOTAL: ("ｺﾞｳｹｲ", "TOTAL", "ｵｶｲｹｲ", "合計", "会計"),
    ScreenKind.TENDER: ("ｱｽﾞｶﾘ", "ｹﾞﾝｷﾝ", "CASH", "CARD", "ｸﾚｼﾞｯﾄ", "預", "現金", "現計"),
    ScreenKind.CHANGE: ("ｵﾂﾘ", "CHANGE", "釣"),
    ScreenKind.VOID: ("ﾄﾘｹｼ", "ﾃｲｾｲ", "VOID", "取消", "訂正"),
    ScreenKind.DISCOUNT: ("ﾈﾋﾞｷ", "ﾜﾘﾋﾞｷ", "DISCOUNT", "値引", "割引"),
    ScreenKind.IGNORED: (),
}
_SIGNS = ("x", "X", "*", "@")


QUIETS = (80, 120, 160, 200, 300, 500)  # ms


@dataclass(frozen=True, slots=True)
class DisplayProfile:
    """How a register's display is read. Words, signs and names are in half-width signs, as a display shows them."""

    kind: PoleKind = PoleKind.EPSON
    name: str = ""
    quiet_ms: int = 120  # silence that ends a screen
    refreshes: bool = False  # the same screen again within a second is no second item
    words: Mapping[ScreenKind, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType(_USUAL))
    signs: tuple[str, ...] = _SIGNS  # of a quantity: 2x, 2ｺ
    names: Mapping[str, str] = field(
        default_factory=dict
    )  # what it calls an item -> the item's code; confirmed by a person

    def with_word(self, kind: ScreenKind, word: str) -> DisplayProfile:
        """With that word for that kind of screen, and for no other."""
        words = {x: tuple(y for y in known if y != word) for x, known in self.words.items()}
        words[kind] = (*words.get(kind, ()), word)
        return replace(self, words=words)

    def without_words(self, kind: ScreenKind, words: frozenset[str]) -> DisplayProfile:
        """Without those words of that kind of screen."""
        left = tuple(x for x in self.words.get(kind, ()) if x not in words)
        return replace(self, words={**self.words, kind: left})


def profile_json(profile: DisplayProfile) -> str:
    """The profile as it is kept and exported."""
    said = {
        "format": FORMAT,
        "version": VERSION,
        "name": profile.name,
        "display": str(profile.kind),
        "quiet_ms": profile.quiet_ms,
        "refreshes": profile.refreshes,
        "words": {str(kind): list(profile.words.get(kind, ())) for kind in WORDED},
        "quantity_signs": list(profile.signs),
        "names": dict(profile.names),
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def read_profile(text: str) -> DisplayProfile:
    """The profile of such a text. BadInput: not_a_profile (reason: the field), newer_profile."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput("not_a_profile", reason="JSON") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadInput("not_a_profile", reason="format")
    version = said.get("version")
    if type(version) is not int or version < 1:
        _bad("version")
    if version > VERSION:
        raise BadInput("newer_profile", version=version)
    words = said.get("words", {})
    if not isinstance(words, dict):
        _bad("words")
    names = said.get("names", {})
    if not isinstance(names, dict) or len(names) > _MOST_NAMES:
        _bad("names")
    refreshes = said.get("refreshes", False)
    if not isinstance(refreshes, bool):
        _bad("refreshes")
    kind = said.get("display", str(PoleKind.EPSON))
    if kind not in tuple(PoleKind):
        _bad("display")
    return DisplayProfile(
        PoleKind(kind),
        _text(said.get("name", ""), "name", 80),
        _whole(said, "quiet_ms", 120, 20, 2_000),
        refreshes,
        {x: _texts(words[x], f"words.{x}") if x in words else _USUAL[x] for x in WORDED},
        _texts(said.get("quantity_signs", list(_SIGNS)), "quantity_signs"),
        {_shown(x, "names"): _text(y, f"names.{x[:20]}", 40) for x, y in names.items()},
    )


def _texts(said: Any, where: str) -> tuple[str, ...]:
    if not isinstance(said, list) or len(said) > _MOST_WORDS:
        _bad(where)
    return tuple(dict.fromkeys(_shown(x, where) for x in said))


def _shown(said: Any, where: str) -> str:
    """A text as a display shows it; never nothing, which would be in every screen."""
    text = _text(said, where, 2 * _LONGEST).strip()
    if not all(" " <= x <= "~" or "｡" <= x <= "ﾟ" for x in text):
        text = " ".join(narrow(text).replace("\\", "").split()).encode("cp932", "ignore").decode("cp932")
    if not text or len(text) > _LONGEST:
        _bad(where)
    return text


def _text(said: Any, where: str, most: int) -> str:
    if not isinstance(said, str) or len(said) > most or FORBIDDEN.search(said):
        _bad(where)
    return said


def _whole(said: Mapping[str, Any], name: str, usual: int, least: int, most: int) -> int:
    value = said.get(name, usual)
    if type(value) is not int or not least <= value <= most:
        _bad(name)
    return int(value)


def _bad(where: str) -> Never:
    raise BadInput("not_a_profile", reason=where)
