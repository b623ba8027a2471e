"""What a shop sells, for a test that knows that it does."""

from __future__ import annotations

from pos_assist.domain.items import Item
from pos_assist.shop import Shop
from pos_assist.storage import Storage


def item_of(shop: Shop | Storage, code: str) -> Item:
    """The item with that code, which must be there."""
    item = shop.catalog.item(code)
    assert item is not None
    return item
