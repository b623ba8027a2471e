"""`pos-assist companion`: where there is no screen it says so; with one `__main__` opens the window."""

from __future__ import annotations

import argparse

from pos_assist.cli.main import common
from pos_assist.domain.problems import EnvironmentProblem


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    common(parser)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 — as every command's
    """Reached only where no window can be opened. Raises EnvironmentProblem: no_screen."""
    raise EnvironmentProblem("no_screen")
