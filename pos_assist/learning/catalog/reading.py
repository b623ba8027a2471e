"""A whole catalog read at once: for each item its size, its role and what must not be offered; for each thing its ladder.

Names speak first, then departments, then the neighbours in the department, then the receipts: what people buy instead of a
drink is a drink, what they add to a main dish is a side. All of it is a proposal that a manager confirms; where nobody has
yet, the careful half of it holds (`careful`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pos_assist.domain.items import Department, Item, TaxClass, Upgrade
from pos_assist.learning.catalog import words
from pos_assist.learning.catalog.sizes import Parted, thing_key, things

Together = Callable[[str, str], int]  # receipts that have both items; of an item with itself, those that have it

_ENOUGH = 10  # receipts expected by chance, from which on their absence says something
_INSTEAD = 0.5  # bought together less than so many times chance: one instead of the other
_ALONG = 1.2  # more than so many times chance: one along with the other
_CHEAP = 0.6  # of the usual main dish's price: below, it is a side


@dataclass(frozen=True, slots=True)
class Reading:
    """What one item seems to be. `thing`: what its sizes have in common."""

    code: str
    thing: str
    size: str = ""
    role: str = ""
    alcohol: bool = False
    tobacco: bool = False
    kids: bool = False
    never_offer: bool = False

    def applied(self, item: Item) -> Item:
        """The item as it is read; what was set before stays set."""
        return replace(
            item,
            size=item.size or self.size,
            role=item.role if item.role not in ("", item.code) else self.role,
            alcohol=item.alcohol or self.alcohol,
            age_restricted=item.age_restricted or self.alcohol or self.tobacco,
            kids=item.kids or self.kids,
            never_offer=item.never_offer or self.never_offer,
        )

    def proposed(self, item: Item) -> Item:
        """As `applied`, and the tax that the law has for alcohol and tobacco: 10 % where the item has the food's rate."""
        food = item.tax is TaxClass.REDUCED
        return replace(
            self.applied(item), tax=TaxClass.STANDARD if food and (self.alcohol or self.tobacco) else item.tax
        )


@dataclass(frozen=True, slots=True)
class CatalogReading:
    """The readings by item code, and the steps from each size to the next larger one."""

    items: Mapping[str, Reading]
    ladders: tuple[Upgrade, ...] = ()

    def careful(self, item: Item) -> Item:
        """What holds of a new item until somebody has looked: its reading; an item that was looked at stays as it is."""
        found = self.items.get(item.code)
        return item if item.confirmed or found is None else found.applied(item)


def read_catalog(
    items: Iterable[Item], departments: Iterable[Department] = (), together: Together | None = None, receipts: int = 0
) -> CatalogReading:
    """Read all items of a shop. `together` and `receipts`: what its receipts say, where it has any."""
    items = [item for item in items if not item.retired]
    name_of = {x.code: x.name for x in departments}
    parts = things([(item.name, item.size) for item in items])
    roles = [
        _role(item, part, name_of.get(item.department, item.department))
        for item, part in zip(items, parts, strict=True)
    ]
    roles = _of_siblings(items, parts, roles)
    roles = _of_neighbours(items, roles)
    if together and receipts:
        roles = _of_receipts(items, roles, together, receipts)
    roles = _of_siblings(items, parts, _of_prices(items, roles))
    readings = {
        item.code: _reading(item, part, role, name_of.get(item.department, item.department))
        for item, part, role in zip(items, parts, roles, strict=True)
    }
    return CatalogReading(readings, tuple(_ladders(items, parts, readings)))


def _reading(item: Item, part: Parted, role: str, department: str) -> Reading:
    charge, bag = words.is_charge(item.name), words.is_carrier_bag(item.name)
    alcohol = words.is_alcohol(item.name) or (
        role == words.DRINK and words.is_alcohol(department) and "soft" not in words.plain(department)
    )
    return Reading(
        item.code,
        thing_key(part),
        part.size,
        words.CHARGE if charge else words.BAG if bag else role,
        alcohol and not charge,
        words.is_tobacco(item.name),
        words.is_for_kids(item.name) or words.is_for_kids(department),
        charge or bag,
    )


_BY_MEANING = (
    (words.is_charge, words.CHARGE),
    (words.is_carrier_bag, words.BAG),
    (words.is_alcohol, words.DRINK),
    (words.is_tobacco, words.GOODS),
)


def _role(item: Item, part: Parted, department: str) -> str:
    """By name, then by department. A department of one kind of goods knows better than a word: «latte cup» among mugs."""
    for holds, role in _BY_MEANING:
        if holds(item.name):
            return role
    by_name, by_department = (
        words.role_of_name(part.thing if part.kept else item.name),
        words.role_of_department(department),
    )
    if by_department in (words.GOODS, words.TOPPING, words.CHARGE):
        return by_department
    if by_department == words.DRINK and (by_name != words.DESSERT or part.size):
        return words.DRINK
    return by_name or words.role_of_name(part.thing) or by_department


def _of_siblings(items: Sequence[Item], parts: Sequence[Parted], roles: list[str]) -> list[str]:
    """Sizes of one thing have one role: that of most of them."""
    keys = [(thing_key(part), item.department) for item, part in zip(items, parts, strict=True)]
    of: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for key, role in zip(keys, roles, strict=True):
        if role:
            of[key][role] += 1
    return [
        of[key].most_common(1)[0][0] if key in of and (part.size or not role) else role
        for key, part, role in zip(keys, parts, roles, strict=True)
    ]


def _of_neighbours(items: Sequence[Item], roles: list[str]) -> list[str]:
    """An item without a telling name has the role that three in four of its department's others have; so has a topping that
    costs as much as they do («corn mayonnaise» among savoury breads)."""
    of: dict[str, Counter[str]] = defaultdict(Counter)
    for item, role in zip(items, roles, strict=True):
        if role and item.department:
            of[item.department][role] += 1
    departments = {item.department for item in items}
    prices = {x: median(item.price for item in items if item.department == x) for x in departments}

    def usual(department: str) -> str:
        counts = of.get(department)
        if not counts or len(departments) < 2:
            return ""
        role, most = counts.most_common(1)[0]
        return role if most >= 3 and most * 4 >= counts.total() * 3 else ""

    def told(item: Item, role: str) -> str:
        dear = role == words.TOPPING and item.price * 2 >= prices[item.department]
        return (dear and usual(item.department)) or role or usual(item.department)

    return [told(item, role) for item, role in zip(items, roles, strict=True)]


def _of_receipts(items: Sequence[Item], roles: list[str], together: Together, receipts: int) -> list[str]:
    """Where no word tells: what is bought instead of a role's items has that role; what comes along with main dishes and costs
    less is a side."""
    known: dict[str, list[str]] = defaultdict(list)
    for item, role in zip(items, roles, strict=True):
        if role in (words.MAIN, words.DRINK, words.DESSERT):
            known[role].append(item.code)
    usual = _usual_price(items, roles)

    def told(item: Item) -> str:
        sold = together(item.code, item.code)
        ratios: dict[str, float] = {}
        for role, codes in known.items():
            expected = sum(sold * together(code, code) / receipts for code in codes)
            if expected >= _ENOUGH:
                ratios[role] = sum(together(item.code, code) for code in codes) / expected
        least = min(ratios, key=lambda role: (ratios[role], role), default="")
        if least and ratios[least] < _INSTEAD:
            return least
        return words.SIDE if ratios.get(words.MAIN, 0.0) > _ALONG and item.price < usual * _CHEAP else ""

    return [role or told(item) for item, role in zip(items, roles, strict=True)]


def _of_prices(items: Sequence[Item], roles: list[str]) -> list[str]:
    """In a shop that sells meals, the rest are main dishes and sides by what they cost; elsewhere goods."""
    meals = sum(role in (words.MAIN, words.SIDE, words.DRINK, words.DESSERT) for role in roles)
    if meals * 2 < len(items):
        return [role or words.GOODS for role in roles]
    usual = _usual_price(items, roles)
    return [
        role or (words.MAIN if item.price >= usual * _CHEAP else words.SIDE)
        for item, role in zip(items, roles, strict=True)
    ]


def _usual_price(items: Sequence[Item], roles: Sequence[str]) -> float:
    return median([item.price for item, role in zip(items, roles, strict=True) if role == words.MAIN] or [0])


def _ladders(items: Sequence[Item], parts: Sequence[Parted], readings: Mapping[str, Reading]) -> Iterable[Upgrade]:
    """Steps from each size to the next one that is larger and costs more."""
    of: dict[tuple[str, str, str, str], list[tuple[float, int, str]]] = defaultdict(list)
    for item, part in zip(items, parts, strict=True):
        if part.is_ladder and not readings[item.code].never_offer:
            of[thing_key(part), part.unit, part.kept, item.department].append((part.order, item.price, item.code))
        elif not part.size:  # «ラテ» beside «ラテ L»: the plain one is the usual size
            of[thing_key(part), "size", part.kept, item.department].append((1.5, item.price, item.code))
    for steps in of.values():
        steps.sort()
        for (small, less, a), (large, more, b) in pairwise(steps):
            if small < large and less < more:
                yield Upgrade(a, b)
