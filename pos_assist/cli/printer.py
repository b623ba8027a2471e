"""`pos-assist printer status`: how the printers of this till are, and what waits to be printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pos_assist.cli.main import OK, common, opened
from pos_assist.i18n.device_texts import job_words, state_words, trouble_words
from pos_assist.i18n.translate import tr

if TYPE_CHECKING:
    from pos_assist.shop import Shop


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("what", choices=("status",), help=tr("how they are, and what waits"))
    parser.add_argument("--json", action="store_true", help=tr("for programs"))
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Ask each printer, and list the jobs that are not done."""
    from pos_assist.services.printing.print_service import KITCHEN_SLIPS, RECEIPTS  # noqa: PLC0415 — lazy: --help needs none

    with opened(args, readonly=True) as shop:
        looked = [(device, shop.printing.printer_state(device)) for device in (RECEIPTS, KITCHEN_SLIPS)]
        jobs = shop.printing.open_jobs()
    states = {device: state.trouble for device, state in looked if state is not None}
    if args.json:
        waiting = [
            {"id": x.id, "kind": x.job.kind, "title": x.job.title, "state": x.state, "trouble": x.trouble} for x in jobs
        ]
        print(
            json.dumps(
                {"printers": {device: trouble or "ready" for device, trouble in states.items()}, "jobs": waiting}
            )
        )
        return OK
    for device, trouble in states.items():
        print(trouble_words(device, trouble))
    if not states:
        print(tr("No receipt printer is set up."))
    for x in jobs:
        print(f"{x.at:%H:%M}  {job_words(x.job)}  {state_words(x.state, x.trouble)}")
    return OK


@contextmanager
def printing(shop: Shop, *, on: bool) -> Iterator[None]:
    """What the command prints is printed before it ends, or waits for the counter."""
    if on and shop.printing.has_printer:
        from pos_assist.devices import raster  # noqa: PLC0415 — lazy: few commands print

        raster.get_ready()
        shop.printing.begin()
    yield
    if on and shop.printing.has_printer:
        shop.printing.wait_until_idle(15)
