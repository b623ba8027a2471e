"""The words in which a receipts file is talked about: its columns, what is asked, what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pos_assist.domain.marking import N_
from pos_assist.i18n.translate import tr

COLUMN_NAMES = {
    "date": N_("Date (and time)"),
    "time": N_("Time"),
    "receipt": N_("Receipt number"),
    "item": N_("Item's name"),
    "code": N_("Item's code"),
    "qty": N_("Quantity"),
    "price": N_("Unit price"),
    "list_price": N_("List price"),
    "amount": N_("Amount of the line"),
    "category": N_("Department"),
    "customer": N_("Member"),
    "size": N_("Size"),
    "till": N_("Till"),
    "store": N_("Shop"),
    "tax": N_("Tax rate"),
    "kind": N_("Kind of row (sale, return …)"),
}
QUESTIONS = {
    "sheet": N_("Which sheet has the receipts?"),
    "columns": N_("Are these the right columns? Their titles do not say."),
    "receipt": N_("No column has a receipt number: rows of the same moment are taken for one receipt."),
    "day_order": N_("Which comes first in a date such as 1/5/26, the day or the month?"),
    "year": N_("The dates have no year. Of which year is the last one?"),
    "prices": N_(
        "Its prices are said to be without tax. Is the shop to have its prices so? Tax is then added to an order."
    ),
    "left_out": N_("Some rows are not sales of items and would be left out."),
}
DAY_ORDERS = {
    "ymd": N_("year, month, day"),
    "mdy": N_("month, day, year"),
    "dmy": N_("day, month, year"),
    "rmd": N_("year of Reiwa, month, day"),
}


def column_name(role: str) -> str:
    """Return the name of the column on the screen."""
    return tr(COLUMN_NAMES[role])


def period_text(first: date, last: date) -> str:
    """Return the first and the last day."""
    return f"{first.isoformat()} – {last.isoformat()}"


def questions_text(questions: Iterable[str]) -> str:
    """Return the open questions about a file, in one line."""
    return " ".join(tr(QUESTIONS[x]) for x in questions)


def left_out_text(counts: Mapping[str, int], reasons: Mapping[str, str]) -> str:
    """«totals: 1, cancelled: 3», the most frequent first."""
    most = sorted(counts.items(), key=lambda x: -x[1])
    return ", ".join(tr("{what}: {n}", what=tr(reasons[reason]), n=f"{n:,}") for reason, n in most)
