"""What the items of a shop seem to be, for a manager to confirm; and new items of a file read with care until then."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Item, Upgrade
from pos_assist.domain.records import differences
from pos_assist.exchange.catalog.import_plan import Plan
from pos_assist.learning.catalog.reading import read_catalog
from pos_assist.learning.counting import EVERY
from pos_assist.storage import Storage
from pos_assist.storage.changes import whole


@dataclass(frozen=True, slots=True)
class CatalogReview:
    """`items`: those that nobody has confirmed, as they stand and as they are proposed, what would change first, then what has a mark. `ladders`:
    steps from a size to the next that the shop has not yet."""

    items: tuple[tuple[Item, Item], ...]
    ladders: tuple[Upgrade, ...]


def review_catalog(storage: Storage) -> CatalogReview:
    """Read the catalog with the help of what was bought with what."""
    with closing(storage.reader()) as connection:
        catalog, _ = whole(connection)
    learned = storage.learned

    def together(a: str, b: str) -> int:
        return learned.pair(a, b)[0]

    read = read_catalog(catalog.items, catalog.departments, together, learned.count(EVERY)[0])
    proposed = [(x, read.items[x.code].proposed(x)) for x in catalog.items if x.code in read.items and not x.confirmed]
    proposed.sort(key=lambda pair: (pair[0] == pair[1], not _is_marked(pair[1]), pair[0].department, pair[0].title))
    has_step = {x.from_item for x in catalog.upgrades}
    return CatalogReview(tuple(proposed), tuple(x for x in read.ladders if x.from_item not in has_step))


def _is_marked(item: Item) -> bool:
    return item.never_offer or item.age_restricted or item.kids


def read_new(plan: Plan, catalog: Change) -> Plan:
    """The plan with its new items read by their names: what must not be offered freely is not, until somebody has looked."""
    items = plan.edit.change.items
    known = {item.code for item in catalog.items}
    if all(item.code in known for item in items):
        return plan
    read = read_catalog(
        [*(x for x in catalog.items if x.code not in {item.code for item in items}), *items],
        (*catalog.departments, *plan.edit.change.departments),
    )
    careful = {item.code: item if item.code in known else read.careful(item) for item in items}
    plan.edit = replace(plan.edit, change=replace(plan.edit.change, items=tuple(careful.values())))
    plan.differences = [
        replace(x, title=careful[x.key].title, fields=differences(None, careful[x.key]))
        if x.what == "added" and x.key in careful and x.key not in known
        else x
        for x in plan.differences
    ]
    return plan
