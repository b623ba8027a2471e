"""A receipt printer on a TCP port with every fault of a real one, and a reader of what it was sent. It keeps the stream's
commands apart, answers real-time questions at once, and holds the rest while it has no paper or its cover is open."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from pos_assist.devices.bitmap import Bitmap


def stacked(parts: list[Bitmap], width: int) -> Bitmap:
    """Pieces of that width one below the other."""
    return Bitmap(width, sum(x.height for x in parts), b"".join(x.bits for x in parts))


@dataclass
class Paper:
    """One slip between two cuts."""

    images: list[Bitmap] = field(default_factory=list)
    text: bytes = b""

    @property
    def bitmap(self) -> Bitmap:
        return stacked(self.images, self.images[0].width)


class FakePrinter:
    """`no_paper`, `cover`, `near_end`: as on a real one. `mute`: reads, and never answers. `deaf`: accepts, and never reads.
    `paper_rows`: rows of dots until the paper is out. `hang_up_after`: closes after so many bytes, once. `stop_reading_after`:
    likewise, keeps the line and reads no more."""

    def __init__(self) -> None:
        self.no_paper = self.cover = self.near_end = self.mute = self.deaf = False
        self.paper_rows: int | None = None
        self.hang_up_after: int | None = None
        self.stop_reading_after: int | None = None
        self.printed: list[Paper] = []
        self.drawer_pulses: list[bytes] = []
        self.unknown: list[bytes] = []
        self.connections = 0
        self._paper = Paper()
        self._held: list[tuple[bytes, bytes]] = []  # commands that wait, with what they carry
        self._lock = threading.RLock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, name="fake printer", daemon=True)]
        self._threads[0].start()
        self._out: socket.socket | None = None

    @property
    def address(self) -> str:
        return f"tcp:127.0.0.1:{self.port}"

    def ready_again(self) -> None:
        """Paper in, cover shut: what was held is printed now."""
        with self._lock:
            self.no_paper = self.cover = False
            self.paper_rows = None
            self._print_held()

    def close(self) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(2)

    # -- the wire ----------------------------------------------------------------------------------------------------------

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            self._sockets.append(line)
            thread = threading.Thread(target=self._serve, args=(line,), name="fake printer line", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        data, total = b"", 0
        if self.deaf:
            return
        with suppress(OSError):
            while True:
                piece = line.recv(1024)
                if not piece:
                    break
                total += len(piece)
                if self.hang_up_after is not None and total >= self.hang_up_after:
                    self.hang_up_after = None
                    line.close()
                    return
                if self.stop_reading_after is not None and total >= self.stop_reading_after:
                    self.stop_reading_after = None
                    return
                with self._lock:
                    self._out = line
                    data = self._read(data + piece)
        line.close()

    def _answer(self, byte: int) -> None:
        if not self.mute and self._out:
            with suppress(OSError):
                self._out.send(bytes((byte,)))

    # -- the language ------------------------------------------------------------------------------------------------------

    def _read(self, data: bytes) -> bytes:
        """Take whole commands from the front; what is left is the beginning of one."""
        while data:
            n = _length(data)
            if n is None or n > len(data):
                return data
            self._take(data[:n])
            data = data[n:]
        return data

    def _take(self, command: bytes) -> None:
        if command[:2] == b"\x10\x04":
            self._answer(self._status(command[2]))
        elif command[:2] == b"\x10\x14":
            self.drawer_pulses.append(command)
        else:
            self._held.append((command[:3], command))
            self._print_held()

    def _status(self, which: int) -> int:
        blocked = self.no_paper or self.cover
        offline = (0x20 if self.no_paper else 0) | (0x04 if self.cover else 0)
        paper = 0x6C if self.no_paper else 0x0C if self.near_end else 0
        return 0x12 | {1: 0x08 if blocked else 0, 2: offline, 3: 0, 4: paper}[which]

    def _print_held(self) -> None:
        while self._held and not (self.no_paper or self.cover):
            _, command = self._held.pop(0)
            if command[:3] == b"\x1dv0":
                self._image(command)
            elif command[:2] == b"\x1dV":
                self.printed.append(self._paper)
                self._paper = Paper()
            elif command[:2] == b"\x1dr":
                self._answer(0x03 if self.near_end else 0)
            elif command[:2] == b"\x1bp":
                self.drawer_pulses.append(command)
            elif command[:1] in b"\x1b\x1c\x1d" and command[:2] not in _KNOWN:
                self.unknown.append(command)
            elif command[:1] not in b"\x1b\x1c\x1d" or command[:2] in (b"\x1cW", b"\x1d!", b"\x1bE"):
                self._paper.text += command

    def _image(self, command: bytes) -> None:
        stride, high = command[4] | command[5] << 8, command[6] | command[7] << 8
        rows = high if self.paper_rows is None else min(high, self.paper_rows)
        self._paper.images.append(Bitmap(stride * 8, rows, command[8 : 8 + rows * stride]))
        if self.paper_rows is not None:
            self.paper_rows -= rows
            if rows < high:
                self.no_paper = True
                left = command[8 + rows * stride :]
                size = bytes(((high - rows) & 255, (high - rows) >> 8))
                self._held.insert(0, (command[:3], command[:6] + size + left))


_KNOWN = (b"\x1b@", b"\x1bd", b"\x1cC", b"\x1bR", b"\x1bt", b"\x1d!", b"\x1cW", b"\x1bE")
_LENGTHS = {
    b"\x1b@": 2, b"\x1bd": 3, b"\x1dV": 4, b"\x1dr": 3, b"\x1bp": 5, b"\x10\x04": 3, b"\x10\x14": 5, b"\x1cC": 3, b"\x1bR": 3,
    b"\x1bt": 3, b"\x1d!": 3, b"\x1cW": 3, b"\x1bE": 3,
}  # fmt: skip


def _length(data: bytes) -> int | None:
    """How long the command at the front is; None: not to be told yet."""
    if data[0] not in b"\x1b\x1c\x1d\x10":
        return 1
    if data[:2] == b"\x1dv":
        return 8 + (data[4] | data[5] << 8) * (data[6] | data[7] << 8) if len(data) >= 8 else None
    return _LENGTHS.get(data[:2], 2) if len(data) >= 2 else None


@contextmanager
def a_printer() -> Iterator[FakePrinter]:
    printer = FakePrinter()
    try:
        yield printer
    finally:
        printer.close()
