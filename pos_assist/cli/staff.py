"""`pos-assist staff …`: who has a PIN, one's own PIN changed, a forgotten one replaced by the recovery code.

PINs and the code are typed at a prompt, or come line by line where there is no terminal; never as arguments, which other
programs could read.
"""

from __future__ import annotations

import argparse

from pos_assist.cli.main import common, opened
from pos_assist.cli.management import secret
from pos_assist.i18n.translate import tr


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    what = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))
    every = what.add_parser("list", help=tr("who works here"))
    own = what.add_parser("pin", help=tr("change your own PIN: the old one is asked for, then the new one twice"))
    lost = what.add_parser("recover", help=tr("a new PIN for a manager, for the recovery code"))
    for command in (own, lost):
        command.add_argument("name", metavar=tr("NAME"), help=tr("whose PIN"))
    for command in (every, own, lost):
        common(command)


def run(args: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    from pos_assist.services.management.staff import Role  # noqa: PLC0415 — lazy: as in main

    with opened(args, readonly=args.what == "list") as shop:
        staff = shop.staff
        if args.what == "list":
            words = {Role.CASHIER: tr("Cashier: sells"), Role.MANAGER: tr("Manager: sells, back office")}
            for person in staff.people():
                left = "" if person.active else f"  ({tr('has left')})"
                code = f"  {tr('Code or badge')}: {person.code}" if person.code else ""
                print(f"{person.name}  {words[person.role]}{code}{left}")
            return 0
        if args.what == "pin":
            staff.change_pin(args.name, secret(tr("PIN now")), secret(tr("New PIN")), secret(tr("PIN again")))
        else:
            staff.recover(secret(tr("Recovery code")), args.name, secret(tr("New PIN")), secret(tr("PIN again")))
        print(tr("The PIN of {name} is changed. Enter with the new one.", name=args.name))
    return 0
