"""`pos-assist staff`: PINs come over a prompt, never as arguments."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist.cli.main import USAGE, main
from pos_assist.services.management.staff import Role
from pos_assist.storage import Storage

NOW = datetime(2026, 11, 25, 9, 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Storage.create(tmp_path / "a.db").close()
    return tmp_path


def founded(folder: Path) -> str:
    with Storage.open(folder / "a.db") as storage:
        storage.staff.cost = 4
        code = storage.staff.found("Sato", "402917")
        storage.staff.add("Ito", Role.CASHIER, "8062")
    return code


def staff(folder: Path, monkeypatch: pytest.MonkeyPatch, typed: list[str], *words: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{x}\n" for x in typed)))
    return main(["--data-dir", str(folder), "--shop", "a", "--lang", "en", "staff", *words])


def test_a_manager_whose_pin_is_lost_gets_a_new_one_for_the_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = founded(folder)
    assert staff(folder, monkeypatch, ["1234-5678-9012-3456", "738201", "738201"], "recover", "Sato") == USAGE
    assert "not the recovery code" in capsys.readouterr().err
    assert staff(folder, monkeypatch, [code, "738201", "738202"], "recover", "Sato") == USAGE
    assert (
        staff(folder, monkeypatch, [code, "738201", "738201"], "recover", "Ito") == USAGE
    )  # opens no cashier's way up
    assert staff(folder, monkeypatch, [code, "738201", "738201"], "recover", "Sato") == 0
    with Storage.open(folder / "a.db") as storage:
        assert storage.staff.enter("Sato", "738201", NOW, Role.MANAGER).name == "Sato"


def test_anybody_changes_the_own_pin(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    founded(folder)
    assert staff(folder, monkeypatch, ["0000", "3957", "3957"], "pin", "Ito") == USAGE
    assert staff(folder, monkeypatch, ["8062", "3957", "3957"], "pin", "Ito") == 0
    assert staff(folder, monkeypatch, [], "list") == 0
    out = capsys.readouterr().out
    assert "Ito  Cashier" in out
    assert "3957" not in out
