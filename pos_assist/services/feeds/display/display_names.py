"""Which item a display names: from the catalog to the display's bytes, cut as a display cuts, and compared byte by byte.

The other way round (reading a name and searching for it) fails where a cut parts a mark from its letter: ﾌﾟ becomes ﾌ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pos_assist.devices.pole import encoded, half_width, narrow, spoken
from pos_assist.domain.items import Item
from pos_assist.services.feeds.display.display_profile import DisplayProfile
from pos_assist.storage import Storage

_FIRST = 3  # bytes by which names are looked up
_LEAST = 4  # bytes that a name which was cut must still have
_FEW = 2  # bytes that noise may have lost or changed


class FoundName(NamedTuple):
    """What a name can mean. `exact`: it is all of the name, not only its beginning."""

    item: Item
    exact: bool


class DisplayNames:
    """The names of a catalog as a display writes them."""

    def __init__(self, items: Iterable[Item], others: Mapping[str, str] | None = None) -> None:
        """`others`: what a register calls items in its own words -> their codes."""
        self._by_first: dict[bytes, list[tuple[bytes, Item]]] = {}
        self._by_price: dict[int | None, list[tuple[bytes, Item]]] = {}
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
            for name in dict.fromkeys(x for text in names if text for x in (encoded(half_width(text)), as_shown(text))):
                if name:
                    self._by_first.setdefault(name[:_FIRST], []).append((name, item))
                    for price in {item.price, item.eat_in_price} - {None}:
                        self._by_price.setdefault(price, []).append((name, item))

    def find(self, shown: bytes, *, cut: bool) -> list[FoundName]:
        """The items whose name that is; with `cut`, those too whose name begins so, since the display had no more place: with the blank
        after it, where the cut was behind one."""
        found: dict[str, FoundName] = {}
        whole = shown.rstrip()
        for name, item in self._by_first.get(shown[:_FIRST], ()):
            exact = name == whole
            if exact or (cut and len(shown) >= _LEAST and name.startswith(shown)):
                before = found.get(item.code)
                found[item.code] = FoundName(item, exact or (before is not None and before.exact))
        return list(found.values())

    def resembled(self, shown: bytes, item: Item, unit_price: int) -> bool:
        """Whether another item of that price has nearly that name: two bytes that a line lost or changed, and one is the other."""
        others = (name for name, x in self._by_price.get(unit_price, ()) if x.code != item.code)
        return any(_within(shown, name[: len(shown) + _FEW], _FEW) for name in others)


def names_of(storage: Storage, profile: DisplayProfile) -> DisplayNames:
    """What the shop's items are called on that display."""
    return DisplayNames(storage.browse.items(storage.browse.item_codes()), profile.names)


def as_shown(text: str) -> bytes:
    """A name, a word or a line in the form in which all are compared: kana and letters one byte each, kanji two. A half of a letter, where the
    cells cut it, is left out."""
    return " ".join(narrow(text).replace("\\", "").split()).replace("¥", "\\").encode("cp932", "ignore")


def _within(a: bytes, b: bytes, few: int) -> bool:
    """Whether at most `few` bytes have to be put in, left out or changed."""
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    if not a or not b or few == 0:
        return max(len(a), len(b)) <= few
    return any(_within(x, y, few - 1) for x, y in ((a[1:], b[1:]), (a[1:], b), (a, b[1:])))
