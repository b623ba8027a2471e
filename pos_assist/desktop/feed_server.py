"""The local API on 127.0.0.1: sockets to lines and back. What the lines mean: `services.feeds`."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.services.feeds.feed import HELLO_WITHIN, Feed
from pos_assist.services.feeds.json_lines import LineCutter
from pos_assist.services.feeds.token_file import Access, forget_access, write_access

MOST_CLIENTS = 16
_SETTLE_MS = 5_000  # between two looks at what waits for its receipt
_MOST_WAITING = 4 << 20  # bytes that a client has not read


class FeedServer(QObject):
    """Listens for register programs of this computer. The feed's token is in the file beside the shop while it does."""

    def __init__(self, feed: Feed, shop: Path, parent: QObject | None = None) -> None:
        """EnvironmentProblem: no_port where this computer has no free one, file_unwritable."""
        super().__init__(parent)
        self.feed = feed
        self._shop = shop
        self._clients: list[_Client] = []
        self._server = QTcpServer(self)
        if not self._server.listen(QHostAddress(QHostAddress.SpecialAddress.LocalHost), 0):
            raise EnvironmentProblem("no_port", reason=self._server.errorString())
        self._server.newConnection.connect(self._let_in)
        self.port = self._server.serverPort()
        write_access(shop, Access(self.port, feed.token, os.getpid()))
        self._settling = QTimer(self, interval=_SETTLE_MS)
        self._settling.timeout.connect(feed.settle)
        self._settling.start()

    def close(self) -> None:
        """Tell the clients, and stop listening."""
        self._settling.stop()
        self.feed.closing()
        forget_access(self._shop)
        self._server.close()
        for client in list(self._clients):
            client.let_go()
        self.feed.till.stop()

    def _let_in(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            if len(self._clients) >= MOST_CLIENTS:
                socket.abort()
                socket.setParent(None)  # else the server keeps its wrapper for good
                continue
            self._clients.append(_Client(socket, self))

    def forget(self, client: _Client) -> None:
        """A client has gone."""
        if client in self._clients:
            self._clients.remove(client)


class _Client(QObject):
    """One connection. What a client does not read is not kept for ever: it is cut off, and nobody waits for it."""

    def __init__(self, socket: QTcpSocket, server: FeedServer) -> None:
        super().__init__(server)
        socket.setParent(self)  # of its own server it would be kept, as a wrapper round nothing, for good
        self._socket = socket
        self._server = server
        self._cutter = LineCutter()
        self._session = server.feed.connected(self._send)
        self._patience = QTimer(self, singleShot=True, interval=round(HELLO_WITHIN * 1000))
        self._patience.timeout.connect(self._still_silent)
        self._patience.start()
        socket.setSocketOption(QTcpSocket.SocketOption.LowDelayOption, 1)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self._gone)

    def let_go(self) -> None:
        """Send what is left, and close."""
        self._socket.flush()  # where the program ends, no event loop would send it
        self._socket.disconnectFromHost()

    def _read(self) -> None:
        for line in self._cutter.lines(bytes(self._socket.readAll().data())):
            self._session.receive(line)
            if self._session.over:
                break
        if self._session.greeted:
            self._patience.stop()
        if self._cutter.broken:
            self._session.refuse(self._cutter.broken)
        if self._cutter.is_http:
            self._socket.abort()
        elif self._session.over:
            self.let_go()

    def _send(self, line: bytes) -> None:
        self._socket.write(line)
        if self._socket.bytesToWrite() > _MOST_WAITING:
            self._socket.abort()

    def _still_silent(self) -> None:
        if not self._session.greeted:
            self._socket.abort()

    def _gone(self) -> None:
        self._patience.stop()
        self._server.feed.gone(self._session)
        self._server.forget(self)
        self.deleteLater()
