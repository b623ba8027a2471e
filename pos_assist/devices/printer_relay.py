"""Between a register and its receipt printer on the network (TCP, port 9100): every byte passes on as it comes, both ways.

Each connection of the register gets one to the printer. Bytes go first, what is heard of them goes to `Heard`, which never waits. A printer that
is off is told to the register as it would hear it without us: its connection ends at once.
"""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from pos_assist.domain.problems import EnvironmentProblem

PRINTER_PORT = 9100
_PIECE = 16_384  # bytes that are read at once
_CONNECT_WITHIN = 5.0  # seconds
_LINGER = 30.0  # seconds that a printer may still answer after the register has said all
_ABORT = struct.pack(
    "hh" if sys.platform == "win32" else "ii", 1, 0
)  # SO_LINGER: end with a reset, as a printer that is off does
Heard = Callable[[int, bytes | None], None]  # number of a connection, what the register sent; None: it has ended


class PrinterRelay:
    """Listens in the printer's place. EnvironmentProblem: address_unusable."""

    def __init__(self, listen: tuple[str, int], printer: tuple[str, int], heard: Heard) -> None:
        self._printer = printer
        self._heard = heard
        self._numbers = count(1)
        try:
            self._server = socket.create_server(listen)
        except (OSError, OverflowError) as error:
            raise EnvironmentProblem(
                "address_unusable", address=f"{listen[0]}:{listen[1]}", reason=str(error)
            ) from error
        self.port = int(self._server.getsockname()[1])

    def run(self) -> None:
        """Until it is closed."""
        while True:
            try:
                register, _ = self._server.accept()
            except OSError:
                if self._server.fileno() < 0:
                    return
                continue
            threading.Thread(target=self._serve, args=(register, next(self._numbers)), daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _serve(self, register: socket.socket, number: int) -> None:
        try:
            printer = socket.create_connection(self._printer, timeout=_CONNECT_WITHIN)
        except OSError:
            with suppress(OSError):
                register.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
            register.close()
            return
        printer.settimeout(None)
        for one in (register, printer):
            with suppress(OSError):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        back = threading.Thread(target=_pass_on, args=(printer, register), daemon=True)
        back.start()
        try:
            _pass_on(register, printer, lambda data: self._heard(number, data))
            printer.settimeout(_LINGER)
            back.join()
        finally:
            self._heard(number, None)
            for one in (register, printer):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()


def _pass_on(source: socket.socket, sink: socket.socket, heard: Callable[[bytes], None] | None = None) -> None:
    """Every byte as it comes, then that no more comes."""
    try:
        while data := source.recv(_PIECE):
            sink.sendall(data)
            if heard is not None:
                heard(data)
    except OSError:  # either side is gone: so is the connection
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        return
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
