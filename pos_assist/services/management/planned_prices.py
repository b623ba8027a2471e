"""Prices with a start date. Loaded at every start of the till, so it loads little."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pos_assist.domain.business_day import business_date
from pos_assist.domain.catalog_change import Change
from pos_assist.domain.settings import DAY_END
from pos_assist.storage import Storage

PLANNED = "(planned)"  # who made a change that was planned for today


def begin_planned_prices(storage: Storage, at: datetime) -> int:
    """Put prices in force whose day has come; how many items. To be called when a shop opens and when a day begins: one
    look at an index where there are none."""
    due = storage.browse.due(business_date(at, storage.catalog.setting(DAY_END)))
    if due:
        from pos_assist.domain.catalog_change import Edit  # noqa: PLC0415 — lazy: on most mornings there is nothing to do

        new = tuple(replace(x, price=x.next_price or 0, next_price=None, next_from=None) for x in due)
        storage.changes.write(Edit(Change(items=new)), PLANNED, at, "planned_price", str(len(new)))
    return len(due)
