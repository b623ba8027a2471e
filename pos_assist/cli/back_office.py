"""`pos-assist back-office`: the back office by itself, without a counter. The window is the desktop's; `__main__` opens it."""

from __future__ import annotations

import argparse

from pos_assist.cli.main import common
from pos_assist.domain.problems import EnvironmentProblem


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    common(parser)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 — as every command's
    """Reached only where no window can be opened. Raises Environment: no_screen."""
    raise EnvironmentProblem("no_screen")
