"""`pos-assist settings …`: every setting of a shop and of this computer, listed, shown, changed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pos_assist.cli.management import management, management_options
from pos_assist.i18n.translate import tr

if TYPE_CHECKING:
    from pos_assist.domain.setting import Setting


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    what = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))
    every = what.add_parser("list", help=tr("every setting: its value, and what is usual"))
    get = what.add_parser("get", help=tr("the value of one setting"))
    put = what.add_parser("set", help=tr("change one setting"))
    back = what.add_parser("reset", help=tr("back to the usual value"))
    for command in (get, put, back):
        command.add_argument("name", metavar=tr("NAME"), help=tr("its name, as `list` shows it"))
    put.add_argument("value", metavar=tr("VALUE"), help=tr("what it is to be"))
    for command in (every, get):
        command.add_argument("--json", action="store_true", help=tr("one JSON line for each setting, for programs"))
    for command in (every, get, put, back):
        management_options(command)


def run(args: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    from pos_assist.domain.settings import OFFER_HOURS, SETTINGS, declared, find  # noqa: PLC0415 — lazy: as in main

    looking = args.what in ("list", "get")
    with management(args, readonly=looking) as manager:
        if not looking:
            change = manager.set_settings({args.name: args.value if args.what == "set" else None})
            value = declared(args.name).of(manager.settings())
            written = declared(args.name).kind.write(value)
            print(f"{args.name} = {written}" + (f"  ({tr('change {n}', n=change)})" if change else ""))
            return 0
        values = manager.settings()
        if args.what == "get":
            _print(declared(args.name), values, as_json=args.json, alone=True)
            return 0
        for setting in SETTINGS:
            if setting is not OFFER_HOURS:
                _print(setting, values, as_json=args.json)
        for name in sorted(values):
            if name.startswith(OFFER_HOURS.name) and (setting_of_code := find(name)):
                _print(setting_of_code, values, as_json=args.json)
        unknown = sorted(name for name in values if find(name) is None)
        if unknown and not args.json:
            print(tr("Kept, and not known to this version: {names}", names=", ".join(unknown)))
    return 0


def _print(setting: Setting[Any], values: Mapping[str, str], *, as_json: bool, alone: bool = False) -> None:
    value = setting.kind.write(setting.of(values))
    if as_json:
        line = {
            "name": setting.name, "value": value, "default": setting.usual, "set": setting.name in values,
            "scope": str(setting.scope), "in_packs": setting.travels, "in_reports": setting.reported,
            "label": tr(setting.label), "what": tr(setting.what),
        }  # fmt: skip
        print(json.dumps(line, ensure_ascii=False))
    elif alone:
        print(value)
    else:
        usual = "" if value == setting.usual else f"  ({tr('usually: {value}', value=setting.usual or '–')})"
        print(f"{setting.name} = {value}{usual}  # {tr(setting.label)}")
