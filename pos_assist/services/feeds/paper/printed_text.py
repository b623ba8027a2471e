"""The text of what is sent to a receipt printer (ESC/POS), slip by slip, wherever the bytes are cut.

Text is Shift JIS, JIS or UTF-8, or single bytes of a page; where a register says which, that is believed. What moves text is followed, so that
columns stay columns; pictures, barcodes and pulses are skipped by their lengths (Epson's ESC/POS reference).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from pos_assist.services.feeds.paper.printer_commands import LEADS, size_of

CELL = 12  # dots of a half-width letter of font A
_SMALL_CELL = 9
_MOST_ROWS = 2_000  # of a slip: what has no cut is ended there
_LONGEST_RUN = 4_096  # bytes of text in one row: what goes on behind is no text, and is not kept
_HEAD = 40  # bytes of a command that say something
_LONGEST_COMMAND = 1 << 16  # bytes that are waited for; pictures are skipped without being kept
_TEXT = re.compile(rb"[\x20-\x7e\x80-\xff]+")
_PAGES = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
}
_KATAKANA_PAGE = 1
_KANJI_OF_PAGE = dict(zip(range(0xF1, 0xFE), "円年月日時分秒〒市区町村人", strict=True))
_RULE = "─"
_RUN = re.compile(rb"([\x80-\xa0\xe0-\xf0])\1{3,}")  # of the page's graphics: a rule, and no kanji
_SHIFT_JIS, _JIS, _UTF8 = "shift_jis", "jis", "utf-8"


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """A slip up to its cut. `pictures`: how many, `dots`: their height together; `garbled`: bytes that no letter is made of."""

    rows: tuple[str, ...]
    pictures: int = 0
    dots: int = 0
    garbled: int = 0

    @property
    def is_picture(self) -> bool:
        """Whether the register sends what it prints as a picture: there is no text to read."""
        return self.pictures > 0 and not any(re.search(r"\w", row) for row in self.rows)


class _Run(NamedTuple):
    """Text in one coding; `y` and `x` in dots."""

    y: int
    x: int
    end: int
    data: bytes
    coding: tuple[str, bool, int]  # of kanji ("": not said), whether two bytes are one kanji of JIS, the page


class PrintedText:
    """One printer's reader. Give it bytes; it gives back the slips that were cut off."""

    def __init__(self) -> None:
        self._rest = b""
        self._skip = 0  # bytes of a picture that are still to come
        self._slips: list[PrintedSlip] = []
        self._begin()
        self._reset()

    def feed(self, data: bytes) -> list[PrintedSlip]:
        """The slips that end within these bytes."""
        self._slips = []
        if self._skip:
            passed = min(self._skip, len(data))
            self._skip -= passed
            data = data[passed:]
        data, at = self._rest + data, 0
        self._rest = b""
        while at < len(data):
            if (text := _TEXT.match(data, at)) is not None:
                self._put(text.group())
                at = text.end()
                continue
            size = self._command(data, at)
            if size == 0:
                if len(data) - at < _LONGEST_COMMAND:
                    self._rest = data[at:]
                    break
                size = 1
            at += size
            if at > len(data):
                self._skip = at - len(data)
                break
        return self._slips

    def end(self) -> list[PrintedSlip]:
        """Nothing more comes (the connection has closed): what stands is a slip, too."""
        self._slips, self._rest, self._skip = [], b"", 0
        self._cut()
        self._reset()
        return self._slips

    # -- text -------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """A new slip."""
        self._rows: list[str] = []
        self._runs: list[_Run] = []
        self._y = self._x = 0
        self._pictures = self._dots = self._garbled = 0
        self._returned = False  # a carriage return came: no line feed yet

    def _reset(self, _: bytes = b"") -> None:
        """As ESC @ leaves the printer."""
        self._kanji, self._said = "", False  # how kanji are coded, and whether the register says so
        self._page, self._pairs, self._page_mode, self._cell = 0, False, False, CELL
        self._wide = self._wide_kanji = 1
        self._tabs = [n * 8 * CELL for n in range(1, 32)]

    def _put(self, data: bytes) -> None:
        if self._returned:
            self._line()
        if self._pairs and not self._said and max(data) >= 0x80:
            self._kanji = _SHIFT_JIS  # set by a switch of the printer: then the pairs of JIS were meant for nobody
        cells = len(data)
        if self._kanji == _UTF8:
            cells = sum(1 if x < 0x80 else 2 if x >= 0xE0 else 0 for x in data)
        coding = (self._kanji, self._pairs, self._page)
        last = self._runs[-1] if self._runs else None
        wide = max(self._wide, self._wide_kanji)
        end = self._x + cells * self._cell * wide
        if last and last.coding == coding and (last.y, last.end) == (self._y, self._x):
            more = data[: max(0, _LONGEST_RUN - len(last.data))]
            self._garbled += len(data) - len(more)
            self._runs[-1] = last._replace(data=last.data + more, end=end)
        else:
            self._garbled += max(0, len(data) - _LONGEST_RUN)
            self._runs.append(_Run(self._y, self._x, end, data[:_LONGEST_RUN], coding))
        self._x = end

    def _line(self, _: bytes = b"") -> None:
        """The line is printed; in page mode it only goes on below."""
        self._returned = False
        self._x = 0
        self._y += 30
        if not self._page_mode:
            self._print_runs(blank=True)
        if len(self._rows) >= _MOST_ROWS:
            self._cut()

    def _print_runs(self, *, blank: bool = False) -> None:
        runs, self._runs = self._runs, []
        if not runs and blank:
            self._rows.append("")
        for y in sorted({x.y for x in runs}):
            row, at = "", 0
            for run in sorted((x for x in runs if x.y == y), key=lambda x: x.x):
                text = self._decoded(run)
                gap = max(0, round((run.x - at) / CELL))
                row += " " * (gap or (run.x != at and bool(row) and not row.endswith(" "))) + text.replace("\\", "¥")
                at = run.end
            self._rows.append(row.rstrip())

    def _decoded(self, run: _Run) -> str:
        kanji, pairs, page = run.coding
        data = run.data
        if kanji == _UTF8:
            return self._known(data, "utf-8")
        if kanji == _JIS:
            return self._known(b"\x1b$B" + data, "iso2022_jp") if pairs else self._of_page(data, page)
        if not kanji and max(data) >= 0x80 and (text := _strictly(data, "utf-8")) is not None:
            return text
        text, at = "", 0
        for rule in _RUN.finditer(data):
            text += self._shift_jis(data[at : rule.start()], page, said=bool(kanji)) + _RULE * len(rule.group())
            at = rule.end()
        return text + self._shift_jis(data[at:], page, said=bool(kanji))

    def _shift_jis(self, data: bytes, page: int, *, said: bool) -> str:
        text = _strictly(data, "cp932")
        if text is None:
            text = self._known(data, "cp932") if said else self._of_page(data, page)
        return text

    def _of_page(self, data: bytes, page: int) -> str:
        if page in _PAGES:
            return self._known(data, _PAGES[page])
        text = ""
        for x in data:
            if x < 0x80 or 0xA1 <= x <= 0xDF:
                text += bytes((x,)).decode("cp932")
            else:
                text += _KANJI_OF_PAGE.get(x, _RULE)
        return text

    def _known(self, data: bytes, codec: str) -> str:
        text = data.decode(codec, "replace")
        self._garbled += text.count("\ufffd")
        return text.replace("\ufffd", " ")

    # -- commands ------------------------------------------------------------------------------------------------

    def _command(self, data: bytes, at: int) -> int:
        """Do the command that begins there; its length, 0 where more of it must come first."""
        size = size_of(data, at)
        action = self._ACTIONS.get(data[at : at + 2] if data[at] in LEADS else data[at : at + 1])
        if action is not None and size:
            head = min(size, _HEAD)
            if len(data) < at + head:
                return 0
            action(self, data[at + 2 : at + head])
        return size

    def _return(self, _: bytes) -> None:
        self._returned = True

    def _line_feed(self, _: bytes) -> None:
        self._line()

    def _tab(self, _: bytes) -> None:
        self._x = next((x for x in self._tabs if x > self._x), self._x)

    def _form_feed(self, _: bytes) -> None:
        """In page mode the page is printed."""
        self._print_runs()
        self._page_mode = False
        self._x = 0

    def _print_page(self, _: bytes) -> None:
        """The page is printed, and stays for more."""
        self._print_runs()

    def _cut(self, _: bytes = b"") -> None:
        self._print_runs()
        while self._rows and not self._rows[-1]:
            self._rows.pop()
        if self._rows or self._pictures:
            self._slips.append(PrintedSlip(tuple(self._rows), self._pictures, self._dots, self._garbled))
        self._begin()

    def _feed_lines(self, said: bytes) -> None:
        for _ in range(max(1, min(said[0], 3))):
            self._line()

    def _feed_dots(self, said: bytes) -> None:
        if self._page_mode:
            self._y, self._x = self._y + said[0], 0
        elif self._runs:
            self._line()

    def _start_page(self, _: bytes) -> None:
        self._print_runs()
        self._page_mode, self._y, self._x = True, 0, 0

    def _cancel_page(self, _: bytes) -> None:
        if self._page_mode:
            self._runs = []

    def _to(self, said: bytes) -> None:
        self._x = said[0] + said[1] * 256

    def _by(self, said: bytes) -> None:
        move = said[0] + said[1] * 256
        self._x = max(0, self._x + (move - 65_536 if move >= 32_768 else move))

    def _to_row(self, said: bytes) -> None:
        if self._page_mode:
            self._y = said[0] + said[1] * 256

    def _area(self, said: bytes) -> None:
        """A new area of the page: below what stands."""
        if self._page_mode:
            self._y = max((x.y for x in self._runs), default=0) + 60 + said[2] + said[3] * 256
            self._x = 0

    def _mode(self, said: bytes) -> None:
        self._cell = _SMALL_CELL if said[0] & 1 else CELL
        self._wide = 2 if said[0] & 32 else 1

    def _font(self, said: bytes) -> None:
        self._cell = CELL if said[0] in (0, 48) else _SMALL_CELL

    def _size(self, said: bytes) -> None:
        self._wide = self._wide_kanji = (said[0] >> 4 & 7) + 1

    def _kanji_mode(self, said: bytes) -> None:
        self._wide_kanji = 2 if said[0] & 4 else 1

    def _kanji_size(self, said: bytes) -> None:
        self._wide_kanji = 2 if said[0] & 1 else 1

    def _set_page(self, said: bytes) -> None:
        self._page = said[0]

    def _pairs_on(self, _: bytes) -> None:
        """Two bytes are a kanji: of JIS where no other coding was said. Shift JIS needs no such switch."""
        self._kanji = self._kanji or _JIS
        self._pairs = self._kanji != _SHIFT_JIS

    def _pairs_off(self, _: bytes) -> None:
        self._pairs = False

    def _coding(self, said: bytes) -> None:
        self._kanji, self._said = (_SHIFT_JIS if said[0] in (1, 2, 49, 50) else _JIS), True

    def _character_set(self, said: bytes) -> None:
        """`FS ( C`: the coding of what follows (Function 48)."""
        if said[:4] == b"C\x02\x00\x30":
            self._kanji, self._said = (_UTF8, True) if said[4] in (2, 50) else ("", False)

    def _tab_stops(self, said: bytes) -> None:
        self._tabs = [x * self._cell for x in said.rstrip(b"\0")] or self._tabs

    def _picture(self, height: int) -> None:
        if self._runs and not self._page_mode:
            self._line()
        self._pictures += 1
        self._dots += height

    def _raster(self, said: bytes) -> None:
        self._picture(said[4] + said[5] * 256)

    def _strip(self, _: bytes) -> None:
        self._picture(24)

    def _stored_picture(self, _: bytes) -> None:
        self._picture(0)

    def _graphics(self, said: bytes) -> None:
        """`GS ( L`: of its functions the one that keeps a picture for printing."""
        if said[:1] == b"L":
            self._kept_picture(said[3:])

    def _long_graphics(self, said: bytes) -> None:
        """`GS 8 L`: the same with a longer count."""
        self._kept_picture(said[5:])

    def _kept_picture(self, said: bytes) -> None:
        if len(said) >= 10 and said[0] == 48 and said[1] in (112, 113):
            self._picture(said[8] + said[9] * 256)

    _ACTIONS: ClassVar[dict[bytes, Callable[[PrintedText, bytes], None]]] = {
        b"\x09": _tab,
        b"\x0a": _line_feed,
        b"\x0c": _form_feed,
        b"\x0d": _return,
        b"\x18": _cancel_page,
        b"\x1b@": _reset,
        b"\x1b!": _mode,
        b"\x1bM": _font,
        b"\x1b$": _to,
        b"\x1b\\": _by,
        b"\x1bJ": _feed_dots,
        b"\x1bd": _feed_lines,
        b"\x1bt": _set_page,
        b"\x1bD": _tab_stops,
        b"\x1bi": _cut,
        b"\x1bm": _cut,
        b"\x1bL": _start_page,
        b"\x1b\x0c": _print_page,
        b"\x1bW": _area,
        b"\x1b*": _strip,
        b"\x1c!": _kanji_mode,
        b"\x1cW": _kanji_size,
        b"\x1c&": _pairs_on,
        b"\x1c.": _pairs_off,
        b"\x1cC": _coding,
        b"\x1c(": _character_set,
        b"\x1cp": _stored_picture,
        b"\x1d!": _size,
        b"\x1d$": _to_row,
        b"\x1d\\": _by,
        b"\x1dV": _cut,
        b"\x1d/": _stored_picture,
        b"\x1d(": _graphics,
        b"\x1d8": _long_graphics,
        b"\x1dv": _raster,
        b"\x1dQ": _raster,
    }


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None
