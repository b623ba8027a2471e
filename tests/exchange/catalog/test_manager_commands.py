"""`pos-assist export`, `import items`, `pack`, `backup`, `restore`, as typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pos_assist.cli.main import BAD_INPUT, main
from pos_assist.domain.catalog_change import Change
from pos_assist.domain.deals import SetPrice, Slot, When
from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Item, Pairing
from pos_assist.storage import Storage

Run = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Storage.create(tmp_path / "a.db") as storage:
        storage.catalog.put_items([Item("a", "A", 100), Item("b", "B", 200)])
        storage.catalog.put_pairings([Pairing("a", "b")])
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*words: object, code: int = 0) -> str:
        assert main(["--data-dir", str(folder), "--lang", "en", *map(str, words)]) == code
        out, err = capsys.readouterr()
        return out + err

    return run_command


def price(folder: Path, shop: str = "a") -> int:
    with Storage.open(folder / f"{shop}.db", readonly=True) as storage:
        item = storage.catalog.item("a")
        assert item
        return item.price


def test_export_and_import_with_a_dry_run_first(run: Run, folder: Path) -> None:
    file = folder / "items.csv"
    assert "2 rows" in run("export", "items", file, "--shop", "a")
    file.write_text(file.read_text("utf-8-sig").replace("a,A,,,,100", "a,A,,,,130"), "utf-8")
    assert "Price: ¥100 → ¥130" in run("import", "items", file, "--shop", "a", "--dry-run")
    assert price(folder) == 100
    assert "0 added, 1 changed, 0 retired" in run("import", "items", file, "--shop", "a", "--who", "Sato")
    assert price(folder) == 130
    with Storage.open(folder / "a.db", readonly=True) as storage:
        assert [x.who for x in storage.changes.history()] == ["Sato"]


def test_a_bad_cell_is_told_and_nothing_written(run: Run, folder: Path) -> None:
    file = folder / "items.csv"
    file.write_text("code,name,price\na,A,150\nb,B,cheap\n", "utf-8")
    told = run("import", "items", file, "--shop", "a", code=BAD_INPUT)
    assert "items.csv: row 3: column “price”: “cheap” is not an amount." in told
    assert price(folder) == 100


def test_a_table_under_the_wrong_name_is_refused(run: Run, folder: Path) -> None:
    run("export", "pairings", folder / "p.csv", "--shop", "a", "--headers", "en")
    assert "pairings" in run("import", "items", folder / "p.csv", "--shop", "a", code=BAD_INPUT)
    run("import", "catalog", folder / "p.csv", "--shop", "a")


def test_a_pack_goes_home_and_comes_back(run: Run, folder: Path) -> None:
    run("pack", "make", folder / "1.pospack", "--shop", "a")
    run("pack", "open", folder / "1.pospack", "--shop", "home")
    file = folder / "items.csv"
    file.write_text("code,price\na,170\n", "utf-8")
    run("import", "items", file, "--shop", "home")
    run("pack", "make", folder / "2.pospack", "--shop", "home")
    assert "Price: ¥100 | ¥170" in run("pack", "look", folder / "2.pospack", "--shop", "a")
    assert "not known here yet" in run("pack", "take", folder / "2.pospack", "--shop", "a", code=2)
    assert price(folder) == 100
    run("pack", "take", folder / "2.pospack", "--shop", "a", "--trust")
    assert price(folder) == 170


def test_backup_look_and_both_ways_back(run: Run, folder: Path) -> None:
    backup = run("backup", "--shop", "a").split()[-1].rstrip(".")
    file = folder / "items.csv"
    file.write_text("code,price\na,170\n", "utf-8")
    run("import", "items", file, "--shop", "a")
    assert backup in run("restore", "--shop", "a")
    assert "Price: ¥170 | ¥100" in run("restore", backup, "--shop", "a")
    assert price(folder) == 170
    run("restore", backup, "--shop", "a", "--catalog")
    assert price(folder) == 100
    run("restore", backup, "--shop", "a", "--file")
    assert list(folder.glob("a-replaced-*.db"))


def test_what_differs_between_two_sets_is_told_in_words(run: Run, folder: Path) -> None:
    slots = (Slot(1, frozenset("a"), n_max=1), Slot(2, frozenset("b"), {"b": 20}, n_max=2))
    deal = SetPrice(id="d", name="Lunch", price=300, slots=slots)
    with Storage.open(folder / "a.db") as storage:
        storage.catalog.write(Change(deals=(deal,)))
    run("pack", "make", folder / "1.pospack", "--shop", "a")
    run("pack", "open", folder / "1.pospack", "--shop", "b")
    with Storage.open(folder / "b.db") as storage:
        when = When(member=True, days=frozenset({"fri", "sat"}), hours=parse_hours("22:00-02:00"))
        fewer = (Slot(1, frozenset("ab"), n_max=1),)
        storage.catalog.write(
            Change(deals=(replace(deal, name="Night", priority=2, max_uses=1, when=when, slots=fewer),))
        )
    run("pack", "make", folder / "2.pospack", "--shop", "b")
    told = run("pack", "look", folder / "2.pospack", "--shop", "a")
    for line in (
        "Set: d", "Name: Lunch | Night", "Priority: 0 | 2", "Times per order: ∅ | 1", "For: ∅ | members only",
        "Hours: ∅ | 22:00-02:00", "What it takes: A  +  2 × B +¥20 | A、B",
    ):  # fmt: skip
        assert line in told
