"""`pos-assist backup`: a checked, dated copy of the shop now, old ones thinned."""

from __future__ import annotations

import argparse

from pos_assist.cli.main import common
from pos_assist.i18n.translate import tr


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Make it; beside a counter that has the shop open, too."""
    from pos_assist.cli.main import opened  # noqa: PLC0415 — lazy: --help needs no database

    with opened(args, readonly=True) as shop:
        print(tr("Made {path}.", path=shop.manage("").back_up()))
    return 0
