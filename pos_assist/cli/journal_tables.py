"""Journals that are tables (CSV with columns): read as the import of receipts reads them, and told as receipts, row by row."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from pos_assist.domain.problems import BadInput, Problem
from pos_assist.domain.receipts import HistoryLine
from pos_assist.i18n.receipts_file_texts import questions_text
from pos_assist.services.setup.build_shop import read_receipts_file

_TABLES = frozenset((".csv", ".tsv"))
_AT_ONCE = 60  # rows: the window must not stand still for them


class JournalTables:
    """`say`: tells the window rows of whole receipts; `problem`: hears of a file that nobody but a person can read."""

    def __init__(self, say: Callable[[list[str]], bool], problem: Callable[[str, Problem], None]) -> None:
        self._say = say
        self._problem = problem
        self._told: set[str] = set()

    def take(self, path: Path) -> bool | None:
        """Tell all of a file. False: not now; None: it is no table, or one whose columns only a person can name."""
        if path.suffix.casefold() not in _TABLES:
            return None
        rows: list[str] = []
        try:
            with read_receipts_file(path) as found:
                if "columns" in found.table.questions:
                    raise BadInput("needs_answer", file=path.name, questions=questions_text(found.table.questions))
                names = {x.code: f"{x.own_code} {x.full_name}".strip() for x in found.history.items}
                for number, lines in groupby(found.history.history(), attrgetter("receipt")):
                    rows += as_paper(number, list(lines), names)
                    if len(rows) > _AT_ONCE:
                        if not self._say(rows):
                            return False
                        rows = []
        except BadInput as problem:
            if str(path) not in self._told:
                self._told.add(str(path))
                self._problem(path.name, problem)
            return None
        return not rows or self._say(rows)


def as_paper(number: str, lines: list[HistoryLine], names: dict[str, str]) -> list[str]:
    """One receipt of a table as a register prints it: `number` is day, and shop and till where the table has them, before the number."""
    _, *place, own = number.split("/")
    at = lines[0].at
    head = f"レジNo.{place[-1]}  No.{own}" if place else f"No.{own}"
    rows = ["領収証", f"{at:%Y-%m-%d %H:%M}", head]
    for line in lines:
        rows.append(f"{names.get(line.item, line.item)}    ¥{line.qty * line.price:,}")
        if line.qty != 1:
            rows.append(f"  {line.qty}コX単{line.price:,}")
    total = sum(x.qty * x.price for x in lines)
    return [*rows, f"合計    ¥{total:,}", f"現金    ¥{total:,}"]
