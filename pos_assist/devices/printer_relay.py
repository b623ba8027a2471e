"""Between a register and its receipt printer on the network (TCP, port 9100): every byte passes on as it comes, both ways.

Each connection of the register gets one to the printer. Bytes go first, what is heard of them goes to `Heard`, which never waits. A printer that
is off is told to the register as it would hear it without us: its connection ends at once.
"""

from __future__ import annotations

import errno
import socket
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from pos_assist.domain.problems import EnvironmentProblem

_PIECE = 16_384  # bytes that are read at once
_CONNECT_WITHIN = 5.0  # seconds
_LINGER = 30.0  # seconds that a printer may still answer after the register has said all
_ABORT = struct.pack(
    "hh" if sys.platform == "win32" else "ii", 1, 0
)  # SO_LINGER: end with a reset, as a printer that is off does
Heard = Callable[[int, bytes | None], None]  # number of a connection, what the register sent; None: it has ended


class PrinterRelay:
    """Listens in the printer's place. EnvironmentProblem: port_taken, address_unusable."""

    def __init__(
        self,
        listen: tuple[str, int],
        printer: tuple[str, int],
        heard: Heard,
        unreached: Callable[[EnvironmentProblem], None] = lambda _: None,
    ) -> None:
        """`unreached`: told whenever the register wants the printer and it does not answer."""
        self._printer = printer
        self._heard = heard
        self._unreached = unreached
        self._numbers = count(1)
        self._server = _listening(listen)
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
        except OSError as error:
            self._unreached(_no_printer(self._printer, error))
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


def look_for(listen: tuple[str, int], printer: tuple[str, int]) -> None:
    """Whether that port is free and that printer answers. EnvironmentProblem: port_taken, address_unusable, no_such_printer."""
    _listening(listen).close()
    try:
        socket.create_connection(printer, timeout=_CONNECT_WITHIN).close()
    except OSError as error:
        raise _no_printer(printer, error) from error


def _listening(listen: tuple[str, int]) -> socket.socket:
    try:
        return socket.create_server(listen)
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", None) in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)):
            raise EnvironmentProblem("port_taken", port=listen[1]) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise EnvironmentProblem("address_unusable", address=f"{listen[0]}:{listen[1]}", reason=reason) from error


def _no_printer(printer: tuple[str, int], error: OSError) -> EnvironmentProblem:
    """What the system says is told in words that it has itself; a time that ran out has none."""
    return EnvironmentProblem(
        "no_such_printer", printer=f"{printer[0]}:{printer[1]}", reason=error.strerror or str(error)
    )


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
