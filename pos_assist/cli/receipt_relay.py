"""`pos-assist relay` for receipts: between a register and its printer (network, serial line), or beside a folder of journals."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from pos_assist.cli.receipt_tap import ReceiptTap
from pos_assist.cli.serial_relay import pass_serial_on
from pos_assist.devices.printer_relay import PrinterRelay
from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem
from pos_assist.domain.relay_plan import PRINTER_PORT, address_of
from pos_assist.i18n.translate import sentence, tr, trn
from pos_assist.services.feeds.paper.journal_folder import JournalFolder
from pos_assist.services.relaying.relay_files import NoReport

_LOOK = 1.0  # seconds between two looks into a folder


def is_for_receipts(args: argparse.Namespace) -> bool:
    """Whether what is to be relayed are receipts: a network port, a folder, or a line that is said to be a printer's."""
    return bool(args.receipts) or address_of(args.source) is not None or Path(args.source).is_dir()


def run(args: argparse.Namespace, shop: Path, tap: ReceiptTap, report: NoReport) -> int:
    """Relay until it is stopped, or an end is gone. Raises BadInput needs_printer, EnvironmentProblem port_unusable, port_taken, address_unusable."""
    listen = address_of(args.source)
    if Path(args.source).is_dir():
        return _watch(Path(args.source), shop, tap, report)
    if listen is not None:
        printer = address_of(args.sink or "", port=PRINTER_PORT)
        if printer is None:
            raise BadInput("needs_printer", value=args.sink or "")
        relay = PrinterRelay(listen, printer, tap.put, lambda problem: report.trouble(problem, ready=True))
        tap.begin()
        report.ready()
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
    return pass_serial_on(args, tap.begin, lambda data: tap.put(0, data), report)


def _watch(folder: Path, shop: Path, tap: ReceiptTap, report: NoReport) -> int:
    """Look into the folder for ever. Journals are told to the window as they come to rest."""
    from pos_assist.cli.journal_tables import JournalTables  # noqa: PLC0415 — lazy: reads no table until there is one

    tables = JournalTables(lambda rows: tap.say(rows, live=False), _say)
    journals = JournalFolder(folder, shop.with_suffix(".journals"), lambda rows: tap.say(rows, live=False), tables.take)
    print(tr("Watching {folder}. Stop with Ctrl+C.", folder=str(folder)), flush=True)
    trouble = ""
    report.ready()
    while True:
        if given := journals.poll(time.monotonic()):
            print(trn("{n} row read.", "{n} rows read.", given), flush=True)
        if journals.trouble != trouble:
            trouble = journals.trouble
            if trouble:
                print(tr("The folder cannot be read: {reason}", reason=trouble), file=sys.stderr, flush=True)
                report.trouble(EnvironmentProblem("unreadable_journals", file=str(folder), reason=trouble), ready=True)
            else:
                report.ready()
        time.sleep(_LOOK)


def _say(file: str, problem: Problem) -> None:
    """A file that only a person can read: which columns are which."""
    print(f"{file}: {sentence(problem)}", file=sys.stderr, flush=True)
    print(tr("Import it once by hand: pos-assist import receipts {file}", file=file), file=sys.stderr, flush=True)
