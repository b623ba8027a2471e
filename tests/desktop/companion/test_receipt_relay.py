"""The relay between a register and its receipt printer, as a process of its own: nothing is lost, changed or held up, whatever becomes of the window."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from pytestqt.qtbot import QtBot

from pos_assist.cli.feed_connection import Connection
from pos_assist.cli.report import as_json
from pos_assist.desktop.feed_server import FeedServer
from pos_assist.devices.printer_relay import _ABORT
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.services.feeds.feed import new_token
from pos_assist.services.feeds.token_file import Access, read_access, write_access
from pos_assist.shop import Shop, open_shop
from pos_assist.system import clock
from tests.desktop.companion.conftest import OpenCompanion
from tests.services.feeds.paper_register import printed

STATUS = b"\x12\x12\x12\x12"
HURRY = 10  # the shop's seconds in one of ours


class Printer:
    """A printer on the network: keeps what it gets, answers DLE EOT as printers do."""

    def __init__(self) -> None:
        self.got = bytearray()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._threads = [threading.Thread(target=self._run)]
        self._threads[0].start()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                one, _ = self._server.accept()
                self._threads.append(threading.Thread(target=self._print, args=(one,)))
                self._threads[-1].start()

    def _print(self, one: socket.socket) -> None:
        with contextlib.suppress(OSError), one:
            while data := one.recv(8_192):
                self.got += data
                for _ in range(data.count(b"\x10\x04")):
                    one.sendall(STATUS[:1])

    def close(self) -> None:
        """The relay must be gone: then nobody sends any more."""
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join(10)


@pytest.fixture
def printer() -> Iterator[Printer]:
    made = Printer()
    yield made
    made.close()


Relay = Callable[..., int]


@pytest.fixture
def relay(shop_file: Path, printer: Printer) -> Iterator[Relay]:
    """Starts the relay; the port on which it listens, 0 where it does on none. It ends before the printer does."""
    assert printer.port
    started: list[subprocess.Popen[bytes]] = []

    def start(*args: str) -> int:
        command = [
            sys.executable,
            "-m",
            "pos_assist",
            "relay",
            *args,
            "--shop",
            "burger",
            "--data-dir",
            str(shop_file.parent),
            "--lang",
            "en",
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        started.append(process)
        assert process.stdout is not None
        said = process.stdout.readline().decode()
        return int(said.split()[2]) if "port" in said else 0

    yield start
    for process in started:
        process.terminate()
        process.communicate()


def paper(number: str, *goods: tuple[str, int]) -> bytes:
    total = sum(x for _, x in goods)
    rows = [
        "領 収 証", f"{clock.now():%Y-%m-%d %H:%M}", f"レジNo.01  No.{number}", "会員番号 5550001112",
        *(f"{name}        ¥{price:,}" for name, price in goods), f"合計    ¥{total:,}", f"お預り    ¥{total:,}",
    ]  # fmt: skip
    return printed(rows)


def all_came(printer: Printer, sent: bytes) -> Callable[[], bool]:
    return lambda: len(printer.got) >= len(sent)


def test_without_a_window_every_byte_reaches_the_printer_and_its_answers_come_back(
    qtbot: QtBot, relay: Relay, printer: Printer
) -> None:
    port = relay("127.0.0.1:0", f"127.0.0.1:{printer.port}")
    sent = Random(1).randbytes(300_000).replace(b"\x10\x04", b"\x10\x05")
    with socket.create_connection(("127.0.0.1", port)) as register:
        register.sendall(sent + b"\x10\x04\x01")
        assert register.recv(10) == STATUS[:1]
        register.shutdown(socket.SHUT_WR)
        assert register.recv(10) == b"", "the printer hangs up, and so does the relay"
    assert bytes(printer.got) == sent + b"\x10\x04\x01"


def test_a_printer_that_is_off_is_told_to_the_register_at_once(relay: Relay) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        off = gone.getsockname()[1]
    port = relay("127.0.0.1:0", f"127.0.0.1:{off}")
    with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), timeout=8) as register:
        assert register.recv(1) == b""


def test_a_window_that_hears_and_never_answers_slows_no_byte(
    qtbot: QtBot, relay: Relay, printer: Printer, shop_file: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        write_access(shop_file, Access(deaf.getsockname()[1], "token"))
        port, begin = relay("127.0.0.1:0", f"127.0.0.1:{printer.port}"), time.monotonic()
        sent = paper("1", ("ハンバーガー", 200)) * 400
        with socket.create_connection(("127.0.0.1", port)) as register:
            register.sendall(sent)
        qtbot.waitUntil(all_came(printer, sent), timeout=9_000)
        assert bytes(printer.got) == sent
        assert time.monotonic() - begin < 9, "less than one answer is waited for"


def test_a_register_that_hangs_up_in_the_middle_leaves_the_relay_as_it_was(
    qtbot: QtBot, relay: Relay, printer: Printer
) -> None:
    port = relay("127.0.0.1:0", f"127.0.0.1:{printer.port}")
    for _ in range(20):
        register = socket.create_connection(("127.0.0.1", port))
        register.sendall(b"\x1b@half a")
        register.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        register.close()
    with socket.create_connection(("127.0.0.1", port)) as register:
        register.sendall(b"whole\n")
    qtbot.waitUntil(lambda: b"whole\n" in printer.got, timeout=9_000)


@pytest.fixture
def beside(shop_file: Path, open_companion: OpenCompanion, qtbot: QtBot) -> Iterator[tuple[Shop, FeedServer]]:
    """A companion window and its API."""
    shop = open_shop(shop_file, ticks=lambda: time.monotonic() * HURRY)
    shop.storage.catalog.put_setting(CONTROL_SHARE.name, "0")
    shop.feeds.give_consent("店長")
    server = FeedServer(shop.follow(new_token()), shop.path)
    window = open_companion(server.feed, (340, 768))
    yield shop, server
    window.close()
    server.close()
    qtbot.waitUntil(lambda: not server._clients)
    server.deleteLater()
    shop.close()


def sold(shop: Shop) -> list[tuple[str, int]]:
    return sorted((x.key.rpartition("/")[2], x.total) for x in shop.all_receipts() if x.till == FOLLOWED)


def test_printed_receipts_come_into_the_shop_and_close_the_loop_of_what_was_offered(
    qtbot: QtBot,
    relay: Relay,
    printer: Printer,
    beside: tuple[Shop, FeedServer],
) -> None:
    """The register's program tells its order; what the customer took at the last moment stands on the receipt alone."""
    shop, server = beside
    port = relay("127.0.0.1:0", f"127.0.0.1:{printer.port}")
    till = server.feed.till

    def call(method: str, **params: object) -> None:
        answers: list[object] = []

        def ask() -> None:
            with Connection(read_access(shop.path), "register") as register:
                answers.append(register.call(method, **params))

        thread = threading.Thread(target=ask)
        thread.start()
        qtbot.waitUntil(lambda: not thread.is_alive(), timeout=15_000)
        assert answers, method

    with socket.create_connection(("127.0.0.1", port)) as register:
        register.sendall(paper("0041", ("ハンバーガー", 200)))
        qtbot.waitUntil(lambda: sold(shop) == [("0041", 200)], timeout=20_000)
    call(
        "order.put",
        order_id="A1",
        rev=1,
        lines=[{"line_id": "1", "sku": "cheeseburger", "qty": "1", "unit_price": 240}],
    )
    [potato] = [x for x in till.view.panel.addons if x and x.items == ("potato-m",)]
    qtbot.waitUntil(lambda: till.age(potato.id) > 2, timeout=15_000)
    call("order.close", order_id="A1", result="paid", total=530)
    with socket.create_connection(("127.0.0.1", port)) as register:
        register.sendall(paper("0042", ("チーズバーガー", 240), ("ポテト M", 290)))
    qtbot.waitUntil(lambda: sold(shop) == [("0041", 200), ("0042", 530)], timeout=20_000)
    assert as_json(shop.manage("").effect())["offers"]["accepted"] == 1
    assert b"0042" in printer.got


def test_a_folder_of_journals_is_read_into_the_shop(
    qtbot: QtBot, relay: Relay, beside: tuple[Shop, FeedServer], tmp_path: Path
) -> None:
    shop, _ = beside
    folder = tmp_path / "journals"
    folder.mkdir()
    rows = "領収証\n{day}  レジ01 No.{n}\nハンバーガー  200円\n合計  200円\n現金  200円\n"
    day = f"{clock.now():%Y-%m-%d %H:%M}"
    text = "".join(rows.format(day=day, n=n) for n in ("0001", "0002", "0003"))
    (folder / "EJ.TXT").write_bytes(text.encode("cp932"))
    os.utime(folder / "EJ.TXT")
    assert relay(str(folder)) == 0
    qtbot.waitUntil(lambda: sold(shop) == [("0001", 200), ("0002", 200)], timeout=30_000)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
def test_a_printer_on_a_serial_line_is_relayed_and_read(
    qtbot: QtBot, relay: Relay, beside: tuple[Shop, FeedServer]
) -> None:
    shop, _ = beside
    register, source = os.openpty()
    printer, sink = os.openpty()
    for end in (register, printer):
        os.set_blocking(end, False)
    relay(os.ttyname(source), os.ttyname(sink), "--receipts")
    sent, shown = paper("0043", ("ハンバーガー", 200)), bytearray()
    os.write(printer, b"\x12")

    def done() -> bool:
        nonlocal sent
        with contextlib.suppress(BlockingIOError):
            sent = sent[os.write(register, sent) :]
        with contextlib.suppress(BlockingIOError):
            shown.extend(os.read(printer, 1 << 16))
        return not sent and sold(shop) == [("0043", 200)]

    whole = bytes(sent)
    qtbot.waitUntil(done, timeout=20_000)
    qtbot.waitUntil(lambda: done() and bytes(shown) == whole, timeout=10_000)
    assert os.read(register, 10) == b"\x12"
    for end in (register, source, printer, sink):
        os.close(end)
