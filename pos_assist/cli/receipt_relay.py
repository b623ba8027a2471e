"""`pos-assist relay` for receipts: between a register and its printer (network, serial line), or beside a folder of journals."""

from __future__ import annotations

import argparse
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pos_assist.cli.feed_connection import Connection
from pos_assist.cli.receipt_tap import ReceiptTap
from pos_assist.devices.display_tap import open_port
from pos_assist.devices.printer_relay import PRINTER_PORT, PrinterRelay
from pos_assist.domain.problems import BadInput, Problem
from pos_assist.i18n.translate import sentence, tr, trn
from pos_assist.services.feeds.journal_folder import JournalFolder
from pos_assist.services.feeds.token_file import read_access

_ADDRESS = re.compile(r"(?:(?P<host>\[[0-9A-Fa-f:]+\]|[\w.-]+):)?(?P<port>\d{1,5})")
_LOOK = 1.0  # seconds between two looks into a folder


def is_for_receipts(args: argparse.Namespace) -> bool:
    """Whether what is to be relayed are receipts: a network port, a folder, or a line that is said to be a printer's."""
    return bool(args.receipts) or address_of(args.source) is not None or Path(args.source).is_dir()


def run(args: argparse.Namespace, shop: Path, pass_on: Callable[..., None]) -> int:
    """Relay until it is stopped. `pass_on`: from one serial port to another. Raises BadInput needs_printer, EnvironmentProblem port_unusable,
    address_unusable."""
    tap = ReceiptTap(lambda: Connection(read_access(shop), "receipts", role="receipts"), args.register)
    listen = address_of(args.source)
    if Path(args.source).is_dir():
        return _watch(Path(args.source), shop, tap)
    if listen is not None:
        printer = address_of(args.sink or "", port=PRINTER_PORT)
        if printer is None:
            raise BadInput("needs_printer", value=args.sink or "")
        relay = PrinterRelay((listen[0], listen[1]), printer, tap.put)
        threading.Thread(target=tap.run, daemon=True).start()
        print(
            tr(
                "Relaying port {port} to {printer}. Stop with Ctrl+C.",
                port=relay.port,
                printer=f"{printer[0]}:{printer[1]}",
            ),
            flush=True,
        )
        relay.run()
        return 0
    source = open_port(args.source, args.speed)
    sink = open_port(args.sink, args.speed) if args.sink else None
    threads = [threading.Thread(target=pass_on, args=(source, sink, lambda data: tap.put(0, data)), daemon=True)]
    if sink is not None:
        threads.append(threading.Thread(target=pass_on, args=(sink, source, None), daemon=True))
    for thread in (threading.Thread(target=tap.run, daemon=True), *threads):
        thread.start()
    print(tr("Relaying. Stop with Ctrl+C."), flush=True)
    while all(x.is_alive() for x in threads):
        time.sleep(0.2)
    print(tr("A port is gone."), file=sys.stderr)
    return 4


def address_of(text: str, port: int = 0) -> tuple[str, int] | None:
    """(host, port) of `9100`, `192.168.0.9:9100`; with `port`, that one where none is said. None for what is no such address."""
    found = _ADDRESS.fullmatch(text)
    if found and int(found["port"]) < 1 << 16 and (found["host"] or not port):
        return (found["host"] or "").strip("[]"), int(found["port"])
    if port and re.fullmatch(r"[\w.-]+", text):
        return text, port
    return None


def _watch(folder: Path, shop: Path, tap: ReceiptTap) -> int:
    """Look into the folder for ever. Journals are told to the window as they come to rest."""
    from pos_assist.cli.journal_tables import JournalTables  # noqa: PLC0415 — lazy: reads no table until there is one

    tables = JournalTables(lambda rows: tap.say(rows, live=False), _say)
    journals = JournalFolder(folder, shop.with_suffix(".journals"), lambda rows: tap.say(rows, live=False), tables.take)
    print(tr("Watching {folder}. Stop with Ctrl+C.", folder=str(folder)), flush=True)
    trouble = ""
    while True:
        if given := journals.poll(time.monotonic()):
            print(trn("{n} row read.", "{n} rows read.", given), flush=True)
        if journals.trouble != trouble:
            trouble = journals.trouble
            if trouble:
                print(tr("The folder cannot be read: {reason}", reason=trouble), file=sys.stderr, flush=True)
        time.sleep(_LOOK)


def _say(file: str, problem: Problem) -> None:
    """A file that only a person can read: which columns are which."""
    print(f"{file}: {sentence(problem)}", file=sys.stderr, flush=True)
    print(tr("Import it once by hand: pos-assist import receipts {file}", file=file), file=sys.stderr, flush=True)
