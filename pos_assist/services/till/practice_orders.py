"""The orders that a trainee is given to ring up in this shop."""

from __future__ import annotations

from pos_assist.services.views import CatalogView
from pos_assist.suggest.exercises import Exercise, exercises


def practice_orders(catalog: CatalogView) -> tuple[Exercise, ...]:
    """From the first page of each department's keys: what a trainee finds without searching. Ring them up on a Counter with
    `practice=True`, which writes nothing down."""
    items = [item for department in catalog.departments() for item in catalog.keys(department.code, 0)]
    codes = [item.code for item in items]
    upgrades = [upgrade for code in codes for upgrade in catalog.upgrades_from(code)]
    return exercises(items, upgrades, catalog.pairings_from(codes), catalog.deals(), catalog.perks())
