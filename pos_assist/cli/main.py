"""`pos-assist …`: which command was meant, in which language, and which exit code a problem ends with."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from pos_assist import __version__
from pos_assist.domain.problems import BadInput, Environment, Problem
from pos_assist.problem_words import N_
from pos_assist.words import LANGUAGES, sentence, set_language, system_language, tr

OK, USAGE, BAD_INPUT, ENVIRONMENT = 0, 2, 3, 4  # 1 is a bug: Python's own exit code for an uncaught exception

# Command -> (module, one line of help). Only the module of the command that was asked for is imported.
COMMANDS: dict[str, tuple[str, str]] = {
    "price": ("price", N_("Price the orders of a case file")),
    "rank": ("rank", N_("Rank what goes with some items, from a receipts file")),
    "evaluate": ("evaluate", N_("Measure the suggestions on a receipts file")),
}


def main(argv: Sequence[str]) -> int:
    """Run one command; return its exit code. Problems are told on stderr in the user's language."""
    set_language(_asked_language(argv) or system_language())
    args = _parser(argv).parse_args(argv)
    try:
        module = importlib.import_module(f"pos_assist.cli.{COMMANDS[args.command][0]}")
        code: int = module.run(args)
        return code
    except Problem as problem:
        print(tr("pos-assist: {sentence}", sentence=sentence(problem)), file=sys.stderr)
        if isinstance(problem, Environment):
            return ENVIRONMENT
        return BAD_INPUT if isinstance(problem, BadInput) else USAGE
    except BrokenPipeError:  # `pos-assist … | head`
        sys.stderr.close()
        return OK


def common(parser: argparse.ArgumentParser, *, shop: bool = True) -> None:
    """The options that every command has."""
    if shop:
        parser.add_argument("--shop", metavar="SHOP", help=tr("a shop's name, or the path of its .db file"))
        parser.add_argument(
            "--data-dir", metavar="DIR", help=tr("where shops are kept (default: the user's data folder)")
        )
    parser.add_argument("--lang", choices=LANGUAGES, help=tr("language (default: the machine's)"))


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pos-assist", description=tr("What to offer at a shop counter."))
    parser.add_argument("--version", action="version", version=f"pos-assist {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar=tr("COMMAND"))
    for name, (module, help_line) in COMMANDS.items():
        command = commands.add_parser(name, help=tr(help_line), description=tr(help_line))
        if name in argv:
            importlib.import_module(f"pos_assist.cli.{module}").arguments(command)
    return parser


def _asked_language(argv: Sequence[str]) -> str | None:
    for i, word in enumerate(argv):
        value = (
            word.removeprefix("--lang=")
            if word.startswith("--lang=")
            else argv[i + 1 : i + 2]
            if word == "--lang"
            else None
        )
        if value:
            asked = value if isinstance(value, str) else value[0]
            return asked if asked in LANGUAGES else None
    return None
