"""`pos-assist …`: which command was meant, in which language, and which exit code a problem ends with."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from pos_assist.domain.marking import N_
from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem
from pos_assist.i18n.translate import LANGUAGES, sentence, set_language, system_language, tr
from pos_assist.system.paths import data_folder

if TYPE_CHECKING:
    from pos_assist.shop import Shop

OK, USAGE, BAD_INPUT, ENVIRONMENT = 0, 2, 3, 4  # 1 is a bug: Python's own exit code for an uncaught exception

# Command -> (module, one line of help). Only the module of the command that was asked for is imported.
COMMANDS: dict[str, tuple[str, str]] = {
    "shop": ("shop", N_("Make a shop, look at one, list them, rebuild a lost one")),
    "import": ("import_", N_("Read files in: past receipts, a shop's folder, a table of items or pairings")),
    "export": ("export", N_("Write items, pairings or another table to a CSV or XLSX file")),
    "pack": ("pack", N_("The catalog and the rules in one signed file: make it, look at one, take it over")),
    "share": ("share", N_("Several tills, one shared folder: give sales and edits, take the others', see how it is")),
    "hq": ("hq", N_("Headquarters: count the sales of many shops, publish what they teach, report by week")),
    "settings": ("settings", N_("Every setting of a shop and of this computer: list, get, set")),
    "staff": ("staff", N_("Who has a PIN; change your own, or replace a forgotten one")),
    "member": ("member", N_("Customers with a card: add, list, export what is stored, forget")),
    "back-office": ("back_office", N_("Open the manager's pages: items, pairings, sets, results")),
    "backup": ("backup", N_("Make a checked copy of the shop now")),
    "restore": ("restore", N_("List the backups, look into one, bring it back")),
    "serve": ("serve", N_("Follow another register's orders: the local API on the standard streams")),
    "demo-register": ("demo_register", N_("A register in the terminal that sends its orders to the companion window")),
    "feed": (
        "feed",
        N_("Following another register: the owner's consent, on and off, figures by day, reading a journal"),
    ),
    "relay": (
        "relay",
        N_("Pass on what a register sends to its display or receipt printer, and tell the companion window of it"),
    ),
    "companion": ("companion", N_("Open the window beside another register: what to offer with its orders")),
    "ring": ("ring", N_("Ring an order up and see what to offer, without selling it")),
    "orders": ("orders", N_("List the open and the held orders, as they are on disk")),
    "receipts": ("receipts", N_("List the finished sales")),
    "day": ("day", N_("The business day: float, cash in and out, X report, close, journal, figures")),
    "refund": ("refund", N_("Give units of a receipt back, or void it")),
    "print": ("print_", N_("Print a receipt, or write it as a PNG or PDF file")),
    "printer": ("printer", N_("How the printers are, and what waits to be printed")),
    "sell": ("sell", N_("Sell random orders through the counter, for load and demonstration")),
    "report": ("report", N_("What the offers bring, with its uncertainty")),
    "simulate": ("simulate", N_("Sell to customers with known tastes: the truth beside the report")),
    "support": ("support", N_("Write one file for whoever helps with a fault: no receipts, no names")),
    "autostart": ("autostart", N_("Open the counter when somebody signs in, or not")),
    "price": ("price", N_("Price the orders of a case file")),
    "rank": ("rank", N_("Rank what goes with some items, from a receipts file")),
    "evaluate": ("evaluate", N_("Measure the suggestions on a receipts file")),
    "learn": ("learn", N_("What a shop's receipts taught; look a pair up, or learn everything anew")),
}

# argparse's own words; it looks them up in its module's `_`, which `parse` lends our catalog.
_ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("not allowed with argument %s"),
    N_("%(prog)s: error: %(message)s\n"),
)


def main(argv: Sequence[str]) -> int:
    """Run one command; return its exit code. Problems are printed on stderr in the user's language."""
    return guarded(parse(argv))


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the parsed arguments; `command` is None for the counter. Exits with USAGE when they cannot be parsed."""
    _prepare_streams()
    set_language(_asked_language(argv) or system_language())
    argparse._ = tr  # type: ignore[attr-defined]  # not public, yet the only way to translate its texts
    if _is_double_clicked(argv):
        argv = [*argv[:-1], "--pack", argv[-1]]
    return _parser(argv).parse_args(argv)


def guarded(args: argparse.Namespace) -> int:
    """Run the command, problems turned into sentences and exit codes."""

    def run() -> int:
        code: int = importlib.import_module(f"pos_assist.cli.{COMMANDS[args.command][0]}").run(args)
        return code

    return exit_code_of(run, getattr(args, "data_dir", None))


def exit_code_of(job: Callable[[], int], data_dir: str | None = None) -> int:
    """Do it; its exit code, or that of the problem that it ended with, which is said on stderr and, where the computer is at
    fault, written to the log in the data folder."""
    try:
        return job()
    except Problem as problem:
        if isinstance(problem, EnvironmentProblem):
            from pos_assist.system import log  # noqa: PLC0415 — lazy: as above

            with suppress(EnvironmentProblem):  # no home folder: no diary
                log.trouble_of(data_folder(data_dir), problem)
        return print_problem(problem)
    except KeyboardInterrupt:
        return 130  # as the shell says it
    except Exception as error:
        if _pipe_was_closed(error):
            sys.stderr.close()
            return OK
        from pos_assist.shop import fault_of  # noqa: PLC0415 — lazy: only where something went wrong

        fault = fault_of(error)
        if fault is None:
            raise
        return print_problem(fault)


def print_problem(problem: Problem) -> int:
    """Say on stderr what is wrong; the exit code for it."""
    print(tr("pos-assist: {sentence}", sentence=sentence(problem)), file=sys.stderr)
    if isinstance(problem, EnvironmentProblem):
        return ENVIRONMENT
    return BAD_INPUT if isinstance(problem, BadInput) else USAGE


def common(parser: argparse.ArgumentParser, *, shop: bool = True, default: Any = argparse.SUPPRESS) -> None:
    """The options that every command has. They may stand before the command's name too, hence no default of its own.

    A command without a shop (`shop=False`) takes its options all the same, so that they can stand in every call.
    """
    where, folder = (
        tr("a shop's name, or the path of its .db file"),
        tr("where shops are kept (default: the user's data folder)"),
    )
    hidden = argparse.SUPPRESS
    parser.add_argument("--shop", metavar="SHOP", default=default, help=where if shop else hidden)
    parser.add_argument("--data-dir", metavar="DIR", default=default, help=folder if shop else hidden)
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=tr("language (default: the machine's)"))


@contextmanager
def opened(args: argparse.Namespace, **how: Any) -> Iterator[Shop]:
    """The shop that `--shop` and `--data-dir` mean, open; a new data folder gets the burger sample. `how`: as for
    `open_shop`."""
    from pos_assist.domain.settings import troubles  # noqa: PLC0415 — lazy: --help needs no settings
    from pos_assist.shop import ensure_shop, open_shop  # noqa: PLC0415 — lazy: --help needs no database

    shop = open_shop(ensure_shop(args.shop, data_folder(args.data_dir)), **how)
    shop.on_trouble(_tell_trouble)
    try:
        for problem in troubles(shop.settings()):
            print_problem(problem)
        yield shop
    finally:
        shop.close()


def _tell_trouble(error: Exception) -> None:
    """What no caller waits for (an open order not kept, a journal behind), said beside the command's own words."""
    if not isinstance(error, Problem):
        raise error
    print_problem(error)


def _pipe_was_closed(error: Exception) -> bool:
    """`pos-assist … | head`. Windows calls a pipe that was closed an invalid argument."""
    return isinstance(error, BrokenPipeError) or (
        sys.platform == "win32" and isinstance(error, OSError) and error.errno == errno.EINVAL
    )


def _is_double_clicked(argv: Sequence[str]) -> bool:
    """Whether the last word is a pack that no command and no option asked for."""
    words = [*argv]
    return (
        bool(words)
        and words[-1].lower().endswith(".pospack")
        and "--pack" not in words
        and not any(word in COMMANDS for word in words)
    )


def _prepare_streams() -> None:
    """What is piped is UTF-8, whatever the machine's code page: it is for programs, and 932 has no «¥». A terminal keeps its
    own encoding, and gets «?» for a character that it lacks. Windows' starter without a console has no streams at all."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115, PTH123 — as long as the process
        elif hasattr(stream, "reconfigure"):  # a test's is not
            encoding = {} if stream.isatty() else {"encoding": "utf-8"}
            stream.reconfigure(errors="replace", **encoding)


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pos-assist",
        description=tr("What to offer at a shop counter. Without a command the counter opens."),
        epilog=tr("Try: pos-assist ring チーズバーガー コーラ   ·   pos-assist COMMAND --help"),
    )
    parser.add_argument("--version", action=_Version, nargs=0, help=tr("the version, its commit and build date"))
    common(parser, default=None)
    parser.add_argument(
        "--sample",
        nargs="?",
        const="burger",
        choices=("burger", "bakery", "camera"),
        help=tr("with no shop yet, begin with this sample shop without asking"),
    )
    parser.add_argument(
        "--pack",
        metavar="FILE",
        help=tr("a pack, as its double click opens it: to begin a shop with, or to see what it would change here"),
    )
    parser.add_argument(
        "--no-window",
        action="store_true",
        help=tr("as on a machine without a screen: a sample order in the terminal, and a picture of the window"),
    )
    commands = parser.add_subparsers(dest="command", metavar=tr("COMMAND"))
    meant = next((word for word in argv if word in COMMANDS), None)
    for name, (module, help_line) in COMMANDS.items():
        command = commands.add_parser(name, help=tr(help_line), description=tr(help_line))
        if name == meant:
            importlib.import_module(f"pos_assist.cli.{module}").arguments(command)
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from pos_assist.system.version import version  # noqa: PLC0415 — lazy: only --version asks git

        print(f"pos-assist {version()}")
        parser.exit()


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
