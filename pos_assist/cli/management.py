"""What the manager's commands share: who is at work, a shop opened for the back office, differences as lines."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pos_assist.cli.main import common, opened
from pos_assist.i18n.translate import tr

if TYPE_CHECKING:
    from pos_assist.services.management.management import Management
    from pos_assist.services.management.pack_exchange import Side

MOST_SHOWN = 20
_MARKS = {"added": "+", "changed": "~", "retired": "-"}


def management_options(parser: argparse.ArgumentParser) -> None:
    """The options of every manager's command."""
    parser.add_argument(
        "--who", metavar=tr("NAME"), default="", help=tr("whose name the history gets (default: the user's)")
    )
    common(parser)


@contextmanager
def management(args: argparse.Namespace, *, readonly: bool = False) -> Iterator[Management]:
    """The back office of the shop that is meant. `readonly` works beside a counter that has it open."""

    with opened(args, readonly=readonly) as shop:
        yield shop.manage(getattr(args, "who", "") or _user())


def tell(mark: str, title: str, fields: tuple[tuple[str, str, str], ...] = ()) -> None:
    """One difference as a line."""
    cells = ", ".join(f"{name}: {before or '∅'} → {after or '∅'}" for name, before, after in fields if mark != "added")
    print(f"  {_MARKS.get(mark, mark)} {title}{'  ' + cells if cells else ''}"[:200])


def tell_sides(sides: list[Side], mark: str) -> None:
    """Records of a pack or a backup, the two sides beside each other."""
    for side in sides[:MOST_SHOWN]:
        print(f"  {mark} {side.kind} {side.key.replace(chr(9), ' → ')}")
        for name, here, there in _different(side.ours, side.theirs):
            print(f"      {name}: {here} | {there}"[:200])
    rest(len(sides))


def rest(count: int) -> None:
    """How many more there are than are shown."""
    if count > MOST_SHOWN:
        print("  " + tr("… and {n} more", n=count - MOST_SHOWN))


def _different(ours: Any, theirs: Any) -> list[tuple[str, str, str]]:
    """The fields in which two records differ; of a record that one side lacks, that it does."""
    names = [x for x in getattr(type(ours), "__slots__", ()) if ours is not None and type(ours) is type(theirs)]
    found = [(x, getattr(ours, x), getattr(theirs, x)) for x in names if getattr(ours, x) != getattr(theirs, x)]
    if not found:
        found = [
            ("", ours if isinstance(ours, str) else _there(ours), theirs if isinstance(theirs, str) else _there(theirs))
        ]
    return [(name, str(a), str(b)) for name, a, b in found]


def _there(value: Any) -> str:
    return "∅" if value is None else "●"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in a container
        return "?"
