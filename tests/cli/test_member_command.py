"""`pos-assist member`: added, listed, exported, forgotten; a card's number is printed nowhere."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from pos_assist.cli.main import OK, USAGE, main
from pos_assist.services.people import Role
from pos_assist.shop import open_shop
from pos_assist.storage import Storage, staff
from tests.conftest import CopySample

CARD = "7700001234"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, copy_sample: CopySample) -> Path:
    return copy_sample("bakery", tmp_path_factory.mktemp("shops") / "a.db").parent


def run(folder: Path, *words: str) -> int:
    return main(["--data-dir", str(folder), "--shop", "a", "--lang", "en", *words])


def test_a_member_comes_buys_and_is_forgotten(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(folder, "member", "add", CARD, "--name", "Tanaka", "--phone", "090-1111-2222") == OK
    assert run(folder, "sell", "3", "--seed", "1", "--member", CARD) == OK
    assert run(folder, "ring", "--member", CARD, "1") in (OK, USAGE)
    capsys.readouterr()
    assert run(folder, "member", "list", "--json") == OK
    listed = json.loads(capsys.readouterr().out)
    assert "Tanaka" in {x["name"] for x in listed}
    assert run(folder, "member", "export", "7700-001234", "--to", str(tmp_path / "tanaka.json")) == OK
    told = json.loads((tmp_path / "tanaka.json").read_text("utf-8"))
    assert (told["name"], len(told["visits"]), told["counts"]["visits"]) == ("Tanaka", 3, 3)
    capsys.readouterr()
    assert run(folder, "member", "forget", CARD, "--backups") == OK
    out = capsys.readouterr().out
    assert "Forgotten" in out
    assert CARD not in out
    for file in folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert b"Tanaka" not in data, file.name
            assert CARD.encode() not in data, file.name
    assert run(folder, "member", "export", CARD) == USAGE


def test_a_members_name_is_changed_by_adding_the_card_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "member", "add", CARD) == OK
    assert run(folder, "member", "add", "7700 001234", "--name", "Sato") == OK
    assert "Sato" in capsys.readouterr().out
    assert run(folder, "member", "list", "--json") == OK
    assert [x["name"] for x in json.loads(capsys.readouterr().out) if x["name"]] == ["Sato"]
    assert run(folder, "member", "add", CARD) == USAGE  # nothing to change: the card is known


def test_past_receipts_bring_their_customers_along_and_no_number(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "past.csv"
    rows = [
        "receipt_id,timestamp,item,qty,price,customer",
        "p1,2026-10-01 10:00,Croissant,1,200,88001122",
        "p1,2026-10-01 10:00,Coffee,1,300,88001122",
        "p2,2026-10-02 10:00,Coffee,1,300,88001122",
        "p3,2026-10-03 10:00,Coffee,1,300,",
    ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    shop = ["--shop", str(tmp_path / "new" / "b.db")]
    assert main(["--lang", "en", "import", "receipts", str(file), *shop]) == OK
    capsys.readouterr()
    assert main(["--lang", "en", "member", "export", "88001122", *shop]) == OK
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"Coffee": 2, "Croissant": 1, "visits": 2}
    assert told["consent"] is None
    assert all(b"88001122" not in x.read_bytes() for x in (tmp_path / "new").rglob("*") if x.is_file())


def test_neither_a_pack_nor_a_problem_report_tells_of_a_member(folder: Path, tmp_path: Path) -> None:
    card, name = "6600009876", "Suzuki"
    assert run(folder, "member", "add", card, "--name", name) == OK
    assert run(folder, "sell", "2", "--seed", "2", "--member", card) == OK
    assert run(folder, "pack", "make", str(tmp_path / "shop.pospack")) == OK
    assert run(folder, "support", "--out", str(tmp_path / "report.zip")) == OK
    with Storage.open(folder / "a.db", readonly=True) as storage:
        member = storage.members.find(card)
        key = storage.members._key().hex()
    assert member is not None
    for file in (tmp_path / "shop.pospack", tmp_path / "report.zip"):
        with zipfile.ZipFile(file) as archive:
            inside = b"".join(archive.read(x) for x in archive.namelist())
        assert inside
        for text in (card, name, member.id, key):
            assert text.encode() not in inside, (file.name, text)


def test_who_the_members_are_is_for_whoever_the_shop_lets_see_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(staff, "SCRYPT_COST", 4)
    assert run(folder, "member", "add", CARD, "--name", "Tanaka") == OK
    shop = open_shop(folder / "a.db")
    shop.storage.staff.cost = 4
    shop.manage("店長").staff.found("店長", "482915", "482915")
    shop.manage("店長").staff.add("佐藤", Role.CASHIER, "7392", "7392")
    shop.close()
    capsys.readouterr()
    for what in (["list"], ["export", CARD], ["forget", CARD], ["add", CARD, "--name", "Sato"]):
        assert run(folder, "member", *what) == USAGE
    assert "Tanaka" not in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("7392\n482915\n"))
    assert run(folder, "member", "list", "--who", "佐藤") == USAGE
    assert run(folder, "member", "list", "--who", "店長") == OK
    assert "Tanaka" in capsys.readouterr().out
    assert run(folder, "member", "add", "7700 009999") == OK  # a new card is made at any till
