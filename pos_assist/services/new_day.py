"""A new business day: planned prices come into force, sold-out marks of the day before go. Loaded at every start of the till,
so it loads little."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from pos_assist.domain.business_day import business_date
from pos_assist.domain.catalog_change import Change
from pos_assist.domain.settings import DAY_END
from pos_assist.services.management.planned_prices import PLANNED, begin_planned_prices, take_back_planned_prices
from pos_assist.storage import Storage


def day_of(storage: Storage, at: datetime) -> date:
    """The shop's business day at that moment."""
    return business_date(at, storage.catalog.setting(DAY_END))


def begin_day(storage: Storage, at: datetime) -> bool:
    """Begin the business day of that moment, if it has not begun; whether it did. A shop that was never open keeps its marks:
    they came with its files. A clock that goes back a little begins no day; one that is put back by days is believed, and
    what its error began is taken back."""
    day, begun = day_of(storage, at), storage.day_begun()
    take_back_planned_prices(storage, at)
    if begun is not None and day <= begun <= day + timedelta(days=1):
        return False
    begin_planned_prices(storage, at)
    if begun is not None:
        _on_sale_again(storage, at)
    storage.note_day(day)
    return True


def _on_sale_again(storage: Storage, at: datetime) -> None:
    marked = storage.browse.sold_out()
    if marked:
        from pos_assist.domain.catalog_change import Edit  # noqa: PLC0415 — lazy: on most mornings there is nothing to do

        items = tuple(replace(x, sold_out=False) for x in marked)
        storage.changes.write(Edit(Change(items=items)), PLANNED, at, "new_day", str(len(items)))
