"""`pos-assist print`: a receipt to a printer or into a file, beside a counter that is open too."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pos_assist.cli.main import ENVIRONMENT, OK, common, opened
from pos_assist.devices.address import Way, address
from pos_assist.domain.problems import Refused, system_problem
from pos_assist.i18n.translate import tr

if TYPE_CHECKING:
    from pos_assist.devices.bitmap import Bitmap
    from pos_assist.devices.slip import Slip
    from pos_assist.domain.receipts import Receipt
    from pos_assist.shop import Shop

_DOTS = {"80": 576, "58": 384}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("receipt", metavar=tr("RECEIPT"), help=tr("its number, or «last»"))
    parser.add_argument(
        "--to", required=True, metavar="WHERE",
        help=tr("tcp:HOST:PORT, serial:PATH, file:PATH, png:FILE or pdf:FILE"),
    )  # fmt: skip
    parser.add_argument("--paper", choices=_DOTS, default="80", help=tr("how wide it is, in millimetres (default: 80)"))
    parser.add_argument("--text", action="store_true", help=tr("as Shift JIS text in the printer's own font"))
    parser.add_argument("--reprint", action="store_true", help=tr("marked as printed again"))
    parser.add_argument("--made-out", metavar=tr("NAME"), help=tr("as an official receipt, made out to this name"))
    parser.add_argument(
        "--for", dest="purpose", default="", metavar=tr("WHAT"), help=tr("what an official receipt is for")
    )
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Print it. Ends with ENVIRONMENT where the printer did not confirm it, and says why."""
    from pos_assist.devices import raster  # noqa: PLC0415 — lazy: --help needs no fonts
    from pos_assist.devices.receipt_slip import MadeOut  # noqa: PLC0415 — lazy: as above

    where = address(args.to)
    with opened(args, readonly=True) as shop:
        receipt = _found(shop, args.receipt)
        made_out = MadeOut(args.made_out, args.purpose) if args.made_out is not None else None
        slip = shop.printing.slip_of(receipt, reprint=args.reprint, made_out=made_out)
    raster.get_ready()
    dots = _DOTS[args.paper]
    if where.way in (Way.PNG, Way.PDF):
        _write(Path(where.name), where.way, raster.bitmap_of(slip, dots), slip.title)
        print(where.name)
        return OK
    from pos_assist.devices.printer import print_job  # noqa: PLC0415 — lazy: as above

    outcome = print_job(where, _pieces(slip, dots, as_text=args.text))
    from pos_assist.domain.print_jobs import JobState  # noqa: PLC0415 — lazy: as above
    from pos_assist.i18n.device_texts import state_words  # noqa: PLC0415 — lazy: as above

    print(state_words(outcome.state, outcome.trouble))
    return OK if outcome.state in (JobState.CONFIRMED, JobState.SENT) else ENVIRONMENT


def _found(shop: Shop, wanted: str) -> Receipt:
    number = wanted.lstrip("#")
    for receipt in shop.receipts():
        if wanted == "last" or str(receipt.number) == number or receipt.key == wanted:
            return receipt
    raise Refused("no_such_receipt")


def _write(path: Path, way: Way, bitmap: Bitmap, title: str) -> None:
    from pos_assist.devices.pdf import pdf_of  # noqa: PLC0415 — lazy: as above
    from pos_assist.devices.raster import DOTS_PER_MM, png_of  # noqa: PLC0415 — lazy: as above

    data = png_of(bitmap) if way is Way.PNG else pdf_of(bitmap, DOTS_PER_MM, title)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise system_problem(error, str(path)) from error


def _pieces(slip: Slip, dots: int, *, as_text: bool) -> Iterator[bytes]:
    from pos_assist.devices.job_bytes import job_bytes  # noqa: PLC0415 — lazy: as above

    return iter(job_bytes(slip, dots, as_text=as_text))
