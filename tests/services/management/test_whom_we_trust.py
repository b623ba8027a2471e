"""Trust in packs: for one shop with one key, told when the key is another, seen and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_assist.cli.main import OK, USAGE, main
from pos_assist.domain.fingerprint import fingerprint
from pos_assist.domain.problems import Refused
from pos_assist.exchange.packs import PackLabel, public_key, read_pack, write_pack
from pos_assist.services.management.management import Management
from pos_assist.storage import Storage
from tests.clocks import minute_by_minute
from tests.services.management.conftest import MORNING

OTHER = bytes(range(32))


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Management]:
    with Storage.create(tmp_path / "other.db") as storage:
        yield Management(storage, "x", minute_by_minute(MORNING))


def signed_by(pack: Path, seed: bytes, *, shop: str, serial: int = 9) -> Path:
    """The same catalog under that shop's name, signed with that key."""
    read, new = read_pack(pack), pack.with_name("with-another-key.pospack")
    write_pack(new, PackLabel(shop, read.name, serial, MORNING, ""), replace(read.catalog), [], seed)
    return new


def taken(manager: Management, other: Management, tmp_path: Path) -> Path:
    manager.make_pack(tmp_path / "p.pospack")
    other.take_pack(other.preview_pack(tmp_path / "p.pospack"), trust=True)
    return tmp_path / "p.pospack"


def test_another_key_of_a_known_shop_is_told_with_both_to_compare(
    manager: Management, other: Management, tmp_path: Path
) -> None:
    pack = taken(manager, other, tmp_path)
    shop, key = read_pack(pack).shop, read_pack(pack).key
    look = other.preview_pack(signed_by(pack, OTHER, shop=shop))
    assert look.trust == "changed"
    with pytest.raises(Refused, match="pack_key_changed") as refused:
        other.take_pack(look)
    assert refused.value.data["known"] == fingerprint(key)
    assert refused.value.data["key"] == fingerprint(public_key(OTHER))
    other.take_pack(look, trust=True)
    assert other.preview_pack(signed_by(pack, OTHER, shop=shop, serial=10)).trust == "known"
    assert key not in [x.key for x in other.trusted_shops() if x.shop == shop]


def test_a_trusted_shop_cannot_speak_for_another(manager: Management, other: Management, tmp_path: Path) -> None:
    pack = taken(manager, other, tmp_path)
    seed = manager.storage.peers.key()
    assert other.preview_pack(signed_by(pack, seed, shop=read_pack(pack).shop)).trust == "known"
    assert other.preview_pack(signed_by(pack, seed, shop="somebody-else")).trust == "unknown"


def test_trust_is_seen_and_withdrawn(manager: Management, other: Management, tmp_path: Path) -> None:
    pack = taken(manager, other, tmp_path)
    key = read_pack(pack).key
    assert key in [x.key for x in other.trusted_shops()]
    assert other.withdraw_trust(key)
    assert not other.withdraw_trust(key)
    assert other.preview_pack(pack).trust == "unknown"


def test_no_person_is_named_in_a_pack(manager: Management, tmp_path: Path) -> None:
    manager.make_pack(tmp_path / "p.pospack")
    assert read_pack(tmp_path / "p.pospack").made_by == ""
    assert "佐藤".encode() not in (tmp_path / "p.pospack").read_bytes()


def test_the_terminal_shows_keys_and_withdraws_one(
    shop_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--shop", str(shop_file), "--data-dir", str(tmp_path), "--lang", "en"]
    assert main(["pack", "make", str(tmp_path / "p.pospack"), *where]) == OK
    printed = fingerprint(read_pack(tmp_path / "p.pospack").key)
    assert main(["pack", "look", str(tmp_path / "p.pospack"), *where]) == OK
    assert printed in capsys.readouterr().out
    assert main(["pack", "trusted", *where]) == OK
    assert printed in capsys.readouterr().out
    assert main(["pack", "trusted", "--withdraw", printed, *where]) == OK
    assert printed not in capsys.readouterr().out
    assert main(["pack", "trusted", "--withdraw", printed, *where]) == USAGE
