"""The local API on a real socket: who gets in, who is cut off, and that the file with the token is the user's alone."""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QTcpSocket
from pytestqt.qtbot import QtBot

from pos_assist.desktop.feed_server import MOST_CLIENTS, FeedServer
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.services.feeds.feed import new_token
from pos_assist.services.feeds.token_file import read_access, token_file
from pos_assist.shop import Shop


@pytest.fixture
def server(qtbot: QtBot, shop: Shop) -> Iterator[FeedServer]:
    shop.storage.catalog.put_setting(CONTROL_SHARE.name, "0")
    shop.feeds.give_consent("店長")
    made = FeedServer(shop.follow(new_token()), shop.path)
    yield made
    made.close()
    qtbot.waitUntil(lambda: not made._clients)
    made.deleteLater()


class Client:
    """A client in plain sockets, beside the window's own event loop."""

    def __init__(self, qtbot: QtBot, port: int) -> None:
        self.qtbot = qtbot
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.rest = b""
        self.closed = False

    def send(self, data: bytes) -> None:
        self.socket.send(data)

    def heard(self) -> bool:
        try:
            data = self.socket.recv(1 << 16)
        except BlockingIOError:
            return b"\n" in self.rest
        except ConnectionError:
            data = b""
        self.closed = self.closed or not data
        self.rest += data
        return b"\n" in self.rest or self.closed

    def answer(self) -> Any:
        self.qtbot.waitUntil(self.heard)
        line, _, self.rest = self.rest.partition(b"\n")
        return json.loads(line)

    def call(self, method: str, **params: Any) -> Any:
        self.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\n")
        return self.answer()

    def is_cut_off(self) -> bool:
        self.heard()
        return self.closed


@pytest.fixture
def new_client(qtbot: QtBot, server: FeedServer) -> Iterator[Any]:
    made: list[Client] = []

    def connect() -> Client:
        made.append(Client(qtbot, server.port))
        return made[-1]

    yield connect
    for client in made:
        client.socket.close()


def test_a_register_is_told_what_to_offer(new_client: Any, shop: Shop) -> None:
    client = new_client()
    token = read_access(shop.path).token
    assert client.call("session.hello", token=token, client="test", api="1")["result"]["api"] == "1"
    line = {"line_id": "1", "sku": "cheeseburger", "qty": "1", "unit_price": 240}
    assert client.call("order.put", order_id="A1", rev=1, lines=[line])["result"]["rev"] == 1
    assert client.answer()["method"] == "suggestion.changed"


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder's rights, inherited from the profile, say so")
def test_only_this_user_can_read_the_token_and_it_goes_with_the_window(server: FeedServer, shop: Shop) -> None:
    assert token_file(shop.path).stat().st_mode & 0o777 == 0o600
    assert read_access(shop.path).pid == os.getpid()
    assert len(bytes.fromhex(read_access(shop.path).token)) == 32
    server.close()
    assert not token_file(shop.path).exists()


def test_every_start_has_another_token() -> None:
    assert new_token() != new_token()


@pytest.mark.parametrize("talk", [b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"POST /x HTTP/1.1\r\n\r\n{}"])
def test_a_browser_is_cut_off_without_a_word(qtbot: QtBot, new_client: Any, talk: bytes) -> None:
    client = new_client()
    client.send(talk)
    qtbot.waitUntil(client.is_cut_off)
    assert client.rest == b""


def test_three_wrong_tokens_and_the_line_is_closed(qtbot: QtBot, new_client: Any) -> None:
    client = new_client()
    for _ in range(3):
        assert client.call("session.hello", token="wrong", client="x", api="1")["error"]["code"] == -32001
    qtbot.waitUntil(client.is_cut_off)


def test_who_says_nothing_is_not_kept(qtbot: QtBot, new_client: Any, server: FeedServer) -> None:
    client = new_client()
    qtbot.waitUntil(lambda: bool(server._clients))
    patience = server._clients[0]._patience
    assert patience.isActive()
    assert patience.interval() == 5_000
    patience.timeout.emit()
    qtbot.waitUntil(client.is_cut_off)


def test_a_line_that_is_too_long_is_told_so_and_cut_off(qtbot: QtBot, new_client: Any) -> None:
    client = new_client()
    client.socket.setblocking(True)
    left = (1 << 20) + 10
    while left:
        client.socket.setblocking(False)
        try:
            left -= client.socket.send(b"x" * min(left, 1 << 16))
        except BlockingIOError:
            qtbot.wait(1)
    assert client.answer()["error"]["code"] == -32007
    qtbot.waitUntil(client.is_cut_off)


def test_only_so_many_are_let_in(qtbot: QtBot, new_client: Any, server: FeedServer) -> None:
    clients = [new_client() for _ in range(MOST_CLIENTS)]
    qtbot.waitUntil(lambda: len(server._clients) == MOST_CLIENTS)
    late = new_client()
    qtbot.waitUntil(late.is_cut_off)
    assert not any(x.is_cut_off() for x in clients)


def test_the_clients_are_told_when_the_window_closes(new_client: Any, server: FeedServer, shop: Shop) -> None:
    client = new_client()
    client.call("session.hello", token=read_access(shop.path).token, client="test", api="1", role="listener")
    server.close()
    assert client.answer() == {"jsonrpc": "2.0", "method": "app.closing", "params": {}}


def test_who_comes_and_goes_leaves_nothing(qtbot: QtBot, new_client: Any, server: FeedServer, shop: Shop) -> None:
    token = read_access(shop.path).token
    before = len(server.findChildren(QObject))
    for number in range(2 * MOST_CLIENTS):
        client = new_client()
        if number % 2:
            client.call("session.hello", token=token, client="test", api="1", role="listener")
        client.socket.close()
        qtbot.waitUntil(lambda: not server._clients)
    assert server.feed.sessions == []
    qtbot.waitUntil(lambda: len(server.findChildren(QObject)) == before)
    gc.collect()
    assert not [x for x in gc.get_objects() if type(x) is QTcpSocket]
