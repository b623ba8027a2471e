"""`pos-assist relay`: passes on every byte between a register and its customer display (or its receipt printer: `receipt_relay`), and tells
the companion window of them.

A small process of its own, without window and without database: whatever becomes of the window, the display goes on. The bytes go first;
what the window is told goes through a queue that drops what does not fit and is waited for by nobody.
"""

from __future__ import annotations

import argparse
import queue
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pos_assist.cli import receipt_relay
from pos_assist.cli.feed_connection import Connection
from pos_assist.cli.main import common
from pos_assist.devices.display_tap import open_port
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.problems import Problem, Refused
from pos_assist.i18n.translate import sentence, tr
from pos_assist.services.feeds.token_file import read_access
from pos_assist.shop import data_folder, shop_path

if TYPE_CHECKING:
    import serial

QUIET = 0.12  # seconds of silence after which a screen is whole
_WAITING = 256  # pieces that the window may be behind
_AGAIN = 1.0  # seconds until a window that was not there is looked for again


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument(
        "source",
        metavar=tr("FROM"),
        help=tr(
            "the serial port that the register writes to (COM3, /dev/ttyUSB0); for receipts also a network port (9100) or a folder of journals"
        ),
    )
    parser.add_argument(
        "sink",
        nargs="?",
        metavar=tr("TO"),
        help=tr("the display's or printer's serial port, without it only listened to; a network printer's address"),
    )
    parser.add_argument("--receipts", action="store_true", help=tr("what the line carries are receipts, for a printer"))
    parser.add_argument(
        "--register",
        metavar=tr("NAME"),
        default="",
        help=tr("the register's name in its own exports, where its receipts have none"),
    )
    parser.add_argument(
        "--kind",
        choices=[str(x) for x in PoleKind],
        default=None,
        help=tr("the display's language (default: as its profile says)"),
    )
    parser.add_argument("--speed", type=int, default=9600, help=tr("bits per second (default: 9600)"))
    parser.add_argument(
        "--quiet",
        type=int,
        metavar="MS",
        help=tr("silence that ends a screen (default: as the display's profile says, usually 120)"),
    )
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Relay until it is stopped. EnvironmentProblem: port_unusable."""
    shop = shop_path(args.shop, data_folder(args.data_dir))
    if receipt_relay.is_for_receipts(args):
        return receipt_relay.run(args, shop, _pass_on)
    source = open_port(args.source, args.speed)
    sink = open_port(args.sink, args.speed) if args.sink else None
    tap = Tap(lambda: _connect(shop), args.kind, args.quiet / 1000 if args.quiet else None)
    threads = [threading.Thread(target=_pass_on, args=(source, sink, tap.put), daemon=True)]
    if sink is not None:
        threads.append(threading.Thread(target=_pass_on, args=(sink, source, None), daemon=True))
    threading.Thread(target=tap.run, daemon=True).start()
    for thread in threads:
        thread.start()
    print(tr("Relaying. Stop with Ctrl+C."), flush=True)
    while all(x.is_alive() for x in threads):
        time.sleep(0.2)
    print(tr("A port is gone."), file=sys.stderr)
    return 4


class Tap:
    """Tells the window, screen by screen, from a thread of its own."""

    def __init__(self, connect: Callable[[], Connection], kind: str | None, quiet: float | None) -> None:
        """`kind` and `quiet` (seconds): None as the window's profile says."""
        self._connect = connect
        self._kind = kind
        self._said_quiet = quiet
        self._quiet = quiet or QUIET
        self._pieces: queue.Queue[bytes] = queue.Queue(_WAITING)
        self._connection: Connection | None = None
        self._not_before = 0.0
        self._said = ""
        self.dropped = 0  # pieces that found no place

    def put(self, data: bytes) -> None:
        """Never waits."""
        try:
            self._pieces.put_nowait(data)
        except queue.Full:
            self.dropped += 1

    def run(self) -> None:
        """For ever: gather until it is quiet, then tell."""
        while True:
            burst = self._pieces.get()
            begun = time.monotonic()
            while True:
                try:
                    burst += self._pieces.get(timeout=self._quiet)
                except queue.Empty:
                    break
            self._tell(burst, round((time.monotonic() - begun) * 1000))

    def _tell(self, burst: bytes, age: int) -> None:
        """A window that is not there, or refuses, hears nothing; it is looked for again later."""
        now = time.monotonic()
        if self._connection is None and now < self._not_before:
            return
        try:
            self._connection = self._connection or self._connect()
            kind = {"kind": self._kind} if self._kind else {}
            done = self._connection.call("display.put", data=burst.hex(), age_ms=age, **kind)
            self._quiet = self._said_quiet or done["quiet_ms"] / 1000
            for _ in self._connection.notices(0):
                pass
            self._say(tr("The window hears of the display."))
        except Refused as refused:
            if self._connection is None:  # not even greeted
                self._not_before = now + _AGAIN
            self._say(sentence(refused))
        except (Problem, OSError, ValueError) as error:
            self._say(sentence(error) if isinstance(error, Problem) else tr("The window does not answer."))
            if self._connection is not None:
                self._connection.close()
            self._connection, self._not_before = None, now + _AGAIN

    def _say(self, words: str) -> None:
        """Once, until it is something else: a relay runs for days."""
        if words != self._said:
            self._said = words
            print(words, file=sys.stderr, flush=True)


def _pass_on(source: serial.Serial, sink: serial.Serial | None, heard: Callable[[bytes], None] | None) -> None:
    """Every byte as it comes, to the other side before anything else; ends when a port is gone."""
    try:
        while True:
            data = source.read(max(1, source.in_waiting))
            if data and sink is not None:
                sink.write(data)
            if data and heard is not None:
                heard(data)
    except OSError:  # pyserial's own errors are among them
        return


def _connect(shop: Path) -> Connection:
    return Connection(read_access(shop), "relay")
