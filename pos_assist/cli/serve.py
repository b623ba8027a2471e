"""`pos-assist serve --stdio`: the local API on the standard streams, without a window, for tests and for programs that start us."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Callable

from pos_assist.cli.main import common, opened
from pos_assist.i18n.translate import tr
from pos_assist.services.feeds.json_lines import LineCutter


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument(
        "--stdio",
        action="store_true",
        required=True,
        help=tr("one JSON object a line on the standard streams (docs/api.md)"),
    )
    parser.add_argument(
        "--practice", action="store_true", help=tr("write nothing down; the shop may be open at the counter")
    )
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Answer until the input ends. No token is asked for: whoever started us may."""
    turn = threading.Lock()  # a worker that has proved a price tells of it between two calls

    def post(job: Callable[[], None]) -> None:
        with turn:
            job()

    with opened(args, post=post, readonly=args.practice) as shop:
        feed, cutter = shop.follow(), LineCutter()
        session = feed.connected(_write)
        while not session.over and (data := os.read(sys.stdin.fileno(), 1 << 16)):
            with turn:
                for line in cutter.lines(data):
                    session.receive(line)
                if cutter.broken:
                    session.refuse(cutter.broken)
            if cutter.is_http:
                break
        feed.till.stop()
    return 0


def _write(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
