"""Groups of options that several items have: known by their name, and changed in all of them together."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pos_assist.domain.items import Item
from pos_assist.domain.options import OptionGroup
from pos_assist.services.views import CatalogView


def groups_by_name(catalog: CatalogView) -> dict[str, OptionGroup]:
    """Every group of options in the shop by its name; of several that differ, the one that most items have."""
    times = Counter(group for item in catalog.items_with_options() for group in item.options)
    return {group.name: group for group, _ in reversed(times.most_common())}


def with_the_same_groups(catalog: CatalogView, item: Item) -> tuple[Item, ...]:
    """The other items that have a group exactly as the item had it until now, with the group as the item has it now. A group
    that the item no longer has stays with them."""
    before = catalog.item(item.code)
    now = {group.name: group for group in item.options}
    changed = {group: now[group.name] for group in (before.options if before else ()) if group.name in now}
    found = []
    for other in catalog.items_with_options():
        groups = tuple(changed.get(group, group) for group in other.options)
        if other.code != item.code and groups != other.options:
            found.append(replace(other, options=groups))
    return tuple(found)
