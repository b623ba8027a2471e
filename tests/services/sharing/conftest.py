"""Tills and back offices of one shop around one folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.settings import SHARED_SHOP
from pos_assist.exchange.packs import public_key
from pos_assist.services.management.pack_exchange import make_pack, shop_from_pack
from pos_assist.storage import Storage
from tests.services.sharing.tills import NOON, new_till


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Storage, Storage]]:
    """Two tills."""
    with new_till(tmp_path / "one" / "till.db", "1") as one, new_till(tmp_path / "two" / "till.db", "2") as two:
        yield one, two


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[list[Storage]]:
    """A till, and two back offices elsewhere that began with its pack; each knows the others' keys."""
    till = new_till(tmp_path / "till" / "till.db")
    pack = tmp_path / "first.pospack"
    make_pack(till, pack, "", NOON)
    every = [till]
    for name in ("home", "inn"):
        path = tmp_path / name / "office.db"
        path.parent.mkdir()
        shop_from_pack(pack, path, "店長", NOON)
        every.append(Storage.open(path))
        every[-1].catalog.write(Change(settings={SHARED_SHOP.name: "本店"}))
    for one in every:
        for other in every:
            if one is not other:
                one.peers.trust(public_key(other.peers.key()), "店", other.peers.shop())
    yield every
    for one in every:
        one.close()
