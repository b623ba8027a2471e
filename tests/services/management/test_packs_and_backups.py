"""The shop in one signed file, taken elsewhere and brought back; and backups looked into before they are brought back."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.domain.deals import When
from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Item, Pairing
from pos_assist.domain.problems import BadInput, EnvironmentProblem, Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.settings import on_this_pc
from pos_assist.exchange import packs
from pos_assist.exchange.packs import read_pack
from pos_assist.services.management import backup_restore
from pos_assist.services.management.management import Management
from pos_assist.services.management.pack_exchange import BOTH, OURS, THEIRS, make_pack, shop_from_pack
from pos_assist.shop import open_shop
from pos_assist.storage import Storage, ThisPC
from tests.clocks import minute_by_minute
from tests.services.management.conftest import MORNING


@pytest.fixture
def home(manager: Management, tmp_path: Path) -> Iterator[Management]:
    """A copy of the shop at the manager's home, made of a pack."""
    manager.make_pack(tmp_path / "out.pospack")
    shop_from_pack(tmp_path / "out.pospack", tmp_path / "home.db", "店長", MORNING)
    with Storage.open(tmp_path / "home.db") as storage:
        yield Management(storage, "店長", minute_by_minute(MORNING))


def price(manager: Management, code: str) -> int:
    item = manager.storage.catalog.item(code)
    assert item
    return item.price


def bring_back(home: Management, manager: Management, path: Path, **choices: str) -> list[tuple[str, str, str]]:
    home.make_pack(path)
    look = manager.preview_pack(path)
    seen = [(x.kind, x.key, x.changed) for x in look.sides]
    manager.take_pack(look, {("items", key): side for key, side in choices.items()}, trust=True)
    return seen


def test_a_pack_has_the_catalog_and_no_receipts_people_or_keys(manager: Management, tmp_path: Path) -> None:
    manager.storage.staff.found("店長", "482915")
    manager.set_settings({"till": "レジ 9"})
    manager.storage.catalog.put_setting("printer.address", "10.0.0.9")
    manager.make_pack(tmp_path / "p.pospack")
    pack = read_pack(tmp_path / "p.pospack")
    now = manager.catalog()
    assert (pack.catalog.items, pack.catalog.deals, pack.catalog.pairings) == (now.items, now.deals, now.pairings)
    with zipfile.ZipFile(tmp_path / "p.pospack") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    secrets = (b"scrypt", manager.storage.peers.key().hex().encode(), b"10.0.0.9", "レジ 9".encode(), b"import:2026")
    assert not [x for x in secrets if x in everything]


def test_edits_made_at_home_come_back_and_those_made_here_stay(
    home: Management, manager: Management, tmp_path: Path
) -> None:
    home.set_price("hamburger", 230)
    home.add_item(Item("pie", "パイ", 180, department="dessert"))
    home.remove_pairing(Pairing("cheeseburger", "potato-m"))
    manager.set_price("potato-m", 300)
    seen = bring_back(home, manager, tmp_path / "back.pospack")
    assert seen == [
        ("items", "hamburger", THEIRS),
        ("items", "pie", THEIRS),
        ("items", "potato-m", OURS),
        ("pairings", "cheeseburger\tpotato-m", THEIRS),
    ]
    assert (price(manager, "hamburger"), price(manager, "pie"), price(manager, "potato-m")) == (230, 180, 300)
    assert manager.history()[0].what == "pack"
    manager.undo(manager.history()[0].id)
    assert price(manager, "hamburger") == 200


def test_what_both_edited_is_shown_side_by_side_and_chosen(
    home: Management, manager: Management, tmp_path: Path
) -> None:
    for code in ("hamburger", "cheeseburger"):
        home.set_price(code, 230)
        manager.set_price(code, 210)
    home.make_pack(tmp_path / "back.pospack")
    sides = manager.preview_pack(tmp_path / "back.pospack").of(BOTH)
    assert [(x.base.price, x.ours.price, x.theirs.price) for x in sides] == [(240, 210, 230), (200, 210, 230)]
    bring_back(home, manager, tmp_path / "back.pospack", cheeseburger=THEIRS)
    assert (price(manager, "cheeseburger"), price(manager, "hamburger")) == (230, 210)


def test_the_same_edit_on_both_sides_is_no_conflict(home: Management, manager: Management, tmp_path: Path) -> None:
    home.set_price("hamburger", 230)
    manager.set_price("hamburger", 230)
    home.make_pack(tmp_path / "back.pospack")
    assert manager.preview_pack(tmp_path / "back.pospack").sides == []


def test_back_and_forth_again_and_again_brings_only_what_is_new(
    home: Management, manager: Management, tmp_path: Path
) -> None:
    there, back = tmp_path / "there.pospack", tmp_path / "back.pospack"
    home.set_price("hamburger", 230)
    assert bring_back(home, manager, back) == [("items", "hamburger", THEIRS)]
    home.set_price("hamburger", 240)
    assert bring_back(home, manager, back) == [("items", "hamburger", THEIRS)]
    manager.set_price("hamburger", 250)
    assert bring_back(manager, home, there) == [("items", "hamburger", THEIRS)]
    home.set_price("hamburger", 260)
    assert bring_back(home, manager, back) == [("items", "hamburger", THEIRS)]
    assert bring_back(home, manager, back) == []
    assert price(manager, "hamburger") == 260


def test_an_older_pack_than_the_last_one_is_refused(home: Management, manager: Management, tmp_path: Path) -> None:
    home.make_pack(tmp_path / "1.pospack")
    bring_back(home, manager, tmp_path / "2.pospack")
    with pytest.raises(Refused, match="pack_older"):
        manager.preview_pack(tmp_path / "1.pospack")


def test_a_stranger_s_pack_needs_somebody_to_vouch_once(home: Management, manager: Management, tmp_path: Path) -> None:
    home.set_price("hamburger", 230)
    home.make_pack(tmp_path / "1.pospack")
    look = manager.preview_pack(tmp_path / "1.pospack")
    assert look.trust == "unknown"
    with pytest.raises(Refused, match="pack_unknown"):
        manager.take_pack(look)
    assert price(manager, "hamburger") == 200
    manager.take_pack(look, trust=True)
    home.make_pack(tmp_path / "2.pospack")
    assert manager.preview_pack(tmp_path / "2.pospack").trust == "known"


def test_an_unsigned_pack_is_said_to_be_one_each_time(home: Management, manager: Management, tmp_path: Path) -> None:
    for n in (1, 2):
        make_pack(home.storage, tmp_path / f"{n}.pospack", "x", MORNING, signed=False)
        look = manager.preview_pack(tmp_path / f"{n}.pospack")
        assert look.trust == "unsigned"
        with pytest.raises(Refused, match="pack_unsigned"):
            manager.take_pack(look)
        manager.take_pack(look, trust=True)


def test_a_look_that_was_overtaken_is_not_taken(home: Management, manager: Management, tmp_path: Path) -> None:
    home.set_price("hamburger", 230)
    home.make_pack(tmp_path / "1.pospack")
    look = manager.preview_pack(tmp_path / "1.pospack")
    manager.set_price("potato-m", 310)
    with pytest.raises(Refused, match="catalog_changed"):
        manager.take_pack(look, trust=True)
    assert manager.storage.peers.peer(look.pack.shop) is None


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    new = path.with_name("forged.pospack")
    with zipfile.ZipFile(new, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return new


def cheaper(members: dict[str, bytes]) -> None:
    members["catalog.json"] = members["catalog.json"].replace(b'"price":240', b'"price":140')


def other_maker(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    members["manifest.json"] = json.dumps({**manifest, "made_by": "店長"}).encode()


def no_signature(members: dict[str, bytes]) -> None:
    del members["manifest.sig"]


def other_signature(members: dict[str, bytes]) -> None:
    members["manifest.sig"] = bytes(64)


def one_more(members: dict[str, bytes]) -> None:
    members["../../evil.txt"] = b"x"


def newer(members: dict[str, bytes]) -> None:
    members["manifest.json"] = members["manifest.json"].replace(b"pos-assist-pack/3", b"pos-assist-pack/4")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (cheaper, "pack_forged"),
        (other_maker, "pack_forged"),
        (no_signature, "pack_forged"),
        (other_signature, "pack_forged"),
        (one_more, "bad_pack"),
        (newer, "pack_newer"),
    ],
)
def test_a_pack_that_was_tampered_with_is_refused(
    manager: Management, tmp_path: Path, change: Callable[[dict[str, bytes]], None], code: str
) -> None:
    manager.make_pack(tmp_path / "p.pospack")
    with pytest.raises(BadInput) as caught:
        manager.preview_pack(rewritten(tmp_path / "p.pospack", change))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"price":240', b'"price":"x"'),
        (b'"price":240', b'"price":-1'),
        (b'"price":240', b'"price":1e99'),
        (b'"price":240', b'"price":true'),
        ("チーズバーガー".encode(), "チーズ\u202eバーガー".encode()),
        (b'"kind":"set_price"', b'"kind":"magic"'),
        (b'"items":[', b'"items":[["a"],'),
        (b'"name"', b'"nome"'),
        (b'"2901000000015"', b'"2901000000014"'),
    ],
)
def test_what_no_shop_can_hold_is_refused_whoever_signed_it(
    manager: Management, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bytes, new: bytes
) -> None:
    """The maker's own key does not help against a maker's own mistakes."""
    plain = packs._json
    monkeypatch.setattr(packs, "_json", lambda data: plain(data).replace(old, new))
    manager.make_pack(tmp_path / "p.pospack")
    monkeypatch.undo()
    with pytest.raises(BadInput):
        manager.preview_pack(tmp_path / "p.pospack")


# -- backups ---------------------------------------------------------------------------------------------------------------


def test_a_look_into_a_backup_says_what_is_in_it_and_what_differs(manager: Management) -> None:
    path = manager.storage.backup(MORNING)
    manager.set_price("hamburger", 230)
    look = manager.preview_backup(path)
    assert (look.receipts, look.total) == (3604, sum(x.total for x in manager.storage.sales.receipts(limit=9999)))
    assert look.last_sale == manager.storage.sales.receipts(limit=1)[0].sold_at
    assert [(x.key, x.ours.price, x.theirs.price) for x in look.sides] == [("hamburger", 230, 200)]


def test_the_catalog_comes_back_as_an_edit_that_can_be_undone(manager: Management) -> None:
    path = manager.storage.backup(MORNING)
    manager.set_price("hamburger", 230)
    manager.save_pairing(Pairing("hamburger", "choco-sundae"))
    manager.take_catalog(manager.preview_backup(path))
    assert price(manager, "hamburger") == 200
    assert manager.preview_backup(path).sides == ()
    manager.undo(manager.history()[0].id)
    assert price(manager, "hamburger") == 230


def test_scheduled_backups_are_made_when_due(manager: Management) -> None:
    at = datetime(2026, 11, 24, 9, 0)
    assert backup_restore.backup_if_due(manager.storage, at)
    assert backup_restore.backup_if_due(manager.storage, at + timedelta(hours=11)) is None
    assert backup_restore.backup_if_due(manager.storage, at + timedelta(hours=12))
    manager.set_settings({"backup_hours": "1"})
    assert backup_restore.backup_if_due(manager.storage, at + timedelta(hours=13))
    assert len(backup_restore.listed(manager.storage.path)) == 3


def test_a_file_put_back_gets_the_later_sales_from_the_journal(burger_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    shutil.copyfile(burger_file, path)
    shop = open_shop(path)
    saved = shop.storage.backup()
    shop.till.ring("hamburger")
    shop.till.pay()
    shop.till.tender(TenderKind.CASH, 200)
    shop.close()
    with path.open("r+b") as file:
        file.write(b"\0" * 100)
    done = backup_restore.put_file_back(path, saved)
    assert done.kept.exists()
    assert done.replayed == 1
    with Storage.open(path) as storage:
        assert storage.sales.count() == 3605


def test_a_broken_backup_and_the_shop_itself_are_not_put_back(
    manager: Management, shop_file: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database")
    with pytest.raises(EnvironmentProblem):
        manager.preview_backup(broken)
    with pytest.raises(EnvironmentProblem):
        backup_restore.put_file_back(shop_file, broken)
    with pytest.raises(Refused, match="not_a_backup"):
        backup_restore.put_file_back(shop_file, shop_file)
    with pytest.raises(EnvironmentProblem, match="locked"):
        backup_restore.put_file_back(shop_file, manager.storage.backup(MORNING))


def test_a_night_pairing_and_a_night_set_go_to_another_shop_in_a_pack(manager: Management, tmp_path: Path) -> None:
    night = parse_hours("11:00-14:00, 22:00-02:00")
    pairing = Pairing("hamburger", "choco-sundae", hours=night)
    manager.save_pairing(pairing)
    deal = replace(manager.catalog().deals[0], when=When(hours=night))
    manager.save_deal(deal)
    manager.make_pack(tmp_path / "night.pospack")
    shop_from_pack(tmp_path / "night.pospack", tmp_path / "other.db", "店長", MORNING)
    with Storage.open(tmp_path / "other.db") as other:
        assert pairing in other.catalog.pairings_from(["hamburger"])
        assert deal in other.catalog.deals()


def test_a_backup_of_version_1_brings_no_colours_of_the_screen_back(manager: Management) -> None:
    manager.storage.catalog.put_setting("screen_scheme", "dark")  # where version 1 kept it
    manager.storage.catalog.put_setting("control_share", "7")
    path = manager.storage.backup(MORNING)
    ThisPC(manager.storage.path.parent).take_from(manager.storage.catalog, on_this_pc())
    manager.set_settings({"control_share": "9"})
    manager.take_catalog(manager.preview_backup(path))
    kept = manager.storage.catalog.settings()
    assert kept["control_share"] == "7"
    assert "screen_scheme" not in kept
    assert manager.settings()["screen_scheme"] == "dark"


def test_a_pack_of_version_1_says_which_settings_it_leaves_out(
    manager: Management, home: Management, tmp_path: Path
) -> None:
    """Version 1 wrote the till's language, colours, keys and tour into its packs."""
    carried = {"screen_language": "en", "screen_keys": '{"pay": "F11"}', "screen_scheme": "dark", "tour_seen": "1"}
    home.make_pack(tmp_path / "new.pospack")

    def add(members: dict[str, bytes]) -> None:
        catalog = json.loads(members["catalog.json"])
        catalog["settings"] |= carried
        data = members["catalog.json"] = json.dumps(catalog).encode()
        manifest = json.loads(members["manifest.json"])
        for member in manifest["members"]:
            if member["name"] == "catalog.json":
                member.update(size=len(data), sha256=hashlib.sha256(data).hexdigest())
        members["manifest.json"] = json.dumps({**manifest, "key": ""}).encode()
        del members["manifest.sig"]

    look = manager.preview_pack(rewritten(tmp_path / "new.pospack", add))
    assert set(look.pack.left_out) == set(carried)
    assert not carried.keys() & {x.key for x in look.sides}
    manager.take_pack(look, trust=True)
    assert not carried.keys() & manager.storage.catalog.settings().keys()
