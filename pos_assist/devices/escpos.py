"""The bytes that receipt printers understand (ESC/POS), as pure functions. Numbers are as in Epson's ESC/POS reference."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from pos_assist.devices.bitmap import Bitmap
from pos_assist.devices.slip import Block, Slip, SlipRow, cells_of, rows_of
from pos_assist.domain.print_jobs import Trouble

INIT = b"\x1b@"
FEED_AND_CUT = b"\x1bd\x03\x1dVA\x00"
FEED = b"\x1bd\x05"
ASK_PRINTED = b"\x1dr\x01"  # answered only when all before it was printed
STATUS = (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04")  # real time: answered at any moment
BAND = (
    128  # rows: paper that ends within a raster image leaves some printers waiting for its bytes, so images are short
)

_JAPANESE = b"\x1cC\x01\x1bR\x08\x1bt\x01"  # kanji as Shift JIS, 5C is ¥, half-width katakana
_FOREIGN = {"¥": b"\x5c", "〜": "～".encode("cp932"), "−": "－".encode("cp932"), "—": "―".encode("cp932")}
_MISSING = "〓".encode("cp932")


def band(bitmap: Bitmap) -> bytes:
    """`GS v 0`: one raster image."""
    x, y = bitmap.stride, bitmap.height
    return bytes((0x1D, 0x76, 0x30, 0, x & 255, x >> 8, y & 255, y >> 8)) + bitmap.bits


def image_job(bitmap: Bitmap, *, cut: bool = True) -> Iterator[bytes]:
    """A slip as a picture, in pieces between which a printer may be asked how it is."""
    yield INIT
    for piece in bitmap.bands(BAND):
        yield band(piece)
    yield FEED_AND_CUT if cut else FEED


def text_job(slip: Slip, cells: int, picture: Callable[[SlipRow], Bitmap], *, cut: bool = True) -> Iterator[bytes]:
    """A slip as text in the printer's own font. What is no text is sent as a `picture` of that row."""
    yield INIT + _JAPANESE
    for row in rows_of(slip, cells):
        if row.kind is Block.TEXT:
            yield text_row(row)
        elif row.kind is Block.GAP:
            yield b"\n"
        elif row.kind is Block.RULE:
            yield b"-" * cells + b"\n"
        else:
            yield b"".join(map(band, picture(row).bands(BAND)))
    yield FEED_AND_CUT if cut else FEED


def text_row(row: SlipRow) -> bytes:
    """One row of text, with its size and weight switched on and off again."""
    size, bold = row.size > 1, row.bold
    return b"".join((
        b"\x1d!\x11\x1cW\x01" if size else b"",
        b"\x1bE\x01" if bold else b"",
        encoded(row.text),
        b"\n",
        b"\x1bE\x00" if bold else b"",
        b"\x1d!\x00\x1cW\x00" if size else b"",
    ))  # fmt: skip


def encoded(text: str) -> bytes:
    """Text in Shift JIS (cp932) as wide as its cells: what it lacks becomes a letter without its accent, or 〓."""
    return b"".join(map(_sign, text))


def _sign(sign: str) -> bytes:
    if sign in _FOREIGN:
        return _FOREIGN[sign]
    for form in (sign, unicodedata.normalize("NFD", sign)[:1]):
        try:
            coded = form.encode("cp932")
        except UnicodeEncodeError:
            continue
        if len(coded) == cells_of(sign) and coded != b"\x5c":
            return coded
    return b"" if not cells_of(sign) else _MISSING if cells_of(sign) == 2 else b"?"


def drawer_pulse(pin: int, milliseconds: int) -> bytes:
    """`ESC p`: a pulse on the drawer's pin 2 or 5. It waits its turn behind what is printed."""
    on = max(1, min(255, milliseconds // 2))
    return bytes((0x1B, 0x70, 0 if pin == 2 else 1, on, 250))


def drawer_pulse_now(pin: int, milliseconds: int) -> bytes:
    """The same in real time (`DLE DC4`): it opens the drawer while the paper is out, too."""
    return bytes((0x10, 0x14, 1, 0 if pin == 2 else 1, max(1, min(8, -(-milliseconds // 100)))))


# -- what a printer says -----------------------------------------------------------------------------------------------------


def is_status(answer: int) -> bool:
    """Whether a byte is an answer to DLE EOT: bits 0 and 7 are 0, 1 and 4 are 1."""
    return answer & 0b10010011 == 0b00010010


def trouble_of(answers: Iterable[int]) -> Trouble:
    """Return the most serious trouble in the four answers to `STATUS`."""
    printer, offline, _error, paper = answers
    if offline & 0x04:
        return Trouble.COVER
    if paper & 0x60 or offline & 0x20:
        return Trouble.NO_PAPER
    if printer & 0x08 or offline & 0x40:
        return Trouble.OFFLINE
    return Trouble.NEAR_END if paper & 0x0C else Trouble.NONE


def drawer_line_is_high(printer_answer: int) -> bool:
    """Whether the drawer's sensor line is high, in the first of the answers."""
    return bool(printer_answer & 0x04)
