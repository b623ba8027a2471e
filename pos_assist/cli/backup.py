"""`pos-assist backup`: a checked, dated copy of the shop now, old ones thinned."""

from __future__ import annotations

import argparse
from contextlib import suppress

from pos_assist.cli.main import common
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.i18n.translate import tr


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    common(parser)


def run(args: argparse.Namespace) -> int:
    """Make it; beside a counter that has the shop open, too."""
    from pos_assist.cli.main import opened  # noqa: PLC0415 — lazy: --help needs no database
    from pos_assist.cli.management import signature  # noqa: PLC0415 — lazy: as above

    with opened(args, readonly=True) as shop:
        made = shop.manage("").back_up()
        print(tr("Made {path}.", path=made))
    with suppress(EnvironmentProblem), opened(args) as shop:  # not beside a counter: only one program writes
        shop.manage(signature()).note_backup(made)
    return 0
