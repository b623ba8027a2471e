"""Pictures of items go along: in a pack, in a backup, to a new computer; no larger than they may be, and nothing else in their place."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.exchange.packs import read_pack
from pos_assist.first_start import NewShop, Source, begin
from pos_assist.services.management.backup_restore import put_file_back
from pos_assist.services.management.management import Management
from pos_assist.storage import backup_files
from pos_assist.system.picture_files import (
    MOST_BYTES,
    as_they_were,
    packed,
    pictures_beside,
    put_pictures,
    travelling,
    unpacked,
)

NOW = datetime(2026, 11, 25, 12, 0)
PNG = b"\x89PNG\r\n\x1a\n" + b"a small picture"
OTHER = b"\xff\xd8\xff" + b"another one"


@pytest.fixture
def pictures(manager: Management) -> dict[str, bytes]:
    """Those of two items of the shop; a third is of no item."""
    first, second, *_ = manager.list_items("", None, "key").codes
    found = {f"{first}.png": PNG, f"{second}.jpg": OTHER}
    put_pictures(pictures_beside(manager.storage.path), {**found, "nobody's.png": PNG})
    return found


def test_a_pack_takes_the_pictures_of_its_items_to_a_new_shop(
    manager: Management, pictures: dict[str, bytes], tmp_path: Path
) -> None:
    manager.make_pack(tmp_path / "a.pospack")
    assert read_pack(tmp_path / "a.pospack").pictures == pictures
    begun = begin(Source.PACK, tmp_path / "a.pospack", tmp_path / "new", NOW, new=NewShop("神田"))
    assert travelling(pictures_beside(begun.path)) == pictures


def test_a_pack_that_is_taken_leaves_an_item_s_own_picture_as_it_is(
    manager: Management, pictures: dict[str, bytes], tmp_path: Path
) -> None:
    manager.make_pack(tmp_path / "a.pospack")
    folder = pictures_beside(manager.storage.path)
    mine, gone = sorted(pictures)
    put_pictures(folder, {mine: PNG + b" of my own"}, replace=True)
    (folder / gone).unlink()
    manager.take_pack(manager.preview_pack(tmp_path / "a.pospack"), trust=True)
    assert (folder / mine).read_bytes() == PNG + b" of my own"
    assert (folder / gone).read_bytes() == pictures[gone]


def test_a_backup_is_one_file_that_has_the_pictures_and_brings_them_to_a_new_computer(
    manager: Management, pictures: dict[str, bytes], tmp_path: Path
) -> None:
    backup = manager.storage.backup(NOW)
    begun = begin(Source.BACKUP, backup, tmp_path / "new", NOW, new=NewShop("神田"))
    assert travelling(pictures_beside(begun.path)) == {**pictures, "nobody's.png": PNG}
    assert backup_files.bring_pictures_back(begun.path) == 0  # the table is the copy's alone


def test_what_is_put_back_has_its_pictures_again_and_a_newer_one_stays(
    manager: Management, pictures: dict[str, bytes]
) -> None:
    path = manager.storage.path
    backup = manager.storage.backup(NOW)
    manager.storage.close()
    mine, gone = sorted(pictures)
    (pictures_beside(path) / gone).unlink()
    put_pictures(pictures_beside(path), {mine: PNG + b" newer"}, replace=True)
    put_file_back(path, backup)
    assert (pictures_beside(path) / gone).read_bytes() == pictures[gone]
    assert (pictures_beside(path) / mine).read_bytes() == PNG + b" newer"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("../a.png", PNG), ("a/b.png", PNG), (".png", PNG), ("a.exe", PNG), ("a.png", b"MZ no picture"), ("a\n.png", PNG),
        ("a.png", PNG + b"x" * MOST_BYTES),
    ],
)  # fmt: skip
def test_nothing_but_a_small_picture_travels(name: str, data: bytes, tmp_path: Path) -> None:
    assert put_pictures(tmp_path / "to", {name: data}) == 0
    with pytest.raises(ValueError, match="picture"):
        unpacked(packed({name: data}))


def test_what_does_not_fit_stays_behind_and_stops_nothing(tmp_path: Path) -> None:
    for i in range(170):
        (tmp_path / f"{i}.png").write_bytes(PNG + bytes(MOST_BYTES - len(PNG)))
    (tmp_path / "too large.png").write_bytes(PNG + bytes(MOST_BYTES))
    assert len(travelling(tmp_path)) == 160


@given(st.binary(max_size=300))
def test_any_bytes_are_pictures_or_refused(data: bytes) -> None:
    with suppress(ValueError):
        assert packed(unpacked(data)) == data or not unpacked(data)


def test_pictures_are_brought_back_to_what_they_were(tmp_path: Path) -> None:
    put_pictures(tmp_path, {"a.png": PNG, "b.jpg": OTHER})
    back = as_they_were(tmp_path, ["a", "b", "c"])
    (tmp_path / "a.png").unlink()
    put_pictures(tmp_path, {"b.png": PNG, "c.png": PNG}, replace=True)
    (tmp_path / "b.jpg").unlink()
    back()
    assert travelling(tmp_path) == {"a.png": PNG, "b.jpg": OTHER}
