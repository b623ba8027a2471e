"""Prices with a start date. Loaded at every start of the till, so it loads little."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from pos_assist.domain.business_day import business_date
from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Item
from pos_assist.domain.problems import Refused
from pos_assist.domain.settings import DAY_END
from pos_assist.storage import Storage

PLANNED = "(planned)"  # who made a change that was planned for today


def begin_planned_prices(storage: Storage, at: datetime) -> int:
    """Put prices in force whose day has come; how many items. To be called when a shop opens and when a day begins: one
    look at an index where there are none.

    Not on the word of a clock that is far ahead of what the till last knew: then a manager says first whether the date is
    right (`TillDates.date_is_right`). Prices that began while the clock was ahead are taken back once it is right again."""
    take_back_planned_prices(storage, at)
    due = due_prices(storage, at)
    if not due or storage.till_clock.ahead(at):
        return 0
    from pos_assist.domain.catalog_change import Edit  # noqa: PLC0415 — lazy: on most mornings there is nothing to do

    new = tuple(replace(x, price=x.next_price or 0, next_price=None, next_from=None) for x in due)
    storage.changes.write(Edit(Change(items=new)), PLANNED, at, "planned_price", str(len(new)))
    return len(due)


def due_prices(storage: Storage, at: datetime) -> list[Item]:
    """Items whose planned price's business day has come."""
    return storage.browse.due(business_date(at, storage.catalog.setting(DAY_END)))


def take_back_planned_prices(storage: Storage, at: datetime) -> None:
    """Plan prices again that began on a later day than this: the clock was ahead."""
    for change in storage.browse.begun_after(PLANNED, at):
        with suppress(Refused):  # the item was changed since: that stands
            storage.changes.undo(change, PLANNED, at)
