"""One window per shop: a second start asks the first one to come forward. The lock itself is storage's."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_RAISE = b"raise\n"


_LONGEST = 100  # bytes of a socket's path; the system takes 107


def _name(path: Path) -> str:
    """Beside the shop, in a folder that no other account enters: nobody else can listen there and answer for the till."""
    beside = path.resolve().with_suffix(".sock")
    if os.name != "nt" and len(os.fsencode(beside)) <= _LONGEST:
        return str(beside)
    return "pos-assist-" + hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]


def raise_other(path: Path, patience: int = 1000) -> bool:
    """Ask the window that has this shop open to come forward; False where none answers within `patience` ms."""
    socket = QLocalSocket()
    socket.connectToServer(_name(path))
    if not socket.waitForConnected(patience):
        return False
    socket.write(_RAISE)
    socket.flush()  # waitForBytesWritten says False where everything is written already
    heard = socket.waitForReadyRead(patience)
    socket.disconnectFromServer()
    return heard


class SingleInstance(QObject):
    """Listens for a second start of the same user; `rung` brings the window forward."""

    def __init__(self, path: Path, rung: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._rung = rung
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(_name(path))  # left by a killed process; the lock says that no other one lives
        self.listening = self._server.listen(_name(path))
        self._server.newConnection.connect(self._answer)

    def _answer(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._ring(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _ring(self, socket: QLocalSocket) -> None:
        if socket.readAll().data() == _RAISE:
            socket.write(b"ok\n")
            socket.flush()
            self._rung()

    def close(self) -> None:
        """Stop listening for other instances."""
        self._server.close()
