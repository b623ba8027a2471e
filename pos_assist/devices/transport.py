"""Bytes to a device and its answers back, over TCP, a serial line, a device file, or the Windows spooler.

A transport is opened for one job and closed after it: devices run out of connections that are kept. Every call ends within
the seconds it is given. Whatever the system says against it is a `DeviceError`.
"""

from __future__ import annotations

import os
import socket
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from pos_assist.devices.address import Address, Way

CONNECT = 1.5  # seconds


class DeviceError(Exception):
    """A device cannot be reached, has gone, or takes no more bytes. `sent`: how many of this call's it took."""

    def __init__(self, detail: str, sent: int = 0) -> None:
        super().__init__(detail)
        self.sent = sent


class Transport(Protocol):
    """A way to a device, open."""

    answers: bool  # whether it can say anything at all

    def send(self, data: bytes, seconds: float) -> None:
        """All of the bytes. Raises DeviceError."""

    def listen(self, n: int, seconds: float) -> bytes:
        """Wait for `n` bytes; fewer where no more came in time. Raises DeviceError."""

    def forget(self) -> None:
        """Throw away what the device has said and nobody read."""

    def close(self) -> None:
        """Close the connection to the device."""


@contextmanager
def connected(where: Address) -> Iterator[Transport]:
    """A device, reached. Raises DeviceError."""
    made = _open(where)
    try:
        yield made
    finally:
        made.close()


def _open(where: Address) -> Transport:
    match where.way:
        case Way.TCP:
            return _Tcp(where)
        case Way.SERIAL:
            return _Serial(where)
        case Way.FILE:
            return _File(where)
        case Way.SPOOL:
            return _Spool(where)
        case _:
            raise ValueError(where)


class _Base:
    answers = True

    def send(self, data: bytes, seconds: float) -> None:
        raise NotImplementedError

    def listen(self, n: int, seconds: float) -> bytes:
        raise NotImplementedError

    def forget(self) -> None:
        if self.answers:
            while len(self.listen(4096, 0)) == 4096:
                pass

    def close(self) -> None:
        raise NotImplementedError


class _Tcp(_Base):
    def __init__(self, where: Address) -> None:
        try:
            self._socket = socket.create_connection((where.name, where.number), CONNECT)
        except OSError as error:
            raise DeviceError(str(error)) from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes, seconds: float) -> None:
        until, sent = time.monotonic() + seconds, 0
        while sent < len(data):
            try:
                self._socket.settimeout(max(0.001, until - time.monotonic()))
                sent += self._socket.send(data[sent : sent + 4096])
            except OSError as error:
                raise DeviceError(str(error), sent) from error
            if time.monotonic() > until and sent < len(data):
                raise DeviceError("timed out", sent)

    def listen(self, n: int, seconds: float) -> bytes:
        until, found = time.monotonic() + seconds, b""
        while len(found) < n:
            try:
                self._socket.settimeout(max(0.001, until - time.monotonic()))
                piece = self._socket.recv(n - len(found))
            except TimeoutError:
                return found
            except OSError as error:
                raise DeviceError(str(error)) from error
            if not piece:
                raise DeviceError("closed by the device")
            found += piece
        return found

    def close(self) -> None:
        """Let it have what was sent: a connection that is reset takes the receipt's end with it."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
        self._socket.close()


class _Serial(_Base):
    def __init__(self, where: Address) -> None:
        import serial  # noqa: PLC0415 — lazy: few devices need it

        self._error = serial.SerialException
        try:
            self._port = serial.Serial(where.name, where.number, timeout=0.05, write_timeout=CONNECT)
        except (serial.SerialException, OSError, ValueError) as error:
            raise DeviceError(str(error)) from error

    def send(self, data: bytes, seconds: float) -> None:
        until, sent = time.monotonic() + seconds, 0
        try:
            while sent < len(data):
                self._port.write_timeout = max(0.001, until - time.monotonic())
                piece = data[sent : sent + 256]
                sent += self._port.write(piece) or 0
        except (self._error, OSError) as error:
            raise DeviceError(str(error), sent) from error

    def listen(self, n: int, seconds: float) -> bytes:
        until, found = time.monotonic() + seconds, b""
        try:
            while len(found) < n:
                self._port.timeout = max(0.0, until - time.monotonic())
                found += self._port.read(n - len(found))
                if time.monotonic() >= until:
                    break
        except (self._error, OSError) as error:
            raise DeviceError(str(error)) from error
        return found

    def close(self) -> None:
        """Let go of it."""
        self._port.close()


class _File(_Base):
    """A device file such as /dev/usb/lp0; a plain file or a pipe, which only listens, is appended to."""

    def __init__(self, where: Address) -> None:
        flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            device = os.path.exists(where.name) and stat.S_ISCHR(os.stat(where.name).st_mode)  # noqa: PTH110, PTH116 — the same calls as below
            self._file = os.open(where.name, flags | (os.O_RDWR if device else os.O_WRONLY | os.O_CREAT | os.O_APPEND))
        except OSError as error:
            raise DeviceError(str(error)) from error
        self.answers = device and sys.platform != "win32"

    def send(self, data: bytes, seconds: float) -> None:
        until, sent = time.monotonic() + seconds, 0
        while sent < len(data):
            try:
                sent += os.write(self._file, data[sent : sent + 4096])
            except BlockingIOError:
                if not self._wait(until, writing=True):
                    raise DeviceError("timed out", sent) from None
            except OSError as error:
                raise DeviceError(str(error), sent) from error

    def listen(self, n: int, seconds: float) -> bytes:
        until, found = time.monotonic() + seconds, b""
        while self.answers and len(found) < n and self._wait(until, writing=False):
            try:
                piece = os.read(self._file, n - len(found))
            except BlockingIOError:
                continue
            except OSError as error:
                raise DeviceError(str(error)) from error
            if not piece:
                break
            found += piece
        return found

    def _wait(self, until: float, *, writing: bool) -> bool:
        import select  # noqa: PLC0415 — lazy: only a device file needs it

        left = max(0.0, until - time.monotonic())
        mine = [self._file]
        return any(select.select([] if writing else mine, mine if writing else [], [], left))

    def close(self) -> None:
        """Let go of it."""
        os.close(self._file)


class _Spool(_Base):
    """The Windows spooler takes a job for a printer that is unplugged, too, so that nothing it says counts as an answer."""

    answers = False

    def __init__(self, where: Address) -> None:
        try:
            import win32print  # type: ignore[import-untyped, import-not-found, unused-ignore]  # noqa: PLC0415 — lazy: Windows has it
        except ImportError as error:
            raise DeviceError("spool: needs Windows") from error
        self._print = win32print
        try:
            self._printer = win32print.OpenPrinter(where.name)
            win32print.StartDocPrinter(self._printer, 1, ("pos-assist", None, "RAW"))
            win32print.StartPagePrinter(self._printer)
        except Exception as error:  # pywintypes.error is no OSError
            raise DeviceError(str(error)) from error

    def send(self, data: bytes, seconds: float) -> None:  # noqa: ARG002 — the spooler takes its own time
        try:
            self._print.WritePrinter(self._printer, data)
        except Exception as error:
            raise DeviceError(str(error)) from error

    def listen(self, n: int, seconds: float) -> bytes:  # noqa: ARG002 — it says nothing
        return b""

    def close(self) -> None:
        """Give it to the spooler."""
        self._print.EndPagePrinter(self._printer)
        self._print.EndDocPrinter(self._printer)
        self._print.ClosePrinter(self._printer)
