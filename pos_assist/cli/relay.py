"""`pos-assist relay`: passes on every byte between a register and its customer display (or its receipt printer: `receipt_relay`), and tells
the companion window of them.

A small process of its own, without window and without database: whatever becomes of the window, the display goes on. The bytes go first;
what the window is told goes through a queue that drops what does not fit and is waited for by nobody.
"""

from __future__ import annotations

import argparse
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pos_assist.cli import receipt_relay
from pos_assist.cli.feed_connection import Connection
from pos_assist.cli.main import common
from pos_assist.cli.receipt_tap import ReceiptTap
from pos_assist.cli.serial_relay import pass_serial_on
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import Parity
from pos_assist.domain.problems import EnvironmentProblem, Problem, Refused
from pos_assist.domain.relay_plan import Hearer, RelayWay
from pos_assist.i18n.translate import sentence, tr
from pos_assist.services.feeds.token_file import read_access
from pos_assist.services.relaying.relay_files import NoReport, RelayReport, required_plan
from pos_assist.services.relaying.relay_program import look_before, only_one
from pos_assist.system.paths import data_folder, shop_path

QUIET = 0.12  # seconds of silence after which a screen is whole
_WAITING = 256  # pieces that the window may be behind
_AGAIN = 1.0  # seconds until a window that was not there is looked for again


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument(
        "source",
        nargs="?",
        metavar=tr("FROM"),
        help=tr(
            "the serial port that the register writes to (COM3, /dev/ttyUSB0); for receipts also a network port (9100) or a folder of journals;"
            " without it as the back office's page Other register has it"
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
        "--parity",
        choices=[str(x) for x in Parity],
        default=str(Parity.NONE),
        help=tr("the serial line's parity (default: none)"),
    )
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
    if args.source is None:
        return run_by_plan(args, shop)
    return run_once(args, shop, _tap(args, shop, NoReport()), NoReport())


def run_by_plan(args: argparse.Namespace, shop: Path) -> int:
    """For ever, as the saved plan says: what is not there yet (an adapter, the network, the folder) is tried again. Refused: relay_runs.
    BadInput: no_relay_plan."""
    plan = required_plan(shop)
    args.source, sink = plan.ends
    args.sink, args.speed, args.parity, args.receipts = sink or None, plan.speed, plan.parity, plan.brings_receipts
    with only_one(shop):
        report = RelayReport(shop, os.getpid())
        tap = _tap(args, shop, report)
        while True:
            try:
                if plan.way is RelayWay.FOLDER:
                    look_before(plan)
                run_once(args, shop, tap, report)
                report.trouble(EnvironmentProblem("port_gone", port=args.source))
            except Problem as problem:
                report.trouble(problem)
            time.sleep(_AGAIN)


def run_once(args: argparse.Namespace, shop: Path, tap: Tap | ReceiptTap, report: NoReport) -> int:
    """Until an end is gone. EnvironmentProblem: port_unusable, and as `receipt_relay.run`."""
    if isinstance(tap, ReceiptTap):
        return receipt_relay.run(args, shop, tap, report)
    return pass_serial_on(args, tap.begin, tap.put, report)


def _tap(args: argparse.Namespace, shop: Path, report: NoReport) -> Tap | ReceiptTap:
    """What tells the window: one for as long as the relay runs, whatever becomes of the line."""
    tap: Tap | ReceiptTap
    if receipt_relay.is_for_receipts(args):
        tap = ReceiptTap(
            lambda: Connection(read_access(shop), "receipts", role="receipts"), args.register, report=report
        )
    else:
        tap = Tap(
            lambda: Connection(read_access(shop), "relay"), args.kind, args.quiet / 1000 if args.quiet else None, report
        )
    return tap


class _Piece(NamedTuple):
    """Bytes as they were read, and when; `gap`: something before them found no place."""

    data: bytes
    at: float
    gap: bool


class Tap:
    """Tells the window, screen by screen, from a thread of its own."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        kind: str | None,
        quiet: float | None,
        report: NoReport,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """`kind` and `quiet` (seconds): None as the window's profile says; `ticks`: seconds of a clock that only goes on."""
        self._connect = connect
        self._report = report
        self._thread: threading.Thread | None = None
        self._kind = kind
        self._said_quiet = quiet
        self._quiet = quiet or QUIET
        self._ticks = ticks
        self._pieces: queue.Queue[_Piece] = queue.Queue(_WAITING)
        self._next: _Piece | None = None  # the first of the next screen
        self._gap = False  # whether something found no place since the last piece that did
        self._connection: Connection | None = None
        self._not_before = 0.0
        self._said = ""
        self._untold = False  # whether the window has not heard what was gathered before
        self.dropped = 0  # pieces that found no place

    def begin(self) -> None:
        """Read in a thread of its own; twice does no harm."""
        if self._thread is None:
            self._thread = threading.Thread(target=self.run, daemon=True)
            self._thread.start()

    def put(self, data: bytes) -> None:
        """Never waits."""
        try:
            self._pieces.put_nowait(_Piece(data, self._ticks(), self._gap))
            self._gap = False
        except queue.Full:
            self.dropped += 1
            self._gap = True

    def run(self) -> None:
        """For ever."""
        while True:
            self.step()

    def step(self) -> None:
        """Wait for a screen, gather what came without a silence, and tell it. A window that is late makes no two screens one: the silence
        is that between the pieces as they came."""
        piece = self._next or self._pieces.get()
        self._next = None
        burst, last, gap = piece.data, piece.at, piece.gap
        while self._next is None:
            try:
                more = self._pieces.get(timeout=max(0.0, last + self._quiet - self._ticks()))
            except queue.Empty:
                break
            if more.at - last >= self._quiet:
                self._next = more
            else:
                burst, last, gap = burst + more.data, more.at, gap or more.gap
        self._tell(burst, round((self._ticks() - piece.at) * 1000), gap=gap)

    def _tell(self, burst: bytes, age: int, *, gap: bool) -> None:
        """A window that is not there, or refuses, hears nothing; it is looked for again later."""
        now = time.monotonic()
        self._report.heard(_letters(burst))
        missed, self._untold = self._untold or gap, True
        if self._connection is None and now < self._not_before:
            return
        try:
            self._connection = self._connection or self._connect()
            kind = {"kind": self._kind} if self._kind else {}
            done = self._connection.call("display.put", data=burst.hex(), age_ms=age, missed=missed, **kind)
            self._untold = False
            self._quiet = self._said_quiet or done["quiet_ms"] / 1000
            for _ in self._connection.notices(0):
                pass
            self._report.window(Hearer.HEARS)
            self._say(tr("The window hears of the display."))
        except Refused as refused:
            if self._connection is None:  # not even greeted
                self._not_before = now + _AGAIN
            self._report.window(Hearer.REFUSES)
            self._say(sentence(refused))
        except (Problem, OSError, ValueError) as error:
            self._report.window(Hearer.AWAY)
            self._say(sentence(error) if isinstance(error, Problem) else tr("The window does not answer."))
            if self._connection is not None:
                self._connection.close()
            self._connection, self._not_before = None, now + _AGAIN

    def _say(self, words: str) -> None:
        """Once, until it is something else: a relay runs for days."""
        if words != self._said:
            self._said = words
            print(words, file=sys.stderr, flush=True)


def _letters(burst: bytes) -> str:
    """What a person may know a screen by: its letters, without the display's commands."""
    words = "".join(x if x.isprintable() else " " for x in burst.decode("cp932", "replace"))
    return " ".join(words.replace("\N{REPLACEMENT CHARACTER}", " ").split())
