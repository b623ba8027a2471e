"""`pos-assist autostart [on|off]`: whether the counter opens when somebody signs in."""

from __future__ import annotations

import argparse

from pos_assist.cli.main import common
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.i18n.translate import tr
from pos_assist.system import autostart


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("choice", nargs="?", choices=("on", "off"), help=tr("without it, say how it is"))
    common(parser, shop=False)


def run(args: argparse.Namespace) -> int:
    """Switch, then say how it is."""
    if args.choice:
        try:
            autostart.switch(args.choice == "on")
        except OSError as error:
            raise EnvironmentProblem(
                "cannot_write", file=error.filename, reason=error.strerror or str(error)
            ) from error
    print(
        tr("The counter opens when you sign in.") if autostart.is_on() else tr("The counter opens when you start it.")
    )
    return 0
