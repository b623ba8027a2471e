"""Bytes between two serial ports, each as it comes: to the other side first, then to who listens."""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from pos_assist.devices.display_tap import open_port
from pos_assist.domain.feeds import Parity
from pos_assist.i18n.translate import tr
from pos_assist.services.relaying.relay_files import NoReport

if TYPE_CHECKING:
    import serial


def pass_serial_on(
    args: argparse.Namespace, begin: Callable[[], None], heard: Callable[[bytes], None], report: NoReport
) -> int:
    """Until a port is gone; both are closed then. `begin` is called once both are open, `heard` never waits. Returns the exit
    code. EnvironmentProblem: port_unusable."""
    over = threading.Event()
    with ExitStack() as open_ones:
        parity = Parity(args.parity)
        source = open_ones.enter_context(open_port(args.source, args.speed, parity))
        sink = open_ones.enter_context(open_port(args.sink, args.speed, parity)) if args.sink else None
        threads = [threading.Thread(target=_pass_on, args=(source, sink, heard, over), daemon=True)]
        if sink is not None:
            threads.append(threading.Thread(target=_pass_on, args=(sink, source, None, over), daemon=True))
        for thread in threads:
            thread.start()
        begin()
        report.ready()
        print(tr("Relaying. Stop with Ctrl+C."), flush=True)
        while all(x.is_alive() for x in threads):
            time.sleep(0.2)
        over.set()
        for thread in threads:
            thread.join(1.0)
    print(tr("A port is gone."), file=sys.stderr)
    return 4


def _pass_on(
    source: serial.Serial, sink: serial.Serial | None, heard: Callable[[bytes], None] | None, over: threading.Event
) -> None:
    """Every byte as it comes, to the other side before anything else; ends when a port is gone, or all is over."""
    try:
        while not over.is_set():
            data = source.read(max(1, source.in_waiting))
            if data and sink is not None:
                sink.write(data)
            if data and heard is not None:
                heard(data)
    except OSError:  # pyserial's own errors are among them
        return
