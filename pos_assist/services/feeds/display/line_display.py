"""What a customer display of 2 × 20 cells shows, out of the bytes that are sent to it, wherever they are cut.

Three dialects: Epson's (DM-D command list), CD5220 (its DSP800 mode is not read) and Logic Controls. What a command does that
moves no text (brightness, blinking, fonts) is only skipped, by its length.
"""

from __future__ import annotations

from collections.abc import Callable

from pos_assist.domain.device_settings import PoleKind

WIDTH = 20
_CELLS = 2 * WIDTH
_BLANK = 0x20

Action = Callable[["LineDisplay", bytes], None]


class LineDisplay:
    """One display. Give it bytes; `lines` is what a customer sees."""

    def __init__(self, kind: PoleKind) -> None:
        self._commands = _COMMANDS[kind]
        self._cells = bytearray([_BLANK]) * _CELLS
        self._at = 0
        self._rest = b""
        self.drawn: set[int] = set()  # cells that got a letter since this screen was begun
        self._written: set[int] = set()  # those, and the ones that were blanked
        self.passed: list[tuple[bytes, bytes]] = []  # screens that were drawn and written over since `begin`
        self.lost_a_part = False  # since `begin`, a screen drawn in part was written over

    def begin(self) -> None:
        """What is drawn from now on is another screen."""
        self.drawn, self._written, self.passed = set(), set(), []
        self.lost_a_part = False

    @property
    def letters(self) -> set[int]:
        """The cells that are not blank."""
        return {i for i, x in enumerate(self._cells) if x not in (_BLANK, 0)}

    @property
    def is_torn(self) -> bool:
        """Whether a line was written in part."""
        rows = (sum(x // WIDTH == row for x in self._written) for row in range(2))
        return any(0 < x < WIDTH for x in rows)

    @property
    def lines(self) -> tuple[bytes, bytes]:
        """The upper and the lower line, as bytes of the display's own page."""
        return bytes(self._cells[:WIDTH]), bytes(self._cells[WIDTH:])

    def feed(self, data: bytes) -> None:
        """Show what these bytes say; a command that is not whole yet waits for its rest."""
        data = self._rest + data
        at = 0
        while at < len(data):
            if data[at] >= _BLANK:
                self._put(data[at])
                at += 1
                continue
            size = self._command(data, at)
            if size == 0:
                break
            at += size
        self._rest = data[at:]

    def _command(self, data: bytes, at: int) -> int:
        """Do the command that begins there; its length, 0 where its rest has not come yet."""
        for length in (3, 2, 1):
            prefix = data[at : at + length]
            if len(prefix) == length and prefix in self._commands:
                size, action = self._commands[prefix]
                if size < 0:  # up to a carriage return
                    end = data.find(b"\r", at + length)
                    if end < 0:
                        return 0 if len(data) - at < 200 else 1
                    action(self, data[at + length : end])
                    return end + 1 - at
                if len(data) < at + length + size:
                    return 0
                action(self, data[at + length : at + length + size])
                return length + size
        if any(x.startswith(data[at:]) for x in self._commands):
            return 0
        return 2 if data[at] in (0x1B, 0x1F) and len(data) > at + 1 else 1  # not known: passed over with its letter

    # -- what commands do ------------------------------------------------------------------------------------------

    def _put(self, byte: int) -> None:
        self._draw(self._at, byte)
        self._at = (self._at + 1) % _CELLS

    def _draw(self, cell: int, byte: int) -> None:
        if cell in self.drawn:  # written over: what stood there was a screen of its own, if all of it was drawn
            self._pass()
        self._written.add(cell)
        self._cells[cell] = byte
        if byte != _BLANK:
            self.drawn.add(cell)

    def _pass(self) -> None:
        if self.drawn >= self.letters:
            self.passed.append(self.lines)
        else:
            self.lost_a_part = True
        self.drawn, self._written = set(), set()

    def clear(self, _: bytes = b"") -> None:
        """Blank, and back to the beginning."""
        if self.drawn:
            self._pass()
        self._cells[:] = bytes([_BLANK]) * _CELLS
        self._written = set(range(_CELLS))
        self._at = 0

    def clear_line(self, _: bytes) -> None:
        """The line in which the cursor is."""
        self._at -= self._at % WIDTH
        for cell in range(self._at, self._at + WIDTH):
            self._draw(cell, _BLANK)

    def place(self, where: bytes) -> None:
        """Column and line, both from 1."""
        column, line = where
        if 1 <= column <= WIDTH and 1 <= line <= 2:
            self._at = (line - 1) * WIDTH + column - 1

    def place_cell(self, where: bytes) -> None:
        """The cell, from 0."""
        if where[0] < _CELLS:
            self._at = where[0]

    def home(self, _: bytes) -> None:
        """To the beginning."""
        self._at = 0

    def line_start(self, _: bytes) -> None:
        """To the beginning of the line."""
        self._at -= self._at % WIDTH

    def line_feed(self, _: bytes) -> None:
        """To the other line, in the same column."""
        self._at = (self._at + WIDTH) % _CELLS

    def back(self, _: bytes) -> None:
        """One cell to the left."""
        self._at = (self._at - 1) % _CELLS

    def forth(self, _: bytes) -> None:
        """One cell to the right."""
        self._at = (self._at + 1) % _CELLS

    def upper(self, text: bytes) -> None:
        """The whole upper line."""
        self._write(0, text)

    def lower(self, text: bytes) -> None:
        """The whole lower line."""
        self._write(WIDTH, text)

    def skip(self, _: bytes) -> None:
        """Nothing that a reader would see."""

    def _write(self, start: int, text: bytes) -> None:
        for cell, byte in enumerate(text[:WIDTH].ljust(WIDTH), start):
            self._draw(cell, byte)


D = LineDisplay
_MOVES: dict[bytes, tuple[int, Action]] = {
    b"\x08": (0, D.back), b"\x09": (0, D.forth), b"\x0a": (0, D.line_feed), b"\x0b": (0, D.home), b"\x0c": (0, D.clear),
    b"\x0d": (0, D.line_start), b"\x18": (0, D.clear_line),
}  # fmt: skip
_COMMANDS: dict[PoleKind, dict[bytes, tuple[int, Action]]] = {
    PoleKind.EPSON: {
        **_MOVES,
        b"\x1b@": (0, D.clear), b"\x1bt": (1, D.skip), b"\x1bR": (1, D.skip), b"\x1b%": (1, D.skip), b"\x1b=": (1, D.skip),
        b"\x1b?": (1, D.skip), b"\x1f$": (2, D.place), b"\x1f\x01": (0, D.skip), b"\x1f\x02": (0, D.skip), b"\x1f\x03": (0, D.skip),
        b"\x1fC": (1, D.skip), b"\x1fX": (1, D.skip), b"\x1fE": (1, D.skip), b"\x1fr": (1, D.skip), b"\x1fT": (2, D.skip),
        b"\x1fU": (0, D.skip), b"\x1f@": (0, D.skip), b"\x1fB": (0, D.skip), b"\x1f,": (1, D.skip), b"\x1f;": (1, D.skip),
        b"\x1f.": (1, D.skip), b"\x1f#": (2, D.skip), b"\x1f^": (2, D.skip),
    },
    PoleKind.CD5220: {
        **_MOVES,
        b"\x1b@": (0, D.clear), b"\x1b\x11": (0, D.skip), b"\x1b\x12": (0, D.skip), b"\x1b\x13": (0, D.skip), b"\x1b_": (1, D.skip),
        b"\x1bl": (2, D.place), b"\x1bQA": (-1, D.upper), b"\x1bQB": (-1, D.lower), b"\x1bQD": (-1, D.upper), b"\x1b[H": (0, D.home),
        b"\x1b[L": (0, D.line_start), b"\x1b[C": (0, D.forth), b"\x1b[D": (0, D.back), b"\x1b*": (1, D.skip), b"\x1bf": (1, D.skip),
        b"\x1bc": (1, D.skip), b"\x1b=": (1, D.skip), b"\x1bs": (1, D.skip),
    },
    PoleKind.LOGIC_CONTROLS: {
        b"\x08": (0, D.back), b"\x09": (0, D.forth), b"\x0a": (0, D.line_feed), b"\x0d": (0, D.line_start), b"\x1f": (0, D.clear),
        b"\x10": (1, D.place_cell), b"\x11": (0, D.skip), b"\x12": (0, D.skip), b"\x13": (0, D.skip), b"\x14": (0, D.skip),
        b"\x04": (1, D.skip), b"\x0e": (0, D.skip),
    },
}  # fmt: skip
