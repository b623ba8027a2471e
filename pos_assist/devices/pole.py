"""Customer displays of 2 × 20 signs: half-width katakana, digits and Latin letters, no kanji. What differs is sent, line by
line (22 ms each at 9600 baud)."""

from __future__ import annotations

import unicodedata

from pos_assist.domain.device_settings import PoleKind

WIDTH = 20
Lines = tuple[str, str]

_START = {
    PoleKind.EPSON: b"\x1b@\x1bt\x01\x1bR\x08\x1f\x01\x1fC\x00\x0c",  # katakana page, Japan (5C is ¥), overwrite, no cursor
    PoleKind.CD5220: b"\x1b@\x1b\x11\x1b_\x00\x0c",
    PoleKind.LOGIC_CONTROLS: b"\x1f\x11\x14",
}
_PLACE = {
    PoleKind.EPSON: (b"\x1f$\x01\x01", b"\x1f$\x01\x02"),
    PoleKind.CD5220: (b"\x1bl\x01\x01", b"\x1bl\x01\x02"),
    PoleKind.LOGIC_CONTROLS: (b"\x10\x00", b"\x10\x14"),
}


def start(kind: PoleKind) -> bytes:
    """Make it ready, and clear it."""
    return _START[kind]


def changes(kind: PoleKind, before: Lines | None, now: Lines) -> bytes:
    """Return the bytes that change the display from one pair of lines to another; `before` None: what it shows is
    unknown."""
    out = b"" if before else start(kind)
    for place, line, old in zip(_PLACE[kind], now, before or (None, None), strict=True):
        if line != old:
            out += place + encoded(fitted(line))
    return out


def encoded(line: str) -> bytes:
    """A fitted line in JIS X 0201, one byte a sign."""
    return line.replace("¥", "\\").encode("cp932", "replace")


def two_ends(left: str, right: str) -> str:
    """A line with something at either end; the right one is never cut."""
    right = half_width(right)[-WIDTH:]
    return fitted(half_width(left), WIDTH - len(right) - 1 if right else WIDTH).ljust(WIDTH - len(right)) + right


def fitted(line: str, width: int = WIDTH) -> str:
    """Exactly that wide: cut at the end, no mark (゛ ゜) parted from its letter, filled up with spaces."""
    if width <= 0:
        return ""
    cut = line[:width]
    if line[width : width + 1] in ("ﾞ", "ﾟ") and line[width:]:
        cut = cut[:-1]
    return cut.ljust(width)


def half_width(text: str) -> str:
    """As such a display can show it: kana as half-width katakana, full-width letters narrow; whatever is left that it cannot
    show is left out."""
    kept = "".join(x for x in narrow(text) if " " <= x <= "~" or x == "¥" or "｡" <= x <= "ﾟ")
    return " ".join(kept.replace("\\", "").split())


def narrow(text: str) -> str:
    """Kana as half-width katakana and full-width letters narrow; all else stays as it is."""
    import jaconv  # noqa: PLC0415 — lazy: few tills have such a display

    kana = jaconv.hira2kata(unicodedata.normalize("NFKC", text)).replace("−", "-").replace("〜", "-").replace("–", "-")
    narrowed: str = jaconv.z2h(kana, kana=True, ascii=True, digit=True)
    return narrowed


def spoken(name: str, reading: str) -> str:
    """An item's name for the display: by its reading where the name has kanji, which would be left out."""
    plain = any(unicodedata.name(x, "").startswith("CJK") for x in name)
    return half_width(reading if plain and reading else name)
