"""What a file, a pack or a backup would change, as rows of a table in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.domain.records import differences
from pos_assist.exchange.catalog.import_plan import Plan, PlannedRecord
from pos_assist.i18n.deal_texts import Say
from pos_assist.i18n.record_texts import field_text, kind_text, value_text
from pos_assist.i18n.translate import sentence, tr
from pos_assist.services.management.pack_exchange import BOTH, OURS, THEIRS, Side


class DryRow(NamedTuple):
    """One difference or one bad cell of a dry run."""

    mark: str
    ink: str
    row: str
    title: str
    text: str
    bad: bool = False


def dry_rows(plan: Plan, say: Say) -> list[DryRow]:
    """Bad cells first: nothing is imported until they are corrected."""
    marks = {
        "added": (tr("new"), "accent_ink"),
        "changed": (tr("changed"), "upgrade_ink"),
        "retired": (tr("gone"), "saving"),
    }
    bad = [
        DryRow(tr("bad cell"), "saving", str(x.data.get("row", "")), str(x.data.get("column", "")), _reason(x), True)
        for x in plan.problems
    ]
    left = [
        DryRow(tr("left out"), "dim", str(x.data.get("row", "")), str(x.data.get("column", "")), _reason(x))
        for x in plan.left_out
    ]
    return (
        bad + left + [DryRow(*marks[x.what], "", x.title, _fields(x, say)) for x in plan.differences if x.what in marks]
    )


def _reason(problem: Any) -> str:
    short = type(problem)(problem.code, **{k: v for k, v in problem.data.items() if k not in ("row", "column", "file")})
    return sentence(short)


def _fields(record: PlannedRecord, say: Say) -> str:
    if record.what == "added":
        return " · ".join(f"{field_text(name)} {value_text(name, after, say)}" for name, _, after in record.fields)
    return " · ".join(
        f"{field_text(name)}: {value_text(name, before, say) or '∅'} → {value_text(name, after, say) or '∅'}"
        for name, before, after in record.fields
    )


class SideRow(NamedTuple):
    """One record that differs between here and there."""

    key: tuple[str, str]
    mark: str
    ink: str
    title: str
    ours: str
    theirs: str
    inside: str  # every field that differs, a line each


def side_rows(sides: Iterable[Side], choices: Mapping[tuple[str, str], str], context: PageContext) -> list[SideRow]:
    """The records, those first that somebody must choose between."""
    ordered = sorted(sides, key=lambda x: (x.changed != BOTH, x.kind, x.key))
    return [_side_row(x, choices, context) for x in ordered]


def _side_row(side: Side, choices: Mapping[tuple[str, str], str], context: PageContext) -> SideRow:
    key = (side.kind, side.key)
    if choices:
        mark = {OURS: tr("stays"), THEIRS: tr("taken over")}[choices[key]]
        ink = "accent_ink" if choices[key] == THEIRS else "dim"
        if side.changed == BOTH:
            mark, ink = "! " + mark, "saving"
    else:
        mark, ink = tr("differs"), "upgrade_ink"
    texts = _texts(side, context.say)
    ours = " · ".join(f"{name} {text}" for name, text, _ in texts) or _whole(side.ours)
    theirs = " · ".join(f"{name} {text}" for name, _, text in texts) or _whole(side.theirs)
    inside = "\n".join(f"{name}: {before} → {after}" for name, before, after in texts)
    return SideRow(key, mark, ink, f"{kind_text(side.kind)}: {_title(side, context)}", ours, theirs, inside)


def _title(side: Side, context: PageContext) -> str:
    value = side.ours if side.ours is not None else side.theirs
    name = getattr(value, "name", "")
    return str(name) if name else " → ".join(map(context.say.title, side.key.split("\t")))


def _texts(side: Side, say: Say) -> list[tuple[str, str, str]]:
    """(field, ours, theirs) of what differs; nothing where one side has no such record, or it is one text."""
    if side.ours is None or side.theirs is None or side.kind == "settings":
        return []
    return [
        (field_text(name), value_text(name, ours, say) or "∅", value_text(name, theirs, say) or "∅")
        for name, ours, theirs in differences(side.ours, side.theirs)
    ]


def _whole(value: Any) -> str:
    if value is None:
        return tr("not there")
    return value if isinstance(value, str) else tr("there")
