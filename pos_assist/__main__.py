"""`pos-assist` and `python -m pos_assist`: the counter, or one command."""

from __future__ import annotations

import sys


def main() -> int:
    """Open the counter, or run the command that was given. Returns the exit code."""
    from pos_assist.cli.main import main as cli_main  # noqa: PLC0415 — lazy: the counter's start does not need argparse

    return cli_main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
