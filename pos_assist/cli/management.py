"""What the manager's commands share: who is at work, a shop opened for the back office, differences as lines."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pos_assist.cli.main import common, opened
from pos_assist.domain.records import differences
from pos_assist.domain.rights import Need, Right
from pos_assist.domain.settings import CURRENCY
from pos_assist.i18n.deal_texts import Say
from pos_assist.i18n.finding_texts import finding_text
from pos_assist.i18n.money import money
from pos_assist.i18n.record_texts import field_text, kind_text, value_text
from pos_assist.i18n.translate import tr
from pos_assist.pricing import Finding

if TYPE_CHECKING:
    from pos_assist.exchange.catalog.import_plan import PlannedRecord
    from pos_assist.services.management.management import Management
    from pos_assist.services.management.pack_exchange import Side
    from pos_assist.shop import Shop

MOST_SHOWN = 20
_MARKS = {"added": "+", "changed": "~", "retired": "-"}


def management_options(parser: argparse.ArgumentParser) -> None:
    """The options of every manager's command."""
    parser.add_argument(
        "--who",
        metavar=tr("NAME"),
        default="",
        help=tr("whose name the history gets; a shop with staff asks for that PIN (default: the terminal's user)"),
    )
    common(parser)


@contextmanager
def management(args: argparse.Namespace, *, readonly: bool = False) -> Iterator[Management]:
    """The back office of the shop that is meant. `readonly` works beside a counter that has it open."""

    with opened(args, readonly=readonly) as shop:
        manager = shop.manage("" if readonly else signed(shop, getattr(args, "who", "")))
        yield manager
        print_broken(manager.broken, CURRENCY.of(manager.settings()))


def print_broken(broken: Sequence[Finding], currency: str) -> None:
    """Print which deals a change has broken."""
    for finding in broken[:MOST_SHOWN]:
        print("  ! " + finding_text(finding, lambda amount: money(amount, currency)), file=sys.stderr)
    rest(len(broken))


def say_of(manager: Management) -> Say:
    """How the shop's amounts and items are written."""
    currency = CURRENCY.of(manager.settings())
    catalog = manager.catalog()
    titles = {item.code: item.title for item in catalog.items}
    departments = {x.code: x.name for x in catalog.departments}
    return Say(
        lambda amount: money(amount, currency),
        lambda code: titles.get(code, code),
        lambda code: departments.get(code, code),
    )


def print_change(record: PlannedRecord, say: Say) -> None:
    """Print the change a file would make to one record, as a line."""
    cells = [
        f"{field_text(name)}: {value_text(name, before, say) or '∅'} → {value_text(name, after, say) or '∅'}"
        for name, before, after in record.fields
        if record.what != "added"
    ]
    print(f"  {_MARKS[record.what]} {record.title}{'  ' + ', '.join(cells) if cells else ''}"[:200])


def print_sides(sides: list[Side], mark: str, say: Say) -> None:
    """Records of a pack or a backup, the two sides beside each other."""
    for side in sides[:MOST_SHOWN]:
        print(f"  {mark} {kind_text(side.kind)}: {' → '.join(map(say.title, side.key.split(chr(9))))}")
        for name, here, there in _texts(side, say):
            print(f"      {name}: {here} | {there}"[:200])
    rest(len(sides))


def rest(count: int) -> None:
    """How many more there are than are shown."""
    if count > MOST_SHOWN:
        print("  " + tr("… and {n} more", n=count - MOST_SHOWN))


def _texts(side: Side, say: Say) -> list[tuple[str, str, str]]:
    """(field, ours, theirs) of what differs; of a record that one side lacks, that it does."""
    if side.kind == "settings" or side.ours is None or side.theirs is None:
        return [("", _there(side.ours), _there(side.theirs))]
    return [
        (field_text(name), value_text(name, ours, say) or "∅", value_text(name, theirs, say) or "∅")
        for name, ours, theirs in differences(side.ours, side.theirs)
    ]


def _there(value: object) -> str:
    return "∅" if value is None else value if isinstance(value, str) else "●"


def signed(shop: Shop, who: str = "") -> str:
    """Whose name the history gets. Where the shop has staff, nobody signs with another's name: `who` types the PIN, and
    without it the terminal's user stands there as such. Refused: pin_wait, pin_wrong, not_allowed."""
    if not shop.managers():
        return who or user()
    return shop.staff.enter(who, secret(tr("PIN"))) if who else signature()


def permitted(shop: Shop, who: str, right: Right) -> str:
    """Who does what this right is for: whoever types the PIN, where the shop asks for one. Refused: pin_wait, pin_wrong,
    not_allowed, pin_needed."""
    people = shop.people
    if people.need(right) is Need.NOTHING:
        return who or people.who
    return people.permit(right, who, secret(tr("PIN")) if who else "")


def signature() -> str:
    """Of what was done at a terminal by nobody who showed a PIN."""
    return tr("terminal: {user}", user=user())


def secret(what: str) -> str:
    """A PIN or a code, typed at a prompt or read as a line; never an argument, which other programs could read."""
    return getpass.getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline().strip()


def user() -> str:
    """The terminal's user, by whose name the history knows what was done there."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in a container
        return "?"
