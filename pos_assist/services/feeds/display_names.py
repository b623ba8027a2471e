"""Which item a display names: from the catalog to the display's bytes, cut as a display cuts, and compared byte by byte.

The other way round (reading a name and searching for it) fails where a cut parts a mark from its letter: ﾌﾟ becomes ﾌ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pos_assist.devices.pole import encoded, half_width, spoken
from pos_assist.domain.items import Item
from pos_assist.services.feeds.display_profile import DisplayProfile
from pos_assist.storage import Storage

_FIRST = 3  # bytes by which names are looked up
_LEAST = 4  # bytes that a name which was cut must still have


class FoundName(NamedTuple):
    """What a name can mean. `exact`: it is all of the name, not only its beginning."""

    item: Item
    exact: bool


class DisplayNames:
    """The names of a catalog as a display writes them."""

    def __init__(self, items: Iterable[Item], others: Mapping[str, str] | None = None) -> None:
        """`others`: what a register calls items in its own words -> their codes."""
        self._by_first: dict[bytes, list[tuple[bytes, Item]]] = {}
        own: dict[str, list[str]] = {}
        for their_name, code in (others or {}).items():
            own.setdefault(code, []).append(their_name)
        for item in items:
            names = (
                item.title,
                item.name,
                item.short_name,
                item.title_en,
                item.reading,
                spoken(item.title, item.reading),
                *own.get(item.code, ()),
            )
            for name in dict.fromkeys(encoded(half_width(x)).rstrip() for x in names if x):
                if name:
                    self._by_first.setdefault(name[:_FIRST], []).append((name, item))

    def find(self, shown: bytes, *, cut: bool) -> list[FoundName]:
        """The items whose name that is; with `cut`, those too whose name begins so, since the display had no more place."""
        found: dict[str, FoundName] = {}
        for name, item in self._by_first.get(shown[:_FIRST], ()):
            exact = name == shown
            if exact or (cut and len(shown) >= _LEAST and name.startswith(shown)):
                before = found.get(item.code)
                found[item.code] = FoundName(item, exact or (before is not None and before.exact))
        return list(found.values())

    def one(self, shown: bytes, unit_price: int, *, cut: bool) -> Item | None:
        """The one item that is meant at that price; None where that is not certain."""
        found = self.find(shown, cut=cut)
        priced = [x for x in found if unit_price in (x.item.price, x.item.eat_in_price)]
        if len(priced) == 1:
            return priced[0].item
        if not cut:  # the whole name: two items of one name are told apart by nothing
            whole = [x for x in (priced or found) if x.exact]
            return whole[0].item if len(whole) == 1 else None
        return None


def names_of(storage: Storage, profile: DisplayProfile) -> DisplayNames:
    """What the shop's items are called on that display."""
    return DisplayNames(storage.browse.items(storage.browse.item_codes()), profile.names)
