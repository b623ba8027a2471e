"""The report on a shop that was recovered: what came, from where, and each sale that did not."""

from __future__ import annotations

from collections.abc import Sequence

from pos_assist.i18n.money import money
from pos_assist.i18n.translate import tr, trn
from pos_assist.storage import LostEvent, Rebuilt

_MOST = 20  # named one by one


def recovered_lines(rebuilt: Rebuilt, currency: str = "JPY") -> list[str]:
    """One sentence a line, what matters most first."""
    lines = [trn("{n} receipt", "{n} receipts", rebuilt.receipts)]
    if rebuilt.from_backup:
        lines.append(tr("{n} of them from the backup", n=rebuilt.from_backup))
    if not rebuilt.journal:
        lines.append(tr("There was no journal: every sale after {until} is missing.", until=rebuilt.until or "–"))
    lines += lost_lines(rebuilt.lost, currency)
    if rebuilt.cut:
        lines.append(
            trn(
                "The journal ends too early: its newest line is missing, after {until}.",
                "The journal ends too early: its newest {n} lines are missing, after {until}.",
                rebuilt.cut,
                until=rebuilt.until or "–",
            )
        )
    for event in rebuilt.doubtful[:_MOST]:
        lines.append(
            tr(
                "Came back, though its line in the journal was changed; compare it: {what}",
                what=_named(event, currency),
            )
        )
    if rebuilt.last_line_torn:
        lines.append(tr("the journal's last line was cut off, as by a power cut; it is left out"))
    if rebuilt.history_missing:
        lines.append(tr("{n} imported receipts are missing: import their file again", n=rebuilt.history_missing))
    if rebuilt.recovery_code:
        lines.append(
            tr(
                "Who works here was lost. The back office is locked; write this recovery code down, it opens it: {code}",
                code=rebuilt.recovery_code,
            )
        )
    return lines


def lost_lines(lost: Sequence[LostEvent], currency: str = "JPY", where: str = "") -> list[str]:
    """Each sale that is missing, by number, time and amount; `where` it still is, if anywhere."""
    if not lost:
        return []
    sales = [event for event in lost if event.sale]
    lines = [trn("{n} sale is missing:", "{n} sales are missing:", len(sales))] if sales else []
    if where and sales:
        lines = [
            trn("{n} sale is only in {file}:", "{n} sales are only in {file}:", len(sales), file=where)
        ]  # fmt: skip
    lines += [f"  {_named(event, currency)}" for event in sales[:_MOST]]
    if len(sales) > _MOST:
        lines.append("  " + tr("and {n} more", n=len(sales) - _MOST))
    if others := len(lost) - len(sales):
        lines.append(
            trn(
                "{n} other entry of the journal (a change of the menu, of people) could not be read.",
                "{n} other entries of the journal (changes of the menu, of people) could not be read.",
                others,
            )
        )
    return lines


def _named(event: LostEvent, currency: str) -> str:
    if not event.sale:
        return tr("entry {n} of the journal", n=event.n)
    parts = [
        tr("Receipt #{number}", number=event.number) if event.number else tr("entry {n} of the journal", n=event.n),
        event.at,
        money(event.total, currency) if event.total is not None else "",
    ]
    return ", ".join(part for part in parts if part)
