"""`pos-assist import items FILE` and its like: shown first (`--dry-run`), then applied whole or not at all."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_assist.cli.export import KINDS
from pos_assist.cli.management import MOST_SHOWN, management, management_options, print_change, rest, say_of
from pos_assist.domain.problems import BadInput
from pos_assist.i18n.deal_texts import Say
from pos_assist.i18n.record_texts import columns_text, kind_text
from pos_assist.i18n.translate import sentence, tr, trn

if TYPE_CHECKING:
    from pos_assist.exchange.catalog.import_plan import Plan

ANY = "catalog"
WHAT = (ANY, *KINDS)


def arguments(what: argparse._SubParsersAction[Any]) -> None:
    """Add the kinds to the command `import`."""
    for kind in WHAT:
        help_line = tr("a table of {kind}, or another register's products", kind=kind) if kind == "items" else (
            tr("any of these tables, told by its header") if kind == ANY else tr("a table of {kind}", kind=kind)
        )  # fmt: skip
        command = what.add_parser(kind, help=help_line, description=help_line)
        command.add_argument("path", type=Path, metavar=tr("FILE"), help=tr("a CSV or XLSX file"))
        command.add_argument(
            "--dry-run", action="store_true", help=tr("only say what would be added, changed, retired")
        )
        command.add_argument(
            "--whole",
            action="store_true",
            help=tr("the file is the whole list: retire or remove what it does not have"),
        )
        management_options(command)


def run(args: argparse.Namespace) -> int:
    """Show what the file would do, and do it."""
    with management(args, readonly=args.dry_run) as manager:
        kind = "" if args.what in (ANY, "items") else args.what
        plan = manager.plan_import(args.path, kind, whole=args.whole)
        if args.what not in (ANY, plan.kind):
            raise BadInput("other_table", file=args.path.name, kind=plan.kind)
        _show(plan, say_of(manager))
        if plan.problems:
            raise BadInput("plan_has_problems", file=plan.file)
        if not args.dry_run:
            manager.apply(plan)
    return 0


def _show(plan: Plan, say: Say) -> None:
    for problem in plan.problems[:MOST_SHOWN]:
        print("  ! " + sentence(problem))
    rest(len(plan.problems))
    for what in ("added", "changed", "retired"):
        for difference in plan.of(what)[:MOST_SHOWN]:
            print_change(difference, say)
        rest(len(plan.of(what)))
    print(
        tr(
            "{file} ({kind}): {rows}, {added} added, {changed} changed, {retired} retired.",
            file=plan.file,
            kind=kind_text(plan.kind),
            rows=trn("{n} row", "{n} rows", plan.rows),
            added=len(plan.of("added")),
            changed=len(plan.of("changed")),
            retired=len(plan.of("retired")),
        )
    )
    for problem in plan.left_out[:MOST_SHOWN]:
        print("  – " + sentence(problem))
    rest(len(plan.left_out))
    if plan.read_as:
        print(columns_text(plan.read_as))
    if plan.unknown:
        print(tr("Kept, but not understood: {columns}.", columns=", ".join(plan.unknown)))
