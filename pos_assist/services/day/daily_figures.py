"""The figures of business days, worked out from what is stored, as tables for an accountant. A Z report is another thing: it
stays as it was printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pos_assist.domain.business_day import begins_at
from pos_assist.domain.day import DayEntry, DayFigures, EntryKind, ItemFigures
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.settings import DAY_END, TAX_ROUNDING
from pos_assist.exchange.day_tables import DayTable, write_day_tables
from pos_assist.i18n.tender_texts import tender_text
from pos_assist.i18n.translate import tr
from pos_assist.services.day.tally import Tally
from pos_assist.storage import Storage

LONGEST = 3 * 366  # days of one export


def daily_figures(storage: Storage, first: date, last: date) -> Iterator[tuple[date, DayFigures, list[ItemFigures]]]:
    """The figures of each business day on which something happened, and what was sold of each item."""
    day_end, rounding = storage.catalog.setting(DAY_END), storage.catalog.setting(TAX_ROUNDING)
    for n in range(min(LONGEST, (last - first).days + 1)):
        day = first + timedelta(days=n)
        tally = Tally(rounding)
        tally.add(storage.day.between(begins_at(day, day_end), begins_at(day + timedelta(days=1), day_end)))
        figures = tally.figures()
        if figures.begin is not None:
            yield day, figures, tally.items()


def write_daily_figures(storage: Storage, path: Path, first: date, last: date) -> list[Path]:
    """Write the figures of those days to an XLSX or to CSVs; return the files. Raises BadInput: bad_table_name; Environment:
    file_unwritable."""
    closes: dict[date, list[DayEntry]] = {}
    for close in storage.day.entries(EntryKind.CLOSE, limit=10_000):
        closes.setdefault(close.day, []).insert(0, close)
    return write_day_tables(path, _tables([*daily_figures(storage, first, last)], closes))


def _tables(
    days: list[tuple[date, DayFigures, list[ItemFigures]]], closes: dict[date, list[DayEntry]]
) -> list[DayTable]:
    day = tr("Business day")
    added = any(
        x.gross_without_tax for _, x, _ in days
    )  # a shop whose prices have their tax in them has no such columns
    within = not added or any(x.gross > x.gross_without_tax for _, x, _ in days)
    gross = (
        *((tr("Gross sales, with tax") if added else tr("Gross sales"),) if within else ()),
        *((tr("Gross sales, without tax"),) if added else ()),
    )
    return [
        DayTable(
            "days", tr("By day"),
            (
                day, tr("Customers"), tr("Items sold"), *gross, tr("Set discounts"), tr("Discounts on the order"),
                tr("Discounts by hand"), *((tr("Tax added"),) if added else ()), tr("Sales"), tr("Refunds"), tr("Given back"), tr("Receipts voided"), tr("Voided"),
                tr("Net sales"), tr("Tax in it"), tr("Z reports"), tr("Over or short"), tr("Offers shown"), tr("Offers accepted"),
                tr("Offers brought"),
            ),
            tuple(_day_row(on, x, closes.get(on, []), within=within, added=added) for on, x, _ in days),
        ),
        DayTable(
            "rates", tr("Tax rates"), (day, tr("Rate (%)"), tr("With tax"), tr("Tax in it"), tr("Without tax")),
            tuple((on.isoformat(), r.rate, r.gross, r.tax, r.gross - r.tax) for on, x, _ in days for r in x.rates),
        ),
        DayTable(
            "tenders", tr("Ways to pay"), (day, tr("Paid by"), tr("Times"), tr("Taken"), tr("Given back"), tr("Stays")),
            tuple(
                (on.isoformat(), tender_text(TenderKind(t.kind), t.name), t.times, t.taken, t.back, t.taken - t.back)
                for on, x, _ in days for t in x.tenders
            ),
        ),
        DayTable(
            "items", tr("Items"), (day, tr("Code"), tr("Item"), tr("Department"), tr("Units"), tr("Net sales")),
            tuple((on.isoformat(), i.code, i.name, i.department, i.units, i.net) for on, _, items in days for i in items),
            frozenset((1, 3)),
        ),
    ]  # fmt: skip


def _day_row(
    day: date, x: DayFigures, closes: list[DayEntry], *, within: bool, added: bool
) -> tuple[str | int | None, ...]:
    numbers = " ".join(str(c.number) for c in closes)
    wrong = sum(c.difference for c in closes) if closes else None
    return (
        day.isoformat(), x.customers, x.items, *((x.gross - x.gross_without_tax,) if within else ()),
        *((x.gross_without_tax,) if added else ()), x.set_discounts, x.order_discounts, x.hand_discounts,
        *((x.tax_added,) if added else ()), x.sold, x.refunds,
        x.refunded, x.voids, x.voided, x.net, sum(r.tax for r in x.rates), numbers, wrong, x.offers_shown, x.offers_accepted,
        x.offers_brought,
    )  # fmt: skip
